"""Words that judge a buyer, in groups, with the facts to write instead: data for ``wording``.

Source: manual pages ``chase-record`` and ``handover`` (facts and agreements, no verdicts) and
reference/peers.md 8. The lists are ours: what agents write in a hurry. They are matched in
simplified characters and half-width small letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    """Words that judge in the same way.

    Attributes:
        advice: What to write and what not, in few words.
        instead: Factual wordings; … is for the agent to fill.
        words: The words, each whatever stands around it.
    """

    advice: str
    instead: tuple[str, ...]
    words: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_REASON: Final = Group(
    "写她要什么,不写讲不讲理",
    ("要求 …,我们答复 …", "同一问题问了 … 次", "不接受 …,要 …"),
    _words(
        """
        无理取闹 胡搅蛮缠 蛮不讲理 不讲道理 不讲理 不可理喻 无理要求 没事找事 找茬 找碴 刁难人 难缠
        难搞 难伺候 不好伺候 不好惹 不好说话 不好沟通 没法沟通 麻烦精 作妖 刁民 刁钻 奇葩 事儿多
        事儿妈 事逼 挑三拣四 鸡蛋里挑骨头 吹毛求疵 得寸进尺 强词夺理 死缠烂打 纠缠不休 纠缠不清
        油盐不进 斤斤计较 小题大做 咄咄逼人 蛮横 霸道 杠精 巨婴 公主病 玻璃心 矫情 死脑筋 一根筋
        钻牛角尖
        """
    ),
)
_PERSON: Final = Group(
    "写她怎么说的,不写这个人怎样",
    ("原话:“…”", "说话着急,等了 … 天", "要求马上答复,约了 … 点"),
    _words(
        """
        神经病 精神病 神经兮兮 神经质 发神经 脑子有问题 脑子有病 脑子不好 脑子进水 没脑子 脑残
        智障 弱智 低能 白痴 傻子 傻逼 傻比 傻叉 傻缺 煞笔 蠢货 疯子 疯婆子 二百五 泼妇 悍妇
        老巫婆 老女人 素质低 低素质 没素质 素质差 素质太差 没教养 没文化 没良心 不要脸 脸皮厚
        厚脸皮 缺德 无赖 耍赖 赖皮 流氓 乡巴佬 土包子 土鳖 态度恶劣 态度差 态度不好 脾气大
        脾气差 脾气暴躁 暴脾气 嘴臭 嘴巴臭 嘴贱 阴阳怪气 盛气凌人 戏精 喷子 烦死人 太烦人
        """
    ),
)
_TRUST: Final = Group(
    "写查到的,不写猜的",
    ("说 …,我们的记录是 …", "没有提供 …,已请她补", "… 和订单对不上,待核实"),
    _words(
        """
        骗子 骗吃骗喝 骗退款 骗赔 碰瓷 敲竹杠 敲诈 讹诈 讹人 讹钱 想讹 职业打假 职业差评师 差评师
        恶意差评 恶意投诉 恶意退货 恶意退款 恶意下单 撒谎 说谎 说假话 谎话连篇 胡说八道 睁眼说瞎话
        瞎说 胡扯 倒打一耙 恶人先告状 装傻 装糊涂 老赖
        """
    ),
)
_SPEED: Final = Group(
    "写问到哪一步,不写快慢",
    ("隔 … 小时没回", "问过 … 次还没定", "要再想想,约了 … 再问"),
    _words(
        """
        磨叽 磨磨唧唧 磨磨蹭蹭 拖拖拉拉 慢吞吞 婆婆妈妈 啰嗦 啰里啰嗦 唠叨 优柔寡断
        """
    ),
)
_MONEY: Final = Group(
    "写她还的价,不写穷或抠",
    ("讲价 … 次,最后要 … 元", "要求送 …", "只接受 … 元以下"),
    _words(
        """
        抠门 抠搜 抠抠搜搜 小气鬼 吝啬 铁公鸡 穷鬼 穷逼 占便宜 占小便宜 贪便宜 贪小便宜 羊毛党
        薅羊毛 白嫖
        """
    ),
)
GROUPS: Final = (_REASON, _PERSON, _TRUST, _SPEED, _MONEY)

BUYER: Final = r"(?:买家|客户|客人|顾客|此人|这人|那人|对方|[她他])"
_VERY: Final = r"(?:真的?|太|很|好|超|特别|非常|有点|实在|老是|总是|这么|那么)"
_IS: Final = rf"(?:又|也|都|就)?(?:是不是|是个|是)?{_VERY}?"
PATTERNS: Final[tuple[tuple[str, Group], ...]] = (
    (rf"{BUYER}{_IS}(?P<word>有病|有毛病|更年期|没完没了)", _PERSON),
    (r"(?P<word>有病)(?:吧|啊)", _PERSON),
    (
        rf"(?:{BUYER}{_IS}|{_VERY})(?P<word>神经(?![酰痛衰系末猫蛙科元性外内])"
        r"|变态(?![辣反])|小气(?![泡候球囊味孔])|抠(?![图像下开掉出])|墨迹(?![天未])"
        r"|缠人|烦人|难说话|事多|作(?=[了死!,。]|$))",
        _REASON,
    ),
    (
        r"(?P<word>(?:极品|奇葩|垃圾|变态|恶心|智商低|没品)的?(?:买家|客户|客人|顾客))",
        _PERSON,
    ),
    (rf"{BUYER}[^,。;\n]{{0,3}}(?P<word>sb)(?![a-z0-9-])", _PERSON),
    (r"(?<![a-z0-9-])(?P<word>sb)(?:买家|客户)", _PERSON),
    (r"(?P<word>讹)(?:我们|咱们|店里|我)", _TRUST),
    (
        r"(?P<word>故意)[^,。;\n]{0,4}?(?:差评|退款|退货|投诉|不付|不收|拖|弄坏|搞坏|摔|找茬|找碴|刁难)",
        _TRUST,
    ),
    (r"(?:就是|专门|又)来?(?P<word>找事|闹事|捣乱|挑事)", _REASON),
)
"""Words that are ordinary ones, too, with what makes them a judgement; ``word`` is what is said."""

OTHER_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "骗子": (r"防|冒充.{0,4}", r"短信|电话|冒充|链接|网站|平台|团伙|贴"),
    "难缠": (r"线|绳|丝|胶带", r"绕|上"),
    "难搞": (r"胶|污渍", r"掉|干净|下来|开"),
    "奇葩": (r"", r"说|造型|设计|款"),
    "霸道": (r"丰田|味道?|香", r"总裁"),
    "刁钻": (r"角度|口味", r""),
    "玻璃心": (r"", r"形|型|吊坠"),
    "一根筋": (r"", r"膜"),
    "神经病": (r"", r"变|理|学"),
    "精神病": (r"", r"院|医|史"),
    "智障": (r"", r"人士|儿童"),
    "低能": (r"", r"耗|量|见度"),
    "傻子": (r"", r"瓜子"),
    "疯子": (r"", r"面馆|面"),
    "二百五": (r"[一二三四五六七八九两千万零共价]", r"十|块|元|件|克|个|米|毫|斤"),
    "没文化": (r"", r"衫"),
    "流氓": (r"", r"兔|软件"),
    "赖皮": (r"", r"蛇"),
    "装傻": (r"", r"瓜"),
    "唠叨": (r"", r"机"),
}
"""What stands before or after a word and makes another word of it."""
