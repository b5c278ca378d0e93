"""Statements of the narrative, read without a model: every number with what its clause says it counts.

A number is of what stands nearest before it in its clause; where its clause names nothing before it,
of what stands behind it. Numbers of other years, comparisons, plans and other subjects are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gouji.document import Document, Place
from gouji.families.disclosure import phrases
from gouji.families.disclosure.narrative import STATEMENT_KINDS, Scope, weigh
from gouji.numbers import Counted, counted
from gouji.read.narrative.prose import Sentence, sentences
from gouji.report import Reading, Statement

_BRACKETS = re.compile(r"\([^()]*\)")
_CLAUSE = re.compile(r"[,;:(]")
_JOINED = re.compile("[、和及与,]|以及")
_LEAD = re.compile(r"^[)、,;和及与]*(?:其中|共计?|有|另有|对|为|分别|全部|均)*$")
_WHOLE = ("received", "handled", "concluded", "carried_in", "carried_out")
_OUTCOMES = ("granted", "partly_granted", "refused", "unavailable", "not_processed", "other_processing")
_APPLICANTS = ("natural_person", "business", "organizations")
_REQUESTS = frozenset({*_WHOLE, *_OUTCOMES, *_APPLICANTS})
_COURTS = ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration")
_RESULTS = ("upheld", "corrected")
_COUNTS = frozenset("件起宗份项例个条次") | {"件次", "个次", "份次", None}
_ITEMS = frozenset("条件次篇份")
_LONGEST = 1500  # characters: what runs on for longer without a stop is no sentence
_PART = re.compile("其中|包括|分别")


@dataclass(slots=True)
class _Thread:
    """What a sentence has been about so far."""

    head: str = ""
    inside: bool = False
    year: int | None = None


def read_statements(document: Document, reading: Reading) -> tuple[Statement, ...]:
    """What the prose of ``document`` states; ``reading`` tells where the tables are, the year, and the cells."""
    values = {path: cell.value for path, cell in reading.cells.items()}
    found: list[Statement] = []
    for sentence in sentences(document, reading):
        said: dict[tuple[str, object], tuple[str, Counted, Scope]] = {}
        for kind, number, scope in _said(sentence, reading.year):
            said.setdefault((kind, number.value), (kind, number, scope))
        if not said:
            continue
        quote, place = (
            document.text[sentence.start : sentence.end],
            document.place(sentence.start, sentence.end),
        )
        for kind, number, scope in said.values():
            cells, agrees = weigh(kind, number.value, quote, values, scope)
            found.append(Statement(kind, number.value, number.unit, quote, place, cells, agrees))
    return tuple(found)


def merged(own: Sequence[Statement], others: Iterable[Statement]) -> tuple[Statement, ...]:
    """``own`` and those of ``others`` that say something else: another kind or value, or another sentence."""
    known: dict[tuple[str, object], list[Place]] = {}
    for each in own:
        known.setdefault((each.kind, each.value), []).append(each.place)
    added = [
        other
        for other in others
        if not any(
            place.start < other.place.end and other.place.start < place.end
            for place in known.get((other.kind, other.value), ())
        )
    ]
    return (*own, *added)


_Said = tuple[str, Counted, Scope]


def _said(sentence: Sentence, year: int | None) -> Iterator[_Said]:
    text = sentence.text
    if len(text) > _LONGEST or not phrases.WORDS.search(text) or phrases.list_of_labels(text):
        return
    yield from _in_words(sentence, year)
    yield from _in_numbers(sentence, year)


def _in_numbers(sentence: Sentence, year: int | None) -> Iterator[_Said]:
    text, thread, since = sentence.text, _Thread(), 0
    numbers = list(counted(text))
    behind: list[str] = []  # kinds named before 分别, for the numbers to come
    for at, number in enumerate(numbers):
        until = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        left, right = text[since : number.start], text[number.end : until]
        since = number.end
        if ";" in left:
            thread.inside = False
        if _PART.search(left):
            thread.inside = True
        if behind and _JOINED.fullmatch(left):
            kinds = [behind.pop(0)]
        else:
            kinds, behind = _kinds(left, right, number, year)
        for kind in kinds:
            fits = _fits(kind, number, left, right, sentence, thread, year)
            if fits:
                yield kind, number, _scope(kind, thread)
            if (fits and kind in _WHOLE) or kind in _COURTS:
                thread.head = thread.head if thread.inside and thread.head else kind


def _kinds(left: str, right: str, number: Counted, year: int | None) -> tuple[list[str], list[str]]:
    """What a number is of, and what the numbers after it are of where 分别 announces several."""
    clause = _clause(left)
    named = [phrases.kind_of(match, year) for match in phrases.SUBJECT.finditer(clause)]
    named = [kind for kind in named if kind != "_all"]
    if number.unit == "元":
        return (["fee"] if phrases.FEE.search(clause) else []), []
    if "分别" in clause:
        kinds = list(dict.fromkeys(named))
        return kinds[:1], kinds[1:]
    if named and (re.search("均|都|皆|各", clause[-4:]) or number.value == 0):
        same = [kind for kind in dict.fromkeys(named) if _alike(kind, named[-1])]
        return (same if len(same) > 1 and _listed(clause) else [named[-1]]), []
    if named:
        both = {"reconsideration", "litigation"} <= set(named)
        return ([] if both else [named[-1]]), []
    if phrases.PUBLISHED.search(clause) and number.unit in _ITEMS:
        return ["published"], []
    if _LEAD.match(clause) or not clause:
        behind = phrases.SUBJECT.finditer(re.split(r"[,;。)]", right, maxsplit=1)[0])
        kinds = [phrases.kind_of(match, year) for match in behind]
        return [kind for kind in kinds if not kind.startswith("_")][:1], []
    return (["received"] if phrases.BARE_APPLICATION.search(clause) else []), []


def _alike(kind: str, other: str) -> bool:
    return any(kind in group and other in group for group in (_WHOLE, _OUTCOMES, _APPLICANTS, _COURTS))


def _listed(clause: str) -> bool:
    return _JOINED.search(clause) is not None


def _clause(left: str) -> str:
    """The last clause before a number, what stands in brackets apart."""
    return _CLAUSE.split(_BRACKETS.sub("", left))[-1]


def _fits(
    kind: str,
    number: Counted,
    left: str,
    right: str,
    sentence: Sentence,
    thread: _Thread,
    year: int | None,
) -> bool:
    """Whether the number counts this kind for this year, and not something else of the kind's words."""
    if kind.startswith("_"):
        return False
    before = sentence.text[: number.start]
    clause = _clause(left)
    if (
        (number.exact and not _this_year(before, clause, kind, year))
        or phrases.COMPARED.search(clause)
        or phrases.LATER.search(left)
    ):
        return False
    if kind == "fee":
        return True
    if number.unit not in _COUNTS or (number.unit is None and not _ends(right)):
        return False
    if kind == "published":
        whole = number.exact and not thread.head and not thread.inside
        return whole and "依申请" not in clause and not phrases.SOME.search(clause)
    if phrases.OTHER_SUBJECT.search(_object(clause)) or (kind in _WHOLE and _of_something(clause)):
        return False
    if kind in _REQUESTS:
        return _of_requests(kind, clause, right, sentence, number, thread)
    return _of_cases(kind, before, sentence, thread)


def _object(clause: str) -> str:
    """What the verb is said to have been done with: behind it if it is an application, else the whole clause."""
    verb = next(phrases.SUBJECT.finditer(clause), None)
    behind = clause[verb.end() :] if verb else ""
    return behind if phrases.APPLICATION.search(behind) else clause


def _of_something(clause: str) -> bool:
    """Whether other words than the form's, and no application, stand between a verb and the number."""
    ends = [match.end() for match in phrases.SUBJECT.finditer(clause)]
    return bool(ends) and not (
        phrases.FILLER.fullmatch(clause, ends[-1]) or phrases.APPLICATION.search(clause, ends[-1])
    )


def _ends(right: str) -> bool:
    """A number without a unit stands at the end of what is said of it."""
    return bool(right) and right[0] in ",;。)"


def _this_year(before: str, clause: str, kind: str, year: int | None) -> bool:
    if phrases.LAST_YEAR.search(clause) and kind != "carried_in":
        return False
    years = [int(found[1]) for found in phrases.YEAR.finditer(before)]
    return not years or year is None or years[-1] == year


def _of_requests(
    kind: str, clause: str, right: str, sentence: Sentence, number: Counted, thread: _Thread
) -> bool:
    said = sentence.text[: number.start] + re.split("[,;。]", right, maxsplit=1)[0]
    if phrases.OTHER_APPLICATION.search(said) or thread.head in _COURTS:
        return False
    if kind == "received" and ((thread.inside and "新" not in clause) or _one_channel(clause)):
        return False
    if kind in _APPLICANTS:
        return thread.head in ("received", "handled", "concluded") or (
            not thread.head and _about_requests(said, sentence)
        )
    if kind in _OUTCOMES and thread.head in ("carried_in", "carried_out"):
        return False
    return bool(thread.head in _WHOLE or _about_requests(said, sentence))


def _about_requests(said: str, sentence: Sentence) -> bool:
    return sentence.topic == "requests" or phrases.APPLICATION.search(said) is not None


def _one_channel(clause: str) -> bool:
    return len(set(phrases.CHANNEL.findall(clause))) == 1


def _of_cases(kind: str, before: str, sentence: Sentence, thread: _Thread) -> bool:
    """Cases against the office about its disclosure, not those that it decides as its own business."""
    if kind in _RESULTS:
        return thread.head in _COURTS or sentence.topic == "proceedings"
    own = re.search("审理|受理|收到|承办|代理|办理|立案", _clause(before))
    return not own or sentence.topic == "proceedings" or re.search("公开|被|因|发生", before) is not None


def _scope(kind: str, thread: _Thread) -> Scope:
    """The scope that the head gives to applicants: the handled, or the concluded requests."""
    scopes = STATEMENT_KINDS[kind].scopes
    if kind in _APPLICANTS and thread.head in ("handled", "concluded"):
        return scopes[1 if thread.head == "handled" else 2]
    return ()


_NOTHING = Counted(0, 0, 0)


def _in_words(sentence: Sentence, year: int | None) -> Iterator[_Said]:
    """What there is said to be none of."""
    at = 0
    for clause in re.split(r"[,;:。]", _BRACKETS.sub("", sentence.text)):
        before, at = sentence.text[: at + len(clause)], at + len(clause) + 1
        none = phrases.NONE.search(clause)
        if phrases.NO_FEE.search(clause):
            yield "fee", replace(_NOTHING, unit="元"), ()
            continue
        if none is None or phrases.LATER.search(clause) or not _this_year(before, clause, "", year):
            continue
        said = clause[none.end() :]
        if next(counted(said), None):
            continue
        for kind in _none_of(said, sentence):
            yield kind, _NOTHING, ()


def _none_of(said: str, sentence: Sentence) -> list[str]:
    kinds = [phrases.kind_of(match) for match in phrases.SUBJECT.finditer(said)]
    courts = [kind for kind in dict.fromkeys(kinds) if kind in _COURTS]
    if courts:
        plain = not phrases.QUALIFIED.search(said) and not set(kinds) & {*_RESULTS}
        return courts if plain else []
    carried = [kind for kind in kinds if kind in ("carried_in", "carried_out")]
    if carried:
        return carried[:1]
    outcomes = [kind for kind in kinds if kind in _OUTCOMES]
    if outcomes:
        return outcomes[:1] if len(outcomes) == 1 and not phrases.QUALIFIED.search(said) else []
    if not phrases.APPLICATION.search(said) or phrases.OTHER_APPLICATION.search(said):
        return []
    alien = phrases.QUALIFIED.search(said) or set(kinds) & {*_APPLICANTS, "_detail", "_waiting"}
    return [] if alien or ("公开" not in said and not _about_requests("", sentence)) else ["received"]
