"""The web floor as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Carries the worker's heartbeat and the pages that belong to no capability."""

    name = "linli.web"
    label = "web"
