"""``gouji review`` as people use it: real processes, a real workspace, decisions that outlive new runs."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CASES = ROOT / "fixtures" / "disclosure" / "2021"
GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
LEAF = "requests.granted.natural_person"


def gouji(workspace, *arguments, **environ):
    return subprocess.run(
        [*GOUJI, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**ENVIRON, "GOUJI_WORKSPACE": str(workspace), "GOUJI_REVIEWER": "王核", **environ},
        timeout=300,
        check=False,
    )


def review(workspace, *arguments, **environ):
    return gouji(workspace, "review", *arguments, **environ)


def counts(workspace):
    told = json.loads(gouji(workspace, "status", "--json").stdout)
    return {
        name: told[name] for name in ("accepted", "needs_review", "closed", "stale", "failed") if told[name]
    }


def shown(workspace, document):
    return json.loads(gouji(workspace, "show", document, "--json").stdout)


@pytest.fixture(scope="module")
def right():
    return json.loads((CASES / "tabs-county" / "gold.json").read_text("utf-8"))["cells"]


@pytest.fixture(scope="module")
def processed(right, tmp_path_factory):
    """A workspace with a sound report, one with a wrong cell, and one that fails."""
    inbox = tmp_path_factory.mktemp("inbox")
    text = (CASES / "tabs-county" / "source.txt").read_text("utf-8")
    (inbox / "甲.txt").write_text(text, "utf-8")
    lines = text.split("\n")
    [at] = [at for at, line in enumerate(lines) if "予以公开" in line and line.count("\t") >= 7]
    first = str(right[LEAF])
    label, _, rest = lines[at].partition(f"\t{first}\t")
    assert rest, "the fixture has no row to break"
    lines[at] = f"{label}\t{int(first) + 70}\t{rest}"
    (inbox / "乙.txt").write_text("\n".join(lines), "utf-8")
    (inbox / "丙.txt").write_text("这里没有年报。", "utf-8")
    folder = tmp_path_factory.mktemp("processed") / "w"
    assert gouji(folder, "run", inbox).returncode == 3
    return folder


@pytest.fixture
def workspace(processed, tmp_path):
    """A copy of the processed workspace, for one test to judge in."""
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "originals").symlink_to(processed / "originals")
    with (
        sqlite3.connect(processed / "gouji.sqlite") as source,
        sqlite3.connect(folder / "gouji.sqlite") as to,
    ):
        source.backup(to)
    source.close()
    to.close()
    return folder


@pytest.fixture
def document(workspace):
    return only(workspace, "status = 'needs_review'")


def only(workspace, condition):
    with sqlite3.connect(workspace / "gouji.sqlite") as database:
        [(sha256,)] = database.execute(f"SELECT sha256 FROM documents WHERE {condition}").fetchall()
    database.close()
    return sha256[:16]


def make_stale(workspace):
    """Have the stored reports come from another version."""
    with sqlite3.connect(workspace / "gouji.sqlite") as database:
        database.execute("UPDATE documents SET version = 'an older gouji' WHERE status <> 'failed'")
    database.close()


def test_a_wrong_cell_goes_from_the_queue_to_the_export(workspace, document, right):
    [queued] = map(json.loads, review(workspace, "list", "--json").stdout.splitlines())
    assert (queued["id"], queued["state"], queued["open_findings"] >= 2) == (document, "waiting", True)
    told = review(workspace, "next").stdout
    assert document in told
    assert f"{LEAF} = {right[LEAF] + 70}" in told
    done = review(workspace, "set", document, f"{LEAF}={right[LEAF]}", "--reason", "第2页")
    assert (done.returncode, done.stdout, "已核对完" in done.stderr) == (0, "", True)
    assert counts(workspace) == {"accepted": 1, "closed": 1, "failed": 1}
    text = gouji(workspace, "export", "--format", "csv").stdout.removeprefix("\ufeff")
    exported = list(csv.DictReader(io.StringIO(text)))
    row = next(
        row
        for row in exported
        if row["document_id"] == document and f"{row['table']}.{row['row']}.{row['column']}" == LEAF
    )
    assert (row["value"], row["reviewed_value"]) == (str(right[LEAF] + 70), str(right[LEAF]))
    assert (row["pending"], row["reviewer"], row["review_reason"]) == ("no", "王核", "第2页")
    judged = shown(workspace, document)
    assert (judged["status"], judged["review"]["state"], judged["review"]["by"]) == (
        "needs_review",
        "closed",
        "王核",
    )
    assert "王核" in gouji(workspace, "show", document).stdout
    assert "没有待核对" in review(workspace, "next").stderr


def test_unjudged_reports_stay_out_of_the_export_unless_asked_for(workspace, document):
    plain = [json.loads(line) for line in gouji(workspace, "export").stdout.splitlines()]
    everything = gouji(workspace, "export", "--include-pending").stdout.splitlines()
    marked = {line["document"]["id"]: line["pending"] for line in map(json.loads, everything)}
    assert document not in {line["document"]["id"] for line in plain}
    assert (marked[document], len(marked)) == (True, 3)


def test_the_document_may_be_wrong_and_every_step_can_be_taken_back(workspace, document):
    findings = [each["id"] for each in shown(workspace, document)["findings"] if each["severity"] == "error"]
    first = review(workspace, "source", document, findings[0], "--by", "李核")
    assert findings[1] in first.stderr
    assert review(workspace, "source", document, *findings[1:]).returncode == 0
    assert shown(workspace, document)["review"]["cells"][LEAF]["verdict"] == "source"
    for command in (("reopen",), ("undo",), ("undo",)):
        assert review(workspace, *command, document).returncode == 0
    assert shown(workspace, document)["review"]["state"] == "open"
    rows = [json.loads(line) for line in review(workspace, "history", document, "--json").stdout.splitlines()]
    assert [row["action"] for row in rows][-3:] == ["reopen", "undo", "undo"]
    assert (rows[0]["by"], rows[0]["subject"], rows[-1]["withdraws"]) == ("李核", findings[0], 2)
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_new_run_keeps_what_was_decided(workspace, document, right):
    review(workspace, "set", document, f"{LEAF}={right[LEAF]}")
    before = shown(workspace, document)["review"]
    make_stale(workspace)
    assert counts(workspace) == {"stale": 2, "failed": 1}
    assert gouji(workspace, "run", "--again").returncode == 0
    assert counts(workspace) == {"accepted": 1, "closed": 1, "failed": 1}
    assert shown(workspace, document)["review"] == before


def test_a_new_run_that_reads_the_cell_otherwise_opens_the_document_again(workspace, document, right):
    review(workspace, "set", document, f"{LEAF}={right[LEAF]}")
    make_stale(workspace)
    with sqlite3.connect(workspace / "gouji.sqlite") as database:
        [(draft,)] = database.execute("SELECT draft FROM revisions").fetchall()
        printed = f'"printed": "{right[LEAF] + 70}"'
        assert printed in draft
        database.execute("UPDATE revisions SET draft = ?", (draft.replace(printed, '"printed": "4"'),))
    database.close()
    assert gouji(workspace, "run", "--again").returncode == 0
    assert counts(workspace) == {"accepted": 1, "needs_review": 1, "failed": 1}
    told = shown(workspace, document)["review"]
    assert (told["state"], told["findings"][f"decision_lapsed:{LEAF}"], told["cells"]) == ("open", "open", {})
    assert "重新处理" in review(workspace, "next").stdout


def test_accepting_closes_with_the_rest_as_seen(workspace, document):
    assert review(workspace, "accept", document, "--reason", "与原件一致").returncode == 0
    answers = shown(workspace, document)["review"]["findings"]
    assert set(answers.values()) >= {"seen"}
    assert "open" not in {answers[name] for name in answers if name.startswith("row_sum")}
    assert counts(workspace)["closed"] == 1


def test_the_reviewer_is_named_by_option_then_setting(workspace, document):
    review(workspace, "accept", document, "row_sum:granted", "--by", "张三")
    review(workspace, "accept", document)
    who = [
        json.loads(line)["by"]
        for line in review(workspace, "history", document, "--json").stdout.splitlines()
    ]
    assert (who[0], set(who[1:])) == ("张三", {"王核"})


REFUSED = {
    "unknown cell": (("set", "ID", "requests.recieved.total=1"), "requests.received.total"),
    "no number": (("set", "ID", f"{LEAF}=十二"), "不是数字"),
    "no equals sign": (("set", "ID", LEAF), "等号"),
    "no such finding": (("source", "ID", "row_sum:nowhere"), "row_sum:granted"),
    "no such document": (("accept", "ffffffff"), "没有编号"),
    "failed document": (("accept", "FAILED"), "没有读出来"),
    "open already": (("reopen", "ID"), "还没有核对完"),
    "nothing to undo": (("undo", "ID"), "没有可以撤销"),
    "somebody was first": (("accept", "ID", "--expect", "7"), "没有写入任何内容"),
    "no name": (("accept", "ID", "--by", "\t"), "GOUJI_REVIEWER"),
    "no reason": (("accept", "ID", "--reason", "a\x1b[2Jb"), "理由"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_cannot_be_meant_is_refused_in_words_and_changes_nothing(processed, case):
    arguments, words = REFUSED[case]
    ids = {"ID": only(processed, "status = 'needs_review'"), "FAILED": only(processed, "status = 'failed'")}
    done = review(processed, *(ids.get(each, each) for each in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert counts(processed) == {"accepted": 1, "needs_review": 1, "failed": 1}


def test_a_closed_document_says_how_to_open_it(workspace, document):
    review(workspace, "accept", document)
    done = review(workspace, "set", document, f"{LEAF}=1")
    assert (done.returncode, f"gouji review reopen {document}" in done.stderr) == (2, True)


def test_every_help_text_has_an_english_counterpart(tmp_path):
    for name in ("", "list", "next", "set", "source", "accept", "reopen", "undo", "history"):
        told = review(tmp_path, *name.split(), "--help", "--lang", "en").stdout
        assert told.startswith("Usage: gouji review"), name
        assert not any("\u4e00" <= character <= "\u9fff" for character in told), told
