"""Whose turn a handover is, and how it stands in the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.desk import moments
from phrasebook.desk import Agent, Handover, HandoverEvent, ShiftRef
from ui.handover_acts import ACCEPT, ANSWER, FINISH, PASTE, WORK, acts, keys
from ui.handover_board import Board, board
from ui.handover_rows import note_of, row, rows

ZONE = "Asia/Shanghai"
NOW = moments.at(0, 8, 12, 1_795_570_320.0, ZONE)
HOUR = 3600.0
NIGHT, ME, OTHER = Agent("03", "晚班"), Agent("07", "早班"), Agent("09", "早班")
EARLY = ShiftRef("早班", "2026-11-25", NOW - 0.2 * HOUR, NOW + 7.8 * HOUR)
LATE = ShiftRef("晚班", "2026-11-25", NOW + 7.8 * HOUR, NOW + 15.8 * HOUR)


def handover(number: int = 1, **more) -> Handover:
    base = {
        "id": f"{number:032x}", "seq": number, "name": "小鹿", "platform": "千牛",
        "because": "断货", "please": "打电话", "at": NOW - 9 * HOUR, "zone": ZONE, "by": NIGHT,
        "changed": NOW - 9 * HOUR,
    }  # fmt: skip
    return Handover(**base | more)


def part(one: Handover, me: Agent = ME, current: ShiftRef | None = EARLY) -> str:
    made = board([one], me=me, current=current, following=LATE)
    return next(name for name in ("waiting", "sent", "mine", "others") if getattr(made, name))


def test_what_the_shift_before_handed_over_waits_for_this_one() -> None:
    assert part(handover()) == "waiting"
    assert part(handover(to_shift=EARLY.key)) == "waiting"
    assert part(handover(by=Agent())) == "waiting"


def test_what_this_shift_handed_over_waits_for_the_next() -> None:
    mine = {"at": NOW - 60, "changed": NOW - 60}
    assert part(handover(by=ME, **mine)) == "sent"
    assert part(handover(by=OTHER, **mine)) == "sent", "a colleague of the same shift"
    assert part(handover(by=Agent("07"), **mine)) == "sent", "known by the number"
    assert part(handover(to_shift=LATE.key)) == "sent", "it names the next shift"


def test_who_of_the_shift_before_writes_late_is_read_by_this_one() -> None:
    assert part(handover(by=NIGHT, at=NOW - 60, changed=NOW - 60)) == "waiting"
    assert part(handover(by=Agent(), at=NOW - 60, changed=NOW - 60)) == "waiting"


def test_without_shifts_everything_waits_for_whoever_looks() -> None:
    assert part(handover(by=ME, changed=NOW), current=None) == "waiting"


def test_what_is_accepted_belongs_to_its_owner() -> None:
    assert part(handover(state="accepted", owner=ME)) == "mine"
    assert part(handover(state="working", owner=OTHER)) == "others"
    assert part(handover(state="working", owner=OTHER), me=Agent("", "早班")) == "mine", (
        "who has no number is alone at this desk"
    )


def test_the_most_pressing_come_first() -> None:
    made = [
        handover(1, severity="know", due=NOW),
        handover(2, severity="watch"),
        handover(3, severity="watch", due=NOW + 9),
        handover(4, severity="urgent"),
        handover(5, severity="watch", due=NOW + 5),
    ]
    found = board(made, me=ME, current=EARLY).waiting
    assert [one.seq for one in found] == [4, 5, 3, 2, 1]


@pytest.mark.parametrize(
    ("by", "asker", "me", "counts"),
    [
        (NIGHT, ME, NIGHT, True),
        (NIGHT, ME, Agent("03", "中班"), True),
        (NIGHT, ME, ME, False),
        (NIGHT, ME, OTHER, False),
        (Agent("", "晚班"), Agent("", "早班"), Agent("", "晚班"), True),
        (Agent("", "晚班"), Agent("", "早班"), Agent("", "早班"), False),
        (Agent("", "晚班"), Agent("", "早班"), Agent("", "中班"), False),
    ],
)
def test_questions_count_for_who_handed_it_over(
    by: Agent, asker: Agent, me: Agent, counts: bool
) -> None:
    one = handover(by=by, state="working", owner=asker)
    asked = {one.id: HandoverEvent(9, one.id, "asked", NOW, asker, "哪个仓?")}
    made = board([one], me=me, current=EARLY, questions=asked)
    assert made.for_me == int(counts)
    chips = [chip.text for chip in row(one, NOW, ZONE, board=made).foot]
    assert chips == ["等你回答" if counts else "追问未答"]
    shown, _ = acts(one, made, keys({}))
    assert (shown[0].name == ANSWER) is counts


def test_a_handover_that_waits_counts_once_even_with_a_question() -> None:
    one = handover(by=ME)
    asked = {one.id: HandoverEvent(9, one.id, "asked", NOW, OTHER, "?")}
    assert board([one], me=ME, current=EARLY, questions=asked).for_me == 1


def test_a_card_says_what_presses_and_hides_the_rest_until_it_is_selected() -> None:
    one = handover(severity="urgent", due=NOW + HOUR, wants="换色", how="三案", crossed=2)
    made = row(one, NOW, ZONE)
    assert [chip.text for chip in made.chips] == ["急", "今天 09:12 前", "千牛"]
    assert [chip.tone for chip in made.chips] == ["bad", "warn", "soft"]
    assert [chip.text for chip in made.foot] == ["跨 2 班"]
    assert made.fields == (("因为", "断货"), ("请做", "打电话"))
    assert [name for name, _ in made.whole] == ["因为", "要求", "请做", "怎么做", "期限"]
    assert made.bar == "danger"
    late = row(replace(one, due=NOW - HOUR), NOW, ZONE).chips[1]
    assert (late.text, late.tone) == ("已过 07:12", "bad")
    done = row(replace(one, state="done"), NOW, ZONE)
    assert (done.dim, done.bar, done.foot) == (True, "", ())
    assert [chip.text for chip in done.chips] == ["千牛"]
    assert note_of(one, NOW, ZONE) == "晚班 03 · 昨天 23:12"


def test_sections_stand_in_the_order_of_what_is_to_be_done() -> None:
    made = [
        handover(1),
        handover(2, state="working", owner=ME),
        handover(3, state="accepted", owner=OTHER),
        handover(4, by=ME, at=NOW, changed=NOW),
    ]
    found = board(made, me=ME, current=EARLY, following=LATE, done=7)
    titles = [one.title for one in rows(found, NOW, ZONE) if one.section]
    assert titles == ["待我接手", "我接手的 · 1", "同事接手的 · 1", "已交给晚班 · 1", "已完成 · 7"]
    unfolded = rows(found, NOW, ZONE, done=[handover(9, state="done")])
    assert unfolded[-1].id == handover(9).id
    assert rows(Board(), NOW, ZONE) == []


def test_each_state_offers_what_can_be_done_with_it() -> None:
    def names(one: Handover) -> list[str]:
        made = board([one], me=ME, current=EARLY, following=LATE)
        return [act.name for act in acts(one, made, keys({}))[0]]

    assert names(handover())[0] == ACCEPT
    assert PASTE not in names(handover())
    assert PASTE in names(handover(reply="亲"))
    assert names(handover(state="accepted", owner=ME))[0] == WORK
    assert names(handover(state="working", owner=ME))[0] == FINISH
    assert ACCEPT not in names(handover(state="done"))


def test_keys_of_a_card_are_never_given_twice() -> None:
    for state in ("waiting", "accepted", "working", "done"):
        one = handover(state=state, reply="亲", by=ME)
        asked = {one.id: HandoverEvent(9, one.id, "asked", NOW, OTHER, "?")}
        shown, rest = acts(one, board([one], me=ME, current=EARLY, questions=asked), keys({}))
        printed = [act.key for act in (*shown, *rest)]
        assert len(set(printed)) == len(printed)
        assert not {"N", "B", "F", "/"} & set(printed), "keys of the page"
