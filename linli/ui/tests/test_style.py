"""The style sheet: readable colours, small, ready for either direction."""

import gzip
import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[1] / "static" / "ui" / "linli.css"
CSS = SHEET.read_text(encoding="utf-8")
NAMED = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
LIGHT = dict(NAMED.findall(CSS.partition("}")[0]))
DARK = dict(NAMED.findall(SHEET.with_name("dark.css").read_text(encoding="utf-8").partition("}")[0]))
COLOURS = {"light": LIGHT, "dark": LIGHT | DARK}
TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "accent-tint"),
    ("ink", "good-tint"),
    ("ink", "wait-tint"),
    ("ink", "info-tint"),
    ("soft", "paper"),
    ("soft", "surface"),
    ("soft", "sunken"),
    ("soft", "accent-tint"),
    ("accent-deep", "paper"),
    ("accent-deep", "surface"),
    ("accent-deep", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("good", "good-tint"),
    ("wait", "wait-tint"),
    ("info", "info-tint"),
]
EDGE_PAIRS = [("edge", "paper"), ("edge", "surface"), ("accent", "paper"), ("accent", "surface")]
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|[{;]\s*(?:left|right|top|bottom|width|height"
    r"|(?:min|max)-(?:width|height)|float)\s*:|text-align:\s*(?:left|right)"
)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, colours: str) -> float:
    low, high = sorted((luminance(COLOURS[colours][one]), luminance(COLOURS[colours][other])))
    return (high + 0.05) / (low + 0.05)


both = pytest.mark.parametrize("colours", COLOURS)


@both
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(ink: str, ground: str, colours: str) -> None:
    assert contrast(ink, ground, colours) >= 4.5


@both
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_controls_stand_out(edge: str, ground: str, colours: str) -> None:
    assert contrast(edge, ground, colours) >= 3


@both
def test_every_pair_declared_in_a_rule_is_readable(colours: str) -> None:
    rules = re.findall(r"background: var\(--([a-z-]+)\);[^}]*?(?<![a-z-])color: var\(--([a-z-]+)\)", CSS)
    assert len(rules) > 8
    assert [(ground, ink) for ground, ink in rules if contrast(ink, ground, colours) < 4.5] == []


def test_dark_names_every_colour_anew() -> None:
    assert DARK.keys() == LIGHT.keys()


def test_colours_are_named_once_and_used_by_name() -> None:
    body = CSS.partition("}")[2]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", body)) <= {"#ffffff"}


def test_every_name_used_is_declared() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)", CSS))
    assert used <= set(re.findall(r"--([a-z-]+):", CSS))


def test_the_sheet_is_small() -> None:
    assert len(CSS.encode()) < 24_000
    assert len(gzip.compress(CSS.encode(), mtime=0)) < 6_000


def test_right_to_left_needs_no_second_sheet() -> None:
    assert PHYSICAL.findall(re.sub(r"@media[^{]+", "", CSS)) == []
