"""A run that is killed at any moment and started again pays no call twice and forgets none that it sent."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from gouji.models import wire
from gouji.models.wire import Dialect
from gouji.store import calls
from gouji.store.ledger import INTERRUPTED, opened_alone
from questions import RIGHT, question
from scripted_provider import Said, completion, scripted

TESTS = Path(__file__).parent.parent
KILLS = 20
THREADS = 8
QUESTIONS = [question(f"规章 {number}\n规范性文件 0 5") for number in range(400)]
NAME = "m"
# Imports once, then forks a client for each line that it reads: the kills hit calls, not imports.
NURSERY = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.kept import kept_alone
from questions import question

def work():
    endpoint = Endpoint(sys.argv[3], "m", "key", mode="strict", concurrency=8)
    asked = [question(f"规章 {number}\\n规范性文件 0 5") for number in range(int(sys.argv[4]))]
    with kept_alone(Path(sys.argv[2])) as ledger, Client(endpoint, ledger) as client:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda call: client.ask(call, "d" * 64), asked))

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Killer:
    """Answers, and kills the client that asks after a random number of requests."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.lock = threading.Lock()
        self.victim = None
        self.left = 0

    def aim(self, pid):
        with self.lock:
            self.left = self.dice.randint(1, 30)
            self.victim = pid

    def __call__(self, heard, number):
        with self.lock:
            self.left -= 1
            hit = self.victim is not None and self.left == 0
            pause, early = self.dice.random() * 0.02, self.dice.random() < 0.5
        if hit and early:
            os.kill(self.victim, signal.SIGKILL)
        time.sleep(pause)
        if hit and not early:
            os.kill(self.victim, signal.SIGKILL)
        return Said(completion(RIGHT))


def asked(provider, start=0):
    """The questions that came in whole: a client can be killed between a request's head and its body."""
    return [heard.body["messages"][-1]["content"] for heard in provider.heard[start:] if heard.body]


def test_after_twenty_kills_no_paid_call_was_repeated_and_none_on_the_wire_was_forgotten(tmp_path):
    path = tmp_path / "calls.sqlite"
    texts = {wire.key(NAME, call, Dialect("strict")): call.messages[-1].content for call in QUESTIONS}
    killer = Killer(seed=4)
    with (
        scripted(killer) as provider,
        subprocess.Popen(
            [sys.executable, "-c", NURSERY, TESTS, path, provider.base_url, str(len(QUESTIONS))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as nursery,
    ):
        before = 0
        paid = set()
        for turn in range(KILLS + 1):
            nursery.stdin.write("go\n")
            nursery.stdin.flush()
            pid = int(nursery.stdout.readline())
            if turn < KILLS:
                killer.aim(pid)
            ended = int(nursery.stdout.readline())
            assert ended == (-signal.SIGKILL if turn < KILLS else 0)
            killer.victim = None
            start, before = before, len(provider.heard)
            this_time = set(asked(provider, start))
            assert not this_time & paid, "a call whose reply was on the disk went out again"
            with opened_alone(path) as (_, ledger):
                lines = calls.lines(ledger, limit=-1)
            assert not [line for line in lines if line.state == "open"]
            paid = {texts[line.key] for line in lines if line.state == "kept"}
            lost = {texts[line.key] for line in lines if line.state == "lost"}
            assert this_time - paid <= lost, "a call on the wire is not listed"
    heard = Counter(asked(provider))
    rows = Counter(texts[line.key] for line in lines)
    lost = [line for line in lines if line.state == "lost"]
    assert paid == set(texts.values())
    assert len(lines) == len(texts) + len(lost)
    assert {line.note for line in lost} == {INTERRUPTED}
    # Each request had its intent; an intent without request was committed in the moment of the kill.
    assert all(heard[text] <= rows[text] for text in heard)
    assert sum(rows.values()) - sum(heard.values()) <= KILLS * THREADS
    assert len(lost) >= KILLS
