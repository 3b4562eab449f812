"""The table of columns holds the whole record."""

import pytest
from django.db.models import Model
from modelcluster.models import get_all_child_relations

from directory.exchange.columns import ENTRIES, KINDS, all_headings, headings_of
from directory.models import StrandText

#: What no file holds: keys of the database, order (kept by the order of rows), when it changed,
#: which translations wait for a translator (an import that changes an original notes that itself).
NOT_CARRIED = {
    "id",
    "page_ptr",
    "sort_order",
    "changed_at",
    "renewed_at",
    "page",
    "strand",
    "translated_from",
}
#: Below an entry, but no part of what is published: who is asked by mail to look at it again.
NOT_OF_THE_RECORD = {"reminder_addresses"}


def fields_of(model: type[Model]) -> set[str]:
    own = {f.name for f in model._meta.local_fields}
    return own | {f.name for f in model._meta.local_many_to_many}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_field_of_the_record_has_a_column(kind) -> None:
    columns = {column.name for column in kind.columns} | {kind.owner, kind.link}
    missing = fields_of(kind.model) - columns - NOT_CARRIED
    assert missing == set()


def test_the_texts_of_a_strand_are_columns_of_the_strand() -> None:
    columns = {column.name for column in KINDS["strand"].columns}
    assert fields_of(StrandText) - {"id", "strand", "language"} <= columns


def test_everything_below_an_entry_is_there() -> None:
    """A new relation of the record fails here until it has rows in the files."""
    for kind in KINDS.values():
        relations = {
            relation.get_accessor_name()
            for relation in get_all_child_relations(kind.model)
            if relation.related_model._meta.app_label == "directory"
        }
        folded = {kind.folded} if kind.folded else set()
        memberships = {"memberships"} if kind.name == "organisation" else set()
        assert relations - NOT_OF_THE_RECORD == set(kind.below) | folded | memberships, kind.name


def test_headings_are_unique_and_editors_notes_are_not_public() -> None:
    names = all_headings(headings_of(public=False))
    assert len(names) == len(set(names))
    public = all_headings(headings_of(public=True))
    assert set(names) - set(public) == {"notes_on_source", "source_text"}
    assert "source" not in headings_of(public=True)["organisation"]
    assert "source" in headings_of(public=True)["programme"]


def test_each_kind_refers_to_earlier_ones_only() -> None:
    met: set[str] = set()
    for entry in ENTRIES:
        met |= {kind.name for kind in entry.walk()}
        for kind in entry.walk():
            assert {column.refers for column in kind.columns if column.refers} <= met
