"""Behind TLS, on PostgreSQL, one role to a process. What is unsafe has been refused before this."""

from urllib.parse import unquote, urlsplit

from config.settings.common import ENVIRONMENT, ROLE

_own = ENVIRONMENT.public_url if ROLE == "public" else ENVIRONMENT.staff_url
_mail = urlsplit(ENVIRONMENT.email_url)

ALLOWED_HOSTS = [urlsplit(_own).hostname or ""]
CSRF_TRUSTED_ORIGINS = [_own]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The proxy's own entry is the last one: tries at the door are counted by visitor, not by proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^ready$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 465
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp"
DEFAULT_FROM_EMAIL = f"turnstone@{urlsplit(ENVIRONMENT.public_url).hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
