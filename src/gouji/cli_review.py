"""``gouji review``: what waits for a person, and what a person decides about it."""

# ruff: noqa: PLC0415 - imports inside the commands keep ``gouji --help`` fast

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.errors import UsageError
from gouji.present.console import console
from gouji.present.help import Command, Group
from gouji.settings import Settings, load

if TYPE_CHECKING:
    from gouji.review.revision import Draft
    from gouji.store.documents import Stored
    from gouji.store.workspace import Workspace

review_app = typer.Typer(
    cls=Group,
    help="核对：列出待核对的文件，写下对照原件的判定；机器的读数不动，判定只增不减。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Document = Annotated[str, typer.Argument(metavar="ID", help="文件编号，或它唯一的开头几位。")]
InWorkspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="DIR", help="工作区文件夹（也可用 GOUJI_WORKSPACE；默认 gouji-workspace）。"
    ),
]
By = Annotated[
    str, typer.Option(metavar="NAME", help="谁判定的（也可用 GOUJI_REVIEWER；默认为系统用户名）。")
]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="理由，一行。")]
Expect = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="只在最后一号修订仍是 N 时写入；有人先判定了就不写。"),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, why, and after which revision, as the command line says."""

    by: str
    reason: str
    expect: int | None


@review_app.command("list", cls=Command, help="列出待核对的文件：风险大、要看的格数少的在前。")
def list_queue(
    workspace: InWorkspace = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="最多列出几份；不写则全部。")] = None,
    as_json: AsJson = False,
) -> int:
    """Print the queue."""
    from gouji.present.review import show_queue
    from gouji.store.revisions import queue

    with _opened(workspace) as (_, opened):
        queued = queue(opened, -1 if limit is None else limit)
    show_queue(queued, as_json=as_json)
    return 0


@review_app.command("next", cls=Command, help="显示下一份待核对的文件和其中待判定的问题。")
def next_document(workspace: InWorkspace = None, as_json: AsJson = False) -> int:
    """Print the first document of the queue."""
    from gouji.present.review import show_open, show_queue
    from gouji.store.revisions import queue

    with _opened(workspace) as (_, opened):
        queued = queue(opened, 1)
        stored = _find(opened, queued[0].sha256) if queued else None
    if stored is None:
        show_queue((), as_json=as_json)
    elif as_json:
        _emit_object(stored)
    else:
        show_open(stored)
    return 0


@review_app.command("set", cls=Command, help="写明页上某一格印的是什么；不是写勾稽关系要的数。")
def set_cells(
    document: Document,
    statements: Annotated[
        list[str],
        typer.Argument(metavar="PATH=VALUE...", help="单元格=页上的数；没有数写 空、-、无 或 缺。"),
    ],
    by: By = "",
    reason: Reason = "",
    expect: Expect = None,
    workspace: InWorkspace = None,
) -> int:
    """Say what the page shows."""
    from gouji.review.decisions import state
    from gouji.review.stating import read_statements

    def draft(stored: Stored) -> tuple[Draft, ...]:
        return state(stored.review, read_statements(statements, stored.review.cells.keys()))

    return _decide(document, draft, Signature(by, reason, expect), workspace)


@review_app.command("source", cls=Command, help="判定问题出在文件本身：页上就是这样印的。")
def blame(
    document: Document,
    findings: Annotated[
        list[str], typer.Argument(metavar="FINDING...", help="问题编号，见 gouji review next。")
    ],
    by: By = "",
    reason: Reason = "",
    expect: Expect = None,
    workspace: InWorkspace = None,
) -> int:
    """Say that the document is wrong."""
    from gouji.review.decisions import blame_source

    return _decide(
        document,
        lambda stored: blame_source(stored.review, findings),
        Signature(by, reason, expect),
        workspace,
    )


@review_app.command("accept", cls=Command, help="核对完：其余的问题都已看过，照机器的读数。")
def accept_document(
    document: Document,
    findings: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FINDING...]", help="只判定这几个问题；不写则全部，并结束核对。"),
    ] = None,
    by: By = "",
    reason: Reason = "",
    expect: Expect = None,
    workspace: InWorkspace = None,
) -> int:
    """Close a document."""
    from gouji.review.decisions import accept

    return _decide(
        document,
        lambda stored: accept(stored.review, findings or ()),
        Signature(by, reason, expect),
        workspace,
    )


@review_app.command("reopen", cls=Command, help="重新打开一份已核对完或已通过的文件。")
def reopen_document(
    document: Document,
    by: By = "",
    reason: Reason = "",
    expect: Expect = None,
    workspace: InWorkspace = None,
) -> int:
    """Open a document again."""
    from gouji.review.decisions import reopen

    return _decide(document, lambda stored: reopen(stored.review), Signature(by, reason, expect), workspace)


@review_app.command("undo", cls=Command, help="撤销最近一次还有效的判定；记录仍然保留。")
def undo_act(
    document: Document,
    by: By = "",
    reason: Reason = "",
    expect: Expect = None,
    workspace: InWorkspace = None,
) -> int:
    """Withdraw the last act."""
    from gouji.review.decisions import undo

    return _decide(
        document,
        lambda stored: undo(stored.review, stored.revisions),
        Signature(by, reason, expect),
        workspace,
    )


@review_app.command("history", cls=Command, help="列出一份文件的全部判定：谁、何时、改前改后、理由。")
def show_revisions(document: Document, workspace: InWorkspace = None, as_json: AsJson = False) -> int:
    """Print every revision."""
    from gouji.present.review import show_history

    with _opened(workspace) as (_, opened):
        stored = _find(opened, document)
    show_history(stored.revisions, as_json=as_json)
    return 0


def _decide(
    document: str,
    draft: Callable[[Stored], tuple[Draft, ...]],
    signature: Signature,
    workspace: Path | None,
) -> int:
    from gouji.present.review import show_standing
    from gouji.review.decisions import reason, reviewer
    from gouji.store import revisions

    with _opened(workspace) as (settings, opened):
        by = reviewer(signature.by or settings.reviewer or _system_user())
        why = reason(signature.reason)
        stored = _find(opened, document)
        review = revisions.append(
            opened,
            stored.report.document.sha256,
            draft(stored),
            by=by,
            reason=why,
            expect=stored.review.revision if signature.expect is None else signature.expect,
        )
    show_standing(review)
    return 0


def _find(opened: Workspace, document: str) -> Stored:
    from gouji.store import documents

    stored = documents.find(opened, document)
    if stored is None:
        raise UsageError("not_yet_processed", f"{document} 还没有处理。", "请先用 gouji run 处理完。")
    return stored


def _emit_object(stored: Stored) -> None:
    from gouji.export.json_lines import lines

    for line in lines([stored], console.language):
        console.emit(line)


def _system_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""  # a user without a name in this system; the name is asked for


@contextmanager
def _opened(workspace: Path | None) -> Iterator[tuple[Settings, Workspace]]:
    from gouji.store.workspace import existing

    settings = load(os.environ, Path.cwd()).with_workspace(workspace)
    for warning in settings.warnings:
        console.tell(warning)
    with closing(existing(settings.workspace, settings.database_url)) as opened:
        yield settings, opened
