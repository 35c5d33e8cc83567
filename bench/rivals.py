"""Rivals, set up as their users would, to be measured on the same page in the same run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.desktop.harness.process import Child, need, wait_for
from tests.desktop.harness.screen import Screen


class AutoKey:
    """AutoKey (GTK), with phrases on Ctrl+Alt+1, 2 … sent by the clipboard and Ctrl+V.

    Its other way, typing by keyboard events, loses all Chinese.
    """

    def __init__(self, screen: Screen, folder: Path, texts: Sequence[str]) -> None:
        """Write its configuration and start it in a D-Bus session of its own.

        Raises:
            MissingTool: If it is not installed.
        """
        need("autokey-gtk", "dbus-run-session")
        home = folder / "autokey-home"
        phrases = home / ".config" / "autokey" / "data" / "phrases"
        phrases.mkdir(parents=True)
        for number, text in enumerate(texts, 1):
            (phrases / f"p{number}.txt").write_text(text, encoding="utf-8")
            description = {
                "type": "phrase",
                "description": f"p{number}",
                "modes": [3],
                "usageCount": 0,
                "prompt": False,
                "omitTrigger": False,
                "matchCase": False,
                "showInTrayMenu": False,
                "abbreviation": {
                    "abbreviations": [],
                    "backspace": True,
                    "ignoreCase": False,
                    "immediate": False,
                    "triggerInside": False,
                    "wordChars": "[\\w]",
                },
                "hotkey": {"modifiers": ["<alt>", "<ctrl>"], "hotKey": str(number)},
                "filter": {"regex": None, "isRecursive": False},
                "sendMode": "<ctrl>+v",
            }
            (phrases / f".p{number}.json").write_text(json.dumps(description), encoding="utf-8")
        off = {"enabled": False, "modifiers": [], "hotKey": None}
        settings: dict[str, object] = {
            "version": "0.95.10",
            "userCodeDir": None,
            "settings": {"isFirstRun": False},
            "folders": [],
            "toggleServiceHotkey": off,
            "configHotkey": off,
        }
        (phrases.parents[1] / "autokey.json").write_text(json.dumps(settings), encoding="utf-8")
        self.log = home / ".local" / "share" / "autokey" / "autokey.log"
        env = {
            **screen.env,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
        }
        (home / "run").mkdir(mode=0o700)
        self.output = folder / "autokey.out"
        self.child: Child = screen.start(
            ["dbus-run-session", "--", shutil.which("autokey-gtk") or "autokey-gtk"],
            env=env,
            output=self.output,
        )
        wait_for(
            lambda: self.log.exists() and "Entering main" in self.log.read_text("utf-8"),
            "AutoKey is ready",
            30,
        )

    def close(self) -> None:
        """End it and its D-Bus session."""
        self.child.close()
