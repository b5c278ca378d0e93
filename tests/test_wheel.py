"""The built wheel works without the checkout: everything is inside, and the command reads a report."""

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")  # one build for all


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """The wheel, built from the checkout with the tools of this environment: nothing is downloaded."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(root)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = out.glob("gouji-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """``gouji`` of a fresh environment that holds the wheel and borrows the dependencies of this one.

    A .pth line adds this environment's packages behind its own; the editable checkout among them is
    itself a .pth file, which Python does not follow from there.
    """
    venv = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return venv / "bin" / "gouji"


def test_the_wheel_holds_every_file_of_the_package(wheel, root):
    inside = set(zipfile.ZipFile(wheel).namelist())
    source = root / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / "gouji").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= inside


def test_prompts_migrations_and_the_licence_are_inside(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    assert "gouji/prompts/README.md" in inside
    assert any(name.startswith("gouji/store/versions/") and name.endswith(".py") for name in inside)
    (licence,) = (name for name in inside if name.endswith("licenses/LICENSE"))
    text = zipfile.ZipFile(wheel).read(licence).decode()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_wheel_holds_no_path_of_the_machine_that_built_it(wheel, root):
    archive = zipfile.ZipFile(wheel)
    assert not [name for name in archive.namelist() if str(root).encode() in archive.read(name)]


def test_the_installed_command_comes_from_the_wheel(installed, root, tmp_path):
    python = installed.parent / "python"
    script = "import gouji; print(gouji.__file__)"
    shown = subprocess.run([python, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(shown.stdout.strip()).is_relative_to(installed.parent.parent)
    assert not Path(shown.stdout.strip()).is_relative_to(root)


def test_the_installed_command_passes_the_demo_in_an_empty_folder(installed, root, tmp_path):
    demo = [sys.executable, str(root / "evals" / "demo.py"), "--gouji", str(installed)]
    shown = subprocess.run(demo, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert not list(tmp_path.iterdir())


def test_the_installed_command_reads_a_fixture_from_another_folder(installed, root, tmp_path):
    source = min(root.glob("fixtures/disclosure/2021/*/source.txt"))
    command = [installed, "extract", "--json", source]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["document"]["name"] == "source.txt"
