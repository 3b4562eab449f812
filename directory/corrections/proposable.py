"""The fields of an entry that a provider may propose to change: read from a page and put to it.

A field has a path that stays the same while its row stays: ``texts/title``,
``strands/<uuid>/age_from``, ``contact_points/<pk>``. Values are plain JSON: words, numbers, codes.
Texts are those of the entry's original language; translations follow them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.languages import pick_text
from directory.models import (
    HEADINGS,
    ContactPoint,
    ProgrammePage,
    ProgrammeText,
    Strand,
    StrandText,
    Term,
)
from directory.models.strands import Gender
from directory.phones import show_phone
from directory.reading.catalogue import catalogue

NEW_CONTACT = "contact_points/new"
#: The texts of the page, in the order in which the public reads them; the first two are needed.
TEXTS: tuple[str, ...] = ("title", "summary", *HEADINGS)
NEEDED = ("title", "summary")
#: Columns of a strand's text, and of the strand itself.
STRAND_TEXTS = ("label", "frequency", "cost_note")
STRAND_NUMBERS = ("age_from", "age_to")
STRAND_TERMS = (
    "populations", "harms", "modes", "settings", "languages", "costs", "basis", "referrers",
)  # fmt: skip


class RowGone(Exception):
    """The row that a change is about is no longer in the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposable:
    """One field with its present value. ``kind``: line, text, number, choice or terms."""

    path: str
    group: str
    label: str
    kind: str
    value: Any
    language: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    longest: int = 20_000

    def show(self, value: Any) -> str:
        """A value of this field in words; empty where nothing is stated."""
        if value in (None, "", []):
            return ""
        if self.kind in ("choice", "terms"):
            names = dict(self.choices)
            codes = value if isinstance(value, list) else [value]
            return ", ".join(names.get(code, str(code)) for code in codes)
        return show_phone(value) if str(value).startswith("+") else str(value)


def fields_of(page: ProgrammePage, language: str) -> list[Proposable]:
    """Every field of an entry that can be proposed, its labels in ``language``."""
    return [
        *_texts(page),
        *_page_choices(page),
        *_conditions(page),
        *_contacts(page),
        *(field for strand in page.strands.all() for field in _strand(page, strand, language)),
    ]


def _texts(page: ProgrammePage) -> Iterator[Proposable]:
    row = _row_in(page.texts.all(), page.original_language)
    for name in TEXTS:
        yield Proposable(
            path=f"texts/{name}",
            group=_("Texts"),
            label=_label(ProgrammeText, name),
            kind="line" if name == "title" else "text",
            value=getattr(row, name, "") if row else "",
            language=page.original_language,
            needed=name in NEEDED,
            longest=255 if name == "title" else 20_000,
        )


def _page_choices(page: ProgrammePage) -> Iterator[Proposable]:
    yield Proposable(
        path="status",
        group=_("Status"),
        label=_label(ProgrammePage, "status"),
        kind="choice",
        value=page.status,
        choices=_choices(ProgrammePage.Status),
        needed=True,
    )


def _conditions(page: ProgrammePage) -> Iterator[Proposable]:
    for number, row in enumerate(page.conditions.all(), 1):
        words, spoken = pick_text(row.texts, page.original_language)
        yield Proposable(
            path=f"conditions/{row.pk}",
            group=_("Conditions for taking part"),
            label=_("Condition %(number)s") % {"number": number},
            kind="text",
            value=words,
            language=spoken,
        )


def _contacts(page: ProgrammePage) -> Iterator[Proposable]:
    group = _("Contact")
    for row in page.contact_points.all():
        what = pick_text(row.labels, page.original_language).words
        kind = str(ContactPoint.Kind(row.kind).label)
        label = f"{kind} ({what})" if what else kind
        yield Proposable(
            path=f"contact_points/{row.pk}",
            group=group,
            label=label,
            kind="line",
            value=row.value,
            longest=255,
        )
    yield Proposable(
        path=NEW_CONTACT,
        group=group,
        label=_("A number, e-mail or web address that is missing"),
        kind="line",
        value="",
        longest=255,
    )


def _strand(page: ProgrammePage, strand: Strand, language: str) -> Iterator[Proposable]:
    path = f"strands/{strand.uuid}"
    row = _row_in(strand.texts.all(), page.original_language)
    group = strand_label(strand, page.original_language)
    for name in STRAND_TEXTS:
        yield Proposable(
            path=f"{path}/{name}",
            group=group,
            label=_label(StrandText, name),
            kind="line" if name == "label" else "text",
            value=getattr(row, name, "") if row else "",
            language=page.original_language,
            needed=name == "label",
            longest=120 if name == "label" else 20_000,
        )
    for name in STRAND_NUMBERS:
        yield Proposable(
            path=f"{path}/{name}",
            group=group,
            label=_label(Strand, name),
            kind="number",
            value=getattr(strand, name),
        )
    yield Proposable(
        path=f"{path}/gender",
        group=group,
        label=_label(Strand, "gender"),
        kind="choice",
        value=strand.gender,
        choices=(("", _("Not stated")), *_choices(Gender)),
    )
    for name in STRAND_TERMS:
        vocabulary = Strand._meta.get_field(name).vocabulary
        known = catalogue()
        codes = [term.code for term in getattr(strand, name).all()]
        yield Proposable(
            path=f"{path}/{name}",
            group=group,
            label=_label(Strand, name),
            kind="terms",
            value=known.ordered(vocabulary, codes),
            choices=tuple(
                (code, known.label(vocabulary, code, language))
                for code in known.terms.get(vocabulary, {})
            ),
            needed=name == "populations",
        )


def strand_label(strand: Strand, language: str) -> str:
    labels = {row.language: row.label for row in strand.texts.all()}
    return pick_text(labels, language).words or _("Strand")


def _row_in(rows: Any, language: str) -> Any:
    return next((row for row in rows if row.language == language), None)


def _label(model: Any, name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _choices(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(label)) for code, label in choices.choices)


# Putting a value where its path says


def put_value(page: ProgrammePage, path: str, value: Any) -> None:
    """Put a value into a page in memory. Raises :class:`RowGone`, and ValidationError for a value
    that the field cannot take."""
    head, _slash, rest = path.partition("/")
    _PUT[head](page, rest, value)


def _put_text(page: ProgrammePage, name: str, value: Any) -> None:
    rows = list(page.texts.all())
    row = _row_in(rows, page.original_language)
    if row is None or name not in TEXTS:
        raise RowGone
    setattr(row, name, value)
    page.texts = rows


def _put_status(page: ProgrammePage, name: str, value: Any) -> None:
    page.status = value
    page.status_since = None


def _put_condition(page: ProgrammePage, key: str, value: Any) -> None:
    rows, row = _by_key(page.conditions, key)
    # The language that was shown: the original, or where the condition has none, another.
    spoken = pick_text(row.texts, page.original_language).language
    texts = {**row.texts, spoken: value}
    row.texts = {code: words for code, words in texts.items() if words}
    page.conditions = rows if value else [one for one in rows if one is not row]


def _put_contact(page: ProgrammePage, key: str, value: Any) -> None:
    if key == "new":
        rows = list(page.contact_points.all())
        row = ContactPoint(kind=kind_of_contact(value), value=value, sort_order=len(rows))
        rows.append(row)
    else:
        rows, row = _by_key(page.contact_points, key)
        row.value = value
    if value:
        row.clean()
    page.contact_points = rows if value else [one for one in rows if one is not row]


def kind_of_contact(value: str) -> str:
    """What a way to make contact is, by the look of it."""
    if value.startswith(("http://", "https://", "www.")):
        return ContactPoint.Kind.WEBSITE
    try:
        validate_email(value)
    except ValidationError:
        return ContactPoint.Kind.PHONE
    return ContactPoint.Kind.EMAIL


def _put_strand(page: ProgrammePage, rest: str, value: Any) -> None:
    key, _slash, name = rest.partition("/")
    rows = list(page.strands.all())
    row = next((one for one in rows if one.uuid == UUID(key)), None)
    if row is None:
        raise RowGone
    if name in STRAND_TEXTS:
        texts = list(row.texts.all())
        text = _row_in(texts, page.original_language)
        if text is None:
            text = StrandText(language=page.original_language, label=strand_label(row, "en"))
            texts.append(text)
        setattr(text, name, value)
        row.texts = texts
    elif name in STRAND_TERMS:
        vocabulary = Strand._meta.get_field(name).vocabulary
        setattr(row, name, list(Term.objects.filter(vocabulary=vocabulary, code__in=value)))
        if name == "modes":
            row.modes_not_stated = not value
    else:
        setattr(row, name, value)
    page.strands = rows


def _by_key(manager: Any, key: str) -> tuple[list[Any], Any]:
    rows = list(manager.all())
    row = next((one for one in rows if str(one.pk) == key), None)
    if row is None:
        raise RowGone
    return rows, row


_PUT: dict[str, Callable[[ProgrammePage, str, Any], None]] = {
    "texts": _put_text,
    "status": _put_status,
    "conditions": _put_condition,
    "contact_points": _put_contact,
    "strands": _put_strand,
}

#: The parts of a programme's page that a reader can point at, in its order.
PARTS: dict[str, Promise | str] = {
    "strands": gettext_lazy("For whom, and how"),
    "capacity": gettext_lazy("Availability"),
    "conditions": gettext_lazy("Conditions for taking part"),
    "about": gettext_lazy("About the programme"),
    "organisations": gettext_lazy("Organisations"),
    "evidence": gettext_lazy("Evidence"),
    "contact": gettext_lazy("Contact"),
    "places": gettext_lazy("Places"),
    "other": gettext_lazy("Something else"),
}
