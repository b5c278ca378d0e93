"""The subset of styles that decides whether text is seen, struck out, or shown in another order."""

import pytest
from lxml import html

from gouji.convert import css
from gouji.convert.appearance import Appearance
from gouji.convert.selectors import Sheet


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
        ("color:#ffffff00", "invisible"),
        ("color:rgb(0 0 0 / 0)", "invisible"),
        ("color:hsl(0,0%,100%)", "white"),
        ("color:rgb(100%,100%,100%)", "white"),
        ("color:#a00;background:#AA0000", "white"),
        ("color:#a00;background:#AA0000 url(a.png)", None),
        ("background:#036;background-color:#fff;color:#fff", "white"),
        ("color:red;-webkit-text-fill-color:transparent", "invisible"),
        ("color:rgb(0,0,0)", None),
        ("color:rgba(0,0,0,0.5)", None),
        ("opacity:0.01", "invisible"),
        ("opacity:90%", None),
        ("zoom:0", "invisible"),
        ("content-visibility:hidden", "invisible"),
        ("clip-path:inset(100%)", "invisible"),
        ("clip-path:inset(10px)", None),
        ("transform:scale(0)", "invisible"),
        ("transform:scale(1.05)", None),
        ("transform:translateX(-9999px)", "off_page"),
        ("margin-left:-9999px", "off_page"),
        ("margin-left:-8px", None),
        ("position:absolute;left:9999px", "off_page"),
        ("overflow:hidden;width:0", "invisible"),
        ("display:none;display:block", None),
        ("display:none!important;display:block", "invisible"),
        ("background:url('a;color:white')", None),
        ("", None),
    ],
)
def test_a_style_hides_text_or_does_not(style, reason):
    assert css.look(style).within(css.PLAIN).reason == reason


@pytest.mark.parametrize(
    ("style", "struck", "moved"),
    [
        ("text-decoration:line-through", True, None),
        ("text-decoration: underline LINE-THROUGH red", True, None),
        ("text-decoration-line:line-through", True, None),
        ("text-decoration:underline", False, None),
        ("float:right", None, True),
        ("position:relative;left:-10px", None, True),
        ("position:relative", None, None),
        ("transform:none", None, None),
        ("transform:scaleX(-1)", None, True),
    ],
)
def test_a_style_strikes_text_out_or_moves_it(style, struck, moved):
    assert (css.look(style).struck, css.look(style).moved) == (struck, moved)


def test_nothing_inside_of_struck_out_text_is_restored():
    assert css.look("text-decoration:none").within(css.look("text-decoration:line-through")).struck


PAGE = "<div class='b c' id=outer><p class='b a' data-k=v><i>x</i></p><p id=x>y</p></div>"


@pytest.mark.parametrize(
    ("rules", "xpath", "reason"),
    [
        (".a{display:none}", "//p", "invisible"),
        ("div.a{display:none}", "//p", None),
        ("p.a, #x{display:none}", "//p[2]", "invisible"),
        ("*{color:#fff}", "//p", "white"),
        (".a{display:none} .a{color:red}", "//p", "invisible"),
        (".a{display:none} .a{display:block}", "//p", None),
        (".b .a{display:none}", "//p", "invisible"),
        (".b > i{display:none}", "//i", "invisible"),
        (".c > i{display:none}", "//i", None),
        (".c i{display:none}", "//i", "invisible"),
        ("div>p.a.b{display:none}", "//p", "invisible"),
        (".b + .a{display:none}", "//p", None),
        ("p:nth-child(2){display:none}", "//p[2]", "invisible"),
        ("p:first-child{display:none}", "//p[2]", None),
        ("p:nth-child(odd){display:none}", "//p[2]", None),
        ("[data-k=v]{display:none}", "//p", "invisible"),
        ("p[data-k^='w']{display:none}", "//p", None),
        (".a:hover{display:none}", "//p", None),
        (".a::before{display:none}", "//p", None),
        ("#outer .a{display:block} .a{display:none}", "//p", None),
        (".a{display:none!important} #outer .a{display:block}", "//p", "invisible"),
        ("@media print{.a{display:none}} .b{color:white}", "//p[2]", None),
        ("@media screen{.a{display:none}}", "//p", "invisible"),
        ("@media screen and (max-width:9px){.a{display:none}}", "//p", None),
        ("@media print{.a{color:red}} .b{color:white}", "//p", "white"),
        ("@import url(x.css); .b{color:white}", "//p", "white"),
        (".a{{{", "//p", None),
        ("}}.a{display:none}", "//p", "invisible"),
    ],
)
def test_rules_apply_to_the_elements_that_they_select(rules, xpath, reason):
    sheet = Sheet()
    sheet.add(rules)
    element = html.fromstring(PAGE).xpath(xpath)[0]
    assert Appearance(sheet).look(element, css.PLAIN).reason == reason
