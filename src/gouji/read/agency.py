"""The publishing body's name: title, signature, publication box, period sentence; the fullest of these.

Every name returned is printed as it stands in one of these places. Two statements are only ever
compared, never joined, and bodies that a text merely mentions (superiors, notices, sites) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gouji.read.titles import PLACE, SUFFIX, YEAR, Line, agency_in, bare, is_organ

DATE = (
    r"[(]?(?:20[0-4]\d|[二2][〇○零Oo0][一二三四12340][〇○零OoΟ0一二三四五六七八九1-9])"
    r"(?:年|[-./])(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[xX×*]{1,2})(?:月|[-./])?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[xX×*]{1,2})[日号]?)?[)]?"
)
_DATE = re.compile(DATE)
_DATED_ORGAN = re.compile(rf"(?P<name>[一-鿿()·]{{3,40}}){DATE}")
_SEAL = re.compile(r"[(]?(?:盖章|公章|印章|章)[)]?$")
_PUBLISHER = (
    "发布机构|发布单位|发布部门|发文机关|发文单位|发文机构|公开机构|公开主体|公开单位|制作单位|编制单位|编制机关|编制机构|"
    "报送单位|填报单位|单位名称|机关名称|责任部门|公开部门|责任单位|供稿单位|信息来源|文章来源|稿件来源|发布者|来源|稿源"
)
_BOX = re.compile(rf"(?:{_PUBLISHER}):(?P<name>[^:|,;。\d]{{3,60}})")
_PUBLISHER_ALONE = re.compile(rf"(?:{_PUBLISHER}):?")
_CUT_BOX = re.compile(
    "(?:发布|发文|公开|成文|生成|更新|信息|文章|浏览|点击|阅读|访问|责任|打印|日期|时间|索引|名称|标题|文号|主题|字体|字号|作者|编辑|来源|关键|体裁|【|\\[)"
)
_NAME = rf"(?P<name>[一-鿿]{{2,34}}?(?:{SUFFIX}|{PLACE}))"
_VERBS = (
    "现将|现就|特|编制|编写|向社会|按照|依照|依据|根据|认真|严格|依法|深入|积极|全面|坚持|紧紧|围绕|通过|主动|持续|切实|高度|结合|不断|扎实|共|"
    "政府信息公开工作|信息公开工作|在"
)
_BY = re.compile(rf"由{_NAME}(?=按照|依照|依据|根据|组织|负责|编制|编写|撰写|汇总|起草|完成|制作|[,(])")
_SUBJECT = re.compile(rf"(?:^|[,;:]){_NAME}(?={_VERBS})")
_ANNOUNCED = re.compile(
    rf"(?:现将|现就|现公布|现对|现予公布|公布|编制|形成|发布)《?{_NAME}(?=的?(?:关于)?{YEAR}|的?政府信息公开|的?政务公开)"
)
_PERIOD_SENTENCE = re.compile(
    rf"(?:报告|汇报|公布|公示|公告|通报|情况|内容)如下|{YEAR}年?度?(?:政府信息公开|政务公开|信息公开)|年度报告|本报告|统计(?:期限|时间|时限)|{YEAR}年1月1日"
)
_WORDY = re.compile(
    "报告|根据|按照|依据|依照|要求|公开|通知|关于|现将|年度|的|由|是|我[省市州县区旗镇乡街局委办厅]|上级|通过|以及|网站"
    "|(?:党委|党组|党工委|[省市县区州旗]委)$|^[省市县区州旗镇乡](?!..?[市县区旗镇乡])"
)
_SELF = re.compile("我(街道|[省市县区州旗镇乡局委厅办院站所])")
_NOTICE = re.compile("《[^》]*(?:通知|条例|办法|意见|规定|要点|方案|格式|函)》?")


def read_agency(
    title: str | None, head: Sequence[Line], sentences: Iterable[str], tail: Sequence[Line]
) -> str | None:
    """The body's name, None where the document does not state it (我镇 states nothing).

    ``head`` are the lines before the first section, ``tail`` those after the tables, ``sentences``
    (normalised, without white space) those that may be the period sentence.
    """
    others = [*_signatures(tail), *_signatures(head), *_in_sentences(sentences), *_boxes(head), *_boxes(tail)]
    own = agency_in(bare(title)) if title else None
    stated = own or next(iter(others), None)
    if stated is None:
        return None
    return max((name for name in (stated, *others) if _same_body(stated, name)), key=len)


def _same_body(name: str, fuller: str) -> bool:
    """Whether ``fuller`` is ``name`` with its superior places, its 人民政府 or its abbreviations written out."""
    if name == fuller:
        return True
    short, full = _core(name), _core(fuller)
    if full.endswith(short):
        return True
    if full.startswith(short) or short[-1] != full[-1]:
        return False
    rest = iter(full)
    return short[:2] in full and all(char in rest for char in short)


def _core(name: str) -> str:
    """The name without 人民政府, its kind of office in short."""
    core = re.sub(r"(?:人民政府|政府)$", "", name)
    core = re.sub(r"([镇乡区县市州旗省])\1$", r"\1", core)
    core = core.replace("街道办事处", "街道").replace("管理委员会", "管委会")
    return re.sub(r"(委|办)(?:员会|公室|公厅)$", r"\1", core) or name


def _signatures(lines: Sequence[Line]) -> list[str]:
    """Organ line beside a date line, or both in one line; last, an organ that is the last line of all."""
    found = []
    bares = [_SEAL.sub("", line.bare) for line in lines]
    for at, text in enumerate(bares):
        one_line = _DATED_ORGAN.fullmatch(text.rpartition("。")[2])
        if one_line and is_organ(one_line["name"]):
            found.append(one_line["name"])
        beside = bares[at + 1 : at + 2] or [""]
        if is_organ(text) and _DATE.fullmatch(beside[0]) and not lines[at].boxed:
            found.append(text)
    return found[::-1]


def _boxes(lines: Sequence[Line]) -> list[str]:
    found = []
    for at, line in enumerate(lines):
        if line.boxed and at and _PUBLISHER_ALONE.fullmatch(lines[at - 1].bare):
            found.append(line.bare)
        if ":" in line.bare:
            flat = line.bare
            found += [_CUT_BOX.split(match["name"])[0] for match in _BOX.finditer(flat)]
    return [name for name in found if is_organ(name)]


def _in_sentences(sentences: Iterable[str]) -> list[str]:
    found = []
    for sentence in sentences:
        if not _PERIOD_SENTENCE.search(sentence):
            continue
        plain = _NOTICE.sub("", sentence)
        names = [
            match["name"] for pattern in (_BY, _ANNOUNCED, _SUBJECT) for match in pattern.finditer(plain)
        ]
        found += [
            name for name in names if is_organ(name) and not _WORDY.search(name) and _speaks_as(name, plain)
        ]
    return found


def _speaks_as(name: str, sentence: str) -> bool:
    """Whether a sentence that also says 我镇 can be by ``name``: a county does not call itself 我镇."""
    selves = _SELF.findall(sentence)
    return not selves or any(kind in name for kind in selves)
