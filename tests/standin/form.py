"""What the stand-in knows of the form: the rows of its tables in order, and the heads of their columns.

The rows around a wanted one tell where it begins and ends, so a table is always read whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from standin.reading import Label, Row, Text, label_of, place_labels, read_rows, take_apart


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by label with their number of columns; ``heads`` of the columns that may be printed in another order.

    ``undivided`` is the row that stands in place of those after it in some documents.
    """

    rows: tuple[tuple[str, int], ...]
    heads: tuple[str, ...]
    any_order: bool = False
    undivided: int | None = None


APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
TOTAL_FIRST = re.compile(r"(?:总计|合计)(?:商业企业|申请人情况|自然人)")
"""The total's column stands left of the others; elsewhere its head may stand in any line of the head."""
REQUESTS = Table(
    rows=tuple(
        (label, 7)
        for label in (
            "一、本年新收政府信息公开申请数量",
            "二、上年结转政府信息公开申请数量",
            "（一）予以公开",
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "1.属于国家秘密",
            "2.其他法律行政法规禁止公开",
            "3.危及“三安全一稳定”",
            "4.保护第三方合法权益",
            "5.属于三类内部事务信息",
            "6.属于四类过程性信息",
            "7.属于行政执法案卷",
            "8.属于行政查询事项",
            "1.本机关不掌握相关政府信息",
            "2.没有现成信息需要另行制作",
            "3.补正后申请内容仍不明确",
            "1.信访举报投诉类申请",
            "2.重复申请",
            "3.要求提供公开出版物",
            "4.无正当理由大量反复申请",
            "5.要求行政机关确认或重新出具已获取信息",
            "（六）其他处理",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "3.其他",
            "（七）总计",
            "四、结转下年度继续办理",
        )
    ),
    heads=APPLICANTS,
    undivided=20,
)
DISCLOSURE = Table(
    rows=(
        ("规章", 3),
        ("规范性文件", 3),
        ("行政许可", 1),
        ("行政处罚", 1),
        ("行政强制", 1),
        ("行政事业性收费", 1),
    ),
    heads=("本年制发件数", "本年废止件数", "现行有效件数"),
)
PROCEEDINGS = Table(
    rows=(("行政复议", 5), ("未经复议直接起诉", 5), ("复议后起诉", 5)),
    heads=("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"),
    any_order=True,
)
TABLES: Mapping[str, Table] = {"requests": REQUESTS, "disclosure": DISCLOSURE, "proceedings": PROCEEDINGS}


def table_of(labels: Sequence[str]) -> str | None:
    """The table that most of these labels belong to; None where the form has none of them."""
    counts = {name: sum(wanted_row(name, label) is not None for label in labels) for name in TABLES}
    name = max(counts, key=lambda n: counts[n])
    return name if counts[name] else None


@lru_cache(maxsize=4096)
def wanted_row(name: str, label: str) -> int | None:
    """Index of the form's row that a label of the question names."""
    key = label_of(label, 0).key
    for at, (words, _) in enumerate(TABLES[name].rows):
        own = label_of(words, 0).key
        if key == own or (len(own) > 2 and key.endswith(own)):
            return at
    return None


@lru_cache(maxsize=256)
def read_table(name: str, text: str) -> Mapping[int, Row]:
    """Every row of a table that can be read from the text, by index, columns in the form's order."""
    table, apart = TABLES[name], take_apart(text)
    rows = _read_rows(table, apart, [at for at in range(len(table.rows)) if at != table.undivided])
    if table.undivided is not None and not {table.undivided + 1, table.undivided + 2} & set(rows):
        rows = _read_rows(table, apart, list(range(len(table.rows))))
    places = _column_order(apart, table, rows)
    moved = len(places)
    return {
        index: (*_in_order(row, places), *row[moved:]) if len(row) >= moved else row
        for index, row in rows.items()
    }


def _read_rows(table: Table, apart: Text, indexes: Sequence[int]) -> dict[int, Row]:
    """Rows by the form's index, columns as printed."""
    labels = [label_of(*table.rows[at]) for at in indexes]
    order = _printed_order(apart, labels) if table.any_order else tuple(range(len(labels)))
    found = read_rows(apart, [labels[at] for at in order])
    return {indexes[order[at]]: row for at, row in found.items()}


def _printed_order(apart: Text, labels: Sequence[Label]) -> tuple[int, ...]:
    """The order in which the labels chain best, the form's own where nothing speaks against it."""

    def fit(order: Sequence[int]) -> float:
        return sum(spot.score for spot in place_labels(apart, [labels[i] for i in order]).values())

    return max(permutations(range(len(labels))), key=fit)


def _column_order(apart: Text, table: Table, rows: Mapping[int, Row]) -> list[int]:
    first = min((v.start for row in rows.values() for v in row if v), default=0)
    before = apart.values_between(
        max(first - 600, 0), first
    )  # heads are words: a number ends what stands above
    start = before[-1].end if before else max(first - 600, 0)
    places = _column_places(apart, table.heads, start, first)
    if table is REQUESTS and TOTAL_FIRST.search(re.sub(r"[ \t|]", "", apart.raw[start:first])):
        return [*(at + 1 for at in places), 0]
    return places


def _in_order(row: Row, columns: Sequence[int]) -> Row:
    """The row with its values under the wanted columns; ``columns[i]`` is where column i is printed."""
    return tuple(row[at] for at in columns)


def _column_places(text: Text, heads: Sequence[str], start: int, end: int) -> list[int]:
    """In which printed position each head stands between two offsets; as wanted where a head is not found."""
    region = text.raw[start:end]
    packed = re.sub(r"[\s|]", "", region)
    found = [packed.find(head) if len(head) > 2 else _alone(region, head) for head in heads]
    if min(found, default=-1) < 0 or len(set(found)) < len(found):
        return list(range(len(heads)))
    ranked = sorted(range(len(heads)), key=lambda i: found[i])
    return [ranked.index(i) for i in range(len(heads))]


def _alone(region: str, head: str) -> int:
    end = r"(?=[\s|]|$)"
    match = re.search(rf"(?:^|(?<=[\s|])){head}{end}", region) or re.search(head + end, region)
    return len(re.sub(r"[\s|]", "", region[: match.start()])) if match else -1
