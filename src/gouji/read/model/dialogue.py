"""What is still to be asked, given the replies so far: a pure function, asked again after every round.

An unusable reply is asked for again in the same words; one that was cut off is asked for in halves,
never filled up. An answer that is no copy of the page is asked for again, blind: nothing of it, and
nothing of what was wrong with it, is told. The last attempt counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from gouji.models.call import Call, Reply, Trouble
from gouji.read.grounding import ground as grounding
from gouji.read.model.answers import TABLE_PARTS
from gouji.read.model.cells import Ground, TableReading, settle
from gouji.read.model.header import HeaderReading, read_header
from gouji.read.model.questions import Plan, Question, Unaskable, call, halves, questions
from gouji.read.model.statements import StatementsReading, read_statements

PATIENCE: Mapping[Trouble, int] = {
    "truncated": 1,  # where it cannot be halved
    "malformed": 2,
    "wrong_shape": 2,
    "refused": 1,
    "rejected": 0,
    "unavailable": 0,
}
"""How many more attempts a question gets after this trouble, all troubles counted together."""
ATTEMPTS_MORE = 2  # for answers that are no copy of the page


@dataclass(frozen=True, slots=True)
class Turn:
    """Where one question stands: an ``open`` call, a usable ``answer``, or the ``trouble`` that there is none.

    An answer beside a trouble is an earlier one, after which nothing usable came. ``repeated`` tells
    that the attempt before gave the very same answer.
    """

    question: Question
    open: Call | None = None
    answer: BaseModel | None = None
    trouble: Trouble | None = None
    repeated: bool = False


@dataclass(slots=True)
class Progress:
    """Where the dialogue about a document stands; with no ``open`` call the rest is final."""

    open: list[Call] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    unaskable: dict[str, Unaskable] = field(default_factory=dict)
    tables: dict[str, TableReading] = field(default_factory=dict)
    header: HeaderReading | None = None
    statements: StatementsReading | None = None


def open_calls(plan: Plan, replies: Mapping[str, Reply]) -> list[Call]:
    """The calls to be made next, none where all is answered or given up. ``replies`` by call id."""
    return progress(plan, replies).open


def progress(plan: Plan, replies: Mapping[str, Reply], ground: Ground = grounding) -> Progress:
    """Where the dialogue stands after ``replies``."""
    state = Progress()
    for table in dict.fromkeys(TABLE_PARTS.values()):
        roots = _roots(plan, state, [part for part in TABLE_PARTS if TABLE_PARTS[part] == table])
        read = _talk(plan, replies, state, roots, _table_judge(plan, table, roots, ground))
        if read is not None:
            state.tables[table] = read
    state.header = _talk(
        plan, replies, state, _roots(plan, state, ["header"]), lambda turns: _header(plan, state, turns)
    )
    state.statements = _talk(
        plan, replies, state, _roots(plan, state, ["statements"]), lambda turns: _statements(plan, turns)
    )
    return state


Read = TypeVar("Read")
Judge = Callable[[Sequence[Turn]], tuple[Read, Sequence[Question]]]
"""Makes something of the turns, and says which questions' answers are no copies of the page."""


def _roots(plan: Plan, state: Progress, parts: Sequence[str]) -> list[Question]:
    """The questions about ``parts`` as far as the plan has them; what cannot be asked is noted."""
    roots: list[Question] = []
    for part in parts:
        asked = questions(plan, part) if part in plan.parts else ()
        if isinstance(asked, str):
            state.unaskable[part] = asked
        else:
            roots += asked
    return roots


def _talk(
    plan: Plan,
    replies: Mapping[str, Reply],
    state: Progress,
    roots: Sequence[Question],
    judge: Judge[Read],
) -> Read | None:
    """Follow ``roots`` until a call is open (None) or what their answers come to is final."""
    passed: dict[Question, int] = {}
    while roots:
        turns = [turn for root in roots for turn in _follow(plan, root, replies, passed)]
        still_open = [turn.open for turn in turns if turn.open]
        if still_open:
            state.open += still_open
            return None
        read, unfit = judge(turns)
        again = [turn.question for turn in turns if turn.question in unfit and _may_ask_again(turn, passed)]
        if not again:
            state.turns += turns
            return read
        for question in again:
            passed[question] = passed.get(question, 0) + 1
    return None


def _may_ask_again(turn: Turn, passed: Mapping[Question, int]) -> bool:
    """An answer that came twice would come a third time."""
    spent = passed.get(turn.question, 0) >= ATTEMPTS_MORE
    return turn.answer is not None and not (turn.trouble or turn.repeated or spent)


def _follow(
    plan: Plan, question: Question, replies: Mapping[str, Reply], passed: Mapping[Question, int]
) -> Iterator[Turn]:
    """Walk through the attempts at one question; one cut off goes on in its halves."""
    usable: list[BaseModel] = []
    failed = 0
    for attempt in range(1 + ATTEMPTS_MORE + max(PATIENCE.values()) + 1):
        asked = call(question, plan.document, attempt)
        reply = replies.get(asked.id)
        if reply is None:
            yield Turn(question, open=asked)
            return
        if reply.answer is not None:
            usable.append(reply.answer)
            if len(usable) > passed.get(question, 0):
                yield Turn(question, answer=usable[-1], repeated=usable[-1:] == usable[-2:-1])
                return
            continue
        trouble = reply.trouble or "malformed"
        parts = halves(question, plan.document.text) if trouble == "truncated" else ()
        if parts:
            for part in parts:
                yield from _follow(plan, part, replies, passed)
            return
        failed += 1
        if failed > PATIENCE[trouble]:
            yield Turn(question, answer=usable[-1] if usable else None, trouble=trouble)
            return


def _table_judge(plan: Plan, table: str, roots: Sequence[Question], ground: Ground) -> Judge[TableReading]:
    asked = tuple(dict.fromkeys(path for root in roots for row in root.rows for path in row.paths))

    def judge(turns: Sequence[Turn]) -> tuple[TableReading, Sequence[Question]]:
        answers = [(turn.question.rows, turn.answer) for turn in turns if turn.answer is not None]
        read = settle(plan.document, table, asked, answers, ground)
        unfit = [
            turn.question
            for turn in turns
            if any(not read.unfit.isdisjoint(row.paths) for row in turn.question.rows)
        ]
        return read, unfit

    return judge


def _header(plan: Plan, state: Progress, turns: Sequence[Turn]) -> tuple[HeaderReading, Sequence[Question]]:
    return read_header(plan.document, [turn.answer for turn in turns], state.tables), ()


def _statements(plan: Plan, turns: Sequence[Turn]) -> tuple[StatementsReading, Sequence[Question]]:
    read = read_statements(plan.document, [turn.answer for turn in turns])
    return read, [turn.question for turn, count in zip(turns, read.unfit, strict=True) if count]
