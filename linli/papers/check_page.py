"""Where a paper is checked: by the number and code that stand on it, or by its QR code. Never what it says.

A wrong code and a mistyped one get the same answer, and whoever tries many has to wait.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kit.throttle import Throttle
from linli.ledger.events import facts_of
from linli.ledger.models import Event
from linli.papers import content, numbering, shown
from linli.papers.declared import paper_named
from linli.papers.models import LABEL, Printed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words

WRONG_CODES = Throttle("paper-wrong", most=10, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for number and check code; right ones lead to what is known of the paper."""
    if request.method != "POST":
        return _form(request)
    place = WRONG_CODES.take(request)
    if not place:
        return _form(request, error=_too_many(), status=HTTPStatus.TOO_MANY_REQUESTS)
    printed = find(request.POST.get("code", ""))
    if printed is None or not numbering.same(request.POST.get("number", ""), printed.label):
        words = _("没有查到。请对照纸上的编号和校验码再输一遍。")
        return _form(request, error=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    WRONG_CODES.give_back(place)
    return redirect("paper_checked", f"{printed.street}-{printed.code}")


@never_cache
@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the paper with this code: the address in its QR code."""
    place = WRONG_CODES.take(request)
    if not place:
        return _form(request, error=_too_many(), status=HTTPStatus.TOO_MANY_REQUESTS)
    printed = find(code)
    if printed is None:
        words = _("没有这个校验码的材料。请对照纸上的编号和校验码再输一遍。")
        return _form(request, error=words, status=HTTPStatus.NOT_FOUND)
    WRONG_CODES.give_back(place)
    return render(request, "papers/checked.html", {"found": told(printed)})


def find(typed: str) -> Printed | None:
    """The paper whose check code was typed, or None."""
    street, code = content.read_code(typed)
    return Printed.objects.filter(street=street, code=code).select_related("template").first() if code else None


def told(printed: Printed) -> dict[str, Any]:
    """What anybody may know of a paper: that, when and by which office it was issued, and whether it is the newest."""
    later = Printed.objects.filter(
        street=printed.street, stream=printed.stream, paper=printed.paper, at__gte=printed.at
    ).exclude(id=printed.id)
    return {
        "title": paper_named(printed.paper).title,
        "number": printed.label,
        "office": shown.office(printed.place),
        "at": printed.at,
        "copies": printed.copies,
        "last_at": printed.last_at,
        "holds": holds(printed),
        "erased": not printed.sealed,
        "replaced": later.exists(),
    }


def holds(printed: Printed) -> bool:
    """Whether the row is what was printed, by its own hash and by the event that was written with it."""
    event = Event.objects.filter(street=printed.street, stream=printed.stream, number=printed.event).first()
    if event is None or facts_of(event).get("hash") != printed.hash or content.code_of(printed.hash) != printed.code:
        return False
    return not printed.sealed or content.hash_of(printed) == printed.hash


def _too_many() -> str:
    return _("试的次数太多了，请过十分钟再来。")


def _form(request: HttpRequest, *, error: Words = "", status: int = HTTPStatus.OK) -> HttpResponse:
    fields = [
        {
            "name": name,
            "label": label,
            "kind": "text",
            "help": told_so,
            "value": request.POST.get(name, "")[:most],
            "required": True,
            "maxlength": most,
            "error": error if name == "code" else "",
        }
        for name, label, told_so, most in (
            ("number", _("编号"), _("和纸上的一样，括号、空格不要紧。"), LABEL),
            ("code", _("校验码"), _("九位数字后面跟两组字母和数字，大小写、空格都不要紧。"), 100),
        )
    ]
    context = {"fields": fields, "action": reverse("paper_check")}
    return render(request, "papers/check.html", context, status=status)
