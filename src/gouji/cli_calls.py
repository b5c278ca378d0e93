"""``gouji calls``: list and sum the model calls of a workspace, record their replies, prune old texts."""

# ruff: noqa: PLC0415 - imports inside the commands keep ``gouji --help`` fast

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.errors import UsageError
from gouji.present.console import console

if TYPE_CHECKING:
    from gouji.store.workspace import Workspace

HELP = "模型调用：问过什么、用了多少词元、花了多少钱；也可录制答复、清除旧的文字。"
NEWEST = 20


def calls(
    *,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="DIR",
            help="工作区文件夹（也可用 GOUJI_WORKSPACE；默认 gouji-workspace）。",
        ),
    ] = None,
    document: Annotated[
        str, typer.Option(metavar="ID", help="只看一份文件的调用：编号，或它唯一的开头几位。")
    ] = "",
    only_open: Annotated[bool, typer.Option("--open", help="只列出在途的调用。")] = False,
    only_lost: Annotated[bool, typer.Option("--lost", help="只列出可能丢失（也许已计费）的调用。")] = False,
    newest: Annotated[
        int,
        typer.Option("--newest", min=0, metavar="N", help="列出最近的几次；--open、--lost 总是全部列出。"),
    ] = NEWEST,
    prune: Annotated[
        str, typer.Option(metavar="DATE", help="清除这一天之前的提问和答复文字，如 2026-01-31；合计保留。")
    ] = "",
    prune_days: Annotated[
        int | None, typer.Option("--prune-days", min=0, metavar="N", help="同上，清除 N 天以前的。")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="把答复录制成 JSONL 文件，供回放。")
    ] = None,
    give_up: Annotated[
        str,
        typer.Option("--give-up", metavar="TAG", help="放弃一个再也取不回的批次；它的调用按可能丢失记录。"),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")] = False,
) -> int:
    """Settle what dead processes left open, do what is asked, then print."""
    from gouji.models.accounts import account, by_prompt
    from gouji.present.batches import show_outstanding
    from gouji.present.calls import show_calls, show_pruned
    from gouji.settings import load
    from gouji.store import batches
    from gouji.store import calls as held
    from gouji.store.ledger import settle
    from gouji.store.workspace import existing

    before = _before(prune, prune_days)
    settings = load(os.environ, Path.cwd()).with_workspace(workspace)
    states = _states(only_open=only_open, only_lost=only_lost)
    start = document.lower()
    with closing(existing(settings.workspace, settings.database_url)) as opened:
        settle(opened)
        if start:
            held.require_document(opened, start)
        if give_up:
            _give_up(opened, give_up)
        if record is not None:
            _record(opened, start, record)
        if before is not None:
            show_pruned(held.prune(opened, before))
        limit = newest if states == held.STATES else -1  # SQLite takes a negative limit for none
        lines = held.lines(opened, document=start, states=states, limit=limit)
        sums = held.totals(opened, start)
        out = batches.outstanding(opened)
    show_calls(lines, by_prompt(sums), account(sums), out, as_json=as_json)
    show_outstanding(out)
    return 0


def _states(*, only_open: bool, only_lost: bool) -> tuple[str, ...]:
    from gouji.store.calls import STATES

    chosen = tuple(state for state, asked in (("open", only_open), ("lost", only_lost)) if asked)
    return chosen or STATES


def _before(date: str, days: int | None) -> str | None:
    """The moment before which texts go, in UTC as the ledger writes it; a date is one of this machine's zone."""
    if date and days is not None:
        raise UsageError("prune", "--prune 和 --prune-days 只能写一个。", "请去掉一个。")
    if days is not None:
        moment = datetime.now(UTC) - timedelta(days=days)
    elif date:
        try:
            moment = datetime.strptime(date, "%Y-%m-%d").astimezone()
        except ValueError as error:
            raise UsageError("prune", f"--prune 不认识日期“{date}”。", "请写成 2026-01-31 这样。") from error
    else:
        return None
    if moment > datetime.now(UTC):
        raise UsageError("prune", f"--prune 的日期“{date}”还没有到。", "请写今天或以前的日期。")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _give_up(opened: Workspace, tag: str) -> None:
    """Close a batch without its replies; a run that holds the workspace may be about to take them in."""
    from gouji.jobs import lock
    from gouji.store import batches
    from gouji.store.ledger import opened as ledger_of

    with lock.held(opened.folder), ledger_of(opened) as ledger:
        if tag not in [handle.tag for handle in batches.outstanding(opened)]:
            raise UsageError("no_such_batch", f"没有编号为 {tag} 的批次。", "在途的批次见 gouji calls。")
        batches.end(ledger, tag, "given_up", "given up", "lost")
    console.tell(console.say(f"已放弃批次 {tag}。", f"Batch {tag} is given up."))


def _record(opened: Workspace, document: str, path: Path) -> None:
    from gouji.models.replay import write
    from gouji.store.calls import recorded

    try:
        count = write(recorded(opened, document), path)
    except OSError as error:
        raise UsageError(
            "unwritable", f"写不进 {path}（{error.strerror}）。", "请换一个文件或文件夹。"
        ) from error
    console.tell(console.say(f"已录制 {count} 份答复，写入 {path}。", f"{count} replies recorded in {path}."))
