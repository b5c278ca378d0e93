"""The tables of a form in the layout of the printed official form, derived from its schema.

Only what the schema does not say stands here: the heads that span several columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pydantic import BaseModel

from gouji.family import Form
from gouji.present.grid import Slot, width

RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = "三、本年度办理结果"
MIN_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: its slots, how many columns hold labels with which widths, and how many hold numbers."""

    slots: tuple[Slot, ...]
    label_widths: tuple[int, ...]
    number_columns: int
    number_width: int = MIN_NUMBER

    def widths(self, values: Mapping[str, str]) -> list[int]:
        """Column widths that fit ``values``; a value may use all columns that its slot spans."""
        needed = max(
            (-(-width(values.get(slot.path, "")) // slot.columns) for slot in self.slots if slot.path),
            default=0,
        )
        return [*self.label_widths, *([max(self.number_width, needed)] * self.number_columns)]


def layouts(form: Form, printed: Collection[str]) -> Iterator[tuple[str, Layout]]:
    """Yield (table title, layout); ``printed`` are the paths to show where a row has two ways to be printed."""
    for name, info in form.schema.model_fields.items():
        builder = BUILDERS.get(name, _list)
        yield info.title or name, builder(form, name, _model(form.schema, name), printed)


def _disclosure(_form: Form, table: str, schema: type[BaseModel], _printed: Collection[str]) -> Layout:
    slots: list[Slot] = []
    row = 0
    article = ""
    for name, info in schema.model_fields.items():
        block, _, title = (info.title or name).rpartition(" ")
        columns = _model(schema, name).model_fields
        span = 3 // len(columns)
        if block != article:
            article = block
            slots.append(Slot(row, 0, block, columns=4))
            slots.append(Slot(row + 1, 0, "信息内容"))
            slots += [
                Slot(row + 1, 1 + at * span, column.title or "", columns=span)
                for at, column in enumerate(columns.values())
            ]
            row += 2
        slots.append(Slot(row, 0, title))
        slots += [
            Slot(row, 1 + at * span, columns=span, path=f"{table}.{name}.{column}")
            for at, column in enumerate(columns)
        ]
        row += 1
    return Layout(tuple(slots), (18,), 3, 14)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of table 3: its label, its key in paths, its group label; ``result`` rows stand under 三."""

    label: str
    key: str
    result: bool
    group: str | None = None


def _requests(form: Form, table: str, schema: type[BaseModel], printed: Collection[str]) -> Layout:
    lines = list(_lines(form, table, schema, printed))
    applicants = _columns(schema)
    slots = _applicant_heads(list(applicants.values()))
    at = 3
    for result, members in groupby(lines, key=lambda line: line.result):
        block = list(members)
        if result:
            slots.append(Slot(at, 0, RESULTS, rows=len(block)))
        for group, leaves in groupby(enumerate(block, at), key=lambda pair: pair[1].group):
            rows = list(leaves)
            if group is not None:
                slots.append(Slot(rows[0][0], 1, group, rows=len(rows)))
            for row, line in rows:
                first = 2 if group is not None else 1 if result else 0
                slots.append(Slot(row, first, line.label, columns=3 - first))
                slots += [
                    Slot(row, 3 + index, path=f"{table}.{line.key}.{column}")
                    for index, column in enumerate(applicants)
                ]
        at += len(block)
    return Layout(tuple(slots), (4, 8, 22), len(applicants))


def _lines(form: Form, table: str, schema: type[BaseModel], printed: Collection[str]) -> Iterator[_Line]:
    for name, info in schema.model_fields.items():
        title = info.title or name
        result = title.startswith("三、")
        label = title.removeprefix("三、") if result else title
        inner = _model(schema, name)
        undivided = f"{name}_processing"
        if not _has_groups(inner):
            yield _Line(label, name, result)
        elif f"{table}.{undivided}" in form.optional_rows and _is_printed(f"{table}.{undivided}.", printed):
            yield _Line(label, undivided, result)
        else:
            for leaf, leaf_info in inner.model_fields.items():
                yield _Line(leaf_info.title or leaf, f"{name}.{leaf}", result, label)


def _applicant_heads(titles: list[str]) -> list[Slot]:
    last = len(titles) - 1
    return [
        Slot(0, 0, RELATION, rows=3, columns=3),
        Slot(0, 3, "申请人情况", columns=len(titles)),
        Slot(1, 3, titles[0], rows=2),
        Slot(1, 4, "法人或其他组织", columns=last - 1),
        Slot(1, 3 + last, titles[last], rows=2),
        *(Slot(2, 3 + index, titles[index]) for index in range(1, last)),
    ]


def _proceedings(_form: Form, table: str, schema: type[BaseModel], _printed: Collection[str]) -> Layout:
    slots: list[Slot] = []
    at = 0
    blocks = {
        name: ((info.title or name).split(" ", 1), _model(schema, name))
        for name, info in schema.model_fields.items()
    }
    for kind, members in groupby(blocks.items(), key=lambda item: item[1][0][0]):
        group = list(members)
        span = sum(len(model.model_fields) for _, (_, model) in group)
        divided = len(group) > 1
        slots.append(Slot(0, at, kind, rows=1 if divided else 2, columns=span))
        for name, (titles, model) in group:
            if divided:
                slots.append(Slot(1, at, titles[-1], columns=len(model.model_fields)))
            for column, info in model.model_fields.items():
                slots.append(Slot(2, at, info.title or column))
                slots.append(Slot(3, at, path=f"{table}.{name}.{column}"))
                at += 1
    return Layout(tuple(slots), (), at, 4)


def _list(form: Form, table: str, _schema: type[BaseModel], _printed: Collection[str]) -> Layout:
    """One line per cell: for tables whose printed layout is not drawn here."""
    paths = [path for path in form.paths if form.table_of(path) == table]
    slots = [
        slot
        for row, path in enumerate(paths)
        for slot in (Slot(row, 0, form.labels[path]), Slot(row, 1, path=path))
    ]
    return Layout(tuple(slots), (60,), 1, 12)


Builder = Callable[[Form, str, type[BaseModel], Collection[str]], Layout]
BUILDERS: Mapping[str, Builder] = {
    "disclosure": _disclosure,
    "requests": _requests,
    "proceedings": _proceedings,
}


def _model(schema: type[BaseModel], name: str) -> type[BaseModel]:
    annotation = schema.model_fields[name].annotation
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        raise TypeError(f"{schema.__name__}.{name} is no row")
    return annotation


def _has_groups(schema: type[BaseModel]) -> bool:
    first = next(iter(schema.model_fields.values())).annotation
    return isinstance(first, type) and issubclass(first, BaseModel)


def _columns(schema: type[BaseModel]) -> Mapping[str, str]:
    """The columns of the first undivided row: all rows of the table share them."""
    for name in schema.model_fields:
        inner = _model(schema, name)
        if not _has_groups(inner):
            return {column: info.title or column for column, info in inner.model_fields.items()}
    return {}


def _is_printed(start: str, printed: Collection[str]) -> bool:
    return any(path.startswith(start) for path in printed)
