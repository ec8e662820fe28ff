"""Addresses of follow-up."""

from django.urls import path

from linli.cases.follow_up import link_page, pages

urlpatterns = [
    path("case/<slug:street>/<uuid:case_id>/follow-up/<slug:verb>/", pages.deed, name="case_follow_up_deed"),
    path("f/<slug:code>/", link_page.answer, name="answer_link"),
    path("desk/follow-up/", pages.lists, name="follow_up"),
]
