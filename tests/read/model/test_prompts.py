import pytest

from gouji.errors import GoujiError
from gouji.read.model import prompts
from gouji.read.model.answers import PARTS
from gouji.read.model.prompts import folder, load, parse

GOOD = "---\nid: one\nversion: 3\nvariables: [document]\n---\n抄：\n{{ document }}\n"


@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_part_has_a_prompt_that_shares_one_system_text(part):
    prompt = load(part)
    assert prompt.id == part
    assert "document" in prompt.variables
    assert prompt.system == load("header").system
    assert "只抄" in prompt.system


@pytest.mark.parametrize("part", sorted(PARTS))
def test_what_all_prompts_begin_with_is_the_same(part):
    """Providers cache the longest common beginning: it reaches to the end of the document."""
    beginning = load(part).user.partition("{{ document }}")[0]
    assert beginning == load("header").user.partition("{{ document }}")[0]


def test_no_prompt_file_is_left_over():
    names = {path.name.removesuffix(".md") for path in folder().joinpath("disclosure", "2021").iterdir()}
    assert names == PARTS | {"rules"}


def test_front_matter_and_text_are_taken_apart():
    front, text = parse("one", GOOD)
    assert (front["version"], text) == (3, "抄：\n{{ document }}")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("variables: [document]", "variables: []"), "变量"),
        (("variables: [document]", "variables: [document, rows]"), "变量"),
        (("{{ document }}", ""), "变量"),
        (("id: one", "id: two"), "id"),
        (("version: 3\n", ""), "文件头"),
        (("---\n抄", "抄"), "文件头"),
    ],
)
def test_a_prompt_file_that_does_not_fit_itself_is_an_error(change, why):
    with pytest.raises(GoujiError) as raised:
        parse("one", GOOD.replace(*change))
    assert why in raised.value.message


@pytest.mark.parametrize("values", [{}, {"document": "a", "rows": "b"}, {"rows": "b"}])
def test_a_prompt_is_filled_with_exactly_its_variables(values):
    with pytest.raises(GoujiError):
        load("header").fill(values)


def test_what_a_document_writes_between_braces_stays_as_it_is():
    filled = load("disclosure").fill(
        {"document": "{{ rows }} {{ columns }}", "rows": "- r01", "columns": "c"}
    )
    assert "{{ rows }} {{ columns }}" in filled
    assert filled.count("- r01") == 1


def test_a_prompt_that_is_not_there_is_an_error():
    with pytest.raises(GoujiError):
        load("nothing")


def test_the_installed_packages_prompts_come_first(tmp_path, monkeypatch):
    (tmp_path / "prompts").mkdir()
    monkeypatch.setattr(prompts.resources, "files", lambda _name: tmp_path)
    assert folder() == tmp_path / "prompts"
