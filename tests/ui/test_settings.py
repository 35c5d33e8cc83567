"""The settings page: everything applies at once, fits the sidebar, and names conflicts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
)

from assistant.actions import ActionId, bindings
from assistant.clients import Clients
from assistant.hotkeys import hooked
from assistant.keys import Hotkey
from assistant.options import MIN_WIDTH, Options
from assistant.ports import Registration, Target
from phrasebook.model import Phrase
from ui.controls import CheckBox
from ui.pages.settings import SECTIONS, SettingsPage
from ui.settings.client_editor import ClientEditor, buyer_in
from ui.settings.context import Backup, DataFacts, SettingsContext, free_key, key_owner
from ui.settings.keys import KeysSection
from ui.settings.way_out import WayOut
from ui.theme import theme
from ui.wrap_button import WrapButton

REFUSED = Hotkey.parse("Ctrl+Alt+3")
PHRASE = Phrase("a.b", "物流停滞安抚", "x", id="p1", hotkey="Ctrl+Alt+L")


@pytest.fixture
def context(tmp_path: Path) -> SettingsContext:
    options = Options(tmp_path / "options.json")

    def registrations() -> list[Registration]:
        keys = bindings(options.get("keys"), scope="global")
        return [Registration(key, key != REFUSED, "被占用") for key in keys]

    return SettingsContext(
        options,
        lambda: Clients.load(options.get("clients")),
        lambda: DataFacts(tmp_path, 10234, (Backup("a", 1_795_332_734, 2_000_000),)),
        registrations,
        lambda _key: Hotkey.parse("Ctrl+Alt+M"),
        lambda: [PHRASE],
        lambda: "MIT License",
        "0.1.0",
    )


@pytest.fixture
def page(context, qtbot) -> SettingsPage:
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.resize(340, 720)
    made.show()
    return made


def keys_section(page: SettingsPage) -> KeysSection:
    page.show_section("keys")
    section = page.section("keys")
    assert isinstance(section, KeysSection)
    return section


# ---------------------------------------------------------------------- the page
@pytest.mark.parametrize("percent", [100, 125, 160])
def test_no_section_is_wider_than_the_narrowest_sidebar(page, percent) -> None:
    theme().set_text_size(percent)
    try:
        fresh = SettingsPage(page._context)
        fresh.resize(MIN_WIDTH - theme().metric("rail"), 720)
        fresh.show()
        for name in SECTIONS:
            fresh.show_section(name)
            section = fresh.section(name)
            QApplication.processEvents()
            assert section.widget().minimumSizeHint().width() <= section.viewport().width(), name
            for button in section.findChildren(WrapButton):
                assert not button.isVisible() or button.height() == button.sizeHint().height()
        fresh.close()
        fresh.deleteLater()
    finally:
        theme().set_text_size(100)


def test_the_width_check_can_fail(page) -> None:
    section = page.section("look")
    wide = QPushButton("x" * 200)
    section.column.addWidget(wide)
    assert section.widget().minimumSizeHint().width() > section.viewport().width()


def test_every_control_has_a_name_for_screen_readers(page) -> None:
    for name in SECTIONS:
        page.show_section(name)
    keys_section(page)._toggle_inside()
    kinds = (QAbstractButton, QLineEdit, QComboBox, QSlider)
    controls = [child for kind in kinds for child in page.findChildren(kind)]
    assert len(controls) > 60
    unnamed = [c for c in controls if not c.accessibleName() and not c.isHidden()]
    # A button without a name of its own is read out by its text.
    assert [c for c in unnamed if not (isinstance(c, QAbstractButton) and c.text())] == []


def test_sections_are_reached_by_keys(page) -> None:
    press = QKeyEvent(
        QKeyEvent.Type.KeyPress, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier
    )
    page.keyPressEvent(press)
    assert page._stack.currentWidget() is page.section("keys")


def test_escape_closes(page) -> None:
    closed: list[bool] = []
    page.closed.connect(lambda: closed.append(True))
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert closed == [True]


def test_an_option_changed_elsewhere_is_shown(page, context) -> None:
    page.show_section("look")
    context.options.set("look.theme", "dark")
    chosen = [b.text() for b in page.section("look").findChildren(QPushButton) if b.isChecked()]
    assert "深色" in chosen


def test_a_page_that_is_gone_listens_no_more(context, qtbot) -> None:
    made = SettingsPage(context)
    made.deleteLater()
    qtbot.waitUntil(lambda: not context.options._listeners)
    context.options.set("look.theme", "dark")


# ---------------------------------------------------------------------- options
def test_a_choice_applies_at_once(page, context) -> None:
    left = next(b for b in page.section("dock").findChildren(QPushButton) if b.text() == "左边")
    left.click()
    assert context.options.get("dock.side") == "left"


def test_a_check_box_applies_at_once(page, context) -> None:
    box = next(b for b in page.section("dock").findChildren(CheckBox) if b.text() == "自动让位")
    box.click()
    assert context.options.get("dock.make_room") is False


def test_a_slider_applies_soon_and_on_hiding_at_once(page, context) -> None:
    slider = page.section("dock").findChild(QSlider)
    slider.setValue(slider.maximum())
    page.hide()
    assert context.options.get("dock.width") == 640


def test_shop_values_and_own_variables(page, context) -> None:
    page.show_section("shop")
    shop = page.section("shop")
    QTest.keyClicks(shop.fixed["店铺名"], "Bear")
    shop._add_row("面料", "纯棉")
    shop._store_own()  # while the shop's name still waits
    assert shop.fixed["店铺名"].text() == "Bear"
    page.hide()
    assert context.options.get("shop.values") == {"店铺名": "Bear", "面料": "纯棉"}
    shop._remove(shop._rows[0])
    assert context.options.get("shop.values") == {"店铺名": "Bear"}


# ---------------------------------------------------------------------- keys
def test_a_recorded_key_is_stored(page, context) -> None:
    section = keys_section(page)
    section._edits["palette"]._take(Hotkey.parse("Ctrl+Alt+J"))
    assert context.options.get("keys") == {"palette": "Ctrl+Alt+J"}
    assert not section._resets["palette"].isHidden()
    section._reset("palette")
    assert context.options.get("keys") == {}
    assert section._edits["palette"].text() == "Ctrl+Alt+Space"


def test_a_key_of_another_action_is_named_and_a_free_one_offered(page, context) -> None:
    section = keys_section(page)
    edit = section._edits["paste.2"]
    edit._take(Hotkey.parse("Ctrl+Alt+1"))
    assert "粘贴第 1 条" in edit.message.text()
    assert context.options.get("keys") == {}
    edit.button.click()
    assert context.options.get("keys") == {"paste.2": "Ctrl+Alt+M"}


def test_a_key_of_a_phrase_is_named(page, context) -> None:
    edit = keys_section(page)._edits["paste.2"]
    edit._take(Hotkey.parse("Ctrl+Alt+L"))
    assert "物流停滞安抚" in edit.message.text()


def test_a_refused_key_shows_its_reason_and_a_proposal(page) -> None:
    section = keys_section(page)
    edit = section._edits["paste.3"]
    assert edit.message.text() == "被占用"
    assert edit.button.text() == "改用 Ctrl+Alt+M"
    assert "1 个被占用" in section._state.text()
    assert not section._edits["paste.1"].message.text()


@pytest.fixture
def held_page(context, qtbot):
    """The page where a hook can be had for ``REFUSED``, which another program holds."""

    def registrations() -> list[Registration]:
        keys = bindings(context.options.get("keys"), scope="global")
        on = REFUSED in hooked(context.options)
        return [
            Registration(key, True, hooked=True)
            if key == REFUSED and on
            else Registration(key, key != REFUSED, "已被其他程序占用", taken=key == REFUSED)
            for key in keys
        ]

    context.registrations, context.way_out = registrations, True
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.resize(340, 720)
    made.show()
    return made


def test_a_key_that_another_holds_can_be_had_all_the_same_and_given_back(
    held_page, context
) -> None:
    section = keys_section(held_page)
    edit = section._edits["paste.3"]
    (way,) = section.findChildren(WayOut)
    assert edit.isAncestorOf(way)
    assert "键盘钩子" in way.words.text()
    assert "安全软件" in way.words.text()
    way.button.click()
    assert context.options.get("keys.hooked") == [str(REFUSED)]
    section.show_states()
    assert not edit.message.text()
    assert way.isVisible()
    assert f"{REFUSED} 正由伴话拦截" in way.words.text()
    assert "都可用" in section._state.text()
    way.button.click()
    assert context.options.get("keys.hooked") == []
    section.show_states()
    assert edit.message.text() == "已被其他程序占用"
    assert "照样用" in way.button.text()


def test_a_key_that_is_free_again_offers_no_hook(held_page, context) -> None:
    section = keys_section(held_page)
    (way,) = section.findChildren(WayOut)
    context.registrations = lambda: [Registration(REFUSED, True)]
    section.show_states()
    assert way.isHidden()


def test_where_there_is_no_hook_none_is_offered(page) -> None:
    assert keys_section(page).findChildren(WayOut) == []


def test_taking_the_proposal_of_a_refused_key_clears_the_warning(page, context) -> None:
    section = keys_section(page)
    section._edits["paste.3"].button.click()
    assert context.options.get("keys") == {"paste.3": "Ctrl+Alt+M"}
    section.show_states()
    assert not section._edits["paste.3"].message.text()
    assert "占用" not in section._state.text()


def test_reset_is_refused_when_the_default_is_taken_by_now(page, context) -> None:
    context.options.set("keys", {"paste.1": "Ctrl+Alt+J", "paste.2": "Ctrl+Alt+1"})
    section = keys_section(page)
    section._reset("paste.1")
    assert "粘贴第 2 条" in section._edits["paste.1"].message.text()
    assert context.options.get("keys")["paste.1"] == "Ctrl+Alt+J"


def test_a_phrases_key_goes_out_as_a_signal(page) -> None:
    section = keys_section(page)
    heard: list[tuple[str, str]] = []
    page.phrase_hotkey_changed.connect(lambda id, text: heard.append((id, text)))
    section._phrase_edits["p1"]._take(Hotkey.parse("Ctrl+Alt+J"))
    assert heard == [("p1", "Ctrl+Alt+J")]


def test_who_has_a_key() -> None:
    assert key_owner(Hotkey.parse("Ctrl+Alt+1"), {}, ()) == "粘贴第 1 条"
    assert key_owner(Hotkey.parse("Ctrl+Alt+1"), {}, (), ActionId.PASTE_1) == ""
    assert key_owner(Hotkey.parse("Ctrl+Alt+1"), {"paste.1": ""}, ()) == ""
    assert key_owner(Hotkey.parse("Ctrl+Alt+L"), {}, (PHRASE,)) == "物流停滞安抚"
    assert key_owner(Hotkey.parse("Ctrl+Alt+L"), {}, (PHRASE,), "phrase:p1") == ""
    own_pick = {"dock.pick": "Ctrl+Alt+D"}
    assert key_owner(Hotkey.parse("Ctrl+Alt+D"), own_pick, ()) == "停靠到下一个点击的窗口"


def test_a_proposal_is_never_a_key_that_is_taken(context) -> None:
    context.proposal = lambda _key: Hotkey.parse("Ctrl+Alt+1")
    owner = lambda key: key_owner(key, {}, (PHRASE,))  # noqa: E731
    found = free_key(context, Hotkey.parse("Ctrl+Alt+2"), owner)
    assert found is not None
    assert owner(found) == ""


# ---------------------------------------------------------------------- chat clients
def open_editor(page: SettingsPage, id: str) -> ClientEditor:
    dock = page.section("dock")
    next(b for b in dock._rows[id].findChildren(QPushButton) if b.text() == "编辑").click()
    editor = dock._rows[id].findChild(ClientEditor)
    assert isinstance(editor, ClientEditor)
    return editor


@pytest.mark.parametrize("percent", [100, 160])
def test_the_editor_of_a_client_fits_the_narrowest_sidebar(context, qtbot, percent) -> None:
    theme().set_text_size(percent)
    try:
        page = SettingsPage(context)
        qtbot.addWidget(page)
        page.resize(MIN_WIDTH - theme().metric("rail"), 720)
        page.show()
        editor = open_editor(page, "qianniu")
        sides = editor.contentsMargins().left() + editor.layout().contentsMargins().left()
        room = page.section("dock").viewport().width() - 2 * 20  # of the page and of the card
        assert editor.minimumSizeHint().width() <= room
        for box in editor.findChildren(CheckBox):
            assert box.sizeHint().width() <= room - sides
    finally:
        theme().set_text_size(100)


def test_switching_a_client_off_and_on_leaves_no_trace(page, context) -> None:
    box = page.section("dock")._boxes["qianniu"]
    box.click()
    assert context.options.get("clients") == [{"id": "qianniu", "enabled": False}]
    box.click()
    assert context.options.get("clients") == []


def test_press_enter_is_off_and_warns_when_turned_on(page, context) -> None:
    editor = open_editor(page, "qianniu")
    assert not editor.enter.isChecked()
    assert editor._enter_state.isHidden()
    editor.enter.click()
    assert "立刻发给买家" in editor._enter_state.text()
    assert context.options.get("clients") == [{"id": "qianniu", "press_enter": True}]


def test_paste_key_delay_and_programs_are_stored_together(page, context) -> None:
    editor = open_editor(page, "qianniu")
    editor.key._take(Hotkey.parse("Shift+Insert"))
    editor.delay.setText("150")
    editor._store_delay()
    editor.programs.setText("Foo.exe, bar;baz,Opera GX")
    editor._store_programs()
    rule = Clients.load(context.options.get("clients")).get("qianniu")
    assert (rule.paste_key, rule.delay_ms) == ("Shift+Insert", 150)
    assert rule.programs == ("foo", "bar", "baz", "opera gx")


@pytest.mark.parametrize("place", [1, 2])
def test_what_a_line_break_becomes_is_chosen(page, context, place) -> None:
    editor = open_editor(page, "qianniu")
    assert editor.breaks.currentData() == "keep"
    editor.breaks.setCurrentIndex(place)
    editor.breaks.activated.emit(place)
    chosen = editor.breaks.currentData()
    assert context.options.get("clients") == [{"id": "qianniu", "line_breaks": chosen}]
    rule = Clients.load(context.options.get("clients")).get("qianniu")
    assert rule.line_breaks == chosen


def test_a_client_can_be_added_by_hand(page, context) -> None:
    dock = page.section("dock")
    add = next(b for b in dock.findChildren(QPushButton) if "手动添加" in b.text())
    add.click()
    add.click()
    assert [edit["id"] for edit in context.options.get("clients")] == ["own-2", "own-1"]
    editor = dock._rows["own-2"].findChild(ClientEditor)
    assert editor is not None, "opened at once"
    editor.programs.setText("xterm")
    editor._store_programs()
    rules = Clients.load(context.options.get("clients"))
    assert rules.get("own-2").programs == ("xterm",)
    assert rules.match(Target(1, 2, "xterm", "bash")).id == "own-2"


@pytest.mark.parametrize(("breaks", "told"), [("space", True), ("keep", False)])
def test_after_a_pick_it_is_said_what_a_line_break_becomes(page, context, breaks, told) -> None:
    rule = {"id": "picked-x", "name": "X", "programs": ["x"], "line_breaks": breaks}
    context.options.set("clients", [rule])
    dock = page.section("dock")
    dock.show_picked("X")
    assert ("换行" in dock._picked.text()) == told


def test_the_place_of_the_input_box_is_shown_taught_and_forgotten(page, context) -> None:
    editor = open_editor(page, "wechat")
    assert editor._box.text() == "还没教过"
    assert editor._forget_box.isHidden()
    taught: list[bool] = []
    editor.teach_requested.connect(lambda: taught.append(True))
    next(b for b in editor.findChildren(QPushButton) if b.text() == "教一下").click()
    assert taught == [True]
    context.options.set("clients", [{"id": "wechat", "box": [320, 60]}])  # what teaching does
    assert editor._box.text() == "离左边 320、下边 60"
    editor._forget_box.click()
    assert context.options.get("clients") == []
    assert editor._box.text() == "还没教过"
    editor.keeps_focus.click()
    assert context.options.get("clients") == [{"id": "wechat", "keeps_focus": True}]


def test_a_broken_rule_is_named_and_not_stored(page, context) -> None:
    editor = open_editor(page, "qianniu")
    editor.buyer.setText("(")
    editor._store_buyer()
    editor.title.setText("[")
    editor._store_title()
    assert "写得不对" in editor._buyer_state.text()
    assert "写得不对" in editor._title_state.text()
    assert context.options.get("clients") == []


def test_the_buyer_rule_is_tried_live(page) -> None:
    editor = open_editor(page, "qianniu")
    editor.buyer.setText(r"^(?P<buyer>.+?) - ")
    editor.sample.setText("小鹿的窝 - 接待中心")
    assert editor._buyer_state.text() == "买家:小鹿的窝"
    editor.sample.setText("别的")
    assert "没有找到" in editor._buyer_state.text()


def test_reset_goes_back_to_the_shipped_rule(page, context) -> None:
    editor = open_editor(page, "qianniu")
    editor.enter.click()
    editor.reset_requested.emit()
    assert context.options.get("clients") == []
    assert not open_editor(page, "qianniu").enter.isChecked()


def test_an_own_client_can_be_removed(page, context) -> None:
    context.options.set("clients", [{"id": "picked-x", "name": "X", "programs": ["x"]}])
    assert "picked-x" in page.section("dock")._rows
    open_editor(page, "picked-x").reset_requested.emit()
    assert context.options.get("clients") == []
    assert "picked-x" not in page.section("dock")._rows


@pytest.mark.parametrize(
    ("rule", "title", "found", "faulty"),
    [
        ("", "x", "", False),
        ("(?P<buyer>a)", "bab", "a", False),
        ("(?P<buyer>a)?b", "b", "", False),
        ("(a)", "a", "", True),
        ("(", "a", "", True),
    ],
)
def test_buyer_in(rule, title, found, faulty) -> None:
    name, fault = buyer_in(rule, title)
    assert (name, bool(fault)) == (found, faulty)


def test_picking_says_how_it_ended(page) -> None:
    asked: list[bool] = []
    page.pick_requested.connect(lambda: asked.append(True))
    page.section("dock")._pick.click()
    assert asked == [True]
    page.show_picked("微信")
    assert "微信" in page.section("dock")._picked.text()
    page.show_picked("", "Wayland 不允许")
    assert page.section("dock")._picked.text() == "Wayland 不允许"


# ---------------------------------------------------------------------- data and about
def test_data_shows_folder_count_and_backups(page, tmp_path) -> None:
    page.show_section("data")
    data = page.section("data")
    heard: list[str] = []
    page.folder_requested.connect(heard.append)
    next(b for b in data.findChildren(QPushButton) if b.text() == "打开文件夹").click()
    assert heard == [str(tmp_path)]
    assert "10,234" in data._count.text()
    assert "1.9 MB" in data._backups.text()


def test_a_folder_that_takes_no_writing_is_said(page, context) -> None:
    context.facts = lambda: DataFacts(Path("/x"), None, (), writable=False)
    page.show_section("data")
    data = page.section("data")
    assert not data._locked.isHidden()
    assert "正在数" in data._count.text()
    assert data._backups.text() == "还没有备份。"


def test_about_runs_the_doctor_and_shows_licences(page) -> None:
    page.show_section("about")
    about = page.section("about")
    asked: list[bool] = []
    page.doctor_requested.connect(lambda: asked.append(True))
    next(b for b in about.findChildren(QPushButton) if b.text() == "检查这台电脑").click()
    page.show_report("快捷键: 可用")
    about._toggle_licences()
    assert asked == [True]
    assert about._report.toPlainText() == "快捷键: 可用"
    assert about._licences.toPlainText() == "MIT License"
