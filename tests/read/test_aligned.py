"""The whole reading: title, agency, year, sections, hidden text, and whole reports in real shapes."""

import csv
from functools import cache
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.document import HiddenText
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.read import aligned
from small_reports import (
    HEADS,
    LABELS,
    OTHER,
    OUTCOME_HEADS,
    OVERVIEW,
    PRINTED,
    PROBLEMS,
    REQUEST_HEADS,
    TITLE,
    VALUES,
    case_lines,
    disclosure_lines,
    document,
    named,
    read,
    read_bytes,
    request_rows,
    row_numbers,
    rules,
    silently_wrong,
    values,
    whole,
    with_cells,
    with_rows,
)

AGENCY = "岚泽县青禾街道办事处"


def is_sound(report):
    return report["status"] == "accepted" and values(report) == VALUES


def test_the_reading_names_its_reader_and_form():
    reading = aligned.read(document(whole()))
    assert (reading.reader, reading.form) == (aligned.NAME, FORM_2021.id)
    assert list(reading.cells) == list(FORM_2021.paths)


def test_title_agency_year_and_period_are_what_is_printed():
    report = read(whole())
    assert report["title"] == TITLE
    assert report["agency"] == AGENCY
    assert report["year"] == 2024
    assert report["period"] == {"from": "2024-01-01", "to": "2024-12-31"}


def test_the_three_narrative_sections_are_kept_as_printed_with_their_places():
    text = whole()
    sections = read(text)["sections"]
    assert {name: section["text"] for name, section in sections.items()} == {
        "overview": OVERVIEW,
        "problems": PROBLEMS,
        "other": OTHER,
    }
    for section in sections.values():
        place = section["place"]
        assert text[place["start"] : place["end"]] == section["text"]


def test_years_that_disagree_are_an_error_and_name_no_cell():
    report = read(whole(overview=OVERVIEW.replace("2024", "2023")))
    [error] = [finding for finding in report["findings"] if finding["severity"] == "error"]
    assert (error["rule"], error["cells"]) == ("year_conflict", [])
    assert "2023" in error["message"]
    assert "2024" in error["message"]
    assert values(report) == VALUES


def test_a_report_that_names_nobody_states_no_agency():
    text = whole(title="2024年政府信息公开工作年度报告", overview="这一年，我街道认真办理了每一件申请。")
    report = read(text)
    assert report["agency"] is None
    assert "no_agency" in rules(report, "warning")
    assert is_sound(report)


def test_without_a_title_the_year_comes_from_the_period():
    report = read(whole(title=""))
    assert (report["title"], report["year"], report["agency"]) == (None, 2024, AGENCY)
    assert rules(report) == {"no_title"}
    assert is_sound(report)


def test_no_year_at_all_is_a_warning():
    report = read(whole(title="政府信息公开工作年度报告", overview="这一年认真办理了每一件申请。"))
    assert report["year"] is None
    assert "no_year" in rules(report, "warning")


@pytest.mark.parametrize(
    ("heading", "gone"),
    [
        ("一、总体情况", "一、总体情况"),
        ("五、存在的主要问题及改进情况", "五、存在的主要问题及改进情况"),
        ("六、其他需要报告的事项", "六、其他需要报告的事项"),
    ],
)
def test_a_missing_section_is_a_warning_with_its_name(heading, gone):
    report = read(whole().replace(f"{heading}\n", ""))
    [finding] = [f for f in report["findings"] if f["rule"] == "missing_section"]
    assert finding["severity"] == "warning"
    assert gone in finding["message"]


def test_numbers_of_the_prose_are_never_cells():
    overview = (
        "全年收到申请1347件，上年结转28件，答复930件。规章9件，行政许可8800件，行政处罚77件。"
        "电话0555-1234567，邮编230000。公开93条和37条，收到0件、受理0件。累计公开1080条，当年新增59条。"
    )
    report = read(whole(overview=overview))
    assert values(report) == VALUES
    assert {finding["rule"] for finding in report["findings"]} == {"narrative_contradiction"}
    report = read(whole().replace(PROBLEMS, overview).replace(OTHER, "收取信息处理费620元。"))
    assert values(report) == VALUES


@pytest.mark.parametrize("reason", ["invisible", "white", "tiny", "off_page", "covered"])
def test_hidden_text_is_reported_and_no_value(reason):
    plain = document(whole())
    hidden = type(plain)(
        plain.name, plain.sha256, plain.media_type, plain.text, hidden=(HiddenText("行政许可 9999", reason),)
    )
    reading = aligned.read(hidden)
    [finding] = [f for f in reading.findings if f.rule == "hidden_text"]
    assert (finding.severity, finding.cells) == ("warning", ())
    assert "9999" in finding.message()
    assert {path: cell.value for path, cell in reading.cells.items()} == VALUES


# Whole reports in the shapes of seeds/TRAPS.md; every word outside of the form is ours.


def cells_per_line(lines):
    """Each cell a line that begins with a tab, an empty line ends the row, long heads break inside."""
    out = []
    for line in lines:
        for cell in line.split("\t"):
            broken = cell in {*HEADS[1:5], *OUTCOME_HEADS} and len(cell) > 2
            out.append(f"\t{cell[:2]}\n{cell[2:]}" if broken else f"\t{cell}")
        out.append("")
    return out


def pipes(lines):
    """Each cell between pipes on lines of their own, empty cells a run of pipes."""
    out = []
    for line in lines:
        for cell in line.split("\t"):
            out += [f"| {cell}", "|"] if cell else ["||"]
    return out


def all_tables(dress):
    return whole(
        disclosure=dress(disclosure_lines()),
        requests=dress([*REQUEST_HEADS, *request_rows().values()]),
        cases=dress(case_lines()),
    )


def test_one_cell_per_line_with_a_bookmark_before_a_heading_and_the_year_in_the_period_only():
    text = all_tables(cells_per_line).replace(TITLE, "青禾街道政府信息公开工作年度报告")
    text = text.replace("一、总体情况", "1、 总体情况").replace(
        "二、主动公开", "[bookmark: _GoBack]二、主动公开"
    )
    report = read(text)
    assert is_sound(report)
    assert (report["year"], report["agency"]) == (2024, AGENCY)
    assert report["sections"]["overview"]["text"].strip() == OVERVIEW


def test_pipes_without_title_and_agency():
    text = all_tables(pipes).replace(TITLE, "")
    text = text.replace(OVERVIEW, "累计公开政府信息1080条，2024年新增59条，我镇逐条核对。")
    table = str.maketrans("（），：", "(),:")
    report = read(text.translate(table))
    assert is_sound(report)
    assert (report["title"], report["agency"]) == (None, None)


def test_a_title_broken_by_a_space_and_a_total_broken_in_three_ways():
    leaves = [*OUTCOME_HEADS[:4], "总\n计", *OUTCOME_HEADS[:4], "总 计   ", *OUTCOME_HEADS]
    text = (
        whole(cases=case_lines(leaves=leaves))
        .replace("年度报告", "年度报 告", 1)
        .replace("行政规范性文件", "规范性文件")
    )
    report = read(text)
    assert is_sound(report)
    assert "".join(report["title"].split()) == TITLE


def test_a_page_break_inside_table_3_with_torn_labels_and_cells():
    rows = request_rows()
    rows["received"] = "\t".join(["一、", LABELS["received"][2:], *row_numbers("received")])
    rows["refused.state_secret"] = "\t".join(
        ["不予公开", "1. 属于国家秘密", *row_numbers("refused.state_secret")]
    )
    rows["unavailable.not_held"] = "\t".join(
        ["无法提", "(四) 1. 本机关不掌握相关政府信息", *row_numbers("unavailable.not_held")]
    )
    lines = []
    for row, line in rows.items():
        if row == "unavailable.still_unclear":
            lines += ["", "\f供\t3. 补正后申请内容仍不明确\t" + "\t".join(row_numbers(row))]
        else:
            lines.append(line)
    text = with_rows(lines).replace("把该公开的", "把该公\n\n\f开的")
    report = read(text)
    assert is_sound(report)
    assert report["agency"] == AGENCY


@pytest.mark.parametrize("join", ["\n\n", "\n\f", "\n"])
def test_space_between_the_tables_does_not_matter(join):
    text = whole()
    for heading in ("二、主动公开", "三、收到和处理", "四、政府信息公开行政复议"):
        text = text.replace(f"\n{heading}", f"{join}{heading}")
    assert is_sound(read(text))


def test_tables_without_their_headings_are_read():
    text = whole()
    for heading in (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ):
        text = text.replace(f"{heading}\n", "")
    assert is_sound(read(text))


def test_a_table_that_is_gone_is_one_error_for_all_its_cells():
    for piece, table in (("disclosure", "disclosure."), ("requests", "requests."), ("cases", "proceedings.")):
        report = read(whole(**{piece: []}))
        missing = [f for f in report["findings"] if f["rule"] == "missing_table"]
        assert [set(finding["cells"]) for finding in missing] == [
            {path for path in VALUES if path.startswith(table)}
        ]
        assert (
            silently_wrong(report, {p: None if p.startswith(table) else v for p, v in VALUES.items()}) == []
        )


HTML = "<html><body>{}</body></html>"


def as_html(text):
    """The report as a page: paragraphs, and one table row per line that has tabs."""
    out, rows = [], []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>")
            continue
        if rows:
            out.append("<table>" + "".join(rows) + "</table>")
            rows = []
        out.append(f"<p>{line}</p>")
    return HTML.format("".join(out))


def test_the_same_report_as_a_page_gives_the_same_cells():
    report = read_bytes(as_html(whole()).encode(), "年报.html")
    assert is_sound(report)
    assert report["title"] == TITLE


@cache
def place_of(path):
    """Where the small report prints a cell."""
    return read(whole())["cells"][path]["place"]


@given(st.sampled_from(sorted(VALUES)), st.integers(0, 99_999))
def test_whatever_one_cell_prints_that_is_its_value(path, printed):
    if path == "disclosure.fees.amount" or printed == VALUES[path]:
        return
    text = whole()
    place = place_of(path)
    report = read(f"{text[: place['start']]}{printed}{text[place['end'] :]}")
    assert values(report) == {**VALUES, path: printed}
    assert path in named(report, "error") or path.startswith("disclosure.")


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_report_as_separated_values_keeps_its_title_and_sections(separator):
    written = StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\n")
    for line in whole().split("\n"):
        cells = line.split("\t")
        writer.writerow([*cells, *[""] * (16 - len(cells))])
    report = read(written.getvalue())
    assert is_sound(report)
    assert (report["title"], report["agency"], report["year"]) == (TITLE, AGENCY, 2024)
    assert {name: section["text"] for name, section in report["sections"].items()} == {
        "overview": OVERVIEW,
        "problems": PROBLEMS,
        "other": OTHER,
    }


OTHER_UNITS = {path: str(value + 7) for path, value in VALUES.items()}


@pytest.mark.parametrize(
    ("lines", "table"),
    [
        (disclosure_lines(OTHER_UNITS), "disclosure"),
        (case_lines(OTHER_UNITS), "proceedings"),
        ([*disclosure_lines(OTHER_UNITS), *case_lines(OTHER_UNITS)], "disclosure"),
    ],
)
@pytest.mark.parametrize("title", [["附：某站的表格"], []])
def test_another_units_table_behind_the_report_is_named_and_gives_no_number(lines, table, title):
    report = read("\n".join([whole(), *title, *lines, ""]))
    assert report["status"] == "needs_review"
    assert any(path.startswith(table) for path in named(report, "error"))
    assert silently_wrong(report) == []


def test_a_table_printed_once_is_not_said_to_be_there_again():
    text = whole().replace(
        PROBLEMS, "第二十条第一项和结果维持、结果纠正、尚未审结，未经复议直接起诉、复议后起诉都看过。"
    )
    assert "duplicate_row" not in rules(read(text))


@pytest.mark.parametrize("printed", ["l，ll5", "l,ll5", "1,ll5", "l.O5"])
def test_letters_on_both_sides_of_a_separator_are_never_read_in_part(printed):
    path = "requests.granted.research"
    assert read(with_cells(**{path: printed}))["cells"][path]["value"] is None


@pytest.mark.parametrize("printed", ["1□", "□1", "1?", "？1", "1.□", "12□4", "□□3", "l2□", "O□", "1\ufffd"])
@pytest.mark.parametrize(
    "path",
    ["disclosure.licensing.decisions", "requests.granted.research", "proceedings.reconsideration.upheld"],
)
def test_a_number_that_touches_an_unreadable_character_is_never_read_in_part(path, printed):
    report = read(with_cells(**{path: printed}))
    assert report["cells"][path]["value"] is None
    assert path in named(report, "error")


@pytest.mark.parametrize("mark", ["□", "■"])
def test_a_mark_away_from_a_number_does_not_touch_it(mark):
    path = "disclosure.licensing.decisions"
    report = read(with_cells(**{path: f"{mark} {PRINTED[path]}"}))
    assert report["cells"][path]["value"] == VALUES[path]
