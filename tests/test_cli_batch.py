"""``gouji run --batch`` as people use it: real processes, a provider over real HTTP, and kills at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest

from gouji.store import calls
from gouji.store.workspace import existing
from watched_standin import watched_standin

CASES = Path(__file__).parent.parent / "fixtures" / "disclosure" / "2021"
GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
KILLS = 12
DAY = 86400.0


def environ(provider):
    return {
        **ENVIRON,
        "GOUJI_MODEL_NAME": "standin",
        "GOUJI_MODEL_BASE_URL": provider.base_url,
        "GOUJI_MODEL_MODE": "strict",
        "GOUJI_MODEL_PRICE_INPUT": "2",
        "GOUJI_MODEL_PRICE_OUTPUT": "8",
        "GOUJI_MODEL_PRICE_BATCH": "0.5",
        "GOUJI_READERS": "both",
    }


def start(provider, *arguments):
    return subprocess.Popen(
        [*GOUJI, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ(provider),
        start_new_session=True,
    )


def gouji(provider, *arguments):
    process = start(provider, *arguments)
    stdout, stderr = process.communicate(timeout=300)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def ledger(folder):
    with closing(existing(folder)) as workspace:
        return calls.lines(workspace, limit=-1)


def states(folder):
    return Counter(line.state for line in ledger(folder))


def exported(provider, folder):
    """The reports in the order of their names, without what their calls cost and where they were asked."""
    done = gouji(provider, "export", "--include-pending", "--workspace", folder)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for each in found:
        each.pop("model", None)
    return sorted(found, key=lambda each: each["document"]["name"])


def custom_ids(provider, batch):
    lines = provider.standin.batches._contents[batch.input].splitlines()
    return [json.loads(line)["custom_id"] for line in lines]


def fill(folder, count, first=0):
    folder.mkdir(exist_ok=True)
    text = (CASES / "tabs-county" / "source.txt").read_text("utf-8")
    for number in range(first, first + count):
        (folder / f"{number:03}.txt").write_text(f"{text}\n第{number}份。\n", "utf-8")
    return folder


@pytest.fixture
def inbox(tmp_path):
    """Twelve reports, about twenty-five calls."""
    return fill(tmp_path / "in", 12)


@pytest.fixture
def provider():
    with watched_standin() as server:
        yield server


def test_a_run_in_batches_ends_with_the_reports_of_a_live_run(tmp_path):
    """Every carrier that the fixtures have, with three in ten replies unusable, so that there are re-asks."""
    faults = {"probability": 0.3, "faults": {"completion": 1.0}}
    folders = []
    for name, options in (("batch", ["--batch"]), ("live", [])):
        with watched_standin(**faults) as provider:
            folders.append(tmp_path / name)
            done = gouji(provider, "run", CASES, "--workspace", tmp_path / name, *options)
            assert done.returncode in (0, 3), done.stderr
            reports = exported(provider, tmp_path / name)
            kept = [line.key for line in ledger(folders[-1]) if line.state == "kept"]
            assert len(kept) == len(set(kept))
            if options:
                in_batches, batches = reports, len(provider.batches)
    assert in_batches == reports
    assert len(reports) >= 20
    assert batches >= 2  # what was unusable went out again together
    batch, live = map(ledger, folders)
    assert {line.key for line in batch} == {line.key for line in live}


def test_calls_in_a_batch_are_shown_with_their_batch_price(provider, inbox, tmp_path):
    done = gouji(provider, "run", inbox, "--workspace", tmp_path / "w", "--batch")
    assert (done.returncode, "已提交" in done.stderr, "已完成：已答复" in done.stderr) == (0, True, True)
    assert {line.input_price for line in ledger(tmp_path / "w")} == {"1.0"}
    assert [request.path for request in provider.requests if "/chat/" in request.path] == []


def test_a_dry_run_in_batches_tells_their_price(provider, inbox, tmp_path):
    costs = []
    for options in ((), ("--batch",)):
        done = gouji(provider, "run", inbox, "--workspace", tmp_path / "w", "--dry-run", "--json", *options)
        costs.append(float(json.loads(done.stdout)["cost_low"]))
    assert costs[1] == pytest.approx(costs[0] / 2)
    assert provider.requests == []


def test_few_calls_are_asked_live(provider, tmp_path):
    inbox = fill(tmp_path / "in", 2)
    done = gouji(provider, "run", inbox, "--workspace", tmp_path / "w", "--batch")
    assert (done.returncode, provider.batches) == (0, [])
    assert set(states(tmp_path / "w")) == {"kept"}


@pytest.mark.parametrize(
    "batch",
    [{"ends": "expired", "answered": 0.4}, {"ends": "cancelled", "answered": 0.6}, {"ends": "failed"}],
)
def test_what_a_batch_leaves_is_asked_live_and_nothing_twice(provider, inbox, tmp_path, batch):
    provider.conduct(batch=batch)
    done = gouji(provider, "run", inbox, "--workspace", tmp_path / "w", "--batch")
    assert (done.returncode, len(provider.batches)) == (0, 1), done.stderr
    assert len(provider.answered()) == len(set(provider.answered()))
    kept = [line.key for line in ledger(tmp_path / "w") if line.state == "kept"]
    assert len(kept) == len(set(kept)) == len(provider.answered())
    assert set(states(tmp_path / "w")) == {"kept", "rejected"}


def test_lines_that_fail_in_a_batch_are_asked_live(provider, inbox, tmp_path):
    provider.conduct(probability=0.5, faults={"refusals": 1.0})
    arguments = ("run", inbox, "--workspace", tmp_path / "w", "--batch")
    provider.watch = lambda request: provider.conduct(faults={}) if "/chat/" in request.path else None
    done = gouji(provider, *arguments)
    assert (done.returncode, len(provider.batches)) == (0, 1), done.stderr
    kept = [line.key for line in ledger(tmp_path / "w") if line.state == "kept"]
    assert len(kept) == len(set(kept))
    assert {line.key for line in ledger(tmp_path / "w")} == set(kept)
    assert provider.batches[0].counts["failed"] > 0


def looked_at(provider):
    """An event: a client asks how its batch stands."""
    seen = threading.Event()

    def watch(request):
        if request.method == "GET" and request.path.startswith("/v1/batches/"):
            seen.set()

    provider.watch_after = watch
    return seen


@pytest.fixture
def waiting(provider, inbox, tmp_path):
    """A workspace whose batch is out and will not end today; its run was interrupted."""
    provider.conduct(batch={"seconds": DAY})
    seen = looked_at(provider)
    process = start(provider, "run", inbox, "--workspace", tmp_path / "w", "--batch")
    assert seen.wait(60)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 5, stderr
    assert "1 个批次" in stderr
    assert "同一条命令" in stderr
    provider.watch_after = lambda request: None
    return tmp_path / "w"


def test_an_interrupted_run_is_shown_as_waiting_and_lists_its_batch(provider, waiting):
    told = json.loads(gouji(provider, "status", "--workspace", waiting, "--json").stdout)
    assert (told["waiting"], told["running"], told["calls_lost"]) == (12, 0, 0)
    shown = gouji(provider, "calls", "--workspace", waiting)
    assert "batch_000001" in shown.stderr
    listed = json.loads(gouji(provider, "calls", "--workspace", waiting, "--open", "--json").stdout)
    (batch,) = listed["batches"]
    assert (batch["state"], batch["requests"]) == ("submitted", len(listed["calls"]))


@pytest.mark.parametrize("options", [(), ("--batch",)])
def test_the_next_run_takes_in_what_is_out_before_it_asks_anything(provider, waiting, options):
    provider.batches[0].due = 0
    done = gouji(provider, "run", "--workspace", waiting, *options)
    assert (done.returncode, len(provider.batches)) == (0, 1), done.stderr
    assert [request.path for request in provider.requests if "/chat/" in request.path] == []
    assert set(states(waiting)) == {"kept"}


def test_a_batch_that_is_given_up_is_possibly_lost_and_its_documents_are_asked_live(provider, waiting):
    (batch,) = json.loads(gouji(provider, "calls", "--workspace", waiting, "--json").stdout)["batches"]
    assert gouji(provider, "calls", "--workspace", waiting, "--give-up", "nonsense").returncode == 2
    assert gouji(provider, "calls", "--workspace", waiting, "--give-up", batch["tag"]).returncode == 0
    assert set(states(waiting)) == {"lost"}
    assert gouji(provider, "run", "--workspace", waiting, "--batch").returncode == 0
    assert set(states(waiting)) == {"kept", "lost"}


def test_a_budget_bounds_the_whole_batch(provider, tmp_path):
    """Nobody counts tokens here, so that each call counts as the most that it can have taken."""
    provider.conduct(usage=False)
    arguments = ("run", fill(tmp_path / "in", 24), "--workspace", tmp_path / "w", "--batch", "--budget")
    done = gouji(provider, *arguments, "150000t")
    assert (done.returncode, "花费上限" in done.stderr) == (5, True), done.stderr
    first = len(custom_ids(provider, provider.batches[0]))
    assert len(provider.batches) == 1
    assert 20 <= first <= 31  # of fifty-one different questions: enough are left for another batch
    done = gouji(provider, *arguments, "9Mt")
    assert (done.returncode, len(provider.batches)) == (0, 2), done.stderr
    assert len(provider.answered()) == len(set(provider.answered())) > first


def test_without_a_model_there_are_no_batches(tmp_path, inbox):
    done = subprocess.run(
        [*GOUJI, "run", inbox, "--workspace", tmp_path / "w", "--batch"],
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "--batch" in done.stderr) == (2, True)


class Killer:
    """Kills the client that is aimed at: at one of its next requests, early or late, or some time after it."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.moments = Counter()
        self.victim = None

    def aim(self, pid):
        self.left = self.dice.randint(1, 4)
        self.early = self.dice.random() < 0.4
        self.delay = self.dice.choice([0.0, 0.0, 0.01, 0.03, 0.2, 0.6])
        self.victim = pid

    def before(self, request):
        self.left -= 1
        if self.left == 0 and self.early:
            self._kill(request, 0.0)

    def after(self, request):
        if self.left == 0 and not self.early:
            self._kill(request, self.delay)

    def _kill(self, request, delay):
        victim, self.victim = self.victim, None
        if victim is not None:
            self.moments[request.method, request.path.rstrip("0123456789"), self.early] += 1
            threading.Timer(delay, kill_group, [victim]).start()


def kill_group(pid):
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def test_a_run_that_is_killed_at_any_moment_submits_nothing_twice_and_loses_no_batch(tmp_path):
    killer, kills, turns, count, ended = Killer(seed=9), 0, 0, 0, 0
    folder, inbox = tmp_path / "w", tmp_path / "in"
    with watched_standin(batch={"seconds": 1.5}) as provider:
        provider.watch, provider.watch_after = killer.before, killer.after
        while kills < KILLS:
            turns += 1
            assert turns < 60, killer.moments
            if ended == 0:
                fill(inbox, 12, first=count)
                count += 12
            process = start(provider, "run", inbox, "--workspace", folder, "--batch")
            killer.aim(process.pid)
            process.communicate(timeout=120)
            ended = process.returncode
            assert ended in (0, -signal.SIGKILL)
            kills += ended != 0
        provider.watch = provider.watch_after = lambda request: None
        done = gouji(provider, "run", inbox, "--workspace", folder, "--batch")
        assert done.returncode == 0, done.stderr
        sent = [key for batch in provider.batches for key in custom_ids(provider, batch)]
        answered = provider.answered()
        told = json.loads(gouji(provider, "status", "--workspace", folder, "--json").stdout)
    assert len(sent) == len(set(sent)), killer.moments
    assert len(answered) == len(set(answered))
    lines = ledger(folder)
    assert {line.state for line in lines} == {"kept"} | {line.state for line in lines if line.key not in sent}
    kept = [line.key for line in lines if line.state == "kept"]
    assert len(kept) == len(set(kept)) == len(answered)
    assert (told["accepted"], told["waiting"]) == (count, 0)
    assert len(killer.moments) >= 3, "the kills hit too few kinds of moments to mean anything"
