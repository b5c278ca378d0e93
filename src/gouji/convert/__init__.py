"""From bytes to a ``Document``: one converter per media type, chosen by content, never by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gouji.convert import html, markdown, pdf, sniff, text, word
from gouji.document import Document, Source

CONVERTERS: Mapping[str, Callable[[Source], Document]] = {
    "text/plain": text.convert,
    "text/markdown": markdown.convert,
    "text/html": html.convert,
    sniff.DOCX: word.convert,
    "application/pdf": pdf.convert,
}


def convert(source: Source) -> Document:
    """Turn ``source`` into text and tables with places.

    Raises ``ConvertError`` for bytes of a kind without a converter, and for broken ones.
    """
    media_type = sniff.media_type(source.content)
    converter = CONVERTERS.get(media_type)
    if converter is None:
        raise sniff.refusal(media_type)
    return converter(source)
