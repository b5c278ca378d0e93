import pytest

import fake_pipelines as fake
from gouji.convert.worker import Workers
from gouji.errors import Stopped, UsageError
from gouji.jobs.local import Request, Tally
from gouji.store import documents, originals


def some(**expected):
    return {**dict.fromkeys(documents.COUNTS, 0), **expected}


def test_every_input_ends_in_exactly_one_count(run, workspace, folder):
    run(fake.by_text).work(Request((folder,)), Tally())
    assert documents.counts(workspace, "1") == some(accepted=1, needs_review=1, failed=1)


def test_done_documents_are_not_processed_again(run, folder, silent):
    run(fake.by_text).work(Request((folder,)), Tally())
    silent.statuses.clear()
    run(fake.by_text).work(Request((folder,)), Tally())
    assert silent.statuses == []


def test_the_same_bytes_twice_are_one_document_with_two_names(run, workspace, folder):
    (folder / "z.txt").write_text("好", "utf-8")
    run(fake.by_text).work(Request((folder,)), Tally())
    stored = list(documents.reports(workspace, ("accepted",)))
    assert [each.names for each in stored] == [("a.txt", "z.txt")]


def test_another_version_makes_results_stale_until_asked_for_again(run, workspace, folder):
    run(fake.by_text).work(Request((folder,)), Tally())
    run(fake.by_text, version="2").work(Request((folder,)), Tally())
    before = documents.counts(workspace, "2")
    run(fake.by_text, version="2").work(Request((folder,), again=True), Tally())
    after = documents.counts(workspace, "2")
    assert (before, after) == (some(stale=2, failed=1), some(accepted=1, needs_review=1, failed=1))


def test_failed_documents_are_tried_again_only_on_request(run, workspace, folder, silent):
    run(fake.refusing).work(Request((folder,)), Tally())
    silent.statuses.clear()
    run(fake.by_text, version="2").work(Request((folder,), again=True), Tally())
    untouched = list(silent.statuses)
    run(fake.by_text).work(Request(retry_failed=True), Tally())
    assert (untouched, sorted(silent.statuses)) == ([], ["accepted", "failed", "needs_review"])


def test_what_a_dead_run_left_running_is_processed(run, workspace, folder):
    run(fake.by_text).work(Request((folder,)), Tally())
    hashes = [each.report.document.sha256 for each in documents.reports(workspace, ("accepted",))]
    documents.record(workspace, hashes, [])
    left = documents.counts(workspace, "1")["running"]
    run(fake.by_text).work(Request(), Tally())
    assert (left, documents.counts(workspace, "1")["accepted"]) == (1, 1)


def test_a_worker_that_dies_fails_its_document_alone(run, workspace, folder):
    (folder / "e.txt").write_text("崩溃", "utf-8")
    with Workers(2, 60, 1024, ("fake_pipelines",)) as workers:
        run(fake.dying, workers=workers).work(Request((folder,)), Tally())
    failed = [each.report.failure.code for each in documents.reports(workspace, ("failed",))]
    assert (documents.counts(workspace, "1"), sorted(failed)) == (
        some(accepted=1, needs_review=1, failed=2),
        ["crashed", "no_report"],
    )


def test_a_missing_path_is_refused_before_anything_is_done(run, workspace, folder, tmp_path):
    with pytest.raises(UsageError, match="no-such"):
        run(fake.by_text).work(Request((folder, tmp_path / "no-such")), Tally())
    assert documents.counts(workspace, "1") == some()


def test_junk_is_counted_as_skipped_by_name(run, workspace, folder):
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / "b" / "Thumbs.db").write_bytes(b"\0")
    run(fake.by_text).work(Request((folder,)), Tally())
    assert documents.counts(workspace, "1")["skipped"] == 2


def test_the_workspace_inside_the_folder_is_no_input(run, workspace, folder):
    run(fake.by_text).work(Request((workspace.folder.parent,)), Tally())
    run(fake.by_text).work(Request((workspace.folder.parent,)), Tally())
    assert sum(documents.counts(workspace, "1").values()) == 3


def test_a_damaged_original_fails_with_its_reason(run, workspace, folder):
    run(fake.by_text).work(Request((folder,)), Tally())
    [stored] = documents.reports(workspace, ("accepted",))
    originals.path_of(workspace.originals, stored.report.document.sha256).write_bytes(b"else")
    run(fake.by_text, version="2").work(Request(again=True), Tally())
    codes = {each.report.failure.code for each in documents.reports(workspace, ("failed",))}
    assert codes == {"no_report", "original_damaged"}


def test_an_unreadable_file_is_failed_until_it_can_be_read(run, workspace, folder):
    gone = folder / "gone.txt"
    gone.symlink_to(folder / "nowhere.txt")
    run(fake.by_text).work(Request((folder,)), Tally())
    before = documents.counts(workspace, "1")
    (folder / "nowhere.txt").write_text("又好", "utf-8")
    run(fake.by_text).work(Request((folder,)), Tally())
    after = documents.counts(workspace, "1")
    assert (before, after) == (
        some(accepted=1, needs_review=1, failed=2),
        some(accepted=2, needs_review=1, failed=1),
    )


def test_a_full_disk_stops_the_run_and_says_so(run, folder, monkeypatch):
    def no_room(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(Stopped) as caught:
        run(fake.by_text).work(Request((folder,)), Tally())
    assert (caught.value.code, caught.value.exit_code) == ("disk_full", 5)


def test_an_interrupt_keeps_what_is_done_and_leaves_the_rest_waiting(run, workspace, folder):
    def interrupted(source):
        if "存疑" in source.content.decode():
            raise KeyboardInterrupt
        return fake.by_text(source)

    with pytest.raises(KeyboardInterrupt):
        run(interrupted).work(Request((folder,)), Tally())
    left = documents.counts(workspace, "1")
    assert (left["running"], left["waiting"] + left["accepted"] + left["failed"]) == (0, 3)


def test_a_bug_costs_one_document_and_is_named(run, workspace, folder):
    (folder / "0.txt").write_text("缺陷", "utf-8")
    run(fake.mistaken).work(Request((folder,)), Tally())
    codes = [each.report.failure.code for each in documents.reports(workspace, ("failed",))]
    assert (codes, documents.counts(workspace, "1")["accepted"]) == (["internal_error", "no_report"], 1)
