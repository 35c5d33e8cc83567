"""The tokens: readable in both schemes, complete, and switched live."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QGuiApplication

from ui.theme import FONTS, METRICS, TEXT_PAIRS, TOKENS, Theme, theme


def _luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(color.redF())
        + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF())
    )


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(QColor(first)), _luminance(QColor(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_formula_knows_the_ends_and_the_mocks_miss() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert _contrast("#2f6bff", "#eaf0ff") < 4.5  # the mock's own chip, which made us adjust


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_reaches_contrast(scheme: str, text: str, ground: str) -> None:
    tokens = TOKENS[scheme]
    assert _contrast(tokens[text], tokens[ground]) >= 4.5


def test_both_schemes_have_the_same_tokens() -> None:
    assert TOKENS["light"].keys() == TOKENS["dark"].keys()


@pytest.fixture
def fresh(qapp: QGuiApplication) -> Theme:
    made = Theme(qapp)
    yield made
    made.force("system")
    made.set_text_size(100)
    theme().apply()


def test_forcing_switches_colours_and_tells(fresh: Theme, qtbot: object) -> None:
    fresh.force("light")
    told: list[bool] = []
    fresh.changed.connect(lambda: told.append(fresh.dark))
    fresh.force("dark")
    assert told == [True]
    assert fresh.color("card").name() == TOKENS["dark"]["card"]
    fresh.force("dark")
    assert told == [True]
    fresh.force("light")
    assert told == [True, False]
    assert fresh.color("card").name() == TOKENS["light"]["card"]


def test_what_is_done_to_a_colour_changes_no_other_painting(fresh: Theme) -> None:
    fresh.color("toast_action").setAlpha(40)
    assert fresh.color("toast_action").alpha() == 255


def test_text_size_scales_fonts_and_lengths_within_limits(fresh: Theme) -> None:
    base, bar = fresh.font("title").pointSizeF(), fresh.metric("foot")
    fresh.set_text_size(150)
    assert fresh.font("title").pointSizeF() == pytest.approx(base * 1.5)
    assert fresh.metric("foot") == bar * 1.5
    fresh.set_text_size(500)
    assert fresh.text_size == 160


def test_base_font_is_13_px(fresh: Theme) -> None:
    screen = QGuiApplication.primaryScreen()
    pixels = fresh.font().pointSizeF() * screen.logicalDotsPerInchY() / 72
    assert pixels == pytest.approx(13.0)


def test_every_token_role_and_metric_can_be_asked_for(fresh: Theme) -> None:
    for token in TOKENS["light"]:
        assert fresh.color(token).isValid()
    for role in FONTS:
        assert fresh.font(role).pointSizeF() > 0
    for name in METRICS:
        assert fresh.metric(name) > 0
    with pytest.raises(KeyError):
        fresh.color("no such token")


def test_sheet_has_no_gap_left(fresh: Theme) -> None:
    sheet = fresh.stylesheet()
    assert "{accent}" not in sheet
    assert fresh.color("accent").name() in sheet


def test_shadow_is_see_through(fresh: Theme) -> None:
    assert 0 < fresh.color("shadow").alpha() < 255
