"""The posts of a street as a list: by role, kind of place, community, words, and which are vacant today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.reading.lists import PAGE, chosen, number
from linli.office.frame import framed
from linli.office.gate import read_inside
from linli.people.models import Post, Tenure
from linli.people.posts import in_force
from linli.people.presence import Manning, manned, occupied
from linli.people.roles import KINDS, ROLES
from linli.people.serving.post_words import WITH_PLACE, where
from linli.places.naming import communities_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 60


@read_inside
def posts(request: HttpRequest, street: str) -> HttpResponse:
    """Every post of the street by place: who holds it, who stands in, who is away, which is vacant.

    What is left of a place that is no more stands among them as long as somebody holds it.
    """
    filters = _filters(request, street)
    found, page, pages, total = _page(_posts(street, filters), number(request.GET.get("page", "")))
    context = {
        "title": _("岗位"),
        "rows": [row(one) for one in manned(found, street=street, day=timezone.localdate())],
        "chosen": filters,
        "roles": [("", _("全部")), *((role.code, role.words) for role in ROLES.values())],
        "kinds": [("", _("全部")), *KINDS.items()],
        "communities": [("", _("全部社区")), *communities_of(street)],
        "vacancies": [("", _("全部")), ("vacant", _("空岗"))],
        "page": page,
        "pages": pages,
        "total": total,
    }
    return render(request, "office/posts.html", {**framed(street), **context})


def row(manning: Manning) -> dict[str, Any]:
    """A post with its people, masked; its place must have been read with it."""
    acting = {tenure.pk for tenure in manning.acting}
    return {
        "title": manning.post.title,
        "place": where(manning.post),
        "role": manning.post.rules.words,
        "url": reverse("office_post", args=[manning.post.street, manning.post.pk]),
        "vacant": manning.vacant,
        "people": [
            {
                "name": one.account.masked_name,
                "stands_in": one.turn,
                "acts": one.pk in acting,
                "away": one.account_id in manning.away,
                "closed": not one.account.is_active,
                "since": one.since,
                "url": reverse("office_account", args=[manning.post.street, one.account_id]),
            }
            for one in manning.tenures
        ],
    }


def _filters(request: HttpRequest, street: str) -> dict[str, str]:
    allowed = {
        "role": list(ROLES),
        "kind": list(KINDS),
        "community": [code for code, _name in communities_of(street)],
        "vacant": ["vacant"],
    }
    typed = request.GET.get("words", "").replace("\x00", "")[:LONGEST]
    return {name: chosen(request, name, values) for name, values in allowed.items()} | {"words": typed.strip()}


def _posts(street: str, filters: dict[str, str]) -> QuerySet[Post]:
    day = timezone.localdate()
    held = Tenure.objects.on(day).filter(street=OuterRef("street"), post=OuterRef("pk"))
    found = Post.objects.filter(Q(in_force()) | Q(Exists(held)), street=street).exclude(organisation__active=False)
    for name, column in (("role", "role"), ("kind", "kind"), ("community", "place")):
        if filters[name]:
            found = found.filter(**{column: filters[name]})
    if filters["vacant"]:
        found = found.exclude(occupied(day))
    for part in filters["words"].split():
        found = found.filter(title__icontains=part)
    return found.select_related(*WITH_PLACE).order_by("place", "role", "title", "id")


def _page(found: QuerySet[Post], asked: int) -> tuple[list[Post], int, int, int]:
    counted: QuerySet[Any] = found.annotate(total=Window(Count("*")))
    rows = list(counted[(asked - 1) * PAGE : asked * PAGE])
    if not rows and asked > 1:
        return _page(found, 1)
    total = rows[0].total if rows else 0
    return rows, asked, max(1, -(-total // PAGE)), total
