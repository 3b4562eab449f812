"""Addresses that both roles answer."""

from django.urls import path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("ready", health.ready, name="ready"),
]
HANDLERS = {
    "handler400": "config.errors.bad_request",
    "handler403": "config.errors.permission_denied",
    "handler404": "config.errors.not_found",
    "handler500": "config.errors.server_error",
}
