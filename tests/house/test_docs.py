"""The documentation says what is there: links, commands, files, terms and drawings are held to the code."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from linli.cases import catalogue
from linli.cli.command import _parser
from linli.flows import table
from tests.house.floors import ROOT, floors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from linli.flows.table import Flow

LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)
COMMANDS = re.compile(r"```sh\n(.*?)```|`([^`\n]+)`", re.DOTALL)
# A folder of one machine, an address at which packages are kept.
NEVER = re.compile(r"(?<!\w)/(?:home|tmp|root|work)/|//(?:files|registry|packages)\.", re.IGNORECASE)
MOST_OF_A_DECISION = 40
MOST_OF_A_FLOOR = 30


def pages() -> list[Path]:
    """Every page of documentation."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "linli").glob("*/README.md")]
    return sorted(found)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands(text: str) -> Iterator[list[str]]:
    """The commands that a page tells people to type, word by word."""
    for block, inline in COMMANDS.findall(text):
        for line in (block or inline).splitlines():
            yield re.sub(r"^(\.venv/bin/)?", "", line.partition("#")[0].strip()).split()


def package_folders() -> list[Path]:
    names = [floor for entry in floors() for floor in entry.replace("|", " ").split()]
    return [ROOT / "linli" / floor for floor in names if (ROOT / "linli" / floor).is_dir()]


@pytest.mark.parametrize("path", pages(), ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = [target for target, _anchor in LINK.findall(FENCE.sub("", read(path)))]
    local = [target for target in links if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", pages(), ids=name)
def test_every_command_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    (words,) = (action.choices for action in _parser()._actions if action.choices)  # noqa: SLF001 - its one list of words
    for command in commands(read(path)):
        if command[:1] == ["make"]:
            assert {word for word in command[1:] if "=" not in word} <= targets, command
        elif command[:1] == ["linli"] and len(command) > 1 and not command[1].startswith("-"):
            assert command[1] in words, command
        elif command[:2] == ["python", "-m"]:
            assert find_spec(command[2]), command


@pytest.mark.parametrize("path", pages(), ids=name)
def test_every_setting_that_a_page_names_is_explained(path: Path) -> None:
    explained = read(ROOT / "docs" / "settings.md")
    assert {named for named in re.findall(r"LINLI_[A-Z_]+", read(path)) if f"`{named}`" not in explained} == set()


def test_nothing_tells_of_the_machine_on_which_it_was_written() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    files = [ROOT / line for line in listed.stdout.splitlines()]
    texts = [path for path in files if path.suffix in {".md", ".py", ".html", ".toml", ".in", ".po", ".css", ".csv"}]
    assert len(texts) > len(pages())
    found = [
        (name(path), hit[0])
        for path in texts
        if path.exists() and path.name != "test_docs.py"
        for hit in NEVER.finditer(read(path))
    ]
    assert found == []


def test_decisions_are_short_numbered_and_listed() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    index = read(ROOT / "docs" / "decisions" / "README.md")
    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    assert [path.name for path in found if f"]({path.name})" not in index] == []
    assert [path.name for path in found if len(read(path).splitlines()) > MOST_OF_A_DECISION] == []
    assert [path.name for path in found if not read(path).startswith(f"# {path.name[:4]} ")] == []


@pytest.mark.parametrize("folder", package_folders(), ids=name)
def test_a_floor_says_shortly_what_is_in_which_file(folder: Path) -> None:
    told = read(folder / "README.md").partition("\n## ")[0]
    assert len(told.splitlines()) <= MOST_OF_A_FLOOR
    assert "**People:**" in told
    cells = [line.split("|")[1] for line in told.splitlines() if line.startswith("| `")]
    named = [part for cell in cells for part in re.findall(r"`([^`]+)`", cell)]
    assert named
    assert [part for part in named if not [*folder.rglob(part.rstrip("/")), *folder.glob(part)]] == []


def test_every_drawing_is_the_flow_s_own() -> None:
    command = [sys.executable, "-m", "linli.flows.drawing", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, f"run `make drawings`: {done.stdout}{done.stderr}"


def own_flows() -> list[Flow]:
    """The flows of the project; those that tests declare are none of them."""
    probe = {name: vars(module) for name, module in sys.modules.items() if name.startswith("tests.probe_capability.")}
    declared_there = [value for found in probe.values() for value in found.values() if isinstance(value, table.Flow)]
    return [flow for flow in table.declared() if flow not in declared_there]


def glossary() -> dict[str, set[str]]:
    """Chinese words by the name in code, from every table of the glossary."""
    found: dict[str, set[str]] = {}
    for line in read(ROOT / "docs" / "glossary.md").splitlines():
        if line.startswith("| `"):
            names, words = line.split("|")[1:3]
            for each in re.findall(r"`(\w+)`", names):
                found.setdefault(each, set()).update(words.strip().split("、"))
                found[each].add(words.strip())
    return found


def test_every_role_state_clock_and_audience_is_in_the_glossary() -> None:
    known = glossary()
    assert own_flows()
    with translation.override("zh-hans"):
        used = {
            (key, str(words))
            for flow in own_flows()
            for key, words in [
                *((key, state.words) for key, state in flow.states.items()),
                *flow.roles.items(),
                *flow.clocks.items(),
                *((key, audience.label) for key, audience in flow.audiences.items()),
            ]
        }
    assert {(key, words) for key, words in used if words not in known.get(key, ())} == set()


def test_every_matter_is_in_the_glossary() -> None:
    told = read(ROOT / "docs" / "glossary.md")
    flows = {flow.name for flow in own_flows()}
    shipped = [matter for matter in catalogue._shipped if matter.flow in flows]  # noqa: SLF001 - what is shipped
    assert shipped
    assert [matter.code for matter in shipped if f"`{matter.code}` {matter.title}" not in told] == []


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_first_screen_shows_a_picture_and_two_commands(page: str) -> None:
    first = "\n".join(read(ROOT / page).splitlines()[:36])
    pictures = [target for target, _anchor in LINK.findall(first) if target.endswith(".png")]
    assert pictures
    assert [target for target in pictures if (ROOT / target).read_bytes()[:4] != b"\x89PNG"] == []
    assert "make demo" in first
    assert "make test" in first


def test_the_licence_is_whole() -> None:
    text = read(ROOT / "LICENSE")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
