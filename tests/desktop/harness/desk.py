"""A desk as two shifts leave it, for pictures and for tests of the real program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from assistant.desk.keys import DeskKeys
from phrasebook.desk import Agent, HandoverDraft, NoteDraft, ReminderDraft
from phrasebook.store.desk import Desk

PASSPHRASE: Final = "柜台下面的旧算盘"
"""Opens the desk of the tests, which have no keyring."""
HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
EVENING: Final = Agent("03", "晚班")
MORNING: Final = Agent("07", "早班")


def make_desk(folder: Path) -> Desk:
    """Set a desk up with the passphrase of the tests, and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = DeskKeys(folder, None)
    return Desk.open(folder, keys.create(PASSPHRASE).key)


def fill(desk: Desk, now: float, zone: str = "Asia/Shanghai") -> None:
    """Put in what the evening shift wrote down, for a morning that begins at ``now``."""
    deer = desk.buyers.ensure("小鹿的窝", "千牛", "", now - 2 * DAY).result()
    amy = desk.buyers.ensure("Amy1988", "微信", "", now - 3 * DAY).result()
    fish = desk.buyers.ensure("飞鱼", "拼多多", "", now - 26 * DAY).result()
    coast = desk.buyers.ensure("阳光海岸", "千牛", "", now - DAY).result()
    desk.buyers.set_type(deer.id, "谨慎型", now - DAY).result()
    notes = (
        (NoteDraft(deer.id, "M 码断货,愿意换灰色", "promise", "240117-5567", open=True,
                   due=now + 4 * HOUR), now - 9 * HOUR),
        (NoteDraft(deer.id, "先看了两遍尺码表,问过起不起球"), now - DAY),
        (NoteDraft(amy.id, "快递三天没动,已催站点", "logistics", "240116-1180", open=True,
                   due=now + 2 * HOUR, fields=(("快递", "中通"), ("原因", "中转滞留"))),
         now - 10 * HOUR),
        (NoteDraft(fish.id, "嫌灯罩薄,已补寄一个", "badreview", "231030-7712", open=True,
                   fields=(("原因", "商品"), ("处理", "补寄"))), now - 26 * DAY),
        (NoteDraft(coast.id, "退货已签收,等入库", "return", "240115-9021", open=True,
                   fields=(("原因", "不合适"), ("处理", "退款"))), now - 20 * HOUR),
    )  # fmt: skip
    for draft, when in notes:
        desk.notes.add(draft, when, zone, "03").result()
    first, *_ = desk.handovers.hand(
        [
            HandoverDraft(
                deer.id, "M 码断货,已付款 1 单", "今天给答复,愿意换色", "电话联系,先推换灰色",
                "备三案:换货 / 退款 / 等货 5 天", "urgent", now + 4 * HOUR,
                "不要灰色,就要黑的", "亲,黑色 5 天后到,您愿意等的话我给您排第一位发出😊",
                order="240117-5567",
            ),
            HandoverDraft(
                amy.id, "物流 3 天没更新", "想知道什么时候到", "10 点前催快递,回复买家",
                severity="watch", due=now + 2 * HOUR, order="240116-1180",
            ),
            HandoverDraft(
                fish.id, "差评未改,第 26 天", "补寄的灯罩满意就改", "今天再联系一次,4 天后不可修改",
                severity="watch", due=now + 10 * HOUR,
            ),
            HandoverDraft(
                coast.id, "退货已签收", "尽快退款", "退货入库后通知财务退款", severity="know"
            ),
        ],
        EVENING, now - 20 * 60, zone,
    ).result()  # fmt: skip
    assert first.name == "小鹿的窝"
    last = desk.handovers.waiting().result()[-1]
    desk.handovers.accept(last.id, MORNING, "入库后找财务退款", now - 10 * 60).result()
    desk.handovers.work(last.id, MORNING, now - 5 * 60).result()
    reminders = (
        ReminderDraft("核对地址,顺带提一句付款", now - 5 * 60, "payment", coast.id,
                      "240118-3301", channel="chat", since=now - 15 * 60),
        ReminderDraft("再联系一次,问灯罩收到没有", now + 3 * HOUR, "badreview", fish.id,
                      "231030-7712", since=now - 26 * DAY),
        ReminderDraft("回小鹿换色的结果", now + 4 * HOUR, "promise", deer.id, "240117-5567"),
        ReminderDraft("发 30 天优惠券", now + 2 * DAY, "coupon", amy.id, since=now - 28 * DAY),
    )  # fmt: skip
    for reminder in reminders:
        desk.reminders.add(reminder, now - HOUR, zone, "03").result()
