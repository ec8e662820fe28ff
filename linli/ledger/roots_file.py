"""Roots outside the database: one file per street to which lines are only ever appended.

A line is JSON with the root's document (as text), hash, key and signature. A line that a crash tore off is the
beginning of the next one and says nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.ledger import root_document
from linli.ledger.models import Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.ledger.root_document import Document

TAIL = 1 << 16
BEGIN = b'{"document": "'


@dataclass(frozen=True, slots=True)
class Line:
    """One root as it was published."""

    document: Document
    text: str
    hash: str
    key: str
    signature: str

    @property
    def holds(self) -> bool:
        """Whether the hash fits the document and the installation's key signed it."""
        return self.document.hash() == self.hash and root_document.signed_by(
            self.hash, key=self.key, signature=self.signature
        )


def file_of(street: str) -> Path:
    """Where the roots of a street are published."""
    return Path(settings.LINLI_ROOTS_DIR) / f"{street}.jsonl"


def here() -> list[Path]:
    """The files in which this installation publishes, one per street; one that a crash left empty says nothing."""
    return sorted(path for path in Path(settings.LINLI_ROOTS_DIR).glob("*.jsonl") if path.stat().st_size)


def line_of(root: Root) -> str:
    """The line that publishes ``root``, without its end."""
    parts = {"document": root.document, "hash": root.hash, "key": root.key, "signature": root.signature}
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def last_line(street: str) -> Line | None:
    """The newest root in the street's file; None where there is none yet."""
    last: Line | None = None
    path = file_of(street)
    if not path.exists():
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        reach = TAIL
        while size and last is None:
            file.seek(max(0, size - reach))
            whole = file.read().split(b"\n")
            # The first piece may begin in the middle of a line, the last one has no end and was torn.
            complete = whole[:-1] if reach >= size else whole[1:-1]
            last = next((line for line in map(_parse, reversed(complete)) if line), None)
            if reach >= size:
                break
            reach *= 8
    return last


def append(street: str) -> int:
    """Publish the street's roots that the file lacks; how many. Two workers take turns."""
    path = file_of(street)
    if not Root.objects.filter(street=street, number__gt=_number(last_line(street))).exists():
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        missing = Root.objects.filter(street=street, number__gt=_number(last_line(street))).order_by("number")
        written = 0
        for root in missing.iterator(chunk_size=50):
            begin = "" if written or _ends_whole(handle) else "\n"
            _write(handle, f"{begin}{line_of(root)}\n".encode())
            written += 1
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)
    return written


def read(path: Path) -> Iterator[Line]:
    """The roots in a published file, in order. Raises Refused (``roots_file``) where it cannot be read as one."""
    found = 0
    try:
        with path.open("rb") as file:
            torn, number = b"", 0
            for number, raw in enumerate(file, 1):
                line = _parse(raw)
                if not _goes_on(torn, raw.rstrip(b"\n")):
                    raise _unusable(path, number - 1)
                torn = b"" if line else max(torn, raw.rstrip(b"\n"), key=len)
                if line:
                    found += 1
                    yield line
            if not found or (torn and raw.endswith(b"\n")) or not _goes_on(torn, BEGIN):
                raise _unusable(path, number)
    except OSError as error:
        words = _("%(file)s 读不出来：%(why)s。") % {"file": path, "why": error.strerror or error}
        raise Refused("roots_file", words, advice=_("请检查路径和权限。")) from error


def _goes_on(torn: bytes, line: bytes) -> bool:
    """Whether a torn line and the one after it begin alike, as they do when the same root was written again."""
    return line.startswith(torn) or torn.startswith(line)


def _unusable(path: Path, number: int) -> Refused:
    words = _("%(file)s 第 %(line)s 行不是封存记录。") % {"file": path, "line": number}
    return Refused("roots_file", words, advice=_("请换一份完整的封存文件。"))


def _parse(line: bytes) -> Line | None:
    try:
        parts = json.loads(line)
        text, *rest = (parts[name] for name in ("document", "hash", "key", "signature"))
        return Line(root_document.read(text), text, *(str(part) for part in rest))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _number(line: Line | None) -> int:
    return line.document.number if line else 0


def _ends_whole(handle: int) -> bool:
    size = os.fstat(handle).st_size
    return size == 0 or os.pread(handle, 1, size - 1) == b"\n"


def _write(handle: int, line: bytes) -> None:
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
