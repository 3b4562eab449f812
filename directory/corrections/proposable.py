"""The fields of an entry that a provider may propose to change, read from a page.

A field has a path that stays the same while its row stays: ``texts/title``,
``strands/<uuid>/age_from``, ``contact_points/<pk>``. Values are plain JSON: words, numbers, codes.
Texts are those of the entry's original language; translations follow them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.languages import Text, pick_text
from directory.models import (
    HEADINGS,
    ContactPoint,
    ProgrammePage,
    ProgrammeText,
    Strand,
    StrandText,
)
from directory.models.strands import Gender
from directory.phones import show_phone
from directory.reading.catalogue import Catalogue, catalogue

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
#: What :func:`fields_of` reads of a published entry, to be fetched beforehand.
ROWS = (
    *("texts", "conditions", "contact_points", "strands__texts"),
    *(f"strands__{name}" for name in STRAND_TERMS),
)
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PATH = re.compile(
    rf"texts/(?:{'|'.join(TEXTS)})|status|conditions/[0-9]+|contact_points/(?:[0-9]+|new)"
    rf"|strands/{_UUID}/(?:{'|'.join((*STRAND_TEXTS, *STRAND_NUMBERS, 'gender', *STRAND_TERMS))})"
)


def is_path(path: Any) -> bool:
    """Whether this can be the path of a field of an entry; its row may be gone meanwhile."""
    return isinstance(path, str) and len(path) <= 200 and bool(_PATH.fullmatch(path))


def is_value(path: str, value: Any) -> bool:
    """Whether a value is of the kind that the field at this path holds."""
    name = path.rpartition("/")[2]
    if name in STRAND_TERMS:
        return isinstance(value, list) and all(isinstance(code, str) for code in value)
    if name in STRAND_NUMBERS:
        return value is None or type(value) is int
    return isinstance(value, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposable:
    """One field with its present value. ``kind``: line, text, number, choice or terms."""

    path: str
    group: str
    label: str
    kind: str
    value: Any
    language: str = ""
    group_language: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    longest: int = 20_000

    @property
    def heading(self) -> Text:
        """The group's name with its language, where it has one of its own."""
        return Text(self.group, self.group_language)

    @property
    def of_strand(self) -> bool:
        return self.path.startswith("strands/")

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
    known = catalogue()
    return [
        *_texts(page),
        *_page_choices(page),
        *_conditions(page),
        *_contacts(page, language),
        *(
            field
            for strand in page.strands.all()
            for field in _strand(page, strand, language, known)
        ),
    ]


def _texts(page: ProgrammePage) -> Iterator[Proposable]:
    row = row_in(page.texts.all(), page.original_language)
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


def _contacts(page: ProgrammePage, language: str) -> Iterator[Proposable]:
    group = _("Contact")
    for row in page.contact_points.all():
        what = pick_text(row.labels, language, page.original_language).words
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


def _strand(
    page: ProgrammePage, strand: Strand, language: str, known: Catalogue
) -> Iterator[Proposable]:
    path = f"strands/{strand.uuid}"
    row = row_in(strand.texts.all(), page.original_language)
    group, spoken = strand_name(strand, language, page.original_language)
    for name in STRAND_TEXTS:
        yield Proposable(
            path=f"{path}/{name}",
            group=group,
            group_language=spoken,
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
            group_language=spoken,
            label=_label(Strand, name),
            kind="number",
            value=getattr(strand, name),
        )
    yield Proposable(
        path=f"{path}/gender",
        group=group,
        group_language=spoken,
        label=_label(Strand, "gender"),
        kind="choice",
        value=strand.gender,
        choices=(("", _("Not stated")), *_choices(Gender)),
    )
    for name in STRAND_TERMS:
        vocabulary = Strand._meta.get_field(name).vocabulary
        codes = [term.code for term in getattr(strand, name).all()]
        yield Proposable(
            path=f"{path}/{name}",
            group=group,
            group_language=spoken,
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
    return strand_name(strand, language).words


def strand_name(strand: Strand, language: str, original: str = "") -> Text:
    """The strand's label in a language, else in another."""
    labels = {row.language: row.label for row in strand.texts.all()}
    name = pick_text(labels, language, original)
    return name if name.words else Text(_("Strand"), language)


def row_in(rows: Any, language: str) -> Any:
    return next((row for row in rows if row.language == language), None)


def _label(model: Any, name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _choices(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(label)) for code, label in choices.choices)


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
