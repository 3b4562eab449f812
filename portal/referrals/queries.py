"""Reads of referrals: who sees which, and what is due first. No content is opened here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from directory.models import Organisation
from portal.accounts.models import User
from portal.accounts.queries import has_role, members_of, organisations_of
from portal.accounts.roles import PROGRAMME_STAFF, Role
from portal.referrals.models import ConflictAnswer, PartnerDraft, Referral
from portal.referrals.states import OPEN_STATES, Actor
from portal.referrals.steps import PROGRAMME


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """What one person may do with one referral; at least one of the first three holds.

    `knows_person` closes the content to somebody who said that they know the person.
    """

    referral: Referral
    reads: bool
    decides: bool
    refers: bool
    knows_person: bool
    answered_conflict: bool

    @property
    def asked_first(self) -> bool:
        """Whether they are to say first if they know the person, before they read on."""
        return self.decides and not self.answered_conflict and self.referral.state in OPEN_STATES

    @property
    def role(self) -> Actor:
        """In whose place the person stands; who works at the programme stands there first."""
        return Actor.INTAKE if self.reads else Actor.REFERRER


def referrals_received(user: User | AnonymousUser) -> QuerySet[Referral]:
    """The referrals to programmes of the organisations where `user` works with them."""
    return Referral.objects.filter(organisation__in=organisations_of(user, *PROGRAMME_STAFF))


def intake_of(referral: Referral) -> QuerySet[User]:
    """The intake members who can open a referral: not those who know the person."""
    closed_to = ConflictAnswer.objects.filter(referral=referral, knows_person=True)
    return members_of(referral.organisation, Role.INTAKE).exclude(pk__in=closed_to.values("user"))


def referrals_sent(user: User | AnonymousUser) -> QuerySet[Referral]:
    """The referrals made for the organisations where `user` is a referrer."""
    return Referral.objects.filter(referring_organisation__in=organisations_of(user, Role.REFERRER))


def with_closed(referrals: QuerySet[Referral], user: User) -> QuerySet[Any]:
    """The same referrals, each with `closed`: whether `user` said that they know the person."""
    known = ConflictAnswer.objects.filter(referral=OuterRef("pk"), user=user, knows_person=True)
    return referrals.annotate(closed=Exists(known))


def viewpoint_of(user: User | AnonymousUser, referral_id: UUID) -> Viewpoint | None:
    """How `user` stands to a referral, or None: for them there is none."""
    referral = (
        Referral.objects.select_related("organisation", "referring_organisation", "redirection")
        .filter(id=referral_id)
        .first()
    )
    if referral is None or not isinstance(user, User):
        return None
    reads = has_role(user, *PROGRAMME_STAFF, organisation=referral.organisation)
    refers = referral.referring_organisation is not None and has_role(
        user, Role.REFERRER, organisation=referral.referring_organisation
    )
    if not (reads or refers):
        return None
    conflict = ConflictAnswer.objects.filter(referral=referral, user=user).first()
    return Viewpoint(
        referral=referral,
        reads=reads,
        decides=has_role(user, Role.INTAKE, organisation=referral.organisation),
        refers=refers,
        knows_person=conflict is not None and conflict.knows_person,
        answered_conflict=conflict is not None,
    )


def count_by_state(referrals: QuerySet[Referral]) -> dict[str, int]:
    """How many referrals stand in each state; erased ones have none that counts."""
    counted = referrals.filter(erased_on=None).order_by().values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in counted}


def due_first(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """What is due at once first, then what must be answered soonest; then what is over, the newest
    first; and at the end what is `closed` (see `with_closed`) to whoever reads the list."""
    at_once_first = Case(When(due_on=F("received_on"), then=0), default=1)
    return referrals.select_related("organisation", "referring_organisation").order_by(
        "closed", at_once_first, F("due_on").asc(nulls_last=True), "-received_on", "id"
    )


def was_suggested(referral: Referral, programme: UUID) -> bool:
    """Whether a redirected referral's redirection named this programme."""
    redirection = referral.redirection
    return redirection is not None and redirection.suggestions.filter(programme=programme).exists()


def drafts_of(user: User | AnonymousUser) -> QuerySet[PartnerDraft]:
    """What `user` has begun to write and not sent, for organisations they still refer for."""
    if not isinstance(user, User):
        return PartnerDraft.objects.none()
    return PartnerDraft.objects.filter(
        created_by=user, referring_organisation__in=organisations_of(user, Role.REFERRER)
    )


def count_answered(drafts: QuerySet[PartnerDraft]) -> dict[UUID, int]:
    """How many pages of each draft are answered; none of them is opened."""
    answered = Count("pages", filter=~Q(pages__step=PROGRAMME))
    return dict(drafts.annotate(answered=answered).values_list("id", "answered"))


def referring_organisations(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """The organisations that `user` may refer for."""
    return organisations_of(user, Role.REFERRER).order_by("name")
