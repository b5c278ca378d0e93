"""``gouji fixtures``: make report files with known answers, and list what can be made."""

# ruff: noqa: PLC0415 - imports inside the commands keep ``gouji --help`` fast

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.present.console import console
from gouji.present.help import Command, Group

if TYPE_CHECKING:
    from gouji.evaluate.plan import Plan

fixtures_app = typer.Typer(
    cls=Group,
    help="样例：按已知答案生成各种形式的年报文件，供评测和测试用。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@fixtures_app.command(
    "make", cls=Command, help="生成样例：每份一个文件夹（文件和正确答案），附清单；同样的参数得到同样的文件。"
)
def make(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="输出文件夹：新的或空的。")],
    *,
    shapes: Annotated[
        str, typer.Option(metavar="NAMES", help="形状或形状组，用逗号分开；见 gouji fixtures shapes。")
    ] = "all_text,moves,composed,all_html,all_docx,all_pdf",
    count: Annotated[int, typer.Option(min=1, help="每种形状几份。")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="第一份的种子，后面的依次加一。")] = 1,
    kinds: Annotated[str, typer.Option(metavar="NAMES", help="机关种类，用逗号分开，轮流使用。")] = "",
    severity: Annotated[
        str, typer.Option(metavar="0..3", help="混乱程度 0 到 3，可用逗号分开，轮流使用。")
    ] = "1",
    errors: Annotated[
        str, typer.Option(metavar="NAMES", help="植入的错误，如 row_swap@copy，用逗号分开，轮流使用。")
    ] = "",
    dpi: Annotated[int, typer.Option(min=0, max=600, help="扫描件的分辨率；0 为各种都有。")] = 0,
    workers: Annotated[int, typer.Option(min=0, help="进程数；0 为每个处理器核一个。")] = 0,
    again: Annotated[bool, typer.Option("--again", help="替换这个文件夹里以前生成的样例。")] = False,
) -> int:
    """Make copies; exit code 3 where some could not be made."""
    from gouji.evaluate.making import make
    from gouji.evaluate.plan import Plan, checked_plan
    from gouji.jobs.ordered import Limits
    from gouji.present.progress import MAKING, progress
    from gouji.settings import load

    asked = Plan((), (), count, seed, dpi=dpi or None)
    plan = checked_plan(asked, _split(shapes), _split(kinds), _split(severity), _split(errors))
    _tell_what_lacks(plan)
    settings = load(os.environ, Path.cwd())
    limits = Limits(settings.process_count(workers), settings.timeout, settings.memory_mb)
    with progress(MAKING) as shown:
        made = make(plan, folder, limits, shown, again=again)
    failed = [one for one in made if one.problem]
    for one in failed:
        console.tell(console.say(f"未生成 {one.case}：{one.problem}", f"Not made: {one.case}: {one.problem}"))
    number = len(made) - len(failed)
    console.tell(console.say(f"已生成 {number} 份，写入 {folder}。", f"{number} made, in {folder}."))
    return 3 if failed else 0


@fixtures_app.command("shapes", cls=Command, help="列出所有形状、形状组和可植入的错误。")
def list_shapes() -> int:
    """Print the names that ``make`` takes, one group a line."""
    from gouji.evaluate.gold import KINDS as OFFICES
    from gouji.evaluate.inject.kinds import KINDS as ERRORS
    from gouji.evaluate.plan import ALL_ZERO
    from gouji.evaluate.render.groups import ALONE, GROUPS, unavailable

    for group, names in {**GROUPS, "": ALONE}.items():
        console.emit(f"{group + ': ' if group else ''}{' '.join(names)}\n")
        for name in names:
            if reason := unavailable(name):
                console.emit(f"  {name}: {reason}\n")
    console.emit(f"--kinds: {' '.join([*OFFICES, ALL_ZERO])}\n")
    levels = [name for name, kind in ERRORS.items() if kind.level != "reading"]
    console.emit(f"--errors: {' '.join(levels)}\n")
    return 0


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _tell_what_lacks(plan: Plan) -> None:
    """Say which shapes and typefaces this machine cannot make; the others are made."""
    from gouji.evaluate.render.fonts import missing
    from gouji.evaluate.render.groups import GROUPS

    for shape, reason in plan.left_out().items():
        console.tell(console.say(f"不生成 {shape}：{reason}", f"Left out: {shape}: {reason}"))
    if set(plan.shapes) & set(GROUPS["scans"]):
        for kind, files in missing().items():
            names = " / ".join(files)
            console.tell(
                console.say(
                    f"没有找到{_FONT_NAMES[kind]}字体（{names}），用内置字体代替。",
                    f"No typeface of the kind {kind} ({names}); the built-in one takes its place.",
                )
            )


_FONT_NAMES = {"song": "宋体", "hei": "黑体", "kai": "楷体"}
