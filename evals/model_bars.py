"""Bars of the model reader, against the stand-in provider of the tests: plumbing, faults, cost, safety.

No figure here says how well a language model reads: the stand-in is none. It copies numbers from the
text that it is sent, with a small reader of its own, and goes wrong on purpose.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import GOUJI
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.score import Score, score
from provider import Provider, running_provider
from running_bars import Bar
from samples import text_copies
from storm import GROUPS, LIARS, MOVED, STORM, measure

TABLES = ("disclosure", "requests_parts", "requests_totals", "proceedings")
MOST_ANSWER_TOKENS = 800


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run through the command line came to."""

    scores: tuple[Score, ...]
    reports: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, Any]
    calls: Mapping[str, Any]
    code: int

    @property
    def silent(self) -> list[str]:
        """Silently wrong cells with their documents."""
        return [
            f"{report['document']['name']}: {path}"
            for report, one in zip(self.reports, self.scores, strict=True)
            for path in one.silently_wrong
        ]

    @property
    def through(self) -> float:
        """Share accepted with every cell right."""
        return sum(one.straight_through for one in self.scores) / len(self.scores)


def model_bars(scale: int) -> list[Bar]:
    """All bars of the model reader but speed, memory and kills."""
    with running_provider(usage=True) as provider:
        calm = _calm(provider, scale)
    with running_provider(**STORM, probability=0.3, seed=11) as provider:
        return [*calm, *_storm(provider, scale)]


def _calm(provider: Provider, scale: int) -> list[Bar]:
    """An honest provider: no table call in the cascade, short answers, an estimate that holds."""
    made = [copy for copy in text_copies(400 // scale) if copy.status == "accepted"]
    provider.reset()
    alone = run(provider, made, "aligned")
    unsettled = {report["document"]["sha256"] for report in alone.reports if report["status"] != "accepted"}
    settled = run(provider, made, "cascade")
    asked = {line["document"] for line in settled.calls["calls"] if line["prompt"] in TABLES}
    provider.reset()
    forecast: dict[str, Any] = {}
    both = run(provider, made, "both", forecast=forecast)
    entries = [entry for entry in provider.entries() if entry["status"] == 200]
    first = _first_asked(both.calls)
    read = sum(line["input_tokens"] for line in first)
    written = sum(line["output_tokens"] for line in first)
    by_document: dict[str, int] = {}
    for line in first:
        if line["prompt"] in TABLES:
            by_document[line["document"]] = by_document.get(line["document"], 0) + line["output_tokens"]
    longest, typical = max(by_document.values()), sorted(by_document.values())[len(by_document) // 2]
    off = [forecast["input_tokens"] / read - 1, forecast["output_tokens"] / written - 1]
    return [
        Bar("cascade, undamaged text: table calls",
            f"about {len(asked)} of {len(made)} documents; the aligned reader alone leaves {len(unsettled)} unsettled",
            asked <= unsettled and len(asked) <= len(made) / 50),
        Bar("cascade, undamaged text: silently wrong", f"{len(settled.silent)}", not settled.silent),
        Bar("both: answer tokens for the cells of a report",
            f"median {typical}, most {longest} of {len(by_document)} reports, bar {MOST_ANSWER_TOKENS}",
            typical <= MOST_ANSWER_TOKENS),
        Bar("both, honest provider: silently wrong", f"{len(both.silent)} in {len(made)} documents; "
            f"{both.through:.1%} straight through", not both.silent),
        Bar("dry run: estimate against the tokens counted",
            f"input {off[0]:+.1%}, output {off[1]:+.1%} over {len(first)} calls ({len(entries)} replies), bar ±15 %",
            all(abs(each) <= 0.15 for each in off)),
    ]  # fmt: skip


def _storm(provider: Provider, scale: int) -> list[Bar]:
    """Faulty replies, and moved answers: rows or columns of a table in every reply that has them."""
    moved = [group for group in LIARS if group.settings["faults"] in MOVED]
    return [bar for group in (*GROUPS, *moved) for bar in measure(provider, group, 1 / scale)]


def run(
    provider: Provider,
    made: Sequence[RenderedCopy],
    way: str,
    *,
    forecast: dict[str, Any] | None = None,
) -> Ended:
    """Run ``made`` through the command line and score what comes out; ``forecast`` takes a dry run's figures."""
    with tempfile.TemporaryDirectory(prefix="gouji-model-") as name, _inbox(Path(name), made) as inbox:
        workspace = str(Path(name) / "workspace")
        if forecast is not None:
            dry = gouji(provider, way, "run", str(inbox), "--workspace", workspace, "--dry-run", "--json")
            forecast.update(json.loads(dry.stdout))
        ran = gouji(provider, way, "run", str(inbox), "--workspace", workspace, "--json")
        if ran.returncode not in (0, 3):
            raise SystemExit(f"gouji run ended with {ran.returncode}: {ran.stderr[-2000:]}")
        exported = gouji(provider, way, "export", "--workspace", workspace, "--include-pending")
        calls = gouji(provider, way, "calls", "--workspace", workspace, "--newest", "1000000", "--json")
    by_name = {copy.file_name: copy for copy in made}
    reports = [json.loads(line, parse_float=Decimal) for line in exported.stdout.splitlines()]
    return Ended(
        tuple(score(by_name[report["document"]["name"]], report) for report in reports),
        tuple(reports),
        json.loads(ran.stdout),
        json.loads(calls.stdout),
        ran.returncode,
    )


def gouji(provider: Provider, way: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command with the stand-in as its model."""
    environ = provider.environment(way, concurrency=16, patience=60)
    return subprocess.run(
        [str(GOUJI), *arguments], capture_output=True, text=True, env=environ, check=False, timeout=1800
    )


@contextmanager
def _inbox(folder: Path, made: Sequence[RenderedCopy]) -> Iterator[Path]:
    inbox = folder / "in"
    inbox.mkdir()
    for copy in made:
        (inbox / copy.file_name).write_bytes(copy.content)
    yield inbox


def _first_asked(calls: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The replies to questions asked for the first time: what a dry run can foresee."""
    return [
        line
        for line in calls["calls"]
        if line["state"] == "kept"
        and line["attempt"] == 0
        and line["prompt"] != "probe"
        and line["input_tokens"]
    ]
