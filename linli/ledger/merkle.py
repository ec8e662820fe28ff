"""Merkle trees as RFC 6962 §2.1 defines them, over event hashes; hashes are 64 hex digits outside this module."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Side = Literal["left", "right"]
Path = tuple[tuple[Side, str], ...]

# The prefixes keep a node from being shown as a leaf.
LEAF = b"\x00"
NODE = b"\x01"


def root(leaves: Iterable[str]) -> str:
    """The root over ``leaves`` in their order; memory grows with the height of the tree only."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, top = 0, _leaf(leaf)
        while peaks and peaks[-1][0] == height:
            top = _node(peaks.pop()[1], top)
            height += 1
        peaks.append((height, top))
    if not peaks:
        return hashlib.sha256(b"").hexdigest()
    _height, top = peaks.pop()
    while peaks:
        top = _node(peaks.pop()[1], top)
    return top.hex()


def path(leaves: Sequence[str], index: int) -> Path:
    """What leads from the leaf at ``index`` to the root: at each step the side and the hash of its sibling."""
    level = [_leaf(leaf) for leaf in leaves]
    steps: list[tuple[Side, str]] = []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            steps.append(("left" if sibling < index else "right", level[sibling].hex()))
        level = [_node(*level[at : at + 2]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)]
        index //= 2
    return tuple(steps)


def climb(leaf: str, steps: Path) -> str:
    """The root to which ``steps`` lead from ``leaf``."""
    top = _leaf(leaf)
    for side, sibling in steps:
        other = bytes.fromhex(sibling)
        top = _node(other, top) if side == "left" else _node(top, other)
    return top.hex()


def _leaf(leaf: str) -> bytes:
    return hashlib.sha256(LEAF + bytes.fromhex(leaf)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
