"""``python -m gouji.evaluate.fixtures [FOLDER]``: write the committed fixtures again, same bytes each time.

Every case has a passport: shape, office, seed, damage, purpose. The table in ``fixtures/README.md``
is written from here too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.damage import DAMAGES
from gouji.evaluate.gold import Kind, make_gold
from gouji.evaluate.render.registry import make_copy
from gouji.export.json_text import dumps

_START, _END = "<!-- passports -->", "<!-- end of passports -->"


@dataclass(frozen=True, slots=True)
class Passport:
    """Where a case comes from and what it is for."""

    shape: str
    kind: Kind
    seed: int
    purpose: str
    damage: tuple[str, ...] = ()


CASES: Mapping[str, Passport] = {
    "tabs-county": Passport("tabs", "county", 11, "tab-separated rows, merged cells half lost"),
    "cells-town": Passport("cell_per_line", "town", 12, "one cell per line, almost all zero"),
    "pipes-department": Passport("pipes_garbled", "department", 13, "pipes, every cell on its own line"),
    "pdf-text-county": Passport("pdf_text", "county", 14, "page break inside table 3, markers lost"),
    "layout-city": Passport("layout", "city", 15, "space-aligned columns, six-digit numbers"),
    "markdown-dense": Passport("markdown", "dense", 16, "pipe tables; any swap shows"),
    "labels-first-dense": Passport("labels_then_numbers", "dense", 17, "all labels, then all number rows"),
    "straddled-county": Passport("straddled", "county", 18, "labels wrapped around their numbers"),
    "glued-department": Passport("glued", "department", 19, "all separators lost"),
    "swapped-columns-dense": Passport(
        "applicants_swapped", "dense", 20, "applicant columns moved with heads"
    ),
    "undivided-county": Passport("other_undivided", "county", 21, "其他处理 as one row"),
    "dashes-town": Passport("dashes_for_zero", "town", 22, "zeros printed as dashes or words"),
    "publisher-error-city": Passport("publisher_error", "city", 23, "one printed number breaks a sum"),
    "composed-dense": Passport("composed", "dense", 24, "a shape composed at random"),
    "damaged-labels-county": Passport("tabs", "county", 25, "one label in ten is hurt", ("labels",)),
    "html-old-county": Passport("html_old", "county", 26, "GB18030, layout tables, open tags"),
    "html-word-city": Passport("html_word", "city", 27, "Word markup, numbers split over spans"),
    "docx-city": Passport("docx", "city", 28, "real gridSpan and vMerge"),
    "docx-text-box-dense": Passport("docx_text_box", "dense", 29, "title in a text box, written twice"),
    "pdf-county": Passport("pdf", "county", 30, "ruled tables over pages"),
    "pdf-torn-dense": Passport("pdf_torn_rows", "dense", 31, "rows torn by the page break"),
}


def make_case(passport: Passport) -> RenderedCopy:
    """Render the copy of one passport."""
    gold = make_gold(passport.seed, passport.kind)
    return make_copy(passport.shape, gold, passport.seed, tuple(DAMAGES[name] for name in passport.damage))


def files(cases: Mapping[str, Passport] = CASES) -> Iterator[tuple[str, bytes]]:
    """The files of ``cases`` as path and bytes."""
    for case, passport in cases.items():
        copy = make_case(passport)
        folder = f"disclosure/2021/{case}"
        yield f"{folder}/source{copy.suffix}", copy.content
        yield f"{folder}/gold.json", (dumps(copy.gold_json(), indent=1) + "\n").encode()


def passport_table() -> str:
    """The passports as a Markdown table."""
    rows = ["| case | origin | shape | office | seed | damage | purpose |", "|---|---|---|---|---|---|---|"]
    rows += [
        f"| {case} | ours | {p.shape} | {p.kind} | {p.seed} | {', '.join(p.damage) or '–'} | {p.purpose} |"
        for case, p in CASES.items()
    ]
    return "\n".join(rows)


def write(folder: Path) -> int:
    """Write all cases below ``folder`` and the passport table into its README."""
    count = 0
    for name, content in files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        count += 1
    readme = folder / "README.md"
    if readme.exists():
        before, _, rest = readme.read_text(encoding="utf-8").partition(_START)
        after = rest.partition(_END)[2]
        readme.write_text(f"{before}{_START}\n{passport_table()}\n{_END}{after}", encoding="utf-8")
    return count


def main() -> None:
    """Write below the folder given, or ``fixtures``."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "fixtures")
    sys.stdout.write(f"{write(folder)} files in {folder}\n")


if __name__ == "__main__":
    main()
