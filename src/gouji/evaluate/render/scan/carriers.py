"""The files in which scans travel: PDF of pictures, TIFF, photographs in a ZIP, one long picture, HTML."""

from __future__ import annotations

import base64
import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import pymupdf
from PIL import Image

from gouji.evaluate.render.html import HtmlStyle, write_page
from gouji.evaluate.render.layout import Paragraph, Sheet, Table
from gouji.evaluate.render.scan.conditions import Conditions

_STAMP = (2024, 1, 31, 8, 0, 0)
_NAMES = ("{:03d}{}", "第{}页{}", "IMG_{:04d}{}", "scan-{}{}", "{}{}")


def encode(image: Image.Image, conditions: Conditions) -> tuple[bytes, str]:
    """A picture as JPEG or, where nothing may be lost or there are only two tones, PNG; and its suffix."""
    out = io.BytesIO()
    dpi = (conditions.dpi, conditions.dpi)
    if image.mode == "1" or conditions.quality >= 100:
        image.save(out, "PNG", dpi=dpi, compress_level=3)
        return out.getvalue(), ".png"
    image.save(out, "JPEG", quality=conditions.quality, dpi=dpi)
    return out.getvalue(), ".jpg"


def pdf(images: Sequence[Image.Image], conditions: Conditions) -> bytes:
    """A PDF with one picture a page and no text at all."""
    with pymupdf.open() as document:
        for image in images:
            width, height = (72 * side / conditions.dpi for side in image.size)
            page = document.new_page(width=width, height=height)
            page.insert_image(page.rect, stream=encode(image, conditions)[0])
        content: bytes = document.tobytes(garbage=1, deflate_images=True, no_new_id=True)
    return content


def tiff(images: Sequence[Image.Image], conditions: Conditions) -> bytes:
    """A TIFF of many pages, compressed as fax and scan programs do it."""
    out = io.BytesIO()
    options: dict[str, object] = {"compression": "group4" if images[0].mode == "1" else "tiff_lzw"}
    if images[0].mode != "1" and conditions.quality < 100:
        options = {"compression": "jpeg", "quality": conditions.quality}
    images[0].save(
        out,
        "TIFF",
        save_all=True,
        append_images=list(images[1:]),
        dpi=(conditions.dpi, conditions.dpi),
        **options,
    )
    return out.getvalue()


def photos(images: Sequence[Image.Image], conditions: Conditions, rng: random.Random) -> bytes:
    """A ZIP of numbered pictures, one a page, in the order of their numbers."""
    pattern, first = rng.choice(_NAMES), rng.choice((1, 1, 1, 8, 98))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for at, image in enumerate(images, first):
            content, suffix = encode(image, conditions)
            archive.writestr(zipfile.ZipInfo(pattern.format(at, suffix), _STAMP), content)
    return out.getvalue()


def html(sheet: Sheet, images: Sequence[Image.Image], conditions: Conditions, rng: random.Random) -> bytes:
    """A web page whose tables are pictures, in the order of the tables."""
    style = HtmlStyle(page=rng.choice(("modern", "bare", "boxed")))
    at = 0
    pieces: list[Paragraph | Table] = []
    for piece in sheet.pieces:
        if isinstance(piece, Table):
            pieces.append(Paragraph(_mark(at)))
            at += 1
        else:
            pieces.append(piece)
    page = write_page(replace(sheet, pieces=tuple(pieces)), style, rng).replace("@CHARSET@", "utf-8")
    for number, image in enumerate(images):
        content, suffix = encode(image, conditions)
        kind = {".png": "png", ".jpg": "jpeg"}[suffix]
        source = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
        width = round(image.width * 96 / conditions.dpi)
        page = page.replace(_mark(number), f'<img src="{source}" width="{width}">')
    return page.encode()


def _mark(number: int) -> str:
    return f"@PICTURE-{number}@"
