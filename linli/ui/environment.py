"""The Jinja2 environment of all pages, for Django's Jinja2 backend."""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from linli.kit.masking import mask_name
from linli.ui import codes, dates, fields
from linli.ui.appearance import appearance_of

log = logging.getLogger("linli.ui")
MISSING = object()


class Pages(Environment):
    """Templates are given plain dicts, so `row.label` looks for the key first, and not for an attribute in vain."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give `obj.attribute`."""
        if type(obj) is dict:
            value = obj.get(attribute, MISSING)
            if value is not MISSING:
                return value
        return super().getattr(obj, attribute)


@lru_cache
def asset(name: str) -> str:
    """Give the address of a static file: its name with its hash stays while the process runs.

    A file that was not collected has none; its page, which may be the one that says what failed, is shown all the same.
    """
    try:
        return static(name)
    except ValueError:
        log.warning("not collected", extra={"fields": {"file": name}})
        return f"{settings.STATIC_URL}{name}"


@lru_cache(maxsize=256)
def url(name: str, *args: object, **parts: object) -> str:
    """Give the address of a route."""
    return reverse(name, args=args or None, kwargs=parts or None)


def address(request: HttpRequest, **changes: object) -> str:
    """Keep the query string of this page, with some keys changed; None or '' takes a key out."""
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}"


def languages() -> list[tuple[str, str]]:
    """List the languages that a person may choose: code and own name."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def language() -> str:
    """Give the language of this page, as HTML names it."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    return {"zh-hans": "zh-Hans"}.get(code, code)


def direction() -> str:
    """Say which way the language of this page runs."""
    return "rtl" if translation.get_language_bidi() else "ltr"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "day": dates.day,
    "left": dates.left,
    "until": dates.until,
    "late": dates.is_late,
    "machine": dates.machine,
    "noted_once": dates.noted_once,
    "groups": codes.groups,
    "qr": codes.qr,
    "mask_name": mask_name,
}
GLOBALS: Mapping[str, Callable[..., Any]] = {
    "url": url,
    "static": asset,
    "address": address,
    "languages": languages,
    "language": language,
    "direction": direction,
    "noted_later": dates.noted_later,
    "appearance": appearance_of,
    "page_field": fields.of_form,
}


def environment(**options: Any) -> Environment:
    """Make the environment that `TEMPLATES` names. The language is asked at each text, not here."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Pages(**options, extensions=["jinja2.ext.i18n"])
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.filters.update(FILTERS)
    env.globals.update(GLOBALS)
    return env
