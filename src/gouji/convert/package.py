"""The package of a Word document: a ZIP whose parts are XML, opened without trust."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from gouji.convert import sniff
from gouji.errors import ConvertError

MAX_PART_BYTES = 64 << 20
MAX_RATIO = 300
RATIO_FROM_BYTES = 8 << 20

MAIN_PART = re.compile(r"word/document\d*\.xml", re.IGNORECASE)


def open_package(content: bytes) -> Callable[[str], Any]:
    """Open the package; the function returned parses a part, None where it is absent."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except sniff.ZIP_ERRORS as error:
        raise sniff.refusal(sniff.BROKEN_DOCX) from error
    infos = {info.filename.replace("\\", "/"): info for info in package.infolist()}
    main = next((name for name in infos if MAIN_PART.fullmatch(name)), None)
    if main is None:
        raise sniff.refusal(sniff.BROKEN_DOCX)

    def part(name: str) -> Any:
        info = infos.get(main if name == "main" else name)
        return None if info is None else _parse(_read(package, info))

    return part


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 0x1:
        raise sniff.refusal(sniff.ENCRYPTED_OFFICE)
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > MAX_PART_BYTES or (info.file_size > RATIO_FROM_BYTES and ratio > MAX_RATIO):
        raise ConvertError(
            "archive_bomb",
            f"Word 文档内部解开后有 {info.file_size >> 20} MB，大小异常，未读取。",
            "请确认文件来源；如确是报告，请用 Word 打开并另存后再试。",
        )
    try:
        return package.read(info)
    except sniff.ZIP_ERRORS as error:
        raise sniff.refusal(sniff.BROKEN_DOCX) from error


def _parse(content: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415 - start-up stays fast

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise sniff.refusal(sniff.BROKEN_DOCX) from error
