"""Text of documents made harmless to show: what steers a reader or a parser becomes a code in brackets."""

from __future__ import annotations

import unicodedata

# Controls, format characters (direction, zero width), surrogates, line and paragraph separators.
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_KEPT = {"\n", "\t"}


def visible(text: str) -> str:
    """Show every steering character as its code point: ``⟦U+202E⟧``; line feeds and tabs stay.

    The rest encodes as UTF-8 and is allowed in XML 1.0.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"⟦U+{ord(character):04X}⟧" if _steers(character) else character for character in text)


def one_line(text: str, limit: int = 200) -> str:
    """``visible`` in one line of at most ``limit`` characters, an ellipsis where it goes on."""
    shown = " ".join(visible(text[: limit + 1]).split())
    return shown if len(text) <= limit and len(shown) <= limit else shown[: limit - 1] + "…"


def _steers(character: str) -> bool:
    if character in _KEPT:
        return False
    if unicodedata.category(character) in _STEERING:
        return True
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF  # not characters at all
