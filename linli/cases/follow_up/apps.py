"""The room of follow-up as a Django application: its rows belong to cases, cases know nothing of it."""

from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    """Follow-up."""

    name = "linli.cases.follow_up"
    label = "follow_up"

    def ready(self) -> None:
        """Follow every step of whatever case; stand on its page; count."""
        from linli.cases import beside
        from linli.cases.follow_up import catching_up, doing, limit_words, links, owed, panel
        from linli.cases.follow_up.figures import FIGURES
        from linli.cases.follow_up.news import NEWS
        from linli.cases.pages import call_list
        from linli.flows import staleness
        from linli.ledger import figures, outbox
        from linli.notices import links as notice_links
        from linli.notices import news

        outbox.declare_wherever(catching_up.is_step, catching_up.follow)
        beside.declare(panel.part)
        beside.declare_limits(limit_words.told)
        beside.declare_noted(doing.NOTED, unsaid=(catching_up.VERB, catching_up.ASK))
        news.declare(NEWS)
        staleness.declare_aside(catching_up.VERB, catching_up.ASK)
        notice_links.declare(links.of_notice)
        call_list.declare("follow_up", owed.CALL_LIST, owed.to_call)
        for figure in FIGURES:
            figures.declare(figure)
