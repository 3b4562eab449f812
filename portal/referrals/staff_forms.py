"""What staff and referrers fill in on an open referral."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.languages import pick_text
from directory.queries import emergency_numbers
from portal.referrals.partner_forms import CHOOSE_ONE, DayInput, one_of
from portal.referrals.programmes import ProgrammeChoice
from portal.referrals.reasons import REDIRECTION_REASONS
from portal.selfreferral.forms import LongText, PlainForm

#: Sent along with a message, so that a double click sends it once.
SENDING = "sending"


class SendingForm(PlainForm):
    """A form that carries its own id. What is no id is replaced without a word."""

    sending = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_sending(self) -> UUID:
        try:
            return UUID(self.cleaned_data[SENDING])
        except ValueError:
            return uuid4()

    @property
    def sending_id(self) -> str:
        """The id to write into the page: the one sent, or a fresh one."""
        return str(self[SENDING].value() or uuid4())


class ConflictForm(PlainForm):
    knows_person = one_of(
        _("Do you know this person, or somebody close to them, outside your work?"),
        (("no", _("No")), ("yes", _("Yes, or I think so"))),
        help_text=_(
            "If you do, it closes to you for good. Your colleagues of the intake still see it."
        ),
    )


class QuestionForm(SendingForm):
    """A question and its day, from `first_day` on. Where that is today, today is proposed."""

    question = LongText(
        label=_("Your question"),
        help_text=_("Ask one thing at a time, in words that are easy to answer."),
        rows=6,
        error_messages={"required": _("Write your question.")},
    )
    answer_by = forms.DateField(
        label=_("By which day do you hope for an answer?"),
        widget=DayInput,
        error_messages={
            "required": _("Name the day by which you hope for an answer."),
            "invalid": _("Write the day as a whole date."),
        },
    )

    def __init__(self, *args: Any, first_day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_day = first_day
        if first_day == timezone.localdate():
            self.fields["answer_by"].initial = first_day

    def clean_answer_by(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_by"]
        today = timezone.localdate()
        if not self.first_day <= day <= today + dt.timedelta(days=366):
            raise forms.ValidationError(
                _("Choose today, or a day within a year.")
                if self.first_day == today
                else _("Choose a day that is still to come, within a year.")
            )
        return day


class MessageForm(SendingForm):
    text = LongText(
        label=_("Your message"),
        rows=5,
        error_messages={"required": _("Write your message first.")},
    )


class AcceptForm(SendingForm):
    message = LongText(
        label=_("What happens next"),
        help_text=_(
            "Who will be in touch, how and when. Keep to what was said about safe contact. You can "
            "begin like this: “Next week one of us gets in touch, in the way that was agreed.”"
        ),
        rows=6,
        error_messages={
            "required": _("Write what happens next: whoever hears yes asks that first.")
        },
    )


class RedirectForm(SendingForm):
    """A reason, and a way on. `choices` are all the programmes that can be chosen."""

    reason = one_of(_("Why is this not the right programme?"), tuple(REDIRECTION_REASONS.items()))
    fits = one_of(
        _("Is there another programme that fits?"),
        (
            ("yes", _("Yes: I choose one or more below")),
            ("none", _("No, none fits: I name a help line below")),
        ),
    )
    programmes = forms.MultipleChoiceField(
        label=_("Programmes that fit better"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the programmes is not open any more. Choose again.")
        },
    )
    helpline = forms.ChoiceField(
        label=_("Help line"),
        required=False,
        widget=forms.RadioSelect,
    )
    message = LongText(
        label=_("In your own words"),
        help_text=_("A kind sentence or two: why, and what may help there."),
        required=False,
        rows=5,
    )

    def __init__(self, *args: Any, choices: Sequence[ProgrammeChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        programmes, helpline = self.fields["programmes"], self.fields["helpline"]
        assert isinstance(programmes, forms.MultipleChoiceField)
        assert isinstance(helpline, forms.ChoiceField)
        programmes.choices = [(str(choice.uuid), choice.title) for choice in choices]
        helpline.choices = [
            (line.number, f"{pick_text(line.names, language).words}, {line.number}")
            for line in emergency_numbers()
        ]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("fits") == "yes":
            answers["helpline"] = ""
            if not answers.get("programmes") and "programmes" not in self.errors:
                self.add_error("programmes", _("Choose at least one programme that fits."))
        elif answers.get("fits") == "none":
            answers["programmes"] = []
            if not answers.get("helpline") and "helpline" not in self.errors:
                self.add_error("helpline", _("Choose a help line to name."))
        return answers


class ProgrammeForm(PlainForm):
    """Which programme a referral goes to, and for which organisation, where there is a choice."""

    programme = forms.ChoiceField(
        label=_("Which programme?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a programme."),
            "invalid_choice": _(
                "This programme does not take referrals here at the moment. Choose another one."
            ),
        },
    )
    organisation = forms.ChoiceField(
        label=_("For which organisation do you refer?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_ONE},
    )

    def __init__(
        self,
        *args: Any,
        choices: Sequence[ProgrammeChoice],
        organisations: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        programme, organisation = self.fields["programme"], self.fields["organisation"]
        assert isinstance(programme, forms.ChoiceField)
        assert isinstance(organisation, forms.ChoiceField)
        programme.choices = [(choice.slug, choice.title) for choice in choices]
        if len(organisations) > 1:
            organisation.choices = list(organisations)
        else:
            del self.fields["organisation"]
