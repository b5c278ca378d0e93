"""UTF-8 once read as GBK: refused with a remedy; healthy text never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert import convert
from gouji.convert.mojibake import refuse_mojibake
from gouji.document import Source
from gouji.errors import ConvertError

REPORT = (
    "柘岭镇2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息 214 条，按期答复申请 7 件。\n"
    "三、收到和处理政府信息公开申请情况\n（一）予以公开\t3\t0\t0\t0\t0\t1\t4\n五、存在的主要问题及改进情况\n"
    "公开目录更新不够及时，下一步将明确专人负责。\n"
)
LEVEL_ONE = [
    bytes([high, low]).decode("gb2312", "ignore") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)
]
HEALTHY = st.text(
    st.one_of(
        st.sampled_from([char for char in LEVEL_ONE if char]), st.sampled_from("，。、（）：0123456789\t\n")
    )
)


def spoiled(text, errors="replace"):
    return text.encode().decode("gbk", errors)


@pytest.mark.parametrize("errors", ["replace", "ignore"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_spoiled_text_is_refused_in_whatever_encoding_it_was_saved(errors, encoding):
    with pytest.raises(ConvertError) as refused:
        convert(Source.of("a.txt", spoiled(REPORT, errors).encode(encoding)))
    assert refused.value.code == "mojibake"
    assert "UTF-8" in refused.value.remedy


def test_a_spoiled_page_is_refused_behind_its_scripts():
    page = f"<html><head><script>{'var a = 1; ' * 5000}</script></head><body><p>{spoiled(REPORT)}</p></body></html>"
    with pytest.raises(ConvertError) as refused:
        convert(Source.of("a.html", page.encode()))
    assert refused.value.code == "mojibake"


def test_a_report_that_quotes_mojibake_is_healthy():
    text = REPORT * 3 + "网页曾显示为“" + spoiled(REPORT)[:30] + "”，已修复。"
    assert refuse_mojibake(text) == text


@given(HEALTHY)
def test_chinese_text_is_never_refused(text):
    assert refuse_mojibake(text * 40) == text * 40


@given(st.text(st.sampled_from("锛銆鍏鐨鏀搴"), min_size=8))
def test_rare_characters_that_undo_to_nothing_frequent_are_healthy(text):
    assert refuse_mojibake(text) == text
