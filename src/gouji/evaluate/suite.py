"""Suites: what is measured, as YAML in ``evals/suites``; expanded here to one recipe per document.

name: quick
title: {zh: 快速, en: quick}
seed: 1                     # another seed, other documents of the same kinds
groups:
  - name: text
    shapes: [text, html]    # names of shapes, or groups of them
    each: 3                 # documents per shape; of the errors group: per error
    kinds: [town, city]     # offices take turns; default all kinds
    severity: [0, 1, 2]     # takes turns; default 1
    errors: [row_swap@copy] # or "all", or a level; then the shapes take turns
  - name: fixtures
    fixtures: ../../fixtures/disclosure/2021    # relative to the suite's file
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gouji.errors import UsageError
from gouji.evaluate.case import Case
from gouji.evaluate.chance import dice
from gouji.evaluate.copy import Level
from gouji.evaluate.gold import KINDS, Kind
from gouji.evaluate.inject import kinds as inject
from gouji.evaluate.render import groups

LEVELS: tuple[Level, ...] = get_args(Level)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Strict):
    """A title in both languages."""

    zh: str
    en: str


class Group(_Strict):
    """Documents of one kind: shapes times ``each``, errors times ``each``, or a folder of fixtures."""

    name: str
    shapes: tuple[str, ...] = ()
    each: Annotated[int, Field(gt=0)] = 1
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = KINDS
    severity: Annotated[tuple[Annotated[int, Field(ge=0, le=3)], ...], Field(min_length=1)] = (1,)
    errors: tuple[str, ...] = ()
    fixtures: str = ""


class Suite(_Strict):
    """A suite as its file writes it; ``folder`` is where that file stands."""

    name: Annotated[str, Field(pattern=r"^[\w-]+$")]
    title: Title
    seed: int = 0
    groups: tuple[Group, ...]
    folder: Path = Path()
    fingerprint: str = ""

    def cases(self) -> list[Case]:
        """Every document of the suite that can be made here. Raises ``UsageError`` for unknown names."""
        found = [case for group in self.groups for case in _cases(self, group)]
        seen: set[str] = set()
        for case in found:
            if case.id in seen:
                raise UsageError("suite", f"套件 {self.name} 里有两个 {case.id}。", "请给各组不同的 name。")
            seen.add(case.id)
        return found

    def skipped(self) -> list[Skipped]:
        """Shapes that cannot be made on this machine, each with its reason."""
        found = [
            Skipped(group.name, shape, reason)
            for group in self.groups
            for shape in _shapes(self, group)
            if (reason := groups.unavailable(shape))
        ]
        return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A shape that a program missing on this machine would have made."""

    group: str
    shape: str
    reason: str

    def as_json(self) -> dict[str, str]:
        """A JSON object."""
        return {"group": self.group, "shape": self.shape, "reason": self.reason}


def _cases(suite: Suite, group: Group) -> Iterator[Case]:
    if group.fixtures:
        yield from _fixtures(suite, group)
        return
    shapes = [shape for shape in _shapes(suite, group) if not groups.unavailable(shape)]
    if group.errors:
        rows = [(name, shape) for name in _errors(suite, group) for shape in _turn(name, shapes, group.each)]
    else:
        rows = [("", shape) for shape in shapes for _ in range(group.each)]
    for at, (error, shape) in enumerate(rows):
        words = [group.name, *([error] if error else []), shape, str(at)]
        yield Case(
            id="/".join(words),
            group=group.name,
            shape=shape,
            kind=group.kinds[at % len(group.kinds)],
            seed=dice(suite.name, suite.seed, *words).randrange(10_000, 1_000_000),
            severity=group.severity[at % len(group.severity)],
            errors=(error,) if error else (),
        )


def _turn(error: str, shapes: Sequence[str], count: int) -> Iterator[str]:
    """``count`` shapes that can carry this error, each error starting at another one."""
    fitting = [shape for shape in shapes if inject.fits(error, groups.carrier_of(shape), shape)]
    if fitting:
        start = dice("turn", error).randrange(len(fitting))
        yield from (fitting[(start + step) % len(fitting)] for step in range(count))


def _shapes(suite: Suite, group: Group) -> list[str]:
    try:
        return groups.expand(group.shapes)
    except groups.UnknownShapeError as error:
        known = "、".join([*groups.GROUPS, "composed"])
        raise UsageError(
            "suite",
            f"套件 {suite.name} 的组 {group.name} 要一种不认识的形状“{error}”。",
            f"可用的组：{known}。",
        ) from error


def _errors(suite: Suite, group: Group) -> list[str]:
    """Names of built kinds: by name, by level, or all."""
    built = list(inject.KINDS)
    found: list[str] = []
    for name in group.errors:
        if name == "all":
            found += built
        elif name in LEVELS:
            found += [each for each in built if inject.KINDS[each].level == name]
        elif name in inject.KINDS:
            found.append(name)
        else:
            raise UsageError(
                "suite",
                f"套件 {suite.name} 的组 {group.name} 要一种不认识的错误“{name}”。",
                "写法如 row_swap@copy。",
            )
    return [name for name in dict.fromkeys(found) if name in built]


def _fixtures(suite: Suite, group: Group) -> Iterator[Case]:
    folder = (suite.folder / group.fixtures).resolve()
    cases = sorted(path.parent for path in folder.rglob("gold.json"))
    if not cases:
        raise UsageError(
            "suite",
            f"套件 {suite.name} 的组 {group.name}：{folder} 里没有 gold.json。",
            "请检查 fixtures 的路径。",
        )
    for case in cases:
        name = case.relative_to(folder).as_posix()
        yield Case(id=f"{group.name}/{name}", group=group.name, shape="fixture", fixture=str(case))


def load(name: str, folders: Sequence[Path]) -> Suite:
    """The suite in the file ``name``, or called ``name`` in one of ``folders``. Raises ``UsageError``."""
    path = _find(name, folders)
    try:
        text = path.read_text(encoding="utf-8")
        suite = Suite.model_validate(yaml.safe_load(text))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise UsageError("suite", f"套件 {path} 无法读取：{why(error)}。", "请改正这个文件。") from error
    return suite.model_copy(
        update={"folder": path.parent, "fingerprint": hashlib.sha256(text.encode()).hexdigest()}
    )


def why(error: Exception) -> str:
    """What is wrong with a YAML file: of a wrong value its place in the file and the reason."""
    if not isinstance(error, ValidationError):
        return str(error)
    return "；".join(
        f"{'.'.join(map(str, one['loc'])) or '整个文件'}：{one['msg']}" for one in error.errors()[:3]
    )


def _find(name: str, folders: Sequence[Path]) -> Path:
    if name.endswith((".yaml", ".yml")) or "/" in name:
        if Path(name).is_file():
            return Path(name)
        raise UsageError("suite", f"没有套件文件 {name}。", "请检查路径。")
    for folder in folders:
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    known = "、".join(available(folders)) or "无"
    raise UsageError("suite", f"没有叫“{name}”的套件。", f"可用的套件：{known}；也可以写 YAML 文件的路径。")


def available(folders: Sequence[Path]) -> list[str]:
    """Names of the suites in ``folders``."""
    return list(dict.fromkeys(path.stem for folder in folders for path in sorted(folder.glob("*.yaml"))))


def folders(here: Path) -> tuple[Path, ...]:
    """Where suites stand: ``evals/suites`` below ``here``, beside the sources, or in the installed package."""
    package = Path(__file__).resolve().parent
    return (here / "evals" / "suites", package.parents[2] / "evals" / "suites", package / "suites")
