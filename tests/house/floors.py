"""The floors, read from the one place where they are written: the contract in pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def floors() -> list[str]:
    """List the floors from the lowest up; floors side by side share one entry, joined by '|'."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [layer.replace("(", "").replace(")", "") for layer in reversed(layers)]


def height(floor: str) -> int:
    """Return how high a floor is; a floor that the contract does not name is an error."""
    (found,) = (level for level, names in enumerate(floors()) if floor in names.replace("|", " ").split())
    return found


def may_use(user: str, used: str) -> bool:
    """Whether something of the floor ``user`` may point to something of the floor ``used``."""
    return user == used or height(user) > height(used)
