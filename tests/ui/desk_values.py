"""Buyers, notes and what is owed, made up for the tests of the desk's pages."""

from __future__ import annotations

from assistant.desk import moments
from phrasebook.desk import Agent, Buyer, BuyerSummary, Handover, Note, Reminder
from ui.buyer_rows import Card

ZONE = "Asia/Shanghai"
NOW = moments.at(0, 9, 32, 1_795_570_320.0, ZONE)
"""Half past nine in the morning of 25 November 2026."""
HOUR = 3600.0
DAY = 24 * HOUR

DEER = Buyer("b1", "小鹿的窝", "千牛", "", "谨慎型", NOW - 9 * DAY, NOW - HOUR)
AMY = Buyer("b2", "Amy1988", "微信", "", "", NOW - 5 * DAY, NOW - DAY)
LONG = Buyer("b3", "名字非常非常长的一位买家朋友呀呀呀呀", "拼多多", "旗舰店", "犹豫不决型")

SUMMARIES = [
    BuyerSummary(DEER, 3, 1, 1, 1, 1, ("promise", "payment"), "答应今天 18:00 前给答复,愿意换灰色"),
    BuyerSummary(AMY, 1, 0, 0, 0, 0, (), "物流 3 天没更新,已催站点"),
    BuyerSummary(LONG, 12, 4, 1, 0, 0, ("badreview", "return", "logistics"), "差评未改,第 26 天"),
]

NOTES = (
    Note(
        "b1", "答应今天 18:00 前给答复,愿意换灰色;电话 138****1234", "promise",
        "231125918273645546", True, NOW + 8 * HOUR, id="n1", at=NOW - HOUR, zone=ZONE, agent="07",
        has_full=True, pictures=("p1", "p2"),
    ),
    Note(
        "b1", "拍错尺码,要换 M 码", "return", "231101918273640001", fields=(("原因", "尺码"),),
        id="n2", at=NOW - 2 * DAY, zone=ZONE, agent="03", edited=NOW - DAY,
    ),
    Note(
        "b1", "问过发货时间", open=True, due=NOW - 4 * DAY, id="n3", at=NOW - 5 * DAY, zone=ZONE,
        agent="07", done_at=NOW - 4 * DAY,
    ),
)  # fmt: skip
HANDOVERS = (
    Handover(
        "b1", "M 码断货", please="电话联系,先推换灰色", due=NOW - HOUR, id="h1", by=Agent("03")
    ),
)
REMINDERS = (Reminder("看看付了没有", NOW + 2 * HOUR, "payment", "b1", id="r1"),)
CARD = Card(SUMMARIES[0], NOTES, HANDOVERS, REMINDERS)
EMPTY_CARD = Card(BuyerSummary(AMY))
