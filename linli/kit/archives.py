"""Archives that somebody sent, by their list of parts: what no honest file has, told before anything is unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a .xlsx or .docx begins, and how an older or an encrypted office file does."""
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024
MOST_PARTS = 2000


def packed_oddly(part: zipfile.ZipInfo) -> bool:
    """Whether a part unpacks to far more than it is."""
    return part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def bursts(parts: list[zipfile.ZipInfo], *, most_unpacked: int) -> bool:
    """Whether there are too many parts, too much in them, or one that is packed oddly."""
    return (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > most_unpacked
        or any(map(packed_oddly, parts))
    )
