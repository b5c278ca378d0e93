import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, create_model

from gouji.models.call import Call, Message
from gouji.models.tokens import (
    TYPICAL_ITEMS,
    VOCABULARIES,
    estimate,
    most_tokens,
    output_tokens,
    typical,
    vocabulary_of,
)
from gouji.read.model.answers import TABLE_PARTS, table_answer

ROWS = """三、收到和处理政府信息公开申请情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t自然人\t商业企业\t科研机构\t总计
一、本年新收政府信息公开申请数量\t128\t6\t0\t134
二、上年结转政府信息公开申请数量\t9\t0\t0\t9
（一）予以公开\t57\t3\t0\t60
（二）部分公开（区分处理的，只计这一情形，不计其他情形）\t21\t0\t0\t21
1.属于国家秘密\t0\t0\t0\t0
2.其他法律行政法规禁止公开\t1\t0\t0\t1
四、结转下年度继续办理\t12\t1\t0\t13"""
LINES = "\n".join(ROWS.replace("\t", "\n\n").split("\n"))
ANSWER = json.dumps(
    {"rows": {f"r{row:02d}": [row * 7 % 13, 0, 0, 4, 0, 117] for row in range(1, 13)}, "printed": []},
    separators=(",", ":"),
)
PROSE = "本机关全年主动公开信息1,284条，其中通过门户网站公开976条，较上年增长8.5%；办结依申请公开事项143件，均在法定期限内答复，未发生行政复议被纠错的情形。"
COUNTED = {
    "qwen": {"rows": 186, "lines": 184, "answer": 226, "prose": 57},
    "cl100k": {"rows": 241, "lines": 239, "answer": 187, "prose": 80},
    "o200k": {"rows": 183, "lines": 181, "answer": 187, "prose": 56},
    "deepseek": {"rows": 165, "lines": 163, "answer": 188, "prose": 50},
}
"""What the real vocabularies count for these texts (their published files, counted once)."""


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    value: int | None
    unit: str | None


class Listing(BaseModel):
    statements: list[Row]


def keyed_rows(rows, columns):
    fields = {f"r{at:02d}": (list[int], Field(min_length=columns, max_length=columns)) for at in range(rows)}
    return create_model("Rows", **fields)


def call(answer, text="问", limit=5000):
    return Call("p", "1", (Message("system", "抄录。"), Message("user", text)), answer, limit)


@pytest.mark.parametrize("vocabulary", sorted(COUNTED))
@pytest.mark.parametrize(
    ("name", "text"), [("rows", ROWS), ("lines", LINES), ("answer", ANSWER), ("prose", PROSE)]
)
def test_an_estimate_is_close_to_the_vocabularys_own_count(vocabulary, name, text):
    assert estimate(text, vocabulary) == pytest.approx(COUNTED[vocabulary][name], rel=0.15)


@pytest.mark.parametrize("vocabulary", sorted(VOCABULARIES))
@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_is_never_fewer_tokens_but_for_a_joint(vocabulary, first, second):
    whole = estimate(first + second, vocabulary)
    assert 0 <= estimate("", vocabulary) <= whole + 1
    # Where two texts meet, pieces may join or a blank may change its kind: a few tokens at most.
    assert abs(whole - estimate(first, vocabulary) - estimate(second, vocabulary)) <= 6


@pytest.mark.parametrize(
    ("model", "vocabulary"),
    [
        ("qwen3-32b", "qwen"),
        ("Qwen/QwQ-32B", "qwen"),
        ("deepseek-chat", "deepseek"),
        ("gpt-4o-mini", "o200k"),
        ("gpt-4.1", "o200k"),
        ("openai/o3", "o200k"),
        ("gpt-4-turbo", "cl100k"),
        ("glm-4.6", "general"),
    ],
)
def test_a_models_name_tells_its_vocabulary(model, vocabulary):
    assert vocabulary_of(model) == vocabulary


@given(st.integers(1, 40), st.integers(1, 8))
def test_a_typical_answer_has_every_row_and_column(rows, columns):
    answer = typical(keyed_rows(rows, columns).model_json_schema())
    assert [len(row) for row in answer.values()] == [columns] * rows


@given(st.integers(1, 40), st.integers(1, 8))
def test_the_answer_estimate_is_that_of_a_real_answer_of_the_shape(rows, columns):
    shape = keyed_rows(rows, columns)
    real = shape.model_validate({name: [34, *[0] * (columns - 1)] for name in shape.model_fields})
    assert output_tokens(call(shape)) == estimate(real.model_dump_json())


@given(st.integers(1, 30), st.integers(1, 8))
def test_an_answer_costs_more_with_a_row_more(rows, columns):
    less, more = (output_tokens(call(keyed_rows(each, columns))) for each in (rows, rows + 1))
    assert less < more


@pytest.mark.parametrize("vocabulary", sorted(VOCABULARIES))
def test_the_cells_of_a_report_take_at_most_800_answer_tokens(vocabulary):
    calls = [call(table_answer(part)) for part in sorted(TABLE_PARTS)]
    assert len(calls) == 4
    assert 500 < sum(output_tokens(each, vocabulary) for each in calls) <= 800


def test_a_list_that_is_the_whole_answer_is_assumed_to_hold_some():
    assert len(typical(Listing.model_json_schema())["statements"]) == TYPICAL_ITEMS


def test_no_answer_is_estimated_longer_than_it_may_be():
    assert output_tokens(call(keyed_rows(30, 6), limit=50)) == 50


@given(st.text(max_size=300))
def test_the_upper_bound_holds_a_token_for_every_byte(text):
    asked = call(Row, text)
    assert most_tokens(asked) > len(text.encode("utf-8", "surrogatepass"))
