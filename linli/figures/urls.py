"""Addresses of figures."""

from django.urls import path

from linli.figures import pages, public

urlpatterns = [
    path("figures/", pages.page, name="figures"),
    path("figures/records/", pages.records, name="figure_records"),
    path("figures/public/", public.here, name="public_figures_here"),
    path("figures/public/<slug:place>/", public.page, name="public_figures"),
]
