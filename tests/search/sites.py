"""Going from one site to the other within a test."""

from pytest_django import Settings


def on_public_site(settings: Settings) -> None:
    settings.ROLE, settings.ROOT_URLCONF = "public", "config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE


def on_staff_site(settings: Settings) -> None:
    settings.ROLE, settings.ROOT_URLCONF = "staff", "config.urls.staff"
    settings.MIDDLEWARE = settings.STAFF_MIDDLEWARE
