"""What is exported for Excel is text in every cell: no formula, no link, no rounded number."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.sheet_export import Sheet, clean, xlsx

MADE = datetime(2026, 11, 25, 22, 50)
NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ORDER = "240117556712345678"
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1",
             "\uff0d1", "\uff201")  # fmt: skip


def sheet(*rows: tuple[str, ...], title: str = "退换货记录") -> Sheet:
    return Sheet(title, tuple(f"栏{n}" for n in range(len(rows[0]))), rows)


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return ElementTree.fromstring(book.read(name))


def texts(data: bytes) -> list[str]:
    """The shared strings of a file, with the escape of what looks like an escape undone."""
    found = part(data, "xl/sharedStrings.xml").findall("m:si", NAMES)
    whole = ["".join(one.text or "" for one in item.iter(f"{{{NAMES['m']}}}t")) for item in found]
    return [text.replace("_x005F_", "_") for text in whole]


def cells(data: bytes, number: int = 1) -> dict[str, str]:
    """Every cell with its text; fails on one that is anything else."""
    strings, found = texts(data), {}
    page = part(data, f"xl/worksheets/sheet{number}.xml")
    assert page.findall(".//m:f", NAMES) == [], "a formula"
    assert page.findall(".//m:hyperlink", NAMES) == [], "a link"
    for cell in page.findall(".//m:c", NAMES):
        value = cell.find("m:v", NAMES)
        if value is not None:
            assert cell.get("t") == "s", "not a text"
            found[str(cell.get("r"))] = strings[int(value.text or "")]
    return found


def test_an_order_number_keeps_all_its_digits() -> None:
    assert cells(xlsx([sheet((ORDER, "0012"))], MADE)) == {
        "A1": "栏0", "B1": "栏1", "A2": ORDER, "B2": "0012",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", [*DANGEROUS, "_x000D_", "http://x.example/a", "mailto:a@b.c", "1e5", "{=A1}"]
)
def test_a_cell_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    assert cells(xlsx([sheet((text,))], MADE))["A2"].strip() == text.strip()


def test_the_check_would_see_a_formula_and_a_number() -> None:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write(0, 0, "=1+1")
        page.write(0, 1, "x")
    with pytest.raises(AssertionError, match="a formula"):
        cells(file.getvalue())
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write(0, 0, 5)
        page.write(0, 1, "x")
    with pytest.raises(AssertionError, match="not a text"):
        cells(file.getvalue())


SIMPLE = st.text(max_size=20)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.one_of(SIMPLE, st.sampled_from([ORDER, *DANGEROUS]))] * width),
        min_size=1,
        max_size=5,
    )
)


@given(TABLES)
def test_any_table_comes_back_as_it_was(rows: list[tuple[str, ...]]) -> None:
    found = cells(xlsx([sheet(*rows)], MADE))
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row):
            kept = found.get(f"{'ABCD'[column]}{number}", "")
            assert kept == clean(text)


def test_what_a_cell_cannot_hold_is_left_out() -> None:
    assert clean("a\x00b\x0bc\ud800d\uffff") == "abcd"
    assert clean("甲\r\n乙\t丙\r丁") == "甲\n乙\t丙\n丁"
    assert len(clean("长" * 40_000)) == 32_767
    assert cells(xlsx([sheet(("长" * 40_000,))], MADE))["A2"] == "长" * 32_767


def test_titles_are_ones_that_excel_takes() -> None:
    wanted = ["a/b:c*d?[e]\\f", "x" * 40, "x" * 40, "", "退换货", "退换货"]
    data = xlsx([sheet(("1",), title=title) for title in wanted], MADE)
    names = [str(one.get("name")) for one in part(data, "xl/workbook.xml").iter(f"{{{NAMES['m']}}}sheet")]  # fmt: skip # noqa: E501
    assert names == ["a b c d  e  f", "x" * 31, "x" * 29 + " 2", "1", "退换货", "退换货 2"]


def test_the_head_stays_in_sight_and_columns_fit() -> None:
    data = xlsx([sheet((ORDER, "短", "很长的一句话" * 20))], MADE)
    page = part(data, "xl/worksheets/sheet1.xml")
    pane = page.find(".//m:pane", NAMES)
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    widths = [round(float(one.get("width") or 0)) for one in page.findall(".//m:col", NAMES)]
    assert widths[0] in (20, 21)
    assert widths[1] < widths[0]
    assert widths[2] in (60, 61), "a long text is wrapped"


def test_a_file_is_made_of_what_it_is_given_alone() -> None:
    table = sheet((ORDER, "x"))
    assert xlsx([table], MADE) == xlsx([table], MADE), "no clock is read"
    assert cells(xlsx([table, sheet(("2",))], MADE), 2)["A2"] == "2"
    empty = Sheet("空", ("日期", "订单号"), ())
    assert list(cells(xlsx([empty], MADE)).values()) == ["日期", "订单号"]
