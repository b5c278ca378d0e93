"""The client's ledger on disk: what of a call and its reply stands in a row."""

import json
from decimal import Decimal

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from gouji.models.accounts import account
from gouji.models.call import Call, Message, Usage
from gouji.models.kept import MOST_TOKENS, counted, kept_alone, kept_in
from gouji.models.prices import Price
from gouji.store import calls
from gouji.store.ledger import unpacked
from gouji.store.tables import QUESTIONS
from gouji.store.workspace import create

PRICE = Price(Decimal("2.4"), Decimal("9.6"), Decimal("0.24"))


class Answer(BaseModel):
    value: int


CALL = Call("header", "2", (Message("system", "抄录。"), Message("user", "年报")), Answer, 77, attempt=1)


@pytest.fixture
def workspace(tmp_path):
    made = create(tmp_path)
    yield made
    made.close()


def test_a_row_holds_the_call_its_tokens_and_the_price_of_its_time(workspace):
    with kept_in(workspace, PRICE) as ledger:
        intent = ledger.intend("k" * 64, CALL, "d" * 64, "qwen3")
        ledger.keep(intent, "{}", Usage(1000, 100, 400), 1.5)
        assert ledger.find("k" * 64) == "{}"
    (line,) = calls.lines(workspace)
    assert (line.prompt, line.version, line.model, line.attempt) == ("header", "2", "qwen3", 1)
    assert (line.input_tokens, line.output_tokens, line.cached_tokens, line.seconds) == (1000, 100, 400, 1.5)
    assert account(calls.totals(workspace)).cost == Decimal("0.002496")


def test_a_later_price_does_not_change_what_was_paid(workspace):
    with kept_in(workspace, PRICE) as ledger:
        ledger.keep(ledger.intend("a" * 64, CALL, "d" * 64, "m"), "{}", Usage(1000, 0), 0.1)
    with kept_in(workspace, Price(Decimal(1000), Decimal(1000), Decimal(1000))):
        assert account(calls.totals(workspace)).cost == Decimal("0.0024")


def test_without_a_price_the_tokens_are_kept_and_the_cost_is_unknown(workspace):
    with kept_in(workspace) as ledger:
        ledger.keep(ledger.intend("a" * 64, CALL, "d" * 64, "m"), "{}", Usage(1000, 9), 0.1)
    found = account(calls.totals(workspace))
    assert (found.cost, found.unpriced, found.tokens) == (None, 1, Usage(1000, 9, 0))


def test_the_messages_stand_once_for_each_key(workspace):
    with kept_in(workspace) as ledger:
        for _ in range(3):
            ledger.drop(ledger.intend("a" * 64, CALL, "d" * 64, "m"), "rejected", "429")
    with workspace.begin() as connection:
        (stored,) = connection.execute(select(QUESTIONS.c.messages)).scalars()
    assert json.loads(unpacked(stored)) == [["system", "抄录。"], ["user", "年报"]]


@pytest.mark.parametrize(
    "usage",
    [
        Usage(),
        Usage(0, 5),
        Usage(-1, 5),
        Usage(10, -5),
        Usage(10, 5, 11),
        Usage(10, 5, -1),
        Usage(MOST_TOKENS + 1, 5),
        Usage(10, 10**30),
    ],
)
def test_a_usage_that_cannot_be_counts_as_not_reported(workspace, usage):
    assert counted(usage) is None
    with kept_in(workspace) as ledger:
        ledger.keep(ledger.intend("a" * 64, CALL, "d" * 64, "m"), "{}", usage, 0.1)
    assert calls.totals(workspace)[0].uncounted == 1


def test_a_ledger_stands_alone_without_a_workspace(tmp_path):
    path = tmp_path / "calls.sqlite"
    with kept_alone(path) as ledger:
        ledger.keep(ledger.intend("a" * 64, CALL, "d" * 64, "m"), "paid", Usage(5, 5), 0.1)
    with kept_alone(path) as ledger:
        assert ledger.find("a" * 64) == "paid"
