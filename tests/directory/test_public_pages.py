"""What the public reads, without an account, in three languages."""

import datetime as dt

import pytest
from django.test import Client

from directory.models import (
    EmergencyNumber,
    EvidenceRating,
    LegalText,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
    StrandTold,
)
from tests.directory.builders import (
    make_organisation,
    make_programme,
    make_strand,
    make_term,
    put_terms,
)

pytestmark = pytest.mark.django_db


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_programme_shows_every_heading_and_says_what_is_not_stated(public_client: Client) -> None:
    make_programme()
    html = read(public_client, "/en/programmes/harbour/")
    for heading in (
        "Target population",
        "Delivery organisation",
        "Mode and context of delivery",
        "Level and nature of staff expertise",
        "Intensity and extent of engagement",
        "Description of intervention",
        "Safety and support of victims",
    ):
        assert heading in html
    about = html.split('id="about"', 1)[1].split('id="organisations"', 1)[0]
    assert about.count("Not stated") == 1
    strand = html.split('data-strand="', 1)[1].split("</details>", 1)[0]
    assert "<dt>Not stated</dt>\n          <dd>Availability</dd>" in strand
    assert "Gender, Kind of harm" in strand.split("<details>")[1]
    assert "What is done." in html
    assert "I choose this help myself." in html


def test_a_long_text_shows_its_beginning_and_keeps_the_rest_at_hand(public_client: Client) -> None:
    rest = "What comes after. " * 40
    text = ProgrammeText(
        language="en", title="Harbour", summary="A quiet place.", description=f"First.\n\n{rest}"
    )
    make_programme(texts=[text])
    html = read(public_client, "/en/programmes/harbour/")
    shown, kept = html.split('id="description"', 1)[1].split("<details>", 1)
    assert "<p>First.</p>" in shown
    assert "What comes after." not in shown
    assert rest.strip() in kept.split("</details>")[0]


def test_an_unknown_programme_is_not_found(public_client: Client) -> None:
    assert public_client.get("/en/programmes/nowhere/").status_code == 404


def test_a_draft_is_not_found(public_client: Client) -> None:
    make_programme().unpublish()
    assert public_client.get("/en/programmes/harbour/").status_code == 404


def test_a_missing_translation_falls_back_with_notice_and_language(public_client: Client) -> None:
    make_programme(
        texts=[
            ProgrammeText(
                language="en", title="Harbour", summary="A quiet place.", description="Talk."
            ),
            ProgrammeText(language="nl", title="Haven", summary="Een rustige plek."),
        ]
    )
    html = read(public_client, "/nl/programmes/harbour/")
    assert '<html lang="nl">' in html
    assert "<h1>Haven</h1>" in html
    assert '<div lang="en"><p>Talk.</p></div>' in html
    assert "Engels" in html.split('class="notice"', 1)[1].split("</div>", 1)[0]
    html = read(public_client, "/fr/programmes/harbour/")
    assert "anglais" in html.split('class="notice"', 1)[1].split("</div>", 1)[0]
    assert '<h1 lang="en">Harbour</h1>' in html


def test_a_page_in_its_own_language_has_no_fallback_notice(public_client: Client) -> None:
    make_programme()
    html = read(public_client, "/en/programmes/harbour/")
    assert "translated yet" not in html
    assert '<div lang="' not in html


def test_what_holds_for_who_comes_alone_stands_first(public_client: Client) -> None:
    strand = make_strand()
    alone = StrandTold(context=make_term("legal-context", "own-request"), sort_order=1)
    put_terms(alone, told=["nobody-by-agreement"])
    strand.told_rows = [*strand.told_rows.all(), alone]
    make_programme(strands=[strand])
    html = read(public_client, "/en/programmes/harbour/")
    told = html.split('<ul class="told">', 1)[1].split("</ul>", 1)[0]
    assert told.index("If you come by yourself") < told.index("A report.")
    # Beside each promise that nobody is told stands what the law sets against it.
    assert told.count("unless someone is in serious danger") == told.count(">Nobody") == 1
    assert told.count('href="#danger"') == 1


def test_an_old_entry_says_so(public_client: Client) -> None:
    make_programme(correct_at=dt.date(2020, 10, 1))
    html = read(public_client, "/en/programmes/harbour/")
    assert "Information correct at October 2020" in html
    assert "out of date" in html


def test_a_fresh_entry_does_not(public_client: Client) -> None:
    make_programme(checked_on=dt.date.today(), review_months=12)  # noqa: DTZ011
    html = read(public_client, "/en/programmes/harbour/")
    assert "out of date" not in html
    assert "Checked on" in html


@pytest.mark.parametrize(("status", "word"), [("paused", "is paused"), ("closed", "has closed")])
def test_a_programme_that_takes_nobody_says_so(
    public_client: Client, status: str, word: str
) -> None:
    make_programme(status=status)
    html = read(public_client, "/en/programmes/harbour/")
    assert word in html
    assert "Refer yourself" not in html


def test_nobody_by_agreement_never_stands_alone(public_client: Client) -> None:
    make_programme(strands=[make_strand(told=["nobody-by-agreement"])])
    html = read(public_client, "/en/programmes/harbour/")
    assert "the law may let staff speak" in html
    LegalText.objects.create(
        kind="danger", texts={"en": "Older words."}, valid_from=dt.date(2026, 1, 1)
    )
    LegalText.objects.create(
        kind="danger",
        texts={"en": "Newest words."},
        valid_from=dt.date(2026, 2, 1),
        approved_on=dt.date(2026, 1, 20),
        approved_by="The legal office",
    )
    LegalText.objects.create(
        kind="danger", texts={"en": "Words of later."}, valid_from=dt.date(2999, 1, 1)
    )
    html = read(public_client, "/en/programmes/harbour/")
    assert "Newest words." in html
    assert "Approved by The legal office on 20 January 2026" in html
    assert "Older words." not in html
    assert "Words of later." not in html


def test_an_adopted_rating_names_its_giver_and_that_its_reasons_are_not_published(
    public_client: Client,
) -> None:
    make_programme(
        ratings=[
            EvidenceRating(
                level="pioneering",
                adopted=True,
                rater="A database",
                rated_on=dt.date(2020, 10, 1),
                sort_order=0,
            )
        ]
    )
    html = read(public_client, "/en/programmes/harbour/")
    assert "Adopted from: A database, October 2020." in html
    assert "Reasons not published." in html
    assert 'href="/en/ratings/#pioneering"' in html


def test_source_and_rater_are_read_in_the_original_language(public_client: Client) -> None:
    rating = EvidenceRating(
        level="prudent",
        adopted=True,
        rater="A <b>database",
        rated_on=dt.date(2020, 10, 1),
        sort_order=0,
    )
    nl = ProgrammeText(language="nl", title="Haven", summary="Een rustige plek.")
    en = ProgrammeText(language="en", title="Harbour", summary="A quiet place.")
    make_programme(source="A record.", ratings=[rating], texts=[en, nl])
    html = read(public_client, "/nl/programmes/harbour/")
    assert '<span lang="en">A record.</span>' in html
    assert '<span lang="en">A &lt;b&gt;database</span>' in html
    html = read(public_client, "/en/programmes/harbour/")
    assert "<dd>A record.</dd>" in html
    assert "Adopted from: A &lt;b&gt;database, October 2020." in html


def test_a_confidential_place_shows_its_town_only(public_client: Client) -> None:
    place = Place(
        key="refuge",
        confidential=True,
        town="Antwerpen",
        postal_code="2000",
        names={"en": "The Quay"},
        opening_hours={"en": "At night"},
        organisation=make_organisation("shelter", name="The Shelter"),
    )
    place.phones.create(number="+3225126243", sort_order=0)
    place.save()  # as a place was before its address became confidential
    make_programme(place_rows=[ProgrammePlace(place=place, sort_order=0)])
    html = read(public_client, "/en/programmes/harbour/")
    assert "Antwerpen" in html
    assert "The address is confidential" in html
    for hidden in ("2000", "The Quay", "At night", "The Shelter", "512 62 43"):
        assert hidden not in html


def test_an_organisation_is_reached_where_it_is_named(public_client: Client) -> None:
    body = make_organisation(
        "body",
        name="Body",
        email="body@example.org",
        website="https://example.org/body",
        opening_hours={"en": "Mondays from 9 to 12"},
    )
    body.phones.create(number="+3225126243", labels={"en": "Reception"}, sort_order=0)
    body.phones.create(number="+3225128053", kind="fax", sort_order=1)
    body.save()
    network = make_organisation("network", name="Network", website="https://example.org/network")
    network.phones.create(number="+3225550199", sort_order=0)
    network.save()
    make_programme(
        organisation_rows=[
            ProgrammeOrganisation(organisation=body, sort_order=0),
            ProgrammeOrganisation(organisation=network, role="member-of", sort_order=1),
        ]
    )
    html = read(public_client, "/en/programmes/harbour/")
    section = html.split('id="organisations"', 1)[1].split("</section>", 1)[0]
    assert '<a href="tel:+3225126243">+32 2 512 62 43</a>' in section
    assert "Reception" in section
    assert "+32 2 512 80 53 <span" in section
    assert '<a href="mailto:body@example.org">body@example.org</a>' in section
    assert '<a href="https://example.org/body" rel="noreferrer">example.org/body</a>' in section
    assert "Mondays from 9 to 12" in section
    assert '<a href="https://example.org/network" rel="noreferrer">Network</a>' in section
    assert "+32 2 555 01 99" not in html


def test_a_place_shows_its_numbers_and_hours_and_its_country_abroad(public_client: Client) -> None:
    here = Place.objects.create(
        key="here", town="Gent", street="Kade 1", opening_hours={"en": "Tuesday evenings"}
    )
    here.phones.create(number="+3292345678", labels={"en": "Desk"}, sort_order=0)
    here.save()
    abroad = Place.objects.create(key="abroad", town="Lille", postal_code="59000", country="FR")
    make_programme(
        place_rows=[
            ProgrammePlace(place=here, sort_order=0),
            ProgrammePlace(place=abroad, sort_order=1),
        ]
    )
    html = read(public_client, "/en/programmes/harbour/")
    first, second = html.split("<address>")[1:]
    assert '<a href="tel:+3292345678">+32 9 234 56 78</a>' in first
    assert "Desk" in first
    assert "Tuesday evenings" in first
    assert "(BE)" not in first
    assert "59000 Lille (FR)" in second


def test_a_town_stands_there_in_the_language_of_the_page(public_client: Client) -> None:
    place = Place.objects.create(key="quay", town="Namur", street="Quai 5", postal_code="5000")
    make_programme(place_rows=[ProgrammePlace(place=place, sort_order=0)])
    assert "5000 Namen" in read(public_client, "/nl/programmes/harbour/")
    assert "5000 Namur" in read(public_client, "/fr/programmes/harbour/")


def test_sub_programmes_and_the_programme_above_lead_to_each_other(public_client: Client) -> None:
    above = make_programme("harbour")
    make_programme("pier", parent=above, title="The Pier")
    assert 'href="/en/programmes/pier/"' in read(public_client, "/en/programmes/harbour/")
    assert 'href="/en/programmes/harbour/"' in read(public_client, "/en/programmes/pier/")


def test_markup_in_an_entry_is_shown_and_not_obeyed(public_client: Client) -> None:
    evil = "<script>alert(1)</script>"
    make_programme(
        texts=[ProgrammeText(language="en", title=evil, summary=evil, description=evil)],
        strands=[make_strand(evil)],
    )
    html = read(public_client, "/en/programmes/harbour/")
    assert evil not in html
    assert html.count("&lt;script&gt;") >= 4


def test_a_programme_page_asks_little_of_the_database(
    public_client: Client, django_assert_max_num_queries
) -> None:
    make_programme()
    read(public_client, "/en/programmes/harbour/")
    with django_assert_max_num_queries(8):
        read(public_client, "/en/programmes/harbour/")


def test_a_programme_page_sets_no_cookie(public_client: Client) -> None:
    make_programme()
    answer = public_client.get("/en/programmes/harbour/")
    assert not answer.cookies


@pytest.mark.parametrize("path", ["", "ratings/", "emergency/"])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_home_ratings_and_help_lines_stand_before_anything_is_written(
    public_client: Client, language: str, path: str
) -> None:
    assert "<h1>" in read(public_client, f"/{language}/{path}")


def test_an_unconfirmed_help_line_says_so(public_client: Client) -> None:
    line = EmergencyNumber.objects.create(
        number="0800 30 030",
        names={"en": "Listening line"},
        need="violence",
        source="The line's own site",
        source_on=dt.date(2026, 11, 1),
    )
    html = read(public_client, "/en/emergency/")
    assert 'href="tel:080030030"' in html
    assert "To be verified" in html
    source = html.split("<details", 1)[1].split("</details>", 1)[0]
    assert source.startswith(' class="small">')
    assert "Where does this number come from?" in source
    assert "The line&#39;s own site" in source
    assert "read on 1 November 2026" in source
    assert "To be verified" not in source
    line.confirmed_on = dt.date(2026, 11, 2)
    line.save()
    html = read(public_client, "/en/emergency/")
    assert "To be verified" not in html
    assert "Confirmed on 2 November 2026" in html


def test_the_language_switch_stays_on_the_programme(public_client: Client) -> None:
    make_programme()
    assert 'href="/nl/programmes/harbour/"' in read(public_client, "/en/programmes/harbour/")


def test_a_programme_page_is_one_page_in_all_languages() -> None:
    page = make_programme()
    assert ProgrammePage.objects.count() == 1
    assert page.url == "http://localhost:8000/en/programmes/harbour/"
