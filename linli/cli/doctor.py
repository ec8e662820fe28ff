"""What is not well with this installation."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from linli.cases.models import Case
from linli.cli import refusals
from linli.edges.gateways import gateway
from linli.flows.table import declared
from linli.kit import renewal
from linli.kit.keys import KeyRing, KeysError
from linli.ledger import counting, roots
from linli.notices import standing
from linli.people.factors import required
from linli.people.models import Post
from linli.people.presence import manned
from linli.people.roles import ROLES
from linli.web import health
from linli.web.models import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linli.people.presence import Manning

OLDEST_POSTGRESQL = 150000
CLOCK_SLACK = timedelta(seconds=30)


def doctor() -> int:
    """Print one line per check; 1 when one of them is not well. Without its tables the rest cannot be asked."""
    well = True
    for name, check in CHECKS.items():
        reason = check()
        told = reason or (COUNTS[name]() if name in COUNTS else "")
        print(f"{'not well' if reason else 'ok':9} {name}{': ' + told if told else ''}")
        well = well and not reason
        if reason and name in FIRST:
            break
    return 0 if well else 1


def _data_directory() -> str:
    data = settings.LINLI_DATA_DIR
    if not data.is_dir():
        return f"{data} is missing: run `linli migrate`"
    return "" if os.access(data, os.W_OK) else f"{data} cannot be written"


def _keys() -> str:
    try:
        KeyRing.load(settings.LINLI_KEY_DIR)
    except KeysError as error:
        return str(error)
    inside = settings.LINLI_KEY_DIR.is_relative_to(settings.LINLI_DATA_DIR)
    return "the keys lie inside the data directory" if inside else ""


def _version() -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        (number,) = cursor.fetchone()
    too_old = f"PostgreSQL {number // 10000} is too old: 15 is the oldest that Linli knows"
    return "" if number >= OLDEST_POSTGRESQL else too_old


def _clock() -> str:
    """Compare this machine's clock with the database's and with what was written last."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        theirs = cursor.fetchone()[0]
    if connection.vendor == "postgresql" and abs(theirs - now) > CLOCK_SLACK:
        return f"the database's clock is {abs(theirs - now).total_seconds():.0f} s away from this machine's"
    last = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    return "the clock went back: the worker's last sign of life lies ahead" if last and last > now + CLOCK_SLACK else ""


def _worker() -> str:
    return health.worker(now=timezone.now())


def _roots() -> str:
    return roots.not_well(timezone.now())


def _figures() -> str:
    return counting.not_well(timezone.now())


def _texts() -> str:
    """Texts whose key was lost: they are still there, and open again with the key."""
    told = [f"{rows} rows of {where} need the key {key}, which is not here" for where, key, rows in renewal.missing()]
    return "; ".join(told)


def _flows() -> str:
    """A flow stays declared while an open case uses it: without its table nobody can take the next step."""
    known = {flow.name for flow in declared()}
    gone = {name: cases for name, cases in _open_cases().items() if name not in known}
    return f"no longer declared, but used by open cases: {_counted(gone)}" if gone else ""


def _flows_in_use() -> str:
    return _counted(_open_cases())


def _open_cases() -> dict[str, int]:
    """How many open cases use each flow."""
    return dict(Case.objects.open().values_list("flow").annotate(Count("id")).order_by("flow"))


def _counted(cases: dict[str, int]) -> str:
    return ", ".join(f"{name} ({count} open)" for name, count in cases.items())


def _posts() -> str:
    """Each street that is open has somebody who keeps its accounts and posts today."""
    alone = [manning.post.street for manning in _manned() if manning.post.role == "system" and manning.vacant]
    way = "; give it to somebody: linli admin STREET USERNAME"
    return f"nobody is system administrator today in: {', '.join(alone)}{way}" if alone else ""


def _posts_in_use() -> str:
    """How many posts of each role there are, in the order of the table, and how many of them are vacant."""
    posts, vacant = Counter[str](), Counter[str]()
    for manning in _manned():
        posts[manning.post.role] += 1
        vacant[manning.post.role] += manning.vacant
    return ", ".join(f"{role} {posts[role]} ({vacant[role]} vacant)" for role in ROLES if posts[role]) or "none"


def _manned() -> Iterator[Manning]:
    streets = Post.objects.order_by("street").values_list("street", flat=True).distinct()
    for street in streets:
        yield from manned(Post.objects.filter(street=street), street=street, day=timezone.localdate())


def _sms() -> str:
    if settings.LINLI_SMS not in {"", "outbox", "aliyun"}:
        return f"LINLI_SMS is {settings.LINLI_SMS}; there are aliyun and outbox"
    try:
        gateway()
    except (OSError, ValueError, KeyError, ImproperlyConfigured) as error:
        return f"the gateway {settings.LINLI_SMS} is not configured ({type(error).__name__}): see docs/settings.md"
    return ""


def _sms_in_use() -> str:
    return settings.LINLI_SMS or "none is set, so nobody signs in by phone"


def _factors() -> str:
    if settings.LINLI_STAFF_TOTP or not settings.LINLI_PRODUCTION:
        return ""
    return f"nobody who holds a post must have one: set LINLI_STAFF_TOTP=1 ({_without()})"


def _factors_in_use() -> str:
    asked = "required of who holds a post" if settings.LINLI_STAFF_TOTP else "not required outside production"
    return f"{asked} ({_without()})"


def _without() -> str:
    return f"{required.without(timezone.localdate())} of them have none yet"


def _notices() -> str:
    return standing.not_well(timezone.now())


def _production() -> str:
    if not settings.LINLI_PRODUCTION:
        return ""
    return "; ".join([*refusals.of_configuration(), *refusals.of_data()])


FIRST = ("database", "migrations")
CHECKS: dict[str, Callable[[], str]] = {
    "data directory": _data_directory,
    "keys": _keys,
    "database": health.database,
    "migrations": health.migrations,
    "database version": _version,
    "clock": _clock,
    "worker": _worker,
    "daily roots": _roots,
    "figures": _figures,
    "texts": _texts,
    "flows": _flows,
    "posts": _posts,
    "text messages": _sms,
    "second factors": _factors,
    "notices": _notices,
    "production": _production,
}
COUNTS: dict[str, Callable[[], str]] = {
    "flows": _flows_in_use,
    "posts": _posts_in_use,
    "text messages": _sms_in_use,
    "second factors": _factors_in_use,
    "notices": standing.in_use,
}
"""What is said of a check that is well."""
