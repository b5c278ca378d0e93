"""Put the figures of finished evaluations where people read them: ``evals/README.md`` and ``evals/figures``.

    for s in standard faults quick; do gouji eval $s --gate evals/gates/$s.yaml; done
    python evals/figures.py

Reads ``out/eval/<suite>/results.json``. The README's part between the marks is written anew: the headline of
each suite and its plots. The whole tables, failures included, are in ``evals/figures/<suite>.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gouji.evaluate.report.charts import plots
from gouji.evaluate.report.markdown import render_markdown

EVALS = Path(__file__).parent
SUITES = ("standard", "faults", "quick")
SHOWN = {"standard": ("carrier", "table", "grade"), "faults": ("where the error was made",), "quick": ()}
START, END = "<!-- figures -->", "<!-- end of figures -->"


def main() -> None:
    """Write what there are results of."""
    lines: list[str] = []
    for suite in SUITES:
        path = EVALS.parent / "out" / "eval" / suite / "results.json"
        if path.is_file():
            lines += section(json.loads(path.read_text(encoding="utf-8")))
    readme = EVALS / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{START}\n{chr(10).join(lines)}\n{END}{after}", encoding="utf-8")


def section(results: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one suite; its tables and plots go to files of their own."""
    suite = results["suite"]
    folder = EVALS / "figures"
    folder.mkdir(exist_ok=True)
    whole = render_markdown(results, "en")
    (folder / f"{suite}.md").write_text(whole, encoding="utf-8")
    head, *slices = whole.split("\n## ")
    yield f"### {head.split(chr(10), 1)[0].removeprefix('# ')}\n"
    yield head.split("\n", 1)[1].strip() + "\n"
    for part in slices:
        if part.split("\n", 1)[0].lower().removeprefix("by ") in SHOWN[suite]:
            yield f"#### {part.strip()}\n"
    yield f"All slices and failures: [figures/{suite}.md](figures/{suite}.md).\n"
    for plot in plots(results, "en"):
        if suite == "standard" or plot.name == "detection":
            name = f"{suite}-{plot.name}.svg"
            (folder / name).write_text(plot.svg, encoding="utf-8")
            yield f"**{plot.title}.** {plot.caption}\n\n![{plot.title}](figures/{name})\n"


if __name__ == "__main__":
    main()
