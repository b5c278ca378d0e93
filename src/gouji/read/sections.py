"""The three narrative sections (一 总体情况, 五 问题, 六 其他) as printed, found by the headings of all six.

A heading stands at the beginning of a line, or behind its numeral after the end of a sentence. It may be
spaced out, torn over lines, numbered anew or not at all, and its text may follow on the same line.
Headings of a table of contents are none. A section ends at the next section's heading, at a table, or
where the page's own furniture (上一篇, 打印, 版权所有) or the signature begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from gouji.document import Document
from gouji.lexicon import ideographs
from gouji.numbers import normalise
from gouji.read.agency import DATE
from gouji.read.stream import Stream
from gouji.read.titles import bare, is_organ
from gouji.report import Section

Style = Literal["main", "bracketed", "none"]
NARRATIVE = ("overview", "problems", "other")
_TABLES = ("disclosure", "requests", "proceedings")
_ORDINALS = {
    "overview": "一1",
    "disclosure": "二2",
    "requests": "三3",
    "proceedings": "四4",
    "problems": "五5四4",
    "other": "六6五5",
}
# Spellings in circulation, over the CJK characters of the text alone.
_HEADINGS = re.compile(
    "(?P<overview>(?:政府信息公开)?(?:工作)?(?:总体|基本|整体)(?:工作)?(?:情况|概况)|工作概述|概述|概况)"
    "|(?P<requests>收到[和及与]*处理(?:政府)?信息(?:公开)?的?申请的?情况)"
    "|(?P<proceedings>(?:因)?政府信息公开(?:工作)?[^。]{0,6}行政复议[和及与]*(?:被?提起)?(?:行政)?诉讼的?情况)"
    "|(?P<disclosure>主动公开(?:政府)?信息的?情况)"
    "|(?P<problems>(?:政府信息公开)?(?:工作)?(?:中|方面)?(?:主要)?存在的?(?:主要)?(?:困难和|不足和)?(?:问题|不足)(?:和困难|和不足|及不足|与不足|及原因)?"
    "(?:[及和与以]*(?:下一步|下步)?(?:的)?(?:改进|整改|工作|努力)(?:的)?(?:情况|措施|打算|方向|意见|建议|计划|方法|思路|安排)*)?)"
    "|(?P<other>其[他它]需要?(?:报告|说明|公开)的?(?:其[他它])?(?:事项|情况|内容|问题)?|需要?(?:报告|说明)的其[他它](?:事项|情况|内容))"
)
_OFFICIAL = {"overview": "总体情况", "problems": "存在的主要问题及改进情况", "other": "其他需要报告的事项"}
_ALIKE = 75
_NUMERAL = r"(?:第?[一二三四五六七八九十]{1,2}(?:部分)?|\d{1,2})"
_BEFORE = re.compile(
    rf"(?:^|[\n\f])(?P<own>[ \t\u3000\xa0#*>|]*(?:\[[^\]\n]*\][ \t]*)*[#*\s]*(?P<bracket>[(\[]\s*)?(?P<numeral>{_NUMERAL})?\s*[)\]]?\s*[、.,:]?[#*\s]*)$"
)
_INLINE = re.compile(r"(?:^|[^一-鿿、第])(?P<own>(?P<numeral>[一二三四五六七八])\s*、\s*)$")
_AFTER = re.compile(r"[*#\s:。.]*")
_ENDED = re.compile(r"[ \t\u3000*#]*(?:[:。.\n\f|]|$)")
_CONTENTS = re.compile(r"[ \t.…·\-_]*(?:[.…·\-_]{2,}|[ \t])\s?\d{1,3}[ \t]*(?:\n|$)")
_LINE_OF_NUMERAL = re.compile(
    rf"^[ \t\u3000#*]*{_NUMERAL}[、.][ \t]*(?P<words>[^\n。,;]{{3,26}})$", re.MULTILINE
)
_SUBSECTION_GAP = 40
_FURNITURE = re.compile(
    r"^[\s\[【(<《>]*(?:上一?[篇条页]|下一?[篇条页]|打印|关闭|扫一扫|扫码|扫描二维码|微信扫|分享|相关(?:阅读|链接|新闻|文章|信息|稿件|附件|推荐)|版权所有|主办(?:单位)?[ :]?(?!.*[。])"
    r"|承办单位|网站(?:标识码|地图|声明|支持|管理)|备案(?:号|序号)|[^\n]{0,12}(?:ICP备|公网安备)|责任编辑|编辑:|审核:|初审:|返回(?:顶部|首页|列表|上一)|我要(?:纠错|打印|分享)|访问量|浏览(?:次数|量)"
    r"|点击(?:数|量|次数)|阅读(?:次数|量)|友情链接|联系我们|关于我们|隐私|字体|收藏|技术支持|政府网站找错|无障碍|Copyright|copyright|©|当前位置|信息来源:|来源:)[^\n。]{0,60}$",
    re.MULTILINE,
)
_PAGE_LINE = re.compile(r"(?:[-\s]*\d{1,3}[-\s]*|第?\s*\d{1,3}\s*(?:页|/\s*\d{1,3}).{0,10}|[|\s]*)")
_DATED = re.compile(rf"(?:[一-鿿()·]{{3,40}})?{DATE}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``section``: ``text[start:end]`` with its numeral and marks; ``body`` is where its text begins."""

    section: str
    start: int
    end: int
    body: int
    style: Style


@dataclass(frozen=True, slots=True)
class Outline:
    """Where sections and tables begin and end: the narrative sections' spans, and what stands around them."""

    spans: Mapping[str, tuple[int, int]]
    head_end: int
    tail_start: int


def outline(stream: Stream, table_starts: Mapping[str, int], tables_end: int) -> Outline:
    """Find the sections in a document's stream; tables begin at the offsets ``table_starts``."""
    text = normalise(stream.text)
    headings = _without_contents(text, list(_headings(text, stream)))
    bounds = _table_bounds(text, headings, table_starts)
    chosen = _choose(text, headings, table_starts)
    starts = sorted({*bounds, *(heading.start for heading in chosen.values())})
    spans = {}
    for name, heading in chosen.items():
        stop = next((at for at in starts if at >= heading.end), len(text))
        spans[name] = _trim(text, heading.body, stop)
    first, last = min(table_starts.values()), max(table_starts.values())
    overview = chosen.get("overview")
    after = [heading.start for heading in chosen.values() if heading.start > last]
    return Outline(
        spans,
        head_end=overview.start if overview and overview.start < first else first,
        tail_start=min(after, default=tables_end),
    )


def read_sections(document: Document, found: Outline) -> dict[str, Section]:
    """The sections' texts as printed, with their places."""
    return {
        name: Section(document.text[start:end], document.place(start, end))
        for name, (start, end) in found.spans.items()
    }


def _headings(text: str, stream: Stream) -> Iterator[Heading]:
    for match in _HEADINGS.finditer(stream.chars):
        first, last = stream.spots[match.start()], stream.spots[match.end() - 1] + 1
        heading = _heading(text, str(match.lastgroup), first, last)
        if heading:
            yield heading


def _heading(text: str, section: str, first: int, last: int) -> Heading | None:
    """The heading whose words stand at ``text[first:last]``, None where a sentence merely has them."""
    words = text[first:last]
    if re.search(r"[^一-鿿\s、,*#]", words) or words.strip().count("\n") > 2:
        return None
    slice_start = max(0, first - 60)
    before = text[slice_start:first] if slice_start else "\n" + text[:first]
    shift = first - len(before)
    own = _BEFORE.search(before)
    at_line = own is not None
    own = own or _INLINE.search(before)
    if own is None:
        return None
    numeral = own["numeral"]
    bracketed = bool(at_line and own["bracket"])
    style: Style = "none" if not numeral else "bracketed" if bracketed else "main"
    ended = _ENDED.match(text, last) is not None
    if not ended and (style != "main" or _runs_on(text, last)):
        return None
    if style == "none" and len(ideographs(words)) < 4:
        return None
    start = max(0, shift + own.start("own"))
    start += len(text[start:first]) - len(text[start:first].lstrip())
    after = _AFTER.match(text, last)
    body = after.end() if after else last
    if style == "bracketed" and numeral not in _ORDINALS[section]:
        # A subsection whose section's heading is lost: its own words belong to the text.
        body = start
    return Heading(section, start, last, body, style)


def _runs_on(text: str, last: int) -> bool:
    """Whether a sentence goes on (一、存在的主要问题是) where a heading would end."""
    return text[last : last + 1] in "是有为在的与和及等，,、"


def _without_contents(text: str, headings: Sequence[Heading]) -> list[Heading]:
    """Drop entries of a table of contents: page numbers behind, or several in a row that come again."""
    runs: list[list[Heading]] = []
    for heading in headings:
        if runs and not ideographs(text[runs[-1][-1].end : heading.start]):
            runs[-1].append(heading)
        else:
            runs.append([heading])
    kept: list[Heading] = []
    for index, run in enumerate(runs):
        later = {heading.section for other in runs[index + 1 :] for heading in other}
        for heading in run:
            entry = heading.section in later and (len(run) > 2 or _CONTENTS.match(text, heading.end))
            if not entry:
                kept.append(heading)
    return kept


def _table_bounds(text: str, headings: Sequence[Heading], table_starts: Mapping[str, int]) -> list[int]:
    """Where tables begin, with their headings: the last one before each, unless it is a subsection's."""
    bounds = []
    for table, start in table_starts.items():
        bounds.append(start)
        own = [heading for heading in headings if heading.section == table and heading.end <= start]
        if own and (
            own[-1].style != "bracketed" or len(ideographs(text[own[-1].end : start])) < _SUBSECTION_GAP
        ):
            bounds.append(own[-1].start)
    return bounds


def _choose(text: str, headings: Sequence[Heading], table_starts: Mapping[str, int]) -> dict[str, Heading]:
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
        found = found or _damaged(text, name, floor if name == "overview" else max(floor, last))
        if found:
            chosen[name] = found
            floor = found.end
    return chosen


def _damaged(text: str, name: str, floor: int) -> Heading | None:
    """A numbered line whose words are nearly the official ones: 六、其他需要报高的事项."""
    for match in _LINE_OF_NUMERAL.finditer(text, floor):
        words = ideographs(match["words"])
        if fuzz.ratio(words, _OFFICIAL[name]) >= _ALIKE:
            return Heading(name, match.start(), match.end(), match.end(), "main")
    return None


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    """Strip white space and page numbers; from the last section also page furniture and the signature."""
    if stop == len(text):
        furniture = _FURNITURE.search(text, start)
        stop = _before_signature(text, start, furniture.start() if furniture else stop)
    while True:
        body = text[start:stop].rstrip("\n\r \t\f\v\u3000\xa0|")
        stop = start + len(body)
        line = max(body.rfind("\n"), body.rfind("\f")) + 1
        if not line or not _PAGE_LINE.fullmatch(body[line:]):
            break
        stop = start + line - 1
    begin = start + len(text[start:stop]) - len(text[start:stop].lstrip())
    return begin, max(begin, stop)


def _before_signature(text: str, start: int, stop: int) -> int:
    """Where the dated signature at the end begins, else ``stop``."""
    lines: list[tuple[int, str]] = []
    at = stop
    while at > start and len(lines) < 3:
        line = max(text.rfind("\n", start, at), text.rfind("\f", start, at)) + 1
        line = max(line, start)
        if squeezed := bare(text[line:at]):
            if not lines and _PAGE_LINE.fullmatch(squeezed) and line > start:
                at = line - 1
                continue
            lines.append((line, squeezed))
        at = line - 1
    if not lines:
        return stop
    last, before = lines[0], lines[1] if len(lines) > 1 else (0, "")
    if _DATED.fullmatch(last[1]):
        return before[0] if is_organ(before[1]) and before[0] > start else last[0]
    if is_organ(last[1]) and before[1] and re.fullmatch(DATE, before[1]):
        return before[0]
    return stop
