"""What a family of reports is: its forms, their tables, labels, equations and cell paths. No I/O.

A ``Form`` is derived from Pydantic classes whose field titles are the official labels. Nothing
else spells a cell path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points
from typing import Literal

from pydantic import BaseModel

from gouji.rules import LinearRule, visibility

Visibility = Literal["invisible", "detectable", "locatable"]


@dataclass(frozen=True)
class Form:
    """One generation of a family's form.

    ``schema`` is the root Pydantic class: table → row (→ row) → column. ``rules`` are its
    equations over cell paths; ``optional_rows`` exist only where a document prints them.
    """

    id: str
    notice: str
    schema: type[BaseModel]
    rules: tuple[LinearRule, ...]
    years: tuple[int, int | None]
    table_titles: Mapping[str, str]
    decimal_cells: frozenset[str] = frozenset()
    optional_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Official label of each cell path, in reading order (optional rows not included)."""
        return dict(_walk(self.schema))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """All cell paths in reading order."""
        return tuple(self.labels)

    @cached_property
    def visibility(self) -> dict[str, Visibility]:
        """Per cell: what the equations can tell of a single wrong value in it."""
        return visibility(self.paths, self.rules)

    def label_of(self, path: str) -> str:
        """The official label of ``path``; of an undivided row its group's; an unknown path as it is."""
        if path in self.labels:
            return self.labels[path]
        for row, members in self.optional_rows.items():
            if path.startswith(row + "."):
                leaf = self.labels.get(f"{members[0]}.{path.removeprefix(row + '.')}", path)
                group, _, rest = leaf.partition(" 1.")
                return f"{group} | {rest.rpartition(' | ')[2]}"
        return path

    def table_of(self, path: str) -> str:
        """The table a path belongs to."""
        return path.partition(".")[0]


@dataclass(frozen=True)
class Family:
    """A kind of report in all its generations."""

    id: str
    title: str
    forms: Mapping[str, Form]


def _walk(schema: type[BaseModel], path: str = "", label: str = "") -> Sequence[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, info in schema.model_fields.items():
        key = f"{path}.{name}" if path else name
        title = info.title or ""
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        joined = f"{label}{extra.get('joiner', ' ')}{title}".strip() if label else title
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            found += _walk(info.annotation, key, "" if not path else joined)
        else:
            found.append((key, joined))
    return found


def families() -> dict[str, Family]:
    """All installed families by id, found through the entry point group ``gouji.families``."""
    found: dict[str, Family] = {}
    for entry in entry_points(group="gouji.families"):
        family: Family = entry.load()
        found[family.id] = family
    return found
