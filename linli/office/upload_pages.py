"""The pages of a table of buildings: send it, look through it, confirm it, see what came of it; a template, the rows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases import sent_file
from linli.cases.reading.exports import FORMATS, as_file
from linli.flows import tokens
from linli.flows.pages import Sheet, attempt, show
from linli.forms.fields import Form
from linli.kit.files import takes_a_file
from linli.kit.refused import Refused
from linli.kit.tables import Table, declare
from linli.office import importing
from linli.office.frame import framed
from linli.office.gate import inside, read_inside
from linli.office.words import COUNTED, OTHERWISE
from linli.people import uploads
from linli.people.person import person_of
from linli.places.estate_table import COLUMNS, HELP, MODES
from linli.places.naming import communities_of, place_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from django.http import HttpRequest

    from linli.office.importing import BadRow
    from linli.people.models import Upload

METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50
HEADER = tuple(words[0] for words in COLUMNS.values())
TEMPLATE = declare(Table("places.estates_template", "out", "places", HEADER))
LEFT = declare(Table("places.estates_left", "out", "places", (*HEADER, "原因")))


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@takes_a_file
@inside
def upload(request: HttpRequest, street: str) -> HttpResponse:
    """Take a table: what was understood of it waits to be looked through."""
    too_large = sent_file.too_large(request)
    if too_large is not None:
        return _form(request, street, too_large)
    return attempt(
        request,
        back=reverse("office_upload", args=[street]),
        send=lambda: _send(request, street),
        form=lambda refusal: _form(request, street, refusal),
    )


def _form(request: HttpRequest, street: str, refusal: Refused | None) -> HttpResponse:
    communities = communities_of(street)
    context = {
        **framed(street),
        "communities": [("", _("请选择")), *communities] if len(communities) > 1 else communities,
        "community": request.POST.get("community", "") if refusal else "",
        "file": sent_file.field(),
        "columns": [(words[0], "、".join(words[1:]), HELP[name]) for name, words in COLUMNS.items()],
        "templates": _downloads("office_template", street),
        "waits": uploads.unconfirmed(
            account=_account(request), street=street, purpose=importing.PURPOSE, now=timezone.now()
        ),
    }
    sheet = Sheet(title=_("导入楼栋"), asks=Form(), submit=_("上传并核对"), refusal=refusal, context=context)
    return show(request, sheet, purpose=_purpose(street), template="office/upload.html")


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def uploaded(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """Look through a table that waits and confirm it; afterwards, what came of it."""
    here = reverse("office_uploaded", args=[street, key])

    def form(refusal: Refused | None) -> HttpResponse:
        waits = _waiting(request, street, key)
        if waits is None:
            return _gone(request, street)
        return _result(request, waits) if waits.done else _preview(request, waits, refusal)

    return attempt(request, back=here, send=lambda: _confirm(request, street, key), form=form)


@read_inside
def left(request: HttpRequest, street: str, key: UUID, form: str) -> HttpResponse:
    """The rows that do not go in, with the reason beside each: to be mended and sent again."""
    waits = _waiting(request, street, key)
    if waits is None:
        raise Http404
    found = importing.done(waits) if waits.done else importing.look(waits)
    rows = ([*row.cells, row.reason] for row in found.bad)
    return _file(form, [*found.header, str(_("原因"))], rows, name="left")


@read_inside
def template(request: HttpRequest, street: str, form: str) -> HttpResponse:
    """An empty table with the columns that are understood."""
    del request, street
    return _file(form, TEMPLATE.columns, [], name="buildings")


def _send(request: HttpRequest, street: str) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    token = tokens.read(request, purpose=_purpose(street), person=person)
    community = request.POST.get("community", "")
    if community not in dict(communities_of(street)):
        raise Refused("no_community", _("请选择是哪个社区的楼栋。"), advice=_("一张表只写一个社区。"))
    file = sent_file.file_of(request)
    waits = importing.send(
        file.read(),
        name=file.name or "",
        community=community,
        street=street,
        by=_account(request),
        token=token.key,
        at=now,
    )
    return redirect("office_uploaded", street=street, key=waits.pk)


def _confirm(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    person, seen = person_of(request), request.POST.get("seen", "")
    token = tokens.read(request, purpose=_purpose(street, key), person=person)
    waits = _waiting(request, street, key)
    if waits is None:
        return _gone(request, street)
    importing.confirm(waits, seen=seen, by=person, token=token.key, at=timezone.now())
    return redirect("office_uploaded", street=street, key=key)


def _preview(request: HttpRequest, waits: Upload, refusal: Refused | None) -> HttpResponse:
    looked = importing.look(waits)
    told, table = looked.told, looked.table
    context = {
        **_shared(waits.street, waits.pk, looked.community, looked.name, looked.bad),
        "facts": [*_counted(told.counts), (OTHERWISE[""], len(told.changes))],
        "total": told.total,
        "seen": told.mark,
        "groups": told.groups[:SHOWN],
        "more_groups": max(0, len(told.groups) - SHOWN),
        "blocks": told.blocks,
        "changes": [_otherwise(each) for each in told.changes[:SHOWN]],
        "more_changes": max(0, len(told.changes) - SHOWN),
        "left_out": [(each.header, each.refusal.what, each.refusal.why) for each in table.left_out],
        "unknown": table.unknown,
        "remarks": table.remarks,
    }
    sheet = Sheet(title=_("核对"), asks=Form(), submit=_("导入"), refusal=refusal, context=context)
    return show(request, sheet, purpose=_purpose(waits.street, waits.pk), template="office/uploaded.html")


def _result(request: HttpRequest, waits: Upload) -> HttpResponse:
    found = importing.done(waits)
    context = {
        **_shared(waits.street, waits.pk, found.community, found.name, found.bad),
        "title": _("导入好了"),
        "facts": [*_counted(found.counts), (OTHERWISE[""], found.changes)],
        "done": waits.done,
    }
    return render(request, "office/built_up.html", context)


def _shared(street: str, key: UUID, community: str, name: str, bad: Sequence[BadRow]) -> dict[str, Any]:
    return {
        **framed(street),
        "community": place_name(community),
        "file_name": name,
        "bad": bad[:SHOWN],
        "bad_total": len(bad),
        "left": _downloads("office_left", street, key),
        "list": f"{reverse('buildings')}?community={community}",
    }


def _counted(counts: Mapping[str, int]) -> list[tuple[Any, int]]:
    return [(words, counts.get(name, 0)) for name, words in COUNTED.items()]


def _otherwise(change: Any) -> dict[str, Any]:
    old, new = ((MODES[each][0] if each in MODES else each) for each in (change.old, change.new))
    return {"what": OTHERWISE[change.kind], "name": change.name, "old": old, "new": new}


def _gone(request: HttpRequest, street: str) -> HttpResponse:
    context = {**framed(street), "title": _("导入楼栋"), "again": reverse("office_upload", args=[street])}
    return render(request, "office/upload_gone.html", context, status=404)


def _file(form: str, header: Sequence[Any], rows: Iterable[Sequence[object]], *, name: str) -> HttpResponse:
    if form not in FORMATS:
        raise Http404
    return as_file(form, header, rows, title=str(_("楼栋")), name=name)


def _downloads(route: str, *args: object) -> list[tuple[str, str]]:
    return [(form, reverse(route, args=[*args, form])) for form in FORMATS]


def _waiting(request: HttpRequest, street: str, key: UUID) -> Upload | None:
    account = _account(request)
    return uploads.waiting(key, account=account, street=street, purpose=importing.PURPOSE, now=timezone.now())


def _account(request: HttpRequest) -> UUID:
    account = person_of(request).account_id
    if account is None:  # the gate lets nobody else in
        raise TypeError
    return account


def _purpose(street: str, key: UUID | str = "") -> str:
    return f"office:{street}:{importing.VERB}:{key}"
