"""The command line as people and programs use it: real processes on real files."""

import csv
import hashlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from small_reports import with_cells

ROOT = Path(__file__).parent.parent
CASES = ROOT / "fixtures" / "disclosure" / "2021"
GOUJI = (sys.executable, "-c", "from gouji.cli import main; main()")
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}


def gouji(*arguments, cwd=None, **environ):
    return subprocess.run(
        [*GOUJI, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**ENVIRON, **environ},
        timeout=300,
        check=False,
    )


def start(*arguments):
    return subprocess.Popen(
        [*GOUJI, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRON,
        start_new_session=True,
    )


def counts(workspace):
    return json.loads(gouji("status", "--workspace", workspace, "--json").stdout)


@pytest.fixture(scope="session")
def sound():
    """A fixture that is accepted: a text report with every row and no damage."""
    return CASES / "tabs-county" / "source.txt"


@pytest.fixture(scope="session")
def broken(sound, tmp_path_factory):
    """The same report with one total wrong."""
    gold = json.loads((sound.parent / "gold.json").read_text("utf-8"))["cells"]
    lines = sound.read_text("utf-8").split("\n")
    total = str(gold["requests.received.total"])
    for index, line in enumerate(lines):
        if "本年新收" in line and line.rstrip("\t").endswith(total):
            lines[index] = line.rstrip("\t").removesuffix(total) + str(int(total) + 7)
            break
    else:
        pytest.fail("the fixture has no row to break")
    path = tmp_path_factory.mktemp("broken") / "年报.txt"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def inbox(tmp_path, sound):
    """Two names of one report, another report, a text that is none, and junk."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    text = sound.read_text("utf-8")
    (folder / "一.txt").write_text(text, "utf-8")
    (folder / "二.txt").write_text(text, "utf-8")
    (folder / "三.txt").write_text(text + "\n附注。\n", "utf-8")
    (folder / "四.txt").write_text("今天天气很好，我们去公园散步。", "utf-8")
    (folder / ".DS_Store").write_bytes(b"\0")
    return folder


@pytest.fixture
def many(tmp_path, sound):
    """Five hundred documents, one in ten no report: a run long enough to be killed ten times."""
    return fill(tmp_path / "many", sound, 500)


@pytest.fixture
def some(tmp_path, sound):
    """A hundred of the same kind: enough to interrupt once."""
    return fill(tmp_path / "some", sound, 100)


def fill(folder, sound, count):
    folder.mkdir()
    text = sound.read_text("utf-8")
    for number in range(count):
        body = f"{text}\n第{number}份。\n" if number % 10 else f"第{number}份，不是报告。"
        (folder / f"{number:03}.txt").write_text(body, "utf-8")
    return folder


# extract


def test_extract_prints_one_object_a_line_in_input_order(sound, broken, tmp_path):
    prose = tmp_path / "prose.txt"
    prose.write_text("今天天气很好。", "utf-8")
    done = gouji("extract", broken, prose, sound, "--json")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["document"]["name"] for each in objects] == ["年报.txt", "prose.txt", "source.txt"]
    assert [each["status"] for each in objects] == ["needs_review", "failed", "accepted"]
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)


def test_extract_keeps_the_fee_exact(sound):
    gold = json.loads((sound.parent / "gold.json").read_text("utf-8"), parse_float=Decimal)
    done = gouji("extract", sound, "--json")
    cells = json.loads(done.stdout, parse_float=Decimal)["cells"]
    wanted = gold["cells"]["disclosure.fees.amount"]
    assert cells["disclosure.fees.amount"]["value"] == Decimal(
        wanted if isinstance(wanted, str) else str(wanted)
    )


def test_extract_shows_the_tables_of_the_form_to_people(sound):
    done = gouji("extract", sound)
    assert done.returncode == 0
    assert all(
        text in done.stdout
        for text in ("[通过]", "申请人情况", "法人或其他组织", "未经复议直接起诉", "没有发现问题")
    )
    assert "\x1b" not in done.stdout


def test_extract_reads_the_members_of_an_archive(sound, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(sound, "县/年报.txt")
    done = gouji("extract", path, "--json")
    [one] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (one["document"]["name"], one["status"]) == ("all.zip/县/年报.txt", "accepted")


def test_a_missing_file_is_a_usage_error_that_names_it(sound):
    done = gouji("extract", sound, "nowhere.txt", "--json")
    assert (done.returncode, done.stdout, "nowhere.txt" in done.stderr) == (2, "", True)


# check


def test_check_says_the_problem_in_one_sentence_with_its_numbers(broken):
    done = gouji("check", broken)
    [line] = [line for line in done.stdout.splitlines() if "一、本年新收" in line and "各列之和" in line]
    assert done.returncode == 4
    assert all(text in line for text in ("表三", "总计", "相差 7", "自然人"))


def test_check_finds_nothing_in_a_sound_report(sound):
    done = gouji("check", sound)
    assert (done.returncode, "没有发现问题" in done.stdout) == (0, True)


def test_check_speaks_english_when_asked(broken):
    done = gouji("check", broken, "--lang", "en")
    assert "needs review" in done.stdout
    assert "difference 7" in done.stdout


# convert and form


def test_convert_prints_the_text_that_places_count(sound):
    text = gouji("convert", sound).stdout
    cell = json.loads(gouji("extract", sound, "--json").stdout)["cells"]["requests.received.total"]
    place = cell["place"]
    assert text[place["start"] : place["end"]] == cell["printed"]


def test_convert_to_html_runs_nothing_of_the_document(tmp_path):
    path = tmp_path / "<b>.txt"
    path.write_text("年报<script>alert(1)</script>", "utf-8")
    page = gouji("convert", path, "--to", "html").stdout
    assert ("<script" in page, "&lt;script&gt;" in page, "<b>" in page) == (False, True, False)


def test_convert_fails_with_code_3_and_a_reason(tmp_path):
    path = tmp_path / "empty.pdf"
    path.write_bytes(b"")
    done = gouji("convert", path, "--to", "json")
    assert (done.returncode, done.stdout, "空" in done.stderr) == (3, "", True)


def test_form_tells_what_the_equations_see():
    told = json.loads(gouji("form", "--json").stdout)
    assert told["totals"] == {"invisible": 10, "detectable": 15, "locatable": 175}
    assert (len(told["equations"]), len(told["cells"])) == (42, 200)


def test_form_is_readable_to_people():
    text = gouji("form").stdout
    assert "requests.received.natural_person" in text
    assert " 42. " in text


# run, status, show, export


def test_run_ends_every_input_in_one_count(inbox, tmp_path):
    done = gouji("run", inbox, "--workspace", tmp_path / "w", "--json")
    told = json.loads(done.stdout)
    kept = {
        name: told[name]
        for name in ("waiting", "running", "accepted", "needs_review", "failed", "closed", "stale", "skipped")
    }
    assert kept == {
        "waiting": 0, "running": 0, "accepted": 2, "needs_review": 0, "failed": 1, "closed": 0, "stale": 0, "skipped": 1,
    }  # fmt: skip
    assert done.returncode == 3


def test_status_counts_model_calls_too(inbox, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    told = counts(tmp_path / "w")
    assert (told["model_calls"], told["tokens"], told["cost"]) == (0, 0, 0)


def test_a_second_run_has_nothing_to_do(inbox, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    told = json.loads(gouji("run", inbox, "--workspace", tmp_path / "w", "--json").stdout)
    assert sum(told["this_run"]["processed"].values()) == 0


def test_results_of_another_version_are_stale_until_run_again(inbox, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    with sqlite3.connect(tmp_path / "w" / "gouji.sqlite") as connection:
        connection.execute("UPDATE documents SET version = 'older'")
    connection.close()
    untouched = json.loads(gouji("run", inbox, "--workspace", tmp_path / "w", "--json").stdout)
    redone = json.loads(gouji("run", inbox, "--workspace", tmp_path / "w", "--again", "--json").stdout)
    assert (untouched["stale"], untouched["accepted"], untouched["failed"]) == (2, 0, 1)
    assert (redone["stale"], redone["accepted"], redone["failed"]) == (0, 2, 1)


def test_show_finds_a_document_by_the_start_of_its_id(inbox, sound, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    identity = json.loads(gouji("extract", sound, "--json").stdout)["document"]["id"]
    shown = gouji("show", identity[:12], "--workspace", tmp_path / "w", "--json")
    people = gouji("show", identity, "--workspace", tmp_path / "w")
    assert json.loads(shown.stdout)["document"]["id"] == identity
    assert "一.txt、二.txt" in people.stdout


def test_show_refuses_an_unknown_id(inbox, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    done = gouji("show", "zzzz", "--workspace", tmp_path / "w")
    assert (done.returncode, done.stdout, "zzzz" in done.stderr) == (2, "", True)


def test_export_equals_extract_cell_for_cell(inbox, sound, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    direct = json.loads(gouji("extract", sound, "--json").stdout)
    lines = gouji("export", "--workspace", tmp_path / "w").stdout.splitlines()
    by_id = {each["document"]["id"]: each for each in map(json.loads, lines)}
    assert (len(lines), by_id[direct["document"]["id"]]["cells"]) == (2, direct["cells"])


def test_export_gives_pending_reports_only_when_asked(inbox, broken, tmp_path):
    gouji("run", inbox, broken, "--workspace", tmp_path / "w")
    out = tmp_path / "out.csv"
    gouji("export", "--workspace", tmp_path / "w", "--format", "csv", "--include-pending", "--out", out)
    raw = out.read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert {(row["status"], row["pending"]) for row in rows} == {
        ("accepted", "no"),
        ("needs_review", "yes"),
        ("failed", "yes"),
    }


def test_a_reader_that_stops_early_is_no_error(inbox, tmp_path):
    gouji("run", inbox, "--workspace", tmp_path / "w")
    with start("export", "--workspace", tmp_path / "w", "--format", "csv") as process:
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        code = process.wait(60)
    assert (code, "Traceback" in told, "BrokenPipe" in told) == (0, False, False)


def test_a_workspace_that_is_none_is_named(tmp_path):
    done = gouji("status", "--workspace", tmp_path / "none")
    assert (done.returncode, "none" in done.stderr) == (2, True)


# runs that are interrupted


def wait_for(told, process, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if told():
            return
        time.sleep(0.05)


def test_ten_kills_lose_nothing(many, tmp_path):
    workspace = tmp_path / "w"
    dice = random.Random(7)
    killed_at = []
    for turn in range(10):
        process = start("run", many, "--workspace", workspace)
        if turn < 3:  # while it starts and registers
            time.sleep(dice.uniform(0.2, 0.8))
        else:  # while it works
            wait_for(lambda: counts_done(workspace) > killed_at[-1], process)
            time.sleep(dice.uniform(0, 0.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        killed_at.append(counts_done(workspace))
    done = gouji("run", many, "--workspace", workspace, "--json")
    told = json.loads(done.stdout)
    with sqlite3.connect(workspace / "gouji.sqlite") as connection:
        stored, named = connection.execute(
            "SELECT (SELECT count(*) FROM reports), (SELECT count(DISTINCT path) FROM names)"
        ).fetchone()
    connection.close()
    assert (told["accepted"], told["failed"], told["waiting"], told["running"]) == (450, 50, 0, 0)
    assert (stored, named, done.returncode) == (500, 500, 3)
    assert 0 < killed_at[-1] < 500  # the kills did hit a run at work


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_with_130_and_the_same_command_goes_on(some, tmp_path, number):
    workspace = tmp_path / "w"
    with start("run", some, "--workspace", workspace) as process:
        wait_for(lambda: counts_done(workspace) > 0, process)
        os.killpg(process.pid, number)
        _, told = process.communicate(timeout=60)
    between = counts(workspace)
    last = json.loads(gouji("run", some, "--workspace", workspace, "--json").stdout)
    assert process.returncode == 130, told
    assert "Traceback" not in told, told
    assert (between["running"], sum(between[name] for name in ("waiting", "accepted", "failed"))) == (0, 100)
    assert between["waiting"] > 0
    assert (last["accepted"], last["failed"]) == (90, 10)


def test_an_interrupt_ends_extract_too(some):
    with start("extract", some, "--json") as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in told) == (130, False)


def counts_done(workspace):
    if not (workspace / "gouji.sqlite").exists():
        return 0
    connection = sqlite3.connect(workspace / "gouji.sqlite", timeout=30)
    try:
        return connection.execute("SELECT count(*) FROM documents WHERE state = 'done'").fetchone()[0]
    except sqlite3.OperationalError:  # no tables yet
        return 0
    finally:
        connection.close()


def test_a_second_run_is_told_who_holds_the_workspace(many, inbox, tmp_path):
    workspace = tmp_path / "w"
    first = start("run", many, "--workspace", workspace)
    wait_for((workspace / "gouji.sqlite").exists, first)
    second = gouji("run", inbox, "--workspace", workspace)
    first.communicate(timeout=120)
    assert (second.returncode, str(first.pid) in second.stderr) == (2, True)
    assert counts(workspace)["waiting"] == 0


# settings, help, doctor


def test_help_is_chinese():
    done = gouji("--help")
    assert (done.returncode, "用法：" in done.stdout) == (0, True)


def test_help_loads_no_heavy_library():
    heavy = "sqlalchemy", "pydantic", "pymupdf", "lxml", "rich", "alembic"
    code = f"import sys, gouji.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_help_text_has_an_english_counterpart():
    names = "", "extract", "check", "convert", "form", "run", "status", "show", "export", "doctor"
    groups = "eval", "eval suite", "eval compare", "eval add", "fixtures", "fixtures make", "fixtures shapes"
    for name in names + groups:
        told = gouji(*name.split(), "--help", "--lang", "en").stdout
        assert told.startswith("Usage: gouji"), name
        assert not any("\u4e00" <= character <= "\u9fff" for character in told), told


@pytest.mark.parametrize(
    "arguments",
    [
        ["extrct"],
        ["extract"],
        ["extract", "--jsn"],
        ["convert", "x", "--to"],
        ["run", "--workers", "many"],
        ["--lang", "fr", "form"],
    ],
)
def test_a_wrong_command_line_is_a_usage_error(arguments):
    done = gouji(*arguments)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)


def test_readers_without_a_model_are_refused(sound):
    done = gouji("extract", sound, "--json", GOUJI_READERS="both")
    assert (done.returncode, "GOUJI_MODEL_NAME" in done.stderr) == (2, True)


def test_the_language_may_be_set_in_the_project_file(sound, tmp_path):
    (tmp_path / "gouji.toml").write_text('lang = "en"\n', "utf-8")
    assert "No problem found." in gouji("check", sound, cwd=tmp_path).stdout


def test_a_name_cannot_steer_the_terminal(sound, tmp_path):
    path = tmp_path / "\x1b[31m红.txt"
    path.write_bytes(sound.read_bytes())
    told = gouji("check", path).stdout + gouji("check", tmp_path / "\x1b[32m").stderr
    assert "\x1b" not in told


def test_an_unknown_setting_is_warned_about(sound):
    done = gouji("check", sound, GOUJI_WORKSPASE="x")
    assert (done.returncode, "GOUJI_WORKSPASE" in done.stderr) == (0, True)


def test_doctor_finds_this_machine_usable(tmp_path):
    done = gouji("doctor", "--workspace", tmp_path)
    assert (done.returncode, "SQLite" in done.stdout, list(tmp_path.iterdir())) == (0, True, [])


def test_output_is_utf_8_whatever_the_locale(sound):
    done = subprocess.run(
        [*GOUJI, "extract", str(sound), "--json"],
        capture_output=True,
        env={**ENVIRON, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        check=True,
    )
    assert "政府信息公开" in json.loads(done.stdout.decode("utf-8"))["title"]


# stdout that cannot be written


def test_a_full_disk_behind_stdout_is_told_without_a_traceback(sound):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*GOUJI, "extract", str(sound)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, "Traceback" in done.stderr) == (5, False)
    assert "输出写不出去" in done.stderr


def test_a_closed_stdout_is_no_bug(sound):
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *GOUJI, "extract", str(sound)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_explain_names_the_cell_of_a_file_and_of_a_stored_report(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(with_cells(**{"requests.granted.business": "700"}), "utf-8")
    told = gouji("explain", file)
    assert told.returncode == 0, told.stderr
    assert "应为" in told.stdout
    assert gouji("run", file, "--workspace", tmp_path / "ws").returncode == 0
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    stored = gouji("explain", sha256[:12], "--workspace", tmp_path / "ws")
    assert stored.stdout == told.stdout
    cell = gouji("explain", file, "--cell", "requests.granted.business")
    assert "不成立" in cell.stdout
