"""Small calls with answers that cross process borders, as tests of the model client ask them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gouji.models.call import Call, Message

Number = Annotated[int, Field(ge=0, le=999_999_999)]
Pair = Annotated[list[Number | None], Field(min_length=2, max_length=2)]


class Rows(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    r01: Pair
    r02: Pair


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: Rows


RIGHT = '{"rows": {"r01": [3, null], "r02": [0, 5]}}'
VALUE = Answer(rows=Rows(r01=[3, None], r02=[0, 5]))


def question(text="规章 3\n规范性文件 0 5", **given):
    """A call about ``text``."""
    messages = (Message("system", "照抄数字。"), Message("user", text))
    return Call(
        **{
            "prompt": "disclosure",
            "version": "1",
            "messages": messages,
            "answer": Answer,
            "max_tokens": 300,
            **given,
        }
    )
