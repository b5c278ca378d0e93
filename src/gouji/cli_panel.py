"""``gouji panel``: a workspace's reports by office and year, and what is found between them."""

# ruff: noqa: PLC0415 - imports inside the commands keep ``gouji --help`` fast

from __future__ import annotations

import os
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.errors import DocumentError, UsageError
from gouji.present.console import console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.panel.finding import CrossFinding
    from gouji.panel.offices import Offices
    from gouji.panel.survey import Panel
    from gouji.settings import Settings

HELP = "各机关各年度一览：谁交了谁没交，相邻年度、同一年度的几份文件之间有什么对不上。"
FORMATS = ("text", "csv", "csv-findings", "jsonl", "json")


def panel(
    *,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="DIR",
            help="工作区文件夹（也可用 GOUJI_WORKSPACE；默认 gouji-workspace）。",
        ),
    ] = None,
    offices: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV", help="机关名单，表头为 机关,上级,年度；年度写成 2021-2024 或 2021;2023。"
        ),
    ] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="只看这一个年度。")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="text|csv|csv-findings|jsonl|json", help="输出形式。")
    ] = "text",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="写入文件；不写则输出到标准输出。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")] = False,
) -> int:
    """Survey the workspace and write the panel."""
    from gouji.export.target import write_all
    from gouji.panel.survey import survey
    from gouji.settings import load
    from gouji.store import offices as held
    from gouji.store.workspace import existing

    if form not in FORMATS or (as_json and form not in ("text", "json")):
        raise UsageError(
            "format",
            f"输出形式“{form}”{'不能和 --json 一起用' if form in FORMATS else '不可用'}。",
            f"可用：{'、'.join(FORMATS)}。",
        )
    listed = None if offices is None else _listed(offices)
    settings = load(os.environ, Path.cwd()).with_workspace(workspace)
    with closing(existing(settings.workspace, settings.database_url)) as opened:
        found = survey(held.entries(opened), partial(held.sheets, opened), listed, year)
    write_all(_rendered(found, "json" if as_json else form, to_file=out is not None), out, console.emit)
    return 0


def across(settings: Settings, sha256: str) -> tuple[CrossFinding, ...]:
    """What is found between one document of the workspace and the others of its office."""
    from gouji.panel.survey import concerning
    from gouji.store import offices as held
    from gouji.store.workspace import existing

    with closing(existing(settings.workspace, settings.database_url)) as opened:
        entries = held.entries(opened)
        entry = next((each for each in entries if each.sha256 == sha256), None)
        return concerning(entry, entries, partial(held.sheets, opened)) if entry else ()


def _rendered(found: Panel, form: str, *, to_file: bool) -> Iterator[str]:
    from gouji.present.panel import panel_lines
    from gouji.present.panel_files import RENDERERS
    from gouji.present.report import wants_colour

    if form == "text":
        return panel_lines(found, console.language, colour=wants_colour() and not to_file)
    return RENDERERS[form](found, console.language)


def _listed(path: Path) -> Offices:
    """Read the list of offices. Raises ``UsageError`` where it is no readable list."""
    from gouji.convert.text import MAX_BYTES, decode
    from gouji.panel.offices import parse_offices

    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        return parse_offices(decode(content), path.name)
    except OSError as error:
        raise UsageError(
            "office_list", f"机关名单 {path} 打不开（{error.strerror}）。", "请检查路径和权限。"
        ) from error
    except DocumentError as error:
        raise UsageError("office_list", f"机关名单 {path} 读不出来：{error.message}", error.remedy) from error
