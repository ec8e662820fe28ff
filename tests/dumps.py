"""Looking for words in the raw bytes of a dump, in whatever form they may have slipped through."""

from __future__ import annotations

import base64
import binascii
import gzip
import re
import zlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEAD = 6
"""Bytes by which a form is first noticed; no shorter form is looked for."""
WINDOW = 8
"""Characters of a long text that already give it away."""
TOKEN = re.compile(rb"[A-Za-z0-9+/_=-]{16,}")
JSON_SIGNS = '",:{}[] '
"""What stands around a public name in a sealed text that is JSON: with it, the name is no secret either."""
DEEPEST = 3
MOST = 4_000_000


class Leak(NamedTuple):
    """What was found where, and in which form; only its beginning is told."""

    where: str
    what: str
    form: str


def pieces(words: str) -> Iterator[str]:
    """The words themselves, and of long ones every stretch that gives them away."""
    words = words.strip()
    yield words
    stretches = (words[start : start + WINDOW] for start in range(0, max(len(words) - WINDOW, 0), WINDOW // 2))
    # Digits alone begin with the code of a place or a year, which is no secret; their end is.
    yield from (stretch for stretch in stretches if not stretch.isascii())
    yield words[-WINDOW - 2 :]


def forms(words: str) -> Iterator[tuple[str, bytes]]:
    """The bytes that ``words`` become in the usual ways of writing something down; packed ones are unpacked instead."""
    plain = words.encode()
    yield "utf-8", plain
    yield "utf-16", words.encode("utf-16-le")
    yield "utf-16 big", words.encode("utf-16-be")
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    yield "percent", quote(words).encode()
    yield "json", words.encode("unicode_escape")
    for skipped in range(3):
        # What a neighbour's bits colour at either end is cut away.
        whole = base64.b64encode(b"\0" * skipped + plain)
        begin = -(-skipped * 4 // 3)
        core = whole[begin : (skipped + len(plain)) * 4 // 3]
        yield "base64", core
        yield "base64 url", core.replace(b"+", b"-").replace(b"/", b"_")


class Search:
    """Looks for many words at once. ``public`` texts are no secrets, and neither is a piece of one."""

    def __init__(self, secrets: Iterable[str], *, public: Iterable[str] = ()) -> None:
        """Prepare every form of every piece."""
        known = "\n".join(public)
        self.heads: dict[bytes, list[tuple[str, str, bytes]]] = {}
        for piece in {piece for words in secrets for piece in pieces(words)} - {""}:
            if piece.strip(JSON_SIGNS) not in known:
                for form, data in forms(piece):
                    if len(data) >= HEAD:
                        self.heads.setdefault(data[:HEAD], []).append((piece, form, data))

    def in_bytes(self, data: bytes, where: str, *, depth: int = 0) -> set[Leak]:
        """Look through the bytes, and through what is packed in them."""
        found: set[Leak] = set()
        for start in range(len(data) - HEAD + 1):
            for piece, form, whole in self.heads.get(data[start : start + HEAD], ()):
                if data.startswith(whole, start):
                    found.add(Leak(where, piece[:4], form))
        if depth < DEEPEST:
            for form, inner in _unpacked(data):
                deeper = self.in_bytes(inner, where, depth=depth + 1)
                found |= {Leak(where, leak.what, f"{form} of {leak.form}") for leak in deeper}
        return found


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Whatever is packed in the data: zlib and gzip wherever they begin, base64 and hex that lead to packed data."""
    for begin in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        packed = data[begin.start() : begin.start() + MOST]
        try:
            inner = gzip.decompress(packed) if packed[:1] == b"\x1f" else zlib.decompressobj().decompress(packed, MOST)
        except (zlib.error, OSError, EOFError):
            continue
        if inner:
            yield "packed", inner
    for token in TOKEN.finditer(data):
        text = token[0].replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        for skipped in range(4):
            try:
                part = text[skipped:]
                inner = base64.b64decode(part[: len(part) // 4 * 4])
            except binascii.Error:
                continue
            if re.match(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", inner):
                yield "base64", inner
