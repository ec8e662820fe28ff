"""Text messages: what is sent, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(StrEnum):
    """What came of sending: taken; refused for good (the number, the template, the account); try later; nobody knows."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Message:
    """``values`` fill the gateway's ``template``; ``key`` is the same for the same message sent again."""

    phone: str
    template: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


class Gateway(Protocol):
    """Sends messages. Never raises for what the other side does; never logs a number or a value."""

    def send(self, message: Message) -> Outcome:
        """Send one."""
