"""The committed fixtures are what their passports say."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gouji.evaluate.fixtures import CASES, files, make_case, passport_table
from gouji.evaluate.pixels import pixel_hashes

FOLDER = Path(__file__).parents[2] / "fixtures"


@pytest.mark.parametrize("case", CASES)
def test_fixtures_are_written_again_byte_for_byte(case):
    """A PDF need only show the same pixels: its bytes depend on the PyMuPDF that wrote them."""
    copy = make_case(CASES[case])
    written = {name.rpartition("/")[2]: content for name, content in files({case: CASES[case]})}
    folder = FOLDER / "disclosure/2021" / case
    assert {path.name for path in folder.iterdir()} == set(written)
    assert (folder / "gold.json").read_bytes() == written["gold.json"]
    source = (folder / f"source{copy.suffix}").read_bytes()
    if copy.suffix == ".pdf":
        shown = pixel_hashes(".pdf", source)
        assert shown
        assert shown == pixel_hashes(".pdf", copy.content)
    else:
        assert source == copy.content


def test_every_folder_has_a_passport_and_every_passport_a_folder():
    """A case that ``gouji eval add`` put there carries its passport in its own gold."""
    folders = {path.name: path for path in (FOLDER / "disclosure/2021").iterdir()}
    assert set(CASES) <= set(folders)
    for name in set(folders) - set(CASES):
        assert json.loads((folders[name] / "gold.json").read_text(encoding="utf-8"))["passport"], name
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
