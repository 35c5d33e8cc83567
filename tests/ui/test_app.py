"""The program put together, offscreen: what a person sees of its parts working as one."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from PySide6.QtGui import QGuiApplication

from assistant.crash import CrashReport
from assistant.options import Options
from assistant.outcome import OutcomeKind
from assistant.paths import prepare
from assistant.ports import KeyPress, Target
from phrasebook.model import UserError
from phrasebook.store import Phrases, Store
from phrasebook.store.standard import put_scenes
from tests.phrasebook.store_helpers import SCENES, draft
from tests.ui.flow_world import outcome
from ui.app import App


@pytest.fixture
def folder(tmp_path):
    """A data folder with three phrases in step 1 and one in step 3."""
    store = Store.open(tmp_path)
    put_scenes(store, SCENES).result()
    phrases = Phrases(store)
    for title in ("一", "二", "三"):
        phrases.add(draft(title, f"文字{title}")).result()
    phrases.add(draft("价", "最低价", "price.cheaper")).result()
    store.close()
    return tmp_path


@pytest.fixture
def make(qtbot, folder, monkeypatch):
    """Builds the program; every one built is stopped."""
    # The standard phrases have tests of their own and take a second.
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: _Report())
    made: list[App] = []

    def build(**options) -> App:
        kept = Options(folder / "options.json")
        for name, value in options.items():
            kept.set(name.replace("__", "."), value)
        app = App(paths=prepare(folder), options=kept, store=Store.open(folder), version="0.0.0")
        made.append(app)
        return app

    yield build
    for app in made:
        app.stop()
        app.sidebar.deleteLater()
    # The offscreen clipboard outlives Python and would call into what is left of it.
    QGuiApplication.clipboard().clear()


class _Report:
    problems: tuple[str, ...] = ()


@pytest.fixture
def app(make, qtbot):
    return started(make(), qtbot)


def started(app: App, qtbot) -> App:
    app.show()
    qtbot.waitUntil(lambda: app.services is not None)
    return app


def settle(app: App, qtbot) -> None:
    """Wait for all that the store was asked, and for its answers."""
    ran: list[int] = []
    app.bridge.when_done(app.phrases.count(), ran.append)
    qtbot.waitUntil(lambda: bool(ran))


def titles(app: App) -> list[str]:
    cards = app.page.list.cards
    return [cards.phrase(row).title for row in range(cards.rowCount())]


def test_the_first_cards_are_there_before_anything_else(make, qtbot):
    app = make()
    order = []
    app.painted.connect(lambda: order.append(app.services is None))
    app.show()
    assert titles(app) == ["一", "二", "三"]
    assert app.services is None
    qtbot.waitUntil(lambda: app.services is not None)
    assert order == [True], "painted once, and before the services"
    app._on_painted()
    assert order == [True], "the timer for windows that are never painted does no harm"


def test_a_long_step_is_painted_before_all_of_it_is_read(make, qtbot, monkeypatch):
    monkeypatch.setattr("ui.app.FIRST_CARDS", 2)
    app = make()
    app.show()
    assert titles(app) == ["一", "二"]
    assert not any(letter.isdigit() for letter in app.page.section.caption.text())
    qtbot.waitUntil(lambda: titles(app) == ["一", "二", "三"])
    assert "3" in app.page.section.caption.text()


def test_cards_that_cannot_be_read_are_a_message_and_the_rest_comes_up(make, qtbot, monkeypatch):
    app = make()
    broken: Future = Future()
    broken.set_exception(UserError("话术库文件已损坏", "用备份恢复"))
    monkeypatch.setattr(app.phrases, "by_step", lambda *_: broken)
    started(app, qtbot)
    assert not app.page.state.isHidden()
    assert app.page.list.isHidden()


def test_the_last_step_and_order_come_back(make, qtbot):
    app = started(make(list__step=3, list__order="often"), qtbot)
    assert (titles(app), app.sidebar.tabs.step) == (["价"], 3)


def test_edited_keys_hold_from_the_start(make, qtbot):
    app = make(keys={"edit": "Ctrl+E"})
    assert app.page.card_actions._edited_keys == {"edit": "Ctrl+E"}


def test_a_step_change_overtakes_an_older_answer(app, qtbot, monkeypatch):
    answers: list[tuple[int, Future]] = []

    def by_step(step, _order):
        answers.append((step, Future()))
        return answers[-1][1]

    real = {step: app.phrases.by_step(step).result() for step in (1, 3)}
    monkeypatch.setattr(app.phrases, "by_step", by_step)
    app.go_to_step(3)
    app.go_to_step(1)
    answers[1][1].set_result(real[1])
    answers[0][1].set_result(real[3])  # the older one comes last
    settle(app, qtbot)
    assert titles(app) == ["一", "二", "三"]


def test_a_digit_right_after_the_step_key_means_the_new_cards(app, qtbot):
    asked = []
    app.services.paste.into = lambda target, phrase, **_: asked.append((target, phrase.title))
    chat = Target(1, 2, "chat", "x")
    app.go_to_step(3)
    app.services.commands.paste_card(1, KeyPress(chat))
    assert asked == [], "the cards of the step before still stand there"
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [(chat, "价")]
    app.services.commands.paste_card(1, KeyPress(None))
    assert asked[1:] == [(None, "价")], "at once where the cards are there"
    app.services.commands.paste_card(9, KeyPress(None))
    assert len(asked) == 2, "a number without a card pastes nothing"


def test_what_waits_for_cards_is_dropped_when_they_cannot_be_read(app, qtbot, monkeypatch):
    broken: Future = Future()
    broken.set_exception(UserError("读不出来"))
    monkeypatch.setattr(app.phrases, "by_step", lambda *_: broken)
    ran = []
    app.go_to_step(3)
    app.when_shown(lambda: ran.append(1))
    settle(app, qtbot)
    monkeypatch.undo()
    app.reload()
    settle(app, qtbot)
    assert titles(app) == ["价"]
    assert ran == [], "seconds later nobody wants it any more"


def test_steps_go_round(app, qtbot):
    for _ in range(7):
        app.move_step(1)
    assert app.step == 1
    app.move_step(-1)
    assert app.step == 0


def test_a_change_in_the_store_shows_without_being_asked_for(app, qtbot):
    app.phrases.add(draft("四")).result()
    qtbot.waitUntil(lambda: titles(app) == ["一", "二", "三", "四"])


def test_a_use_moves_no_card_in_the_standard_order(app, qtbot, monkeypatch):
    reads = []
    monkeypatch.setattr(app, "reload", lambda: reads.append(1))
    app.phrases.count_use(app.page.phrase_at(2).id, 1_790_000_000.0).result()
    settle(app, qtbot)
    assert reads == []
    app._order = "recent"
    app.phrases.count_use(app.page.phrase_at(2).id, 1_790_000_001.0).result()
    settle(app, qtbot)
    assert reads == [1]


def test_a_crash_is_told_once_without_a_box(app, qtbot):
    from PySide6.QtWidgets import QApplication, QMessageBox

    banner = app.sidebar.banner
    banner.close_by_hand()
    app.show_crash(CrashReport("ValueError", "x.py:1", "text", None))
    app.show_crash(CrashReport("KeyError", "y.py:1", "text", None))
    assert "出了点问题" in banner.text
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    banner.close_by_hand()
    assert banner.isHidden(), "two at once are one notice"


def test_where_keys_are_out_of_reach_it_is_said_once_and_a_card_copies(app, qtbot):
    assert app.sidebar.banner.text == "没有屏幕:没有别的窗口,也没有全局快捷键。"
    app.sidebar.banner.close_by_hand()
    assert app.page.phrase_at(2).title == "二"
    app.page.card_actions.paste_requested.emit(app.page.phrase_at(2))
    qtbot.waitUntil(lambda: "已复制" in app.sidebar.toast.text)
    assert QGuiApplication.clipboard().text() == "文字二"
    assert app.sidebar.banner.isHidden()


def test_refused_keys_stand_on_the_cards_and_in_the_banner(app, qtbot, monkeypatch):
    keys = app.services.keys
    monkeypatch.setattr(keys, "refused", lambda: {"Ctrl+Alt+1": "已被占用"})
    monkeypatch.setattr(keys, "card_keys", lambda: ["Ctrl+Alt+1", "Ctrl+Alt+2"])
    app.sidebar.banner.close_by_hand()
    keys.settled.emit()
    assert app.sidebar.banner.text == "Ctrl+Alt+1 被别的程序占用"
    assert app.page._refused == {"Ctrl+Alt+1": "已被占用"}
    app.sidebar.banner._action.click()
    assert app.sidebar.page == "settings"


def test_a_refusal_brings_a_hidden_sidebar_back_where_there_is_no_tray(app):
    app.services.tray = None
    app.services.dock.hide()
    card = app.page.phrase_at(1)
    app.services.paste.report(outcome(OutcomeKind.REFUSED, card, message="没有粘贴"))
    assert app.sidebar.isVisible()
    assert app.sidebar.toast.text == "没有粘贴"


def test_a_hidden_sidebar_stays_hidden_where_the_tray_can_say_it(app):
    said = []

    class Tray:
        def notify(self, text):
            said.append(text)

        def hide(self):
            pass

    app.services.tray = Tray()
    app.services.dock.hide()
    app.services.paste.report(
        outcome(OutcomeKind.REFUSED, app.page.phrase_at(1), message="没有粘贴")
    )
    assert (said, app.sidebar.isVisible()) == (["没有粘贴"], False)


def test_the_settings_can_be_asked_for_while_the_sidebar_is_hidden(app):
    app.services.dock.hide()
    app.services.commands.run("settings")
    assert app.sidebar.isVisible()
    assert app.sidebar.page == "settings"


def test_a_second_start_shows_the_hidden_window(app):
    app.services.dock.hide()
    app.come_forward()
    assert app.sidebar.isVisible()
    assert app.sidebar.toast.text == "伴话已经在运行"


def test_values_typed_for_one_buyer_are_not_offered_for_the_next(app):
    app.services.remembered["订单号"] = "1"
    app.services.dock.buyer_changed.emit()
    assert app.services.remembered == {}


def test_a_new_rule_holds_at_once(app):
    """Docking to a picked window asks for its rule right after it was written."""
    before = app.services.clients().match(Target(1, 2, "mychat", "x"))
    app.options.set("clients", [{"id": "mine", "name": "我的", "programs": ["mychat"]}])
    assert before is None
    assert app.services.clients().match(Target(1, 2, "mychat", "x")).name == "我的"


def test_values_for_texts(app):
    app.options.set("shop.values", {"店铺名": "小店", "快递": ""})
    app.options.set("agent.number", "07")
    chat = Target(1, 2, "chat", "x")
    assert app.values(chat, lambda _t: "小鹿") == {
        "店铺名": "小店", "工号": "07", "买家昵称": "小鹿",
    }  # fmt: skip
    assert "买家昵称" not in app.values(chat, lambda _t: "")
    assert "买家昵称" not in app.values(None, lambda _t: pytest.fail("there is no window"))


def test_options_act_at_once(app, qtbot):
    from ui.theme import theme

    app.options.set("list.order", "often")
    app.options.set("agent.number", "07")
    app.options.set("look.theme", "dark")
    app.options.set("look.text_size", 120)
    qtbot.waitUntil(lambda: theme().text_size == 120)
    assert app._order == "often"
    assert "07" in app.sidebar.foot.agent.text
    app.options.set("look.text_size", 100)
    app.options.set("look.theme", "system")
    qtbot.waitUntil(lambda: theme().text_size == 100)


def test_every_start_problem_is_said(make, qtbot, folder, caplog):
    (folder / "options.json").write_text("{", encoding="utf-8")
    app = make()
    app.store.notice = UserError("数据文件夹不能写入。")
    started(app, qtbot)
    said = []
    while not app.sidebar.banner.isHidden():
        said.append(app.sidebar.banner.text)
        app.sidebar.banner.close_by_hand()
    assert len(said) == len(set(said)) == 3
    assert "设置文件已损坏" in said
    assert "数据文件夹不能写入。" in said


def test_leaving_gives_back_and_keeps_the_step(app, folder, qtbot):
    app.go_to_step(3)
    app.stop()
    assert Options(folder / "options.json").get("list.step") == 3
    with pytest.raises(RuntimeError):
        app.phrases.count().result()
    app.stop()  # twice does no harm


def test_the_store_is_closed_even_if_a_part_fails_to_stop(app, monkeypatch):
    real = app.services.stop

    def fail():
        real()
        raise ZeroDivisionError

    monkeypatch.setattr(app.services, "stop", fail)
    with pytest.raises(ZeroDivisionError):
        app.stop()
    with pytest.raises(RuntimeError):
        app.phrases.count().result()
    monkeypatch.undo()
    app.services = None
