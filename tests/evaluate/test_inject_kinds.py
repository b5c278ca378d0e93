"""The table of kinds and its selectors."""

import os
import subprocess
import sys

import pytest

from gouji.errors import UsageError
from gouji.evaluate.inject import KINDS, copy_changes, fits, office_errors, reading_errors


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


def test_keys_are_kind_and_level():
    for key, kind in KINDS.items():
        assert key == f"{kind.name}@{kind.level}"


def test_plain_text_hides_nothing():
    assert not fits("hidden_text@copy", "text")
    assert fits("hidden_text@copy", "html")
    assert fits("row_swap@reading", "text")


def test_errors_do_not_depend_on_hash_seed_locale_or_time_zone():
    program = (
        "import hashlib; from gouji.evaluate.chance import dice;"
        "from gouji.evaluate.gold import make_gold;"
        "from gouji.evaluate.inject import KINDS, copy_changes, inject_office;"
        "from gouji.evaluate.render.registry import make_copy\n"
        "total = hashlib.sha256()\n"
        "for seed, (key, kind) in enumerate(KINDS.items()):\n"
        "    if kind.level == 'reading': continue\n"
        "    gold = make_gold(seed, 'department')\n"
        "    if kind.level == 'office': gold = inject_office(gold, [key], dice(key))\n"
        "    copy = make_copy('html_word', gold, seed, copy_changes([key]), seed % 4)\n"
        "    total.update(copy.content + repr((copy.injected, copy.statements)).encode())\n"
        "print(total.hexdigest())"
    )
    worlds = (
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "4711", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, **world},
            capture_output=True,
            text=True,
            check=True,
        )
        for world in worlds
    ]
    assert runs[0].stdout == runs[1].stdout != ""
