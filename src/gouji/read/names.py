"""What people call the tables, cells and sections of the 2021 form, in messages."""

from __future__ import annotations

from functools import cache

from gouji.families.disclosure.form_2021 import FORM_2021

TABLE_NAMES = {"disclosure": "表二", "requests": "表三", "proceedings": "表四"}
SECTION_NAMES = {
    "overview": "一、总体情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}


@cache
def cell_names() -> dict[str, str]:
    """The name of every cell of the form by its path."""
    return {path: cell_name(path) for path in FORM_2021.paths}


def cell_name(path: str) -> str:
    """What people call a cell: table, row and column by their printed names."""
    label = FORM_2021.label_of(path)
    table = TABLE_NAMES[FORM_2021.table_of(path)]
    row, bar, column = label.partition(" | ")
    return f"{table}“{row}”行“{column}”列" if bar else f"{table}“{label}”"
