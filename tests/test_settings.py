from decimal import Decimal
from pathlib import Path

import pytest

from gouji.errors import UsageError
from gouji.models.prices import Price
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
        ("GOUJI_MODEL_CONCURRENCY", "0", "setting_number"),
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


MODEL = {"GOUJI_MODEL_NAME": "m", "GOUJI_MODEL_BASE_URL": "http://models.intranet:8000/v1"}


def test_a_model_that_is_set_is_used_in_the_cascade_unless_something_else_is_asked_for(tmp_path):
    assert load(MODEL, tmp_path).readers == "cascade"
    assert load({**MODEL, "GOUJI_READERS": "aligned"}, tmp_path).readers == "aligned"


@pytest.mark.parametrize("name", sorted(MODEL))
def test_half_a_model_is_no_model_and_says_so(tmp_path, name):
    settings = load({name: MODEL[name]}, tmp_path)
    assert (settings.has_model, settings.readers) == (False, "aligned")
    assert name in settings.warnings[0]


@pytest.mark.parametrize(
    "url", ["models.intranet/v1", "ftp://models/v1", "http://", "http://[::1", "http://a:x/"]
)
def test_an_address_that_is_none_is_refused(tmp_path, url):
    with pytest.raises(UsageError) as caught:
        load({**MODEL, "GOUJI_MODEL_BASE_URL": url}, tmp_path)
    assert caught.value.code == "model_base_url"


def test_the_host_is_shown_without_what_is_secret_in_an_address(tmp_path):
    settings = load({**MODEL, "GOUJI_MODEL_BASE_URL": "https://me:secret@models.intranet:8000/v1"}, tmp_path)
    assert settings.model_host == "models.intranet:8000"


def test_a_price_comes_from_the_table_by_the_models_name_and_from_the_environment_before_that(tmp_path):
    (tmp_path / "gouji.toml").write_text('[prices."m"]\ninput = 2.4\noutput = "9.6"\n', "utf-8")
    assert load(MODEL, tmp_path).model_price == Price(Decimal("2.4"), Decimal("9.6"), Decimal("2.4"))
    assert load({**MODEL, "GOUJI_MODEL_NAME": "n"}, tmp_path).model_price is None
    given = {"GOUJI_MODEL_PRICE_INPUT": "1", "GOUJI_MODEL_PRICE_OUTPUT": "2", "GOUJI_MODEL_CURRENCY": "usd"}
    assert load({**MODEL, **given}, tmp_path).model_price == Price(Decimal(1), Decimal(2), Decimal(1), "USD")
    batched = load({**MODEL, **given, "GOUJI_MODEL_PRICE_BATCH": "0.5"}, tmp_path).model_price
    assert batched == Price(Decimal(1), Decimal(2), Decimal(1), "USD", Decimal("0.5"))


@pytest.mark.parametrize("table", ["prices = 3\n", "[prices]\nm = 3\n", '[prices."m"]\ninput = 1\n'])
def test_a_price_that_cannot_be_read_is_refused_and_not_taken_for_unknown(tmp_path, table):
    (tmp_path / "gouji.toml").write_text(table, "utf-8")
    with pytest.raises(UsageError) as caught:
        load(MODEL, tmp_path)
    assert caught.value.code == "price"


def test_the_key_is_not_shown_with_the_settings(tmp_path):
    settings = load({**MODEL, "GOUJI_MODEL_API_KEY": "sk-1234567890"}, tmp_path)
    assert settings.model_api_key == "sk-1234567890"
    assert "sk-1234567890" not in repr(settings) + str(settings)


def test_a_broken_project_file_is_named(tmp_path):
    (tmp_path / "gouji.toml").write_text("workers = \n", "utf-8")
    with pytest.raises(UsageError, match=r"gouji\.toml"):
        load({}, tmp_path)
