"""Sheets and entries for tests of the panel: the small report's cells, some changed."""

from gouji.panel.sheet import Entry, Sheet
from gouji.report import CellReading
from small_reports import VALUES

OFFICE = "岚泽县青禾街道办事处"


def entry(number, year=2024, agency=OFFICE, state="accepted", name=None):
    return Entry(f"{number:064x}"[::-1], name or f"{number}.txt", agency, year, "2021", state)


def cell(content):
    """A number, None for one that could not be read, or a kind of blank."""
    if content is None:
        return CellReading(None, None, "unread")
    if isinstance(content, str):
        return CellReading(None, None, content)
    return CellReading(content, None)


def sheet(number=1, year=2024, changes=(), firm=(), problems="", **identity):
    cells = {path: cell(value) for path, value in {**VALUES, **dict(changes)}.items()}
    return Sheet(entry(number, year, **identity), cells, frozenset(firm), problems)


def following(changes=()):
    """Changes that make the small report follow its own: all it carries out is carried in, and received less.

    Every equation holds.
    """
    changed = {}
    for path, carried in VALUES.items():
        if path.startswith("requests.carried_out."):
            column = path.rpartition(".")[2]
            before = VALUES[f"requests.carried_in.{column}"]
            received = VALUES[f"requests.received.{column}"]
            changed[f"requests.carried_in.{column}"] = carried
            changed[f"requests.received.{column}"] = received + before - carried
    return {**changed, **dict(changes)}
