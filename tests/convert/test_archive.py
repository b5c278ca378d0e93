"""Archives: every member ends as a source or as a reason."""

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert import archive
from gouji.document import Source
from gouji.errors import ConvertError


def packed(entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in entries:
            file.writestr(name, content)
    return buffer.getvalue()


def members(content):
    return list(archive.members(Source.of("上报.zip", content)))


def raw_name(content, old, new):
    """Replace a stored member name byte for byte and clear its UTF-8 flag."""
    assert len(old) == len(new)
    content = content.replace(old, new)
    patched = bytearray(content)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = patched.find(signature)
        patched[at + flags : at + flags + 2] = b"\0\0"
    return bytes(patched)


def test_files_come_in_stored_order_without_folders_and_litter():
    found = members(
        packed(
            [
                ("镇/", ""),
                ("镇/甲.txt", "1"),
                ("__MACOSX/镇/._甲.txt", "x"),
                ("镇/.DS_Store", "x"),
                ("镇/~$乙.docx", "x"),
                ("乙.txt", "2"),
            ]
        )
    )
    assert [(member.name, member.source.content) for member in found] == [
        ("上报.zip/镇/甲.txt", b"1"),
        ("上报.zip/乙.txt", b"2"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_without_the_flag_are_utf8_or_else_gb18030(encoding):
    name = "年报.txt".encode(encoding)
    content = raw_name(packed([("x" * len(name), "1")]), b"x" * len(name), name)
    assert members(content)[0].name == "上报.zip/年报.txt"


@pytest.mark.parametrize("name", ["../甲.txt", "/etc/甲.txt", "镇/../../甲.txt", "C:\\甲.txt", "..\\甲.txt"])
def test_a_name_that_leaves_its_folder_is_refused_alone(name):
    bad, good = members(packed([(name, "1"), ("乙.txt", "2")]))
    assert bad.error.code == "unsafe_name"
    assert good.source.content == b"2"


def test_backslashes_are_folders():
    assert members(packed([("镇\\甲.txt", "1")]))[0].name == "上报.zip/镇/甲.txt"


def test_a_link_is_refused():
    info = zipfile.ZipInfo("甲.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert members(packed([(info, "/etc/passwd")]))[0].error.code == "unsafe_member"


def test_an_archive_inside_is_refused_alone_and_a_docx_is_no_archive():
    docx = packed([("[Content_Types].xml", "x"), ("word/document.xml", "x")])
    nested, word = members(packed([("内.zip", packed([("甲.txt", "1")])), ("乙.docx", docx)]))
    assert nested.error.code == "nested_archive"
    assert word.source.content == docx


def test_a_bomb_is_refused_alone():
    bomb, good = members(packed([("零.txt", b"\0" * (32 << 20)), ("乙.txt", "2")]))
    assert bomb.error.code == "archive_bomb"
    assert good.source.content == b"2"


def test_a_damaged_member_is_refused_alone():
    content = bytearray(packed([("甲.txt", "123456789"), ("乙.txt", "2")], zipfile.ZIP_STORED))
    content[content.index(b"123456789")] ^= 0xFF
    bad, good = members(bytes(content))
    assert bad.error.code == "broken_member"
    assert good.source.content == b"2"


def test_an_encrypted_member_is_refused():
    content = bytearray(packed([("a.txt", "1")]))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    assert members(bytes(content))[0].error.code == "encrypted_member"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed([("甲.txt", "1")])[:-25], "broken_archive"),
        (b"PK\x03\x04", "broken_archive"),
        (packed([]), "empty_archive"),
        (packed([("镇/", "")]), "empty_archive"),
    ],
)
def test_an_archive_that_cannot_be_read_at_all_says_so(content, code):
    with pytest.raises(ConvertError) as caught:
        members(content)
    assert caught.value.code == code


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=12))
def test_any_damage_ends_in_members_or_in_one_error(changes):
    content = bytearray(packed([(f"镇{number}.txt", f"总计 {number}") for number in range(3)]))
    for at, value in changes:
        content[at % len(content)] = value
    try:
        found = members(bytes(content))
    except ConvertError:
        return
    assert all((member.source is None) != (member.error is None) for member in found)


def test_too_many_members_are_refused_at_once(monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    with pytest.raises(ConvertError) as caught:
        members(packed([(f"{number}.txt", "1") for number in range(3)]))
    assert caught.value.code == "archive_too_large"


def test_the_total_is_bounded_and_what_is_beyond_is_named(monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 15)
    first, second = members(packed([("甲.txt", b"1" * 10), ("乙.txt", b"2" * 10)]))
    assert first.source is not None
    assert second.error.code == "archive_too_large"


def test_only_a_zip_of_files_is_an_archive():
    assert archive.is_archive(packed([("甲.txt", "1")]))
    assert not archive.is_archive(packed([("word/document.xml", "1")]))
    assert not archive.is_archive("年报".encode())
    assert not archive.is_archive(b"")
    assert not archive.is_archive(bytes(range(256)))
