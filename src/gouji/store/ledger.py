"""The ledger of model calls: what is asked is committed before it is sent, what came back before it is used.

One row per HTTP attempt. ``open`` is an intent: the call may be on the wire. ``kept`` has its reply.
``rejected`` was refused by the provider and surely not billed. ``lost`` has no reply and may have
been billed: a timeout, a dropped connection, or a process that was killed. Whoever opens a ledger
turns the intents of dead processes into lost calls, so that they are an exact list and never
forgotten; intents of living processes stay theirs. Intents that went out in a batch belong to that
batch and outlive every process, see ``store.batches``.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, StaticPool, and_, bindparam, create_engine, event, select, update
from sqlalchemy.dialects.sqlite import insert

from gouji.store import holders
from gouji.store.group import GroupCommit
from gouji.store.storage import plainly
from gouji.store.tables import CALLS, QUESTIONS
from gouji.store.workspace import Workspace, open_file

Dropped = Literal["rejected", "lost"]
INTERRUPTED = "interrupted"
"""The note of a lost call whose process ended while it was on the wire."""
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Intent:
    """A call about to be sent. ``messages`` is JSON; prices are decimal texts per million tokens."""

    key: str
    question: str
    document: str
    prompt: str
    version: str
    model: str
    attempt: int
    messages: str
    input_estimate: int
    output_limit: int
    input_price: str | None = None
    output_price: str | None = None
    cached_price: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens of one reply as the provider counted them."""

    input: int
    output: int
    cached: int


class Ledger:
    """An open ledger of one session. Safe to use from threads; commits survive a power cut."""

    def __init__(self, workspace: Workspace, session: int, writer: GroupCommit) -> None:
        self._workspace = workspace
        self._session = session
        self._writer = writer

    def find(self, key: str) -> str | None:
        """Return the newest reply kept for ``key``, as it came."""
        with self._workspace.begin() as connection:
            raw = connection.execute(_FIND, {"wanted": key}).scalar()
        return None if raw is None else unpacked(raw)

    def intend(self, intent: Intent) -> int:
        """Commit that this call is about to be sent; gives its number."""
        question, row = question_of(intent), row_of(intent, self._session)

        def write(connection: Connection) -> int:
            connection.execute(ASK, question)
            number = connection.execute(INTEND, row).inserted_primary_key
            assert number is not None  # an insert of one row into a table that counts its rows
            return int(number[0])

        return self._writer.run(write)

    def keep(self, call: int, raw: str, counted: Counted | None, seconds: float) -> None:
        """Commit the reply of a call. ``counted`` is None where the provider did not say."""
        self._end(
            call,
            {
                "state": "kept",
                "raw": packed(raw),
                "input_tokens": counted.input if counted else None,
                "output_tokens": counted.output if counted else None,
                "cached_tokens": counted.cached if counted else None,
                "seconds": seconds,
            },
        )

    def drop(self, call: int, outcome: Dropped, note: str) -> None:
        """Commit that a call has brought no reply, and why."""
        self._end(call, {"state": outcome, "note": shortened(note)})

    def write(self, work: Callable[[Connection], None]) -> None:
        """Do ``work`` in one transaction that is on the disk when this returns."""
        self._writer.run(work)

    def _end(self, call: int, values: dict[str, Any]) -> None:
        row = {"call": call, "ended": now(), **values}

        def write(connection: Connection) -> None:
            connection.execute(_END, row)

        self._writer.run(write)

    def abandon(self) -> None:
        """Turn intents that are still open into lost calls: this session is about to end."""
        statement = _lost(CALLS.c.session == self._session)

        def write(connection: Connection) -> None:
            connection.execute(statement)

        self._writer.run(write)


@contextmanager
def opened(workspace: Workspace) -> Iterator[Ledger]:
    """Open the ledger of a workspace; calls that dead processes left on the wire become lost."""
    settle(workspace)
    engine = _durable(workspace.engine)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        session = stack.enter_context(_held(workspace))
        ledger = Ledger(workspace, session, GroupCommit(engine, workspace.folder))
        stack.callback(ledger.abandon)
        yield ledger


@contextmanager
def opened_alone(path: Path) -> Iterator[tuple[Ledger, Workspace]]:
    """Open a ledger that is a file of its own, made where there is none; several processes may share it."""
    with plainly(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with holders.turn(path):
            workspace = open_file(path)
    try:
        with opened(workspace) as ledger:
            yield ledger, workspace
    finally:
        workspace.close()


def settle(workspace: Workspace) -> int:
    """Turn the open intents of dead processes into lost calls; gives their number."""
    database = _database(workspace)
    with plainly(workspace.folder), holders.turn(database):
        with workspace.begin() as connection:
            found = connection.execute(select(CALLS.c.session).where(_ON_ITS_OWN).distinct())
            dead = holders.dead_among(database, [session for (session,) in found])
        if not dead:
            return 0
        with workspace.begin() as connection:
            return connection.execute(_lost(CALLS.c.session.in_(dead))).rowcount


def packed(text: str) -> bytes:
    """Compress a text for the ledger; whatever a provider sent survives, lone surrogates included."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpacked(stored: bytes) -> str:
    """Undo ``packed``."""
    return zlib.decompress(stored).decode("utf-8", "surrogatepass")


def question_of(intent: Intent) -> dict[str, Any]:
    """The row of ``questions`` that an intent needs."""
    return {"key": intent.key, "messages": packed(intent.messages)}


def row_of(intent: Intent, session: int) -> dict[str, Any]:
    """The row of ``calls`` that an intent is."""
    row = {name: getattr(intent, name) for name in _INTENT}
    return row | {"state": "open", "session": session, "sent": now()}


def shortened(note: str) -> str:
    """A note as a row holds it: not longer than it may be, and storable whatever a provider said."""
    return note[:LONGEST_NOTE].encode("utf-8", "replace").decode()


def now() -> str:
    """The time as the ledger writes it: UTC, ISO 8601, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


_INTENT = tuple(name for name in Intent.__dataclass_fields__ if name != "messages")
# Statements stand ready: built anew for each row they cost more than SQLite itself.
INTEND = insert(CALLS)
_FIND = (
    select(CALLS.c.raw)
    .where(CALLS.c.key == bindparam("wanted"), CALLS.c.state == "kept", CALLS.c.raw.is_not(None))
    .order_by(CALLS.c.id.desc())
    .limit(1)
)
_END = update(CALLS).where(CALLS.c.id == bindparam("call"))
_QUESTION = insert(QUESTIONS)
# A question whose texts were pruned gets them back when it is asked again.
ASK = _QUESTION.on_conflict_do_update(index_elements=["key"], set_={"messages": _QUESTION.excluded.messages})
_ON_ITS_OWN = and_(CALLS.c.state == "open", CALLS.c.batch.is_(None))


def _lost(condition: Any) -> Any:
    # The time of the end stays empty: nobody knows it.
    return update(CALLS).where(_ON_ITS_OWN, condition).values(state="lost", note=INTERRUPTED)


@contextmanager
def _held(workspace: Workspace) -> Iterator[int]:
    with ExitStack() as stack:
        with plainly(workspace.folder):
            session = stack.enter_context(holders.alive(_database(workspace)))
        yield session


def _database(workspace: Workspace) -> Path:
    return Path(workspace.engine.url.database or workspace.folder / "memory")


def _durable(engine: Engine) -> Engine:
    """One connection for the writer whose commits are on the disk before they count."""
    durable = create_engine(
        engine.url, connect_args={"timeout": 30, "check_same_thread": False}, poolclass=StaticPool
    )
    event.listen(durable, "connect", _wait_for_disk)
    return durable


def _wait_for_disk(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()
