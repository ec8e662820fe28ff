"""How far a long command has come: a bar that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

WIDTH = 30
SECONDS_BETWEEN = 0.2
ROWS_PER_LINE = 100_000


@dataclass(slots=True)
class Progress:
    """Tells on standard error, at most five times a second on a terminal, else every hundred thousand rows."""

    told: float = 0.0
    lines: dict[str, int] = field(default_factory=dict)
    open_line: bool = False

    def tell(self, name: str, *, part: float, rows: int) -> None:
        """Say how much of ``name`` is done: a part between 0 and 1."""
        if sys.stderr.isatty():
            self._draw(name, min(1.0, part), rows)
        elif rows // ROWS_PER_LINE > self.lines.get(name, 0):
            self.lines[name] = rows // ROWS_PER_LINE
            print(f"{name}: {rows:,} rows, {min(1.0, part):.0%}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self.open_line:
            print(file=sys.stderr, flush=True)
            self.open_line = False

    def _draw(self, name: str, part: float, rows: int) -> None:
        now = time.monotonic()
        if now - self.told < SECONDS_BETWEEN and part < 1:
            return
        self.told, self.open_line = now, True
        full = round(part * WIDTH)
        bar = "█" * full + "·" * (WIDTH - full)
        print(f"\r{name:14} {bar} {part:4.0%} {rows:>9,}", end="", file=sys.stderr, flush=True)
