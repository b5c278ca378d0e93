"""JSON schemas as the strict mode of the wire format knows them: which are refused, and what obeys one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

NAMING = frozenset({"$ref", "$defs", "definitions", "description", "title"})
SHAPING = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const"}
)
NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
KEYWORDS = NAMING | SHAPING | NUMBERS | {"minItems", "maxItems", "pattern", "format"}
MAX_PROPERTIES, MAX_DEPTH, MAX_ENUM = 5000, 10, 1000


def strict_problems(schema: Schema) -> list[str]:
    """Why strict mode refuses a schema; empty where it accepts."""
    if schema.get("type") != "object" or "anyOf" in schema:
        return ["schema must have type 'object' at its root and no 'anyOf' there."]
    problems = list(_problems(schema, (), 0))
    counts = [len(part.get("properties", ())) for _, part in _parts(schema, ())]
    if sum(counts) > MAX_PROPERTIES:
        problems.append(f"schema has {sum(counts)} properties; at most {MAX_PROPERTIES} are allowed.")
    return problems


def _parts(part: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every schema inside a schema with its path, itself first."""
    if not isinstance(part, dict):
        return
    yield path, part
    for group in ("properties", "$defs", "definitions"):
        for name, inner in part.get(group, {}).items():
            yield from _parts(inner, (*path, group, name))
    for at, inner in enumerate(part.get("anyOf", ())):
        yield from _parts(inner, (*path, "anyOf", str(at)))
    yield from _parts(part.get("items"), (*path, "items"))


def _problems(schema: Schema, path: tuple[str, ...], depth: int) -> Iterator[str]:
    for where, part in _parts(schema, path):
        context = f"In context={where!r}, "
        for keyword in part:
            if keyword not in KEYWORDS:
                yield f"{context}'{keyword}' is not permitted."
        if "$ref" in part and set(part) - {"$ref", "description", "title"}:
            yield f"{context}$ref cannot have keywords beside it."
        if part.get("type") == "object" or "properties" in part:
            names = set(part.get("properties", {}))
            if part.get("additionalProperties") is not False:
                yield f"{context}'additionalProperties' is required to be supplied and to be false."
            if set(part.get("required", ())) != names:
                yield (
                    f"{context}'required' is required to be supplied and to be an array including every key in "
                    f"properties. Missing or extra: {sorted(names ^ set(part.get('required', ())))}."
                )
        if part.get("type") == "array" and "items" not in part:
            yield f"{context}array schema missing items."
        if len(part.get("enum", ())) > MAX_ENUM:
            yield f"{context}enum has more than {MAX_ENUM} values."
        if not set(part) & {"type", "anyOf", "$ref", "enum", "const"}:
            yield f"{context}schema must have a 'type' key."
    if _depth(schema, schema, frozenset()) > MAX_DEPTH:
        yield f"schema is nested more than {MAX_DEPTH} levels deep."


def _depth(part: Schema, root: Schema, seen: frozenset[str]) -> int:
    if "$ref" in part:
        name = part["$ref"]
        return 0 if name in seen else _depth(resolve(part, root), root, seen | {name})
    inner = [*part.get("properties", {}).values(), *part.get("anyOf", ())]
    inner += [part["items"]] if isinstance(part.get("items"), dict) else []
    own = 1 if part.get("type") in {"object", "array"} else 0
    return own + max((_depth(each, root, seen) for each in inner), default=0)


def resolve(part: Schema, root: Schema) -> Schema:
    """Follow ``$ref`` inside the same schema."""
    while "$ref" in part:
        target: Any = root
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name] if name not in {"#", ""} else target
        part = target
    return part


def disobeys(value: Any, schema: Schema, root: Schema | None = None) -> str | None:
    """Where and how a value breaks a schema; None where it obeys."""
    root = schema if root is None else root
    schema = resolve(schema, root)
    if "anyOf" in schema:
        found = [disobeys(value, each, root) for each in schema["anyOf"]]
        return None if None in found else found[0]
    allowed = [schema["const"]] if "const" in schema else schema.get("enum", [value])
    if value not in allowed:
        return f"{value!r} is none of {allowed}"
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if kinds and not any(_is(value, kind) for kind in kinds):
        return f"{value!r} is no {' or '.join(kinds)}"
    if isinstance(value, dict):
        return _object_disobeys(value, schema, root)
    if isinstance(value, list):
        return _array_disobeys(value, schema, root)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    return None if low <= value <= high else f"{value} is out of bounds"


def _array_disobeys(value: Sequence[Any], schema: Schema, root: Schema) -> str | None:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return f"{len(value)} items"
    return next((why for item in value if (why := disobeys(item, schema.get("items", {}), root))), None)


def _object_disobeys(value: Mapping[str, Any], schema: Schema, root: Schema) -> str | None:
    properties = schema.get("properties", {})
    missing = [name for name in schema.get("required", ()) if name not in value]
    extra = [name for name in value if name not in properties]
    if missing or (extra and schema.get("additionalProperties") is False):
        return f"missing {missing}, extra {extra}"
    return next(
        (
            f"{n}: {why}"
            for n, v in value.items()
            if n in properties and (why := disobeys(v, properties[n], root))
        ),
        None,
    )


def _is(value: Any, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    names = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    return isinstance(value, names[kind])
