"""Never over the chat window, always on a screen, whatever the geometry."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from assistant.placing import Placement, keep_on_screen, overlap, place, screen_of
from assistant.ports import Rect

ONE = [Rect(0, 0, 1920, 1040)]
TWO = [Rect(0, 0, 1920, 1040), Rect(1920, 0, 1280, 1024)]

rects = st.builds(
    Rect,
    st.integers(-3000, 6000),
    st.integers(-2000, 4000),
    st.integers(1, 5000),
    st.integers(1, 3000),
)


@st.composite
def layouts(draw: st.DrawFn) -> list[Rect]:
    """Screens side by side or stacked, with gaps as panels make them; never overlapping."""
    x, y, found = draw(st.integers(-2000, 0)), draw(st.integers(-1000, 500)), []
    for _ in range(draw(st.integers(1, 3))):
        width, height = draw(st.integers(200, 3840)), draw(st.integers(150, 2160))
        found.append(Rect(x, y, width, height))
        if draw(st.booleans()):
            x += width + draw(st.integers(0, 80))
        else:
            y += height + draw(st.integers(0, 80))
    return found


def inside(rect: Rect, screens: list[Rect]) -> bool:
    return any(
        s.x <= rect.x
        and s.y <= rect.y
        and rect.x + rect.width <= s.x + s.width
        and rect.y + rect.height <= s.y + s.height
        for s in screens
    )


@given(
    rects, st.sampled_from(["right", "left"]), st.integers(320, 640), layouts(), st.booleans(),
    st.sampled_from([0, 320]),
)  # fmt: skip
@example(Rect(0, 0, 1920, 1040), "right", 388, ONE, True, 320)
def test_never_over_the_chat_and_always_on_a_screen(
    frame: Rect, side: str, width: int, screens: list[Rect], make_room: bool, least: int
) -> None:
    placement = place(frame, side, width, screens, make_room=make_room, least_width=least)  # type: ignore[arg-type]
    if placement.rect is None:
        assert placement.room_needed is None
        return
    chat = placement.room_needed or frame
    assert not overlap(placement.rect, chat)
    assert inside(placement.rect, screens)
    assert (least or width) <= placement.rect.width <= width
    if placement.room_needed is not None:
        assert make_room
        assert inside(chat, screens)
        assert chat.width >= min(480, frame.width)
        assert chat.width <= frame.width
        # Asked once, it is enough: the next look finds room without asking again.
        again = place(chat, side, width, screens, least_width=least)  # type: ignore[arg-type]
        assert again.room_needed is None
        assert again.rect is not None


@given(rects, layouts())
def test_a_free_sidebar_is_kept_on_a_screen(rect: Rect, screens: list[Rect]) -> None:
    kept = keep_on_screen(rect, screens)
    assert inside(kept, screens)
    if inside(rect, screens):
        assert kept == rect


@given(rects, layouts())
def test_the_screen_with_the_most_of_it_is_its_screen(rect: Rect, screens: list[Rect]) -> None:
    assume(any(overlap(rect, s) for s in screens))
    found = screen_of(rect, screens)
    assert found is not None
    assert overlap(rect, found)


@pytest.mark.parametrize(
    ("frame", "side", "screens", "expected"),
    [
        # The plain case: right beside it, as high as it.
        (Rect(300, 100, 900, 700), "right", ONE,
         Placement(Rect(1200, 100, 388, 700), "right")),
        (Rect(500, 100, 900, 700), "left", ONE, Placement(Rect(112, 100, 388, 700), "left")),
        # No room on the right: the other side.
        (Rect(1000, 100, 920, 700), "right", ONE, Placement(Rect(612, 100, 388, 700), "left")),
        # Neither side, but the window can be moved.
        (Rect(300, 100, 1400, 700), "right", ONE,
         Placement(Rect(1532, 100, 388, 700), "right", Rect(132, 100, 1400, 700))),
        (Rect(300, 100, 1400, 700), "left", ONE,
         Placement(Rect(0, 100, 388, 700), "left", Rect(388, 100, 1400, 700))),
        # Maximised: narrowed.
        (Rect(0, 0, 1920, 1040), "right", ONE,
         Placement(Rect(1532, 0, 388, 1040), "right", Rect(0, 0, 1532, 1040))),
        # Maximised with another screen on that side: nothing has to move.
        (Rect(0, 0, 1920, 1040), "right", TWO, Placement(Rect(1920, 0, 388, 1024), "right")),
        # A strip across the seam of two screens is no place.
        (Rect(500, 0, 1200, 1040), "right", TWO, Placement(Rect(112, 0, 388, 1040), "left")),
        # A low window gets a sidebar of the least height, kept on the screen.
        (Rect(300, 900, 900, 140), "right", ONE, Placement(Rect(1200, 640, 388, 400), "right")),
        # Half above the screen.
        (Rect(300, -200, 900, 700), "right", ONE, Placement(Rect(1200, 0, 388, 500), "right")),
    ],
)  # fmt: skip
def test_where_it_stands(frame: Rect, side: str, screens: list[Rect], expected: Placement) -> None:
    assert place(frame, side, 388, screens) == expected  # type: ignore[arg-type]


def test_without_leave_to_make_room_it_gets_narrower_or_goes_to_another_screen() -> None:
    frame = Rect(0, 0, 1560, 1040)
    assert place(frame, "right", 388, ONE, make_room=False, least_width=320) == Placement(
        Rect(1560, 0, 360, 1040), "right"
    )
    full = Rect(0, 0, 1920, 1040)
    far = [ONE[0], Rect(0, 1040, 1920, 1040)]
    assert place(full, "right", 388, far, make_room=False) == Placement(
        Rect(1532, 1040, 388, 1040), "right"
    )
    assert place(full, "right", 388, ONE, make_room=False).rect is None


def test_a_small_screen_has_no_room_beside_a_chat_of_the_least_width() -> None:
    small = [Rect(0, 0, 800, 600)]
    assert place(Rect(0, 0, 800, 600), "right", 388, small).rect is None
    assert place(Rect(0, 0, 800, 600), "right", 388, []).rect is None
