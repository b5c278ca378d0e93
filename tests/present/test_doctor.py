import pytest

from gouji.present.console import console
from gouji.present.doctor import show_checks
from gouji.store.health import Check, examine


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setattr(console, "language", "en")


def test_names_of_any_length_stand_apart_from_what_was_found(capsys):
    show_checks([Check("short", "1"), Check("a name of many letters", "2"), Check("回答格式", "3")])
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit("  ", 1)[-1].strip() for line in lines] == ["1", "2", "3"]
    assert len({len(line.encode("gbk")) for line in lines}) == 1


@pytest.mark.usefixtures("english")
def test_in_english_a_sound_machine_is_described_without_chinese(capsys, tmp_path):
    show_checks(check for check in examine(tmp_path) if check.good)
    shown = capsys.readouterr().out
    assert "workspace" in shown
    assert "writable" in shown
    assert not [letter for letter in shown if "\u4e00" <= letter <= "\u9fff"]
