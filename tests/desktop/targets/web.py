"""Editors in web pages, in Chromium and in Firefox."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import Any, ClassVar, Final

from tests.desktop.harness.access import PAGE_IS_READ
from tests.desktop.harness.chat import _FLAGS, _PROGRAMS
from tests.desktop.harness.process import MissingTool, need, wait_for
from tests.desktop.targets import editors
from tests.desktop.targets.base import Target

_FIREFOX: Final = """\
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.safebrowsing.downloads.remote.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("browser.tabs.warnOnClose", false);
"""


def _printed(*command: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}  # Qt's want a screen even for that
    ended = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=60, env=environment
    )
    return (ended.stdout.strip().splitlines() or [""])[0]


class Page(Target):
    """A page of ours with one editor, in a browser window of a desk's title."""

    page: ClassVar[str]
    package: ClassVar[str] = ""
    history = True

    def start(self) -> None:
        """Bundle the page and open it."""
        if self.package:
            editors.install()
            editors.bundle(self.page, self.stage.folder / "bundles")
        else:
            editors.plain(self.stage.folder / "bundles")
        title = f"模拟千牛聊天 · {self.name}".replace(" ·", " -").replace("(", " ").replace(")", "")
        self.browse(self.stage.server.url(self.page, title, self.name))
        self.find(title)
        self.ask("1")  # the editor is up
        self.wipe()

    def browse(self, url: str) -> None:
        """Open a window of the browser."""
        program = next(filter(shutil.which, _PROGRAMS), "")
        if not program:
            raise MissingTool("not installed: chromium")
        profile = self.stage.folder / f"chromium-{self.page}"
        self.run([
            program, *_FLAGS, PAGE_IS_READ, f"--user-data-dir={profile}", "--window-position=20,40",
            "--window-size=700,620", f"--app={url}",
        ])  # fmt: skip

    def version(self) -> str:
        """Give editor and browser."""
        made = f"{self.package} {editors.version(self.package)}, " if self.package else ""
        program = next(filter(shutil.which, _PROGRAMS), "")
        return made + " ".join(_printed(program, "--version").split()[:2])

    def ask(self, script: str) -> Any:
        """Run a script in the page."""
        return self.stage.server.run(self.name, script)

    def text(self) -> str:
        """Give the text of the editor; a new paragraph counts as a line break."""
        found = str(self.ask("target.text()"))
        while "\n\n" in found:
            found = found.replace("\n\n", "\n")
        return found.rstrip("\n")

    def wipe(self) -> None:
        """Empty the editor and focus it."""
        self.front()
        self.ask("target.wipe(); target.sent.length = 0; target.pastes = 0")
        self.ask("new Promise((done) => setTimeout(() => { target.focus(); done(); }, 50))")
        wait_for(lambda: self.ask("document.hasFocus()"), "the page has the focus")
        time.sleep(0.25)  # a browser drops keys right after a window came to the front

    def sent(self) -> list[str]:
        """Give what Enter sent."""
        return list(self.ask("target.sent.slice()"))

    def copy_message(self) -> None:
        """Select the message with the mouse and copy it, so that the box loses the focus."""
        place = self.ask(
            "(() => { const at = document.querySelector('#history').getBoundingClientRect();"
            " return [at.x, at.y + at.height / 2]; })()"
        )
        inner = self.stage.screen.inner(self.window)
        height = float(self.ask("innerHeight"))
        x, y = inner.x + round(place[0]) + 20, inner.y + round(inner.height - height + place[1])
        selected = "String(getSelection()).includes('便宜')"
        # On a busy machine three clicks may be too slow for a triple one.
        end = time.monotonic() + 15
        while time.monotonic() < end:
            for _ in range(3):
                self.stage.hand.click(x, y)
            time.sleep(0.3)
            if self.ask(selected):
                break
            time.sleep(0.7)
        wait_for(lambda: self.ask(selected), "the message is selected", 2)
        self.stage.hand.chord("Ctrl+c")


class Textarea(Page):
    """A plain box."""

    name, page = "textarea", "textarea"


class Input(Page):
    """One line in a form; the browser itself makes spaces of line breaks."""

    name, page, breaks = "input", "input", "space"


class ContentEditable(Page):
    """A bare contenteditable where Enter sends."""

    name, page = "contenteditable", "contenteditable"


class Iframe(Page):
    """A box in an iframe."""

    name, page = "iframe", "iframe"


class Shadow(Page):
    """A box in a closed shadow root."""

    name, page = "shadow DOM", "shadow"


class Quill(Page):
    """Quill."""

    name, page, package = "Quill", "quill", "quill"


class CKEditor(Page):
    """CKEditor 5, classic."""

    name, page, package = "CKEditor", "ckeditor", "@ckeditor/ckeditor5-build-classic"


class TinyMCE(Page):
    """TinyMCE, in its iframe."""

    name, page, package = "TinyMCE", "tinymce", "tinymce"


class Slate(Page):
    """Slate, Enter sends."""

    name, page, package = "Slate", "slate", "slate"


class DraftJs(Page):
    """Draft.js, Enter sends."""

    name, page, package = "Draft.js", "draft", "draft-js"


class Tiptap(Page):
    """tiptap on ProseMirror."""

    name, page, package = "tiptap", "tiptap", "@tiptap/core"


class WangEditor(Page):
    """wangEditor."""

    name, page, package = "wangEditor", "wangeditor", "@wangeditor/editor"


class Firefox(Page):
    """A plain box in Firefox."""

    name, page = "Firefox", "textarea"

    def browse(self, url: str) -> None:
        """Open Firefox with a profile of its own."""
        need("firefox-esr")
        profile = self.stage.folder / "firefox"
        profile.mkdir(exist_ok=True)
        (profile / "user.js").write_text(_FIREFOX, encoding="utf-8")
        self.run(["firefox-esr", "--no-remote", "--profile", profile, "--new-window", url])

    def version(self) -> str:
        """Ask the program."""
        return _printed("firefox-esr", "--version")


class FirefoxEditable(Firefox):
    """A contenteditable in Firefox."""

    name, page = "Firefox contenteditable", "contenteditable"


PAGES: Final[tuple[type[Page], ...]] = (
    Textarea, Input, ContentEditable, Iframe, Shadow, Quill, CKEditor, TinyMCE, Slate, DraftJs,
    Tiptap, WangEditor, Firefox, FirefoxEditable,
)  # fmt: skip
