"""Whoever asks whether the site works learns that, and nothing about the machine it runs on."""

import logging
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def keys_in_the_wrong_place(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS = tmp_path
    return tmp_path


@pytest.mark.parametrize("role", ["public", "staff"])
def test_keys_that_cannot_be_used_are_told_to_the_log_alone(
    client: Client,
    db: None,
    settings: Settings,
    keys_in_the_wrong_place: Path,
    caplog: pytest.LogCaptureFixture,
    role: str,
) -> None:
    settings.ROLE, settings.ROOT_URLCONF = role, f"config.urls.{role}"
    with caplog.at_level(logging.ERROR, logger="config.health"):
        answer = client.get("/ready", headers={"host": "localhost"})

    assert answer.status_code == 503
    assert answer.json()["keys"]["ok"] is False
    assert answer.json()["keys"]["says"].startswith("not usable")
    assert str(keys_in_the_wrong_place) not in answer.text
    assert str(keys_in_the_wrong_place) in caplog.text
