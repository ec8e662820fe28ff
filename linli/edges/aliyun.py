"""Text messages through Alibaba Cloud (阿里云短信服务, SendSms, version 2017-05-25).

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
from datetime import UTC, datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.edges.sms import Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

ALGORITHM = "ACS3-HMAC-SHA256"
VERSION, ACTION = "2017-05-25", "SendSms"
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
            templates={"code": settings.LINLI_SMS_CODE_TEMPLATE},
        )

    def send(self, message: Message) -> Outcome:
        """Send one; a time-out may have sent it, so nobody knows."""
        query = {
            "OutId": message.key,
            "PhoneNumbers": message.phone,
            "SignName": self.sign_name,
            "TemplateCode": self.templates[message.template],
            "TemplateParam": json.dumps(dict(message.values), ensure_ascii=False),
        }
        parts = urlsplit(self.url)
        now, nonce = datetime.now(tz=UTC), secrets.token_hex(16)
        headers = signed_headers(
            host=parts.netloc,
            query=query,
            key_id=self.key_id,
            secret=self.secret,
            now=now,
            nonce=nonce,
            action=ACTION,
            version=VERSION,
        )
        request = Request(f"{self.url.rstrip('/')}/?{encoded(query)}", data=b"", headers=headers, method="POST")  # noqa: S310 - https, see above
        return self._answered(request)

    def _answered(self, request: Request) -> Outcome:
        try:
            with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
                return _outcome(answer.read(MOST_BYTES))
        except HTTPError as error:
            with error:
                return _outcome(error.read(MOST_BYTES)) if error.code < 500 else _told("unknown", str(error.code))  # noqa: PLR2004
        except URLError as error:
            refused = isinstance(error.reason, ConnectionRefusedError)
            return _told("later" if refused else "unknown", type(error.reason).__name__)
        except (OSError, HTTPException) as error:
            return _told("unknown", type(error).__name__)


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


def _told(outcome: str, code: str) -> Outcome:
    """Log the provider's code, never the number or what was sent."""
    logger.warning("message not sent: %s (%s)", outcome, code[:80])
    return Outcome(outcome)
