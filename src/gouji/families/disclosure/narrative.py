"""What the narrative may state in numbers, and which cells' sum each kind of statement is.

Scopes in the order of likelihood: a sentence that counts something may mean any of them (行政复议 may
count all cases or the concluded ones alone).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.families.disclosure.phrases import ELSEWHERE
from gouji.families.disclosure.rules import APPLICANTS, LEAVES, OTHER_GROUP
from gouji.numbers import Number, counted, run_together

Scope = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement: its Chinese name and the scopes that its number may have, none if outside the tables.

    ``wider`` are sums less other sums that offices count too, now and then: where one of these fits, the
    sentence neither supports nor contradicts a cell.
    """

    title: str
    scopes: tuple[Scope, ...] = ()
    wider: tuple[tuple[Scope, Scope], ...] = ()


def _totals(*rows: str) -> Scope:
    return tuple(f"requests.{row}.total" for row in rows)


def _group(name: str) -> Scope:
    return _totals(*(row for row in LEAVES if row.startswith(f"{name}.")))


def _columns(*applicants: str) -> tuple[Scope, ...]:
    """The same applicants among the received, the handled and the concluded requests."""
    received, carried_in, concluded = (
        tuple(f"requests.{row}.{applicant}" for applicant in applicants)
        for row in ("received", "carried_in", "concluded")
    )
    return received, (*received, *carried_in), concluded


def _cases(outcome: str, *blocks: str) -> Scope:
    return tuple(f"proceedings.{block}.{outcome}" for block in blocks)


def _decided(*blocks: str) -> Scope:
    return tuple(path for outcome in ("upheld", "corrected", "other") for path in _cases(outcome, *blocks))


_REVIEW, _DIRECT, _AFTER = "reconsideration", "litigation_direct", "litigation_after_reconsideration"
_COURTS = (_DIRECT, _AFTER)
_ALL = (_REVIEW, *_COURTS)
_RECEIVED, _CARRIED_IN, _CONCLUDED = _totals("received"), _totals("carried_in"), _totals("concluded")
_HANDLED = _RECEIVED + _CARRIED_IN
_CARRIED_OUT = _totals("carried_out")
_UNTREATED = _group("not_processed") + _group("other")
# Of this year's requests alone, or those with an answer in substance.
_ANSWERED = (
    (_CONCLUDED, _CARRIED_IN),
    (_CONCLUDED, _UNTREATED),
    (_CONCLUDED, _group("not_processed")),
    (_CONCLUDED, _group("other")),
    (_CONCLUDED, _totals(OTHER_GROUP)),
)

STATEMENT_KINDS: Mapping[str, Kind] = {
    "received": Kind("新收申请", (_RECEIVED, _HANDLED), ((_CONCLUDED, ()), (_CONCLUDED, _CARRIED_IN))),
    "carried_in": Kind("上年结转的申请", (_CARRIED_IN,)),
    "handled": Kind("收办的申请，连同上年结转", (_HANDLED, _RECEIVED, _CONCLUDED)),
    "concluded": Kind(
        "办结、答复的申请", (_CONCLUDED,), ((_RECEIVED, ()), (_RECEIVED, _CARRIED_OUT), *_ANSWERED)
    ),
    "carried_out": Kind("结转下年度的申请", (_CARRIED_OUT,)),
    "granted": Kind("予以公开", (_totals("granted"),), ((_totals("granted", "partly_granted"), ()),)),
    "partly_granted": Kind("部分公开", (_totals("partly_granted"),)),
    "refused": Kind("不予公开", (_group("refused"),)),
    "unavailable": Kind("无法提供", (_group("unavailable"),)),
    "not_processed": Kind("不予处理", (_group("not_processed"),)),
    "other_processing": Kind("其他处理", (_group("other"), _totals(OTHER_GROUP))),
    "natural_person": Kind("自然人的申请", _columns("natural_person")),
    "business": Kind("商业企业的申请", _columns("business")),
    "organizations": Kind(
        "法人或其他组织的申请",
        _columns(*(applicant for applicant in APPLICANTS if applicant != "natural_person")),
    ),
    "reconsideration": Kind(
        "行政复议案件", (_cases("total", _REVIEW), _decided(_REVIEW)), ((_cases("total", *_ALL), ()),)
    ),
    "upheld": Kind(
        "结果维持", (_cases("upheld", _REVIEW), _cases("upheld", *_COURTS), _cases("upheld", *_ALL))
    ),
    "corrected": Kind(
        "结果纠正", (_cases("corrected", _REVIEW), _cases("corrected", *_COURTS), _cases("corrected", *_ALL))
    ),
    "litigation": Kind(
        "行政诉讼案件",
        (_cases("total", *_COURTS), _decided(*_COURTS)),
        tuple((_cases("total", each), ()) for each in _COURTS),
    ),
    "litigation_direct": Kind("未经复议直接起诉", (_cases("total", _DIRECT), _decided(_DIRECT))),
    "litigation_after_reconsideration": Kind("复议后起诉", (_cases("total", _AFTER), _decided(_AFTER))),
    "published": Kind("主动公开的信息（表外）"),
    "fee": Kind("收取的信息处理费，单位是元（表外）"),
}


def weigh(
    kind: str,
    value: Number | None,
    quote: str,
    values: Mapping[str, Number | None],
    said: Sequence[str] = (),
) -> tuple[Scope, bool | None]:
    """The cells whose sum a statement gives, and whether the tables agree with it.

    ``values`` are the cells' by path, ``said`` the scope that the sentence's head gives it. The first
    scope that fits is taken. False only where every scope that the document has is known and none fits,
    nor a wider one; None where nothing can be compared: outside the tables, a rounded or accumulated
    number, cells without a value, words of another scope (本级, 上半年).
    """
    scopes = [scope for scope in STATEMENT_KINDS[kind].scopes if all(path in values for path in scope)]
    scopes.sort(key=lambda scope: scope != tuple(said))
    likeliest = next(iter(scopes), ())
    if not scopes or value is None or not _exact(quote, value):
        return likeliest, None
    sums = [_sum(scope, values) for scope in scopes]
    if value in sums:
        return scopes[sums.index(value)], True
    wider = [
        _sum(more, values, less)
        for more, less in STATEMENT_KINDS[kind].wider
        if value and all(path in values for path in (*more, *less))
    ]
    unsettled = None in (*sums, *wider) or value in wider or ELSEWHERE.search(quote)
    return likeliest, None if unsettled else False


def _exact(quote: str, value: Number) -> bool:
    """Whether the sentence says just this number somewhere, or says in words that there is none."""
    said = [number.exact for number in counted(run_together(quote)[0]) if number.value == value]
    return any(said) or not said


def _sum(scope: Scope, values: Mapping[str, Number | None], less: Scope = ()) -> Number | None:
    """The sum of a scope's cells less that of others, None where one has no value."""
    numbers = [values[path] for path in scope]
    others = [values[path] for path in less]
    if None in numbers or None in others:
        return None
    return sum(number for number in numbers if number is not None) - sum(
        number for number in others if number is not None
    )
