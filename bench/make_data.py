"""Make a data folder of many phrases: ``python -m bench.make_data DIR N``.

The phrases read like a shop's: sentences of templates over a seeded vocabulary, spread over all
scenes, with a tail of use like a busy agent's. The same N always gives the same folder.
"""

from __future__ import annotations

import random
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from phrasebook.model import PhraseDraft, Scene
from phrasebook.store import Phrases, Store
from phrasebook.store.standard import put_scenes

GOODS = (  # noqa: SIM905
    "连衣裙 卫衣 牛仔裤 羽绒服 衬衫 毛衣 运动鞋 凉鞋 帆布鞋 双肩包 行李箱 床单 被套 枕头 毛巾 "
    "保温杯 电饭煲 空气炸锅 吹风机 剃须刀 台灯 充电宝 数据线 耳机 键盘 手机壳 平板支架 面膜 "
    "精华 口红 防晒霜 洗面奶 牙刷 洗衣液 纸巾 猫粮 狗粮 猫砂 坚果 牛肉干 饼干 茶叶 咖啡 奶粉 "
    "纸尿裤 积木 拼图 绘本 钢笔 笔记本 雨伞 帐篷 瑜伽垫 哑铃 渔具 灯泡 水龙头 窗帘 地毯 "
    "收纳箱"
).split()
TOPICS = (  # noqa: SIM905
    "物流 快递 发货 退款 换货 退货 尺码 颜色 面料 质量 正品 发票 优惠券 满减 赠品 运费 价保 "
    "差价 改价 好评 晒图 评价 地址 电话 订单 备注 付款 定金 尾款 预售 现货 缺货 补货 安装 "
    "保修 维修 售后 客服 主管 包装 礼盒 检验 签收 派送 自提 拦截 拒收 破损 少发 漏发 错发 "
    "还款 分期 重量 重新 数量 调换 长度 行程 会员 积分 便宜 活动 直播 秒杀 清仓"
).split()
STATES = (  # noqa: SIM905
    "停滞 更新 到账 处理 核实 登记 催促 安排 完成 取消 修改 确认 延迟 异常 恢复 审核 通过 "
    "补发 寄出 打包 出库 揽收 转运 派件 退回 升级 降价 恢复 调整 说明 反馈 跟进 解释 赔付 "
    "补偿 减免 赠送 保留 锁定 合并 拆分"
).split()
HELLO = ("亲 您好 亲爱的 宝子 在的呢 您好呀 亲,在的 {买家昵称}您好 欢迎光临 感谢等待").split()  # noqa: SIM905
CLOSE = (  # noqa: SIM905
    "请您放心哦 有问题随时找我 感谢理解 祝您生活愉快 麻烦您了 辛苦再等等 谢谢支持 期待您再来 "
    "我一直在 记得收藏本店 您看可以吗 这样行吗 小店会尽快的 抱歉给您添麻烦了"
).split()
MIDDLES = (
    "这款{g}的{t}已经帮您{s},预计{d}天内有结果",
    "关于{t}的事,我刚才联系仓库{s}了,{g}会优先给您办理",
    "您拍的{g}目前{t}{s}中,一般{d}小时会有新的消息",
    "{g}支持七天无理由,{t}由我们承担,您先申请再{s}就好",
    "今天下单{g}可以享受{t},拍下后找我{s},省{d}元",
    "我看到您的{t}显示{s},别着急,我这边马上帮您查{g}的情况",
    "{g}和{h}一起拍更划算,{t}可以{s},两件立减{d}元",
    "因为近期单量大,{g}的{t}{s}会晚{d}天,给您带来不便实在不好意思",
    "如果收到{g}有{t}问题,请拍照发我,核对后{s}",
    "{快递}那边回复说{t}正在{s},最迟{日期:+2天}送到,单号{单号}",
)


def texts(count: int, seed: int = 20261122) -> Iterator[tuple[str, str, str]]:
    """Titles, texts and situations, the same for the same arguments."""
    chance = random.Random(seed)
    pick = chance.choice
    for _ in range(count):
        title = pick((
            f"{pick(TOPICS)}{pick(STATES)}", f"{pick(GOODS)}{pick(TOPICS)}",
            f"{pick(TOPICS)}{pick(STATES)}安抚", f"{pick(GOODS)}怎么{pick(STATES)}",
        ))  # fmt: skip
        middles = "。".join(
            pick(MIDDLES)
            .replace("{g}", pick(GOODS))
            .replace("{h}", pick(GOODS))
            .replace("{t}", pick(TOPICS))
            .replace("{s}", pick(STATES))
            .replace("{d}", str(chance.randint(1, 72)))
            for _ in range(chance.choice((1, 1, 2, 2, 3)))
        )
        when = f"买家问{pick(TOPICS)}时用" if chance.random() < 0.5 else ""
        yield title[:12], f"{pick(HELLO)},{middles}。{pick(CLOSE)}", when


def scenes() -> list[Scene]:
    """The shipped scenes."""
    path = Path(__file__).parent.parent / "resources" / "content" / "scenes.toml"
    return [Scene(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["scene"]]


def make(folder: Path, count: int) -> None:
    """Fill a new folder."""
    known = scenes()
    chance = random.Random(count)
    drafts = []
    for number, (title, text, when) in enumerate(texts(count)):
        code = f"k{number}" if number % 10 == 0 else ""
        drafts.append(PhraseDraft(known[number % len(known)].id, title, text, code=code, when=when))
    store = Store.open(folder)
    try:
        put_scenes(store, known).result()
        phrases = Phrases(store)
        phrases.import_many(drafts).result()
        ids = [phrase.id for phrase in phrases.all().result()]
        # A few hundred phrases carry most of the use (Zipf), over the last sixty days.
        day = time.mktime((2026, 11, 22, 12, 0, 0, 0, 0, 0)) / 86_400
        favourites = chance.sample(ids, min(400, len(ids)))
        for _ in range(min(2_000, 4 * len(ids))):
            place = min(int(chance.paretovariate(0.7)) - 1, len(favourites) - 1)
            phrases.count_use(favourites[place], (day - 60 * chance.random()) * 86_400)
        phrases.count().result()
    finally:
        store.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m bench.make_data DIR N")
    make(Path(sys.argv[1]), int(sys.argv[2]))
