"""Replies to what is selected in the chat: copied for a moment, read, and given back."""

from __future__ import annotations

from collections.abc import Callable

from assistant.outcome import Copied
from assistant.paste import PasteGate
from assistant.ports import ClipboardBusy, Target
from assistant.selection import Selected, SelectionReader
from ui.bridge import Bridge
from ui.flows.suggest import SuggestFlow
from ui.i18n import tr
from ui.toast import Toast

CHOICE_S = 12.0
"""There is a choice to be made."""


class SelectionFlow:
    """Takes what is selected for the buyer's message."""

    def __init__(
        self,
        *,
        reader: SelectionReader,
        gate: PasteGate,
        bridge: Bridge,
        toast: Toast,
        copied: Callable[[Target | None], Copied | None],
        suggest: SuggestFlow,
    ) -> None:
        """Join the parts.

        Args:
            reader: Reads the selection, on the worker of the gate.
            gate: Has the clipboard between two pastes.
            bridge: Brings the text to the GUI thread.
            toast: Says that nothing was selected, or that the buyer was changed.
            copied: Notes that a text was copied in a window now.
            suggest: Shows what fits the text.
        """
        self._reader, self._gate, self._bridge = reader, gate, bridge
        self._toast, self._copied, self._suggest = toast, copied, suggest

    def take(self, target: Target | None) -> None:
        """Suggest replies to what is selected in the window of a key press.

        What one buyer said must not count as said by another: where the buyer was changed while
        it was read, a person has to say that it is meant all the same.
        """
        copied = self._copied(target)

        def show(found: Selected) -> None:
            # Once more: a change of buyer that was heard meanwhile has taken no message away.
            same = found.same and (target is None or self._reader.shows(target))
            if found.text and same:
                self._suggest.take(found.text, copied)
            elif found.text:
                self._toast.say(
                    tr("读选中的话时换了聊天,没有当成这位买家的话。"),
                    kind="warn",
                    actions=[(tr("仍然用"), lambda: self._suggest.take(found.text, copied))],
                    seconds=CHOICE_S,
                    code="selection_moved",
                )
            elif not found.same:
                self._toast.say(
                    tr("换了聊天或窗口,没有读选中的话:请再选中,再按一次。"),
                    kind="warn",
                    code="selection_moved",
                )
            else:
                self._toast.say(
                    tr("没有读到选中的话:在聊天里先选中买家的话,再按一次。"),
                    kind="warn",
                    code="no_selection",
                )

        def read() -> None:
            try:
                found = self._reader.read(target)
            except ClipboardBusy:
                self._bridge.post(self._say_busy)
                raise
            self._bridge.post(lambda: show(found))

        self._gate.between(read)

    def _say_busy(self) -> None:
        self._toast.say(
            tr("剪贴板正被别的程序占用,没有读选中的话。请再按一次。"),
            kind="warn",
            code="selection_busy",
        )
