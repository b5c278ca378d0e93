"""Quotes: verbatim in the document, apart from white space and the width and shape of punctuation."""

from __future__ import annotations

from gouji.numbers import normalise

SHORTEST = 4  # characters: shorter quotes stand anywhere
_SHAPES = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "『": '"', "』": '"',
    "‘": "'", "’": "'", "‚": "'", "′": "'",
    "〔": "[", "〕": "]", "【": "[", "】": "]", "〖": "[", "〗": "]",
    "《": "<", "》": ">", "〈": "<", "〉": ">",
    "。": ".", "､": "、",
})  # fmt: skip
_NO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """The span of ``quote`` in ``text``; never fuzzy.

    White space does not count, nor do full and half width or the shape of quotation marks and
    brackets. None where the quote is absent, where its ``SHORTEST`` characters are not reached, or
    where it stands several times, so that its place is open.
    """
    wanted, _ = _bare(quote)
    if len(wanted) < SHORTEST:
        return None
    bare, offsets = _bare(text)
    at = bare.find(wanted)
    if at < 0 or bare.find(wanted, at + 1) >= 0:
        return None
    return offsets[at], offsets[at + len(wanted) - 1] + 1


def _bare(text: str) -> tuple[str, list[int]]:
    """``text`` without white space, in one shape of every mark, and where each character stood."""
    normal = normalise(text).translate(_SHAPES)
    offsets = [at for at, char in enumerate(normal) if not char.isspace() and char not in _NO_WIDTH]
    return "".join([normal[at] for at in offsets]), offsets
