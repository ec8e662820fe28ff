"""Why this installation must not start in production, each reason in words that say what to do."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHORTEST_SECRET = 40
WELL_KNOWN = ("django-insecure", "changeme", "change-me", "secret", "linli", "password")


def refused(reasons: list[str]) -> bool:
    """Print the reasons; true when there is one and this is a production start."""
    if not settings.LINLI_PRODUCTION or not reasons:
        return False
    print("linli: not started, because LINLI_PRODUCTION is set and", file=sys.stderr)
    for reason in reasons:
        print(f"  - {reason}", file=sys.stderr)
    return True


def of_configuration() -> list[str]:
    """List what the settings and the key directory alone show."""
    return [*_of_settings(), *of_keys()]


def of_data() -> list[str]:
    """List what the database shows: demo accounts, whose password was printed on a screen."""
    try:
        demo = get_user_model().objects.filter(is_demo=True).count()
    except DatabaseError as error:
        return [f"the database does not answer or is not migrated ({type(error).__name__}): run `linli migrate`"]
    return [f"there are {demo} demo accounts in the database: start on a fresh database"] if demo else []


def _of_settings() -> Iterator[str]:
    if settings.DEBUG:
        yield "LINLI_DEBUG is on and would show the inside of errors: unset it"
    secret = _secret()
    if not secret:
        yield "there is no secret: run `linli migrate`, which makes one in LINLI_KEY_DIR, or set LINLI_SECRET"
    elif len(secret) < SHORTEST_SECRET or secret.lower().startswith(WELL_KNOWN):
        yield f"the secret is a default or too short: use at least {SHORTEST_SECRET} random characters"
    if settings.LINLI_SMS == "outbox":
        yield "LINLI_SMS is outbox, which shows codes on a page: set a gateway, or leave it empty"
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "LINLI_HOSTS does not name the hosts of this site"


def _secret() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's word for an empty one
        return ""


def of_keys() -> Iterator[str]:
    """List what is wrong with the place of the keys and with who may read them."""
    keys, data = settings.LINLI_KEY_DIR, settings.LINLI_DATA_DIR
    if keys.is_relative_to(data):
        yield f"the keys ({keys}) lie inside the data directory ({data}), so a backup would carry both: move LINLI_KEY_DIR"
    if keys.is_dir():
        yield from (f"{path} may be read by others (mode {mode:o}): run chmod go= on it" for path, mode in _open(keys))


def _open(keys: Path) -> Iterator[tuple[Path, int]]:
    for path in (keys, *sorted(keys.iterdir())):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield path, mode
