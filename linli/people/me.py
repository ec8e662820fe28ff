"""One's own page: who I am here, what I hold, and the way to everything about me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.people.account_links import links
from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@for_known
def me(request: HttpRequest) -> HttpResponse:
    """The person's own name and phone, their posts today, and links."""
    assert isinstance(request.user, Account)  # noqa: S101 - the page is for people who signed in
    context = {
        "account": {"name": request.user.name, "phone": request.user.phone},
        "posts": [seat.title for seat in person_of(request).seats],
        "links": [{"label": one.label, "url": reverse(one.route), "note": one.note} for one in links()],
    }
    return render(request, "people/me.html", context)
