"""Markdown: the answers, gates, comparison, slices and failing documents; nothing of a text is markup."""

import pytest

from evaluate_samples import DOCUMENTS, LIMITS, SOUND, answer, document, results
from gouji.evaluate.report.markdown import LISTED, escape, render_markdown


def test_it_starts_with_the_answers():
    text = render_markdown(results(limits=LIMITS), "zh")
    assert text.startswith("# 勾稽评测：快速套件\n")
    assert "| 悄悄出错的格 | 7.69 % | 1 / 13 | ≤ 31.63 % |" in text
    assert "**门槛：3 条中 2 条没有守住**" in text
    assert "| 无可测 |" in text


def test_every_table_has_one_width():
    width = None
    for line in render_markdown(results(limits=LIMITS, before=[SOUND]), "en").splitlines():
        if not line.startswith("|"):
            width = None
            continue
        columns = line.replace(r"\|", "").count("|")
        assert width in (None, columns)
        width = columns


def test_failing_documents_are_listed_the_worst_first_and_the_rest_counted():
    lines = render_markdown(results(), "zh").splitlines()
    listed = [line for line in lines if line.startswith("- ")]
    assert listed[0] == "- shapes/markdown/2 — 1 格悄悄出错；完好的文件通过了，但有格读错 (通过)"
    many = [document(f"shapes/x/{at}", answer(status="needs_review")) for at in range(LISTED + 3)]
    assert "- 另有 3 份没有列出。" in render_markdown(results(many), "zh")


def test_without_a_baseline_it_says_so():
    assert "没有给出基线" in render_markdown(results(), "zh")
    assert "No baseline" in render_markdown(results(), "en")


def test_against_a_baseline_every_measured_figure_has_was_is_and_change():
    text = render_markdown(results(before=[SOUND]), "zh")
    assert "| 悄悄出错的格 | 0 % | 7.69 % | ↑ 变差 |" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<script>&amp;", r"\<script\>&amp;amp;"),
        ("[x](javascript:1)\n# y", r"\[x\](javascript:1) \# y"),
        ("`\u202e", r"\`⟦U+202E⟧"),
    ],
)
def test_text_is_escaped(text, shown):
    assert escape(text) == shown


def test_a_run_without_failures_says_none():
    assert render_markdown(results(DOCUMENTS[:1]), "en").rstrip().endswith("None.")
