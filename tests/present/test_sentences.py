from decimal import Decimal

import pytest

from gouji.decide import decide
from gouji.families.disclosure import FAMILY
from gouji.present.form import sentence
from gouji.present.sentences import problem, where
from gouji.report import CellReading, DocumentFacts, Finding, Reading

FORM = FAMILY.forms["2021"]


def report(**changed):
    values = dict.fromkeys(FORM.paths, 0) | {
        path.replace("__", "."): value for path, value in changed.items()
    }
    cells = {path: CellReading(value, str(value)) for path, value in values.items()}
    return decide(DocumentFacts("a.txt", "0" * 64), Reading("aligned", "2021", cells))


def test_a_broken_row_names_its_printed_numbers():
    made = report(
        requests__carried_in__total=5, requests__carried_in__business=2, requests__carried_in__research=1
    )
    sentences = [problem(finding, made, "zh") for finding in made.findings]
    assert any("总计 5 ≠ 商业企业 2 + 科研机构 1" in text for text in sentences)


def test_a_broken_flow_names_its_rows():
    made = report(requests__received__total=4, requests__received__business=4)
    sentences = [problem(finding, made, "zh") for finding in made.findings]
    assert any("一、本年新收 4 + 二、上年结转" in text for text in sentences)


def test_a_finding_with_few_cells_tells_what_they_print():
    finding = Finding(
        "unit_converted",
        "warning",
        ("disclosure.fees.amount",),
        {"place": "表二", "printed": "100元", "value": Decimal("0.01")},
    )
    text = problem(finding, report(disclosure__fees__amount=Decimal("0.01")), "zh")
    assert "印 “0.01”" in text


def test_a_finding_with_many_cells_stays_short():
    finding = Finding("blank_cells", "warning", FORM.paths, {"place": "表三", "count": 200})
    assert problem(finding, report(), "zh") == finding.message("zh")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("disclosure.fees.amount", "表二“第二十条第（八）项 行政事业性收费 ”本年收费金额（单位：万元）"),
        ("requests.granted.total", "表三“三、（一）予以公开”总计"),
        ("requests.other_processing.total", "表三“三、（六）其他处理”总计"),
        ("proceedings.reconsideration.upheld", "表四“行政复议”结果维持"),
    ],
)
def test_a_cell_is_named_by_table_row_and_column(path, place):
    assert where(path, FORM, "zh") == place.replace(" ”", "”")


def test_every_path_of_the_form_has_a_place():
    assert len({where(path, FORM, "zh") for path in FORM.paths}) == len(FORM.paths)


def test_a_row_printed_undivided_has_the_label_of_its_group():
    assert FORM.label_of("requests.other_processing.business") == "三、（六）其他处理 | 商业企业"


def test_the_equations_of_the_form_read_as_sentences():
    told = [sentence(rule, FORM) for rule in FORM.rules]
    assert len(set(told)) == 42
    assert "表四“行政复议”：总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结" in told
