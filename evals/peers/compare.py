"""The same documents through gouji and its peers: same truth, same scores, same clock, one process at a time.

    make peers
    .venv/bin/python evals/peers/compare.py --peers gouji,pdfplumber --groups pdf

Prints the table and writes it with every answer's score to out/peers. See README.md for what the columns mean.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from documents import Group, make_groups
from environments import HERE, NotInstallableError, python_of
from running import Run, run_peer
from tables import markdown

OUT = HERE.parent.parent / "out" / "peers"


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to read the documents; ``groups`` are those that it can read at all, ``sampled`` those of which only some."""

    name: str
    groups: tuple[str, ...]
    sampled: tuple[str, ...] = ()

    def python(self) -> Path:
        """The interpreter that runs it."""
        return Path(sys.executable) if self.name == "gouji" else python_of(self.name)


PEERS = (
    Peer("gouji", ("pdf", "html", "scan")),
    Peer("pdfplumber", ("pdf",)),
    Peer("camelot", ("pdf",)),
    Peer("img2table", ("pdf",)),
    Peer("pymupdf4llm", ("pdf", "scan")),
    Peer("pandas", ("html",)),
    Peer("rapidocr", ("pdf", "scan"), sampled=("pdf",)),
)


def compare(peers: list[Peer], groups: list[Group]) -> tuple[list[Run], list[str]]:
    """Run every peer over every group that it reads; the second value tells what did not work."""
    runs: list[Run] = []
    troubles: list[str] = []
    for peer in peers:
        wanted = [group for group in groups if group.name in peer.groups]
        if not wanted:
            continue
        try:
            python = peer.python()
        except NotInstallableError as problem:
            troubles.append(f"{peer.name}: not measured, {problem}")
            continue
        for group in wanted:
            names = [n for n in group.copies if n in group.sample or group.name not in peer.sampled]
            run = run_peer(peer.name, python, group, names, OUT)
            runs.append(run)
            troubles += [f"{peer.name}, {group.title}: {trouble}" for trouble in run.troubles]
            print(f"  {peer.name}, {group.title}: {len(names)} documents, {run.wall:.0f} s", file=sys.stderr)
    return runs, troubles


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--peers", default=",".join(peer.name for peer in PEERS))
    parser.add_argument("--groups", default="pdf,html,scan")
    return parser.parse_args()


def main() -> int:
    """Write the documents, run, print; 1 where a peer could not be measured."""
    asked = _arguments()
    begun, load = time.perf_counter(), os.getloadavg()[0]
    groups = [group for group in make_groups() if group.name in asked.groups.split(",")]
    shutil.rmtree(OUT / "documents", ignore_errors=True)
    for group in groups:
        group.write(OUT / "documents" / group.name)
    runs, troubles = compare([peer for peer in PEERS if peer.name in asked.peers.split(",")], groups)
    machine = (
        f"{os.cpu_count()} cores, {time.perf_counter() - begun:.0f} s in all, load before the run {load:.1f}"
    )
    text = markdown(groups, runs, troubles, machine)
    (OUT / "table.md").write_text(text, encoding="utf-8")
    told = [run.as_json() for run in runs]
    (OUT / "scores.json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8"
    )
    print(text, end="")
    return 1 if troubles else 0


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


if __name__ == "__main__":
    sys.exit(main())
