"""What a file shows, as hashes of its pixels: two files are the same picture whatever their bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pymupdf
from PIL import Image

_DPI = 72
PICTURES = frozenset({".pdf", ".png", ".jpg", ".tiff", ".zip"})


def pixel_hashes(suffix: str, content: bytes) -> tuple[str, ...]:
    """One sha256 per page or picture of a PDF, picture, TIFF or ZIP of pictures; none for other files."""
    if suffix not in PICTURES:
        return ()
    pages = _pdf(content) if suffix == ".pdf" else _pictures(suffix, content)
    return tuple(hashlib.sha256(page).hexdigest() for page in pages)


def _pdf(content: bytes) -> Iterator[bytes]:
    """Each page as a screen shows it, or its own pixels where it is nothing but a picture."""
    with pymupdf.open(stream=content, filetype="pdf") as document:
        for page in document:
            images = page.get_images()
            if len(images) == 1 and not page.get_text().strip():
                picture = document.extract_image(images[0][0])
                yield _raw(Image.open(io.BytesIO(picture["image"])))
            else:
                dots = page.get_pixmap(dpi=_DPI, colorspace=pymupdf.csGRAY, alpha=False)
                yield b"%d %d " % (dots.width, dots.height) + bytes(dots.samples)


def _pictures(suffix: str, content: bytes) -> Iterator[bytes]:
    if suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield _raw(Image.open(io.BytesIO(archive.read(name))))
        return
    with Image.open(io.BytesIO(content)) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            yield _raw(image)


def _raw(image: Image.Image) -> bytes:
    return f"{image.mode} {image.width} {image.height} ".encode() + image.tobytes()
