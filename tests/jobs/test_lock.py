import os
import signal
import subprocess
import sys

import pytest

from gouji.errors import WorkspaceError
from gouji.jobs.lock import held

HOLD = """
import sys, time
from pathlib import Path
from gouji.jobs.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_run_is_told_who_holds_the_workspace(tmp_path, holder):
    with pytest.raises(WorkspaceError, match=str(holder.pid)), held(tmp_path):
        pass


def test_a_killed_run_holds_nothing(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with held(tmp_path):
        taken = str(os.getpid()) in (tmp_path / "run.lock").read_text()
    assert taken


def test_the_lock_is_given_back(tmp_path):
    with held(tmp_path):
        pass
    with held(tmp_path):
        again = True
    assert again
