"""What a file is, from its bytes and never from its name; and why some kinds are refused.

The tables are data: an OCR, OFD or .doc converter later adds a line to ``CONVERTERS`` and the
refusal below falls silent.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from gouji.convert import text
from gouji.errors import ConvertError

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
PPTX = f"{OFFICE}.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
ZIP = "application/zip"
PDF = "application/pdf"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
BROKEN_DOCX = "application/x-broken-docx"
BROKEN_ZIP = "application/x-broken-zip"
OLE = "application/x-ole-storage"

PDF_HEADER = re.compile(rb"%PDF-\d")
PDF_HEADER_WITHIN = 1024

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (4, b"ftypheic", "image/heic"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
    (0, b"CAJ\x00", "application/x-caj"),
    (0, b"KDH ", "application/x-caj"),
    (0, b"\x7fELF", "application/octet-stream"),
    (0, b"SQLite format 3\x00", "application/octet-stream"),
)
"""(offset, bytes, media type); BMP is told by more than its two letters, see ``media_type``."""

ZIP_PARTS: tuple[tuple[str, str], ...] = (
    (r"word/document\d*\.xml", DOCX),
    (r"xl/workbook\.(?:xml|bin)", XLSX),
    (r"ppt/presentation\.xml", PPTX),
    (r"OFD\.xml", OFD),
)
"""A part that tells what a ZIP package is."""

OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
"""A stream that tells what an OLE2 file is."""

ZIP_ERRORS = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the standard library raises on damaged archives."""

SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 或 PDF 后再试。"
UNPACK = "请用解压软件解开，再处理里面的文件，或改压成 ZIP。"
SCANNED = "图片要等文字识别（OCR）功能加入后才能读取；如有带文字的 PDF、Word 或网页版，请改用它。"
AGAIN = "请重新下载，或用原来的软件打开并另存后再试。"

REFUSALS: Mapping[str, tuple[str, str, str]] = {
    "application/msword": (
        "doc_not_supported",
        "这是旧版 Word（.doc）或 WPS 文字（.wps）文件，还不能直接读取。",
        SAVE_AS,
    ),
    OLE: ("ole_not_supported", "这是旧版办公软件的文件（.doc、.wps 一类），还不能直接读取。", SAVE_AS),
    "application/vnd.ms-excel": ("xls_not_supported", "这是 Excel（.xls）表格，不是报告正文。", SAVE_AS),
    "application/vnd.ms-powerpoint": ("ppt_not_supported", "这是演示文稿（.ppt），不是报告正文。", SAVE_AS),
    ENCRYPTED_OFFICE: ("encrypted", "这个办公文档加了打开密码。", "请用密码打开，去掉密码后另存再试。"),
    XLSX: ("xlsx_not_supported", "这是 Excel（.xlsx）表格，还不能直接读取。", SAVE_AS),
    PPTX: ("pptx_not_supported", "这是演示文稿（.pptx），还不能直接读取。", SAVE_AS),
    ODT: ("odt_not_supported", "这是 OpenDocument 文档（.odt），还不能直接读取。", SAVE_AS),
    OFD: ("ofd_not_supported", "这是 OFD 版式文件，还不能直接读取。", "请用 OFD 阅读器导出为 PDF 后再试。"),
    "application/rtf": ("rtf_not_supported", "这是 RTF 文档，还不能直接读取。", SAVE_AS),
    "application/x-word-xml": ("word_xml_not_supported", "这是 Word 的 XML 文档，还不能直接读取。", SAVE_AS),
    "multipart/related": ("mhtml_not_supported", "这是单个文件的网页（MHTML），还不能直接读取。", SAVE_AS),
    "application/x-caj": (
        "caj_not_supported",
        "这是 CAJ 文件，还不能直接读取。",
        "请用 CAJ 阅读器导出为 PDF 后再试。",
    ),
    ZIP: ("archive", "这是 ZIP 压缩包，不是一份文件。", "请用 gouji run 处理压缩包，或先解开再逐份处理。"),
    "application/vnd.rar": ("rar_not_supported", "这是 RAR 压缩包，不能解开。", UNPACK),
    "application/x-7z-compressed": ("7z_not_supported", "这是 7z 压缩包，不能解开。", UNPACK),
    "application/gzip": ("gzip_not_supported", "这是 gzip 压缩文件，不能解开。", UNPACK),
    "application/x-bzip2": ("bzip2_not_supported", "这是 bzip2 压缩文件，不能解开。", UNPACK),
    "application/x-xz": ("xz_not_supported", "这是 xz 压缩文件，不能解开。", UNPACK),
    "application/x-tar": ("tar_not_supported", "这是 tar 打包文件，不能解开。", UNPACK),
    BROKEN_DOCX: ("broken_docx", "Word 文档不完整或已损坏，打不开。", AGAIN),
    BROKEN_ZIP: ("broken_archive", "ZIP 压缩包不完整或已损坏，打不开。", AGAIN),
    **{
        f"image/{kind}": ("image_not_supported", f"这是图片（{kind.upper()}），没有可读的文字。", SCANNED)
        for kind in ("png", "jpeg", "tiff", "webp", "gif", "bmp", "heic", "vnd.djvu")
    },
}
"""Code, message and remedy of each kind that is recognised and not read."""

HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|div|table|p|span|font|center|ul|h\d|style|script|article|section|link)\b)",
    re.IGNORECASE | re.DOTALL,
)
HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
HTML_TABLE = re.compile(rb"<table\b", re.IGNORECASE)
MARKDOWN = re.compile(
    r"^ {0,3}#{1,6} +\S|^ *\|?(?: *:?-{2,}:? *\|)+(?: *:?-{2,}:? *)?\|?\s*$|!\[[^\]\n]*\]\([^)\n]*\)",
    re.MULTILINE,
)
WORD_XML = re.compile(r'progid="Word\.Document"|<w:wordDocument|<pkg:package')
HEAD = 4096


def media_type(content: bytes) -> str:
    """Tell the media type of ``content``.

    Raises ``ConvertError`` (``empty_file``, ``not_text``) where there is nothing that could have one.
    """
    if not content.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        raise ConvertError("empty_file", "文件是空的，没有内容。", "请确认文件已完整下载或导出。")
    for offset, magic, kind in MAGIC:
        if content.startswith(magic, offset):
            return kind
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(content)
    if PDF_HEADER.search(content, 0, PDF_HEADER_WITHIN):
        return PDF
    return _text(content)


def refusal(kind: str) -> ConvertError:
    """Return the error that says why ``kind`` is not read and what to do instead."""
    known = REFUSALS.get(kind)
    return ConvertError(*known) if known else text.not_text()


def _package(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.replace("\\", "/") for name in package.namelist()}
            if "mimetype" in names:
                with package.open("mimetype") as mimetype:
                    if mimetype.read(len(ODT)) == ODT.encode():
                        return ODT
    except ZIP_ERRORS:
        parts = (b"[Content_Types].xml", b"word/")
        return BROKEN_DOCX if any(part in content for part in parts) else BROKEN_ZIP
    return next((kind for part, kind in ZIP_PARTS if any(re.fullmatch(part, name) for name in names)), ZIP)


def _ole(content: bytes) -> str:
    for stream, kind in OLE_STREAMS:
        if f"{stream}\0".encode("utf-16-le") in content:
            return kind
    return OLE


def _text(content: bytes) -> str:
    head = text.decode_head(content, HEAD)
    if WORD_XML.search(head):
        return "application/x-word-xml"
    if head.lstrip().lower().startswith("mime-version:") and "multipart/related" in head:
        return "multipart/related"
    if HTML_ROOT.search(head) and HTML_START.match(head):
        return "text/html"
    if MARKDOWN.search(head):
        return "text/markdown"
    if HTML_START.match(head):
        return "text/html"
    return "text/markdown" if HTML_TABLE.search(content) else "text/plain"
