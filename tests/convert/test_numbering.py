"""Automatic numbers as Word spells them."""

import pytest

from gouji.convert.numbering import Level, Numbering, spell


@pytest.mark.parametrize(
    ("count", "form", "spelled"),
    [
        (3, "decimal", "3"),
        (3, "unheard of", "3"),
        (3, "decimalZero", "03"),
        (7, "chineseCounting", "七"),
        (10, "chineseCountingThousand", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百〇五"),
        (1010, "chineseCountingThousand", "一千〇一十"),
        (12, "ideographDigital", "一二"),
        (2, "ideographTraditional", "乙"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (28, "lowerLetter", "bb"),
        (0, "upperLetter", "0"),
    ],
)
def test_numbers_are_spelled_as_word_does(count, form, spelled):
    assert spell(count, form) == spelled


def test_a_deeper_level_starts_again_under_each_heading():
    levels = {0: Level(form="chineseCounting", pattern="%1、"), 1: Level(pattern="%1.%2", legal=True)}
    numbering = Numbering({"1": ("a", levels), "2": ("a", levels)})
    labels = [numbering.label("1", depth) for depth in (0, 1, 1)] + [
        numbering.label("2", depth) for depth in (0, 1)
    ]
    assert labels == ["一、", "1.1 ", "1.2 ", "二、", "2.1 "]


def test_unknown_lists_and_levels_have_no_label():
    numbering = Numbering({"1": ("a", {0: Level(pattern="%1.")})})
    assert [numbering.label("9", 0), numbering.label("1", 5), numbering.label("0", 0)] == ["", "", ""]
