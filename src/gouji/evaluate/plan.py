"""What ``gouji fixtures make`` is asked for, and the cases that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gouji.errors import UsageError
from gouji.evaluate.case import Case
from gouji.evaluate.gold import KINDS, Kind
from gouji.evaluate.inject import kinds as inject
from gouji.evaluate.render import groups

ALL_ZERO: Kind = "all_zero"
_SEVERITIES = {"0": 0, "1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: ``count`` copies of each shape; kinds of office, severities and errors take turns.

    ``dpi`` takes the place of the resolutions that scans draw.
    """

    shapes: tuple[str, ...]
    kinds: tuple[Kind, ...]
    count: int = 1
    seed: int = 1
    severities: tuple[int, ...] = (1,)
    errors: tuple[str, ...] = ()
    dpi: int | None = None

    def cases(self) -> list[Case]:
        """One case per copy; its ``id`` is the folder that it is written to."""
        return [
            case for shape in self.shapes if not groups.unavailable(shape) for case in self._of_shape(shape)
        ]

    def _of_shape(self, shape: str) -> Iterator[Case]:
        errors = [name for name in self.errors if inject.fits(name, groups.carrier_of(shape), shape)]
        if self.errors and not errors:
            return
        for at in range(self.count):
            kind = self.kinds[at % len(self.kinds)]
            severity = self.severities[at % len(self.severities)]
            error = (errors[at % len(errors)],) if errors else ()
            seed = self.seed + at
            name = "-".join([kind, str(seed), f"severity{severity}", *error])
            yield Case(f"{shape}/{name}", "made", shape, kind, seed, severity, error)

    def left_out(self) -> dict[str, str]:
        """Shapes that cannot be made here, and why."""
        return {shape: reason for shape in self.shapes if (reason := groups.unavailable(shape))}

    def as_json(self) -> dict[str, Any]:
        """The plan as the manifest states it."""
        return {
            "shapes": list(self.shapes),
            "kinds": list(self.kinds),
            "count": self.count,
            "seed": self.seed,
            "severities": list(self.severities),
            "errors": list(self.errors),
            "dpi": self.dpi,
        }


def checked_plan(
    plan: Plan, shapes: Sequence[str], kinds: Sequence[str], severities: Sequence[str], errors: Sequence[str]
) -> Plan:
    """``plan`` with these names in it. Raises ``UsageError`` for one that does not exist."""
    known_kinds: dict[str, Kind] = {kind: kind for kind in (*KINDS, ALL_ZERO)}
    for names, known in ((kinds, list(known_kinds)), (severities, list(_SEVERITIES))):
        for name in names:
            if name not in known:
                raise UsageError("unknown_name", f"不认识“{name}”。", f"可用：{'、'.join(known)}。")
    try:
        expanded = groups.expand(shapes)
    except groups.UnknownShapeError as error:
        raise UsageError(
            "unknown_shape", f"不认识形状“{error}”。", "可用的名称见 gouji fixtures shapes。"
        ) from error
    for kind in inject.checked(errors):
        if kind.level == "reading":
            raise UsageError(
                "error_in_reading",
                f"{kind.key} 发生在读取之后，不在文件里。",
                "请用 @office 或 @copy 的错误。",
            )
    return replace(
        plan,
        shapes=tuple(expanded),
        kinds=tuple(known_kinds[name] for name in kinds) or KINDS,
        severities=tuple(_SEVERITIES[word] for word in severities) or (1,),
        errors=tuple(errors),
    )
