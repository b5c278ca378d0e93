"""The words of the form, as offices really write them: one consistent choice per copy, some slips.

The variants are those of the domain note: brackets and punctuation of either width, indices with
dot, enumeration comma or space, quotes, broken and spaced labels, lost or slipped group markers.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from gouji.evaluate.chance import chance
from gouji.families.disclosure.form_2021 import FORM_2021

_ORDINAL = re.compile(r"^(?:[一二三四]、(?!本年度办理结果)|（[一二三四五六七]）|[1-8]\.)")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one copy writes its labels. ``slips`` is the chance of a break or space per label."""

    brackets: str = "（）"
    after_bracket: str = ""
    index: str = "."
    quotes: str = "“”"
    half_punctuation: bool = False
    list_comma: str = "、"
    ordinals: bool = True
    normative: str = "行政规范性文件"
    total: str = "总计"
    break_heads: bool = False
    space_heads: bool = False
    break_labels: float = 0.0

    def write(self, text: str) -> str:
        """Apply brackets, indices, quotes and punctuation to an official label."""
        if not self.ordinals:
            text = _ORDINAL.sub("", text)
        opening, closing = self.brackets[0], self.brackets[-1]
        written = text.replace("行政规范性文件", self.normative)
        if written[:1].isdigit() and written[1:2] == ".":
            written = written[0] + self.index + written[2:]
        written = written.replace("）", closing + self.after_bracket if written[:1] == "（" else closing, 1)
        written = written.replace("（", opening).replace("）", closing)
        written = written.replace("“", self.quotes[:1]).replace("”", self.quotes[-1:])
        if self.half_punctuation:
            written = written.replace("，", ",").replace("：", ":")
            written = written.replace("、", self.list_comma) if "、" in written[2:] else written
        if written.endswith("总计"):
            written = written.removesuffix("总计") + self.total
        return written

    def head(self, text: str, rng: random.Random) -> str:
        """A column head: four characters may be broken or spaced in the middle."""
        written = self.write(text)
        if len(text) == 4 and (self.break_heads or self.space_heads) and chance(rng, 0.9):
            return text[:2] + ("\n" if self.break_heads else " ") + text[2:]
        if len(text) > 4 and self.break_heads and chance(rng, 0.4):
            cut = rng.randint(2, len(text) - 2)
            return written[:cut] + "\n" + written[cut:]
        if text == "总计" and self.break_heads and chance(rng, 0.2):
            return "总\n计"
        return written

    def label(self, text: str, rng: random.Random) -> str:
        """A row label: long ones may be broken."""
        written = self.write(text)
        if len(written) > 7 and chance(rng, self.break_labels):
            cut = rng.randint(3, len(written) - 3)
            written = written[:cut] + "\n" + written[cut:]
        return written


def draw_wording(rng: random.Random, wild: float = 0.5) -> Wording:
    """Draw a wording; ``wild`` 0 gives the official one."""
    if not chance(rng, wild * 1.6):
        return Wording()
    return Wording(
        brackets=rng.choice(["（）", "()", "（）", "（)"]) if chance(rng, wild) else "（）",
        after_bracket=" " if chance(rng, wild * 0.4) else "",
        index=rng.choice([".", "、", "．", ". ", " .", "．"]) if chance(rng, wild) else ".",
        quotes=rng.choice(["“”", '""', "””", "「」"]) if chance(rng, wild) else "“”",
        half_punctuation=chance(rng, wild * 0.5),
        list_comma=rng.choice(["、", "、", ",", "，"]),
        normative="规范性文件" if chance(rng, wild * 0.6) else "行政规范性文件",
        total=rng.choice(["总 计", "总  计", "总　计"]) if chance(rng, wild * 0.3) else "总计",
        break_heads=chance(rng, wild * 0.5),
        space_heads=chance(rng, wild * 0.3),
        break_labels=rng.choice([0.0, 0.1, 0.4]) if chance(rng, wild) else 0.0,
    )


@dataclass(frozen=True, slots=True)
class RowLabel:
    """Label of a row of table 3: its group's official text ("" for none) and its own."""

    key: str
    group: str
    text: str


def request_labels() -> tuple[RowLabel, ...]:
    """The 25 rows of table 3 in order, from the form's own labels."""
    rows: dict[str, RowLabel] = {}
    for path, label in FORM_2021.labels.items():
        table, _, rest = path.partition(".")
        if table != "requests":
            continue
        key = rest.rpartition(".")[0]
        text = label.partition(" | ")[0].removeprefix("三、")
        group, space, leaf = text.partition(" ")
        rows[key] = RowLabel(key, group if space else "", leaf if space else text)
    return tuple(rows.values())


SECTION_HEADINGS = {
    "overview": ("一、总体情况", "1、总体情况", "一、 总体情况", "一、总体情况。", "（一）总体情况"),
    "disclosure": (
        "二、主动公开政府信息情况",
        "二、主动公开政府信息情况",
        "二、 主动公开政府信息情况",
        "二、主动公开信息情况",
        "2.主动公开政府信息情况",
    ),
    "requests": (
        "三、收到和处理政府信息公开申请情况",
        "三、收到和处理政府信息公开申请情况",
        "三、收到及处理政府信息公开申请情况",
        "三、收到和处理政府信息公开申请的情况",
        "3.收到和处理政府信息公开申请情况",
    ),
    "proceedings": (
        "四、政府信息公开行政复议、行政诉讼情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "四、政府信息公开行政复议和行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政复议、诉讼情况",
    ),
    "problems": (
        "五、存在的主要问题及改进情况",
        "五、存在的主要问题和改进情况",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "五、存在的主要问题及改进措施",
    ),
    "other": (
        "六、其他需要报告的事项",
        "六、其他需要报告的事项",
        "六、需要报告的其他事项",
        "六、其他需要报告事项",
    ),
}
