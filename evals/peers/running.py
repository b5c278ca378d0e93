"""Run one peer over one group of documents and score its answers with gouji's own score."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from documents import Group
from environments import HERE

from gouji.evaluate.copy import Expected, Missing
from gouji.evaluate.score import Score, Truth, score

_LIMIT = 600.0
"""Seconds that one peer gets for one group."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One document, scored; ``error`` where the program says that it could not read it."""

    file: str
    score: Score
    seconds: float
    cpu: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One peer over one group. ``start_up`` counts from the start of the process until it is ready to read."""

    peer: str
    group: str
    version: str
    start_up: float
    wall: float
    answers: tuple[Answer, ...]
    troubles: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """All there is to know of the run."""
        answers = [{**vars_of(answer), "score": answer.score.as_json()} for answer in self.answers]
        return {**vars_of(self), "answers": answers}


def vars_of(record: Answer | Run) -> dict[str, Any]:
    """The fields of a frozen record by name."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def run_peer(peer: str, python: Path, group: Group, names: Sequence[str], out: Path) -> Run:
    """Start the peer's program on ``names`` among the documents in ``out``.

    Its answers and its talk are kept in files beside them. What it does not answer counts as unread.
    """
    program, documents = HERE / f"run_{peer}.py", out / "documents" / group.name
    command = [str(python), str(program), *(str(documents / name) for name in names)]
    answers, talk = out / f"{peer}-{group.name}.jsonl", out / f"{peer}-{group.name}.log"
    trouble = ""
    begun = time.time()
    with answers.open("wb") as told, talk.open("wb") as said:
        try:
            status = subprocess.run(command, stdout=told, stderr=said, timeout=_LIMIT, check=False).returncode
        except subprocess.TimeoutExpired:
            trouble = f"stopped after {_LIMIT:.0f} s"
        else:
            trouble = f"ended with {status}, see {talk.name}" if status else ""
    wall = time.time() - begun
    first, *lines = _lines(answers) or [{"version": "?", "ready": begun}]
    found = {line["file"]: line for line in lines}
    return Run(
        peer=peer,
        group=group.name,
        version=first["version"],
        start_up=float(first["ready"]) - begun,
        wall=wall,
        answers=tuple(_answer(group, name, found.get(name)) for name in names),
        troubles=(trouble,) if trouble else (),
    )


def _lines(answers: Path) -> list[dict[str, Any]]:
    """What a program wrote; the last line is torn where it was stopped."""
    whole = answers.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line, parse_float=Decimal) for line in whole.splitlines()]


def _answer(group: Group, name: str, line: Mapping[str, Any] | None) -> Answer:
    truth = Truth(group.copies[name].expected)
    if line is None:
        return Answer(name, score(truth, contract({}, truth.expected)), 0.0, 0.0, "no answer")
    report = line["report"] if "report" in line else contract(line["cells"], truth.expected)
    return Answer(name, score(truth, report), float(line["seconds"]), float(line["cpu"]), line["error"])


def contract(cells: Mapping[str, Any], expected: Mapping[str, Expected]) -> dict[str, Any]:
    """A peer's cells in the contract's shape: no findings, so every wrong number is silent.

    Null is no number: right where nothing is printed, whatever kind of blank stands there (a peer does not
    tell dashes from empty cells), unread where a number is.
    """
    told: dict[str, Any] = {}
    for path, value in cells.items():
        truth = expected.get(path)
        blank = None if value is not None else truth.kind if isinstance(truth, Missing) else "unread"
        told[path] = {"value": value, "blank": blank}
    return {
        "cells": told,
        "findings": [],
        "status": "accepted" if cells else "failed",
        "title": None,
        "agency": None,
        "year": None,
    }
