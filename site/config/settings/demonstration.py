"""One machine, nothing to install: SQLite, the embedded search engine, mail written to files."""

from config.settings.common import DATA, ENVIRONMENT

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url, ENVIRONMENT.staff_url]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = "turnstone@example.org"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
