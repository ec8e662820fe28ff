"""The provider of text messages as a small server of this machine: it checks signatures and remembers what it took."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY, SECRET = "test-key", "test-secret"


class Provider(BaseHTTPRequestHandler):
    """The other side: recomputes the signature from the request alone, then answers what the test asked for.

    ``taken`` are the messages that were given to it; asked for them it tells their ``status``, unless ``silent``; a
    message that it took twice it tells of twice, the second time with ``status_again``.
    """

    answer: tuple[int, bytes] = (200, b'{"Code": "OK"}')
    hang: threading.Event | None = None
    loses: bool = False
    silent: bool = False
    status: tuple[int, str] = (3, "DELIVERED")
    status_again: tuple[int, str] | None = None
    taken: ClassVar[list[dict[str, str]]] = []
    asked: ClassVar[list[dict[str, str]]] = []

    @classmethod
    def begin(cls) -> None:
        cls.answer, cls.hang, cls.loses, cls.silent = (200, b'{"Code": "OK"}'), None, False, False
        cls.status, cls.status_again, cls.taken, cls.asked = (3, "DELIVERED"), None, [], []

    def do_POST(self) -> None:
        told = {name: value[0] for name, value in parse_qs(urlsplit(self.path).query).items()}
        query = self.headers["x-acs-action"] == "QuerySendDetails"
        wrong = self._wrong()
        if not wrong and not query and not type(self).loses:
            type(self).taken.append(told)
        if (hang := type(self).hang) and not query:
            hang.wait(3)
        status, content = (403, json.dumps({"Code": wrong}).encode()) if wrong else type(self).answer
        if query and not wrong:
            type(self).asked.append(told)
            status, content = (503, b"") if type(self).silent else (200, json.dumps(self._details(told)).encode())
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(content)))
        with suppress(BrokenPipeError):  # who waited no longer
            self.end_headers()
            self.wfile.write(content)

    def _details(self, told: dict[str, str]) -> dict[str, Any]:
        here = type(self)
        rows = [
            {"OutId": one["OutId"], "PhoneNum": one["PhoneNumbers"], "SendStatus": status, "ErrCode": code}
            for one in here.taken
            for status, code in filter(None, (here.status, here.status_again))
            if one["PhoneNumbers"] == told["PhoneNumber"]
        ]
        return {"Code": "OK", "TotalCount": len(rows), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}

    def _wrong(self) -> str:
        told = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
            self.headers["Authorization"] or "",
        )
        if told is None or told[1] != KEY:
            return "InvalidAccessKeyId.NotFound"
        at = datetime.strptime(self.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(tz=UTC) - at) > timedelta(minutes=15):
            return "InvalidTimeStamp.Expired"
        path, _mark, query = self.path.partition("?")
        names = told[2].split(";")
        pairs = sorted(parse_qs(query, keep_blank_values=True).items())
        again = "&".join(f"{quote(name, safe='~')}={quote(values[0], safe='~')}" for name, values in pairs)
        lines = "".join(f"{name}:{self.headers[name]}\n" for name in names)
        body = hashlib.sha256(self.rfile.read(int(self.headers["Content-Length"] or 0))).hexdigest()
        request = "\n".join(["POST", path, again, lines, told[2], body])
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
        right = hmac.digest(SECRET.encode(), to_sign.encode(), "sha256").hex()
        return "" if hmac.compare_digest(right, told[3]) else "SignatureDoesNotMatch"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    Provider.begin()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
