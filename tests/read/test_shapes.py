"""The broad test: whatever shape a report comes in, no number is wrong without being named."""

import json
from decimal import Decimal

import pytest

from gouji.evaluate.copy import expected_from_json
from gouji.evaluate.damage import DAMAGES
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render.copies import two_reports
from gouji.evaluate.render.registry import SHAPES, make_copy
from gouji.evaluate.score import Truth, score
from small_reports import read_bytes

# Two of each shape, from seeds that no one looks at while working on the reader.
FIRST_SEED = 240_000
COMPOSED = 40
# Shapes that lose facts, or whose right outcome is open: free of silent errors is all they promise.
LOSSY = {
    "glued",
    "glued_damaged",
    "mojibake",
    "publisher_error",
    "year_conflict",
    "empty_for_zero",
    "straddled",
    "pdf_unruled",
    "labels_then_columns",
}
DAMAGED_SHAPES = ("tabs", "label_then_numbers", "labels_then_numbers", "spaces", "markdown", "html", "docx")
SEED_REPORTS = ("000", "001", "002", "003", "004")


def copies(shape, count, *hurts, first=FIRST_SEED):
    """``count`` copies of a shape; offices large and small take turns."""
    for seed in range(first, first + count):
        yield make_copy(shape, make_gold(seed, KINDS[seed % len(KINDS)]), seed, hurts)


def scored(copy):
    """A copy's score, read from the JSON that a program gets."""
    return score(copy, read_bytes(copy.content, copy.file_name))


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape not in LOSSY and shape != "composed"])
def test_an_undamaged_copy_is_read_wholly_and_accepted(shape):
    for copy in copies(shape, 2):
        one = scored(copy)
        assert one.silently_wrong == (), copy.name
        assert one.exact, (copy.name, one.wrong)
        assert one.status == copy.status, (copy.name, one.rules)


@pytest.mark.parametrize("shape", sorted(LOSSY))
def test_a_copy_that_lost_facts_is_never_silently_wrong(shape):
    for copy in copies(shape, 4):
        one = scored(copy)
        assert one.silently_wrong == (), copy.name


@pytest.mark.parametrize("part", range(4))
def test_shapes_composed_at_random_are_read_and_never_silently_wrong(part):
    each = COMPOSED // 4
    found = [scored(copy) for copy in copies("composed", each, first=FIRST_SEED + part * each)]
    assert [one.silently_wrong for one in found] == [()] * each
    assert sum(one.exact for one in found) >= each - 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named_or_harmless(damage):
    for at, shape in enumerate(DAMAGED_SHAPES):
        for copy in copies(shape, 1, DAMAGES[damage], first=FIRST_SEED + 50 + at):
            one = scored(copy)
            assert one.silently_wrong == (), copy.name
            if copy.status == "needs_review":
                assert one.status == "needs_review", (copy.name, copy.damage)


def test_damages_upon_damages_are_named_or_harmless():
    hurts = [DAMAGES[name] for name in ("row_missing", "labels", "page_numbers")]
    for at, shape in enumerate(DAMAGED_SHAPES):
        for copy in copies(shape, 2, *hurts, first=FIRST_SEED + 80 + 2 * at):
            assert scored(copy).silently_wrong == (), copy.name


@pytest.mark.parametrize("shape", ["tabs", "cell_per_line", "label_then_numbers", "pdf_text"])
def test_two_reports_in_one_file_are_refused(shape):
    first, second = make_gold(FIRST_SEED, "county"), make_gold(FIRST_SEED + 1, "county")
    copy = two_reports(shape, first, second, FIRST_SEED)
    report = read_bytes(copy.content, copy.file_name)
    assert report["status"] == "failed"
    assert report["error"]["code"] == "several_reports"
    assert report["cells"] == {}


def test_a_report_of_zeros_is_read_as_zeros():
    for shape in ("tabs", "labels_then_cells", "html", "docx"):
        copy = make_copy(shape, make_gold(FIRST_SEED, "all_zero"), FIRST_SEED)
        assert scored(copy).straight_through, shape


@pytest.mark.parametrize("number", SEED_REPORTS)
def test_a_seed_report_is_read_wholly_and_accepted(seeds, number):
    gold = json.loads(
        (seeds / "gold" / f"seed_{number}.json").read_text(encoding="utf-8"), parse_float=Decimal
    )
    [file] = seeds.glob(f"{number}_*.txt")
    report = read_bytes(file.read_bytes(), file.name)
    one = score(Truth(expected_from_json(gold["cells"])), report)
    assert (one.right, one.cells) == (200, 200)
    assert report["status"] == "accepted"
    assert report["agency"] in gold["agency_accepts"]
    assert report["year"] == gold["year"]
    assert set(report["sections"]) == {"overview", "problems", "other"}
