"""The places floor as a Django application."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Regions and grids."""

    name = "linli.places"
    label = "places"
