"""The counts of a workspace, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.export.json_text import dumps
from gouji.jobs.local import Outcome
from gouji.present.console import console

LABELS: Mapping[str, tuple[str, str]] = {
    "waiting": ("等待处理", "waiting"),
    "running": ("正在处理", "running"),
    "accepted": ("通过", "accepted"),
    "needs_review": ("待核对", "to review"),
    "failed": ("失败", "failed"),
    "closed": ("已核对", "reviewed"),
    "stale": ("由旧版本得出", "from another version"),
    "skipped": ("按文件名跳过", "skipped by name"),
}
# No model is called in this version; the keys are the contract's.
MODEL_COUNTS = {"model_calls": 0, "tokens": 0, "cost": 0}


def show_status(counts: Mapping[str, int], *, as_json: bool) -> None:
    """Print the counts of a workspace."""
    if as_json:
        console.emit(dumps({**counts, **MODEL_COUNTS}) + "\n")
        return
    for name, count in counts.items():
        if count or name in ("accepted", "needs_review", "failed"):
            console.emit(f"{console.say(*LABELS[name])}  {count}\n")


def show_run(outcome: Outcome, *, as_json: bool) -> None:
    """Print the counts that a run leaves, with what it did itself."""
    tally = outcome.tally
    if as_json:
        own = {"inputs": tally.inputs, "skipped": tally.skipped, "processed": tally.processed}
        console.emit(dumps({**outcome.counts, "this_run": own}) + "\n")
        return
    processed = sum(tally.processed.values())
    console.tell(
        console.say(
            f"本次登记 {tally.inputs} 个，处理 {processed} 份。",
            f"{tally.inputs} registered, {processed} processed.",
        )
    )
    show_status(outcome.counts, as_json=False)
