"""The menu: which pages there are for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.people.person import Person


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the person, and the menu with the current page marked."""
    person = person_of(request)
    items = [{"label": label, "url": url, "current": request.path == url} for label, url in _items(person)]
    return {"person": person, "menu": items}


def _items(person: Person) -> list[tuple[str, str]]:
    items = [(_("首页"), reverse("home")), (_("心愿墙"), reverse("wall_here"))]
    if person.is_known:
        items += [(_("我的事"), reverse("mine")), (_("我的认领"), reverse("claims"))]
    if person.has("desk") or person.has("grid") or person.has("auditor"):
        items.append((_("工作台"), reverse("desk")))
    if person.has("street") or person.has("auditor"):
        items.append((_("街道"), reverse("street")))
    return items
