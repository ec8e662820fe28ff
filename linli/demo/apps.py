"""The floor of the demo town."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo."""

    name = "linli.demo"
    verbose_name = "Demo"
