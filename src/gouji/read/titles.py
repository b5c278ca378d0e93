"""Find the report's title among what stands before its first section.

Navigation, breadcrumbs and publication boxes stand there too. A title is a line of its own (or up to
four) that ends in 年度报告 or the like; what names an office and a year beats what names neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from gouji.numbers import normalise

_DIGITS = "〇○零OoΟ0一二三四五六七八九1-9"
YEAR = rf"(?<!\d)(?:20[0-4]\d|[二2][〇○零Oo0][一二三四12340][{_DIGITS}])(?!\d)"
_YEAR = re.compile(YEAR)
_DATED = re.compile(rf"\(?{YEAR}(?:年度?)?\)?")
_CHINESE = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")

PLACE = "省|自治区|市|自治州|州|盟|地区|县|区|旗|镇|乡|街道|苏木|林场|农场|牧场"
SUFFIX = (
    "人民政府|政府|委员会|管委会|办公室|办公厅|办事处|厅|局|委|办|院|站|处|所|中心|总队|支队|大队|队|集团|公司|大学|学院|"
    "学校|中学|小学|幼儿园|协会|联合会|总会|工会|红十字会|联社|联合社|供销社|馆|台|银行|分行|支行|部|署|指挥部|海关|监狱|兵团"
)
_ORGAN = re.compile(rf"[一-鿿()·、0-9]{{1,40}}?(?:{SUFFIX}|{PLACE}|[一二三四五六七八九十百\d](?:师|团))")
_TAIL_ONLY = re.compile(
    "(?:人民|监督|综合|行政|管理|委员|执法|和|与|及|社会|保障|服务|事务|规划|发展|建设|改革|健康|旅游|农村|资源|环境){0,4}"
    "(?:人民政府|政府|委员会|管委会|办公室|办公厅|办事处|局|厅|会|中心|单位|部门|委办局|党委)"
    "|(?:省|市|县|区|州|旗|镇|乡|街道)(?:人民政府|政府|党委|党工委|委员会|委)(?:办公室|办)?"
)
PRONOUN = re.compile(
    r"我|(?:本|该|全|各|此)(?:省|市|县|区|旗|镇|乡|街道|局|委|办|厅|机关|单位|部门|级|校|院|站|处|中心|州(?!县))"
)
_GENERIC = re.compile(
    r"(?:本?年度?|上年|部门|单位|乡?镇|街道|本级|法定|基层|工作|各类|主动|历年|往年|国务院|政府|附件\d*)*"
)

_TOPIC = re.compile("政府信息公开|政务公开|信息公开")
_END = re.compile(rf"公开.{{0,16}}(?:报告|年报|总结)(?:\([^()]{{1,30}}\)|{YEAR}年?度?|-+[一-鿿]{{3,30}})?")
_NOT_TITLE = re.compile(
    r"[。;,!?<>《》|/:@]|现将|如下|通知|通报|公告|^[一二三四五六七八九十]+、|^附件|^关于做好"
)
_NAVIGATION = re.compile(
    "(?:网站|返回|中文)?首页|当前位置|您的?(?:所在)?位置|(?:政务|政府信息|信息|党务|主动|依申请|法定主动)公开(?:内容|目录|专栏|平台|大厅)?"
    "|.{0,6}(?:公开|信息)(?:指南|制度|目录|规定)|(?:政府信息公开|信息公开)?(?:工作)?(?:年报|年度报告)(?:列表|专栏)?|.*导航|机构(?:职能|设置|概况)|领导.{0,4}"
    "|(?:新闻|政务|公共|便民|办事|网上|互动|投诉|热点|专题|数据|解读|通知|公示|工作|在线|走进|魅力|印象).{0,2}"
    "(?:中心|服务|大厅|动态|指南|办事|交流|互动|回应|专栏|公告|公示|开放|发布|信息|访谈|之窗)|.*大厅|更多.{0,2}"
)
_TOOL = re.compile("[\\[(【]*(?:下载|打印|关闭|分享|返回|收藏|字体|大|中|小).{0,8}")
_KEY = (
    "发布机构|发布单位|发布部门|发文机关|发文单位|发文机构|公开机构|公开主体|公开单位|制作单位|编制单位|编制机关|编制机构|报送单位|填报单位|"
    "单位名称|机关名称|责任部门|公开部门|责任单位|供稿单位|信息来源|文章来源|稿件来源|来源|稿源|发布者|索引号|信息索引号|发布时间|发布日期|发文日期|"
    "成文日期|生成日期|公开日期|日期|时间|浏览次数|点击数?|点击次数|阅读次数|访问量|阅读量|浏览量|字体|字号|作者|编辑|责任编辑|文号|发文字号|"
    "主题分类|分类|主题词|关键词|有效性|名称|信息名称|标题|文件名称|题名|公开方式|公开时限|公开范围|体裁|内容概述"
)
_LOOSE_KEY = "|".join(r"[ \t\u3000]*".join(key) for key in _KEY.replace("?", "").split("|"))
_NEXT_KEY = re.compile(
    rf"(?:^|[ \t\u3000]+)[\[(【]?(?={_LOOSE_KEY}|打印|关闭|分享)(?:{_LOOSE_KEY})[ \u3000]*[:]|[ \t\u3000]+[\[(【]*(?:打印|关闭|分享)"
)
_BARE_KEY = re.compile(rf"(?:{_KEY}):?")
_TITLE_KEY = re.compile(r"(?:信息|文件|公文)?(?:名\s*称|标\s*题|题\s*名|附\s*件\s*\d*)\s*:")
_YEAR_BELOW = re.compile(rf"\({YEAR}(?:年度?)?\)|{YEAR}年度?")
# An office of a kind that is not known: a short line of its own, of none of the words of pages and files.
_FREE_NAME = re.compile("[一-鿿]{3,20}")
_NO_NAME = re.compile(
    "公开|报告|年报|信息|总结|网|首页|平台|栏|目录|附件|正文|文件|文档|通知|公告|公示|索引|标题|主题|名称|来源|日期|时间|服务|导航|"
    "下载|打印|欢迎|登录|搜索|无障碍|长者|关怀|专题|新闻|动态|政务|微信|微博|封面|内容|工作|情况|走进|魅力|印象|美丽|年度?$|[月日稿版表章页篇号类件]$|^[关按根现为第各有请]"
)
_TOPIC_FIRST = re.compile(rf"\(?{YEAR}|政府信息公开|政务公开")
_MARKS = re.compile(r"\[(?:bookmark|image)[^\]\n]*\]|[\u200b-\u200f\u2060\ufeff\u00ad]")
# The empty cells behind the only filled one of a line of separated values.
_EMPTY_CELLS = re.compile(r'(?:"?[,;]{2,}|",)[ ]*$')
_MARKUP = "#*>|"
_MAX_TITLE = 70
_MAX_LINES = 4
_REACH = 1000
_LONGEST_END = 24
_LONGEST_KEY = 9
# Cells, and what a page adds to its own name: 标题_栏目_网站, 标题 - 网站.
_BARS = re.compile(r"[\t|_]|[ ]-+[ ](?=[^-\n]{2,30}(?:网|网站|政府|门户)\s*$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line or cell before the first section: as printed, and normalised without white space.

    ``boxed`` tells that it is the value of a publication box.
    """

    printed: str
    bare: str
    boxed: bool = False


def bare(text: str) -> str:
    """``text`` normalised, without white space."""
    return "".join(normalise(text).split())


def year_in(squeezed: str) -> int | None:
    """The first year that ``squeezed`` names, in digits or Chinese numerals."""
    match = _YEAR.search(squeezed)
    return int(match[0].translate(_CHINESE)) if match else None


def is_organ(name: str) -> bool:
    """Whether ``name`` is an office's or a place's own name, not 我镇 nor a tail such as 管理局."""
    return (
        3 <= len(name) <= 40
        and _ORGAN.fullmatch(name) is not None
        and not PRONOUN.match(name)
        and not _TAIL_ONLY.fullmatch(name)
        and not _NAVIGATION.fullmatch(name)
    )


@cache
def agency_in(title: str) -> str | None:
    """The office that a title (squeezed) names, None where it names none.

    The name ends where 政府信息公开 begins: 吴村镇|政府信息公开. Where it would end in the middle of
    its own word the overlap belongs to both: 某镇人民政府|信息公开.
    """
    undated = _DATED.sub("", title)
    topic = _TOPIC.search(undated)
    if topic is None:
        return None
    name = undated[: topic.start()]
    if topic[0] == "政府信息公开" and re.search(r"人民$|([镇乡区县市州旗省])\1$", name):
        name += "政府"
    name = re.sub(
        r"^(?:\d+[.、])?(?:关于)?(?:公布|发布)?|(?:主动|依法|开展)?(?:的|年度?|关于|工作)?$", "", name
    )
    name = name.strip("-_·“”\"'()、.: ")
    if len(name) < 2 or _GENERIC.fullmatch(name) or _TAIL_ONLY.fullmatch(name):
        tail = re.search(r"(?:报告|年报|总结)[(\-]+(?P<name>[一-鿿]{3,30})\)?$", undated)
        return tail["name"] if tail and is_organ(tail["name"]) else None
    return name if re.search("[一-鿿]{2}", name) and not PRONOUN.match(name) else None


def head_lines(text: str) -> list[Line]:
    """The lines and cells of ``text``, boxes taken apart, marks of filters removed."""
    text = _MARKS.sub("", text).replace("\f", "\n")
    plain = normalise(text)
    lines: list[Line] = []
    key, start = "", 0
    for row in plain.split("\n"):
        for begin, end in _cells(row):
            line = _line(text[start + begin : start + end], row[begin:end], key)
            if line is not None:
                key = line.bare if len(line.bare) < _LONGEST_KEY and _BARE_KEY.fullmatch(line.bare) else ""
                lines.append(line)
        start += len(row) + 1
    return lines


def _cells(row: str) -> Iterator[tuple[int, int]]:
    """The cells of a line, each cut where the next key of a box begins; empty cells at its end left out."""
    tail = _EMPTY_CELLS.search(row)
    first = int(tail is not None and row.startswith('"'))
    cuts = {first, tail.start() if tail else len(row)}
    row = row[: max(cuts)]
    if "\t" in row or "|" in row or "_" in row or " -" in row:
        cuts.update(match.start() for match in _BARS.finditer(row))
    if ":" in row or "打印" in row:
        cuts.update(match.start() for match in _NEXT_KEY.finditer(row))
    return pairwise(sorted(cuts))


def _line(raw: str, plain: str, key: str) -> Line | None:
    """A piece as a line; ``key`` is the bare key of a box before it."""
    squeezed = "".join(plain.split()).strip(_MARKUP)
    if not squeezed:
        return None
    title = None if key or ":" not in squeezed else _TITLE_KEY.match(plain.lstrip(" \t|"))
    if title:
        raw = raw[len(plain) - len(plain.lstrip(" \t|")) + title.end() :]
        squeezed = bare(raw)
    return Line(raw.strip(_MARKUP + "｜_ \t\u3000"), squeezed.strip(_MARKUP), boxed=bool(key or title))


def find_title(lines: Sequence[Line], year: int | None) -> str | None:
    """The title as printed, white space collapsed. ``year`` is what the text says, to choose among several."""
    best: tuple[tuple[int, ...], str] | None = None
    for weight, title in _candidates(lines, year):
        if best is None or weight >= best[0]:
            best = weight, title
    return best[1] if best else None


def quoted_title(lines: Sequence[Line], quote: str) -> str | None:
    """The title that ``quote`` names, as printed; None where no whole lines of that text look like a title.

    Nor is it one where another title names more of office and year.
    """
    found = list(_candidates(lines, None))
    most = max((weight[0] for weight, _ in found), default=0)
    squeezed = bare(quote).strip(_MARKUP)
    return next((title for weight, title in found if weight[0] == most and bare(title) == squeezed), None)


def _candidates(lines: Sequence[Line], year: int | None) -> Iterator[tuple[tuple[int, ...], str]]:
    """Whatever looks like a title, with what speaks for it."""
    lines = lines[-_REACH:]
    for first, line in enumerate(lines):
        if len(line.bare) > _MAX_TITLE or _NOT_TITLE.search(_after_name(line.bare)):
            continue
        for count in range(1, _MAX_LINES + 1):
            parts = lines[first : first + count]
            if len(parts) < count or (count > 1 and not _may_continue(parts)):
                break
            squeezed = "".join(part.bare for part in parts)
            if not _is_title(parts, squeezed) and not _is_named_above(lines, first, count):
                continue
            weight = _weight(lines, first, count, squeezed, year)
            if weight:
                yield weight, " ".join(" ".join(part.printed for part in parts).split())


def _after_name(squeezed: str) -> str:
    """What follows in 某某局:2023年政府信息公开工作年度报告, else the whole line."""
    name, colon, rest = squeezed.partition(":")
    return rest if colon and is_organ(name) else squeezed


def _may_continue(parts: Sequence[Line]) -> bool:
    """Pieces of one title: short, no boxes, no links, no complete title before the last."""
    last = parts[-1]
    if _is_year_below(parts):
        return len(parts) == 2 or _may_continue(parts[:-1])
    return (
        len(last.bare) <= 45
        and not any(
            part.boxed or _NAVIGATION.fullmatch(part.bare) or _TOOL.fullmatch(part.bare)
            for part in parts[:-1]
        )
        and not last.boxed
        and not _NOT_TITLE.search(last.bare)
        and not any(_ends(part.bare) for part in parts[:-1])
    )


def _is_year_below(parts: Sequence[Line]) -> bool:
    """Whether only the year follows a title without one: 年度报告 over （2023年度）.

    Without brackets it must follow an office's title: links of a page are called 2023年, too.
    """
    last, above = parts[-1], "".join(part.bare for part in parts[:-1])
    return (
        not any(part.boxed for part in parts)
        and _YEAR_BELOW.fullmatch(last.bare) is not None
        and _ends(above)
        and year_in(above) is None
        and (last.bare[0] == "(" or agency_in(above) is not None)
    )


def _is_named_above(lines: Sequence[Line], first: int, count: int) -> bool:
    """Whether a title without office stands under a line of its own that can only be the office's name.

    The name begins the document or stands under what is no short line: links of a page come in rows.
    """
    name, title = lines[first], "".join(line.bare for line in lines[first + 1 : first + count])
    above = lines[first - 1] if first else None
    return (
        count > 1
        and (above is None or above.boxed or len(above.bare) > _LONGEST_END)
        and _FREE_NAME.fullmatch(name.bare) is not None
        and not any(pattern.search(name.bare) for pattern in (_NO_NAME, PRONOUN, _YEAR))
        and not _NAVIGATION.fullmatch(name.bare)
        and not _TAIL_ONLY.fullmatch(name.bare)
        and _TOPIC_FIRST.match(title) is not None
        and agency_in(title) is None
        and _ends(title)
    )


def _is_title(parts: Sequence[Line], squeezed: str) -> bool:
    if len(squeezed) > _MAX_TITLE or not _ends(squeezed):
        return False
    if len(parts) == 1:
        return True
    if _is_year_below(parts):
        return _is_title(parts[:-1], "".join(part.bare for part in parts[:-1]))
    last = parts[-1].bare
    before = "".join(part.bare for part in parts[:-1])
    if not _ends(last):
        return len(last) <= _LONGEST_END
    undated = _DATED.sub("", before).removesuffix("关于")
    own = agency_in(last)
    if not undated:
        return year_in(before) is None or year_in(last) is None
    return is_organ(undated) and (
        own is None or re.fullmatch(rf"[一-鿿]{{2,12}}(?:{PLACE})", undated) is not None
    )


def _ends(squeezed: str) -> bool:
    match = _TOPIC.search(squeezed)
    found = _END.search(squeezed, match.start()) if match else None
    return found is not None and found.end() == len(squeezed)


def _weight(
    lines: Sequence[Line], first: int, count: int, squeezed: str, year: int | None
) -> tuple[int, ...] | None:
    """What speaks for a candidate, the most telling first; None where it is a link rather than a title."""
    line = lines[first]
    agency, stated = agency_in(squeezed), year_in(squeezed)
    if agency is None and stated is None and not _generic_title(lines, first, count, squeezed):
        return None
    place_first = count > 1 and agency_in(lines[first + count - 1].bare) is not None
    return (
        (agency is not None) + (stated is not None),
        not line.boxed,
        year is None or stated is None or stated == year,
        agency is not None,
        place_first,
        -count,
    )


def _generic_title(lines: Sequence[Line], first: int, count: int, squeezed: str) -> bool:
    """A title without office and year: only directly before the text, and not among links."""
    if squeezed.endswith("年报") or (first and _NAVIGATION.fullmatch(lines[first - 1].bare)):
        return False
    if not _TOPIC.match(squeezed):
        return False
    after = lines[first + count] if first + count < len(lines) else None
    return after is None or len(after.bare) > 30 or after.bare[-1] in "。:" or bool(_YEAR.search(after.bare))
