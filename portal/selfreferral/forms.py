"""One question a page. Nothing is answered beforehand, and only what is needed must be answered."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.languages import Text, spoken
from portal.selfreferral.ages import AGE_BANDS
from portal.selfreferral.receipts import Receipt, ReceiptError, read_receipt

LONGEST_TEXT = 20_000
TICK_ONE = _("Choose one of the answers.")
# A symbol that a paste may leave, and that PostgreSQL stores in no text; it carries no meaning.
NULLS = str.maketrans({"\x00": None})


def is_whole_number(text: str) -> bool:
    """Whether a telephone number can be in `text`: at least six digits, whatever stands around."""
    return sum(sign.isdigit() for sign in text) >= 6


class PlainForm(forms.Form):
    """A form without a colon behind each label and without the browser's own error bubbles."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def answers(self) -> dict[str, Any]:
        """What is kept of this page."""
        return dict(self.cleaned_data)


class LongText(forms.CharField):
    """Free text: line ends made alike, nothing cut, an error only above 20,000 characters."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 10, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**kwargs)
        self.widget.attrs.update(rows=rows)
        # The browser would cut a pasted text without a word; the server says so instead.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        text = cast(str, super().to_python(value))
        return text.translate(NULLS).replace("\r\n", "\n")


class AgeForm(PlainForm):
    age = forms.ChoiceField(
        label=_("How old are you?"),
        help_text=_("So that you see only help that is meant for your age."),
        choices=[(band.code, band.label) for band in AGE_BANDS],
        widget=forms.RadioSelect,
        error_messages={"required": TICK_ONE},
    )


class LimitsForm(PlainForm):
    agreed = forms.BooleanField(
        label=_("I have read who is told what, and I want to go on"),
        error_messages={
            "required": _(
                "Tick this box if you want to go on. If you would rather not, you can leave this "
                "page; nothing has been sent."
            )
        },
    )


class ConditionsForm(PlainForm):
    """The programme's conditions as a self-check. It never blocks: every answer may be left out."""

    ANSWERS = (
        ("yes", _("Yes")),
        ("no", _("No")),
        ("unsure", _("I am not sure")),
    )

    def __init__(self, *args: Any, conditions: Sequence[Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, sentence in enumerate(conditions, start=1):
            self.fields[f"condition_{number}"] = forms.ChoiceField(
                label=spoken(sentence),
                required=False,
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
            )


class WordsForm(PlainForm):
    words = LongText(
        label=_("What would you like to say?"),
        help_text=_(
            "In your own words, as much or as little as you want. You need not give a name, an "
            "address or details of what happened. You may also leave this empty."
        ),
        required=False,
        rows=12,
    )


class ContactForm(PlainForm):
    """Safe contact. No answer is chosen beforehand: a wrong guess could harm somebody."""

    CHANNELS = (
        ("receipt", _("Do not contact me. I will come back here with my receipt.")),
        ("phone", _("Call me")),
        ("text", _("Send me a text message")),
        ("email", _("Send me an e-mail")),
    )
    YES_NO = (("yes", _("Yes")), ("no", _("No")))
    SHARED = (("no", _("No, only I use it")), ("yes", _("Yes")), ("unsure", _("I am not sure")))

    channel = forms.ChoiceField(
        label=_("How may the programme answer you?"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"required": TICK_ONE},
    )
    contact_at = forms.CharField(
        label=_("The number or e-mail address to use"),
        help_text=_("Needed for a call, a text message or an e-mail."),
        required=False,
        max_length=254,
    )
    shared = forms.ChoiceField(
        label=_("Does anyone else use or see that phone or mailbox?"),
        help_text=_("Needed for a call, a text message or an e-mail."),
        required=False,
        choices=SHARED,
        widget=forms.RadioSelect,
    )
    voicemail = forms.ChoiceField(
        label=_("If you cannot pick up, may we leave a message?"),
        help_text=_("Needed for a call. The message would not say who we are or what it is about."),
        required=False,
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    hours = forms.CharField(
        label=_("When is it safe to reach you?"),
        help_text=_("Needed for a call. For example: weekdays between 12 and 1."),
        required=False,
        max_length=200,
    )
    call_name = forms.CharField(
        label=_("What name should we use?"),
        help_text=_("Any name will do. It need not be your own."),
        required=False,
        max_length=100,
    )

    NEEDED = {
        "phone": ("contact_at", "shared", "voicemail", "hours"),
        "text": ("contact_at", "shared"),
        "email": ("contact_at", "shared"),
    }

    # What is asked where an answer is missing, for all channels or for one.
    MISSING = {
        "phone": _("Which number may we call?"),
        "text": _("To which number may we send a text message?"),
        "email": _("To which address may we send an e-mail?"),
        "shared": _("Choose one of the answers. “I am not sure” is an answer too."),
        "voicemail": _("Choose “Yes” or “No”. Either is fine."),
        "hours": _("When may we call you?"),
    }

    # All that a person is asked who wants no contact: no way to reach them is kept.
    ASKED_OF_EACH = ("channel", "call_name")

    @classmethod
    def heeded(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers without any way to reach somebody who does not want to be contacted."""
        if answers.get("channel") != "receipt":
            return answers
        return {name: answer for name, answer in answers.items() if name in cls.ASKED_OF_EACH}

    def answers(self) -> dict[str, Any]:
        return self.heeded(super().answers())

    @classmethod
    def concerns(cls, name: str, answers: dict[str, Any]) -> bool:
        """Whether a question matters for the chosen channel, or was answered all the same."""
        needed = cls.NEEDED.get(answers.get("channel", ""), ())
        return name in (*cls.ASKED_OF_EACH, *needed) or bool(answers.get(name))

    @classmethod
    def seen_by_others(cls, answers: dict[str, Any]) -> bool:
        """Whether somebody else may see or hear what is sent the chosen way."""
        return answers.get("channel") in cls.NEEDED and answers.get("shared") in ("yes", "unsure")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        channel = answers.get("channel", "")
        for name in self.NEEDED.get(channel, ()):
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, self.MISSING[channel if name == "contact_at" else name])
        if answers.get("channel") == "email" and answers.get("contact_at"):
            try:
                forms.EmailField().clean(answers["contact_at"])
            except forms.ValidationError:
                self.add_error(
                    "contact_at", _("Write a whole e-mail address, such as name@example.org.")
                )
        number = answers.get("contact_at") if answers.get("channel") in ("phone", "text") else ""
        if number and not is_whole_number(number):
            self.add_error("contact_at", _("Write a whole phone number."))
        return answers


class ReceiptForm(PlainForm):
    receipt = forms.CharField(
        label=_("Your receipt"),
        help_text=_(
            "Five groups of five letters and digits. Capitals, hyphens and spaces do not matter."
        ),
        max_length=100,
        error_messages={"required": _("Type your receipt.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    found: Receipt

    def clean_receipt(self) -> str:
        typed: str = self.cleaned_data["receipt"]
        try:
            self.found = read_receipt(typed)
        except ReceiptError:
            raise forms.ValidationError(NOT_FOUND) from None
        return typed


# One sentence for a wrong receipt, an expired one and one whose content was erased.
NOT_FOUND = _(
    "We find nothing under this receipt. Check it sign by sign; if it is right, what was under it "
    "has expired or was erased."
)


class MessageForm(PlainForm):
    text = LongText(
        label=_("Your message"),
        rows=6,
        error_messages={"required": _("Write your message first.")},
    )
    letter = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
