import pytest

from gouji.errors import UsageError
from gouji.store import documents
from gouji.store.documents import Arrival, Processed
from gouji.store.workspace import create


@pytest.fixture
def workspace(tmp_path):
    opened = create(tmp_path)
    yield opened
    opened.close()


def arrival(number, name="a.txt"):
    return Arrival(f"{number:064x}", 3, name, f"/in/{number}/{name}")


def test_a_prefix_must_name_one_document(workspace):
    documents.take_in(workspace, [arrival(0), arrival(1)])
    with pytest.raises(UsageError) as caught:
        documents.find(workspace, "000")
    assert caught.value.code == "ambiguous_id"


def test_an_unknown_id_is_refused(workspace):
    with pytest.raises(UsageError) as caught:
        documents.find(workspace, "ffff")
    assert caught.value.code == "no_such_document"


def test_a_document_without_report_is_found_as_not_ready(workspace):
    documents.take_in(workspace, [arrival(1)])
    assert documents.find(workspace, arrival(1).sha256[:64]) is None


def test_an_id_with_wildcards_matches_nothing(workspace):
    documents.take_in(workspace, [arrival(1)])
    with pytest.raises(UsageError):
        documents.find(workspace, "%")


def test_waiting_documents_come_in_the_order_in_which_they_came(workspace):
    documents.take_in(workspace, [arrival(9), arrival(3)])
    documents.take_in(workspace, [arrival(5), arrival(9, "again.txt")])
    assert [each.sha256[-1] for each in documents.waiting(workspace, 0)] == ["9", "3", "5"]


def test_a_new_result_replaces_the_old_one(workspace):
    documents.take_in(workspace, [arrival(1)])
    for status in ("needs_review", "accepted"):
        documents.record(workspace, [], [Processed(arrival(1).sha256, status, "1", "{}", 0.1)])
    found = documents.counts(workspace, "1")
    assert (found["accepted"], found["needs_review"]) == (1, 0)
