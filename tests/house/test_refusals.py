"""Nothing of what is never kept can be stored, asked, imported or exported: proved from the schema, not from pages.

A new model, form, table, template, cookie or log field is looked at without being named here. What somebody could
write freely about a person is named here, with the reason why it may stand.
"""

from __future__ import annotations

import ast
from types import ModuleType

import pytest
from django import forms as django_forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps
from django.urls import get_resolver
from django.utils.translation import gettext_lazy

from linli.flows import table
from linli.forms.fields import Field, Form
from linli.kit import tables
from linli.kit.refusals import refused_column
from linli.people.models import Account
from tests.house import forbidden

FREE_TEXTS = {
    "cases.Intake.matter": "the code of a matter",
    "cases.Intake.place": "the code of a community",
    "people.Account.username": "the name at the door; letters and digits only",
    "people.Account.password": "a hash, or a mark that there is none",
    "people.Account.phone_hash": "a keyed hash",
    "people.Arrangement.token": "the random mark of a form",
    "people.Arrangement.place": "the code of a community",
    "people.Upload.token": "the random mark of a form",
    "people.Upload.purpose": "what a table is for: a code of the program",
    "people.Account.streets": "codes of streets, written by linli.people.serving.tenures alone",
    "people.OpenSession.session": "a hash of a session's key",
    "people.Organisation.name": "an organisation's name",
    "people.Organisation.place": "the code of a region",
    "people.Alarm.about": "the key of an account, or a keyed hash",
    "people.Alarm.post": "the name of a post, whoever holds it",
    "people.Consent.purpose": "a code of the closed list of purposes",
    "people.Look.fields": "names of fields that were shown, never what stood in them",
    "people.Look.post": "the name of a post, whoever holds it",
    "people.Look.reason": "a code of the closed list of reasons",
    "people.Look.role": "the role of a post",
    "people.OneTimeCode.phone": "a keyed hash",
    "people.OneTimeCode.browser": "a keyed hash",
    "people.OneTimeCode.code": "a keyed hash",
    "people.WrongTry.about": "a keyed hash",
    "people.OneTimeCode.network": "a keyed hash",
    "people.Post.before": "codes of places that were merged into the post's own",
    "people.Post.place": "the code of a community or street",
    "people.Post.title": "the name of a post, whoever holds it",
    "cases.Participant.audience": "the name of an audience of the flow",
    "cases.Assignment.mode": "how a taker takes part: a code of the capability's rules",
    "notices.Notice.flow": "the name of a flow",
    "notices.Notice.verb": "the name of an event of the flow",
    "notices.Notice.role": "the name of a role of the flow",
    "notices.Delivery.reason": "a code: ours, or the gateway's own of a failure",
    "notices.Mailbox.streets": "codes of streets, written by linli.notices.mailboxes alone",
    "mfa.Authenticator.data": "secrets, seeds and names sealed; of a passkey the public part",
}
EMPTY_TABLES = {"account.EmailAddress", "account.EmailConfirmation", "usersessions.UserSession"}
"""Tables of libraries that nothing writes; the test of the dump holds them to it."""

COOKIES = {"linli_receipts", "linli_fresh", "linli_browser", "linli_appearance"}
SETTLED_COOKIES = {"sessionid", "csrftoken", "django_language"}
LOG_FIELDS = {"status", "route", "method", "ms", "file", "jobs", "job"}
ARGUMENTS = {
    *("street", "place", "stream", "case_id", "record_id", "key", "noun", "verb", "form", "matter", "paper", "code")
}
"""What an address may hold: a place, a record's key, a step, the form of a file, a matter, a kind of paper and its check
code. No person is addressed by an account's key."""

SHIPPED = {"linli/places/load.py", "linli/forms/columns.py"}
"""One reads codes and names of regions alone, from a file that comes with Linli; the columns of the other are the
questions of a form, which are judged where they are declared."""

ANOTHER_MEANING = {
    ("face", "face"),  # which of the four faces of the pages
}

MODULES = forbidden.own_modules()
MODELS = [model for model in apps.get_models(include_auto_created=True) if not model.__module__.startswith("tests.")]
OUR_PEOPLE = [model for model in MODELS if forbidden.is_about_people(model) and model._meta.label not in EMPTY_TABLES]


def test_no_model_has_a_field_for_it() -> None:
    assert len(MODELS) > 20
    assert [found for model in MODELS for found in forbidden.of_model(model)] == []


def test_nobody_can_write_freely_about_a_person_in_clear() -> None:
    found = {name for model in OUR_PEOPLE for name in forbidden.free_texts(model) if not name.endswith(".street")}
    assert found - set(FREE_TEXTS) == set()


def test_every_exception_is_still_there() -> None:
    there = {f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.get_fields()}
    assert set(FREE_TEXTS) - there == set()


def test_no_form_of_a_flow_asks_for_it() -> None:
    flows = [flow for flow in table.declared() if not flow.model.__module__.startswith("tests.")]
    asked = [(f"{flow.name} {step.verb}", step.asks) for flow in flows for step in flow.steps]
    assert any(form.fields for _where, form in asked)
    assert [found for where, form in asked for found in forbidden.of_form(where, form)] == []


def test_no_form_that_stands_anywhere_in_the_program_asks_for_it() -> None:
    standing = list(forbidden.data_forms(MODULES))
    assert standing
    assert [found for where, form in standing for found in forbidden.of_form(where, form)] == []
    assert [found for form in forbidden.django_forms_of(MODULES) for found in forbidden.of_django_form(form)] == []


def test_no_state_role_clock_or_kind_of_a_flow_is_one() -> None:
    for flow in table.declared():
        words = [
            *(part for name, state in flow.states.items() for part in (name, state.words)),
            *(part for pair in [*flow.roles.items(), *flow.clocks.items(), *flow.settings.items()] for part in pair),
        ]
        assert forbidden.judged(flow.name, words, about="answers") == []


def test_no_spreadsheet_that_comes_in_or_goes_out_has_a_column_for_it() -> None:
    assert [found for each in tables.declared() for found in forbidden.of_table(each)] == []


def test_whoever_reads_or_writes_spreadsheets_declares_the_table() -> None:
    users = [name for name, tree in forbidden.sources() if forbidden.uses_spreadsheets(tree)]
    telling = {name for name, tree in forbidden.sources() if forbidden.declares_a_table(tree)}
    assert [name for name in users if not name.startswith("linli/kit/") and name not in {*telling, *SHIPPED}] == []


def test_no_template_lets_anybody_fill_it_in() -> None:
    given = [(path, forbidden.inputs(text)) for path, text in forbidden.templates()]
    assert any(names for _path, names in given)
    assert [found for path, names in given for found in forbidden.judged(path, names, about="people")] == []


def test_no_class_function_argument_or_key_is_called_so() -> None:
    found = {
        (name, refusal.code)
        for path, tree in forbidden.sources()
        if not path.startswith(("linli/kit/never_kept", "linli/kit/refusals"))
        for name in forbidden.named(tree)
        if (refusal := refused_column(name, about="places"))
    }
    assert found - ANOTHER_MEANING == set()


def test_only_these_cookies_are_set_and_none_tells_of_a_person() -> None:
    found = {name for _path, tree in forbidden.sources() for name in forbidden.cookies(tree)}
    assert found == COOKIES
    assert {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
    } == SETTLED_COOKIES


def test_only_these_fields_stand_in_log_lines() -> None:
    found = {name for _path, tree in forbidden.sources() for name in forbidden.logged(tree)}
    assert found == LOG_FIELDS


def test_a_language_is_never_stored_of_anybody() -> None:
    names = [f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.get_fields()]
    assert [name for name in names if name.rpartition(".")[2] in {"language", "locale", "lang"}] == []


def test_no_row_joins_what_a_person_did_in_several_capabilities() -> None:
    assert [model._meta.label for model in MODELS if len(forbidden.joins(model)) > 1] == []


def test_no_address_asks_for_a_person() -> None:
    taken = set(forbidden.arguments(get_resolver().url_patterns))
    assert {argument for _route, argument in taken} <= ARGUMENTS


# And each of these would be seen: planted violations.


@isolate_apps("linli.people")
def test_a_forbidden_column_on_a_person_would_be_found() -> None:
    class Resident(models.Model):
        account = models.ForeignKey(Account, on_delete=models.PROTECT)
        nation = models.CharField(max_length=20)
        level = models.CharField("风险等级", max_length=20)
        kind = models.CharField(max_length=20, choices=[("a", "普通"), ("b", "重点人员")])
        lat = models.FloatField()
        birthday = models.DateField()
        remark = models.TextField()
        stored = models.CharField(max_length=9, db_column="zzmm")
        harmless = models.BooleanField()

        class Meta:
            app_label = "people"

    found = {(where.rpartition(".")[2], code) for where, _words, code in forbidden.of_model(Resident)}
    assert found == {
        ("nation", "ethnicity"),
        ("level", "risk"),
        ("kind", "key_person"),
        ("lat", "tracks"),
        ("birthday", "census"),
        ("stored", "politics"),
    }
    assert "people.Resident.remark" in forbidden.free_texts(Resident)
    assert forbidden.is_about_people(Resident)


@isolate_apps("linli.places")
def test_a_building_may_say_where_it_stands() -> None:
    class Tower(models.Model):
        lat = models.FloatField()
        lng = models.FloatField()

        class Meta:
            app_label = "places"

    assert forbidden.of_model(Tower) == []


@isolate_apps("linli.people", "linli.cases", "linli.wishes")
def test_a_row_that_joins_two_services_would_be_found() -> None:
    class Loan(models.Model):
        class Meta:
            app_label = "wishes"

    class Meal(models.Model):
        class Meta:
            app_label = "cases"

    class Profile(models.Model):
        account = models.ForeignKey(Account, on_delete=models.PROTECT)
        loan = models.ForeignKey(Loan, on_delete=models.PROTECT)
        meal = models.ForeignKey(Meal, on_delete=models.PROTECT)

        class Meta:
            app_label = "people"

    assert forbidden.joins(Profile) == {"wishes", "cases"}


def test_a_forbidden_question_cannot_even_be_declared() -> None:
    for name, label in (("nation", "什么"), ("x", "民族"), ("x", "请上传身份证照片"), ("face_id", "x")):
        with pytest.raises(ValueError, match="has no place"):
            Field(name, label, private=True)


def test_a_forbidden_question_in_translated_words_would_be_found() -> None:
    lazily = Form((Field("x", gettext_lazy("您的政治面貌？"), private=True),))
    chosen = Form((Field("y", "哪一类？", kind="choice", choices=(("a", gettext_lazy("重点人员")),)),))
    assert {code for _where, _words, code in forbidden.of_form("here", lazily)} == {"politics"}
    assert {code for _where, _words, code in forbidden.of_form("here", chosen)} == {"key_person"}
    module = ModuleType("somewhere")
    module.ASKED, module.ONE = lazily, lazily.fields[0]  # type: ignore[attr-defined]
    assert len(list(forbidden.data_forms([module]))) == 2


def test_a_forbidden_field_of_a_django_form_would_be_found() -> None:
    class Register(django_forms.Form):
        religion = django_forms.CharField()
        second = django_forms.CharField(label="出生日期")
        third = django_forms.ChoiceField(choices=[("x", "信教群众")])

    module = ModuleType("somewhere")
    module.Register = Register  # type: ignore[attr-defined]
    (form,) = forbidden.django_forms_of([module])
    assert {code for _where, _words, code in forbidden.of_django_form(form)} == {"religion", "census"}


def test_a_forbidden_column_of_a_spreadsheet_cannot_even_be_declared() -> None:
    for column in ("民族", "是否重点关注人员（备注）", "risk_level"):
        with pytest.raises(ValueError, match="has no place"):
            tables.Table("x.people", "in", "people", ("姓名", column))
    lazily = tables.Table("x.people", "out", "people", (gettext_lazy("民族"),))
    assert [code for _where, _words, code in forbidden.of_table(lazily)] == ["ethnicity"] * len(["zh", "en"])
    assert not [each for each in tables.declared() if each.name == "x.people"]


def test_an_import_that_declares_nothing_would_be_found() -> None:
    for line in (
        "import csv",
        "from openpyxl import load_workbook",
        "from linli.kit.spreadsheets import read",
        "from linli.kit import cells",
    ):
        tree = ast.parse(line)
        assert forbidden.uses_spreadsheets(tree), line
        assert not forbidden.declares_a_table(tree)
    assert forbidden.declares_a_table(ast.parse("from linli.kit import tables"))


def test_a_forbidden_input_cookie_log_field_or_name_would_be_found() -> None:
    assert forbidden.inputs('<input type="text"\n name="minzu"><select name="a"></select>') == {"minzu", "a"}
    assert forbidden.judged("here", ["minzu"], about="people")
    assert forbidden.cookies(
        ast.parse("X = 'who'\nr.set_cookie(X, 1)\nr.set_signed_cookie('b', 1)\nr.set_cookie(y)")
    ) == {
        "who",
        "b",
        "? in line 4",
    }
    assert forbidden.logged(ast.parse("f = {'phone': 1}\nlog.info('x', extra={'fields': f})")) == {"phone"}
    assert forbidden.logged(ast.parse("log.info('x', extra={'fields': {'name': 1}})")) == {"name"}
    assert forbidden.logged(ast.parse("log.info('x', extra={'fields': made()})")) == {"?"}
    assert {"rank_workers", "face_id"} <= forbidden.named(ast.parse("def rank_workers(): return {'face_id': 1}"))
    assert refused_column("rank_workers", about="places")
