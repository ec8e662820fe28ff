"""All routes. Each floor brings its own; sign-in rests on allauth's, and only the routes named here are open."""

from __future__ import annotations

from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from linli.places.naming import place_name
from linli.web import again, appearance, buildings, enter, entrance, grids, health, home, kept, password, refuses

urlpatterns = [
    path("", home.home, name="home"),
    path("roots/", include("linli.ledger.urls"), {"name_of": place_name}),
    path("", include("linli.flows.urls")),
    path("", include("linli.papers.urls")),
    path("", include("linli.cases.urls")),
    path("", include("linli.cases.bulk.urls")),
    path("", include("linli.cases.follow_up.urls")),
    path("", include("linli.wishes.urls")),
    path("", include("linli.figures.urls")),
    path("", include("linli.office.urls")),
    path("", include("linli.people.rights.urls")),
    path("", include("linli.notices.urls")),
    path("enter/", enter.enter, name="enter"),
    path("enter/code/", enter.code, name="enter_code"),
    path("enter/who/", enter.who, name="enter_who"),
    path("me/again/", again.again, name="again"),
    path("me/phone/", enter.my_phone, name="my_phone"),
    path("me/password/", password.my_password, name="my_password"),
    path("me/name/", enter.my_name, name="my_name"),
    path("demo/outbox/", enter.demo_outbox, name="demo_outbox"),
    path("kept/", kept.kept, name="kept"),
    path("refuses/", refuses.refuses, name="refuses"),
    path("buildings/", buildings.buildings, name="buildings"),
    path("buildings/address/", buildings.address, name="address"),
    path("appearance/", appearance.appearance, name="appearance"),
    path("grids/<slug:place>/", grids.grids, name="grids"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("login/", entrance.login, name="account_login"),
    path("login/factor/", entrance.factor, name="mfa_authenticate"),
    path("login/passkey/", entrance.passkey, name="passkey"),
    path("logout/", entrance.logout, name="account_logout"),
    path("language/", require_POST(set_language), name="set_language"),
]

handler400 = "linli.web.errors.bad_request"
handler403 = "linli.web.errors.permission_denied"
handler404 = "linli.web.errors.not_found"
handler429 = "linli.web.errors.too_many"  # allauth's own
handler500 = "linli.web.errors.server_error"
