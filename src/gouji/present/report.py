"""A report for people."""

from gouji.console import console
from gouji.report import Report


def show_report(report: Report) -> None:
    """Print the report."""
    console.emit(f"{report.document.name}: {report.status}\n")
