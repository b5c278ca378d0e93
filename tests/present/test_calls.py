"""How amounts and estimates are shown."""

from decimal import Decimal

import pytest

from gouji.models.accounts import Account
from gouji.models.forecast import Forecast
from gouji.present.calls import cost_text, money, show_calls, show_forecast
from gouji.store.calls import Line

FORECAST = Forecast(3, 12, 18, 6, 61234, 4000, Decimal("0.153"), Decimal("0.306"), "CNY")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0 CNY"), ("0.00004", "<0.0001 CNY"), ("0.00005", "0.0001 CNY"), ("12.50", "12.5 CNY")],
)
def test_an_amount_that_is_not_nothing_never_shows_as_nothing(amount, shown):
    assert money(Decimal(amount), "CNY") == shown


@pytest.mark.parametrize(
    ("costs", "unpriced", "uncounted", "shown"),
    [
        ({}, 0, 0, "0"),
        ({}, 2, 0, "价格未设"),
        ({}, 2, 2, "用量未报告"),
        ({}, 2, 1, "价格未设 + 用量未报告"),
        ({"CNY": Decimal(2)}, 0, 0, "2 CNY"),
        ({"CNY": Decimal(2), "USD": Decimal(1)}, 1, 0, "2 CNY + 1 USD + 价格未设"),
        ({"CNY": Decimal(2)}, 1, 1, "2 CNY + 用量未报告"),
    ],
)
def test_a_cost_says_what_of_it_is_unknown(costs, unpriced, uncounted, shown):
    assert cost_text(Account(costs=costs, unpriced=unpriced, uncounted=uncounted)) == shown


def test_a_forecast_names_documents_calls_tokens_and_a_range(capsys):
    show_forecast(FORECAST, as_json=False)
    shown = {line.split("  ")[0]: line.split()[-1] for line in capsys.readouterr().out.splitlines()}
    assert (shown["文件"], shown["页数"], shown["模型调用"], shown["输入词元（估计）"]) == (
        "3",
        "12",
        "12",
        "61,234",
    )


def test_a_forecast_without_price_says_so_and_not_zero(capsys):
    show_forecast(Forecast(1, 1, 1, 0, 10, 5, None, None, None), as_json=False)
    assert capsys.readouterr().out.splitlines()[-1].split() == ["花费（估计）", "价格未设"]


def test_a_forecast_for_programs_has_exact_amounts(capsys):
    show_forecast(FORECAST, as_json=True)
    assert '"cost_low": "0.153"' in capsys.readouterr().out.replace('":"', '": "')


def test_what_a_provider_says_cannot_steer_the_terminal(capsys):
    note = "down \x1b[2J\nsecond line"
    line = Line(
        1, "k", "d" * 64, "p", "1", "m", 0, "lost", note, "2026-01-01T00:00:00", None, *[None] * 7, texts=True
    )
    show_calls([line], {}, Account(calls=1), as_json=False)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert len([row for row in out.splitlines() if "second line" in row and "down" in row]) == 1
