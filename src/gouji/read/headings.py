"""The headings of a report's six sections: words at the beginning of a line, or behind their numeral.

They may be spaced out, torn over lines, numbered anew or not at all, and the text may follow on the same
line. Entries of a table of contents, and sentences that merely have the words, are no headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from gouji.lexicon import ideographs
from gouji.read.stream import Stream

Style = Literal["main", "bracketed", "none"]
_ORDINALS = {
    "overview": "一1１",
    "disclosure": "二2２",
    "requests": "三3３",
    "proceedings": "四4４",
    "problems": "五5５四4",
    "other": "六6６五5",
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
# Words that every heading has: found fast, then the heading is matched around them.
_CORE = re.compile(
    "[总基整][体本](?:工作)?[情概]况|概[述况]|处理政?府?信息公?开?的?申|诉讼的?情况|公开(?:政府)?信息的?情|存在|需要?[报说]"
)
_OFFICIAL = {"overview": "总体情况", "problems": "存在的主要问题及改进情况", "other": "其他需要报告的事项"}
_ALIKE = 75
_NUMERAL = r"(?:第?[一二三四五六七八九十]{1,2}(?:部分)?|\d{1,2})"
# Possessive, so that long runs of spaces cost no more than their length.
_BEFORE = re.compile(
    r"(?:^|[\n\f])(?P<own>[ \t\u3000\xa0#*>|]*+(?:\[[^\]\n]*\][ \t]*+)*+[#*\s]*+(?P<bracket>[(（\[]\s*+)?"
    rf"(?P<numeral>{_NUMERAL})?\s*+[)）\]]?\s*+[、.．,，:：]?[#*\s]*+)$"
)
_INLINE = re.compile(r"(?:^|[^一-鿿、第])(?P<own>(?P<numeral>[一二三四五六七八])\s*、\s*)$")
# Behind the only filled cell of a line of separated values stand its empty ones: 一、总体情况,,,,
_EMPTY_CELLS = r"\"?[,;]{2,}[ \t]*(?=\r?\n|$)"
_AFTER = re.compile(rf"(?:[*#\s:：。.．]|{_EMPTY_CELLS}|\[(?:bookmark|image)[^\]\n]*\])*")
_ENDED = re.compile(rf"[ \t\u3000*#]*(?:{_EMPTY_CELLS}|[:：。.．\n\f|]|$)")
_CONTENTS = re.compile(r"[ \t.…·\-_]*(?:[.…·\-_]{2,}|[ \t])\s?\d{1,3}[ \t]*(?:\n|$)")
_LINE_OF_NUMERAL = re.compile(
    rf"^[ \t\u3000#*]*{_NUMERAL}[、.．][ \t\u3000]*(?P<words>[^\n。,;]{{3,26}})$", re.MULTILINE
)
_FOREIGN = re.compile(r"[^一-鿿\s、,，*#]")
_GOES_ON = "是有为在的与和及等，,、"
_ORDINAL_LENGTH = 4
_TORN = 2
_TELLING = 4
_AROUND = 32
_LOOK_BACK = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``section``: ``text[start:end]`` with its numeral and marks; ``body`` is where its text begins.

    ``first`` and ``last`` are positions of its words in the stream's CJK characters.
    """

    section: str
    start: int
    end: int
    body: int
    style: Style
    first: int
    last: int


def find_headings(stream: Stream) -> list[Heading]:
    """All headings of the six sections in the document's order, without tables of contents."""
    return _without_contents(stream.text, list(_headings(stream)))


def heading_at(stream: Stream, section: str, start: int, end: int) -> Heading:
    """The heading of ``section`` that stands at ``text[start:end]``, in whatever words."""
    body = _AFTER.match(stream.text, end).end()  # type: ignore[union-attr]  # matches the empty string too
    return Heading(section, start, end, body, "main", stream.pos_at(start), stream.pos_at(end))


def _headings(stream: Stream) -> Iterator[Heading]:
    chars = stream.prose
    done = 0
    for core in _CORE.finditer(chars):
        match = _HEADINGS.search(chars, max(done, core.start() - _AROUND), core.end() + _AROUND)
        if match is None or match.end() <= core.start():
            continue
        done = match.end()
        first, last = match.span()
        heading = _heading(stream, str(match.lastgroup), first, last)
        if heading:
            yield heading


def _heading(stream: Stream, section: str, first: int, last: int) -> Heading | None:
    """The heading whose words are ``chars[first:last]``, None where a sentence merely has them."""
    text, begin, end = stream.text, stream.spots[first], stream.spots[last - 1] + 1
    words = text[begin:end]
    if len(words) > last - first and (_FOREIGN.search(words) or words.count("\n") > _TORN):
        return None
    before = text[max(0, begin - _LOOK_BACK) : begin] if begin > _LOOK_BACK else "\n" + text[:begin]
    own = _BEFORE.search(before) or _INLINE.search(before)
    if own is None:
        return None
    numeral = own["numeral"]
    style: Style = (
        "none"
        if not numeral
        else "bracketed"
        if "bracket" in own.re.groupindex and own["bracket"]
        else "main"
    )
    if not _ENDED.match(text, end) and (style != "main" or text[end] in _GOES_ON):
        return None
    if style == "none" and last - first < _TELLING:
        return None
    start = max(0, begin - len(before) + own.start("own"))
    start += len(text[start:begin]) - len(text[start:begin].lstrip())
    body = _AFTER.match(text, end).end()  # type: ignore[union-attr]  # matches the empty string too
    if style == "bracketed" and numeral not in _ORDINALS[section]:
        # A subsection whose section's heading is lost: its own words belong to the text.
        body = start
    return Heading(section, start, end, body, style, first, last)


def _without_contents(text: str, headings: Sequence[Heading]) -> list[Heading]:
    """Drop entries of a table of contents: page numbers behind, or several in a row that come again."""
    runs: list[list[Heading]] = []
    for heading in headings:
        if runs and _next_entry(text, runs[-1], heading):
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


def _next_entry(text: str, run: Sequence[Heading], heading: Heading) -> bool:
    """Whether nothing but its numeral stands between ``run`` and a heading that is not yet in it."""
    if heading.first - run[-1].last > _ORDINAL_LENGTH or any(heading.section == each.section for each in run):
        return False
    return not ideographs(text[run[-1].end : heading.start])


def damaged_heading(stream: Stream, section: str, floor: int) -> Heading | None:
    """A numbered line whose words are nearly the official ones: 六、其他需要报高的事项."""
    for match in _LINE_OF_NUMERAL.finditer(stream.text, floor):
        words = ideographs(match["words"])
        if fuzz.ratio(words, _OFFICIAL[section]) >= _ALIKE:
            first, last = stream.pos_at(match.start("words")), stream.pos_at(match.end())
            return Heading(section, match.start(), match.end(), match.end(), "main", first, last)
    return None
