"""A note in writing survives as text, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.note_form import NoteForm, of_note
from phrasebook.desk import FLAGS, Note

WORDS = st.text(max_size=20)
FORMS = st.builds(
    NoteForm,
    WORDS, WORDS, WORDS, WORDS, st.sampled_from(sorted(FLAGS)), WORDS, WORDS,
    st.booleans(), st.booleans(), st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
)  # fmt: skip


@given(FORMS)
def test_it_comes_back_as_it_was_or_there_was_nothing_to_lose(form: NoteForm) -> None:
    text = form.to_text()
    if form.is_empty:
        assert text == ""
        assert NoteForm.from_text(text) is None
    else:
        assert NoteForm.from_text(text) == form


@given(st.text(max_size=60))
def test_any_text_is_read_or_passed_over(text: str) -> None:
    NoteForm.from_text(text)


@pytest.mark.parametrize("text", ["", "[]", "3", "{", "null"])
def test_what_is_no_form_is_none(text: str) -> None:
    assert NoteForm.from_text(text) is None


def test_parts_of_another_version_are_left_out() -> None:
    kept = NoteForm.from_text(
        '{"text": "在", "flag": "no such", "open": "yes", "fields": [["a", "b"], ["c"], 4], "x": 1}'
    )
    assert kept == NoteForm(text="在", fields=(("a", "b"),))


def test_a_name_alone_is_nothing_written() -> None:
    assert NoteForm("小鹿", "千牛", flag="payment").is_empty
    assert not NoteForm(order="123").is_empty


def test_a_stored_note_is_a_form() -> None:
    note = Note("b", "要发票", "return", "12", True, done_at=None, has_full=True, id="n")
    form = of_note(note, "小鹿", "千牛", "", "11-26 10:00")
    assert (form.text, form.flag, form.order, form.due) == ("要发票", "return", "12", "11-26 10:00")
    assert form.open
    assert form.keep
