"""The queue of writers: one advisory lock on one file, first come, first served."""

from __future__ import annotations

import fcntl
import os


class WriteQueue:
    """A place in the queue of one connection. Each holds its own open file, so threads queue like processes.

    Waiting has no time limit: the holder is a transaction of a living process, and the kernel frees the lock
    when that process ends.
    """

    def __init__(self, path: str) -> None:
        self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._held = False

    def acquire(self) -> None:
        """Wait for the turn. Asking twice is harmless."""
        if self._file is not None and not self._held:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._held = True

    def release(self) -> None:
        """Let the next writer go. Releasing twice is harmless."""
        if self._file is not None and self._held:
            self._held = False
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leave the queue for good."""
        if self._file is not None:
            os.close(self._file)
            self._file, self._held = None, False
