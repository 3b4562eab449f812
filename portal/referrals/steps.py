"""The pages of a partner's referral, in order, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.referrals import partner_forms as forms
from portal.vault.compartments import Compartment


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its name in the address, its title and its form."""

    name: str
    title: str | Promise
    form: type[forms.PartnerForm]

    @property
    def template(self) -> str:
        return f"referrals/refer_{self.name}.html"


#: Not a page of questions: which programme the draft is for is kept under this name.
PROGRAMME = "programme"
#: The page whose answer is an agreement to what stands on it; see `agreement`.
REPORTING = "reporting"

STEPS: tuple[Step, ...] = (
    Step("person", _("The person"), forms.PersonForm),
    Step("reason", _("Reason and legal context"), forms.ReasonForm),
    Step(REPORTING, _("Who is told what, and the referrer's terms"), forms.ReportingForm),
    Step("basis", _("Lawful basis and purpose"), forms.BasisForm),
    Step("agreement", _("What the person knows and agreed to"), forms.AgreementForm),
    Step("risk", _("Risk and safety"), forms.RiskForm),
)
BY_NAME: Mapping[str, Step] = MappingProxyType({step.name: step for step in STEPS})


def next_step(name: str) -> str | None:
    """The name of the page after `name`; None after the last."""
    names = [step.name for step in STEPS]
    place = names.index(name) + 1
    return names[place] if place < len(names) else None


def compartment_of(field: str) -> Compartment:
    """Who may read a field of the form. Raises KeyError for a name that is none."""
    return _COMPARTMENTS[field]


_COMPARTMENTS: Mapping[str, Compartment] = {
    name: step.form.compartment for step in STEPS for name in step.form.base_fields
}
