"""The core learns no capability's name: what wishes need today, loans and councils need tomorrow."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.house.floors import ROOT, floors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORE = ("ledger", "forms", "flows", "notices", "cases")
WORDS = re.compile(
    r"wish|\boffice\b|mediation|council|volunteer|venue|bulletin|loan|course|booking|probe|心愿|调解|议事|志愿|借用|课程",
    re.IGNORECASE,
)


def files(floor: str, kind: str) -> list[Path]:
    return [path for path in sorted((ROOT / "linli" / floor).rglob(kind)) if "tests" not in path.parts]


def spoken(path: Path) -> Iterator[str]:
    """Every name and every text that the program works with; docstrings and comments may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, scopes) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if id(node) in told:
            continue
        for name in ("id", "attr", "arg", "name", "module", "value"):
            if isinstance(text := getattr(node, name, None), str):
                yield text


def capabilities() -> list[str]:
    order = floors()
    return [
        name
        for entry in order[order.index("cases") + 1 : order.index("figures")]
        for name in entry.replace("|", " ").split()
    ]


@pytest.mark.parametrize("floor", CORE)
def test_no_code_of_the_core_names_a_capability(floor: str) -> None:
    assert files(floor, "*.py")
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in files(floor, "*.py")
        for text in spoken(path)
        if WORDS.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("floor", CORE)
def test_no_template_of_the_core_names_a_capability(floor: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit}"
        for path in files(floor, "*.html")
        for hit in WORDS.findall(path.read_text("utf-8"))
    ]
    assert found == []


def test_the_words_looked_for_cover_every_capability_that_is_built() -> None:
    assert capabilities()
    assert [name for name in capabilities() if not WORDS.search(name)] == []
