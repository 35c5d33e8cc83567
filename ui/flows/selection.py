"""Replies to what is selected in the chat: copied for a moment, read, and given back."""

from __future__ import annotations

from collections.abc import Callable

from assistant.outcome import Copied
from assistant.paste import PasteGate
from assistant.ports import Target
from assistant.selection import SelectionReader
from ui.bridge import Bridge
from ui.flows.suggest import SuggestFlow
from ui.i18n import tr
from ui.toast import Toast


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
            toast: Says that nothing was selected.
            copied: Notes that a text was copied in a window now.
            suggest: Shows what fits the text.
        """
        self._reader, self._gate, self._bridge = reader, gate, bridge
        self._toast, self._copied, self._suggest = toast, copied, suggest

    def take(self, target: Target | None) -> None:
        """Suggest replies to what is selected in the window of a key press."""
        copied = self._copied(target)

        def show(text: str) -> None:
            if text:
                self._suggest.take(text, copied)
            else:
                self._toast.say(
                    tr("没有读到选中的话:在聊天里先选中买家的话,再按一次。"),
                    kind="warn",
                    code="no_selection",
                )

        def read() -> None:
            text = self._reader.read(target)
            self._bridge.post(lambda: show(text))

        self._gate.between(read)
