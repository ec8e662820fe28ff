"""Who comes in: the system administrator of a street, into that street alone."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_safe

from linli.people.doorway import for_known
from linli.people.models import Post
from linli.people.person import person_of
from linli.people.serving.post_words import WITH_PLACE

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

ROLE = "system"


def streets_of(request: HttpRequest) -> list[str]:
    """The streets that the person administers; 403 where there is none."""
    streets = list(dict.fromkeys(seat.street for seat in person_of(request).seats if seat.role == ROLE))
    if not streets:
        raise PermissionDenied
    return streets


def inside(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of one street: another one's administrator finds nothing there."""

    @for_known
    @wraps(view)
    def guarded(request: HttpRequest, street: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if street not in streets_of(request):
            raise Http404
        return view(request, street, *args, **kwargs)

    return guarded


def read_inside(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for a page that is only read."""
    return require_safe(inside(view))


def post_or_404(street: str, key: UUID) -> Post:
    """The post of this street."""
    post = Post.objects.select_related(*WITH_PLACE).filter(street=street, pk=key).first()
    if post is None:
        raise Http404
    return post
