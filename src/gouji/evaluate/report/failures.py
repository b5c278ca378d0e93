"""The failing documents: which they are, and each as it is shown: its text or pages beside its wrong cells."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gouji.evaluate.report.passages import Kind, Mark, Passage, cut
from gouji.evaluate.report.rows import LONG, Row, rows
from gouji.evaluate.report.visible import one_line
from gouji.evaluate.result import DocumentResult
from gouji.messages import STATUSES, Language, pick

SHOWN = 40
"""Documents that a page shows: more would make it heavy, and the first are the worst."""
SHOWN_ROWS = 40
"""Cells listed per failing document."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is needed to show a failing document beside its result.

    ``text`` is what ``gouji convert --to text`` prints, ``answer`` the contract's object, ``pages`` the
    pages from the first as (PNG bytes, width, height), lengths in the unit of the boxes. Places with
    ``start`` and ``end`` are marked in the text, places with a box on the pages. ``problem`` says why
    there is nothing to show.
    """

    case: str
    answer: Mapping[str, Any] = field(default_factory=lambda: {"cells": {}, "findings": ()})
    text: str = ""
    pages: tuple[tuple[bytes, float, float], ...] = ()
    problem: str = ""

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> Look:
        """Take the object that a run gives per shown document."""
        if "problem" in shown:
            return cls(shown.get("case", ""), problem=shown["problem"])
        pages = tuple((page["png"], page["width"], page["height"]) for page in shown.get("pages", ()))
        return cls(shown["case"], shown["report"], shown.get("text", ""), pages)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page with the number of its row."""

    number: int
    left: float
    top: float
    width: float
    height: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Picture:
    """A page with its boxes; ``uri`` holds the picture itself."""

    number: int
    width: float
    height: float
    uri: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class FailureView:
    """One failing document as the page shows it."""

    case: str
    file: str
    status: str
    reasons: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    more_rows: int
    remarks: tuple[str, ...]
    problem: str
    passages: tuple[Passage, ...]
    pictures: tuple[Picture, ...]
    other_pages: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One way for a document to fail: ``name`` for programs, how many times it does, why in both languages."""

    name: str
    count: Callable[[DocumentResult], int]
    words: Callable[[DocumentResult], tuple[str, str]]


def _sent_back(document: DocumentResult) -> int:
    return int(document.undamaged and not document.score.straight_through and not document.problem)


def _only_warned(document: DocumentResult) -> int:
    """Accepted with a wrong value that a warning names, so that no other fault counts it."""
    score = document.score
    told = score.silently_wrong or score.laundered or document.undamaged
    return int(score.wrong_accepted and not told)


_SENT_BACK = {
    "accepted": ("完好的文件通过了，但有格读错", "undamaged, accepted with wrong cells"),
    "needs_review": ("完好的文件被送去核对", "undamaged, yet sent to review"),
    "failed": ("完好的文件处理失败", "undamaged, yet failed"),
}

# What fails, the worst first: the order of the page, of Markdown and of the kinds in JUnit.
FAULTS: tuple[Fault, ...] = (
    Fault(
        "silently_wrong",
        lambda one: len(one.score.silently_wrong),
        lambda one: (
            f"{len(one.score.silently_wrong)} 格悄悄出错",
            f"{len(one.score.silently_wrong)} silently wrong",
        ),
    ),
    Fault(
        "laundered",
        lambda one: len(one.score.laundered),
        lambda one: (f"{len(one.score.laundered)} 格印错数被洗掉", f"{len(one.score.laundered)} laundered"),
    ),
    Fault(
        "wrong_accepted",
        _only_warned,
        lambda _: ("带着错值通过了", "accepted with a wrong value"),
    ),
    Fault(
        "broken", lambda one: int(bool(one.problem)), lambda _: ("评测本身出错", "the evaluation broke down")
    ),
    Fault("not_straight_through", _sent_back, lambda one: _SENT_BACK[one.score.status]),
)


def failing(documents: Sequence[DocumentResult]) -> list[DocumentResult]:
    """The documents that fail, the worst of ``FAULTS`` first; those that fail alike stay in given order."""
    found = [(_weight(document), at, document) for at, document in enumerate(documents)]
    worst = sorted((row for row in found if row[0]), key=lambda row: ([-part for part in row[0]], row[1]))
    return [document for _, _, document in worst]


def _weight(document: DocumentResult) -> tuple[int, ...]:
    """How badly a document fails, the worse the greater; empty for one that fares as it should."""
    counts = tuple(fault.count(document) for fault in FAULTS)
    return (*counts, len(document.score.named) + len(document.score.unread)) if any(counts) else ()


def faults(document: DocumentResult) -> list[Fault]:
    """The ways in which a document fails, the worst first."""
    return [fault for fault in FAULTS if fault.count(document)]


def reasons(document: DocumentResult, language: Language) -> tuple[str, ...]:
    """Why a document fails, in words; empty where it does not."""
    return tuple(pick(fault.words(document), language) for fault in faults(document))


def view(
    document: DocumentResult, look: Look, labels: Sequence[tuple[str, str]], language: Language
) -> FailureView:
    """Lay one failing document out: numbered rows, and the same numbers where the cells stand."""
    listed = rows(document.score, look.answer, language)
    shown = listed[:SHOWN_ROWS]
    marks = [
        Mark(place["start"], place["end"], number, row.kind)
        for number, (row, place) in enumerate(shown, 1)
        if "start" in place
    ]
    boxes = [
        (place["page"], _box(number, place["box"], row.kind))
        for number, (row, place) in enumerate(shown, 1)
        if "box" in place
    ]
    pictures = _pictures(look, boxes)
    return FailureView(
        case=one_line(document.case),
        file=one_line(document.file),
        status=status_word(document.score.status, language),
        reasons=reasons(document, language),
        labels=tuple(labels),
        rows=tuple(row for row, _ in shown),
        more_rows=len(listed) - len(shown),
        remarks=_remarks(document, look.answer, language),
        problem=one_line(look.problem or document.problem, LONG),
        passages=() if pictures else tuple(cut(look.text, marks)),
        pictures=pictures,
        other_pages=len(look.pages) - len(pictures),
    )


def status_word(status: str, language: Language) -> str:
    """An outcome in words; ``broken`` is the evaluation's own."""
    return pick(STATUSES.get(status, ("评测出错", "evaluation broke down")), language)


def _remarks(document: DocumentResult, answer: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """What else is wrong: identity, errors that name no cell, why the document failed."""
    score = document.score
    wrong = [
        (score.title_right, ("标题读成", "title read as"), answer.get("title")),
        (score.agency_right, ("机关读成", "agency read as"), answer.get("agency")),
        (score.year_right, ("年度读成", "year read as"), answer.get("year")),
    ]
    nothing = pick(("（没有读出）", "(nothing)"), language)
    found = [
        f"{pick(words, language)} {nothing if got is None else one_line(str(got))}"
        for right, words, got in wrong
        if right is False and not document.problem
    ]
    found += [
        one_line(finding["message"], LONG)
        for finding in answer["findings"]
        if finding["severity"] == "error" and not finding["cells"]
    ]
    if answer.get("error"):
        found.append(one_line(answer["error"]["message"] + answer["error"]["remedy"], LONG))
    return tuple(found)


def _box(number: int, edges: Sequence[float], kind: Kind) -> Box:
    left, top, right, bottom = edges
    return Box(number, left, top, right - left, bottom - top, kind)


def _pictures(look: Look, boxes: Sequence[tuple[int, Box]]) -> tuple[Picture, ...]:
    """The pages that have a box; the first page where none has."""
    marked = {page for page, _ in boxes} or {1}
    return tuple(
        Picture(
            number=number,
            width=width,
            height=height,
            uri="data:image/png;base64," + base64.b64encode(png).decode("ascii"),
            boxes=tuple(box for page, box in boxes if page == number),
        )
        for number, (png, width, height) in enumerate(look.pages, 1)
        if number in marked
    )
