import fake_pipelines as fake
from gouji.convert.worker import Workers
from gouji.jobs.inputs import find
from gouji.jobs.ordered import reports


def test_reports_come_in_input_order_and_failures_stay_alone(tmp_path):
    for name, text in (("1.txt", "好"), ("2.txt", "崩溃"), ("3.txt", "失败"), ("4.txt", "存疑")):
        (tmp_path / name).write_text(text, "utf-8")
    with Workers(2, 60, 1024, ("fake_pipelines",)) as workers:
        made = list(reports(find([tmp_path]), fake.dying, workers, ahead=3))
    assert [(each.document.name, each.status) for each in made] == [
        ("1.txt", "accepted"),
        ("2.txt", "failed"),
        ("3.txt", "failed"),
        ("4.txt", "needs_review"),
    ]


def test_junk_in_a_folder_gives_no_report(tmp_path):
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    assert list(reports(find([tmp_path]), fake.by_text, workers=None, ahead=1)) == []
