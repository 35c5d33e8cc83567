"""The races can fail: a gate without its check of the window in front pastes to a wrong buyer."""

from __future__ import annotations

from pathlib import Path

from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import REPO
from tests.desktop.harness.races import raise_races
from tests.desktop.harness.screen import Screen


def test_the_races_catch_a_gate_without_its_check(
    screen: Screen,
    chats: tuple[ChatPage, ChatPage],
    hand: Hand,
    clip: Clip,
    tmp_path: Path,
) -> None:
    seed(tmp_path)
    broken = App(
        screen,
        tmp_path,
        options=OPTIONS,
        program=(REPO / "tests" / "desktop" / "harness" / "planted.py",),
    )
    try:
        score = raise_races(60, broken, screen, chats, hand, clip)
    finally:
        broken.close()
    assert score.wrong > 0, score
