"""Recorded replies answer again, and nothing else does."""

import json
from dataclasses import asdict, replace

import pytest

from gouji.errors import UsageError
from gouji.models import replay, wire
from gouji.models.call import Usage
from gouji.models.kept import kept_in
from gouji.models.replay import Replay
from gouji.models.wire import Dialect
from gouji.store.calls import Recorded, recorded
from gouji.store.workspace import create
from questions import RIGHT, VALUE, question
from scripted_provider import completion

DOCUMENT = "d" * 64


def reply_to(call, *, model="m", mode="strict", raw=None):
    """A recorded reply to ``call``."""
    key = wire.key(model, call, Dialect(mode))
    return Recorded(
        key=key,
        question=call.id,
        document=DOCUMENT,
        prompt=call.prompt,
        version=call.version,
        model=model,
        attempt=call.attempt,
        seconds=0.5,
        raw=raw or json.dumps(completion(RIGHT)),
    )


def test_a_recorded_question_is_answered_as_it_was():
    answered = Replay([reply_to(question())]).ask(question(), DOCUMENT)
    assert (answered.answer, answered.trouble, answered.replayed) == (VALUE, None, True)
    assert answered.usage == Usage(11, 7)


def test_another_question_is_an_error_that_names_prompt_document_and_remedy():
    with pytest.raises(UsageError) as caught:
        Replay([reply_to(question())]).ask(question("另一份"), "abc123" * 10)
    assert caught.value.code == "replay_miss"
    assert "disclosure" in caught.value.message
    assert "abc123" in caught.value.message
    assert "--record" in caught.value.remedy


@pytest.mark.parametrize("change", [{"attempt": 1}, {"max_tokens": 301}, {"version": "2"}])
def test_a_question_that_changed_in_anything_is_not_answered(change):
    with pytest.raises(UsageError) as caught:
        Replay([reply_to(question())]).ask(question(**change), DOCUMENT)
    assert caught.value.code == "replay_miss"


def test_a_reply_that_was_no_answer_stays_none():
    cut = json.dumps(completion('{"rows": {"r01"', finish="length"))
    answered = Replay([reply_to(question(), raw=cut)]).ask(question(), DOCUMENT)
    assert (answered.answer, answered.trouble) == (None, "truncated")


@pytest.mark.parametrize("mode", ["strict", "json_object", "text"])
def test_a_reply_is_read_in_the_mode_it_was_asked_in(mode):
    answered = Replay([reply_to(question(), mode=mode)]).ask(question(), DOCUMENT)
    assert answered.answer == VALUE


def test_of_two_models_one_must_be_chosen():
    both = [reply_to(question()), reply_to(question(), model="n", raw=json.dumps(completion("no JSON")))]
    with pytest.raises(UsageError) as caught:
        Replay(both)
    assert caught.value.code == "replay_models"
    assert Replay(both, model="m").ask(question(), DOCUMENT).answer == VALUE
    assert Replay(both, model="n").ask(question(), DOCUMENT).trouble == "malformed"


def test_a_reply_under_a_foreign_key_is_refused():
    moved = replace(reply_to(question()), key="0" * 64)
    with pytest.raises(UsageError) as caught:
        Replay([moved]).ask(question(), DOCUMENT)
    assert caught.value.code == "replay_key"


def test_a_recording_of_a_ledger_is_written_read_and_replayed(tmp_path):
    workspace = create(tmp_path / "w")
    call, asked = question(), question("第二份 3")
    with kept_in(workspace) as ledger:
        for each in (call, asked):
            key = wire.key("m", each, Dialect())
            raw = json.dumps(completion(RIGHT))
            ledger.keep(ledger.intend(key, each, DOCUMENT, "m"), raw, Usage(11, 7), 0.2)
    path = tmp_path / "replies.jsonl"
    assert replay.write(recorded(workspace), path) == 2
    workspace.close()
    again = Replay(replay.read(path))
    assert (len(again), again.ask(asked, DOCUMENT).answer) == (2, VALUE)
    assert path.read_text("ascii").count("\n") == 2


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[1]",
        '{"key": "x"}',
        json.dumps({**asdict(reply_to(question())), "raw": 5}),
        json.dumps({**asdict(reply_to(question())), "raw": "{}"}),
        json.dumps({**asdict(reply_to(question())), "host": "x"}),
    ],
)
def test_a_line_that_is_no_reply_is_named(tmp_path, line):
    path = tmp_path / "replies.jsonl"
    path.write_text(json.dumps(asdict(reply_to(question()))) + "\n" + line + "\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        list(replay.read(path))
    assert (caught.value.code, "第 2 行" in caught.value.message) == ("replay_file", True)


def test_a_recording_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError) as caught:
        list(replay.read(tmp_path / "none.jsonl"))
    assert "none.jsonl" in caught.value.message
