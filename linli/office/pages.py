"""The administrator's pages: posts by place, accounts of those who serve, organisations, and what was arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.reading import lists
from linli.kit.refused import Refused
from linli.office import account_deeds, organisation_deeds, post_deeds, sheets
from linli.office.arranged import just_done, newest
from linli.office.deeds import Doing
from linli.office.finding import account_called, away_at, known_here, leave_of, organisations_of
from linli.office.frame import framed
from linli.office.gate import inside, post_or_404, read_inside, streets_of
from linli.office.post_deeds import words_of
from linli.office.post_list import row
from linli.people.doorway import for_known
from linli.people.models import Account, Membership, Organisation, Post, Tenure
from linli.people.person import person_of
from linli.people.presence import manned
from linli.people.serving import grid_notices
from linli.people.serving.coming import coming
from linli.people.serving.open_work import open_at
from linli.people.serving.post_words import WITH_PLACE
from linli.places.naming import place_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.office.deeds import Deed

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@for_known
def office(request: HttpRequest) -> HttpResponse:
    """Lead to the posts of the first street."""
    return redirect("office_posts", street=streets_of(request)[0])


@read_inside
def post(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """One post: its people, what is open at it, and what can be arranged."""
    found = post_or_404(street, key)
    (manning,) = manned([found], street=street, day=timezone.localdate())
    waiting = open_at(found)
    return _show(
        request,
        "post",
        street,
        title=found.title,
        back=reverse("office_posts", args=[street]),
        row=row(manning),
        ahead=[words_of(one) for one in coming(found, today=timezone.localdate())],
        leave=away_at(found),
        open=len(waiting),
        late=sum(one.late for one in waiting),
        facts=_facts(found),
        steps=_steps(post_deeds.offered(manning), "office_post_deed", street, key, main=post_deeds.usual(manning)),
    )


def _facts(post: Post) -> list[tuple[str, str]]:
    """What the notice of a grid may say of this post."""
    if post.role not in grid_notices.SHOWN:
        return []
    name = _("公布全名") if post.shows_name else _("只公布姓")
    return [(_("公示电话"), post.service_phone or _("还没有定")), (_("公示姓名"), name)]


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def post_deed(request: HttpRequest, street: str, key: UUID, verb: str) -> HttpResponse:
    """One deed at a post."""
    found = post_or_404(street, key)
    deed = _deed(post_deeds.deeds_at(found), verb)
    facts = [(_("手上未办结"), str(len(open_at(found))))] if verb == "hand_over" else []
    back = reverse("office_post", args=[street, key])
    return sheets.answer(request, deed, _doing(request, street, post=found), back=back, title=found.title, facts=facts)


@require_http_methods(METHODS)
@inside
def accounts(request: HttpRequest, street: str) -> HttpResponse:
    """Those who hold or held something here, never inhabitants; one is found by the exact user name or number."""
    refusal = None
    if request.method == "POST":
        try:
            found = account_called(request.POST.get("who", ""))
            if found.pk in known_here(street):
                return redirect("office_account", street=street, key=found.pk)
            refusal = Refused("not_of_here", _("这个人没有在本街道任过职，账号不归这里管。"))
        except Refused as refused:
            refusal = refused
    keys = sorted(known_here(street), reverse=True)
    page, pages, part = _cut(request, keys)
    rows = [
        {
            "name": one.masked_name,
            "username": one.username,
            "active": one.is_active,
            "url": reverse("office_account", args=[street, one.pk]),
        }
        for one in Account.objects.filter(pk__in=part).order_by("-id")
    ]
    more = {"page": page, "pages": pages, "total": len(keys), "refusal": refusal}
    return _show(request, "accounts", street, title=_("账号"), rows=rows, status=404 if refusal else 200, **more)


def _cut(request: HttpRequest, keys: list[UUID]) -> tuple[int, int, list[UUID]]:
    pages = max(1, -(-len(keys) // lists.PAGE))
    typed = request.GET.get("page", "")
    page = min(max(1, int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("10000") else 1), pages)
    return page, pages, keys[(page - 1) * lists.PAGE : page * lists.PAGE]


@read_inside
def account(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """One account, masked: its posts and memberships in this street, its leave, and what can be done."""
    found = _account_or_404(street, key)
    held = Tenure.objects.filter(street=street, account=found).select_related("post").order_by("-since", "-id")
    member = Membership.objects.filter(street=street, account=found).select_related("organisation").order_by("-since")
    deeds = {verb: one for verb, one in account_deeds.DEEDS.items() if (verb != "reopen_account") == found.is_active}
    return _show(
        request,
        "account",
        street,
        title=found.masked_name,
        back=reverse("office_accounts", args=[street]),
        found={"username": found.username, "phone": found.masked_phone, "active": found.is_active},
        held=[{"title": one.post.title, "since": one.since, "until": one.until, "turn": one.turn} for one in held],
        member=[{"title": one.organisation.name, "since": one.since, "until": one.until} for one in member],
        leave=leave_of(found, street),
        steps=_steps(deeds, "office_account_deed", street, key),
    )


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def account_deed(request: HttpRequest, street: str, key: UUID, verb: str) -> HttpResponse:
    """One deed about an account."""
    found = _account_or_404(street, key)
    back = reverse("office_account", args=[street, key])
    doing = _doing(request, street, account=found)
    return sheets.answer(request, _deed(account_deeds.DEEDS, verb), doing, back=back, title=found.masked_name)


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def make(request: HttpRequest, street: str) -> HttpResponse:
    """Make an account."""
    back = reverse("office_accounts", args=[street])
    return sheets.answer(request, account_deeds.MAKE, _doing(request, street), back=back, title=place_name(street))


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def reset(request: HttpRequest, street: str) -> HttpResponse:
    """Take the second factors off somebody, a resident too, who came in person."""
    back = reverse("office_accounts", args=[street])
    return sheets.answer(request, account_deeds.RESET, _doing(request, street), back=back, title=place_name(street))


@read_inside
def organisations(request: HttpRequest, street: str) -> HttpResponse:
    """The organisations of the street."""
    kinds = dict(organisation_deeds.KINDS)
    rows = [
        {
            "name": one.name,
            "kind": kinds.get(one.kind, ""),
            "place": place_name(one.place),
            "active": one.active,
            "url": reverse("office_organisation", args=[street, one.pk]),
        }
        for one in organisations_of(street)
    ]
    return _show(request, "organisations", street, title=_("单位"), rows=rows)


@read_inside
def organisation(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """One organisation: who speaks for it, its members."""
    found = _organisation_or_404(street, key)
    seats = Post.objects.filter(street=street, organisation=found).select_related(*WITH_PLACE)
    member = Membership.objects.filter(street=street, organisation=found).select_related("account").order_by("-since")
    return _show(
        request,
        "organisation",
        street,
        title=found.name,
        back=reverse("office_organisations", args=[street]),
        found={"kind": dict(organisation_deeds.KINDS).get(found.kind, ""), "active": found.active},
        rows=[row(one) for one in manned(seats, street=street, day=timezone.localdate())],
        member=[{"title": one.account.masked_name, "since": one.since, "until": one.until} for one in member[:200]],
        steps=_steps(organisation_deeds.DEEDS, "office_organisation_deed", street, key) if found.active else [],
    )


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def organisation_deed(request: HttpRequest, street: str, key: UUID, verb: str) -> HttpResponse:
    """One deed about an organisation."""
    found = _organisation_or_404(street, key)
    back = reverse("office_organisation", args=[street, key])
    doing = _doing(request, street, organisation=found)
    return sheets.answer(request, _deed(organisation_deeds.DEEDS, verb), doing, back=back, title=found.name)


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def found(request: HttpRequest, street: str) -> HttpResponse:
    """Take an organisation down."""
    back = reverse("office_organisations", args=[street])
    doing = _doing(request, street)
    return sheets.answer(request, organisation_deeds.FOUND, doing, back=back, title=place_name(street))


@read_inside
def arranged(request: HttpRequest, street: str) -> HttpResponse:
    """What administrators arranged, newest first."""
    return _show(request, "arranged", street, title=_("管理记录"), rows=newest(street, lists.PAGE))


def _show(request: HttpRequest, template: str, street: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page with the tabs of the office, and what was done before it."""
    framing = {**framed(street), "done": just_done(request, street)}
    return render(request, f"office/{template}.html", {**framing, **context}, status=status)


def _steps(deeds: Mapping[str, Deed], route: str, street: str, key: UUID, *, main: str = "") -> list[dict[str, Any]]:
    return [
        {"label": deed.label, "url": reverse(route, args=[street, key, verb]), "plain": verb != main}
        for verb, deed in deeds.items()
    ]


def _deed(deeds: Mapping[str, Deed], verb: str) -> Deed:
    if verb not in deeds:
        raise Http404
    return deeds[verb]


def _doing(request: HttpRequest, street: str, **about: Any) -> Doing:
    return Doing(street=street, by=person_of(request), at=timezone.now(), **about)


def _account_or_404(street: str, key: UUID) -> Account:
    found = Account.objects.filter(pk=key).first() if key in known_here(street) else None
    if found is None:
        raise Http404
    return found


def _organisation_or_404(street: str, key: UUID) -> Organisation:
    found = Organisation.objects.filter(pk=key, place__startswith=street).first()
    if found is None:
        raise Http404
    return found
