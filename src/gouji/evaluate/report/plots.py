"""Plots as SVG text: no script, no font, no style sheet, so that each also stands alone as a file.

Every number a plot shows is written beside its mark; colour repeats what length and text say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from gouji.evaluate.report.visible import one_line

WIDTH = 480
LEFT = 138
RIGHT = 178
ROW = 24
TOP = 8
INK, MUTED, RULE = "#1d2733", "#5b6673", "#d5dbe1"
SOLID, PALE, BAD = "#2f6690", "#bcd2e3", "#b3261e"
FONT = (
    "system-ui, 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: ``value`` as a solid bar, ``reach`` (a bound, a percentile) as a pale one behind it.

    ``note`` is the row's numbers in words, ``bad`` marks a row that should not be. ``value`` None:
    nothing to measure.
    """

    label: str
    value: float | None
    note: str
    reach: float | None = None
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with its heading, what its marks mean, and its SVG; ``name`` is fit for a file."""

    name: str
    title: str
    caption: str
    svg: str


def bars(title: str, rows: Sequence[Bar], *, full: float | None = None) -> str:
    """Horizontal bars; ``full`` is the value of a full length, by default the longest."""
    longest = full or max((max(row.value or 0, row.reach or 0) for row in rows), default=0) or 1
    height = TOP + ROW * len(rows) + 8
    parts = [_axis(height)]
    for at, row in enumerate(rows):
        parts.append("".join(_bar(row, TOP + ROW * at, longest)))
    return _svg(title, WIDTH, height, parts)


def _bar(row: Bar, top: float, longest: float) -> Iterator[str]:
    room = WIDTH - LEFT - RIGHT
    middle = top + ROW / 2
    yield f"<g><title>{escape(f'{row.label}：{row.note}')}</title>"
    yield _text(LEFT - 8, middle, _fit(row.label, 16), anchor="end")
    if row.reach is not None:
        yield _box(LEFT, top + 6, room * min(row.reach / longest, 1), ROW - 12, PALE)
    if row.value is not None:
        colour = BAD if row.bad else SOLID
        length = room * min(row.value / longest, 1)
        yield _box(LEFT, top + 6, max(length, 2 if row.value else 0), ROW - 12, colour)
    yield _text(
        WIDTH - RIGHT + 6, middle, f"! {row.note}" if row.bad else row.note, colour=BAD if row.bad else MUTED
    )
    yield "</g>"


@dataclass(frozen=True, slots=True)
class Heat:
    """One field of a heat table: ``share`` (0 to 1) sets its shade, ``text`` says it; None: nothing there."""

    share: float | None
    text: str


def heat(title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Heat]]]) -> str:
    """A table whose fields are the paler the lower the share."""
    left = 168
    width = (WIDTH - left) / max(len(columns), 1)
    parts = [
        _text(left + width * (at + 0.5), 12, column, anchor="middle", colour=MUTED)
        for at, column in enumerate(columns)
    ]
    for at, (label, fields) in enumerate(rows):
        top = 24 + ROW * at
        parts.append(_text(left - 8, top + ROW / 2, _fit(label, 21), anchor="end"))
        for place, field in enumerate(fields):
            parts.append("".join(_field(field, label, left + width * place, top, width)))
    return _svg(title, WIDTH, 24 + ROW * len(rows) + 4, parts)


def _field(field: Heat, label: str, left: float, top: float, width: float) -> Iterator[str]:
    middle = (left + width / 2, top + ROW / 2)
    if field.share is None:
        yield _text(*middle, field.text, anchor="middle", colour=MUTED)
        return
    yield f"<g><title>{escape(f'{label}：{field.text}')}</title>"
    yield _box(left + 1, top + 1, width - 2, ROW - 2, _shade(field.share))
    yield _text(*middle, field.text, anchor="middle", colour="#ffffff" if field.share > 0.6 else INK)
    yield "</g>"


def _shade(share: float) -> str:
    """From a warning rose (nothing) over white-ish (half) to the solid blue (all)."""
    low, middle, high = (0xF3, 0xC6, 0xC0), (0xDF, 0xE9, 0xF1), (0x2F, 0x66, 0x90)
    start, end, along = (low, middle, share * 2) if share < 0.5 else (middle, high, share * 2 - 1)
    mixed = (round(a + (b - a) * min(max(along, 0), 1)) for a, b in zip(start, end, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    # A fixed aspect with width 100 %: the page decides the size, the text scales with it.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="100%" '
        f'role="img" aria-label={quoteattr(title)} font-family="{FONT}" font-size="12.5">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _axis(height: float) -> str:
    return f'<line x1="{LEFT}" y1="{TOP - 4}" x2="{LEFT}" y2="{height - 4}" stroke="{RULE}"/>'


def _box(left: float, top: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(width, 0):.1f}" height="{height:g}" fill="{colour}"/>'


def _text(left: float, middle: float, text: str, *, anchor: str = "start", colour: str = INK) -> str:
    return (
        f'<text x="{left:.1f}" y="{middle:.1f}" dy="0.35em" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _fit(label: str, columns: int) -> str:
    """``label`` in at most ``columns`` half-width columns; CJK characters take two."""
    shown, used = "", 0
    for character in one_line(label):
        used += 2 if ord(character) > 0x2E7F else 1
        if used > columns:
            return shown + "…"
        shown += character
    return shown
