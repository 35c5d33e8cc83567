"""Names of people: known only by where they stand.

A name stands behind a label such as 收件人, or it is a word that looks like a name and stands alone
between separators in a block that has a telephone number or an address, as blocks are pasted from
an order. Where both are in the block, a word without a known surname is a name too (nicknames and
English names are written so), if nothing else in the block is the name.

A surname with 先生 or 女士 stays, as it tells nobody who it is and the agent addresses the buyer by
it; of a whole name with 先生 the name is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from phrasebook.personal_places import is_head
from phrasebook.personal_regions import SHORT
from phrasebook.personal_text import HAN, HIDDEN, Found

# The surnames of most people in China (some 450), then those of two characters.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管"
    "祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁"
    "柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀"
    "谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应"
    "台巫鞠僧桑荆谌银扬明沙伏岑习胥保和蔺元昌皮湛贝茅缪裘贲钮嵇於芮羿储汲邴隗蓬郗班仰秋钭厉戎束幸"
    "韶蓟宿怀蒲邰鄂咸籍阴苍闻莘劳扶堵郦雍郤璩濮寿扈郏浦茹宦鱼容慎戈庾暨衡弘禄殳沃蔚夔隆厍晁融訾乜"
    "沐雒佘帖撒鲜闪敬续缑咎晁阙"
    "须蒯逯桓昝诸云肖闫付代占冒邝帅农危麦麻丛才母亓粟但阚阙禹贡逄权寇鹿粱骆尚狄凤伊卿刑水平凡"
)
_DOUBLE_SURNAMES: Final = frozenset(
    """
    欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 轩辕 长孙 宇文 端木 南宫 司空 独孤
    西门 东郭 百里 呼延 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 公羊 赫连
    拓跋 万俟 纳兰 第五 南门 即墨 达奚 褚师
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_NO_GIVEN: Final = frozenset(
    "的了是在我你您他她它们这那哪有没不打到话机号码单件货快递钱款退发寄送收改换吗呢吧啊呀请谁什么怎几"
    "订购买卖查看说问题付价店服电址谢就也还要写错填给把被让下上"
)
"""Characters that hardly stand in a given name and often in words which start like a surname."""
_NO_ALONE: Final = frozenset(
    "色品袋箱盒瓶套个只斤元块折券区省县镇村街室仓库裤鞋帽裙袜肉酒茶油器卡证账板线用法样间点秒钟"
    "好很太最多少些能会可以急点等已对和与或及可再先都从向往为因所而但者放"
)
"""More of these, for a word that stands alone without a label."""
_MIDDLE: Final = frozenset("以可元先")
"""Of these, those that stand in names of three characters, in the middle: 柯以宁, 尹可欣."""
_NO_NAMES: Final = SHORT.union(
    """
    安心 安全 安装 安排 万一 时间 方便 常用 常规 全部 全新 全国 成功 高兴 高档 明天 明早 明晚 明白
    金额 金属 包裹 包邮 包装 连衣裙 连接 马甲 马桶 马达 石头 都行 易碎 应急 应该 计划 计算 原装
    原价 原来 单独 平台 平时 平安 文具 文字 文件 方法 方向 向导 关于 关键 关注 成本 成交 成人 毛巾
    毛衣 毛毯 牛奶 牛仔 花园 花生 白糖 黄金 黄豆 古装 童装 童鞋 华为 华夏 小米 米饭 大米 大家 大概
    水果 水管 商家 商品 商城 商务 解决 解释 强烈 强力 温馨 温度 康复 和平 任何 任意 简单 简介 管理
    管家 查询 游戏 游客 乐器 习惯 宁可 章程 项链 项目 车间 车载 车主 房间 房东 门卫 保安 保证 保险
    保修 保密 前台 物业 代收 代付 代购 权益 平邮 平板 凡是 水电 伊利 麦片 农村 农药 尚未 尚好 才能
    母婴 母亲 父亲 爸爸 妈妈 老婆 老公 哥哥 姐姐 弟弟 妹妹 亲爱 备注 备用 默认 顺丰 中通 圆通 韵达
    申通 极兔 邮政 京东 德邦 淘宝 天猫 拼多多 抖音 加急 尽快 急用 公司 单位 学校 家里 家庭 自提
    驿站 菜鸟 蜂巢 丰巢 中国 工作日 周末 周一 周二 周三 周四 周五 周六 周日 今天 今晚 昨天 后天
    上午 下午 中午 晚上 早上 亲亲 客服 卖家 买家 老板 售后 售前 仓储 地址 新地址 旧地址 电话 手机
    姓名 名字 邮编 收货 发货 退货 换货 补发 赠品 礼物 现货 预售 两件 一件 三件 两个 一个 男士 女士
    先生 小姐 男款 女款 尺寸 颜色 规格 数量 备货 信息 详情 如下 如图 麻烦 辛苦 拜托 你好 您好 在吗
    好的 可以 谢谢 感谢 抱歉 马上 立即 立刻 现在 刚才 刚刚 其他 其它 另外 同上 不变 正确 确认 核对
    无误 联系 联系人 收件人 收货人 寄件人 微信 支付宝 生日 祝福 快乐 红包 福袋 义乌 华南 华东 华北
    华中 西南 西北 东北 江浙沪 王者荣耀 方便面 单人 单层 双人 原味 甘草 梅花 石榴 白菜 金针菇 黄瓜
    毛笔 牛皮 马克杯 苏打水 龙井 温水 冷水 热水 米粉 米线 花茶 都可 均可 明细 明显 时尚 时候
    容易 容量 沙发 沙子 须知 元旦 元宵 元素 贝壳 皮带 皮衣 皮鞋 皮革 秋季 秋冬 秋款
    周大福 周大生 周生生 金士顿 万宝路 王老吉 马应龙 吴裕泰 张小泉 陈克明 王守义 周黑鸭 江小白
    李锦记 王致和 胡姬花 金龙鱼 金骏眉 康师傅 史丹利 杨国福 张君雅 王小卤 范思哲 施华洛 任天堂
    欧莱雅 柏图斯 韩国 马来 古巴 伊朗 白俄
    全家 万家 平底 夏天 黄一白 方便时 方便收 卫星 安卓 安卓机 浦东 蒲公英
    鱼缸 鱼竿 班级 白嫖 黄牛 高峰 高峰期 万达 康复中 成年 成年礼 储蓄 安排 车来 代驾 车费
    融化 隆重 幸运 幸福 怀孕 束腰 印花 闻起来 云朵 云端 云仓 宿舍 扶手
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_GOODS: Final = frozenset(
    "色品款码袋箱盒瓶套个只斤块折券裤鞋帽裙袜肉酒茶谢的了吗呢吧啊打到发退换货单号请急等快件证卡"
)
"""Characters of words about goods and parcels: not even a block with all else needs such a name."""
_TITLES: Final = tuple(
    """
    先生 女士 小姐 老师 总 太太 阿姨 师傅 厂长 店长 老板娘 老板 经理 主任 护士长 护士 医生 大夫 教授
    同学 同志 大姐 大哥 大爷 大妈 叔叔 嫂子 队长 班长 校长 院长 书记 主管
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_SHORT_TITLES: Final = frozenset("姐哥叔姨工总")
"""These are titles behind a surname alone; 栗子姐 is what somebody calls herself."""

_LABEL = re.compile(
    r"(?:收[ ]?[件货][ ]?人|联[ ]?系[ ]?人|姓[ ]{0,4}名|取件人|寄件人|签收人|收件|收货|收方"
    r"|[下订]单人|订购人|购买人|[取提]货人|申请人|发件人|落款|署名|开?户名|持卡人|开户人|[收退付]款人|代[收签]人|开票人|使用人|户主|业主|账户名|实名信息|卡主|机主|姓名|名字|收(?=:)"
    r"|(?<![A-Za-z])(?:[Nn]ame|To(?=:)))(?:姓名|名字|名称|名)?[)】\]]?"
    r"(?:[改换]一下|更正)?(?:也|都|请|还|就|仍)?"
    r"(?:[ ]?[:=\-~→➡>][ ]{0,3}|[ ]{1,3}|[ ]?\(|[写填留]的是?"
    r"|是|为|写成?|填成?|改成|改为|换成|改|叫|】|\])"
    r"|(?:我叫|[他她]叫|本人叫|妈叫|爸叫|老公叫|老婆叫|朋友叫|名字叫)(?:做)?[ :]{0,2}"
)
_SURE: Final = ":=-~→➡>】]"
"""Ends of a label after which a name without a known surname counts too."""
_ENDS: Final = ("", "\n", ",", ";")
"""Behind a word of four characters: it is a name by itself (卓玛央金), not a name and a word."""
_TO_LABEL = re.compile(
    rf"(?:寄给|发给|送给|转给|交给|寄|给|找|写|填|备注)(?P<name>{HAN}{{2,4}}?)(?:收|亲收|亲启|签收|取)(?![到货件回费款])"
)
_OF_MINE = re.compile(
    rf"我(?:妈妈?|爸爸?|姐姐?|哥哥?|弟弟?|妹妹?|老公|老婆|对象|男朋友|女朋友|朋友|同事|室友|邻居"
    "|媳妇|弟|妹|儿子|女儿|闺女|婆婆|公公|舅舅?|姑姑?|表[姐妹哥弟]|堂[姐妹哥弟])"
    rf"(?P<name>{HAN}{{2,4}}?)(?=[\x01 ,;。(]|的?(?:电话|手机|号码|地址)|[来签]?收|$)"
)
_GLUED_LABEL = re.compile(
    r"(?:收件人|收货人|联系人|姓名|户名|名字|机主|[收退付]款人|代[收签]人|[签取寄]件?收?人|[下订]单人|持卡人|实名|本人)"
    rf"(?!和)(?P<name>{HAN}{{2,4}}?)"
    r"(?=我|来[取拿签]|要求|申请|想|说|电话|手机|身份证|[\x01\x02 ,;。哈哦吧呀]|谢谢|$)"
)
_CALLED = re.compile(rf"姓{HAN}{{1,2}}[ ,]{{0,2}}叫(?P<name>{HAN}{{2,4}}?)(?=[\x01 ,;。]|$)")
_RECEIVES = re.compile(
    rf"(?<=[\x01\x02 ,])(?P<name>{HAN}{{2,4}}?)(?:亲收|签收|收)(?=就|即可|[\x01 ,;。]|$)"
)
_CUSTOMER = re.compile(
    rf"(?:顾客|客户|买家|会员|转给{HAN}{{0,2}}:)(?P<name>{HAN}{{2,3}}?)"
    r"(?=[要说想问退换补来(\x01,;。]|反馈|投诉|申请|电话|手机|$)"
)
_GLUED_BLOCK = re.compile(
    rf"(?:收件人|收货人|联系人|姓名|户名)(?P<name>{HAN}{{2,4}})[ ,;\n]{{0,3}}(?=\x01)"
)
"""As a number follows, a name without a known surname counts as well."""
_CORRECTED = re.compile(
    rf"(?:名字|姓名|收[件货]人|联系人)[^\n\x01\x02]{{0,10}}是(?P<name>{HAN}{{2,4}}?)"
    rf"[ ,]?(?:,|而|才对)?不是(?P<old>{HAN}{{2,4}})(?!{HAN})"
)
"""是冯亦舟不是冯一舟, where the talk is of a name."""
_TWO_NAMES = re.compile(
    rf"(?:名字|姓名|收[件货]人|联系人)[^\n\x01\x02]{{0,8}}不是(?P<old>{HAN}{{2,4}}?)"
    rf"[ ,]?(?:,|而|应该)?是(?P<name>{HAN}{{2,4}}?)(?=[哦吧呀啊 ,;。!]|$)",
    re.MULTILINE,
)
"""不是张丹是章丹, where the talk is of a name."""
_SELF = re.compile(
    rf"(?:^|(?<=[\n ,;。!])|你好|您好|在吗)我是(?:买家|顾客|客户)?(?P<name>{HAN}{{3}})"
    rf"(?=[\n ,;。!]|$)"
    rf"|抬头(?:是|写|开|为|:)?(?:个人|姓名)?[ :,]{{0,2}}(?P<title>{HAN}{{2,3}}?)(?=[\n ,;。!]|$)"
    rf"|(?:^|(?<=[\n ,;。!]))(?P<whose>{HAN}{{3}})的(?:快递|包裹|件|订单|单子|货)"
    rf"(?!{HAN}{{0,2}}[吗呢?])"
    rf"|(?:^|(?<=\n))(?P<whole>{HAN}{{2,3}})[ ](?:亲收|亲启|签收|收)(?=[\n。]|$)"
    rf"|(?:^|(?<=\n))(?P<whom>{HAN}{{3}})(?:亲收|签收|亲启|收)(?=[\n。]|$)"
)
"""A name of three characters, or of whom an invoice is: 我是朱一龙. Two are a word as well."""
_NO_SELF = re.compile(
    "[座生皮肤脚机人号码妈爸型友家族头发脸版款色店员主群粉嫂控党层楼村镇县市省区里边话套姐哥车子穿吃喝锅宝器具厂信账压衫糖病奶剂率]$"
)
_TOOK = re.compile(
    rf"(?:显示|[被让替帮])(?P<took>{HAN}{{3}})(?:已?签收|代收|已收|收走|去取|来取|去拿|拿走)"
    rf"|(?:(?:孩子|宝宝|宝贝|儿子|女儿)(?:名字)?叫|刻(?:名字|字):[ ]?)"
    rf"(?P<cut>{HAN}{{3}})(?=[ ,;。!]|$)"
    rf"|(?:^|(?<=[\n ,;。@]))(?P<told>{HAN}{{3}})(?=\([男女]\))"
    rf"|(?:退款?|转账?|打款?|[寄发送转交写带拿刻]|写:[ ]?|开票?)"
    rf"给(?P<given>{HAN}{{3}})(?=[ ,;。!]|个人|$)"
    rf"|(?:^|(?<=[\n ,;。是]))叫(?P<owner>{HAN}{{3}})的(?=那?个?(?:单子?|订单|包裹|快递|件))"
    r"|我(?:室友|舍友|同桌|同学|同事|闺蜜|朋友|邻居|领导|老[公婆]|爸爸?|妈妈?|[哥姐弟妹]{1,2}|对象"
    r"|爷爷|奶奶|外[公婆]|[姐妹]夫|嫂子)"
    rf"(?P<helper>{HAN}{{3}})(?=[帮替代][我忙拿取签收领下]|去[拿取领]|[也说]|推荐|介绍|的(?:名字|名义|身份证|手机|号)|下的?单|[拿取签买]的)"
    rf"|[跟和找问由让被是](?P<met>{HAN}{{3}})(?=通过?电话|[收签拿取]的|[代签]收|联系[我的过]|接的?电话|给我[打回发寄])"
    rf"|(?:^|(?<=[\n ,;。]))(?P<whoisit>{HAN}{{3}})"
    r"(?=是我的?(?:[男女]?朋友|老[公婆]|同事|同学|爱人|对象|[爸妈哥姐弟妹]|室友|邻居))"
    rf"|(?:^|(?<=[\n ,;。是]))(?P<kin>{HAN}{{3}})的(?=妈妈?|爸爸?|老[公婆]|家[长属]|爱人|儿子|女儿)"
    rf"|[写签填][上了](?P<signed>{HAN}{{3}})(?=[ ,;。!]|$|就|吧)"
    rf"|用(?P<used>{HAN}{{3}})的(?=名字|名义|身份|账号|手机|号)"
    rf"|(?:查[询看]?|看|找)(?:一?下)?(?P<sought>{HAN}{{3}})的(?=快递|包裹|件|订单|单子|货)"
    rf"|是(?P<reached>{HAN}{{3}})的(?=电话|手机|号码|地址|联系方式|身份证)"
    rf"|[个位人]叫(?P<name>{HAN}{{2,3}})的(?=[拿取签代收领偷冒]|人(?!物)|男|女|邻居|同事)"
    rf"|(?:快递|面单|包裹|箱子|盒子|卡片?|贺卡|纸条|单子|发票)上?面?(?:就|请|帮)?[写印]"
    rf"(?:的是?|上|成|个)?[:\"“]?(?P<on>{HAN}{{3}})(?=就|即可|[\"” ,;。!]|$)"
)
"""Who took a parcel or gets the money, by a name of three characters."""
_WRITTEN = re.compile(
    rf"[写填](?![着过完好]|{HAN}{{0,3}}[签代接])(?P<name>{HAN}{{2,4}}?)收(?=就|即可|吧|[ ,;。]|$)"
)
"""Who is to stand on the parcel, by any name: 写小橙子收就行."""
_PAIR = re.compile(
    r"(?:刻|印字|定制|名字|姓名)[^\n\x01\x02]{0,6}?[: ]"
    rf"(?P<name>{HAN}{{2,3}})[ ]?[&❤♥+][ ]?(?P<old>{HAN}{{2,3}})(?!{HAN})"
)
"""Two who are named together on what is cut for them."""
_TIBETAN = re.compile(
    "(?:卓玛|扎西|才让|次仁|次旦|尼玛|达瓦|旦增|丹增|罗布|格桑|拉姆|拉毛|多[吉杰]|平措|顿珠|东珠|央金|央宗|白玛|德吉|索朗"
    "|仁青|贡布|桑吉|桑杰|洛桑|巴桑|曲珍|旺堆|[加嘉]措|普布|边巴|米玛|卓嘎|坚赞|群培|旺姆|措姆|吉太|南杰){2}"
)
"""Two of the names that Tibetans bear together; a single one is a word as well (格桑花)."""
_SPACED = re.compile(
    rf"(?:收[件货]人|联系人|姓名|寄件人)[ ]?[:】][ ]{{0,3}}(?P<name>{HAN}[ ]{{1,2}}{HAN})"
    r"(?=[\n\x01 ,;。]|$)"
)
"""杨 帆: names of two characters as forms set them."""
_RUN = re.compile(rf"{HAN}{{1,12}}")
_FOREIGN = re.compile(rf"{HAN}{{1,8}}·{HAN}{{1,8}}(?:·{HAN}{{1,8}})?")
_ENGLISH = re.compile(r"[A-Z][A-Za-z'.]{1,15}(?: [A-Z][A-Za-z'.]{0,15}){0,2}(?![A-Za-z0-9])")
_LABEL_CUT = re.compile(r"电话|手机|地址|联系|号码|收货|收件|身份|省|市|先生|女士|小姐")

_NAMING: Final = (_TO_LABEL, _GLUED_LABEL, _OF_MINE, _CUSTOMER, _RECEIVES, _CALLED)

CONTACT, PLACE, NAME = "\x01", "\x02", "\x03"
"""Stand for a number, an address and a name that are known while the text is read."""

_TOKEN = re.compile(
    rf"{CONTACT}+|{PLACE}+|{NAME}+|{HIDDEN}+"
    rf"|{HAN}(?=[A-Za-z])[A-Za-z]+|{HAN}+(?:·{HAN}+)*"
    r"|[A-Za-z]+(?: [A-Za-z]+){0,2}|[0-9A-Za-z]+"
)
_BEFORE = re.compile(
    "(?:收件人?|收货人?|联系人|寄件人|姓名|名字|改成|换成|寄给|发给|寄到|发到|寄|发|找|收)(?=..)"
)
_AFTER = re.compile("(?:亲收|签收|代收|收件|收货|收|电话|手机号?|联系电话|手机号码|地址|收货地址)$")
_TITLED = re.compile(f"(?P<name>.*?)(?:{'|'.join(_TITLES)})$")
_WORDS: Final = frozenset(
    (
        "收",
        "电话",
        "手机",
        "手机号",
        "地址",
        "联系电话",
        "收货地址",
        "姓名",
        "收件人",
        "吧",
        "哦",
        "哈",
        "呀",
        "啊",
        "呗",
    )
)
_BANK = re.compile(
    "(?:开户行?)?(?:[工农中建交招][商行]?|招商|邮储|储蓄|浦发|民生|兴业|光大|中信|平安|[^行]{2,4}银行)(?:银行|卡)?"
)
"""Stands between the number of a card and the name of who has it."""
_NEAR: Final = 4
"""Words between a name and the number or address of its block, both sides."""
_LONG: Final = 8
"""A longer word is part of a sentence and ends a block."""
_NICKNAME = re.compile(rf"{HAN}{{2,5}}|{HAN}[A-Za-z]{{1,8}}")
_WHOLE_ENGLISH = re.compile(r"[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){1,2}")


class _Word(NamedTuple):
    """A word between separators."""

    start: int
    text: str
    sign: str
    """``CONTACT``, ``PLACE``, a head of an address being one too, or ``NAME``; else empty."""
    label: bool
    """Whether a colon follows: it may say what comes."""


def labelled(flat: str) -> list[Found]:
    """Names behind a label, in order."""
    found: list[Found] = []
    for label in _LABEL.finditer(flat):
        start = label.end()
        name = _name_after(flat, start, sure=label[0].rstrip()[-1:] in _SURE)
        if name and (not found or start >= found[-1].end):
            found.append(Found(start, start + len(name), "name"))
    return found


def in_blocks(marked: str) -> list[Found]:
    """Names in blocks, and those glued to words that say who receives a parcel; in order.

    Args:
        marked: The flattened text with ``CONTACT`` and ``PLACE`` for what was found before.
    """
    spans = {
        match.span("name")
        for pattern in _NAMING
        if pattern is not _RECEIVES or CONTACT in marked or PLACE in marked
        for match in pattern.finditer(marked)
        if _looks_named(match["name"]) and not _TITLED.fullmatch(match["name"])
    }
    spans |= {
        match.span("name")
        for pattern in (_GLUED_BLOCK, _WRITTEN)
        for match in pattern.finditer(marked)
        if match["name"] not in _NO_NAMES and not (_NO_GIVEN | _NO_ALONE) & set(match["name"])
    }
    for match in [
        pair for pattern in (_CORRECTED, _TWO_NAMES, _PAIR) for pair in pattern.finditer(marked)
    ]:
        if _looks_named(match["name"]) and _looks_named(match["old"]):
            spans |= {match.span("name"), match.span("old")}
    spans |= _self_named(marked) | {match.span() for match in _TIBETAN.finditer(marked)}
    if CONTACT in marked or PLACE in marked:
        spans |= set(_alone(_words(marked)))
    found: list[Found] = []
    for start, end in sorted(spans):
        if not found or start >= found[-1].end:
            found.append(Found(start, end, "name"))
    return found


def _self_named(marked: str) -> set[tuple[int, int]]:
    """Names by which somebody calls himself, and those of whom a parcel or an invoice is."""
    spans = {
        match.span("name") for match in _SPACED.finditer(marked) if _surname(match["name"][:1])
    }
    for match in [*_SELF.finditer(marked), *_TOOK.finditer(marked)]:
        name = match[match.lastgroup or 0]
        if (
            _looks_named(name)
            and name[:2] not in _NO_NAMES
            and not _NO_SELF.search(name)
            and not _TITLED.fullmatch(name)
        ):
            spans.add(match.span(match.lastgroup or 0))
    return spans


def _name_after(flat: str, start: int, *, sure: bool) -> str:
    """The name that starts here; empty if there is none.

    Args:
        flat: The flattened text.
        start: Where the label ends.
        sure: Whether the label has a colon, so that a name without a known surname counts too.
    """
    foreign = _FOREIGN.match(flat, start) or (_ENGLISH.match(flat, start) if sure else None)
    if foreign:
        return foreign[0]
    run = _RUN.match(flat, start)
    if not run or flat[run.end() : run.end() + 1] == "*":
        return ""
    word = _LABEL_CUT.split(run[0], maxsplit=1)[0]
    if len(word) < 2 and run[0][len(word) :].startswith(_TITLES):
        return ""
    titled = _TITLED.fullmatch(word)
    if (
        titled
        and _surname(word)
        and (len(titled["name"]) < 2 or titled["name"] in _DOUBLE_SURNAMES)
    ):
        return ""
    surname = _surname(word)
    for place in range(1, len(word)):
        if word[place] in _NO_GIVEN:
            word = word[:place]
            break
    whole = sure and len(word) == len(run[0]) == 4 and flat[run.end() : run.end() + 1] in _ENDS
    if len(word) > 4 or (len(word) == 4 and surname == 1 and not whole):
        word = word[: surname + 2] if surname else ""
    if not sure and word[:2] in _NO_NAMES:
        return ""
    return word if len(word) >= 2 and (surname or (sure and word[0] not in _NO_GIVEN)) else ""


def _surname(word: str) -> int:
    """How many characters of ``word`` are a surname; 0 if it starts with none."""
    if word[:2] in _DOUBLE_SURNAMES:
        return 2
    return int(word[:1] in _SURNAMES)


def _looks_named(word: str) -> bool:
    surname = _surname(word)
    if not surname or not surname < len(word) <= surname + 2 or word in _NO_NAMES:
        return False
    if surname == 1 and len(word) == 3 and word[1] in _MIDDLE:
        return word[2] not in _NO_GIVEN | _NO_ALONE
    return not (_NO_GIVEN | _NO_ALONE).intersection(word[surname:])


def _words(marked: str) -> list[_Word]:
    words = []
    for match in _TOKEN.finditer(marked):
        text = match[0]
        if text in _WORDS or _BANK.fullmatch(text):
            continue
        sign = text[0] if text[0] in (CONTACT, PLACE, NAME) else ""
        if not sign and text[0] != HIDDEN and is_head(text):
            sign = PLACE
        label = marked[match.end() : match.end() + 1] == ":"
        words.append(_Word(match.start(), text, sign, label))
    return words


def _alone(words: list[_Word]) -> Iterator[tuple[int, int]]:
    """The spans of names among words that stand alone."""
    named = {place for place, word in enumerate(words) if word.sign == NAME}
    for place, word in enumerate(words):
        signs = "" if word.sign else _beside(words, place)
        if (CONTACT in signs or PLACE in signs) and (
            span := _named_span(word, strong=_is_whole(words, place))
        ):
            named.add(place)
            if span[1] > span[0]:
                yield span
    for place, word in enumerate(words):
        if word.sign or word.label or place in named or not _is_whole(words, place):
            continue
        if not any(near in named for near in range(place - _NEAR, place + _NEAR + 1)) and (
            span := _nickname(word)
        ):
            named.add(place)
            yield span


def _beside(words: list[_Word], place: int) -> str:
    """The signs right before and after a word."""
    return "".join(word.sign for word in words[max(0, place - 1) : place + 2])


def _is_whole(words: list[_Word], place: int) -> bool:
    """Whether the block around a word has both a number and an address."""
    signs = ""
    for step in (-1, 1):
        for distance in range(1, _NEAR + 1):
            at = place + step * distance
            if not 0 <= at < len(words):
                break
            if not words[at].sign and len(words[at].text) > _LONG and words[at].text[0] != HIDDEN:
                break
            signs += words[at].sign
    return CONTACT in signs and PLACE in signs


def _named_span(word: _Word, *, strong: bool) -> tuple[int, int] | None:
    """The span of the name that a word is; an empty one for a surname with 先生."""
    start, text = word.start, word.text
    if _FOREIGN.fullmatch(text) or _WHOLE_ENGLISH.fullmatch(text):
        return start, start + len(text)
    before = _BEFORE.match(text)
    if before and not _looks_named(text):
        start, text = start + before.end(), text[before.end() :]
    text = _AFTER.sub("", text)
    if len(text) == 2 and text[1] in _SHORT_TITLES:
        return start, start
    if titled := _TITLED.fullmatch(text):
        text = titled["name"]
        if len(text) < 2 or text in _DOUBLE_SURNAMES:
            return start, start
    longer = strong and len(text) == 4 and _surname(text) and text not in _NO_NAMES
    if _looks_named(text) or (longer and not (_NO_GIVEN | _NO_ALONE).intersection(text[1:])):
        return start, start + len(text)
    return None


def _rare_name(text: str) -> bool:
    """Whether a word with a surname may be a name though its characters are common in chats."""
    surname = _surname(text)
    fits = bool(surname) and surname < len(text) <= surname + 2
    return fits and text not in _NO_NAMES and not _GOODS.intersection(text[surname:])


def _nickname(word: _Word) -> tuple[int, int] | None:
    text = _AFTER.sub("", word.text)
    if _rare_name(text) or (_ENGLISH.fullmatch(text) and len(text) > 2):
        return word.start, word.start + len(text)
    if not _NICKNAME.fullmatch(text) or text in _NO_NAMES:
        return None
    inner = text[:1] + text[1:-1].replace("的", "") + text[-1:]  # 阳光的猫
    if (_NO_GIVEN | _NO_ALONE).intersection(inner):
        return None
    return word.start, word.start + len(text)
