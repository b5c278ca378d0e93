"""What the ledger holds: its calls one by one, their sums, recorded replies; and letting go of old texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, not_, or_, select, text, update

from gouji.errors import UsageError
from gouji.store.ledger import unpacked
from gouji.store.tables import CALLS, DOCUMENTS, QUESTIONS
from gouji.store.workspace import Workspace

STATES = ("open", "kept", "rejected", "lost")
PAGE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One HTTP attempt. Tokens are None where the provider did not count or there is no reply.

    ``texts`` tells whether question and reply are still there; prices are decimal texts per million.
    """

    id: int
    key: str
    document: str
    prompt: str
    version: str
    model: str
    attempt: int
    state: str
    note: str | None
    sent: str
    seconds: float | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    input_price: str | None
    output_price: str | None
    cached_price: str | None
    currency: str | None
    texts: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """Calls of one prompt to one model at one price. ``uncounted`` are replies without reported tokens.

    ``input`` and ``output`` are the reported tokens; ``lost_input`` (estimated) and ``lost_output`` (at most)
    what lost calls may have cost beside them.
    """

    prompt: str
    model: str
    input_price: str | None
    output_price: str | None
    cached_price: str | None
    currency: str | None
    calls: int
    open: int
    kept: int
    rejected: int
    lost: int
    uncounted: int
    input: int
    output: int
    cached: int
    lost_input: int
    lost_output: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A reply as it came, with what it answers."""

    key: str
    question: str
    document: str
    prompt: str
    version: str
    model: str
    attempt: int
    seconds: float
    raw: str


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many replies and questions have lost their texts."""

    replies: int
    questions: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What a model's provider counted, against what was estimated for the same calls."""

    replies: int
    counted: int
    estimated: int


_GROUP = ("prompt", "model", "input_price", "output_price", "cached_price", "currency")


def lines(
    workspace: Workspace, *, document: str = "", states: Sequence[str] = STATES, limit: int = PAGE
) -> list[Line]:
    """List the newest ``limit`` calls in ``states``, newest last; of the document whose hash begins so."""
    texts = or_(CALLS.c.raw.is_not(None), CALLS.c.state != "kept").label("texts")
    columns = [CALLS.c[name] for name in Line.__dataclass_fields__ if name != "texts"]
    query = (
        select(*columns, texts)
        .where(CALLS.c.state.in_(states), _of(document))
        .order_by(CALLS.c.id.desc())
        .limit(limit)
    )
    with workspace.begin() as connection:
        return [Line(**row) for row in reversed(connection.execute(query).mappings().all())]


def totals(workspace: Workspace, document: str = "") -> list[Sum]:
    """Sum the calls by prompt, model and price; of the document whose hash begins so."""
    with workspace.begin() as connection:
        found = connection.execute(_sums().where(_of(document))).mappings().all()
    return [Sum(**row) for row in found]


def by_document(workspace: Workspace, hashes: Iterable[str]) -> dict[str, list[Sum]]:
    """Sum the calls of each of these documents; one without calls has an empty list."""
    found: dict[str, list[Sum]] = {each: [] for each in hashes}
    wanted = list(found)
    with workspace.begin() as connection:
        for start in range(0, len(wanted), PAGE):
            query = (
                _sums(CALLS.c.document)
                .add_columns(CALLS.c.document)
                .where(CALLS.c.document.in_(wanted[start : start + PAGE]))
            )
            for row in connection.execute(query).mappings():
                values = dict(row)
                found[values.pop("document")].append(Sum(**values))
    return found


def measured(workspace: Workspace, model: str) -> Measured:
    """Compare the counted with the estimated input of a model's calls, to scale estimates of the next ones."""
    query = select(func.count(), _total(CALLS.c.input_tokens), _total(CALLS.c.input_estimate)).where(
        CALLS.c.model == model, CALLS.c.state == "kept", CALLS.c.input_tokens.is_not(None)
    )
    with workspace.begin() as connection:
        return Measured(*connection.execute(query).one())


def recorded(workspace: Workspace, document: str = "") -> Iterator[Recorded]:
    """Yield the replies that still have their texts, oldest first; a key that came twice comes once."""
    columns = [CALLS.c[name] for name in Recorded.__dataclass_fields__]
    later = CALLS.alias()
    newer = exists().where(
        later.c.key == CALLS.c.key, later.c.id > CALLS.c.id, later.c.state == "kept", later.c.raw.is_not(None)
    )
    last = 0
    while True:
        query = (
            select(CALLS.c.id, *columns)
            .where(
                CALLS.c.id > last,
                CALLS.c.state == "kept",
                CALLS.c.raw.is_not(None),
                not_(newer),
                _of(document),
            )
            .order_by(CALLS.c.id)
            .limit(PAGE)
        )
        with workspace.begin() as connection:
            page = connection.execute(query).mappings().all()
        for row in page:
            values = dict(row)
            last = values.pop("id")
            yield Recorded(**{**values, "raw": unpacked(values["raw"])})
        if len(page) < PAGE:
            return


def prune(workspace: Workspace, before: str) -> Pruned:
    """Let go of the texts of calls that were sent before ``before`` (ISO 8601) and are not needed any more.

    Needed are the texts of open intents, of documents that are not done or were done later, and of
    questions that one of these shares. States, tokens and prices stay. What is let go is overwritten.
    """
    fresh = exists().where(
        DOCUMENTS.c.sha256 == CALLS.c.document,
        or_(DOCUMENTS.c.state != "done", DOCUMENTS.c.finished.is_(None), DOCUMENTS.c.finished >= before),
    )
    old = and_(CALLS.c.state != "open", CALLS.c.sent < before, not_(fresh))
    needed = exists().where(CALLS.c.key == QUESTIONS.c.key, not_(old))
    with workspace.begin() as connection:
        connection.execute(text("PRAGMA secure_delete=ON"))
        questions = connection.execute(
            update(QUESTIONS).where(QUESTIONS.c.messages.is_not(None), not_(needed)).values(messages=None)
        ).rowcount
        replies = connection.execute(
            update(CALLS).where(CALLS.c.raw.is_not(None), old).values(raw=None)
        ).rowcount
    with workspace.begin() as connection:
        # The log beside the database holds old pages until it is written back.
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()
    return Pruned(replies, questions)


def require_document(workspace: Workspace, start: str) -> None:
    """Raise ``UsageError`` where no document or several of the ledger or the workspace begin with ``start``."""
    condition = func.substr(CALLS.c.document, 1, len(start)) == start
    known = func.substr(DOCUMENTS.c.sha256, 1, len(start)) == start
    query = select(CALLS.c.document).where(condition).union(select(DOCUMENTS.c.sha256).where(known)).limit(2)
    with workspace.begin() as connection:
        found = connection.execute(query).all()
    if not found:
        raise UsageError(
            "no_such_document", f"没有编号以 {start} 开头的文件。", "编号见 gouji export 或 gouji calls。"
        )
    if len(found) > 1:
        raise UsageError("ambiguous_id", f"编号 {start} 不唯一。", "请多写几位。")


def _of(start: str) -> Any:
    return func.substr(CALLS.c.document, 1, len(start)) == start if start else text("1")


def _total(column: Any, when: Any = None) -> Any:
    return func.coalesce(func.sum(column) if when is None else func.sum(column).filter(when), 0)


def _sums(*more: Any) -> Select[Any]:
    group = [CALLS.c[name] for name in _GROUP]
    states = [func.count().filter(CALLS.c.state == state).label(state) for state in STATES]
    lost = CALLS.c.state == "lost"
    return (
        select(
            *group,
            func.count().label("calls"),
            *states,
            func.count().filter(CALLS.c.state == "kept", CALLS.c.input_tokens.is_(None)).label("uncounted"),
            _total(CALLS.c.input_tokens).label("input"),
            _total(CALLS.c.output_tokens).label("output"),
            _total(CALLS.c.cached_tokens).label("cached"),
            _total(CALLS.c.input_estimate, lost).label("lost_input"),
            _total(CALLS.c.output_limit, lost).label("lost_output"),
        )
        .group_by(*group, *more)
        .order_by(*group)
    )
