"""The matrix of real targets leaves out none, and shows a failure as one."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.needs import NEEDS

if not NEEDS["x11"].there:
    pytest.skip(NEEDS["x11"].reason, allow_module_level=True)

from tests.desktop.harness.process import MissingTool, Timeout
from tests.desktop.targets import editors
from tests.desktop.targets.__main__ import DEBIAN, TARGETS, _try, table
from tests.desktop.targets.base import Target
from tests.desktop.targets.server import PAGES, PageFault, PageServer
from tests.desktop.targets.stage import ROW, SHORT, TEXT, picture

FOLDER = Path(editors.__file__).parent


class Fake(Target):
    """A target that ends in some way."""

    name = "fake"
    fault: Exception

    def start(self) -> None:
        raise self.fault

    def version(self) -> str:
        return "Fake 1.0"

    def text(self) -> str:
        return ""

    def wipe(self) -> None:
        pass


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (MissingTool("not installed: fake"), "| fake | not installed |"),
        (MissingTool("npm ci failed: x"), "| fake | FAILED: npm ci failed: x |"),
        (Timeout("after 60 s: a window"), "| fake | FAILED: did not start (after 60 s: a window)"),
        (PageFault("no answer"), "| fake | FAILED: did not start (no answer)"),
    ],
)
def test_what_cannot_be_tried_is_a_row_all_the_same(fault: Exception, shown: str) -> None:
    stage: Any = SimpleNamespace()
    row = _try(stage, type("One", (Fake,), {"fault": fault}), None)
    assert row.startswith(shown)
    assert row in table([row])


def test_the_targets_have_names_and_pages_of_their_own() -> None:
    names = [kind.name for kind in TARGETS]
    assert len(set(names)) == len(names)
    wanted = {"Quill", "CKEditor", "TinyMCE", "Slate", "Draft.js", "tiptap", "wangEditor",
              "textarea", "contenteditable", "input", "iframe", "shadow DOM", "Firefox",
              "Thunderbird", "Pidgin", "HexChat", "GTK 4", "Swing", "Wine notepad", "xterm",
              "GNOME Terminal"}  # fmt: skip
    assert wanted <= set(names)
    for kind in TARGETS:
        page = getattr(kind, "page", "textarea")
        assert (PAGES / f"{page}.js").is_file()
    assert all(DEBIAN.values())


def test_the_texts_are_what_the_table_says() -> None:
    assert len(TEXT) == 191
    assert len(TEXT.splitlines()) == 2
    assert "\n" not in SHORT + "".join(ROW)
    assert picture().startswith(b"\x89PNG")


def test_the_packages_are_locked_without_an_address() -> None:
    asked = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in asked.items():
        assert lock[f"node_modules/{name}"]["version"] == version, "pinned exactly"
    for name, entry in lock.items():
        assert "resolved" not in entry, name
        assert not name or entry["integrity"].startswith("sha512-"), name


def test_a_page_is_told_what_to_do_and_its_answer_comes_back(tmp_path: Path) -> None:
    import threading
    import urllib.request

    editors.plain(tmp_path)
    server = PageServer(tmp_path)
    try:
        url = server.url("textarea", "标题", "one")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        page = opener.open(url, timeout=5).read().decode()
        assert "/bundle/textarea.js" in page
        base = url.split("/page/")[0]
        assert b"createElement" in opener.open(f"{base}/bundle/textarea.js", timeout=5).read()

        def serve() -> None:
            for told in ({"value": 42}, {"fault": "no"}):
                asked = json.load(opener.open(f"{base}/next?page=one", timeout=5))
                body = json.dumps({"id": asked["id"], **told}).encode()
                opener.open(f"{base}/answer", data=body, timeout=5).read()

        threading.Thread(target=serve, daemon=True).start()
        assert server.run("one", "6 * 7", 5) == 42
        with pytest.raises(PageFault, match="no"):
            server.run("one", "x", 5)
    finally:
        server.close()
