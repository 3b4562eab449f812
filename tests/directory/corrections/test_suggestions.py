"""What a reader suggests: no name is asked, nothing about a person is kept unasked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.corrections import answering
from directory.corrections.screening import personal_traces
from directory.models import Correction, EntryAnswer, ProgrammePage

pytestmark = pytest.mark.django_db
PATH = "/en/programmes/harbour/suggest/"
WORDS = {"part": "contact", "wrong": "The number is another.", "right": "", "source": "Its site."}


def suggest(client: Client, **more: Any) -> Any:
    return client.post(PATH, {**WORDS, "then": "send", **more})


def test_a_suggestion_reaches_the_reviewers_and_changes_nothing(
    public_client: Client, entry: ProgrammePage, worker: Callable[[], None]
) -> None:
    page = public_client.get("/en/programmes/harbour/").content.decode()
    assert f'href="{PATH}"' in page
    form = public_client.get(PATH)
    for personal in ('type="email"', "autocomplete", "phone", 'name="name"'):
        assert personal not in form.content.decode().replace('autocomplete="off"', "")
    assert not form.cookies
    answer = suggest(public_client)
    assert answer.status_code == 303
    assert "Thank you" in public_client.get(answer.headers["Location"]).content.decode()
    assert entry.revisions.count() == 1
    worker()
    found = Correction.objects.get()
    assert (found.origin, found.part, found.wrong, found.source) == (
        "public",
        "contact",
        "The number is another.",
        "Its site.",
    )
    assert found.sent_on == timezone.localdate()
    assert not EntryAnswer.objects.exists()


def test_what_may_be_about_a_person_is_asked_about_once(
    public_client: Client, entry: ProgrammePage
) -> None:
    answer = suggest(public_client, right="Call Jan on 0470 12 34 56, born 3/4/1980.")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "a telephone number: 0470 12 34 56" in html
    assert "a date: 3/4/1980" in html
    assert "Call Jan on" in html
    assert not EntryAnswer.objects.exists()
    again = suggest(public_client, right="Call 02 512 62 43.", checked="yes")
    assert again.status_code == 303
    assert EntryAnswer.objects.get().content["right"] == "Call 02 512 62 43."


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("write to jan.peeters@example.org", ["an e-mail address"]),
        ("85.07.30-033.28", ["a national number"]),
        ("It opens at 9 and closes at 17.", []),
        ("Since 2019 it takes minors from 12 to 17.", []),
        ("ring +32 470 12 34 56", ["a telephone number"]),
        ("1980-04-03", ["a date"]),
        ("born 3 May 1980", ["a date"]),
        ("née le 1er août 1980", ["a date"]),
        ("800503 123 45", ["a national number"]),
        ("jan [at] example (dot) org", ["an e-mail address"]),
        ("jan＠example.org", ["an e-mail address"]),
        ("The group of 12 may start in 2027.", []),
    ],
)
def test_traces_of_people_are_seen(text: str, kinds: list[str]) -> None:
    assert [trace.split(":")[0] for trace in personal_traces(text)] == kinds


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    public_client: Client, entry: ProgrammePage
) -> None:
    answer = suggest(public_client, part="", wrong="Words that took a while.")
    html = answer.content.decode()
    assert "Choose the part of the page" in html
    assert "Words that took a while." in html
    switched = public_client.post(
        PATH.replace("/en/", "/fr/"), {**WORDS, "wrong": "Words kept.", "then": "language"}
    )
    assert "Words kept." in switched.content.decode()
    assert not EntryAnswer.objects.exists()


def test_a_program_is_thanked_and_not_listened_to(
    public_client: Client, entry: ProgrammePage
) -> None:
    assert suggest(public_client, website="https://example.org").status_code == 303
    assert not EntryAnswer.objects.exists()


def test_another_sites_form_is_refused(public_client: Client, entry: ProgrammePage) -> None:
    answer = public_client.post(PATH, WORDS, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_flood_is_bounded_by_entry_and_by_day(
    public_client: Client,
    entry: ProgrammePage,
    worker: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answering, "OPEN_PER_ENTRY", 2)
    suggest(public_client)
    worker()
    suggest(public_client)
    full = suggest(public_client, wrong="The third.")
    assert full.status_code == 503
    assert "take no more today" in full.content.decode()
    assert "The third." in full.content.decode()
    monkeypatch.setattr(answering, "OPEN_PER_ENTRY", 20)
    monkeypatch.setattr(answering, "PER_DAY", 2)
    assert suggest(public_client).status_code == 503
    assert Correction.objects.count() + EntryAnswer.objects.count() == 2


def test_there_is_no_form_for_what_is_not_published(
    public_client: Client, entry: ProgrammePage
) -> None:
    entry.unpublish()
    assert public_client.get(PATH).status_code == 404
    assert suggest(public_client).status_code == 404


def test_crawlers_are_asked_to_keep_out(public_client: Client, entry: ProgrammePage) -> None:
    robots = public_client.get("/robots.txt").content.decode()
    assert "Disallow: /*/programmes/*/suggest/" in robots
    assert "Disallow: /*/keep/" in robots
    assert "noindex" in public_client.get(PATH).headers["X-Robots-Tag"]
