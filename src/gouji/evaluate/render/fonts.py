"""Typefaces for printed pages: files of the system known by name, and the one that PyMuPDF carries.

A page that wants a typeface which is not installed is printed in another of its kind, or in the
carried one, which is always there; ``missing`` names what could not be found.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import pymupdf

FontKind = Literal["song", "hei", "kai"]
FONT_KINDS: tuple[FontKind, ...] = ("song", "hei", "kai")
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")

# File, kind, name. Of a collection the first face is taken (index 0).
_KNOWN: tuple[tuple[str, FontKind, str], ...] = (
    ("uming.ttc", "song", "AR PL UMing"),
    ("NotoSerifCJK-Regular.ttc", "song", "Noto Serif CJK"),
    ("SourceHanSerifSC-Regular.otf", "song", "Source Han Serif SC"),
    ("wqy-zenhei.ttc", "hei", "WenQuanYi Zen Hei"),
    ("NotoSansCJK-Regular.ttc", "hei", "Noto Sans CJK"),
    ("wqy-microhei.ttc", "hei", "WenQuanYi Micro Hei"),
    ("ukai.ttc", "kai", "AR PL UKai"),
)
INDEX = 0
"""The face of a font file that is used."""


@dataclass(frozen=True)
class Typeface:
    """A font for a whole page; ``path`` None is the one that PyMuPDF carries."""

    name: str
    kind: FontKind
    path: Path | None

    @cached_property
    def font(self) -> pymupdf.Font:
        """The font, opened."""
        return pymupdf.Font("cjk") if self.path is None else pymupdf.Font(fontfile=str(self.path))

    @cached_property
    def content(self) -> bytes:
        """The bytes of the font file."""
        return bytes(self.font.buffer) if self.path is None else self.path.read_bytes()

    @cached_property
    def _advances(self) -> dict[str, float]:
        return {}

    def advance(self, char: str) -> float:
        """Width of a character in ems."""
        known = self._advances.get(char)
        if known is None:
            known = self._advances[char] = float(self.font.text_length(char, 1))
        return known

    def as_json(self) -> dict[str, object]:
        """What a manifest says of it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "file": self.path.name if self.path else "PyMuPDF",
            "index": INDEX,
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }


CARRIED = Typeface("Droid Sans Fallback", "hei", None)


@cache
def installed(folders: tuple[str, ...] = FOLDERS) -> Mapping[str, Typeface]:
    """The known typefaces that are installed, by name, in the order of the table."""
    files = {name for name, _, _ in _KNOWN}
    paths: dict[str, Path] = {}
    for folder in folders:
        for place, below, names in os.walk(Path(folder).expanduser()):
            below.sort()
            for name in sorted(files.intersection(names) - paths.keys()):
                paths[name] = Path(place) / name
    return {name: Typeface(name, kind, paths[file]) for file, kind, name in _KNOWN if file in paths}


def missing(folders: tuple[str, ...] = FOLDERS) -> dict[FontKind, tuple[str, ...]]:
    """Kinds of which no typeface is installed, with the files that would do."""
    present = {face.kind for face in installed(folders).values()}
    return {
        kind: tuple(file for file, of, _ in _KNOWN if of == kind)
        for kind in FONT_KINDS
        if kind not in present
    }


def choose(rng: random.Random, kind: FontKind | None = None, folders: tuple[str, ...] = FOLDERS) -> Typeface:
    """Draw a typeface, of ``kind`` where that is asked for and there is one.

    The dice are thrown alike on every machine: what is drawn after it does not depend on the fonts.
    """
    drawn, which = rng.choice(FONT_KINDS), rng.random()
    found = [face for face in installed(folders).values() if face.kind == (kind or drawn)]
    if (kind or drawn) == "hei":
        found.append(CARRIED)
    return found[int(which * len(found))] if found else CARRIED
