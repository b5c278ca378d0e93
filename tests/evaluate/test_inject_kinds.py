"""The table of kinds and its selectors."""

import pytest

from gouji.errors import UsageError
from gouji.evaluate.inject import KINDS, copy_changes, fits, office_errors, pending, reading_errors


def test_selectors_take_their_own_level_from_a_mixed_list():
    names = ["row_swap@reading", "digit_1_7@office", "wrong_total@office"]
    assert len(office_errors(names)) == 2
    assert len(reading_errors(names)) == 1
    assert copy_changes(names) == ()


@pytest.mark.parametrize("select", [office_errors, copy_changes, reading_errors])
def test_an_unknown_kind_is_refused_by_name(select):
    with pytest.raises(ValueError, match="no_such_kind@copy") as caught:
        select(["row_swap@reading", "no_such_kind@copy"])
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2


def test_a_pending_kind_is_listed_with_the_part_it_waits_for_and_refused():
    assert [row["kind"] for row in pending()] == ["truncated_reply@reading"]
    assert all(row["part"] for row in pending())
    with pytest.raises(ValueError, match="model reader"):
        reading_errors(["truncated_reply@reading"])


def test_keys_are_kind_and_level_and_only_pending_kinds_have_no_verb():
    for key, kind in KINDS.items():
        assert key == f"{kind.name}@{kind.level}"
        assert (kind.apply is None) == bool(kind.pending)


def test_plain_text_hides_nothing():
    assert not fits("hidden_text@copy", "text")
    assert fits("hidden_text@copy", "html")
    assert fits("row_swap@reading", "text")
