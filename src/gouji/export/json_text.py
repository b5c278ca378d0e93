"""JSON text with exact decimals: the one way this project prints JSON."""

from __future__ import annotations

import json
import re
import secrets
from decimal import Decimal


def dumps(value: object, indent: int | None = None) -> str:
    """Render ``value`` as JSON; a ``Decimal`` becomes a number literal with its own digits.

    7730.28 stays ``7730.28`` and 1E+3 becomes ``1000``: never through binary float, never with an
    exponent. Text stays readable (no escapes), but a lone surrogate is escaped, so the
    result always encodes as UTF-8. Raises ``ValueError`` for NaN and infinities.
    """
    # The json module writes no Decimal. The token is drawn per call, so no document can contain it.
    token = secrets.token_hex(8)

    def mark(item: object) -> str:
        if not isinstance(item, Decimal):
            raise TypeError(f"{type(item).__name__} has no JSON form")
        return token + literal(item)

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=mark, indent=indent)
    if token in text:
        text = re.sub(f'"{token}([^"]*)"', r"\1", text)
    return encodable(text)


def literal(number: Decimal) -> str:
    """Write ``number`` in plain digits: no exponent, no sign on zero."""
    if not number.is_finite():
        raise ValueError(f"{number} has no JSON form")
    return format(abs(number) if number.is_zero() else number, "f")


def encodable(text: str) -> str:
    """Escape lone surrogates (they come from names that are no valid text) as JSON does."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
