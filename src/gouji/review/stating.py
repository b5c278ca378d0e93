"""What a person types after ``PATH=``: an exact number, or a kind of blank. No I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from gouji.errors import UsageError
from gouji.families.disclosure import FAMILY
from gouji.numbers import ParsedNumber, parse_cell, whole
from gouji.report import Blank
from gouji.review.revision import Content

BLANK_WORDS: Mapping[str, Blank] = {
    "空": "empty", "空白": "empty", "empty": "empty",
    "横线": "dash", "dash": "dash",
    "无": "not_applicable", "不适用": "not_applicable", "not_applicable": "not_applicable",
    "缺": "missing", "missing": "missing",
}  # fmt: skip
DECIMALS = frozenset(path for form in FAMILY.forms.values() for path in form.decimal_cells)
_KINDS = "页上是空白写“空”，是横线写“-”，是“无”写“无”，没有这一格写“缺”。"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says that the page shows at ``path``."""

    path: str
    content: Content


def read_statements(texts: Iterable[str], paths: Collection[str]) -> tuple[Stated, ...]:
    """Read ``PATH=VALUE`` each. Raises ``UsageError`` for an unknown path, a value that is none, a repetition."""
    found: dict[str, Stated] = {}
    for text in texts:
        path, sign, value = text.partition("=")
        path = path.strip()
        if not sign:
            raise UsageError(
                "statement", f"“{text}”里没有等号。", "请写成 单元格=页上的数，例：requests.received.total=12"
            )
        if path not in paths:
            raise _unknown(path, paths)
        stated = Stated(path, read_content(path, value))
        if found.setdefault(path, stated) != stated:
            raise UsageError("statement", f"{path} 写了两个不同的数。", "请只留页上的那一个。")
    return tuple(found.values())


def read_content(path: str, text: str) -> Content:
    """Read what stands at ``path``: digits without unit or remark. Raises ``UsageError``."""
    text = text.strip()
    if text in BLANK_WORDS:
        return Content(None, BLANK_WORDS[text])
    parsed = parse_cell(text)
    if parsed == "dash":
        return Content(None, "dash")
    if not isinstance(parsed, ParsedNumber) or parsed.unit or parsed.remark or parsed.confusable:
        raise UsageError("not_a_number", f"{path} 的“{text}”不是数字。", "请只写页上的数字。" + _KINDS)
    if path in DECIMALS:
        if parsed.value < 0:
            raise UsageError("not_a_number", f"{path} 不能是负数（{text}）。", "请写以万元为单位的金额。")
        return Content(Decimal(parsed.value))
    count = whole(parsed.value)
    if count is None or isinstance(parsed.value, Decimal):
        raise UsageError("not_a_number", f"{path} 的“{text}”不是非负整数。", "请只写页上的数字。" + _KINDS)
    return Content(count)


def _unknown(path: str, paths: Collection[str]) -> UsageError:
    near = get_close_matches(path, paths, n=3)
    remedy = f"是不是 {'、'.join(near)}？" if near else "单元格的写法见 gouji form --json。"
    return UsageError("unknown_cell", f"这份报告没有“{path}”这一格。", remedy)
