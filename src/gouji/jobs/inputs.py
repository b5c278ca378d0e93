"""From paths to inputs: files, folders (recursively, sorted) and the members of ZIP archives.

Every file becomes one ``Input``: with its bytes, with the reason why there are none, or marked as
skipped (files that an operating system or office program leaves behind, known by name).
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gouji.convert import archive, sniff
from gouji.document import Source
from gouji.errors import DocumentError, UsageError
from gouji.report import DocumentFacts, Failure, Report

MAX_BYTES = 512 << 20
JUNK_NAMES = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".localized"})
JUNK_PREFIXES = ("._", "~$", ".~lock.")
JUNK_FOLDERS = frozenset({"__macosx", ".spotlight-v100", ".trashes", ".fseventsd", "$recycle.bin", "@eadir"})


@dataclass(frozen=True, slots=True)
class Input:
    """One file found: ``source`` or ``failure``, or neither where it is skipped.

    ``name`` is for people: relative to the path that was given, members as ``archive.zip/member``.
    ``path`` is absolute and tells two files of one name apart.
    """

    name: str
    path: str
    source: Source | None = None
    failure: Failure | None = None

    @property
    def skipped(self) -> bool:
        """Nothing to read here by its name."""
        return self.source is None and self.failure is None

    @property
    def sha256(self) -> str:
        """The hash of the bytes; without bytes, a hash of the path stands in for it."""
        if self.source is not None:
            return self.source.sha256
        return hashlib.sha256(b"unreadable\0" + os.fsencode(self.path)).hexdigest()

    def failed(self) -> Report:
        """Return the report of an input that could not be read."""
        failure = self.failure or Failure("skipped", f"{self.name} 已按文件名跳过。", "不需要处理。")
        return Report(DocumentFacts(self.name, self.sha256), "failed", failure=failure)


def require(paths: Iterable[Path]) -> None:
    """Raise ``UsageError`` naming every path that does not exist, before anything is done."""
    missing = [readable(os.fspath(path)) for path in paths if not os.path.lexists(path)]
    if missing:
        raise UsageError(
            "no_such_file", f"找不到：{'、'.join(missing)}。", "请检查路径；其他文件也没有处理。"
        )


def find(paths: Iterable[Path], *, exclude: Path | None = None, skip_named: bool = False) -> Iterator[Input]:
    """Yield the inputs under ``paths`` in order, one in memory at a time; ``exclude`` is a folder left out.

    A file that is named itself is read whatever its name, unless ``skip_named``.
    """
    left_out = os.path.realpath(exclude) if exclude else None
    for path in paths:
        if path.is_dir():
            for found in _walk(path, left_out):
                yield from _inputs(found, found.relative_to(path), skip_junk=True)
        else:
            yield from _inputs(path, Path(path.name), skip_junk=skip_named)


def read(path: Path) -> Source:
    """Read one file as it is. Raises ``DocumentError`` where that cannot be done."""
    name = readable(path.name)
    try:
        return Source.of(name, _content(path))
    except OSError as error:
        failure = _unreadable(name, error)
        raise DocumentError(failure.code, failure.message, failure.remedy) from error


def readable(name: str) -> str:
    """Show a file name as text: bytes that are no UTF-8 are tried as GB18030."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def is_junk(name: str) -> bool:
    """Tell whether a name (with its folders) is left behind by an operating system or office program."""
    *folders, last = name.replace("\\", "/").lower().split("/")
    return (
        last in JUNK_NAMES
        or last.startswith(JUNK_PREFIXES)
        or any(folder in JUNK_FOLDERS for folder in folders)
    )


def _walk(folder: Path, left_out: str | None) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if left_out is None or os.path.realpath(Path(at, name)) != left_out
        )
        for name in sorted(files):
            yield Path(at, name)


def _inputs(path: Path, shown: Path, *, skip_junk: bool) -> Iterator[Input]:
    name = readable(os.fspath(shown))
    where = os.path.abspath(path)  # noqa: PTH100 - keeps symbolic links, as the person sees them
    if skip_junk and is_junk(name):
        yield Input(name, where)
        return
    try:
        if _is_archive(path):
            yield from _members(path, name, where)
        else:
            yield Input(name, where, Source.of(name, _content(path)))
    except OSError as error:
        yield Input(name, where, failure=_unreadable(name, error))
    except DocumentError as error:
        yield Input(name, where, failure=_failure(error))


def _content(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError("not_a_file", f"{readable(path.name)} 不是普通文件。", "请换成文件本身。")
    if status.st_size > MAX_BYTES:
        raise DocumentError(
            "too_large",
            f"{readable(path.name)} 有 {status.st_size >> 20} MB，超过 {MAX_BYTES >> 20} MB 的上限。",
            "请拆分或压缩后再试。",
        )
    return path.read_bytes()


def _is_archive(path: Path) -> bool:
    """Tell a ZIP of files from a DOCX and the like by its list of names, without reading it whole."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
        try:
            names = set(zipfile.ZipFile(file).namelist())
        except (zipfile.BadZipFile, UnicodeDecodeError, ValueError, EOFError, NotImplementedError):
            return False
    parts = [re.compile(part) for part, _ in sniff.ZIP_PARTS]
    return "mimetype" not in names and not any(part.fullmatch(name) for part in parts for name in names)


def _members(path: Path, name: str, where: str) -> Iterator[Input]:
    with path.open("rb") as file:
        for member in archive.open_members(name, file):
            at = where + member.name.removeprefix(name)
            if is_junk(member.name):
                yield Input(member.name, at)
            else:
                failure = _failure(member.error) if member.error else None
                yield Input(member.name, at, member.source, failure)


def _failure(error: DocumentError) -> Failure:
    return Failure(error.code, error.message, error.remedy)


def _unreadable(name: str, error: OSError) -> Failure:
    return Failure(
        "unreadable", f"{name} 无法打开（{error.strerror}）。", "请检查文件是否还在、有没有读取权限。"
    )
