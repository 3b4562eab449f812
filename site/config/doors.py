"""Tells the directory's pages, which know no portal, whether a programme takes referrals."""

from uuid import UUID

from portal.selfreferral.models import Door


def referral_doors(programme: UUID | str) -> Door | None:
    """The doors of a programme: `self_open`, `partner_open`, `answer_within_days`, or None."""
    return Door.objects.filter(programme=programme).first()
