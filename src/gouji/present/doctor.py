"""The findings of ``gouji doctor``, one a line."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.present.console import console
from gouji.present.grid import pad, paint
from gouji.present.report import wants_colour
from gouji.store.health import Check


def show_checks(checks: Iterable[Check]) -> None:
    """Print each check; a bad one in red with what to do."""
    colour = wants_colour()
    for check in checks:
        mark = paint(
            console.say("好", "ok") if check.good else "！", "good" if check.good else "error", colour=colour
        )
        remedy = "" if check.good else f"  {check.remedy}"
        console.emit(f"{mark}  {pad(check.name, 12)}{check.found}{remedy}\n")
