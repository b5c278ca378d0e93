"""From rows of text to the 200 cells: what a competent user writes in an afternoon, the same for every peer.

Standard library only, since it runs in the peers' own environments.

A peer hands over the tables that it found, in reading order: lists of rows, rows of texts or None. They
are joined over pages into one list of rows. Then:

- **Table 2:** the row whose first words are the row's label; the filled cells behind it are its numbers.
- **Table 3:** a row with four or more numbers in its last seven columns. Its row in the form is told by its
  label, whose first lines may be rows of their own above it; a row whose label says nothing takes the place that the official order leaves between its
  neighbours, if exactly that many are missing. Columns that are blank throughout are dropped. The seven
  columns stand in the order of their heads where these can be told apart, else in the official one.
- **Table 4:** the row with fifteen numbers, assigned by its heads where all are found, else in official order.
- **Numbers:** full width, thousands, spaces, line breaks, units and remarks in brackets are understood.

The answer has a number where one was read, None where the row was found and its cell is blank or a dash, and no
entry where nothing was found or something unreadable stands there. There are no sums, no doubts, no guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

Row = Sequence[str | None]
Table = Sequence[Row]
Number = int | float
Cells = dict[str, Number | None]

APPLICANTS = (
    ("natural_person", "自然人"),
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("nonprofit", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other_organization", "其他"),
    ("total", "总计"),
)

# The words that tell a column even where its head is broken up.
_HEADS = {"business": "商业", "research": "科研", "nonprofit": "公益", "legal_service": "法律"}

# The 25 rows of table 3 in official order, each with a pattern that only its own label fits,
# taken from the beginning of the label where it can be: that is what stands above the numbers if lines come apart.
REQUEST_ROWS = (
    ("received", "本年新收"),
    ("carried_in", "上年结转"),
    ("granted", "予以公开"),
    ("partly_granted", "部分公开"),
    ("refused.state_secret", "国家秘密"),
    ("refused.prohibited_by_law", "其他法律|禁止公开"),
    ("refused.security_and_stability", "危及"),
    ("refused.third_party_rights", "第三方"),
    ("refused.internal_affairs", "三类|内部事务"),
    ("refused.process_information", "四类|过程性"),
    ("refused.enforcement_files", "执法案"),
    ("refused.administrative_query", "行政查询"),
    ("unavailable.not_held", "不掌握"),
    ("unavailable.needs_creation", "没有现成"),
    ("unavailable.still_unclear", "补正后"),
    ("not_processed.petition", "信访"),
    ("not_processed.repeated", "重复"),
    ("not_processed.publication", "要求提供"),
    ("not_processed.excessive", "大量"),
    ("not_processed.reconfirmation", "确认或"),
    ("other.not_corrected_in_time", "逾期不"),
    ("other.fee_unpaid", "逾期未"),
    ("other.other", r"^\d?其他$"),
    ("concluded", r"^(?:三)?七?总计$"),
    ("carried_out", "结转下年度"),
)
_ORDER = {key: place for place, (key, _) in enumerate(REQUEST_ROWS)}
_UNDIVIDED = "other_processing"

DISCLOSURE_ROWS = (
    ("regulations", "规章", ("issued", "repealed", "in_force")),
    ("normative_documents", "规范性文件", ("issued", "repealed", "in_force")),
    ("licensing", "行政许可", ("decisions",)),
    ("penalties", "行政处罚", ("decisions",)),
    ("coercion", "行政强制", ("decisions",)),
    ("fees", "行政事业性收费", ("amount",)),
)

CASES = (
    ("reconsideration", "行政复议"),
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_reconsideration", "复议后起诉"),
)
OUTCOMES = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)

_BLANKS = {"", "-", "—", "–", "/", "无", "不适用"}
_REMARK = re.compile(r"\([^)]*\)$")
_UNIT = re.compile(r"(?:件|次|条|项|个|万元|元)$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?$")


def parse(text: str | None) -> Number | None:
    """The number that ``text`` prints, None where it is blank or a dash. Raises ValueError for anything else."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    if plain in _BLANKS:
        return None
    plain = _UNIT.sub("", _REMARK.sub("", plain)).replace(",", "")
    if not _NUMBER.match(plain):
        raise ValueError(f"no number: {text!r}")
    return float(plain) if "." in plain else int(plain)


def words(text: str | None) -> str:
    """Only the letters and digits of ``text``: what labels are compared by."""
    return "".join(char for char in unicodedata.normalize("NFKC", text or "") if char.isalnum())


def map_cells(tables: Iterable[Table]) -> Cells:
    """Find the form's cells in ``tables``."""
    found = [[list(row) for row in table] for table in tables]
    rows = [row for table in found for row in table]
    return {
        **_disclosure(rows),
        **_requests([_without_blank_columns(table) for table in found]),
        **_proceedings(rows),
    }


def _is_filled(text: str | None) -> bool:
    """A number or a printed mark for none: not empty, and readable."""
    if not (text or "").strip():
        return False
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _filled(row: Row) -> int:
    return sum(map(_is_filled, row))


def _put(cells: Cells, path: str, text: str | None) -> None:
    """Keep the first answer; what cannot be read stays out."""
    if path not in cells:
        try:
            cells[path] = parse(text)
        except ValueError:
            return


def _disclosure(rows: Sequence[Row]) -> Cells:
    cells: Cells = {}
    for row in rows:
        at = next((place for place, text in enumerate(row) if words(text)), len(row))
        label = words(row[at]) if at < len(row) else ""
        for key, name, columns in DISCLOSURE_ROWS:
            if label not in {name, "行政" + name}:
                continue
            behind = row[at + 1 :]
            values = [text for text in behind if (text or "").strip()]
            if len(values) < len(columns):  # blanks among them, or columns that the peer ran together
                values = [text or "" for text in behind[-len(columns) :]]
            if len(values) >= len(columns):
                for column, text in zip(columns, values, strict=False):
                    _put(cells, f"disclosure.{key}.{column}", text)
    return cells


def _is_request(row: Row) -> bool:
    return len(row) >= 7 and _filled(row[-7:]) >= 4 and _filled(row) < 12


def _without_blank_columns(table: Table) -> Table:
    """Drop the columns that stand empty in every row of numbers."""
    numbers = [row for row in table if 4 <= _filled(row) < 12]
    width = max((len(row) for row in table), default=0)
    if width < 8 or not numbers:
        return table
    empty = {
        column
        for column in range(width)
        if not any((row[column] or "").strip() for row in numbers if column < len(row))
    }
    return [[text for column, text in enumerate(row) if column not in empty] for row in table]


def _requests(tables: Sequence[Table]) -> Cells:
    order = [key for key, _ in APPLICANTS]
    rows: list[tuple[str | None, Row]] = []
    for table in tables:
        order = _applicant_order(table) or order
        rows += _labelled(table)
    keys = _fill_gaps([key for key, _ in rows])
    cells: Cells = {}
    for at, (key, (_, values)) in enumerate(zip(keys, rows, strict=True)):
        # The group's label beside a row whose own label is lost looks like the undivided row.
        if key is None or (key == _UNDIVIDED and keys[at + 1 : at + 2] != ["concluded"]):
            continue
        for applicant, text in zip(order, values, strict=True):
            _put(cells, f"requests.{key}.{applicant}", text)
            if key == _UNDIVIDED:
                for leaf in ("not_corrected_in_time", "fee_unpaid", "other"):
                    _put(cells, f"requests.other.{leaf}.{applicant}", None)
    return cells


def _labelled(table: Table) -> list[tuple[str | None, Row]]:
    """Rows of numbers with their keys.

    Some peers give the first lines of a label as rows of their own above its numbers. Then these words
    tell the key, as far as the next row with any number in it, unless another row claims the same.
    """
    at = [place for place, row in enumerate(table) if _is_request(row)]
    keys = [_request_key(table[place][:-7]) for place in at]
    for turn, place in enumerate(at):
        if keys[turn] is None:
            above = [*takewhile(_is_wordy, reversed(table[:place]))][::-1]
            told = _request_key(["".join(text or "" for row in (*above, table[place][:-7]) for text in row)])
            keys[turn] = told if told not in {*keys, _UNDIVIDED} else None
    return [(key, table[place][-7:]) for key, place in zip(keys, at, strict=True)]


def _is_wordy(row: Row) -> bool:
    return not _filled(row)


def _request_key(labels: Row) -> str | None:
    """The row that the label cells name; the cell next to the numbers is asked first, its last words count."""
    for text in reversed(labels):
        label = words(text)
        places = {
            key: found[-1].start()
            for key, pattern in REQUEST_ROWS
            if (found := [*re.finditer(pattern, label)])
        }
        if places:
            return max(places, key=lambda key: places[key])
    nearest = next((text for text in reversed(labels) if words(text)), None)
    return _UNDIVIDED if words(nearest).endswith("其他处理") else None


def _fill_gaps(keys: Sequence[str | None]) -> list[str | None]:
    """Give rows without a label the places that the official order leaves between their neighbours."""
    filled = list(keys)
    official = [key for key, _ in REQUEST_ROWS]
    known = [(-1, -1), *((at, _ORDER[key]) for at, key in enumerate(keys) if key in _ORDER)]
    known.append((len(keys), len(official)))
    for (before, low), (after, high) in pairwise(known):
        nameless = range(before + 1, after)
        if nameless and len(nameless) == high - low - 1 and all(keys[at] is None for at in nameless):
            filled[before + 1 : after] = official[low + 1 : high]
    return filled


def _applicant_order(table: Table) -> list[str] | None:
    """The applicants from left to right as the heads above the first numbers name them.

    其他 is no help, since 法人或其他组织 stands above it: it gets the place that the six others leave.
    """
    heads = [""] * 7
    for row in takewhile(lambda row: not _is_request(row), table):
        for place, text in enumerate(row[-7:] if len(row) >= 7 else ()):
            heads[place] += words(text)
    order = ["other_organization"] * 7
    for key, name in APPLICANTS:
        places = [place for place, head in enumerate(heads) if _HEADS.get(key, name) in head]
        if key != "other_organization":
            if len(places) != 1:
                return None
            order[places[0]] = key
    return order if len(set(order)) == 7 else None


def _proceedings(rows: Sequence[Row]) -> Cells:
    paths = [f"proceedings.{case}.{outcome}" for case, _ in CASES for outcome, _ in OUTCOMES]
    cells: Cells = {}
    for at, row in enumerate(rows):
        values = row[-15:]
        if len(values) == 15 and _filled(values) >= 12:
            heads = [head[-15:] for head in rows[max(at - 3, 0) : at] if len(head) >= 15]
            for path, text in zip(_case_order(heads) or paths, values, strict=True):
                _put(cells, path, text)
            break
    return cells


def _case_order(heads: Sequence[Row]) -> list[str] | None:
    """Paths of the fifteen columns: three blocks of five in the order of the cases."""
    outcomes: dict[int, str] = {}
    starts: dict[str, int] = {}
    for head in heads:
        for place, text in enumerate(head):
            case, outcome = _head(words(text))
            if case:
                starts[case] = min(starts.get(case, place), place)
            if outcome:
                outcomes[place] = outcome
    if len(outcomes) != 15 or len(starts) != len(CASES):
        return None
    cases = sorted(starts, key=lambda case: starts[case])
    paths = [f"proceedings.{cases[place // 5]}.{outcomes[place]}" for place in range(15)]
    return paths if len(set(paths)) == 15 else None


def _head(text: str) -> tuple[str | None, str | None]:
    """Case and outcome that a head of table 4 names; a flattened head names both."""
    case = next((key for key, name in reversed(CASES) if name in text), None)
    outcome = next((key for key, name in OUTCOMES if text.endswith(name)), None)
    return case, outcome
