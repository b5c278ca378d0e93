"""How the stand-in behaves now: latency, modes, limits and faults, as ``POST /control`` sets them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from standin.faults import Chooser, Rule, weights_of

MODES = ("strict", "json_schema", "json_object", "tools")


class ControlError(ValueError):
    """A setting that the stand-in does not know."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds until a reply: ``constant``; ``normal`` with ``spread``; ``heavy``, most about ``seconds``, a few far later."""

    kind: str = "constant"
    seconds: float = 0.0
    spread: float = 0.0
    most: float = 60.0

    def draw(self, dice: random.Random) -> float:
        """Seconds for one reply."""
        if self.kind == "normal":
            return min(max(dice.gauss(self.seconds, self.spread), 0.0), self.most)
        if self.kind == "heavy":
            return min(self.seconds * dice.paretovariate(1.5), self.most)
        return self.seconds


@dataclass(slots=True)
class Conduct:
    """All settings. Times in seconds.

    ``accepts`` are the modes that work, ``ignores`` those that are taken without effect; others get 400. ``key``
    is the only right API key (None: any). ``context`` is the longest prompt in tokens. ``per_second`` and
    ``at_once`` are real limits: requests above them get 429. ``down`` answers 503 to everything, ``batch``
    says how batches go.
    """

    seed: int = 0
    probability: float = 0.3
    faults: dict[str, float] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    latency: Latency = field(default_factory=Latency)
    accepts: tuple[str, ...] = MODES
    ignores: tuple[str, ...] = ()
    models: tuple[str, ...] = ("standin",)
    key: str | None = None
    context: int | None = None
    usage: bool = True
    retry_after: float = 1.0
    slow: float = 3.0
    trickle: float = 1.0
    per_second: float | None = None
    at_once: int | None = None
    down: bool = False
    batch: dict[str, Any] = field(default_factory=dict)

    def changed(self, given: Mapping[str, Any]) -> Conduct:
        """These settings with those given; raises ``ControlError`` for what is unknown."""
        known = {each.name for each in fields(self)}
        if set(given) - known:
            raise ControlError(f"unknown settings {sorted(set(given) - known)}; there are {sorted(known)}")
        new = {name: getattr(self, name) for name in known} | dict(given)
        try:
            new["faults"] = weights_of(new["faults"])
            latency = new["latency"]
            new["latency"] = latency if isinstance(latency, Latency) else _latency(latency)
            new |= {name: tuple(new[name]) for name in ("accepts", "ignores", "models")}
            conduct = Conduct(**new)
            conduct.chooser()
        except (TypeError, ValueError) as wrong:
            raise ControlError(str(wrong)) from wrong
        unknown = {*conduct.accepts, *conduct.ignores} - set(MODES)
        if unknown:
            raise ControlError(f"unknown modes {sorted(unknown)}; there are {MODES}")
        return conduct

    def chooser(self) -> Chooser:
        """The dice and rules of these settings, from their start."""
        return Chooser(
            self.seed, self.probability, self.faults, [Rule.from_json(rule) for rule in self.rules]
        )


def _latency(given: Any) -> Latency:
    if isinstance(given, int | float):
        return Latency(seconds=float(given))
    latency = Latency(**given)
    if latency.kind not in {"constant", "normal", "heavy"}:
        raise ControlError(f"unknown latency {latency.kind}")
    return latency
