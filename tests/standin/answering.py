"""The honest answer to a prompt in the shape that the request's schema wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standin.form import read_table, table_of, wanted_row
from standin.narrative import read_header, read_statements
from standin.prompt import Prompt
from standin.reading import Row, label_of, read_rows, take_apart
from standin.strict import Schema, resolve


def answer(prompt: Prompt, schema: Schema) -> dict[str, Any]:
    """Fill the schema from the prompt's document; what is not found is null, nothing is invented."""
    properties = schema.get("properties", {})
    filled: dict[str, Any] = {}
    if "rows" in properties:
        filled = _answer_rows(prompt, schema)
    elif "headings" in properties:
        filled = read_header(prompt.document)
    elif "statements" in properties:
        filled = {"statements": read_statements(prompt.document, _kinds(schema))}
    return {
        name: filled[name] if name in filled else blank(inner, schema) for name, inner in properties.items()
    }


def blank(part: Schema, root: Schema) -> Any:
    """The emptiest value that obeys a schema."""
    part = resolve(part, root)
    if "anyOf" in part:
        kinds = [resolve(each, root) for each in part["anyOf"]]
        return None if any(each.get("type") == "null" for each in kinds) else blank(kinds[0], root)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    kind = part.get("type")
    kind = kind if isinstance(kind, str) else ("null" if "null" in (kind or ()) else (kind or ["null"])[0])
    if kind == "object":
        return {name: blank(inner, root) for name, inner in part.get("properties", {}).items()}
    if kind == "array":
        return [blank(part["items"], root) for _ in range(part.get("minItems", 0))]
    return {
        "integer": part.get("minimum", 0),
        "number": part.get("minimum", 0),
        "string": "",
        "boolean": False,
    }.get(str(kind))


def _kinds(schema: Schema) -> list[str]:
    item = resolve(resolve(schema["properties"]["statements"], schema)["items"], schema)
    return list(resolve(item["properties"]["kind"], schema).get("enum", ()))


def row_shapes(schema: Schema) -> dict[str, tuple[int, bool]]:
    """Width of each row's array by its key, and whether the whole row may be null."""
    rows = resolve(schema["properties"]["rows"], schema)
    shapes = {}
    for key, inner in rows.get("properties", {}).items():
        part = resolve(inner, schema)
        kinds = [resolve(each, schema) for each in part.get("anyOf", [part])]
        width = next((each.get("maxItems", 1) for each in kinds if each.get("type") == "array"), 1)
        shapes[key] = (width, any(each.get("type") == "null" for each in kinds))
    return shapes


def _answer_rows(prompt: Prompt, schema: Schema) -> dict[str, Any]:
    rows: dict[str, list[int | None] | None] = {}
    printed = []
    found = _find_rows(prompt, {key: width for key, (width, _) in row_shapes(schema).items()})
    for key, (width, may_be_null) in row_shapes(schema).items():
        row = found.get(key)
        if row is None:
            rows[key] = None if may_be_null else [None] * width
            continue
        rows[key] = [value.number if value else None for value in row]
        for column, value in enumerate(row, 1):
            if value is not None and value.number is None:
                printed.append({"cell": f"{key}.{column}", "text": value.printed})
    return {"rows": rows, "printed": printed, "doubtful": []}


def _find_rows(prompt: Prompt, widths: Mapping[str, int]) -> dict[str, Row]:
    """The wanted part of each row; rows of no table that the form knows are looked up by their own labels."""
    labels = {key: prompt.rows.get(key, "") for key in widths}
    name = table_of(list(labels.values()))
    if name is None:
        wanted = [label_of(labels[key], widths[key]) for key in widths]
        read = read_rows(take_apart(prompt.document), wanted)
        return {key: read[at] for at, key in enumerate(widths) if at in read}
    table, found = read_table(name, prompt.document), {}
    for key, label in labels.items():
        index = wanted_row(name, label)
        if index in table:
            found[key] = part_of(table[index], widths[key])
    return {key: row for key, row in found.items() if len(row) == widths[key]}


def part_of(row: Row, width: int) -> Row:
    """The columns that are asked for: all, the last (the total), or all but the last."""
    return row[-1:] if width == 1 else row[:width]
