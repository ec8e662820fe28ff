"""The menu: which pages there are for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.figures.asking import READERS
from linli.people.person import person_of
from linli.people.roles import HANDLERS, WATCHERS
from linli.ui.environment import url
from linli.web import buildings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.people.person import Person


DESK = (HANDLERS | WATCHERS) - {"street"}
"""Roles with the desk's table in their menu; the street comes to it by its numbers."""
MOST = 99
"""More unread notices than that are not counted out."""


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the person, and the menu with the current page marked."""
    person = person_of(request)
    unread = getattr(request.user, "unread", 0) if person.is_known else 0
    items = [
        {"label": label, "url": where, "current": request.path == where} for label, where in _items(person, unread)
    ]
    return {"person": person, "menu": items}


def _items(person: Person, unread: int) -> list[tuple[str, str]]:
    items = [(_("首页"), url("home")), (_("心愿墙"), url("wall_here"))]
    if person.is_known:
        told = _("通知（%(count)s）") % {"count": unread if unread <= MOST else f"{MOST}+"} if unread else _("通知")
        items += [(_("我的事"), url("mine")), (_("我的认领"), url("claims"))]
        items += [(told, url("notices")), (_("我的账号"), url("me"))]
    if person.has("liaison"):
        items.append((_("单位收件箱"), url("inbox")))
    if any(person.has(role) for role in DESK):
        items.append((_("工作台"), url("desk")))
    if person.has("street") or person.has("auditor"):
        items.append((_("街道"), url("street")))
    if any(person.has(role) for role in READERS):
        items.append((_("数字"), url("figures")))
    if any(person.has(role) for role in buildings.ROLES):
        items.append((_("楼栋"), url("buildings")))
    if person.has("system"):
        items.append((_("系统管理"), url("office")))
    if person.has("security"):
        items.append((_("安全提醒"), url("alarms")))
    return items
