"""Table 4: fifteen numbers under heads that share their names."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from small_reports import (
    CASES,
    OUTCOME_HEADS,
    OUTCOMES,
    PRINTED,
    VALUES,
    case_lines,
    named,
    read,
    rules,
    silently_wrong,
    values,
    whole,
    with_cells,
)

PATHS = [path for path in VALUES if path.startswith("proceedings.")]
TITLES = dict(zip(CASES, ["行政复议", "未经复议直接起诉", "复议后起诉"], strict=True))
NUMBERS = [PRINTED[path] for path in PATHS]
NAMES = dict(zip(OUTCOME_HEADS, OUTCOMES, strict=True))


def without(*paths):
    return {**VALUES, **dict.fromkeys(paths)}


def is_sound(report):
    return report["status"] == "accepted" and values(report) == VALUES


def cases(case):
    return [path for path in PATHS if path.startswith(f"proceedings.{case}.")]


@pytest.mark.parametrize("separator", [" ", "  ", " | ", "\n", "\t"])
def test_every_separator_gives_the_same_cells(separator):
    lines = case_lines()
    assert is_sound(read(whole(cases=[*lines[:-1], separator.join(NUMBERS)])))


SHAPES = {
    "heads broken over two lines": case_lines(
        leaves=[f"{head[:2]}\n{head[2:]}" for head in OUTCOME_HEADS * 3]
    ),
    "spaces in the heads": case_lines(leaves=[f"{head[:2]} {head[2:]}" for head in OUTCOME_HEADS * 3]),
    "total written in three ways": case_lines(
        leaves=[*OUTCOME_HEADS[:4], "总\n计", *OUTCOME_HEADS[:4], "总 计   ", *OUTCOME_HEADS]
    ),
    "second halves of the heads lost": case_lines(leaves=["结果维持", "结果", "其他", "尚未", "总计"] * 3),
    "the review's outcomes beside the courts' titles": [
        "行政复议\t\t\t\t\t行政诉讼",
        "\t".join([*OUTCOME_HEADS, "未经复议直接起诉", "", "", "", "", "复议后起诉"]),
        "\t\t\t\t\t" + "\t".join(OUTCOME_HEADS * 2),
        "\t".join(NUMBERS),
    ],
    "each outcome behind its title": [
        "\t".join(title + head for title in TITLES.values() for head in OUTCOME_HEADS),
        "\t".join(NUMBERS),
    ],
    "three blocks one below the other": [
        line
        for at, case in enumerate(CASES)
        for line in (TITLES[case], "\t".join(OUTCOME_HEADS), "\t".join(NUMBERS[5 * at : 5 * at + 5]))
    ],
    "one head and one number per line": [
        line
        for at, case in enumerate(CASES)
        for line in (TITLES[case], *(f"{head} {NUMBERS[5 * at + i]}" for i, head in enumerate(OUTCOME_HEADS)))
    ],
    "all heads, then all numbers, one per line": [
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
        *OUTCOME_HEADS * 3,
        *NUMBERS,
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_the_table_gives_the_same_cells(shape):
    assert is_sound(read(whole(cases=SHAPES[shape])))


@given(st.permutations(OUTCOME_HEADS))
def test_outcomes_in_another_order_are_read_by_their_heads(block):
    numbers = [PRINTED[f"proceedings.{case}.{NAMES[head]}"] for case in CASES for head in block]
    lines = case_lines(leaves=block * 3)
    report = read(whole(cases=[*lines[:-1], "\t".join(numbers)]))
    assert values(report) == VALUES
    assert ("columns_moved" in rules(report)) == (block != OUTCOME_HEADS)


@pytest.mark.parametrize("order", list(permutations(CASES)))
def test_blocks_in_another_order_are_read_by_their_titles(order):
    lines = [
        "\t".join(TITLES[case] + head for case in order for head in OUTCOME_HEADS),
        "\t".join(PRINTED[path] for case in order for path in cases(case)),
    ]
    report = read(whole(cases=lines))
    assert values(report) == VALUES
    assert ("blocks_moved" in rules(report)) == (order != CASES)


def test_outcome_heads_that_are_gone_are_an_error():
    lines = case_lines()
    report = read(whole(cases=[*lines[:2], lines[3]]))
    assert report["status"] == "needs_review"
    assert silently_wrong(report) == []
    assert set(PATHS) - named(report, "error") == set()


@pytest.mark.parametrize("path", PATHS)
def test_one_empty_cell_is_the_only_one_without_a_number(path):
    report = read(with_cells(**{path: ""}))
    assert values(report) == without(path)
    assert report["cells"][path]["blank"] == "empty"


@given(st.sets(st.sampled_from(PATHS), min_size=1, max_size=14))
def test_numbers_beside_empty_cells_keep_their_heads(empty):
    assert silently_wrong(read(with_cells(**dict.fromkeys(empty, ""))), without(*empty)) == []


@pytest.mark.parametrize("mark", ["-", "—", "/", "无"])
def test_a_printed_blank_holds_its_place(mark):
    path = "proceedings.litigation_direct.corrected"
    assert values(read(with_cells(**{path: mark}))) == without(path)


def test_fifteen_empty_cells_are_blank_and_not_zero():
    report = read(with_cells(**dict.fromkeys(PATHS, "")))
    assert values(report) == without(*PATHS)
    assert {report["cells"][path]["blank"] for path in PATHS} == {"empty"}


def test_heads_without_numbers_are_missing_numbers():
    report = read(whole(cases=case_lines()[:-1]))
    assert {report["cells"][path]["blank"] for path in PATHS} == {"missing"}
    assert rules(report, "error") == {"missing_numbers"}
    assert values(report) == without(*PATHS)


def test_a_table_that_is_gone_is_missing_whole():
    report = read(whole(cases=[]))
    assert {report["cells"][path]["blank"] for path in PATHS} == {"missing"}
    assert "missing_table" in rules(report, "error")


def test_fifteen_digits_run_together_are_fifteen_numbers():
    ones = dict.fromkeys(PATHS, "0")
    ones |= {path: "4" for path in PATHS if path.endswith(("corrected", "total"))}
    digits = "".join(ones.values())
    lines = case_lines()
    report = read(whole(cases=[*lines[:-1], digits]))
    assert values(report) == {**VALUES, **{path: int(text) for path, text in ones.items()}}


def test_digits_run_together_are_cut_by_the_sums_or_left_unread():
    lines = case_lines()
    report = read(whole(cases=[*lines[:-1], "".join(NUMBERS)]))
    assert silently_wrong(report) == []
    assert report["status"] == "needs_review"


@given(st.integers(0, len("".join(NUMBERS)) - 1), st.sampled_from(["", "7", "00"]))
def test_digits_run_together_with_one_wrong_are_never_silently_wrong(at, how):
    digits = "".join(NUMBERS)
    lines = case_lines()
    report = read(whole(cases=[*lines[:-1], digits[:at] + how + digits[at + 1 :]]))
    assert silently_wrong(report) == []
    assert report["status"] == "needs_review" or values(report) == VALUES


@given(st.sampled_from(PATHS), st.integers(0, 10**6))
def test_any_one_wrong_number_is_read_as_printed_and_its_block_named(path, printed):
    report = read(with_cells(**{path: str(printed)}))
    assert values(report) == {**VALUES, path: printed}
    block = set(cases(path.split(".")[1]))
    assert named(report, "error") == (block if printed != VALUES[path] else set())


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_number_between_the_lines_is_never_a_cell_unnoticed(line):
    lines = case_lines()
    lines.insert(line, "6")
    report = read(whole(cases=lines))
    assert silently_wrong(report) == []


def test_a_number_beside_the_row_is_never_a_cell_unnoticed():
    for row in ("\t".join([*NUMBERS, "6"]), "\t".join(["6", *NUMBERS])):
        assert silently_wrong(read(whole(cases=[*case_lines()[:-1], row]))) == []


@pytest.mark.parametrize("printed", ["约4", "4余", "四", "见注"])
@pytest.mark.parametrize(
    "at",
    [
        1,
        5,
        14,
    ],
)
def test_words_in_one_cell_give_no_number_to_another_block(at, printed):
    numbers = [*NUMBERS[:at], printed, *NUMBERS[at + 1 :]]
    report = read(whole(cases=[*case_lines()[:-1], "\t".join(numbers)]))
    assert silently_wrong(report, without(PATHS[at])) == []
    assert report["status"] == "needs_review"


def test_a_row_broken_inside_a_number_gives_no_number_to_another_head():
    row = "\t".join(NUMBERS).replace("12", "1\n2", 1)
    assert silently_wrong(read(whole(cases=[*case_lines()[:-1], row]))) == []


def test_a_row_broken_by_a_page_after_its_first_block_moves_no_block():
    row = "\t".join(NUMBERS[:5]) + "\n3\n\f" + "\t".join(NUMBERS[5:])
    assert silently_wrong(read(whole(cases=[*case_lines()[:-1], row]))) == []


def test_blocks_exchanged_under_damaged_titles_are_never_silently_read_in_the_forms_order():
    heads = "未经复议直接起诉\t复议后起诉\t" + "\t".join(OUTCOME_HEADS)
    order = [CASES[1], CASES[2], CASES[0]]
    cells = [PRINTED[f"proceedings.{case}.{outcome}"] for case in order for outcome in OUTCOMES]
    lines = ["囗政诉讼\t行政复议", heads, "\t".join(OUTCOME_HEADS * 2), "\t".join(cells)]
    report = read(whole(cases=lines))
    assert silently_wrong(report) == []


def test_blocks_that_may_have_changed_places_are_named_even_where_a_block_prints_one_number_only():
    """The group's head is damaged and stands first: which block is which is open, so zeros are in doubt too."""
    leaves = "\t".join(OUTCOME_HEADS)
    printed = {**PRINTED, **{f"proceedings.reconsideration.{outcome}": "0" for outcome in OUTCOMES}}
    numbers = [printed[f"proceedings.{case}.{outcome}"] for case in CASES for outcome in OUTCOMES]
    heads = [
        "政诉讼\t\t\t\t\t\t\t\t\t\t行政复议",
        "未经复议直接起诉\t\t\t\t\t复议后起诉",
        "\t".join([leaves] * 3),
    ]
    report = read(whole(cases=[*heads, "\t".join([*numbers[5:], *numbers[:5]])]))
    paths = [f"proceedings.{case}.{outcome}" for case in CASES for outcome in OUTCOMES]
    assert silently_wrong(report, {**VALUES, **{path: int(printed[path]) for path in paths}}) == []
