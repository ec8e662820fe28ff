"""The floor of notices as a Django application."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "linli.notices"
    label = "notices"

    def ready(self) -> None:
        """Follow every step of whatever flow, and what is noted beside them; let people read, take away and erase what they were told."""
        from linli.ledger import outbox
        from linli.notices import news, telling

        outbox.declare_wherever(news.is_news, telling.tell)
        self._rights()

    def _rights(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from linli.flows import erasure
        from linli.notices import keeping
        from linli.people import account_links, retention
        from linli.people.rights import data, erasing

        erasing.declare(erasing.Holder("notices", keeping.waits, keeping.forget_account))
        erasure.declare(keeping.forget_record)
        data.declare(data.Chapter("notices", _("通知"), keeping.items, order=70))
        account_links.declare(account_links.Link(_("通知"), "notices", _("办到哪一步，怎么告诉我"), order=10))
        retention.declare(
            retention.Timer(
                name="notices",
                what=_("通知和短信的发送情况"),
                since=_("从通知算起"),
                why=_("方便回头看、查有没有送到。"),
                days=lambda: settings.LINLI_KEEP_NOTICES_DAYS,
                run=keeping.forget_old,
            )
        )
