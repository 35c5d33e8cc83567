"""Callbacks of other threads run on the GUI thread, and errors reach somebody."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from phrasebook.model import UserError
from tests.ui.flow_world import bridge


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_work_of_another_thread_runs_on_this_one_and_in_order(qtbot):
    made, _faults = bridge()
    ran = []
    posting = made.posting(lambda *args: ran.append((threading.current_thread(), args)))
    in_thread(lambda: [posting(number, "x") for number in range(3)])
    assert ran == [], "nothing may run on the other thread"
    qtbot.waitUntil(lambda: len(ran) == 3)
    assert ran == [(threading.main_thread(), (number, "x")) for number in range(3)]


def test_a_result_comes_on_this_thread(qtbot):
    made, faults = bridge()
    future: Future[int] = Future()
    seen = []
    made.when_done(future, lambda value: seen.append((value, threading.current_thread())))
    in_thread(lambda: future.set_result(7))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(7, threading.main_thread())]
    assert faults == []


@pytest.mark.parametrize("own", [True, False])
def test_a_fault_goes_to_who_asked_else_to_everybodys(qtbot, own):
    made, faults = bridge()
    future: Future[int] = Future()
    seen = []
    failed = (lambda error: seen.append(error.message)) if own else None
    made.when_done(future, lambda _value: pytest.fail("there is no value"), failed)
    future.set_exception(UserError("磁盘已满"))
    qtbot.waitUntil(lambda: bool(seen or faults))
    assert (seen, faults) == ((["磁盘已满"], []) if own else ([], ["磁盘已满"]))


def test_a_bug_is_not_swallowed(qtbot):
    made, faults = bridge()
    future: Future[int] = Future()
    made.when_done(future)
    future.set_exception(ZeroDivisionError())
    with qtbot.captureExceptions() as caught:
        ran = []
        made.post(lambda: ran.append(1))
        qtbot.waitUntil(lambda: bool(ran))
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    assert faults == []


def test_a_cancelled_future_tells_nobody(qtbot):
    made, faults = bridge()
    future: Future[int] = Future()
    made.when_done(future, lambda _value: pytest.fail("it was cancelled"))
    future.cancel()
    ran = []
    made.post(lambda: ran.append(1))
    qtbot.waitUntil(lambda: bool(ran))
    assert faults == []


def test_nothing_runs_after_closing(qtbot):
    made, other = bridge()[0], bridge()[0]
    ran = []
    made.post(lambda: ran.append("queued before"))
    made.close()
    made.post(lambda: ran.append("after"))
    other.post(lambda: ran.append("another bridge"))
    qtbot.waitUntil(lambda: bool(ran))
    assert ran == ["another bridge"]
