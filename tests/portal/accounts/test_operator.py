"""At the command line: inviting, helping after a loss, and rotating the key of the secrets."""

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from directory.models import Organisation
from portal.accounts.models import User
from portal.accounts.queries import has_role
from portal.accounts.roles import Role
from portal.accounts.secret_holder import HOLDER, count_uses, reseal
from portal.audit.models import AuditEvent
from portal.vault.keymaking import add_key, make_missing_keys
from portal.vault.keyring import load_key_ring
from portal.vault.secrets import holders

AtKey = Callable[[str], Organisation]


def test_a_person_who_is_invited_chooses_a_password_and_then_a_second_factor(
    organisation: AtKey, keys: None, client: Client
) -> None:
    organisation("police-zone-example")
    call_command(
        "invite_person",
        "lena",
        "lena@example.org",
        "referrer",
        organisation="police-zone-example",
        language="en",
        stdout=StringIO(),
    )
    lena = User.objects.get(username="lena")
    assert has_role(lena, Role.REFERRER, organisation=organisation("police-zone-example"))
    assert not lena.has_usable_password()

    found = re.search(r"http://localhost:\d+(/\S+)", str(mail.outbox[0].body))
    assert found
    form = client.get(found[1]).headers["Location"]
    password = "eleven-waders-on-the-mudflat"
    client.post(form, {"password1": password, "password2": password})
    client.post("/accounts/login/", {"login": "lena", "password": password})
    assert client.get("/portal/").headers["Location"].startswith("/accounts/second-factor/")
    assert client.get("/accounts/second-factor/app/").status_code == 200


@pytest.mark.parametrize(
    ("role", "key", "says"),
    [
        ("referrer", "no-such-place", "no-such-place"),
        ("referrer", "", "organisation"),
        ("editor", "iter", "organisation"),
    ],
)
def test_an_invitation_that_does_not_fit_leaves_nothing_behind(
    organisation: AtKey, keys: None, role: str, key: str, says: str
) -> None:
    organisation("iter")
    with pytest.raises(CommandError, match=says):
        call_command("invite_person", "lena", "lena@example.org", role, organisation=key)
    assert not User.objects.filter(username="lena").exists()
    assert not mail.outbox


def test_a_lost_phone_is_taken_away_and_logged(ines: User) -> None:
    out = StringIO()
    call_command("reset_second_factor", "ines", stdout=out)
    assert not Authenticator.objects.filter(user=ines).exists()
    assert "1 second factors of ines are gone" in out.getvalue()
    event = AuditEvent.objects.order_by("seq").last()
    assert event is not None
    assert (event.action, event.actor_kind) == ("account.second-factor-removed", "operator")


def test_a_lost_phone_of_nobody(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody here is called lena"):
        call_command("reset_second_factor", "lena")


def test_the_vault_knows_that_second_factors_lie_under_its_key() -> None:
    assert HOLDER in holders()


def test_after_a_rotation_every_secret_lies_under_the_new_key_and_still_works(
    ines: User, settings: Settings, tmp_path: Path
) -> None:
    RecoveryCodes.activate(ines)
    before = load_key_ring().totp_id
    assert count_uses(before) == 2
    codes = Authenticator.objects.get(user=ines, type="recovery_codes").wrap().generate_codes()

    add_key(folder=Path(django_settings.KEYS), kind="totp")
    assert reseal() == 2

    assert count_uses(before) == 0
    assert count_uses(load_key_ring().totp_id) == 2
    factor = Authenticator.objects.get(user=ines, type="recovery_codes").wrap()
    assert factor.generate_codes() == codes
    assert reseal() == 0
    make_missing_keys(folder=Path(django_settings.KEYS))
