"""Numbers that stand in wrong cells: each kind of move is found, named, and puts every number back."""

import random
from itertools import combinations

import pytest

from gouji.evaluate.gold import make_gold
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import COLUMNS, LEAVES, RULES_2021
from gouji.locate import locate
from gouji.report import CellReading
from gouji.rules import check

ROWS = ("received", "carried_in", *LEAVES, "concluded", "carried_out")


def row(name):
    return [f"requests.{name}.{column}" for column in COLUMNS]


def read(values, blank):
    return {
        path: CellReading(value, None if value is None else str(value), blank if value is None else None)
        for path, value in values.items()
    }


def explained(gold, moved, blank="empty"):
    """The explanations of a report in which ``moved`` stands instead of gold's numbers."""
    (part,) = locate(RULES_2021, read({**gold, **moved}, blank), order=FORM_2021.paths).parts
    return part.explanations


def back(gold, moved):
    """What puts every number back."""
    return {path: gold[path] for path, value in moved.items() if value != gold[path]}


def whole(explanation):
    return {**explanation.fills, **explanation.changes}


def with_row(gold, name, numbers):
    """``gold`` with other numbers in an outcome row, and with the sums that go with them."""
    changed = dict(gold)
    for path, number in zip(row(name), numbers, strict=True):
        column = path.rpartition(".")[2]
        for other in (path, f"requests.concluded.{column}", f"requests.received.{column}"):
            changed[other] += number - gold[path]
    assert all(item.outcome == "pass" for item in check(RULES_2021, changed))
    return changed


def moved_to(paths, numbers):
    return dict(zip(paths, numbers, strict=True))


@pytest.fixture(scope="module")
def gold():
    return make_gold(8, "city").cells


@pytest.mark.parametrize("blank", ["empty", "unread"])
@pytest.mark.parametrize("name", ["received", "granted", "concluded"])
def test_numbers_of_a_row_one_column_too_far_are_moved_back(gold, name, blank):
    paths = row(name)
    moved = moved_to(paths, [None, *(gold[path] for path in paths[:-1])])
    best = explained(gold, moved, blank)[0]
    assert (best.kind, best.params["way"]) == ("column_shift", "back")
    assert whole(best) == back(gold, moved)


def test_numbers_of_a_row_one_column_too_early_are_moved_on(gold):
    paths = row("granted")
    moved = moved_to(paths, [*(gold[path] for path in paths[1:]), None])
    best = explained(gold, moved)[0]
    assert (best.kind, best.params["way"]) == ("column_shift", "on")
    assert whole(best) == back(gold, moved)


def test_several_rows_one_column_too_far_are_one_move(gold):
    moved = {}
    for name in ("granted", "refused.state_secret", "carried_out"):
        paths = row(name)
        moved |= moved_to(paths, [None, *(gold[path] for path in paths[:-1])])
    best = explained(gold, moved)[0]
    assert (best.kind, len(best.params["rows"])) == ("column_shift", 3)
    assert whole(best) == back(gold, moved)


@pytest.mark.parametrize("number", [477, 608, 30])
@pytest.mark.parametrize("at", range(5))
def test_a_number_cut_in_two_is_put_together(gold, number, at):
    paths = row("granted")
    parts = [gold[path] for path in paths[:-1]]
    parts[at] = number
    right = with_row(gold, "granted", [*parts, sum(parts)])
    numbers = [right[path] for path in paths]
    moved = moved_to(paths, [*numbers[:at], int(str(number)[0]), int(str(number)[1:]), *numbers[at + 1 : -1]])
    best = explained(right, moved)[0]
    assert (best.kind, best.params["number"]) == ("split_number", number)
    assert whole(best) == back(right, moved)


@pytest.mark.parametrize("blank", ["empty", "unread"])
@pytest.mark.parametrize("at", range(5))
def test_two_numbers_joined_are_cut_again(gold, at, blank):
    paths = row("refused.internal_affairs")
    numbers = [gold[path] for path in paths]
    joined = int(f"{numbers[at]}{numbers[at + 1]}")
    moved = moved_to(paths, [*numbers[:at], joined, *numbers[at + 2 :], None])
    explanations = explained(gold, moved, blank)
    assert whole(explanations[0]) == back(gold, moved)


@pytest.mark.parametrize("lost", ["granted", "unavailable.not_held", "concluded"])
def test_a_lost_row_is_one_of_the_runs_that_the_equations_leave(gold, lost):
    at = ROWS.index(lost)
    moved = dict.fromkeys(row(ROWS[-1]))
    for here, below in zip(ROWS[at:], ROWS[at + 1 :], strict=False):
        moved |= moved_to(row(here), [gold[path] for path in row(below)])
    explanations = explained(gold, moved, "unread")
    runs = [explanation for explanation in explanations if explanation.kind == "row_shift"]
    assert back(gold, moved) in [whole(run) for run in runs]
    assert len({run.weight for run in runs}) == 1
    assert explanations[0] is runs[0]


@pytest.mark.parametrize(
    ("first", "second"), [("received", "granted"), ("concluded", "carried_out"), ("granted", "concluded")]
)
def test_rows_with_each_others_numbers_are_exchanged(gold, first, second):
    ours, theirs = row(first), row(second)
    moved = moved_to(ours, [gold[path] for path in theirs]) | moved_to(theirs, [gold[path] for path in ours])
    best = explained(gold, moved)[0]
    assert best.kind == "row_swap"
    assert whole(best) == back(gold, moved)


def test_a_column_that_changed_places_with_the_total_is_named(gold):
    ours = [f"requests.{name}.business" for name in ROWS]
    theirs = [f"requests.{name}.total" for name in ROWS]
    moved = moved_to(ours, [gold[path] for path in theirs]) | moved_to(theirs, [gold[path] for path in ours])
    best = explained(gold, moved)[0]
    assert (best.kind, set(best.params.values())) == ("column_swap", {"business", "total"})
    assert whole(best) == back(gold, moved)


@pytest.mark.parametrize("start", [("received", 2), ("refused.state_secret", 0), ("concluded", 4)])
def test_a_page_number_counted_as_a_cell_moves_all_behind_it_back(gold, start):
    paths = [path for name in ROWS for path in row(name)]
    at = paths.index(f"requests.{start[0]}.{list(COLUMNS)[start[1]]}")
    moved = moved_to(paths[at:], [17, *(gold[path] for path in paths[at:-1])])
    best = explained(gold, moved)[0]
    assert (best.kind, best.params["way"]) == ("run_shift", "back")
    assert whole(best) == back(gold, moved)


def test_a_case_under_the_wrong_applicant_has_all_ties_with_the_true_row_among_them():
    for seed in range(40):
        rng = random.Random(seed)
        gold = make_gold(seed, "department").cells
        name = rng.choice([r for r in LEAVES if any(gold[path] for path in row(r)[:-1])])
        giver = rng.choice([path for path in row(name)[:-1] if gold[path]])
        taker = rng.choice([path for path in row(name)[:-1] if path != giver])
        count = rng.randint(1, gold[giver])
        moved = {giver: gold[giver] - count, taker: gold[taker] + count}
        explanations = explained(gold, moved)
        possible = {
            leaf
            for leaf in LEAVES
            if moved.get(
                f"requests.{leaf}.{taker.rpartition('.')[2]}",
                gold[f"requests.{leaf}.{taker.rpartition('.')[2]}"],
            )
            >= count
        }
        told = {e.params["giver"].removeprefix("requests.").rpartition(".")[0] for e in explanations}
        assert told == possible
        assert back(gold, moved) in [dict(explanation.changes) for explanation in explanations]
        assert {explanation.kind for explanation in explanations} <= {"wrong_applicant", "exchanged"}


@pytest.mark.parametrize(
    ("printed", "right", "kind"),
    [(0, 375, "lost_total"), (357, 375, "transposed_digits"), (3750, 375, "factor_ten"), (388, 375, "cells")],
)
def test_a_wrong_total_is_named_by_what_happened_to_its_digits(gold, printed, right, kind):
    numbers = with_row(gold, "granted", [300, 40, 0, 5, 10, 20, right])
    (best,) = explained(numbers, {"requests.granted.total": printed})
    assert (best.kind, dict(best.changes)) == (kind, {"requests.granted.total": right})


def test_moves_that_keep_every_sum_leave_nothing_to_explain(gold):
    for first, second in combinations(("granted", "partly_granted", "other.other"), 2):
        moved = moved_to(row(first), [gold[path] for path in row(second)])
        moved |= moved_to(row(second), [gold[path] for path in row(first)])
        assert locate(RULES_2021, read({**gold, **moved}, "empty"), order=FORM_2021.paths).parts == ()


@pytest.mark.parametrize("numbers", [(2, -3), (-2, 3), (-12, 0)])
def test_numbers_below_zero_are_never_digits_of_another_one(gold, numbers):
    first, second = row("granted")[1:3]
    explanations = explained(gold, {first: numbers[0], second: numbers[1]})
    assert {first: gold[first], second: gold[second]} in [dict(e.changes) for e in explanations]
