"""What was understood of a file, before anything is read from it: as text, as a page, as JSON."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping

from gouji.document import Box, Document, Table
from gouji.export.json_text import dumps

STYLE = """body{font:16px/1.6 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}
pre{white-space:pre-wrap;font:inherit;margin:0}table{border-collapse:collapse;margin:1em 0}
td{border:1px solid #888;padding:.2em .5em;vertical-align:top}hr{border:0;border-top:2px dashed #888}
.meta{color:#666}.hidden{background:#fee;border:1px solid #c00;padding:.5em 1em}"""
# The page runs nothing and fetches nothing, whatever the document says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_text(document: Document) -> str:
    """Give the text exactly as places count it."""
    return document.text


def as_html(document: Document) -> str:
    """Give a page of its own: text in order, tables where they stand, hidden text listed apart."""
    return "".join(_page(document))


def as_json(document: Document) -> str:
    """Give everything a document holds."""
    return (
        dumps(
            {
                "id": document.id,
                "name": document.name,
                "sha256": document.sha256,
                "media_type": document.media_type,
                "text": document.text,
                "pages": [
                    {
                        "number": page.number,
                        "width": page.width,
                        "height": page.height,
                        "unit": page.unit,
                        "start": page.start,
                    }
                    for page in document.pages
                ],
                "tables": [_table_json(table, document) for table in document.tables],
                "words": [
                    {"start": word.start, "end": word.end, "page": word.page, "box": _box(word.box)}
                    for word in document.words
                ],
                "hidden": [
                    {"text": hidden.text, "reason": hidden.reason, "page": hidden.page}
                    for hidden in document.hidden
                ],
            }
        )
        + "\n"
    )


RENDERERS: Mapping[str, Callable[[Document], str]] = {"text": as_text, "html": as_html, "json": as_json}


def _table_json(table: Table, document: Document) -> dict[str, object]:
    return {
        "start": table.start,
        "end": table.end,
        "rows": table.rows,
        "columns": table.columns,
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "start": cell.start,
                "end": cell.end,
                "text": document.text[cell.start : cell.end],
                "page": cell.page,
                "box": _box(cell.box),
            }
            for cell in table.cells
        ],
    }


def _box(box: Box | None) -> list[float] | None:
    return [round(value, 2) for value in box] if box else None


def _page(document: Document) -> Iterator[str]:
    name = html.escape(document.name)
    yield f'<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>{name}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style></head><body>\n'
    yield f'<h1>{name}</h1>\n<p class="meta">{html.escape(document.media_type)} · {document.id}</p>\n'
    if document.hidden:
        yield '<div class="hidden"><p>看不见的文字，未采用：</p><ul>'
        for hidden in document.hidden:
            yield f"<li>{html.escape(hidden.reason)}：<pre>{html.escape(hidden.text)}</pre></li>"
        yield "</ul></div>\n"
    at = 0
    for table in sorted(document.tables, key=lambda table: table.start):
        if table.start < at:
            continue  # a table inside the one just shown
        yield _prose(document.text[at : table.start])
        yield from _table(table, document)
        at = table.end
    yield _prose(document.text[at:])
    yield "</body></html>\n"


def _prose(text: str) -> str:
    pages = text.split("\f")
    return "<hr>".join(
        f"<pre>{html.escape(page.strip(chr(10)))}</pre>\n" if page.strip() else "" for page in pages
    )


def _table(table: Table, document: Document) -> Iterator[str]:
    rows: dict[int, list[str]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        text = html.escape(document.text[cell.start : cell.end])
        rows.setdefault(cell.row, []).append(f"<td{spans}>{text}</td>")
    yield "<table>\n"
    for row in range(table.rows):
        yield f"<tr>{''.join(rows.get(row, ()))}</tr>\n"
    yield "</table>\n"
