import json

import pytest

from gouji.models import wire
from gouji.models.call import Call
from gouji.models.foreign_json import DEEPEST, parsed
from questions import question


def nested(levels, inner="1"):
    return "[" * levels + inner + "]" * levels


@pytest.mark.parametrize(
    "text", ["", "{", "\ufeff{}", "9" * 5000, nested(DEEPEST), nested(900), nested(10**6)]
)
def test_what_cannot_be_read_safely_is_nothing(text):
    assert parsed(text) is None


@pytest.mark.parametrize("text", ["{}", "[1]", nested(DEEPEST - 1), '{"a": [{"b": "[[[["}]}'])
def test_what_can_be_read_is_what_it_spells(text):
    assert parsed(text) == json.loads(text)


def deeper(frames, function):
    return function() if frames == 0 else deeper(frames - 1, function)


@pytest.mark.parametrize("levels", range(3, 1000, 7))
def test_what_is_once_a_completion_is_read_however_deep_the_reader_is_called(levels):
    raw = '{"choices":[' + nested(levels, '{"message":{"content":"{}"}}') + "]}"
    if wire.is_completion(raw):
        call: Call = question()
        assert deeper(300, lambda: wire.reply(call, raw, "strict", replayed=True)).answer is None
