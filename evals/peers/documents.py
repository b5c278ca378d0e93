"""The documents of the comparison: rendered copies with fixed seeds, grouped by what can read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render.html import HTML_SHAPES
from gouji.evaluate.render.pdf import PDF_SHAPES
from gouji.evaluate.render.registry import make_copy
from gouji.evaluate.render.scan.shapes import make_scan

# Seeds of their own: nobody tuned the reader on these documents.
_FIRST_SEED = 7300
_PER_SHAPE = 5
_SCANS = ("scan_clean", "scan_noisy", "scan_sealed", "scan_grey_150")


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one carrier. ``sample`` of them are also read by peers that take seconds a page."""

    name: str
    title: str
    copies: Mapping[str, RenderedCopy]
    sample: frozenset[str] = frozenset()

    def write(self, folder: Path) -> None:
        """Write every document into ``folder``; the file names are the keys of ``copies``."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, copy in self.copies.items():
            (folder / name).write_bytes(copy.content)


def _drawn(shapes: Sequence[str]) -> Iterator[RenderedCopy]:
    """Five copies of each shape, each of a report of its own; the kinds of office take turns."""
    for at, shape in enumerate(shape for shape in shapes for _ in range(_PER_SHAPE)):
        yield make_copy(shape, make_gold(_FIRST_SEED + at, KINDS[at % len(KINDS)]), _FIRST_SEED + at)


def _named(copies: Iterator[RenderedCopy]) -> dict[str, RenderedCopy]:
    return {f"{index:03d}-{copy.file_name}": copy for index, copy in enumerate(copies)}


def _scans() -> Iterator[RenderedCopy]:
    """PDF files of pictures: one document a shape, since reading a page takes seconds."""
    for row, shape in enumerate(_SCANS):
        seed = _FIRST_SEED + row
        yield make_scan(shape, make_gold(seed, KINDS[row % len(KINDS)]), seed)


def make_groups() -> tuple[Group, ...]:
    """PDF with text, of which one of each shape is the sample; HTML; scans."""
    pdf = _named(_drawn(PDF_SHAPES))
    sample = frozenset(list(pdf)[::_PER_SHAPE])
    pages = tuple(shape for shape in HTML_SHAPES if shape.startswith("html"))
    return (
        Group("pdf", "PDF with text", pdf, sample),
        Group("html", "HTML", _named(_drawn(pages))),
        Group("scan", "Scans (PDF of pictures)", _named(_scans())),
    )
