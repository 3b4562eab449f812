"""The index follows the directory: services, signals, tasks, the command."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from directory.models import Organisation, Place, ProgrammeOrganisation, ProgrammePage, Term
from search import services, tasks
from search.query import ProgrammeQuery
from search.services import IndexIsReadOnly

ENQUEUED = "search.tasks.index_programmes_task"


@pytest.fixture
def found(own_index):
    """``found(querystring)``: the slugs that the site's engine finds now."""

    def ask(querystring=""):
        query = ProgrammeQuery.from_querystring(querystring)
        results = own_index.search(query, language="en", page_size=100)
        return sorted(hit.card.slug for hit in results.hits)

    return ask


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` runs what was scheduled for after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def worker_does_it(settings):
    """Tasks lie in the database until a worker takes them."""
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "finder"]}
    settings.TASKS = {"default": backend}


def test_rebuilding_indexes_every_published_programme(directory, found):
    directory.add("one", directory.strand("Youth", population=("minors",), mode=("individual",)))
    directory.add("two", areas=("antwerp",))
    draft = directory.add("draft")
    draft.unpublish()
    assert services.rebuild_index() == 2
    assert found() == ["one", "two"]
    assert found("population=minors") == ["one"]
    assert found("q=minderjarigen") == ["one"]
    assert found("area=flanders") == ["two"]


def test_publishing_a_change_reaches_the_index_after_the_commit(directory, found, commits):
    with commits():
        page = directory.add("one")
    assert found("q=renamed") == []
    with commits():
        text = page.texts.first()
        text.title = "Renamed"
        page.texts = [text]
        page.save_revision().publish()
        assert found("q=renamed") == []
    assert found("q=renamed") == ["one"]


def test_a_draft_changes_nothing(directory, found, commits):
    with commits():
        page = directory.add("one")
    with commits():
        text = page.texts.first()
        text.title = "Renamed"
        page.texts = [text]
        page.save_revision()
    assert found("q=renamed") == []


def test_unpublishing_takes_a_programme_out(directory, found, commits):
    with commits():
        page = directory.add("one")
        directory.add("two")
    with commits():
        page.unpublish()
    assert found() == ["two"]


def test_deleting_a_programme_takes_it_and_those_below_it_out(directory, found, commits):
    with commits():
        page = directory.add("one")
        directory.add("below", below=page)
        directory.add("two")
    with commits():
        ProgrammePage.objects.get(pk=page.pk).delete()
    assert found() == ["two"]


def test_deleting_a_keeper_takes_all_its_programmes_out(directory, found, commits):
    with commits():
        directory.add("one")
        directory.add("two")
    directory.keeper.refresh_from_db()
    with commits():
        directory.keeper.delete()
    assert found() == []


def test_a_new_address_is_followed(directory, found, commits):
    with commits():
        page = directory.add("one")
    with commits():
        page.slug = "other"
        page.save_revision().publish()
    assert found() == ["other"]


def test_moving_a_programme_below_another_names_its_new_parent(directory, own_index, commits):
    with commits():
        parent = directory.add("parent", title="The whole")
        child = directory.add("child")
    with commits():
        parent.refresh_from_db()
        child.move(parent, pos="last-child")
    query = ProgrammeQuery.from_querystring("q=child")
    (hit,) = own_index.search(query, language="en").hits
    assert hit.card.parent_title == "The whole"


def test_renaming_a_programme_reaches_the_cards_of_those_below_it(directory, own_index, commits):
    with commits():
        parent = directory.add("parent", title="The whole")
        directory.add("child", below=parent)
    with commits():
        parent.refresh_from_db()
        text = parent.texts.first()
        text.title = "The entirety"
        parent.texts = [text]
        parent.save_revision().publish()
    query = ProgrammeQuery.from_querystring("q=entirety+child")
    (hit,) = own_index.search(query, language="en").hits
    assert hit.card.parent_title == "The entirety"


def test_a_new_label_of_a_term_is_found_and_shown(directory, found, own_index, commits):
    with commits():
        directory.add("one", directory.strand("Youth", population=("minors",)))
    with commits():
        term = Term.objects.get(vocabulary="population", code="minors")
        term.labels = {"en": "youngsters"}
        term.save()
    assert found("q=youngsters") == ["one"]
    assert found("q=minderjarigen") == []
    assert own_index.catalogue().label("population", "minors", "en") == "youngsters"


def test_a_new_term_becomes_an_option(directory, own_index, commits):
    with commits():
        Term.objects.create(vocabulary="mode", code="phone", labels={"en": "by phone"})
    assert "phone" in own_index.catalogue().codes["mode"]


def test_a_new_name_of_an_organisation_is_found(directory, found, commits):
    partner = Organisation.objects.create(
        key="lark", name="Lark Institute", kind=directory.organisation.kind
    )
    with commits():
        page = directory.add("one")
        page.organisation_rows = [ProgrammeOrganisation(organisation=partner, role="delivers")]
        page.save_revision().publish()
    assert found("q=lark") == ["one"]
    with commits():
        partner.name = "Wagtail Institute"
        partner.save()
    assert found("q=wagtail") == ["one"]
    assert found("q=lark") == []


def test_a_place_that_moves_is_found_in_its_new_town(directory, found, commits):
    place = Place.objects.create(key="quay", names={"en": "Quay"}, town="Oostende")
    with commits():
        page = directory.add("one")
        page.place_rows.create(place=place)
        page.save_revision().publish()
    with commits():
        place.town = "Ronse"
        place.save()
    assert found("q=ronse") == found("q=renaix") == ["one"]
    assert found("q=oostende") == []


def test_what_is_rolled_back_is_not_indexed(directory, found, commits):
    with commits():
        directory.add("one")

    with commits(), transaction.atomic():
        directory.add("two")
        transaction.set_rollback(True)
    assert found() == ["one"]


def test_a_transaction_becomes_one_task(directory, worker_does_it, commits):
    with commits():
        pages = [directory.add(f"programme-{n}") for n in range(3)]
    (result,) = DBTaskResult.objects.filter(task_path=ENQUEUED)
    (uuids,) = result.args_kwargs["args"]
    assert set(uuids) == {str(page.uuid) for page in pages}
    assert result.queue_name == "finder"


def test_a_rebuild_waits_only_once(directory, worker_does_it, own_index):
    waiting = DBTaskResult.objects.filter(task_path="search.tasks.rebuild_index_task")
    tasks.enqueue_rebuild()
    tasks.enqueue_rebuild()
    tasks.enqueue_rebuild_if_missing()
    assert waiting.count() == 1


def test_the_clock_has_a_missing_index_built_and_leaves_a_good_one(
    directory, worker_does_it, own_index
):
    waiting = DBTaskResult.objects.filter(task_path="search.tasks.rebuild_index_task")
    tasks.enqueue_rebuild_if_missing()
    assert waiting.count() == 1
    waiting.delete()
    services.rebuild_index()
    tasks.enqueue_rebuild_if_missing()
    assert waiting.count() == 0


def test_indexing_without_an_index_builds_it(directory, found):
    directory.add("one")
    two = directory.add("two")
    services.index_programmes(uuids=[str(two.uuid)])
    assert found() == ["one", "two"]


def test_the_public_process_never_writes_the_index(directory, own_index, settings):
    settings.ROLE = "public"
    with pytest.raises(IndexIsReadOnly):
        services.rebuild_index()
    with pytest.raises(IndexIsReadOnly):
        services.index_programmes(uuids=[])
    assert own_index.status().state == "missing"


def test_the_command_says_what_it_did(directory, found):
    directory.add("one")
    said = StringIO()
    call_command("rebuild_index", stdout=said)
    assert "The index holds 1 programmes" in said.getvalue()
    assert found() == ["one"]


def test_ready_is_told_how_the_engine_is(directory, own_index):
    assert services.search_status()["ok"] is False
    directory.add("one")
    services.rebuild_index()
    assert services.search_status() == {"ok": True, "says": "embedded, 1 programmes"}
