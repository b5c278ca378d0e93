"""Speed and memory, measured in one run and set against a calibration loop of the same run.

Rates per core are taken from CPU time, so that a busy neighbour does not change them. The ratio column is
the figure in units of the calibration loop: compare ratios between machines, figures within one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouji.document import Source
from gouji.evaluate.copy import RenderedCopy
from gouji.pipeline import process
from samples import carrier_copies, text_copies

GOUJI = Path(sys.executable).parent / "gouji"
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement; ``passed`` is None where no bar exists."""

    name: str
    shown: str
    bar: str = ""
    passed: bool | None = None
    ratio: str = ""


def calibrate() -> float:
    """Return loops a CPU second of a fixed mix of what the reader does: string slices, dictionaries, integers."""
    text = "本年新收政府信息公开申请数量" * 8
    rates = []
    for _ in range(5):
        begun = time.process_time()
        for turn in range(400):
            counts: dict[str, int] = {}
            for start in range(len(text) - 3):
                key = text[start : start + 3]
                counts[key] = (counts.get(key, turn) * 31 + start) & 0xFFFF
        rates.append(400 / (time.process_time() - begun))
    return statistics.median(rates)


def cpu_seconds(copies: Sequence[RenderedCopy]) -> list[float]:
    """Return the CPU seconds of one pipeline pass over each copy, in this process."""
    sources = [Source.of(copy.name + copy.suffix, copy.content) for copy in copies]
    process(sources[0])  # imports and caches are start-up, not work
    spent = []
    for source in sources:
        begun = time.process_time()
        process(source)
        spent.append(time.process_time() - begun)
    return spent


def text_rate(loops: float, count: int) -> Figure:
    """Text reports a second and core through the whole pipeline: convert, read, check, decide."""
    spent = cpu_seconds(text_copies(count))
    rate = len(spent) / sum(spent)
    return Figure(
        "text reports a second and core (aim 150)", f"{rate:.0f}", ">= 60", rate >= 60, f"{rate / loops:.4f}"
    )


def carrier_seconds(loops: float, suffix: str, bar: float, count: int) -> Figure:
    """Seconds a report of one carrier: the mean, and the slowest."""
    spent = cpu_seconds(carrier_copies(suffix, count))
    mean = statistics.mean(spent)
    shown = f"{mean:.3f} s (slowest {max(spent):.3f} s)"
    name = f"{suffix.lstrip('.').upper()} each"
    return Figure(name, shown, f"<= {bar} s", mean <= bar, f"{mean * loops:.1f}")


def start_up() -> Figure:
    """Wall seconds of the command line doing nothing: the median of nine, after one to warm the disk."""
    spent = []
    for _ in range(10):
        begun = time.perf_counter()
        subprocess.run([GOUJI, "--version"], check=True, stdout=subprocess.DEVNULL)
        spent.append(time.perf_counter() - begun)
    median = statistics.median(spent[1:])
    return Figure("start of the command line", f"{median:.2f} s", "<= 0.5 s", median <= 0.5)


def run_memory(count: int) -> list[Figure]:
    """Peak memory of `gouji run` over ``count`` documents, all its processes together, and its flatness."""
    folder = Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    try:
        inbox = folder / "in"
        inbox.mkdir()
        write_copies(inbox, text_copies(count))
        begun = time.perf_counter()
        command: list[str | Path] = [GOUJI, "run", inbox, "--workspace", folder / "workspace"]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        samples = list(sample_memory(run))
        wall = time.perf_counter() - begun
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    quarter = max(len(samples) // 4, 1)
    early, late = max(samples[quarter : 2 * quarter]), max(samples[3 * quarter :])
    peak, growth = max(samples), late - early
    return [
        Figure(
            f"`gouji run` over {count} text reports",
            f"{count / wall:.0f} a second (wall, {os.cpu_count()} cores)",
        ),
        Figure("peak memory of that run, all processes", f"{peak:.0f} MB", "<= 300 MB", peak <= 300),
        Figure("its growth, last against second quarter", f"{growth:+.0f} MB", "<= 20 MB", growth <= 20),
    ]


def write_copies(folder: Path, copies: Sequence[RenderedCopy]) -> None:
    """Write each copy as a file of its own; numbered, since two copies may share a name."""
    for index, copy in enumerate(copies):
        (folder / f"{index:05d}-{copy.name}{copy.suffix}").write_bytes(copy.content)


def sample_memory(run: subprocess.Popen[bytes]) -> Iterator[float]:
    """Yield the megabytes of a process and its descendants until it ends; shared pages count once."""
    while run.poll() is None:
        yield sum(_proportional(pid) for pid in _family(run.pid)) / MEGABYTE
        time.sleep(0.1)
    if run.returncode not in (0, 3):
        raise SystemExit(f"gouji run ended with {run.returncode}")


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except FileNotFoundError:
                continue
    return found


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def measure(scale: int = 1) -> list[Figure]:
    """Every figure; ``scale`` divides the amounts for a quick look."""
    loops = calibrate()
    steps: list[Callable[[], Figure | list[Figure]]] = [
        start_up,
        lambda: text_rate(loops, 300 // scale),
        lambda: carrier_seconds(loops, ".pdf", 0.2, 30 // scale),
        lambda: carrier_seconds(loops, ".html", 0.05, 40 // scale),
        lambda: carrier_seconds(loops, ".docx", 0.05, 40 // scale),
        lambda: run_memory(max(2000 // scale, 1000)),
    ]
    figures = [Figure("calibration loops a CPU second", f"{loops:.0f}")]
    for step in steps:
        taken = step()
        figures += taken if isinstance(taken, list) else [taken]
    return figures


def show(figures: Sequence[Figure]) -> bool:
    """Print the table; True when no bar is missed."""
    print("| figure | measured | bar | pass | ratio |\n|---|---|---|---|---|")
    for figure in figures:
        verdict = {None: "", True: "pass", False: "FAIL"}[figure.passed]
        print(f"| {figure.name} | {figure.shown} | {figure.bar} | {verdict} | {figure.ratio} |")
    return all(figure.passed is not False for figure in figures)


def main() -> int:
    """Measure, print, and fail where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the amounts")
    return 0 if show(measure(10 if parser.parse_args().quick else 1)) else 1


if __name__ == "__main__":
    sys.exit(main())
