"""The partner's form: one subject a page. Field names are stable; `docs/contract.md` lists them.

Nothing that could harm somebody is chosen beforehand, and a wrong answer keeps what was typed.
"""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.selfreferral.ages import years_since
from portal.selfreferral.forms import LongText, PlainForm, is_whole_number
from portal.vault.compartments import Compartment

CHOOSE_ONE = _("Choose one of the answers.")
YES_NO_UNKNOWN = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known")))


def one_of(label: Any, choices: Any, **extra: Any) -> forms.ChoiceField:
    """Radio buttons, none of them chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_ONE},
        **extra,
    )


class ShortText(forms.CharField):
    """One line. Too long a text gets an answer; the browser would cut it without a word."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PartnerForm(PlainForm):
    """A page of the form. `compartment` says who may read what is written on it."""

    compartment: ClassVar[Compartment] = Compartment.SHARED

    def need(self, name: str, sentence: Any) -> None:
        """Say `sentence` at a field that another answer made necessary and that is empty."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


class PersonForm(PartnerForm):
    CONTACT = (
        ("referrer", _("Through us: write to us here")),
        ("phone", _("By phone or text message")),
        ("email", _("By e-mail")),
        ("post", _("By letter")),
    )

    person_name = ShortText(
        label=_("Name of the person"),
        max_length=200,
        error_messages={"required": _("Write the name of the person you refer.")},
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        help_text=_("If you do not know it, leave it empty and give the age instead."),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Write the date of birth as a whole date.")},
    )
    age = forms.IntegerField(
        label=_("Age in years"),
        required=False,
        min_value=0,
        max_value=120,
        error_messages={
            "invalid": _("Write the age in whole years."),
            "min_value": _("Write the age in whole years."),
            "max_value": _("Write an age of at most 120 years."),
        },
    )
    languages_spoken = ShortText(
        label=_("Languages the person speaks well"),
        help_text=_("Say so if an interpreter is needed."),
        required=False,
        max_length=200,
    )
    contact_route = one_of(_("How may the programme reach the person?"), CONTACT)
    contact_at = ShortText(label=_("The number or address to use"), required=False, max_length=300)
    contact_safety = LongText(
        label=_("What makes contact safe?"),
        help_text=_(
            "Which hours, who else uses the phone or opens the post, whether a message may be "
            "left, and what must not be said in it."
        ),
        required=False,
        rows=3,
    )

    def clean_born_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["born_on"]
        if day and not dt.date(1900, 1, 1) <= day <= timezone.localdate():
            raise forms.ValidationError(_("This cannot be a date of birth. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("age") is None and "age" not in self.errors:
            self.need("born_on", _("Give the date of birth, or the age below."))
        born, age = answers.get("born_on"), answers.get("age")
        if born and age is not None and abs(years_since(born) - age) > 1:
            self.add_error(
                "age",
                _("The date of birth and this age do not agree. Correct one, or leave this empty."),
            )
        number = answers.get("contact_at") if answers.get("contact_route") == "phone" else ""
        if number and not is_whole_number(number):
            self.add_error("contact_at", _("Write a whole phone number."))
        if answers.get("contact_route") in ("phone", "email", "post"):
            self.need("contact_at", _("Write the number or address that the programme may use."))
            self.need(
                "contact_safety", _("Say what makes this safe, so that nobody is put at risk.")
            )
        return answers

    @staticmethod
    def heeded(answers: dict[str, Any]) -> dict[str, Any]:
        """The answers without a number or address where the programme is to write to the referrer.

        What makes contact safe stays: it may matter whoever gets in touch.
        """
        if answers.get("contact_route") != "referrer":
            return answers
        return {**answers, "contact_at": ""}

    def answers(self) -> dict[str, Any]:
        return self.heeded(super().answers())


class ReasonForm(PartnerForm):
    CONTEXTS = (
        ("judicial", _("Judicial: a court, a prosecutor or a probation service asks for it")),
        ("non-judicial", _("Not judicial: a service advises it")),
        ("own-request", _("At the person's own request")),
    )

    reason = LongText(
        label=_("Why do you refer this person, and what do you hope for?"),
        help_text=_(
            "What happened, or what people fear may happen, as far as it matters for help."
        ),
        rows=9,
        error_messages={"required": _("Write why you refer this person.")},
    )
    legal_context = one_of(_("In which legal context?"), CONTEXTS)
    decision = LongText(
        label=_("The decision or condition it rests on"),
        help_text=_("For instance a condition of probation, with its date and its term."),
        required=False,
        rows=4,
    )
    start_before = forms.DateField(
        label=_("Must it have started by a certain day?"),
        help_text=_("Leave this empty if no decision says so."),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Write the day as a whole date.")},
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("legal_context") == "judicial":
            self.need("decision", _("Say which decision or condition asks for this programme."))
        return answers


class ReportingForm(PartnerForm):
    TOLD = (
        ("referrer", _("The referrer")),
        ("judicial-authority", _("A judicial authority")),
        ("nobody-by-agreement", _("Nobody, by agreement")),
    )

    report_to = forms.MultipleChoiceField(
        label=_("Whom is the programme asked to report to?"),
        choices=TOLD,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say whom the programme reports to, or that it is nobody.")},
    )
    report_what = LongText(
        label=_("What is reported, and how often?"),
        help_text=_("Presence only, the course of the work, or its end. As little as will do."),
        required=False,
        rows=4,
    )
    terms = LongText(
        label=_("Terms that the referrer places on this choice"),
        help_text=_(
            "What the person must keep to on your side, such as coming every week. Leave this "
            "empty if there are none."
        ),
        required=False,
        rows=4,
    )
    reporting_agreed = forms.BooleanField(
        label=_("I have read above what this programme reports, and we agree to it"),
        error_messages={
            "required": _(
                "Read who is told what, and tick this box if your organisation agrees to it."
            )
        },
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        told = answers.get("report_to") or []
        if "nobody-by-agreement" in told and len(told) > 1:
            self.add_error(
                "report_to", _("Either nobody is told, or somebody is. Choose which it is.")
            )
        elif told and "nobody-by-agreement" not in told:
            self.need("report_what", _("Say what is reported, and how often."))
        return answers


class BasisForm(PartnerForm):
    BASES = (
        ("public-task", _("A task in the public interest or of public authority")),
        ("legal-obligation", _("A legal obligation")),
        ("vital-interests", _("Somebody's vital interests")),
        ("consent", _("The person's consent, freely given and revocable")),
        ("legitimate-interests", _("A legitimate interest of your organisation")),
    )

    lawful_basis = one_of(
        _("On which lawful basis do you share this?"),
        BASES,
        help_text=_("Article 6(1) of the General Data Protection Regulation names them."),
    )
    legal_ground = ShortText(
        label=_("The law, decision or agreement that allows it"),
        help_text=_("Data on offences and on health need one of their own (articles 9 and 10)."),
        max_length=300,
        error_messages={"required": _("Name the law, decision or agreement that allows it.")},
    )
    purpose = LongText(
        label=_("For which purpose may the programme use it?"),
        rows=4,
        error_messages={"required": _("Say for which purpose the programme may use it.")},
    )


class AgreementForm(PartnerForm):
    KNOWS = (
        ("agrees", _("Yes, and the person agrees")),
        ("knows", _("Yes, but the person does not agree, or not fully")),
        ("not-yet", _("No, not yet")),
    )

    person_knows = one_of(_("Does the person know about this referral?"), KNOWS)
    person_told = LongText(
        label=_("What was the person told, and what did they agree to?"),
        help_text=_("If they do not know yet: why not, and who will tell them when."),
        rows=6,
        error_messages={
            "required": _("Say what the person was told and agreed to, or why they do not know.")
        },
    )


class RiskForm(PartnerForm):
    compartment = Compartment.STAFF

    danger_now = one_of(_("Is anyone in danger now?"), YES_NO_UNKNOWN)
    risk = LongText(
        label=_("What is known about risk?"),
        help_text=_(
            "To others and to the person: earlier violence, threats, weapons, stalking, thoughts "
            "of suicide, a break-up. If nothing is known, write that."
        ),
        rows=7,
        error_messages={"required": _("Write what is known about risk, or that nothing is.")},
    )
    children = one_of(_("Are children involved?"), YES_NO_UNKNOWN)
    barring_order = one_of(_("Is there a barring or restraining order?"), YES_NO_UNKNOWN)
    protection = LongText(
        label=_("Who needs protection, and what protects them now?"),
        help_text=_("Name services rather than addresses. Never write where somebody hides."),
        required=False,
        rows=4,
    )
    staff_safety = LongText(
        label=_("What must the programme's staff know before they meet the person?"),
        required=False,
        rows=4,
    )
