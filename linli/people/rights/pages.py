"""Pages of one's own data: a file to take away, and being erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.factors.proof import sent_fresh
from linli.people.person import KEPT_AS, person_of
from linli.people.rights import data, erasing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from linli.people.person import Person


def me(request: HttpRequest) -> tuple[Account, Person]:
    """The account and the person behind a request of somebody who signed in."""
    assert isinstance(request.user, Account)  # noqa: S101 - the page is for people who signed in
    return request.user, person_of(request)


@require_safe
@for_known
def my_data(request: HttpRequest) -> HttpResponseBase:
    """What the file holds, chapter by chapter, and the two forms in which it can be taken away."""
    return render(request, "people/my_data.html", {"chapters": list(data.of(*me(request)))})


@require_safe
@for_known
def my_data_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The file: HTML to read, JSON for a machine. Made now, kept nowhere."""
    chapters = list(data.of(*me(request)))
    name = f"linli-{timezone.localdate():%Y%m%d}.{form}"
    answer: HttpResponse
    if form == "json":
        told = {"made": timezone.now().isoformat(), "chapters": [one.as_json() for one in chapters]}
        answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        page = render_to_string("people/my_data_file.html", {"chapters": chapters, "made": timezone.now()})
        answer = HttpResponse(page)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@sent_fresh
def erase_me(request: HttpRequest) -> HttpResponseBase:
    """What goes, what stays and why; one press does it, or notes it where something must be finished first."""
    account, _person = me(request)
    if request.method == "POST" and request.POST.get("sure") == "1":
        if erasing.ask(account, timezone.now()).done:
            logout(request)
            vars(request).pop(KEPT_AS, None)  # the last page is for nobody any more
            return render(request, "people/erased.html", {"at": timezone.now()})
        return redirect("erase_me")
    context = {
        "reasons": erasing.reasons(account, timezone.now()),
        "standing": erasing.standing(account),
        "unsure": request.method == "POST",
    }
    return render(request, "people/erase_me.html", context)


@require_POST
@for_known
def keep_me(request: HttpRequest) -> HttpResponseBase:
    """Take the wish to be erased back."""
    erasing.take_back(me(request)[0], timezone.now())
    return redirect("erase_me")
