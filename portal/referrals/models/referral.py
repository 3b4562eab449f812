"""The referral itself: nothing in this table says anything about the person."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.referrals.states import AWAITING_DECISION, Kind, State

_STORED_STATES = [state.value for state in State if state is not State.DRAFT]
_AWAITING = [state.value for state in AWAITING_DECISION]


class Referral(models.Model):
    """One person's referral to one programme.

    A partner's keeps the id of the draft it was sent from, so that sent twice it is one.
    `content_owner` finds its keys in the vault, and the letters of a self-referral. `shown` is
    what was shown of the programme when it was sent: title, slug, strands, who is told what, the
    day of the statement on confidentiality, language. `due_on` is the day of the next answer:
    promised by the programme or, while a question is out, asked for. Days, never hours: some of
    these rows are about people who referred themselves. State is changed by the services only.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    state = models.CharField(
        max_length=24, choices=[(state, state) for state in _STORED_STATES], db_index=True
    )
    programme = models.UUIDField(help_text="UUID of the programme in the directory")
    shown = models.JSONField(default=dict)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    referring_organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+", null=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    content_owner = models.UUIDField(unique=True)
    received_on = models.DateField()
    due_on = models.DateField(null=True)
    redirection = models.OneToOneField(
        "referrals.Redirection", on_delete=models.PROTECT, related_name="referral", null=True
    )
    redirected_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="sent_on_as", null=True
    )
    erased_on = models.DateField(null=True)

    class Meta:
        ordering = ["received_on", "id"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="referral_inbox"),
            models.Index(fields=["referring_organisation", "state"], name="referral_referrers"),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_state_is_in_the_table", condition=Q(state__in=_STORED_STATES)
            ),
            models.CheckConstraint(
                name="referral_partner_has_a_referrer",
                condition=(
                    Q(
                        kind=Kind.PARTNER.value,
                        referring_organisation__isnull=False,
                        created_by__isnull=False,
                    )
                    | Q(
                        kind=Kind.SELF.value,
                        referring_organisation__isnull=True,
                        created_by__isnull=True,
                        redirected_from__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(
                name="referral_redirected_has_its_redirection",
                condition=(
                    Q(state=State.REDIRECTED.value, redirection__isnull=False)
                    | (~Q(state=State.REDIRECTED.value) & Q(redirection__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="referral_awaiting_has_a_day",
                condition=(
                    Q(state__in=_AWAITING, due_on__isnull=False)
                    | (~Q(state__in=_AWAITING) & Q(due_on__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="referral_not_redirected_from_itself",
                condition=Q(redirected_from__isnull=True) | ~Q(redirected_from=F("id")),
            ),
            models.CheckConstraint(
                name="referral_erased_is_over",
                condition=Q(erased_on__isnull=True)
                | Q(state__in=[State.REDIRECTED.value, State.WITHDRAWN.value]),
            ),
            models.UniqueConstraint(
                fields=["redirected_from", "programme"],
                name="referral_sent_on_once",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.reference}"

    @property
    def reference(self) -> str:
        """Eight signs to speak about a referral by, which say nothing."""
        return f"{self.id.hex[:4]}-{self.id.hex[4:8]}".upper()

    @property
    def due_at_once(self) -> bool:
        """Whether it is to be answered on the day it came: somebody was said to be in danger. No
        question and no answer changes that day; any other is due on a later one."""
        return self.due_on == self.received_on

    @property
    def is_self(self) -> bool:
        return self.kind == Kind.SELF


class ConflictAnswer(models.Model):
    """Whether somebody of the programme knows the person outside their work; of the intake each is
    asked before their first step."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    knows_person = models.BooleanField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "user"], name="conflict_answered_once"),
        ]

    def __str__(self) -> str:
        return f"conflict answer {self.pk}"
