"""A peer's answer in the contract's shape, scored as gouji's own is."""

import json
import sys
from pathlib import Path

import pytest
from documents import Group
from running import contract, run_peer

from gouji.evaluate.copy import Missing
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render.registry import make_copy
from gouji.evaluate.score import Truth, score

EXPECTED = {
    "requests.received.total": 7,
    "requests.received.business": Missing("dash"),
    "disclosure.fees.amount": 2,
}
RIGHT = {"requests.received.total": 7, "requests.received.business": None, "disclosure.fees.amount": 2.0}


@pytest.mark.parametrize(
    ("change", "right", "silent", "unread"),
    [
        ({}, 3, 0, 0),
        ({"requests.received.total": 1}, 2, 1, 0),
        ({"requests.received.total": None}, 2, 0, 1),
        ({"requests.received.business": 0}, 2, 1, 0),
        ({"requests.other_processing.total": 5}, 3, 1, 0),
    ],
)
def test_a_wrong_number_is_silent_and_null_is_unread(change, right, silent, unread):
    one = score(Truth(EXPECTED), contract({**RIGHT, **change}, EXPECTED))
    assert (one.right, len(one.silently_wrong), len(one.unread)) == (right, silent, unread)


def test_what_a_peer_does_not_answer_is_unread():
    one = score(Truth(EXPECTED), contract({}, EXPECTED))
    assert (one.right, len(one.silently_wrong), len(one.unread)) == (0, 0, 3)


@pytest.fixture
def group():
    copies = [make_copy("html", make_gold(seed, "town"), seed) for seed in (1, 2)]
    return Group("html", "HTML", {f"{at}.html": copy for at, copy in enumerate(copies)})


def test_gouji_runs_as_a_peer_does(group, tmp_path):
    group.write(tmp_path / "documents" / "html")
    run = run_peer("gouji", Path(sys.executable), group, list(group.copies), tmp_path)
    assert [answer.score.exact for answer in run.answers] == [True, True]
    assert 0 < run.start_up < run.wall
    assert not run.troubles
    json.dumps(run.as_json(), default=str)


def test_a_peer_that_breaks_is_told_and_has_read_nothing(group, tmp_path):
    run = run_peer("no_such_program", Path(sys.executable), group, list(group.copies), tmp_path)
    assert run.troubles == ("ended with 2, see no_such_program-html.log",)
    assert [answer.score.right for answer in run.answers] == [0, 0]
