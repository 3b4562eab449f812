"""Edit keeps a programme in the CMS: drafts, refusals at their field, previews, publishing."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, querydict_from_html

from directory.corrections.renewing import renew_capacity, renew_check
from directory.models import KeeperPage, ProgrammePage, ProgrammeText, Strand, Term
from directory.queries import read_by_slug
from tests.directory.builders import make_keeper, make_programme, make_strand, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    """A browser in which Edit signed in."""
    return signed_in("edit")


def form_of(client: Client, page: ProgrammePage) -> QueryDict:
    """What the browser would send back from the page's editing form, untouched."""
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    data = querydict_from_html(answer.content.decode(), form_id="page-edit-form")
    data._mutable = True
    return data


def send(client: Client, page: ProgrammePage, data: Any, action: str = "") -> Any:
    if action:
        data[action] = "1"
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def new_programme(**changes: Any) -> dict[str, Any]:
    """What Edit fills in for a new programme."""
    empty: Any = inline_formset([])
    strand = {
        "uuid": "9b1d0d9e-6a3c-4f7e-9a55-0d0b6d6f6f10",
        "texts": inline_formset(
            [{"language": "en", "label": "Adults", "frequency": "", "cost_note": ""}]
        ),
        "told_rows": inline_formset(
            [
                {
                    "context": str(make_term("legal-context", "judicial").pk),
                    "told": (str(make_term("told", "referrer").pk),),
                }
            ]
        ),
        "populations": (str(make_term("population", "adults").pk),),
        "modes": (str(make_term("mode", "group").pk),),
        "age_from": "18",
        "age_to": "",
        **changes.pop("strand", {}),
    }
    text = {
        "language": "en",
        "title": "A new programme",
        "summary": "For whom it is.",
        **changes.pop("text", {}),
    }
    return {
        "slug": "",
        "original_language": "en",
        "status": "open",
        "review_months": "12",
        "texts": inline_formset([text]),
        "strands": inline_formset([strand]),
        **dict.fromkeys(
            ("conditions", "organisation_rows", "contact_points", "place_rows", "ratings"), empty
        ),
        "comments": inline_formset([]),
        **changes,
    }


def create(client: Client, action: str = "", **changes: Any) -> Any:
    keeper = make_keeper()
    data = nested_form_data(new_programme(**changes))
    if action:
        data[action] = "1"
    return client.post(
        reverse("wagtailadmin_pages:add", args=["directory", "programmepage", keeper.pk]), data
    )


def errors_of(answer: Any) -> str:
    assert answer.status_code == 200, "it was saved instead of refused"
    words = re.findall(r'<p class="error-message">(.*?)</p>', answer.content.decode(), re.DOTALL)
    return " ".join(" ".join(words).split())


def test_edit_creates_and_publishes_a_programme(edit: Client) -> None:
    answer = create(edit, "action-publish")
    assert answer.status_code == 302, errors_of(answer)
    page = ProgrammePage.objects.get(slug="a-new-programme")
    assert page.live
    assert page.title == "A new programme"
    strand = page.strands.get()
    assert str(strand.uuid) == "9b1d0d9e-6a3c-4f7e-9a55-0d0b6d6f6f10"
    assert [term.code for term in strand.modes.all()] == ["group"]
    assert [term.code for term in strand.told_rows.get().told.all()] == ["referrer"]
    data = read_by_slug("a-new-programme")
    assert data is not None


def test_a_draft_may_be_incomplete_but_publishing_is_refused_at_the_field(edit: Client) -> None:
    answer = create(edit, strand={"populations": (), "modes": ()})
    assert answer.status_code == 302, errors_of(answer)
    page = ProgrammePage.objects.get(slug="a-new-programme")
    assert not page.live
    answer = send(edit, page, form_of(edit, page), "action-publish")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Tick at least one target population" in words
    assert not ProgrammePage.objects.get(pk=page.pk).live


def test_an_open_form_does_not_undo_what_was_taken_in_meanwhile(edit: Client) -> None:
    day, today = dt.date(2026, 1, 31), timezone.localdate()
    strands = [make_strand(capacity="open", capacity_on=day), make_strand("Minors")]
    page = make_programme(checked_on=day, checked_by="Us", strands=strands)
    data = form_of(edit, page)
    data["strands-1-capacity"], data["strands-1-capacity_on"] = "full", str(day)
    renew_check(page=page, day=today, by="Them")
    for strand in page.strands.all():
        renew_capacity(page=page, strand=strand, capacity="waiting", weeks=6, day=today, by="Them")
    data["texts-0-summary"] = "New words."
    assert send(edit, page, data, "action-publish").status_code == 302
    page = ProgrammePage.objects.get(pk=page.pk)
    assert page.texts.get().summary == "New words."
    assert (page.checked_on, page.checked_by) == (today, "Them")
    first, second = page.strands.all()
    assert (first.capacity, first.waiting_weeks, first.capacity_on) == ("waiting", 6, today)
    # What the editor typed is the editor's.
    assert (second.capacity, second.waiting_weeks, second.capacity_on) == ("full", None, day)


def test_a_mode_is_asked_for_at_its_field(edit: Client) -> None:
    answer = create(edit, "action-publish", strand={"modes": ()})
    assert answer.status_code == 200
    assert "Tick at least one delivery mode" in answer.content.decode()


def test_what_cannot_be_true_is_refused_even_in_a_draft(edit: Client) -> None:
    answer = create(edit, strand={"age_from": "18", "age_to": "12"})
    assert answer.status_code == 200
    assert "The last age cannot be below the first." in answer.content.decode()


def test_domestic_violence_without_its_statement_is_refused_at_the_text(edit: Client) -> None:
    harm = make_term("harm", "domestic-violence")
    answer = create(
        edit, "action-publish", strand={"harms": (str(harm.pk),), "populations": (), "modes": ()}
    )
    words = errors_of(answer)
    # What a field asks for and what the rules ask for are said at once, each once.
    for sentence in ("Tick at least one target population", "Tick at least one delivery mode"):
        assert words.count(sentence) == 1, words
    assert words.count("say how the programme keeps victims and children safe") == 1
    statement = {"victim_safety": "A worker stays in touch with the partner."}
    answer = create(edit, "action-publish", strand={"harms": (str(harm.pk),)}, text=statement)
    assert answer.status_code == 302


def test_an_address_in_use_is_refused_at_the_slug(edit: Client) -> None:
    make_programme("taken", parent=make_keeper("another"))
    answer = create(edit, slug="taken")
    assert answer.status_code == 200
    assert "Another programme already has the address" in answer.content.decode()


def test_an_untouched_form_published_again_changes_nothing(edit: Client) -> None:
    page = make_programme()
    before = read_by_slug("harbour")
    answer = send(edit, page, form_of(edit, page), "action-publish")
    assert answer.status_code == 302
    after = read_by_slug("harbour")
    assert before is not None
    assert after is not None
    before.pop("changed_at")
    after.pop("changed_at")
    assert after == before


def test_edit_changes_a_text_and_the_public_page_follows(edit: Client, settings: Any) -> None:
    page = make_programme()
    data = form_of(edit, page)
    data["texts-0-summary"] = "For people of the harbour."
    assert send(edit, page, data, "action-publish").status_code == 302
    data_now = read_by_slug("harbour")
    assert data_now is not None
    assert data_now["texts"][0]["summary"] == "For people of the harbour."


@pytest.mark.parametrize(("mode", "title"), [("en", "Harbour"), ("nl", "Haven"), ("fr", "Harbour")])
def test_a_preview_renders_the_public_page_in_each_language(
    edit: Client, mode: str, title: str
) -> None:
    page = make_programme(
        texts=[
            ProgrammeText(language="en", title="Harbour", summary="A quiet place."),
            ProgrammeText(language="nl", title="Haven", summary="Een rustige plek."),
        ]
    )
    data = form_of(edit, page)
    data["texts-0-summary"] = "Not stored anywhere."
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert edit.post(address, data).json()["is_valid"]
    answer = edit.get(address, {"mode": mode})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'<html lang="{mode}">' in html
    assert title in html
    assert "zone-public" in html
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    if mode != "nl":
        assert "Not stored anywhere." in html
    assert ProgrammePage.objects.get(pk=page.pk).texts.first().summary == "A quiet place."


def test_a_new_page_is_previewed_before_it_is_stored(edit: Client) -> None:
    keeper = make_keeper()
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["directory", "programmepage", keeper.pk]
    )
    assert edit.post(address, nested_form_data(new_programme())).json()["is_valid"]
    html = edit.get(address, {"mode": "en"}).content.decode()
    assert "A new programme" in html
    assert "Adults" in html
    assert not ProgrammePage.objects.exists()


def test_strands_keep_their_uuid_through_drafts(edit: Client) -> None:
    page = make_programme()
    first = page.strands.get().uuid
    data = form_of(edit, page)
    extra = make_strand("Youth", populations=["minors"])
    data["strands-TOTAL_FORMS"] = "2"
    data["strands-1-id"] = ""
    data["strands-1-uuid"] = str(extra.uuid)
    data["strands-1-ORDER"] = "2"
    data["strands-1-texts-TOTAL_FORMS"] = "1"
    data["strands-1-texts-INITIAL_FORMS"] = "0"
    data["strands-1-texts-0-language"] = "en"
    data["strands-1-texts-0-label"] = "Youth"
    data["strands-1-told_rows-TOTAL_FORMS"] = "0"
    data["strands-1-told_rows-INITIAL_FORMS"] = "0"
    data.setlist("strands-1-populations", [str(Term.objects.get(code="minors").pk)])
    data.setlist("strands-1-modes", [str(Term.objects.get(code="individual").pk)])
    assert send(edit, page, data).status_code == 302
    assert send(edit, page, form_of(edit, page)).status_code == 302
    assert send(edit, page, form_of(edit, page), "action-publish").status_code == 302
    assert send(edit, page, form_of(edit, page), "action-publish").status_code == 302
    assert set(Strand.objects.values_list("uuid", flat=True)) == {first, extra.uuid}


def test_versions_can_be_compared_and_old_ones_looked_at(edit: Client) -> None:
    page = make_programme()
    data = form_of(edit, page)
    data["texts-0-summary"] = "Another summary."
    data["conditions-0-texts_en"] = "I choose this help myself, today."
    send(edit, page, data, "action-publish")
    first, last = page.revisions.order_by("pk")[0], page.revisions.order_by("-pk")[0]
    html = edit.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk])
    ).content.decode()
    assert "Another" in html
    assert "today." in html
    answer = edit.get(reverse("wagtailadmin_pages:revisions_view", args=[page.pk, first.pk]))
    assert "For whom it is." in answer.content.decode()


def test_the_form_explains_every_field(edit: Client) -> None:
    page = make_programme()
    html = edit.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Two or three sentences that a worried person understands at once" in html
    assert "What the public reads" in html
    assert "Source and freshness" in html


def test_no_page_of_ours_can_be_locked_behind_a_password(edit: Client) -> None:
    page = make_programme()
    for one in (page, page.get_parent(), page.get_parent().get_parent().get_parent()):
        assert one.specific.private_page_options == []


def test_the_log_names_pages_and_no_people(edit: Client) -> None:
    create(edit, "action-publish")
    page = ProgrammePage.objects.get(slug="a-new-programme")
    labels = set(PageLogEntry.objects.filter(page=page.pk).values_list("label", flat=True))
    assert labels == {"A new programme"}


def test_a_programme_stands_under_its_keeper_or_another_programme_only(edit: Client) -> None:
    keeper = make_keeper()
    assert ProgrammePage.can_create_at(keeper)
    assert ProgrammePage.can_create_at(make_programme())
    assert not ProgrammePage.can_create_at(keeper.get_parent())
    assert not KeeperPage.can_create_at(keeper)


TITLE_MISSING = "Give it a title: a draft is found again by it."


def test_a_draft_without_a_title_is_shown_again_as_it_was_typed(edit: Client) -> None:
    answer = create(edit, text={"title": "", "summary": "Typed with care."})
    assert TITLE_MISSING in errors_of(answer)
    assert "Typed with care." in answer.content.decode()
    answer = create_without_texts(edit)
    assert answer.status_code == 200
    assert "Add a text with a title" in answer.content.decode()
    assert not ProgrammePage.objects.exists()

    page = make_programme()
    data = form_of(edit, page)
    data["texts-0-title"] = ""
    answer = send(edit, page, data)
    assert TITLE_MISSING in errors_of(answer)
    data["texts-0-DELETE"] = "1"
    answer = send(edit, page, data)
    assert "Add a text with a title" in answer.content.decode()
    # What Wagtail saves by itself while one types is refused as quietly.
    answer = edit.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        data,
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400
    assert page.revisions.count() == 1


def create_without_texts(client: Client) -> Any:
    data = nested_form_data(new_programme(texts=inline_formset([])))
    keeper = KeeperPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["directory", "programmepage", keeper.pk])
    return client.post(address, data)
