"""Addresses of wishes. ``wish/<place>/`` stands as a QR code in the stairwell."""

from django.urls import path

from linli.cases.pages import begin_page
from linli.wishes import pages, stairwell
from linli.wishes.rules import MATTER

urlpatterns = [
    path("wish/", begin_page.where, {"matter": MATTER}, name="choose"),
    path("wish/<slug:place>/", begin_page.begin, {"matter": MATTER}, name="raise"),
    path("wish/<slug:place>/code/", stairwell.code, name="wish_code"),
    path("wall/", pages.wall_here, name="wall_here"),
    path("wall/<slug:place>/", pages.wall, name="wall"),
]
