"""What slices and their keys are called for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.evaluate.inject import KINDS
from gouji.evaluate.report.visible import one_line
from gouji.families.disclosure import FAMILY
from gouji.messages import Language, pick

DIMENSIONS: Mapping[str, tuple[str, str]] = {
    "carrier": ("载体", "Carrier"),
    "shape": ("版式", "Shape"),
    "group": ("分组", "Group"),
    "severity": ("杂乱程度", "Severity"),
    "kind": ("单位类别", "Kind of office"),
    "level": ("错误出在哪里", "Where the error was made"),
    "error": ("错误类别", "Kind of error"),
    "table": ("表", "Table"),
    "grade": ("评级", "Grade"),
}
"""In the order in which the report shows them."""

_KEYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "carrier": {
        "text": ("纯文本", "plain text"),
        "markdown": ("Markdown", "Markdown"),
        "html": ("网页 HTML", "HTML"),
        "docx": ("Word DOCX", "Word DOCX"),
        "pdf": ("PDF", "PDF"),
    },
    "kind": {
        "town": ("乡镇", "town"),
        "department": ("部门", "department"),
        "county": ("区县", "county"),
        "city": ("市", "city"),
        "dense": ("格格有数", "every cell filled"),
        "all_zero": ("全部为零", "all zero"),
        "fixture": ("固定样例", "fixture"),
    },
    "severity": {
        "0": ("0（照官方表样）", "0 (as the form)"),
        "1": ("1（常见）", "1 (usual)"),
        "2": ("2（较乱）", "2 (messy)"),
        "3": ("3（很乱）", "3 (very messy)"),
    },
    "level": {
        "office": ("单位印错", "printed by the office"),
        "copy": ("文件损坏", "in the copy"),
        "reading": ("读数出错", "in the reading"),
        "none": ("没有放错", "no error put in"),
    },
    "table": {name: (title, title) for name, title in FAMILY.forms["2021"].table_titles.items()},
    "grade": {
        "verified": ("勾稽印证", "verified"),
        "agreed": ("多方一致", "agreed"),
        "single": ("只有一方", "single"),
        "conflict": ("互相矛盾", "conflict"),
        "unread": ("未读出", "unread"),
        "none": ("无评级（空白）", "no grade (blank)"),
    },
}


def dimension_name(dimension: str, language: Language) -> str:
    """What results are sliced by."""
    return pick(DIMENSIONS[dimension], language) if dimension in DIMENSIONS else one_line(dimension)


def in_order(dimension: str, keys: Iterable[str]) -> list[str]:
    """``keys`` in the order in which people expect them; those without one come last, sorted."""
    order = list(KINDS) if dimension == "error" else list(_KEYS.get(dimension, ()))
    places = {key: place for place, key in enumerate(order)}
    return sorted(keys, key=lambda key: (places.get(key, len(places)), key))


def key_name(dimension: str, key: str, language: Language) -> str:
    """One slice's name; a key without a name of its own stands for itself."""
    if dimension == "error":
        return error_name(key, language)
    pair = _KEYS.get(dimension, {}).get(key)
    return pick(pair, language) if pair else one_line(key)


def error_name(key: str, language: Language) -> str:
    """A kind of error at its level (``row_swap@copy``), or ``none``."""
    kind, at, level = key.rpartition("@")
    if not at:
        return key_name("level", key, language)
    where = key_name("level", level, language)
    return (
        f"{kind_name(kind, language)}（{where}）"
        if language == "zh"
        else f"{kind_name(kind, language)} ({where})"
    )


def kind_name(kind: str, language: Language) -> str:
    """A kind of error, whatever its level."""
    pair = next(((found.title, found.english) for found in KINDS.values() if found.name == kind), None)
    return pick(pair, language) if pair else one_line(kind)
