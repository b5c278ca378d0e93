"""The bound is Clopper and Pearson's: exact, one-sided, never too small."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.evaluate.bounds import upper_bound


@pytest.mark.parametrize(
    ("count", "of", "upper"),
    [
        (0, 1, 0.95),
        (0, 10, 0.258866),
        (1, 10, 0.394163),
        (0, 100, 0.029513),
        (5, 100, 0.102253),
        (0, 1000, 0.002991),
        (0, 200_000, 0.0000149786),
        (10, 10, 1.0),
    ],
)
def test_known_values(count, of, upper):
    assert upper_bound(count, of) == pytest.approx(upper, rel=1e-4)


def test_without_a_trial_there_is_no_bound():
    assert upper_bound(0, 0) is None


@pytest.mark.parametrize(("count", "of"), [(-1, 5), (6, 5), (1, 0)])
def test_what_is_no_rate_is_refused(count, of):
    with pytest.raises(ValueError, match="no rate"):
        upper_bound(count, of)


CASES = st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of - 1), st.just(of)))


@given(CASES)
def test_at_the_bound_so_few_are_seen_in_five_cases_of_a_hundred(case):
    count, of = case
    rate = upper_bound(count, of)
    seen = sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(count + 1))
    assert seen == pytest.approx(0.05, rel=1e-6)


@given(CASES)
def test_the_bound_lies_above_the_rate_and_grows_with_the_count(case):
    count, of = case
    assert count / of < upper_bound(count, of) < upper_bound(count + 1, of) <= 1
    assert upper_bound(count, of + 1) < upper_bound(count, of)
    assert upper_bound(count, of, 0.5) < upper_bound(count, of)
