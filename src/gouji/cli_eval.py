"""``gouji eval``: run a suite, compare two runs, turn a reviewed document into gold."""

# ruff: noqa: PLC0415 - imports inside the commands keep ``gouji --help`` fast

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from gouji.cli_model import BUDGET_HELP, asking, way
from gouji.errors import UsageError
from gouji.present.console import console
from gouji.present.help import Command, Group

RUN = "suite"


class EvalGroup(Group):
    """``gouji eval quick`` runs the suite ``quick``; ``compare`` and ``add`` are commands of their own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take what is no command for the name of a suite."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = [RUN, *args]
        return super().parse_args(ctx, args)


eval_app = typer.Typer(
    cls=EvalGroup,
    help="评测：gouji eval 套件名。用已知答案的文件，量出有多少错数会静默漏出、审核要看多少。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]


@eval_app.command(RUN, cls=Command, help="运行一个评测套件；可与基线比较、设门槛（超过时退出码为 4）。")
def run_suite(
    suite: Annotated[
        str, typer.Argument(metavar="SUITE", help="套件名（quick、standard、full、faults）或 YAML 文件。")
    ],
    against: Annotated[
        Path | None, typer.Option(metavar="BASELINE", help="与这份结果比较：results.json 或基线文件。")
    ] = None,
    gate: Annotated[Path | None, typer.Option(metavar="FILE", help="门槛文件（YAML）。")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="结果文件夹；默认 out/eval/套件名。")
    ] = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="另存为基线文件。")] = None,
    workers: Annotated[int, typer.Option(min=0, help="进程数；0 为每个处理器核一个。")] = 0,
    budget: Annotated[str | None, typer.Option(metavar="LIMIT", help=BUDGET_HELP)] = None,
    as_json: Json = False,
) -> int:
    """Run ``suite``; exit code 4 where a gate is crossed."""
    from gouji.evaluate import gate as gates
    from gouji.evaluate.results import load_baseline
    from gouji.evaluate.session import Request, evaluate_suite
    from gouji.evaluate.subject import Gouji
    from gouji.evaluate.suite import folders, load
    from gouji.export.json_text import dumps
    from gouji.jobs.local import current_version
    from gouji.jobs.ordered import Limits
    from gouji.present.evaluation import show_outcome
    from gouji.present.progress import progress
    from gouji.settings import load as load_settings

    settings = load_settings(os.environ, Path.cwd())
    for warning in settings.warnings:
        console.tell(warning)
    found = load(suite, folders(Path.cwd()))
    folder = out or Path("out") / "eval" / found.name
    request = Request(
        suite=found,
        folder=folder,
        limits=gates.load(gate) if gate else (),
        against=load_baseline(against) if against else None,
        language=console.language,
        save=save,
        version=current_version(way(settings), settings.model_name),
        asking=asking(settings, budget),
    )
    limits = Limits(settings.process_count(workers), settings.timeout, settings.memory_mb)
    with progress() as shown:
        outcome = evaluate_suite(request, limits, shown, Gouji(way(settings)))
    if as_json:
        console.emit(dumps(outcome.summary()) + "\n")
    else:
        show_outcome(outcome, folder)
    return 4 if outcome.results.crossed else 0


@eval_app.command("compare", cls=Command, help="比较两次评测：哪些指标变好变坏，哪些文件的结果变了。")
def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help="较早的结果：results.json 或基线文件。")],
    after: Annotated[Path, typer.Argument(metavar="B", help="较新的结果：results.json 或基线文件。")],
    as_json: Json = False,
) -> int:
    """Print what is different between two runs."""
    from gouji.evaluate.compare import compare as compare_runs
    from gouji.evaluate.results import load_baseline
    from gouji.export.json_text import dumps
    from gouji.present.evaluation import show_comparison

    comparison = compare_runs(load_baseline(before), load_baseline(after))
    if as_json:
        console.emit(dumps(comparison.as_json()) + "\n")
    else:
        show_comparison(comparison)
    return 0


@eval_app.command("add", cls=Command, help="把工作区里核对过的一份报告变成评测样例，附核对人和来历。")
def add(
    document: Annotated[str, typer.Argument(metavar="ID", help="文件编号，或它唯一的开头几位。")],
    *,
    by: Annotated[str, typer.Option(metavar="NAME", help="核对人。")] = "",
    corrections: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="PATH=VALUE", help="更正一个单元格（或 title、agency、year）；可多次。"
        ),
    ] = None,
    compared: Annotated[bool, typer.Option("--compared", help="其余单元格都已与原件比对无误。")] = False,
    purpose: Annotated[str, typer.Option(metavar="TEXT", help="这份样例用来检验什么。")] = "",
    case: Annotated[str, typer.Option(metavar="NAME", help="样例名；默认用文件编号。")] = "",
    to: Annotated[Path, typer.Option(metavar="DIR", help="样例文件夹。")] = Path("fixtures/disclosure/2021"),
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="DIR",
            help="工作区文件夹（也可用 GOUJI_WORKSPACE；默认 gouji-workspace）。",
        ),
    ] = None,
) -> int:
    """Write a fixture with its passport."""
    from contextlib import closing

    from gouji.evaluate.adding import Confirmation, parse_corrections, write_fixture
    from gouji.settings import load as load_settings
    from gouji.store import documents, originals
    from gouji.store.workspace import existing

    settings = load_settings(os.environ, Path.cwd()).with_workspace(workspace)
    confirmation = Confirmation(by, purpose, parse_corrections(corrections or ()), compared)
    with closing(existing(settings.workspace, settings.database_url)) as opened:
        stored = documents.find(opened, document)
        if stored is None:
            raise UsageError("not_yet_processed", f"{document} 还没有处理。", "请先用 gouji run 处理完。")
        original = originals.path_of(opened.originals, stored.report.document.sha256).read_bytes()
    try:
        target = write_fixture(to, case, original, stored.report, confirmation)
    except OSError as error:
        raise UsageError(
            "unwritable", f"样例写不进 {to}（{error.strerror}）。", "请用 --to 换一个文件夹。"
        ) from error
    console.tell(console.say(f"已写入 {target}。", f"Written: {target}."))
    return 0
