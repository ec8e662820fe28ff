"""Which gateway is set."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from linli.edges.aliyun import Aliyun
from linli.edges.outbox import Outbox

if TYPE_CHECKING:
    from linli.edges.sms import Gateway


def gateway() -> Gateway | None:
    """Return the gateway that LINLI_SMS names, None where none is set."""
    return _gateway(settings.LINLI_SMS)


def for_template(template: str) -> Gateway | None:
    """Return the gateway if it has such messages, else None."""
    found = gateway()
    return found if found is not None and found.sends(template) else None


@lru_cache
def _gateway(name: str) -> Gateway | None:
    if name == "aliyun":
        return Aliyun.configured()
    return Outbox() if name == "outbox" else None
