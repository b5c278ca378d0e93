"""Results, baselines and what changed between two runs."""

import json
from dataclasses import replace

import pytest

from gouji.errors import UsageError
from gouji.evaluate.case import Case
from gouji.evaluate.compare import as_baseline, compare
from gouji.evaluate.measures import MEASURES
from gouji.evaluate.results import Fate, baseline_text, gather, load_baseline
from gouji.evaluate.run import evaluate
from gouji.export.json_text import dumps


@pytest.fixture(scope="module")
def documents():
    cases = [
        Case("g/tabs/0", "g", "tabs", "town", 31),
        Case("g/docx/1", "g", "docx", "county", 33, errors=("wrong_total@office",)),
    ]
    return [evaluate(case).result for case in cases]


def results_of(documents, fingerprint="f"):
    return gather(
        documents,
        suite="small",
        title={"zh": "小", "en": "small"},
        fingerprint=fingerprint,
        version="gouji",
        seconds=1.5,
        workers=2,
        seed=1,
    )


@pytest.mark.parametrize("write", [lambda r: dumps(r.as_json()), baseline_text])
def test_results_and_baselines_are_read_back_with_the_same_figures(documents, tmp_path, write):
    results = results_of(documents)
    path = tmp_path / "results.json"
    path.write_text(write(results), encoding="utf-8")
    loaded = load_baseline(path)
    assert compare(loaded, as_baseline(results, "now")).changed == ()
    assert all(each.direction == "same" for each in compare(loaded, as_baseline(results, "now")).moved)
    assert loaded.slices["carrier"]["docx"]["cells_exact"].of == 200


def test_a_baseline_is_one_line_per_document(documents):
    text = baseline_text(results_of(documents))
    assert json.loads(text)["documents"].keys() == {"g/tabs/0", "g/docx/1"}
    assert sum(line.startswith('  "g/') for line in text.splitlines()) == 2


def worse(document):
    """The document sent to review, one of its cells unread."""
    tables = dict(document.score.tables)
    tables["requests"] = replace(tables["requests"], right=tables["requests"].right - 1, unread=1)
    spoiled = replace(
        document.score, status="needs_review", tables=tables, unread=("requests.received.total",)
    )
    return replace(document, score=spoiled)


def test_a_loss_is_a_loss_and_read_backwards_a_gain(documents):
    before = as_baseline(results_of(documents), "before")
    after = as_baseline(results_of([worse(documents[0]), documents[1]]), "after")
    [changed] = compare(before, after).changed
    assert (changed.case, changed.direction) == ("g/tabs/0", "worse")
    moved = {each.measure: each.direction for each in compare(before, after).moved}
    assert moved["straight_through"] == moved["cells_exact"] == moved["unread"] == "worse"
    assert moved["silent"] == moved["laundered"] == "same"
    back = compare(after, before)
    assert [each.direction for each in back.changed] == ["better"]
    assert {each.measure: each.direction for each in back.moved}["unread"] == "better"


def test_a_document_that_only_one_run_has_is_neither_gain_nor_loss(documents):
    before = as_baseline(results_of(documents[:1]), "before")
    after = as_baseline(results_of(documents, "other"), "after")
    comparison = compare(before, after)
    assert not comparison.same_documents
    assert [(each.case, each.direction) for each in comparison.changed] == [("g/docx/1", "unknown")]


def test_a_silent_cell_outweighs_everything_else():
    clean = Fate("needs_review", 150, 0, 40, 50, through=False)
    silent = Fate("accepted", 199, 1, 0, 0, through=False)
    assert clean.rank > silent.rank


def test_every_measure_is_compared(documents):
    baseline = as_baseline(results_of(documents), "one")
    assert [each.measure for each in compare(baseline, baseline).moved] == list(MEASURES)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "suite": "a"}'])
def test_a_file_that_is_no_result_is_refused_by_name(tmp_path, text):
    path = tmp_path / "old.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"old\.json"):
        load_baseline(path)
