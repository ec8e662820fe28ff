"""Reading the PDF that a browser or an office program made: its words, and its pages as pictures."""

from __future__ import annotations

import struct
import unicodedata
import zlib

import pypdfium2

SCALE = 1.5


def words(pdf: bytes) -> list[str]:
    """The words of each page without blanks, in the form in which they are typed."""
    document = pypdfium2.PdfDocument(pdf)
    found = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return [unicodedata.normalize("NFKC", "".join(text.split())) for text in found]


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    points = [document[number].get_size() for number in range(len(document))]
    return [(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in points]


def pictures(pdf: bytes) -> list[bytes]:
    """Each page as a PNG."""
    document = pypdfium2.PdfDocument(pdf)
    return [_png(document[number].render(scale=SCALE, rev_byteorder=True)) for number in range(len(document))]


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
    raw = bytes(bitmap.buffer)
    lines = (raw[row * stride : row * stride + width * channels] for row in range(height))
    packed = zlib.compress(b"".join(b"\0" + line for line in lines))
    head = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
