"""The real server: nothing in flight is lost when it is told to stop, and a dead worker is replaced."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from linli.kit.sqlite.queue import WriteQueue

if TYPE_CHECKING:
    from tests.ground.installation import Installation

pytestmark = pytest.mark.sqlite_only

ACCOUNT = """
from linli.people.models import Account
Account.objects.create_account(username="qin", name="秦岚", password="a long way home")
"""


def sign_in(port: int) -> int:
    """Sign in as a browser would, and return the status of the answer; 302 means that it worked."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=40)) as connection:
        connection.request("GET", "/login/")
        page = connection.getresponse()
        cookie = str(page.headers["Set-Cookie"]).split(";")[0]
        (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
        form = urlencode({"csrfmiddlewaretoken": token, "login": "qin", "password": "a long way home"})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/login/", body=form, headers=headers)
        return connection.getresponse().status


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_write_in_flight_is_finished_before_the_server_ends(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    installation.python(ACCOUNT)
    server = installation.serve(LINLI_WORKERS="1")
    queue = WriteQueue(str(installation.data / "linli.sqlite3.lock"))
    queue.acquire()
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(sign_in, installation.port)
        time.sleep(2)  # the password is checked, and the session waits in the queue of writers
        assert not answer.done()
        server.send_signal(signal.SIGTERM)
        time.sleep(3)  # long enough to be told again
        assert server.poll() is None, "the server must wait for the request"
        assert not installation.answers(), "and take no new one"
        queue.release()
        assert answer.result(timeout=30) == HTTPStatus.FOUND
    assert server.wait(timeout=30) == 0, installation.log()
    assert (
        installation.python("from django.contrib.sessions.models import Session\nprint(Session.objects.count())")
        == "1\n"
    )


def test_a_killed_worker_is_replaced(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    server = installation.serve(LINLI_WORKERS="1")
    (victim,) = [
        pid for pid in children(server.pid) if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text()
    ]
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while not installation.answers():
        assert time.monotonic() < deadline, installation.log()
        time.sleep(0.1)
    assert server.poll() is None


def test_a_stop_reaches_workers_that_are_still_starting(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    server = installation.serve(LINLI_WORKERS="6")  # the first answers while the last ones still import
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=20) == 0, installation.log()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_no_worker_goes_on_answering_when_the_head_of_the_server_is_killed(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    server = installation.serve(LINLI_WORKERS="2")
    server.kill()
    server.wait()
    deadline = time.monotonic() + 20
    while installation.answers():
        assert time.monotonic() < deadline, installation.log()
        time.sleep(0.1)
