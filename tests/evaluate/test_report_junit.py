"""JUnit XML: a case per document and gate; failures, errors and their counts; no text breaks the XML."""

import xml.etree.ElementTree as ET

import pytest

from evaluate_samples import DOCUMENTS, LIMITS, A, answer, document, results
from gouji.evaluate.report.junit import LISTED, render_junit


def suites(found):
    return ET.fromstring(render_junit(found).encode()).findall("testsuite")


def test_every_document_is_a_case_and_every_gate_another():
    documents, gates = suites(results(limits=LIMITS))
    assert [case.get("name") for case in documents] == [one.case for one in DOCUMENTS]
    assert (documents.get("tests"), documents.get("failures"), documents.get("errors")) == ("5", "2", "1")
    assert (gates.get("tests"), gates.get("failures"), gates.get("errors")) == ("3", "2", "0")


@pytest.mark.parametrize(
    ("at", "tag", "kind"),
    [
        (0, None, None),
        (1, "failure", "not_straight_through"),
        (2, "failure", "silently_wrong"),
        (3, None, None),
        (4, "error", "broken"),
    ],
)
def test_a_case_fails_for_its_own_reason(at, tag, kind):
    case = suites(results())[0][at]
    assert [child.tag for child in case] == ([tag] if tag else [])
    if tag:
        assert case[0].get("type") == kind


def test_a_failure_lists_its_cells_silent_ones_first():
    text = suites(results())[0][2][0].text
    assert f"SILENT {A}: expected 12, got 72" in text


def test_a_crossed_gate_names_measure_limit_and_value():
    crossed = suites(results(limits=LIMITS))[1][0]
    assert crossed.get("name") == "silently wrong cells"
    assert crossed[0].get("message").endswith("(≤ 0 %)")


def test_a_long_list_is_cut():
    given = answer({f"requests.extra{at}.total": 1 for at in range(LISTED + 7)})
    text = suites(results([document("shapes/tabs/0", given)]))[0][0][0].text
    assert text.splitlines()[-1] == "… 7 more"


def test_control_characters_and_markup_stay_text():
    hostile = document("shapes/tabs/0\x00<&\ud800", answer(), problem="\x1b]]></error><x>\uffff")
    case = suites(results([hostile]))[0][0]
    assert case.get("name") == "shapes/tabs/0⟦U+0000⟧<&⟦U+D800⟧"
    assert case[0].text == "⟦U+001B⟧]]></error><x>⟦U+FFFF⟧"
