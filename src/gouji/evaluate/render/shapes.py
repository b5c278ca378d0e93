"""The named text shapes: each draws a style of its kind."""

from __future__ import annotations

import random
from dataclasses import replace

from gouji.evaluate.chance import chance
from gouji.evaluate.render import structure
from gouji.evaluate.render.aligned import AlignedStyle
from gouji.evaluate.render.text import Arrangement, TextStyle

PDF_TEXT_CHANGES = (structure.table_cut, structure.markers_lost, structure.prose_torn)
FLATTENED = (structure.heads_flattened,)
JOINED = (structure.tables_joined,)
CUT = (structure.table_cut,)
EXTRA_COLUMN = (structure.extra_column,)
SHIFTED = (structure.numbers_shifted,)
GROUP_MIDDLE = (structure.groups_in_the_middle,)
GROUP_OWN_LINE = (structure.groups_on_own_lines,)
MARKERS_LOST = (structure.markers_lost,)
HEADINGS_LOST = (structure.headings_lost,)


def tabs(rng: random.Random) -> TextStyle:
    """Tab-separated rows; merged cells leave one empty cell or all of them."""
    return TextStyle(
        ragged=chance(rng, 0.5),
        right=rng.choice(["full", "one", "none"]),
        tail=rng.choice(["", "", "\t"]),
        breaks=rng.choice([" ", "", ""]),
        paragraph_gap=rng.randint(0, 1),
    )


def cell_per_line(rng: random.Random) -> TextStyle:
    """Every cell a line with a tab in front, rows ended by an empty line."""
    return TextStyle(
        arrangement="cell_lines",
        right="none",
        breaks="\n",
        paragraph_gap=rng.randint(0, 2),
    )


def torn_cells(rng: random.Random) -> TextStyle:
    """Cell per line, labels broken over lines; perhaps no tab and no empty line between rows."""
    return TextStyle(
        arrangement="cell_lines",
        prefix=rng.choice(["\t", "", " "]),
        row_gap=rng.choice(["", "", "-"]),
        right="none",
        down=rng.choice(["full", "none"]),
        breaks="\n",
        paragraph_gap=rng.randint(0, 1),
    )


def pipes_garbled(rng: random.Random) -> TextStyle:
    """Pipes with every cell on its own line."""
    return TextStyle(arrangement="pipes_garbled", paragraph_gap=0, breaks="\n", wrap=rng.choice([0, 0, 60]))


def pdf_text(rng: random.Random) -> TextStyle:
    """Tab rows as a PDF extractor gives them."""
    return TextStyle(
        right=rng.choice(["full", "one"]),
        ragged=chance(rng, 0.4),
        breaks=" ",
        paragraph_gap=rng.randint(0, 1),
        wrap=rng.choice([0, 38, 45]),
    )


def markdown(rng: random.Random) -> TextStyle:
    """Pipe tables, headings with invented levels."""
    return TextStyle(
        arrangement="markdown",
        heading=rng.choice(["## ", "# ", "### ", ""]),
        repeat_merged=chance(rng, 0.3),
        right=rng.choice(["full", "full", "none"]),
        breaks=rng.choice(["<br>", "", " "]),
    )


def layout(rng: random.Random) -> TextStyle:
    """Space-aligned columns, labels wrapped around their number lines."""
    return TextStyle(
        arrangement="aligned",
        aligned=AlignedStyle(
            labels=rng.choice([(6, 9, 16), (5, 7, 12), (8, 11, 22), (4, 8, 40)]),
            number=rng.choice([7, 8, 10]),
            align=rng.choice(["centre", "right", "left"]),
            margin=rng.randint(0, 6),
            blank_rows=chance(rng, 0.3),
            jitter=rng.choice([0, 0, 1]),
        ),
        indent=rng.choice(["    ", "", "  "]),
        wrap=rng.choice([40, 45, 0]),
    )


def _by_rows(rng: random.Random, separator: str = "") -> TextStyle:
    return TextStyle(
        separator=separator or rng.choice([" ", "  ", "\t", "　"]),
        groups=rng.choice(["inline", "own_line"]),
        breaks=rng.choice(["", " "]),
        paragraph_gap=rng.randint(0, 1),
        straddle=0.0,
    )


def label_then_numbers(rng: random.Random) -> TextStyle:
    """A line with the label, then a line with its numbers."""
    return replace(_by_rows(rng), arrangement="label_then_numbers")


def label_then_cells(rng: random.Random) -> TextStyle:
    """A line with the label, then one line per number."""
    return replace(_by_rows(rng), arrangement="label_then_cells")


def labels_then_numbers(rng: random.Random) -> TextStyle:
    """Per table all labels, then all number rows."""
    return replace(_by_rows(rng), arrangement="labels_then_numbers")


def labels_then_cells(rng: random.Random) -> TextStyle:
    """Per table all labels, then all numbers one per line, row by row."""
    return replace(_by_rows(rng), arrangement="labels_then_cells")


def labels_then_columns(rng: random.Random) -> TextStyle:
    """Per table all labels, then all numbers one per line, column by column."""
    return replace(_by_rows(rng), arrangement="labels_then_columns")


def numbers_wrapped(rng: random.Random) -> TextStyle:
    """Some rows of numbers go on in the next line."""
    arrangements: tuple[Arrangement, ...] = ("row_lines", "label_then_numbers")
    return replace(_by_rows(rng), arrangement=rng.choice(arrangements), wrap_numbers=rng.choice([0.1, 0.5]))


def spaces(rng: random.Random) -> TextStyle:
    """Label and numbers on one line with single spaces."""
    return replace(_by_rows(rng, " "), arrangement="row_lines")


def straddled(rng: random.Random) -> TextStyle:
    """Long labels are wrapped around the line with their numbers."""
    return replace(_by_rows(rng), arrangement="row_lines", straddle=rng.choice([0.3, 0.8]))


def no_leading_cells(rng: random.Random) -> TextStyle:
    """Tabs, but merged cells have left nothing behind."""
    return TextStyle(right="none", down="none", breaks=rng.choice(["", " "]), ragged=chance(rng, 0.3))


def csv_like(rng: random.Random) -> TextStyle:
    """Comma, semicolon or bar separated, quoted where needed."""
    return TextStyle(
        arrangement="csv",
        separator=rng.choice([",", ";", "|"]),
        breaks="",
        right=rng.choice(["full", "none"]),
    )


def any_grid(rng: random.Random) -> TextStyle:
    """One of the arrangements that keep cells."""
    return rng.choice([tabs, cell_per_line, markdown, csv_like, no_leading_cells, layout])(rng)


def any_rows(rng: random.Random) -> TextStyle:
    """One of the arrangements whose lines hold a label and its numbers."""
    return rng.choice([tabs, spaces, no_leading_cells, cell_per_line, label_then_numbers])(rng)


def any_style(rng: random.Random) -> TextStyle:
    """One of the arrangements that keep every dash and word of a cell apart."""
    return rng.choice([tabs, cell_per_line, markdown, layout, spaces, label_then_numbers, no_leading_cells])(
        rng
    )


def glued(rng: random.Random) -> TextStyle:
    """All separators lost."""
    return TextStyle(
        arrangement="glued", one_line=chance(rng, 0.3), breaks="", paragraph_gap=rng.randint(0, 1)
    )


def barred(rng: random.Random) -> TextStyle:
    """Rows between bars or other marks that some filters print."""
    separator, edge = rng.choice([(" | ", "| "), ("│", "│"), (" ¦ ", ""), ("  |  ", "")])
    return TextStyle(
        separator=separator,
        lead=edge,
        tail=edge.strip(),
        right=rng.choice(["full", "one", "none"]),
        down=rng.choice(["full", "none"]),
        breaks=rng.choice(["", " "]),
    )
