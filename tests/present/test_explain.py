"""Explanations for people: which cell, what it should be, why, and whose mistake it is."""

import pytest

from gouji.decide import decide
from gouji.document import Place
from gouji.errors import UsageError
from gouji.present.explain import show_cell, show_explained
from gouji.present.report import show_problems
from gouji.report import CellReading, DocumentFacts, Reading, Statement
from small_reports import VALUES

PATH = "requests.granted.business"


def report(media_type="text/plain", borne_out=(), statements=(), **cells):
    taken = {path: CellReading(value, str(value), place=Place(3, 4)) for path, value in VALUES.items()}
    taken |= {
        path.replace("__", "."): CellReading(value, str(value), place=Place(3, 4))
        for path, value in cells.items()
    }
    witnesses = {PATH: {"aligned": taken[PATH].value, "model": taken[PATH].value}}
    reading = Reading("both", "2021", taken, statements=tuple(statements), witnesses=witnesses)
    return decide(DocumentFacts("a.txt", "0" * 64, media_type), reading, frozenset(borne_out))


def test_each_finding_has_its_explanation_and_a_shared_one_is_told_once(capsys):
    show_explained(report(requests__granted__business=700))
    told = capsys.readouterr().out
    assert told.count("只有这一格同时在这两个式子里") == 1
    assert "可能的原因同第 1 条" in told


@pytest.mark.parametrize(
    ("media_type", "words"), [("text/plain", "所给文件如此"), ("application/pdf", "公布文本如此")]
)
def test_only_what_an_office_publishes_as_it_is_is_called_the_published_text(capsys, media_type, words):
    show_problems(report(media_type, VALUES, requests__granted__business=700))
    assert words in capsys.readouterr().out


def test_a_check_says_what_the_number_should_be_below_the_broken_sum(capsys):
    show_problems(report(requests__granted__business=700))
    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if line.startswith("  → ")]
    assert f"应为 {VALUES[PATH]}" in line


def test_all_that_is_known_of_a_cell_is_told(capsys):
    said = Statement("granted", 700, "件", "予以公开商业企业的申请700件。", Place(0, 9), (PATH,), agrees=True)
    show_cell(report(statements=[said], requests__granted__business=700), PATH)
    told = capsys.readouterr().out
    for words in (
        "表三",
        PATH,
        "取值：700",
        "aligned：700",
        "model：700",
        "√ 予以公开",
        "不成立",
        "第 3–4 字",
    ):
        assert words in told


def test_an_unknown_cell_is_a_usage_error():
    with pytest.raises(UsageError) as caught:
        show_cell(report(), "requests.nobody.total")
    assert caught.value.code == "no_such_cell"


def test_a_sound_report_says_so(capsys):
    show_explained(report())
    assert "没有发现问题" in capsys.readouterr().out
