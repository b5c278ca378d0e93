"""The main job on the fixtures, as ``make demo`` shows it: read, check, run, export, compare with the answers.

Needs the installed command and the fixtures; no key, no network. Writes only to a temporary folder.
Exit code 1 where anything differs from the right answers.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gouji.evaluate.copy import expected_from_json
from gouji.evaluate.score import Score, Truth, score

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "disclosure" / "2021"
MESSY = "pipes-department"
WRONG_TOTAL = "publisher-error-city"


@dataclass(frozen=True, slots=True)
class Demo:
    """The installed command and the folder to write into."""

    gouji: Path
    folder: Path

    def run(self, *arguments: str | Path, expect: int) -> str:
        """Show the command line, run it, insist on its exit code, return its stdout."""
        print(f"\n$ gouji {' '.join(map(str, arguments))}", flush=True)
        # Nothing of the caller's settings may change what the demo shows.
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
        done = subprocess.run(
            [self.gouji, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            cwd=self.folder,
            env=environ,
        )
        if done.returncode != expect:
            print(done.stdout)
            raise SystemExit(f"退出码是 {done.returncode}，应为 {expect}。")
        return done.stdout


def main() -> int:
    """Walk through the main job; 0 when every answer is right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gouji", type=Path, default=Path(sys.executable).parent / "gouji")
    gouji = parser.parse_args().gouji.absolute()
    with tempfile.TemporaryDirectory(prefix="gouji-demo-") as name:
        return _walk(Demo(gouji, Path(name)))


def _walk(demo: Demo) -> int:
    inbox = demo.folder / "reports"
    inbox.mkdir()
    for case in FIXTURES.iterdir():
        shutil.copy(_source(case.name), inbox / _name(case.name))
    print("一、读取一份排版混乱的报告，显示三张表")
    print(demo.run("extract", f"reports/{_name(MESSY)}", expect=0))
    print("二、公开之前自查：一份合计印错的报告，只列问题（查出问题时退出码为 4）")
    print(demo.run("check", f"reports/{_name(WRONG_TOTAL)}", expect=4))
    print("三、批量处理整个文件夹，存入工作区")
    print(demo.run("run", "reports", "--workspace", "workspace", expect=0))
    print(demo.run("status", "--workspace", "workspace", expect=0))
    print("四、导出：通过的和待核对的，后者注明")
    options = ("--workspace", "workspace", "--include-pending")
    table = demo.run("export", "--format", "csv", *options, expect=0)
    _show_start(table)
    exported = demo.run("export", "--format", "jsonl", *options, expect=0)
    print("\n五、与标准答案逐格比较")
    return _compare([json.loads(line, parse_float=Decimal) for line in exported.splitlines()])


def _source(case: str) -> Path:
    (source,) = (FIXTURES / case).glob("source.*")
    return source


def _name(case: str) -> str:
    return case + _source(case).suffix


def _show_start(table: str) -> None:
    rows = list(csv.reader(table.removeprefix("\ufeff").splitlines()))
    print(f"（{len(rows) - 1} 行，{len(rows[0])} 列，下面是开头）")
    for row in rows[:4]:
        print("  " + " | ".join(cell[:28] for cell in row[:7]))


def _compare(reports: Sequence[dict[str, Any]]) -> int:
    by_name = {report["document"]["name"]: report for report in reports}
    scores: dict[str, Score] = {}
    missing = []
    for answer in sorted(FIXTURES.glob("*/gold.json")):
        case = answer.parent.name
        gold = json.loads(answer.read_text(encoding="utf-8"), parse_float=Decimal)
        report = by_name.get(_name(case))
        if report is None:
            missing.append(case)
            continue
        scores[case] = score(Truth(expected_from_json(gold["cells"]), status=gold["expect"]), report)
    for case, one in scores.items():
        good = not one.silently_wrong and one.status_right is not False
        print(f"  {'√' if good else '×'} {case:36} {one.right}/{one.cells} 格正确  {one.status}")
    wrong = sum(len(one.silently_wrong) for one in scores.values())
    states = Counter(one.status for one in scores.values())
    print(
        f"\n{len(scores)} 份报告，{sum(one.right for one in scores.values())}"
        f"/{sum(one.cells for one in scores.values())} 格正确，悄悄出错的 {wrong} 格；"
        + "，".join(f"{state} {count} 份" for state, count in sorted(states.items()))
    )
    if missing:
        print(f"没有导出：{'、'.join(missing)}")
    return 1 if wrong or missing or any(one.status_right is False for one in scores.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
