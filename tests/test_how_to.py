"""The how-to is true: its code is taken out of the page, counted, held to the house's style, run and played."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.house.floors import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "how-to-add-a-capability.md"
FILE = re.compile(r"^### `(lending/[\w/]+\.py)`\n(?:(?!^#).)*?^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MOST_LINES = 150
SECONDS = 300
FIRST = ["lending", "linli", "tests"]
OF_THIS_RUN = ("PYTEST_", "LINLI_TEST_", "DJANGO_")


def files() -> dict[str, str]:
    """The files that the page shows whole, by name."""
    return dict(FILE.findall(PAGE.read_text(encoding="utf-8")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh folder with the capability of the page, and nothing else."""
    for name, text in files().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: str, folder: Path) -> None:
    """Run a tool of the project with the capability installed; what it says is shown where it fails."""
    (folder / "place").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OF_THIS_RUN)}
    environment |= {
        "LINLI_TEST_PLACE": str(folder / "place"),  # else a run of tests begins by forgetting what was set
        "LINLI_CAPABILITIES": "lending",
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
    }
    command = [sys.executable, "-m", *words]
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}{done.stderr[-2000:]}"


def test_a_capability_with_flow_form_paper_and_figure_takes_less_than_150_lines() -> None:
    shown = {name: text for name, text in files().items() if "/tests/" not in name}
    assert {"lending/apps.py", "lending/flows.py", "lending/papers.py", "lending/figures.py"} <= shown.keys()
    assert sum(bool(line.strip()) for text in shown.values() for line in text.splitlines()) < MOST_LINES
    assert PAGE.read_text(encoding="utf-8").count("```python\n") == len(files())


def test_its_code_is_written_as_the_house_writes(folder: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", folder)
    style = ("--no-cache", "--config", f"lint.isort.known-first-party={FIRST}", str(folder / "lending"))
    run("ruff", "check", *style, folder=folder)
    run("ruff", "format", "--check", *style, folder=folder)


def test_it_runs_and_every_rule_of_flows_holds_it(folder: Path) -> None:
    rules = ("tests/house/test_flow_tables.py", str(folder / "lending" / "tests"))
    plain = ("-q", "-n0", "-p", "no:cacheprovider", "-c", "pyproject.toml", "--rootdir", ".")
    run("pytest", *plain, *rules, folder=folder)
