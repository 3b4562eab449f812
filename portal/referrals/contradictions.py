"""What cannot be true together in a partner's answers, across pages and with the programme."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.referrals.programmes import PartnerOffer
from portal.referrals.states import Text
from portal.selfreferral.ages import AgeBand, strands_for, years_since


def contradictions(fields: Mapping[str, Any], offer: PartnerOffer) -> Iterator[Text]:
    """Sentences on answers ({field: value}, days as ISO text) that do not fit together."""
    years = age_in_years(fields)
    if years is not None and not strands_for(AgeBand("", "", years, years), offer.strands):
        yield _(
            "This programme is not for somebody of %(years)s years. Choose a programme for the "
            "person's age."
        ) % {"years": years}
    if fields.get("lawful_basis") == "consent" and fields.get("person_knows") != "agrees":
        yield _(
            "You named the person's consent as lawful basis, but they do not know of the referral "
            "or do not agree to it. Change one of the two answers."
        )


def age_in_years(fields: Mapping[str, Any]) -> int | None:
    """The person's age today, from the date of birth where there is one."""
    if not fields.get("born_on"):
        age: int | None = fields.get("age")
        return age
    return years_since(dt.date.fromisoformat(fields["born_on"]))
