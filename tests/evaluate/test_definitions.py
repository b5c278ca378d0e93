"""Every figure has its words in both languages, and shows itself in its unit."""

import pytest

from gouji.evaluate.definitions import MEASURES, show
from gouji.evaluate.result import Measure


@pytest.mark.parametrize("name", MEASURES)
def test_every_figure_is_named_and_explained_in_both_languages(name):
    one = MEASURES[name]
    assert one.label("en").isascii()
    assert one.meaning("en").isascii()
    assert one.meaning("en").endswith(".")
    assert any("一" <= char <= "鿿" for char in one.label("zh"))
    assert one.meaning("zh").endswith("。")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_figures_share_a_name(language):
    assert len({one.label(language) for one in MEASURES.values()}) == len(MEASURES)


@pytest.mark.parametrize(
    ("name", "value", "count", "of", "upper", "shown"),
    [
        ("silent", 0.0, 0, 20_000, 0.00014977, "0 / 20,000 (≤ 0.015 %)"),
        ("silent_documents", 0.01, 1, 100, 0.0466, "1 / 100 (≤ 4.66 %)"),
        ("laundered", None, 0, 0, None, "–"),
        ("cells_exact", 0.98765, 98_765, 100_000, None, "98.77 %"),
        ("cells_exact", 1.0, 5, 5, None, "100.00 %"),
        ("cells_exact", 0.999996, 999_996, 1_000_000, None, "> 99.99 %"),
        ("unread", 0.0000123, 1, 81_300, None, "0.0012 %"),
        ("unread", 0.0, 0, 5, None, "0.00 %"),
        ("needless_per_document", 1.234, 1234, 1000, None, "1.23"),
        ("seconds_median", 0.1234, 1, 8, None, "0.12 s"),
        ("memory_max", 1234.5, 1, 8, None, "1,234 MB"),
        ("cost_per_document", 0.01234, 1, 8, None, "0.0123"),
    ],
)
def test_a_figure_is_shown_in_its_unit(name, value, count, of, upper, shown):
    assert show(Measure(name, value, count, of, MEASURES[name].better, upper)) == shown
