"""What the portal keeps of a programme or an organisation, said where one is about to be deleted.

Editors learn that there is something, never how much or of whom.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.editing.holding import Holder, name_holder, register_page_holders
from directory.models import ProgrammePage
from portal.referrals.models import Referral
from portal.referrals.states import OPEN_STATES


def find_page_holders(pages: Sequence[Any]) -> Iterator[Holder]:
    """Referrals under way to one of these programmes, or to one below them."""
    uuids = [
        uuid
        for page in pages
        for uuid in ProgrammePage.objects.filter(path__startswith=page.path).values_list(
            "uuid", flat=True
        )
    ]
    if Referral.objects.filter(programme__in=uuids, state__in=OPEN_STATES).exists():
        yield Holder(gettext("referrals that are under way"))


def register() -> None:
    register_page_holders(find_page_holders)
    name_holder("referrals.Referral", _("referrals, under way or ended"))
    name_holder("referrals.PartnerDraft", _("referrals that somebody is writing"))
    name_holder("accounts.Membership", _("people who work there"))
