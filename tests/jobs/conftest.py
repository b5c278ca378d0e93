from concurrent.futures import Future

import pytest

from gouji.jobs.local import Run
from gouji.store.workspace import create


class Here:
    """Workers that work in this process, at once."""

    def submit(self, function, *args):
        future = Future()
        try:
            future.set_result(function(*args))
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a future holds whatever is raised
            future.set_exception(error)
        return future


class Silent:
    """Progress that nobody watches, but that remembers."""

    def __init__(self):
        self.registered = self.total = 0
        self.statuses = []

    def found(self, count):
        self.registered += count

    def begin(self, total):
        self.total = total

    def done(self, status):
        self.statuses.append(status)


@pytest.fixture
def silent():
    return Silent()


@pytest.fixture
def workspace(tmp_path):
    opened = create(tmp_path / "workspace")
    yield opened
    opened.close()


@pytest.fixture
def run(workspace, silent):
    def make(process, version="1", workers=None):
        return Run(workspace, version, workers or Here(), window=4, progress=silent, process=process)

    return make


@pytest.fixture
def folder(tmp_path):
    """A folder with three reports: one good, one doubtful, one that is none."""
    made = tmp_path / "reports"
    (made / "b").mkdir(parents=True)
    (made / "a.txt").write_text("好", "utf-8")
    (made / "b" / "c.txt").write_text("存疑", "utf-8")
    (made / "b" / "d.txt").write_text("失败", "utf-8")
    return made
