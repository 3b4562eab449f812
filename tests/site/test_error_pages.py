"""What a page says when it is not there, or not for this account: other words in each zone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from pytest_django import Settings

from config import errors

ZONES = {
    "public": ("the programme may have left the directory", "sent from another website"),
    "staff": ("is not meant for your account", "Your account does not give you this page"),
}


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_has_its_own_words(settings: Settings, rf: RequestFactory, zone: str):
    settings.ROLE = zone
    settings.ROOT_URLCONF = f"config.urls.{zone}"
    request = rf.get("/nothing/")
    missing = errors.not_found(request).content.decode()
    refused = errors.permission_denied(request, PermissionDenied()).content.decode()

    for other, (not_there, not_yours) in ZONES.items():
        assert (not_there in missing) is (other == zone)
        assert (not_yours in refused) is (other == zone)
    assert ("Find a programme</a></p>" in missing) is (zone == "public")
    assert ('class="button" href="/portal/"' in missing) is (zone == "staff")
