"""Lay a gold report out as the official form prints it: three tables and the text around them."""

from __future__ import annotations

import random

from gouji.evaluate.chance import chance
from gouji.evaluate.gold import GoldReport, audit
from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table
from gouji.evaluate.render.values import ValueStyle
from gouji.evaluate.render.wording import SECTION_HEADINGS, Wording, request_labels
from gouji.families.disclosure.rules import COLUMNS
from gouji.report import Status

OUTCOMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def lay_out(gold: GoldReport, rng: random.Random, wording: Wording, values: ValueStyle) -> Sheet:
    """The report as printed: title, preamble, six sections with their tables, signature."""
    heading = {
        name: Paragraph(rng.choice(variants) if chance(rng, 0.5) else variants[0], "heading")
        for name, variants in SECTION_HEADINGS.items()
    }
    pieces: list[Paragraph | Table] = [Paragraph(gold.title, "title")] if gold.title else []
    pieces += [Paragraph(text) for text in gold.prose.preamble]
    pieces += [heading["overview"], *(Paragraph(text) for text in gold.prose.overview)]
    pieces += [heading["disclosure"], disclosure_table(gold, rng, wording, values)]
    pieces += [heading["requests"], requests_table(gold, rng, wording, values)]
    pieces += [heading["proceedings"], proceedings_table(gold, rng, wording, values)]
    pieces += [heading["problems"], *(Paragraph(text) for text in gold.prose.problems)]
    pieces += [heading["other"], *(Paragraph(text) for text in gold.prose.other)]
    pieces += [Paragraph(text, "signature") for text in gold.prose.signature]
    return Sheet(
        tuple(pieces),
        dict(gold.cells),
        gold.identity,
        gold.office.full,
        status=_outcome(gold),
        injected=gold.injected,
        statements=gold.statements,
    )


def _outcome(gold: GoldReport) -> Status | None:
    """A broken equation has to be reviewed; an office's error that no equation sees may be accepted or not."""
    if not gold.injected:
        return "accepted"
    return "needs_review" if audit(gold) else None


def disclosure_table(gold: GoldReport, rng: random.Random, wording: Wording, values: ValueStyle) -> Table:
    """Table 2: four blocks, each with its article, its heads and its rows."""
    lines: list[Line] = []

    def block(article: str, heads: tuple[str, ...], rows: dict[str, tuple[str, tuple[str, ...]]]) -> None:
        lines.append(Line((Slot(wording.write(article), "group", 0, 4, key=article),), head=True))
        spans = [1] * (len(heads) - 1) + [4 - (len(heads) - 1)]
        lines.append(
            Line(
                tuple(
                    Slot(wording.label(head, rng), "head", column, spans[column], key=head)
                    for column, head in enumerate(heads)
                ),
                head=True,
            )
        )
        for row, (label, columns) in rows.items():
            numbers = []
            for column, name in enumerate(columns, 1):
                path = f"disclosure.{row}.{name}"
                show = values.fee if name == "amount" else values.count
                numbers.append(Slot(show(gold.cells[path], rng), "number", column, spans[column], key=path))
            lines.append(
                Line((Slot(wording.write(label), "label", 0, key=f"disclosure.{row}"), *numbers), key=row)
            )

    life = ("issued", "repealed", "in_force")
    one = ("decisions",)
    block(
        "第二十条第（一）项",
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        {"regulations": ("规章", life), "normative_documents": ("行政规范性文件", life)},
    )
    heads = ("信息内容", "本年处理决定数量")
    block("第二十条第（五）项", heads, {"licensing": ("行政许可", one)})
    block("第二十条第（六）项", heads, {"penalties": ("行政处罚", one), "coercion": ("行政强制", one)})
    block(
        "第二十条第（八）项",
        ("信息内容", "本年收费金额（单位：万元）"),
        {"fees": ("行政事业性收费", ("amount",))},
    )
    return Table("disclosure", 4, tuple(lines))


def requests_table(gold: GoldReport, rng: random.Random, wording: Wording, values: ValueStyle) -> Table:
    """Table 3: three head rows, 25 rows; columns 0-2 hold labels, 3-9 the numbers."""
    lines = list(_request_heads(rng, wording))
    labels = request_labels()
    size = {group: sum(row.group == group for row in labels) for group in {row.group for row in labels}}
    previous = ""
    for row in labels:
        slots: list[Slot] = []
        top = row.key in {"received", "carried_in", "carried_out"}
        if row.key == "granted":
            slots.append(
                Slot(wording.write("三、本年度办理结果"), "group", 0, rows=len(labels) - 3, key="results")
            )
        if row.group and row.group != previous:
            slots.append(Slot(wording.label(row.group, rng), "group", 1, rows=size[row.group], key=row.group))
        column = 0 if top else 2 if row.group else 1
        slots.append(
            Slot(wording.label(row.text, rng), "label", column, 3 - column, key=f"requests.{row.key}")
        )
        for index, applicant in enumerate(COLUMNS):
            path = f"requests.{row.key}.{applicant}"
            slots.append(Slot(values.count(gold.cells[path], rng), "number", 3 + index, key=path))
        lines.append(Line(tuple(slots), key=row.key))
        previous = row.group
    return Table("requests", 10, tuple(lines))


def _request_heads(rng: random.Random, wording: Wording) -> tuple[Line, ...]:
    names = list(COLUMNS.values())
    style = rng.randrange(4)
    note = Slot(wording.write(_NOTE), "note", 0, 3, 3, key="note")
    total_row = (1, 0, 1, 2)[style]
    total = Slot(wording.head("总计", rng), "head", 9, rows=3 - total_row, key="total")
    first = (note, Slot("申请人情况", "head", 3, 7 if total_row else 6, key="applicants"))
    second = (
        Slot(wording.head(names[0], rng), "head", 3, rows=2, key=names[0]),
        Slot(wording.head("法人或其他组织", rng), "head", 4, 6 if total_row == 2 else 5, key="organizations"),
    )
    third = tuple(
        Slot(wording.head(name, rng), "head", 4 + index, key=name) for index, name in enumerate(names[1:6])
    )
    return (
        Line((*first, total) if total_row == 0 else first, head=True),
        Line((*second, total) if total_row == 1 else second, head=True),
        Line((*third, total) if total_row == 2 else third, head=True),
    )


def proceedings_table(gold: GoldReport, rng: random.Random, wording: Wording, values: ValueStyle) -> Table:
    """Table 4: three head rows and one row of 15 numbers without a label."""
    first = (
        Slot("行政复议", "head", 0, 5, key="reconsideration"),
        Slot("行政诉讼", "head", 5, 10, key="litigation"),
    )
    second = (
        *(
            Slot(wording.head(name, rng), "head", column, rows=2, key=f"reconsideration.{key}")
            for column, (key, name) in enumerate(OUTCOMES.items())
        ),
        Slot("未经复议直接起诉", "head", 5, 5, key="litigation_direct"),
        Slot("复议后起诉", "head", 10, 5, key="litigation_after_reconsideration"),
    )
    third: list[Slot] = []
    numbers: list[Slot] = []
    cases = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    for block, case in enumerate(cases):
        for column, (key, name) in enumerate(OUTCOMES.items()):
            path = f"proceedings.{case}.{key}"
            at = block * 5 + column
            numbers.append(Slot(values.count(gold.cells[path], rng), "number", at, key=path))
            if block:
                third.append(Slot(wording.head(name, rng), "head", at, key=f"{case}.{key}"))
    return Table(
        "proceedings",
        15,
        (
            Line(first, head=True),
            Line(second, head=True),
            Line(tuple(third), head=True),
            Line(tuple(numbers), key="proceedings"),
        ),
    )
