"""The demonstration's people: invented, with passwords made anew for each installation."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from portal.accounts.cms import make_cms_groups
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.services import create_user, find_organisation, grant_membership

FILE_NAME = "demonstration-people.json"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration: what they are, said and as data."""

    username: str
    says: str
    role: Role | None = None
    organisation: str = ""


class Printed(TypedDict):
    """One entry of the file that `./dev start` prints from."""

    username: str
    email: str
    role: str
    password: str


_KEEPER, _HARBOUR = "iter", "harbour-centre-example"

PEOPLE: Mapping[str, Person] = {
    person.username: person
    for person in (
        Person("admin", "administrator of the directory", Role.ADMINISTRATOR),
        Person("ines", "intake at the keeper of I.T.E.R. and COSA", Role.INTAKE, _KEEPER),
        Person("ilse", "intake there too", Role.INTAKE, _KEEPER),
        Person("karel", "practitioner there", Role.PRACTITIONER, _KEEPER),
        Person("mona", "case manager there", Role.CASE_MANAGER, _KEEPER),
        Person("sofie", "supervisor there", Role.SUPERVISOR, _KEEPER),
        Person("noor", "intake at the Harbour Centre (example)", Role.INTAKE, _HARBOUR),
        Person("otto", "intake there too", Role.INTAKE, _HARBOUR),
        Person(
            "petra",
            "police officer who refers, for the police zone (example)",
            Role.REFERRER,
            "police-zone-example",
        ),
        Person(
            "thomas",
            "probation officer who refers, for the house of justice (example)",
            Role.REFERRER,
            "house-of-justice-example",
        ),
        Person("vera", "victim support (example)", Role.VICTIM_SUPPORT, "womens-aid-example"),
        Person("edit", "editor of the directory", Role.EDITOR),
        Person("rosa", "reviewer of entries", Role.REVIEWER),
        Person(
            "pieter", "provider editor of the entries of I.T.E.R.", Role.PROVIDER_EDITOR, _KEEPER
        ),
        Person("omar", "outsider: has an account, and no role"),
    )
}


def load_people() -> int:
    """Make the people who are not there yet, each with a working authenticator app.

    Returns how many were made. Somebody who exists is left as they are. Their passwords stand in
    `demonstration-people.json` among the staff keys (mode 0600), and nowhere else.
    Raises ImproperlyConfigured in production.
    """
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured(
            "Sample people are for demonstrations only. In production, invite_person makes people."
        )
    make_cms_groups()
    there = set(User.objects.filter(username__in=PEOPLE).values_list("username", flat=True))
    printed = read_people()
    made = 0
    for person in PEOPLE.values():
        if person.username in there:
            continue
        password = secrets.token_urlsafe(15)
        printed[person.username] = Printed(
            username=person.username, email=_email(person), role=person.says, password=password
        )
        # First the file: a password that no file holds would be lost when we are interrupted here.
        _write(printed)
        _make(person, password)
        made += 1
    return made


def read_people() -> dict[str, Printed]:
    """The people whose passwords this installation made, by name; empty before the first load."""
    try:
        people: dict[str, Printed] = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return people


@transaction.atomic
def _make(person: Person, password: str) -> None:
    user = create_user(
        acting_user=None,
        username=person.username,
        email=_email(person),
        first_name=person.username.capitalize(),
        last_name="(example)",
        password=password,
    )
    if person.role is not None:
        grant_membership(
            acting_user=None,
            user=user,
            role=person.role,
            organisation=find_organisation(person.organisation) if person.organisation else None,
        )
    TOTP.activate(user, generate_totp_secret())


def _email(person: Person) -> str:
    return f"{person.username}@example.org"


def _path() -> Path:
    return Path(settings.KEYS) / "staff" / FILE_NAME


def _write(people: Mapping[str, Printed]) -> None:
    """Replace the file in one step, readable by its owner only."""
    path = _path()
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(people, file, indent=2, ensure_ascii=False)
        file.write("\n")
    fresh.replace(path)
