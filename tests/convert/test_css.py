"""The subset of styles that decides whether text is seen."""

import pytest

from gouji.convert import css


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("DISPLAY : NONE !important", "invisible"),
        ("color:#FFF", "white"),
        ("color:#fefefe", "white"),
        ("color:#fff;background-color:#fff", "white"),
        ("color:#fff;background:rgb(255,255,255) none", "white"),
        ("color:#fff;background:transparent", "white"),
        ("color:rgba(0,0,0,0)", "invisible"),
        ("color:transparent", "invisible"),
        ("font:0/0 a", "tiny"),
        ("font-size:1px", "tiny"),
        ("position:absolute;top:-2000px", "off_page"),
        ("overflow:hidden;height:0px", "invisible"),
        ("color:#fff;background:#1a5a96 url(a.png)", None),
        ("color:#fff;background:url(a.png)", None),
        ("color:white;background-color:red", None),
        ("font-size:12px", None),
        ("font:bold 12px/1.5 SimSun", None),
        ("position:absolute;left:10px", None),
        ("left:-9999px", None),
        ("text-indent:2em", None),
        ("text-indent:-21pt", None),
        ("overflow:hidden;height:10px", None),
        ("color:#f", None),
        ("", None),
    ],
)
def test_a_style_hides_text_or_does_not(style, reason):
    assert css.look(style).over(css.PLAIN).reason == reason


@pytest.mark.parametrize(
    ("rules", "tag", "attributes", "reason"),
    [
        (".a{display:none}", "p", {"class": "b a"}, "invisible"),
        ("p.a{display:none}", "div", {"class": "a"}, None),
        ("p.a, #x{display:none}", "div", {"id": "x"}, "invisible"),
        ("*{color:#fff}", "p", {}, "white"),
        (".a{display:none} .a{color:red}", "p", {"class": "a"}, "invisible"),
        (".b .a{display:none}", "p", {"class": "a"}, None),
        (".a:hover{display:none}", "p", {"class": "a"}, None),
        ("@media print{.a{display:none}} .b{color:white}", "p", {"class": "a"}, None),
        ("@media print{.a{color:red}} .b{color:white}", "p", {"class": "b"}, "white"),
        ("@import url(x.css); .b{color:white}", "p", {"class": "b"}, "white"),
        (".a{{{", "p", {"class": "a"}, None),
        ("}}.a{display:none}", "p", {"class": "a"}, "invisible"),
    ],
)
def test_only_simple_rules_outside_of_at_rules_apply(rules, tag, attributes, reason):
    sheet = css.Sheet()
    sheet.add(rules)
    assert sheet.look(tag, attributes).reason == reason
