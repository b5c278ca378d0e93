"""Every sentence exists in Chinese and English and is filled completely."""

import re
import string

import pytest

from gouji.messages import SENTENCES, render

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("rule", sorted(SENTENCES))
def test_every_finding_speaks_chinese_and_english_with_the_same_facts(rule):
    chinese, english = SENTENCES[rule]
    assert CHINESE.search(chinese)
    assert chinese.endswith(("。", "？"))
    assert not CHINESE.search(english)
    assert english.endswith(".")
    assert placeholders(chinese) == placeholders(english)


@pytest.mark.parametrize("rule", sorted(SENTENCES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_placeholder_is_filled(rule, language):
    names = placeholders(SENTENCES[rule][0])
    said = render(rule, {name: f"<{name}>" for name in names}, language)
    assert not re.search(r"[{}]", said)
    assert "…" not in said
    assert all(f"<{name}>" in said for name in names)


def test_a_missing_parameter_never_loses_the_sentence():
    said = render("row_sum", {"place": "表三", "left": 3, "right": 2}, "zh")
    assert said == "表三：总计印的是 3，各列之和是 2，相差 …。"


def test_braces_in_a_printed_text_are_harmless():
    assert "{0.__class__}" in render("unread", {"place": "表三", "printed": "{0.__class__}"}, "zh")
