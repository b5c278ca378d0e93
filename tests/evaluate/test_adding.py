"""A reviewed document becomes gold: by name, with its corrections, never on the machine's word alone."""

import json
from decimal import Decimal

import pytest

from gouji.document import Source
from gouji.errors import UsageError
from gouji.evaluate.adding import Confirmation, gold_of, parse_corrections, write_fixture
from gouji.evaluate.case import from_folder
from gouji.pipeline import process
from small_reports import VALUES, whole, with_cells

TOTAL = "requests.received.total"


def report_of(text):
    return process(Source.of("小报告.txt", text.encode()))


@pytest.fixture(scope="module")
def sound():
    return report_of(whole())


@pytest.fixture(scope="module")
def broken():
    return report_of(with_cells(**{TOTAL: "999"}))


def test_an_accepted_report_confirmed_by_name_becomes_its_own_gold(sound):
    gold = gold_of(sound, Confirmation("周"))
    assert {path: gold["cells"][path] for path in VALUES} == VALUES
    assert (gold["expect"], gold["broken_equations"]) == ("accepted", [])


def test_nobody_confirming_is_refused(sound):
    with pytest.raises(UsageError, match="--by"):
        gold_of(sound, Confirmation(" "))


def test_a_questioned_cell_that_nobody_compared_is_refused_by_name(broken):
    with pytest.raises(UsageError, match=r"requests\."):
        gold_of(broken, Confirmation("周"))


def test_a_correction_replaces_what_the_machine_read(broken):
    right = str(VALUES[TOTAL])
    gold = gold_of(broken, Confirmation("周", corrections={TOTAL: right}, all_compared=True))
    assert gold["cells"][TOTAL] == VALUES[TOTAL]
    assert gold["expect"] == "accepted"


def test_a_document_that_prints_a_wrong_sum_says_so_in_its_gold(broken):
    gold = gold_of(broken, Confirmation("周", all_compared=True))
    assert gold["cells"][TOTAL] == 999
    assert gold["expect"] == "needs_review"
    assert gold["broken_equations"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("requests.received.total=13", 13),
        ("disclosure.fees.amount=0.5", Decimal("0.5")),
        ("requests.received.total=dash", {"blank": "dash"}),
    ],
)
def test_corrections_are_numbers_amounts_or_kinds_of_blank(sound, text, value):
    corrections = parse_corrections([text])
    gold = gold_of(sound, Confirmation("周", corrections=corrections))
    assert gold["cells"][text.partition("=")[0]] == value


def test_identity_can_be_corrected_too(sound):
    said = parse_corrections(["agency=岚泽县人民政府", "year=2023", "title="])
    gold = gold_of(sound, Confirmation("周", corrections=said))
    assert (gold["agency"], gold["year"], gold["title"]) == ("岚泽县人民政府", 2023, None)


@pytest.mark.parametrize(
    "text", ["requests.received.total", "moon=3", "=3", "requests.other_processing.nosuch=3", "year=abc"]
)
def test_a_correction_that_names_no_cell_or_no_year_is_refused(text):
    with pytest.raises(UsageError):
        parse_corrections([text])


def test_two_corrections_of_one_cell_are_refused():
    with pytest.raises(UsageError, match="两次"):
        parse_corrections([f"{TOTAL}=1", f"{TOTAL}=2"])


@pytest.mark.parametrize("text", ["-1", "1.5", "", "many", "1e3", "Infinity"])
def test_a_correction_that_is_no_count_is_refused(sound, text):
    with pytest.raises(UsageError, match=r"requests\.received\.total"):
        gold_of(sound, Confirmation("周", corrections={TOTAL: text}))


def test_the_fixture_holds_original_gold_and_passport_and_can_be_read_back(sound, tmp_path):
    original = whole().encode()
    confirmation = Confirmation("周", "制表符", {TOTAL: str(VALUES[TOTAL])})
    folder = write_fixture(tmp_path, "first", original, sound, confirmation)
    copy = from_folder(folder)
    assert copy.content == original
    assert copy.expected == VALUES
    assert copy.undamaged
    passport = json.loads((folder / "gold.json").read_text())["passport"]
    assert passport["document"] == sound.document.sha256
    assert (passport["confirmed_by"], passport["corrected"]) == ("周", [TOTAL])


@pytest.mark.parametrize("name", ["../elsewhere", ".hidden", "a b"])
def test_a_case_name_that_leaves_the_folder_or_reads_badly_is_refused(sound, tmp_path, name):
    with pytest.raises(UsageError):
        write_fixture(tmp_path, name, b"", sound, Confirmation("周"))
    assert list(tmp_path.iterdir()) == []


def test_an_existing_case_is_never_replaced(sound, tmp_path):
    write_fixture(tmp_path, "first", b"1", sound, Confirmation("周"))
    with pytest.raises(UsageError, match="--case"):
        write_fixture(tmp_path, "first", b"2", sound, Confirmation("周"))
    assert (tmp_path / "first" / "source.txt").read_bytes() == b"1"


def test_a_failed_document_has_nothing_to_confirm():
    with pytest.raises(UsageError):
        gold_of(report_of("今天天气很好。"), Confirmation("周"))
