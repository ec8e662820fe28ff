"""The floor called flows."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Flows."""

    name = "linli.flows"
    verbose_name = "Flows"

    def ready(self) -> None:
        """Let `linli verify` compare records with their events."""
        from django.utils.translation import gettext_lazy as _

        from linli.flows import check, erasure, forgetting, tokens
        from linli.ledger import verify
        from linli.people import looks, retention

        verify.declare(check.Check)
        check.declare_without_records(looks.VERB.partition(".")[0])
        erasure.declare(looks.forget_words)
        retention.declare(
            retention.Timer(
                name="used_forms",
                what=_("提交过的表单编号"),
                since=_("从提交算起"),
                why=_("防止同一张表交两次。里面没有您写的内容。"),
                days=lambda: tokens.KEPT.days,
                run=lambda now: forgetting.forget_used_forms(now=now),
                confirmed=True,
            )
        )
