"""What the formatting of a Word run says: direct over character and paragraph styles; seen, raised or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

OFF = frozenset({"0", "false", "off", "none"})
CLEAR_FILLS = frozenset({"", "auto", "none", "FFFFFF"})
TINY_HALF_POINTS = 2
TEXT_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
RAISED: Mapping[str | None, Literal["super", "sub"]] = {"superscript": "super", "subscript": "sub"}


@dataclass(frozen=True, slots=True)
class Ink:
    """What formatting says about being seen; None is inherited."""

    vanish: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    dark: bool | None = None
    raised: Literal["super", "sub", "level"] | None = None
    struck: bool | None = None

    def over(self, other: Ink) -> Ink:
        """``other`` as changed by this formatting."""
        if self is PLAIN:
            return other
        return Ink(
            other.vanish if self.vanish is None else self.vanish,
            other.white if self.white is None else self.white,
            other.tiny if self.tiny is None else self.tiny,
            other.dark if self.dark is None else self.dark,
            other.raised if self.raised is None else self.raised,
            other.struck if self.struck is None else self.struck,
        )

    @property
    def reason(self) -> Literal["invisible", "white", "tiny"] | None:
        """Why a run so formatted cannot be seen; None if it can."""
        if self.vanish:
            return "invisible"
        if self.tiny:
            return "tiny"
        return "white" if self.white and not self.dark else None


PLAIN = Ink()


def ink(properties: Any, w: str) -> Ink:
    """Read an ``rPr`` element (or None)."""
    if properties is None:
        return PLAIN
    found = PLAIN
    for child in properties:
        value = child.get(f"{w}val")
        tag = child.tag
        if tag == f"{w}vanish":
            found = replace(found, vanish=value not in OFF)
        elif tag == f"{w}color":
            found = replace(found, white=_is_white(value) or _is_ground(child, w))
        elif tag == f"{w}sz" and value and value.isdigit():
            found = replace(found, tiny=int(value) <= TINY_HALF_POINTS)
        elif tag == f"{w}highlight":
            found = replace(found, dark=value not in {"none", "white"})
        elif tag == f"{w}vertAlign":
            found = replace(found, raised=RAISED.get(value, "level"))
        elif tag in {f"{w}strike", f"{w}dstrike"}:
            found = replace(found, struck=found.struck or value not in OFF)
        elif tag == TEXT_FILL and any(part.tag.endswith("}noFill") for part in child):
            found = replace(found, vanish=True)
        elif tag == f"{w}shd":
            found = replace(found, dark=is_dark(child, w))
    return found


def is_dark(shading: Any, w: str) -> bool | None:
    """Whether a ``shd`` element fills with another colour than white; None where it says nothing."""
    if shading is None:
        return None
    fill = (shading.get(f"{w}fill") or "").upper()
    if fill in {"", "AUTO"}:
        return None if shading.get(f"{w}val") in {None, "clear", "nil"} else True
    return not _is_white(fill)


def _is_ground(color: Any, w: str) -> bool:
    """Whether a ``color`` element names the theme's page colour, unshaded."""
    return color.get(f"{w}themeColor") in {"background1", "light1"} and color.get(f"{w}themeShade") is None


def _is_white(color: str | None) -> bool:
    if not color or len(color) != 6:
        return False
    try:
        levels = bytes.fromhex(color)
    except ValueError:
        return False
    return min(levels) >= 0xF5


@dataclass
class Styles:
    """Ink and list of each style, with what it is based on."""

    inks: Mapping[str, Ink] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def read_styles(root: Any) -> Styles:
    """Read ``word/styles.xml`` (or None)."""
    if root is None:
        return Styles()
    w = root.tag.rpartition("}")[0] + "}"
    nodes = {node.get(f"{w}styleId"): node for node in root.iterfind(f"{w}style")}
    inks: dict[str, Ink] = {}
    lists: dict[str, tuple[str, int]] = {}
    for identity in nodes:
        chain = _chain(identity, nodes, w)
        found = PLAIN
        for node in chain:
            found = ink(node.find(f"{w}rPr"), w).over(found)
            if (listed := list_of(node.find(f"{w}pPr"), w)) is not None:
                lists[identity] = listed
        inks[identity] = found
    return Styles(inks, lists)


def list_of(properties: Any, w: str) -> tuple[str, int] | None:
    """Return the list and level that a ``pPr`` element names, if any."""
    number = properties.find(f"{w}numPr") if properties is not None else None
    if number is None:
        return None
    identity, depth = number.find(f"{w}numId"), number.find(f"{w}ilvl")
    if identity is None:
        return None
    level = depth.get(f"{w}val") if depth is not None else "0"
    return identity.get(f"{w}val") or "", int(level) if level and level.isdigit() else 0


def _chain(identity: str, nodes: Mapping[str, Any], w: str) -> list[Any]:
    chain: list[Any] = []
    seen: set[str] = set()
    while identity in nodes and identity not in seen:
        seen.add(identity)
        chain.insert(0, nodes[identity])
        base = nodes[identity].find(f"{w}basedOn")
        identity = base.get(f"{w}val") if base is not None else ""
    return chain
