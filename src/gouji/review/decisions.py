"""Deciding: from a review as it stands to the rows to add. No I/O; nothing here says what a sum wants.

Each function returns the rows of one act, or raises ``UsageError`` where the review does not allow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouji.errors import UsageError
from gouji.review.revision import Action, Draft, Revision, Subject, shown, subject_of
from gouji.review.standing import Judged, Review, content_of
from gouji.review.stating import Stated

NAME_LENGTH = 64
REASON_LENGTH = 500


def state(review: Review, statements: Sequence[Stated]) -> tuple[Draft, ...]:
    """Say what the page shows at some cells, whatever the sums make of it."""
    _require_open(review)
    if not statements:
        raise UsageError("statement", "没有写要更正的单元格。", "请写成 单元格=页上的数。")
    machine = review.report.reading.cells if review.report.reading else {}
    return tuple(
        Draft(
            "set",
            each.path,
            Subject("", (shown(each.path, machine.get(each.path)),)),
            before=content_of(review.cells[each.path]),
            after=each.content,
        )
        for each in statements
    )


def blame_source(review: Review, findings: Iterable[str]) -> tuple[Draft, ...]:
    """Say of findings, by ID, that the page shows these numbers as read, and that the document is wrong."""
    _require_open(review)
    return _about(review, "source", _named(review, findings))


def accept(review: Review, findings: Iterable[str] = ()) -> tuple[Draft, ...]:
    """Say of findings that they were looked at and the numbers stand as they are.

    Without findings: of all errors that are open, and close the document.
    """
    _require_open(review)
    if named := _named(review, findings):
        return _about(review, "seen", named)
    return (*_about(review, "seen", review.open), Draft("accept"))


def reopen(review: Review) -> tuple[Draft, ...]:
    """Open a document that is closed, or that the machine has accepted, until somebody accepts it."""
    _require_reading(review)
    if not review.settled:
        raise UsageError(
            "review_open", f"{review.report.document.id} 还没有核对完，不必重新打开。", "直接更正即可。"
        )
    return (Draft("reopen"),)


def undo(review: Review, revisions: Sequence[Revision]) -> tuple[Draft, ...]:
    """Withdraw the last act that stands; the rows stay in the history."""
    withdrawn = {row.draft.withdraws for row in revisions if row.draft.action == "undo"}
    for row in reversed(revisions):
        if row.draft.action != "undo" and row.act not in withdrawn:
            return (Draft("undo", withdraws=row.act),)
    raise UsageError(
        "nothing_to_undo",
        f"{review.report.document.id} 没有可以撤销的判定。",
        "已有的判定见 gouji review history。",
    )


def reviewer(name: str) -> str:
    """The name that a decision is signed with. Raises ``UsageError`` where it says nobody."""
    name = name.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise UsageError(
            "by",
            f"核对人的名字不可用：“{''.join(char for char in name[:NAME_LENGTH] if char.isprintable())}”。",
            f"请用 --by 或 GOUJI_REVIEWER 写明姓名，不超过 {NAME_LENGTH} 个字。",
        )
    return name


def reason(text: str) -> str | None:
    """Why somebody decides so; None where nothing is said. Raises ``UsageError`` for what is no text."""
    text = text.strip()
    if len(text) > REASON_LENGTH or not text.isprintable():
        raise UsageError(
            "reason", "理由写得太长，或含有不能显示的字符。", f"请写成不超过 {REASON_LENGTH} 个字的一行文字。"
        )
    return text or None


def _about(review: Review, action: Action, findings: Iterable[Judged]) -> tuple[Draft, ...]:
    return tuple(Draft(action, each.id, subject_of(each.finding, review.cells)) for each in findings)


def _named(review: Review, names: Iterable[str]) -> tuple[Judged, ...]:
    by_id = {each.id: each for each in review.findings}
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in by_id:
            shown_ids = "、".join(each.id for each in review.open[:5]) or "（没有）"
            raise UsageError(
                "no_such_finding",
                f"{review.report.document.id} 没有编号为“{name}”的问题。",
                f"还没有判定的问题：{shown_ids}。",
            )
        if by_id[name].answer == "resolved":
            raise UsageError(
                "finding_resolved", f"“{name}”按更正后的数字已经成立，不必再判定。", "其余的见 gouji show。"
            )
    return tuple(by_id[name] for name in wanted)


def _require_reading(review: Review) -> None:
    if review.report.reading is None:
        raise UsageError(
            "failed_document",
            f"{review.report.document.id} 没有读出来，没有可以核对的数字。",
            "原因见 gouji show；改好文件或环境后用 gouji run --retry failed 再试。",
        )


def _require_open(review: Review) -> None:
    _require_reading(review)
    if review.state == "closed":
        raise UsageError(
            "review_closed",
            f"{review.report.document.id} 已经核对完（{review.by}，{review.at}）。",
            f"要改请先运行 gouji review reopen {review.report.document.id}",
        )
