"""Django's sessions in the database, with the look-up that every signed-in request makes put into SQL once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from linli.kit.asked import Asked, Slot

if TYPE_CHECKING:
    from datetime import datetime

_running = Asked(
    lambda: Session.objects.filter(
        session_key=Slot("session_key", Session), expire_date__gt=Slot("now", Session, "expire_date")
    )
)


class SessionStore(db.SessionStore):
    """Found by its key while it has not expired. The hook is Django's own, though the stubs do not name it."""

    def _get_session_from_db(self) -> Session | None:
        session = _running.first(session_key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session


def end_old(_now: datetime) -> int:
    """Delete sessions that have expired; how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
