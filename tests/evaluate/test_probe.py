"""The probe renders, processes, scores and prints."""

import json

import pytest

from gouji.evaluate import probe


def test_dump_writes_every_copy_with_its_gold(tmp_path, capsys):
    probe.main(["--shapes", "tabs,html", "--seeds", "0:2", "--composed", "1", "--dump", str(tmp_path)])
    assert "5 copies" in capsys.readouterr().out
    golds = sorted(tmp_path.rglob("gold.json"))
    assert len(golds) == 5
    assert all(len(json.loads(path.read_text(encoding="utf-8"))["cells"]) == 200 for path in golds)
    assert all(list(path.parent.glob("source.*")) for path in golds)


def test_an_unknown_shape_is_refused_by_name():
    with pytest.raises(SystemExit, match="no_such_shape"):
        probe.main(["--shapes", "no_such_shape"])


def test_one_line_per_shape_with_the_share_of_right_cells(capsys):
    probe.main(["--shapes", "tabs", "--seeds", "0:1"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["shape", "docs", "cells"]
    assert lines[1].startswith("tabs")
    assert lines[-1].startswith("TOTAL")
