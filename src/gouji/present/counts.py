"""The counts of a workspace, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gouji.export.json_text import dumps
from gouji.jobs.local import Outcome
from gouji.models.accounts import Account, cost_per
from gouji.present.calls import cost_text, money
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


@dataclass(frozen=True, slots=True)
class Spent:
    """What a workspace's model calls came to: the account, the documents asked about, their verified cells."""

    account: Account
    documents: int
    verified: int

    def as_json(self) -> dict[str, Any]:
        """The contract's keys and the cost of one document and one verified cell; null where unknown."""
        whole = self.account
        return {
            "model_calls": whole.calls,
            "tokens": whole.tokens.input + whole.tokens.output,
            "cost": whole.cost,
            "currency": whole.currency,
            "cost_per_document": cost_per(whole, self.documents),
            "cost_per_verified_cell": cost_per(whole, self.verified),
            "calls_open": whole.open,
            "calls_lost": whole.lost,
        }


def show_status(counts: Mapping[str, int], spent: Spent, *, as_json: bool) -> None:
    """Print the counts of a workspace, and what its model calls cost."""
    if as_json:
        console.emit(dumps({**counts, **spent.as_json()}) + "\n")
        return
    _show_counts(counts)
    if spent.account.calls:
        _show_spent(spent)


def _show_counts(counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        if count or name in ("accepted", "needs_review", "failed"):
            console.emit(f"{console.say(*LABELS[name])}  {count}\n")


def _show_spent(spent: Spent) -> None:
    whole = spent.account
    tokens = whole.tokens
    console.emit(
        console.say(
            f"模型调用  {whole.calls} 次，涉及 {spent.documents} 份文件；"
            f"输入 {tokens.input:,} 词元，输出 {tokens.output:,} 词元；花费 {cost_text(whole)}",
            f"model calls  {whole.calls} about {spent.documents} documents; "
            f"{tokens.input:,} tokens in, {tokens.output:,} out; cost {cost_text(whole)}",
        )
        + "\n"
    )
    each, cell = cost_per(whole, spent.documents), cost_per(whole, spent.verified)
    if each is not None and whole.currency:
        verified = "—" if cell is None else money(cell, whole.currency)
        console.emit(
            console.say(
                f"平均花费  每份文件 {money(each, whole.currency)}，每个印证过的单元格 {verified}",
                f"on average  {money(each, whole.currency)} a document, {verified} a verified cell",
            )
            + "\n"
        )
    if whole.lost:
        console.emit(
            console.say(
                f"可能丢失  {whole.lost} 次（也许已计费，见 gouji calls --lost）",
                f"possibly lost  {whole.lost} (may have been billed, see gouji calls --lost)",
            )
            + "\n"
        )


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
    _show_counts(outcome.counts)
