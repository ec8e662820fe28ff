"""The floor called flows."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Flows."""

    name = "linli.flows"
    verbose_name = "Flows"
