"""What runs inside the installation that is being killed: its people, wishes that are long overdue, and the audit.

Each is called in a process of its own, with Django ready, and prints JSON.
"""

from __future__ import annotations

import json
import select
import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.utils import timezone

from linli.cases.models import Case
from linli.flows.doors import take
from linli.flows.models import Submission
from linli.flows.replay import differences, replay
from linli.flows.rows import rows_of
from linli.ledger.models import Effect, Event, Receipt
from linli.people.models import Account
from linli.people.person import Person, Seat, visitor
from linli.people.serving.opening import open_street
from linli.people.serving.tenures import appoint
from linli.people.signing_in.sessions import SessionStore
from linli.places.load import load_five_streets
from linli.wishes.raising import raise_wish

STREET = "620103001"
HOME = f"{STREET}004"
LONG_AGO = timedelta(days=40)


def settle(helpers: int) -> None:
    """Open the street with one desk clerk and some helpers; print their session cookies: desk first."""
    load_five_streets()
    street = open_street(STREET)
    desk = Account.objects.create_account(username="desk", name="阮清")
    appoint(desk, to=street.desk(HOME), since=timezone.localdate() - timedelta(days=9))
    people = [
        Account.objects.create_account(username=f"helper{number}", name=f"帮手{number}") for number in range(helpers)
    ]
    print(json.dumps([_session(one) for one in [desk, *people]]))


def _session(account: Account) -> str:
    """Sign the account in, without a password to be hashed."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def grow_old() -> None:
    """Go on publishing wishes of forty days ago until stdin ends, so that sweeps always find something; print each."""
    post = open_street(STREET).desk(HOME)
    desk = Person(account_id=None, seats=(Seat(post.id, "desk", STREET, HOME, None, post.title),))
    words: dict[str, Any] = {"public_text": "一位老人想要一盏台灯。", "scope": "community", "checked": True}
    while _goes_on():
        at = timezone.now() - LONG_AGO
        with transaction.atomic():
            case = raise_wish(
                place=HOME, by=visitor(), at=at, words="想要一盏台灯", kind="thing", whom="self", publish=True
            )
            take("publish", case, by=desk, at=at + timedelta(hours=1), **words)
        print(case.id, flush=True)


def _goes_on() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], 0.2)
    return not readable


def audit() -> None:
    """Print what is in the database: verbs of each stream, used forms, open work, and where replay and rows differ."""
    events: dict[str, list[Event]] = {}
    for event in Event.objects.order_by("stream", "number").iterator():
        events.setdefault(str(event.stream), []).append(event)
    cases = {str(case.id): case for case in Case.objects.all()}
    print(
        json.dumps(
            {
                "streams": {stream: [event.verb for event in found] for stream, found in events.items()},
                "states": {key: case.state for key, case in cases.items()},
                "submissions": {
                    used.token: str(used.stream) for used in Submission.objects.order_by("used").iterator()
                },
                "receipts": Receipt.objects.count(),
                "effects": Effect.objects.count(),
                "overdue": Case.objects.open().filter(late=False, due__lte=timezone.now()).count(),
                "differences": [
                    f"{key}: {found}"
                    for key, case in cases.items()
                    for found in differences(
                        replay(events.get(key, [])),
                        case,
                        [
                            row
                            for model in rows_of(Case)
                            for row in model._default_manager.filter(street=case.street, **{model.owner: key})
                        ],
                    )
                ],
            }
        )
    )
