"""A run as JUnit XML: a test case per document and per gate, for programs that collect test results."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from gouji.evaluate.report.failures import faults, reasons
from gouji.evaluate.report.figures import gate_row
from gouji.evaluate.report.visible import visible
from gouji.evaluate.result import DocumentResult
from gouji.messages import Language

LISTED = 50
"""Wrong cells listed in the text of one failure."""


def render_junit(results: Mapping[str, Any], language: Language = "en") -> str:
    """JUnit XML of a results object, times in seconds.

    Failures are documents with one of `FAULTS`, undamaged ones that did not go
    straight through, and crossed gates; errors are documents whose evaluation broke down.
    """
    root = ET.Element("testsuites", name="gouji eval")
    documents = ET.SubElement(root, "testsuite", name=visible(results["suite"]))
    for stored in results["documents"]:
        _add_document(documents, DocumentResult.from_json(stored), language)
    gates = ET.SubElement(root, "testsuite", name=visible(f"{results['suite']}: gates"))
    for verdict in results["gate"]:
        _add_gate(gates, verdict, language)
    for suite in (documents, gates):
        _count(suite)
    documents.set("time", f"{results['seconds']:.3f}")
    documents.set("timestamp", results["finished"])
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_document(suite: ET.Element, document: DocumentResult, language: Language) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        name=visible(document.case),
        classname=visible(f"{document.labels['group']}.{document.labels['carrier']}"),
        time=f"{document.cost.seconds:.3f}",
    )
    why = "; ".join(reasons(document, language))
    if document.problem:
        ET.SubElement(case, "error", message=why, type="broken").text = visible(document.problem)
    elif why:
        ET.SubElement(case, "failure", message=why, type=faults(document)[0].name).text = _wrong_cells(
            document
        )


def _wrong_cells(document: DocumentResult) -> str:
    score = document.score
    lines = [
        f"{'SILENT ' if cell.silent else ''}{cell.path}: expected {cell.expected}, got {cell.got}"
        for cell in sorted(score.wrong, key=lambda cell: not cell.silent)
    ]
    lines += [f"{path}: unread" for path in score.unread]
    lines += [f"{path}: right, but named" for path in score.needlessly_named]
    if len(lines) > LISTED:
        lines[LISTED:] = [f"… {len(lines) - LISTED} more"]
    return visible("\n".join([f"file {document.file}, status {score.status}", *lines]))


def _add_gate(suite: ET.Element, verdict: Mapping[str, Any], language: Language) -> None:
    row = gate_row(verdict, language)
    case = ET.SubElement(suite, "testcase", name=row.name, classname="gate")
    if row.crossed:
        ET.SubElement(case, "failure", message=f"{row.value} ({row.limit})", type="gate_crossed")


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
