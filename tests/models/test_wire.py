import json
import pickle
from dataclasses import replace

import llguidance
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models import wire
from gouji.models.call import Message, Usage, answer_schema
from gouji.models.endpoint import MODES
from gouji.models.wire import Dialect
from questions import RIGHT, VALUE, Answer, question
from scripted_provider import completion


def tool_call(arguments, name="Answer"):
    return {"id": "t", "type": "function", "function": {"name": name, "arguments": arguments}}


def raw(content, mode="strict", **given):
    """A completion with its answer where ``mode`` puts it."""
    if mode == "tools":
        return json.dumps(completion(None, tool_calls=[tool_call(content)], **given))
    return json.dumps(completion(content, **given))


def read(text, mode="strict"):
    return wire.reply(question(), text, mode, replayed=False)


def test_a_strict_schema_is_on_the_wire_as_the_answer_has_it():
    body = wire.body("m", question(), Dialect())
    assert body["response_format"]["type"] == "json_schema"
    sent = body["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"] == Answer.model_json_schema()
    assert set(body) == {"model", "messages", "max_tokens", "temperature", "response_format"}
    assert (body["temperature"], body["max_tokens"]) == (0, 300)


def test_a_question_asked_again_may_be_answered_otherwise():
    again = replace(question(), attempt=1)
    assert wire.body("m", again, Dialect())["temperature"] > 0
    assert "temperature" not in wire.body("m", again, Dialect(temperature=False))


def test_a_decoder_that_is_bound_by_a_schema_compiles_the_one_that_is_sent():
    schema = wire.body("m", question(), Dialect())["response_format"]["json_schema"]["schema"]
    grammar = llguidance.LLMatcher.grammar_from_json_schema(schema)
    assert not llguidance.LLMatcher.validate_grammar(grammar)


def test_a_tool_has_the_same_schema_and_must_be_called():
    body = wire.body("m", question(), Dialect("tools"))
    (tool,) = body["tools"]
    assert tool["function"]["parameters"] == Answer.model_json_schema()
    assert tool["function"]["strict"] is True
    assert body["tool_choice"]["function"]["name"] == tool["function"]["name"]
    assert "response_format" not in body


@pytest.mark.parametrize("mode", ["json_object", "text"])
def test_where_no_schema_can_be_sent_it_is_said_in_words_outside_of_the_users_message(mode):
    call = question()
    body = wire.body("m", call, Dialect(mode))
    assert body["messages"][-1] == {"role": "user", "content": call.messages[-1].content}
    assert json.dumps(answer_schema(Answer), ensure_ascii=False) in body["messages"][0]["content"]
    assert ("response_format" in body) == (mode == "json_object")
    alone = wire.body("m", question(messages=(Message("user", "?"),)), Dialect(mode))
    assert [message["role"] for message in alone["messages"]] == ["system", "user"]


@pytest.mark.parametrize("mode", ["strict", "tools"])
def test_messages_go_out_as_they_are_where_the_schema_travels_beside_them(mode):
    call = question("{{ 7 * 7 }} \x07 文件\r\n")
    sent = wire.body("m", call, Dialect(mode))["messages"]
    assert sent == [{"role": each.role, "content": each.content} for each in call.messages]


def test_another_dialect_names_the_limit_and_leaves_out_the_temperature():
    body = wire.body("m", question(), Dialect("text", "max_completion_tokens", temperature=False))
    assert body["max_completion_tokens"] == 300
    assert not {"max_tokens", "temperature"} & set(body)


def test_the_key_depends_on_all_that_shapes_the_answer_and_on_nothing_else():
    call = question()
    key = wire.key("m", call, Dialect())
    assert key == wire.key("m", question(), Dialect(limit="max_completion_tokens"))
    others = [
        wire.key("other", call, Dialect()),
        wire.key("m", question(attempt=1), Dialect()),
        wire.key("m", question(max_tokens=301), Dialect()),
        wire.key("m", question("另一份文件"), Dialect()),
        wire.key("m", call, Dialect(temperature=False)),
        *(wire.key("m", call, Dialect(mode)) for mode in MODES[1:]),
    ]
    assert len({key, *others}) == len(others) + 1


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_is_read_in_every_mode(mode):
    reply = read(raw(RIGHT, mode), mode)
    assert (reply.answer, reply.trouble, reply.text) == (VALUE, None, RIGHT)
    assert reply.usage == Usage(11, 7)
    assert vars(reply.answer) == vars(VALUE)
    assert pickle.loads(pickle.dumps(reply)) == reply


def test_text_may_wrap_the_answer_in_words_and_fences():
    said = f'<think>{{"rows": 1}}</think>好的：\n```json\n{RIGHT}\n```\n完毕。'
    assert read(raw(said), "text").answer == VALUE
    assert read(raw(said), "strict").trouble == "malformed"


TROUBLES = [
    (raw(RIGHT, finish="length"), "truncated"),
    (raw('{"rows": {"r01": [1,', finish="length"), "truncated"),
    (raw("", finish="length"), "truncated"),
    (raw(None, refusal="我不能。"), "refused"),
    (raw(RIGHT, refusal="我不能。"), "refused"),
    (raw("规章", finish="content_filter"), "refused"),
    (raw('{"rows": {"r01": [1,'), "malformed"),
    (raw(""), "malformed"),
    (raw(None), "malformed"),
    (raw("抱歉，表格不清楚。"), "malformed"),
    (raw(f"```json\n{RIGHT}\n```"), "malformed"),
    (json.dumps(completion(RIGHT) | {"choices": []}), "malformed"),
    (json.dumps(completion(RIGHT) | {"choices": [None]}), "malformed"),
    (json.dumps(completion(RIGHT) | {"choices": [{"finish_reason": "stop"}]}), "malformed"),
    (raw("[" * 100_000), "malformed"),
    (raw("null"), "wrong_shape"),
    (raw("[]"), "wrong_shape"),
    (raw('{"rows": {"r01": [1, 2]}}'), "wrong_shape"),
    (raw(RIGHT.replace("[3, null]", "[3]")), "wrong_shape"),
    (raw(RIGHT.replace("[3, null]", "[3, null, 4]")), "wrong_shape"),
    (raw(RIGHT.replace("3", '"3"')), "wrong_shape"),
    (raw(RIGHT.replace("3", "3.0")), "wrong_shape"),
    (raw(RIGHT.replace("3", "true")), "wrong_shape"),
    (raw(RIGHT.replace("3", "-3")), "wrong_shape"),
    (raw(RIGHT.replace("3", "1000000000")), "wrong_shape"),
    (raw(RIGHT.replace('"r02"', '"r01"')), "malformed"),
    (raw(RIGHT.replace('"rows":', '"note": "", "rows":')), "wrong_shape"),
]


@pytest.mark.parametrize(("text", "trouble"), TROUBLES)
def test_what_is_no_answer_is_a_trouble_and_never_an_exception(text, trouble):
    reply = read(text)
    assert (reply.answer, reply.trouble) == (None, trouble)


@pytest.mark.parametrize("mode", ["strict", "json_object", "text"])
def test_a_row_that_is_given_twice_is_no_answer(mode):
    twice = '{"rows": {"r01": [3, null], "r01": [8, null], "r02": [0, 5]}}'
    assert read(raw(twice), mode).trouble == "malformed"


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        ({"content": RIGHT}, "malformed"),
        ({"content": RIGHT, "tool_calls": []}, "malformed"),
        ({"content": None, "tool_calls": [tool_call(RIGHT), tool_call(RIGHT)]}, "wrong_shape"),
        ({"content": None, "tool_calls": [tool_call('{"rows"')]}, "malformed"),
        ({"content": None, "tool_calls": [{"function": {"name": "Answer"}}]}, "malformed"),
        ({"content": None, "tool_calls": [None]}, "malformed"),
    ],
)
def test_a_tool_must_be_called_once(message, trouble):
    assert read(json.dumps(completion(**message)), "tools").trouble == trouble


def test_content_in_parts_is_joined():
    parts = [{"type": "text", "text": RIGHT[:9]}, {"type": "text", "text": RIGHT[9:]}]
    assert read(raw(parts)).answer == VALUE


@pytest.mark.parametrize(
    ("usage", "counted"),
    [
        ({"prompt_tokens": 5, "completion_tokens": 2}, Usage(5, 2)),
        ({"prompt_tokens": 5, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}, Usage(5, 2, 4)),
        ({"prompt_tokens": 5, "completion_tokens": 2, "prompt_tokens_details": None}, Usage(5, 2)),
        ({"prompt_tokens": "many", "completion_tokens": -2}, Usage()),
        (None, Usage()),
        ([], Usage()),
    ],
)  # fmt: skip
def test_usage_is_what_the_provider_counted(usage, counted):
    assert wire.usage(json.dumps(completion(RIGHT) | {"usage": usage})) == counted


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(
    content=ANYTHING,
    finish=ANYTHING,
    refusal=ANYTHING,
    tools=ANYTHING,
    usage=ANYTHING,
    mode=st.sampled_from(MODES),
)
def test_no_completion_whatever_it_holds_raises(content, finish, refusal, tools, usage, mode):
    message = {"content": content, "refusal": refusal, "tool_calls": tools}
    text = json.dumps({"choices": [{"message": message, "finish_reason": finish}], "usage": usage})
    reply = read(text, mode)
    assert reply.answer is None
    assert reply.trouble in ("malformed", "wrong_shape", "refused", "truncated")


@given(st.text(max_size=60))
def test_no_text_raises(text):
    for mode in MODES:
        assert read(raw(text, mode), mode).answer is None


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"choices": null}', '{"choices": {}}', "<html>", "[" * 100_000]
)
def test_what_is_no_completion_is_recognised(text):
    assert not wire.is_completion(text)
