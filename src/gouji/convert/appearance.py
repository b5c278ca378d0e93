"""How an element of a page looks: what its tag, attributes and style say, within what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gouji.convert.css import PLAIN, Declaration, Look, cascade, declarations, look_of
from gouji.convert.selectors import Sheet

_BY_TAG: Mapping[str, tuple[Declaration, ...]] = {
    "sup": (("vertical-align", "super", False),),
    "sub": (("vertical-align", "sub", False),),
    **dict.fromkeys(("del", "s", "strike"), (("text-decoration", "line-through", False),)),
    "bdo": (("unicode-bidi", "isolate-override", False),),
    "summary": (("visibility", "visible", False),),
}
_CLOSED: Mapping[str, tuple[Declaration, ...]] = {
    "details": (("visibility", "hidden", False),),
    "dialog": (("display", "none", False),),
}
"""What is not seen until a reader opens it."""

_SPEAKING = frozenset({*_BY_TAG, *_CLOSED})
_STRING = re.compile(r""""((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|attr\(\s*([\w-]+)\s*\)""")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")


class Appearance:
    """What the rules of a page say of its elements."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._known: dict[object, Look] = {}
        self.adds_text = sheet.adds_text

    def look(self, element: Any, outer: Look) -> Look:
        """Return how ``element`` looks inside of something that looks like ``outer``."""
        named = element.attrib
        if not named and element.tag not in _SPEAKING and not self._sheet.rules:
            return PLAIN.within(outer)
        key = (element.tag, *named.items())
        own = self._known.get(key)
        if own is None:
            rules = self._sheet.candidates(element)
            own = self._own(element)
            if not any(rule.looks_around for rule in rules):
                self._known[key] = own
        return own.within(outer)

    def _own(self, element: Any) -> Look:
        parts = [*self._by_itself(element), *self._sheet.declared(element)]
        if style := element.attrib.get("style"):
            parts.append(declarations(style))
        return look_of(cascade(parts)) if any(parts) else PLAIN

    def generated(self, element: Any, where: str) -> tuple[str, Look] | None:
        """Return the text that a rule puts ``before`` or ``after`` the content of ``element``, and its look."""
        parts = self._sheet.declared(element, where)
        look = look_of(cascade(parts)) if parts else PLAIN
        if look.content is None:
            return None
        piece = "".join(_spelled(look.content, element.attrib))
        return (piece, look) if any(char.isalnum() for char in piece) else None

    def _by_itself(self, element: Any) -> Iterator[tuple[Declaration, ...]]:
        """Yield what tag and attributes say, the weakest first."""
        tag, named = element.tag, element.attrib
        if tag in _BY_TAG:
            yield _BY_TAG[tag]
        if tag in _CLOSED and "open" not in named:
            yield _CLOSED[tag]
        if not named:
            return
        if "hidden" in named and named["hidden"].lower() != "until-found":
            yield (("display", "none", False),)
        if ground := named.get("bgcolor"):
            yield (("background", ground.strip().lower(), False),)
        if named.get("background"):
            yield (("background", "url()", False),)
        ink = named.get("color") if tag == "font" else named.get("text") if tag == "body" else None
        if ink:
            yield (("color", ink.strip().lower(), False),)
        if direction := named.get("dir"):
            yield (("direction", direction.strip().lower(), False),)


def rearrange(root: Any, appearance: Appearance) -> None:
    """Put the parts of flexible boxes into the order in which they are shown.

    Loose text between the parts is a part of its own, in an element made for it.
    """
    for element in list(root.iter()):
        look = appearance.look(element, PLAIN) if isinstance(element.tag, str) else PLAIN
        if not look.flexible or not len(element):
            continue
        parts = _parts(element)
        shown = sorted(parts, key=lambda part: appearance.look(part, PLAIN).order)
        if look.backwards:
            shown.reverse()
        if shown != parts:
            element[:] = shown


def _parts(element: Any) -> list[Any]:
    """Wrap the loose text of ``element`` and return its children."""
    for at in range(len(element) - 1, -1, -1):
        child = element[at]
        if child.tail and child.tail.strip():
            element.insert(at + 1, _wrapped(element, child.tail))
        child.tail = None
    if element.text and element.text.strip():
        element.insert(0, _wrapped(element, element.text))
        element.text = None
    return list(element)


def _wrapped(element: Any, text: str) -> Any:
    made = element.makeelement("span")
    made.text = text
    return made


def _spelled(content: str, named: Mapping[str, str]) -> Iterator[str]:
    for double, single, attribute in _STRING.findall(content):
        yield named.get(attribute.lower(), "") if attribute else _ESCAPE.sub(_unescaped, double or single)


def _unescaped(escape: re.Match[str]) -> str:
    point = int(escape[1], 16) if escape[1] else 0
    if escape[1]:
        return chr(point) if 0 < point < 0xD800 else ""
    return escape[2]
