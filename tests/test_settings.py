from pathlib import Path

import pytest

from gouji.errors import UsageError
from gouji.settings import Settings, load


def test_nothing_set_gives_the_defaults(tmp_path):
    assert load({}, tmp_path) == Settings()


def test_the_environment_wins_over_the_project_file(tmp_path):
    (tmp_path / "gouji.toml").write_text('workspace = "a"\nworkers = 3\n', "utf-8")
    settings = load({"GOUJI_WORKSPACE": "b"}, tmp_path)
    assert (settings.workspace, settings.workers) == (Path("b"), 3)


def test_other_programs_variables_are_ignored(tmp_path):
    assert load({"OPENAI_API_KEY": "x", "HTTPS_PROXY": "y"}, tmp_path) == Settings()


def test_an_empty_variable_counts_as_unset(tmp_path):
    assert load({"GOUJI_WORKERS": "", "GOUJI_DATABASE_URL": ""}, tmp_path) == Settings()


def test_an_unknown_name_is_warned_about_by_name(tmp_path):
    (tmp_path / "gouji.toml").write_text("wokers = 3\n", "utf-8")
    warnings = load({"GOUJI_WORKSPASE": "b"}, tmp_path).warnings
    assert ["wokers" in warnings[0], "GOUJI_WORKSPASE" in warnings[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GOUJI_WORKERS", "two", "setting_number"),
        ("GOUJI_WORKERS", "-1", "setting_number"),
        ("GOUJI_TIMEOUT", "nan", "setting_number"),
        ("GOUJI_LANG", "fr", "setting_choice"),
        ("GOUJI_READERS", "oracle", "setting_choice"),
        ("GOUJI_READERS", "both", "no_model"),
    ],
)
def test_a_bad_value_is_named(tmp_path, name, value, code):
    with pytest.raises(UsageError) as caught:
        load({name: value}, tmp_path)
    assert caught.value.code == code
    assert name in caught.value.message


def test_a_reader_that_this_version_lacks_is_refused_even_with_a_model(tmp_path):
    model = {"GOUJI_MODEL_NAME": "m", "GOUJI_MODEL_BASE_URL": "http://127.0.0.1:1/v1"}
    with pytest.raises(UsageError) as caught:
        load({"GOUJI_READERS": "cascade", **model}, tmp_path)
    assert caught.value.code == "no_model_reader"


def test_a_broken_project_file_is_named(tmp_path):
    (tmp_path / "gouji.toml").write_text("workers = \n", "utf-8")
    with pytest.raises(UsageError, match=r"gouji\.toml"):
        load({}, tmp_path)
