"""Shapes that other programs make of our copies: the same report, the same truth, another hand."""

from __future__ import annotations

import hashlib
import io
import random
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gouji.evaluate.chance import dice
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.docx import make_docx
from gouji.evaluate.render.html import make_html
from gouji.evaluate.render.outside import browser, office
from gouji.evaluate.render.outside.program import BROWSER, OFFICE, Program, version
from gouji.evaluate.render.structure import Change

BATCH = 20
"""Documents per start of a program: starting takes seconds, a document tenths of one."""

# Left out: text boxes and deleted text, of which LibreOffice shows more or less than the truth of our copy.
_DOCX = ("docx", "docx_merges_lost", "docx_nested")
_HTML = ("html", "html_word", "html_old", "html_boxed", "html_spans_lost", "html_divs")


@dataclass(frozen=True, slots=True)
class Outside:
    """A program, the shapes that it is given, and what it makes of them."""

    program: Program
    originals: tuple[str, ...]
    target: str = ".pdf"
    headed: bool = False


OUTSIDE_SHAPES: Mapping[str, Outside] = {
    "docx_by_libreoffice": Outside(OFFICE, _DOCX),
    "html_by_libreoffice": Outside(OFFICE, ("html", "html_word", "html_boxed")),
    "doc_by_libreoffice": Outside(OFFICE, _DOCX, ".doc"),
    "html_by_chromium": Outside(BROWSER, _HTML),
    "html_by_chromium_headed": Outside(BROWSER, _HTML, headed=True),
}


def unavailable(shape: str) -> str | None:
    """What brings the program that ``shape`` lacks here; None where nothing lacks. In no language: a command."""
    outside = OUTSIDE_SHAPES.get(shape)
    if outside is None or outside.program.path is not None:
        return None
    return f"{outside.program.name}: apt-get install {outside.program.package}"


def make_original(
    shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Our copy that the program is given to make ``shape`` of it."""
    drawn = dice("outside", shape, gold.kind, gold.seed, seed).choice(OUTSIDE_SHAPES[shape].originals)
    return (make_docx if drawn.startswith("docx") else make_html)(drawn, gold, seed, damage, severity)


def make_outside(
    shape: str,
    gold: GoldReport,
    seed: int,
    damage: tuple[Change, ...] = (),
    severity: int = 1,
    *,
    cache: Path | None = None,
) -> RenderedCopy:
    """One copy of ``shape``. Raises ``OutsideError`` where the program is absent or fails."""
    return render_batch(shape, [make_original(shape, gold, seed, damage, severity)], cache)[0]


def render_batch(
    shape: str, originals: Sequence[RenderedCopy], cache: Path | None = None
) -> list[RenderedCopy]:
    """What the program of ``shape`` makes of ``originals``, in one start, with their truth.

    What is in the folder ``cache`` is not made again. Raises ``OutsideError``.
    """
    outside = OUTSIDE_SHAPES[shape]
    keys = [_key(shape, outside, original) for original in originals]
    found = {key: path.read_bytes() for key in keys if cache and (path := cache / key).is_file()}
    lacking = {key: one for key, one in zip(keys, originals, strict=True) if key not in found}
    if lacking:
        made = _make(shape, outside, list(lacking.values()))
        for key, content in zip(lacking, made, strict=True):
            found[key] = content
            if cache:
                _keep(cache / key, content)
    return [
        replace(
            original,
            name=f"{shape}-{original.name}",
            shape=shape,
            content=found[key],
            suffix=outside.target,
            traits={"program": version(outside.program), "original": original.shape},
        )
        for key, original in zip(keys, originals, strict=True)
    ]


def _key(shape: str, outside: Outside, original: RenderedCopy) -> str:
    words = f"{version(outside.program)}\n{shape}\n{original.suffix}\n".encode()
    return hashlib.sha256(words + original.content).hexdigest() + outside.target


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial_path = path.with_name(f".{path.name}.partial")
    partial_path.write_bytes(content)
    partial_path.replace(path)


def _make(shape: str, outside: Outside, originals: Sequence[RenderedCopy]) -> list[bytes]:
    rngs = [dice("print", shape, original.name) for original in originals]
    contents = [original.content for original in originals]
    if outside.program is BROWSER:
        options = [_print_options(outside, rng) for rng in rngs]
        return [_undated(content) for content in browser.print_pages(contents, options)]
    suffix = originals[0].suffix
    if suffix == ".docx":
        contents = [_dressed(content, rng) for content, rng in zip(contents, rngs, strict=True)]
    elif suffix == ".html":
        contents = [_widened(content) for content in contents]
    made = office.convert(contents, suffix, outside.target)
    return [_undated(content) for content in made] if outside.target == ".pdf" else made


def _dressed(content: bytes, rng: random.Random) -> bytes:
    """A Word copy as an office leaves it: A4 paper, mostly with rulings, numbers small enough to fit."""
    ruled, size = rng.random() < 0.8, rng.choice((15, 18, 21))
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    borders = f"<w:tblBorders>{lines}</w:tblBorders>" if ruled else ""
    table = f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>{borders}</w:tblPr>'
    margin = rng.choice((1134, 1418, 1800))
    page = (
        '<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="1440" w:right="{margin}" w:bottom="1440" w:left="{margin}" w:header="851" w:footer="992"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "word/document.xml":
                text = (
                    part.decode()
                    .replace("<w:tbl><w:tblPr/>", table)
                    .replace("</w:sectPr>", f"{page}</w:sectPr>")
                )
                run = f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t '
                part = text.replace("<w:r><w:t ", run).encode()
            new.writestr(entry, part)
    return out.getvalue()


def _widened(content: bytes) -> bytes:
    """A web page on paper wide enough: LibreOffice cuts off what does not fit, where browsers shrink it."""
    paper = b"<style>@page{size:42cm 29.7cm;margin:1.5cm}</style>"
    return content.replace(b"</head>", paper + b"</head>", 1)


def _print_options(outside: Outside, rng: random.Random) -> dict[str, object]:
    """Paper, margins and what stands at head and foot, in inches and as people leave them."""
    margin = rng.choice((0.4, 0.4, 0.7, 1.0))
    options: dict[str, object] = {
        "paperWidth": 8.27,
        "paperHeight": 11.69,
        "landscape": rng.random() < 0.15,
        "printBackground": rng.random() < 0.5,
        "scale": rng.choice((1.0, 1.0, 0.9, 0.8)),
        "marginLeft": margin,
        "marginRight": margin,
        "marginTop": max(margin, 0.6),
        "marginBottom": max(margin, 0.6),
    }
    if outside.headed:
        style = '<div style="font-size:8px;width:100%;padding:0 30px;text-align:{}">{}</div>'
        options |= {
            "displayHeaderFooter": True,
            "headerTemplate": style.format("left", '2024/3/28 09:41 <span class="title"></span>'),
            "footerTemplate": style.format(
                "right", '<span class="pageNumber"></span>/<span class="totalPages"></span>'
            ),
        }
    return options


_DATES = re.compile(rb"(?<=\(D:)\d{14}")
_IDS = re.compile(rb"(?<=<)[0-9A-Fa-f]{32}(?=>)")


def _undated(content: bytes) -> bytes:
    """The PDF without time and chance in it, each replaced by as many bytes."""
    content = _DATES.sub(b"20240101000000", content)
    head, mark, tail = content.rpartition(b"trailer")
    content = head + mark + _IDS.sub(b"0" * 32, tail)
    return re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", b"0" * 32, content)
