"""The three narrative sections (一 总体情况, 五 问题, 六 其他) as printed.

A section ends at the next section's heading, at a table, or where the page's own furniture (上一篇, 打印,
版权所有) begins. The dated signature under the report is no part of its last section.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.document import Document
from gouji.numbers import normalise
from gouji.read.agency import DATE
from gouji.read.headings import Heading, damaged_heading, find_headings
from gouji.read.stream import Stream
from gouji.read.titles import bare, is_organ
from gouji.report import Section

NARRATIVE = ("overview", "problems", "other")
_SUBSECTION_GAP = 40
_FURNITURE = re.compile(
    r"^[\s\[【(<《>]*(?:上一?[篇条页]|下一?[篇条页]|打印|关闭|扫一扫|扫码|扫描二维码|微信扫|分享|相关(?:阅读|链接|新闻|文章|信息|稿件|附件|推荐)|版权所有|主办(?:单位)?[ :]?(?!.*[。])"
    r"|承办单位|网站(?:标识码|地图|声明|支持|管理)|备案(?:号|序号)|[^\n]{0,12}(?:ICP备|公网安备)|责任编辑|编辑:|审核:|初审:|返回(?:顶部|首页|列表|上一)|我要(?:纠错|打印|分享)|访问量|浏览(?:次数|量)"
    r"|点击(?:数|量|次数)|阅读(?:次数|量)|友情链接|联系我们|关于我们|隐私|字体|收藏|技术支持|政府网站找错|无障碍|Copyright|copyright|©|当前位置|信息来源:|来源:)[^\n。]{0,60}$",
    re.MULTILINE,
)
_PAGE_LINE = re.compile(r"(?:[-\s]*\d{1,3}[-\s]*|第?\s*\d{1,3}\s*(?:页|/\s*\d{1,3}).{0,10}|[|\s]*)")
_MARKS = re.compile(r"\[[a-z]+: ?[^\]\n]*\]")
_BLANK = "\n\r \t\f\v\u3000\xa0|"
# The empty cells of the last lines of separated values.
_EMPTY_CELLS = re.compile(r"(?:[,;]{2,}\s*)+$")
_PAGE_NUMBER = 20
_CAPTION = re.compile(r"[ \t\u3000#*]*[二三四234]\s*[、.．][^\n。;；，,]{2,30}")
_DATED = re.compile(rf"(?:[一-鿿()·]{{3,40}})?{DATE}")


@dataclass(frozen=True, slots=True)
class Outline:
    """The narrative sections' spans, where what stands before the first ends, where the closing ones begin.

    Titles, boxes and preamble stand before ``head_end``, a signature after ``tail_start``.
    """

    spans: Mapping[str, tuple[int, int]]
    head_end: int
    tail_start: int


def outline(stream: Stream, table_starts: Mapping[str, int], tables_end: int) -> Outline:
    """Find the sections in a document's stream; tables begin at the offsets ``table_starts``."""
    headings = find_headings(stream)
    chosen = _choose(stream, headings, table_starts)
    spans = section_spans(stream, headings, chosen, table_starts)
    first = min(table_starts.values())
    overview = chosen.get("overview")
    closing = [heading.start for name, heading in chosen.items() if name != "overview"]
    return Outline(
        spans,
        head_end=overview.start if overview and overview.start < first else first,
        tail_start=min(closing, default=tables_end),
    )


def section_spans(
    stream: Stream,
    headings: Sequence[Heading],
    chosen: Mapping[str, Heading],
    table_starts: Mapping[str, int],
) -> dict[str, tuple[int, int]]:
    """From each chosen heading to the next one, to a table with its own heading among ``headings``, or the end."""
    starts = sorted(
        {*_table_bounds(stream, headings, table_starts), *(heading.start for heading in chosen.values())}
    )
    final = max((heading.start for heading in chosen.values()), default=0)
    spans = {}
    for name, heading in chosen.items():
        stop = next((at for at in starts if at >= heading.end), len(stream.text))
        if heading.start == final:
            stop = _before_furniture(stream.text, heading.body, stop)
        if stop in table_starts.values():
            stop = _before_caption(stream.text, heading.body, stop)
        spans[name] = _trim(stream.text, heading.body, stop)
    return spans


def read_sections(document: Document, spans: Mapping[str, tuple[int, int]]) -> dict[str, Section]:
    """The sections' texts as printed, with their places."""
    return {
        name: Section(document.text[start:end], document.place(start, end))
        for name, (start, end) in spans.items()
    }


def _table_bounds(stream: Stream, headings: Sequence[Heading], table_starts: Mapping[str, int]) -> list[int]:
    """Where tables begin, with their headings: the last one before each, unless it is a subsection's."""
    bounds = []
    for table, start in table_starts.items():
        bounds.append(start)
        own = [heading for heading in headings if heading.section == table and heading.end <= start]
        if own and (own[-1].style != "bracketed" or stream.pos_at(start) - own[-1].last < _SUBSECTION_GAP):
            bounds.append(own[-1].start)
    return bounds


def _choose(
    stream: Stream, headings: Sequence[Heading], table_starts: Mapping[str, int]
) -> dict[str, Heading]:
    """One heading for each narrative section, in the form's order."""
    first, last = min(table_starts.values()), max(table_starts.values())
    chosen: dict[str, Heading] = {}
    floor = 0
    for name in NARRATIVE:
        own = [heading for heading in headings if heading.section == name and heading.start >= floor]
        before = [heading for heading in own if heading.end <= first]
        if name == "overview":
            found = next(iter(before), None) or next((h for h in own if h.style == "main"), None)
        else:
            mains = [heading for heading in before if heading.style == "main"]
            found = next((h for h in own if h.start >= last), None) or next(iter(mains), None)
        found = found or damaged_heading(stream, name, floor if name == "overview" else max(floor, last))
        if found:
            chosen[name] = found
            floor = found.end
    return chosen


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    """Strip white space, bars and page numbers at the ends."""
    while True:
        stop = start + len(_EMPTY_CELLS.sub("", text[start:stop].rstrip(_BLANK)).rstrip(_BLANK))
        line = _line_start(text, start, stop)
        if line <= start or not _PAGE_LINE.fullmatch(normalise(text[line:stop])):
            break
        stop = line - 1
    begin = start + len(text[start:stop]) - len(text[start:stop].lstrip(_BLANK))
    page = text.find("\f", begin, begin + _PAGE_NUMBER)
    if page >= 0 and _PAGE_LINE.fullmatch(normalise(text[begin:page]).strip()):
        begin = page + 1 + len(text[page + 1 : stop]) - len(text[page + 1 : stop].lstrip(_BLANK))
    return begin, max(begin, stop)


def _before_caption(text: str, start: int, stop: int) -> int:
    """Where a heading in unknown words begins that stands directly before the table at ``stop``."""
    end = _trim(text, start, stop)[1]
    line = _line_start(text, start, end)
    return line if line > start and _CAPTION.fullmatch(text[line:end]) else stop


def _line_start(text: str, start: int, at: int) -> int:
    return max(text.rfind("\n", start, at), text.rfind("\f", start, at), start - 1) + 1


def _before_furniture(text: str, start: int, stop: int) -> int:
    """Where the page's furniture or the dated signature at the end begins, else ``stop``."""
    furniture = _FURNITURE.search(normalise(text[start:stop]))
    stop = _trim(text, start, start + furniture.start() if furniture else stop)[1]
    last = _line_start(text, start, stop)
    above = _line_start(text, start, _trim(text, start, max(start, last - 1))[1])
    words, words_above = (
        bare(_MARKS.sub("", text[last:stop])),
        bare(_MARKS.sub("", text[above : max(above, last - 1)])),
    )
    if _DATED.fullmatch(words):
        return above if above < last and is_organ(words_above) else last
    if above < last and is_organ(words) and re.fullmatch(DATE, words_above):
        return above
    return stop
