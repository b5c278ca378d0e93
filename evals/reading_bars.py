"""Bars about reading: the seeds, our own shapes, damaged copies, lost separators."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from gouji.document import Source
from gouji.evaluate.copy import RenderedCopy, expected_from_json
from gouji.evaluate.score import Score, Truth, score
from gouji.export.json_text import dumps
from gouji.pipeline import process
from running_bars import Bar
from samples import composed_copies, damaged_copies, glued_copies, glued_damaged_copies, shape_copies

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path(os.environ.get("GOUJI_SEEDS", ROOT.parent / "shared" / "seeds"))
SECTIONS = {"overview", "problems", "other"}


def seed_bars(_scale: int) -> list[Bar]:
    """The five reports beside the checkout: every cell, agency and year, the sections, accepted."""
    if not SEEDS.is_dir():
        raise SystemExit(f"the seed reports are missing ({SEEDS}; name their folder with GOUJI_SEEDS)")
    right = identified = sectioned = accepted = 0
    answers = sorted((SEEDS / "gold").glob("*.json"))
    for answer in answers:
        gold = json.loads(answer.read_text(encoding="utf-8"), parse_float=Decimal)
        (file,) = SEEDS.glob(f"{answer.stem.removeprefix('seed_')}_*.txt")
        report = read(file.name, file.read_bytes())
        right += score(Truth(expected_from_json(gold["cells"])), report).right
        agencies = {_squeeze(name) for name in gold["agency_accepts"]}
        identified += _squeeze(report["agency"]) in agencies and report["year"] == gold["year"]
        sectioned += set(report["sections"]) == SECTIONS
        accepted += report["status"] == "accepted"
    total = len(answers)
    return [
        Bar("seeds: cells", f"{right} of 1000", right == 1000),
        Bar("seeds: agency and year", f"{identified} of 5", identified == total == 5),
        Bar("seeds: sections found", f"{sectioned} of 5", sectioned == total == 5),
        Bar("seeds: accepted", f"{accepted} of 5", accepted == total == 5),
    ]


def shape_bars(scale: int) -> list[Bar]:
    """Every named text shape, HTML, DOCX and PDF, and shapes composed at random."""
    return [
        *_sound("own shapes", shape_copies(max(10 // scale, 2))),
        *_sound("shapes composed at random", composed_copies(100 // scale)),
    ]


def glued_bars(scale: int) -> list[Bar]:
    """All separators lost; then one digit dropped or doubled in such rows."""
    whole, hurt = scored(glued_copies(40 // scale)), scored(glued_damaged_copies(60 // scale))
    return [
        _silent_bar(f"all separators lost ({whole.share_right:.1%} of cells read)", whole),
        _silent_bar(f"glued rows, a digit dropped or doubled ({hurt.share_right:.1%} read)", hurt),
    ]


def damage_bars(scale: int) -> list[Bar]:
    """The shapes again with damaged labels, stray page numbers, a row missing."""
    bars = []
    for kind, copies in damaged_copies(max(4 // scale, 1)).items():
        found = scored(copies)
        named = median(len({*one.named, *one.unread}) for one in found.scores)
        bars += [
            _silent_bar(kind, found),
            Bar(f"{kind}: median cells named or unread", f"{named:.0f}, bar 15", named <= 15),
        ]
    return bars


def _sound(kind: str, copies: Sequence[RenderedCopy]) -> list[Bar]:
    """Silent errors in all copies; straight through of those that print a sound and complete report."""
    sound = scored([copy for copy in copies if copy.status == "accepted"])
    others = scored([copy for copy in copies if copy.status != "accepted"])
    count = len(sound.scores) + len(sound.crashes)
    through = sum(one.straight_through for one in sound.scores) / count
    every = Scored(sound.scores + others.scores, sound.crashes + others.crashes)
    return [
        _silent_bar(kind, every),
        Bar(
            f"{kind}: accepted with every cell right", f"{through:.1%} of {count}, bar 95 %", through >= 0.95
        ),
    ]


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of many copies; ``crashes`` are those that ended in a bug of ours, with its message."""

    scores: tuple[Score, ...]
    crashes: tuple[str, ...]

    @property
    def silent(self) -> int:
        """Silently wrong cells in all of them."""
        return sum(len(one.silently_wrong) for one in self.scores)

    @property
    def share_right(self) -> float:
        """Share of cells read right."""
        return sum(one.right for one in self.scores) / sum(one.cells for one in self.scores)


def _silent_bar(kind: str, found: Scored) -> Bar:
    crashed = f", {len(found.crashes)} crashed" if found.crashes else ""
    return Bar(
        f"{kind}: silently wrong cells",
        f"{found.silent} in {len(found.scores)} documents{crashed}",
        not found.silent and not found.crashes,
    )


def scored(copies: Sequence[RenderedCopy]) -> Scored:
    """Score every copy, on all cores; what is silent or crashes is told on stderr."""
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(score_copy, copies, chunksize=4))
    scores, crashes = [], []
    for copy, one in zip(copies, found, strict=True):
        if isinstance(one, str):
            crashes.append(one)
            print(f"  crash: {copy.name}: {one}", file=sys.stderr)
        else:
            scores.append(one)
            if one.silently_wrong:
                print(f"  silent: {copy.name}: {' '.join(one.silently_wrong[:5])}", file=sys.stderr)
    return Scored(tuple(scores), tuple(crashes))


def score_copy(copy: RenderedCopy) -> Score | str:
    """Read one copy and score it against its truth; a reader that raises is a row of the result."""
    try:
        answer = read(copy.file_name, copy.content)
    except Exception as error:  # noqa: BLE001 - a bug costs one row here, as it costs one document in a run
        return f"{type(error).__name__}: {error}"
    return score(copy, answer)


def read(name: str, content: bytes) -> Mapping[str, Any]:
    """Return the contract's object as a program receives it: through JSON text, amounts exact."""
    printed = dumps(process(Source.of(name, content)).as_json())
    parsed: Mapping[str, Any] = json.loads(printed, parse_float=Decimal)
    return parsed


def _squeeze(text: str | None) -> str | None:
    return None if text is None else "".join(text.split())
