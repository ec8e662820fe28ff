"""The ui floor as a Django application: it carries base pages, style and the catalogues."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """No model; installed so that Django finds its templates, static files and catalogues."""

    name = "linli.ui"
    label = "ui"
