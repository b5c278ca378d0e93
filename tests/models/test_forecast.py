from decimal import Decimal

import pytest
from pydantic import BaseModel, Field

from gouji.convert import convert
from gouji.document import Source
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render.registry import make_copy
from gouji.models.call import Call, Message, Usage
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.forecast import ASKED_AGAIN, ENOUGH_REPLIES, Asked, forecast, scale_of
from gouji.models.ledger import MemoryLedger
from gouji.models.prices import Price, cost
from gouji.models.tokens import input_tokens, output_tokens
from gouji.read.model.dialogue import open_calls
from gouji.read.model.questions import Plan
from gouji.store.calls import Measured
from standin_server import running_standin

PRICE = Price(Decimal(2), Decimal(8), Decimal(1), "USD")


class Answer(BaseModel):
    r01: list[int] = Field(min_length=6, max_length=6)


def call(text):
    return Call("p", "1", (Message("user", text),), Answer, 500)


FIRST, SECOND = call("第一份年报"), call("第二份年报，文字多一些")


def test_documents_pages_calls_and_tokens_are_added_up():
    found = forecast([Asked(3, (FIRST, SECOND)), Asked(0, ())], "qwen3", PRICE)
    assert (found.documents, found.pages, found.calls, found.known) == (2, 3, 2, 0)
    assert found.input == input_tokens(FIRST, "qwen") + input_tokens(SECOND, "qwen")
    assert found.output == output_tokens(FIRST, "qwen") + output_tokens(SECOND, "qwen")


def test_the_range_goes_from_as_estimated_to_asked_again():
    found = forecast([Asked(1, (FIRST,))], "m", PRICE)
    assert found.low == Decimal(found.input * 2 + found.output * 8) / 1_000_000
    assert (found.high, found.currency) == (found.low * (1 + ASKED_AGAIN), "USD")


def test_a_call_that_was_paid_costs_nothing_again():
    found = forecast([Asked(1, (FIRST, SECOND))], "m", PRICE, known=lambda asked: asked is FIRST)
    assert (found.calls, found.known, found.input) == (2, 1, input_tokens(SECOND))


def test_without_a_price_the_cost_is_unknown_and_the_tokens_are_shown():
    found = forecast([Asked(1, (FIRST,))], "m", None)
    assert (found.low, found.high, found.as_json()["cost_low"], found.input > 0) == (None, None, None, True)


def test_documents_are_taken_one_by_one():
    seen = []

    def asked():
        for number in range(3):
            seen.append(number)
            yield Asked(number, ())

    assert (forecast(asked(), "m", None).pages, seen) == (3, [0, 1, 2])


def test_a_models_own_count_corrects_the_estimate_once_enough_replies_tell():
    assert scale_of(Measured(ENOUGH_REPLIES, 12000, 10000)) == 1.2
    assert scale_of(Measured(ENOUGH_REPLIES - 1, 12000, 10000)) == 1.0
    assert scale_of(Measured(0, 0, 0)) == 1.0
    plain, scaled = (forecast([Asked(1, (SECOND,))], "m", None, scale=each).input for each in (1.0, 2.0))
    assert scaled == 2 * plain


def test_a_forecast_is_within_15_percent_of_what_a_provider_counts():
    """Reports of several shapes, all calls of a reading; the provider counts by a rule of its own."""
    found = []
    for seed, shape in enumerate(("tabs", "cell_per_line", "pdf_text", "html", "pdf"), 300):
        made = make_copy(shape, make_gold(seed), seed)
        document = convert(Source.of(made.file_name, made.content))
        found.append(Asked(len(document.pages), tuple(open_calls(Plan(document), {}))))
    told = forecast(found, "standin", PRICE)
    with running_standin() as server:
        endpoint = Endpoint(server.base_url, "standin", mode="strict")
        with Client(endpoint, MemoryLedger()) as client:
            used = [client.ask(each, "d" * 64).usage for asked in found for each in asked.calls]
    counted = Usage(sum(each.input for each in used), sum(each.output for each in used))
    assert len(used) == told.calls
    assert told.input == pytest.approx(counted.input, rel=0.15)
    assert told.low == pytest.approx(cost(counted, PRICE), rel=Decimal("0.15"))
    assert cost(counted, PRICE) <= told.high
