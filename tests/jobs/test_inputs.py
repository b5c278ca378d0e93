import io
import os
import zipfile

import pytest

from gouji.errors import UsageError
from gouji.jobs.inputs import find, is_junk, readable, require


def zipped(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_txt", ".txt"), text)
    return content.getvalue()


def test_folders_are_walked_in_sorted_order(tmp_path):
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c/3.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [each.name for each in find([tmp_path])] == ["a.txt", "b/1.txt", "b/2.txt", "c/3.txt"]


def test_an_archive_is_its_members(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(a_txt="1", b__c_txt="2"))
    assert [(each.name, each.source.content) for each in find([path])] == [
        ("all.zip/a.txt", b"1"),
        ("all.zip/b/c.txt", b"2"),
    ]


def test_a_docx_is_no_archive(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(zipped(**{"word__document.xml": "<w/>"}))
    assert [each.name for each in find([path])] == ["report.docx"]


def test_a_torn_archive_is_one_document(tmp_path):
    path = tmp_path / "torn.zip"
    path.write_bytes(zipped(a_txt="1" * 5000)[:60])
    [found] = find([path])
    assert found.source is not None


def test_an_empty_archive_fails_with_a_reason(tmp_path):
    path = tmp_path / "empty.zip"
    path.write_bytes(zipped())
    [found] = find([path])
    assert (found.source, found.failure.code) == (None, "empty_archive")


def test_an_archive_in_an_archive_fails_and_its_neighbours_are_read(tmp_path):
    path = tmp_path / "outer.zip"
    path.write_bytes(zipped(**{"a_txt": "1", "inner.zip": zipped(b_txt="2"), "z_txt": "3"}))
    assert [each.failure.code if each.failure else each.name for each in find([path])] == [
        "outer.zip/a.txt",
        "nested_archive",
        "outer.zip/z.txt",
    ]


def test_what_is_no_regular_file_fails_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    [found] = find([tmp_path])
    assert found.failure.code == "not_a_file"


def test_a_broken_link_fails_with_its_reason(tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    [found] = find([tmp_path])
    assert (found.failure.code, "link.txt" in found.failure.message) == ("unreadable", True)


def test_missing_paths_are_all_named(tmp_path):
    with pytest.raises(UsageError) as caught:
        require([tmp_path, tmp_path / "x", tmp_path / "y"])
    assert ("/x" in caught.value.message, "/y" in caught.value.message) == (True, True)


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        (".DS_Store", True),
        ("a/Thumbs.db", True),
        ("__MACOSX/a/._年报.docx", True),
        ("~$年报.docx", True),
        ("年报.docx", False),
        ("thumbs.txt", False),
        (".hidden.txt", False),
    ],
)
def test_only_known_names_are_junk(name, junk):
    assert is_junk(name) is junk


def test_junk_that_is_named_itself_is_read(tmp_path):
    path = tmp_path / ".DS_Store"
    path.write_bytes(b"x")
    [found] = find([path])
    assert not found.skipped


def test_a_name_in_gb18030_is_readable():
    assert readable(os.fsdecode("年报.txt".encode("gb18030"))) == "年报.txt"
