"""The demonstration's people, and `./dev code`."""

import json
import stat
import time
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from directory.models import Organisation
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.accounts.sample import PEOPLE, load_people, read_people
from portal.accounts.totp import code_for
from tests.cast import ORGANISATIONS, cast_organisation

FILE = Path(settings.KEYS) / "staff" / "demonstration-people.json"


@pytest.fixture
def organisations(db: None, keys: None) -> None:
    for key in ORGANISATIONS:
        cast_organisation(key)


@pytest.fixture
def people(organisations: None) -> dict[str, dict[str, str]]:
    FILE.unlink(missing_ok=True)
    load_people()
    loaded: dict[str, dict[str, str]] = json.loads(FILE.read_text())
    return loaded


def code(name: str) -> str:
    out = StringIO()
    call_command("code", name, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_everybody_signs_in_with_what_was_printed_and_the_code_command(people) -> None:
    for name in ("ines", "petra", "admin", "omar"):
        browser = Client()
        browser.post(
            "/accounts/login/",
            {"login": people[name]["email"], "password": people[name]["password"]},
        )
        browser.post("/accounts/second-factor/show/", {"code": code(name)})
        assert browser.get("/accounts/second-factor/").status_code == 200, name


def test_the_file_holds_every_person_and_is_for_its_owner_only(people) -> None:
    assert set(people) == set(PEOPLE)
    assert set(people["ines"]) == {"username", "email", "role", "password"}
    assert stat.S_IMODE(FILE.stat().st_mode) == 0o600
    assert len({person["password"] for person in people.values()}) == len(people)


def test_the_sample_organisations_are_those_the_people_work_for(people) -> None:
    at = {
        (member.user.username, member.role, member.organisation and member.organisation.key)
        for member in Membership.objects.select_related("user", "organisation")
    }
    assert ("ines", Role.INTAKE, "iter") in at
    assert ("petra", Role.REFERRER, "police-zone-example") in at
    assert ("edit", Role.EDITOR, None) in at
    assert not any(name == "omar" for name, _role, _key in at)
    for key in ("iter", "harbour-centre-example"):
        intake = Membership.objects.filter(organisation__key=key, role=Role.INTAKE)
        assert intake.count() == 2, key  # a door opens with two


def test_the_organisations_of_the_people_are_in_the_sample_directory() -> None:
    listed = (settings.SITE.parent / "directory/sample/organisations.toml").read_text()
    for person in PEOPLE.values():
        assert not person.organisation or f'key = "{person.organisation}"' in listed


def test_loading_again_changes_nothing_that_was_entered(people) -> None:
    ines = User.objects.get(username="ines")
    ines.set_password("what-ines-chose-herself")
    ines.first_name = "Inès"
    ines.save()
    Membership.objects.filter(user__username="petra").delete()
    before = FILE.read_text()

    assert load_people() == 0

    ines.refresh_from_db()
    assert ines.check_password("what-ines-chose-herself")
    assert ines.first_name == "Inès"
    assert not Membership.objects.filter(user__username="petra").exists()
    assert FILE.read_text() == before


def test_whoever_is_missing_is_made_and_the_others_stay(people) -> None:
    User.objects.get(username="omar").delete()
    assert load_people() == 1
    again = read_people()
    assert again["omar"]["password"] != people["omar"]["password"]
    assert again["ines"] == people["ines"]


def test_a_missing_organisation_is_named(db: None, keys: None) -> None:
    FILE.unlink(missing_ok=True)
    Organisation.objects.filter(key="iter").delete()
    with pytest.raises(Exception, match="iter"):
        load_people()


def test_production_has_no_sample_people(organisations: None, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(ImproperlyConfigured, match="invite_person"):
        load_people()
    assert not User.objects.exists()


def test_code_refuses_in_production(people, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="demonstration only"):
        code("ines")


@pytest.mark.parametrize("name", ["nobody", "", "INES@example.com"])
def test_code_names_the_people_when_the_name_is_unknown(people, name: str) -> None:
    with pytest.raises(CommandError) as refusal:
        code(name)
    assert all(known in str(refusal.value) for known in PEOPLE)


@pytest.mark.parametrize("name", ["ines", "INES", "ines@example.org"])
def test_code_prints_six_digits(people, name: str) -> None:
    assert code(name).isdecimal()
    assert len(code(name)) == 6


def test_code_says_what_to_do_before_the_first_start(db: None, keys: None) -> None:
    with pytest.raises(CommandError, match=r"\./dev start"):
        code("ines")


def test_code_says_that_the_app_was_taken_away(people) -> None:
    Authenticator.objects.filter(user__username="ines").delete()
    with pytest.raises(CommandError, match="no authenticator app any more"):
        code("ines")


def test_code_gives_one_that_nobody_used_yet(people) -> None:
    """Signing in twice within half a minute must not make anybody wait."""
    given = set()
    for _ in range(3):
        browser = Client()
        browser.post("/accounts/login/", {"login": "ines", "password": people["ines"]["password"]})
        digits = code("ines")
        answer = browser.post("/accounts/second-factor/show/", {"code": digits})
        assert answer.status_code == 302
        given.add(digits)
    assert len(given) == 3


def test_the_first_code_is_the_one_that_an_app_shows(people, monkeypatch) -> None:
    """RFC 6238, appendix B, with its secret of twenty ASCII digits and time 59."""
    from allauth.mfa.utils import encrypt

    cache.clear()
    app = Authenticator.objects.get(user__username="ines", type="totp")
    app.data = {"secret": encrypt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")}
    app.save()
    monkeypatch.setattr(time, "time", lambda: 59.0)
    shown = code_for(User.objects.get(username="ines"))
    assert shown.digits == "287082"
    assert shown.seconds_left == 31
