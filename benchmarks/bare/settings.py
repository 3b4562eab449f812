"""The project's own settings, middleware and pages, and beside them two bare ones."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.bare.apps.BareConfig"]
ROOT_URLCONF = "benchmarks.bare.urls"
