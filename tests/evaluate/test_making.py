"""``gouji fixtures make``: the same plan gives the same folder anywhere, and the folder appears whole or not at all."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from decimal import Decimal

import pytest

from gouji.errors import DocumentError, UsageError
from gouji.evaluate import case
from gouji.evaluate.copy import expected_from_json
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.making import MANIFEST, make, make_case, require_free
from gouji.evaluate.pixels import pixel_hashes
from gouji.evaluate.plan import Plan, checked_plan
from gouji.evaluate.render.groups import GROUPS
from gouji.evaluate.render.outside.shapes import OUTSIDE_SHAPES
from gouji.evaluate.render.registry import make_copy
from gouji.jobs.ordered import Limits

GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()", "fixtures", "make")
LIMITS = Limits(1, 60.0, 2048)
MACHINES = {
    "plain": ({"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0"}, "1"),
    "other": (
        {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "4711", "PYTHONUTF8": "1"},
        "3",
    ),
}


class Silent:
    """Progress that nobody sees, remembered."""

    def __init__(self):
        self.total = 0
        self.statuses = []

    def begin(self, total):
        self.total = total

    def done(self, status):
        self.statuses.append(status)


def environment(changed):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GOUJI_", "LC_"))}
    return {**kept, **changed}


@pytest.fixture(scope="module")
def made_twice(tmp_path_factory):
    """The same plan made at the same time on two machines that differ in all but their programs."""
    shapes = "tabs,composed,html_old,docx,pdf_torn_rows,scan_composed"
    options = ["--shapes", shapes, "--count", "2", "--dpi", "100", "--severity", "1,2"]
    options += ["--errors", "row_swap@copy,digit_1_7@office"]
    folders, runs = [], []
    for name, (changed, workers) in MACHINES.items():
        folder = tmp_path_factory.mktemp(name) / "样例"
        command = [*GOUJI, str(folder), *options, "--workers", workers]
        folders.append(folder)
        runs.append(
            subprocess.Popen(command, env=environment(changed), cwd=folder.parent, stderr=subprocess.PIPE)
        )
    for run in runs:
        _, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors.decode()
    return folders


def test_locale_time_zone_hash_seed_and_process_count_change_nothing(made_twice):
    first, second = (folder / MANIFEST for folder in made_twice)
    assert first.read_bytes() == second.read_bytes()


def test_the_manifest_holds_every_file_with_its_hash_and_the_pixels_of_pages(made_twice):
    folder = made_twice[0]
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    rows = {row["path"]: row for row in manifest["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*rows, MANIFEST}
    assert len(rows) == 2 * 6 * 2
    for path, row in rows.items():
        content = (folder / path).read_bytes()
        assert (row["bytes"], row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        pictured = path.endswith((".pdf", ".zip", ".tiff", ".jpg"))
        assert ("pixels" in row) == pictured
    assert {"gouji", "pymupdf", "pillow", "numpy"} <= manifest["programs"].keys()
    fonts = {json.loads(p.read_text("utf-8"))["traits"]["font"] for p in folder.glob("scan_*/*/gold.json")}
    assert {font["name"] for font in manifest["fonts"]} == fonts
    assert all(len(font["sha256"]) == 64 and font["index"] == 0 for font in manifest["fonts"])


def test_gold_says_what_was_put_in_and_where_numbers_stand(made_twice):
    for path in made_twice[0].glob("*/*/gold.json"):
        gold = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        assert len(expected_from_json(gold["cells"])) >= 200
        assert [error["name"] for error in gold["injected"]] == [path.parent.name.rpartition("-")[2]]
        assert ("places" in gold) == path.parts[-3].startswith("scan_")


@pytest.mark.parametrize("content", [None, "manifest.json", "notes.txt"])
def test_a_folder_with_anything_else_in_it_is_never_touched(tmp_path, content):
    folder = tmp_path / "out"
    folder.mkdir()
    if content is None:
        require_free(folder, again=False)
        return
    (folder / content).write_text('{"made_by": "someone"}', "utf-8")
    for again in (False, True):
        with pytest.raises(UsageError, match="不会改动"):
            make(Plan(("tabs",), KINDS), folder, LIMITS, Silent(), again=again)
    assert [path.name for path in folder.iterdir()] == [content]


def test_a_file_that_somebody_put_beside_the_copies_keeps_the_folder_from_being_replaced(tmp_path):
    folder = tmp_path / "out"
    make(Plan(("tabs",), KINDS), folder, LIMITS, Silent())
    (folder / "tabs" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="不会改动"):
        make(Plan(("tabs",), KINDS), folder, LIMITS, Silent(), again=True)
    assert (folder / "tabs" / "notes.txt").read_text("utf-8") == "mine"


def test_an_earlier_making_is_replaced_only_when_asked(tmp_path):
    folder = tmp_path / "out"
    make(Plan(("tabs",), KINDS), folder, LIMITS, Silent())
    with pytest.raises(UsageError, match="--again"):
        make(Plan(("layout",), KINDS), folder, LIMITS, Silent())
    seen = Silent()
    make(Plan(("layout",), KINDS, count=2), folder, LIMITS, seen, again=True)
    assert sorted(path.name for path in folder.iterdir()) == ["layout", MANIFEST]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    assert (seen.total, seen.statuses) == (2, ["made"] * 2)


def test_an_interrupt_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "out"
    command = [*GOUJI, str(folder), "--shapes", "composed", "--count", "5000"]
    run = subprocess.Popen(command, env=environment({}), stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".out.partial/composed/*/gold.json")):
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in errors.decode()
    assert list(tmp_path.iterdir()) == []


def test_an_error_that_fits_no_report_is_told_and_nothing_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(case, "ATTEMPTS", 0)
    [wanted] = Plan(("tabs",), KINDS, errors=("row_swap@copy",)).cases()
    assert "row_swap@copy" in make_case(wanted, None, str(tmp_path)).problem
    assert not list(tmp_path.iterdir())


class TimidWorkers:
    """Workers that run out of time with every second copy."""

    def __init__(self):
        self.count = 0

    def submit(self, function, *arguments):
        future = Future()
        self.count += 1
        if self.count % 2:
            future.set_result(function(*arguments))
        else:
            future.set_exception(DocumentError("timeout", "超时", "再试"))
        return future

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Timid:
    """Limits of such workers."""

    def workers(self, *_):
        return TimidWorkers()


def test_a_copy_that_takes_too_long_costs_only_itself(tmp_path):
    seen = Silent()
    made = make(Plan(("tabs",), KINDS, count=4), tmp_path / "out", Timid(), seen)
    assert [one.problem for one in made] == ["", "超时"] * 2
    assert seen.statuses == ["made", "failed"] * 2
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text("utf-8"))
    assert [row["reason"] for row in manifest["failed"]] == ["超时"] * 2
    assert len(manifest["files"]) == 4


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((["nope"], [], [], []), "nope"),
        ((["tabs"], ["village"], [], []), "village"),
        ((["tabs"], [], ["4"], []), "4"),
        ((["tabs"], [], [], ["row_swap@reading"]), "读取之后"),
        ((["tabs"], [], [], ["nothing@copy"]), "nothing"),
    ],
)
def test_unknown_names_are_usage_errors(names, told):
    with pytest.raises(UsageError, match=told):
        checked_plan(Plan((), ()), *names)


def test_kinds_severities_and_errors_take_turns():
    plan = checked_plan(
        Plan((), (), 4, 7),
        ["tabs", "scan_clean"],
        ["town", "city"],
        ["0", "3"],
        ["row_swap@copy", "hidden_text@copy"],
    )
    cases = plan.cases()
    assert [each.kind for each in cases[:4]] == ["town", "city"] * 2
    assert [each.severity for each in cases[:4]] == [0, 3] * 2
    assert [each.seed for each in cases[:4]] == [7, 8, 9, 10]
    assert {each.errors for each in cases} == {("row_swap@copy",)}, "text and paper hide nothing"
    assert len({each.id for each in cases}) == 8


def test_shapes_of_absent_programs_are_left_out_with_their_reason(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "/nowhere")
    plan = Plan(("tabs", *OUTSIDE_SHAPES), KINDS)
    assert plan.left_out().keys() == set(OUTSIDE_SHAPES)
    assert [each.shape for each in plan.cases()] == ["tabs"]
    with pytest.raises(UsageError, match="LibreOffice: apt-get install"):
        make(Plan(("docx_by_libreoffice",), KINDS), tmp_path / "out", LIMITS, Silent())
    assert not (tmp_path / "out").exists()


@pytest.mark.needs_program("chromium", "chromium")
def test_other_programs_make_theirs_beside_ours(tmp_path):
    plan = Plan(("tabs", "html_by_chromium"), KINDS, count=2)
    made = make(plan, tmp_path / "out", LIMITS, Silent())
    assert [one.problem for one in made] == [""] * 4
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text("utf-8"))
    assert "Chromium" in manifest["programs"]
    prints = [row for row in manifest["files"] if row["path"].endswith(".pdf")]
    assert [len(row["pixels"]) > 1 for row in prints] == [True, True]


def test_pixels_are_those_of_the_page_whatever_the_bytes():
    gold = make_gold(3, "town")
    pdf = make_copy("pdf", gold, 3).content
    assert pixel_hashes(".pdf", pdf) == pixel_hashes(".pdf", pdf + b"\n% another byte\n")
    assert pixel_hashes(".pdf", pdf) != pixel_hashes(".pdf", make_copy("pdf", gold, 4).content)
    assert pixel_hashes(".txt", b"text") == ()


def test_groups_of_shapes_read_today_hold_no_scans():
    known = set(GROUPS["scans"])
    assert known
    assert all(not known & set(names) for group, names in GROUPS.items() if group != "scans")
