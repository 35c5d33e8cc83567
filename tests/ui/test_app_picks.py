"""What is learned from picks in the program put together: in the desk, and nowhere else."""

from __future__ import annotations

from tests.ui.test_app_desk import DeskProgram, program

__all__ = ["program"]

MESSAGE = "我叫欧阳建国,电话13812345678,能便宜点吗"


def pick(program: DeskProgram, message: str = MESSAGE) -> str:
    """Have a message suggested to, and take a phrase; gives the id of the phrase."""
    suggest = program.parts.suggest
    suggest.take(message)
    program.when(lambda: suggest.message)
    id = program.app.phrases.by_step(1).result()[1].id
    suggest.picked(id)
    program.when(lambda: not suggest._message)
    suggest._worker.submit(lambda: None).result()
    return id


def liked(program: DeskProgram, message: str = MESSAGE) -> list[str]:
    suggest = program.parts.suggest
    shop = suggest._worker.submit(suggest._shop).result()
    return [one.phrase for one in shop._learned.liked(message)[0]]


def picks_on_disk(program: DeskProgram) -> bool:
    def traces(db) -> bool:
        tables = db.rows("SELECT 1 FROM sqlite_schema WHERE name = 'pick'")
        return bool(
            tables or db.rows("SELECT 1 FROM meta WHERE key IN ('picks.salt', 'picks.key')")
        )

    return program.app.store.read(traces).result()


def test_what_is_learned_lies_in_the_desk_and_nowhere_else(program: DeskProgram) -> None:
    program.set_up()
    program.dock("小鹿的窝", "千牛")
    program.settle()
    id = pick(program)
    desk = program.flows.desk()
    (kept,) = desk.picks.load().result()[1]
    assert kept.phrase == id
    assert liked(program) == [id]
    assert not picks_on_disk(program)
    buyer = desk.buyers.ensure("小鹿的窝", "千牛", "", program.flows.around.now()).result()
    desk.buyers.erase(buyer.id).result()
    program.settle()
    assert liked(program) == [], "also out of memory"


def test_a_locked_desk_has_nothing_learned_in_memory(program: DeskProgram) -> None:
    program.set_up()
    id = pick(program)
    program.flows.ask("lock")
    program.when(lambda: program.flows.notes is None)
    assert liked(program) == []
    program.unlock()
    program.when(lambda: program.flows.desk() is not None)
    assert liked(program) == [id]


def test_without_a_desk_it_learns_until_the_end_only(program: DeskProgram) -> None:
    id = pick(program)
    assert liked(program) == [id]
    assert not picks_on_disk(program)
    program.parts.suggest.renew()  # the threshold was changed
    assert liked(program) == [id]
    program.parts.picks.forget(program.parts.suggest.renew)
    assert liked(program) == []
    assert program.app.sidebar.toast.text == "已忘记学到的选择"


def test_what_is_locked_up_is_not_said_to_be_forgotten(program: DeskProgram) -> None:
    program.set_up()
    id = pick(program)
    program.flows.ask("lock")
    program.when(lambda: program.flows.notes is None)
    program.parts.picks.forget(program.parts.suggest.renew)
    assert "先打开备注本" in program.app.sidebar.toast.text
    program.unlock()
    program.when(lambda: program.flows.desk() is not None)
    assert liked(program) == [id]
    program.parts.picks.forget(program.parts.suggest.renew)
    program.when(lambda: "已忘记学到的 1 次" in program.app.sidebar.toast.text)
    assert liked(program) == []
