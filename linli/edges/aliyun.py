"""Text messages through Alibaba Cloud (阿里云短信服务, SendSms and QuerySendDetails, version 2017-05-25).

``OutId`` carries our own key: by it a message is found again among those that went to a number on a day, so that after
a time-out nobody has to guess (help.aliyun.com/document_detail/419277.html: SendStatus 1 waits, 2 failed, 3 arrived).

The request is signed by ACS3-HMAC-SHA256 as the provider documents it ("V3 request structure and signature",
help page alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.edges.sms import Message, Outcome, Report, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

ALGORITHM = "ACS3-HMAC-SHA256"
VERSION, ACTION, QUERY = "2017-05-25", "SendSms", "QuerySendDetails"
HERE = ZoneInfo("Asia/Shanghai")
AT_ONCE = 50
"""How many messages one question tells of; more than that to one number on one day are not looked through."""
STANDINGS = {"1": Standing.ON_ITS_WAY, "2": Standing.FAILED, "3": Standing.ARRIVED}
CERTAINTY = (Standing.ARRIVED, Standing.ON_ITS_WAY, Standing.FAILED, Standing.UNKNOWN)
"""Which of several rows about one message says most."""
MIDNIGHT = timedelta(minutes=10)
"""So near to midnight the provider may have written the message down under the next day."""
SECONDS = 5.0
MOST_BYTES = 64 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LATER = ("isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "isv.OUT_OF_SERVICE", "isv.AMOUNT_NOT_ENOUGH", "Throttling")
"""Codes after which the same message may go through another time; any other code refuses it."""


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not ours."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nobody."""


@dataclass(frozen=True)
class Aliyun:
    """``url`` is the endpoint; ``templates`` maps our template names to the provider's codes."""

    url: str
    key_id: str
    secret: str
    sign_name: str
    templates: Mapping[str, str]

    def __post_init__(self) -> None:
        """Speak to nobody but the configured host, and over TLS unless it is this machine in development."""
        parts = urlsplit(self.url)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK and not settings.LINLI_PRODUCTION
        if not local and parts.scheme != "https":
            message = "LINLI_SMS_URL must begin with https://"
            raise ImproperlyConfigured(message)

    @classmethod
    def configured(cls) -> Aliyun:
        """Read the settings; the secret lies in `sms.json` beside the keys: {"key_id": …, "secret": …}."""
        content = json.loads((settings.LINLI_KEY_DIR / "sms.json").read_text(encoding="utf-8"))
        return cls(
            url=settings.LINLI_SMS_URL,
            key_id=content["key_id"],
            secret=content["secret"],
            sign_name=settings.LINLI_SMS_SIGN,
            templates={
                "code": settings.LINLI_SMS_CODE_TEMPLATE,
                "notice": settings.LINLI_SMS_NOTICE_TEMPLATE,
                "digest": settings.LINLI_SMS_DIGEST_TEMPLATE,
                "question": settings.LINLI_SMS_QUESTION_TEMPLATE,
            },
        )

    def sends(self, template: str) -> bool:
        """Whether the provider approved one."""
        return bool(self.templates.get(template))

    def send(self, message: Message) -> Outcome:
        """Send one; a time-out may have sent it, so nobody knows."""
        query = {
            "OutId": message.key,
            "PhoneNumbers": message.phone,
            "SignName": self.sign_name,
            "TemplateCode": self.templates[message.template],
            "TemplateParam": json.dumps(dict(message.values), ensure_ascii=False),
        }
        try:
            return _outcome(self._asked(ACTION, query))
        except _TroubleError as trouble:
            return _told(trouble.outcome, trouble.reason)

    def ask(self, *, phone: str, key: str, sent: datetime) -> Report:
        """Look for the key among what went to the number on that day; near midnight on the next one too."""
        days = dict.fromkeys(f"{moment.astimezone(HERE):%Y%m%d}" for moment in (sent, sent + MIDNIGHT))
        found = Report(Standing.UNKNOWN)
        for day in days:
            query = {"PhoneNumber": phone, "SendDate": day, "PageSize": str(AT_ONCE), "CurrentPage": "1"}
            try:
                found = _report(self._asked(QUERY, query), key)
            except _TroubleError:
                return Report(Standing.UNKNOWN)
            if found.standing is not Standing.ABSENT:
                break
        return found

    def _asked(self, action: str, query: Mapping[str, str]) -> bytes:
        """Send a signed request; what was answered. Raises _TroubleError where nothing was, or a fault of theirs."""
        parts = urlsplit(self.url)
        headers = signed_headers(
            host=parts.netloc,
            query=query,
            key_id=self.key_id,
            secret=self.secret,
            now=datetime.now(tz=UTC),
            nonce=secrets.token_hex(16),
            action=action,
            version=VERSION,
        )
        request = Request(f"{self.url.rstrip('/')}/?{encoded(query)}", data=b"", headers=headers, method="POST")  # noqa: S310 - https, see above
        try:
            with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
                content: bytes = answer.read(MOST_BYTES)
        except HTTPError as error:
            with error:
                if error.code >= 500:  # noqa: PLR2004
                    raise _TroubleError(Outcome.UNKNOWN, str(error.code)) from None
                content = error.read(MOST_BYTES)
        except URLError as error:
            refused = isinstance(error.reason, ConnectionRefusedError)
            raise _TroubleError(Outcome.LATER if refused else Outcome.UNKNOWN, type(error.reason).__name__) from None
        except (OSError, HTTPException) as error:
            raise _TroubleError(Outcome.UNKNOWN, type(error).__name__) from None
        return content


class _TroubleError(Exception):
    """No answer to a request: what that means for a message, and the name of the trouble."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome, self.reason = outcome, reason


def signed_headers(
    *,
    host: str,
    query: Mapping[str, str],
    key_id: str,
    secret: str,
    now: datetime,
    nonce: str,
    action: str,
    version: str,
) -> dict[str, str]:
    """Return the headers of a POST to / without a body, with the signature among them."""
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": empty,
        "x-acs-date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n{encoded(query)}\n{lines}\n{names}\n{empty}"
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return {**headers, "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}


def encoded(query: Mapping[str, str]) -> str:
    """Return the query in its canonical order and spelling (RFC 3986)."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))


def _outcome(content: bytes) -> Outcome:
    try:
        code = str(json.loads(content)["Code"])
    except (ValueError, KeyError, TypeError):
        return _told("unknown", "no answer of theirs")
    if code == "OK":
        return Outcome.SENT
    return _told("later" if code.startswith(LATER) else "refused", code)


def _report(content: bytes, key: str) -> Report:
    """What the answer says of our message; it is absent only where the whole list was seen.

    A gateway that took it twice tells of it twice: what arrived once has arrived.
    """
    try:
        told = json.loads(content)
        rows = told["SmsSendDetailDTOs"]["SmsSendDetailDTO"] if told["Code"] == "OK" else None
        total = int(told["TotalCount"]) if rows is not None else 0
        own = [row for row in rows or () if row.get("OutId") == key]
        row = min(own, key=lambda row: CERTAINTY.index(_standing(row)), default=None)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Report(Standing.UNKNOWN)
    if rows is None or (row is None and total > len(rows)):
        return Report(Standing.UNKNOWN)
    if row is None:
        return Report(Standing.ABSENT)
    standing = _standing(row)
    return Report(standing, str(row.get("ErrCode", ""))[:40] if standing is Standing.FAILED else "")


def _standing(row: Mapping[str, Any]) -> Standing:
    return STANDINGS.get(str(row.get("SendStatus")), Standing.UNKNOWN)


def _told(outcome: str, code: str) -> Outcome:
    """Log the provider's code, never the number or what was sent."""
    logger.warning("message not sent: %s (%s)", outcome, code[:80])
    return Outcome(outcome)
