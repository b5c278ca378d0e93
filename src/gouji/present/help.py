"""Help in two languages: the commands carry Chinese texts, this table their English counterparts."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gouji.messages import Language
from gouji.present.console import console

Headings = tuple[tuple[str, str], ...]
HEADINGS: Headings = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"Show this message and exit\.", "显示这份帮助。"),
    (r"\[required\]", "［必填］"),
    (r"\[default: ([^\]]*)\]", r"［默认：\1］"),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r" <[A-Za-z\[\]]+>", ""),  # the Python type of an argument
)

ENGLISH: dict[str, str] = {
    "勾稽：把政府信息公开工作年度报告读成经过勾稽核对的数字。": "gouji: disclosure reports in, typed and cross-checked numbers out.",
    "显示版本。": "Show the version.",
    "说明文字的语言，写在任何位置都可以（也可用 GOUJI_LANG）。": "Language of the talk, anywhere on the line (or GOUJI_LANG).",
}
"""Every Chinese help text of the commands and its English counterpart."""


def with_headings(text: str, headings: Headings) -> str:
    """Replace the headings that the library writes."""
    for pattern, heading in headings:
        text = re.sub(pattern, heading, text, flags=re.MULTILINE)
    return text


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    headings = HEADINGS

    def get_help(self, ctx: Any) -> str:
        """Render the help text."""
        return with_headings(super().get_help(ctx), self.headings)


class Group(TyperGroup):
    """The list of commands, in the order of the code, with Chinese headings."""

    headings = HEADINGS

    def get_help(self, ctx: Any) -> str:
        """Render the help text."""
        return with_headings(super().get_help(ctx), self.headings)


def build(app: typer.Typer, language: Language) -> Group:
    """Turn ``app`` into a command with its help in ``language``."""
    root = get_command(app)
    if not isinstance(root, Group):
        raise TypeError("the app must declare cls=Group")
    if language == "en":
        for each in (root, *root.commands.values()):
            _to_english(each)
    return root


def _to_english(command: object) -> None:
    for holder in (command, *getattr(command, "params", ())):
        for attribute in ("help", "short_help"):
            text = getattr(holder, attribute, None)
            if text in ENGLISH:
                setattr(holder, attribute, ENGLISH[text])
    if isinstance(command, Command | Group):
        command.headings = ()


def usage_error(error: typer.TyperException) -> str:
    """Say what is wrong with the command line; without arguments at all, the help text itself."""
    message = error.format_message()
    if "\n" in message:
        return message
    return (
        console.say("命令行有误：", "Usage error: ")
        + message
        + console.say(" 运行 gouji --help 查看用法。", " See gouji --help.")
    )
