"""Changing the keys: a new one becomes current, an old one is taken out once nothing needs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linli.kit.keys import KINDS, KeyRing, KeysError, forget, locked, new_entry, put_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Known:
    """One key of a ring: its kind, id, the moment at which it was made (ISO 8601, UTC), and whether it writes."""

    kind: str
    id: str
    made: str
    current: bool


def known(directory: Path) -> Iterator[Known]:
    """List every key without its secret; raises KeysError as `KeyRing.load`."""
    KeyRing.load(directory)
    for kind in KINDS:
        ring = _content(directory, kind)
        for key, entry in ring["keys"].items():
            yield Known(kind, key, str(entry.get("made", "")), key == ring["current"])


def rotate(directory: Path, kind: str) -> str:
    """Add a fresh key of a kind and make it the one that writes; returns its id. Older ones still read."""
    with locked(directory):
        KeyRing.load(directory)
        ring = _content(directory, kind)
        key, entry = new_entry()
        while key in ring["keys"]:
            key, entry = new_entry()
        ring["keys"][key], ring["current"] = entry, key
        _put(directory, kind, ring)
    forget()
    return key


def retire(directory: Path, key: str) -> None:
    """Take a key out for good. Whoever calls has made sure that nothing needs it.

    Raises KeysError for an unknown key, the current one, and a key of the roots: what it signed must stay checkable.
    """
    with locked(directory):
        kind = kind_of(directory, key)
        ring = _content(directory, kind)
        if key == ring["current"]:
            message = f"{key} is the current key: rotate first"
            raise KeysError(message)
        if kind == "roots":
            message = f"{key} signed daily roots, which must stay checkable: it is kept"
            raise KeysError(message)
        del ring["keys"][key]
        _put(directory, kind, ring)
    forget()


def kind_of(directory: Path, key: str) -> str:
    """Return the kind of the key with this id; KeysError where there is none."""
    for one in known(directory):
        if one.id == key:
            return one.kind
    message = f"no key is called {key}; `linli keys list` names them"
    raise KeysError(message)


def _content(directory: Path, kind: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((directory / f"{kind}.json").read_text(encoding="ascii"))
    return content


def _put(directory: Path, kind: str, ring: dict[str, Any]) -> None:
    put_files(directory, {kind: json.dumps(ring, indent=2) + "\n"})
