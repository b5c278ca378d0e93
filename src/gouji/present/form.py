"""A form for people: its tables with paths, its equations in words, and what they can tell of each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from gouji.export.json_text import dumps
from gouji.family import Form, Visibility
from gouji.present.console import console
from gouji.present.grid import Style, draw, pad
from gouji.present.layout import layouts
from gouji.present.report import wants_colour
from gouji.present.sentences import short_label
from gouji.rules import LinearRule

VISIBILITY: Mapping[Visibility, tuple[str, str, str, Style]] = {
    "invisible": ("盲", "看不见：不在任何等式里", "invisible: in no equation", "error"),
    "detectable": (
        "可见",
        "可发现：等式不成立，但不能指明是哪一格",
        "detectable: an equation breaks, the cell stays open",
        "warning",
    ),
    "locatable": (
        "定位",
        "可定位：不成立的等式指明是哪一格",
        "locatable: the broken equations name the cell",
        "good",
    ),
}


def show_form(form: Form, *, as_json: bool) -> None:
    """Print the form."""
    if as_json:
        console.emit(dumps(form_json(form), indent=1) + "\n")
        return
    totals = Counter(form.visibility.values())
    console.emit(f"{form.id}  {form.notice}  {console.say('共', 'cells')} {len(form.paths)}\n")
    texts = {path: VISIBILITY[kind][0] for path, kind in form.visibility.items()}
    styles = {path: VISIBILITY[kind][3] for path, kind in form.visibility.items()}
    for title, layout in layouts(form, ()):
        slots = [
            replace(slot, text=texts[slot.path], style=styles[slot.path]) if slot.path else slot
            for slot in layout.slots
        ]
        console.emit(f"\n{title}\n{draw(slots, layout.widths(texts), colour=wants_colour())}")
    console.emit(
        console.say("\n一格填错，勾稽关系能看出什么：\n", "\nWhat the equations tell of one wrong cell:\n")
    )
    for kind, (short, chinese, english, _) in VISIBILITY.items():
        console.emit(f"  {short}  {console.say(chinese, english)}  {totals[kind]}\n")
    console.emit(console.say(f"\n勾稽关系 {len(form.rules)} 条：\n", f"\n{len(form.rules)} equations:\n"))
    for number, rule in enumerate(form.rules, 1):
        console.emit(f"{number:3}. {sentence(rule, form)}\n")
    console.emit(console.say("\n单元格：\n", "\nCells:\n"))
    longest = max(len(path) for path in form.paths)
    for path, label in form.labels.items():
        kind = form.visibility[path]
        console.emit(f"  {pad(path, longest)}  {pad(VISIBILITY[kind][0], 4)}  {label}\n")


def sentence(rule: LinearRule, form: Form) -> str:
    """Write an equation in the form's own labels, its place first."""
    left, right = (
        " + ".join(short_label(path, rule, form) for path in side) for side in (rule.left, rule.right)
    )
    return f"{rule.label}：{left} = {right}"


def form_json(form: Form) -> dict[str, object]:
    """Give the form as a JSON-ready object."""
    return {
        "form": form.id,
        "notice": form.notice,
        "years": list(form.years),
        "tables": dict(form.table_titles),
        "cells": [
            {"path": path, "label": label, "visibility": form.visibility[path]}
            for path, label in form.labels.items()
        ],
        "totals": dict(Counter(form.visibility.values())),
        "equations": [
            {
                "rule": rule.name,
                "label": rule.label,
                "left": list(rule.left),
                "right": list(rule.right),
                "text": sentence(rule, form),
            }
            for rule in form.rules
        ],
    }
