"""The project itself, as an app: it carries the commands and checks that span the rooms."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from django.conf import settings

        from config import checks
        from config.grants import shown_tables
        from directory import edition

        checks.refuse_unsafe_start()
        if settings.ROLE == "staff":
            # Only this zone writes what the public reads.
            edition.watch(shown_tables())
