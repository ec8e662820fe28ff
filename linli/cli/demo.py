"""The demo: one town, one server, one worker on this machine, until Ctrl-C."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import connections

from linli.cli.migrate import migrate
from linli.demo import scenarios

START_SECONDS = 60
# Without letters and digits that look alike, because people type it from the screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def demo(*, scenario: str, seed: int, serving: bool) -> int:
    """Build the town unless it is there, print how to enter, and run server and worker until a signal."""
    if settings.LINLI_PRODUCTION:
        print("linli: the demo town is refused while LINLI_PRODUCTION is set.", file=sys.stderr)
        return 1
    if scenario and scenario not in scenarios.SCENARIOS:
        print(f"linli: no scenario is called {scenario}; there is: {', '.join(scenarios.SCENARIOS)}", file=sys.stderr)
        return 1
    if serving and _busy():
        print(f"linli: something listens on {_host()}:{_port()} already; choose another: PORT=8001", file=sys.stderr)
        return 1
    if failed := migrate(verbosity=0):
        return failed
    password = _password()
    if not scenarios.exists():
        print("Building the demo town …", flush=True)
        scenarios.build(seed=seed, scenario=scenario, password=password)
    elif scenario:
        print("The town that is here already is used; for another one choose another LINLI_DATA_DIR.")
    connections.close_all()
    _print_entrance(password, serving=serving)
    return _run() if serving else 0


def _password() -> str:
    """Return the shared password of this town: made once, kept with the keys."""
    file = settings.LINLI_KEY_DIR / "demo.json"
    if file.exists():
        return str(json.loads(file.read_text(encoding="utf-8"))["password"])
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump({"password": password}, out)
    return password


def _print_entrance(password: str, *, serving: bool) -> None:
    if serving:
        print(f"\n  Linli 邻里   http://{_host()}:{_port()}/\n")
        if settings.LINLI_SMS == "outbox":
            print(f"  messages   http://{_host()}:{_port()}/demo/outbox/   (codes for signing up by phone)\n")
    for name, words in scenarios.SIGN_INS.items():
        print(f"  {name:10} {words}")
    print(f"\n  password   {password}   (the same for all)\n", flush=True)


def _run() -> int:
    """Run both children; when one ends or a signal comes, end the other and wait for it."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: told.append(received))
    children = {word: _start(word) for word in ("serve", "worker")}
    announce = _Announcement()
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
    print(f"linli: ended by itself: {ended}; {_log_file()} says why", file=sys.stderr)
    return 1


class _Announcement:
    """Says once that the town is ready, or that it is not after a minute."""

    def __init__(self) -> None:
        self.deadline = time.monotonic() + START_SECONDS
        self.made = False

    def look(self) -> None:
        if self.made:
            return
        self.made = True
        if _ready():
            print(f"Ready; the log is {_log_file()}. Ctrl-C stops it.", flush=True)
        elif time.monotonic() > self.deadline:
            print("linli: not ready after a minute; /readyz says why", file=sys.stderr)
        else:
            self.made = False


def _start(word: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then ends both in order.
    with _log_file().open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "linli.cli", word], stdout=log, stderr=log, start_new_session=True
        )


def _log_file() -> Path:
    return Path(settings.LINLI_DATA_DIR) / "demo.log"


def _ready() -> bool:
    try:
        with urlopen(f"http://{_host()}:{_port()}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (HTTPError, URLError, TimeoutError, ConnectionError):
        return False


def _busy() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((_host(), _port())) == 0


def _host() -> str:
    return os.environ.get("LINLI_HOST", "127.0.0.1")


def _port() -> int:
    return int(os.environ.get("PORT", "8000"))
