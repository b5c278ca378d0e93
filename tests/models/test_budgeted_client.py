"""A real client under a budget: it stops cleanly, overshoots by nothing, and goes on where it stopped."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from gouji.errors import Stopped
from gouji.models.budget import Budget, Budgeted, Limit
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.kept import kept_in
from gouji.models.tokens import most_tokens
from gouji.store import calls
from gouji.store.workspace import create
from questions import RIGHT, question
from scripted_provider import Said, completion, scripted

QUESTIONS = [question(f"规章 {number}") for number in range(40)]
USED = (300, 100)
"""Tokens of each reply; far fewer than a call reserves."""


def ask_all(provider, ledger, concurrency=8):
    """Ask everything at once; gives the replies that came and the codes of those that were stopped."""
    endpoint = Endpoint(provider.base_url, "m", mode="strict", concurrency=concurrency)
    replies, stopped = [], []

    def ask(call):
        try:
            replies.append(client.ask(call, "d" * 64))
        except Stopped as error:
            stopped.append(error.code)

    with Client(endpoint, ledger) as client, ThreadPoolExecutor(concurrency) as threads:
        list(threads.map(ask, QUESTIONS))
    return replies, stopped


def test_a_run_stops_at_its_budget_and_the_next_one_pays_only_for_the_rest(tmp_path):
    workspace = create(tmp_path)
    limit = Limit(Decimal(most_tokens(QUESTIONS[0]) + 300 + 10 * sum(USED)))
    with scripted(lambda heard, number: Said(completion(RIGHT, usage=USED))) as provider:
        budget = Budget(limit)
        with kept_in(workspace) as ledger:
            first, stopped = ask_all(provider, Budgeted(ledger, budget))
        paid = len(provider.heard)
        assert paid == len(first)
        assert set(stopped) == {"budget_spent"}
        assert 10 <= paid < len(QUESTIONS)
        assert budget.spent == paid * sum(USED) <= limit.amount
        roomy = Budget(Limit(Decimal(10**9)))
        with kept_in(workspace) as ledger:
            second, stopped = ask_all(provider, Budgeted(ledger, roomy))
        assert (len(second), stopped, len(provider.heard)) == (len(QUESTIONS), [], len(QUESTIONS))
        assert sum(reply.replayed for reply in second) == paid
        assert roomy.spent == (len(QUESTIONS) - paid) * sum(USED)
    (row,) = calls.totals(workspace)
    assert (row.kept, row.open, row.lost, row.input) == (40, 0, 0, 40 * USED[0])
    workspace.close()


def test_replies_from_the_ledger_need_no_budget_at_all(tmp_path):
    workspace = create(tmp_path)
    with scripted(lambda heard, number: Said(completion(RIGHT, usage=USED))) as provider:
        with kept_in(workspace) as ledger:
            ask_all(provider, ledger)
        with kept_in(workspace) as ledger:
            replies, stopped = ask_all(provider, Budgeted(ledger, Budget(Limit(Decimal(0)))))
    assert (len(replies), stopped, len(provider.heard)) == (40, [], 40)
    workspace.close()
