"""Plots: what is painted is in proportion, told in words, and never cut or divided by zero."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.ui.test_theme import _contrast
from ui.plots import Bar, BarPlot, DayPlot, Multiples, Plot, StackPlot
from ui.theme import TOKENS, theme


def painted(plot: Plot, width: int = 300) -> QImage:
    high = plot.heightForWidth(width) if plot.hasHeightForWidth() else plot.sizeHint().height()
    plot.resize(width, high)
    return plot.grab().toImage()


def length(image: QImage, y: int, token: str) -> int:
    """How many px of a row have this colour."""
    wanted = theme().color(token)
    return sum(QColor(image.pixel(x, y)) == wanted for x in range(image.width()))


def test_bars_are_in_proportion_to_their_values(qtbot: QtBot) -> None:
    plot = BarPlot("各步骤")
    qtbot.addWidget(plot)
    plot.set_bars([Bar("议价", 40), Bar("招呼", 20), Bar("售后", 0)])
    image = painted(plot)
    row = plot._row()
    lengths = [length(image, round(plot.head() + (n + 0.5) * row), "accent") for n in range(3)]
    assert lengths[0] > 100
    assert abs(lengths[1] - lengths[0] / 2) <= 2
    assert lengths[2] == 0


def test_parts_of_a_stack_fill_the_whole_in_their_shares(qtbot: QtBot) -> None:
    plot = StackPlot("催付")
    qtbot.addWidget(plot)
    plot.set_parts([Bar("付了", 3, "ok"), Bar("没付", 1, "danger"), Bar("还在跟", 0, "dot_off")])
    image = painted(plot, 400)
    y = round(plot.head()) + theme().px(8)
    paid, unpaid = length(image, y, "ok"), length(image, y, "danger")
    assert abs(paid - 300) <= 3
    assert abs(unpaid - 100) <= 3
    assert length(image, y, "dot_off") == 0


def test_values_and_shares_are_told_in_words(qtbot: QtBot) -> None:
    bars, stack, days = BarPlot("a"), StackPlot("b"), DayPlot("c")
    for plot in (bars, stack, days):
        qtbot.addWidget(plot)
    bars.set_bars([Bar("议价", 40), Bar("招呼", 2)])
    assert bars.accessibleDescription() == "议价 40,招呼 2"
    stack.set_parts([Bar("付了", 3), Bar("没付", 1)])
    assert stack.accessibleDescription() == "付了 3 (75%),没付 1 (25%)"
    days.set_days(["11-24", "11-25"], [0, 7])
    assert days.accessibleDescription() == "11-25 7"
    assert (bars.accessibleName(), days.accessibleName()) == ("a", "c")


def test_without_data_nothing_is_divided_and_it_says_so(qtbot: QtBot) -> None:
    bars, stack, days = BarPlot("a"), StackPlot("b"), DayPlot("c")
    bars.set_bars([Bar("x", 0)])
    stack.set_parts([Bar("x", 0)])
    days.set_days(["11-25"], [0])
    for plot in (bars, stack, days):
        qtbot.addWidget(plot)
        painted(plot)
    assert bars.is_empty
    assert stack.total == 0
    bars.set_bars([])
    stack.set_parts([])
    days.set_days([], [])
    for plot in (bars, stack, days):
        painted(plot)
        assert plot.accessibleDescription() == "还没有数据"


def test_the_highest_day_reaches_the_top_and_others_their_share(qtbot: QtBot) -> None:
    plot = DayPlot("每天", height=100)
    qtbot.addWidget(plot)
    plot.set_days(["a", "b"], [10, 5])
    image = painted(plot, 200)
    accent = theme().color("accent")

    def high(x: int) -> int:
        return sum(QColor(image.pixel(x, y)) == accent for y in range(image.height()))

    assert abs(high(50) - 100) <= 1
    assert abs(high(150) - 50) <= 1


def test_small_plots_stand_on_one_scale_and_as_many_a_row_as_fit(qtbot: QtBot) -> None:
    made = Multiples("各步骤")
    qtbot.addWidget(made)
    made.resize(theme().px(300), 300)
    made.show()
    made.set_series(["a", "b"], [("招呼", [1, 2]), ("议价", [30, 4]), ("核实", [0, 0])])
    assert {plot.top for plot in made.plots} == {30}
    assert made._columns == 2
    made.resize(theme().px(700), 300)
    assert made._columns == 4
    made.set_series(["a"], [("招呼", [1])])
    assert [plot.title for plot in made.plots] == ["招呼"]


def test_a_legend_wraps_where_there_is_no_room(qtbot: QtBot) -> None:
    plot = StackPlot("交接")
    qtbot.addWidget(plot)
    plot.set_parts([Bar(word, 3) for word in ("待接", "已接", "处理中", "已完成")])
    assert plot.heightForWidth(150) > plot.heightForWidth(600)
    for part, place in plot._legend(150):
        assert place.right() <= 150 + 1, part.label


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_a_plot_stands_off_its_ground(scheme: str) -> None:
    tokens = TOKENS[scheme]
    for token in ("accent", "warn", "ok", "danger", "violet"):
        assert _contrast(tokens[token], tokens["card"]) >= 3.0, token
    # What is still open is quiet on purpose, but to be seen; its number stands beside it.
    assert _contrast(tokens["dot_off"], tokens["card"]) >= 2.4
