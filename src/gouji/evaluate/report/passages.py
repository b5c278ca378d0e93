"""A document's text cut around the places to show, so that a long document stays readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.evaluate.report.visible import visible

Kind = Literal["silent", "named", "unread", "needless"]
WHOLE = 1_500
"""Texts up to so many code points are shown whole."""
AROUND = 400
"""Code points shown before and after a mark in longer ones."""
LONGEST_MARK = 400
"""Code points of a span that are marked at most."""
MOST = 40_000
"""Code points shown of one document at most."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to show: code points ``start`` to ``end``, the number of its row, how bad it is."""

    start: int
    end: int
    number: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of shown text: ``numbers`` and ``kind`` where it is marked; ``skipped`` code points were left out before it."""

    text: str
    numbers: tuple[int, ...] = ()
    kind: Kind | None = None
    skipped: int = 0


def cut(text: str, marks: Sequence[Mark]) -> list[Passage]:
    """The passages of ``text`` around ``marks`` in order; the last may be empty and only tell what is left out.

    Marks outside the text are dropped, overlapping ones joined (the worst kind wins).
    """
    spans = _joined(text, marks)
    found: list[Passage] = []
    at = shown = 0
    for start, far in _windows(text, spans):
        end = min(far, start + MOST - shown)
        if end <= start:
            break
        inside = [span for span in spans if start <= span.start and span.end <= end]
        passages = list(_window(text, start, end, inside))
        found += [_after_gap(passages[0], start - at), *passages[1:]] if passages else []
        shown += end - start
        at = end
    if at < len(text):
        found.append(Passage("", skipped=len(text) - at))
    return found


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    numbers: tuple[int, ...]
    kind: Kind


_ORDER: dict[Kind, int] = {"silent": 0, "named": 1, "unread": 2, "needless": 3}


def _joined(text: str, marks: Sequence[Mark]) -> list[_Span]:
    spans: list[_Span] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end, mark.number)):
        if not 0 <= mark.start < mark.end <= len(text):
            continue
        end = min(mark.end, mark.start + LONGEST_MARK)
        last = spans[-1] if spans else None
        if last is None or mark.start >= last.end:
            spans.append(_Span(mark.start, end, (mark.number,), mark.kind))
            continue
        worst = min(last.kind, mark.kind, key=_ORDER.__getitem__)
        numbers = (*last.numbers, mark.number)
        spans[-1] = _Span(last.start, max(last.end, end), numbers, worst)
    return spans


def _windows(text: str, spans: Sequence[_Span]) -> list[tuple[int, int]]:
    if len(text) <= WHOLE:
        return [(0, len(text))] if text else []
    if not spans:
        return [(0, WHOLE)]
    windows: list[tuple[int, int]] = []
    for span in spans:
        start, end = _line_start(text, span.start - AROUND), _line_end(text, span.end + AROUND)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(windows[-1][1], end))
        else:
            windows.append((start, end))
    return windows


def _line_start(text: str, at: int) -> int:
    """The start of the line around ``at``, unless that is farther than ``AROUND``."""
    if at <= 0:
        return 0
    found = text.rfind("\n", max(at - AROUND, 0), at)
    return found + 1 if found >= 0 else at


def _line_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    found = text.find("\n", at, at + AROUND)
    return found if found >= 0 else at


def _window(text: str, start: int, end: int, spans: Sequence[_Span]) -> Iterator[Passage]:
    at = start
    for span in spans:
        if span.start > at:
            yield Passage(visible(text[at : span.start]))
        yield Passage(visible(text[span.start : span.end]), span.numbers, span.kind)
        at = span.end
    if at < end:
        yield Passage(visible(text[at:end]))


def _after_gap(passage: Passage, skipped: int) -> Passage:
    return Passage(passage.text, passage.numbers, passage.kind, skipped)
