"""Invented offices and the titles of their reports."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gouji.evaluate.chance import chance

_FIRST = [
    "岚",
    "沄",
    "柘",
    "霁",
    "莞",
    "浔",
    "桐",
    "砚",
    "苍",
    "棠",
    "梓",
    "榆",
    "鹭",
    "汐",
    "瀚",
    "槐",
    "雁",
    "翠",
    "栖",
    "朔",
]
_SECOND = [
    "川",
    "陵",
    "泽",
    "岭",
    "浦",
    "屿",
    "津",
    "垣",
    "峪",
    "淇",
    "坪",
    "湾",
    "洲",
    "隘",
    "口",
    "原",
    "塘",
    "畈",
    "溪",
    "庄",
]

_TOWN_ENDS = ("镇人民政府", "乡人民政府", "镇", "乡", "街道办事处", "街道", "苏木人民政府", "民族乡人民政府")
_COUNTY_ENDS = ("县人民政府", "区人民政府", "市人民政府", "旗人民政府", "自治县人民政府", "县", "区")
_CITY_ENDS = ("市人民政府", "省人民政府", "自治州人民政府", "市人民政府办公室", "省人民政府办公厅")
_DEPARTMENTS = (
    "教育局",
    "财政局",
    "水利局",
    "水务局",
    "民政局",
    "司法局",
    "审计局",
    "统计局",
    "气象局",
    "林业和草原局",
    "农业农村局",
    "应急管理局",
    "医疗保障局",
    "自然资源和规划局",
    "生态环境局",
    "交通运输局",
    "市场监督管理局",
    "城市管理综合行政执法局",
    "住房和城乡建设局",
    "卫生健康委员会",
    "发展和改革委员会",
    "文化广电和旅游局",
    "人力资源和社会保障局",
    "行政审批服务局",
    "退役军人事务局",
    "公安局",
    "信访局",
    "地方金融监督管理局",
    "供销合作社联合社",
    "住房公积金管理中心",
    "经济技术开发区管理委员会",
    "国有资产监督管理委员会",
    "消防救援支队",
)

_MINISTRIES = (
    "国家湖沼管理局",
    "国家竹木和草业局",
    "国家古籍保护总局",
    "国家航标署",
    "国家山地事务委员会",
    "国家盐务总局",
    "滨海资源部",
    "畜牧部",
)
_STREETS = ("街道办事处", "街道", "社区服务中心", "街道便民服务中心")
_INSTITUTIONS = (
    "人民医院",
    "第一中学",
    "职业技术学院",
    "图书馆",
    "疾病预防控制中心",
    "不动产登记中心",
    "社会保险事业管理局",
    "公共资源交易中心",
    "自来水有限公司",
    "公共交通集团有限公司",
)
_ZONES = (
    "经济技术开发区管理委员会",
    "高新技术产业开发区管理委员会",
    "综合保税区管理委员会",
    "旅游度假区管理委员会",
    "工业园区管委会",
    "新区管理委员会",
)
# Agencies that report to their own superior, not to the government of the place.
_VERTICAL = (
    "国家税务总局{place}税务局",
    "国家统计局{place}调查队",
    "中华人民共和国{place}海关",
    "中华人民共和国{place}海事局",
    "中国人民银行{place}分行",
    "{place}气象局",
    "{place}邮政管理局",
    "{place}烟草专卖局",
    "{place}消防救援支队",
    "国家金融监督管理总局{place}监管分局",
)


def place_name(rng: random.Random) -> str:
    """A place that is on no map that we know of: two or three characters."""
    name = rng.choice(_FIRST) + rng.choice(_SECOND)
    return rng.choice(_FIRST) + name if chance(rng, 0.12) else name


@dataclass(frozen=True, slots=True)
class Office:
    """An office: its full name, the name without 人民政府, how it calls itself, its superior."""

    full: str
    short: str
    self_name: str
    superior: str


def make_office(rng: random.Random, kind: str) -> Office:
    """Invent an office of a kind of ``gold.Kind``."""
    if kind in _MAKERS:
        return _MAKERS[kind](rng)
    upper = place_name(rng) + rng.choice(["县", "区", "市", "旗"])
    if kind == "town":
        full = (upper if chance(rng, 0.7) else "") + place_name(rng) + rng.choice(_TOWN_ENDS)
        street = "街道" in full
        self_name = "我街道" if street else "我乡" if "乡" in full else "我镇"
    elif kind == "department":
        full, self_name = _department(rng, upper), rng.choice(["我局", "本机关", "我单位", "本单位"])
    elif kind == "county":
        upper = place_name(rng) + "市"
        full = (upper if chance(rng, 0.4) else "") + place_name(rng) + rng.choice(_COUNTY_ENDS)
        self_name = "我区" if "区" in full else "我县"
    else:
        full = place_name(rng) + rng.choice(_CITY_ENDS)
        self_name, upper = ("全省" if "省" in full else "我市"), "上级"
    return Office(full, full.removesuffix("人民政府"), self_name, upper)


def _department(rng: random.Random, upper: str) -> str:
    name = rng.choice(_DEPARTMENTS)
    if chance(rng, 0.06):
        return f"国家税务总局{upper}税务局"
    if chance(rng, 0.06):
        return f"{upper}人民政府办公室"
    return upper + name


def _ministry(rng: random.Random) -> Office:
    full = rng.choice(_MINISTRIES)
    return Office(full, full, "我部" if full.endswith("部") else rng.choice(["我局", "本机关"]), "首都")


def _province(rng: random.Random) -> Office:
    full = place_name(rng) + rng.choice(["省人民政府", "省人民政府", "自治区人民政府", "省人民政府办公厅"])
    me = "全区" if "自治区" in full else "全省"
    return Office(full, full.removesuffix("人民政府"), me, "省城")


def _street(rng: random.Random) -> Office:
    upper = place_name(rng) + rng.choice(["区", "市"])
    full = f"{upper if chance(rng, 0.8) else ''}{place_name(rng)}{rng.choice(_STREETS)}"
    return Office(full, full.removesuffix("办事处"), "我街道" if "街道" in full else "本中心", upper)


def _institution(rng: random.Random) -> Office:
    upper = place_name(rng) + rng.choice(["市", "县", "区"])
    full = upper + rng.choice(_INSTITUTIONS)
    return Office(full, full, "我单位" if not full.endswith("公司") else "本公司", upper)


def _zone(rng: random.Random) -> Office:
    place = place_name(rng)
    full = place + rng.choice(_ZONES)
    return Office(full, full, rng.choice(["我区", "我委", "管委会"]), place)


def _vertical(rng: random.Random) -> Office:
    place = place_name(rng) + rng.choice(["市", "县", "省"])
    full = rng.choice(_VERTICAL).format(place=place)
    return Office(full, full, rng.choice(["我局", "我单位", "本机关"]), place)


_MAKERS: Mapping[str, Callable[[random.Random], Office]] = {
    "ministry": _ministry,
    "province": _province,
    "street": _street,
    "institution": _institution,
    "zone": _zone,
    "vertical": _vertical,
}


@dataclass(frozen=True, slots=True)
class TitlePattern:
    """How a title is put together, and what it states."""

    text: str
    states_agency: bool
    states_year: bool


TITLES = (
    TitlePattern("{agency}{year}年政府信息公开工作年度报告", True, True),
    TitlePattern("{agency} {year} 年政府信息公开工作年度报告", True, True),
    TitlePattern("{year}年{agency}政府信息公开工作年度报告", True, True),
    TitlePattern("{year}年度{agency}政府信息公开工作年度报告", True, True),
    TitlePattern("{agency}政府信息公开工作{year}年度报告", True, True),
    TitlePattern("{agency}{year}年度政府信息公开工作年度报告", True, True),
    TitlePattern("{agency}政府信息公开工作年度报告（{year}年度）", True, True),
    TitlePattern("{agency}政府信息公开工作年度报告({year}年)", True, True),
    TitlePattern("{agency}{year}年政府信息公开年度报告", True, True),
    TitlePattern("{agency}{year}年政府信息公开工作年报", True, True),
    TitlePattern("{agency}关于{year}年政府信息公开工作情况的年度报告", True, True),
    TitlePattern("{agency}政府信息公开工作年度报告", True, False),
    TitlePattern("{year}年政府信息公开工作年度报告", False, True),
    TitlePattern("政府信息公开工作年度报告", False, False),
)
