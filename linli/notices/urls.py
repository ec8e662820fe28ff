"""Addresses of one's own notices."""

from django.urls import path

from linli.notices import pages

urlpatterns = [
    path("me/notices/", pages.notices, name="notices"),
    path("me/notices/way/", pages.notice_way, name="notice_way"),
    path("me/notices/<slug:street>/<uuid:key>/", pages.notice, name="notice"),
]
