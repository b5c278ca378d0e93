"""Kinds of statements, their scopes, and what the tables say to them."""

import pytest

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.narrative import STATEMENT_KINDS, weigh

VALUES = dict.fromkeys(FORM_2021.paths, 0) | {
    "requests.received.total": 12,
    "requests.carried_in.total": 3,
    "requests.concluded.total": 14,
    "requests.received.natural_person": 10,
    "requests.concluded.natural_person": 11,
    "requests.refused.state_secret.total": 2,
    "requests.refused.third_party_rights.total": 1,
    "proceedings.reconsideration.upheld": 4,
    "proceedings.reconsideration.pending": 1,
    "proceedings.reconsideration.total": 5,
    "proceedings.litigation_direct.total": 1,
    "proceedings.litigation_after_reconsideration.total": 2,
}


def test_scopes_are_cells_of_the_form_or_of_its_optional_rows():
    paths = {path for kind in STATEMENT_KINDS.values() for scope in kind.scopes for path in scope}
    assert paths - set(FORM_2021.paths) == {"requests.other_processing.total"}
    for kind in STATEMENT_KINDS.values():
        assert len(set(kind.scopes)) == len(kind.scopes)
        assert all(len(set(scope)) == len(scope) > 0 for scope in kind.scopes)


@pytest.mark.parametrize(
    ("kind", "value", "agrees", "cells"),
    [
        ("received", 12, True, 1),
        ("received", 15, True, 2),  # 共受理: the carried-in ones counted
        ("received", 13, False, 1),
        ("handled", 15, True, 2),
        ("natural_person", 11, True, 1),  # of the concluded ones
        ("natural_person", 9, False, 1),
        ("refused", 3, True, 8),
        ("refused", 2, False, 8),
        ("reconsideration", 5, True, 1),
        ("reconsideration", 4, True, 3),  # the concluded ones alone
        ("reconsideration", 3, False, 1),
        ("litigation", 3, True, 2),
        ("other_processing", 0, True, 3),
        ("carried_out", 0, True, 1),
    ],
)
def test_a_number_agrees_with_the_first_scope_that_fits_and_disagrees_where_none_does(
    kind, value, agrees, cells
):
    scope, found = weigh(kind, value, "句子", VALUES)
    assert (found, len(scope)) == (agrees, cells)
    if agrees:
        assert sum(VALUES[path] for path in scope) == value


@pytest.mark.parametrize(
    "quote",
    ["新收申请约10件", "累计收到申请10件", "收到申请近10件", "收到十余件", "自施行以来，收到申请10件"],
)
def test_a_rounded_or_accumulated_number_is_not_compared(quote):
    assert weigh("received", 10, quote, VALUES)[1] is None


def test_only_the_rounded_number_of_a_sentence_is_not_compared():
    quote = "累计收到申请90件，其余不计，本年新收10件。"
    assert weigh("received", 90, quote, VALUES)[1] is None
    assert weigh("received", 10, quote, VALUES)[1] is False


def test_a_number_that_a_wider_count_gives_neither_agrees_nor_disagrees():
    assert weigh("concluded", 11, "办结11件", VALUES)[1] is None  # this year's alone
    assert weigh("concluded", 10, "办结10件", VALUES)[1] is False


def test_none_in_words_is_held_against_the_cell_itself():
    values = {**VALUES, "requests.concluded.total": 0}
    assert weigh("received", 0, "未收到申请", values)[1] is False


def test_the_scope_that_the_head_gives_comes_first():
    concluded = ("requests.concluded.natural_person",)
    values = {**VALUES, "requests.concluded.natural_person": 10}
    assert weigh("natural_person", 10, "自然人10件", values, concluded) == (concluded, True)
    assert weigh("natural_person", 10, "自然人10件", values)[0] == ("requests.received.natural_person",)


@pytest.mark.parametrize(("kind", "value"), [("fee", 100), ("published", 8), ("received", None)])
def test_what_the_tables_cannot_say_is_not_compared(kind, value):
    assert weigh(kind, value, "句子", VALUES)[1] is None


def test_a_cell_without_a_value_leaves_a_number_that_fits_nothing_open():
    values = {**VALUES, "requests.carried_in.total": None}
    assert weigh("received", 13, "句子", values)[1] is None
    assert weigh("received", 12, "句子", values)[1] is True


def test_the_undivided_row_takes_the_place_of_its_three():
    values = {path: value for path, value in VALUES.items() if not path.startswith("requests.other.")}
    values["requests.other_processing.total"] = 4
    assert weigh("other_processing", 4, "句子", values) == (("requests.other_processing.total",), True)
