"""The lines of a batch: a call becomes a line of the input file, a line of a result file closes a call.

The body of a line is the body of a live request, letter for letter, and a reply is kept as a live one
is. The line's ``custom_id`` is the ledger's key, so that every line that comes back finds its call
whichever process reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from gouji.models import wire
from gouji.models.call import Call
from gouji.models.endpoint import Endpoint
from gouji.models.faults import no_completion, refusal
from gouji.models.foreign_json import parsed
from gouji.models.kept import counted
from gouji.models.wire import Dialect
from gouji.store.batches import Closed

URL: Final = "/v1/chat/completions"
MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""The limits of one input file."""
NOT_RUN = ("batch_expired", "batch_cancelled")
"""What a line says that was never executed, so that nobody pays for it."""


def line(name: str, call: Call, dialect: Dialect) -> bytes:
    """The line of ``call`` in an input file, with its line break."""
    asked = {
        "custom_id": wire.key(name, call, dialect),
        "method": "POST",
        "url": URL,
        "body": wire.body(name, call, dialect),
    }
    try:
        return json.dumps(asked, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a character, as damaged documents have them, can only be escaped
        return json.dumps(asked).encode() + b"\n"


def closed(lines: Iterable[bytes], endpoint: Endpoint, seconds: float) -> Iterator[Closed]:
    """Yield how each line of a result file closes its call; a line that names no call is passed over.

    ``seconds`` is how long the batch took. No secret of ``endpoint`` is in what is yielded.
    """
    for raw in lines:
        said = parsed(raw)
        if isinstance(said, dict) and isinstance(said.get("custom_id"), str):
            yield _closed(said["custom_id"], said, endpoint, seconds)


def _closed(key: str, said: dict[str, Any], endpoint: Endpoint, seconds: float) -> Closed:
    response = said.get("response")
    if not isinstance(response, dict):
        return _without_response(key, said.get("error"), endpoint)
    text = json.dumps(response.get("body"), ensure_ascii=False)
    status = response.get("status_code")
    if status != 200:
        number = status if isinstance(status, int) else 500
        failure = refusal(number, text, {}, endpoint)
        return Closed(key, failure.outcome, note=failure.note)
    raw = endpoint.redact_reply(
        text
    )  # before it is judged: what is kept is what was found to be a completion
    if not wire.is_completion(raw):
        failure = no_completion(raw, endpoint)
        return Closed(key, failure.outcome, note=failure.note)
    return Closed(key, "kept", raw=raw, counted=counted(wire.usage(raw)), seconds=seconds)


def _without_response(key: str, error: Any, endpoint: Endpoint) -> Closed:
    """A line that never got an answer; what is not known to be free counts as possibly billed."""
    code = error.get("code") if isinstance(error, dict) else None
    note = endpoint.redact(json.dumps(error, ensure_ascii=False))
    return Closed(key, "rejected" if code in NOT_RUN else "lost", note=note)
