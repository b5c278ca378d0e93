"""``gouji calls`` as people and programs use it."""

import json
import os
import subprocess
import sys
from decimal import Decimal

import pytest

from gouji.models import wire
from gouji.models.call import Usage
from gouji.models.kept import kept_in
from gouji.models.prices import Price
from gouji.models.replay import Replay, read
from gouji.models.wire import Dialect
from gouji.store.ledger import opened
from gouji.store.workspace import create
from ledgers import PRICES, answer, intent
from questions import RIGHT, question
from scripted_provider import completion

GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
SECRET_HOST = "model.intranet.example"


def gouji(*arguments, **environ):
    return subprocess.run(
        [*GOUJI, "calls", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**ENVIRON, **environ},
        timeout=300,
        check=False,
    )


def spoken(*arguments):
    done = gouji(*arguments)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def workspace(tmp_path):
    """A workspace with one call in each state, two of them paid."""
    made = create(tmp_path / "w")
    with opened(made) as ledger:
        answer(ledger, intent(1, **PRICES))
        answer(ledger, intent(2, prompt="header", document="e" * 64, **PRICES))
        ledger.drop(ledger.intend(intent(3, **PRICES)), "rejected", "429")
        ledger.drop(ledger.intend(intent(4, **PRICES)), "lost", "timeout")
    made.close()
    return tmp_path / "w"


def test_a_workspace_without_calls_says_so(tmp_path):
    create(tmp_path).close()
    done = spoken("--workspace", tmp_path)
    assert (done.stdout, done.stderr) == ("还没有调用过模型。\n", "")


def test_people_see_calls_and_sums(workspace):
    done = spoken("--workspace", workspace)
    lines = done.stdout.splitlines()
    assert lines[0].split()[:5] == ["编号", "发出时间", "文件", "提示", "模型"]
    assert len([line for line in lines if "已答复" in line and "requests_parts" in line]) == 1
    assert lines[-1].split() == ["合计", "4", "2", "0", "1", "1", "2,000", "400", "200", "0.005", "CNY"]
    assert "1 次调用没有收到答复" in done.stderr
    assert "0.005 CNY" in done.stderr  # the lost one: 900 tokens in, at most 400 out


def test_everything_is_said_in_english_on_request(workspace):
    done = spoken("--workspace", workspace, "--lang", "en")
    assert "possibly lost" in done.stdout
    assert not [letter for letter in done.stdout + done.stderr if "\u4e00" <= letter <= "\u9fff"]


def test_programs_get_exact_amounts(workspace):
    told = json.loads(spoken("--workspace", workspace, "--json").stdout)
    assert told["total"] == {
        "calls": 4,
        "open": 0,
        "kept": 2,
        "rejected": 1,
        "lost": 1,
        "input_tokens": 2000,
        "output_tokens": 200,
        "cached_tokens": 400,
        "cost": "0.005",
        "currency": "CNY",
        "costs": {"CNY": "0.005"},
        "unpriced": 0,
        "lost_costs": {"CNY": "0.005"},
    }
    assert [(call["state"], call["cost"]) for call in told["calls"]] == [
        ("kept", "0.0025"),
        ("kept", "0.0025"),
        ("rejected", None),
        ("lost", None),
    ]
    assert {row["prompt"]: row["kept"] for row in told["by_prompt"]} == {"header": 1, "requests_parts": 1}


@pytest.mark.parametrize(
    ("option", "states"), [("--lost", ["lost"]), ("--open", []), ("--newest=1", ["lost"]), ("--newest=0", [])]
)
def test_the_list_can_be_narrowed(workspace, option, states):
    told = json.loads(spoken("--workspace", workspace, option, "--json").stdout)
    assert ([call["state"] for call in told["calls"]], told["total"]["calls"]) == (states, 4)


def test_one_document_has_its_own_sums(workspace):
    told = json.loads(spoken("--workspace", workspace, "--document", "EE", "--json").stdout)
    assert (told["total"]["calls"], told["calls"][0]["prompt"]) == (1, "header")


def test_without_a_price_the_cost_is_said_to_be_unknown(tmp_path):
    made = create(tmp_path)
    with kept_in(made) as ledger:
        ledger.keep(ledger.intend("a" * 64, question(), "d" * 64, "m"), "{}", Usage(1000, 9), 0.1)
    made.close()
    done = spoken("--workspace", tmp_path)
    assert "价格未设" in done.stdout.splitlines()[-1]
    assert "1,000" in done.stdout
    assert json.loads(spoken("--workspace", tmp_path, "--json").stdout)["total"]["cost"] is None


def test_pruning_says_what_is_lost_by_it_and_keeps_the_sums(workspace):
    done = spoken("--workspace", workspace, "--prune-days", "0", "--json")
    told = json.loads(done.stdout)
    assert "不能再回放" in done.stderr
    assert (told["total"]["cost"], [call["texts"] for call in told["calls"][:2]]) == ("0.005", [False, False])


def test_pruning_by_date_spares_what_is_newer(workspace):
    told = json.loads(spoken("--workspace", workspace, "--prune", "2001-01-01", "--json").stdout)
    assert [call["texts"] for call in told["calls"][:2]] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--prune", "yesterday"], "日期"),
        (["--prune", "2999-01-01"], "还没有到"),
        (["--prune", "9999-12-31"], "还没有到"),
        (["--prune", "2026-01-01", "--prune-days", "3"], "--prune-days"),
        (["--document", "ffff"], "ffff"),
        (["--record", "/no/such/folder/x.jsonl"], "/no/such/folder"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(workspace, arguments, code):
    done = gouji("--workspace", workspace, *arguments)
    assert (done.returncode, code in done.stderr) == (2, True)


def test_a_folder_without_workspace_is_refused(tmp_path):
    assert gouji("--workspace", tmp_path / "none").returncode == 2


def test_a_recording_replays_and_holds_neither_key_nor_host(tmp_path):
    made = create(tmp_path / "w")
    call = question()
    with kept_in(made, Price(Decimal(1), Decimal(1), Decimal(1))) as ledger:
        number = ledger.intend(wire.key("m", call, Dialect()), call, "d" * 64, "m")
        ledger.keep(number, json.dumps(completion(RIGHT)), Usage(11, 7), 0.1)
    made.close()
    path = tmp_path / "replies.jsonl"
    done = gouji(
        "--workspace",
        tmp_path / "w",
        "--record",
        path,
        GOUJI_MODEL_NAME="m",
        GOUJI_MODEL_API_KEY="sk-secret",
        GOUJI_MODEL_BASE_URL=f"https://{SECRET_HOST}/v1",
    )
    assert "已录制 1 份" in done.stderr
    assert Replay(read(path)).ask(call, "d" * 64).trouble is None
    assert not [secret for secret in ("sk-secret", SECRET_HOST) if secret in path.read_text("utf-8")]
