"""The export formats by name: a new one is a module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from gouji.export import csv_table, json_lines
from gouji.messages import Language

if TYPE_CHECKING:
    from gouji.store.documents import Stored

Exporter = Callable[["Iterable[Stored]", Language], Iterator[str]]

EXPORTERS: Mapping[str, Exporter] = {
    "jsonl": json_lines.lines,
    "csv": csv_table.long,
    "csv_wide": csv_table.wide,
}
