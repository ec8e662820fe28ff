"""Addresses of tables of cases."""

from django.urls import path, re_path

from linli.cases.bulk import pages

HERE = r"^desk/ledger/(?P<matter>[-\w]+)/(?P<place>[0-9]+)/"

urlpatterns = [
    path("desk/ledger/<slug:matter>/<slug:place>/", pages.bulk, name="bulk"),
    re_path(rf"{HERE}blank\.xlsx$", pages.blank, name="bulk_blank"),
    path("desk/ledger/<slug:matter>/<slug:place>/<uuid:key>/", pages.sent, name="bulk_sent"),
    path("desk/ledger/<slug:matter>/<slug:place>/<uuid:key>/left.<slug:form>", pages.left, name="bulk_left"),
]
