"""The permission matrix: every route of the URLconf, every role, both languages. A new route without an address fails.

`SNAPSHOT=write` in the environment writes `matrix.txt` anew; then read what changed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from linli.cases.bulk import taking
from linli.cases.bulk.declared import bulk_of
from linli.cases.follow_up import doing, links
from linli.cases.follow_up.catching_up import catch_up
from linli.cases.follow_up.models import FollowUp
from linli.cases.timing import clock_deeds
from linli.flows.doors import SYSTEM
from linli.flows.table import flow_named
from linli.notices.models import Delivery, Notice
from linli.office import account_deeds, importing, organisation_deeds, post_deeds
from linli.papers.declared import of_noun, paper_named
from linli.papers.models import Printed
from linli.papers.printing import print_out
from linli.people.models import Account, Organisation, Post, Tenure
from linli.people.person import visitor
from linli.places.models import Region
from tests.lives import brought_to, confirm, raised, step
from tests.sheets import address, with_receipt
from tests.telling import follow
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db

SNAPSHOT = Path(__file__).with_name("matrix.txt")
LANGUAGES = ("zh-hans", "en")
STATES = ("check", "more", "published", "claimed", "done", "closed", "refused", "withdrawn")
POSTED = {"keep_me", "set_language"}
"""Routes that are only ever sent to."""

Addresses = dict[str, list[tuple[str, str]]]
"""For each route's name, what to open: a word and an address."""


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Give the name of every route, through all that is included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield pattern.name


@pytest.fixture
def wishes(resident: Someone, desk: Someone, helper: Someone, liaison: Someone) -> dict[str, Case]:
    """One wish of the resident in each state; what is claimed is the helper's.

    Then one in the grid worker's own grid, one to which the helper is invited, and one of somebody without an account
    who wants to be called and was asked for more.
    """
    found = {
        state: brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person) for state in STATES
    }
    del liaison  # so that there is an organisation
    print_out(paper_named("wish_answer"), found["closed"], by=desk.person, at=timezone.now())
    found["the grid"] = raised(resident.person, place=f"{HOME}001")
    again = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    found["invited"] = step("invite", confirm(again, resident.person, "1"), SYSTEM)
    nobody = raised(visitor(), phone="13900010099", tell="call")
    found["by receipt"] = step("ask", nobody, desk.person, question="几号楼？")
    return found


@pytest.fixture
def browsers(
    wishes: dict[str, Case],
    resident: Someone,
    helper: Someone,
    liaison: Someone,
    grid_worker: Someone,
    desk: Someone,
    other_desk: Someone,
    street_leader: Someone,
    auditor: Someone,
    supervisor: Someone,
    system_admin: Someone,
    security_admin: Someone,
) -> dict[str, Client]:
    """Everybody's browser; ``code`` is somebody without an account who typed in the receipts of all these wishes."""
    signed_in = {
        "resident": resident,
        "helper": helper,
        "liaison": liaison,
        "grid": grid_worker,
        "desk": desk,
        "other desk": other_desk,
        "street": street_leader,
        "auditor": auditor,
        "supervisor": supervisor,
        "system": system_admin,
        "security": security_admin,
    }
    return {
        "anonymous": Client(),
        "code": with_receipt(*reversed(wishes.values())),
        **{role: one.sign_in(Client()) for role, one in signed_in.items()},
    }


def addresses(wishes: dict[str, Case]) -> Addresses:
    """What to open of each route."""
    of_place = {"roots": STREET, "roots_file": STREET, "roots_feed": STREET}
    plain = (
        "home",
        "receipt",
        "receipt_new",
        "receipt_leave",
        "mine",
        "my_sessions",
        "my_factors",
        "factor_app",
        "factor_passkey",
        "factor_codes",
        "factor_codes_file",
        "again",
        "mfa_authenticate",
        "passkey",
        "claims",
        "inbox",
        "desk",
        "figures",
        "public_figures_here",
        "caller",
        "call_list",
        "follow_up",
        "unreached",
        "unreached_numbers",
        "calendar",
        "street",
        "policy",
        "paper_check",
        "enter",
        "enter_code",
        "enter_who",
        "my_name",
        "my_password",
        "my_phone",
        "demo_outbox",
        "kept",
        "alarms",
        "me",
        "notices",
        "notice_way",
        "my_posts",
        "my_data",
        "my_looks",
        "consents",
        "erase_me",
        "keep_me",
        "refuses",
        "choose",
        "wall_here",
        "roots_key",
        "buildings",
        "address",
        "healthz",
        "readyz",
        "account_login",
        "account_logout",
        "set_language",
        "appearance",
    )
    found: Addresses = {name: [("", reverse(name))] for name in plain}
    found |= {name: [("", reverse(name, args=[place]))] for name, place in of_place.items()}
    found["raise"] = [("community", reverse("raise", args=[HOME])), ("grid", reverse("raise", args=[f"{HOME}001"]))]
    for name in ("case_correct", "case_erase", "case_look", "case_looks", "case_consents"):
        found[name] = [(state, reverse(name, args=[STREET, wishes[state].id])) for state in ("published", "closed")]
    found["case_way"] = [
        (state, reverse("case_way", args=[STREET, wishes[state].id])) for state in ("check", "by receipt")
    ]
    found["case_clock"] = [(state, reverse("case_clock", args=[STREET, wishes[state].id])) for state in STATES]
    found["case_clock_deed"] = [
        (f"{verb} in {state}", reverse("case_clock_deed", args=[STREET, wishes[state].id, verb]))
        for verb in clock_deeds.DEEDS
        for state in ("check", "published", "closed")
    ]
    found["case_follow_up_deed"] = [
        (f"{verb} in {state}", reverse("case_follow_up_deed", args=[STREET, wishes[state].id, verb]))
        for verb in doing.DEEDS
        for state in ("done", "closed", "invited")
    ]
    for state in ("done", "closed", "invited"):
        catch_up(wishes[state], timezone.now())
    found["answer_link"] = [
        ("of what is done", reverse("answer_link", args=[code_of(wishes["done"])])),
    ]
    found |= office(STREET) | ledger(HOME)
    found["factor_off"] = [("of nobody", reverse("factor_off", args=[1]))]
    found["notice"] = [("the wisher's", reverse("notice", args=[STREET, notice_of(wishes["done"], "applicant")]))]
    owed = owed_to(wishes["by receipt"])
    found["unreached_result"] = [("a call", reverse("unreached_result", args=[STREET, owed]))]
    found["unreached_export"] = [(form, reverse("unreached_export", args=[form])) for form in ("xlsx", "csv")]
    found["alarm_settle"] = [("", reverse("alarm_settle", args=[STREET, wishes["check"].id]))]
    found["my_data_file"] = [(form, reverse("my_data_file", args=[form])) for form in ("html", "json")]
    found["desk_export"] = [(form, reverse("desk_export", args=[form])) for form in ("xlsx", "csv")]
    found["begin_where"] = [("wish", reverse("begin_where", args=["wish"]))]
    found["begin"] = [("wish", reverse("begin", args=["wish", HOME]))]
    found["form_on_paper"] = [("wish", reverse("form_on_paper", args=["wish"]))]
    found["form_file"] = [(f"wish {form}", reverse("form_file", args=["wish", form])) for form in ("xlsx", "json")]
    found["figure_records"] = [("", f"{reverse('figure_records')}?figure=wishes.raised")]
    found["public_figures"] = [
        ("street", reverse("public_figures", args=[STREET])),
        ("community", reverse("public_figures", args=[HOME])),
    ]
    found["grids"] = [(word, reverse("grids", args=[code])) for word, code in (("all", HOME), ("one", f"{HOME}001"))]
    found["wish_code"] = [("", reverse("wish_code", args=[HOME]))]
    found["wall"] = [("community", reverse("wall", args=[HOME])), ("street", reverse("wall", args=[STREET]))]
    found["case"] = [(state, case.url) for state, case in wishes.items()]
    found["receipt_opened"] = [("", reverse("receipt_opened", args=[STREET, wishes["check"].id]))]
    found |= papers(wishes)
    found["step"] = [
        (f"{verb} in {state}", address(case, verb))
        for verb in sorted({row.verb for row in flow_named("wish/1").steps})
        for state, case in wishes.items()
        if flow_named("wish/1").rows(verb, case.state) and (state in STATES or (state, verb) == ("invited", "decline"))
    ]
    return found


def papers(wishes: dict[str, Case]) -> Addresses:
    """The papers of a wish that waits for somebody and of a closed one, and one that the desk printed."""
    found: Addresses = {"papers": [], "paper_print": []}
    for state in ("published", "closed"):
        about = ["wish", STREET, wishes[state].id]
        found["papers"].append((state, reverse("papers", args=about)))
        found["paper_print"] += [
            (f"{paper.name} {state}", reverse("paper_print", args=[*about, paper.name])) for paper in of_noun("wish")
        ]
    printed = Printed.objects.get(street=STREET)
    for name in ("paper", "paper_word", "paper_again"):
        found[name] = [("", reverse(name, args=[STREET, printed.id]))]
    return found | {"paper_checked": [("", reverse("paper_checked", args=[f"{STREET}-{printed.code}"]))]}


def code_of(case: Case) -> str:
    """Give the code with which the wisher of a case answers how it went."""
    return links.code_of(FollowUp.objects.get(case=case.id))


def notice_of(case: Case, role: str) -> UUID:
    """Let the worker tell what happened; what was told to whoever is ``role`` in the case."""
    follow()
    return Notice.objects.filter(street=case.street, stream=case.id, role=role).latest("number").pk


def owed_to(case: Case) -> UUID:
    """The call that is owed to whoever holds the receipt of ``case``."""
    return Delivery.objects.get(street=case.street, stream=case.id, account=None, state=Delivery.State.OWED).pk


def ledger(place: str) -> Addresses:
    """A ledger of wishes that the desk sent and has not confirmed."""
    sender = Account.objects.filter(username="desk").first() or Account.objects.latest("id")
    table = "姓名,心愿,类别\n闻春生,老花镜,物品\n戚玉梅,灯泡,"
    sent = taking.send(
        table.encode(),
        name="台账.csv",
        bulk=bulk_of("wish"),
        place=place,
        by=sender.pk,
        token="1" * 32,
        at=timezone.now(),
    ).pk
    return {
        "bulk": [("", reverse("bulk", args=["wish", place]))],
        "bulk_blank": [("", reverse("bulk_blank", args=["wish", place]))],
        "bulk_sent": [("", reverse("bulk_sent", args=["wish", place, sent]))],
        "bulk_left": [(form, reverse("bulk_left", args=["wish", place, sent, form])) for form in ("xlsx", "csv")],
    }


def office(street: str) -> Addresses:
    """The administrator's pages, with every deed."""
    post = Post.objects.get(street=street, role="desk", place=HOME).pk
    account = Tenure.objects.filter(street=street, post=post).latest("id").account_id
    organisation = Organisation.objects.latest("id").pk
    found: Addresses = {"office": [("", reverse("office"))]}
    table = uploaded(street)
    found["office_uploaded"] = [("", reverse("office_uploaded", args=[street, table]))]
    for form in ("xlsx", "csv"):
        found.setdefault("office_template", []).append((form, reverse("office_template", args=[street, form])))
        found.setdefault("office_left", []).append((form, reverse("office_left", args=[street, table, form])))
    for name in ("posts", "accounts", "organisations", "upload", "arranged", "make", "reset", "found"):
        found[f"office_{name}"] = [("", reverse(f"office_{name}", args=[street]))]
    home = Region.objects.by_code(HOME).pk
    found["office_new_post"] = [("", reverse("office_new_post", args=[street]))]
    for role in ("secretary", "building_lead"):
        found.setdefault("office_new_post_of", []).append((role, reverse("office_new_post_of", args=[street, role])))
    found["office_new_post_at"] = [
        ("secretary", reverse("office_new_post_at", args=[street, "secretary", "community", home]))
    ]
    found["office_papers"] = [("", reverse("office_papers", args=[street]))]
    found["office_paper"] = [("", reverse("office_paper", args=[street, "wish_answer"]))]
    for name, words in (("file", ("shipped", "example", "own", "draft")), ("deed", ("take", "shipped", "number"))):
        route = f"office_paper_{name}"
        found[route] = [(word, reverse(route, args=[street, "wish_answer", word])) for word in words]
    for name, key, verbs in (
        ("post", post, post_deeds.DEEDS),
        ("account", account, account_deeds.DEEDS),
        ("organisation", organisation, organisation_deeds.DEEDS),
    ):
        found[f"office_{name}"] = [("", reverse(f"office_{name}", args=[street, key]))]
        found[f"office_{name}_deed"] = [
            (verb, reverse(f"office_{name}_deed", args=[street, key, verb])) for verb in verbs
        ]
    return found


def uploaded(street: str) -> UUID:
    """A table that the system administrator sent and has not confirmed."""
    sender = Account.objects.filter(username="system").first() or Account.objects.latest("id")
    table = "小区,楼栋\n春柳小区,3号楼\n,\n,x,"
    return importing.send(
        table.encode(),
        name="小区.csv",
        community=HOME,
        street=street,
        by=sender.pk,
        token="0" * 32,
        at=timezone.now(),
    ).pk


def opened(client: Client, name: str, url: str) -> str:
    """Give the status in both languages, once where they agree."""
    codes = []
    for language in LANGUAGES:
        client.cookies["django_language"] = language
        answer = client.post(url, {"language": language}) if name in POSTED else client.get(url)
        codes.append(str(answer.status_code))
    return codes[0] if len(set(codes)) == 1 else "/".join(codes)


def test_every_route_has_an_address_here(wishes: dict[str, Case]) -> None:
    assert set(routes(get_resolver().url_patterns)) == set(addresses(wishes))


def test_who_may_open_what_is_as_it_was_agreed(wishes: dict[str, Case], browsers: dict[str, Client]) -> None:
    lines = [
        "# Status by route and role, the same in Chinese and English unless written zh/en. 302 leads to sign in or on.",
        f"{'':36}" + "".join(f"{role:>11}" for role in browsers),
    ]
    for name, what in sorted(addresses(wishes).items()):
        for word, url in what:
            label = f"{name} {word}".strip()
            lines.append(f"{label:36}" + "".join(f"{opened(one, name, url):>11}" for one in browsers.values()))
    found = "\n".join(lines) + "\n"
    if os.environ.get("SNAPSHOT") == "write":
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8")


def test_no_address_breaks_for_anybody() -> None:
    """What was agreed must not hold a fault; 503 says that no worker runs beside the tests."""
    codes = SNAPSHOT.read_text(encoding="utf-8").split()
    assert not [code for code in codes if code.startswith("5") and code.isdigit() and code != "503"]
