"""Whether a programme takes referrals here, and how soon it promises to answer."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Door(models.Model):
    """One programme's doors.

    `takes_self` and `takes_partner` say what the programme wants; `self_open` and `partner_open`
    what stands open now, written by the staff side, which alone knows who is on duty.
    """

    programme = models.UUIDField(unique=True, help_text="UUID of the programme in the directory")
    takes_self = models.BooleanField(default=False)
    takes_partner = models.BooleanField(default=False)
    answer_within_days = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Working days within which the programme promises a first answer",
    )
    self_open = models.BooleanField(default=False)
    partner_open = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="door_promises_an_answer",
                condition=models.Q(answer_within_days__gte=1),
            ),
            models.CheckConstraint(
                name="door_opens_only_where_wanted",
                condition=(
                    (models.Q(self_open=False) | models.Q(takes_self=True))
                    & (models.Q(partner_open=False) | models.Q(takes_partner=True))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"door of {self.programme}"
