"""The committed fixtures are what their passports say."""

import hashlib
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.evaluate.copy import expected_from_json
from gouji.evaluate.fixtures import CASES, files, make_case, passport_table

FOLDER = Path(__file__).parents[2] / "fixtures"


@pytest.mark.parametrize("case", CASES)
def test_fixtures_are_written_again_byte_for_byte(case):
    copy = make_case(CASES[case])
    folder = FOLDER / "disclosure/2021" / case
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert expected_from_json(gold["cells"]) == dict(copy.expected)
    if copy.suffix != ".pdf":
        assert (folder / f"source{copy.suffix}").read_bytes() == copy.content


def test_every_folder_has_a_passport_and_every_passport_a_folder():
    assert {path.name for path in (FOLDER / "disclosure/2021").iterdir()} == set(CASES)
    assert passport_table() in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_bytes_do_not_depend_on_hash_seed_locale_or_time_zone():
    program = (
        "import hashlib; from gouji.evaluate.fixtures import files;"
        "print(hashlib.sha256(b''.join(c for n, c in files() if not n.endswith('.pdf'))).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    run = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    here = hashlib.sha256(b"".join(content for name, content in files() if not name.endswith(".pdf")))
    assert run.stdout.strip() == here.hexdigest()


def test_most_fixtures_are_not_all_zero():
    lively = [case for case, p in CASES.items() if sum(v != 0 for v in make_case(p).expected.values()) > 30]
    assert len(lively) >= len(CASES) * 3 // 4
