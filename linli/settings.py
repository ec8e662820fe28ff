"""Settings. Everything local comes from the environment: the variables of docs/settings.md.

Importable without secrets, so that checks and types need none; `linli serve` refuses to start in
production without them (see linli.cli.refusals).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

HERE = Path(__file__).resolve().parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in {"1", "true", "yes"}


def _words(name: str, default: str = "") -> list[str]:
    return os.environ.get(name, default).replace(",", " ").split()


def _path(name: str, default: str | Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


# Where things live. Keys never live with the data: a backup of one must not carry the other.
LINLI_DATA_DIR = _path("LINLI_DATA_DIR", "var")
LINLI_KEY_DIR = _path("LINLI_KEY_DIR", ".keys")
LINLI_ROOTS_DIR = _path("LINLI_ROOTS_DIR", LINLI_DATA_DIR / "roots")
LINLI_PRODUCTION = _flag("LINLI_PRODUCTION")
LINLI_SECRET_FILE = LINLI_KEY_DIR / "secret"

DEBUG = _flag("LINLI_DEBUG")
ALLOWED_HOSTS = _words("LINLI_HOSTS", "" if LINLI_PRODUCTION else "127.0.0.1 localhost [::1]")


def _secret() -> str:
    """Give the configured secret; outside production a missing one is replaced for this process only."""
    given = os.environ.get("LINLI_SECRET", "")
    if given:
        return given
    if LINLI_SECRET_FILE.is_file():
        return LINLI_SECRET_FILE.read_text(encoding="ascii").strip()
    return "" if LINLI_PRODUCTION else secrets.token_urlsafe(48)


SECRET_KEY = _secret()

LINLI_CAPABILITIES = _words("LINLI_CAPABILITIES")
"""Capabilities of somebody's own: packages on the Python path, see docs/how-to-add-a-capability.md."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "linli.people.signing_in.session_tables.SessionTables",
    # Our floors that have tables, pages or texts, from the lowest up.
    "linli.edges",
    "linli.ui",
    "linli.ledger",
    "linli.places",
    "linli.people",
    "linli.forms",
    "linli.flows",
    "linli.papers",
    "linli.notices",
    "linli.cases",
    "linli.cases.follow_up",
    "linli.office",
    "linli.wishes",
    "linli.figures",
    "linli.web",
    "linli.demo",
    *LINLI_CAPABILITIES,
]

MIDDLEWARE = [
    "linli.web.middleware.RequestId",
    "linli.web.middleware.ContentSecurity",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.web.middleware.Private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "linli.web.bodies.Utf8Forms",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.web.factor_first.OwnPasswordFirst",
    "linli.web.factor_first.FactorFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.web.refusals.Refusals",
]

ROOT_URLCONF = "linli.urls"
WSGI_APPLICATION = "linli.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "linli.ui.environment.environment",
            # Django's own request, csrf_input and csrf_token come with the backend.
            "context_processors": ["django.template.context_processors.request", "linli.web.sitemap.menu"],
        },
    },
]


def _sqlite() -> dict[str, Any]:
    return {
        "ENGINE": "linli.kit.sqlite",
        "NAME": str(LINLI_DATA_DIR / "linli.sqlite3"),
        "CONN_MAX_AGE": None,
        # Tests use a file too: a memory database would have neither WAL nor the write queue.
        "TEST": {"NAME": str(LINLI_DATA_DIR / "test.sqlite3")},
    }


def _postgresql(url: str) -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?sslmode=…`; `host=` in the query may name a socket folder."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": int(os.environ.get("LINLI_POOL", "8")), "timeout": 10},
            "server_side_binding": True,
            # Behind a pooler that hands connections around per transaction, prepared statements must be off.
            "prepare_threshold": None if _flag("LINLI_TRANSACTION_POOLER") else 5,
            **query,
        },
        # Nor does a cursor on the server outlive its transaction there.
        "DISABLE_SERVER_SIDE_CURSORS": _flag("LINLI_TRANSACTION_POOLER"),
    }


def _database() -> dict[str, Any]:
    url = os.environ.get("LINLI_DATABASE_URL", "")
    if not url:
        return _sqlite()
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        message = "LINLI_DATABASE_URL must begin with postgresql://; without it Linli uses SQLite."
        raise ValueError(message)
    return _postgresql(url)


DATABASES = {"default": _database()}
# Counters of wrong passwords and codes and of visitors' cases: in the database, shared by all processes. See `linli migrate`.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "linli_counters",
        "KEY_FUNCTION": "linli.kit.counters.name",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
# Only for tables of libraries; Linli's own keys are UUIDv7.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in: password by user name, phone and code, passkey; whoever has a second factor is asked for it each time.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["linli.people.signing_in.backend.Backend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "linli.people.signing_in.adapter.Adapter"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "linli.people.factors.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "ui" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LINLI_DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# How many cases people without an account may open in an hour from one network; 0 for any number.
LINLI_VISITOR_CASES = int(os.environ.get("LINLI_VISITOR_CASES", "20"))

# From how many looks at somebody's whole data one person raises an alarm: no official figure, an office sets its own.
LINLI_LOOKS_AN_HOUR = int(os.environ.get("LINLI_LOOKS_AN_HOUR", "20"))
LINLI_LOOKS_A_DAY = int(os.environ.get("LINLI_LOOKS_A_DAY", "60"))

# Days of a limit are counted from the day after receipt, unless the day itself counts; and of how many percent of a limit
# that are left one is warned: no official figure, an office sets its own.
LINLI_FIRST_DAY_COUNTS = _flag("LINLI_FIRST_DAY_COUNTS")
LINLI_WARN_PERCENT = min(100, max(0, int(os.environ.get("LINLI_WARN_PERCENT", "30"))))

# How many days back, and ahead, somebody is appointed, handed over to, on leave: beyond it lies a slip of the pen. No official
# figure, an office sets its own.
LINLI_ARRANGE_DAYS_BACK = int(os.environ.get("LINLI_ARRANGE_DAYS_BACK", "1830"))
LINLI_ARRANGE_DAYS_AHEAD = int(os.environ.get("LINLI_ARRANGE_DAYS_AHEAD", "366"))

# How many days after its end the words of a case are kept where its matter says nothing; and how long it is kept who looked.
LINLI_KEEP_DAYS = int(os.environ.get("LINLI_KEEP_DAYS", "365"))
LINLI_KEEP_LOOKS_DAYS = max(1095, int(os.environ.get("LINLI_KEEP_LOOKS_DAYS", "1095")))

# Text messages: aliyun, outbox (kept and shown on a page, never in production), or nothing: then nobody signs in by phone.
LINLI_SMS = os.environ.get("LINLI_SMS", "" if LINLI_PRODUCTION else "outbox")
LINLI_SMS_URL = os.environ.get("LINLI_SMS_URL", "https://dysmsapi.aliyuncs.com")
LINLI_SMS_SIGN = os.environ.get("LINLI_SMS_SIGN", "")
LINLI_SMS_CODE_TEMPLATE = os.environ.get("LINLI_SMS_CODE_TEMPLATE", "")
LINLI_SMS_NOTICE_TEMPLATE = os.environ.get("LINLI_SMS_NOTICE_TEMPLATE", "")
LINLI_SMS_DIGEST_TEMPLATE = os.environ.get("LINLI_SMS_DIGEST_TEMPLATE", "")
LINLI_SMS_QUESTION_TEMPLATE = os.environ.get("LINLI_SMS_QUESTION_TEMPLATE", "")

# Notices: the hours of Asia/Shanghai in which no message goes out, the hour of the daily digest, how long they are kept.
LINLI_QUIET_FROM = int(os.environ.get("LINLI_QUIET_FROM", "21"))
LINLI_QUIET_UNTIL = int(os.environ.get("LINLI_QUIET_UNTIL", "8"))
LINLI_DIGEST_HOUR = int(os.environ.get("LINLI_DIGEST_HOUR", "9"))
LINLI_KEEP_NOTICES_DAYS = int(os.environ.get("LINLI_KEEP_NOTICES_DAYS", "90"))

# One-time codes: how long one lasts and how often it is tried; then for an hour, a number and a network together how
# many are sent and how many wrong ones are taken, for a number in all, and for a network in all.
LINLI_CODE_MINUTES = int(os.environ.get("LINLI_CODE_MINUTES", "5"))
LINLI_CODE_TRIES = int(os.environ.get("LINLI_CODE_TRIES", "5"))
LINLI_CODES_AN_HOUR = int(os.environ.get("LINLI_CODES_AN_HOUR", "5"))
LINLI_CODES_WRONG_AN_HOUR = int(os.environ.get("LINLI_CODES_WRONG_AN_HOUR", "10"))
LINLI_CODES_OF_A_NUMBER = int(os.environ.get("LINLI_CODES_OF_A_NUMBER", "10"))
LINLI_CODES_OF_A_NETWORK = int(os.environ.get("LINLI_CODES_OF_A_NETWORK", "20"))
LINLI_CODE_TRIES_OF_A_NETWORK = int(os.environ.get("LINLI_CODE_TRIES_OF_A_NETWORK", "60"))

# Second factors: whether who holds a post must have one, how many wrong codes an account takes in an hour, and for how many
# minutes nobody is asked again who they are.
LINLI_STAFF_TOTP = _flag("LINLI_STAFF_TOTP")
LINLI_FACTOR_WRONG_AN_HOUR = int(os.environ.get("LINLI_FACTOR_WRONG_AN_HOUR", "10"))
LINLI_FRESH_MINUTES = int(os.environ.get("LINLI_FRESH_MINUTES", "15"))

# From how many wrong passwords, codes and factors in an hour an alarm is raised: for one account, from one network.
LINLI_WRONG_AN_HOUR = int(os.environ.get("LINLI_WRONG_AN_HOUR", "10"))
LINLI_WRONG_OF_A_NETWORK = int(os.environ.get("LINLI_WRONG_OF_A_NETWORK", "30"))

# A page form is small; whatever is larger is not one of ours.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# A file is taken by the routes that declare it (linli.kit.files), one at a time and in memory; every other refuses it.
LINLI_UPLOAD_MB = int(os.environ.get("LINLI_UPLOAD_MB", "10"))
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["linli.kit.files.NoFiles"]

SESSION_ENGINE = "linli.people.signing_in.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = LINLI_PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31536000 if LINLI_PRODUCTION else 0
if _flag("LINLI_BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "linli.kit.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "linli": {"level": "INFO"},
        # Django's own request and security lines carry whole paths and hosts; linli.request says the same without.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
