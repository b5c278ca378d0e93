"""Prompt files: front matter and text, found in the checkout or in the installed package.

A prompt is checked when it is loaded: an undeclared, unused or unfilled variable is a bug of ours and
raises ``GoujiError``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from gouji.errors import GoujiError

FORM = "disclosure/2021"
_FRONT = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<text>.*)", re.DOTALL)
_VARIABLE = re.compile(r"\{\{ ?(\w+) ?\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as its file writes it; ``version`` counts the system text's version with its own."""

    id: str
    version: str
    system: str
    user: str
    variables: frozenset[str]

    def fill(self, values: Mapping[str, str]) -> str:
        """The user message. What a value holds is never filled again. Raises where names do not match."""
        if values.keys() != self.variables:
            raise _broken(self.id, f"变量应为 {sorted(self.variables)}，给出的是 {sorted(values)}")
        return _VARIABLE.sub(lambda match: values[match[1]], self.user)


@cache
def load(prompt_id: str, form: str = FORM) -> Prompt:
    """The prompt ``prompt_id`` of ``form`` with its system text."""
    front, user = _read(form, prompt_id)
    system_front, system = _read(form, str(front["system"]))
    return Prompt(
        id=prompt_id,
        version=f"{system_front['version']}.{front['version']}",
        system=system,
        user=user,
        variables=frozenset(front["variables"]),
    )


def folder() -> Traversable:
    """Where the prompts stand: inside of the installed package, or in the checkout beside ``src``."""
    installed = resources.files("gouji") / "prompts"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[4] / "prompts"


def _read(form: str, prompt_id: str) -> tuple[dict[str, Any], str]:
    """Front matter and text of one file, checked against each other."""
    path = folder().joinpath(*form.split("/"), f"{prompt_id}.md")
    if not path.is_file():
        raise _broken(prompt_id, "没有这个文件")
    return parse(prompt_id, path.read_text(encoding="utf-8"))


def parse(prompt_id: str, content: str) -> tuple[dict[str, Any], str]:
    """Take a prompt file apart. Raises ``GoujiError`` where front matter and text do not fit."""
    match = _FRONT.fullmatch(content.replace("\r\n", "\n"))
    front = yaml.safe_load(match["front"]) if match else None
    if match is None or not isinstance(front, dict) or not {"id", "version", "variables"} <= front.keys():
        raise _broken(prompt_id, "文件头缺 id、version 或 variables")
    if front["id"] != prompt_id:
        raise _broken(prompt_id, f"文件头里的 id 是 {front['id']}")
    text = match["text"].strip()
    used, declared = set(_VARIABLE.findall(text)), set(front["variables"])
    if used != declared:
        raise _broken(prompt_id, f"声明的变量是 {sorted(declared)}，文中的是 {sorted(used)}")
    return front, text


def _broken(prompt_id: str, why: str) -> GoujiError:
    return GoujiError("prompt", f"提示词 {prompt_id} 有误：{why}。", "这是程序的错误，请重新安装或反馈。")
