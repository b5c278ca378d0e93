"""A run as Markdown, for a README, a pull request, a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gouji.evaluate.report.failures import failing, reasons, status_word
from gouji.evaluate.report.figures import Figure
from gouji.evaluate.report.page import Page, SliceTable, page
from gouji.evaluate.report.visible import one_line
from gouji.evaluate.result import DocumentResult
from gouji.messages import Language, pick

SLICED = ("carrier", "shape", "level", "error", "table", "grade")
"""Dimensions that get a table."""
LISTED = 40
"""Failing documents listed."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render_markdown(results: Mapping[str, Any], language: Language = "zh") -> str:
    """Markdown of a results object: answers, gates, comparison, slices, failing documents."""
    worded = page(results, (), language)
    documents = [DocumentResult.from_json(stored) for stored in results["documents"]]
    return "\n".join(
        [
            *_head(worded, language),
            *_gates(worded, language),
            *_against(worded, language),
            *_slices(worded, language),
            *_failures(failing(documents), language),
        ]
    )


def escape(text: str) -> str:
    """``text`` in one line, with nothing in it that Markdown or HTML would take for markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text, 400)).replace("&", "&amp;")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table; the first column is text, the others are figures. Everything is escaped."""
    lines = [heads, *rows]
    body = ["| " + " | ".join(escape(field) for field in line) + " |" for line in lines]
    return [body[0], "|---|" + "---:|" * (len(heads) - 1), *body[1:], ""]


def _head(worded: Page, language: Language) -> Iterator[str]:
    yield f"# {pick(('勾稽评测：', 'gouji evaluation: '), language)}{escape(worded.title)}"
    yield ""
    count = pick((f"{worded.documents} 份文件", f"{worded.documents} documents"), language)
    yield escape(" · ".join([worded.suite, count, *worded.about]))
    yield ""
    figures = [
        worded.silent, worded.silent_documents, worded.laundered, worded.undetected, *worded.reviewer,
        *(figure for figure in worded.measures if figure.name in ("cells_exact", "seconds_median")),
    ]  # fmt: skip
    heads = pick(("指标 本次 样本 95%置信上限", "measure today sample 95%_bound"), language).split()
    rows = [(figure.label, figure.value, figure.sample or "–", figure.bound or "–") for figure in figures]
    yield from _table([head.replace("_", " ") for head in heads], rows)
    yield escape(worded.outcomes)
    yield ""


def _gates(worded: Page, language: Language) -> Iterator[str]:
    yield f"**{pick(('门槛：', 'Gates: '), language)}{escape(worded.gate_summary)}**"
    yield ""
    if worded.gates:
        verdicts = {True: ("✗ 没有守住", "✗ crossed"), False: ("✓ 守住", "✓ holds")}
        heads = pick(("指标 门槛 本次 结果", "measure limit today verdict"), language).split()
        yield from _table(
            heads,
            [
                (gate.name, gate.limit, gate.value, pick(verdicts[gate.crossed], language))
                for gate in worded.gates
            ],
        )


def _against(worded: Page, language: Language) -> Iterator[str]:
    if worded.against is None:
        yield pick(("没有给出基线，无从比较。", "No baseline was given: nothing to compare with."), language)
        yield ""
        return
    name = escape(worded.against.name)
    yield f"**{pick((f'与 {name} 比较：', f'Against {name}: '), language)}{worded.against.summary}**"
    yield ""
    heads = pick(("指标 基线 本次 变化", "measure was is change"), language).split()
    yield from _table(heads, [(row.label, row.before, row.after, row.word) for row in worded.against.moved])


def _slices(worded: Page, language: Language) -> Iterator[str]:
    for table in worded.tables:
        if table.dimension in SLICED:
            yield f"## {pick((f'按{table.title}', f'By {table.title.lower()}'), language)}"
            yield ""
            yield from _slice(table)


def _slice(table: SliceTable) -> list[str]:
    heads = [table.title, *(label for label, _ in table.heads)]
    return _table(heads, [(row.name, *map(_field, row.figures)) for row in table.rows])


def _field(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"{figure.value} ({figure.sample})" if figure.sample else figure.value


def _failures(bad: Sequence[DocumentResult], language: Language) -> Iterator[str]:
    yield f"## {pick((f'出了问题的文件（{len(bad)}）', f'Failing documents ({len(bad)})'), language)}"
    yield ""
    for document in bad[:LISTED]:
        why = pick(("；", "; "), language).join(reasons(document, language))
        status = status_word(document.score.status, language)
        yield f"- {escape(document.case)} — {escape(why)} ({escape(status)})"
    if len(bad) > LISTED:
        more = len(bad) - LISTED
        yield f"- {pick((f'另有 {more} 份没有列出。', f'{more} more are not listed.'), language)}"
    if not bad:
        yield pick(("没有。", "None."), language)
    yield ""
