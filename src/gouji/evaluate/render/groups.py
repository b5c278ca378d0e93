"""Shapes by groups, as suites and commands name them, and which of them this machine can make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.evaluate.render.copies import TEXT_SHAPES
from gouji.evaluate.render.docx import DOCX_SHAPES
from gouji.evaluate.render.html import HTML_SHAPES
from gouji.evaluate.render.moves import MOVES
from gouji.evaluate.render.pdf import PDF_SHAPES

GROUPS: Mapping[str, tuple[str, ...]] = {
    "text": tuple(shape for shape in TEXT_SHAPES if shape not in MOVES and shape != "composed"),
    "moves": tuple(MOVES),
    "html": tuple(HTML_SHAPES),
    "docx": tuple(DOCX_SHAPES),
    "pdf": tuple(PDF_SHAPES),
}


class UnknownShapeError(ValueError):
    """A name that is neither a shape nor a group of shapes."""


def expand(names: Iterable[str]) -> list[str]:
    """Shapes by the names of shapes or groups, in order, each once. Raises ``UnknownShapeError``."""
    known = {"composed", *(shape for shapes in GROUPS.values() for shape in shapes)}
    found: list[str] = []
    for name in names:
        if name not in GROUPS and name.removeprefix("two:") not in known:
            raise UnknownShapeError(name)
        found += GROUPS.get(name, (name,))
    return list(dict.fromkeys(found))


def carrier_of(shape: str) -> str:
    """The kind of file that a shape makes: text, html, docx or pdf."""
    carriers = ("html", "docx", "pdf")
    return next((carrier for carrier in carriers if shape in GROUPS[carrier]), "text")


def unavailable(shape: str) -> str | None:
    """Why this machine cannot make ``shape``; None where it can."""
    del shape
    return None
