"""Addresses of papers. ``papers/check/<code>/`` stands as a QR code on every numbered paper."""

from django.urls import path

from linli.papers import check_page, pages

urlpatterns = [
    path("papers/check/", check_page.ask, name="paper_check"),
    path("papers/check/<slug:code>/", check_page.checked, name="paper_checked"),
    path("papers/<slug:noun>/<slug:street>/<uuid:record_id>/", pages.papers, name="papers"),
    path("papers/<slug:noun>/<slug:street>/<uuid:record_id>/<slug:paper>/", pages.print_, name="paper_print"),
    path("paper/<slug:street>/<uuid:key>/", pages.sheet, name="paper"),
    path("paper/<slug:street>/<uuid:key>/word/", pages.word_file, name="paper_word"),
    path("paper/<slug:street>/<uuid:key>/again/", pages.again, name="paper_again"),
]
