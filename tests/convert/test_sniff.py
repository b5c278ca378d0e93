"""The kind of a file comes from its bytes; each refused kind says what to do."""

import io
import zipfile

import pytest

from gouji.convert import CONVERTERS, convert, sniff
from gouji.document import Source
from gouji.errors import ConvertError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def package(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("年度报告\t12\n".encode(), "text/plain"),
        ("年度报告".encode("gb18030"), "text/plain"),
        ("# 年度报告\n\n正文\n".encode(), "text/markdown"),
        ("| 类别 | 数量 |\n|---|---|\n| 办结 | 1 |\n".encode(), "text/markdown"),
        ("正文\n\n<table><tr><td>1</td></tr></table>\n".encode(), "text/markdown"),
        ("<!DOCTYPE html><html><body>正文".encode(), "text/html"),
        ("\ufeff\n<!-- x -->\n<html><body># 正文".encode(), "text/html"),
        ("<div class='a'><p>正文</p></div>".encode(), "text/html"),
        ("<html><meta charset=gb2312><body>正文".encode("gb18030"), "text/html"),
        ("<html><body>正文</body></html>".encode("utf-16"), "text/html"),
        (b"%PDF-1.4\n", sniff.PDF),
        (b"\r\n" * 200 + b"%PDF-1.4\n", sniff.PDF),
        (package("[Content_Types].xml", "word/document.xml"), sniff.DOCX),
        (package("[Content_Types].xml", "xl/workbook.xml"), sniff.XLSX),
        (package("OFD.xml"), sniff.OFD),
        (package("a.docx"), sniff.ZIP),
        (package("mimetype", "a.docx"), sniff.ZIP),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "application/msword"),
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), sniff.ENCRYPTED_OFFICE),
    ],
)
def test_the_kind_is_told_by_content(content, kind):
    assert sniff.media_type(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (OLE, "ole_not_supported"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "doc_not_supported"),
        (OLE + "Workbook\0".encode("utf-16-le"), "xls_not_supported"),
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
        (package("OFD.xml"), "ofd_not_supported"),
        (package("a.txt"), "archive"),
        (package("a.txt")[:40], "broken_archive"),
        (package("[Content_Types].xml", "word/document.xml")[:-30], "broken_docx"),
        (b"Rar!\x1a\x07\x00", "rar_not_supported"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z_not_supported"),
        (b"\x1f\x8b\x08\0", "gzip_not_supported"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image_not_supported"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image_not_supported"),
        (b"{\\rtf1\\ansi}", "rtf_not_supported"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; x\n", "mhtml_not_supported"),
        (b"\x7fELF\2\1\1", "not_text"),
        (b"%PDF-1.4\ncut off", "broken_pdf"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_with_a_remedy(content, code):
    with pytest.raises(ConvertError) as caught:
        convert(Source.of("报告.txt", content))
    assert caught.value.code == code
    assert caught.value.message
    assert caught.value.remedy


def test_no_kind_is_both_converted_and_refused():
    assert not set(CONVERTERS) & set(sniff.REFUSALS)
