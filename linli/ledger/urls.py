"""Addresses of the daily roots."""

from django.urls import path

from linli.ledger import pages

urlpatterns = [
    path("key/", pages.key, name="roots_key"),
    path("<slug:street>/", pages.street, name="roots"),
    path("<slug:street>.jsonl", pages.file, name="roots_file"),
    path("<slug:street>.atom", pages.feed, name="roots_feed"),
]
