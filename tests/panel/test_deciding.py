from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.rules import RULES_2021
from gouji.panel.copies import against_copy
from gouji.panel.deciding import MOST
from panel_sheets import sheet
from small_reports import VALUES

WITH_EQUATIONS = sorted({path for rule in RULES_2021 for path in rule.cells})
SOUND = sheet(1)


def decided(changes, other=()):
    """Path to the side that is likely wrong; the first copy has ``other``, the second the ``changes``."""
    finding = against_copy(sheet(1, changes=other) if other else SOUND, sheet(2, changes=changes))
    return {each.path: each.likely for each in finding.differences}


def test_one_wrong_number_is_always_decided_where_it_has_an_equation():
    for path in WITH_EQUATIONS:
        assert decided({path: VALUES[path] + 7}) == {path: "other"}, path
        assert decided({}, {path: VALUES[path] + 7}) == {path: "one"}, path


@given(
    st.dictionaries(st.sampled_from(WITH_EQUATIONS), st.integers(0, 999), min_size=1, max_size=12),
)
def test_a_document_whose_equations_all_hold_is_never_blamed(changes):
    changes = {path: value for path, value in changes.items() if value != VALUES[path]}
    if changes:
        assert "one" not in decided(changes).values()


def test_a_number_that_nothing_checks_is_left_undecided():
    path = "requests.granted.business"
    unread = {f"requests.granted.{column}": None for column in ("research", "nonprofit")}
    unread |= {"requests.concluded.business": None}
    assert decided({path: 900}, unread)[path] == "other"  # the second copy's own sums still break
    finding = against_copy(sheet(1, changes={**unread, path: 900}), sheet(2, changes=unread))
    assert [each.likely for each in finding.differences] == [None]


def test_more_differences_than_are_tried_singly_are_decided_together():
    """Fourteen cells of two rows, each one too large: no row and no column of them holds."""
    rows = "granted", "refused.internal_affairs"
    shifted = {
        path: value + 1
        for path, value in VALUES.items()
        if path.split(".", 1)[1].rpartition(".")[0] in rows and path.startswith("requests.")
    }
    assert len(shifted) > MOST
    assert set(decided(shifted).values()) == {"other"}


def test_both_copies_wrong_in_one_row_are_told_apart_by_their_columns():
    one, other = "requests.granted.business", "requests.granted.research"
    found = decided({other: VALUES[other] + 2}, {one: VALUES[one] + 5})
    assert found == {one: "one", other: "other"}


def test_an_error_that_both_copies_print_keeps_its_neighbours_undecided():
    """The row is broken whichever copy is right, so it says nothing about the number that differs."""
    shared = {"requests.granted.total": VALUES["requests.granted.total"] + 1}
    path = "requests.granted.business"
    assert decided({**shared, path: VALUES[path] + 4}, shared) == {path: None}
