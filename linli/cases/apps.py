"""The floor of cases: handlers' lists stand on it, capabilities declare their flows to it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "linli.cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Install shipped matters after every migration of this floor; let `linli verify` compare them."""
        from django.db.models.signals import post_migrate

        from linli.cases import catalogue, check
        from linli.ledger import verify

        verify.declare(check.Check)
        post_migrate.connect(catalogue.install, sender=self, dispatch_uid="linli.cases.catalogue")
        self._rights()
        self._open_work()
        self._figures()
        self._addressees()
        self._bulk()

    def _addressees(self) -> None:
        from linli.cases.addressees import of_case
        from linli.cases.models import Case
        from linli.cases.timing.clock_news import NEWS
        from linli.flows import staleness
        from linli.notices import addressees, by_hand, news, ways

        addressees.declare(Case, of_case)
        staleness.declare_aside(ways.CHOOSE, by_hand.REACH)
        news.declare(NEWS)

    def _bulk(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from linli.cases import intakes
        from linli.kit.renewal import Hashed, declare_hash
        from linli.people import retention

        declare_hash(Hashed("cases.TakenIn", "found", "sealed", intakes.FOUND))
        retention.declare(
            retention.Timer(
                name="rows_taken_in",
                what=_("台账里哪些行已经登记过的标记"),
                since=_("从登记算起"),
                why=_("同一行传几次都只登记一件；删掉了的，也不会因为再传一次又回来。只记打散的标记，看不出内容。"),
                days=lambda: settings.LINLI_KEEP_DAYS,
                run=intakes.forget_old,
            )
        )

    def _figures(self) -> None:
        from linli.cases.figures import FIGURES
        from linli.ledger import figures

        for figure in FIGURES:
            figures.declare(figure)

    def _open_work(self) -> None:
        from linli.cases.moves.open_work import of_post
        from linli.people.serving import open_work

        open_work.declare(of_post)

    def _rights(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from linli.cases.pages import consent_page
        from linli.cases.privacy import erasing, keeping
        from linli.cases.reading import my_data
        from linli.people import account_links, retention
        from linli.people.rights import consent_pages
        from linli.people.rights.data import Chapter
        from linli.people.rights.data import declare as tell
        from linli.people.rights.erasing import Holder, declare

        retention.declare(
            retention.Timer(
                name="case_words",
                what=_("事项里写下的内容、联系方式和收件码"),
                since=_("从办结算起"),
                why=_("回访、追评和查进度要用。每件事的期限可以另定。"),
                days=lambda: settings.LINLI_KEEP_DAYS,
                run=keeping.erase_old_words,
            )
        )
        account_links.declare(account_links.Link(_("谁看过我的信息"), "my_looks", _("什么时候、为什么"), order=30))
        declare(Holder("cases", erasing.waits, erasing.erase_words))
        tell(Chapter("cases", _("我的事"), my_data.own_items, order=40))
        tell(Chapter("looks", _("谁看过我的信息"), my_data.look_items, order=60))
        tell(Chapter("taken", _("我的认领"), my_data.taken_items, order=50))
        tell(Chapter("case consents", _("在具体的事里同意了什么"), consent_page.items, order=60))
        consent_pages.declare(consent_page.listed)
