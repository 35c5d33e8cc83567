"""The end of a shift gathers everything that is owed, once, and says why."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import shifts
from assistant.desk.collect import Collected, Proposal, end_shift, summary
from assistant.desk.matters import NO_SHIFT, OVERDUE
from assistant.desk.wording import judgements, missing
from phrasebook.desk import FLAGS, Agent, Buyer, Flag, Handover, HandoverDraft, Note, Reminder

ZONE = "Asia/Shanghai"
THREE = shifts.PRESETS["three"]
ME = Agent("07", "中班")
HOUR = 3600.0


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


NOW = moment("2026-11-25 22:50")
NEXT = shifts.next_after(NOW, ZONE, THREE)
MORNING = moment("2026-11-26 07:00")
"""The end of the next shift, which begins at 23:00."""
BUYERS = {id: Buyer(id, name) for id, name in (("b1", "小鱼"), ("b2", "飞鱼"), ("b3", "Amy"))}


def note(id: str = "n1", buyer: str = "b1", text: str = "灯罩裂了", **more: Any) -> Note:
    usual: dict[str, Any] = {"buyer": buyer, "text": text, "open": True, "at": NOW - HOUR, "id": id}
    return Note(**usual | more)


def reminder(id: str = "r1", buyer: str = "b1", text: str = "回电话", **more: Any) -> Reminder:
    usual: dict[str, Any] = {
        "buyer": buyer,
        "text": text,
        "due": NOW + HOUR,
        "at": NOW - HOUR,
        "id": id,
    }
    return Reminder(**usual | more)


def collect(
    notes: list[Note] | None = None,
    handovers: list[Handover] | None = None,
    reminders: list[Reminder] | None = None,
    **more: Any,
) -> Collected:
    usual: dict[str, Any] = {"by": ME, "now": NOW, "zone": ZONE, "following": NEXT}
    usual["buyers"] = BUYERS
    return end_shift(notes or [], handovers or [], reminders or [], **usual | more)


def one(found: Collected) -> Proposal:
    (proposal,) = found.proposals
    return proposal


def handed(proposal: Proposal, at: float = NOW, **more: Any) -> Handover:
    draft = proposal.draft
    same = {field.name: getattr(draft, field.name) for field in fields(HandoverDraft)}
    return Handover(**same | {"id": "h1", "at": at} | more)


def test_an_empty_desk_hands_over_nothing() -> None:
    assert collect() == Collected()


def test_an_open_note_is_proposed_with_its_reason_and_next_action() -> None:
    found = one(collect([note(flag="logistics", order="3021", text="三天没动\n已催站点")]))
    assert found.name == "小鱼"
    assert found.draft.buyer == "b1"
    assert found.draft.because == "三天没动 已催站点"
    assert found.draft.please == "查物流,有结果告诉买家"
    assert (found.draft.order, found.draft.note) == ("3021", "n1")
    assert found.draft.severity == "watch"
    assert found.why == ("物流异常没办完",)
    assert found.draft.to_shift == "2026-11-25 晚班"


def test_what_is_done_or_closed_is_not_there() -> None:
    assert collect([note(done_at=NOW), note(open=False)]) == Collected()
    assert collect(reminders=[reminder(done_at=NOW)]) == Collected()
    assert collect(handovers=[Handover(id="h", state="done", owner=ME)]) == Collected()


@pytest.mark.parametrize("flag", list(FLAGS))
def test_every_kind_of_note_lacks_nothing_that_is_needed(flag: Flag) -> None:
    draft = one(collect([note(flag=flag)])).draft
    assert [gap for gap in missing(draft) if gap.needed] == []
    assert judgements(draft.please) == []


def test_a_promise_due_in_the_next_shift_is_urgent() -> None:
    found = one(collect([note(flag="promise", due=NOW + 2 * HOUR)]))
    assert (found.draft.severity, found.draft.due) == ("urgent", NOW + 2 * HOUR)
    assert found.why == ("答应的事没办完", "明天 00:50 在下一班里到期")
    later = one(collect([note(flag="promise", due=MORNING)]))
    assert (later.draft.severity, later.draft.due) == ("watch", MORNING)
    reminded = one(collect(reminders=[reminder(kind="promise")]))
    assert reminded.draft.severity == "urgent"
    assert reminded.draft.because == "答应过买家"


def test_what_is_overdue_is_urgent_and_asked_for_early_in_the_next_shift() -> None:
    assert NEXT is not None
    found = one(collect([note(due=NOW - HOUR)]))
    assert (found.draft.severity, found.draft.due) == ("urgent", NEXT.start + OVERDUE)
    assert found.why[1] == "今天 21:50 已过期"


def test_reminders_come_if_they_are_due_before_the_next_shift_ends() -> None:
    due = {"in": MORNING - 1, "after": MORNING}
    found = collect(reminders=[reminder(id, id, due=at) for id, at in due.items()])
    assert [one.draft.buyer for one in found.proposals] == ["in"]
    assert collect(reminders=[reminder(due=NOW + NO_SHIFT)], following=None) == Collected()
    assert one(collect(reminders=[reminder(due=NOW + NO_SHIFT - 1)], following=None))


def test_unpaid_orders_come_whenever_they_are_due_and_coupons_never() -> None:
    far = NOW + 48 * HOUR
    large = one(collect(reminders=[reminder(kind="payment", due=far, large=True)]))
    assert (large.draft.severity, large.draft.because) == ("watch", "大单没付款")
    assert large.why == ("大单没付款",)
    small = one(collect(reminders=[reminder(kind="payment")]))
    assert (small.draft.severity, small.draft.because) == ("know", "没付款")
    assert collect(reminders=[reminder(kind="coupon")]) == Collected()


@pytest.mark.parametrize(
    ("days", "severity", "because"),
    [
        (2, "watch", "中差评第 2 天,还剩 28 天"),
        (26, "urgent", "中差评第 26 天,还剩 4 天"),
        (31, "know", "中差评已过 30 天,不能再改"),
    ],
)
def test_a_bad_review_near_its_limit_is_urgent(days: int, severity: str, because: str) -> None:
    since = NOW - days * 86_400
    found = one(collect(reminders=[reminder(kind="badreview", since=since)]))
    assert (found.draft.severity, found.draft.because) == (severity, because)


def test_the_matters_of_a_buyer_are_one_proposal_with_a_line_each() -> None:
    found = collect(
        [note("n1", text="灯罩裂了", order="3021"), note("n2", text="快递没动", flag="logistics")],
        reminders=[
            reminder("r1", kind="promise", text="回她换色的结果", order="5567"),
            reminder("r2", "b2"),
        ],
    )
    mine, other = found.proposals
    assert other.draft.buyer == "b2"
    assert mine.draft.because == "1. 答应过买家\n2. 快递没动\n3. 灯罩裂了(订单 3021)"
    assert mine.draft.please == (
        "1. 回她换色的结果(订单 5567)\n2. 查物流,有结果告诉买家\n3. 接着办,办完告诉买家"
    )
    assert mine.draft.severity == "urgent"
    assert mine.draft.due == NOW + HOUR
    assert [source.id for source in mine.sources] == ["r1", "n2", "n1"]


def test_what_is_about_no_buyer_stays_apart() -> None:
    found = collect(reminders=[reminder("r1", "", "报修打印机"), reminder("r2", "", "盘点")])
    assert [one.draft.please for one in found.proposals] == ["报修打印机", "盘点"]
    assert [one.name for one in found.proposals] == ["", ""]


def test_a_reminder_of_a_note_joins_it() -> None:
    found = one(
        collect([note("n1")], reminders=[reminder("r1", note="n1", kind="promise", order="9")])
    )
    assert found.draft.because == "灯罩裂了"
    assert found.draft.please == "回电话"
    assert (found.draft.severity, found.draft.due, found.draft.order) == ("urgent", NOW + HOUR, "9")
    assert [source.kind for source in found.sources] == ["note", "reminder"]
    assert len(found.why) == 3


def test_the_most_pressing_comes_first_then_by_time() -> None:
    found = collect(
        reminders=[
            reminder("r1", "b1", kind="payment"),
            reminder("r2", "b2", kind="promise", due=NOW + 3 * HOUR),
            reminder("r3", "b3", kind="promise", due=NOW + 2 * HOUR),
        ]
    )
    assert [one.name for one in found.proposals] == ["Amy", "飞鱼", "小鱼"]


def test_open_handovers_are_listed_and_nothing_of_them_is_proposed_again() -> None:
    notes = [note("n1"), note("n2", text="快递没动")]
    reminders = [reminder("r1", kind="payment", order="3021")]
    first = one(collect(notes, reminders=reminders))
    kept = handed(first)
    again = collect(notes, [kept], reminders)
    assert again.proposals == ()
    assert again.carried == (kept,)
    done = collect(notes, [replace(kept, state="done")], reminders)
    assert len(one(done).sources) == 3, "it was done without closing them: asked again"


def test_in_doubt_a_matter_is_proposed_again() -> None:
    notes = [note("n1"), note("n2", text="快递没动")]
    kept = handed(one(collect(notes)))
    edited = replace(notes[0], text="灯罩和底座都裂了", edited=NOW + 60)
    assert one(collect([edited, notes[1]], [kept])).draft.because == "灯罩和底座都裂了"
    fresh = note("n3", text="灯罩裂了", at=NOW + 60)
    assert one(collect([*notes, fresh], [kept])).sources[0].id == "n3"
    other_buyer = note("n4", "b2", text="快递没动")
    assert one(collect([*notes, other_buyer], [kept])).draft.buyer == "b2"
    cut = replace(kept, because="改写过", please="改写过")
    assert one(collect(notes, [cut])).draft.because == "快递没动", "its note is known by its id"


def test_a_short_note_is_not_taken_for_a_part_of_another_line() -> None:
    kept = Handover(id="h1", buyer="b1", because="要求退款 35 元", please="退款后告诉她", at=NOW)
    assert one(collect([note(text="退款")], [kept])).draft.because == "退款"
    assert collect([note(text="要求退款 35 元")], [kept]).proposals == ()


def test_lines_are_known_again_where_a_form_made_them_flat() -> None:
    notes = [note("n1"), note("n2", text="快递 2.5 天没动"), note("n3", text="1. 换色 2. 退款")]
    kept = handed(one(collect(notes)), note="")
    flat = replace(kept, because=kept.because.replace("\n", " "))
    assert [source.id for source in one(collect(notes, [flat])).sources] == ["n3"]


def test_two_unpaid_orders_of_one_buyer_are_two_matters() -> None:
    first = reminder("r1", kind="payment", order="3021", text="催付")
    second = reminder("r2", kind="payment", order="5567", text="催付")
    kept = handed(one(collect(reminders=[first])))
    assert one(collect(reminders=[first, second], handovers=[kept])).draft.order == "5567"
    both = handed(one(collect(reminders=[first, second])))
    assert collect(reminders=[first, second], handovers=[both]).proposals == ()


def test_what_the_one_who_leaves_accepted_is_named() -> None:
    mine = Handover(id="h1", state="accepted", owner=Agent("07", "早班"))
    others = Handover(id="h2", state="working", owner=Agent("03", "中班"))
    waits = Handover(id="h3")
    found = collect(handovers=[mine, others, waits])
    assert found.mine == (mine,), "the number says who it is, not the shift"
    assert found.carried == (mine, others, waits)
    by_shift = collect(handovers=[replace(mine, owner=Agent("", "中班"))], by=Agent("", "中班"))
    assert len(by_shift.mine) == 1


def test_a_long_note_is_cut_to_a_line() -> None:
    draft = one(collect([note(text="很长。" * 200)])).draft
    assert len(draft.because) == 120
    assert draft.because.endswith("…")
    kept = handed(one(collect([note(text="很长。" * 200)])), note="")
    assert collect([note(text="很长。" * 200)], [kept]).proposals == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["note", "reminder"]),
            st.sampled_from(["", "b1", "b2"]),
            st.sampled_from(["plain", "promise", "payment", "badreview"]),
            st.sampled_from(["", "3021", "5567"]),
            st.sampled_from(["n0", "n1", ""]),
            st.integers(-50, 50),
        ),
        max_size=8,
    )
)
def test_nothing_is_lost_and_nothing_comes_twice(items: list[Any]) -> None:
    """Whatever is open is in one proposal; once that is handed over nothing is left to propose."""
    notes, reminders = [], []
    for number, (what, buyer, kind, order, of, hours) in enumerate(items):
        more = {"order": order, "due": NOW + hours * HOUR}
        if what == "note":
            notes.append(note(f"n{number}", buyer, f"事 {number}。", flag=kind, **more))
        else:
            more["note"] = of
            reminders.append(reminder(f"r{number}", buyer, f"做 {number}。", kind=kind, **more))
    found = collect(notes, reminders=reminders)
    sources = [source.id for one in found.proposals for source in one.sources]
    assert len(sources) == len(set(sources))
    wanted = {one.id for one in notes}
    wanted |= {one.id for one in reminders if one.kind == "payment" or one.due < MORNING}
    assert set(sources) == wanted
    assert all(one.draft.due is None or one.draft.due > NOW for one in found.proposals)
    kept = [handed(one, id=f"h{n}") for n, one in enumerate(found.proposals)]
    assert collect(notes, kept, reminders).proposals == ()


def test_the_summary_says_what_was_done_and_what_waits() -> None:
    found = collect([note(due=NOW - 1)], [Handover(id="h1", severity="urgent"), Handover(id="h2")])
    text = summary(found, by=ME, following=NEXT, done=2, reminders=3, notes=4)
    assert text == (
        "中班 07:办完交接 2 条、办完提醒 3 条、写下备注 4 条。\n"
        "交给晚班:新交 1 条,接着办 2 条,其中急的 2 条。"
    )
    quiet = summary(Collected(), by=Agent(), following=None)
    assert quiet == "本班:这一班还没有办完哪一件。\n交给下一班:新交 0 条,接着办 0 条。"
