"""The rows of a review: who judged what, when, why, and what was to be seen then. They are only ever added.

A row carries the facts it judged, so that it holds for a new report of the same document exactly
where these facts are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from gouji.report import Blank, CellReading, Finding, Number

Action = Literal["set", "source", "seen", "accept", "reopen", "undo"]
"""
``set``: the page shows this at this cell. ``source``: the page shows the numbers of this finding as they
were read, and the document is wrong. ``seen``: this finding was looked at and its cells stand as read.
``accept`` and ``reopen`` close and open the document; ``undo`` withdraws an earlier act.
"""


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: an exact number, or None and the kind of blank."""

    value: Number | None
    blank: Blank | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell showed when it was judged: its printed text, white space collapsed, and what counted."""

    path: str
    printed: str | None
    content: Content


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row judges: one cell (``rule`` empty) or one finding, with the cells as they were shown.

    ``key`` and ``printed`` (a text or a sentence) tell apart findings of one rule that name the same cells
    or none.
    """

    rule: str
    cells: tuple[Shown, ...]
    key: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that is not kept yet. ``name`` is the cell path or the finding's ID.

    ``before`` and ``after`` are a cell's content, for ``set`` only; ``withdraws`` is an act, for ``undo``.
    """

    action: Action
    name: str = ""
    subject: Subject | None = None
    before: Content | None = None
    after: Content | None = None
    withdraws: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One row: the ``number``-th of its document, counted from 1, made together with the others of its ``act``.

    ``act`` is the number of the first row that the same command made; ``at`` is ISO 8601 in UTC.
    """

    number: int
    act: int
    by: str
    at: str
    reason: str | None
    draft: Draft


def shown(path: str, cell: CellReading | None) -> Shown:
    """What ``path`` shows in a report whose cells may lack it."""
    if cell is None:
        return Shown(path, None, Content(None, "missing"))
    return Shown(path, _collapsed(cell.printed), Content(cell.value, cell.blank))


def subject_of(finding: Finding, cells: Mapping[str, CellReading]) -> Subject:
    """What a decision about ``finding`` judges while the cells hold ``cells``."""
    return Subject(
        finding.rule,
        tuple(shown(path, cells.get(path)) for path in finding.cells),
        str(finding.params.get("key") or ""),
        _collapsed(str(finding.params.get("printed") or finding.params.get("quote") or "")) or "",
    )


def _collapsed(printed: str | None) -> str | None:
    return None if printed is None else " ".join(printed.split())


def pack(draft: Draft) -> dict[str, Any]:
    """Return a JSON-ready dict that ``unpack`` turns back into an equal draft; decimals become text."""
    packed = asdict(draft)
    for content in _contents(packed):
        if isinstance(content["value"], Decimal):
            content["value"] = str(content["value"])
    return packed


def unpack(stored: Mapping[str, Any]) -> Draft:
    """Rebuild a draft from ``pack``'s dict."""
    subject = stored["subject"]
    return Draft(
        action=stored["action"],
        name=stored["name"],
        subject=(
            Subject(
                subject["rule"],
                tuple(
                    Shown(each["path"], each["printed"], _content(each["content"]))
                    for each in subject["cells"]
                ),
                subject["key"],
                subject["printed"],
            )
            if subject
            else None
        ),
        before=_content(stored["before"]) if stored["before"] else None,
        after=_content(stored["after"]) if stored["after"] else None,
        withdraws=stored["withdraws"],
    )


def _contents(packed: Mapping[str, Any]) -> list[dict[str, Any]]:
    cells = packed["subject"]["cells"] if packed["subject"] else ()
    return [each["content"] for each in cells] + [
        packed[side] for side in ("before", "after") if packed[side]
    ]


def _content(stored: Mapping[str, Any]) -> Content:
    value = stored["value"]
    return Content(Decimal(value) if isinstance(value, str) else value, stored["blank"])
