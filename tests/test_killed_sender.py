"""The worker is killed between giving a message away and writing it down: a real process, a real gateway, SIGKILL."""

from __future__ import annotations

import json
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from linli.edges.tests.provider import KEY, SECRET, Provider, provider

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ground.installation import Installation

__all__ = ["provider"]
SECONDS = 60
ASKED = """
from django.utils import timezone
from linli.flows.doors import take
from linli.people.models import Account
from linli.people.person import person_from, visitor
from linli.people.serving.opening import open_street
from linli.people.serving.tenures import appoint
from linli.places.load import load_five_streets
from linli.wishes.raising import raise_wish
load_five_streets()
street = open_street("620103001", grids=1)
place = street.communities[0].code
desk = Account.objects.create_account(username="desk", name="边玉洁")
appoint(desk, to=street.desk(place), since=timezone.localdate())
case = raise_wish(
    place=place, by=visitor(), at=timezone.now(), words="阳台的灯不亮了", kind="service", whom="self", phone="13812347392",
)
take("ask", case, by=person_from(desk), at=timezone.now(), question="几号楼？")
"""
STANDS = "from linli.notices.models import Delivery\nprint(*Delivery.objects.values_list('state', flat=True))"
LATER = """
from django.utils import timezone
from linli.notices import sending
sending.deliver(now=timezone.now() + sending.SENDING_LASTS)
"""


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.sqlite_only
def test_a_message_that_the_gateway_took_before_the_kill_is_not_sent_again(
    installation: Installation, provider: str
) -> None:
    sms = {
        "LINLI_SMS": "aliyun",
        "LINLI_SMS_URL": provider,
        "LINLI_SMS_SIGN": "邻里",
        "LINLI_SMS_NOTICE_TEMPLATE": "SMS_2",
        "LINLI_QUIET_FROM": "0",
        "LINLI_QUIET_UNTIL": "0",
    }
    assert installation.run("migrate").returncode == 0
    (installation.keys / "sms.json").write_text(json.dumps({"key_id": KEY, "secret": SECRET}), encoding="utf-8")
    installation.python(ASKED)
    Provider.hang = threading.Event()
    worker = installation.start("worker", **sms)
    wait_until(lambda: bool(Provider.taken))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    Provider.hang.set()
    Provider.hang = None
    assert installation.python(STANDS).split() == ["sending"]
    installation.python(LATER, **sms)
    assert installation.python(STANDS).split() == ["delivered"]
    assert len(Provider.taken) == 1
    assert installation.run("verify").returncode == 0
