"""The command line with a model: a real provider process, real files, real kills."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from small_reports import whole, with_cells

GOUJI = Path(sys.executable).parent / "gouji"
FOREIGN = {
    "OPENAI_API_KEY": "sk-foreign-0123456789",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "OPENAI_ORG_ID": "org-foreign",
    "OPENAI_PROJECT_ID": "proj-foreign",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}
KEY = "sk-own-0123456789abcdef"


def environ(provider, readers=None, **more):
    own = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
    model = {
        "GOUJI_MODEL_NAME": "standin", "GOUJI_MODEL_BASE_URL": provider.base_url, "GOUJI_MODEL_API_KEY": KEY,
    } if provider else {}  # fmt: skip
    return {**own, **FOREIGN, **model, **({"GOUJI_READERS": readers} if readers else {}), **more}


def gouji(*arguments, env, cwd):
    command = [GOUJI, *map(str, arguments)]
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def report(number):
    """A sound report of its own."""
    return whole().replace("\n", f"\n档案编号第{number}卷。\n", 1)


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(report(number), "utf-8")
    (folder / "broken.txt").write_text(with_cells(**{"requests.granted.business": "700"}), "utf-8")
    return folder


def test_foreign_variables_alone_make_no_connection_and_no_model(tmp_path, inbox):
    ran = gouji("run", inbox, "--workspace", tmp_path / "ws", "--json", env=environ(None), cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "模型" not in ran.stderr
    shown = gouji("status", "--workspace", tmp_path / "ws", "--json", env=environ(None), cwd=tmp_path)
    assert json.loads(shown.stdout)["model_calls"] == 0


def test_the_cascade_asks_only_about_the_document_that_does_not_add_up(tmp_path, inbox, provider):
    ran = gouji("run", inbox, "--workspace", tmp_path / "ws", env=environ(provider), cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    host = provider.base_url.split("//")[1].removesuffix("/v1")
    assert f"模型 standin 在 {host}：至多 7 份文件" in ran.stderr
    entries = [entry for entry in provider.entries() if entry["mark"]]
    assert len({entry["mark"] for entry in entries}) == 1
    assert len(entries) == 2  # the parts and the totals of table 3
    assert {len(entry["rows"]) for entry in entries} == {25, 26}


def test_both_readers_agree_and_the_second_run_asks_nothing(tmp_path, inbox, provider):
    env = environ(provider, "both")
    ran = gouji("run", inbox, "--workspace", tmp_path / "ws", "--json", env=env, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["accepted"] == 6
    exported = gouji("export", "--workspace", tmp_path / "ws", env=env, cwd=tmp_path)
    cells = json.loads(exported.stdout.splitlines()[0])["cells"]
    assert cells["disclosure.licensing.decisions"]["grade"] == "agreed"
    assert cells["requests.received.total"]["readings"].keys() == {"aligned", "model"}
    asked = len(provider.entries())
    again = gouji("run", inbox, "--workspace", tmp_path / "ws", "--again", env=env, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert len(provider.entries()) == asked


def test_no_key_is_in_any_file_or_output(tmp_path, inbox, provider):
    provider.reset(faults="echoed_key", probability=0.3, seed=3, retry_after=0.01)
    env = environ(provider, "both", GOUJI_MODEL_CONCURRENCY="4")
    ran = gouji("run", inbox, "--workspace", tmp_path / "ws", env=env, cwd=tmp_path)
    calls = gouji("calls", "--workspace", tmp_path / "ws", "--json", "--newest", 999, env=env, cwd=tmp_path)
    assert any(entry["fault"] == "echoed_key" for entry in provider.entries())
    for shown in (ran.stdout, ran.stderr, calls.stdout):
        assert KEY not in shown
    for path in (tmp_path / "ws").rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path


def test_a_wrong_key_ends_the_run_and_says_which_setting(tmp_path, inbox, provider):
    provider.reset(key="sk-the-right-one")
    ran = gouji("run", inbox, "--workspace", tmp_path / "ws", env=environ(provider, "both"), cwd=tmp_path)
    assert ran.returncode == 2
    assert "GOUJI_MODEL_API_KEY" in ran.stderr
    assert "Traceback" not in ran.stderr
    provider.reset()
    later = gouji(
        "run", "--workspace", tmp_path / "ws", "--json", env=environ(provider, "both"), cwd=tmp_path
    )
    assert json.loads(later.stdout)["accepted"] == 6


def test_a_budget_stops_the_run_and_a_larger_one_goes_on_without_paying_twice(tmp_path, inbox, provider):
    env = environ(provider, "both")
    workspace = tmp_path / "ws"
    ran = gouji("run", inbox, "--workspace", workspace, "--budget", "15k tokens", env=env, cwd=tmp_path)
    assert ran.returncode == 5
    assert "已到花费上限" in ran.stderr
    spent = gouji("status", "--workspace", workspace, "--json", env=env, cwd=tmp_path)
    assert 0 < json.loads(spent.stdout)["tokens"] <= 15_000
    rest = gouji("run", "--workspace", workspace, "--json", "--budget", "5M tokens", env=env, cwd=tmp_path)
    assert json.loads(rest.stdout)["accepted"] == 6
    hashes = [entry["body"] for entry in provider.entries()]
    assert len(hashes) == len(set(hashes))


def test_a_dry_run_asks_nothing_and_leaves_no_workspace(tmp_path, inbox, provider):
    env = environ(provider, "both", GOUJI_MODEL_PRICE_INPUT="2", GOUJI_MODEL_PRICE_OUTPUT="8")
    dry = gouji("run", inbox, "--workspace", tmp_path / "ws", "--dry-run", "--json", env=env, cwd=tmp_path)
    forecast = json.loads(dry.stdout)
    assert (forecast["documents"], forecast["calls"]) == (7, 35)
    assert float(forecast["cost_low"]) > 0
    assert provider.entries() == []
    assert not (tmp_path / "ws").exists()


def test_a_dry_run_refuses_a_budget_that_the_run_would_refuse(tmp_path, inbox, provider):
    for budget, said in (("abc", "--budget 不认识"), ("5.00", "没有设置这个模型的价格")):
        options = ("--workspace", tmp_path / "ws", "--dry-run", "--budget", budget)
        dry = gouji("run", inbox, *options, env=environ(provider, "both"), cwd=tmp_path)
        assert (dry.returncode, said in dry.stderr, dry.stdout) == (2, True, "")


def test_extract_asks_the_model_and_stores_nothing(tmp_path, inbox, provider):
    env = environ(provider, "both")
    ran = gouji("extract", inbox / "0.txt", "--json", env=env, cwd=tmp_path)
    assert json.loads(ran.stdout)["status"] == "accepted"
    assert "至多 1 份文件" in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_doctor_says_what_the_model_supports_and_what_is_wrong_with_it(tmp_path, provider):
    provider.reset(accepts=["json_object"], ignores=["strict"])
    good = gouji("doctor", "--model", env=environ(provider), cwd=tmp_path)
    assert good.returncode == 0, good.stdout
    assert "json_object" in good.stdout
    bad = gouji("doctor", "--model", env=environ(provider, GOUJI_MODEL_NAME="nobody"), cwd=tmp_path)
    assert bad.returncode == 2
    assert "GOUJI_MODEL_NAME" in bad.stdout
    assert gouji("doctor", "--model", env=environ(None), cwd=tmp_path).returncode == 2


def test_a_provider_that_is_down_stops_the_run_which_goes_on_later(tmp_path, inbox, provider):
    provider.reset(down=True)
    env = environ(provider, "both", GOUJI_MODEL_PATIENCE="2")
    ran = gouji("run", inbox, "--workspace", tmp_path / "ws", env=env, cwd=tmp_path)
    assert ran.returncode == 5, ran.stderr
    assert "Traceback" not in ran.stderr
    provider.reset()
    later = gouji("run", "--workspace", tmp_path / "ws", "--json", env=env, cwd=tmp_path)
    assert json.loads(later.stdout)["accepted"] == 6


def test_an_interrupt_stops_asking_and_leaves_what_is_done(tmp_path, inbox, provider):
    provider.reset(latency=1.0)
    env = environ(provider, "both", GOUJI_MODEL_CONCURRENCY="2")
    command = [GOUJI, "run", str(inbox), "--workspace", str(tmp_path / "ws")]
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(provider.entries()) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=60)
    assert process.returncode == 130, talk
    assert "Traceback" not in talk
    provider.reset()
    later = gouji("run", "--workspace", tmp_path / "ws", "--json", env=env, cwd=tmp_path)
    assert json.loads(later.stdout)["accepted"] == 6


def test_killed_runs_repeat_no_reply_and_every_request_was_an_intent(tmp_path, inbox, provider):
    provider.reset(latency=0.4)
    env = environ(provider, "both", GOUJI_MODEL_CONCURRENCY="4")
    workspace = tmp_path / "ws"
    command = [GOUJI, "run", str(inbox), "--workspace", str(workspace)]
    for after in (0.2, 0.5, 0.9, 0.7):
        seen = len(provider.entries())
        process = subprocess.Popen(
            command, env=env, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while len(provider.entries()) == seen and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        time.sleep(0.3)  # what was on its way arrives
    last = gouji("run", "--workspace", workspace, "--json", env=env, cwd=tmp_path)
    assert json.loads(last.stdout)["accepted"] == 6
    shown = gouji("calls", "--workspace", workspace, "--json", "--newest", 9999, env=env, cwd=tmp_path)
    lines = json.loads(shown.stdout)["calls"]
    kept = [line["key"] for line in lines if line["state"] == "kept"]
    assert len(kept) == len(set(kept)), "a reply in the ledger was asked for again"
    assert not [line for line in lines if line["state"] == "open"]
    lost = sum(line["state"] == "lost" for line in lines)
    sent = [entry for entry in provider.entries() if entry["outcome"] == "sent"]
    assert len(provider.entries()) <= len(lines) <= len(provider.entries()) + 4 * 4
    assert len(kept) <= len(sent) <= len(kept) + lost
