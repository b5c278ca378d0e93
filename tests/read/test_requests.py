"""Table 3 in the shapes and accidents of real copies; the numbers are ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.rules import COLUMNS, OTHER_LEAVES
from small_reports import (
    GROUPS,
    HEADS,
    LABELS,
    PRINTED,
    REQUEST_HEADS,
    VALUES,
    named,
    paths_of,
    read,
    request_rows,
    row_numbers,
    rules,
    silently_wrong,
    values,
    whole,
    with_cells,
    with_rows,
)

PATH = "requests.granted.business"
UNDER = list(COLUMNS)


def without(*paths):
    return {**VALUES, **dict.fromkeys(paths)}


def is_sound(report):
    return report["status"] == "accepted" and values(report) == VALUES


# domain.md §5: values


@pytest.mark.parametrize(
    "written",
    [
        lambda value: f"{value}件",
        lambda value: f"{value} 件",
        lambda value: f" {value} ",
        lambda value: f"\u00a0{value}\u3000",
        lambda value: f"{value:,}",
        lambda value: f"{value:,}".replace(",", "，"),
        lambda value: f"{value:,}".replace(",", " "),
        lambda value: f"{value}.00",
        lambda value: "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(value)),
    ],
    ids=["件", "gap 件", "spaces", "nbsp", "1,295", "1，295", "1 295", "decimals", "full-width"],
)
def test_however_a_count_is_written_it_is_that_count(written):
    changes = {path: written(VALUES[path]) for path in [*paths_of("received"), *paths_of("granted")]}
    assert is_sound(read(with_cells(**changes)))


@pytest.mark.parametrize("remark", ["（其中网上 3 件）", "（含上年结转2件）", "(其中：当面1件)"])
def test_a_remark_beside_a_count_is_not_read_into_it(remark):
    assert is_sound(read(with_cells(**{PATH: f"{VALUES[PATH]}{remark}"})))


def test_letters_like_digits_are_read_with_a_warning():
    changes = {path: PRINTED[path].replace("0", "O").replace("1", "l") for path in paths_of("received")}
    report = read(with_cells(**changes))
    assert values(report) == VALUES
    changed = {path for path, text in changes.items() if text != PRINTED[path]}
    warned = [f for f in report["findings"] if f["rule"] == "confusable_letter"]
    assert {path for finding in warned for path in finding["cells"]} == changed
    assert changed


@pytest.mark.parametrize(
    ("mark", "blank"),
    [("", "empty"), ("-", "dash"), ("—", "dash"), ("－", "dash"), ("／", "dash"), ("无", "not_applicable")],
)
def test_a_blank_is_kept_as_its_own_kind_and_never_as_zero(mark, blank):
    zero = next(path for path in VALUES if path.startswith("requests.") and VALUES[path] == 0)
    report = read(with_cells(**{zero: mark}))
    assert (report["cells"][zero]["value"], report["cells"][zero]["blank"]) == (None, blank)
    assert report["status"] == "accepted"
    assert rules(report) == {"blank_cells"}


@pytest.mark.parametrize("printed", ["1.5", "-3", "0012", "12元", "12/3", "1?"])
def test_what_is_no_count_is_named_and_never_silently_read(printed):
    report = read(with_cells(**{PATH: printed}))
    assert report["status"] == "needs_review"
    assert silently_wrong(report, without(PATH)) == []


@given(st.sampled_from([path for path in VALUES if path.startswith("requests.")]), st.integers(0, 10**9))
def test_any_one_wrong_number_is_read_as_printed_and_named(path, printed):
    report = read(with_cells(**{path: str(printed)}))
    assert values(report) == {**VALUES, path: printed}
    assert (path in named(report, "error")) == (printed != VALUES[path])


# reader.md: mistakes met


def columns_exchanged(first, second, head=True):
    """The report with two columns exchanged, their heads with them or not."""

    def exchange(cells):
        cells = list(cells)
        cells[first], cells[second] = cells[second], cells[first]
        return cells

    rows = []
    for row, line in request_rows().items():
        front = line.split("\t")[:-7]
        rows.append("\t".join([*front, *exchange(row_numbers(row))]))
    heads = ["\t\t" + "\t".join(exchange(HEADS) if head else HEADS)]
    return with_rows(rows, heads)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (0, 1), (3, 4), (2, 5), (0, 6), (5, 6), (1, 6)])
def test_exchanged_columns_are_read_by_their_heads(first, second):
    report = read(columns_exchanged(first, second))
    assert values(report) == VALUES
    assert "columns_moved" in rules(report, "warning")


def test_heads_damaged_beyond_order_are_a_doubt_where_it_could_change_a_value():
    rows = request_rows().values()
    report = read(with_rows(rows, ["\t\t自然人\t业\t机\t社组织\t务\t他\t总计"]))
    assert silently_wrong(report) == []


def test_no_heads_at_all_are_an_error():
    report = read(with_rows(request_rows().values(), heads=[]))
    assert report["status"] == "needs_review"
    assert "doubtful_column" in rules(report, "error")
    assert silently_wrong(report) == []


@pytest.mark.parametrize("row", list(LABELS)[:-1])
def test_a_row_does_not_take_the_next_rows_numbers(row):
    rows = request_rows()
    rows[row] = "\t".join(rows[row].split("\t")[:-7])
    report = read(with_rows(rows.values()))
    assert silently_wrong(report, without(*paths_of(row))) == []
    assert {report["cells"][path]["value"] for path in paths_of(row)} == {None}
    assert set(paths_of(row)) <= named(report, "error")


@pytest.mark.parametrize("total", ["总", "总讨", "七", "息计", ""])
def test_a_damaged_total_row_does_not_give_its_numbers_to_the_row_above(total):
    rows = request_rows()
    rows["concluded"] = "\t".join(["", total, *row_numbers("concluded")])
    report = read(with_rows(rows.values()))
    assert silently_wrong(report) == []
    assert report["cells"]["requests.other.other.total"]["value"] in {
        VALUES["requests.other.other.total"],
        None,
    }


def wrapped(row):
    """A long label wrapped around its numbers, as a tall cell prints it."""
    label, numbers = LABELS[row], " ".join(row_numbers(row))
    if len(label) < 10:
        return [f"{label} {numbers}"]
    third = len(label) // 3
    return [label[:third], f"{label[third : 2 * third]} {numbers}", label[2 * third :]]


def test_labels_wrapped_around_their_numbers_shift_no_row():
    report = read(with_rows([line for row in LABELS for line in wrapped(row)]))
    assert is_sound(report)


def test_a_first_label_wrapped_behind_its_marker_says_where_the_labels_stand():
    lines = [line for row in LABELS for line in wrapped(row)]
    first = ["一、", " ".join(row_numbers("received")), LABELS["received"].removeprefix("一、")]
    assert is_sound(read(with_rows([*first, *lines[3:]])))


@pytest.mark.parametrize("order", ["label first", "numbers in the middle", "one number per line"])
def test_labels_and_numbers_on_lines_of_their_own_shift_no_row(order):
    lines = []
    for row, label in LABELS.items():
        numbers = row_numbers(row)
        if order == "one number per line":
            lines += [label, *numbers]
        elif order == "label first":
            lines += [label, " ".join(numbers)]
        else:
            lines += [label, " ".join(numbers[:4]), " ".join(numbers[4:])]
    assert is_sound(read(with_rows(lines)))


def glued(rows=None, hurt=()):
    """Table 3 with the digits of these rows run together; ``hurt``: (row, digits) printed instead."""
    instead = dict(hurt)
    lines = []
    for row, label in LABELS.items():
        digits = instead.get(row, "".join(row_numbers(row)))
        lines.append(
            label + digits if rows is None or row in rows else f"{label} {' '.join(row_numbers(row))}"
        )
    return with_rows(lines)


@pytest.mark.parametrize("row", ["refused.state_secret", "unavailable.not_held", "other.other"])
def test_one_glued_row_is_cut_by_the_sums_or_left_unread(row):
    report = read(glued([row]))
    assert silently_wrong(report) == []
    read_cells = {path: report["cells"][path]["value"] for path in paths_of(row)}
    assert all(value in {VALUES[path], None} for path, value in read_cells.items())


def test_all_rows_glued_are_never_silently_wrong():
    report = read(glued())
    assert silently_wrong(report) == []
    assert {path for path, cell in report["cells"].items() if cell["blank"] == "unread"} <= named(
        report, "error"
    )


@given(st.sampled_from(list(LABELS)), st.data())
def test_a_glued_row_with_a_wrong_digit_does_not_take_the_one_cut_that_adds_up(row, data):
    digits = "".join(row_numbers(row))
    at = data.draw(st.integers(0, len(digits) - 1))
    how = data.draw(st.sampled_from(["", digits[at] * 2, str((int(digits[at]) + 1) % 10)]))
    report = read(glued([row], [(row, digits[:at] + how + digits[at + 1 :])]))
    wrong = [path for path in paths_of(row) if report["cells"][path]["value"] != VALUES[path]]
    assert set(wrong) <= named(report)
    assert report["status"] == "needs_review" or values(report) == VALUES


def test_a_blank_between_glued_numbers_is_not_cut_into():
    printed = {
        "natural_person": "8",
        "business": "",
        "research": "",
        "nonprofit": "",
        "legal_service": "",
        "other_organization": "",
        "total": "66",
    }
    paths = {f"requests.refused.state_secret.{column}": text for column, text in printed.items()}
    lines = [
        label + ("866" if row == "refused.state_secret" else " " + " ".join(row_numbers(row)))
        for row, label in LABELS.items()
    ]
    report = read(with_rows(lines))
    expected = {**VALUES, **{path: int(text) if text else None for path, text in paths.items()}}
    assert silently_wrong(report, expected) == []
    assert report["status"] == "needs_review"


def test_rows_moved_are_read_by_their_labels_and_named():
    rows = request_rows()
    names = list(rows)
    at, to = names.index("refused.internal_affairs"), names.index("not_processed.repeated")
    names[at], names[to] = names[to], names[at]
    report = read(with_rows(rows[name] for name in names))
    assert silently_wrong(report) == []
    assert "rows_moved" in rules(report)


@pytest.mark.parametrize("row", list(LABELS))
def test_a_missing_row_is_named_and_no_other_cell_is_wrong(row):
    rows = request_rows()
    if row in GROUPS:
        following = list(rows)[list(rows).index(row) + 1]
        rows[following] = rows[following].replace("\t", f"{GROUPS[row]}\t", 1).lstrip("\t")
    del rows[row]
    report = read(with_rows(rows.values()))
    assert {report["cells"][path]["blank"] for path in paths_of(row)} == {"missing"}
    assert silently_wrong(report, without(*paths_of(row))) == []
    assert [f["rule"] for f in report["findings"] if f["severity"] == "error"] == ["missing_row"]


def test_a_row_printed_twice_is_an_error():
    rows = list(request_rows().values())
    report = read(with_rows([*rows[:6], rows[5], *rows[6:]]))
    assert report["status"] == "needs_review"
    assert silently_wrong(report) == []
    assert {"duplicate_row", "stray_number"} & rules(report, "error")


@pytest.mark.parametrize("number", ["3", "17", "152"])
@pytest.mark.parametrize("at", [0, 7, 24])
def test_a_page_number_between_rows_is_not_a_cell(number, at):
    rows = list(request_rows().values())
    report = read(with_rows([*rows[:at], number, *rows[at:]]))
    assert values(report) == VALUES
    assert silently_wrong(report) == []


@pytest.mark.parametrize("at", [3, 12, 22])
def test_a_page_number_beside_a_page_break_is_not_a_cell(at):
    rows = list(request_rows().values())
    report = read(with_rows([*rows[:at], "5", "", "\f" + rows[at], *rows[at + 1 :]]))
    assert is_sound(report)


@pytest.mark.parametrize("row", ["granted", "refused.enforcement_files", "carried_out"])
def test_a_number_beside_a_row_is_never_taken_for_a_cell_unnoticed(row):
    rows = request_rows()
    rows[row] += "\t9"
    report = read(with_rows(rows.values()))
    assert silently_wrong(report) == []


def test_a_stray_number_behind_a_block_of_labels_takes_no_row():
    block = [
        "一、本年新收政府信息公开申请数量",
        "三、本年度办理结果",
        LABELS["granted"],
        LABELS["partly_granted"],
    ]
    shown = ["received", "granted", "partly_granted"]
    rest = list(LABELS)[4:]
    lines = [*block, *(" ".join(row_numbers(row)) for row in shown), "16"]
    lines += [*(LABELS[row] for row in rest), *(" ".join(row_numbers(row)) for row in rest)]
    assert silently_wrong(read(with_rows(lines)), without(*paths_of("carried_in"))) == []


# seeds/TRAPS.md: shapes


def test_a_total_head_in_the_first_head_row_moves_no_column():
    heads = [
        "（本列数据的勾稽关系为：第一项加第二项之和,等于第三项加第四项之和）\t申请人情况\t\t\t\t\t\t总计",
        "\t\t自然人\t法人或其他组织",
        "\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他",
    ]
    assert is_sound(read(with_rows(request_rows().values(), heads)))


def test_rows_may_start_in_different_cells_and_end_in_tabs():
    rows = []
    for row, line in request_rows().items():
        cells = line.split("\t")
        if not cells[0]:
            cells = cells[1:]
        rows.append("\t".join(cells) + ("\t" if row in {"granted", "refused.state_secret"} else ""))
    assert is_sound(read(with_rows(rows)))


def test_half_width_marks_and_brackets_are_the_same_labels():
    table = str.maketrans("（），：", "(),:")
    rows = [line.translate(table) for line in request_rows().values()]
    assert is_sound(read(with_rows(rows, [line.translate(table) for line in REQUEST_HEADS])))


def test_one_cell_per_line_with_labels_broken_inside():
    lines = []
    for line in [*REQUEST_HEADS, *request_rows().values()]:
        for cell in line.split("\t"):
            text = f"{cell[:2]}\n{cell[2:]}" if cell in {"商业企业", "科研机构"} else cell
            lines.append(f"\t{text}")
        lines.append("")
    assert is_sound(read(with_rows(lines, heads=[])))


def test_pipes_with_every_cell_on_lines_of_its_own():
    lines = []
    for line in [*REQUEST_HEADS, *request_rows().values()]:
        for cell in line.split("\t"):
            lines += [f"| {cell}", "|"] if cell else ["||"]
    assert is_sound(read(with_rows(lines, heads=[])))


def test_a_group_label_torn_over_the_page_break_shifts_no_row():
    rows = request_rows()
    rows["unavailable.not_held"] = "\t".join(
        ["无法提", "（四）1. 本机关不掌握相关政府信息", *row_numbers("unavailable.not_held")]
    )
    lines = []
    for row, line in rows.items():
        if row == "unavailable.still_unclear":
            lines += ["\f供\t3. 补正后申请内容仍不明确\t" + "\t".join(row_numbers(row))]
        elif list(rows).index(row) > list(rows).index("unavailable.still_unclear"):
            lines.append(line.removeprefix("\t"))
        else:
            lines.append(line.replace("（三）不予公开", "不予公开"))
    assert is_sound(read(with_rows(lines)))


def test_a_label_cut_in_two_cells_is_one_label():
    rows = request_rows()
    for row in ("received", "carried_in"):
        rows[row] = "\t".join([LABELS[row][:2], LABELS[row][2:], *row_numbers(row)])
    assert is_sound(read(with_rows(rows.values())))


def test_lost_group_labels_move_nothing():
    assert is_sound(read(with_rows("\t".join([LABELS[row], *row_numbers(row)]) for row in LABELS)))


def undivided():
    rows = request_rows()
    sums = [str(sum(VALUES[f"requests.{leaf}.{column}"] for leaf in OTHER_LEAVES)) for column in COLUMNS]
    at = list(rows).index("other.not_corrected_in_time")
    lines = [line for row, line in rows.items() if row not in OTHER_LEAVES]
    lines.insert(at, "\t".join(["", "（六）其他处理", *sums]))
    return lines, dict(zip(COLUMNS, map(int, sums), strict=True))


def test_other_processing_as_one_row_is_a_row_of_its_own():
    lines, sums = undivided()
    report = read(with_rows(lines))
    assert report["status"] == "accepted"
    assert {report["cells"][path]["blank"] for leaf in OTHER_LEAVES for path in paths_of(leaf)} == {
        "not_in_form"
    }
    for column, value in sums.items():
        assert report["cells"][f"requests.other_processing.{column}"]["value"] == value


@pytest.mark.parametrize("damaged", ["（六）其他理", "（六）其处理", "（六）他处理", "（六）其他处"])
def test_a_damaged_undivided_row_is_never_silently_its_last_part(damaged):
    lines, sums = undivided()
    report = read(with_rows([line.replace("（六）其他处理", damaged) for line in lines]))
    printed = {f"requests.other_processing.{column}": value for column, value in sums.items()}
    leaves = dict.fromkeys(path for leaf in OTHER_LEAVES for path in paths_of(leaf))
    assert silently_wrong(report, {**VALUES, **leaves, **printed}) == []


def test_rows_whose_labels_are_printed_are_part_of_the_form_even_where_their_numbers_are_not_found():
    numbers = {row: " ".join(row_numbers(row)) for row in LABELS}
    leaves = [row for row in LABELS if row in OTHER_LEAVES]
    upper = [row for row in LABELS if row not in {*leaves, "concluded", "carried_out"}]
    lines = [
        *(LABELS[row] for row in upper),
        "（六）其他处理",
        *(numbers[row] for row in [*upper, leaves[0]]),
        "- 4 -",
        *(LABELS[row] for row in [*leaves, "concluded", "carried_out"]),
        *(numbers[row] for row in [*leaves[1:], "concluded", "carried_out"]),
    ]
    report = read(with_rows(lines))
    blanks = {report["cells"][path]["blank"] for leaf in OTHER_LEAVES for path in paths_of(leaf)}
    assert "not_in_form" not in blanks
    assert silently_wrong(report) == []


def test_the_group_label_of_three_rows_is_no_row():
    assert not any("other_processing" in path for path in read(whole())["cells"])


@pytest.mark.parametrize("at", range(1, 25, 4))
def test_a_table_cut_by_a_page_with_its_heads_repeated_is_one_table(at):
    rows = list(request_rows().values())
    report = read(with_rows([*rows[:at], "- 3 -", "\f" + REQUEST_HEADS[0], *REQUEST_HEADS[1:], *rows[at:]]))
    assert is_sound(report)


def test_labels_that_follow_their_numbers_are_never_silently_read_a_row_off():
    lines = [line for row, label in LABELS.items() for line in (" ".join(row_numbers(row)), label)]
    report = read(with_rows(lines))
    assert silently_wrong(report) == []


def test_labels_that_follow_their_numbers_are_a_doubt_even_where_all_rows_are_alike():
    zeros = " ".join("0" * 7)
    lines = [line for label in LABELS.values() for line in (zeros, label)]
    assert read(with_rows(lines))["status"] == "needs_review"


def test_a_groups_own_sum_beside_its_rows_is_no_row_of_the_form():
    rows = request_rows()
    lines = []
    for row, line in rows.items():
        if row == "other.not_corrected_in_time":
            sums = [
                str(sum(VALUES[f"requests.{leaf}.{column}"] for leaf in OTHER_LEAVES)) for column in COLUMNS
            ]
            lines.append("\t".join(["", "（六）其他处理", *sums]))
        lines.append(line.replace("（六）其他处理", ""))
    report = read(with_rows(lines))
    assert silently_wrong(report) == []
    assert not any("other_processing" in path for path in report["cells"])


def test_a_row_with_all_numbers_in_one_cell_among_rows_of_cells_is_a_doubt():
    rows = request_rows()
    label = LABELS["not_processed.reconfirmation"]
    moved = " ".join(row_numbers("other.not_corrected_in_time"))
    rows["not_processed.reconfirmation"] = f"\t{label}\t{moved}"
    rows["other.not_corrected_in_time"] = (
        rows["other.not_corrected_in_time"].rpartition("申请\t")[0] + "申请" + "\t" * 7
    )
    report = read(with_rows(rows.values()))
    lost = {
        **VALUES,
        **dict.fromkeys(
            [*paths_of("not_processed.reconfirmation"), *paths_of("other.not_corrected_in_time")]
        ),
    }
    assert silently_wrong(report, lost) == []
