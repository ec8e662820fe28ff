"""The locks: hashes, exact versions, and no name of any host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(
    r"://|\bfile:|@ |--index-url|--find-links|--extra-index|(?<![\w.-])/[a-z]+/|\.(com|org|net|io|cn)\b"
)
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+")

locks = pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])


def entries(name: str) -> list[str]:
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]


@locks
def test_a_lock_names_no_host(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if ADDRESS.search(line)] == []


@locks
def test_every_package_is_pinned_and_hashed(name: str) -> None:
    assert entries(name)
    assert [line for line in entries(name) if not PIN.match(line) or "--hash=sha256:" not in line] == []


def test_both_locks_agree() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(line.split()[0].split("==") for line in entries(name))

    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_has_a_reason(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line and line[0] not in "#-"]
    assert [line for line in asked if not re.search(r"\S\s+# \S", line)] == []
