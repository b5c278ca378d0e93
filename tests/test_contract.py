"""The 200 cell paths and labels of the 2021 form are what other programs rely on."""

import importlib.util
import json
from pathlib import Path

from gouji.families.disclosure import FAMILY
from gouji.report import CONTRACT_VERSION

FORM = FAMILY.forms["2021"]
COMMITTED = Path(__file__).parent / "contract" / "cells_2021.tsv"


def committed_cells():
    lines = COMMITTED.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def published_cells(script):
    spec = importlib.util.spec_from_file_location("make_cells", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.cells())


def test_there_are_200_cells_in_three_tables():
    sizes = {name: sum(path.startswith(f"{name}.") for path in FORM.paths) for name in FORM.table_titles}
    assert sizes == {"disclosure": 10, "requests": 175, "proceedings": 15}


def test_paths_labels_and_their_order_equal_the_committed_contract():
    assert list(FORM.labels.items()) == committed_cells()


def test_the_committed_contract_equals_the_published_one(seeds):
    assert committed_cells() == published_cells(seeds.parent / "contract" / "make_cells.py")


def test_this_is_version_1_of_the_contract():
    assert CONTRACT_VERSION == 1


def test_the_undivided_row_of_other_processing_stands_for_its_three_leaves():
    assert set(FORM.optional_rows) == {"requests.other_processing"}
    leaves = FORM.optional_rows["requests.other_processing"]
    assert [f"{leaf}.total" in FORM.paths for leaf in leaves] == [True, True, True]


def test_the_seeds_answers_speak_of_exactly_these_cells(seeds):
    answers = sorted((seeds / "gold").glob("*.json"))
    assert len(answers) == 5
    for answer in answers:
        assert set(json.loads(answer.read_text(encoding="utf-8"))["cells"]) == set(FORM.paths), answer.name
