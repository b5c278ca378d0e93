"""``gouji panel`` as people and programs use it."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from panel_sheets import OFFICE, following
from small_reports import VALUES, whole, with_cells

GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
CARRIED = "requests.carried_in.business"
NEXT = {path: str(value) for path, value in following().items()}


def gouji(*arguments, **environ):
    return subprocess.run(
        [*GOUJI, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**ENVIRON, **environ},
        timeout=300,
        check=False,
    )


def panel(*arguments):
    done = gouji("panel", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two years of one office, the later one in two copies, one of them wrong; and what is no report."""
    folder = tmp_path_factory.mktemp("panel")
    inbox = folder / "in"
    inbox.mkdir()
    (inbox / "a2023.txt").write_text(whole().replace("2024", "2023"), encoding="utf-8")
    (inbox / "b2024.txt").write_text(with_cells(**{**NEXT, CARRIED: "30"}), encoding="utf-8")
    (inbox / "c2024.txt").write_text(with_cells(**NEXT), encoding="utf-8")
    (inbox / "d.txt").write_text("会议通知。", encoding="utf-8")
    (inbox / "e.txt").write_text(
        whole(title="政府信息公开工作年度报告", overview="本年度一切正常。"), encoding="utf-8"
    )
    assert gouji("run", inbox, "--workspace", folder / "w").returncode == 3
    return folder / "w"


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes(
        f"机关,上级,年度\n{OFFICE},岚泽县,2022-2024\n岚泽县审计局,岚泽县,2024\n".encode("gb18030")
    )
    return path


def test_people_see_offices_by_year_and_what_is_found_between_documents(workspace, listed):
    told = panel("--workspace", workspace, "--offices", listed)
    (line,) = (line for line in told.splitlines() if line.startswith(OFFICE + " "))
    received = VALUES["requests.received.total"], NEXT["requests.received.total"]
    assert line.split() == [OFFICE, "缺", "通过", str(received[0]), "通过", received[1], "×2"]
    assert "商业企业 3 ≠ 30" in told
    assert "更可能有误" in told
    assert "2022 年未交 1 家：" + OFFICE in told
    assert "2024 年未交 1 家：岚泽县审计局" in told
    assert "其中 1 份读取失败" in told
    assert [line.split()[1:] for line in told.splitlines()[-2:]] == [
        ["d.txt", "失败，没有读出"],
        ["e.txt", "原文未写明机关"],
    ]


def test_the_panel_speaks_english_when_asked(workspace, listed):
    told = panel("--workspace", workspace, "--offices", listed, "--lang", "en")
    assert "2024: 1 missing: 岚泽县审计局" in told
    assert "is more likely wrong" in told


def test_programs_get_one_object(workspace, listed):
    told = json.loads(panel("--workspace", workspace, "--offices", listed, "--json"))
    (office, audit) = told["offices"]
    assert office["missing"] == [2022]
    assert office["years"]["2023"]["status"] == "accepted"
    assert len(office["years"]["2024"]["documents"]) == 2
    assert (audit["missing"], audit["years"]) == ([2024], {})
    assert {each["name"]: each["status"] for each in told["apart"]} == {
        "d.txt": "failed",
        "e.txt": "accepted",
    }
    assert told["unlisted"] == []
    (copies,) = [each for each in told["findings"] if each["rule"] == "copies"]
    wrong = next(each["id"] for each in copies["documents"] if each["name"] == "b2024.txt")
    assert copies["likely"] == wrong


def test_json_lines_say_the_same_as_the_object(workspace, listed):
    whole_panel = json.loads(panel("--workspace", workspace, "--offices", listed, "--json"))
    lines = [
        json.loads(line)
        for line in panel("--workspace", workspace, "--offices", listed, "--format", "jsonl").splitlines()
    ]
    for kind, name in (("office", "offices"), ("finding", "findings"), ("apart", "apart")):
        found = [
            {key: value for key, value in each.items() if key != "type"}
            for each in lines
            if each["type"] == kind
        ]
        assert found == whole_panel[name]


def test_a_spreadsheet_has_a_row_per_office_and_year(workspace, listed, tmp_path):
    out = tmp_path / "panel.csv"
    assert panel("--workspace", workspace, "--offices", listed, "--format", "csv", "--out", out) == ""
    found = {(each["office"], each["year"]): each for each in rows(out.read_text(encoding="utf-8"))}
    assert {key: each["status"] for key, each in found.items() if key[0]} == {
        (OFFICE, "2022"): "missing",
        (OFFICE, "2023"): "accepted",
        (OFFICE, "2024"): "accepted",
        ("岚泽县审计局", "2024"): "missing",
    }
    assert found[OFFICE, "2024"]["copies"] == "2"


def test_a_spreadsheet_has_a_row_per_difference(workspace):
    found = rows(panel("--workspace", workspace, "--format", "csv-findings"))
    (row,) = (each for each in found if each["cell"] == CARRIED)
    assert (row["rule"], row["value"], row["other_value"], row["other_name"]) == (
        "copies",
        "3",
        "30",
        "b2024.txt",
    )
    assert row["likely_document_id"] == row["other_document_id"]


def test_one_year_alone(workspace):
    told = json.loads(panel("--workspace", workspace, "--year", "2023", "--json"))
    assert told["years"] == [2023]
    assert all(2023 in [each["year"] for each in finding["documents"]] for finding in told["findings"])


def test_findings_between_documents_leave_the_reports_own_status_alone(workspace):
    told = json.loads(panel("--workspace", workspace, "--json"))
    document = next(
        each for finding in told["findings"] for each in finding["documents"] if each["name"] == "c2024.txt"
    )
    shown = json.loads(gouji("show", document["id"], "--workspace", workspace, "--json").stdout)
    assert shown["status"] == "accepted"
    assert [each["rule"] for each in shown["findings"] if each["severity"] == "error"] == []
    assert [each["rule"] for each in shown["across"]] == ["copies", "in_force"]
    assert "文件之间的问题" in gouji("show", document["id"], "--workspace", workspace).stdout


def test_a_persons_correction_ends_a_disagreement(workspace, tmp_path):
    text = with_cells(**NEXT).replace(OFFICE, "岚泽县黄柏街道办事处")
    (tmp_path / "后.txt").write_text(text, encoding="utf-8")
    wrong = with_cells(**{**NEXT, CARRIED: "30"}).replace(OFFICE, "岚泽县黄柏街道办事处")
    (tmp_path / "前.txt").write_text(wrong, encoding="utf-8")
    space = tmp_path / "w"
    assert gouji("run", tmp_path, "--workspace", space).returncode == 0
    (finding,) = json.loads(panel("--workspace", space, "--json"))["findings"]
    done = gouji("review", "set", finding["likely"], f"{CARRIED}=3", "--by", "甲", "--workspace", space)
    assert done.returncode == 0, done.stderr
    after = json.loads(panel("--workspace", space, "--json"))
    assert after["findings"] == []
    assert after["offices"][0]["years"]["2024"]["status"] == "closed"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "pdf"], "不可用"),
        (["--format", "csv", "--json"], "不能和 --json 一起用"),
        (["--offices", "没有.csv"], "打不开"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error(workspace, arguments, told):
    done = gouji("panel", "--workspace", workspace, *arguments)
    assert (done.returncode, told in done.stderr, done.stdout) == (2, True, "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("机关,年度\n甲局,前年\n".encode(), "第 2 行"),
        (bytes(range(256)) * 20, "读不出来"),
        (b"", "没有内容"),
    ],
)
def test_a_list_at_fault_is_refused_and_nothing_is_printed(workspace, tmp_path, content, told):
    path = tmp_path / "名单.csv"
    path.write_bytes(content)
    done = gouji("panel", "--workspace", workspace, "--offices", path)
    assert (done.returncode, told in done.stderr, done.stdout) == (2, True, "")


def test_an_empty_workspace_says_so(tmp_path):
    empty = tmp_path / "in"
    empty.mkdir()
    gouji("run", empty, "--workspace", tmp_path / "w")
    assert "没有写明机关和年度的报告" in panel("--workspace", tmp_path / "w")


def test_help_is_english_when_asked():
    told = gouji("panel", "--help", "--lang", "en").stdout
    assert told.startswith("Usage: gouji")
    assert not any("\u4e00" <= character <= "\u9fff" for character in told), told
