"""What a style says about being seen: the small subset that decides whether text is hidden or raised.

Read are inline styles, the attributes ``hidden``, ``color`` and ``bgcolor``, and rules of
``<style>`` elements whose selectors are a tag, a class, an id, or a tag with one class or id,
outside of at-rules. Not read: combinators, pseudo-classes, media queries, linked style sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Literal

Reason = Literal["invisible", "white", "tiny", "off_page", "covered"]

FAR = 500.0
NEAR_WHITE = 245
RELEVANT = re.compile(
    r"vertical-align\s*:\s*su|display|visib|color|font|opacity|indent|position|background|clip|overflow",
    re.IGNORECASE,
)
LENGTH = re.compile(r"(-?\d*\.?\d+)\s*([a-z%]*)")
ABSOLUTE = frozenset({"px", "pt", "rem", "cm", "mm", "in", "pc", "vw", "vh"})
SELECTOR = re.compile(r"([a-z][a-z0-9]*|\*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
URL = re.compile(r"url\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Look:
    """What a declaration block changes; None leaves what was inherited."""

    gone: Reason | None = None
    invisible: bool | None = None
    tiny: bool | None = None
    white: bool | None = None
    clear: bool | None = None
    dark: bool | None = None
    raised: Literal["super", "sub", "struck"] | None = None

    def over(self, other: Look) -> Look:
        """``other`` as changed by this look."""
        if self is PLAIN:
            return other
        changes = {
            part.name: value for part in fields(Look) if (value := getattr(self, part.name)) is not None
        }
        return replace(other, **changes) if changes else other

    @property
    def reason(self) -> Reason | None:
        """Why text under this look cannot be seen; None if it can."""
        if self.gone:
            return self.gone
        if self.invisible or self.clear:
            return "invisible"
        if self.tiny:
            return "tiny"
        return "white" if self.white and not self.dark else None


PLAIN = Look()


@lru_cache(maxsize=4096)
def look(style: str) -> Look:
    """Read what an inline style or a rule's body says."""
    if not RELEVANT.search(style):
        return PLAIN
    said = dict(_declarations(style.lower()))
    found = Look(
        gone=_gone(said),
        invisible=_visibility(said.get("visibility")),
        tiny=_tiny(said),
        raised=_raised(said.get("vertical-align")),
        dark=_dark(said.get("background-color") or said.get("background") or said.get("background-image")),
    )
    color = said.get("color")
    if color:
        found = replace(found, white=is_white(color), clear=_is_clear(color))
    return PLAIN if found == PLAIN else found


def attributes(tag: str, named: Mapping[str, str]) -> Look:
    """Read what presentational attributes say: ``hidden``, ``bgcolor``, ``background``, ``<font color>``."""
    found = PLAIN
    if "hidden" in named and named["hidden"].lower() != "until-found":
        found = replace(found, gone="invisible")
    if named.get("bgcolor") or named.get("background"):
        found = replace(found, dark=True if named.get("background") else _dark(named["bgcolor"].lower()))
    if tag == "font" and named.get("color"):
        found = replace(found, white=is_white(named["color"].lower()))
    return found


def is_white(color: str) -> bool:
    """Whether ``color`` is white or nearly so."""
    levels = _levels(color)
    return levels is not None and min(levels) >= NEAR_WHITE


@dataclass
class Sheet:
    """The rules of a page's ``<style>`` elements that say anything about being seen."""

    rules: dict[tuple[str, str, str], Look] = field(default_factory=dict)

    def add(self, css: str) -> None:
        """Take the simple rules of ``css``; later rules win over earlier ones."""
        for selectors, body in _rules(COMMENT.sub(" ", css)):
            said = look(body)
            if said is PLAIN:
                continue
            for selector in selectors.split(","):
                simple = SELECTOR.fullmatch(selector.strip())
                if simple and simple[0]:
                    key = ((simple[1] or "").lower().replace("*", ""), simple[2] or "", simple[3] or "")
                    self.rules[key] = said.over(self.rules.get(key, PLAIN))

    def look(self, tag: str, named: Mapping[str, str]) -> Look:
        """Return what the rules say of an element: tag, then class, then id."""
        found = PLAIN
        keys = [("", "", ""), (tag, "", "")]
        classes = named.get("class", "").split()
        keys += [(name, ".", kind) for kind in classes for name in ("", tag)]
        if identity := named.get("id"):
            keys += [(name, "#", identity) for name in ("", tag)]
        for key in keys:
            if key in self.rules:
                found = self.rules[key].over(found)
        return found


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            yield name.strip(), value.replace("!important", "").strip()


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Top-level rules as (selectors, body); blocks of at-rules are passed over."""
    depth = 0
    at = 0
    head = ""
    for brace in re.finditer(r"[{}]", css):
        if brace[0] == "{":
            if depth == 0:
                head, at = css[at : brace.start()].rpartition(";")[2].strip(), brace.end()
            depth += 1
        else:
            depth -= 1
            if depth == 0 and not head.startswith("@"):
                yield head, css[at : brace.start()]
            if depth <= 0:
                depth, at = 0, brace.end()


def _gone(said: Mapping[str, str]) -> Reason | None:
    if said.get("display") == "none" or _number(said.get("opacity", "1")) == 0:
        return "invisible"
    if said.get("position") in {"absolute", "fixed"}:
        if any(_number(said.get(side, "0")) <= -FAR for side in ("left", "top", "right", "bottom")):
            return "off_page"
        if said.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px,1px,1px,1px")):
            return "invisible"
    if _number(said.get("text-indent", "0")) <= -FAR:
        return "off_page"
    if said.get("overflow") == "hidden" and any(
        said.get(side, "").rstrip("px") in {"0", "0.0"} for side in ("height", "width", "max-height")
    ):
        return "invisible"
    return None


def _raised(value: str | None) -> Literal["super", "sub"] | None:
    """Lengths do not count: Word's pages nudge whole numbers by them."""
    return "super" if value == "super" else "sub" if value == "sub" else None


def _visibility(value: str | None) -> bool | None:
    return None if value is None or value == "inherit" else value in {"hidden", "collapse"}


def _tiny(said: Mapping[str, str]) -> bool | None:
    size = said.get("font-size")
    if size is None:
        shorthand = re.search(
            r"(?:^|\s)(0(?:px|pt|em|rem|%)?|[\d.]+(?:px|pt|em|rem|%))(?=\s|/)", said.get("font", "")
        )
        size = shorthand[1] if shorthand else None
    if size is None:
        return None
    length = LENGTH.match(size)
    if length is None:
        return False
    value, unit = float(length[1]), length[2]
    if value == 0 or (value <= 1 and unit in {"px", "pt"}):
        return True
    return False if unit in ABSOLUTE else None


def _number(value: str) -> float:
    length = LENGTH.match(value)
    if length is None:
        return 1.0
    return float(length[1]) * (16 if length[2] in {"em", "rem"} else 1)


def _dark(value: str | None) -> bool | None:
    if value is None or value in {"none", "inherit", "initial", "unset"}:
        return None
    if "url(" in value or "gradient" in value:
        return True
    for part in re.findall(r"(?:rgb|hsl)a?\([^)]*\)|[^\s]+", URL.sub("", value)):
        if _is_clear(part):
            return None
        if part in NAMED or _levels(part) is not None:
            return not is_white(part)
    return None if value.startswith("#") is False and " " in value else not is_white(value)


def _is_clear(color: str) -> bool:
    if color == "transparent":
        return True
    alpha = re.fullmatch(r"rgba\(.*[,/]\s*(0|0?\.0+|0%)\s*\)", color)
    return alpha is not None


NAMED: Mapping[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ghostwhite": (248, 248, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
}


def _levels(color: str) -> tuple[int, int, int] | None:
    if color in NAMED:
        return NAMED[color]
    if short := re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", color):
        red, green, blue = (int(digit * 2, 16) for digit in short.groups())
        return red, green, blue
    if long := re.fullmatch(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?", color):
        red, green, blue = (int(pair, 16) for pair in long.groups())
        return red, green, blue
    if triple := re.fullmatch(r"rgba?\(\s*(\d+)\D+(\d+)\D+(\d+).*\)", color):
        red, green, blue = (int(level) for level in triple.groups())
        return red, green, blue
    return None
