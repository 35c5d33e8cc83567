"""The form in which a phrase is written or changed. What is typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Final, Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from phrasebook.model import Phrase, PhraseDraft, Scene
from phrasebook.template import fill, preview, problems
from ui.dialogs.hotkey_edit import Check
from ui.dialogs.phrase_fields import read_date
from ui.dialogs.phrase_form import PhraseForm
from ui.geometry import show_beside
from ui.i18n import tr
from ui.keep_timer import KeepTimer
from ui.theme import theme

TITLE_LIMIT: Final = 12
"""Characters a title may have (source: design.md section 4)."""
DRAFT_MS: Final = 400
"""A draft is handed on so soon after a change, so that a crash costs a word at most."""

SaveState = Literal["idle", "saving", "saved", "failed"]


class PhraseEditor(PhraseForm):
    """Writes a ``PhraseDraft``.

    Signals:
        save_requested: The draft, and the id of the phrase ("" for a new one). Answer with
            ``show_state``.
        closed: The person is done; what was typed and not saved stands in the last draft.
        draft_changed: The unsaved draft and the id, soon after each change and when the editor
            closes; None instead of a draft once there is nothing unsaved.
        code_typed: Answer with ``show_code_owner``.
        recording_changed: A hotkey is being recorded; let go of the global ones meanwhile.
    """

    save_requested = Signal(object, str)
    closed = Signal()
    draft_changed = Signal(object, str)
    code_typed = Signal(str)
    recording_changed = Signal(bool)

    def __init__(
        self,
        scenes: Sequence[Scene],
        *,
        platforms: Sequence[tuple[str, str]],
        check_hotkey: Check,
        values: Callable[[], Mapping[str, str]] = dict,
        now: Callable[[], datetime] = datetime.now,
        parent: QWidget | None = None,
    ) -> None:
        """Build an empty form.

        Args:
            scenes: All scenes; grouped by step in the order given.
            platforms: Id and Chinese name of each platform.
            check_hotkey: Tells who has a key already.
            values: Values for the preview (name to text).
            now: Local time, for the preview and for dates.
            parent: Owner; may be None.
        """
        super().__init__(scenes, platforms, check_hotkey, parent)
        self.setWindowTitle(tr("编辑话术"))
        self._values = values
        self._now = now
        self._base = PhraseDraft("", "", "")
        self._id = ""
        self._saved = self._sent = self._base
        self._loading = self._saving = False
        self._timer = KeepTimer(self)
        self._timer.timeout.connect(self._hand_on_draft)
        self._connect()
        theme().changed.connect(self.restyle)
        self.restyle()

    def _connect(self) -> None:
        for signal in (
            self.scene.currentIndexChanged,
            self.title.textChanged,
            self.text.textChanged,
            self.variants.changed,
            self.when.textChanged,
            self.until.textChanged,
            self.hotkey.changed,
        ):
            signal.connect(self._edited)
        for box in self.platforms.values():
            box.toggled.connect(self._edited)
        self.code.textChanged.connect(self._code_edited)
        for field in (self.title, self.code, self.when, self.until):
            field.entered.connect(self.save)
        self.text.entered.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close_editor)
        self._discard.clicked.connect(self._discard_draft)
        self.hotkey.recording_changed.connect(self.recording_changed)

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        super().restyle()
        self._update()

    # ------------------------------------------------------------------ opening
    def open_new(
        self, scene: str, title: str = "", text: str = "", draft: PhraseDraft | None = None
    ) -> None:
        """Begin a new phrase.

        Args:
            scene: Scene id to choose.
            title: Title to begin with.
            text: Text to begin with.
            draft: What an earlier try left unsaved.
        """
        self._open(PhraseDraft(scene, title, text), "", draft)

    def open_phrase(self, phrase: Phrase, draft: PhraseDraft | None = None) -> None:
        """Change a phrase; ``draft`` is what an earlier try left unsaved."""
        base = PhraseDraft(**{name: getattr(phrase, name) for name in PhraseDraft.__slots__})
        self._open(base, phrase.id, draft)

    def _open(self, base: PhraseDraft, id: str, draft: PhraseDraft | None) -> None:
        if self._timer.isActive():
            self._hand_on_draft()  # of the phrase that was open before
        self._base = self._saved = self._sent = base
        self._id = id
        self._saving = False
        restored = draft is not None and draft != base
        self._show(draft if draft is not None else base)
        self._notice.setText(tr("已恢复上次没保存的内容") if restored else "")
        self._notice.setVisible(restored)
        self._discard.setVisible(restored)
        self.setWindowTitle(tr("编辑话术") if id else tr("新建话术"))
        self.show_state("idle")
        (self.text if base.title else self.title).setFocus()

    def _show(self, draft: PhraseDraft) -> None:
        self._loading = True
        self.scene.setCurrentIndex(max(self.scene.findData(draft.scene), 1))
        self.title.setText(draft.title)
        self.text.setPlainText(draft.text)
        self.variants.set_texts(draft.variants)
        self.code.setText(draft.code)
        self.when.setText(draft.when)
        self.hotkey.set_text(draft.hotkey)
        self.until.setText(draft.valid_until)
        for id, box in self.platforms.items():
            box.setChecked(id in draft.platforms)
        self._loading = False
        self._update()
        self._code_state.hide()
        if draft.code:
            self.code_typed.emit(draft.code)

    def show_beside(self, avoid: QRect | None = None) -> None:
        """Show as a window where ``avoid`` does not cover it, and take the focus.

        Args:
            avoid: Global rectangle (logical px) of the sidebar, which lies above all windows.
        """
        show_beside(self, self.sizeHint(), avoid)

    # ------------------------------------------------------------------ content
    def draft(self) -> PhraseDraft:
        """Give what stands in the form; parts that it does not show stay as they were."""
        unknown = [id for id in self._base.platforms if id not in self.platforms]
        until = read_date(self.until.text(), self._now().date())
        return replace(
            self._base,
            scene=str(self.scene.currentData() or self._base.scene),
            title=self.title.text().strip(),
            text=self.text.text(),
            variants=self.variants.texts(),
            code=self.code.text().strip(),
            when=self.when.text().strip(),
            hotkey=self.hotkey.text(),
            valid_until=self.until.text().strip() if until is None else until,
            platforms=(*(id for id, b in self.platforms.items() if b.isChecked()), *unknown),
        )

    def unsaved(self) -> bool:
        """Tell whether something differs from what is stored."""
        return self.draft() != self._saved

    def _edited(self) -> None:
        if self._loading:
            return
        self._update()
        self.show_state("idle")
        self._timer.soon(DRAFT_MS)

    def _code_edited(self, text: str) -> None:
        if self._loading:
            return
        self._code_state.hide()
        self._edited()
        if text.strip():
            self.code_typed.emit(text.strip())

    def show_code_owner(self, code: str, title: str) -> None:
        """Warn that another phrase has the code; ``title`` "" means it is free."""
        if code == self.code.text().strip():
            self._code_state.setText(
                tr("“{title}”也用这个编码,搜索时两条都会出现", title=title) if title else ""
            )
            self._code_state.setVisible(bool(title))

    def _hand_on_draft(self) -> None:
        self._timer.stop()
        draft = self.draft()
        self.draft_changed.emit(draft if draft != self._saved else None, self._id)

    def _discard_draft(self) -> None:
        self._notice.hide()
        self._discard.hide()
        self._show(self._saved)
        self._hand_on_draft()
        self.text.setFocus()

    def _fault(self) -> str:
        """Say what keeps the phrase from being saved; "" if nothing does."""
        if not self.text.text().strip():
            return tr("还没有写正文")
        over = len(self.title.text().strip()) - TITLE_LIMIT
        if over > 0:
            return tr("标题多了 {n} 个字", n=over)
        if read_date(self.until.text(), self._now().date()) is None:
            return tr("有效期看不懂")
        return ""

    def _update(self) -> None:
        used = len(self.title.text().strip())
        self._count.setText(f"{used}/{TITLE_LIMIT}")
        self._count.setProperty("kind", "error" if used > TITLE_LIMIT else "hint")
        self._count.style().polish(self._count)
        text = self.text.text()
        found = problems(text)
        self._problems.setText("\n".join(found))
        self._problems.setVisible(bool(found))
        self._preview.set_rich(self._preview_html(text))
        until = read_date(self.until.text(), self._now().date())
        state = ""
        if until is None:
            state = tr("写成 2026-12-31 或 12-31")
        elif until and until < self._now().date().isoformat():
            state = tr("这一天已经过了,粘贴时会提醒")
        self._until_state.setText(state)
        self._until_state.setVisible(bool(state))
        self.save_button.setEnabled(not self._fault())

    def _preview_html(self, text: str) -> str:
        filled = fill(text, self._values(), self._now())
        html = escape(filled.text) or f"<i>{escape(tr('写下正文,这里会显示填好变量的样子'))}</i>"
        mark = (
            f'<span style="background:{theme().color("soft").name()};'
            f'color:{theme().color("accent_text").name()}">'
        )
        for gap in filled.gaps:
            hole = escape("{" + gap.name + "}")
            html = html.replace(hole, f"{mark}{hole}</span>")
        return html.replace("\n", "<br>")

    # ------------------------------------------------------------------ saving
    def save(self) -> None:
        """Ask for the draft to be stored, unless something is wrong with it."""
        fault = self._fault()
        if fault:
            self._say(fault, "error")
            return
        draft = self.draft()
        if not draft.title:
            first = preview(draft.text).strip().splitlines() or [draft.text.strip()]
            draft = replace(draft, title=first[0][:TITLE_LIMIT])
            self._loading = True
            self.title.setText(draft.title)
            self._loading = False
        self._sent = draft
        self._saving = True
        self.show_state("saving")
        self.save_requested.emit(draft, self._id)

    def show_state(self, state: SaveState, message: str = "", id: str = "") -> None:
        """Show how saving goes.

        Args:
            state: ``saved`` ends the draft; after ``failed`` everything typed is still there.
            message: Why it failed and what to do.
            id: The id of a phrase that was new.
        """
        if state in ("saved", "failed"):
            if not self._saving:
                return  # an answer for the phrase that was open before
            self._saving = False
        labels = {
            "idle": tr("保存 Ctrl+Enter"),
            "saving": tr("正在保存…"),
            "saved": tr("已保存 ✓"),
            "failed": tr("再试一次"),
        }
        self.save_button.setText(labels[state])
        self.save_button.setAccessibleName(labels[state])
        self.save_button.setEnabled(state != "saving" and not self._fault())
        if state == "failed":
            self._say(message or tr("没能保存,写的内容还在这里"), "error")
            return
        self._say("", "hint")
        if state == "saved":
            if id and id != self._id:
                self.draft_changed.emit(None, self._id)  # the new phrase's draft had no id yet
                self._id = id
            # Not what stands there now: a person may have typed on while it was being stored.
            self._saved = self._base = self._sent
            self._notice.hide()
            self._discard.hide()
            self._hand_on_draft()
        elif state == "idle" and self.unsaved():
            self._say(self._fault() or tr("有未保存的修改"), "hint")

    def _say(self, text: str, kind: str) -> None:
        self._state.setText(text)
        self._state.setProperty("kind", kind)
        self._state.style().polish(self._state)

    def keep(self) -> None:
        """Hand what is unsaved on now."""
        self._timer.at_once()

    def close_editor(self) -> None:
        """Close; what is unsaved goes out as a draft."""
        self._hand_on_draft()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc, save on Ctrl+S or Ctrl+Enter."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.close_editor()
        elif control and event.key() in (Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Open wide enough for two words a row, and not higher than a small screen."""
        return QSize(theme().px(430), min(theme().px(700), 900))

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is unsaved when the window goes away by other means."""
        if self._timer.isActive():
            self._hand_on_draft()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is unsaved when the window is closed by its frame."""
        self.close_editor()
        super().closeEvent(event)
