"""The copies that the measurements are taken on: drawn from seeds, the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.damage import DAMAGES
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render.copies import TEXT_SHAPES
from gouji.evaluate.render.registry import SHAPES, make_copy

CARRIER_SHAPES = tuple(shape for shape in SHAPES if shape not in TEXT_SHAPES)
NAMED_SHAPES = tuple(shape for shape in SHAPES if shape != "composed" and not shape.startswith("glued"))
TEXT_NAMED = tuple(shape for shape in NAMED_SHAPES if shape in TEXT_SHAPES)
# Far from the seeds that people look at while they work on the reader.
FIRST_SEED = 70_000


def copies(shapes: tuple[str, ...], each: int, *damages: str, first: int = FIRST_SEED) -> list[RenderedCopy]:
    """``each`` copies of every shape; the kinds of office take turns."""
    hurts = tuple(DAMAGES[name] for name in damages)
    return [
        make_copy(shape, make_gold(seed, KINDS[(seed + at) % len(KINDS)]), seed, hurts)
        for at, shape in enumerate(shapes)
        for seed in range(first + 1000 * at, first + 1000 * at + each)
    ]


def text_copies(count: int) -> list[RenderedCopy]:
    """``count`` text reports, all shapes in turn."""
    each = -(-count // len(TEXT_NAMED))
    made = copies(TEXT_NAMED, each)
    turns = [made[start::each] for start in range(each)]
    return [copy for turn in turns for copy in turn][:count]


def sound_copies(count: int) -> list[RenderedCopy]:
    """``count`` plain text reports in UTF-8."""
    made = (copy for copy in copies(("tabs",), 4 * count) if not _coded(copy))
    return [copy for copy, _ in zip(made, range(count), strict=False)]


def _coded(copy: RenderedCopy) -> bool:
    return copy.name.endswith(("-gb18030", "-utf-8-sig", "-utf-16"))


def shape_copies(each: int) -> list[RenderedCopy]:
    """``each`` reports in every named shape, text and other carriers."""
    return copies(NAMED_SHAPES, each)


def composed_copies(count: int) -> list[RenderedCopy]:
    """``count`` reports, each in a shape of its own, composed at random."""
    return copies(("composed",), count)


def carrier_copies(suffix: str, count: int) -> list[RenderedCopy]:
    """``count`` reports as files with this suffix."""
    shapes = tuple(shape for shape in CARRIER_SHAPES if copies((shape,), 1)[0].suffix == suffix)
    if not shapes:
        raise SystemExit(f"no shape is rendered as {suffix}")
    return copies(shapes, -(-count // len(shapes)))[:count]


def glued_copies(count: int) -> list[RenderedCopy]:
    """``count`` reports whose separators are all lost."""
    return copies(("glued",), count)


def glued_damaged_copies(count: int) -> list[RenderedCopy]:
    """The same, one digit of a row dropped or doubled."""
    return copies(("glued",), count, "digit_hurt", first=FIRST_SEED + 500)


def damaged_copies(each: int) -> Mapping[str, list[RenderedCopy]]:
    """The named shapes again, ``each`` copies of every shape, by kind of damage."""
    return {
        "one label in ten damaged": copies(NAMED_SHAPES, each, "labels"),
        "stray page numbers": copies(NAMED_SHAPES, each, "page_numbers"),
        "a row missing": copies(NAMED_SHAPES, each, "row_missing"),
        "all three together": copies(NAMED_SHAPES, each, "row_missing", "labels", "page_numbers"),
    }
