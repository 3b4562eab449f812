"""Pages are kept for visitors who carry nothing, and none outlives what it was made of."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.templatetags.static import static
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from config import doors
from config.page_cache import LONGEST_ADDRESS
from directory.models import (
    EmergencyNumber,
    EvidenceRating,
    LegalText,
    ProgrammePage,
    ProgrammeText,
    PublicEdition,
    ReviewPeriods,
    Strand,
    Term,
)
from portal.selfreferral.models import Door
from search import finder_page, services
from search.models import AwaitedChange, SynonymEntry
from tests.search.small_directory import SmallDirectory
from tests.site.process import Process, asked, is_kept

pytestmark = pytest.mark.django_db(transaction=True)

FINDER, PROGRAMME, HOME = "/en/find/", "/en/programmes/one/", "/en/"


@pytest.fixture
def shown(settings: Settings, tmp_path: Path) -> SmallDirectory:
    """A directory of one programme, published and indexed; the tests change it as staff do."""
    settings.ROOT_URLCONF = "config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.DATA = tmp_path
    made = SmallDirectory()
    made.add("one", summary="As it was.")
    services.rebuild_index()
    return made


@pytest.fixture
def visitor(shown: SmallDirectory) -> Process:
    return Process()


#: Pages that are kept, and addresses whose answer is a form, a file or one person's.
KEPT = (
    *(HOME, FINDER, PROGRAMME, "/en/find/?q=one&population=adults", "/en/find/map/", "/nl/find/"),
    *("/en/find/?q=One&near=Gent&sort=fit&page=1", "/en/find/?near=9000", "/en/find/?q=&near="),
    *("/en/ratings/", "/en/ratings/not-rated/", "/en/emergency/", "/en/list/", "/en/compare/"),
)
NOT_KEPT = (
    *("/en/choose/", "/en/accuracy/", "/en/start/", "/en/receipt/", "/en/programmes/one/suggest/"),
    *("/en/find/export.csv", "/en/changes.atom", "/robots.txt", "/api/hsds/services"),
    # Words that found nothing, or were not looked for, names among them.
    *("/en/find/?q=onbekendewoorden", "/en/find/?q=Jan+Peeters", "/en/find/map/?q=Jan+Peeters"),
    *("/en/find/?near=Jan+Peeters", "/en/find/?q=one&q=Jan+Peeters", "/en/find/?q=onne"),
    *("/en/find/map/?near=0470123456", "/en/find/?near=9000+Jan+Peeters", "/en/find/?sort=Jan"),
    *("/en/find/?near=Jan+Peeters&near=9000", "/en/find/?name=Jan+Peeters", "/en/find/?keep=Jan"),
    *("/en/find/?q=0470123456", "/en/find/?q=the+and+for+with+by+to+at+on+from+or+who+one+Jan"),
    # Addresses that nobody asks for again.
    "/en/find/?" + "population=adults&" * (LONGEST_ADDRESS // 16),
    "/en/find/?" + "&".join(f"mode=m{number}" for number in range(1000)),
    # Nor what failed.
    *("/en/programmes/nothing/", "/en/nothing/", "/"),
)


def test_a_page_asked_for_again_is_the_same_to_the_byte(shown: SmallDirectory, visitor: Process):
    for path in KEPT:
        new, again = visitor.get(path), visitor.get(path)
        assert is_kept(visitor, path), path
        assert again.content == new.content
        assert again.headers == new.headers
        assert "frame-ancestors 'none'" in again.headers["Content-Security-Policy"]
        head = visitor.head(path)
        assert (head.headers, head.content) == (new.headers, b"")


def test_what_is_a_form_a_file_or_one_persons_is_made_anew(shown: SmallDirectory, visitor: Process):
    for path in NOT_KEPT:
        for number in (1, 2):
            before = visitor.made
            visitor.get(path)
            assert visitor.made == before + 1, (path[:60], number)
    assert visitor.kept_bytes == 0


def test_a_programmes_page_made_anew_asks_at_most_eight_times(
    shown: SmallDirectory, visitor: Process
):
    page = ProgrammePage.objects.get(slug="one")
    EvidenceRating.objects.create(page=page, level="promising", reasons={"en": "They say so."})
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get(PROGRAMME, headers={"Cookie": "one=1"})
    assert 'data-rating="promising"' in answer.content.decode()
    assert 1 < len(queries) <= 8


def test_nobody_who_carries_something_shares_a_page(shown: SmallDirectory, visitor: Process):
    for headers in ({"Cookie": "__Host-self=abc"}, {"Authorization": "Basic eDp5"}):
        assert not is_kept(visitor, FINDER, **headers)
        assert visitor.kept_bytes == 0  # what they see is kept for nobody else
    assert is_kept(visitor, FINDER)
    for headers in ({"Cookie": "__Host-self=abc"}, {"Authorization": "Basic eDp5"}):
        assert not asked(visitor, FINDER, **headers)[1]


def test_a_private_search_is_kept_by_nobody(shown: SmallDirectory, visitor: Process):
    assert is_kept(visitor, FINDER)
    before = visitor.kept_bytes
    for _ in range(2):
        answer = visitor.post(FINDER, {"q": "one"})
        assert answer.content != visitor.get(FINDER).content
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
    assert visitor.kept_bytes == before


def test_a_kept_page_is_of_its_host_and_its_scheme(shown: SmallDirectory, visitor: Process):
    assert is_kept(visitor, PROGRAMME, Host="localhost:8000")
    assert visitor.get(PROGRAMME, headers={"Host": "127.0.0.1:8000"}).status_code == 307
    assert visitor.get(PROGRAMME, headers={"Host": "elsewhere.example.org"}).status_code == 400


def _rename(small: SmallDirectory, title: str = "Renamed") -> None:
    page = ProgrammePage.objects.get(slug="one")
    text = page.texts.get()
    text.title = title
    page.texts = [text]
    page.save_revision().publish()


def _in_the_law(small: SmallDirectory) -> None:
    LegalText.objects.create(
        kind=LegalText.Kind.DANGER, valid_from=dt.date(2026, 1, 1), texts={"en": "A new law"}
    )


def _on_the_phone(small: SmallDirectory) -> None:
    EmergencyNumber.objects.create(
        number="1712", need="violence", names={"en": "A new line"}, source="x",
        source_on=dt.date(2026, 1, 1),
    )  # fmt: skip


def _open_the_door(small: SmallDirectory) -> None:
    Door.objects.create(
        programme=ProgrammePage.objects.get(slug="one").uuid, takes_self=True, self_open=True,
        answer_within_days=3, takes_partner=False, partner_open=False,
    )  # fmt: skip


#: A change → the pages that show it, and in which words.
CHANGES: dict[str, tuple[Callable[[SmallDirectory], object], tuple[str, ...], str]] = {
    "published": (_rename, (FINDER, PROGRAMME), "Renamed"),
    "added": (lambda small: small.add("two", title="Added"), (FINDER,), "Added"),
    "terms, in bulk": (
        lambda small: Term.objects.filter(code="adults").update(labels={"en": "Grown-ups"}),
        (PROGRAMME, HOME),
        "Grown-ups",
    ),
    "texts, in bulk": (
        lambda small: ProgrammeText.objects.update(summary="Of everything"),
        (PROGRAMME,),
        "Of everything",
    ),
    "capacity": (
        lambda small: Strand.objects.update(capacity="full", capacity_on=timezone.localdate()),
        (PROGRAMME,),
        "as of",
    ),
    "help line": (_on_the_phone, ("/en/emergency/",), "A new line"),
    "legal text": (_in_the_law, (PROGRAMME,), "A new law"),
    "door": (_open_the_door, (PROGRAMME, FINDER), "You "),
    "several, in one transaction": (
        lambda small: transaction.atomic(_rename)(small, "Again"), (PROGRAMME, FINDER), "Again"
    ),
}  # fmt: skip


def test_a_change_is_on_the_next_page_of_every_process(shown: SmallDirectory):
    processes = Process(), Process()
    for name, (make, paths, words) in CHANGES.items():
        before = {path: asked(processes[0], path)[0] for path in paths}
        assert all(is_kept(client, path) for client in processes for path in paths)
        make(shown)
        for client in processes:
            for path in paths:
                after, kept = asked(client, path)
                assert not kept, (name, path)
                assert words in after, (name, path)
                assert after != before[path], (name, path)
                assert asked(client, path) == (after, True), (name, path)


def test_what_is_unpublished_moved_or_gone_is_gone_at_once(shown: SmallDirectory, visitor: Process):
    assert is_kept(visitor, PROGRAMME)
    page = ProgrammePage.objects.get(slug="one")
    page.unpublish()
    assert visitor.get(PROGRAMME).status_code == 404
    page.refresh_from_db()
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert visitor.get(PROGRAMME).status_code in (302, 404)
    assert is_kept(visitor, "/en/programmes/elsewhere/")
    ProgrammePage.objects.get(slug="elsewhere").delete()
    assert visitor.get("/en/programmes/elsewhere/").status_code == 404
    assert 'data-total="0"' in visitor.get(FINDER).content.decode()


def test_a_synonym_is_applied_to_the_next_search(shown: SmallDirectory, visitor: Process):
    path = "/en/find/?q=mooring"
    shown.add("two", summary="A mooring.")
    for said, total in (("", 1), ("one", 2)):
        if said:
            entry = SynonymEntry.objects.create(language="en", typed="mooring", said=said)
        assert f'data-total="{total}"' in asked(visitor, path)[0]
        assert is_kept(visitor, path)
    entry.delete()
    assert 'data-total="1"' in asked(visitor, path)[0]


def test_a_draft_leaves_pages_where_they_are(shown: SmallDirectory, visitor: Process):
    assert is_kept(visitor, PROGRAMME)
    page = ProgrammePage.objects.get(slug="one")
    page.title = "Only a draft"
    page.save_revision()
    page.locked = True
    page.save(update_fields=["locked"], clean=False)
    assert asked(visitor, PROGRAMME)[1]


def test_no_page_is_older_than_its_day(
    shown: SmallDirectory, visitor: Process, monkeypatch: pytest.MonkeyPatch
):
    ReviewPeriods.objects.get_or_create()
    assert is_kept(visitor, PROGRAMME)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert not asked(visitor, PROGRAMME)[1]
    assert is_kept(visitor, PROGRAMME)


def test_an_index_that_is_behind_has_no_page_kept(
    shown: SmallDirectory, visitor: Process, settings
):
    assert is_kept(visitor, FINDER)
    queues = ["default", "finder"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": queues}}
    _rename(shown)  # the worker has not come to it
    assert not is_kept(visitor, FINDER)
    assert is_kept(visitor, PROGRAMME)
    assert "Renamed" not in visitor.get(FINDER).content.decode()
    changes = [str(change) for change in AwaitedChange.objects.values_list("change", flat=True)]
    services.index_programmes(
        uuids=[str(ProgrammePage.objects.get(slug="one").uuid)], changes=changes
    )
    assert "Renamed" in visitor.get(FINDER).content.decode()
    assert is_kept(visitor, FINDER)


def test_a_worker_killed_in_mid_write_leaves_no_page_kept_until_it_is_cleared_up(
    shown: SmallDirectory, visitor: Process
):
    from directory.edition import forget_old_editions

    assert is_kept(visitor, PROGRAMME)
    PublicEdition.objects.create(writer=7, mark=0, written_at=timezone.now())
    assert not is_kept(visitor, PROGRAMME)
    forget_old_editions()
    assert not is_kept(visitor, PROGRAMME)  # it may be writing still
    PublicEdition.objects.update(written_at=timezone.now() - dt.timedelta(hours=1))
    forget_old_editions()
    assert is_kept(visitor, PROGRAMME)
    before = list(PublicEdition.objects.values_list())
    forget_old_editions()
    assert list(PublicEdition.objects.values_list()) == before


def test_a_page_made_while_something_changes_is_served_to_nobody_after(
    shown: SmallDirectory, visitor: Process, monkeypatch: pytest.MonkeyPatch
):
    from directory import views

    render = views._programme_page

    def and_then_a_change(*arguments):
        answer = render(*arguments)
        with transaction.atomic():
            ProgrammeText.objects.update(summary="Changed meanwhile")
        return answer

    monkeypatch.setattr(views, "_programme_page", and_then_a_change)
    visitor.get(PROGRAMME)
    monkeypatch.setattr(views, "_programme_page", render)
    page, kept = asked(visitor, PROGRAMME)
    assert not kept
    assert "Changed meanwhile" in page


def test_a_page_that_failed_is_not_kept(
    shown: SmallDirectory, visitor: Process, monkeypatch: pytest.MonkeyPatch
):
    from directory import views

    visitor.raise_request_exception = False
    monkeypatch.setattr(views, "catalogue", lambda: 1 / 0)
    assert visitor.get(PROGRAMME).status_code == 500
    monkeypatch.undo()
    assert visitor.get("/en/programmes/nothing/").status_code == 404
    assert visitor.kept_bytes == 0


def test_what_a_page_left_out_because_the_database_failed_is_not_kept(
    shown: SmallDirectory, visitor: Process, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(doors, "OPEN_DOORS", "SELECT 1 FROM nowhere WHERE 1 IN ({marks})")
    assert not is_kept(visitor, FINDER)
    assert visitor.kept_bytes == 0
    monkeypatch.undo()
    connection.close()
    assert is_kept(visitor, FINDER)


def test_who_has_the_page_already_gets_a_304(shown: SmallDirectory, visitor: Process):
    tag = visitor.get(FINDER).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = visitor.get(FINDER, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "private, no-cache"
    # Also where the page had to be made for it, in another process.
    assert Process().get(FINDER, headers={"If-None-Match": tag}).status_code == 304
    _rename(shown)
    new = visitor.get(FINDER, headers={"If-None-Match": tag})
    assert new.status_code == 200
    assert new.headers["ETag"] != tag


def test_without_a_database_the_finder_answers(
    shown: SmallDirectory, visitor: Process, monkeypatch: pytest.MonkeyPatch
):
    from django.db import OperationalError

    def gone(*_arguments: object, **_named: object) -> None:
        raise OperationalError

    _in_the_law(shown)
    _on_the_phone(shown)
    shown.add("two", shown.strand("Silent", told=("nobody-by-agreement",)))
    said = {FINDER: "A new law", f"{FINDER}?q=nothing": "A new line"}
    for path, words in said.items():
        assert words in visitor.get(path).content.decode()
    monkeypatch.setattr(connection, "cursor", gone)
    monkeypatch.setattr(finder_page, "_REMEMBERED", 1e-9)  # as if seconds passed
    for path, words in said.items():
        assert words in asked(visitor, path)[0]
    finder_page._last_read.clear()  # a process that never read it
    for path, words in said.items():
        assert words not in asked(visitor, path)[0]


def test_what_is_never_kept_asks_the_database_nothing(shown: SmallDirectory, settings: Settings):
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    visitor, style = Process(), static("css/turnstone.css")
    for path, status in (("/healthz", 200), (style, 200), ("/exit/", 302), ("/robots.txt", 200)):
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.get(path)
        answer.close()
        assert (answer.status_code, len(queries)) == (status, 0), path


def test_none_is_kept_where_the_setting_says_so(shown: SmallDirectory, settings):
    settings.PAGE_CACHE_MIB = 0
    assert not is_kept(Process(), FINDER)
