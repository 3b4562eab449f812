"""The cast: named people whom every test may ask for, and the way they come in.

Ines and Ilse do intake, Karel is a practitioner, Mona a case manager and Sofie a supervisor at the
organisation that keeps I.T.E.R.; Noor and Otto do intake elsewhere. Petra, a police officer, refers
for her police zone; Thomas refers for another organisation. Vera supports victims. Edit edits, Rosa
reviews entries, Pieter edits those that the keeper of I.T.E.R. keeps, Admin keeps people. Omar is
an outsider with an account. Each has a working authenticator app.
"""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from directory.models import Organisation, Term
from portal.accounts.models import User
from portal.accounts.sample import PEOPLE
from portal.accounts.services import create_user, grant_membership
from portal.accounts.totp import code_for
from portal.vault.keymaking import make_missing_keys

PASSWORD = "a-quiet-turnstone-on-the-pier"

#: The organisations that the cast work for: the sample directory's keys, with their kinds.
ORGANISATIONS = {
    "iter": "perpetrator-programme",
    "harbour-centre-example": "perpetrator-programme",
    "police-zone-example": "police",
    "house-of-justice-example": "probation",
    "womens-aid-example": "womens-aid",
}


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """Nobody is held up by the tries, or the used codes, of the test before."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def keys() -> None:
    """The keys of this run."""
    make_missing_keys(folder=settings.KEYS)


@pytest.fixture
def organisation(db: None) -> Callable[[str], Organisation]:
    """`organisation("iter")` is the organisation with this key."""
    return cast_organisation


@pytest.fixture
def person(db: None, keys: None) -> Callable[[str], User]:
    """`person("ines")` is one of the cast, by name."""
    return cast_person


def cast_organisation(key: str) -> Organisation:
    """The organisation with this key, made when it is not there yet."""
    kind, _ = Term.objects.get_or_create(
        vocabulary="organisation-kind",
        code=ORGANISATIONS[key],
        defaults={"labels": {"en": ORGANISATIONS[key]}},
    )
    return Organisation.objects.get_or_create(key=key, defaults={"name": key, "kind": kind})[0]


def cast_person(name: str) -> User:
    """One of the cast, made when they are not there yet."""
    known = User.objects.filter(username=name).first()
    if known:
        return known
    role, key = PEOPLE[name].role, PEOPLE[name].organisation
    user = create_user(
        acting_user=None, username=name, email=f"{name}@example.org", password=PASSWORD
    )
    if role is not None:
        at = cast_organisation(key) if key else None
        grant_membership(acting_user=None, user=user, role=role, organisation=at)
    TOTP.activate(user, generate_totp_secret())
    return user


def sign_in(client: Client, user: User) -> Client:
    """Come in as people do: password, then a code of the authenticator app."""
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert answer.headers.get("Location") == reverse("mfa_authenticate"), answer.content
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(user).digits})
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def signed_in(person: Callable[[str], User]) -> Callable[[str], Client]:
    """`signed_in("ines")` is a browser in which she signed in with both factors."""
    return lambda name: sign_in(Client(), person(name))


@pytest.fixture
def staff_client(db: None, keys: None) -> Client:
    """A browser in the staff zone in which nobody signed in."""
    return Client()


@pytest.fixture
def public_client(public_site: None, db: None, keys: None) -> Client:
    """A browser on the public site. One test uses either this or the staff zone."""
    return Client()


def _named(name: str) -> Callable[..., User]:
    def fixture(db: None, keys: None) -> User:
        return cast_person(name)

    fixture.__doc__ = f"{name.capitalize()}: {PEOPLE[name].says}."
    return pytest.fixture(fixture, name=name)


ines, ilse, karel, mona = _named("ines"), _named("ilse"), _named("karel"), _named("mona")
sofie, noor, otto = _named("sofie"), _named("noor"), _named("otto")
petra, thomas, vera = _named("petra"), _named("thomas"), _named("vera")
rosa, pieter = _named("rosa"), _named("pieter")
edit, omar, admin = _named("edit"), _named("omar"), _named("admin")
