"""One address for every step."""

from django.urls import path

from linli.flows import pages

urlpatterns = [
    path("step/<slug:noun>/<slug:street>/<uuid:record_id>/<slug:verb>/", pages.step, name="step"),
]
