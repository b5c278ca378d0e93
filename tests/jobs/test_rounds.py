"""Documents that need a model: rounds of calls between workers and threads."""

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel

from gouji.errors import DocumentError, Stopped
from gouji.jobs.rounds import Rounds
from gouji.models.call import Call, Message, Reply


class Answer(BaseModel):
    text: str


class Here:
    """Workers that work at once, in this thread."""

    def submit(self, function, /, *args):
        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:  # noqa: BLE001 - what workers do
            future.set_exception(error)
        return future


def call(name):
    return Call(name, "1", (Message("user", name),), Answer, 10)


@dataclass(frozen=True)
class Story:
    """Asks ``chapters`` one after the other, each with as many calls as it names."""

    chapters: tuple[tuple[str, ...], ...]
    told: tuple[str, ...] = ()
    document: str = "d" * 64

    @property
    def calls(self):
        return tuple(call(name) for name in self.chapters[0])

    def go_on(self, replies):
        told = (*self.told, *(replies[each.id].text for each in self.calls))
        return Story(self.chapters[1:], told) if len(self.chapters) > 1 else told


class Echo:
    """Answers with the prompt's name; remembers for whom it was asked."""

    def __init__(self):
        self.asked = []
        self.stopped = False

    def ask(self, call, document):
        self.asked.append((call.prompt, document))
        return Reply(None, None, call.prompt)

    def stop(self):
        self.stopped = True


@dataclass
class Failing(Echo):
    """Raises for one prompt."""

    prompt: str
    error: Exception
    asked: list = field(default_factory=list)

    def ask(self, call, document):
        if call.prompt == self.prompt:
            raise self.error
        return super().ask(call, document)


def test_what_needs_no_model_comes_out_as_it_is():
    with Rounds(Here(), Echo(), 2) as rounds:
        assert rounds.submit(len, "abc").result(5) == 3


def test_rounds_go_on_until_nothing_is_open():
    model = Echo()
    with Rounds(Here(), model, 2) as rounds:
        told = rounds.submit(Story, (("a", "b"), ("c",))).result(5)
    assert told == ("a", "b", "c")
    assert sorted(model.asked) == [("a", "d" * 64), ("b", "d" * 64), ("c", "d" * 64)]


def test_an_error_of_the_model_is_that_of_the_document_once():
    error = Stopped("budget", "预算用完。", "加预算。")
    with Rounds(Here(), Failing("b", error), 2) as rounds:
        future = rounds.submit(Story, (("a", "b", "b", "c"),))
        with pytest.raises(Stopped):
            future.result(5)


def test_an_error_of_a_worker_is_that_of_the_document():
    def refuse():
        raise DocumentError("x", "坏了。", "换一份。")

    with Rounds(Here(), Echo(), 1) as rounds, pytest.raises(DocumentError):
        rounds.submit(refuse).result(5)


def test_workers_that_are_gone_end_the_document_and_do_not_leave_it_waiting():
    class Gone(Here):
        def submit(self, function, /, *args):
            if function is not Story:
                raise Stopped("workers_stopped", "没有工作进程。", "再来。")
            return super().submit(function, *args)

    with Rounds(Gone(), Echo(), 1) as rounds, pytest.raises(Stopped):
        rounds.submit(Story, (("a",),)).result(5)


def test_as_many_calls_are_under_way_as_there_are_threads():
    together = threading.Barrier(3)

    class Meeting(Echo):
        def ask(self, call, document):
            together.wait(5)
            return super().ask(call, document)

    with Rounds(Here(), Meeting(), 3) as rounds:
        assert rounds.submit(Story, (("a", "b", "c"),)).result(5) == ("a", "b", "c")


def test_closing_stops_the_model_and_asks_nothing_that_has_not_begun():
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Echo):
        def ask(self, call, document):
            begun.set()
            go_on.wait(5)
            return super().ask(call, document)

        def stop(self):
            super().stop()
            go_on.set()

    model = Slow()
    rounds = Rounds(Here(), model, 1)
    rounds.submit(Story, (("a", "b", "c"),))
    begun.wait(5)
    rounds.close()
    assert model.stopped
    assert [name for name, _ in model.asked] == ["a"]
