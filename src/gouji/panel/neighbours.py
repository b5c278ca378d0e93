"""Years of one office held against each other. No I/O.

The carry-over is exact. What is in force, what fees come to, and what section 五 says are suspicions:
documents in force are cleaned up, fees do jump, and problems do last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from gouji.families.disclosure.rules import COLUMNS
from gouji.numbers import normalise
from gouji.panel.deciding import decided
from gouji.panel.finding import CrossFinding, CrossRule, Difference
from gouji.panel.sheet import Sheet
from gouji.report import Number

LIFECYCLES = ("disclosure.regulations", "disclosure.normative_documents")
FEES = "disclosure.fees.amount"
FEW_DOCUMENTS = 2
CLEAN_UP = Decimal("0.1")
"""Documents in force may be off by ``FEW_DOCUMENTS``, or by this share of what is expected."""
FACTOR = 10
WAN = 10_000
"""元 in a 万元."""
UNIT_RATIO = 1000
"""From this ratio on the unit is the likelier cause: fees move between years, but not so far."""
ALIKE = 90
"""Per cent of section 五 that two years share, from which on they count as nearly the same."""
SHORTEST = 40
LONGEST = 50_000
"""Characters of section 五, white space apart: shorter ones say too little, longer ones are compared whole."""
QUOTED = 40


def against_earlier(sheet: Sheet, earlier: Sequence[Sheet]) -> Iterator[CrossFinding]:
    """Hold ``sheet`` against the ``earlier`` years of its office, one sheet a year, oldest first."""
    last = earlier[-1] if earlier else None
    if last is not None and last.entry.year is not None and sheet.entry.year == last.entry.year + 1:
        for check in (_carry_over, _in_force, _fees):
            if (found := check(sheet, last)) is not None:
                yield found
    if (repeated := _same_problems(sheet, earlier)) is not None:
        yield repeated


def _found(
    rule: CrossRule, later: Sheet, earlier: Sheet, differences: Sequence[Difference], **params: object
) -> CrossFinding:
    office = later.entry.agency or ""
    return CrossFinding(rule, "warning", office, later.entry, (earlier.entry,), tuple(differences), params)


def _carry_over(later: Sheet, earlier: Sheet) -> CrossFinding | None:
    differences = []
    firm = False
    for column in COLUMNS:
        path, other_path = f"requests.carried_in.{column}", f"requests.carried_out.{column}"
        one, other = later.value(path), earlier.value(other_path)
        if one is not None and other is not None and one != other:
            differences.append(Difference(path, one, other_path, other))
            firm |= path in later.firm and other_path in earlier.firm
    if not differences:
        return None
    return CrossFinding(
        "carry_over",
        "error" if firm else "warning",
        later.entry.agency or "",
        later.entry,
        (earlier.entry,),
        decided(later, earlier, differences),
    )


def _in_force(later: Sheet, earlier: Sheet) -> CrossFinding | None:
    differences, expected = [], {}
    for kind in LIFECYCLES:
        path = f"{kind}.in_force"
        one, before = later.value(path), earlier.value(path)
        issued, repealed = later.value(f"{kind}.issued"), later.value(f"{kind}.repealed")
        if one is None or before is None or issued is None or repealed is None:
            continue
        due: Number = before + issued - repealed
        off = one - due if one > due else due - one
        if off > FEW_DOCUMENTS and off > CLEAN_UP * due:
            differences.append(Difference(path, one, path, before))
            expected[path] = {"issued": issued, "repealed": repealed, "expected": due}
    return _found("in_force", later, earlier, differences, expected=expected) if differences else None


def _fees(later: Sheet, earlier: Sheet) -> CrossFinding | None:
    one, before = later.value(FEES), earlier.value(FEES)
    if not one or not before:
        return None
    large, small = (one, before) if one > before else (before, one)
    if large < FACTOR * small:
        return None
    unit = large >= UNIT_RATIO * small or large % WAN == 0
    return _found(
        "fees_unit" if unit else "fees_factor",
        later,
        earlier,
        [Difference(FEES, one, FEES, before)],
        year=(later if one > before else earlier).entry.year,
        times=int(large / small),
        tenfold=large == FACTOR * small,
    )


def _same_problems(sheet: Sheet, earlier: Sequence[Sheet]) -> CrossFinding | None:
    """Section 五 against those of all earlier years: the newest that it repeats."""
    text = _squeezed(sheet.problems)
    if len(text) < SHORTEST:
        return None
    for other in reversed(earlier):
        share = _share(text, _squeezed(other.problems))
        if share >= ALIKE:
            quote = "".join(sheet.problems.split())[:QUOTED]
            return _found("same_problems", sheet, other, (), share=share, quote=quote)
    return None


def _squeezed(text: str) -> str:
    return "".join(normalise(text).split())


def _share(text: str, other: str) -> int:
    """Whole per cent that two texts share; 100 only where they are equal."""
    if text == other:
        return 100
    if not other or max(len(text), len(other)) > LONGEST:
        return 0
    return min(int(fuzz.ratio(text, other, score_cutoff=ALIKE)), 99)
