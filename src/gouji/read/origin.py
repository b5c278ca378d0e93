"""Whether a text was written or recognised: what a recogniser made of a page never accuses an office."""

from __future__ import annotations

import re

from gouji.document import Document

# What recognisers and their Markdown leave behind, each hardly ever typed in a report of an office.
_MARKS = (
    re.compile(r"<!--|-->"),
    re.compile(r"^\s*#{1,6} ", re.MULTILINE),
    re.compile(r"^\s*!\[[^\]]*\]\(", re.MULTILINE),
    re.compile(r"\\[(\[]|\$\\"),
    re.compile(r"<(?:table|t[dhr]|img|br)\b", re.IGNORECASE),
    re.compile(r"^\s*(?:-{2,}|={2,})? ?[Pp]age \d+ ?(?:of \d+|/ ?\d+)? ?(?:-{2,}|={2,})?\s*$", re.MULTILINE),
    re.compile("[\ufffd\u25a0\u25a1\u25af]"),
)
_BORN_DIGITAL = frozenset(
    {
        "text/html",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/pdf",
    }
)


def is_recognised(document: Document) -> bool:
    """Tell that the text may come from optical recognition: plain text with a recogniser's marks."""
    if document.media_type in _BORN_DIGITAL:
        return False
    return any(mark.search(document.text) for mark in _MARKS)
