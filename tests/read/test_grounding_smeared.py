"""Where characters are unreadable, a number is placed by what is left of its own label, or not at all."""

import random
from dataclasses import replace

import pytest

from gouji.convert import convert
from gouji.document import Source
from gouji.evaluate.copy import Missing
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render.registry import SHAPES, make_copy
from gouji.families.disclosure.rules import ROWS
from gouji.read.grounding import ground
from small_reports import (
    DISCLOSURE,
    LABELS,
    VALUES,
    disclosure_lines,
    document,
    paths_of,
    request_rows,
    whole,
    with_rows,
)

READABLE = tuple(shape for shape in SHAPES if shape != "mojibake")
TABLES = ("disclosure", "requests", "proceedings")
FIRST_SEED = 420_000
UNREAD = {"boxes": "□", "blanks": " ", "question marks": "?", "replacement characters": "\ufffd"}
STRANGERS = "囗亍甫丙宋朱曰夲甲尔未末土士干千己巳人入八大太天夫失矢午牛日目且由申田"
SINGLE = [path for path in VALUES if path.startswith("disclosure.") and path.count(".") == 2][-4:]


def smeared(text, rng, sign):
    """Some lines lose CJK characters to ``sign``, or to other characters; units go only where it shows."""
    share, each = rng.uniform(0.3, 0.95), rng.choice([0.3, 0.5, 0.8, 1.0])
    spared = "元万" if sign == " " else ""

    def smear(line):
        if rng.random() > share:
            return line
        return "".join(
            (sign or rng.choice(STRANGERS))
            if "一" <= char <= "鿿" and char not in spared and rng.random() < each
            else char
            for char in line
        )

    return "\n".join(map(smear, text.split("\n")))


def moved(values, step):
    """Every row of table 3, and of the rows of one number in table 2, claims its neighbour's numbers."""
    rows = [paths_of(row) for row in ROWS if f"requests.{row}.total" in values]
    rows = [[path for row in rows for path in row], SINGLE]
    widths = (7, 1)
    claimed = dict(values)
    for paths, width in zip(rows, widths, strict=True):
        shift = step * width
        claimed.update({
            path: values[paths[at + shift]]
            for at, path in enumerate(paths)
            if 0 <= at + shift < len(paths)
        })  # fmt: skip
    return claimed


@pytest.mark.parametrize("sign", [*UNREAD, "strangers"])
@pytest.mark.parametrize("shape", READABLE[::3])
def test_a_smeared_copy_never_has_a_wrong_number_for_sure(shape, sign):
    for seed in (FIRST_SEED, FIRST_SEED + 1):
        copy = make_copy(shape, make_gold(seed, KINDS[seed % len(KINDS)]), seed)
        source = convert(Source.of(copy.file_name, copy.content))
        rng = random.Random(f"{shape} {seed} {sign}")
        source = replace(source, text=smeared(source.text, rng, UNREAD.get(sign, "")))
        printed = {p: None if isinstance(value, Missing) else value for p, value in copy.expected.items()}
        for claimed in (printed, moved(printed, 1), moved(printed, -1)):
            for table in TABLES:
                claim = {path: value for path, value in claimed.items() if path.startswith(f"{table}.")}
                found = ground(source, table, claim, {})
                wrong = {path for path, cell in found.items() if cell.sure and cell.value != printed[path]}
                assert wrong == set()


def grounded(lines, claimed=None):
    """The cells of table 2 of the small report, printed as ``lines``."""
    values = {f"disclosure.{path}": value for path, value in DISCLOSURE.items()}
    return ground(document(whole(disclosure=lines)), "disclosure", {**values, **(claimed or {})}, {})


def below(penalties, coercion):
    """Table 2 with the labels above their numbers, two of them as given."""
    lines = []
    for line in disclosure_lines():
        label, *numbers = line.split("\t")
        label = {"行政处罚": penalties, "行政强制": coercion}.get(label, label)
        if numbers and numbers[0][:1].isdigit():
            lines += [label, "  ".join(filter(None, numbers))]
        else:
            lines.append(line)
    return lines


@pytest.mark.parametrize(
    ("penalties", "coercion"),
    [("行□□□", "□政强制"), ("行   ", " 政强制"), ("行政", "强制"), ("行政强", "制")],
)
def test_what_is_left_of_two_labels_is_not_one_label_around_a_number(penalties, coercion):
    claimed = {
        "disclosure.coercion.decisions": DISCLOSURE["penalties.decisions"],
        "disclosure.penalties.decisions": None,
    }
    found = grounded(below(penalties, coercion), claimed)
    assert not found["disclosure.coercion.decisions"].sure
    assert not found["disclosure.penalties.decisions"].sure
    assert grounded(below("行政处罚", "行政强制"))["disclosure.coercion.decisions"].sure


def test_a_list_number_before_unread_words_fills_no_row():
    lines = [line.replace("行政强制\t57", "行政强制\n1.□□□\n57") for line in disclosure_lines()]
    assert lines != disclosure_lines()
    assert not grounded(lines)["disclosure.coercion.decisions"].sure


@pytest.mark.parametrize("lost", ["结果维持", "未经复议直接起诉", "结果", "尚未审结"])
def test_heads_of_which_too_little_is_left_tell_no_columns(lost):
    values = {path: value for path, value in VALUES.items() if path.startswith("proceedings.")}
    assert all(cell.sure for cell in ground(document(whole()), "proceedings", values, {}).values())
    found = ground(document(whole().replace(lost, "□" * len(lost))), "proceedings", values, {})
    assert not any(cell.sure for cell in found.values())


@pytest.mark.parametrize("head", ["（单位：元）", "（单位：□元）", "（□□：□□）"])
@pytest.mark.parametrize("unit", ["", "元", "万元"])
def test_an_amount_is_sure_only_under_the_units_that_are_printed(head, unit):
    lines = [
        line.replace("（单位：万元）", head).replace("83.46", f"83.46{unit}") for line in disclosure_lines()
    ]
    assert any(head in line for line in lines)
    cell = grounded(lines)["disclosure.fees.amount"]
    assert cell.sure == (unit == "万元" and "元" not in head)


def test_a_row_of_empty_cells_below_numbers_without_a_row_is_not_blank_for_sure():
    rows = request_rows()
    numbers = rows["granted"].partition(LABELS["granted"])[2]
    group, mark = rows["granted"].partition(LABELS["granted"])[0], "（一）"
    torn = f"{group}{mark}{numbers}\n\n7\n{group}予以公开" + "\t" * 7
    lines = [torn if row == "granted" else line for row, line in rows.items()]
    claimed = {path: value for path, value in VALUES.items() if path.startswith("requests.")}
    found = ground(document(with_rows(lines)), "requests", claimed, {})
    assert not any(found[path].sure for path in paths_of("granted"))
    assert all(found[path].sure for path in paths_of("partly_granted"))
