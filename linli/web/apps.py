"""The web floor as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Carries the worker's heartbeat and the pages that belong to no capability."""

    name = "linli.web"
    label = "web"

    def ready(self) -> None:
        """Put the pages of phone and name on one's own page."""
        from django.utils.translation import gettext_lazy as _

        from linli.cases import actions
        from linli.people.account_links import Link, declare
        from linli.web.grids import ACTION

        actions.declare(ACTION)
        declare(Link(_("改姓名"), "my_name", order=10))
        declare(Link(_("改密码"), "my_password", order=25))
        declare(Link(_("换手机号"), "my_phone", _("要用新号码收一条验证码"), order=20))
