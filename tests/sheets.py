"""Filling in our forms as a browser does: open the page, keep its hidden marks, type, send."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from linli.people import receipts_cookie
from linli.ui.tests.markup import Page

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from linli.flows.records import Record


def address(record: Record, verb: str) -> str:
    """Give the address of a step."""
    return reverse("step", args=[record.table.noun, record.street, record.id, verb])


def body(response: Response) -> str:
    """Read a page."""
    return response.content.decode()


def said(response: Response) -> str:
    """Read a page as a person does: with signs instead of entities."""
    return unescape(body(response))


def hidden(html: str) -> dict[str, str]:
    """Read the marks that a form carries."""
    inputs = [each.attributes for each in Page(html).elements if each.tag == "input"]
    return {each["name"]: each.get("value", "") for each in inputs if each.get("type") == "hidden" and "name" in each}


def opened(client: Client, url: str) -> dict[str, str]:
    """Open a form; give the marks that go back with it (not those of other forms on the page)."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    marks = hidden(body(response))
    return {name: marks[name] for name in ("token", "screen") if name in marks}


def send(client: Client, url: str, **typed: Any) -> Response:
    """Open a form and send it with what was typed."""
    return client.post(url, {**opened(client, url), **typed})


def with_receipt(*records: Record) -> Client:
    """Give the browser of somebody who typed receipt codes in, eight at most."""
    client = Client()
    for record in records:
        request, answer = RequestFactory().get("/"), HttpResponse()
        request.user = AnonymousUser()
        request.COOKIES.update({name: cookie.value for name, cookie in client.cookies.items()})
        receipts_cookie.grant(request, answer, street=record.street, stream=record.id)
        client.cookies.update(answer.cookies)
    return client
