"""Files that nobody should send and everybody does: by name, made from a good report."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

import pymupdf

NEEDS_A_PERSON = frozenset({"failed", "needs_review"})


def bad_inputs(good: str, other: str, pdf: bytes, docx: bytes) -> Mapping[str, bytes]:
    """Every bad file by name; ``good`` and ``other`` are the texts of two different sound reports."""
    sound = good.encode()
    return {
        "empty.txt": b"",
        "only_spaces.txt": b" \n\t\r\n" * 50,
        "random_bytes.bin": random.Random(2).randbytes(40_000),
        "random_bytes_as.txt": random.Random(3).randbytes(9_000),
        "picture_as_word.docx": b"\x89PNG\r\n\x1a\n" + random.Random(4).randbytes(5_000),
        "unrelated_prose.txt": PROSE.encode(),
        "novel_5mb.txt": (PROSE * (5 * (1 << 20) // len(PROSE.encode()) + 1)).encode(),
        "encrypted.pdf": encrypted(pdf),
        "truncated.pdf": pdf[: len(pdf) // 2],
        "truncated.docx": docx[: len(docx) // 2],
        "zip_in_zip.zip": zipped({"inner.zip": zipped({"report.txt": sound})}),
        "broken.zip": zipped({"report.txt": sound})[:-60],
        "deeply_nested.html": b"<html><body>" + b"<div><table><tr><td>" * 30_000 + sound,
        "two_reports.txt": (good + "\n" + other).encode(),
        "two_reports_side_by_side.txt": side_by_side(good, other).encode(),
        "half_a_report.txt": good[: len(good) // 2].encode(),
        "second_half_of_a_report.txt": good[len(good) // 2 :].encode(),
        "archive.7z": b"7z\xbc\xaf\x27\x1c" + random.Random(5).randbytes(900),
        "archive.rar": b"Rar!\x1a\x07\x01\x00" + random.Random(6).randbytes(900),
        "entities.html": ENTITIES.encode(),
    }


def encrypted(pdf: bytes) -> bytes:
    """Return the same PDF, unreadable without its password."""
    document = pymupdf.open("pdf", pdf)
    out = io.BytesIO()
    document.save(out, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="甲", user_pw="乙")
    return out.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of ``members``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def side_by_side(left: str, right: str) -> str:
    """Two texts as a two-column page gives them: line by line, one beside the other."""
    a, b = left.split("\n"), right.split("\n")
    lines = range(max(len(a), len(b)))
    return "\n".join(f"{_line(a, index)}        {_line(b, index)}" for index in lines)


def _line(lines: list[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


PROSE = (
    "清晨的码头上停着三十二条渔船，老周数了两遍，又把缆绳重新系好。他说去年这个时候来了四百多位客人，"
    "今年到目前只有一百一十七位。茶馆里的人正在议论新修的桥，有人说花了九百万，有人说不止。\n"
    "申请渡船的牌子挂在墙上，总计两块，一块写着开船的时间，另一块空着。\n"
)
ENTITIES = (
    '<!DOCTYPE html [<!ENTITY a "公开公开公开"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    "<html><body><p>&c;&c;&d;</p></body></html>"
)
