"""Banhua's command line and composition root: the only file that knows all parts.

``main.py`` alone starts the sidebar. What the first painted card does not need is imported
later, so keep imports of this file light.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from assistant import terminal
from phrasebook.model import UserError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from assistant.crash import CrashHook, CrashReport
    from assistant.options import Options
    from assistant.paths import Paths
    from phrasebook.store import Store

VERSION = "0.1.0"
DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code (0 done, 1 refused with a message, 2 wrong usage)."""
    from assistant.private import only_owner

    only_owner()
    terminal.open_missing_streams()
    terminal.speak_any_language()
    tell = terminal.say
    try:
        arguments = _parse(sys.argv[1:] if argv is None else list(argv))
        if arguments.run in (run_app, run_practice):
            tell = terminal.show  # started by a click: there may be no console
        code = int(arguments.run(arguments))
        terminal.flush()
    except UserError as error:
        tell(error.message, error.advice)
        return REFUSED
    except KeyboardInterrupt:
        terminal.say("已停下。")
        return REFUSED
    except ImportError as error:
        if ".so" not in str(error):  # else a system library that Qt needs is missing
            raise
        from assistant import invocation

        terminal.say(f"缺少系统库:{error}", invocation.missing_library())
        return REFUSED
    return code


def _parse(argv: list[str]) -> Any:
    if not argv:  # the usual start need not pay for a parser
        return SimpleNamespace(run=run_app, data_dir=None, demo=False)
    if argv[0] == "practice":  # has options of its own
        return SimpleNamespace(run=run_practice, rest=argv[1:])
    import argparse

    from assistant import invocation
    from assistant.arguments import Parser, path

    parser = Parser(prog=invocation.program(), description="伴话:停靠在聊天窗口旁边的侧栏")
    parser.add_argument("--version", action="version", version=VERSION)
    parser.add_argument("--data-dir", type=path, metavar="DIR", help="用另一个数据文件夹")
    parser.add_argument("--demo", action="store_true", help="用临时文件夹,旁边开一个练习聊天")
    parser.set_defaults(run=run_app)
    commands = parser.add_subparsers(title="命令", metavar="")
    practice = commands.add_parser("practice", help="只打开练习聊天")
    practice.set_defaults(run=run_practice, rest=[])
    search = commands.add_parser("search", help="不开窗口,搜索话术")
    search.add_argument("query", help="几个字、拼音首字母、全拼或编码")
    search.add_argument("--limit", type=int, default=10, help="最多几条(默认 10)")
    search.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    search.set_defaults(run=run_search)
    suggest = commands.add_parser("suggest", help="不开窗口,看买家的一句话该回什么")
    suggest.add_argument("text", nargs="?", help="买家的消息")
    suggest.add_argument("--stdin", action="store_true", help="从标准输入读,一行一条消息")
    suggest.add_argument("--limit", type=int, default=5, help="最多几条(默认 5)")
    suggest.set_defaults(run=run_suggest, parser=suggest)
    handover = commands.add_parser("handover", help="不开窗口,看交接或导出到另一台电脑")
    handover.add_argument("what", choices=("list", "export"), help="列出,或导出成加密文件")
    handover.add_argument("file", nargs="?", type=path, help="导出到这个文件")
    handover.add_argument("--all", action="store_true", help="连已完成的也列出")
    handover.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    handover.set_defaults(run=run_handover, parser=handover)
    doctor = commands.add_parser("doctor", help="检查这台机器上哪些能用,不能用的给出建议")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")
    doctor.set_defaults(run=run_doctor)
    for command in (search, suggest, handover, doctor):
        # Also after the command; without a default, so that the one before it is kept.
        command.add_argument(
            "--data-dir", type=path, metavar="DIR", default=argparse.SUPPRESS, help="数据文件夹"
        )
    return parser.parse_args(argv)


# The sidebar.


def run_app(arguments: Any) -> int:
    """Start the sidebar."""
    if arguments.demo and arguments.data_dir is None:
        return _run_demo(arguments)
    _need_screen()
    # Imports make thousands of objects that all stay: collecting in between finds nothing.
    gc.disable()
    from assistant.crash import CrashHook
    from assistant.paths import prepare

    paths = prepare(arguments.data_dir)
    reports = CrashRelay()
    crash = CrashHook(paths.logs, VERSION, reports)
    crash.install()
    # To its end before any thread of ours runs: its bootstrap walks over ``sys.modules``, and an
    # import on another thread meanwhile ends the process. ``ui`` imports it and takes out its look
    # at sources before the modules of the store come.
    import ui  # noqa: F401

    store = _opening(paths.data)  # on its own thread while Qt loads
    # fcitx has no plugin in the Qt wheel; its ibus front end serves (desktop trials, section 3).
    if os.environ.get("QT_IM_MODULE", "fcitx") == "fcitx":
        os.environ["QT_IM_MODULE"] = "ibus"
    from PySide6.QtWidgets import QApplication

    from ui import screen
    from ui.instance import Instance
    from ui.signals import EndSignals, leave

    if sys.platform == "win32":
        from assistant.backends.windows_process import name_application

        name_application()
    with screen.opened(lambda: _shut(store)):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("banhua")
    application.setQuitOnLastWindowClosed(False)
    ends = EndSignals(application)
    ends.install()
    ends.received.connect(leave)
    instance = Instance(paths.data)
    if not instance.acquire():
        _shut(store)
        if instance.ask_to_raise():
            terminal.say("伴话已经在运行,已把它的窗口叫到前面。")
            return DONE
        if not instance.acquire():  # whoever had it may have ended meanwhile
            terminal.show("伴话正在退出,或没有回应。", "请过几秒再启动。")
            return REFUSED
        store = _opening(paths.data)
    from assistant.options import Options

    options = Options(paths.options)
    opened = _opened(store, paths, options)
    if opened is None:
        instance.release()
        return REFUSED
    data = OpenData(paths, options, opened)
    return _live(application, ends, instance, data, crash, reports, demo=arguments.demo)


@dataclass(frozen=True, slots=True)
class OpenData:
    """What a start has opened of the data folder.

    Attributes:
        paths: Where things are.
        options: What the person chose.
        store: The phrases; closed by whoever is given this.
    """

    paths: Paths
    options: Options
    store: Store


def _need_screen() -> None:
    """Refuse in a sentence where nothing names a screen, before anything is opened."""
    shown = any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform.startswith("linux") and not shown:
        from assistant import invocation

        raise UserError("没有屏幕,窗口打不开。", invocation.without_screen())


class CrashRelay:
    """Keeps crash reports until there is a window to tell."""

    def __init__(self) -> None:
        """Keep from now on."""
        self._kept: list[CrashReport] = []
        self._tell: Callable[[CrashReport], object] | None = None

    def __call__(self, report: CrashReport) -> None:
        """Take a report, on any thread."""
        if self._tell is None:
            self._kept.append(report)
        else:
            self._tell(report)

    def connect(self, tell: Callable[[CrashReport], object]) -> None:
        """Pass on what was kept and all that comes; ``tell`` must only enqueue."""
        self._tell = tell
        for report in self._kept:
            tell(report)


def _opening(folder: Path) -> Future[Store]:
    from concurrent.futures import Future

    future: Future[Store] = Future()

    def work() -> None:
        from phrasebook.store import Store

        try:
            future.set_result(Store.open(folder))
        except BaseException as error:  # noqa: BLE001 (handed to whoever asks for the result)
            future.set_exception(error)

    threading.Thread(target=work, name="open", daemon=True).start()
    return future


def _opened(store: Future[Store], paths: Paths, options: Options) -> Store | None:
    """Give the open store; None after saying why there is none."""
    try:
        return store.result()
    except UserError as error:
        from assistant import logs
        from ui.trouble import explain

        handler = logs.start(paths.logs)
        try:
            return explain(error, lambda: _opening(paths.data).result(), options)
        finally:
            logs.stop(handler)


def _shut(store: Future[Store]) -> None:
    if store.exception() is None:
        store.result().close()


def _live(
    application: Any,
    ends: Any,
    instance: Any,
    data: OpenData,
    crash: CrashHook,
    reports: CrashRelay,
    *,
    demo: bool,
) -> int:
    """Build the window, run until it is left, and give everything back."""
    from ui import screen
    from ui.app import App
    from ui.signals import leave

    app = App(
        paths=data.paths,
        options=data.options,
        store=data.store,
        version=VERSION,
        passing=demo,
    )
    ends.received.disconnect(leave)
    ends.received.connect(app.quit)  # what is typed is stored first; a second signal ends at once
    handlers: list[Any] = []

    def after_first_paint() -> None:
        if os.environ.get("BANHUA_TRACE_START"):
            begun = float(os.environ.get("BANHUA_TRACE_T0", "0"))
            terminal.emit(f"first_paint_ms={(time.time() - begun) * 1000:.1f}", flush=True)
        import logging

        from assistant import logs
        from ui.collector import Collector
        from ui.qt_words import use_chinese

        Collector(application)
        handlers.append(logs.start(data.paths.logs))
        use_chinese(application)  # not earlier: nothing painted first is Qt's own words
        if not screen.has_chinese_font():
            terminal.say(screen.NO_FONT)
            logging.getLogger(__name__).warning("no Chinese font")
            app.notices.say("no_font", screen.NO_FONT)
        if not data.paths.writable and sys.stderr is not None:
            # No file can be written: whoever looks for the reason finds it in the terminal.
            handlers.append(logging.StreamHandler(sys.stderr))
            handlers[-1].setFormatter(logs.Formatter())
            logging.getLogger().addHandler(handlers[-1])
        crash.watch_fatal()
        from assistant.backends.linux_process import close_memory

        close_memory()
        reports.connect(app.bridge.posting(app.show_crash))
        instance.listen()
        instance.raise_requested.connect(app.come_forward)
        if demo:
            this = str(Path(__file__).resolve())
            app.open_practice([sys.executable, this, "practice", "--with-parent"])

    app.painted.connect(after_first_paint)
    try:
        app.show()
        return int(application.exec())
    finally:
        try:
            app.stop()
            crash.went_on()
        finally:
            instance.release()
            for handler in handlers:
                from assistant import logs

                logs.stop(handler)


def _run_demo(arguments: Any) -> int:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="banhua-demo-", ignore_cleanup_errors=True) as folder:
        arguments.data_dir = Path(folder)
        return run_app(arguments)


def run_practice(arguments: Any) -> int:
    """Open the practice chat."""
    if not {"-h", "--help"} & set(arguments.rest):
        _need_screen()
    from ui.practice_chat import run

    return int(run(arguments.rest))


# Commands without a window.


def run_search(arguments: Any) -> int:
    """Print what a search finds, best first."""
    import json

    from assistant.paths import prepare
    from phrasebook import content
    from phrasebook.store import Phrases, Store

    store = Store.open(prepare(arguments.data_dir).data)
    try:
        if not store.read_only:
            content.sync(store)
        hits = Phrases(store).search(arguments.query, max(1, arguments.limit)).result()
    finally:
        store.close()
    for hit in hits:
        if arguments.json:
            found = {
                "phrase": hit.phrase.id, "scene": hit.phrase.scene, "title": hit.phrase.title,
                "text": hit.phrase.text, "code": hit.phrase.code, "score": round(hit.score, 4),
                "title_spans": hit.title_spans, "text_spans": hit.text_spans,
            }  # fmt: skip
            terminal.emit(json.dumps(found, ensure_ascii=False))
        else:
            terminal.emit(f"{hit.phrase.title}\t{hit.phrase.text}")
    if not hits and not arguments.json:
        terminal.say("没有找到。换个说法试试:一两个关键字、拼音首字母(如 wlts)或编码。")
    return DONE


def run_suggest(arguments: Any) -> int:
    """Print for each message one line of JSON with the phrases that fit, as soon as it is read."""
    if (arguments.text is None) != arguments.stdin:
        arguments.parser.error("要么给一条消息,要么用 --stdin")
    import json

    from assistant.options import Options
    from assistant.paths import prepare
    from assistant.suggest.engine import Engine
    from assistant.suggest.pick import Suggester
    from phrasebook import content
    from phrasebook.store import Phrases, Store

    paths = prepare(arguments.data_dir)
    store = Store.open(paths.data)
    try:
        if not store.read_only:
            content.sync(store)
        phrases = Phrases(store).all().result()
    finally:
        store.close()
    by_scene: dict[str, list[Any]] = {}
    for phrase in phrases:
        by_scene.setdefault(phrase.scene, []).append(phrase)
    threshold = Options(paths.options).get("suggest.threshold") / 100
    suggester = Suggester(Engine.load(threshold), lambda scene: by_scene.get(scene, []))
    for message in terminal.lines() if arguments.stdin else [arguments.text]:
        _, found = suggester.suggest(message, max(1, arguments.limit))
        answer = {
            "message": message,
            "suggestions": [
                {
                    "phrase": one.phrase.id, "scene": one.phrase.scene, "title": one.phrase.title,
                    "text": one.phrase.text, "score": one.score,
                }
                for one in found
            ],
        }  # fmt: skip
        line = json.dumps(answer, ensure_ascii=False)
        # An argument in a foreign encoding brings half characters, which no pipe takes.
        terminal.emit(line.encode("utf-8", "replace").decode(), flush=True)
    return DONE


def run_handover(arguments: Any) -> int:
    """List what waits between shifts, or write it into a file for another PC."""
    from assistant.desk import command
    from assistant.paths import prepare

    return command.run(prepare(arguments.data_dir).data, arguments, _secret)


def _secret(question: str) -> str:
    return terminal.secret(question)


def run_doctor(arguments: Any) -> int:
    """Print what works on this machine, with advice for each gap."""
    from ui.check_up import run

    return int(run(arguments.data_dir, as_json=arguments.json))


if __name__ == "__main__":
    sys.exit(main())
