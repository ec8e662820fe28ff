"""The demo: one town, one server, one worker on this machine, until Ctrl-C."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.db import connections

from linli.cli import pair
from linli.cli.migrate import migrate
from linli.demo import scenarios

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
    return _hand_over() if serving else 0


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


def _hand_over() -> int:
    """Become the small process that looks after server and worker: what built the town would stay in memory for nothing."""
    sys.stdout.flush()
    url = f"http://{_host()}:{_port()}"
    os.execv(sys.executable, [sys.executable, "-P", pair.__file__, url, str(_log_file())])  # noqa: S606 - our own file


def _log_file() -> Path:
    return Path(settings.LINLI_DATA_DIR) / "demo.log"


def _busy() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((_host(), _port())) == 0


def _host() -> str:
    return os.environ.get("LINLI_HOST", "127.0.0.1")


def _port() -> int:
    return int(os.environ.get("PORT", "8000"))
