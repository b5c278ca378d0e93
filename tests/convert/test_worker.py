"""Worker processes: what goes wrong in one call stays in that call."""

import os
import sys
import time

import pytest

from gouji.convert.worker import Workers
from gouji.errors import ConvertError, DocumentError


def double(number):
    return number * 2


def dawdle():
    time.sleep(60)


def gobble():
    return len(bytearray(4 << 30))


def die():
    os._exit(9)


def refuse():
    raise ConvertError("broken_pdf", "打不开。", "请另存。")


def stumble():
    raise KeyError("a bug")


class UnsendableError(Exception):
    def __init__(self, line, column):
        super().__init__(f"line {line}, column {column}")


def fail_unsendably():
    raise UnsendableError(3, 7)


@pytest.fixture(scope="module", autouse=True)
def importable(root):
    """Workers import this module by its name, so the repository's root must be on their path."""
    sys.path.insert(0, str(root))
    yield
    sys.path.remove(str(root))


@pytest.fixture(scope="module")
def workers(importable):
    with Workers(1, timeout=1.0, memory_mb=512, preload=()) as started:
        yield started


@pytest.mark.parametrize(
    ("call", "code"),
    [(dawdle, "timeout"), (gobble, "out_of_memory"), (die, "crashed"), (refuse, "broken_pdf")],
)
def test_a_failing_call_says_why_and_the_next_one_works(workers, call, code):
    failing, next_one = workers.submit(call), workers.submit(double, 21)
    error = failing.exception()
    assert isinstance(error, DocumentError)
    assert (error.code, bool(error.message), bool(error.remedy)) == (code, True, True)
    assert next_one.result() == 42


def test_a_bug_comes_back_as_it_was_raised(workers):
    assert isinstance(workers.submit(stumble).exception(), KeyError)


def test_an_error_that_cannot_travel_is_told_and_the_next_call_works(workers):
    failing, next_one = workers.submit(fail_unsendably), workers.submit(double, 21)
    error = failing.exception(timeout=30)
    assert isinstance(error, RuntimeError)
    assert str(error) == "UnsendableError: line 3, column 7"
    assert next_one.result(timeout=30) == 42


def test_closing_at_once_leaves_no_call_open():
    workers = Workers(1, timeout=60.0, memory_mb=512, preload=())
    futures = [workers.submit(dawdle) for _ in range(3)]
    time.sleep(0.5)
    workers.close(wait=False)
    assert {future.exception(timeout=5).code for future in futures} == {"stopped"}
