"""The sample directory's files, read as plain data: no database, no loader."""

import datetime as dt
from collections import Counter

import pytest

from tests.directory.sample_files import (
    CENTRE_PARTNERS,
    EXAMPLE_HOSTS,
    EXAMPLES,
    FICTIONAL_NUMBER,
    FIXED_CODES,
    HOST,
    LANGUAGES,
    ORGANISATIONS,
    PROGRAMMES,
    SEEDED,
    SOURCED_HOSTS,
    SOURCED_NUMBERS,
    TERMS,
    VOCABULARIES,
    is_fresh,
    kinds,
    languages_missing,
    strings,
    uses,
)

BY_SLUG = pytest.mark.parametrize("slug", PROGRAMMES)
EXAMPLE = pytest.mark.parametrize("slug", EXAMPLES)
INVENTED = {"en": "invented", "nl": "verzonnen", "fr": "inventé"}


def test_each_identifier_stands_once() -> None:
    found = Counter(
        [row["uuid"] for row in ORGANISATIONS.values()]
        + [programme["uuid"] for programme in PROGRAMMES.values()]
        + [strand["uuid"] for programme in PROGRAMMES.values() for strand in programme["strand"]]
    )
    assert [uuid for uuid, times in found.items() if times > 1] == []
    assert len(TERMS) == len(VOCABULARIES)
    assert len(PROGRAMMES) == len(SEEDED) + len(EXAMPLES)


@BY_SLUG
def test_a_file_is_named_after_its_slug_and_says_what_it_is(slug: str) -> None:
    assert PROGRAMMES[slug]["slug"] == slug
    assert PROGRAMMES[slug]["example"] is (slug in EXAMPLES)
    assert slug.endswith("-example") is (slug in EXAMPLES)


def test_terms_are_labelled_in_four_languages_and_broader_ones_come_first() -> None:
    seen: set[tuple[str, str]] = set()
    for term in VOCABULARIES:
        assert set(term["label"]) == {*LANGUAGES, "de"}, term
        assert set(term.get("scope", LANGUAGES)) >= set(LANGUAGES), term
        if "broader" in term:
            assert (term["vocabulary"], term["broader"]) in seen, term
        seen.add((term["vocabulary"], term["code"]))


@pytest.mark.parametrize("vocabulary", FIXED_CODES)
def test_codes_that_others_link_to_are_there(vocabulary: str) -> None:
    assert {(vocabulary, code) for code in FIXED_CODES[vocabulary]} <= TERMS


@BY_SLUG
def test_a_programme_names_only_terms_and_organisations_that_exist(slug: str) -> None:
    programme = PROGRAMMES[slug]
    assert set(uses(programme)) <= TERMS
    named = [programme["keeper"], *programme.get("memberships", [])]
    named += [row["organisation"] for row in programme["delivered_by"]]
    assert set(named) <= set(ORGANISATIONS)
    assert programme.get("parent", slug) in PROGRAMMES


def test_organisations_name_only_terms_and_organisations_that_exist() -> None:
    for row in ORGANISATIONS.values():
        codes = {("organisation-kind", kind) for kind in kinds(row) + row.get("partner_kinds", [])}
        codes |= {("area", area) for area in row.get("areas", [])}
        assert codes <= TERMS, row["key"]
        assert set(row.get("members", []) + row.get("member_of", [])) <= set(ORGANISATIONS)


def test_the_examples_use_every_term() -> None:
    used = {use for programme in EXAMPLES.values() for use in uses(programme)}
    used |= {
        ("organisation-kind", kind)
        for key, row in ORGANISATIONS.items()
        if key.endswith("-example")
        for kind in kinds(row)
    }
    assert sorted(TERMS - used) == []


def test_there_are_thirty_examples() -> None:
    assert len(EXAMPLES) == 30


@EXAMPLE
def test_an_example_says_so_in_each_language(slug: str) -> None:
    texts = EXAMPLES[slug]["text"]
    assert set(texts) == set(LANGUAGES)
    assert len({frozenset(text) for text in texts.values()}) == 1, "a heading lacks a language"
    for text in texts.values():
        assert text["title"].endswith("(example)")
    assert EXAMPLES[slug]["keeper"].endswith("-example")


@EXAMPLE
def test_an_example_is_whole_in_each_language(slug: str) -> None:
    assert list(languages_missing(EXAMPLES[slug], slug)) == []


def test_invented_organisations_say_so() -> None:
    for key, row in ORGANISATIONS.items():
        invented = row["source"].startswith("Invented")
        assert invented is key.endswith("-example") is row["name"].endswith("(example)"), key


@pytest.mark.parametrize("slug", SEEDED)
def test_a_sourced_programme_has_title_summary_labels_and_conditions_in_each_language(
    slug: str,
) -> None:
    programme = SEEDED[slug]
    for language in LANGUAGES:
        assert programme["text"][language]["title"]
        assert programme["text"][language]["summary"]
    rows = [strand["label"] for strand in programme["strand"]]
    rows += [condition["text"] for condition in programme.get("condition", [])]
    for row in rows:
        assert set(row) >= set(LANGUAGES)


@BY_SLUG
def test_a_programme_on_domestic_violence_says_how_victims_are_kept_safe(slug: str) -> None:
    programme = PROGRAMMES[slug]
    narrower = {term["code"] for term in VOCABULARIES if term.get("broader") == "domestic-violence"}
    harms = {code for strand in programme["strand"] for code in strand.get("harm", [])}
    if harms & (narrower | {"domestic-violence"}):
        assert programme["text"][programme["original_language"]].get("victim_safety")


def test_only_numbers_of_the_sources_or_kept_for_fiction_are_given() -> None:
    rows = [
        (row["number"], key) for key, org in ORGANISATIONS.items() for row in org.get("phones", [])
    ]
    rows += [
        (contact["value"], slug)
        for slug, programme in PROGRAMMES.items()
        for contact in programme.get("contact", [])
        if contact["kind"] in {"phone", "fax", "mobile"}
    ]
    assert {number for number, _ in rows} >= SOURCED_NUMBERS
    for number, owner in rows:
        invented = owner.endswith("-example")
        assert FICTIONAL_NUMBER.fullmatch(number) if invented else number in SOURCED_NUMBERS, owner


def test_only_example_domains_and_sourced_addresses_are_given() -> None:
    for owner, row in (ORGANISATIONS | PROGRAMMES).items():
        allowed = EXAMPLE_HOSTS if owner.endswith("-example") else SOURCED_HOSTS
        for text in strings(row):
            hosts = {web or mail for web, mail in HOST.findall(text)}
            assert hosts <= allowed, owner


def test_the_centre_has_its_sixteen_kinds_of_partner() -> None:
    partners = ORGANISATIONS["fjc-antwerp"]["partner_kinds"]
    assert len(set(partners)) == CENTRE_PARTNERS
    everything = {code for vocabulary, code in TERMS if vocabulary == "organisation-kind"}
    assert everything == {*partners, "other"}


def test_iter_keeps_the_facts_of_its_source() -> None:
    iter_ = SEEDED["iter"]
    assert len(iter_["condition"]) == 5
    assert len(iter_["delivered_by"]) == 4
    assert iter_["memberships"] == ["atsa", "iatso"]
    assert iter_["correct_at"] == dt.date(2020, 10, 1)
    assert not is_fresh(iter_)
    (rating,) = iter_["rating"]
    assert (rating["level"], rating["adopted"], rating["reasons_published"]) == (
        "pioneering",
        True,
        False,
    )
    youth, adults, prison = iter_["strand"]
    assert "minors" in youth["population"]
    assert "adults" in adults["population"]
    assert prison["setting"] == ["prison"]
    for team in (youth, adults):
        assert {told["context"]: told["told"] for told in team["told"]} == {
            "judicial": ["judicial-authority"],
            "non-judicial": ["referrer"],
            "own-request": ["nobody-by-agreement"],
        }


@pytest.mark.parametrize(
    "slug",
    [
        "relationship-counselling",
        "separation-counselling",
        "parenting-guidance",
        "parental-visiting",
    ],
)
def test_what_stands_behind_safety_names_its_conditions(slug: str) -> None:
    programme = SEEDED[slug]
    kinds_of_condition = [condition.get("kind") for condition in programme["condition"]]
    assert len(kinds_of_condition) >= 5
    assert set(kinds_of_condition) == {"safety"}
    assert programme["parent"] == "co3"
    assert programme["door"]["self"] is False


def test_one_example_parts_minors_and_groups() -> None:
    strands = EXAMPLES["two-tracks-example"]["strand"]
    assert any("minors" in strand["population"] for strand in strands)
    assert any("group" in strand["mode"] for strand in strands)
    assert not [s for s in strands if "minors" in s["population"] and "group" in s["mode"]]


def test_the_examples_hold_each_trap() -> None:
    assert {programme["status"] for programme in EXAMPLES.values()} == {"open", "paused", "closed"}
    capacity = [
        {strand.get("capacity", {}).get("state") for strand in programme["strand"]}
        for programme in EXAMPLES.values()
    ]
    assert {"full"} in capacity
    assert any("waiting" in states for states in capacity)
    never = [slug for slug, row in EXAMPLES.items() if "checked_on" not in row]
    long_ago = [slug for slug, row in EXAMPLES.items() if not is_fresh(row) and slug not in never]
    assert never
    assert long_ago
    assert len(never) + len(long_ago) < len(EXAMPLES) / 2
    spoken = [
        {code for strand in programme["strand"] for code in strand.get("language", [])}
        for programme in EXAMPLES.values()
    ]
    assert {"de"} in spoken
    assert any(
        not {"mode", "setting", "basis", "language", "told"} & set(strand)
        for programme in EXAMPLES.values()
        for strand in programme["strand"]
    )
    levels = {
        row["level"] for programme in EXAMPLES.values() for row in programme.get("rating", [])
    }
    assert levels == {"effective", "promising", "prudent", "pioneering", "not-rated"}
    ended = [
        row
        for programme in EXAMPLES.values()
        for row in programme.get("rating", [])
        if "valid_until" in row
    ]
    assert ended


def test_a_confidential_place_keeps_no_street_and_no_coordinates() -> None:
    kept = [row for row in ORGANISATIONS.values() if row.get("confidential")]
    assert {row["key"] for row in kept} & {
        place["key"] for programme in EXAMPLES.values() for place in programme.get("place", [])
    }
    for row in kept:
        assert set(row["address"]) == {"postal_code", "town", "country"}
        assert not {"latitude", "longitude"} & set(row)


@EXAMPLE
def test_an_invented_rating_gives_reasons_and_says_that_it_is_invented(slug: str) -> None:
    for rating in EXAMPLES[slug].get("rating", []):
        assert rating["adopted"] is False
        assert rating["reasons"]["en"].startswith("Invented")
        assert rating["sources"]
        said = INVENTED[EXAMPLES[slug]["original_language"]]
        assert all(said in text.casefold() for text in (*rating["sources"], rating["rater"]))


@EXAMPLE
def test_an_example_says_in_its_original_language_that_it_was_invented(slug: str) -> None:
    entry = EXAMPLES[slug]
    assert INVENTED[entry["original_language"]] in entry["source"].casefold()


def test_a_redirected_referral_has_somewhere_to_go() -> None:
    kept = [row for row in EXAMPLES.values() if row["keeper"] == "harbour-centre-example"]
    assert len([row for row in kept if row["door"]["self"] and row["door"]["partner"]]) >= 2
    doors = [row["door"]["self"] for row in EXAMPLES.values()]
    assert 10 <= sum(doors) <= 20
    for row in EXAMPLES.values():
        if row["status"] != "open":
            assert row["door"]["self"] is row["door"]["partner"] is False


def test_every_term_has_its_scope_note_in_every_language() -> None:
    silent = [
        (row["vocabulary"], row["code"])
        for row in VOCABULARIES
        if not all(row.get("scope", {}).get(code) for code in ("en", "nl", "fr"))
    ]
    assert silent == []
