"""What findings, outcomes and blanks are called for people, Chinese first, English behind a switch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["zh", "en"]

SENTENCES: dict[str, tuple[str, str]] = {
    # equations
    "row_sum": (
        "{place}：总计印的是 {left}，各列之和是 {right}，相差 {difference}。",
        "{place}: the total is printed as {left}, its columns add up to {right}, difference {difference}.",
    ),
    "column_sum": (
        "{place}：“三、（七）总计”印的是 {left}，各办理结果之和是 {right}，相差 {difference}。",
        "{place}: the concluded total is printed as {left}, the outcomes add up to {right}, difference {difference}.",
    ),
    "flow": (
        "{place}：本年新收加上年结转是 {left}，办理总计加结转下年是 {right}，相差 {difference}。",
        "{place}: received plus carried in is {left}, concluded plus carried out is {right}, difference {difference}.",
    ),
    "cases": (
        "{place}：总计印的是 {left}，四种结果之和是 {right}，相差 {difference}。",
        "{place}: the total is printed as {left}, the four outcomes add up to {right}, difference {difference}.",
    ),
    # anchors and structure
    "doubtful_row": (
        "{place}：行标题与数字的对应有疑问（{why}），请对照原文。",
        "{place}: which row these numbers belong to is in doubt ({why}); compare with the page.",
    ),
    "doubtful_column": (
        "{place}：列标题的次序有疑问（{why}），请对照原文。",
        "{place}: the order of the column heads is in doubt ({why}); compare with the page.",
    ),
    "columns_moved": (
        "{place}：列的次序与官方表样不同（原文次序：{order}），已按原文列标题读取。",
        "{place}: the columns stand in another order than on the official form ({order}); read by their heads.",
    ),
    "rows_moved": (
        "{place}：行的次序与官方表样不同，已按原文行标题读取。",
        "{place}: the row stands in another place than on the official form; read by its label.",
    ),
    "blocks_moved": (
        "{place}：各组的次序与官方表样不同，已按原文标题读取。",
        "{place}: the blocks stand in another order than on the official form; read by their heads.",
    ),
    "missing_row": (
        "{place}：原文缺少这一行。",
        "{place}: the document lacks this row.",
    ),
    "missing_numbers": (
        "{place}：有行标题，但没有找到它的数字。",
        "{place}: the label is there, its numbers are not.",
    ),
    "missing_table": (
        "{place}：没有找到这张表。",
        "{place}: this table was not found.",
    ),
    "duplicate_row": (
        "{place}：同一行出现了不止一次。",
        "{place}: the row appears more than once.",
    ),
    "unread": (
        "{place}：原文“{printed}”无法确定怎样读，未取值。",
        "{place}: printed “{printed}” cannot be read with certainty; no value taken.",
    ),
    "stray_number": (
        "{place}旁边多出数字“{printed}”（可能是页码），没有计入表格，请核对。",
        "Near {place} stands a number “{printed}” that belongs to no cell; make sure that it is none.",
    ),
    "split_chosen": (
        "{place}：原文数字之间没有分隔（“{printed}”），由勾稽关系确定断开的位置。",
        "{place}: the digits are printed without separators (“{printed}”); the equations decided where to cut.",
    ),
    "row_chosen": (
        "{place}：数字的个数与列数不符（“{printed}”），按“各列之和等于总计”判断，请核对。",
        "{place}: the count of numbers does not fit the columns (“{printed}”); the row's own sum decided.",
    ),
    "confusable_letter": (
        "{place}：原文“{printed}”含有形似数字的字母，按 {value} 读取。",
        "{place}: printed “{printed}” has letters that look like digits; read as {value}.",
    ),
    "unit_converted": (
        "{place}：原文“{printed}”以{unit}为单位，已换算为 {value} 万元。",
        "{place}: printed “{printed}” is in {unit}; converted to {value} (ten-thousand yuan).",
    ),
    "blank_cells": (
        "{place}：有 {count} 个单元格没有印数字（空白、横线或“无”），按空缺处理，不当作 0。",
        "{place}: {count} cells hold no number (empty, dash or “none”); kept as blank, not as 0.",
    ),
    "blank_not_zero": (
        "{place}：此格没有印数字，但按勾稽关系应为 {value}。",
        "{place}: no number is printed here, but the equations force {value}.",
    ),
    "blanks_not_zero": (
        "{place}：有 {count} 格没有印数字，按勾稽关系它们合计应为 {value}。",
        "{place}: {count} cells hold no number, but the equations force a sum of {value} for them.",
    ),
    "blank_contradiction": (
        "{place}：有 {count} 格没有印数字，其余的数字互相矛盾（相差 {value}）。",
        "{place}: {count} cells hold no number, and the others contradict each other (by {value}).",
    ),
    "page_differs": (
        "{place}：读作 {value}，但按它自己的行标题和列标题看，这里印的是 {seen}，请对照原文。",
        "{place}: read as {value}, but by its own labels {seen} is printed here; compare with the page.",
    ),
    "model_missed": (
        "{place}：原文这里印有数字，模型没有读出，请对照原文。",
        "{place}: a number is printed here that the model did not read; compare with the page.",
    ),
    "conflict": (
        "{place}：两次独立的读取不一致，一次读作 {one}，一次读作 {other}，请对照原文。",
        "{place}: two independent readings disagree, one took {one}, the other {other}; compare with the page.",
    ),
    "unsupported": (
        "{place}：没有别的数字可以印证这里的读法，请对照原文。",
        "{place}: this value lacks support.",
    ),
    "other_processing_one_row": (
        "“（六）其他处理”印成一行，没有分列三种情形，按一行读取。",
        "“Other processing” is printed as one row; read as one row.",
    ),
    "decision_lapsed": (
        "{by}曾判定原文这里是“{value}”，重新处理后读到的不同，请再看一遍。",
        "{by} decided that the page shows “{value}” here; it is now read otherwise, look again.",
    ),
    # identity
    "no_title": ("原文没有印标题。", "The document states no title."),
    "no_agency": ("原文没有写明发布机关的名称。", "The document does not state its agency."),
    "no_year": ("原文没有写明年度。", "The document does not state its year."),
    "no_numbers": (
        "三张表里一个数都没有读到：可能是空表，也可能数字是图片或在转换中丢失了，请对照原文。",
        "Not a single number was read: the form may be empty, or its numbers are pictures or were lost.",
    ),
    "year_outside_form": (
        "报告年度是 {year} 年，而表格是 2021 年起的格式，请核对年度或表格。",
        "The report year is {year}, but the form is that of 2021 and later; check the year or the tables.",
    ),
    "missing_column": (
        "{place}：原文缺少“{name}”这一列。",
        "{place}: the document lacks the column “{name}”.",
    ),
    "year_conflict": (
        "年度不一致：标题是 {title_year} 年，统计期限是 {period_year} 年。",
        "The years disagree: the title says {title_year}, the period says {period_year}.",
    ),
    "missing_section": ("没有找到“{name}”部分。", "The section “{name}” was not found."),
    # the model reader
    "ungrounded": (
        "{place}：模型读出的内容与原文这个位置印的不符，或在原文中找不到这个位置，未采用，请对照原文。",
        "{place}: what the model read is not what the document prints there, or its place was not found; not used.",
    ),
    "model_unanswered": (
        "{place}：模型没有给出可用的回答（{why}），这一部分没有读。",
        "{place}: no usable answer from the model ({why}); this part was not read.",
    ),
    "model_doubts": (
        "{place}：模型自己拿不准（“{reason}”），请对照原文。",
        "{place}: the model itself is in doubt (“{reason}”); compare with the page.",
    ),
    "unquoted_statement": (
        "模型引用的一句话在原文中找不到，或不只一处，或没有印着那个数，未采用：“{printed}”。",
        "A sentence that the model quotes is not in the document once, or lacks its number; not used: “{printed}”.",
    ),
    # the narrative against the tables
    "narrative_contradiction": (
        "正文写“{quote}”，其中{name}是 {value}，表格里对应的数是 {found}，按哪种口径都对不上，请核对。",
        "The text says “{quote}”: {value} for {name}; the tables give {found}, and no scope fits.",
    ),
    "narrative_sum": (
        "正文写“{quote}”，总数是 {value}，所列各项（{parts}）之和是 {total}，请核对。",
        "The text says “{quote}”: the whole is {value}, its parts ({parts}) add up to {total}.",
    ),
    "hidden_text": (
        "原文含有看不见的文字（{reason}），未采用：“{printed}”。",
        "The file holds invisible text ({reason}), which is not used: “{printed}”.",
    ),
}


BLANKS: Mapping[str, tuple[str, str]] = {
    "empty": ("空白", "blank"),
    "dash": ("横线", "a dash"),
    "not_applicable": ("无", "none"),
    "not_in_form": ("表中无此格", "not in the form"),
    "missing": ("缺", "missing"),
    "unread": ("未读出", "unread"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    "accepted": ("通过", "accepted"),
    "needs_review": ("待核对", "needs review"),
    "failed": ("失败", "failed"),
}


def pick(pair: tuple[str, str], language: Language) -> str:
    """Choose from (Chinese, English)."""
    return pair[1] if language == "en" else pair[0]


def render(rule: str, params: Mapping[str, Any], language: Language) -> str:
    """The sentence of ``rule`` filled with ``params``; in Chinese unless asked otherwise."""
    return pick(SENTENCES[rule], language).format_map(_Params(params))


class _Params(dict[str, Any]):
    """A missing parameter shows as an ellipsis, so that a sentence is never lost to a typo."""

    def __missing__(self, key: str) -> str:
        return "…"
