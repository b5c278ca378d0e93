"""Batches of calls as the ledger keeps them: a handle per batch, an intent per call that is in it.

A handle goes through its states in one direction, and each is on the disk before the step that it
announces is taken. ``gathering``: calls are being added, nothing has been sent. ``sealed``: complete,
about to be uploaded. ``uploaded``: the provider has the requests, a batch may be created any moment.
``submitted``: the provider has named the batch. ``ended``: all its calls are closed. The calls of a
batch that has not ended are open, whatever becomes of the process that sent them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from gouji.store.ledger import (
    ASK,
    INTEND,
    Counted,
    Dropped,
    Intent,
    Ledger,
    now,
    packed,
    question_of,
    row_of,
    shortened,
)
from gouji.store.tables import BATCHES, CALLS
from gouji.store.workspace import Workspace

State = Literal["gathering", "sealed", "uploaded", "submitted", "ended"]
NO_SESSION = 0
"""Whose intents those of a batch are: of no process."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A batch: ``tag`` is our name of it, ``file`` and ``batch`` are the provider's.

    ``most_input`` and ``most_output`` are the tokens that its ``requests`` can take at most, together.
    ``status`` is the provider's word for how it ended, ``note`` what it said about that.
    """

    tag: str
    state: State
    address: str
    model: str
    requests: int = 0
    most_input: int = 0
    most_output: int = 0
    file: str | None = None
    batch: str | None = None
    status: str | None = None
    note: str | None = None
    created: str = ""
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """How one call of a batch ended: ``raw`` where it was kept, ``note`` where it was not."""

    key: str
    state: Literal["kept", "rejected", "lost"]
    raw: str | None = None
    counted: Counted | None = None
    note: str | None = None
    seconds: float | None = None


def begin(ledger: Ledger, tag: str, address: str, model: str) -> None:
    """Commit that a batch is being gathered."""
    row = {"tag": tag, "state": "gathering", "address": address, "model": model, "created": now()}
    _write(ledger, insert(BATCHES).values(**row, requests=0, most_input=0, most_output=0))


def add(ledger: Ledger, tag: str, intents: Sequence[Intent]) -> None:
    """Commit that these calls go out with the batch."""
    questions = [question_of(intent) for intent in intents]
    rows = [row_of(intent, NO_SESSION) | {"batch": tag} for intent in intents]

    def write(connection: Connection) -> None:
        connection.execute(ASK, questions)
        connection.execute(INTEND, rows)

    if rows:
        ledger.write(write)


def seal(ledger: Ledger, tag: str, requests: int, most_input: int, most_output: int) -> None:
    """Commit that the batch is complete and about to be uploaded."""
    _set(ledger, tag, state="sealed", requests=requests, most_input=most_input, most_output=most_output)


def uploaded(ledger: Ledger, tag: str, file: str) -> None:
    """Commit the provider's name of the requests; from now on a batch may exist."""
    _set(ledger, tag, state="uploaded", file=file)


def submitted(ledger: Ledger, tag: str, batch: str) -> None:
    """Commit the provider's name of the batch."""
    _set(ledger, tag, state="submitted", batch=batch)


def close(ledger: Ledger, tag: str, closed: Sequence[Closed]) -> None:
    """Commit how calls of the batch ended; of one that has been closed already, the first ending stays."""
    rows = [
        {
            "wanted": each.key,
            "new_state": each.state,
            "new_note": None if each.note is None else shortened(each.note),
            "new_raw": None if each.raw is None else packed(each.raw),
            "new_input": each.counted.input if each.counted else None,
            "new_output": each.counted.output if each.counted else None,
            "new_cached": each.counted.cached if each.counted else None,
            "new_seconds": each.seconds,
            "new_ended": now(),
        }
        for each in closed
    ]
    statement = _CLOSE.where(CALLS.c.batch == tag)

    def write(connection: Connection) -> None:
        connection.execute(statement, rows)

    if rows:
        ledger.write(write)


def end(ledger: Ledger, tag: str, status: str, note: str, rest: Dropped) -> None:
    """Commit that the batch is over: calls that it leaves without any word of them become ``rest``."""
    moment = now()
    left = update(CALLS).where(CALLS.c.batch == tag, CALLS.c.state == "open")
    left = left.values(state=rest, note=shortened(note), ended=moment)
    over = update(BATCHES).where(BATCHES.c.tag == tag)
    over = over.values(state="ended", status=status, note=shortened(note), ended=moment)

    def write(connection: Connection) -> None:
        connection.execute(left)
        connection.execute(over)

    ledger.write(write)


def discard(ledger: Ledger, tag: str) -> None:
    """Forget a batch that never came to be, with its intents: only its upload may have reached the provider."""
    calls = delete(CALLS).where(CALLS.c.batch == tag)
    batch = delete(BATCHES).where(BATCHES.c.tag == tag, BATCHES.c.state.in_(_BEFORE))

    def write(connection: Connection) -> None:
        if connection.execute(batch).rowcount:
            connection.execute(calls)

    ledger.write(write)


def outstanding(workspace: Workspace) -> list[Handle]:
    """List the batches that have not ended, oldest first."""
    query = select(BATCHES).where(BATCHES.c.state != "ended").order_by(BATCHES.c.created, BATCHES.c.tag)
    with workspace.begin() as connection:
        return [Handle(**row) for row in connection.execute(query).mappings()]


def ended_as(workspace: Workspace, tag: str) -> dict[str, int]:
    """Count the calls of a batch by state."""
    query = select(CALLS.c.state, func.count()).where(CALLS.c.batch == tag).group_by(CALLS.c.state)
    with workspace.begin() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def took(workspace: Workspace, tag: str) -> tuple[Counted, int]:
    """What the replies of a batch took: the sum of what was counted, and how many calls may have taken more.

    Those are the lost ones and the replies without a count.
    """
    kept = CALLS.c.state == "kept"
    unknown = (kept & CALLS.c.input_tokens.is_(None)) | (CALLS.c.state == "lost")
    tokens = [func.coalesce(func.sum(CALLS.c[f"{name}_tokens"]), 0) for name in ("input", "output", "cached")]
    query = select(*tokens, func.count().filter(unknown)).where(CALLS.c.batch == tag)
    with workspace.begin() as connection:
        row = connection.execute(query).one()
    return Counted(row[0], row[1], row[2]), row[3]


def was_sent(workspace: Workspace, key: str) -> bool:
    """Tell whether a batch has held the call with this key, however that ended."""
    query = select(CALLS.c.id).where(CALLS.c.key == key, CALLS.c.batch.is_not(None)).limit(1)
    with workspace.begin() as connection:
        return connection.execute(query).first() is not None


_BEFORE = ("gathering", "sealed", "uploaded")
_CLOSE = (
    update(CALLS)
    .where(CALLS.c.key == bindparam("wanted"), CALLS.c.state == "open")
    .values(
        state=bindparam("new_state"),
        note=bindparam("new_note"),
        raw=bindparam("new_raw"),
        input_tokens=bindparam("new_input"),
        output_tokens=bindparam("new_output"),
        cached_tokens=bindparam("new_cached"),
        seconds=bindparam("new_seconds"),
        ended=bindparam("new_ended"),
    )
)


def _set(ledger: Ledger, tag: str, **values: Any) -> None:
    _write(ledger, update(BATCHES).where(BATCHES.c.tag == tag).values(**values))


def _write(ledger: Ledger, statement: Any) -> None:
    def write(connection: Connection) -> None:
        connection.execute(statement)

    ledger.write(write)
