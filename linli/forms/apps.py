"""The floor called forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Forms."""

    name = "linli.forms"
    verbose_name = "Forms"
