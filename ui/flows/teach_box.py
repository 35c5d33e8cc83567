"""Teaches where the input box of a chat client is: the person clicks into it once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from assistant.clients import ClientRule, Clients, with_rule
from assistant.options import Options
from assistant.ports import Capability, PointerPort, Press, Target, WindowTracker
from ui.bridge import Bridge
from ui.i18n import tr
from ui.toast import Toast

log = logging.getLogger(__name__)

ASK_SECONDS = 30.0
"""The notice stays for as long as a click is waited for."""


class TeachBoxFlow(QObject):
    """Asks for a click into the input box, and keeps its place in the client's rule."""

    def __init__(
        self,
        *,
        tracker: WindowTracker,
        pointer: PointerPort,
        clients: Callable[[], Clients],
        options: Options,
        toast: Toast,
        bridge: Bridge,
    ) -> None:
        """Join the parts.

        Args:
            tracker: Says which windows there are.
            pointer: Tells of the click.
            clients: The present client rules.
            options: Keeps the place.
            toast: Says what to do and what became of it.
            bridge: Brings the click to the GUI thread.
        """
        super().__init__()
        self._tracker, self._pointer = tracker, pointer
        self._clients, self._options = clients, options
        self._toast, self._bridge = toast, bridge

    def begin_at(self, target: Target) -> None:
        """Let the box of the client of this window be shown."""
        rule = self._clients().match(target)
        if rule is not None:
            self.begin(rule.id)
        else:
            self._fail(tr("前面的窗口不是聊天软件:请先在设置的“聊天软件”里添加它。"))

    def begin(self, id: str) -> None:
        """Let the box of the client with this rule be shown."""
        rule = self._clients().get(id)
        if rule is None:
            return
        able = self._listen(id)
        if not able.ok:
            self._fail(able.reason + able.advice)
            return
        self._toast.say(
            tr("请点一下“{name}”的输入框,点在靠下的空白处。", name=tr(rule.name)),
            actions=[(tr("取消"), self._pointer.cancel)],
            seconds=ASK_SECONDS,
            code="teach_box",
        )

    def _listen(self, id: str) -> Capability:
        return self._pointer.teach(lambda press: self._bridge.post(lambda: self._taught(id, press)))

    def _taught(self, id: str, press: Press | None) -> None:
        rule = self._clients().get(id)
        if rule is None:
            return
        if press is None:
            self._fail(tr("没有点输入框,什么也没有记住。"))
            return
        target = next((w for w in self._tracker.windows() if w.window in press.spots), None)
        if target is None:
            self._listen(id)  # a press in the sidebar itself, such as that of the notice's button
            return
        clicked = self._clients().match(target)
        if clicked is None or clicked.id != id:
            self._fail(tr("点的不是“{name}”的窗口,什么也没有记住。", name=tr(rule.name)))
            return
        self._keep(rule, press.spots[target.window])

    def _keep(self, rule: ClientRule, spot: tuple[int, int]) -> None:
        log.info("box taught client=%s", rule.id)
        changed = replace(rule, box=spot)
        edits = self._options.get("clients")
        self._options.set("clients", with_rule(edits, changed, Clients.load().get(rule.id)))
        self._toast.say(
            tr("记住了“{name}”的输入框在哪,以后粘贴前会先点一下它。", name=tr(rule.name)),
            kind="ok",
            code="box_taught",
        )

    def _fail(self, text: str) -> None:
        self._toast.say(text, kind="warn", code="box_not_taught")
