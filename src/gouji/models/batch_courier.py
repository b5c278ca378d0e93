"""Brings a sealed batch to the provider, once, and what became of it into the ledger, whole.

Each step is on the disk before the next one is taken, and each can be taken again: an upload costs
nothing, a batch is looked for before it is created a second time, and a reply that is in the ledger
stays as it is when its file is read once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from gouji.errors import UsageError
from gouji.models.batch_file import PAGE
from gouji.models.batch_service import FIRST_WAIT, LONGEST_WAIT, BatchService, Pause, Remote
from gouji.models.batch_wire import closed
from gouji.models.endpoint import Endpoint
from gouji.models.faults import AttemptError
from gouji.store import batches
from gouji.store.batches import Handle
from gouji.store.ledger import Dropped, Ledger
from gouji.store.storage import plainly

LOOKS = 3
"""How often a batch is looked for that may have been created, before it counts as never created."""


@dataclass(frozen=True, slots=True)
class Courier:
    """Between one ledger and one endpoint; ``folder`` holds input files until they are handed over."""

    endpoint: Endpoint
    service: BatchService
    ledger: Ledger
    folder: Path

    def path(self, tag: str) -> Path:
        """Where the input file of a batch stands."""
        return self.folder / f"gouji-{tag}.jsonl"

    def hand_over(self, handle: Handle, pause: Pause, *, certain: bool) -> Handle | None:
        """The batch as the provider has named it; None where there is nothing to hand over.

        ``certain`` says that nobody has tried before to create it. Raises ``UsageError`` where the provider
        refuses it, and forgets it then, so that its calls can be asked otherwise.
        """
        if handle.state == "sealed":
            if not self.path(handle.tag).exists():
                batches.discard(self.ledger, handle.tag)
                return None
            try:
                with plainly(self.folder):
                    file = self.service.upload(self.path(handle.tag), pause)
            except UsageError:
                self._forget(handle)
                raise
            batches.uploaded(self.ledger, handle.tag, file)
            handle, certain = replace(handle, state="uploaded", file=file), True
        if handle.state == "uploaded":
            remote = self._created(handle, pause, certain=certain)
            batches.submitted(self.ledger, handle.tag, remote.id)
            handle = replace(handle, state="submitted", batch=remote.id)
        self.path(handle.tag).unlink(missing_ok=True)
        return handle

    def look(self, handle: Handle, pause: Pause) -> Remote:
        """How a submitted batch stands. Raises ``UsageError`` where the provider does not know it."""
        remote = self.service.look(handle.batch or "", pause)
        if remote is None:
            raise _unknown(handle, self.endpoint)
        return remote

    def take_in(self, handle: Handle, remote: Remote, pause: Pause) -> None:
        """Close the calls of a batch that is over: by both of its files, and the rest by what they leave out."""
        fetched = self.folder / f"gouji-{handle.tag}.results"
        seconds = max((datetime.now(UTC) - datetime.fromisoformat(handle.created)).total_seconds(), 0.0)
        with plainly(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            heard = 0
            for name in (remote.output, remote.errors):
                if name is None or not self.service.fetch(name, fetched, pause):
                    continue
                with fetched.open("rb") as lines:
                    endings = closed(lines, self.endpoint, seconds)
                    while page := list(islice(endings, PAGE)):
                        batches.close(self.ledger, handle.tag, page)
                        heard += len(page)
            note = remote.note or f"batch {remote.id} {remote.status}, and no word of this call"
            batches.end(self.ledger, handle.tag, remote.status, note, _rest(remote, heard))
            fetched.unlink(missing_ok=True)

    def _created(self, handle: Handle, pause: Pause, *, certain: bool) -> Remote:
        """The batch, found where an earlier attempt has made it and made where none has."""
        file = handle.file or ""
        wait, waited = FIRST_WAIT, 0.0
        looks = 0 if certain else LOOKS
        while True:
            for _ in range(looks):
                found = self.service.find(file, handle.tag, pause)
                if found is not None:
                    return found
                pause(wait)
                wait, waited = min(wait * 2, LONGEST_WAIT), waited + wait
            try:
                return self.service.create(file, handle.tag)
            except UsageError:
                if looks == 0:
                    self._forget(handle)
                raise
            except AttemptError as error:
                if waited >= self.endpoint.patience:
                    raise self.service.gave_up(error.failure) from error
                looks = LOOKS

    def _forget(self, handle: Handle) -> None:
        batches.discard(self.ledger, handle.tag)
        self.path(handle.tag).unlink(missing_ok=True)


def _rest(remote: Remote, heard: int) -> Dropped:
    """What the calls are of which no file says anything: surely never run, or possibly billed."""
    if remote.status == "failed" and remote.output is None:
        return "rejected"  # refused as a whole, before its first call
    ran = remote.completed + remote.failed
    stopped = remote.status in ("expired", "cancelled") and remote.total > 0
    return "rejected" if stopped and heard >= ran else "lost"


def _unknown(handle: Handle, endpoint: Endpoint) -> UsageError:
    return UsageError(
        "batch_unknown",
        f"模型服务（{endpoint.host}）不认识批次 {handle.batch}。",
        "换过密钥或地址的话请换回原来的；"
        f"确认它已不在，可用 gouji calls --give-up {handle.tag} 放弃它，它的调用会按可能丢失记录。",
    )
