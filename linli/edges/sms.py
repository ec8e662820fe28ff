"""Text messages: what is sent, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


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


class Standing(StrEnum):
    """Where a message is that was given away: on its way, arrived, not arrived, never taken, or nobody can say."""

    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"
    FAILED = "failed"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Report:
    """What the gateway says of a message; ``reason`` is its own code of a failure, never a number or a word that was sent."""

    standing: Standing
    reason: str = ""


TEXTS: Mapping[str, str] = {
    "notice": "{kind} {label}：{what}。详情请登录查看，或凭收件码查进度。",
    "question": "{kind} {label}：办得怎么样？请点 /f/{code}/ 回答三个问题，不用登录。",
    "digest": "您有 {count} 条通知没有看，请登录后在“通知”里查看。",
}
"""What the provider is asked to approve for each template; the one for codes says the code and how many minutes it lasts."""


class Gateway(Protocol):
    """Sends messages. Never raises for what the other side does; never logs a number or a value."""

    def sends(self, template: str) -> bool:
        """Whether it has this template."""

    def send(self, message: Message) -> Outcome:
        """Send one."""

    def ask(self, *, phone: str, key: str, sent: datetime) -> Report:
        """Ask what became of the message with this key that was given away at ``sent``."""
