"""Two programmes that take referrals, a referrer's answers, and referrals in every state."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from directory.models import EmergencyNumber, ProgrammePage
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.audit.queries import events_for
from portal.referrals import services
from portal.referrals.models import Referral
from tests.cast import cast_organisation, cast_person
from tests.portal.referrals.builders import (
    Holder,
    ask,
    in_public_zone,
    make_door,
    make_draft,
    make_programme,
    take_in,
)
from tests.sharing import Share


def still_water() -> ProgrammePage:
    """Made when it is not there yet."""
    known = ProgrammePage.objects.filter(slug="still-water-example").first()
    if known:
        return known
    page = make_programme(cast_organisation("iter"), "still-water-example", "Still Water (example)")
    make_door(page)
    return page


@pytest.fixture(scope="module", autouse=True)
def desk(share: Share, keys: None) -> None:
    """One programme and the people at both its doors, for all tests of a file."""

    def make() -> None:
        still_water()
        for name in ("ines", "ilse", "petra"):
            cast_person(name)

    share(make)


@pytest.fixture
def programme(db: None, keys: None) -> ProgrammePage:
    """A programme of the organisation where Ines and Ilse do intake, both doors open."""
    return still_water()


@pytest.fixture
def elsewhere(db: None, keys: None) -> ProgrammePage:
    """A programme of the organisation where Noor and Otto do intake, both doors open."""
    keeper = cast_organisation("harbour-centre-example")
    page = make_programme(keeper, "far-pier-example", "Far Pier (example)")
    make_door(page)
    return page


@pytest.fixture
def helpline(db: None) -> EmergencyNumber:
    """The one help line of this directory (example)."""
    return EmergencyNumber.objects.create(
        names={"en": "Listening Line (example)"},
        number="0800 00 000",
        need=EmergencyNumber.Need.VIOLENCE,
        source="Invented for tests",
        source_on=timezone.localdate(),
    )


@pytest.fixture
def sent(programme: ProgrammePage, ines: User, ilse: User, petra: User) -> Referral:
    """What Petra sent to the programme of Ines and Ilse, not read by anybody yet."""
    draft = make_draft(petra, programme)
    return services.submit_partner_referral(acting_user=petra, draft_id=draft.id)


@pytest.fixture
def in_triage(sent: Referral, ines: User) -> Referral:
    """The same, in triage with Ines."""
    return take_in(sent, ines)


@pytest.fixture
def asked(in_triage: Referral, ines: User) -> Referral:
    """The same, with a question out."""
    return ask(in_triage, ines)


@pytest.fixture
def as_public() -> Callable[[], AbstractContextManager[Any]]:
    """`with as_public():` runs as the public process does, without its private keys."""
    return in_public_zone


@pytest.fixture
def holder(programme: ProgrammePage, ines: User, ilse: User) -> Holder:
    """Somebody who is about to refer themself to the programme of Ines and Ilse."""
    return Holder(programme)


@pytest.fixture
def collected(holder: Holder) -> Holder:
    """Somebody who referred themself; the staff side took it in."""
    holder.send()
    services.collect_letters()
    return holder


@pytest.fixture
def logged() -> Callable[[UUID], list[tuple[str, str, str]]]:
    """`logged(referral.id)` is what the log says about it: (who, role, action), oldest first."""

    def entries(subject: UUID) -> list[tuple[str, str, str]]:
        names = {str(user.public_id): user.username for user in User.objects.all()}
        return [
            (names.get(event.actor_id, event.actor_kind), event.role, event.action)
            for event in events_for(subject)
        ]

    return entries


@pytest.fixture
def last_logged() -> Callable[[], AuditEvent]:
    return lambda: AuditEvent.objects.order_by("seq").last()
