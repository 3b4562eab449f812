"""The pages of a self-referral, in order, as data."""

from dataclasses import dataclass

from portal.selfreferral import forms


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its name in the address, its form, and its template."""

    name: str
    form: type[forms.PlainForm]

    @property
    def template(self) -> str:
        return f"selfreferral/step_{self.name}.html"


STEPS = (
    Step("age", forms.AgeForm),
    Step("limits", forms.LimitsForm),
    Step("conditions", forms.ConditionsForm),
    Step("words", forms.WordsForm),
    Step("contact", forms.ContactForm),
)
BY_NAME = {step.name: step for step in STEPS}


def next_step(name: str) -> str:
    """The page after `name`; after the last question comes *check*."""
    names = [step.name for step in STEPS]
    place = names.index(name) + 1
    return names[place] if place < len(names) else "check"
