"""The findings of ``gouji doctor``, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.present.console import console
from gouji.present.grid import pad, paint, width
from gouji.present.report import wants_colour
from gouji.store.health import Check

ENGLISH: Mapping[str, str] = {
    "工作区": "workspace",
    "剩余空间": "free space",
    "可以写入": "writable",
    "是": "yes",
    "未安装": "not installed",
}
"""What a check is called and finds, where that is no name, number or path; what is wrong stays as it is said."""


def show_checks(checks: Iterable[Check]) -> None:
    """Print each check; a bad one in red with what to do."""
    colour = wants_colour()
    rows = [(_worded(check.name), check) for check in checks]
    column = max((width(name) for name, _ in rows), default=0) + 2
    for name, check in rows:
        mark = paint(
            console.say("好", "ok") if check.good else "！", "good" if check.good else "error", colour=colour
        )
        remedy = "" if check.good else f"  {check.remedy}"
        console.emit(f"{mark}  {pad(name, column)}{_worded(check.found)}{remedy}\n")


def _worded(text: str) -> str:
    return console.say(text, ENGLISH.get(text, text))
