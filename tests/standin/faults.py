"""Faults by name: how a connection, a status, a completion or an answer goes wrong, and when.

Which one a reply gets is drawn by dice that are seeded by the request's body and how often it came, so
that a run is the same whatever the order of its threads; rules force one on chosen requests.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from standin.lies import LIES

REFUSALS: Mapping[str, str] = {
    "rate_limited": "429 with Retry-After in seconds",
    "rate_limited_date": "429 with Retry-After as a date",
    "rate_limited_bare": "429 without Retry-After",
    "server_error": "500",
    "unavailable": "503 with Retry-After",
    "echoed_key": "500 whose body holds the Authorization header",
    "context_too_long": "400 context_length_exceeded",
    "rejected_content": "400 that names the content",
    "html_error": "502 with a page of HTML, as a gateway sends it",
}
CONNECTION: Mapping[str, str] = {
    "dropped_before": "the connection is closed before any byte of the reply",
    "dropped_middle": "the connection is closed in the middle of the reply",
    "trickle": "the reply comes in small pieces",
    "slow": "the reply comes late",
    "hang": "no reply comes, the connection stays open",
}
COMPLETION: Mapping[str, str] = {
    "truncated": "finish_reason length, the text is cut",
    "malformed_json": "finish_reason stop, the text is no JSON",
    "wrapped_json": "the JSON stands in a code block after a sentence",
    "refusal": "the refusal field instead of content",
    "content_filter": "finish_reason content_filter, a piece of text",
    "empty": "no content at all",
    "no_usage": "no usage in the reply",
    "wrong_usage": "usage that is ten times too high",
    "broken_body": "status 200 with half a completion object",
}
FAULTS = (*REFUSALS, *CONNECTION, *COMPLETION, *LIES)
HARMLESS = frozenset({"trickle", "slow", "no_usage", "wrong_usage", "wrapped_json"})
"""Faults that an ordinary client may read an honest answer from."""
STORM = tuple(name for name in FAULTS if name != "hang")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "storm": STORM,
    "all": FAULTS,
    "refusals": tuple(REFUSALS),
    "connection": tuple(CONNECTION),
    "completion": tuple(COMPLETION),
    "lies": tuple(LIES),
}


class UnknownFaultError(ValueError):
    """A name that no fault and no group has."""


def weights_of(given: Any) -> dict[str, float]:
    """Faults by weight, from a name, a list of names (of faults or groups) or weights by name."""
    named = {given: 1.0} if isinstance(given, str) else given
    named = dict(named) if isinstance(named, Mapping) else dict.fromkeys(named, 1.0)
    weights: dict[str, float] = {}
    for name, weight in named.items():
        if name not in GROUPS and name not in FAULTS:
            raise UnknownFaultError(f"no fault is called {name}; there are: {', '.join([*GROUPS, *FAULTS])}")
        for single in GROUPS.get(name, (name,)):
            weights[single] = float(weight)
    return weights


@dataclass(slots=True)
class Rule:
    """Forces ``fault`` on requests that fit: ``None`` forces honesty.

    ``contains`` stands in the body's messages, ``schema`` in the schema's name, ``mark`` is the fence's;
    ``nth`` counts the requests that fit (from 1), ``attempt`` how often the same body came (from 1);
    ``times`` bounds how often the rule acts.
    """

    fault: str | None
    contains: str = ""
    schema: str = ""
    mark: str = ""
    nth: tuple[int, ...] = ()
    attempt: tuple[int, ...] = ()
    times: int = 0
    seen: int = 0
    acted: int = 0

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Rule:
        """A rule as ``POST /control`` gives it."""
        if given.get("fault") is not None:
            weights_of(given["fault"])
        return cls(
            **{**given, "nth": tuple(given.get("nth", ())), "attempt": tuple(given.get("attempt", ()))}
        )

    def fits(self, text: str, schema: str, mark: str, attempt: int) -> bool:
        """Whether this request is meant; counts it."""
        if self.contains not in text or self.schema not in schema or (self.mark and self.mark != mark):
            return False
        self.seen += 1
        fitting = (not self.nth or self.seen in self.nth) and (not self.attempt or attempt in self.attempt)
        if not fitting or (self.times and self.acted >= self.times):
            return False
        self.acted += 1
        return True


@dataclass(slots=True)
class Chooser:
    """Chooses faults: ``probability`` per reply, kinds by ``weights``; rules come first."""

    seed: int = 0
    probability: float = 0.0
    weights: dict[str, float] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    came: dict[bytes, int] = field(default_factory=dict)

    def attempt(self, body: bytes) -> tuple[int, random.Random]:
        """How often this body came, this time included, and the dice of this reply."""
        digest = hashlib.sha256(body).digest()[:12]
        self.came[digest] = count = self.came.get(digest, 0) + 1
        return count, random.Random(f"{self.seed}/{digest.hex()}/{count}")

    def candidates(
        self, text: str, schema: str, mark: str, attempt: int, dice: random.Random
    ) -> Iterator[str]:
        """Faults to try in this order, the first that has anything to do is taken; none for an honest reply."""
        for rule in self.rules:
            if rule.fits(text, schema, mark, attempt):
                if rule.fault is not None:
                    yield from _drawn(weights_of(rule.fault), dice)
                return
        if self.weights and dice.random() < self.probability:
            yield from _drawn(self.weights, dice)


def _drawn(weights: Mapping[str, float], dice: random.Random) -> Iterator[str]:
    left = dict(weights)
    while left:
        name = dice.choices(list(left), list(left.values()))[0]
        del left[name]
        yield name
