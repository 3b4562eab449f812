"""Answers: entity tags, open to every origin, POST, and what is not there."""

import json

import pytest

from directory.models import Organisation, ProgrammeOrganisation
from tests.directory.builders import make_programme

CURIOUS = ("/", "/profile", "/openapi.json", "/services", "/taxonomies", "/organizations")


@pytest.fixture
def one(api):
    return make_programme("harbour", title="Harbour")


@pytest.mark.parametrize("path", CURIOUS)
def test_a_copy_that_still_holds_is_not_sent_again(api, one, path):
    first = api.get(path)
    again = api.get(path, status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert "no-cache" in again.headers["Cache-Control"]


def test_a_change_of_anything_that_is_shown_changes_the_tag(api, one):
    path = f"/services/{one.uuid}"
    tag = api.get(path).headers["ETag"]
    text = one.texts.get(language="en")
    text.summary = "Another."
    one.texts.add(text)
    one.save_revision().publish()
    changed = api.get(path, headers={"If-None-Match": tag})
    assert changed.json()["description"] == "Another."
    assert changed.headers["ETag"] != tag


def test_a_tag_is_for_one_language(api, one):
    tag = api.get("/taxonomies").headers["ETag"]
    assert api.get("/taxonomies", language="nl").headers["ETag"] != tag


def test_the_browsers_language_changes_nothing(api, one):
    plain = api.get("/taxonomies")
    dutch = api.get("/taxonomies", headers={"Accept-Language": "nl"})
    assert dutch.content == plain.content
    assert dutch.headers["Content-Language"] == "mul"
    assert api.get("/taxonomies", language="nl").headers["Content-Language"] == "nl"


@pytest.mark.parametrize("path", [*CURIOUS, "/services?page=x", "/nowhere"])
def test_every_answer_is_open_to_every_origin_and_sets_no_cookie(api, one, path):
    answer = api.client.get(f"/api/hsds{path}", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert not answer.cookies
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"].startswith("application/json")


def test_a_page_of_another_site_may_ask_before_it_asks(api):
    answer = api.client.options(
        "/api/hsds/services",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"search": "harbour", "per_page": "1"}},
        {"data": "search=harbour&per_page=1", "content_type": "application/x-www-form-urlencoded"},
        {"data": {"search": "harbour", "per_page": 1}, "content_type": "application/json"},
        {"data": json.dumps({"search": "harbour", "per_page": 1.0}).encode(),
         "content_type": "application/json; charset=utf-8"},
    ],
    ids=["multipart", "form", "json", "json with an integer as JSON Schema has it"],
)  # fmt: skip
def test_post_asks_the_same_as_an_address(api, one, sent):
    make_programme("harbour-two", title="Harbour two")
    api.index()
    asked = api.read("/services", search="harbour", per_page=1)
    assert asked["total_items"] == 2
    assert api.post("/services", **sent) == asked


@pytest.mark.parametrize(
    "path",
    ["/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"],
)
def test_every_list_can_be_asked_by_post(api, one, path):
    assert api.post(path) == api.read(path)
    asked = api.post(path, data={"per_page": 2}, content_type="application/json")
    assert asked == api.read(path, per_page=2)


def test_post_by_a_page_of_another_site_is_a_question_like_any_other(api, one):
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = api.client.post("/api/hsds/services", {"minimal": "true"}, headers=headers)
    assert (answer.status_code, answer.json()["total_items"]) == (200, 1)
    # Elsewhere on the site it still is not.
    assert api.client.post("/en/start/", {}, headers=headers).status_code == 403


def test_the_answer_to_a_post_is_kept_by_nobody(api, one):
    answer = api.client.post("/api/hsds/services", {})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_the_answer_to_a_search_is_kept_by_no_shared_cache(api, one):
    api.index()
    assert "private" in api.get("/services", search="harbour").headers["Cache-Control"]


def test_what_is_asked_by_post_may_not_stand_in_the_address_too(api, one):
    answer = api.client.post("/api/hsds/services?search=harbour", {})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "search"


def test_a_form_that_looks_like_the_language_switch_is_refused_as_any_other(api, one):
    assert api.post("/services", 400, data={"then": "language"})["parameter"] == "then"


def test_head_gives_the_headers_alone(api, one):
    answer = api.client.head("/api/hsds/services")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == api.get("/services").headers["ETag"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_can_be_written(api, one, method):
    answer = getattr(api.client, method)(f"/api/hsds/services/{one.uuid}")
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "error" in answer.json()


@pytest.mark.parametrize(
    "path", ["/nowhere", "/services/", "/services/x/y", "//", "/en/", "/openapi"]
)
def test_what_is_not_there_is_not_looked_for_in_a_language(api, path):
    answer = api.client.get(f"/api/hsds{path}")
    assert answer.status_code == 404
    assert "openapi.json" in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"],
)
def test_an_identifier_of_nothing_is_not_found(api, one, path):
    unknown = "00000000-0000-4000-8000-000000000000"
    assert api.read(f"/{path}/{unknown}", 404)["parameter"] == "id"
    assert api.read(f"/{path}/iter", 400)["parameter"] == "id"


def test_the_staff_process_does_not_have_it(client, db):
    assert client.get("/api/hsds/").status_code == 404


def test_the_root_says_where_the_rest_is(api):
    about = api.read("/")
    assert about["version"] == "3.0"
    for name in ("profile", "openapi_url"):
        assert api.client.get(about[name].partition("localhost:8000")[2]).status_code == 200


def test_the_profile_has_the_table(api):
    profile = api.read("/profile")
    places = {f"{row['model']}.{row['column']}": row["hsds"] for row in profile["columns"]}
    assert places["ProgrammeText.title"] == ("service.name, service.attributes[service: title]")
    assert {"column": "Term.sort_order", "reason": "the order of what is listed"} in profile[
        "left_out"
    ]


def test_nothing_is_kept_of_an_organisation_that_was_renamed(api, one):
    keeper = Organisation.objects.get(key="keeper")
    ProgrammeOrganisation.objects.create(page=one, organisation=keeper, sort_order=0)
    tag = api.get(f"/services/{one.uuid}").headers["ETag"]
    Organisation.objects.filter(pk=keeper.pk).update(name="New name")
    answer = api.get(f"/services/{one.uuid}", headers={"If-None-Match": tag})
    assert answer.json()["organization"]["name"] == "New name"
