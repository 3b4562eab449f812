"""Terms: how many entries use each; one merged into another, in drafts and old versions too."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from directory.editing import draft_uses, merging
from directory.editing.merging import merge_terms
from directory.editing.revisions import programme_revisions, terms_in
from directory.editing.uses import count_uses, entries_using
from directory.models import ProgrammePage, StrandTold, Term
from portal.accounts.models import User
from tests.directory.builders import make_organisation, make_programme, make_strand, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


@pytest.fixture
def editor(person: Callable[[str], User]) -> User:
    return person("edit")


def draft_with(page: ProgrammePage, **terms: list[Term]) -> None:
    """A draft of `page` whose first strand has other terms than the published one."""
    draft = ProgrammePage.objects.get(pk=page.pk)
    strands = list(draft.strands.all())
    for field, wanted in terms.items():
        setattr(strands[0], field, wanted)
    draft.strands = strands
    draft.save_revision()


def codes(rows: Any) -> list[str]:
    return sorted(rows.values_list("code", flat=True))


def merge_address(term: Term) -> str:
    viewset: Any = Term.snippet_viewset  # type: ignore[attr-defined]
    return reverse(viewset.get_url_name("merge"), args=[term.pk])


def test_uses_are_counted_by_entry_and_not_by_row() -> None:
    make_programme("harbour", strands=[make_strand("One"), make_strand("Two")])
    make_programme("quay")
    adults = make_term("population", "adults")
    assert count_uses()[adults.pk] == 2
    assert [entry.name for entry in entries_using(adults)] == ["Harbour", "Quay"]


def test_a_use_in_a_draft_counts_once_with_the_published_one() -> None:
    page = make_programme()
    online = make_term("mode", "online")
    draft_with(page, modes=[online, make_term("mode", "individual")])
    assert count_uses()[online.pk] == 1
    assert count_uses()[make_term("mode", "individual").pk] == 1


def test_an_organisations_kind_and_a_legal_context_are_uses() -> None:
    kind = make_term("organisation-kind", "police")
    make_organisation("zone", kind=kind)
    make_programme()
    assert [entry.name for entry in entries_using(kind)] == ["Organisation zone"]
    assert count_uses()[make_term("legal-context", "judicial").pk] == 1


def test_every_use_becomes_the_other_terms(editor: User) -> None:
    page = make_programme(
        strands=[make_strand("One", modes=["chat", "online"]), make_strand("Two", modes=["chat"])]
    )
    chat, online = make_term("mode", "chat"), make_term("mode", "online")
    merge_terms(acting_user=editor, term=chat, into=online)

    one, two = page.strands.all()
    assert codes(one.modes) == ["online"]
    assert codes(two.modes) == ["online"]
    assert not Term.objects.filter(code="chat").exists()


def test_a_draft_an_older_version_and_a_context_are_rewritten(editor: User) -> None:
    page = make_programme(strands=[make_strand("One", modes=["chat"])])
    chat, online = make_term("mode", "chat"), make_term("mode", "online")
    draft_with(page, modes=[chat])
    assert merge_terms(acting_user=editor, term=chat, into=online) == 2
    for revision in Revision.objects.for_instance(page):
        (strand,) = revision.as_object().strands.all()
        assert [term.code for term in strand.modes.all()] == ["online"]

    court, judicial = make_term("legal-context", "court"), make_term("legal-context", "judicial")
    merge_terms(acting_user=editor, term=judicial, into=court)
    assert StrandTold.objects.get().context == court
    revision = Revision.objects.for_instance(page).first()
    (strand,) = revision.as_object().strands.all()
    assert [row.context for row in strand.told_rows.all()] == [court]


def test_a_merge_keeps_what_is_saved_meanwhile_and_reads_nothing_old_twice(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_programme(strands=[make_strand("One", modes=["chat"])])
    chat, online = make_term("mode", "chat"), make_term("mode", "online")
    draft_with(page, modes=[chat])
    for name in ("quay", "pier"):
        make_programme(name)
    long_ago = timezone.now() - dt.timedelta(days=1)
    Revision.objects.update(created_at=long_ago)
    versions = programme_revisions().count()
    newest = Revision.objects.for_instance(page).latest("pk")
    read: list[Any] = []
    rewrite = merging._rewrite

    def saved_just_before(keys: list[int], *terms: Term) -> int:
        version = Revision.objects.get(pk=newest.pk)
        version.content["source"] = "Saved meanwhile."
        version.save()
        return rewrite(keys, *terms)

    def noted(content: dict[str, Any]) -> set[int]:
        read.append(content)
        return terms_in(content)

    monkeypatch.setattr(merging, "_rewrite", saved_just_before)
    monkeypatch.setattr(merging, "terms_in", noted)
    merge_terms(acting_user=editor, term=chat, into=online)
    assert len(read) == versions
    newest.refresh_from_db()
    assert newest.content["source"] == "Saved meanwhile."
    assert newest.content["strands"][0]["modes"] == [online.pk]
    # Who has it open in an editor or a review is told that it is another version.
    assert newest.created_at > long_ago


def test_a_draft_is_read_once_and_again_when_it_changes(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_programme()
    chat, online = make_term("mode", "chat"), make_term("mode", "online")
    draft_with(page, modes=[chat])
    read: list[Any] = []

    def noted(content: dict[str, Any]) -> set[int]:
        read.append(content)
        return terms_in(content)

    monkeypatch.setattr(draft_uses, "terms_in", noted)
    for _again in range(2):
        assert count_uses([chat.pk]) == {chat.pk: 1}
    assert len(read) == 1
    merge_terms(acting_user=editor, term=chat, into=online)
    assert count_uses()[online.pk] == 1
    draft_with(page, modes=[make_term("mode", "individual")])
    assert online.pk not in count_uses()


def test_narrower_terms_follow(editor: User) -> None:
    country, kingdom = make_term("area", "belgium"), make_term("area", "kingdom")
    north = make_term("area", "north", broader=country)
    merge_terms(acting_user=editor, term=country, into=kingdom)
    north.refresh_from_db()
    assert north.broader == kingdom


def test_the_log_says_who_merged_what(editor: User) -> None:
    chat, online = make_term("mode", "chat"), make_term("mode", "online")
    merge_terms(acting_user=editor, term=chat, into=online)
    entry = ModelLogEntry.objects.get(action="directory.merge")
    assert (entry.user, entry.object_id, entry.data["code"]) == (editor, str(online.pk), "chat")
    assert entry.message == "Merged the term “chat” into this one"


@pytest.mark.parametrize(
    ("term", "into", "says"),
    [
        (("mode", "chat"), ("harm", "stalking"), "same vocabulary"),
        (("mode", "chat"), ("mode", "chat"), "into itself"),
        (("mode", "group"), ("mode", "chat"), "rely on"),
    ],
)
def test_what_cannot_be_one_is_refused(
    editor: User, term: tuple[str, str], into: tuple[str, str], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        merge_terms(acting_user=editor, term=make_term(*term), into=make_term(*into))


def test_two_contexts_of_one_strand_are_not_made_one(editor: User) -> None:
    page = make_programme()
    strand = page.strands.get()
    [first] = strand.told_rows.all()
    other = make_term("legal-context", "probation")
    second = StrandTold.objects.create(strand=strand, context=other, sort_order=1)
    second.told.set(first.told.all())
    with pytest.raises(ValidationError, match=page.title):
        merge_terms(acting_user=editor, term=other, into=first.context)


def test_a_used_term_keeps_its_code_and_its_vocabulary(edit: Client) -> None:
    page = make_programme(strands=[make_strand("One", modes=["chat"])])
    term = make_term("mode", "chat")
    address = reverse("wagtailsnippets_directory_term:edit", args=[term.pk])
    typed = {"vocabulary": "mode", "code": "chats", "labels_en": "Chat", "sort_order": "0"}
    assert "Add a new term and merge this one" in edit.post(address, typed).content.decode()
    draft_with(page, modes=[make_term("mode", "group")])
    ProgrammePage.objects.get(pk=page.pk).latest_revision.publish()
    assert edit.post(address, typed).status_code == 302
    assert Term.objects.get(pk=term.pk).code == "chats"


def test_a_draft_with_another_title_is_named_once(editor: User) -> None:
    page = make_programme()
    draft = ProgrammePage.objects.get(pk=page.pk)
    draft.title = "Another title"
    draft.save_revision()
    adults = Term.objects.get(vocabulary="population", code="adults")
    assert [entry.name for entry in entries_using(adults)] == [page.title]


def test_a_term_is_not_merged_into_one_below_it(editor: User) -> None:
    country = make_term("area", "belgium")
    north = make_term("area", "north", broader=country)
    with pytest.raises(ValidationError, match="narrower"):
        merge_terms(acting_user=editor, term=country, into=north)


def test_somebody_who_may_not_delete_terms_cannot_merge_them(ines: User) -> None:
    with pytest.raises(PermissionDenied):
        merge_terms(
            acting_user=ines,
            term=make_term("mode", "chat"),
            into=make_term("mode", "online"),
        )


def test_edit_sees_the_uses_and_merges_on_the_page(edit: Client) -> None:
    make_programme(strands=[make_strand("One", modes=["chat"])])
    chat, online = make_term("mode", "chat"), make_term("mode", "online")
    page = edit.get(merge_address(chat)).content.decode()
    assert "1 entry or organisation uses this term" in page
    assert "Harbour" in page
    answer = edit.post(merge_address(chat), {"into": online.pk}, follow=True).content.decode()
    assert "“Chat” (chat) is now “Online”" in answer
    assert not Term.objects.filter(code="chat").exists()


def test_of_a_term_that_many_use_a_page_of_them_is_shown(
    edit: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.editing.term_views.LISTED", 1)
    monkeypatch.setattr("directory.editing.held_views.NAMED", 1)
    for name in ("harbour", "quay", "pier"):
        make_programme(name, strands=[make_strand("One", modes=["chat"])])
    chat = make_term("mode", "chat")
    merge = edit.get(merge_address(chat)).content.decode()
    viewset: Any = Term.snippet_viewset  # type: ignore[attr-defined]
    uses = reverse(viewset.get_url_name("uses"), args=[chat.pk])
    delete = reverse(viewset.get_url_name("delete"), args=[chat.pk])
    for shown in (merge, edit.get(delete).content.decode()):
        assert "Harbour" in shown
        assert "Quay" not in shown
        assert "and 2 more" in shown
    assert "3 entries or organisations use this term" in merge
    assert uses in merge
    second = edit.get(f"{uses}?p=2").content.decode()
    assert "Page 2 of 3" in second
    assert "Pier" in second
    assert "Quay" not in second


def test_a_refused_merge_is_said_at_the_field(edit: Client) -> None:
    group, chat = make_term("mode", "group"), make_term("mode", "chat")
    page = edit.post(merge_address(group), {"into": chat.pk}).content.decode()
    assert "merge the other one into it" in page
    assert Term.objects.filter(code="group").exists()


def test_the_list_of_terms_shows_how_many_entries_use_each(edit: Client) -> None:
    make_programme()
    viewset: Any = Term.snippet_viewset  # type: ignore[attr-defined]
    page = edit.get(reverse(viewset.get_url_name("list")), {"vocabulary": "population"})
    assert [term.used_by for term in page.context["object_list"]] == [1]
    assert "Used by" in page.content.decode()


def test_a_term_that_rules_rely_on_is_neither_deleted_nor_renamed(edit: Client) -> None:
    term = make_term("mode", "group")
    viewset: Any = Term.snippet_viewset  # type: ignore[attr-defined]
    address = reverse(viewset.get_url_name("delete"), args=[term.pk])
    assert "addresses and rules rely on it" in edit.post(address, follow=True).content.decode()
    term.code = "groups"
    with pytest.raises(ValidationError) as refusal:
        term.full_clean()
    assert "code" in refusal.value.message_dict


def test_a_term_in_use_leads_to_its_entries(edit: Client) -> None:
    page = make_programme()
    term = Term.objects.get(vocabulary="population", code="adults")
    uses = reverse("wagtailsnippets_directory_term:uses", args=[term.pk])
    listed = edit.get(reverse("wagtailsnippets_directory_term:list")).content.decode()
    assert f'href="{uses}"' in listed
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in edit.get(uses).content.decode()
