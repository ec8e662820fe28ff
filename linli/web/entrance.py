"""Signing in and out: allauth's pages, and a shared machine forgets the receipts of whoever sat there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views

from linli.cases.receipts import forget
from linli.people import open_sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase


def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in."""
    return _answered(request, views.login)


def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign out, once it was asked for by a form."""
    return _answered(request, views.logout)


def _answered(request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    before = request.user.pk
    was = open_sessions.row_of(request)
    response = view(request)
    if request.user.pk != before:
        forget(response)
        open_sessions.follow(request, was)
    return response
