"""Heads of table 3 on a page: where they stand tells their order, not on which line they were put."""

import pytest

from gouji.document import Document, Page, Word
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.read.heads import applicant_order
from gouji.read.stream import scan

FORM = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
PATHS = (
    "natural_person", "business", "research", "nonprofit", "legal_service", "other_organization", "total",
)  # fmt: skip


def page(lines, order):
    """A page whose lines of text hold heads, each over the column that ``order`` gives it."""
    text, words = "", []
    for number, line in enumerate(lines):
        for head in line:
            x = 200 + 50 * order.index(head) if head in order else 230
            words.append(
                Word(len(text), len(text) + len(head), 1, (x, 20 * number, x + 40, 20 * number + 10))
            )
            text += f"{head}\t"
        text = f"{text[:-1]}\n"
    return Document(
        "a.pdf", "0" * 64, "application/pdf", text, (Page(1, 595, 842, "pt", 0),), words=tuple(words)
    )


ROWS = [
    [["申请人情况"], ["法人或其他组织"], FORM],
    [
        ["法人或其他组织"],
        ["自然人", "社会公益组织", "法律服务机构", "总计"],
        ["商业企业", "科研机构", "其他"],
    ],
    [
        ["法人或其他组织"],
        ["社会公益组织", "法律服务机构"],
        ["自然人", "商业企业", "科研机构", "其他", "总计"],
    ],
    [
        ["法人或其他组织"],
        ["科研机构"],
        ["自然人", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计"],
    ],
]


@pytest.mark.parametrize("lines", ROWS)
def test_heads_on_several_lines_are_read_by_the_columns_over_which_they_stand(lines):
    stream = scan(page(lines, FORM))
    order = applicant_order(stream, 0, len(stream.chars), WORDS)
    assert order.columns == PATHS or order.why


@pytest.mark.parametrize("lines", ROWS[1:])
def test_exchanged_heads_on_several_lines_are_never_taken_for_the_forms(lines):
    exchanged = ("自然人", "社会公益组织", "科研机构", "商业企业", "法律服务机构", "其他", "总计")
    stream = scan(page([[head for head in exchanged if head in line] or line for line in lines], exchanged))
    order = applicant_order(stream, 0, len(stream.chars), WORDS)
    assert order.columns == tuple(PATHS[FORM.index(head)] for head in exchanged) or order.why
