"""Server and worker of the demo, looked after until a signal. The standard library alone, so that it stays small.

Started by its file: `python pair.py URL LOG`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

START_SECONDS = 60


def main(url: str, log: str) -> int:
    """Run both children; when one ends or a signal comes, end the other and wait for it."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: told.append(received))
    children = {word: _start(word, Path(log)) for word in ("serve", "worker")}
    announce = Announcement(url, log)
    while not told and all(child.poll() is None for child in children.values()):
        announce.look()
        time.sleep(0.2)
    ended = {word: child.returncode for word, child in children.items() if child.returncode is not None}
    for child in children.values():
        child.terminate()
    for child in children.values():
        child.wait()
    if told:
        return 0
    print(f"linli: ended by itself: {ended}; {log} says why", file=sys.stderr)
    return 1


class Announcement:
    """Says once that the town is ready, or that it is not after a minute."""

    def __init__(self, url: str, log: str) -> None:
        self.url = url
        self.log = log
        self.deadline = time.monotonic() + START_SECONDS
        self.made = False

    def look(self) -> None:
        """Look whether there is something to say."""
        if self.made:
            return
        self.made = True
        if self._ready():
            print(f"Ready; the log is {self.log}. Ctrl-C stops it.", flush=True)
        elif time.monotonic() > self.deadline:
            print("linli: not ready after a minute; /readyz says why", file=sys.stderr)
        else:
            self.made = False

    def _ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)  # noqa: PLR2004
        except (HTTPError, URLError, TimeoutError, ConnectionError):
            return False


def _start(word: str, log: Path) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then ends both in order.
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "linli.cli", word], stdout=out, stderr=out, start_new_session=True
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
