"""Shapes by groups, as suites and commands name them, and which of them this machine can make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.evaluate.render.copies import TEXT_SHAPES
from gouji.evaluate.render.docx import DOCX_SHAPES
from gouji.evaluate.render.html import HTML_SHAPES
from gouji.evaluate.render.moves import MOVES
from gouji.evaluate.render.outside import shapes as outside
from gouji.evaluate.render.outside.shapes import OUTSIDE_SHAPES
from gouji.evaluate.render.pdf import PDF_SHAPES
from gouji.evaluate.render.scan.recipes import SCAN_NAMES

GROUPS: Mapping[str, tuple[str, ...]] = {
    "all_text": tuple(shape for shape in TEXT_SHAPES if shape not in MOVES and shape != "composed"),
    "moves": tuple(MOVES),
    "all_html": tuple(HTML_SHAPES),
    "all_docx": tuple(DOCX_SHAPES),
    "all_pdf": tuple(PDF_SHAPES),
    "scans": SCAN_NAMES,
    "outside": tuple(shape for shape, made in OUTSIDE_SHAPES.items() if made.target == ".pdf"),
}
ALONE = ("composed", *(shape for shape, made in OUTSIDE_SHAPES.items() if made.target != ".pdf"))
"""Shapes that belong to no group."""


class UnknownShapeError(ValueError):
    """A name that is neither a shape nor a group of shapes."""


def expand(names: Iterable[str]) -> list[str]:
    """Shapes by the names of shapes or groups, in order, each once. Raises ``UnknownShapeError``."""
    known = {*ALONE, *(shape for shapes in GROUPS.values() for shape in shapes)}
    found: list[str] = []
    for name in names:
        if name not in GROUPS and name.removeprefix("two:") not in known:
            raise UnknownShapeError(name)
        found += GROUPS.get(name, (name,))
    return list(dict.fromkeys(found))


def carrier_of(shape: str) -> str:
    """The kind of file that a shape makes: text, html, docx, pdf, scan, or that of what a program is given."""
    if shape in OUTSIDE_SHAPES:
        return carrier_of(OUTSIDE_SHAPES[shape].originals[0])
    if shape in GROUPS["scans"]:
        return "scan"
    carriers = ("html", "docx", "pdf")
    return next((carrier for carrier in carriers if shape in GROUPS[f"all_{carrier}"]), "text")


def unavailable(shape: str) -> str | None:
    """What to install before this machine can make ``shape``; None where it can."""
    return outside.unavailable(shape)
