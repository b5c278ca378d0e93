"""Markdown as OCR models and exporters write it: text, with raw HTML tables read as tables."""

from __future__ import annotations

import html as entities
import re

from gouji.convert import html, text
from gouji.convert.compose import Composer, one_line
from gouji.document import Document, Source

TABLE_EDGE = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
SHELL = re.compile(
    r"</?(?:html|body|div|center|span|p|font|u|b|strong|em|i|sub|sup)\b[^>]*>",
    re.IGNORECASE,
)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
AFTER_TABLE = re.compile(r"(?:[ \t]*</(?:body|html|div|center)>)*[ \t]*\n?", re.IGNORECASE)
ENTITY = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|emsp|ensp|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE
)


def convert(source: Source) -> Document:
    """Read Markdown: pipes stay for the reader; ``<table>`` blocks become tables; tags fall away."""
    content = text.clean(text.decode(source.content))
    composer = Composer()
    at = 0
    for start, end in _tables(content):
        composer.raw(text.ended(_inline(content[at:start])) if content[at:start].strip() else "")
        html.compose(content[start:end], composer)
        after = AFTER_TABLE.match(content, end)
        at = after.end() if after else end
    composer.raw(text.ended(_inline(content[at:])) if at < len(content) else "")
    return composer.document(source, "text/markdown")


def _tables(content: str) -> list[tuple[int, int]]:
    """Spans of the outermost ``<table>`` elements; one that is never closed is left as text."""
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for edge in TABLE_EDGE.finditer(content):
        if not edge[1]:
            start = edge.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, edge.end()))
    return spans


def _inline(part: str) -> str:
    if "<" in part:
        part = "\n".join(_without_breaks(line) for line in SHELL.sub("", _without_comments(part)).split("\n"))
    return ENTITY.sub(lambda found: entities.unescape(found[0]), part) if "&" in part else part


def _without_comments(part: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := part.find("<!--", at)) >= 0 and (end := part.find("-->", start)) >= 0:
        kept.append(part[at:start])
        at = end + 3
    return "".join(kept) + part[at:]


def _without_breaks(line: str) -> str:
    if "|" in line and BREAK.search(line):
        return one_line(BREAK.sub("\n", line))
    return BREAK.sub("\n", line)
