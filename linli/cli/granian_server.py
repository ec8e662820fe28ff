"""Granian's own command, with workers that follow their parent: `python -m linli.cli.granian_server ARGUMENTS`.

A worker process inherits the parent's signal handlers and keeps them while it imports the application. Told to stop in
that time, it would lose the signal, go on answering, and be killed when the time is up. So a new process begins with the
system's own answer to a signal, which is to end; it has nothing in hand yet.

A parent that is killed leaves workers that would go on answering, from old code, with nobody to stop them. On Linux the
kernel tells them to stop, and they finish what they have in hand.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from granian.cli import entrypoint

PR_SET_PDEATHSIG = 1
C_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_at_once_when_told() -> None:
    """Forget the inherited handlers; granian sets its own when the worker begins to answer."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def stop_when_the_parent_dies() -> None:
    """Ask the kernel for SIGTERM at the parent's death."""
    if C_LIBRARY is not None:
        C_LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    os.register_at_fork(after_in_child=end_at_once_when_told)
    os.register_at_fork(after_in_child=stop_when_the_parent_dies)
    entrypoint()  # type: ignore[no-untyped-call]
