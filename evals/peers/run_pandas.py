"""pandas.read_html: every table of the page, spans filled by repetition, hidden elements left out (its default).

The bytes are decoded as a browser would: the charset that the page declares, gb2312 and gbk widened to gb18030.
"""

from __future__ import annotations

import re
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from mapping import Table
from peer import serve

pandas: Any = import_module("pandas")
import_module("lxml.html")
import_module("pandas.io.html")

_REPEATED = re.compile(r"\.\d+$")  # it numbers the repetitions of a head
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def tables(file: Path) -> list[Table]:
    """The tables of the page as texts; a table without a number is none to pandas."""
    content = file.read_bytes()
    declared = _CHARSET.search(content)
    charset = declared.group(1).decode().lower() if declared else "utf-8"
    text = content.decode("gb18030" if charset.startswith("gb") else charset, errors="replace")
    frames = pandas.read_html(StringIO(text), thousands=None, keep_default_na=False)
    return [[*_heads(frame), *frame.astype(str).values.tolist()] for frame in frames]


def _heads(frame: Any) -> list[list[str]]:
    """Head rows (cells written as th), which pandas keeps as column names; none where it only counted columns."""
    if all(isinstance(name, int) for name in frame.columns):
        return []
    names = [name if isinstance(name, tuple) else (name,) for name in frame.columns]
    return [[_REPEATED.sub("", str(name)) for name in level] for level in zip(*names, strict=True)]


if __name__ == "__main__":
    serve("pandas", tables)
