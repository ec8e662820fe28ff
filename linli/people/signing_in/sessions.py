"""Django's sessions in the database, with the look-up that every signed-in request makes put into SQL once."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from linli.kit.asked import Asked, Slot
from linli.kit.crypto import DamagedError, decrypt, encrypt

if TYPE_CHECKING:
    from datetime import datetime

PURPOSE = "people.session"
KEY_LENGTH = 40

_running = Asked(
    lambda: Session.objects.filter(
        session_key=Slot("session_key", Session), expire_date__gt=Slot("now", Session, "expire_date")
    )
)


def row_key(session_key: str) -> str:
    """What the table holds in the place of a session's key: who reads the table cannot enter anything with it."""
    return hashlib.sha256(f"{PURPOSE}:{session_key}".encode()).hexdigest()[:KEY_LENGTH]


class SessionStore(db.SessionStore):
    """Encrypted, since a phone number may wait in one for its code; found by a hash of its key while it has not expired.

    The hooks are Django's own, though the stubs do not name them all.
    """

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Give the row for this session."""
        made = super().create_model_instance(data)
        made.session_key = row_key(made.session_key)
        return made  # type: ignore[return-value] # the stubs know the abstract row alone

    def exists(self, session_key: str) -> bool:
        """Whether a session has this key."""
        return super().exists(row_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        """End the session with this key, or this one."""
        key = session_key or self.session_key
        if key:
            super().delete(row_key(key))

    def _get_session_from_db(self) -> Session | None:
        session = _running.first(session_key=row_key(self.session_key or ""), now=timezone.now())
        if session is None:
            self._session_key = None
        return session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Write a session so that the database tells nothing of it."""
        text = json.dumps(session_dict, separators=(",", ":"))
        return base64.b64encode(encrypt(text, purpose=PURPOSE)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Read one; what does not open is an empty session."""
        try:
            told = json.loads(decrypt(base64.b64decode(session_data, validate=True), purpose=PURPOSE) or "{}")
        except (ValueError, DamagedError):
            return {}
        return told if isinstance(told, dict) else {}


def end_old(_now: datetime) -> int:
    """Delete sessions that have expired; how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
