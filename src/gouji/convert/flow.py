"""Running text of a page with white space collapsed as a browser does."""

from __future__ import annotations

import re

from gouji.convert.compose import CJK, PARAGRAPH
from gouji.convert.raised import raised

SPACE = re.compile(r"[ \t\n\r\f]+")
LINE_ENDS = re.compile(f"([\n\t{PARAGRAPH}])")
CJK_NEWLINE = re.compile(rf"(?<=[{CJK}])[ \t]*[\r\n][ \t\r\n]*(?=[{CJK}])")


class Flow:
    """Running text with white space collapsed as a browser does; lines end in a line feed."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open = False  # the current line has content and no space at its end
        self._empty = True  # the current line has no content yet

    def add(self, piece: str, *, preformatted: bool) -> None:
        """Add the characters of a text node."""
        if preformatted:
            piece = piece.replace("\f", "\n")
        else:
            if "\n" in piece:
                piece = CJK_NEWLINE.sub("", piece)
            piece = SPACE.sub(" ", piece)
            if not self._open:
                piece = piece.removeprefix(" ")
        if piece:
            self._pieces.append(piece)
            self._empty = self._empty and not piece.strip(" ")
            self._open = not piece.endswith((" ", "\n"))

    def end_line(self, mark: str = PARAGRAPH) -> None:
        """End the line, and the paragraph unless told otherwise; nothing where the line is empty."""
        if not self._empty:
            self._pieces.append(mark)
        self._open, self._empty = False, True

    def next_cell(self) -> None:
        """Keep cells of a layout table apart on their common line."""
        if not self._empty:
            self._pieces.append("\t")
            self._open = False

    def mark(self) -> int:
        """Return where the text stands; for ``mirror``."""
        return len(self._pieces)

    def mirror(self, since: int, *, readable: bool) -> None:
        """Turn each line of the text added ``since`` round, as an override to right-to-left shows it.

        What is not ``readable``, where directions are mixed, keeps its order, its digits struck.
        """
        lines = LINE_ENDS.split("".join(self._pieces[since:]))
        shown = [line[::-1] if readable else raised(line, "struck") for line in lines[::2]]
        ends = [*lines[1::2], ""]
        self._pieces[since:] = [line + end for line, end in zip(shown, ends, strict=True)]

    def take(self) -> str:
        """Return the text so far; the flow is empty afterwards."""
        taken = "".join(self._pieces)
        self._pieces, self._open, self._empty = [], False, True
        return taken
