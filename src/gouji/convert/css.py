"""What a style says about being seen, struck out, raised, or shown in another order than written.

A style is a set of declarations; which rules apply to an element is decided in ``selectors``. From
the declarations that hold for an element ``look`` makes a ``Look``, and ``Look.within`` adds what
is inherited. Colours and lengths are read as far as they can hide text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from gouji.convert.colours import is_clear, is_white, levels, paper

Reason = Literal["invisible", "white", "tiny", "off_page", "covered"]
Declaration = tuple[str, str, bool]
"""Property, value, and whether it is important."""

FAR = 500.0
FARTHEST = 5000.0
CLEAR_OPACITY = 0.05
LENGTH = re.compile(r"(-?\d*\.?\d+)\s*([a-z%]*)")
ABSOLUTE = frozenset({"px", "pt", "rem", "cm", "mm", "in", "pc", "vw", "vh"})
SIDES = ("left", "top", "right", "bottom")
RELEVANT = frozenset(
    {
        *SIDES, "-webkit-text-fill-color", "background", "clip", "clip-path", "color",
        "content", "content-visibility", "direction", "display", "flex-direction", "float", "font-size",
        "height", "margin-left", "margin-top", "max-height", "max-width", "opacity", "order", "overflow",
        "position", "text-decoration", "text-indent", "transform", "unicode-bidi", "vertical-align",
        "visibility", "width", "zoom",
    }
)  # fmt: skip
SAME_AS = {
    "background-color": "background",
    "background-image": "background",
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "-webkit-text-decoration": "text-decoration",
    "-webkit-transform": "transform",
}
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PART = re.compile(
    r"""(?:[^;"'(]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:[^()]|\([^()]*\))*\)|["'(])+""", re.DOTALL
)
_FONT_SIZE = re.compile(r"(?:^|\s)(0(?:px|pt|em|rem|%)?|[\d.]+(?:px|pt|em|rem|%))(?=\s|/)")


@dataclass(frozen=True, slots=True)
class Look:
    """What holds for an element; None where it says nothing.

    ``struck`` and ``moved`` text keeps its words, but its digits are no number. ``turned`` tells that
    characters run from right to left whatever they are, ``order`` and ``backwards`` how the boxes of
    a flexible layout follow one another.
    """

    gone: Reason | None = None
    invisible: bool | None = None
    tiny: bool | None = None
    ink: str | None = None
    paper: str | None = None
    raised: Literal["super", "sub"] | None = None
    struck: bool | None = None
    moved: bool | None = None
    turned: bool | None = None
    leftward: bool | None = None
    flexible: bool = False
    backwards: bool = False
    order: int = 0
    content: str | None = None

    def within(self, outer: Look) -> Look:
        """This look of an element inside of ``outer``: what it does not say itself is inherited."""
        if self is PLAIN and outer.plain_inside:
            return outer
        return Look(
            self.gone,
            outer.invisible if self.invisible is None else self.invisible,
            outer.tiny if self.tiny is None else self.tiny,
            outer.ink if self.ink is None else self.ink,
            outer.paper if self.paper is None else self.paper,
            outer.raised if self.raised is None else self.raised,
            outer.struck or self.struck,
            outer.moved or self.moved,
            self.turned,
            outer.leftward if self.leftward is None else self.leftward,
            self.flexible,
            self.backwards,
            self.order,
        )

    @property
    def plain_inside(self) -> bool:
        """Whether all that this look says is inherited."""
        return not (self.gone or self.turned or self.flexible or self.backwards or self.order)

    @property
    def reason(self) -> Reason | None:
        """Why text under this look cannot be seen; None if it can."""
        if self.gone:
            return self.gone
        if self.invisible or (self.ink is not None and is_clear(self.ink)):
            return "invisible"
        if self.tiny:
            return "tiny"
        return "white" if self._melts else None

    @property
    def _melts(self) -> bool:
        """Whether the ink has the colour of what it is printed on; paper is white unless it says otherwise."""
        if self.ink is None:
            return False
        if self.paper is None or is_white(self.paper):
            return is_white(self.ink)
        ink, ground = levels(self.ink), levels(self.paper)
        return ink is not None and ink == ground


PLAIN = Look()


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declaration, ...]:
    """The declarations of an inline style or a rule's body that can change how text is seen."""
    return tuple(_declared(COMMENT.sub(" ", style)))


def _declared(style: str) -> Iterator[Declaration]:
    quoted = any(mark in style for mark in "\"'(")
    for part in _PART.findall(style) if quoted else style.split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        important = "!important" in value
        value = value.replace("!important", "").strip()
        if not colon:
            continue
        if name == "font":
            size = _FONT_SIZE.search(value.lower())
            if size:
                yield "font-size", size[1], important
            continue
        name = SAME_AS.get(name, name)
        if name in RELEVANT:
            yield name, value if name == "content" else value.lower(), important


def cascade(parts: Iterable[Iterable[Declaration]]) -> tuple[tuple[str, str], ...]:
    """What holds after all ``parts``, given from weak to strong; important ones beat all others."""
    said: dict[str, str] = {}
    insisted: dict[str, str] = {}
    for part in parts:
        for name, value, important in part:
            target = insisted if important else said
            if name == "background" and paper(value) is None and name in target:
                continue  # an image position or repetition beside a colour leaves the colour
            target[name] = value
    return tuple(sorted({**said, **insisted}.items()))


def look(style: str) -> Look:
    """What a single style says."""
    return look_of(cascade([declarations(style)]))


@lru_cache(maxsize=4096)
def look_of(holding: tuple[tuple[str, str], ...]) -> Look:
    """What the declarations that hold for an element say."""
    said = dict(holding)
    found = Look(
        gone=_gone(said),
        invisible=_visibility(said.get("visibility")),
        tiny=_tiny(said.get("font-size")),
        ink=said.get("-webkit-text-fill-color") or _ink(said.get("color")),
        paper=paper(said["background"]) if "background" in said else None,
        raised=_raised(said.get("vertical-align")),
        struck=_struck(said.get("text-decoration")),
        moved=_moved(said) or None,
        leftward=_leftward(said.get("direction")),
        flexible="flex" in said.get("display", "") or "grid" in said.get("display", ""),
        backwards="reverse" in said.get("flex-direction", ""),
        order=_order(said.get("order")),
        content=said.get("content"),
    )
    if "override" in said.get("unicode-bidi", ""):
        found = replace(found, turned=True)
    return PLAIN if found == PLAIN else found


def _ink(value: str | None) -> str | None:
    return None if value in {None, "inherit", "currentcolor", "initial", "unset"} else value


def _gone(said: Mapping[str, str]) -> Reason | None:
    if said.get("display") == "none" or said.get("content-visibility") == "hidden":
        return "invisible"
    if _share(said.get("opacity", "1")) <= CLEAR_OPACITY or _share(said.get("zoom", "1")) <= 0:
        return "invisible"
    return _off_page(said) or _clipped(said)


def _off_page(said: Mapping[str, str]) -> Reason | None:
    placed = said.get("position") in {"absolute", "fixed", "relative"}
    distances = [_pixels(said.get(side, "0")) for side in SIDES] if placed else []
    distances += [_pixels(said.get(name, "0")) for name in ("text-indent", "margin-left", "margin-top")]
    distances += [_pixels(shift) for shift in re.findall(r"-?[\d.]+[a-z]+", _function(said, "translate"))]
    far = any(distance <= -FAR or distance >= FARTHEST for distance in distances)
    return "off_page" if far else None


def _clipped(said: Mapping[str, str]) -> Reason | None:
    clip = said.get("clip", "").replace(" ", "")
    if said.get("position") in {"absolute", "fixed"} and clip.startswith(("rect(0", "rect(1px,1px,1px,1px")):
        return "invisible"
    if re.match(
        r"inset\((?:100|[5-9]\d)%|circle\(0|polygon\(0(?:px)? 0(?:px)?, ?0(?:px)? 0",
        said.get("clip-path", ""),
    ):
        return "invisible"
    if re.search(r"(?<![\d.])0(?:\.0*)?(?![\d.])", _function(said, "scale")):
        return "invisible"
    hides = said.get("overflow", "") in {"hidden", "clip"}
    sides = ("height", "width", "max-height", "max-width")
    return "invisible" if hides and any(_length(said.get(side, "")) == 0 for side in sides) else None


def _function(said: Mapping[str, str], name: str) -> str:
    """The arguments of the functions ``name``, ``name``X… of a transformation."""
    return " ".join(re.findall(rf"{name}(?:x|y|3d)?\(([^)]*)\)", said.get("transform", "")))


def _raised(value: str | None) -> Literal["super", "sub"] | None:
    """Lengths do not count: Word's pages nudge whole numbers by them."""
    return "super" if value == "super" else "sub" if value == "sub" else None


def _struck(value: str | None) -> bool | None:
    return None if value is None else "line-through" in value


def _moved(said: Mapping[str, str]) -> bool:
    """Whether a piece of text is shown elsewhere than where it is written."""
    if said.get("float") in {"left", "right"} or said.get("position") in {"absolute", "fixed"}:
        return True
    if said.get("position") == "relative" and any(_length(said.get(side, "0")) for side in SIDES):
        return True
    return said.get("transform", "none") != "none" or _pixels(said.get("margin-left", "0")) < 0


def _leftward(value: str | None) -> bool | None:
    return {"rtl": True, "ltr": False}.get(value or "")


def _order(value: str | None) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value) else 0


def _visibility(value: str | None) -> bool | None:
    return None if value is None or value == "inherit" else value in {"hidden", "collapse"}


def _tiny(size: str | None) -> bool | None:
    if size is None:
        return None
    length = LENGTH.match(size)
    if length is None:
        return False
    value, unit = float(length[1]), length[2]
    if value == 0 or (value <= 1 and unit in {"px", "pt"}):
        return True
    return False if unit in ABSOLUTE else None


def _share(value: str) -> float:
    length = LENGTH.match(value)
    return 1.0 if length is None else float(length[1]) / (100 if length[2] == "%" else 1)


def _length(value: str) -> float | None:
    length = LENGTH.match(value)
    return None if length is None else float(length[1])


def _pixels(value: str) -> float:
    length = LENGTH.match(value)
    if length is None:
        return 0.0
    return float(length[1]) * (16 if length[2] in {"em", "rem"} else 1)
