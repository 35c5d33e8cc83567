"""Programs of this system: messengers, a mail program, boxes of several toolkits, terminals."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any, ClassVar, Final

from tests.desktop.harness.process import MissingTool, need, wait_for
from tests.desktop.harness.text import _python_with
from tests.desktop.targets.base import Target
from tests.desktop.targets.irc import CHANNEL
from tests.desktop.targets.web import _printed

_PROGRAMS: Final = Path(__file__).with_name("programs")


class Copied(Target):
    """A program whose box can only be read as a person does: all of it selected and copied."""

    def text(self) -> str:
        """Select everything, copy it, and look at the clipboard."""
        self.front()
        self.stage.clip.clear()
        for key in ("Ctrl+a", "Ctrl+c"):
            self.stage.hand.chord(key)
            time.sleep(0.1)
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            found = self.stage.clip.text()
            if found:
                return found.replace("\r\n", "\n")
            time.sleep(0.1)
        return ""

    def wipe(self) -> None:
        """Select everything and delete it."""
        self.front()
        self.stage.hand.chord("Ctrl+a")
        self.stage.hand.tap("Delete")
        time.sleep(0.3)


class Written(Target):
    """A box of ours that writes its text to a file."""

    @property
    def file(self) -> Path:
        """The file."""
        return self.stage.folder / f"{type(self).__name__}.txt"

    def text(self) -> str:
        """Read the file."""
        return self.file.read_text(encoding="utf-8") if self.file.exists() else ""

    def wipe(self) -> None:
        """Select everything and delete it."""
        self.front()
        self.stage.hand.chord("Ctrl+a")
        self.stage.hand.tap("Delete")
        wait_for(lambda: self.text() == "", "it is empty")


class HexChat(Copied):
    """A channel of an IRC server on this machine."""

    name = "HexChat"

    def start(self) -> None:
        """Join the channel."""
        need("hexchat")
        folder = self.stage.folder / "hexchat"
        folder.mkdir(exist_ok=True)
        (folder / "hexchat.conf").write_text(
            "gui_slist_skip = 1\nirc_nick1 = hexagent\nirc_user_name = hexagent\n"
            "gui_join_dialog = 0\nidentd_server = 0\n",
            encoding="utf-8",
        )
        url = f"irc://127.0.0.1:{self.stage.irc.port}/{CHANNEL[1:]}"
        self.run(["hexchat", "--cfgdir", folder, url])
        if os.geteuid() == 0:  # it warns of that, in a window without a title
            screen = self.stage.screen
            wait_for(lambda: screen.active() and not screen.title(screen.active()), "warning", 20)
            time.sleep(0.5)
            self.stage.hand.tap("Enter")
        wait_for(lambda: "hexagent" in self.stage.irc.joined, "it joined", 30)
        self.find(CHANNEL)

    def version(self) -> str:
        """Ask the program."""
        return _printed("hexchat", "--version")

    def sent(self) -> list[str]:
        """Ask the server."""
        return self.stage.irc.of("hexagent")


class Pidgin(Copied):
    """The same channel in Pidgin."""

    name = "Pidgin"

    def start(self) -> None:
        """Join the channel."""
        need("pidgin")
        folder = self.stage.folder / "purple"
        folder.mkdir(exist_ok=True)
        account = (
            "<account><protocol>prpl-irc</protocol><name>pidagent@127.0.0.1</name>"
            "<password>x</password>"
            "<statuses><status type='available' name='Available' active='true'/></statuses>"
            f"<settings><setting name='port' type='int'>{self.stage.irc.port}</setting></settings>"
            "<settings ui='gtk-gaim'><setting name='auto-login' type='bool'>1</setting></settings>"
            "</account>"
        )
        (folder / "accounts.xml").write_text(
            f"<?xml version='1.0'?><account version='1.0'>{account}</account>", encoding="utf-8"
        )
        (folder / "blist.xml").write_text(
            "<?xml version='1.0'?><purple version='1.0'><blist><group name='Chats'>"
            "<chat proto='prpl-irc' account='pidagent@127.0.0.1'>"
            f"<component name='channel'>{CHANNEL}</component>"
            "<setting name='gtk-autojoin' type='bool'>1</setting></chat></group></blist></purple>",
            encoding="utf-8",
        )
        self.run(["pidgin", "--config", folder])
        wait_for(lambda: "pidagent" in self.stage.irc.joined, "it joined", 30)
        self.find(CHANNEL)

    def version(self) -> str:
        """Ask the program."""
        return " ".join(_printed("pidgin", "--version").split()[:2])

    def sent(self) -> list[str]:
        """Ask the server."""
        return self.stage.irc.of("pidagent")


class Konversation(Copied):
    """The same channel in Konversation, which sends each pasted line; its rule makes spaces."""

    name = "Konversation"
    breaks = "space"

    def start(self) -> None:
        """Join the channel."""
        need("konversation", "dbus-run-session")
        where = ["--server", "127.0.0.1", "--port", str(self.stage.irc.port)]
        who = ["--channel", CHANNEL, "--nick", "konvagent"]
        self.run(["dbus-run-session", "--", "konversation", *where, *who])
        wait_for(lambda: "konvagent" in self.stage.irc.joined, "it joined", 30)
        self.find("Konversation")
        time.sleep(1)

    def version(self) -> str:
        """Ask the program."""
        return _printed("konversation", "--version")

    def sent(self) -> list[str]:
        """Ask the server."""
        return self.stage.irc.of("konvagent")


class Thunderbird(Copied):
    """A message that is being written."""

    name = "Thunderbird"
    _PREFS: ClassVar[dict[str, Any]] = {
        "app.donation.eoy.version.viewed": 999,
        "browser.safebrowsing.downloads.remote.enabled": False,
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "mail.account.account1.identities": "id1",
        "mail.account.account1.server": "server1",
        "mail.accountmanager.accounts": "account1",
        "mail.accountmanager.defaultaccount": "account1",
        "mail.identity.id1.fullName": "Agent",
        "mail.identity.id1.useremail": "agent@localhost",
        "mail.identity.id1.compose_html": True,
        "mail.identity.id1.smtpServer": "smtp1",
        "mail.server.server1.hostname": "localhost",
        "mail.server.server1.name": "agent",
        "mail.server.server1.type": "none",
        "mail.server.server1.userName": "nobody",
        "mail.server.server1.check_new_mail": False,
        "mail.smtpserver.smtp1.hostname": "localhost",
        "mail.smtpservers": "smtp1",
        "mail.shell.checkDefaultClient": False,
        "mail.rights.version": 1,
        "mailnews.start_page.enabled": False,
        "mailnews.start_page_override.mstone": "ignore",
        "toolkit.telemetry.reportingpolicy.firstRun": False,
    }

    def start(self) -> None:
        """Open a new message, with the caret in its body."""
        need("thunderbird")
        folder = self.stage.folder / "thunderbird"
        folder.mkdir(exist_ok=True)
        lines = [
            f'user_pref("{name}", {str(value).lower() if isinstance(value, bool) else value!r});'
            for name, value in self._PREFS.items()
        ]
        (folder / "user.js").write_text("\n".join(lines).replace("'", '"'), encoding="utf-8")
        self.run(["thunderbird", "--no-remote", "--profile", folder])
        self.find("agent")
        time.sleep(3)  # it takes keys some time after it shows itself
        self.stage.hand.chord("Ctrl+n")
        self.find("Write: ", 30)
        time.sleep(2)  # the editor comes after the window
        frame = self.stage.screen.inner(self.window)
        self.stage.hand.click(frame.x + frame.width // 2, frame.bottom - 120)

    def version(self) -> str:
        """Ask the program."""
        return _printed("thunderbird", "--version").strip()


class Gtk4(Written):
    """A box of GTK 4."""

    name = "GTK 4"
    rules: ClassVar = [{"id": "t-gtk4", "programs": ["banhua-gtk4-box"]}]

    @staticmethod
    def found() -> bool:
        """Tell whether a Python here can show it."""
        try:
            python = _python_with("gi")
        except MissingTool:
            return False
        return _printed(python, "-c", "import gi; gi.require_version('Gtk','4.0'); print(1)") == "1"

    def start(self) -> None:
        """Open it."""
        if not self.found():
            raise MissingTool("not installed: gir1.2-gtk-4.0")
        python = _python_with("gi")
        self.run([python, _PROGRAMS / "gtk4_box.py", "GTK 4 box", self.file])
        self.find("GTK 4 box")

    def version(self) -> str:
        """Ask the library."""
        code = (
            "import gi; gi.require_version('Gtk','4.0'); from gi.repository import Gtk;"
            "print('GTK 4.%d.%d' % (Gtk.get_minor_version(), Gtk.get_micro_version()))"
        )
        return _printed(_python_with("gi"), "-c", code)


class Swing(Written):
    """A JTextArea."""

    name = "Swing"
    rules: ClassVar = [{"id": "t-swing", "programs": ["*javac*", "box"]}]

    def start(self) -> None:
        """Open it."""
        need("java", "javac")
        self.run(["java", _PROGRAMS / "Box.java", "Swing box", self.file])
        self.find("Swing box")

    def version(self) -> str:
        """Ask the program."""
        return "Java " + _printed("java", "--version").split(" ")[1]


class Wine(Copied):
    """Notepad under Wine, whose class ends in .exe."""

    name = "Wine notepad"
    rules: ClassVar = [{"id": "t-wine", "programs": ["notepad.exe"]}]

    def start(self) -> None:
        """Make a prefix, which takes long, and start the program."""
        need("wine")
        more = {
            "WINEPREFIX": str(self.stage.folder / "wine"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }
        self.run(["wine", "notepad"], env={**self.stage.screen.env, **more})
        self.find("Notepad", 150)
        time.sleep(1)

    def version(self) -> str:
        """Ask the program."""
        return _printed("wine", "--version")


class XTerm(Target):
    """A terminal without a rule is refused."""

    name = "xterm"
    refused = "no_chat"
    command: ClassVar[tuple[str, ...]] = ("xterm", "-T", "terminal log", "-e")

    @property
    def file(self) -> Path:
        """What arrived."""
        return self.stage.folder / f"{type(self).__name__}.raw"

    def start(self) -> None:
        """Start it with the log in place of a shell."""
        need(self.command[0])
        log = [sys.executable, _PROGRAMS / "terminal_log.py", self.file]
        self.run([*self.command, *log])
        wait_for(self.file.exists, "the log runs", 30)
        self.find("terminal")

    def version(self) -> str:
        """Ask the program."""
        return _printed("xterm", "-version")

    def text(self) -> str:
        """Give what arrived, line breaks as they are."""
        return self.file.read_bytes().decode("utf-8", "replace").replace("\r", "\n")

    def wipe(self) -> None:
        """Forget what arrived."""
        self.front()
        self.stage.hand.chord("Ctrl+u")
        wait_for(lambda: self.text() == "", "it is empty")

    def sent(self) -> list[str]:
        """Give the lines that a shell would have run."""
        return self.text().split("\n")[:-1]


class Emacs(Target):
    """An editor without a rule is refused; it pastes by a key of its own."""

    name = "Emacs"
    refused = "no_chat"

    def start(self) -> None:
        """Open an empty file, saved by nobody."""
        need("emacs")
        file = self.stage.folder / "emacs.txt"
        self.run(["emacs", "-Q", "--eval", '(setq frame-title-format "emacs box")', file])
        self.find("emacs box")

    def version(self) -> str:
        """Ask the program."""
        return _printed("emacs", "--version")

    def text(self) -> str:
        """Have the file saved, and read it."""
        self.front()
        self.stage.hand.chord("Ctrl+x")
        self.stage.hand.chord("Ctrl+s")
        time.sleep(0.5)
        file = self.stage.folder / "emacs.txt"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def wipe(self) -> None:
        """Nothing to do: it is refused."""


class GnomeTerminal(XTerm):
    """A terminal with a rule of a person's own gets the text in one line."""

    name = "GNOME Terminal"
    refused = ""
    breaks = "space"
    typed = False
    rules: ClassVar = [
        {"id": "t-terminal", "programs": ["gnome-terminal*"], "paste_key": "Ctrl+Shift+V"}
    ]
    command = (
        "dbus-run-session", "--", "gnome-terminal", "--wait", "--title", "terminal log", "--",
    )  # fmt: skip

    def start(self) -> None:
        """Look for it, then start it."""
        need("gnome-terminal")
        super().start()

    def version(self) -> str:
        """Ask the program."""
        return " ".join(_printed("gnome-terminal", "--version").split()[1:4])


NATIVE: Final[tuple[type[Target], ...]] = (
    Thunderbird, Pidgin, HexChat, Konversation, Gtk4, Swing, Wine, XTerm, GnomeTerminal, Emacs,
)  # fmt: skip
