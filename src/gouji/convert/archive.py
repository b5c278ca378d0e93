"""ZIP archives of reports: every member ends as a source or as a reason, none is lost.

Nothing is written to disk. Member names are decoded by the UTF-8 flag, else as strict UTF-8, else
as GB18030; a name that points outside its folder is refused.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from gouji.convert import sniff
from gouji.document import Source
from gouji.errors import ConvertError

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 200 << 20
MAX_TOTAL_BYTES = 8 << 30
MAX_RATIO = 200
RATIO_FROM_BYTES = 8 << 20
"""A compression ratio says something only about members larger than this."""

LITTER_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
LITTER_PREFIXES = ("~$", "._")
UNPACK = "请用解压软件解开后再处理里面的文件。"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive, named ``archive/path``: its ``source``, or the ``error`` that keeps it out."""

    name: str
    source: Source | None = None
    error: ConvertError | None = None


def is_archive(content: bytes) -> bool:
    """Whether ``content`` is a ZIP of other files (a DOCX is none)."""
    return content.startswith(b"PK") and sniff.media_type(content) == sniff.ZIP


def members(source: Source) -> Iterator[Member]:
    """Return the members of an archive in stored order, one in memory at a time.

    Raises ``ConvertError`` before the first member where the archive as a whole cannot be read.
    """
    return open_members(source.name, io.BytesIO(source.content))


def open_members(name: str, file: IO[bytes]) -> Iterator[Member]:
    """As ``members``, from an open binary file, so that a large archive need not be in memory."""
    try:
        archive = zipfile.ZipFile(file)
    except sniff.ZIP_ERRORS as error:
        raise ConvertError(
            "broken_archive", f"压缩包“{name}”不完整或已损坏。", "请重新下载或重新压缩后再试。"
        ) from error
    infos = [info for info in archive.infolist() if not _is_litter(info)]
    if not infos:
        archive.close()
        raise ConvertError("empty_archive", f"压缩包“{name}”里没有文件。", "请确认压缩包的内容。")
    if len(infos) > MAX_MEMBERS:
        archive.close()
        raise ConvertError(
            "archive_too_large",
            f"压缩包“{name}”里有 {len(infos)} 个文件，超过 {MAX_MEMBERS} 个的上限。",
            UNPACK,
        )
    return _read_all(name, archive, infos)


def _read_all(name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> Iterator[Member]:
    budget = MAX_TOTAL_BYTES
    with archive:
        for info in infos:
            path = member_name(info)
            full = f"{name}/{path}"
            try:
                _refuse(info, path, budget)
                content = _read(archive, info)
                _refuse_nested(content)
            except ConvertError as error:
                yield Member(full, error=error)
            else:
                budget -= len(content)
                yield Member(full, source=Source.of(full, content))


def member_name(info: zipfile.ZipInfo) -> str:
    """Decode a member's name: the UTF-8 flag, else strict UTF-8, else GB18030; separators are ``/``."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    return name.replace("\\", "/").replace("\0", "")


def _is_litter(info: zipfile.ZipInfo) -> bool:
    path = member_name(info)
    base = path.rpartition("/")[2]
    if path.endswith("/") or path.startswith("__MACOSX/"):
        return True
    return base in LITTER_NAMES or base.startswith(LITTER_PREFIXES)


def _refuse(info: zipfile.ZipInfo, path: str, budget: int) -> None:
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0].endswith(":")):
        raise ConvertError("unsafe_name", "压缩包里的这个文件名指向压缩包之外，未读取。", UNPACK)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ConvertError(
            "unsafe_member", "压缩包里的这一项是符号链接，不是文件。", "请把它所指的文件放进压缩包。"
        )
    if info.flag_bits & 0x1:
        raise ConvertError("encrypted_member", "压缩包里的这个文件加了密码。", UNPACK)
    size, packed = info.file_size, max(info.compress_size, 1)
    if size > RATIO_FROM_BYTES and size / packed > MAX_RATIO:
        raise ConvertError("archive_bomb", "这个文件的压缩比异常，解开后会远大于压缩包。", UNPACK)
    if size > min(MAX_MEMBER_BYTES, budget):
        raise ConvertError("archive_too_large", f"这个文件解开后有 {size >> 20} MB，超过上限。", UNPACK)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as file:
            return file.read(MAX_MEMBER_BYTES)
    except (NotImplementedError, RuntimeError) as error:
        raise ConvertError("unknown_compression", "这个文件使用了不支持的压缩方法。", UNPACK) from error
    except sniff.ZIP_ERRORS as error:
        raise ConvertError(
            "broken_member", "压缩包里的这个文件已损坏，无法解开。", "请重新压缩后再试。"
        ) from error


def _refuse_nested(content: bytes) -> None:
    if is_archive(content):
        raise ConvertError(
            "nested_archive", "压缩包里还有压缩包，未解开。", "请先解开里面的压缩包，再分别处理。"
        )
