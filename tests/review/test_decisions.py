from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.decide import fail
from gouji.errors import UsageError
from gouji.messages import SENTENCES
from gouji.report import Failure, Finding
from gouji.review.burden import RISKS, Burden, burden
from gouji.review.decisions import accept, blame_source, reopen, reviewer, state, undo
from gouji.review.revision import Content, Draft, Shown, Subject, pack, unpack
from gouji.review.stating import Stated
from judged_reports import FACTS, Desk, report
from small_reports import VALUES

LEAF = "requests.granted.business"
WRONG = {LEAF: VALUES[LEAF] + 7}
RIGHT = [Stated(LEAF, Content(VALUES[LEAF]))]


def closed():
    desk = Desk(report(WRONG))
    desk.act(accept)
    return desk


def failed():
    return Desk(fail(FACTS, Failure("no_report", "坏", "修")))


def waiting():
    return Desk(report(WRONG))


def resolved():
    desk = Desk(report(WRONG))
    desk.act(state, RIGHT)
    desk.act(reopen)
    return desk


REFUSED = {
    "set_closed": (closed, state, (RIGHT,), "review_closed"),
    "source_closed": (closed, blame_source, (["row_sum:granted"],), "review_closed"),
    "accept_closed": (closed, accept, (), "review_closed"),
    "set_failed": (failed, state, ([],), "failed_document"),
    "accept_failed": (failed, accept, (), "failed_document"),
    "reopen_failed": (failed, reopen, (), "failed_document"),
    "set_nothing": (waiting, state, ([],), "statement"),
    "no_finding": (waiting, blame_source, (["row_sum:nowhere"],), "no_such_finding"),
    "no_finding_to_accept": (waiting, accept, (["row_sum:nowhere"],), "no_such_finding"),
    "resolved": (resolved, blame_source, (["row_sum:granted"],), "finding_resolved"),
    "open_already": (waiting, reopen, (), "review_open"),
    "nothing_to_undo": (waiting, undo, ([],), "nothing_to_undo"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_a_review_does_not_allow_is_refused_with_a_remedy(case):
    make, decide_it, arguments, code = REFUSED[case]
    with pytest.raises(UsageError) as caught:
        decide_it(make().review, *arguments)
    assert (caught.value.code, bool(caught.value.remedy)) == (code, True)


def test_a_statement_keeps_what_counted_before():
    [draft] = state(waiting().review, RIGHT)
    assert (draft.before, draft.after) == (Content(WRONG[LEAF]), Content(VALUES[LEAF]))


def test_a_finding_named_twice_is_decided_once():
    assert len(blame_source(waiting().review, ["row_sum:granted"] * 2)) == 1


def test_accepting_named_findings_leaves_the_others_open():
    desk = waiting()
    assert desk.act(accept, ["row_sum:granted"]).state == "open"


def test_an_act_that_was_undone_is_not_undone_twice():
    desk = waiting()
    desk.act(state, RIGHT)
    desk.act(undo, desk.rows)
    with pytest.raises(UsageError):
        undo(desk.review, desk.rows)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m甲", "甲" * 65])
def test_a_name_that_says_nobody_is_refused(name):
    with pytest.raises(UsageError) as caught:
        reviewer(name)
    assert caught.value.message.isprintable()


def test_contradictions_weigh_more_than_doubts_and_these_more_than_what_is_unread():
    weights = [
        burden([Finding(rule, "error", ("a",))]).risk for rule in ("row_sum", "doubtful_row", "unread")
    ]
    assert weights == sorted(set(weights), reverse=True)


def test_every_rule_that_is_weighed_exists():
    assert RISKS.keys() <= SENTENCES.keys()


def test_a_cell_named_twice_is_looked_at_once_and_warnings_never():
    findings = [Finding("row_sum", "error", ("a", "b")), Finding("flow", "error", ("b",))]
    assert burden([*findings, Finding("blank_cells", "warning", ("c",))]) == Burden(2, 2, 6)


contents = st.one_of(
    st.builds(Content, st.integers(0, 10**9) | st.decimals(0, 10**6, places=2)),
    st.builds(Content, st.none(), st.sampled_from(["empty", "dash", "missing"])),
)
subjects = st.builds(
    Subject,
    st.text(max_size=5),
    st.lists(st.builds(Shown, st.text(max_size=5), st.none() | st.text(max_size=5), contents), max_size=2).map(tuple),
    st.text(max_size=5),
    st.text(max_size=5),
)  # fmt: skip


@given(
    st.builds(Draft, st.sampled_from(["set", "source"]), st.text(max_size=5), subjects, contents, contents)
)
def test_a_row_comes_back_from_the_store_as_it_was(draft):
    back = unpack(pack(draft))
    assert back == draft
    if draft.after and isinstance(draft.after.value, Decimal):
        assert str(back.after.value) == str(draft.after.value)
