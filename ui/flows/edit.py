"""Writing, changing, sorting and removing phrases, each step undoable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt

from assistant.drafts import Drafts
from phrasebook.model import Phrase, PhraseDraft, Scene, UserError
from phrasebook.store import Phrases
from ui.bridge import Bridge
from ui.i18n import tr
from ui.toast import Toast

if TYPE_CHECKING:
    from ui.dialogs.hotkey_edit import Check
    from ui.dialogs.phrase_editor import PhraseEditor

UNDO_SECONDS = 8.0
"""A removal can be taken back from its notice this long; after that by Ctrl+Z."""

PLATFORMS = (
    ("taobao", "淘宝/千牛"),
    ("wechat", "微信"),
    ("wecom", "企业微信"),
    ("qq", "QQ"),
    ("pinduoduo", "拼多多"),
    ("douyin", "抖店"),
    ("jd", "京东"),
)
"""Id and name of each platform that a phrase can be meant for."""


class EditFlow(QObject):
    """Turns what a person asks of a phrase into operations of the store."""

    def __init__(
        self,
        *,
        phrases: Phrases,
        bridge: Bridge,
        toast: Toast,
        drafts: Drafts,
        scenes: Callable[[], Sequence[Scene]],
        check_hotkey: Callable[[str], Check],
        values: Callable[[], Mapping[str, str]],
        step: Callable[[], int],
        avoid: Callable[[], QRect | None],
        recording: Callable[[bool], None],
        closed: Callable[[], None],
    ) -> None:
        """Join the parts; the editor is made at its first use.

        Args:
            phrases: The store's phrases.
            bridge: Brings results to the GUI thread.
            toast: Says what was done, with a way back.
            drafts: Keeps what is unsaved.
            scenes: All scenes.
            check_hotkey: For a phrase id, the function that tells who has a key already.
            values: Values for previews.
            step: The step that is shown: a new phrase begins in a scene of it.
            avoid: Where the sidebar stands (logical px), above all windows; None if hidden.
            recording: Told while a hotkey is recorded: the global ones must be let go.
            closed: Told when the editor closes: the focus should go back to the chat.
        """
        super().__init__()
        self._phrases, self._bridge, self._toast = phrases, bridge, toast
        self._drafts, self._scenes = drafts, scenes
        self._check_hotkey, self._values = check_hotkey, values
        self._step, self._avoid = step, avoid
        self._recording, self._closed = recording, closed
        self._editor: PhraseEditor | None = None
        self._id = ""
        self._opened = 0
        self._offered = ""

    @property
    def editor(self) -> PhraseEditor:
        """The editor's window, made when first asked for."""
        if self._editor is None:
            self._editor = self._make()
        return self._editor

    def new(self, scene: str = "", title: str = "", text: str = "") -> None:
        """Open the editor for a new phrase."""
        self._id, self._opened = "", self._opened + 1
        scenes, step = self._scenes(), self._step()
        of_step = next((one.id for one in scenes if one.step == step), scenes[0].id)
        draft = self._drafts.get("")
        self.editor.open_new(scene or of_step, title, text, draft if not text else None)
        self._show()

    def edit(self, phrase: Phrase) -> None:
        """Open the editor for a phrase."""
        self._id, self._opened = phrase.id, self._opened + 1
        self.editor.open_phrase(phrase, self._drafts.get(phrase.id))
        self._show()

    def hotkey(self, id: str) -> None:
        """Open the editor at the hotkey of a phrase."""

        def found(phrase: Phrase | None) -> None:
            if phrase is None:
                self._toast.say(tr("这条话术已经不在了。"), kind="warn")
                return
            self.edit(phrase)
            self.editor.hotkey.setFocus()

        self._bridge.when_done(self._phrases.get(id), found)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove phrases and offer the way back."""

        def done(count: int) -> None:
            self._offered = tr("已删除 {n} 条话术", n=count)
            self._toast.say(
                self._offered,
                actions=[(tr("撤销"), self.undo)],
                seconds=UNDO_SECONDS,
            )

        self._bridge.when_done(self._phrases.delete(ids), done)

    def pin(self, id: str, pinned: bool) -> None:
        """Put a phrase before the others of its step, or back."""
        self._outdate_offer()
        self._bridge.when_done(self._phrases.pin(id, pinned))

    def move(self, id: str, before: str | None) -> None:
        """Put a phrase before another one; None puts it at the end."""
        self._outdate_offer()
        self._bridge.when_done(self._phrases.move(id, before))

    def undo(self) -> None:
        """Take the newest step back and say which."""

        def done(label: str) -> None:
            text = tr("已撤销:{label}", label=label) if label else tr("没有可撤销的操作")
            self._toast.say(text, kind="ok" if label else "info")

        self._bridge.when_done(self._phrases.undo(), done)

    def keep(self) -> None:
        """Keep what stands unsaved in an open editor."""
        if self._editor is not None:
            self._editor.keep()

    def stop(self) -> None:
        """Keep what stands unsaved in an open editor; for the way out."""
        if self._editor is not None and self._editor.isVisible():
            self._editor.close_editor()

    def _outdate_offer(self) -> None:
        """Take back the offer to undo a removal before another step becomes the newest one."""
        if self._offered and self._toast.text == self._offered:
            self._toast.dismiss()
        self._offered = ""

    def _make(self) -> PhraseEditor:
        from ui.dialogs.phrase_editor import PhraseEditor  # not on the way to the first card

        editor = PhraseEditor(
            self._scenes(),
            platforms=[(id, tr(name)) for id, name in PLATFORMS],
            check_hotkey=lambda key: self._check_hotkey(self._id)(key),
            values=self._values,
        )
        editor.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        editor.save_requested.connect(self._save)
        editor.draft_changed.connect(lambda draft, id: self._drafts.put(id, draft))
        editor.code_typed.connect(self._code_typed)
        editor.recording_changed.connect(self._recording)
        editor.closed.connect(self._on_closed)
        return editor

    def _show(self) -> None:
        self.editor.show_beside(self._avoid())

    def _on_closed(self) -> None:
        self.editor.hide()
        self._closed()

    def _save(self, draft: PhraseDraft, id: str) -> None:
        opened = self._opened
        self._outdate_offer()

        def saved(phrase: Phrase) -> None:
            if opened == self._opened:
                self._id = phrase.id
                self._drafts.put(id, None)
                self.editor.show_state("saved", id=phrase.id)
            elif self._drafts.get(id) == draft:  # another phrase is open by now
                self._drafts.put(id, None)

        def failed(error: UserError) -> None:
            text = f"{error.message}{error.advice}"
            if opened == self._opened and self.editor.isVisible():
                self.editor.show_state("failed", text)
                return
            self._drafts.put(id, draft)
            self._toast.say(tr("“{title}”没有保存。", title=draft.title) + text, kind="warn")

        stored = self._phrases.edit(id, draft) if id else self._phrases.add(draft)
        self._bridge.when_done(stored, saved, failed)

    def _code_typed(self, code: str) -> None:
        def found(owner: Phrase | None) -> None:
            other = owner is not None and owner.id != self._id
            self.editor.show_code_owner(code, owner.title if owner is not None and other else "")

        self._bridge.when_done(self._phrases.by_code(code), found)
