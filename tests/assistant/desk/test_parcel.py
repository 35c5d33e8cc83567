"""Handovers reach another PC as they were, and nothing that is not one gets in."""

from __future__ import annotations

import copy
import json
import typing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.desk import parcel
from assistant.desk.parcel import BadItemError, as_item, from_item, pack, unpack
from assistant.desk.passphrase import PassphraseError
from phrasebook.desk import HANDOVER_STATES, SEVERITIES, Agent, EventKind, Handover, HandoverEvent
from phrasebook.model import UserError
from phrasebook.store import parcel as container
from phrasebook.store.desk import Desk
from phrasebook.store.handover_import import Adopted

PASSPHRASE = "两把钥匙一起用才开"
ID = "0123456789abcdef" * 2

STORED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40)
AGENTS = st.builds(Agent, STORED, STORED)
TIMES = st.floats(0, 4e9)
NUMBERS = st.integers(0, 10**6)

HANDOVERS = st.builds(
    Handover, buyer=STORED, because=STORED, wants=STORED, please=STORED, how=STORED,
    severity=st.sampled_from(list(SEVERITIES)), due=st.none() | TIMES, if_says=STORED,
    reply=STORED, phrase=STORED, order=STORED, note=STORED, to_shift=STORED,
    id=st.uuids().map(lambda id: id.hex), seq=NUMBERS, name=STORED, platform=STORED, at=TIMES,
    zone=st.sampled_from(["Asia/Shanghai", "UTC", "America/Argentina/Salta", "Etc/GMT+8"]),
    by=AGENTS, state=st.sampled_from(list(HANDOVER_STATES)), owner=AGENTS, crossed=NUMBERS,
    changed=TIMES,
)  # fmt: skip
KINDS = [kind for kind in typing.get_args(EventKind) if kind != "carried"]


@st.composite
def histories(draw: st.DrawFn) -> parcel.History:
    handover = draw(HANDOVERS)
    kinds = ["handed", *draw(st.lists(st.sampled_from(KINDS), max_size=4))]
    events = [
        HandoverEvent(number * 3, handover.id, kind, draw(TIMES), draw(AGENTS), draw(STORED))
        for number, kind in enumerate(kinds)
    ]
    if draw(st.booleans()):
        last = events[-1].seq
        events += [
            HandoverEvent(last + n, handover.id, "carried", 1.0, Agent(), f"2026-01-0{n} 晚班")
            for n in (1, 2)
        ]
    return handover, tuple(events)


def abroad(history: parcel.History) -> parcel.History:
    """What is left of it on another PC."""
    return replace(history[0], buyer="", note="", phrase=""), history[1]


@given(histories())
def test_a_handover_comes_back(history: parcel.History) -> None:
    item = as_item(*history)
    assert from_item(json.loads(json.dumps(item))) == abroad(history)


def test_every_field_is_carried_or_left_out_on_purpose() -> None:
    left_out = {"buyer", "note", "phrase"}
    assert {field.name for field in fields(Handover)} - left_out == set(GOOD) - {"events"}
    assert {field.name for field in fields(HandoverEvent)} - {"handover"} == set(GOOD["events"][0])


GOOD = as_item(
    Handover(id=ID, because="漏发", name="小鱼", order="20260101", by=Agent("07", "早班"), at=5.0),
    [
        HandoverEvent(1, ID, "handed", 5.0, Agent("07", "早班")),
        HandoverEvent(2, ID, "carried", 6.0, Agent("", "晚班"), "2026-01-01 晚班"),
        HandoverEvent(3, ID, "accepted", 7.0, Agent("08"), "收到"),
    ],
)


def changed(*path: Any, value: Any) -> dict[str, Any]:
    """``GOOD`` with one value replaced, or dropped with ``...``."""
    item = copy.deepcopy(GOOD)
    place: Any = item
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return item


def test_the_sample_is_good() -> None:
    handover, events = from_item(GOOD)
    assert (handover.name, len(events)) == ("小鱼", 3)


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"due"}))
@pytest.mark.parametrize("value", [..., None, [], {}, True, -1, 1e300, "x" * 20_001])
def test_a_field_that_is_wrong_is_refused(name: str, value: Any) -> None:
    with pytest.raises(BadItemError):
        from_item(changed(name, value=value))


@pytest.mark.parametrize("name", ["seq", "kind", "at", "by", "text"])
@pytest.mark.parametrize("value", [..., None, [], {}, True, -1, 1e300, "x" * 20_001])
def test_an_event_that_is_wrong_is_refused(name: str, value: Any) -> None:
    with pytest.raises(BadItemError):
        from_item(changed("events", 2, name, value=value))


@pytest.mark.parametrize(
    "bad",
    [
        changed("due", value="soon"), changed("due", value=float("inf")),
        changed("due", value=float("nan")), changed("id", value="../../../../etc/passwd".ljust(32)),
        changed("id", value=ID.upper()), changed("zone", value="../x"),
        changed("zone", value="UTC\n"), changed("severity", value="deadly"),
        changed("state", value="gone"), changed("by", "number", value=7),
        changed("events", 0, "kind", value="asked"), changed("events", 1, "kind", value="eaten"),
        changed("events", 1, "seq", value=1), changed("events", 2, "seq", value=0),
        changed("events", 1, "text", value=""), changed("events", 0, value="x"),
        {**GOOD, "events": [*GOOD["events"][:2], GOOD["events"][1] | {"seq": 9}]},
        {**GOOD, "events": [GOOD["events"][0] | {"seq": n} for n in range(1001)]},
        None, [], "x", 7,
    ],
)  # fmt: skip
def test_what_is_no_handover_is_refused(bad: Any) -> None:
    with pytest.raises(BadItemError):
        from_item(bad)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(sorted(GOOD)) | st.text(max_size=3), inner, max_size=9),
))  # fmt: skip
def test_no_value_breaks_it(value: Any) -> None:
    with pytest.raises(BadItemError):
        from_item(value)


def test_unknown_fields_are_passed_over() -> None:
    more = {**GOOD, "mood": "good", "buyer": "x" * 99, "events": [
        event | {"device": [1, 2]} for event in GOOD["events"]
    ]}  # fmt: skip
    assert from_item(more) == from_item(GOOD)


def test_what_cannot_be_stored_is_taken_out() -> None:
    handover, _ = from_item(changed("because", value="漏\0发\ud83d\r\n一件"))
    assert handover.because == "漏发\n一件"


def test_an_error_never_quotes_what_was_written() -> None:
    with pytest.raises(BadItemError) as caught:
        from_item(changed("severity", value="13912345678"))
    assert "139" not in str(caught.value)


# The whole way.

SAMPLE = [from_item(GOOD), from_item(GOOD | {"id": ID[::-1], "name": "", "because": "问运费"})]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(histories(), max_size=3))
def test_a_file_comes_back(tmp_path: Path, several: list[parcel.History]) -> None:
    path = tmp_path / "交接.banhua"
    pack(path, PASSPHRASE, several, Agent("07", "早班"))
    found, made_by = unpack(path, f" {PASSPHRASE}　")
    assert found == [abroad(history) for history in several]
    assert made_by == "07"


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.banhua"
    pack(path, PASSPHRASE, SAMPLE, Agent("07"))
    with pytest.raises(UserError) as caught:
        unpack(path, PASSPHRASE + "!")
    assert "口令不对" in caught.value.message
    assert "损坏" in caught.value.message


def test_a_short_passphrase_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(PassphraseError):
        pack(tmp_path / "x", "短", SAMPLE, Agent())
    assert list(tmp_path.iterdir()) == []


def test_one_wrong_item_refuses_the_file_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.banhua"
    container.write(path, PASSPHRASE, [GOOD, changed("state", value="gone")], "")
    with pytest.raises(UserError) as caught:
        unpack(path, PASSPHRASE)
    assert "第 2 条" in caught.value.message
    assert "什么都没有导入" in caught.value.advice


def test_from_one_desk_to_another(tmp_path: Path) -> None:
    here = Desk.open(tmp_path / "here", "aa" * 32)
    there = Desk.open(tmp_path / "there", "bb" * 32)
    path = tmp_path / "交接.banhua"
    try:
        assert here.handovers.adopt(SAMPLE, 10.0).result() == Adopted(new=2)
        kept = [
            (handover, here.handovers.history(handover.id).result())
            for handover in here.handovers.open().result()
        ]
        pack(path, PASSPHRASE, kept, Agent("07"))
        found, _ = unpack(path, PASSPHRASE)
        assert there.handovers.adopt(found, 11.0).result() == Adopted(new=2)
        assert there.handovers.adopt(found, 12.0).result() == Adopted(known=2), "twice is once"
        assert [
            (arrived.id, arrived.name, arrived.because, arrived.crossed)
            for arrived in there.handovers.open().result()
        ] == [(gone.id, gone.name, gone.because, gone.crossed) for gone, _ in kept]
        assert [event.kind for event in there.handovers.history(ID).result()] == [
            "handed", "carried", "accepted",
        ]  # fmt: skip
    finally:
        here.close()
        there.close()


@pytest.mark.parametrize(
    ("count", "events", "text"),
    [
        (parcel.MOST_IN_ALL + 1, 1, "x"),
        (20, parcel.MOST_EVENTS_IN_ALL // 20 + 1, "x"),
        (40, 1, "字" * (parcel.MOST_TEXT_IN_ALL // 40)),
    ],
    ids=["handovers", "events", "text"],
)
def test_what_a_file_holds_in_all_is_bounded(
    count: int, events: int, text: str, tmp_path: Path
) -> None:
    """Each item is within its bounds; refused on the way in and on the way out."""
    one, (handed, *_) = SAMPLE[0]
    histories = [
        (
            replace(one, id=f"{number:032x}", because=text),
            (handed, *(
                replace(handed, seq=handed.seq + k, kind="added", text="x")
                for k in range(1, events)
            )),
        )
        for number in range(count)
    ]  # fmt: skip
    file = tmp_path / "big.banhua"
    with pytest.raises(UserError, match="太多"):
        parcel.pack(file, PASSPHRASE, histories, Agent())
    assert not file.exists()
    items = [parcel.as_item(handover, history) for handover, history in histories]
    container.write(file, PASSPHRASE, items, "")
    with pytest.raises(UserError, match="超出了限度"):
        parcel.unpack(file, PASSPHRASE)
