import pytest

from gouji.document import Source
from gouji.store import originals


def test_an_original_is_kept_under_its_hash(tmp_path):
    source = Source.of("a.txt", b"bytes")
    path = originals.keep(tmp_path, source)
    assert (path, path.read_bytes()) == (tmp_path / source.sha256[:2] / source.sha256, b"bytes")


def test_a_torn_original_is_written_anew(tmp_path):
    source = Source.of("a.txt", b"bytes")
    originals.keep(tmp_path, source).write_bytes(b"by")
    assert originals.keep(tmp_path, source).read_bytes() == b"bytes"


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def no_room(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        originals.keep(tmp_path, Source.of("a.txt", b"bytes"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
