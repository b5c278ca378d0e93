"""Progress on a terminal and elsewhere, whatever the work."""

import pytest

from gouji.present.console import console
from gouji.present.progress import MAKING, RUN, Bar, Lines, progress


@pytest.fixture(autouse=True)
def chinese():
    console.prepare("zh")


@pytest.mark.parametrize(
    ("work", "statuses", "line"),
    [
        (RUN, ["accepted", "failed", "accepted"], "通过 2 待核对 0 失败 1"),
        (MAKING, ["made", "failed"], "完成 1 失败 1"),
    ],
)
def test_the_bar_counts_what_its_work_counts(work, statuses, line):
    with Bar(work) as bar:
        bar.begin(3)
        for status in statuses:
            bar.done(status)
        [task] = bar._progress.tasks
        assert (task.description, task.total, task.completed) == (work.name[0], 3, len(statuses))
        assert task.fields["counts"] == line


def test_without_a_terminal_there_are_lines(capsys):
    with progress(MAKING) as shown:
        assert isinstance(shown, Lines)
        shown.begin(2)
        shown.done("made")
        shown.done("failed")
    assert "2/2" in capsys.readouterr().err
