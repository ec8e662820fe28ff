"""The Makefile: one line about every target, and the targets that people are told of."""

from __future__ import annotations

import re
import subprocess

from tests.house.floors import ROOT

TOLD = {
    "demo",
    "env",
    "quick",
    "test",
    "prove",
    "check",
    "bench",
    "journey",
    "screenshots",
    "papers",
    "lock",
    "messages",
    "format",
}


def text() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_target_says_what_it_does() -> None:
    targets = set(re.findall(r"^([a-z]+):", text(), re.MULTILINE))
    documented = set(re.findall(r"^([a-z]+):.*## \S", text(), re.MULTILINE))
    assert targets == documented
    assert targets >= TOLD


def test_make_alone_lists_the_targets() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert {line.split()[1] for line in listed.splitlines()} >= TOLD


def test_no_target_is_taken_for_a_file() -> None:
    (phony,) = re.findall(r"^\.PHONY:(.*)", text(), re.MULTILINE)
    assert set(phony.split()) == set(re.findall(r"^([a-z]+):", text(), re.MULTILINE))
