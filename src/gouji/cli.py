"""The command line: thin commands that build, run and print; the only place that exits.

stdout is data, stderr is talk. A command returns its exit code. Heavy imports stay inside the
commands, so that ``gouji --help`` answers at once.
"""

# ruff: noqa: PLC0415 - imports inside the commands, as said above

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from gouji import __version__
from gouji.cli_help import Command, Group, build, usage_error
from gouji.console import ReaderGoneError, console, take_language
from gouji.errors import GoujiError
from gouji.settings import Settings, load

app = typer.Typer(
    cls=Group,
    help="勾稽：把政府信息公开工作年度报告读成经过勾稽核对的数字。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="文件、文件夹或 ZIP；有一个不存在就全都不处理。")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]


def main() -> NoReturn:
    """Run the command line and exit; an expected failure is one message and its exit code."""
    raise SystemExit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        console.prepare("zh")
        arguments, language = take_language(arguments, os.environ)
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
    except typer.TyperException as error:
        console.tell(usage_error(error))
        return 2
    if code == 130:
        console.tell(console.say("已中断。", "Interrupted."))
    return code if isinstance(code, int) else 0


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
    for report in read_all(files, _settings()):
        failed |= report.status == "failed"
        if as_json:
            console.emit(dumps(report.as_json(console.language)) + "\n")
            console.flush()
        else:
            show_report(report)
    return 3 if failed else 0
