"""Notices as plain values for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.flows.table import flow_named
from linli.kit import addresses
from linli.notices import news

if TYPE_CHECKING:
    from linli.notices.models import Notice


def row(notice: Notice) -> dict[str, Any]:
    """One notice in the reader's language: of which kind of matter, which one, what, and where it opens."""
    try:
        flow = flow_named(notice.flow)
    except KeyError:  # a flow that is no longer declared
        return _bare(notice)
    return {
        "kind": flow.title,
        "label": flow.model(id=notice.stream).label,
        "what": news.of(flow, notice.verb, notice.role).words,
        "turn": notice.at_once and notice.over is None,
        "made": notice.made,
        "seen": notice.seen is not None,
        "url": addresses.of_row("notice", addresses.STREET, addresses.KEY, street=notice.street, key=notice.pk),
    }


def _bare(notice: Notice) -> dict[str, Any]:
    return {"kind": "", "label": "", "what": _("有进展"), "turn": False, "made": notice.made, "seen": True, "url": ""}
