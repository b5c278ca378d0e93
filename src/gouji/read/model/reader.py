"""The model reader: when nothing is left to ask, what the answers come to as a reading."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.errors import GoujiError
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.models.call import Call, Reply
from gouji.read.grounding import ground as grounding
from gouji.read.model.answers import TABLE_PARTS, asked_rows
from gouji.read.model.cells import Ground
from gouji.read.model.dialogue import Progress, Turn, progress
from gouji.read.model.questions import Plan
from gouji.read.names import TABLE_NAMES
from gouji.report import CellReading, Finding, Reading

NAME = "model"
VERSION = "1"

_PART_NAMES = {
    "disclosure": TABLE_NAMES["disclosure"],
    "requests_parts": f"{TABLE_NAMES['requests']}各列",
    "requests_totals": f"{TABLE_NAMES['requests']}总计",
    "proceedings": TABLE_NAMES["proceedings"],
    "header": "标题和章节",
    "statements": "叙述部分",
}
_TROUBLES = {
    "truncated": "回答被截断",
    "malformed": "回答不是 JSON",
    "wrong_shape": "回答的格式不符",
    "refused": "模型拒绝回答",
    "rejected": "服务不接受这次提问",
    "unavailable": "服务没有回应",
    "no_text": "没有可供阅读的文字",
    "too_long": "文字太长",
}


def proceed(plan: Plan, replies: Mapping[str, Reply], ground: Ground = grounding) -> list[Call] | Reading:
    """The calls to be made next, or the reading where there is none. ``replies`` by call id."""
    state = progress(plan, replies, ground)
    return state.open or _reading(state)


def reading(plan: Plan, replies: Mapping[str, Reply], ground: Ground = grounding) -> Reading:
    """The reading, when no call is open. Raises ``GoujiError`` where one is."""
    found = proceed(plan, replies, ground)
    if isinstance(found, Reading):
        return found
    raise GoujiError("dialogue", f"还有 {len(found)} 次模型调用没有回答。", "这是程序的错误，请反馈。")


def _reading(state: Progress) -> Reading:
    cells: dict[str, CellReading] = {}
    findings: list[Finding] = []
    for table, read in state.tables.items():
        cells.update(read.cells)
        findings += read.findings
        findings += _unanswered_tables(state, table)
    for part, why in state.unaskable.items():
        paths = [path for row in asked_rows(part) for path in row.paths] if part in TABLE_PARTS else []
        own = [path for path in paths if path in FORM_2021.labels]
        cells.update({path: CellReading(None, None, "unread", None, sure=False) for path in own})
        findings.append(_unanswered(part, why, tuple(own)))
    for turn in state.turns:
        if turn.trouble and turn.question.part not in TABLE_PARTS:
            findings.append(_unanswered(turn.question.part, turn.trouble, ()))
    header, said = state.header, state.statements
    identity = header.identity if header else None
    return Reading(
        reader=NAME,
        form=FORM_2021.id,
        cells={path: cells[path] for path in (*FORM_2021.paths, *cells) if path in cells},
        findings=(*findings, *(header.findings if header else ()), *(said.findings if said else ())),
        title=identity.title if identity else None,
        agency=identity.agency if identity else None,
        year=identity.year if identity else None,
        period=identity.period if identity else None,
        sections=header.sections if header else {},
        statements=said.statements if said else (),
    )


def _unanswered_tables(state: Progress, table: str) -> list[Finding]:
    """One error for every question about ``table`` that has no usable answer, naming its cells."""
    turns: list[Turn] = [turn for turn in state.turns if TABLE_PARTS.get(turn.question.part) == table]
    return [
        _unanswered(
            turn.question.part,
            turn.trouble,
            tuple(path for row in turn.question.rows for path in row.paths if path in FORM_2021.labels),
        )
        for turn in turns
        if turn.trouble and turn.answer is None
    ]


def _unanswered(part: str, why: str, paths: tuple[str, ...]) -> Finding:
    """An error where cells hang on it; without title or narrative a report is whole."""
    params = {"place": _PART_NAMES[part], "why": _TROUBLES[why], "trouble": why}
    key = {"key": f"{part}.{paths[0] if paths else ''}"}
    return Finding(
        "model_unanswered", "error" if part in TABLE_PARTS else "warning", paths, {**params, **key}
    )
