"""What a sheet prints, read by the tests' own eyes: no code of the project's."""

import unicodedata
from decimal import Decimal

from gouji.evaluate.copy import Missing


def printed_value(text):
    """What a person reads in a cell: this test's own reading, not the project's."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for mark in "(（":
        plain = plain.partition(mark)[0]
    plain = (
        plain.replace("万元", "")
        .replace("元", "")
        .replace("件", "")
        .replace(",", "")
        .replace(" ", "")
        .strip()
    )
    plain = plain.replace("O", "0").replace("l", "1")
    if not plain:
        return "empty"
    if plain in {"-", "—", "/"}:
        return "dash"
    if plain in {"无", "不适用"}:
        return "not_applicable"
    return Decimal(plain)


def assert_prints_what_it_expects(sheet):
    slots = [slot for table in sheet.tables() for line in table.lines for slot in line.numbers]
    disclosure = [
        slot.text for table in sheet.tables("disclosure") for line in table.lines for slot in line.slots
    ]
    flat = [text.replace("\n", "") for text in disclosure]
    in_yuan = any(text.endswith("元") and not text.endswith("万元") for text in flat) or any(
        "单位" in text and "万" not in text for text in flat
    )
    slots = [slot for slot in slots if slot.key]
    assert len({slot.key for slot in slots}) == len(slots)
    for slot in slots:
        truth = sheet.expected[slot.key]
        value = printed_value(slot.text)
        if in_yuan and slot.key == "disclosure.fees.amount":
            value /= 10000
        assert value == (truth.kind if isinstance(truth, Missing) else truth), slot.key
    keys = {slot.key for slot in slots}
    for path, truth in sheet.expected.items():
        if not isinstance(truth, Missing):
            assert path in keys, path
        elif truth.kind in {"missing", "not_in_form"}:
            assert path not in keys, path
