"""Who an event names when no account stands behind it."""

from __future__ import annotations

from uuid import UUID

SYSTEM = UUID(int=0)
"""A clock or a reaction did it."""

NOBODY_NAMED = UUID(int=1)
"""A person did it without an account (a receipt, a QR page)."""
