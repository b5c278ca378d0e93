"""A claimed value counts only where the page prints it in the value's own row and column."""

import random
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert import convert
from gouji.document import Source
from gouji.evaluate.copy import Missing
from gouji.evaluate.damage import DAMAGES
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render.copies import two_reports
from gouji.evaluate.render.registry import make_copy
from gouji.families.disclosure.rules import COLUMNS, LEAVES, ROWS
from gouji.read.grounding import find_quote, ground
from small_reports import (
    DISCLOSURE,
    LABELS,
    PRINTED,
    REQUEST_HEADS,
    VALUES,
    disclosure_lines,
    document,
    paths_of,
    request_rows,
    row_numbers,
    whole,
    with_cells,
    with_rows,
)

TABLES = ("disclosure", "requests", "proceedings")
FIRST_SEED = 350_000
SHAPES = (
    "tabs", "cell_per_line", "pipes_garbled", "markdown", "layout", "label_then_cells", "labels_then_numbers",
    "labels_then_columns", "straddled", "no_leading_cells", "csv_like", "group_in_middle", "rows_swapped",
    "applicants_swapped", "outcomes_swapped", "blocks_swapped", "dashes_for_zero", "empty_for_zero", "glued",
    "html", "docx", "pdf_unruled",
)  # fmt: skip
# The heads of pipes_garbled lose whole words.
PLAIN = tuple(shape for shape in SHAPES if shape not in {"empty_for_zero", "glued", "pipes_garbled"})


def of_table(values, table):
    """The cells of one table."""
    return {path: value for path, value in values.items() if path.startswith(f"{table}.")}


@cache
def rendered(shape, seed, *hurts):
    """A messy copy's document, its printed values by path, and the paths that are no cells of it."""
    gold = make_gold(seed, KINDS[seed % len(KINDS)])
    copy = make_copy(shape, gold, seed, tuple(DAMAGES[name] for name in hurts))
    printed = {path: None if isinstance(value, Missing) else value for path, value in copy.expected.items()}
    absent = {
        path
        for path, value in copy.expected.items()
        if isinstance(value, Missing) and value.kind in {"missing", "not_in_form", "unread"}
    }
    return convert(Source.of(copy.file_name, copy.content)), printed, absent


def grounded_for_sure(found):
    """Paths whose value is printed in its own place beyond doubt."""
    return {path for path, cell in found.items() if cell.why is None and cell.sure}


def rows_of(values):
    """The rows of table 3, each with its seven paths, in form order."""
    return [paths_of(row) for row in ROWS if f"requests.{row}.total" in values]


def taking(values, pairs):
    """``values`` where each first path has the value of the second."""
    return {**values, **{to: values[of] for to, of in pairs}}


def swapped(values, one, other):
    """Two rows or columns with each other's values."""
    return taking(values, [*zip(one, other, strict=True), *zip(other, one, strict=True)])


def rows_exchanged(values, rng):
    """Two neighbours of table 3 have each other's numbers."""
    rows = rows_of(values)
    at = rng.randrange(len(rows) - 1)
    return swapped(values, rows[at], rows[at + 1])


def rows_shifted(values, rng):
    """From some row on, a group of rows has the numbers of the row above."""
    rows = rows_of(values)
    at = rng.randrange(1, len(rows) - 5)
    group = range(at, at + rng.randint(2, 5))
    return taking(values, [pair for row in group for pair in zip(rows[row], rows[row - 1], strict=True)])


def columns_shifted(values, rng):
    """One row's numbers stand a column further right, the last one in the first."""
    row = rng.choice(rows_of(values))
    return taking(values, zip(row, [row[-1], *row[:-1]], strict=True))


def columns_exchanged(values, rng):
    """Two columns of table 3 have each other's numbers in every row."""
    one, other = rng.sample(range(len(COLUMNS)), 2)
    rows = rows_of(values)
    return swapped(values, [row[one] for row in rows], [row[other] for row in rows])


def outcomes_exchanged(values, rng):
    """Two outcomes of table 4 have each other's numbers."""
    return swapped(values, *[[path] for path in rng.sample(sorted(of_table(values, "proceedings")), 2)])


def lifecycle_shifted(values, rng):
    """A row of table 2 has its numbers a column further left."""
    row = [
        f"disclosure.{rng.choice(['regulations', 'normative_documents'])}.{name}"
        for name in ("issued", "repealed", "in_force")
    ]
    return taking(values, zip(row, [*row[1:], row[0]], strict=True))


def digit_changed(values, rng):
    """One digit of some numbers is another."""
    changed = dict(values)
    for path in rng.sample(sorted(path for path, value in values.items() if value is not None), 12):
        digits = str(values[path])
        at = rng.choice([at for at, char in enumerate(digits) if char.isdigit()])
        text = f"{digits[:at]}{(int(digits[at]) + rng.randint(1, 9)) % 10}{digits[at + 1 :]}"
        changed[path] = Decimal(text) if isinstance(values[path], Decimal) else int(text)
    return changed


def numbers_for_blanks(values, rng):
    """Every blank cell has a number, mostly 0."""
    return {path: rng.choice([0, 0, 1, 7]) if value is None else value for path, value in values.items()}


def nulls_for_numbers(values, rng):
    """Some numbers are missed."""
    return {**values, **dict.fromkeys(rng.sample(sorted(values), 15))}


def totals_recomputed(values, rng):
    """A wrong number, with the sums over it made to fit."""
    leaf = rng.choice([leaf for leaf in LEAVES if values.get(f"requests.{leaf}.total") is not None])
    column = rng.choice(list(COLUMNS)[:-1])
    places = [(leaf, column), (leaf, "total"), ("concluded", column), ("concluded", "total")]
    added = rng.randint(1, 30)
    paths = [f"requests.{row}.{name}" for row, name in places]
    return {**values, **{path: (values[path] or 0) + added for path in paths}}


KINDS_OF_ERROR = (
    rows_exchanged, rows_shifted, columns_shifted, columns_exchanged, outcomes_exchanged, lifecycle_shifted,
    digit_changed, numbers_for_blanks, nulls_for_numbers, totals_recomputed,
)  # fmt: skip


@pytest.mark.parametrize("shape", PLAIN)
def test_the_printed_values_of_an_undamaged_copy_are_grounded_for_sure(shape):
    count = sure = 0
    for seed in range(FIRST_SEED, FIRST_SEED + 3):
        source, printed, absent = rendered(shape, seed)
        for table in TABLES:
            claimed = {path: v for path, v in of_table(printed, table).items() if path not in absent}
            count += len(claimed)
            sure += len(grounded_for_sure(ground(source, table, claimed, {})))
    assert sure >= 0.97 * count


@pytest.mark.parametrize("kind", KINDS_OF_ERROR)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_wrong_claim_is_ever_grounded_for_sure(shape, kind):
    for seed in (FIRST_SEED, FIRST_SEED + 1):
        source, printed, _ = rendered(shape, seed)
        claimed = kind(printed, random.Random(seed))
        for table in TABLES:
            sure = grounded_for_sure(ground(source, table, of_table(claimed, table), {}))
            assert {path for path in sure if claimed[path] != printed[path]} == set()


@pytest.mark.parametrize("damage", [*DAMAGES, ("labels", "numbers_lost"), ("heads_lost", "row_doubled")])
def test_damage_never_makes_a_wrong_place_sure(damage):
    hurts = (damage,) if isinstance(damage, str) else damage
    for at, shape in enumerate(
        ("tabs", "straddled", "labels_then_numbers", "labels_then_columns", "pipes_garbled", "html")
    ):
        source, printed, _ = rendered(shape, FIRST_SEED + 10 + at, *hurts)
        for table in TABLES:
            found = ground(source, table, of_table(printed, table), {})
            assert {
                path for path, cell in found.items() if cell.sure and cell.value != printed[path]
            } == set()


@pytest.mark.parametrize("kind", [rows_shifted, nulls_for_numbers, totals_recomputed])
@pytest.mark.parametrize("damage", ["labels", "row_missing", "numbers_lost", "page_numbers"])
def test_no_wrong_claim_is_grounded_for_sure_in_damaged_copies(damage, kind):
    for at, shape in enumerate(("spaces", "straddled", "labels_then_cells", "layout", "docx")):
        source, printed, absent = rendered(shape, FIRST_SEED + 30 + at, damage)
        claimed = kind(printed, random.Random(at))
        for table in TABLES:
            sure = grounded_for_sure(ground(source, table, of_table(claimed, table), {}))
            assert {path for path in sure - absent if claimed[path] != printed[path]} == set()


@pytest.mark.parametrize("table", TABLES)
def test_the_small_report_is_grounded_cell_by_cell(table):
    source = document(whole())
    found = ground(source, table, of_table(VALUES, table), {})
    assert grounded_for_sure(found) == set(of_table(VALUES, table))
    for path, cell in found.items():
        assert source.text[cell.place.start : cell.place.end] == cell.printed == PRINTED[path]
        assert cell.value == VALUES[path]


@given(st.permutations(list(LABELS)))
def test_rows_in_any_other_order_are_grounded_only_where_the_numbers_are_the_same(order):
    pairs = [
        pair
        for row, of in zip(LABELS, order, strict=True)
        for pair in zip(paths_of(row), paths_of(of), strict=True)
    ]
    claimed = taking(of_table(VALUES, "requests"), pairs)
    found = ground(SMALL, "requests", claimed, {})
    assert {path for path, cell in found.items() if cell.why is None} == {
        path for path, value in claimed.items() if value == VALUES[path]
    }


@given(st.dictionaries(st.sampled_from(sorted(VALUES)), st.one_of(st.none(), st.integers(0, 60)), min_size=1))
def test_a_printed_number_grounds_one_cell_only_and_in_order(changes):
    claimed = {**VALUES, **changes}
    places = []
    for table in TABLES:
        found = ground(SMALL, table, of_table(claimed, table), {})
        for path, cell in found.items():
            assert (cell.why is None) == (claimed[path] == VALUES[path])
            if cell.why is None:
                places.append((cell.place.start, cell.place.end))
    assert all(one[1] <= other[0] for one, other in pairwise(places))


SMALL = document(whole())


@pytest.mark.parametrize(
    ("claimed", "why"),
    [
        (VALUES["requests.received.business"], "out_of_order"),
        (10_007, "not_printed"),
        (VALUES["requests.concluded.total"], "other_row"),
        (None, "printed_number_for_null"),
    ],
)
def test_a_value_that_its_cell_does_not_print_says_why_and_what_the_cell_holds(claimed, why):
    path = "requests.received.natural_person"
    values = {**of_table(VALUES, "requests"), path: claimed}
    values["requests.received.business"] = values["requests.concluded.total"] = 10_008
    cell = ground(SMALL, "requests", values, {})[path]
    assert (cell.why, cell.value, cell.printed) == (why, VALUES[path], PRINTED[path])


@pytest.mark.parametrize("blank", ["", "-", "—", "无", "/"])
def test_a_zero_needs_its_own_printed_zero(blank):
    path = "requests.granted.research"
    source = document(with_cells(**{path: blank}))
    values = of_table(VALUES, "requests")
    assert ground(source, "requests", {**values, path: 0}, {})[path].why == "not_printed"
    cell = ground(source, "requests", {**values, path: None}, {})[path]
    assert (cell.why, cell.sure, cell.value, cell.printed) == (None, True, None, blank or None)


def test_a_null_with_a_quote_needs_these_very_characters_in_its_cell():
    path = "requests.granted.research"
    source = document(with_cells(**{path: "—"}))
    values = {**of_table(VALUES, "requests"), path: None}
    assert ground(source, "requests", values, {path: "－"})[path].why is None
    assert ground(source, "requests", values, {path: "无"})[path].why == "not_printed"


@pytest.mark.parametrize(
    ("printed", "claimed", "why"),
    [
        ("7730.28", "7730.28", None),
        ("7,730.28万元", "7730.28", None),
        ("77302800元", "7730.28", None),
        ("77302800元", "77302800", "not_printed"),
        ("7730.280", "7730.28", None),
    ],
)
def test_an_amount_is_compared_in_ten_thousands(printed, claimed, why):
    source = document(with_cells(**{"disclosure.fees.amount": printed}))
    values = {**of_table(VALUES, "disclosure"), "disclosure.fees.amount": Decimal(claimed)}
    assert ground(source, "disclosure", values, {})["disclosure.fees.amount"].why == why


def test_an_amount_under_a_head_of_another_unit_is_not_sure():
    lines = [line.replace("单位：万元", "单位：元") for line in disclosure_lines()]
    values = {**of_table(VALUES, "disclosure"), "disclosure.fees.amount": DISCLOSURE["fees.amount"] / 10_000}
    cell = ground(document(whole(disclosure=lines)), "disclosure", values, {})["disclosure.fees.amount"]
    assert (cell.why, cell.sure) == (None, False)


def test_digits_without_separators_ground_a_row_that_reproduces_them_but_never_for_sure():
    rows = [
        row.rstrip("\t").rpartition(label)[0] + label + "".join(row.rpartition(label)[2].split())
        for row, label in zip(request_rows().values(), LABELS.values(), strict=True)
    ]
    source = document(with_rows(rows))
    values = of_table(VALUES, "requests")
    found = ground(source, "requests", values, {})
    assert {cell.why for cell in found.values()} == {None}
    assert grounded_for_sure(found) == set()
    path = "requests.received.natural_person"
    wrong = ground(source, "requests", {**values, path: values[path] + 1}, {})
    assert {wrong[path].why for path in paths_of("received")} == {"misfit"}


@pytest.mark.parametrize("stray", ["{numbers}\n18", "{numbers} 18"])
def test_a_stray_number_that_fills_up_a_row_with_a_blank_makes_no_place_sure(stray):
    label = LABELS["granted"]
    kept = row_numbers("granted")
    blank = f"{' '.join(kept[:2])}  {' '.join(kept[3:])}"
    rows = {row: f"{name} {' '.join(row_numbers(row))}" for row, name in LABELS.items()}
    rows["granted"] = f"{label} {stray.format(numbers=blank)}"
    found = ground(document(with_rows(rows.values())), "requests", of_table(VALUES, "requests"), {})
    assert not grounded_for_sure(found) & set(paths_of("granted"))
    assert set(paths_of("received")) <= grounded_for_sure(found)


def test_a_row_printed_twice_is_not_sure():
    rows = request_rows()
    source = document(with_rows([*rows.values(), rows["granted"]]))
    found = ground(source, "requests", of_table(VALUES, "requests"), {})
    assert not grounded_for_sure(found) & set(paths_of("granted"))
    assert set(paths_of("received")) <= grounded_for_sure(found)


def test_a_table_printed_again_elsewhere_is_not_sure():
    text = whole() + "\n附件\n主动公开政府信息情况\n" + "\n".join(disclosure_lines())
    found = ground(document(text), "disclosure", of_table(VALUES, "disclosure"), {})
    assert grounded_for_sure(found) == set()
    assert {cell.why for cell in found.values()} == {None}


def test_two_reports_in_one_file_ground_nothing_for_sure():
    first, second = make_gold(FIRST_SEED, "county"), make_gold(FIRST_SEED + 1, "county")
    copy = two_reports("tabs", first, second, FIRST_SEED)
    source = convert(Source.of(copy.file_name, copy.content))
    for gold in (first, second):
        printed = make_copy("tabs", gold, gold.seed).expected
        values = {path: None if isinstance(value, Missing) else value for path, value in printed.items()}
        for table in TABLES:
            assert grounded_for_sure(ground(source, table, of_table(values, table), {})) == set()


def test_a_row_that_is_not_printed_grounds_no_number():
    rows = request_rows()
    del rows["refused.state_secret"]
    found = ground(document(with_rows(rows.values())), "requests", of_table(VALUES, "requests"), {})
    assert {found[path].why for path in paths_of("refused.state_secret")} == {"no_label"}
    assert len(grounded_for_sure(found)) == len(found) - len(COLUMNS)


def test_a_row_that_nobody_claims_is_in_the_answer():
    rows = request_rows()
    undivided = [line for row, line in rows.items() if not row.startswith("other.")]
    undivided.insert(-2, "\t（六）其他处理\t1\t0\t2\t0\t0\t4\t7")
    found = ground(document(with_rows(undivided)), "requests", of_table(VALUES, "requests"), {})
    cell = found["requests.other_processing.total"]
    assert (cell.why, cell.value) == ("printed_number_for_null", 7)


def test_nothing_is_sure_of_a_row_without_a_label_while_numbers_are_left_over():
    rows = request_rows()
    path = "requests.refused.state_secret.total"
    claimed = {**of_table(VALUES, "requests"), **dict.fromkeys(paths_of("refused.state_secret"))}
    lost = {**rows, "refused.state_secret": ""}
    damaged = {**rows, "refused.state_secret": rows["refused.state_secret"].replace("属于国家秘密", "■■■■■■")}
    absent = ground(document(with_rows(lost.values())), "requests", claimed, {})[path]
    unnamed = ground(document(with_rows(damaged.values())), "requests", claimed, {})[path]
    assert (absent.why, absent.sure) == (None, True)
    assert unnamed.why is not None or not unnamed.sure


def test_a_swapped_head_swaps_the_columns():
    heads = [
        line.replace("商业企业", "甲").replace("科研机构", "商业企业").replace("甲", "科研机构")
        for line in REQUEST_HEADS
    ]
    source = document(with_rows(request_rows().values(), heads))
    values = of_table(VALUES, "requests")
    business, research = ([f"requests.{row}.{name}" for row in LABELS] for name in ("business", "research"))
    assert grounded_for_sure(ground(source, "requests", swapped(values, business, research), {})) == set(
        values
    )
    found = ground(source, "requests", values, {})
    assert {path for path, cell in found.items() if cell.why} == {
        path
        for one, other in zip(business, research, strict=True)
        if values[one] != values[other]
        for path in (one, other)
    }


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("本年新收申请12件，其中自然人8件。", "本年新收申请12件，其中\n自然人8件。"),
        ("本年新收申请 12 件,其中自然人8件", "本年新收申请12件，其中\n自然人8件"),
        ("本年新收申请１２件", "本年新收申请12件"),
        ("称为「三公」的经费", "称为“三公”的经费"),
        ("（见附件）请查收", "(见附件)请查收"),
        ("本年新收申请13件", None),
        ("新收件", None),
        ("本年度", None),
        ("上年结转", None),
        ("", None),
    ],
)
def test_a_quote_is_found_verbatim_apart_from_space_width_and_marks(quote, found):
    text = "一、本年新收申请12件，其中\n自然人8件。称为“三公”的经费，(见附件)请查收。上年结转3件，上年结转4件。本年度"
    span = find_quote(text, quote)
    assert (text[slice(*span)] if span else None) == found


@given(st.text(alphabet="年新收12件，, \n（(”"), st.integers(0, 60), st.integers(1, 40))
def test_a_found_quote_covers_the_same_characters(text, start, size):
    quote = text[start : start + size]
    span = find_quote(text, quote)
    if span is not None:
        found = text[slice(*span)]
        assert find_quote(found, quote) == (0, len(found))
