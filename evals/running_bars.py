"""Bars about running: bad input, and runs that are killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bad_inputs import NEEDS_A_PERSON, bad_inputs
from bench import GOUJI, write_copies
from samples import carrier_copies, sound_copies, text_copies


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of an issue with the figure measured for it."""

    name: str
    figure: str
    passed: bool


def bad_input_bars(_scale: int) -> list[Bar]:
    """Every bad file ends with code, message and remedy, and the sound ones beside it are done."""
    sound = sound_copies(5)
    good, other = sound[0].content.decode(), sound[1].content.decode()
    pdf, docx = carrier_copies(".pdf", 1)[0].content, carrier_copies(".docx", 1)[0].content
    bad = bad_inputs(good, other, pdf, docx)
    with tempfile.TemporaryDirectory(prefix="gouji-bars-") as name:
        inbox = Path(name) / "in"
        inbox.mkdir()
        write_copies(inbox, sound)
        for file, content in bad.items():
            (inbox / file).write_bytes(content)
        files = sorted(inbox.iterdir())
        extracted = _gouji("extract", "--json", *files)
        run = _gouji("run", inbox, "--workspace", Path(name) / "workspace", "--json")
    objects = [json.loads(line) for line in extracted.stdout.splitlines()]
    by_name: dict[str, list[dict[str, Any]]] = {file: [] for file in bad}
    for report in objects:
        by_name.setdefault(report["document"]["name"].split("/")[0], []).append(report)
    wrong = [file for file in bad if not by_name[file] or not all(map(_ended_well, by_name[file]))]
    accepted = sum(
        report["status"] == "accepted"
        for file, found in by_name.items()
        if file not in bad
        for report in found
    )
    counts = json.loads(run.stdout or "{}")
    talk = extracted.stderr + run.stderr
    return [
        Bar(
            f"{len(bad)} bad files end failed or needs_review with code, message, remedy",
            f"{len(bad) - len(wrong)} of {len(bad)}" + (f" (not: {', '.join(wrong)})" if wrong else ""),
            not wrong,
        ),
        Bar("the other files are done", f"{accepted} of {len(sound)} accepted", accepted == len(sound)),
        Bar("exit code where one failed", f"{extracted.returncode} and {run.returncode}, bar 3",
            (extracted.returncode, run.returncode) == (3, 3)),
        Bar("no traceback", f"{talk.count('Traceback')}", "Traceback" not in talk),
        Bar("run counts every bad file", f"{counts.get('failed')} failed, {counts.get('waiting')} waiting",
            not counts.get("waiting") and not counts.get("running") and bool(counts.get("failed"))),
    ]  # fmt: skip


def _ended_well(report: dict[str, Any]) -> bool:
    if report["status"] not in NEEDS_A_PERSON:
        return False
    if report["status"] == "failed":
        error = report["error"] or {}
        return all(error.get(part) for part in ("code", "message", "remedy"))
    return any(finding["severity"] == "error" for finding in report["findings"])


def kill_bars(scale: int) -> list[Bar]:
    """Ten times kill -9 at a random moment, then the same command again: everything done once, nothing lost."""
    count, kills = 500 // scale, max(10 // scale, 3)
    rng = random.Random(20260101)
    with tempfile.TemporaryDirectory(prefix="gouji-bars-") as name:
        folder = Path(name)
        inbox = folder / "in"
        inbox.mkdir()
        write_copies(inbox, text_copies(count))
        begun = time.monotonic()
        _gouji("run", inbox, "--workspace", folder / "straight")
        seconds = time.monotonic() - begun
        wanted = _outcomes(folder / "straight")
        stopped = 0
        for turn in range(kills):
            wait = rng.uniform(0.2, 0.6 + 1.5 * seconds / kills)
            stopped += _kill_a_run(inbox, folder / "killed", wait, whole_group=turn % 2 == 1)
        last = _gouji("run", inbox, "--workspace", folder / "killed")
        status = json.loads(_gouji("status", "--workspace", folder / "killed", "--json").stdout)
        got = _outcomes(folder / "killed")
    ended = {key: status[key] for key in ("waiting", "running", "accepted", "needs_review", "failed")}
    undone = ended["waiting"] + ended["running"]
    lost = [name for name in wanted if name not in got]
    differing = [name for name in wanted if name in got and got[name] != wanted[name]]
    return [
        Bar(
            f"{count} documents, {kills} times kill -9 ({stopped} while running), then the same command",
            f"{len(got)} exported once, {len(lost)} lost, {undone} undone, {len(differing)} unlike a straight run",
            not lost
            and not undone
            and not differing
            and len(got) == len(wanted)
            and last.returncode in (0, 3),
        )
    ]


def _kill_a_run(inbox: Path, workspace: Path, wait: float, *, whole_group: bool) -> bool:
    command: list[str | Path] = [GOUJI, "run", inbox, "--workspace", workspace]
    run = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        run.wait(wait)
    except subprocess.TimeoutExpired:
        if whole_group:
            os.killpg(run.pid, signal.SIGKILL)
        else:
            run.kill()
        run.wait()
        return True
    return False


def _outcomes(workspace: Path) -> dict[str, tuple[str, str]]:
    """Status and cells by document; a document that is exported twice is a defect of its own."""
    shown = _gouji("export", "--workspace", workspace, "--format", "jsonl", "--include-pending")
    found: dict[str, tuple[str, str]] = {}
    for line in shown.stdout.splitlines():
        report = json.loads(line)
        name = report["document"]["name"]
        if name in found:
            raise SystemExit(f"{name} was exported twice")
        found[name] = (report["status"], json.dumps(report["cells"], sort_keys=True))
    return found


def _gouji(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command: Sequence[str | Path] = [GOUJI, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
