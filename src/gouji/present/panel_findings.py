"""What is found between documents, as sentences that name the documents and what is likely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from gouji.export.json_text import literal
from gouji.families.disclosure import FAMILY
from gouji.messages import Language
from gouji.panel.finding import CrossFinding, CrossRule, Difference
from gouji.panel.sheet import Entry
from gouji.present.sentences import where
from gouji.report import Number

SHOWN = 8
"""Differences, or documents, that a sentence spells out."""


def sentence(finding: CrossFinding, language: Language) -> str:
    """What is wrong, what is likely, and which documents it is about."""
    parts = (_TOLD[finding.rule](finding, language), _likely(finding, language), _about(finding, language))
    return ("" if language == "zh" else " ").join(part for part in parts if part)


def finding_json(finding: CrossFinding, language: Language) -> dict[str, Any]:
    """A finding for programs; ``value`` is of the first document, ``other_value`` of the second."""
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "office": finding.office,
        "message": sentence(finding, language),
        "likely": finding.likely.id if finding.likely else None,
        "documents": [entry_json(entry) for entry in finding.entries],
        "differences": [
            {
                "cell": each.path,
                "value": each.one,
                "other_cell": each.other_path,
                "other_value": each.other,
                "likely": likely.id if (likely := blamed(finding, each)) else None,
            }
            for each in finding.differences
        ],
        "params": dict(finding.params),
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """A document by its identity and status."""
    return {
        "id": entry.id,
        "name": entry.name,
        "agency": entry.agency,
        "year": entry.year,
        "status": entry.state,
    }


def blamed(finding: CrossFinding, difference: Difference) -> Entry | None:
    """The document whose number is likely wrong; None where nothing decides."""
    return {"one": finding.one, "other": finding.others[0], None: None}[difference.likely]


def label(path: str, language: Language) -> str:
    """What people call a cell of the newest form."""
    return where(path, max(FAMILY.forms.values(), key=lambda form: form.years[0]), language)


def _carry_over(finding: CrossFinding, language: Language) -> str:
    later, earlier = finding.one.year, finding.others[0].year
    return _say(
        language,
        f"{finding.office}：{later} 年的“上年结转”与 {earlier} 年的“结转下年度”应当相同，"
        f"有 {len(finding.differences)} 列不同：{_pairs(finding, language)}。",
        f"{finding.office}: what {later} carries in must be what {earlier} carries out; "
        f"{len(finding.differences)} columns differ: {_pairs(finding, language)}.",
    )


def _pairs(finding: CrossFinding, language: Language) -> str:
    """Each column with both years' numbers; which year is likely wrong only where not all agree."""
    later, earlier = finding.one.year, finding.others[0].year
    return _listed(
        (
            f"{label(each.path, language).rpartition('”')[2]} "
            + _say(
                language,
                f"{later} 年印 {_number(each.one, language)}，{earlier} 年印 {_number(each.other, language)}",
                f"{_number(each.one, language)} in {later}, {_number(each.other, language)} in {earlier}",
            )
            + _aside(finding, each, language)
            for each in finding.differences
        ),
        len(finding.differences),
        language,
    )


def _copies(finding: CrossFinding, language: Language) -> str:
    count = len(finding.differences)
    pairs = _listed(
        (
            f"{label(each.path, language)} {_number(each.one, language)} ≠ {_number(each.other, language)}"
            + _aside(finding, each, language)
            for each in finding.differences
        ),
        count,
        language,
    )
    uncompared = finding.params["uncompared"]
    return _say(
        language,
        f"{finding.office} {finding.one.year} 年有两份不同的文件，{count} 格的数字不同（前一份 ≠ 后一份）：{pairs}。"
        + (f"另有 {uncompared} 格因缺失或未读出没有比较。" if uncompared else ""),
        f"{finding.office} {finding.one.year}: two documents differ in {count} cells "
        f"(first ≠ second): {pairs}."
        + (f" {uncompared} more cells are missing or unread, so not compared." if uncompared else ""),
    )


def _in_force(finding: CrossFinding, language: Language) -> str:
    later, earlier = finding.one.year, finding.others[0].year
    told = []
    for each in finding.differences:
        due = finding.params["expected"][each.path]
        issued, repealed, expected = (
            _number(due[name], language) for name in ("issued", "repealed", "expected")
        )
        one, other = _number(each.one, language), _number(each.other, language)
        told.append(
            _say(
                language,
                f"{label(each.path, language)} {later} 年印 {one}，按 {earlier} 年的 {other} "
                f"加制发 {issued} 减废止 {repealed} 应为 {expected}",
                f"{label(each.path, language)} is {one} in {later}; "
                f"{other} of {earlier} plus {issued} issued less {repealed} repealed gives {expected}",
            )
        )
    return _say(
        language,
        f"{finding.office}：{'；'.join(told)}。如不是集中清理所致，请核对这两年。",
        f"{finding.office}: {'; '.join(told)}. Unless there was a clean-up, look at both years.",
    )


def _fees(finding: CrossFinding, language: Language) -> str:
    (each,) = finding.differences
    year, times = finding.params["year"], finding.params["times"]
    one, other = _number(each.one, language), _number(each.other, language)
    ratio = (
        ("正好十倍", "exactly tenfold")
        if finding.params["tenfold"]
        else (f"相差约 {times} 倍", f"about {times} times")
    )
    why = (
        (f"{year} 年可能把元当作万元填写", f"{year} may be in yuan instead of ten-thousand yuan")
        if finding.rule == "fees_unit"
        else (f"{year} 年可能错了一位", f"{year} may be off by one digit")
    )
    return _say(
        language,
        f"{finding.office}：收费金额 {finding.one.year} 年 {one} 万元，{finding.others[0].year} 年 {other} 万元，"
        f"{ratio[0]}；{why[0]}。",
        f"{finding.office}: fees are {one} in {finding.one.year} and {other} in {finding.others[0].year} "
        f"(ten-thousand yuan), {ratio[1]}; {why[1]}.",
    )


def _same_problems(finding: CrossFinding, language: Language) -> str:
    share, quote = finding.params["share"], finding.params["quote"]
    later, earlier = finding.one.year, finding.others[0].year
    same = (
        (f"与 {earlier} 年完全相同", f"is word for word that of {earlier}")
        if share == 100
        else (f"与 {earlier} 年有 {share}% 相同", f"is {share}% the same as that of {earlier}")
    )
    return _say(
        language,
        f"{finding.office}：{later} 年“五、存在的主要问题及改进情况”{same[0]}（“{quote}……”），疑似雷同。",
        f"{finding.office}: section 5 of {later} {same[1]} (“{quote}…”).",
    )


def _region(finding: CrossFinding, language: Language) -> str:
    received, together = (_number(finding.params[name], language) for name in ("received", "together"))
    units = finding.params["units"]
    return _say(
        language,
        f"{finding.office}：{finding.one.year} 年新收申请 {received} 件，少于名单上所属 {units} 家已报的合计 "
        f"{together} 件；可能汇总有遗漏，也可能其中有一家的数字偏大。",
        f"{finding.office}: received {received} in {finding.one.year}, less than the {together} of its "
        f"{units} listed units together; the summary may lack some, or a unit's number is too large.",
    )


_TOLD: Mapping[CrossRule, Callable[[CrossFinding, Language], str]] = {
    "carry_over": _carry_over,
    "copies": _copies,
    "in_force": _in_force,
    "fees_factor": _fees,
    "fees_unit": _fees,
    "same_problems": _same_problems,
    "region_below_units": _region,
}


def _likely(finding: CrossFinding, language: Language) -> str:
    if finding.rule not in ("carry_over", "copies"):
        return ""
    if finding.likely is not None:
        named = _named(finding.likely, language)
        return _say(
            language, f"从勾稽关系看，{named}更可能有误。", f"By the equations, {named} is more likely wrong."
        )
    if any(each.likely for each in finding.differences):
        return ""
    return _say(
        language,
        "两份文件各自的勾稽关系判断不出哪一份有误，请对照两份原件。",
        "The equations do not tell which one is wrong; compare both with their pages.",
    )


def _aside(finding: CrossFinding, difference: Difference, language: Language) -> str:
    """Which document is likely wrong in this cell, where the documents do not share the blame."""
    likely = blamed(finding, difference)
    if likely is None or finding.likely is not None:
        return ""
    named = _named(likely, language)
    return _say(language, f"（{named}更可能有误）", f" ({named} is more likely wrong)")


def _about(finding: CrossFinding, language: Language) -> str:
    names = _listed((_named(entry, language) for entry in finding.entries), len(finding.entries), language)
    return _say(language, f"文件：{names}。", f"Documents: {names}.")


def _named(entry: Entry, language: Language) -> str:
    return _say(
        language, f"{entry.year} 年 {entry.name}（{entry.id}）", f"{entry.year} {entry.name} ({entry.id})"
    )


def _listed(texts: Iterator[str], count: int, language: Language) -> str:
    """The first few of ``count`` texts, and how many more there are."""
    shown = [text for _, text in zip(range(SHOWN), texts, strict=False)]
    more = count - len(shown)
    rest = _say(language, f"；另有 {more} 处", f"; {more} more") if more else ""
    return _say(language, "；", "; ").join(shown) + rest


def _say(language: Language, chinese: str, english: str) -> str:
    return english if language == "en" else chinese


def _number(value: Number | None, language: Language) -> str:
    if value is None:
        return _say(language, "空缺", "blank")
    return literal(value) if isinstance(value, Decimal) else str(value)
