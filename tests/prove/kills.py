"""The killed installation: server and worker under load, killed and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.prove.clients import Client, Told

if TYPE_CHECKING:
    import random

    from tests.ground.installation import Installation

CLIENTS = 5
WORKERS = 2
TARGETS = ("server's worker", "server's worker", "server's head", "whole server", "worker", "worker", "everything")
"""What is killed at one instant; those that are named twice come twice as often."""
STOP_SECONDS = 60


@dataclass
class Victim:
    """An installation with clients in front of it. Use as a context: it ends what it started."""

    installation: Installation
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    old: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    clients: list[Client] = field(default_factory=list)
    ageing: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Make the street and start everything."""
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        done = self.installation.run("migrate")
        assert done.returncode == 0, done.stderr
        desk, *helpers = json.loads(self._inside(f"settle({CLIENTS})"))
        self._serve()
        self._start_worker()
        self.clients = [
            Client(
                port=self.installation.port, desk=desk, helper=helper, seed=self.chance.randrange(2**32), stop=self.stop
            )
            for helper in helpers
        ]
        self.ageing = self._start_ageing()
        for client in self.clients:
            client.start()

    def __exit__(self, *_error: object) -> None:
        """End everything that still runs."""
        self.stop.set()
        if self.ageing and self.ageing.poll() is None:
            self.ageing.kill()
            self.ageing.wait()
        for child in self.installation.started:
            if child.poll() is None:
                _kill_group(child)

    def kill(self) -> None:
        """Kill something at a random instant, see that it is there again, and that people are served."""
        time.sleep(self.chance.uniform(0.02, 0.6))
        target = self.chance.choice(TARGETS)
        self.killed[target] += 1
        if target == "server's worker":
            os.kill(self.chance.choice(self._serving()), signal.SIGKILL)
        if target == "server's head":
            self.server.kill()  # its workers go on answering
            self.server.wait()
            time.sleep(self.chance.uniform(0, 0.3))
        if target in {"whole server", "everything"}:
            _kill_group(self.server)
        if target in {"worker", "everything"}:
            _kill_group(self.worker)
        self._start_again()
        self._wait_for_acts(self.acts + CLIENTS)

    def _serving(self) -> list[int]:
        """The server's processes that answer requests; at least one, after a moment if all were killed before."""
        deadline = time.monotonic() + STOP_SECONDS
        while not (found := _serving(self.server.pid)):
            assert time.monotonic() < deadline, "no worker of the server comes back"
            self._start_again()
            time.sleep(0.05)
        return found

    def _start_again(self) -> None:
        """What whoever looks after services does. The server itself ends when a new worker of it dies at once."""
        if self.server.poll() is not None:
            _kill_group(self.server)
            self._serve()
        if self.worker.poll() is not None:
            self._start_worker()

    def _serve(self) -> None:
        # All clients come from this one machine, most of them without an account.
        self.server = self.installation.serve(LINLI_WORKERS=str(WORKERS), LINLI_VISITOR_CASES="0")

    def _start_worker(self) -> None:
        self.said_before = len(self.installation.log()) if self.installation.started else 0
        self.worker = self.installation.start("worker")

    def _wait_until_whole(self) -> None:
        """Until all processes are there and ready for signals."""
        deadline = time.monotonic() + STOP_SECONDS
        while len(_serving(self.server.pid)) < WORKERS or not self._worker_goes_round():
            self._start_again()
            assert time.monotonic() < deadline, self.installation.log()[-3000:]
            time.sleep(0.05)

    def _worker_goes_round(self) -> bool:
        return '"linli.worker", "message": "started"' in self.installation.log()[self.said_before :]

    def _wait_for_acts(self, wanted: int) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while self.acts < wanted:
            self.check_clients()
            self._start_again()
            assert time.monotonic() < deadline, f"nobody is served any more: {self.installation.log()[-3000:]}"
            time.sleep(0.01)

    @property
    def acts(self) -> int:
        """How many acts were acknowledged so far."""
        return sum(client.told.acts for client in self.clients)

    def check_clients(self) -> None:
        """Raise what a client ran into."""
        for client in self.clients:
            if client.failure:
                raise client.failure

    def end_in_order(self) -> None:
        """Tell server and worker to stop under load, then start them again and let the clients come to their end."""
        self._stop_both()
        self._start_again()
        self.stop.set()
        for client in self.clients:
            client.join(timeout=STOP_SECONDS * 2)
            assert not client.is_alive(), f"{client.name} hangs"
        self.check_clients()
        assert self.ageing
        said, _nothing = self.ageing.communicate(timeout=STOP_SECONDS)
        assert self.ageing.returncode == 0
        self.old = said.split()
        self._stop_both()

    def _stop_both(self) -> None:
        self._wait_until_whole()
        both = {"server": self.server, "worker": self.worker}
        for child in both.values():
            child.send_signal(signal.SIGTERM)
        codes = {name: child.wait(timeout=STOP_SECONDS) for name, child in both.items()}
        assert codes == {"server": 0, "worker": 0}, self.installation.log()[-3000:]

    def told(self) -> Told:
        """What all clients were told."""
        whole = Told()
        for client in self.clients:
            whole.verbs |= client.told.verbs
            whole.forms |= client.told.forms
            whole.repeated += client.told.repeated
            whole.replayed += client.told.replayed
        return whole

    def audit(self) -> dict[str, Any]:
        """Do what is still due, then read the whole database."""
        done = self.installation.run("worker", "--once")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(self._inside("audit()")))

    def _inside(self, call: str) -> str:
        return self.installation.python(f"from tests.prove import inside\ninside.{call}")

    def _start_ageing(self) -> subprocess.Popen[str]:
        lines = "import django\ndjango.setup()\nfrom tests.prove import inside\ninside.grow_old()"
        environment = self.installation.environment(DJANGO_SETTINGS_MODULE="linli.settings")
        return subprocess.Popen(  # noqa: S603 - our own lines
            [sys.executable, "-c", lines], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )


def _serving(server: int) -> list[int]:
    """The processes of the server that answer requests."""
    try:
        found = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    return [int(pid) for pid in found if "granian" in (words := _command(pid)) and "resource_tracker" not in words]


def _command(pid: str) -> str:
    """The command of a process; '' for one that is dead."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """Kill a process and its children, also those that outlived it."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
