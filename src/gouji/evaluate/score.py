"""Score one document: the contract's JSON against what its file prints. Knows the contract only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.evaluate.copy import Expected, Identity, Missing

# Nothing printed: which of the two words a reader uses depends on how much of the row is left.
_NOTHING = {"empty", "missing"}


@dataclass(frozen=True, slots=True)
class Failure:
    """One cell that is not right; ``silent`` when no finding names it."""

    path: str
    expected: str
    got: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The measures of the contract for one document.

    ``named`` are the cells that error findings name, ``needlessly_named`` those of them that are
    right. A failed document has no cells: all unread, none silently wrong.
    """

    cells: int
    right: int
    silently_wrong: tuple[str, ...]
    named: tuple[str, ...]
    needlessly_named: tuple[str, ...]
    unread: tuple[str, ...]
    status: str
    status_right: bool
    straight_through: bool
    title_right: bool
    agency_right: bool
    year_right: bool
    failures: tuple[Failure, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Every cell right."""
        return self.right == self.cells


def score(
    expected: Mapping[str, Expected],
    report: Mapping[str, Any],
    identity: Identity | None = None,
    status: str | None = None,
) -> Score:
    """Compare one document's JSON object (``report``) with the truth of its copy."""
    found: Mapping[str, Any] = report["cells"]
    findings = report["findings"]
    mentioned = {path for finding in findings for path in finding["cells"]}
    named = {p for finding in findings if finding["severity"] == "error" for p in finding["cells"]}
    right: set[str] = set()
    failures: list[Failure] = []
    for path in sorted({*expected, *(p for p, cell in found.items() if cell["value"] is not None)}):
        truth = expected.get(path, Missing("not_in_form"))
        cell = found.get(path)
        if cell is not None and _right(truth, cell):
            right.add(path)
            continue
        silent = cell is not None and _differs(truth, cell) and path not in mentioned
        failures.append(Failure(path, _show(truth), _show_cell(cell), silent))
    right &= set(expected)
    exact = len(right) == len(expected) and not any(failure.silent for failure in failures)
    return Score(
        cells=len(expected),
        right=len(right),
        silently_wrong=tuple(failure.path for failure in failures if failure.silent),
        named=tuple(sorted(named)),
        needlessly_named=tuple(sorted(named & right)),
        unread=tuple(p for p in expected if p not in found or found[p]["blank"] == "unread"),
        status=report["status"],
        status_right=status is None or report["status"] == status,
        straight_through=report["status"] == "accepted" and exact,
        title_right=identity is None
        or _squeeze(report["title"]) in {_squeeze(title) for title in (identity.title, *identity.titles)},
        agency_right=identity is None or _agency_right(identity, report["agency"]),
        year_right=identity is None
        or report["year"] in {identity.year, *identity.years}
        or (identity.year_unsure and report["year"] is None),
        failures=tuple(failures),
        rules=tuple(sorted({finding["rule"] for finding in findings if finding["severity"] == "error"})),
    )


def _right(truth: Expected, cell: Mapping[str, Any]) -> bool:
    if isinstance(truth, Missing):
        kinds = _NOTHING if truth.kind in _NOTHING else {truth.kind}
        return cell["value"] is None and cell["blank"] in kinds
    return cell["value"] is not None and Decimal(str(cell["value"])) == truth


def _differs(truth: Expected, cell: Mapping[str, Any]) -> bool:
    """The contract's *differs*: another number, a number for nothing, or nothing for a number."""
    if cell["blank"] == "unread":
        return False
    if isinstance(truth, Missing):
        return cell["value"] is not None
    return not _right(truth, cell)


def _agency_right(identity: Identity, agency: str | None) -> bool:
    if not identity.agencies:
        return agency is None
    return agency is not None and _squeeze(agency) in {_squeeze(name) for name in identity.agencies}


def _squeeze(text: str | None) -> str | None:
    return None if text is None else "".join(text.split())


def _show(truth: Expected) -> str:
    return f"<{truth.kind}>" if isinstance(truth, Missing) else str(truth)


def _show_cell(cell: Mapping[str, Any] | None) -> str:
    if cell is None:
        return "<absent>"
    return f"<{cell['blank']}>" if cell["value"] is None else str(cell["value"])
