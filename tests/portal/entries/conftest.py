from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.accounts.cms import make_cms_groups
from tests.portal.entries.world import other_world, own_world


@pytest.fixture
def own(db: None, keys: None) -> dict[str, Any]:
    """What Pieter's organisation keeps, with the CMS's groups and its review made."""
    found = own_world()
    make_cms_groups()
    return found


@pytest.fixture
def other(own: dict[str, Any]) -> dict[str, Any]:
    """What another organisation keeps."""
    return other_world()


@pytest.fixture
def provider(own: dict[str, Any], signed_in: Callable[[str], Client]) -> Client:
    """Pieter, provider editor at the keeper of the own entries, signed in."""
    return signed_in("pieter")


@pytest.fixture
def reviewer(own: dict[str, Any], signed_in: Callable[[str], Client]) -> Client:
    """Rosa, who reviews entries, signed in."""
    return signed_in("rosa")
