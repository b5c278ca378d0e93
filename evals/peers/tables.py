"""The comparison as Markdown: a table for each group, the peers as rows."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from documents import Group
from running import Answer, Run

_HEAD = (
    "| program | documents | cells right | silently wrong | unread | every cell right"
    " | documents with a silent cell | s a document | CPU s | start-up s |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)


def markdown(groups: Sequence[Group], runs: Sequence[Run], troubles: Sequence[str], machine: str) -> str:
    """All tables; where only a sample was read by everybody, once more for the sample."""
    parts = []
    for group in groups:
        own = [run for run in runs if run.group == group.name]
        whole = [run for run in own if len(run.answers) == len(group.copies)]
        parts.append(f"### {group.title}\n\n" + _table(whole, set(group.copies)))
        if len(whole) < len(own):
            title = f"### {group.title}: the {len(group.sample)} documents of the sample"
            parts.append(f"{title}\n\n" + _table(own, set(group.sample)))
    named = [run for run in runs if run.peer == "gouji"]
    if named:
        parts.append("\n".join(_named(run, groups) for run in named) + "\n")
    parts += [f"Not measured: {trouble}\n" for trouble in troubles]
    parts.append(f"{machine}.\n")
    return "\n".join(parts)


def _table(runs: Sequence[Run], names: set[str]) -> str:
    return _HEAD + "".join(
        _row(run, [answer for answer in run.answers if answer.file in names]) for run in runs
    )


def _row(run: Run, answers: Sequence[Answer]) -> str:
    cells = sum(answer.score.cells for answer in answers) or 1
    silent = sum(len(answer.score.silently_wrong) for answer in answers)
    unread = sum(len(answer.score.unread) for answer in answers)
    shown = [
        f"{run.peer} {run.version}",
        str(len(answers)),
        f"{100 * sum(answer.score.right for answer in answers) / cells:.2f} %",
        f"{silent} ({100 * silent / cells:.2f} %)",
        f"{100 * unread / cells:.2f} %",
        str(sum(answer.score.exact for answer in answers)),
        str(sum(bool(answer.score.silently_wrong) for answer in answers)),
        f"{median(answer.seconds for answer in answers):.2f}" if answers else "",
        f"{median(answer.cpu for answer in answers):.2f}" if answers else "",
        f"{run.start_up:.1f}",
    ]
    return "| " + " | ".join(shown) + " |\n"


def _named(run: Run, groups: Sequence[Group]) -> str:
    """What only gouji does: it names doubtful cells, and says when it cannot read at all."""
    title = next(group.title for group in groups if group.name == run.group)
    named = sum(len(answer.score.named) for answer in run.answers)
    needless = sum(len(answer.score.needlessly_named) for answer in run.answers)
    totals = [answer.score.total for answer in run.answers]
    wrong = sum(total.wrong - total.silent for total in totals)
    refused = sum(answer.error is not None for answer in run.answers)
    accepted = sum(answer.score.straight_through for answer in run.answers)
    return (
        f"- gouji, {title}: names {named} cells for review ({needless} of them right, {wrong} wrong numbers among"
        f" the others); accepts {accepted} of {len(run.answers)} documents with every cell right;"
        f" says of {refused} that it cannot read them."
    )
