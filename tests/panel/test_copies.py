import pytest

from gouji.panel.copies import against_copy
from panel_sheets import sheet
from small_reports import VALUES

PATH = "requests.granted.business"
RIGHT = VALUES[PATH]


def copies(one=(), other=(), **identity):
    return against_copy(sheet(1, 2024, one), sheet(2, 2024, other, **identity))


def test_equal_copies_are_silent():
    assert copies() is None


def test_the_copy_whose_sums_break_is_the_likelier_wrong_one():
    for one, other, likely in (({}, {PATH: RIGHT + 9}, 1), ({PATH: RIGHT + 9}, {}, 0)):
        finding = copies(one, other)
        assert [(each.path, each.one, each.other) for each in finding.differences] == [
            (PATH, one.get(PATH, RIGHT), other.get(PATH, RIGHT))
        ]
        assert finding.likely is finding.entries[likely]


def test_cells_without_equations_are_named_and_left_undecided():
    finding = copies(other={"disclosure.licensing.decisions": 1247})
    assert [(each.one, each.other, each.likely) for each in finding.differences] == [(1274, 1247, None)]
    assert finding.likely is None


def test_two_copies_with_errors_of_their_own_are_decided_cell_by_cell():
    elsewhere = "proceedings.reconsideration.upheld"
    finding = copies({PATH: RIGHT + 1}, {elsewhere: 60})
    assert {each.path: each.likely for each in finding.differences} == {PATH: "one", elsewhere: "other"}
    assert finding.likely is None


def test_rows_exchanged_keep_every_sum_and_are_left_undecided():
    columns = [path.rpartition(".")[2] for path in VALUES if path.startswith("requests.granted.")]
    swapped = {}
    for column in columns:
        first, second = f"requests.granted.{column}", f"requests.unavailable.not_held.{column}"
        swapped |= {first: VALUES[second], second: VALUES[first]}
    finding = copies(other=swapped)
    assert len(finding.differences) == sum(VALUES[path] != value for path, value in swapped.items())
    assert finding.likely is None


@pytest.mark.parametrize("blank", ["empty", "dash", "not_applicable"])
def test_a_printed_blank_goes_together_with_0_only(blank):
    zero = next(path for path, value in VALUES.items() if value == 0)
    assert copies({zero: blank}) is None
    finding = copies({PATH: blank})
    assert [(each.one, each.other) for each in finding.differences] == [(None, RIGHT)]


@pytest.mark.parametrize("content", [None, "missing", "not_in_form"])
def test_what_could_not_be_read_is_counted_and_not_compared(content):
    assert copies({PATH: content}) is None
    finding = copies({PATH: content}, {"disclosure.coercion.decisions": 75})
    assert [each.path for each in finding.differences] == ["disclosure.coercion.decisions"]
    assert finding.params["uncompared"] == 1


def test_numbers_borne_out_in_both_copies_make_an_error():
    def severity(one, other):
        changed = {"disclosure.coercion.decisions": 75}
        return against_copy(sheet(1, firm=one), sheet(2, changes=changed, firm=other)).severity

    path = {"disclosure.coercion.decisions"}
    assert (severity(path, path), severity(path, ()), severity((), path)) == ("error", "warning", "warning")
