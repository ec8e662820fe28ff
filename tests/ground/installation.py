"""A whole installation in a folder of its own, driven by the command `linli` as an operator would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from pathlib import Path

START_SECONDS = 30
STOP_SECONDS = 60


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """Data, keys and port of one installation; ``database`` is a PostgreSQL address, or '' for SQLite."""

    folder: Path
    database: str = ""
    port: int = field(default_factory=free_port)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Return the data directory."""
        return self.folder / "var"

    @property
    def keys(self) -> Path:
        """Return the key directory."""
        return self.folder / "keys"

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, **more: str) -> dict[str, str]:
        """Return this process's environment with nothing of Linli's but what is said here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
        own = {"LINLI_DATA_DIR": str(self.data), "LINLI_KEY_DIR": str(self.keys), "PORT": str(self.port)}
        if self.database:
            own["LINLI_DATABASE_URL"] = self.database
        return {**kept, **own, **more}

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `linli WORDS` to its end."""
        command = [sys.executable, "-m", "linli.cli", *words]
        environment = self.environment(**more)
        return subprocess.run(  # noqa: S603 - our own command
            command, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    def python(self, code: str, **more: str) -> str:
        """Run a few lines inside this installation, with Django ready; return what they print."""
        ready = f"import django\ndjango.setup()\n{code}"
        environment = self.environment(DJANGO_SETTINGS_MODULE="linli.settings", **more)
        done = subprocess.run(  # noqa: S603 - our own lines
            [sys.executable, "-c", ready], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Start `linli WORDS` with its output in `log`; `stop_all` ends whatever was started."""
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "linli.cli", *words]
            # A group of its own, so that a test can kill it with all its children.
            child = subprocess.Popen(  # noqa: S603 - our own command
                command, env=self.environment(**more), stdout=log, stderr=log, process_group=0
            )
        self.started.append(child)
        return child

    def serve(self, **more: str) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers."""
        server = self.start("serve", **more)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert server.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)
        return server

    def answers(self) -> bool:
        """Whether a server answers now."""
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.read() == b"ok\n")
        except (URLError, ConnectionError, TimeoutError):
            return False

    def log(self) -> str:
        """Return what the started processes wrote."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def stop_all(self) -> None:
        """End what was started, as an operator would."""
        for child in self.started:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.started:
            child.wait(timeout=STOP_SECONDS)
