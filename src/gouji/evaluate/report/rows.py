"""The cells to look at in one document: what was expected, what was read, who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gouji.evaluate.cells import WrongCell
from gouji.evaluate.report.passages import Kind
from gouji.evaluate.report.visible import one_line
from gouji.evaluate.score import Score
from gouji.families.disclosure import FAMILY
from gouji.messages import BLANKS, Language, pick

FORM = FAMILY.forms["2021"]
LONG = 400
"""Characters of a finding's message that are shown."""
_UNREAD = ("未读出", "unread")
_SEE_DOCUMENT = ("见原件", "see document")
_NOTHING_READ = ("没有读出", "nothing read")
_NEEDLESS = ("读对了，白点名", "right, needlessly named")


@dataclass(frozen=True, slots=True)
class Row:
    """One cell in the table beside the document; ``number`` is also that of its mark where it is ``placed``.

    A finding is told beside the first cell that it names; ``messages`` of later ones point there.
    """

    number: int
    placed: bool
    label: str
    path: str
    expected: str
    got: str
    kind: Kind
    state: str
    messages: tuple[str, ...]


def rows(score: Score, answer: Mapping[str, Any], language: Language) -> list[tuple[Row, Mapping[str, Any]]]:
    """The cells to look at with their places: wrong ones, silent first, then unread, then needless."""
    found: list[tuple[Row, Mapping[str, Any]]] = []
    laundered = set(score.laundered)
    for cell in sorted(score.wrong, key=lambda cell: (not cell.silent, cell.injected)):
        kind, state = _state(cell, cell.path in laundered)
        expected, got = _shown(cell.expected, language), _shown(cell.got, language)
        found.append(_row(cell.path, (kind, state), (expected, got), answer, language))
    for path in score.unread:
        printed = (answer["cells"].get(path) or {}).get("printed")
        # Results keep only the paths of unread cells; a dash would look like a printed one.
        got = one_line(printed, 40) if printed else pick(_NOTHING_READ, language)
        pair = pick(_SEE_DOCUMENT, language), got
        found.append(_row(path, ("unread", _UNREAD), pair, answer, language))
    for path in score.needlessly_named:
        cell_found = answer["cells"].get(path) or {"value": None, "blank": "missing"}
        value = cell_found["value"]
        shown = _shown(f"<{cell_found['blank']}>" if value is None else str(value), language)
        found.append(_row(path, ("needless", _NEEDLESS), (shown, shown), answer, language))
    told: dict[str, int] = {}
    return [
        (
            replace(
                row,
                number=at,
                placed=bool(place),
                messages=tuple(_told(message, at, told, language) for message in row.messages),
            ),
            place,
        )
        for at, (row, place) in enumerate(found, 1)
    ]


def _told(message: str, number: int, told: dict[str, int], language: Language) -> str:
    """The message where it comes first, later a pointer to that row; ``told`` remembers."""
    first = told.setdefault(message, number)
    if first == number:
        return message
    return f"提示同 {first} 号" if language == "zh" else f"as told at no. {first}"


def _state(cell: WrongCell, laundered: bool) -> tuple[Kind, tuple[str, str]]:
    if cell.injected and not cell.named:
        return "named", ("放进读数的错，未点名", "error put in, not named")
    if cell.injected:
        return "named", ("放进读数的错，已点名", "error put in, named")
    if laundered:
        return "silent", ("印错数被洗掉", "laundered")
    if cell.silent:
        return "silent", ("悄悄出错", "SILENT")
    if cell.named:
        return "named", ("已点名", "named")
    if cell.expected.startswith("<") and cell.got.startswith("<"):
        return "named", ("空白的种类不同", "another kind of blank")
    return "named", ("只有警告", "warning only")


def _row(
    path: str,
    state: tuple[Kind, tuple[str, str]],
    values: tuple[str, str],
    answer: Mapping[str, Any],
    language: Language,
) -> tuple[Row, Mapping[str, Any]]:
    place: Mapping[str, Any] = (answer["cells"].get(path) or {}).get("place") or {}
    messages = [one_line(each["message"], LONG) for each in answer["findings"] if path in each["cells"]]
    row = Row(
        number=0,
        placed=False,
        label=one_line(FORM.label_of(path)),
        path=one_line(path),
        expected=values[0],
        got=values[1],
        kind=state[0],
        state=pick(state[1], language),
        messages=tuple(messages),
    )
    return row, place


def _shown(value: str, language: Language) -> str:
    """A value of a score: the number, or the kind of blank (``<dash>``) in words."""
    if not (value.startswith("<") and value.endswith(">")):
        return one_line(value)
    kind = value[1:-1]
    word = pick(BLANKS[kind], language) if kind in BLANKS else one_line(kind)
    return f"（{word}）" if language == "zh" else f"({word})"
