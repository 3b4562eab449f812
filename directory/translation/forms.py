"""The form that sets an original and its translation side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from directory.languages import pick_text
from directory.models import (
    ContactPoint,
    EligibilityCondition,
    EvidenceRating,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammeText,
    Strand,
    StrandTold,
)
from directory.models.programme_texts import HEADINGS
from directory.translation.differences import word_differences
from directory.translation.segments import Segment, plain, read, segments
from directory.translation.state import translation_state
from directory.translation.words import target_languages

#: Characters of a text after which its field is a box of several lines.
LINE = 80


@dataclass(frozen=True)
class Item:
    """One text: its original, the field of its translation, and what the translator must know."""

    segment: Segment
    title: str
    field: Any
    still_right: Any = None
    differences: Sequence[tuple[str, str]] = ()
    saved_meanwhile: str = ""

    @property
    def missing(self) -> bool:
        return bool(self.segment.source.words) and not self.segment.words


@dataclass(frozen=True)
class Group:
    heading: str
    items: tuple[Item, ...]


class TranslationForm(forms.Form):
    """A field per text of the programme. ``meanwhile``: somebody saved it while this was typed."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        page: ProgrammePage,
        language: str,
        *,
        data: Any = None,
        version: str = "",
        meanwhile: bool = False,
    ) -> None:
        super().__init__(data, initial={"version": version})
        self.language, self.meanwhile, self.version_now = language, meanwhile, version
        reading = read(page)
        self.segments = list(segments(reading, language))
        self.state = translation_state(reading, language)
        self.changed = {found.segment.key: found.before for found in self.state.changed}
        self.others = {code: translation_state(reading, code) for code in target_languages(page)}
        for segment in self.segments:
            self.fields[f"text-{segment.key}"] = _field(segment)
            if segment.key in self.changed:
                self.fields[f"right-{segment.key}"] = forms.BooleanField(
                    required=False,
                    label=gettext_lazy("The translation is still right as it stands"),
                )

    def words(self) -> dict[str, str]:
        """What was typed anew, by the key of its text."""
        typed = {s.key: plain(self.cleaned_data[f"text-{s.key}"]) for s in self.segments}
        return {s.key: typed[s.key] for s in self.segments if typed[s.key] != s.words}

    def confirmed(self) -> list[str]:
        return [key for key in self.changed if self.cleaned_data.get(f"right-{key}")]

    def without_place(self) -> list[str]:
        """What was typed for texts that are no longer there."""
        keys = {f"text-{segment.key}" for segment in self.segments}
        return [
            words
            for name in self.data
            if name.startswith("text-") and name not in keys and (words := plain(self.data[name]))
        ]

    @cached_property
    def groups(self) -> list[Group]:
        found: list[tuple[str, list[Item]]] = []
        for segment in self.segments:
            heading = _heading(segment)
            if not found or found[-1][0] != heading:
                found.append((heading, []))
            found[-1][1].append(self._item(segment))
        return [Group(heading, tuple(items)) for heading, items in found]

    def _item(self, segment: Segment) -> Item:
        field = self[f"text-{segment.key}"]
        before = self.changed.get(segment.key)
        typed = plain(field.value()) if self.is_bound else segment.words
        return Item(
            segment=segment,
            title=_title(segment),
            field=field,
            still_right=self[f"right-{segment.key}"] if before is not None else None,
            differences=(
                word_differences(before, segment.source.words) if before is not None else ()
            ),
            saved_meanwhile=segment.words if self.meanwhile and typed != segment.words else "",
        )

    def first(self, *, missing: bool) -> str:
        """The id of the first field that lacks its translation, or whose original changed."""
        for item in self._items():
            if item.missing if missing else item.still_right is not None:
                return str(item.field.id_for_label)
        return ""

    @property
    def first_missing(self) -> str:
        return self.first(missing=True)

    @property
    def first_changed(self) -> str:
        return self.first(missing=False)

    def _items(self) -> Iterator[Item]:
        for group in self.groups:
            yield from group.items


def _field(segment: Segment) -> forms.CharField:
    column = segment.column
    many = bool(
        getattr(column, "long", False)
        or column.get_internal_type() == "TextField"
        or len(segment.source.words) > LINE
    )
    attrs = {"lang": segment.language, "spellcheck": "true"}
    if many:
        lines = 1 + len(segment.source.words) // LINE + segment.source.words.count("\n")
        attrs["rows"] = str(min(max(lines, 2), 16))
    return forms.CharField(
        required=False,
        strip=False,
        max_length=column.max_length,
        initial=segment.words,
        label=_title(segment),
        widget=AdminAutoHeightTextInput(attrs) if many else forms.TextInput(attrs),
    )


# What a text is called: the heading it stands under, and its own title.


def _heading(segment: Segment) -> str:
    relation, _number = segment.place[0]
    if relation == "strands":
        return _("Strand: %(label)s") % {"label": _strand_label(segment)}
    return str(_HEADINGS.get(relation) or _TEXT_HEADINGS[segment.name in HEADINGS])


_HEADINGS = {
    "conditions": gettext_lazy("Conditions for taking part"),
    "organisation_rows": gettext_lazy("Organisations and memberships"),
    "ratings": gettext_lazy("Evidence"),
    "contact_points": gettext_lazy("Contact"),
}
_TEXT_HEADINGS = {
    False: gettext_lazy("Title and summary"),
    True: gettext_lazy("About the programme"),
}


def _strand_label(segment: Segment) -> str:
    owner = segment.owner
    strand = owner if isinstance(owner, Strand) else owner.strand
    labels = {text.language: text.label for text in strand.texts.all()}
    page = strand.page
    return pick_text(labels, page.original_language, page.original_language).words or "–"


def _title(segment: Segment) -> str:
    own = capfirst(segment.label)
    row = segment.owner
    if segment.part.by_row:
        return own
    name = _row_name(row)
    return _("%(row)s: %(field)s") % {"row": name, "field": segment.label} if name else own


def _row_name(row: Any) -> str:
    if isinstance(row, StrandTold):
        return str(row.context) if row.context_id else ""
    if isinstance(row, EligibilityCondition):
        number = list(row.page.conditions.all()).index(row) + 1
        return _("No. %(number)s") % {"number": number}
    if isinstance(row, ProgrammeOrganisation):
        return row.organisation.name if row.organisation_id else ""
    if isinstance(row, EvidenceRating):
        return row.get_level_display()
    if isinstance(row, ContactPoint):
        return Truncator(row.value).chars(40)
    assert not isinstance(row, ProgrammeText)
    return ""
