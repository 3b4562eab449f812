"""Settings that hold everywhere: what is installed, in which order, and how it behaves."""

import gc
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import ROOT, read_environment

# What Django and Wagtail load stays, and Python's collector would go through it hundreds of times
# while they load it. What no circle holds is freed without it, at once.
gc.set_threshold(20_000, 10, 10)

ENVIRONMENT = read_environment()
DEMONSTRATION = ENVIRONMENT.demonstration
ROLE = ENVIRONMENT.role
DATA = ENVIRONMENT.data
KEYS = ENVIRONMENT.keys
PUBLIC_URL = ENVIRONMENT.public_url
STAFF_URL = ENVIRONMENT.staff_url
SITE = ROOT / "site"
CHECK_LINKS = ENVIRONMENT.check_links
ELASTICSEARCH_URL = ENVIRONMENT.elasticsearch_url

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ROOT_URLCONF = f"config.urls.{ROLE}"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What each role's pages are made of. Both roles share models and migrations; only the middleware
# and the URLconf differ.

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "portal.referrals.apps.ReferralsConfig",
    "portal.selfreferral.apps.SelfReferralConfig",
    "portal.accounts.apps.AccountsConfig",
    "portal.audit.apps.AuditConfig",
    "portal.vault.apps.VaultConfig",
    "search.apps.SearchConfig",
    "directory.apps.DirectoryConfig",
    "wagtail.contrib.settings",
    "wagtail_localize",  # after the directory, whose addresses narrow its own
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "portal.accounts.apps.CmsConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "portal.accounts.apps.SignInConfig",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

_BEFORE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before what may refuse a host: that answer has a policy too.
    "config.middleware.ContentSecurityPolicyMiddleware",
    "config.middleware.CanonicalHostMiddleware",
]
_AFTER = [
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "config.middleware.MethodNotAllowedMiddleware",
    "config.middleware.DatabaseTroubleMiddleware",
]
PUBLIC_MIDDLEWARE = [
    # What is kept has passed all others already.
    "config.page_cache.PageCacheMiddleware",
    *_BEFORE,
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.SameOriginMiddleware",
    "config.middleware.LanguageSwitchMiddleware",
    *_AFTER,
]
STAFF_MIDDLEWARE = [
    *_BEFORE,
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "config.middleware.PrivatePagesMiddleware",
    *_AFTER,
]
MIDDLEWARE = PUBLIC_MIDDLEWARE if ROLE == "public" else STAFF_MIDDLEWARE

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "config.jinja2.environment",
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
            "context_processors": ["config.jinja2.page_context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Asked on every page of the finder: who takes letters (`search/doors.py`).
SELF_DOORS = "config.doors.self_doors"

# The record

DATABASES: dict[str, Any] = {
    "default": (
        dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=None, conn_health_checks=True)
        if ENVIRONMENT.database_url
        else {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "db.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Seconds that a writer waits for another: a busy disk holds one up for some.
                "timeout": 10,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                ),
            },
        }
    )
}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "finder", "imports", "links", "mail", "referrals"],
    }
}

# The public role may not write to the cache table, and needs no cache that others share.
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        if ROLE == "public"
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "turnstone_cache",
            # Used codes and counted tries must not be pushed out by many tries under other names.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}

# Pages that each public process keeps in memory, in MiB; 0 keeps none. See docs/page-cache.md.
PAGE_CACHE_MIB = 32

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.StaticStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [SITE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
# In production the public zone's user reads pictures through the group that both zones share.
FILE_UPLOAD_PERMISSIONS = 0o640
WHITENOISE_MAX_AGE = 3600

# Languages

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
LANGUAGE_CODE = "en"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [SITE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
# German is prepared in the record; the interface speaks it once it stands in LANGUAGES.
CONTENT_LANGUAGES = ["en", "nl", "fr", "de"]
_SPOKEN = [
    (code, name)
    for code, name in (
        ("en", "English"),
        ("nl", "Nederlands"),
        ("fr", "Français"),
        ("de", "Deutsch"),
    )
    if code in dict(LANGUAGES)
]

# People and signing in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/portal/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "reauthenticate": "portal.accounts.forms.ConfirmPasswordForm",
    "reset_password": "portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ChoosePasswordForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
}
MFA_ADAPTER = "portal.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.ConfirmForm",
    "activate_totp": "portal.accounts.forms.ActivateTotpForm",
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Turnstone"
# One step either way, for clocks that differ and for slow typists; no code is taken twice.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

SESSION_ENGINE = "portal.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-staff"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Seconds without a request after which a session ends. The gate (portal.accounts.middleware) keeps
# a busy one alive, for twelve hours at most.
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.expired_form"

# Headers

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    # The CMS's own admin cannot run under this policy; it is reached with a second factor only.
    "EXCLUDE_URL_PREFIXES": ("/admin/",) if ROLE == "staff" else (),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Wagtail. Nothing here may ask another server anything.

WAGTAIL_SITE_NAME = "Turnstone"
WAGTAILADMIN_BASE_URL = STAFF_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = _SPOKEN
WAGTAILADMIN_PERMITTED_LANGUAGES = _SPOKEN
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILIMAGES_IMAGE_MODEL = "directory.DirectoryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "directory.DirectoryDocument"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Logs hold what happened and where in the code, never what somebody typed.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "private": {"()": "config.logs.PrivateFormatter", "by_day": ROLE == "public"},
    },
    "handlers": {
        "file": {
            "class": "config.logs.PrivateFileHandler",
            "filename": str(DATA / "log" / f"{ROLE}.log"),
            "formatter": "private",
        },
    },
    "root": {"handlers": ["file"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # A page not found or a form refused is a person's slip, not ours: no line tells of it.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # It names the address of whoever a mail could not be sent to.
        "wagtail.admin": {"handlers": [], "level": "CRITICAL", "propagate": True},
        # A line for each task would date each letter that somebody sent.
        "django_tasks": {"handlers": [], "level": "WARNING", "propagate": True},
        "django_tasks_db": {"handlers": [], "level": "WARNING", "propagate": True},
        # A line for each search would date it; what fails, the engine says in words of its own.
        "elastic_transport": {"handlers": [], "level": "CRITICAL", "propagate": True},
        "elasticsearch": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}
