import json
import pickle
import subprocess
import sys

import pytest
from llguidance import LLMatcher
from pydantic import ValidationError

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.models.call import answer_schema
from gouji.read.model.answers import TABLE_PARTS, Header, Statements, asked_rows, table_answer

ALL = [*(table_answer(part) for part in TABLE_PARTS), Header, Statements]
ALLOWED = frozenset(
    {"type", "properties", "required", "additionalProperties", "anyOf", "items", "enum", "$ref", "$defs"}
    | {"minimum", "maximum", "minItems", "maxItems"}
)


def breaches(schema, path="$"):
    """Where a schema leaves the subset that strict structured outputs take: this test's own reading of it."""
    found = [f"{path}: {key}" for key in schema.keys() - ALLOWED]
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            found.append(f"{path}: open object")
        if sorted(schema.get("required", ())) != sorted(schema["properties"]):
            found.append(f"{path}: optional property")
    if schema.get("type") == "array" and "maxItems" not in schema:
        found.append(f"{path}: endless array")
    if schema.get("type") == "integer" and not {"minimum", "maximum"} <= schema.keys():
        found.append(f"{path}: endless integer")
    children = {**schema.get("properties", {}), **schema.get("$defs", {})}
    children |= {f"any{index}": option for index, option in enumerate(schema.get("anyOf", ()))}
    if "items" in schema:
        children["items"] = schema["items"]
    return found + [each for name, child in children.items() for each in breaches(child, f"{path}.{name}")]


def honest(part, *, value=0):
    """An answer in which every cell is ``value``."""
    rows = {row.key: [value] * len(row.paths) for row in asked_rows(part)}
    return {"rows": rows, "printed": [], "doubtful": []}


def compiled(shape):
    return LLMatcher.grammar_from_json_schema(json.dumps(answer_schema(shape)))


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.__name__)
def test_every_schema_stays_in_the_strict_subset(shape):
    schema = answer_schema(shape)
    assert schema["type"] == "object"
    assert breaches(schema) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": [],
            "additionalProperties": False,
        },
        {"type": "array", "items": {"type": "string"}},
        {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        {"type": "string", "default": ""},
    ],
)
def test_the_checker_of_the_subset_finds_breaches(schema):
    assert breaches(schema)


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.__name__)
def test_every_schema_compiles_as_a_constrained_decoder(shape):
    assert LLMatcher.validate_grammar(compiled(shape)) == ""


def test_an_impossible_schema_does_not_compile():
    broken = LLMatcher.grammar_from_json_schema(json.dumps({"type": "object", "$ref": "#/$defs/none"}))
    assert LLMatcher.validate_grammar(broken)


@pytest.mark.parametrize("part", TABLE_PARTS)
def test_honest_answers_are_taken(part):
    for value in (0, 999_999_999, None):
        answer = table_answer(part).model_validate_json(json.dumps(honest(part, value=value)))
        assert answer.rows.r01 == [value] * len(asked_rows(part)[0].paths)


def _without_a_row(answer):
    del answer["rows"]["r02"]


def _with_a_row_too_many(answer):
    answer["rows"]["r99"] = [0]


def _short_row(answer):
    answer["rows"]["r01"].pop()


def _long_row(answer):
    answer["rows"]["r01"].append(0)


def _text_for_a_number(answer):
    answer["rows"]["r01"][0] = "12"


def _fraction(answer):
    answer["rows"]["r01"][0] = 12.0


def _truth_value(answer):
    answer["rows"]["r01"][0] = True


def _negative(answer):
    answer["rows"]["r01"][0] = -1


def _beyond_bounds(answer):
    answer["rows"]["r01"][0] = 1_000_000_000


def _no_doubts_key(answer):
    del answer["doubtful"]


def _key_too_many(answer):
    answer["confidence"] = 1


SPOILERS = [
    _without_a_row,
    _with_a_row_too_many,
    _short_row,
    _long_row,
    _text_for_a_number,
    _fraction,
    _truth_value,
    _negative,
    _beyond_bounds,
    _no_doubts_key,
    _key_too_many,
]


@pytest.mark.parametrize("part", TABLE_PARTS)
@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__.strip("_"))
def test_an_answer_of_another_shape_is_refused(part, spoil):
    answer = honest(part)
    spoil(answer)
    with pytest.raises(ValidationError):
        table_answer(part).model_validate_json(json.dumps(answer))


def test_a_row_that_is_not_printed_is_null_in_table_3_only():
    for part in TABLE_PARTS:
        answer = honest(part)
        answer["rows"]["r02"] = None
        text = json.dumps(answer)
        if TABLE_PARTS[part] == "requests":
            assert table_answer(part).model_validate_json(text).rows.r02 is None
        else:
            with pytest.raises(ValidationError):
                table_answer(part).model_validate_json(text)


def test_the_parts_ask_for_every_cell_once_and_for_the_undivided_row():
    asked = [path for part in TABLE_PARTS for row in asked_rows(part) for path in row.paths]
    assert len(asked) == len(set(asked)) == 207
    assert set(FORM_2021.paths) < set(asked)
    assert {path for path in asked if path not in FORM_2021.labels} == {
        path for path in asked if path.startswith("requests.other_processing.")
    }


def test_no_call_sees_a_sum_beside_what_it_is_the_sum_of():
    paths = {part: {path for row in asked_rows(part) for path in row.paths} for part in TABLE_PARTS}
    assert not any("total" in path or "concluded" in path for path in paths["requests_parts"])
    assert all("total" in path or "concluded" in path for path in paths["requests_totals"])


def test_labels_are_the_forms_own():
    for part in TABLE_PARTS:
        for row in asked_rows(part):
            for path, column in zip(row.paths, row.columns, strict=True):
                assert FORM_2021.label_of(path) in {f"{row.label} {column}", f"{row.label} | {column}"}


def test_half_an_answer_keeps_the_keys_of_the_whole():
    half = table_answer("requests_parts", 12, 25)
    assert list(half.model_fields["rows"].annotation.model_fields) == [f"r{n}" for n in range(13, 26)]


def test_classes_and_answers_cross_process_borders_by_name(tmp_path):
    shape = table_answer("requests_parts", 3, 7)
    rows = {row.key: [1, None, 3, 4, 5, 6] for row in asked_rows("requests_parts")[3:7]}
    answer = shape.model_validate({"rows": rows, "printed": [], "doubtful": []})
    kept = tmp_path / "answer.pickle"
    kept.write_bytes(pickle.dumps((shape, answer)))
    script = (
        "import pickle,sys; shape, answer = pickle.load(open(sys.argv[1], 'rb'));"
        "assert type(answer) is shape; print(answer.model_dump_json())"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script, kept], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(shown.stdout)["rows"] == rows
    assert pickle.loads(kept.read_bytes()) == (shape, answer)


@pytest.mark.parametrize("name", ["Nothing_0_1", "Disclosure_0_99", "Disclosure_2_2", "Disclosure", "x"])
def test_other_names_are_no_classes(name):
    from gouji.read.model import answers  # noqa: PLC0415 - the module itself is looked into

    assert not hasattr(answers, name)


def test_a_statement_of_an_unknown_kind_is_refused():
    said = {"kind": "received", "value": 3, "unit": "件", "quote": "收到申请3件。"}
    Statements.model_validate({"statements": [said]})
    with pytest.raises(ValidationError):
        Statements.model_validate({"statements": [{**said, "kind": "secret"}]})
