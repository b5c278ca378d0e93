"""Automatic numbers of Word paragraphs: labels such as （一） that stand in no text run.

Counters run per numbering definition and level, as Word shows them; bullets give no label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DIGITS = "〇一二三四五六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
SILENT = frozenset({"bullet", "none", ""})
TIGHT = tuple("、.．)）。，:：]】")
"""After a label that ends so, the text follows without a space."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: ``pattern`` has ``%1`` for the first level's number, and so on."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    legal: bool = False


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, number_id: str, depth: int) -> str:
        """Count one paragraph of list ``number_id`` at level ``depth`` and return its label."""
        known = self.lists.get(number_id)
        if known is None or depth not in known[1]:
            return ""
        shared, levels = known
        counters = self._counters.setdefault(shared, {})
        level = levels[depth]
        counters[depth] = counters[depth] + 1 if depth in counters else level.start
        for deeper in [other for other in counters if other > depth]:
            del counters[deeper]
        if level.form in SILENT:
            return ""
        label = level.pattern
        for other in range(depth + 1):
            shown = levels.get(other, Level())
            count = counters.get(other, shown.start)
            form = "decimal" if level.legal else shown.form
            label = label.replace(f"%{other + 1}", spell(count, form))
        return label if not label or label.endswith(TIGHT) else f"{label} "


def read_numbering(root: Any) -> Numbering:
    """Read the lists of ``word/numbering.xml``; a list with overridden starts counts on its own."""
    if root is None:
        return Numbering()
    w = root.tag.rpartition("}")[0] + "}"
    abstract = {
        node.get(f"{w}abstractNumId"): dict(_levels(node, w)) for node in root.iterfind(f"{w}abstractNum")
    }
    lists: dict[str, tuple[str, Mapping[int, Level]]] = {}
    for node in root.iterfind(f"{w}num"):
        base = node.find(f"{w}abstractNumId")
        identity = node.get(f"{w}numId") or ""
        shared = base.get(f"{w}val") if base is not None else ""
        levels = dict(abstract.get(shared, {}))
        overrides = node.findall(f"{w}lvlOverride")
        for override in overrides:
            levels.update(_levels(override, w))
            start = override.find(f"{w}startOverride")
            depth = _integer(override.get(f"{w}ilvl"), 0)
            if start is not None and depth in levels:
                old = levels[depth]
                levels[depth] = Level(_integer(start.get(f"{w}val"), 1), old.form, old.pattern, old.legal)
        lists[identity] = (f"own {identity}" if overrides else f"shared {shared}", levels)
    return Numbering(lists)


def _levels(node: Any, w: str) -> Iterator[tuple[int, Level]]:
    for level in node.iterfind(f"{w}lvl"):
        legal = level.find(f"{w}isLgl")
        yield (
            _integer(level.get(f"{w}ilvl"), 0),
            Level(
                start=_integer(_value(level, f"{w}start", w), 1),
                form=_value(level, f"{w}numFmt", w) or "decimal",
                pattern=_value(level, f"{w}lvlText", w) or "",
                legal=legal is not None and legal.get(f"{w}val") not in {"0", "false"},
            ),
        )


def _value(node: Any, tag: str, w: str) -> str | None:
    child = node.find(tag)
    value: str | None = child.get(f"{w}val") if child is not None else None
    return value


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else default


def spell(count: int, form: str) -> str:
    """Write ``count`` in a Word number format; an unknown format is written in digits."""
    return SPELLINGS.get(form, str)(count)


def _chinese(count: int) -> str:
    if not 0 < count < 10_000:
        return str(count)
    spelled = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // unit % 10
        if digit:
            spelled += ("〇" if gap else "") + DIGITS[digit] + name
            gap = False
        elif spelled and count % unit:
            gap = True
    return spelled[1:] if spelled.startswith("一十") else spelled


def _roman(count: int) -> str:
    spelled = ""
    for value, letters in (*ROMAN, *ROMAN_ONES):
        spelled += letters * (count // value)
        count %= value
    return spelled


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else str(count)


def _circled(count: int) -> str:
    return chr(0x245F + count) if 1 <= count <= 20 else str(count)


def _digitwise(count: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(count))


def _stem(count: int) -> str:
    return STEMS[count - 1] if 1 <= count <= 10 else str(count)


SPELLINGS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda count: f"{count:02d}",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _digitwise,
    "ideographTraditional": _stem,
    "ideographEnclosedCircle": lambda count: chr(0x327F + count) if 1 <= count <= 10 else str(count),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda count: f"({count})",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerLetter": _letter,
}
