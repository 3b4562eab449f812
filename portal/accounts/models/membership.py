import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import EVERYWHERE, Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: dt.date | None = None) -> Self:
        """Memberships that count on that day (default: today), both ends included."""
        day = on or timezone.localdate()
        return self.filter(
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day),
            active=True,
            valid_from__lte=day,
            user__is_active=True,
        )


class Membership(models.Model):
    """A role that a person holds, at one organisation or (editor, administrator) everywhere.

    `active` is off while a role rests (on leave, say); `valid_until` is its last day.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    active = models.BooleanField(_("active"), default=True)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_membership_known_role"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=list(EVERYWHERE), organisation__isnull=True)
                | (~models.Q(role__in=list(EVERYWHERE)) & models.Q(organisation__isnull=False)),
                name="accounts_membership_organisation_fits_role",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="accounts_membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(valid_until__isnull=True, organisation__isnull=False),
                name="accounts_membership_once_at_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(valid_until__isnull=True, organisation__isnull=True),
                name="accounts_membership_once_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} membership {self.pk}"
