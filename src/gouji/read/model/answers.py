"""The shapes of answers, derived from the form: keyed rows of bounded integers or null.

Every shape stays within the strict subset of JSON Schema that constrained decoders share: all
properties required, none beside them, no defaults, arrays and integers bounded. A class for any run of
a table's rows is made when its name is first asked for, so that classes and their instances cross
process borders by name: ``RequestsParts_0_25`` holds the rows 0 to 24 of ``requests_parts``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model
from typing_extensions import TypeAliasType

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.narrative import STATEMENT_KINDS
from gouji.families.disclosure.rules import COLUMNS, OTHER_GROUP

TABLE_PARTS = {
    "disclosure": "disclosure",
    "requests_parts": "requests",
    "requests_totals": "requests",
    "proceedings": "proceedings",
}
"""Prompt id → table, for the prompts that ask for cells."""
PARTS = frozenset({*TABLE_PARTS, "header", "statements"})
LARGEST = 999_999_999
_MOST_STATEMENTS = 60
_SPLIT_TABLE = "requests"  # asked for in two calls that do not see each other
_CONCLUDED = "concluded"


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A row that a call asks for: its key in the answer, official label, column titles and cell paths."""

    key: str
    label: str
    columns: tuple[str, ...]
    paths: tuple[str, ...]


@cache
def asked_rows(part: str) -> tuple[AskedRow, ...]:
    """All rows of a table's call, in form order, the row that only some documents print last."""
    table = TABLE_PARTS[part]
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for path, label in FORM_2021.labels.items():
        if FORM_2021.table_of(path) == table and _belongs(part, path):
            row, _, column = label.rpartition(" | " if " | " in label else " ")
            rows.setdefault(path.rpartition(".")[0], []).append((row, column, path))
    if table == _SPLIT_TABLE:
        optional = f"{table}.{OTHER_GROUP}"
        label = FORM_2021.label_of(f"{optional}.total").partition(" | ")[0]
        rows[optional] = [
            (label, title, f"{optional}.{column}")
            for column, title in COLUMNS.items()
            if _belongs(part, f"{optional}.{column}")
        ]
    return tuple(
        AskedRow(
            f"r{number:02}", cells[0][0], tuple(cell[1] for cell in cells), tuple(cell[2] for cell in cells)
        )
        for number, cells in enumerate(rows.values(), 1)
    )


def _belongs(part: str, path: str) -> bool:
    """Whether a cell is asked for in ``part``: of table 3 the sums here, what they are the sums of there."""
    _, _, row_and_column = path.partition(".")
    row, _, column = row_and_column.rpartition(".")
    is_sum = row == _CONCLUDED or column == "total"
    return {"requests_parts": not is_sum, "requests_totals": is_sum}.get(part, True)


def _bare(schema: dict[str, Any]) -> None:
    """Titles and docstrings are for us; on the wire they would only cost tokens."""
    for piece in (schema, *schema.get("properties", {}).values()):
        piece.pop("title", None)
        piece.pop("description", None)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, json_schema_extra=_bare)


class Printed(_Answer):
    """What stands in a cell that prints no plain integer; ``cell`` is ``r06.1``, columns counted from 1."""

    cell: str
    text: str


class Doubtful(_Answer):
    """A cell that the model is not sure of."""

    cell: str
    reason: str


class Headings(_Answer):
    """Heading lines of the narrative sections, verbatim."""

    overview: str | None
    problems: str | None
    other: str | None


class Header(_Answer):
    """Identity and headings, verbatim; null where the document does not state them."""

    title: str | None
    agency: str | None
    year: Annotated[int, Field(ge=0, le=9999)] | None
    period: str | None
    headings: Headings


def _known_kind(kind: str) -> str:
    if kind not in STATEMENT_KINDS:
        raise ValueError(f"unknown kind of statement: {kind}")
    return kind


class Stated(_Answer):
    """A number that a sentence states; ``quote`` is the sentence."""

    kind: Annotated[
        str, AfterValidator(_known_kind), Field(json_schema_extra={"enum": list(STATEMENT_KINDS)})
    ]
    value: Annotated[int, Field(ge=0, le=LARGEST)] | None
    unit: str | None
    quote: str


class Statements(_Answer):
    """The narrative's numbers in the order of the text."""

    statements: Annotated[list[Stated], Field(max_length=_MOST_STATEMENTS)]


def table_answer(part: str, first: int = 0, last: int | None = None) -> type[BaseModel]:
    """The answer's class for rows ``first`` to ``last`` (exclusive) of a table's call; one class per run."""
    return _table_answer(part, first, len(asked_rows(part)) if last is None else last)


@cache
def _table_answer(part: str, first: int, last: int) -> type[BaseModel]:
    cells = sum(len(row.paths) for row in asked_rows(part)[first:last])
    shape = {
        "rows": (_table_rows(part, first, last), ...),
        "printed": (Annotated[list[Printed], Field(max_length=cells)], ...),
        "doubtful": (Annotated[list[Doubtful], Field(max_length=cells)], ...),
    }
    return _make(f"{_camel(part)}_{first}_{last}", shape)


@cache
def _table_rows(part: str, first: int, last: int) -> type[BaseModel]:
    """The class of an answer's ``rows``."""
    nullable = TABLE_PARTS[part] == _SPLIT_TABLE
    shape = {
        row.key: (_counts(len(row.paths), nullable=nullable), ...) for row in asked_rows(part)[first:last]
    }
    return _make(f"{_camel(part)}Rows_{first}_{last}", shape)


@cache
def _counts(width: int, *, nullable: bool) -> Any:
    """A row's type, named so that a schema spells it once: ``width`` counts or nulls; null for the whole."""
    count = Annotated[int, Field(ge=0, le=LARGEST)] | None
    row: Any = Annotated[list[count], Field(min_length=width, max_length=width)]
    return TypeAliasType(f"n{width}", row | None if nullable else row)


def _make(name: str, shape: dict[str, Any]) -> type[BaseModel]:
    made: type[BaseModel] = create_model(name, __base__=_Answer, __module__=__name__, **shape)
    return made


def _camel(part: str) -> str:
    return part.title().replace("_", "")


_NAME = re.compile(r"(?P<part>[A-Z][A-Za-z]*?)(?P<rows>Rows)?_(?P<first>\d+)_(?P<last>\d+)")


def __getattr__(name: str) -> type[BaseModel]:
    """The class called ``name``, for unpickling in another process."""
    match = _NAME.fullmatch(name)
    part = next((part for part in TABLE_PARTS if match and _camel(part) == match["part"]), None)
    if match is None or part is None:
        raise AttributeError(name)
    first, last = int(match["first"]), int(match["last"])
    if not 0 <= first < last <= len(asked_rows(part)):
        raise AttributeError(name)
    return (_table_rows if match["rows"] else _table_answer)(part, first, last)
