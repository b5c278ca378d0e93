"""The command line: thin commands that build, run and print; the only place that exits.

stdout is data, stderr is talk. A command returns its exit code. Heavy imports stay inside the
commands, so that ``gouji --help`` answers at once.
"""

# ruff: noqa: PLC0415 - imports inside the commands, as said above

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gouji import __version__, cli_calls, cli_panel
from gouji.cli_eval import eval_app
from gouji.cli_fixtures import fixtures_app
from gouji.cli_model import BUDGET_HELP, asking, batching, examine_model, foresee_run, way
from gouji.cli_review import review_app
from gouji.errors import GoujiError, UsageError
from gouji.messages import Language
from gouji.present.console import ReaderGoneError, console, take_language
from gouji.present.help import Command, Group, build, usage_error
from gouji.settings import Settings, load

if TYPE_CHECKING:
    from gouji.jobs.ordered import Limits
    from gouji.store.documents import Stored
    from gouji.store.workspace import Workspace

app = typer.Typer(
    cls=Group,
    help="勾稽：把政府信息公开工作年度报告读成经过勾稽核对的数字。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(eval_app, name="eval")
app.add_typer(fixtures_app, name="fixtures")
app.add_typer(review_app, name="review")

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="文件、文件夹或 ZIP；有一个不存在就全都不处理。")
]
InWorkspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="DIR", help="工作区文件夹（也可用 GOUJI_WORKSPACE；默认 gouji-workspace）。"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]


def main() -> NoReturn:
    """Run the command line and exit; an expected failure is one message and its exit code."""
    raise SystemExit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        console.prepare("zh")
        arguments, asked = take_language(arguments)
        language = asked or _set_language()
        console.prepare(language)
        code = build(app, language).main(arguments, prog_name="gouji", standalone_mode=False)
        console.flush()
    except ReaderGoneError:
        return 0
    except KeyboardInterrupt:
        code = 130
    except GoujiError as error:
        console.tell(console.say("错误：", "Error: ") + error.message + error.remedy)
        return error.exit_code
    except PermissionError as error:
        reason = console.say("没有权限读写：", "No permission: ")
        console.tell(f"{console.say('错误：', 'Error: ')}{reason}{error.filename}")
        return 2
    except typer.TyperException as error:
        console.tell(usage_error(error))
        return 2
    if code == 130:
        console.tell(console.say("已中断。", "Interrupted."))
    return code if isinstance(code, int) else 0


def _set_language() -> Language:
    try:
        return load(os.environ, Path.cwd()).lang
    except UsageError:
        return "zh"  # the command that needs the settings says what is wrong; help needs none


def _settings(workspace: Path | None = None) -> Settings:
    settings = load(os.environ, Path.cwd())
    for warning in settings.warnings:
        console.tell(warning)
    return settings.with_workspace(workspace)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本。")] = False,
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="zh|en", help="说明文字的语言，写在任何位置都可以（也可用 GOUJI_LANG）。"
        ),
    ] = "zh",
) -> None:
    """Show the version; the language has been taken before."""
    del lang
    if version:
        console.emit(f"gouji {__version__}\n")
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        console.emit(context.get_help() + "\n")
        raise typer.Exit(2)


@app.command(cls=Command, help="读取文件，给出三张表和其中的问题；不保存。")
def extract(files: Files, as_json: AsJson = False) -> int:
    """Read ``files``: one object a line, or the tables for people."""
    from gouji.export.json_text import dumps
    from gouji.jobs.ordered import read_all
    from gouji.present.report import show_report

    failed = False
    settings = _settings()
    for report in read_all(
        files, _limits(settings, len(files) == 1 and files[0].is_file()), asking(settings)
    ):
        failed |= report.status == "failed"
        if as_json:
            console.emit(dumps(report.as_json(console.language)) + "\n")
            console.flush()
        else:
            show_report(report)
    return 3 if failed else 0


@app.command(cls=Command, help="公布之前核对：只列出问题，一个问题一句话；不保存。有错误时退出码为 4。")
def check(files: Files) -> int:
    """Print only the problems of ``files``; exit code 4 where one is an error."""
    from gouji.jobs.ordered import read_all
    from gouji.present.report import show_problems

    statuses = set()
    settings = _settings()
    for report in read_all(
        files, _limits(settings, len(files) == 1 and files[0].is_file()), asking(settings)
    ):
        statuses.add(report.status)
        show_problems(report)
        console.flush()
    return 3 if "failed" in statuses else 4 if "needs_review" in statuses else 0


@app.command(cls=Command, help="说明哪里可能错了、应当是多少、为什么；--cell 说明一个单元格的全部依据。")
def explain(
    target: Annotated[str, typer.Argument(metavar="FILE|ID", help="一份文件，或工作区里的文件编号。")],
    cell: Annotated[
        str | None, typer.Option(metavar="PATH", help="只说明这一格，例：requests.received.total")
    ] = None,
    workspace: InWorkspace = None,
) -> int:
    """Print the findings of one report with their ranked explanations, or all that is known of one cell."""
    from gouji.jobs.ordered import read_all
    from gouji.present.explain import show_cell, show_explained

    settings = _settings(workspace)
    if Path(target).is_file():
        reports = list(read_all([Path(target)], _limits(settings, 1), asking(settings)))
    else:
        reports = [_stored(settings, target).report]
    for report in reports:
        if cell is not None:
            show_cell(report, cell)
        else:
            show_explained(report)
    return 3 if any(report.status == "failed" for report in reports) else 0


@app.command(cls=Command, help="显示从一份文件里认出了什么：文字、网页或全部结构。")
def convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="一份文件。")],
    to: Annotated[str, typer.Option(metavar="text|html|json", help="输出形式。")] = "text",
) -> int:
    """Print the document that a file converts to."""
    from gouji.jobs.ordered import convert_one
    from gouji.present.document import RENDERERS

    if to not in RENDERERS:
        raise UsageError("to", f"--to 不认识“{to}”。", "可用：text、html、json。")
    console.emit(RENDERERS[to](convert_one(file, _limits(_settings(), 1))))
    return 0


@app.command(cls=Command, help="表样：三张表、勾稽关系，以及每一格填错时能看出什么。")
def form(as_json: AsJson = False) -> int:
    """Print the newest form of the family."""
    from gouji.families.disclosure import FAMILY
    from gouji.present.form import show_form

    show_form(max(FAMILY.forms.values(), key=lambda each: each.years[0]), as_json=as_json)
    return 0


@app.command(cls=Command, help="批量处理文件、文件夹和 ZIP，结果存入工作区；中断后用同一命令继续。")
def run(
    *,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="文件、文件夹或 ZIP；不写则只继续工作区里剩下的。"),
    ] = None,
    workspace: InWorkspace = None,
    workers: Annotated[int, typer.Option(min=0, help="进程数；0 为每个处理器核一个。")] = 0,
    again: Annotated[bool, typer.Option("--again", help="重新处理由旧版本得出的结果。")] = False,
    retry: Annotated[str | None, typer.Option(metavar="failed", help="重新处理失败的文件。")] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="LIMIT", help=BUDGET_HELP),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="只估计要问模型多少次、多少词元、多少钱；什么也不问，什么也不改。"),
    ] = False,
    batch: Annotated[
        bool,
        typer.Option(
            "--batch", help="用模型服务的批量接口提问：较便宜，最迟一天内答复；可以停下，再用同一命令取回。"
        ),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Register ``paths``, process all that waits, print the counts."""
    from gouji.jobs.local import Request, current_version, run_here
    from gouji.present.counts import show_run
    from gouji.present.progress import progress
    from gouji.store.storage import network_type

    if retry not in (None, "failed"):
        raise UsageError("retry", f"--retry 不认识“{retry}”。", "只能写 --retry failed。")
    settings = _settings(workspace)
    request = Request(tuple(paths or ()), again=again, retry_failed=retry is not None)
    version = current_version(way(settings), settings.model_name)
    if dry_run:
        limits = _limits(settings, workers)
        return foresee_run(settings, request, version, limits, budget=budget, batch=batch, as_json=as_json)
    if kind := network_type(settings.workspace):
        console.tell(
            console.say(
                f"注意：工作区在网络文件系统（{kind}）上，数据库的锁不可靠，请换到本机磁盘。",
                f"Warning: the workspace is on a network file system ({kind}); use a local disk.",
            )
        )
    with progress() as shown:
        outcome = run_here(
            settings.workspace,
            settings.database_url,
            request=request,
            limits=_limits(settings, workers),
            progress=shown,
            version=version,
            asking=asking(settings, budget),
            batching=batching(settings, budget, wanted=batch),
        )
    show_run(outcome, as_json=as_json)
    return 3 if outcome.failed else 0


@app.command(cls=Command, help="工作区里各种状态的文件数。")
def status(workspace: InWorkspace = None, as_json: AsJson = False) -> int:
    """Print the counts."""
    from gouji.jobs.local import current_version
    from gouji.models.accounts import account
    from gouji.present.counts import Spent, show_status
    from gouji.store import calls as held
    from gouji.store import documents
    from gouji.store.ledger import settle

    settings = _settings(workspace)
    with _existing(settings) as opened:
        settle(opened)
        counts = documents.counts(opened, current_version(way(settings), settings.model_name))
        spent = Spent(
            account(held.totals(opened)),
            documents.documents_asked(opened),
            documents.verified_cells(opened),
        )
    show_status(counts, spent, as_json=as_json)
    return 0


app.command("calls", cls=Command, help=cli_calls.HELP)(cli_calls.calls)
app.command("panel", cls=Command, help=cli_panel.HELP)(cli_panel.panel)


@app.command(cls=Command, help="显示工作区里的一份报告。")
def show(
    document: Annotated[str, typer.Argument(metavar="ID", help="文件编号，或它唯一的开头几位。")],
    workspace: InWorkspace = None,
    as_json: AsJson = False,
) -> int:
    """Print one stored report."""
    from gouji.export.json_text import dumps
    from gouji.present.panel import show_across
    from gouji.present.panel_findings import finding_json
    from gouji.present.report import show_report
    from gouji.present.review import show_decisions

    settings = _settings(workspace)
    stored = _stored(settings, document)
    found = cli_panel.across(settings, stored.report.document.sha256)
    if as_json:
        across = [finding_json(each, console.language) for each in found]
        shown = {**stored.report.as_json(console.language), "review": stored.review.as_json()}
        console.emit(dumps({**shown, "across": across}) + "\n")
    else:
        show_report(stored.report, stored.names)
        show_decisions(stored.review)
        show_across(found)
    return 0


@app.command(cls=Command, help="检查运行环境和工作区所在的磁盘。")
def doctor(
    workspace: InWorkspace = None,
    model: Annotated[
        bool,
        typer.Option("--model", help="也检查模型：用几个很短的问题试出服务支持的方式（会有极少的花费）。"),
    ] = False,
) -> int:
    """Print what could keep this program from working; exit code 2 where something does."""
    from gouji.present.doctor import show_checks
    from gouji.store.health import examine

    settings = _settings(workspace)
    checks = [*examine(settings.workspace), *(examine_model(settings) if model else ())]
    show_checks(checks)
    return 0 if all(each.good for each in checks) else 2


@app.command(cls=Command, help="导出已通过和已核对的报告；--include-pending 连同待核对的，并加标记。")
def export(
    workspace: InWorkspace = None,
    form: Annotated[str, typer.Option("--format", metavar="jsonl|csv", help="导出格式。")] = "jsonl",
    include_pending: Annotated[
        bool, typer.Option("--include-pending", help="也导出待核对和失败的，标为 pending。")
    ] = False,
    wide: Annotated[bool, typer.Option("--wide", help="CSV 每份报告一行，而不是每个单元格一行。")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="写入文件；不写则输出到标准输出。")] = None,
) -> int:
    """Write the reports of a workspace."""
    from gouji.export.formats import EXPORTERS
    from gouji.export.target import Counted, write_all
    from gouji.store import documents

    name = "csv_wide" if form == "csv" and wide else form
    if name not in EXPORTERS or (wide and form != "csv"):
        raise UsageError(
            "format",
            f"导出格式“{form}”{'不能加 --wide' if wide else '不可用'}。",
            "可用：jsonl、csv、csv --wide。",
        )
    statuses = ("accepted", "closed", *(("needs_review", "failed") if include_pending else ()))
    with _existing(_settings(workspace)) as opened:
        reports = Counted(documents.reports(opened, statuses))
        write_all(EXPORTERS[name](reports, console.language), out, console.emit)
    console.tell(console.say(f"已导出 {reports.count} 份。", f"{reports.count} reports exported."))
    return 0


def _limits(settings: Settings, workers: int = 0) -> Limits:
    from gouji.jobs.ordered import Limits

    return Limits(settings.process_count(workers), settings.timeout, settings.memory_mb)


def _stored(settings: Settings, document: str) -> Stored:
    """One processed document of the workspace. Raises ``UsageError`` where there is none."""
    from gouji.store import documents

    with _existing(settings) as opened:
        stored = documents.find(opened, document)
    if stored is None:
        raise UsageError("not_yet_processed", f"{document} 还没有处理。", "请先用 gouji run 处理完。")
    return stored


def _existing(settings: Settings) -> closing[Workspace]:
    from gouji.store.workspace import existing

    return closing(existing(settings.workspace, settings.database_url))
