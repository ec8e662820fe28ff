"""How whoever holds the receipt of a case wants to be told: for themselves, and at the counter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases.deeds.noting import Doer
from linli.cases.pages.rights_pages import MAY, own_case
from linli.cases.reaching import chosen
from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.flows.roles import roles_of
from linli.forms.form import Form
from linli.notices import ways
from linli.notices.ways import Way
from linli.people.person import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.cases.models import Case
    from linli.kit.refused import Refused
    from linli.people.person import Person

ASKED = Form((replace(ways.FIELD, required=True, help=_("短信只说是哪一件、办到哪一步，不写内容。")),))


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def way(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """Choose it; 403 where nobody holds a receipt alone: an account chooses in its own notices."""
    person = person_of(request)
    case = own_case(person, street, case_id)
    if not case.is_by_receipt:
        raise PermissionDenied

    def form(refusal: Refused | None) -> HttpResponse:
        now = chosen.of_case(case)
        sheet = Sheet(
            title=_("怎么告诉本人"),
            asks=ASKED,
            submit=_("保存"),
            typed=request.POST if request.method == "POST" else {ways.FIELD.name: str(now or "")},
            refusal=refusal,
            context={"back": case.url, "intro": _("通知在这件事的页面上总能看到，凭收件码打开。")},
        )
        return show(request, sheet, purpose=_purpose(case), version=case.version, template="flows/ask.html")

    return attempt(
        request,
        back=case.url,
        send=lambda: _send(request, case, person),
        form=form,
        again=lambda: redirect(case.url),
    )


def _send(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    token = tokens.read(request, purpose=_purpose(case), person=person)
    checked = ASKED.check(request.POST)
    if checked.errors:
        raise Incomplete(checked.errors)
    held = min(roles_of(case, person, MAY))
    doer = Doer(person, held, timezone.now(), token=token.key)
    chosen.choose(case, Way(checked.values[ways.FIELD.name]), doer)
    return redirect(case.url)


def _purpose(case: Case) -> str:
    return f"way:{case.street}:{case.id}"
