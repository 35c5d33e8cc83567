"""Heights of rows: tops add up, and places are found whatever was measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.item_heights import Heights

HEIGHTS = st.lists(st.integers(1, 300), min_size=1, max_size=30)


@given(HEIGHTS, st.data())
def test_rows_touch_and_are_found_after_any_measuring(
    heights: list[int], data: st.DataObject
) -> None:
    made = Heights()
    made.estimate(heights)
    found = data.draw(
        st.dictionaries(st.integers(0, len(heights) - 1), st.integers(1, 300), max_size=10)
    )
    made.measure(found)
    wanted = [found.get(place, height) for place, height in enumerate(heights)]
    assert [made.height(place) for place in range(len(made))] == wanted
    assert made.total == sum(wanted)
    for place in range(len(made)):
        assert made.top(place) == sum(wanted[:place])
        assert made.at(made.top(place)) == place
        assert made.at(made.top(place) + made.height(place) - 1) == place
        assert made.is_measured(place) == (place in found)
    top = data.draw(st.integers(0, made.total - 1))
    bottom = top + data.draw(st.integers(0, 500))
    seen = made.between(top, bottom)
    inside = [
        place
        for place in range(len(made))
        if made.top(place) <= bottom and made.top(place) + made.height(place) > top
    ]
    assert list(seen) == inside


def test_without_rows_nothing_is_found() -> None:
    made = Heights()
    assert (len(made), made.total, made.at(5)) == (0, 0, -1)
    assert not made.between(0, 100)
    made.forget(3)


def test_a_forgotten_row_is_measured_again() -> None:
    made = Heights()
    made.estimate([10, 20])
    made.measure({0: 12, 1: 22})
    made.forget(1)
    assert [made.is_measured(0), made.is_measured(1)] == [True, False]
    assert made.height(1) == 22, "until then the last height counts"
