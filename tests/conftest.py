"""What several tests share: the seeds, programs that may be missing, and how skips are treated.

Where something optional is absent the test is skipped by name; with GOUJI_NO_SKIP=1 (CI) it fails.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from standin_server import provider, shared_provider  # noqa: F401 - fixtures: the stand-in model provider

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path(os.environ.get("GOUJI_SEEDS", ROOT.parent / "shared" / "seeds"))

# Shared machines are slow at odd moments: no deadline per example, the same examples on every machine.
settings.register_profile("gouji", deadline=None, derandomize=True)
settings.load_profile("gouji")


def absent(reason: str) -> None:
    """Skip the running test with its reason, or fail it where nothing may be missing."""
    if os.environ.get("GOUJI_NO_SKIP"):
        pytest.fail(f"{reason} (GOUJI_NO_SKIP is set: nothing may be missing here)")
    pytest.skip(reason)


def pytest_configure(config):
    config.addinivalue_line("markers", "needs_program(name, package): the test runs a system program")


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs_program"):
        name, package = mark.args
        if shutil.which(name) is None:
            absent(f"the program {name} is missing (apt-get install {package})")


def pytest_make_parametrize_id(config, val, argname):
    """Bytes are named, not spelled: an archive's bytes hold the time, and workers must agree on the ids."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds():
    """The folder of the five seed reports and their right answers."""
    if not SEEDS.is_dir():
        absent(f"the seed reports are missing ({SEEDS}; name their folder with GOUJI_SEEDS)")
    return SEEDS
