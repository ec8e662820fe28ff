"""Bring an installation up to date: directories, keys, tables, static files. Safe to repeat."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command

from linli.cli import refusals
from linli.kit.keys import ensure_keys

if TYPE_CHECKING:
    from pathlib import Path


def migrate(*, verbosity: int = 1) -> int:
    """Make what is missing and apply every migration. Refuses in production before it writes a key to a wrong place."""
    if refusals.refused([*refusals.of_keys()]):
        return 1
    settings.LINLI_DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    ensure_keys(settings.LINLI_KEY_DIR)
    ensure_secret(settings.LINLI_SECRET_FILE)
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def ensure_secret(file: Path) -> None:
    """Write a random secret where there is none; a concurrent start keeps the first."""
    if file.exists():
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
