"""Granian's own command, with workers that can be stopped while they start: `python -m linli.cli.granian_server ARGUMENTS`.

A worker process inherits the parent's signal handlers and keeps them while it imports the application. Told to stop in
that time, it would lose the signal, go on answering, and be killed when the time is up. So a new process begins with the
system's own answer to a signal, which is to end; it has nothing in hand yet.
"""

from __future__ import annotations

import os
import signal

from granian.cli import entrypoint


def end_at_once_when_told() -> None:
    """Forget the inherited handlers; granian sets its own when the worker begins to answer."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    os.register_at_fork(after_in_child=end_at_once_when_told)
    entrypoint()  # type: ignore[no-untyped-call]
