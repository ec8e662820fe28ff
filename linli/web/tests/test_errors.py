"""What a person sees when something went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import Client, RequestFactory
from django.utils import translation

from linli.kit.logs import request_id
from linli.ui.environment import asset
from linli.ui.languages import CHINESE
from linli.ui.tests import markup
from linli.web import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

REQUEST = RequestFactory().get("/")
ANSWERS: list[tuple[int, Callable[[HttpRequest], HttpResponse]]] = [
    (400, errors.bad_request),
    (403, errors.permission_denied),
    (403, errors.csrf_failure),
    (404, errors.not_found),
    (413, errors.too_large),
    (429, errors.too_many),
    (500, errors.server_error),
]


@pytest.mark.parametrize(("status", "answer"), ANSWERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_error_page_is_a_whole_page_without_database(
    status: int, answer: Callable[[HttpRequest], HttpResponse], language: str
) -> None:
    with translation.override(language):
        response = answer(REQUEST)
    html = response.content.decode()
    assert response.status_code == status
    assert markup.faults(html) == []
    assert bool(CHINESE.search(html)) == (language == "zh-hans")


@pytest.fixture
def nothing_collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no static file have an entry, as before the first `linli migrate`."""
    known = staticfiles_storage.hashed_files  # type: ignore[attr-defined] # the stubs know the plain storage alone
    for name in list(known):
        monkeypatch.delitem(known, name)
    asset.cache_clear()
    yield
    asset.cache_clear()


@pytest.mark.usefixtures("nothing_collected")
def test_an_error_page_is_shown_where_static_files_are_missing() -> None:
    with pytest.raises(ValueError, match="manifest"):
        staticfiles_storage.url("ui/linli.css")
    html = errors.server_error(REQUEST).content.decode()
    assert "系统出了点问题" in html
    assert '"/static/ui/linli.css"' in html


def test_more_than_a_form_can_hold_is_told_as_such() -> None:
    assert errors.bad_request(REQUEST, RequestDataTooBig()).status_code == 413


def test_the_reason_of_a_refusal_stays_inside() -> None:
    html = errors.permission_denied(REQUEST, exception=PermissionDenied("holds no seat 42")).content.decode()
    assert "42" not in html


def test_a_fault_of_the_server_gives_the_number_under_which_it_was_logged() -> None:
    token = request_id.set("0198f3a2-5d1c")
    try:
        html = errors.server_error(REQUEST).content.decode()
    finally:
        request_id.reset(token)
    assert "0198f3a2-5d1c" in html


def test_an_address_that_does_not_exist_gets_our_page(client: Client) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_mark_gets_our_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "这一页放得太久了" in response.content.decode()


@pytest.mark.django_db
def test_the_language_is_kept_in_a_cookie_and_nowhere_else(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/login/"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/login/"
    assert client.cookies["django_language"].value == "en"
    assert "sessionid" not in client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sign_in_page_is_a_whole_page(client: Client, language: str) -> None:
    html = client.post("/login/", {"login": "", "password": ""}, headers={"Accept-Language": language}).content.decode()
    assert markup.faults(html) == []
    assert ("登录名" in html) == (language == "zh-hans")
