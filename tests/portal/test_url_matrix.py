"""Every address of the staff zone × everybody: who gets in, who is led away, who sees nothing.

An address that no row and no family speaks of fails the build. Rows live in `matrix/`.
"""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from portal.accounts.models import User
from tests.cast import PASSWORD, cast_person, sign_in
from tests.portal.matrix.addresses import Address, staff_addresses
from tests.portal.matrix.rooms import ROOMS
from tests.portal.matrix.rows import HALF_WAY, NOBODY, ROLES, SIGNED_IN, Outcome, Row, World
from tests.sharing import Share

FAMILIES = {pattern: outcomes for room in ROOMS for pattern, outcomes in room.families.items()}
ROWS = [row for room in ROOMS for row in room.rows]
# Rendered in full for who may see them only where it is cheap: Wagtail's own tests do the rest.
OPENED_IN_FULL = {"wagtailadmin_home", "wagtailadmin_explore_root", "wagtailsnippets:index"}


def family_of(address: Address) -> Mapping[str, Outcome] | None:
    for pattern, outcomes in FAMILIES.items():
        if fnmatchcase(address.name, pattern) or fnmatchcase(address.name, f"{pattern}:*"):
            return outcomes
    return None


def outcome_of(answer: HttpResponseBase) -> Outcome:
    place = answer.headers.get("Location", "")
    if place.startswith("/accounts/login/"):
        return Outcome.SIGN_IN
    if place.partition("?")[0] == "/accounts/second-factor/":
        return Outcome.SET_UP
    return {403: Outcome.REFUSED, 404: Outcome.HIDDEN}.get(answer.status_code, Outcome.OPEN)


def session_of(browser: Client) -> str:
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def test_every_address_has_a_row() -> None:
    named = {row.name for row in ROWS}
    missing = [
        f"{address.name} (/{address.route})"
        for address in staff_addresses()
        if address.name not in named and family_of(address) is None
    ]
    assert not missing, "add rows in tests/portal/matrix for: " + ", ".join(missing)


def test_every_row_and_every_family_speaks_of_an_address() -> None:
    names = {address.name for address in staff_addresses()}
    assert not [row.name for row in ROWS if row.name not in names]
    idle = [
        pattern
        for pattern in FAMILIES
        if not any(fnmatchcase(n, pattern) or fnmatchcase(n, f"{pattern}:*") for n in names)
    ]
    assert not idle


@pytest.fixture(scope="module")
def world(share: Share, keys: None) -> World:
    """The records that the rooms' rows speak of, and the people, made once for every role."""
    made: dict[str, object] = {}

    def make() -> None:
        for room in ROOMS:
            made.update(room.build())
        for name in SIGNED_IN:
            cast_person(name)

    share(make)
    return made


@pytest.fixture
def browser_of(db: None, keys: None) -> Callable[[str], Client]:
    def browser_of(role: str) -> Client:
        client = Client()
        if role == NOBODY:
            return client
        if role == HALF_WAY:
            newcomer = cast_person("omar")
            Authenticator.objects.filter(user=newcomer).delete()
            client.post("/accounts/login/", {"login": newcomer.username, "password": PASSWORD})
            return client
        return sign_in(client, cast_person(role))

    return browser_of


def cells(role: str, world: World) -> Iterator[tuple[str, str, str, Mapping[str, str], Outcome]]:
    """What to ask as `role`: (what it is, method, path, fields sent, outcome due)."""
    addresses = staff_addresses()
    for row in ROWS:
        kwargs, due = _filled(row, world), row.outcomes[role]
        if row.method == "post" and due in (Outcome.SIGN_IN, Outcome.SET_UP):
            due = Outcome.REFUSED  # with what was typed on the page, so that it is not lost
        for address in addresses:
            if address.name == row.name:
                path = address.path_with(kwargs) if kwargs else address.path
                yield f"{row.name} {row.case}".strip(), row.method, path, row.data, due
    spoken_of = {row.name for row in ROWS}
    answered = {address.path for address in addresses if address.name in spoken_of}
    for address in addresses:
        family = family_of(address)
        if address.name in spoken_of or family is None:
            continue
        if family[role] is Outcome.OPEN and address.name not in OPENED_IN_FULL:
            continue
        # An address that comes first in the URLconf answers for a later one that is the same.
        if address.path not in answered:
            yield address.name, "get", address.path, {}, family[role]


def _filled(row: Row, world: World) -> dict[str, object]:
    return {
        name: world[value[1:]] if isinstance(value, str) and value.startswith("$") else value
        for name, value in row.kwargs.items()
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_its_row_says(
    role: str, world: World, browser_of: Callable[[str], Client]
) -> None:
    browser = browser_of(role)
    session = session_of(browser)
    wrong = []
    for what, method, path, data, due in cells(role, world):
        if session_of(browser) != session:  # the address before was the exit
            browser = browser_of(role)
            session = session_of(browser)
        met = outcome_of(getattr(browser, method)(path, data))
        if met is not due:
            wrong.append(f"{method} {path} ({what}): {met}, not {due}")
    assert not wrong, f"as {role}:\n" + "\n".join(wrong)


def test_a_signed_in_person_keeps_their_session_through_the_matrix(ines: User) -> None:
    """Guards the test above: an address that signs people out would make the rest pass for free."""
    browser = sign_in(Client(), ines)
    assert browser.get("/portal/").status_code == 200
