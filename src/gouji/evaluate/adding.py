"""``gouji eval add``: a document of a workspace, looked at by a person, becomes a fixture with passport.

The machine's answer alone is no gold: somebody says by name that the cells have been compared with the
document, and which of them were wrong. The fixture holds the original, the right cells and that passport.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

from gouji.errors import UsageError
from gouji.evaluate.copy import Expected, Missing
from gouji.export.json_text import dumps
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import COLUMNS, OTHER_GROUP
from gouji.report import Blank, Number, Report
from gouji.rules import check

IDENTITY = ("title", "agency", "year")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person says: who, why this document, what is to be read otherwise.

    ``corrections`` map a cell path, or ``title``, ``agency``, ``year``, to the right text: a number, a
    kind of blank, or nothing. ``all_compared``: every named cell that has no correction is right.
    """

    by: str
    purpose: str = ""
    corrections: Mapping[str, str] = field(default_factory=dict)
    all_compared: bool = False


def parse_corrections(texts: Sequence[str]) -> dict[str, str]:
    """Read ``PATH=VALUE`` texts. Raises ``UsageError``."""
    found: dict[str, str] = {}
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals or (path not in IDENTITY and path not in FORM_2021.paths and not _is_extra(path)):
            raise UsageError(
                "correction",
                f"看不懂更正“{text}”。",
                "写法：--set 单元格路径=数值，例如 --set requests.received.total=13；路径见 gouji form。",
            )
        if path in found:
            raise UsageError("correction", f"{path} 更正了两次。", "请只写一次 --set。")
        if path == "year" and not re.fullmatch(r"(?:\d{4})?", value):
            raise UsageError(
                "correction", f"年度的更正“{value}”不是年份。", "请写四位数字，或留空表示没有写明。"
            )
        found[path] = value
    return found


def _is_extra(path: str) -> bool:
    return path.removeprefix(f"requests.{OTHER_GROUP}.") in COLUMNS and path.startswith("requests.")


def gold_of(report: Report, confirmation: Confirmation) -> dict[str, Any]:
    """The gold of a confirmed report as ``gold.json`` holds it.

    Raises ``UsageError`` where nothing was read, or cells that a finding names are not confirmed.
    """
    reading = report.reading
    if reading is None:
        raise UsageError(
            "not_read", f"{report.document.name} 没有读出内容，不能作为样例。", "请选一份读出来的报告。"
        )
    _require_confirmed(report, confirmation)
    cells: dict[str, Expected] = {
        path: cell.value if cell.value is not None else Missing(cell.blank or "missing")
        for path, cell in reading.cells.items()
    }
    for path, text in confirmation.corrections.items():
        if path not in IDENTITY:
            cells[path] = _value(path, text)
    numbers: dict[str, Number | None] = {
        path: None if isinstance(value, Missing) else value for path, value in cells.items()
    }
    broken = [item.rule.name for item in check(FORM_2021.rules, numbers) if item.outcome == "fail"]
    said = confirmation.corrections
    year = said.get("year", str(reading.year or ""))
    return {
        "agency": said.get("agency", reading.agency) or None,
        "year": int(year) if year.isdigit() else None,
        "title": said.get("title", reading.title) or None,
        "template": reading.form,
        "cells": {
            path: {"blank": value.kind} if isinstance(value, Missing) else value
            for path, value in cells.items()
        },
        "expect": "needs_review" if broken else "accepted",
        "broken_equations": broken,
    }


def _require_confirmed(report: Report, confirmation: Confirmation) -> None:
    """A cell that a finding questions must have been looked at."""
    if not confirmation.by.strip():
        raise UsageError("by", "没有写明是谁核对的。", "请加上 --by 姓名。")
    named = {path for each in report.findings if each.severity == "error" for path in each.cells}
    open_cells = sorted(named - confirmation.corrections.keys())
    if open_cells and not confirmation.all_compared:
        shown = "、".join(open_cells[:5]) + ("……" if len(open_cells) > 5 else "")
        raise UsageError(
            "not_confirmed",
            f"{report.document.name} 还有 {len(open_cells)} 个存疑的单元格没有核对：{shown}。",
            "请与原件逐一比对：读错的用 --set 更正，其余确认无误后加上 --compared。",
        )


def _value(path: str, text: str) -> Expected:
    kinds: tuple[Blank, ...] = get_args(Blank)
    for kind in kinds:
        if text == kind:
            return Missing(kind)
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    whole = re.fullmatch(r"\d+", text) is not None
    if not number.is_finite() or number < 0 or not (whole or path == "disclosure.fees.amount"):
        raise UsageError(
            "correction",
            f"{path} 的更正“{text}”不是可用的数值。",
            f"请写非负整数（收费金额可带小数），或空白的种类：{'、'.join(kinds)}。",
        )
    return int(text) if whole else number


def write_fixture(
    folder: Path, case: str, original: bytes, report: Report, confirmation: Confirmation
) -> Path:
    """Write ``folder/case/{source.*, gold.json}`` and return the folder. Raises ``UsageError``."""
    gold = gold_of(report, confirmation)
    name = case or f"added-{report.document.id[:8]}"
    if not re.fullmatch(r"[\w.-]+", name) or name.startswith("."):
        raise UsageError("case", f"样例名“{name}”不可用。", "只用字母、数字、连字符和下划线。")
    target = folder / name
    if target.exists():
        raise UsageError("case", f"{target} 已经存在。", "请用 --case 换一个名字。")
    gold["shape"] = "added"
    gold["passport"] = {
        "origin": "workspace",
        "document": report.document.sha256,
        "confirmed_by": confirmation.by,
        "confirmed_on": datetime.now(UTC).date().isoformat(),
        "purpose": confirmation.purpose,
        "corrected": sorted(confirmation.corrections),
    }
    partial = folder / f".{name}.partial"
    partial.mkdir(parents=True, exist_ok=True)
    suffix = Path(report.document.name).suffix.lower() or ".bin"
    (partial / f"source{suffix}").write_bytes(original)
    (partial / "gold.json").write_text(dumps(gold, indent=1) + "\n", encoding="utf-8")
    partial.rename(target)
    return target
