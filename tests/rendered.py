"""Rendered reports of ours as documents with their truth."""

from functools import cache

from gouji.convert import convert
from gouji.document import Source
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render.registry import make_copy


@cache
def rendered(shape, seed=1, kind=None):
    """The document of a rendered copy, and the copy."""
    copy = make_copy(shape, make_gold(seed, kind), seed)
    return convert(Source.of(copy.name, copy.content)), copy
