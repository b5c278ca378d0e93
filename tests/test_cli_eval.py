"""``gouji eval`` as people and CI use it: real processes, real files."""

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

import pytest

from small_reports import VALUES, whole, with_cells

GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
SMALL = """
name: small
title: {zh: 小套件, en: Small suite}
seed: 9
groups:
  - {name: shapes, shapes: [tabs, docx], each: 3}
  - {name: errors, shapes: [tabs, html], errors: [wrong_total@office, row_swap@reading], each: 2}
"""


def gouji(*arguments, cwd=None):
    return subprocess.run(
        [*GOUJI, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=ENVIRON,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    path = tmp_path_factory.mktemp("suites") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def evaluated(suite):
    """The suite evaluated once: the finished process and the folder of its results."""
    folder = suite.parent / "out"
    done = gouji("eval", suite, "--out", folder, "--save", suite.parent / "base.json", "--workers", 1)
    assert done.returncode == 0, done.stderr
    return done, folder


def test_a_run_tells_the_figures_and_writes_four_files(evaluated):
    done, folder = evaluated
    assert "小套件：10 份文件" in done.stdout
    assert "悄悄出错的格" in done.stdout
    results = json.loads((folder / "results.json").read_text())
    assert len(results["documents"]) == 10
    assert results["measures"]["silent"]["value"] == 0
    assert results["slices"]["level"]["reading"]["undetected"]["of"] > 0
    assert results["model"] is None
    assert "<svg" in (folder / "report.html").read_text()
    assert "小套件" in (folder / "report.md").read_text()
    assert len(list(ET.parse(folder / "junit.xml").iter("testcase"))) >= 10


def test_the_same_run_again_is_the_same_but_for_time(evaluated, suite):
    _, folder = evaluated
    again = gouji("eval", suite, "--out", suite.parent / "again", "--workers", 2, "--json")
    assert again.returncode == 0
    first, second = (
        json.loads((path / "results.json").read_text()) for path in (folder, suite.parent / "again")
    )
    for results in (first, second):
        for document in results["documents"]:
            del document["cost"]
    assert first["documents"] == second["documents"]
    assert json.loads(again.stdout)["fingerprint"] == first["fingerprint"]


def test_a_crossed_gate_ends_with_4_and_names_its_measure(suite, tmp_path):
    gate = tmp_path / "gate.yaml"
    gate.write_text("- {measure: silent, max: 0}\n- {measure: straight_through, min: 1}\n")
    done = gouji("eval", suite, "--gate", gate, "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode == 4
    [crossed] = [line for line in done.stdout.splitlines() if "gate crossed" in line]
    assert "straight_through" in crossed


def test_a_run_is_compared_with_its_baseline(suite, evaluated, tmp_path):
    base = suite.parent / "base.json"
    gate = tmp_path / "gate.yaml"
    gate.write_text("- {measure: straight_through, worse_by: 0}\n")
    done = gouji("eval", suite, "--against", base, "--gate", gate, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout
    assert "0 份变好，0 份变差" in done.stdout
    compared = gouji("eval", "compare", base, evaluated[1] / "results.json", "--json")
    assert json.loads(compared.stdout)["changed"] == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nowhere"], "nowhere"),
        (["nowhere.yaml"], "nowhere.yaml"),
        (["SUITE", "--against", "none.json"], "none.json"),
        (["SUITE", "--gate", "none.yaml"], "none.yaml"),
        (["compare", "a.json", "b.json"], "a.json"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error_that_names_it(suite, tmp_path, arguments, named):
    done = gouji("eval", *(suite if each == "SUITE" else each for each in arguments), cwd=tmp_path)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupted_run_is_resumed_by_the_same_command(tmp_path):
    suite = tmp_path / "long.yaml"
    suite.write_text(SMALL.replace("each: 3", "each: 60"), encoding="utf-8")
    command = [*GOUJI, "eval", str(suite), "--out", str(tmp_path / "out"), "--workers", "1"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRON)
    checkpoint = tmp_path / "out" / "documents.jsonl"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if checkpoint.exists() and checkpoint.read_text().count("\n") > 10:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    kept = checkpoint.read_text().count("\n") - 1
    assert kept >= 10
    done = gouji("eval", suite, "--out", tmp_path / "out", "--workers", 1)
    assert done.returncode == 0
    assert f"待处理 {124 - kept} 份" in done.stderr
    assert "124 份文件" in done.stdout
    assert not checkpoint.exists()


def test_results_that_cannot_be_written_keep_what_was_measured(suite, tmp_path):
    out = tmp_path / "out"
    (out / "results.json").mkdir(parents=True)
    done = gouji("eval", suite, "--out", out, "--workers", 1)
    assert (done.returncode, "Traceback" in done.stderr) == (5, False)
    assert "results.json" in done.stderr
    (out / "results.json").rmdir()
    again = gouji("eval", suite, "--out", out, "--workers", 1)
    assert again.returncode == 0
    assert "待处理 0 份" in again.stderr


@pytest.mark.parametrize("option", ["--out", "--save"])
def test_a_place_that_cannot_be_written_is_told_without_a_traceback(suite, tmp_path, option):
    (tmp_path / "file").write_text("")
    out = () if option == "--out" else ("--out", tmp_path / "out")
    done = gouji("eval", suite, *out, option, tmp_path / "file" / "x", "--workers", 1, cwd=tmp_path)
    assert done.returncode in (2, 5)
    assert "Traceback" not in done.stderr
    assert "file" in done.stderr


def test_a_reviewed_document_becomes_a_fixture_that_a_suite_can_take(tmp_path):
    (tmp_path / "年报.txt").write_text(with_cells(**{"requests.received.total": "999"}), encoding="utf-8")
    workspace = tmp_path / "work"
    assert gouji("run", tmp_path / "年报.txt", "--workspace", workspace).returncode == 0
    exported = gouji("export", "--workspace", workspace, "--include-pending")
    number = json.loads(exported.stdout)["document"]["id"]
    add = ("eval", "add", number, "--workspace", workspace, "--to", tmp_path / "cases")
    refused = gouji(*add, "--by", "周")
    assert refused.returncode == 2
    assert "--compared" in refused.stderr
    assert not (tmp_path / "cases").exists()
    done = gouji(*add, "--by", "周", "--compared", "--purpose", "合计印错", "--case", "misprint")
    assert done.returncode == 0, done.stderr
    gold = json.loads((tmp_path / "cases" / "misprint" / "gold.json").read_text())
    assert gold["cells"]["requests.received.total"] == 999
    assert gold["passport"]["purpose"] == "合计印错"
    suite = tmp_path / "mine.yaml"
    suite.write_text(
        "name: mine\ntitle: {zh: 我的, en: mine}\ngroups:\n  - {name: mine, fixtures: cases}\n",
        encoding="utf-8",
    )
    measured = gouji("eval", suite, "--out", tmp_path / "out", "--json")
    assert measured.returncode == 0, measured.stderr
    assert json.loads(measured.stdout)["measures"]["documents_exact"]["value"] == 1.0


def test_the_small_report_is_sound():
    """The two texts above differ in the one total only."""
    assert whole() == with_cells(**{"requests.received.total": str(VALUES["requests.received.total"])})
