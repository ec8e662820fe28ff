"""The token in a form: what it was shown for, to whose browser, at which version, and that it is used once.

It is signed and bound to a signed cookie that is set with the form, and to the account, so it also keeps other sites
from sending our forms (the pages that use it are exempt from Django's own check for that reason alone).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from linli.people.person import Person

KEPT = timedelta(hours=72)
COOKIE = "linli_browser"
FIELD = "token"
SALT = "linli.flows.form"
KEPT_AS = "linli_browser"


@dataclass(frozen=True)
class Token:
    """A read token: ``key`` (hex, 128 bits) to be used once, and the ``version`` of the record that was shown.

    ``form`` is the digest of what was asked, '' where nobody compares it.
    """

    key: str
    version: int
    form: str = ""


class ShowAgain(Refused):
    """The form cannot be taken as it came, and is shown again with what was typed."""


class OtherBrowser(Refused):
    """The form belongs to another browser: 409, and nothing of what came of it is told."""


def browser_of(request: HttpRequest) -> str:
    """The random name of this browser from its signed cookie; '' where there is none."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""


def issue(request: HttpRequest, *, purpose: str, person: Person, version: int = 0, form: str = "") -> str:
    """A new token for a form, bound to purpose, browser and account. The answer must go through ``remember``."""
    browser = browser_of(request) or vars(request).get(KEPT_AS) or secrets.token_hex(16)
    vars(request)[KEPT_AS] = browser
    payload = [secrets.token_hex(16), purpose, browser, _account(person), version, form]
    return signing.dumps(payload, salt=SALT, compress=False)


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the browser's cookie with a form that was just shown."""
    browser = vars(request).get(KEPT_AS)
    if browser:
        response.set_signed_cookie(
            COOKIE,
            browser,
            salt=SALT,
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def read(request: HttpRequest, *, purpose: str, person: Person, form: str = "") -> Token:
    """The token that came with the form; ``form`` is the digest of what is asked now. Raises ShowAgain or OtherBrowser."""
    try:
        key, meant_for, browser, account, version, shown = signing.loads(
            request.POST.get(FIELD, ""), salt=SALT, max_age=KEPT
        )
    except signing.SignatureExpired:
        raise ShowAgain("form_too_old", _("这张表放了超过三天，没有提交。您填的内容还在，请看一遍再提交。")) from None
    except (signing.BadSignature, ValueError):
        raise ShowAgain("form_unknown", _("这次没有提交成功。您填的内容还在，请再点一次提交。")) from None
    here = browser_of(request)
    if not here:
        raise ShowAgain("no_cookie", _("浏览器没有带上本站的小标记（Cookie），没有提交。请再点一次提交。"))
    if not secrets.compare_digest(here, browser) or account != _account(person):
        raise OtherBrowser(
            "other_browser", _("这张表不是在这个浏览器里打开的，没有提交。"), advice=_("请重新打开页面填写。")
        )
    if meant_for != purpose:
        raise ShowAgain("form_unknown", _("这次没有提交成功。您填的内容还在，请再点一次提交。"))
    if form and shown != form:
        raise changed()
    return Token(key=key, version=version, form=shown)


def changed() -> ShowAgain:
    """The refusal of a form that asks something else than when it was opened."""
    return ShowAgain(
        "form_changed", _("您填写的时候，这张表改过了，还没有提交。"), advice=_("您填的内容还在，请看一遍再提交。")
    )


def _account(person: Person) -> str:
    return str(person.account_id or "")
