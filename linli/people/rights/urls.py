"""Addresses of one's own data."""

from django.urls import path, re_path

from linli.people import alarm_pages, me, my_posts, sessions_page
from linli.people.rights import consent_pages, pages

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/sessions/", sessions_page.sessions, name="my_sessions"),
    path("me/posts/", my_posts.my_posts, name="my_posts"),
    path("me/consents/", consent_pages.mine, name="consents"),
    path("me/data/", pages.my_data, name="my_data"),
    re_path(r"^me/data/file\.(?P<form>html|json)$", pages.my_data_file, name="my_data_file"),
    path("me/erase/", pages.erase_me, name="erase_me"),
    path("me/keep/", pages.keep_me, name="keep_me"),
    path("alarms/", alarm_pages.alarms, name="alarms"),
    path("alarms/<slug:street>/<uuid:key>/", alarm_pages.settle_alarm, name="alarm_settle"),
]
