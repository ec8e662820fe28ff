"""Every component on one page, in both languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.template import engines
from django.template.backends.utils import csrf_input
from django.test import RequestFactory
from django.utils import timezone, translation

from linli.ui.codes import groups
from linli.ui.environment import address
from linli.ui.fields import of_form
from linli.ui.languages import CHINESE
from linli.ui.tests import markup

if TYPE_CHECKING:
    from django.http import HttpRequest

FLOORS = Path(__file__).parents[2]
PAGES = sorted(FLOORS.glob("*/jinja2/**/*.html"))
WORDS = {
    "title": "Title",
    "intro": "Intro",
    "back": "Back",
    "what": "What <b>happened</b>",
    "why": "Why",
    "next": "Next",
    "state": "Open",
    "count": "7 in all",
}


def asked() -> list[dict[str, Any]]:
    return [
        {"name": "what", "label": "What", "kind": "long", "value": "</textarea>", "error": "Too long", "help": "Help"},
        {"name": "line", "label": "Line", "kind": "text", "value": '"><script>', "required": True, "maxlength": 20},
        {"name": "phone", "label": "Phone", "kind": "tel", "value": "138", "error": "Wrong"},
        {"name": "kind", "label": "Kind", "kind": "choice", "choices": (("a", "A"), ("b", "B")), "value": "b"},
        {"name": "agreed", "label": "Agreed", "kind": "flag", "value": "1", "error": "Tick this"},
        {"name": "carried", "kind": "hidden", "value": "kept"},
    ]


def showcase(language: str, path: str = "/?kind=a&page=2") -> str:
    request: HttpRequest = RequestFactory().get(path)
    past = timezone.now() - dt.timedelta(days=2)
    context = {
        "words": WORDS,
        "asked": asked(),
        "steps": [{"label": "Lesser", "url": "/b", "plain": True}, {"label": "Do", "url": "/a"}],
        "kinds": [("", "All"), ("b", "B")],
        "code": "620103001-7K2M-9QXD",
        "now": timezone.now(),
        "past": past,
        "events": [{"verb": "Done", "who": "W", "at": past, "recorded": timezone.now(), "text": "Text"}],
        "menu": [{"label": "Here", "url": "/", "current": True}],
        "place_name": "Place",
    }
    source = (Path(__file__).parent / "showcase.html").read_text(encoding="utf-8")
    with translation.override(language):
        env = engines["jinja2"].env  # type: ignore[attr-defined]
        return str(env.from_string(source).render(context, request=request, csrf_input=csrf_input(request)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_components_keep_the_rules_of_a_page(language: str) -> None:
    assert markup.faults(showcase(language)) == []


def test_english_pages_hold_no_chinese_but_the_name_of_the_language() -> None:
    html = showcase("en").replace("简体中文", "")
    assert CHINESE.findall(html) == []


def test_what_people_wrote_is_never_markup() -> None:
    html = showcase("zh-hans")
    assert "<script>" not in html
    assert "&lt;/textarea&gt;" in html
    assert "What &lt;b&gt;happened&lt;/b&gt;" in html


def test_a_fault_stands_beside_its_field_and_in_the_summary() -> None:
    page = markup.Page(showcase("zh-hans"))
    field = next(one for one in page.elements if one.attributes.get("id") == "f-phone")
    assert field.attributes["aria-describedby"] == "f-phone-error"
    assert field.attributes["aria-invalid"] == "true"
    assert [a.text for a in page.all("a") if a.attributes.get("href") == "#f-phone"] == ["Phone"]


def test_only_the_next_step_stands_out() -> None:
    page = markup.Page(showcase("zh-hans"))
    main = [a.text for a in page.all("a") if a.attributes.get("class") == "button main"]
    assert {text[:2] for text in main} == {"Do"}


def test_a_page_says_its_language_and_its_direction() -> None:
    assert '<html lang="zh-Hans" dir="ltr">' in showcase("zh-hans")
    assert '<html lang="en" dir="ltr">' in showcase("en")


def test_the_other_language_is_one_button_away() -> None:
    page = markup.Page(showcase("en"))
    switch = [button for button in page.all("button") if button.attributes.get("name") == "language"]
    assert [button.attributes["value"] for button in switch] == ["zh-hans"]
    back = next(one for one in page.all("input") if one.attributes.get("name") == "next")
    assert back.attributes["value"] == "/?kind=a&page=2"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(FLOORS)))
def test_every_template_can_be_read(path: Path) -> None:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    assert env.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(FLOORS)))
def test_no_template_carries_style_or_script(path: Path) -> None:
    page = markup.Page(path.read_text(encoding="utf-8"))
    names = {name for element in page.elements for name in element.attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert page.all("style") == []
    assert [script for script in page.all("script") if "src" not in script.attributes] == []


def test_the_address_keeps_what_was_chosen() -> None:
    request = RequestFactory().get("/wall?kind=a&page=3&community=x y")
    assert address(request, page=None, kind="b") == "?community=x+y&kind=b"
    assert address(request, page=4) == "?kind=a&community=x+y&page=4"


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("620103001-7K2M-9QXD", ["620103001", "7K2M", "9QXD"]),
        ("7K2M9QXD", ["7K2M", "9QXD"]),
        ("7K2M 9Q", ["7K2M", "9Q"]),
        ("", []),
    ],
)
def test_a_code_is_read_in_groups(code: str, parts: list[str]) -> None:
    assert groups(code) == parts


class Entry(forms.Form):
    login = forms.CharField(label="Name", max_length=30)
    password = forms.CharField(widget=forms.PasswordInput)
    stay = forms.BooleanField(required=False)


def test_a_form_of_django_is_shown_like_any_other_and_its_secret_never() -> None:
    form = Entry({"login": "", "password": "hidden-secret"})
    name, secret, stay = (of_form(form[field]) for field in ("login", "password", "stay"))
    assert (name.label, name.required, name.maxlength, bool(name.error)) == ("Name", True, 30, True)
    assert (secret.kind, secret.value) == ("password", "")
    assert (stay.kind, stay.value, stay.required) == ("flag", "", False)
