"""Pipelines with names: each takes a source in a worker process and does one thing."""

import os
import signal
import time
from decimal import Decimal

from gouji.document import Place, Source
from gouji.errors import ReadError
from gouji.report import CellReading, DocumentFacts, Failure, Finding, Reading, Report, Section


def reading(amount="7730.28", agency="临江县人民政府"):
    return Reading(
        reader="aligned",
        form="2021",
        cells={
            "disclosure.fees.amount": CellReading(Decimal(amount), f"{amount}万元", place=Place(5, 9)),
            "requests.received.total": CellReading(2, "2", place=Place(1, 2)),
            "requests.received.business": CellReading(None, "-", "dash"),
        },
        title="=1+1 年度报告",
        agency=agency,
        year=2023,
        period=("2023-01-01", "2023-12-31"),
        sections={"overview": Section("无事。", Place(0, 3))},
    )


def by_text(source: Source) -> Report:
    """Accept, doubt or fail, as the text says."""
    facts = DocumentFacts(source.name, source.sha256, "text/plain")
    text = source.content.decode()
    if "失败" in text:
        return Report(facts, "failed", failure=Failure("no_report", "文中没有年度报告。", "请换一个文件。"))
    if "存疑" in text:
        finding = Finding(
            "missing_row", "error", ("requests.received.total",), {"place": "表三“一、本年新收”行"}
        )
        return Report(facts, "needs_review", reading(), {}, (finding,))
    return Report(facts, "accepted", reading(), {"requests.received.total": "verified"})


def slowly(source: Source) -> Report:
    """Take 5 ms."""
    time.sleep(0.005)
    return by_text(source)


def refusing(source: Source) -> Report:
    """Raise what a reader may raise."""
    raise ReadError("several_reports", f"{source.name} 里有两份报告。", "请拆开。")


def dying(source: Source) -> Report:
    """Die where the text says so, as a broken vendor library does."""
    if "崩溃" in source.content.decode():
        os.kill(os.getpid(), signal.SIGKILL)
    return by_text(source)


def mistaken(source: Source) -> Report:
    """Fail as a bug of our own does where the text says so."""
    if "缺陷" in source.content.decode():
        raise IndexError("list index out of range")
    return by_text(source)
