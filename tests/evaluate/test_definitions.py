"""Every figure has its words in both languages."""

import pytest

from gouji.evaluate.definitions import MEASURES


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
