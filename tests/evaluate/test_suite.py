"""Suites: from YAML to one recipe per document."""

import textwrap

import pytest

from gouji.errors import UsageError
from gouji.evaluate.inject import kinds as inject
from gouji.evaluate.render import groups
from gouji.evaluate.session import cases_hash
from gouji.evaluate.suite import available, folders, load


@pytest.fixture
def written(tmp_path):
    def write(groups, name="small"):
        head = f"name: {name}\ntitle: {{zh: 小, en: small}}\nseed: 5\ngroups:\n"
        (tmp_path / f"{name}.yaml").write_text(head + textwrap.dedent(groups), encoding="utf-8")
        return load(name, [tmp_path])

    return write


def test_each_shape_gets_its_number_of_documents_and_severities_take_turns(written):
    suite = written("- {name: a, shapes: [tabs, docx], each: 3, severity: [0, 2]}\n")
    cases = suite.cases()
    assert [case.shape for case in cases] == ["tabs"] * 3 + ["docx"] * 3
    assert [case.severity for case in cases] == [0, 2, 0, 2, 0, 2]
    assert len({case.seed for case in cases}) == 6


def test_offices_take_turns(written):
    cases = written("- {name: a, shapes: [tabs], each: 4, kinds: [town, city]}\n").cases()
    assert [case.kind for case in cases] == ["town", "city", "town", "city"]


def test_a_group_of_shapes_stands_for_its_shapes(written):
    shapes = {case.shape for case in written("- {name: a, shapes: [all_docx]}\n").cases()}
    assert {"docx", "docx_merges_lost"} <= shapes


def test_a_level_stands_for_its_error_kinds_and_each_gets_its_number(written):
    cases = written("- {name: a, shapes: [tabs, docx], errors: [office], each: 3}\n").cases()
    kinds = {case.errors for case in cases}
    assert kinds
    assert all(len(errors) == 1 and errors[0].endswith("@office") for errors in kinds)
    assert all(sum(case.errors == errors for case in cases) == 3 for errors in kinds)
    assert {case.shape for case in cases} == {"tabs", "docx"}


def test_an_error_stands_only_in_carriers_that_can_show_it(written):
    cases = written("- {name: a, shapes: [tabs, html], errors: [hidden_text@copy], each: 4}\n").cases()
    assert [case.shape for case in cases] == ["html"] * 4


def test_another_group_added_leaves_the_cases_of_the_first_alone(written):
    first = "- {name: a, shapes: [tabs], each: 3}\n"
    before = written(first).cases()
    after = written(first + "- {name: b, shapes: [docx]}\n").cases()
    assert after[:3] == before


def test_fixtures_are_found_beside_the_suite(written, tmp_path):
    case = tmp_path / "cases" / "one"
    case.mkdir(parents=True)
    (case / "gold.json").write_text("{}")
    [found] = written("- {name: f, fixtures: cases}\n").cases()
    assert (found.id, found.fixture) == ("f/one", str(case))


def test_the_same_fixtures_in_another_folder_are_the_same_documents(tmp_path):
    hashes = []
    for place, text in (("here", "1"), ("there", "1"), ("changed", "2")):
        case = tmp_path / place / "cases" / "one"
        case.mkdir(parents=True)
        (case / "gold.json").write_text("{}")
        (case / "source.txt").write_text(text)
        head = "name: s\ntitle: {zh: 小, en: s}\ngroups:\n"
        (tmp_path / place / "s.yaml").write_text(head + "- {name: f, fixtures: cases}\n", encoding="utf-8")
        hashes.append(cases_hash(load("s", [tmp_path / place]).cases()))
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(
    ("groups", "named"),
    [
        ("- {name: a, shapes: [tabs_of_gold]}\n", "tabs_of_gold"),
        ("- {name: a, shapes: [tabs], errors: [sunshine@copy]}\n", "sunshine@copy"),
        ("- {name: a, shapes: [tabs], eahc: 3}\n", "eahc"),
        ("- {name: a, shapes: [tabs], severity: [7]}\n", "severity"),
        ("- {name: a, shapes: [tabs], severity: []}\n", "severity"),
        ("- {name: a, shapes: [tabs], kinds: []}\n", "kinds"),
        ("- {name: a, fixtures: nowhere}\n", "nowhere"),
        ("- {name: a, shapes: [tabs]}\n- {name: a, shapes: [tabs]}\n", "a/tabs/0"),
    ],
)
def test_what_a_suite_gets_wrong_is_named(written, groups, named):
    with pytest.raises(UsageError) as caught:
        written(groups).cases()
    assert named in caught.value.message


def test_an_unknown_suite_tells_the_known_ones(tmp_path):
    (tmp_path / "mine.yaml").write_text("")
    with pytest.raises(UsageError) as caught:
        load("yours", [tmp_path])
    assert "mine" in caught.value.remedy


@pytest.mark.parametrize("name", ["quick", "standard", "full", "faults"])
def test_the_suites_of_the_project_can_be_expanded(name, tmp_path):
    cases = load(name, folders(tmp_path)).cases()
    assert len({case.id for case in cases}) == len(cases) > 100
    assert name in available(folders(tmp_path))


def test_standard_has_a_thousand_documents_a_quarter_of_them_composed_at_random(tmp_path):
    cases = load("standard", folders(tmp_path)).cases()
    composed = [case for case in cases if case.shape == "composed"]
    assert len(cases) >= 1000
    assert len(composed) >= len(cases) / 4


def test_quick_has_every_shape_and_every_built_error_three_times(tmp_path):
    cases = load("quick", folders(tmp_path)).cases()
    for shape in groups.expand(name for name in groups.GROUPS if name != "scans"):
        assert sum(case.shape == shape for case in cases) >= 3 or groups.unavailable(shape), shape
    for name in inject.KINDS:
        assert sum(name in case.errors for case in cases) >= 3, name
