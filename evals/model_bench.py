"""The model client measured against a stand-in provider that runs in a process of its own.

CPU a call is this process's own: building the request, HTTP, ledger on disk, reading the answer of 24
rows of six numbers. Throughput is set against what the latency allows: requests in flight divided by
seconds of latency. ``--soak N`` asks N calls and watches the memory.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench import MEGABYTE, Figure, show
from gouji.models.call import Call, Message
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.kept import kept_alone
from gouji.models.ledger import Ledger
from gouji.read.model import answers

STANDIN = Path(__file__).resolve().parent.parent / "tests" / "standin"
LATENCY = 0.5
CPU_BAR = 9.0
ROUNDS = 12
"""Requests that each place in flight gets."""
THROUGHPUT_BARS = {1: 0.9, 8: 0.9, 32: 0.9, 64: 0.6}
GROWTH_BAR = 8.0
ROWS = answers.asked_rows("requests_parts")


@contextmanager
def standin(latency: float) -> Iterator[str]:
    """Run a stand-in provider; yields its base URL."""
    command: list[str | Path] = [sys.executable, STANDIN, "--until-stdin-closes", "--latency", str(latency)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(timeout=10)


def call(number: int) -> Call:
    """The question for the parts of table 3 of a report of its own."""
    lines = ["\t".join([row.label, *(str((number * 7 + place) % 90) for place in range(6))]) for row in ROWS]
    text = "\n".join([f"某机关第{number}号年度报告", "本机关依法公开政府信息。" * 80, *lines])
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    wanted = "\n".join(f"- {row.key}：{row.label}" for row in ROWS)
    user = f"【文件开始 {mark}】\n{text}\n【文件结束 {mark}】\n\n照抄下列各行的数字：\n{wanted}"
    return Call(
        prompt="requests_parts",
        version="bench",
        messages=(Message("system", "你照抄表格里印出的数字，不计算。" * 30), Message("user", user)),
        answer=answers.table_answer("requests_parts"),
        max_tokens=2000,
    )


def calls_a_second(endpoint: Endpoint, ledger: Ledger, count: int) -> float:
    """The steady rate with all places in flight used: counted once each place has had its first answer."""
    calls = [call(number) for number in range(count)]
    finished: list[float] = []

    def ask(asked: Call) -> None:
        reply = client.ask(asked, "bench")
        if reply.answer is None:
            raise SystemExit(f"a call brought no answer: {reply}")
        finished.append(time.perf_counter())

    with Client(endpoint, ledger) as client, ThreadPoolExecutor(endpoint.concurrency) as pool:
        list(pool.map(ask, calls))
    finished.sort()
    return (count - endpoint.concurrency) / (finished[-1] - finished[endpoint.concurrency - 1])


def cpu_a_call(endpoint: Endpoint, ledger: Ledger, count: int) -> Figure:
    """CPU milliseconds of this process for each call, one at a time."""
    with Client(endpoint, ledger) as client:
        calls = [call(number) for number in range(count + 10)]
        for asked in calls[:10]:
            client.ask(asked, "warm")
        begun = time.process_time()
        for asked in calls[10:]:
            client.ask(asked, "bench")
        spent = (time.process_time() - begun) / count * 1000
    return Figure("CPU a model call", f"{spent:.1f} ms", f"<= {CPU_BAR:.0f} ms", spent <= CPU_BAR)


def throughput(endpoint: Endpoint, folder: Path, rounds: int) -> Figure:
    """Calls a second as a part of requests in flight divided by latency.

    The best of up to three passes: a busy neighbour on the machine can only make it slower.
    """
    wide = endpoint.concurrency
    least, best = THROUGHPUT_BARS[wide], 0.0
    for attempt in range(3):
        with kept_alone(folder / f"{wide}-{attempt}.db") as ledger:
            rate = calls_a_second(endpoint, ledger, wide * rounds)
        best = max(best, rate * LATENCY / wide)
        if best >= least:
            break
    return Figure(
        f"throughput at {wide} in flight, of what {LATENCY} s latency allows",
        f"{best:.0%} ({best * wide / LATENCY:.1f} calls a second)",
        f">= {least:.0%}",
        best >= least,
    )


def soak(endpoint: Endpoint, ledger: Ledger, count: int) -> list[Figure]:
    """Memory of this process over ``count`` calls: after a fifth of them, and at the end."""
    sizes = []
    begun = time.perf_counter()
    with Client(endpoint, ledger) as client, ThreadPoolExecutor(endpoint.concurrency) as pool:
        for start in range(0, count, 1000):
            batch = range(start, min(start + 1000, count))
            for reply in pool.map(lambda number: client.ask(call(number), "soak"), batch):
                if reply.answer is None:
                    raise SystemExit(f"a call brought no answer: {reply}")
            sizes.append(_resident())
    spent = time.perf_counter() - begun
    early, late = sizes[len(sizes) // 5], sizes[-1]
    growth = late - early
    return [
        Figure(f"{count} calls without latency", f"{count / spent:.0f} a second (wall)"),
        Figure("memory at the end", f"{late:.0f} MB"),
        Figure(
            "its growth over the last four fifths", f"{growth:+.1f} MB", f"<= {GROWTH_BAR:.0f} MB", growth <= GROWTH_BAR
        ),
    ]  # fmt: skip


def _resident() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return (
        next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        * 1024
        / MEGABYTE
    )


def measure(soak_calls: int, scale: int = 1) -> list[Figure]:
    """Every figure of the client; with ``soak_calls`` only those of a soak."""
    with tempfile.TemporaryDirectory(prefix="gouji-model-") as name:
        if soak_calls:
            with standin(0.0) as base_url, kept_alone(Path(name) / "soak.db") as ledger:
                endpoint = Endpoint(base_url, "standin", mode="strict", concurrency=16)
                return soak(endpoint, ledger, soak_calls)
        figures = []
        with standin(0.0) as base_url, kept_alone(Path(name) / "cpu.db") as ledger:
            endpoint = Endpoint(base_url, "standin", mode="strict", concurrency=1)
            figures.append(cpu_a_call(endpoint, ledger, 600 // scale))
        with standin(LATENCY) as base_url:
            for wide in THROUGHPUT_BARS:
                endpoint = replace(Endpoint(base_url, "standin", mode="strict"), concurrency=wide)
                figures.append(throughput(endpoint, Path(name), max(ROUNDS // scale, 4)))
        return figures


def main() -> int:
    """Measure, print, and fail where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the amounts")
    parser.add_argument("--soak", type=int, default=0, metavar="N", help="watch the memory over N calls")
    parser.add_argument("--json", action="store_true", help="figures as JSON instead of a table")
    given = parser.parse_args()
    figures = measure(given.soak, 3 if given.quick else 1)
    if given.json:
        print(json.dumps([[each.name, each.shown, each.passed] for each in figures], ensure_ascii=False))
        return 0 if all(each.passed is not False for each in figures) else 1
    return 0 if show(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
