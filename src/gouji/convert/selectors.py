"""The rules of a page's ``<style>`` elements and which of them apply to an element.

Read are tags, classes, ids, attributes, the position among siblings, descendants and children,
``::before`` and ``::after``, at the top level and in ``@media`` for screens. Not read: other
combinators and pseudo-classes, media queries with conditions, linked style sheets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gouji.convert.css import COMMENT, Declaration, declarations

_ON_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*(?:,\s*\w+\s*)*$", re.IGNORECASE)
_SIMPLE = re.compile(
    r"""(?P<tag>^[a-z][\w-]*|^\*)|\.(?P<kind>[^\s.#\[:]+)|\#(?P<id>[^\s.#\[:]+)"""
    r"""|\[\s*(?P<name>[\w-]+)\s*(?:(?P<op>[~|^$*]?)=\s*["']?(?P<value>[^"'\]]*)["']?\s*[is]?)?\s*\]"""
    r"""|::?(?P<pseudo>before|after)$|:(?P<nth>first-child|last-child|nth-child\(\s*(?P<n>\d+|odd|even)\s*\))""",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(>)\s*|\s+")


@dataclass(frozen=True, slots=True)
class Compound:
    """One element of a selector."""

    tag: str = ""
    identity: str = ""
    kinds: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str | None], ...] = ()
    places: tuple[str, ...] = ()

    def fits(self, element: Any) -> bool:
        """Whether ``element`` is such a one."""
        named = element.attrib
        if (self.tag and element.tag != self.tag) or (self.identity and named.get("id") != self.identity):
            return False
        if self.kinds and not set(self.kinds) <= set(named.get("class", "").split()):
            return False
        if not all(_has(named, *wanted) for wanted in self.attributes):
            return False
        return all(_stands(element, place) for place in self.places)


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector from right to left, each part with what stands before it (``>`` or a space), and its body."""

    weight: tuple[int, int, int, int]
    compounds: tuple[tuple[str, Compound], ...]
    pseudo: str
    body: tuple[Declaration, ...]

    @property
    def looks_around(self) -> bool:
        """Whether more counts than an element's own tag and attributes."""
        return len(self.compounds) > 1 or bool(self.compounds[0][1].places)

    def fits(self, element: Any) -> bool:
        """Whether the rule speaks of ``element``."""
        return _matches(self.compounds, element)


def _matches(compounds: tuple[tuple[str, Compound], ...], element: Any) -> bool:
    (combinator, compound), *rest = compounds
    if not compound.fits(element):
        return False
    if not rest:
        return True
    above = element.getparent()
    while above is not None:
        if _matches(tuple(rest), above):
            return True
        above = above.getparent() if combinator == " " else None
    return False


@dataclass
class Sheet:
    """The rules of a page's ``<style>`` elements that say anything about how text is seen."""

    rules: dict[str, list[Rule]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0

    def add(self, css: str) -> None:
        """Take the rules of ``css``; later rules win over earlier ones of the same weight."""
        css = css.replace("<!--", " ").replace("-->", " ")
        for selectors, text in _rules(COMMENT.sub(" ", css)):
            body = declarations(text)
            if not body:
                continue
            for selector in selectors.split(","):
                self.count += 1
                rule = _rule(selector.strip(), body, self.count)
                if rule is not None:
                    self.rules[_key(rule.compounds[0][1])].append(rule)

    def candidates(self, element: Any) -> list[Rule]:
        """Return the rules that may speak of ``element``."""
        if not self.rules:
            return []
        named = element.attrib
        keys = ["", element.tag]
        if kinds := named.get("class"):
            keys += [f".{kind}" for kind in kinds.split()]
        if identity := named.get("id"):
            keys.append(f"#{identity}")
        return [rule for key in keys for rule in self.rules.get(key, ())]

    def declared(self, element: Any, pseudo: str = "") -> list[tuple[Declaration, ...]]:
        """What the rules declare for ``element``, from weak to strong."""
        found = [rule for rule in self.candidates(element) if rule.pseudo == pseudo and rule.fits(element)]
        return [rule.body for rule in sorted(found, key=lambda rule: rule.weight)]

    @property
    def adds_text(self) -> bool:
        """Whether any rule puts text before or behind elements."""
        return any(rule.pseudo for rules in self.rules.values() for rule in rules)


def _key(compound: Compound) -> str:
    """The narrowest thing by which a compound is looked up."""
    if compound.identity:
        return f"#{compound.identity}"
    return f".{compound.kinds[0]}" if compound.kinds else compound.tag


def _rule(selector: str, body: tuple[Declaration, ...], count: int) -> Rule | None:
    pieces = _PARTS.split(selector)
    compounds: list[tuple[str, Compound]] = []
    pseudo = ""
    weight = (0, 0, 0)
    for index in range(0, len(pieces), 2):
        parsed = _compound(pieces[index])
        last = index == len(pieces) - 1
        if parsed is None or (parsed[1] and not last):
            return None
        compound, pseudo = parsed
        compounds.insert(0, ((index and pieces[index - 1]) or " ", compound))
        own = (
            int(bool(compound.identity)),
            len(compound.kinds) + len(compound.attributes) + len(compound.places),
            int(bool(compound.tag)),
        )
        weight = (weight[0] + own[0], weight[1] + own[1], weight[2] + own[2])
    return Rule((*weight, count), tuple(compounds), pseudo, body)


def _compound(text: str) -> tuple[Compound, str] | None:
    tag = identity = pseudo = ""
    kinds: list[str] = []
    attributes: list[tuple[str, str, str | None]] = []
    places: list[str] = []
    position = 0
    while position < len(text):
        piece = _SIMPLE.match(text, position)
        if piece is None:
            return None
        position = piece.end()
        if piece["tag"]:
            tag = piece["tag"].lower().replace("*", "")
        elif piece["kind"]:
            kinds.append(piece["kind"])
        elif piece["id"]:
            identity = piece["id"]
        elif piece["name"]:
            attributes.append((piece["name"].lower(), piece["op"] or "", piece["value"]))
        elif piece["pseudo"]:
            pseudo = piece["pseudo"].lower()
        else:
            places.append((piece["n"] or piece["nth"]).lower())
    return (Compound(tag, identity, tuple(kinds), tuple(attributes), tuple(places)), pseudo) if text else None


def _has(named: Mapping[str, str], name: str, op: str, value: str | None) -> bool:
    own = named.get(name)
    if own is None or value is None:
        return own is not None
    return {
        "": own == value,
        "~": value in own.split(),
        "|": own == value or own.startswith(f"{value}-"),
        "^": bool(value) and own.startswith(value),
        "$": bool(value) and own.endswith(value),
        "*": bool(value) and value in own,
    }[op]


def _stands(element: Any, place: str) -> bool:
    if place == "last-child":
        return next(element.itersiblings(), None) is None
    number = 1 + sum(1 for _ in element.itersiblings(preceding=True))
    if place in {"odd", "even"}:
        return (number % 2 == 1) == (place == "odd")
    return number == (1 if place == "first-child" else int(place))


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Rules as (selectors, body): those of the top level and of ``@media`` for screens."""
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
            if depth == 0 and _ON_SCREEN.match(head):
                yield from _rules(css[at : brace.start()])
            elif depth == 0 and not head.startswith("@"):
                yield head, css[at : brace.start()]
            if depth <= 0:
                depth, at = 0, brace.end()
