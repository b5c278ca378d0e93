"""Errors of the copy: the file is at fault, gold stays the true cell."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.evaluate.render.structure import Change

COPY: Mapping[str, Change] = {}
# Carriers that can hold what no reader of the page sees.
HIDING = frozenset({"html", "docx", "pdf"})
