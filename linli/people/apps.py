"""The people floor as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, organisations, posts."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Let the hash of a phone follow a change of the look-up key; say what accounts are for."""
        from linli.kit.nested import Nested
        from linli.kit.renewal import Hashed, declare_hash, declare_nested
        from linli.people import purposes
        from linli.people.accounts import PHONE_PURPOSE
        from linli.people.factors import PURPOSE as FACTOR_PURPOSE

        declare_hash(Hashed("people.Account", "phone_hash", "phone", PHONE_PURPOSE))
        declare_nested(Nested("mfa.Authenticator", "data", FACTOR_PURPOSE))
        purposes.declare(purposes.ACCOUNT)
        self._chapters()
        self._looks()
        self._timers()
        self._codes()

    def _looks(self) -> None:
        from linli.ledger import verify
        from linli.people.guard import looks_check

        verify.declare(looks_check.Check)

    def _timers(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from linli.people import alarms, looks, uploads, wrong_tries
        from linli.people.retention import Timer, declare
        from linli.people.signing_in import open_sessions, sessions

        declare(
            Timer(
                name="looks",
                what=_("谁看过个人信息的记录"),
                since=_("从查看算起"),
                why=_("本人要能查到，至少保存三年。"),
                days=lambda: settings.LINLI_KEEP_LOOKS_DAYS,
                run=looks.forget_old,
                confirmed=True,
            )
        )
        declare(
            Timer(
                name="alarms",
                what=_("处理完的安全提醒"),
                since=_("从处理算起"),
                why=_("和查看记录一起保存。"),
                days=lambda: settings.LINLI_KEEP_LOOKS_DAYS,
                run=alarms.forget_old,
                confirmed=True,
            )
        )
        declare(
            Timer(
                name="sessions",
                what=_("登录状态"),
                since=_("从登录算起"),
                why=_("过期要重新登录。"),
                days=lambda: settings.SESSION_COOKIE_AGE // 86400,
                run=lambda now: sessions.end_old(now) + open_sessions.forget_ended(),
                confirmed=True,
            )
        )
        declare(
            Timer(
                name="wrong_tries",
                what=_("登录时输错的次数"),
                since=_("从输错算起"),
                why=_("数够了就提醒安全管理员；不记是谁、在哪儿，只记打散的标记。"),
                days=lambda: wrong_tries.KEPT.days,
                run=wrong_tries.forget_old,
                confirmed=True,
            )
        )

        declare(
            Timer(
                name="uploads",
                what=_("上传后还没确认的表格"),
                since=_("从上传算起"),
                why=_("只有上传的人自己能打开，过期要重新上传。"),
                days=lambda: uploads.KEPT.days,
                run=uploads.forget_old,
                confirmed=True,
            )
        )

    def _codes(self) -> None:
        from datetime import timedelta

        from django.utils.translation import gettext_lazy as _

        from linli.edges import outbox
        from linli.people import codes
        from linli.people.retention import Timer, declare

        declare(
            Timer(
                name="codes",
                what=_("短信验证码"),
                since=_("从发送算起"),
                why=_("几分钟就失效，留一天是为了数清错了几次。"),
                days=lambda: codes.KEPT.days,
                run=lambda now: codes.forget_old(now) + outbox.forget_before(now - timedelta(days=outbox.KEPT_DAYS)),
                confirmed=True,
            )
        )

    def _chapters(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from linli.people.account_links import Link, declare
        from linli.people.rights import consent_pages, data

        declare(Link(_("我的数据"), "my_data", _("看全部、带走"), order=40))
        declare(Link(_("我的岗位"), "my_posts", _("在岗、代岗、请假"), order=20))
        declare(Link(_("第二步验证"), "my_factors", _("验证器、通行密钥、恢复码"), order=27))
        declare(Link(_("登录过的设备"), "my_sessions", _("看在哪儿登录着、让它退出"), order=30))
        declare(Link(_("我同意了什么"), "consents", _("看、撤回"), order=35))
        declare(Link(_("删除我的账号"), "erase_me", _("会删什么、留什么"), order=90))
        data.declare(data.Chapter("account", _("账号"), data.account_items, order=10))
        data.declare(data.Chapter("posts", _("岗位"), data.post_items, order=20))
        data.declare(data.Chapter("memberships", _("我的单位和队伍"), data.membership_items, order=25))
        data.declare(data.Chapter("sessions", _("登录过的设备"), data.session_items, order=80))
        data.declare(data.Chapter("consents", _("我同意了什么"), consent_pages.items, order=30))
