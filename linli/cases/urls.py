"""Addresses of cases."""

from django.urls import path, re_path

from linli.cases import receipts
from linli.cases.pages import (
    begin_page,
    calendar_page,
    call_list,
    caller,
    case_pages,
    clock_pages,
    consent_page,
    form_page,
    inbox,
    look_pages,
    policy_page,
    receipt_page,
    rights_pages,
    street,
)

urlpatterns = [
    path("case/<slug:street>/<uuid:case_id>/", case_pages.case, name="case"),
    path("case/<slug:street>/<uuid:case_id>/clock/", clock_pages.clock, name="case_clock"),
    path("case/<slug:street>/<uuid:case_id>/clock/<slug:verb>/", clock_pages.deed, name="case_clock_deed"),
    path("case/<slug:street>/<uuid:case_id>/look/", look_pages.look, name="case_look"),
    path("case/<slug:street>/<uuid:case_id>/looks/", look_pages.case_looks, name="case_looks"),
    path("begin/<slug:matter>/<slug:place>/", begin_page.begin, name="begin"),
    path("forms/<slug:matter>/", form_page.on_paper, name="form_on_paper"),
    re_path(r"^forms/(?P<matter>[-\w]+)\.(?P<form>xlsx|json)$", form_page.as_file, name="form_file"),
    path("me/looks/", look_pages.my_looks, name="my_looks"),
    path("case/<slug:street>/<uuid:case_id>/correct/", rights_pages.correct, name="case_correct"),
    path("case/<slug:street>/<uuid:case_id>/erase/", rights_pages.erase, name="case_erase"),
    path("case/<slug:street>/<uuid:case_id>/consents/", consent_page.of_case, name="case_consents"),
    path("receipt/", receipt_page.ask, name="receipt"),
    path("receipt/<slug:street>/<uuid:stream>/", receipt_page.show, name="receipt_opened"),
    path("receipt/new/", receipts.fresh, name="receipt_new"),
    path("receipt/leave/", receipt_page.leave, name="receipt_leave"),
    path("mine/", case_pages.mine, name="mine"),
    path("claims/", case_pages.claims, name="claims"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("desk/", case_pages.desk, name="desk"),
    re_path(r"^desk/list\.(?P<form>xlsx|csv)$", case_pages.desk_export, name="desk_export"),
    path("desk/caller/", caller.caller, name="caller"),
    path("desk/calls/", call_list.call_list, name="call_list"),
    path("street/", street.street, name="street"),
    path("calendar/", calendar_page.calendar, name="calendar"),
    path("policy/", policy_page.policy, name="policy"),
]
