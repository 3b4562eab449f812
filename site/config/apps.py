"""The project itself, as an app: it carries the commands and checks that span the rooms."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks

        checks.refuse_unsafe_start()
