"""Addresses of one's own data."""

from django.urls import path, re_path

from linli.people import me
from linli.people.factors import pages as factors
from linli.people.guard import alarm_pages
from linli.people.rights import consent_pages, pages
from linli.people.serving import my_posts
from linli.people.signing_in import sessions_page

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/sessions/", sessions_page.sessions, name="my_sessions"),
    path("me/factors/", factors.my_factors, name="my_factors"),
    path("me/factors/app/", factors.factor_app, name="factor_app"),
    path("me/factors/passkey/", factors.factor_passkey, name="factor_passkey"),
    path("me/factors/codes/", factors.factor_codes, name="factor_codes"),
    path("me/factors/codes/file/", factors.factor_codes_file, name="factor_codes_file"),
    path("me/factors/<int:key>/off/", factors.factor_off, name="factor_off"),
    path("me/posts/", my_posts.my_posts, name="my_posts"),
    path("me/consents/", consent_pages.mine, name="consents"),
    path("me/data/", pages.my_data, name="my_data"),
    re_path(r"^me/data/file\.(?P<form>html|json)$", pages.my_data_file, name="my_data_file"),
    path("me/erase/", pages.erase_me, name="erase_me"),
    path("me/keep/", pages.keep_me, name="keep_me"),
    path("alarms/", alarm_pages.alarms, name="alarms"),
    path("alarms/<slug:street>/<uuid:key>/", alarm_pages.settle_alarm, name="alarm_settle"),
]
