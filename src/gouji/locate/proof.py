"""Why these cells: a sentence that a person can follow with the page at hand, Chinese first. No I/O here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gouji.locate.located import Explanation, Part
from gouji.messages import BLANKS, Language, pick
from gouji.report import CellReading, Number
from gouji.rules import LinearRule

Pair = tuple[str, str]

SENTENCES: Mapping[str, Pair] = {
    "one": (
        "{place}印的是{printed}，应为 {value}：{sums}，{only}。",
        "{place} prints {printed}, should be {value}: {sums}, and {only}.",
    ),
    "one_open": (
        "{place}印的是{printed}，改为 {value}，{count} 个有关的式子就都能成立。",
        "{place} prints {printed}; with {value} all {count} equations concerned can hold.",
    ),
    "cells": (
        "这 {cells} 格要一起改，{count} 个不成立的式子才全部成立，少改一格都不行：{list}。",
        "These {cells} cells must change together for the {count} broken equations to hold, not one less: {list}.",
    ),
    "wrong_applicant": (
        "{row}：{giver}多 {number}，{taker}少 {number}，本行总计不变，可能有 {number} 件记错了类别。",
        "{row}: {giver} has {number} too many, {taker} {number} too few, the row's total is right: wrong head?",
    ),
    "wrong_row": (
        "{column}这一列：“{giver}”多 {number}，“{taker}”少 {number}，本列合计不变，可能有 {number} 件记错了行。",
        "{column}: “{giver}” has {number} too many, “{taker}” {number} too few, the sum is right: wrong row?",
    ),
    "exchanged": (
        "{giver}与{taker}的数字（{number_1} 和 {number_2}）互换之后，各式都成立。",
        "With the numbers of {giver} and {taker} exchanged ({number_1} and {number_2}) all equations hold.",
    ),
    "split_number": (
        "{row}：{first}和{second}的数字本是一个数 {number}，被分成了两格，后面的数字都错后了一列。",
        "{row}: {first} and {second} are one number, {number}, cut in two; all behind it stand one column too far.",
    ),
    "joined_number": (
        "{row}：{first}的 {number} 本是两格的两个数，连成了一个，后面的数字都提前了一列。",
        "{row}: {number} at {first} are two numbers joined; all behind them stand one column too early.",
    ),
    "column_shift_back": (
        "{row}：从{first}起，数字都错后了一列，退回一列后各式都成立。",
        "{row}: from {first} on the numbers stand one column too far; moved back, all equations hold.",
    ),
    "column_shift_on": (
        "{row}：从{first}起，数字都提前了一列，往后移一列后各式都成立。",
        "{row}: from {first} on the numbers stand one column too early; moved on, all equations hold.",
    ),
    "column_shift_rows": (
        "{rows}：这 {cells} 行的数字都错后了一列，退回一列后各式都成立。",
        "{rows}: the numbers of these {cells} rows stand one column too far; moved back, all equations hold.",
    ),
    "row_shift_down": (
        "从“{first}”到“{last}”，数字都提前了一行，往下移一行后各式都成立。",
        "From “{first}” to “{last}” the numbers stand one row too high; moved down, all equations hold.",
    ),
    "row_shift_up": (
        "从“{last}”到“{first}”，数字都错后了一行，往上移一行后各式都成立。",
        "From “{last}” to “{first}” the numbers stand one row too low; moved up, all equations hold.",
    ),
    "run_shift_back": (
        "从{first}起多出了一个数，其后的数字都错后了一格，退回一格后各式都成立。",
        "At {first} stands a number too many; those behind it are one cell too far; moved back, all equations hold.",
    ),
    "run_shift_on": (
        "从{first}起少了一个数，其后的数字都提前了一格，往后移一格后各式都成立。",
        "At {first} a number is lost; those behind it are one cell too early; moved on, all equations hold.",
    ),
    "row_swap": (
        "“{first}”与“{second}”两行的数字互换之后，各式都成立。",
        "With the numbers of the rows “{first}” and “{second}” exchanged all equations hold.",
    ),
    "column_swap": (
        "{first}与{second}两列的数字互换之后，各式都成立。",
        "With the numbers of the columns {first} and {second} exchanged all equations hold.",
    ),
}
PATTERNS: Mapping[str, Pair] = {
    "transposed_digits": ("相邻两个数字颠倒了。", " Two neighbouring digits changed places."),
    "factor_ten": ("末尾多了或少了一个 0。", " A zero at the end was lost or gained."),
    "lost_total": ("总计漏填了。", " The total was not filled in."),
}
NOUNS: Mapping[str, Pair] = {
    "row_sum": ("本行", "the row"),
    "column_sum": ("本列", "the column"),
    "flow": ("本列的收支（新收加结转）", "the column's flow"),
    "cases": ("本组", "the block"),
}
PAIRS = frozenset({"wrong_applicant", "wrong_row", "exchanged"})
_MANY = 6


@dataclass(frozen=True)
class Ground:
    """What a proof refers to: equations, cells as read, official labels by cell path."""

    rules: Sequence[LinearRule]
    cells: Mapping[str, CellReading]
    label_of: Callable[[str], str]

    def row(self, path: str) -> str:
        """The label of the row that a cell stands in."""
        return self._split(path)[0]

    def column(self, path: str) -> str:
        """The label of the column that a cell stands in."""
        return self._split(path)[1]

    def place(self, path: str) -> str:
        """Row and column of a cell."""
        row, column = self._split(path)
        return f"“{row}”{column}" if row else f"“{column}”"

    def row_named(self, name: str) -> str:
        """The label of the row with this path."""
        found = (p for rule in self.rules for p in rule.cells if p.rpartition(".")[0] == name)
        return self.row(next(found, name))

    def column_named(self, head: str, near: str) -> str:
        """The label of the column with this last step, in the table of the cell ``near``."""
        table = near.partition(".")[0]
        paths = (p for rule in self.rules for p in rule.cells if p.startswith(f"{table}."))
        return self.column(next((p for p in paths if p.rpartition(".")[2] == head), head))

    def _split(self, path: str) -> tuple[str, str]:
        label = self.label_of(path)
        row, bar, column = label.rpartition(" | ")
        if not bar:
            row, _, column = label.rpartition(" ")
        return row, column


def proof(explanation: Explanation, part: Part, ground: Ground, language: Language = "zh") -> str:
    """Say why the explanation's cells, how many others are as possible included."""
    if len(explanation.changes) == 1:
        return _of_one(explanation, part, ground, language)
    if explanation.kind == "cells":
        return _of_cells(explanation, ground, language)
    key, params = _of_move(explanation, ground, language)
    return pick(SENTENCES[key], language).format_map(params) + _rivals(explanation, part, language)


def _of_one(explanation: Explanation, part: Part, ground: Ground, language: Language) -> str:
    ((path, value),) = explanation.changes.items()
    broken = [rule for rule in ground.rules if rule.name in explanation.equations]
    params: dict[str, Any] = {
        "place": ground.place(path),
        "printed": _printed(ground.cells.get(path), language),
        "value": value,
        "count": len(broken),
    }
    pattern = pick(PATTERNS[explanation.kind], language) if explanation.kind in PATTERNS else ""
    if not all(path in rule.cells for rule in broken) or explanation.fills:
        return pick(SENTENCES["one_open"], language).format_map(params) + pattern
    params["sums"] = _sums(path, value, broken, ground, language)
    params["only"] = _only(path, part, broken, language)
    return pick(SENTENCES["one"], language).format_map(params) + pattern


def _sums(path: str, value: Number, broken: Sequence[LinearRule], ground: Ground, language: Language) -> str:
    """By how much each broken equation misses, seen from the cell: 本行少 3，本列也少 3."""
    reading = ground.cells.get(path)
    change = value - ((reading.value if reading else None) or 0)
    short = change > 0
    told: list[str] = []
    for rule in broken:
        noun = pick(NOUNS.get(rule.id, (rule.label, rule.label)), language)
        if language == "en":
            told.append(f"{noun} is {abs(change)} too {'low' if short else 'high'}")
        else:
            told.append(f"{noun}{'也' if told else ''}{'少' if short else '多'} {abs(change)}")
    return (", " if language == "en" else "，").join(told)


def _only(path: str, part: Part, broken: Sequence[LinearRule], language: Language) -> str:
    """Whether the cell is the only one in all broken equations, or how many others are as possible."""
    shared = set(broken[0].cells).intersection(*(rule.cells for rule in broken[1:]))
    if shared == {path}:
        words = {2: "两", 3: "三"}
        number = words.get(len(broken), str(len(broken)))
        return pick(
            (f"只有这一格同时在这{number}个式子里", f"only this cell is in all {len(broken)} equations"),
            language,
        )
    rivals = sum(len(other.changes) == 1 for other in part.explanations)
    if rivals <= 1:
        return pick(("别的格单独改都不行", "no other cell alone sets them right"), language)
    return pick(
        (
            f"单改一格就能使它成立的共有 {rivals} 格，单凭勾稽关系分不出是哪一格",
            f"{rivals} cells could each set it right, which one the equations cannot tell",
        ),
        language,
    )


def _of_cells(explanation: Explanation, ground: Ground, language: Language) -> str:
    prints, should = pick(("印", " prints "), language), pick(("，应为 ", ", should be "), language)
    listed = [
        f"{ground.place(path)}{prints}{_printed(ground.cells.get(path), language)}{should}{value}"
        for path, value in explanation.changes.items()
    ]
    return pick(SENTENCES["cells"], language).format(
        cells=len(listed), count=len(explanation.equations), list=pick(("；", "; "), language).join(listed)
    )


def _of_move(explanation: Explanation, ground: Ground, language: Language) -> tuple[str, dict[str, Any]]:
    kind, params = explanation.kind, explanation.params
    near = next(iter(explanation.changes))
    if kind in {"wrong_applicant", "wrong_row"}:
        giver, taker = str(params["giver"]), str(params["taker"])
        named = ground.column if kind == "wrong_applicant" else ground.row
        return kind, {
            "row": f"“{ground.row(giver)}”",
            "column": ground.column(giver),
            "giver": named(giver),
            "taker": named(taker),
            "number": params["count"],
        }
    if kind == "exchanged":
        giver, taker = str(params["giver"]), str(params["taker"])
        return kind, {
            "giver": ground.place(giver),
            "taker": ground.place(taker),
            "number_1": explanation.changes[taker],
            "number_2": explanation.changes[giver],
        }
    if kind in {"split_number", "joined_number"}:
        return kind, {
            "row": f"“{ground.row_named(params['row'])}”",
            "first": ground.column(params["first"]),
            "second": ground.column(params["second"]),
            "number": params["number"],
        }
    if kind == "column_shift":
        return _of_shift(params, ground, language)
    if kind == "run_shift":
        return f"{kind}_{params['way']}", {"first": ground.place(params["from"])}
    if kind == "column_swap":
        return kind, {name: ground.column_named(params[name], near) for name in ("first", "second")}
    named_rows = {
        name: ground.row_named(params[name]) for name in ("first", "second", "last") if name in params
    }
    return (f"{kind}_{params['way']}" if "way" in params else kind), named_rows


def _of_shift(params: Mapping[str, Any], ground: Ground, language: Language) -> tuple[str, dict[str, Any]]:
    if "rows" in params:
        rows = [f"“{ground.row_named(row)}”" for row in params["rows"]]
        more = pick(("等", " and others"), language) if len(rows) > _MANY else ""
        listed = pick(("、", ", "), language).join(rows[:_MANY]) + more
        return "column_shift_rows", {"rows": listed, "cells": len(rows)}
    return f"column_shift_{params['way']}", {
        "row": f"“{ground.row_named(params['row'])}”",
        "first": ground.column(params["from"]),
    }


def _rivals(explanation: Explanation, part: Part, language: Language) -> str:
    alike = PAIRS if explanation.kind in PAIRS else {explanation.kind}
    rivals = sum(other.kind in alike for other in part.explanations)
    if rivals < 2:
        return ""
    least = pick(("至少", "at least "), language) if part.left_out or not part.complete else ""
    return pick(
        (
            f"这样的可能{least or '共'}有 {rivals} 种，单凭勾稽关系分不出是哪一种。",
            f" There are {least}{rivals} such possibilities; the equations cannot tell which.",
        ),
        language,
    )


def _printed(cell: CellReading | None, language: Language) -> str:
    if cell is None:
        return pick(BLANKS["missing"], language)
    if cell.printed is not None and cell.printed.strip():
        return f" {cell.printed.strip()}" if language == "zh" else cell.printed.strip()
    return pick(BLANKS.get(cell.blank or "empty", BLANKS["empty"]), language)
