"""Invented narrative: period sentence, five parts of the overview, problems, other matters.

Numbers stand near the key words on purpose: some restate cells or have another scope, and are kept as
statements (``narrative``); others (platforms, hotlines, postcodes) state nothing of the form. None may
be read into a cell.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gouji.evaluate.chance import chance
from gouji.evaluate.names import Office
from gouji.evaluate.narrative import (
    Sentence,
    Spoken,
    case_sentences,
    chinese,
    fee_sentence,
    published_sentence,
    request_sentences,
    speak,
)
from gouji.report import Number

_ORDINALS = "〇一二三四五"
_PARTS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")


_Say = Callable[[Sequence[Sentence]], str]


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs by section; ``agencies`` are names stated in the period sentence or signature.

    ``spoken`` are the numbers that the paragraphs state, in their order.
    """

    preamble: tuple[str, ...]
    overview: tuple[str, ...]
    problems: tuple[str, ...]
    other: tuple[str, ...]
    signature: tuple[str, ...]
    agencies: tuple[str, ...]
    period: tuple[str, str] | None
    states_year: bool
    spoken: tuple[Spoken, ...] = ()


def write_prose(rng: random.Random, office: Office, year: int, cells: Mapping[str, Number]) -> Prose:
    """Write the narrative of one report; sentences about requests and cases agree with ``cells``."""
    preamble, agencies, states_year, has_period = _preamble(rng, office, year)
    signature: tuple[str, ...] = ()
    if chance(rng, 0.3):
        signature = (office.full, f"{year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日")
        agencies = (*agencies, office.full)
    spoken: list[Spoken] = []

    def say(sentences: Sequence[Sentence]) -> str:
        """Print sentences and keep what they state."""
        texts = []
        for sentence in sentences:
            text, stated = speak(sentence, cells, rng)
            texts.append(text)
            spoken.extend(stated)
        return "".join(texts)

    overview = _overview(rng, office, year, cells, say)
    problems = _problems(rng, office, year)
    return Prose(
        preamble=preamble,
        overview=overview,
        problems=problems,
        other=_other(rng, office, year, say),
        signature=signature,
        agencies=agencies,
        period=(f"{year}-01-01", f"{year}-12-31") if has_period else None,
        states_year=states_year,
        spoken=tuple(spoken),
    )


def _preamble(
    rng: random.Random, office: Office, year: int
) -> tuple[tuple[str, ...], tuple[str, ...], bool, bool]:
    """Paragraphs, agencies stated, whether they state the year, whether they state the period."""
    style = rng.randrange(6)
    phone = f"0{rng.randint(311, 998)}-{rng.randint(2_000_000, 8_999_999)}"
    contact = f"（地址：{office.superior}迎宾路{rng.randint(1, 300)}号，邮编：{rng.randint(100, 859)}000，电话：{phone}）"
    if style == 0:
        text = (
            f"本报告由{office.full}依照《中华人民共和国政府信息公开条例》第五十条编写，"
            f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
            f"对本报告如有疑问，请与{office.self_name}办公室联系{contact}。"
        )
        return (text,), (office.full,), True, True
    if style == 1:
        text = (
            f"依据《中华人民共和国政府信息公开条例》的规定，特编制本年度报告。"
            f"统计时间为{year} 年 1 月 1 日至 {year} 年 12 月 31 日，电子版可在门户网站查阅。"
        )
        return (text,), (), True, True
    if style == 2:
        text = f"{office.full}现将{year}年度政府信息公开工作情况报告如下。"
        return (text,), (office.full,), True, False
    if style == 3:
        text = f"按照上级统一部署，现将{office.self_name}{year}年度政府信息公开工作有关情况公布如下。"
        return (text,), (), True, False
    if style == 4:
        text = f"自{year}年1月1日至{year}年12月31日，{office.self_name}依法履行公开职责，具体情况如下。"
        return (text,), (), True, True
    return (), (), False, False


def _overview(
    rng: random.Random, office: Office, year: int, cells: Mapping[str, Number], say: _Say
) -> tuple[str, ...]:
    me = rng.choice([office.self_name, office.short])
    a, b, c = rng.randint(2, 400), rng.randint(2, 90), rng.randint(2, 60)
    active: Sentence = rng.choice(
        [
            published_sentence((a, b, c)),
            (
                f"建站以来累计公开政府信息{(a + b + c) * 9 + 7}条，{year}年新增{a}条，涉及预决算、人事、招投标等内容。",
            ),
            (
                f"共组织政策宣讲{c}次，答复12345热线转办件{b}件，推送短信{a * 100}余条，网站访问量约{a * 31}人次。",
            ),
            (f"召开新闻发布会{chinese(rng.randint(3, 9))}场，印发宣传手册近{a}0册，答复网民留言{b}条。",),
        ]
    )
    manage = rng.choice(
        [
            f"修订信息发布审核办法，全年审核稿件{a + 3}篇，退回修改{c}篇，未出现失泄密情况。",
            "坚持先审后发、一事一审，拟发信息须经承办人、科室负责人和分管领导三级签字。",
            f"对{year - 1}年以前的{b}份文件重新确定公开属性，并同步更新目录。",
        ]
    )
    platform = rng.choice(
        [
            f"门户网站设公开专栏{rng.randint(3, 30)}个，政务新媒体账号{rng.randint(1, 5)}个，读者满意率达98.{rng.randint(1, 9)}%。",
            "在便民服务大厅设置查阅点，配备自助终端，方便办事群众就近查询。",
            f"完成网站第{chinese(rng.randint(3, 6))}次改版，更新办事指南{c}项，下线僵尸栏目{rng.randint(1, 9)}个。",
        ]
    )
    supervise = rng.choice(
        [
            f"举办业务培训{rng.randint(1, 6)}期，{rng.randint(20, 200)}人次参加；全年未发生责任追究情形。",
            f"将公开工作纳入年度考核，占{rng.randint(2, 6)}分，每季度通报一次。",
            "邀请人大代表、政协委员和群众代表座谈，听取对公开工作的意见。",
        ]
    )
    requests = [*request_sentences(rng, me, year, cells), *case_sentences(rng, cells)]
    told = (say([active]), say(requests), manage, platform, supervise)
    style = rng.randrange(3)
    opening = f"{year}年，{me}围绕中心工作，持续推进政务公开标准化、规范化。"
    lines = [
        (f"（{_ORDINALS[i]}）{name}。{text}" if style < 2 else f"{_ORDINALS[i]}是{name}方面。{text}")
        for i, (name, text) in enumerate(zip(_PARTS, told, strict=True), 1)
    ]
    return (opening, *lines)


def _problems(rng: random.Random, office: Office, year: int) -> tuple[str, ...]:
    faults = rng.sample(
        [
            "部分栏目更新不够及时",
            "政策解读形式偏少",
            "基层人员调整频繁、业务不熟",
            "公开目录与实际工作衔接不紧",
            "答复文书的说理不够充分",
            "新媒体运用不足",
        ],
        3,
    )
    cures = rng.sample(
        [
            f"每季度开展一次自查，力争{year + 1}年更新率达到100%",
            "增加图解、动漫和短视频等解读方式",
            f"计划举办培训{rng.randint(2, 8)}期，覆盖各科室",
            "修订公开目录，做到应公开尽公开",
            "建立答复文书会商机制",
        ],
        3,
    )
    return (
        f"（一）存在的主要问题。{office.self_name}工作中还有不足：一是{faults[0]}；二是{faults[1]}；三是{faults[2]}。",
        f"（二）改进情况。1.{cures[0]}；2.{cures[1]}；3.{cures[2]}。",
    )


def _other(rng: random.Random, office: Office, year: int, say: _Say) -> tuple[str, ...]:
    if chance(rng, 0.5):
        return (say([fee_sentence(rng, office.self_name, year)]),)
    return (
        rng.choice(
            ["无其他需要报告的事项。", "无。", f"承办建议提案{rng.randint(2, 90)}件，均已公开答复摘要。"]
        ),
    )
