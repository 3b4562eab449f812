"""What cannot be read is refused by name, whatever it is."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LISTS = ("/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms")
WRONG = {
    "page": ["0", "-1", "1.5", "x", "1e3", "٣", "99999999999999999999", " 1", "1000001"],
    "per_page": ["0", "101", "x", "1,5", "+5"],
    "format": ["xml", "JSON", "json "],
    "taxonomy_term_id": ["x", "1", "minors", "%", "{00000000-0000-4000-8000-000000000000}"],
    "taxonomy_id": ["population", "\x00"],
    "organization_id": ["iter", "00000000-0000-4000-8000-00000000000g"],
    "modified_after": [
        *("yesterday", "2026-13-01", "2026-10-01T25:00", "0001-01-01T00:00:00+14:00", "1"),
        *("9999-12-31T23:59:59-14:00", "2026-10-01T00:00:00+99:00", "20261001T" + "0" * 50),
    ],
    "minimal": ["yes", "1", "TRUE"],
    "full": ["no", "0"],
    "language": ["xx", "en-GB", "NL"],
    "search": ["x" * 201],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_value_that_cannot_be_read_is_refused_by_name(api, name):
    for value in WRONG[name]:
        refused = api.read("/services", 400, **{name: value})
        assert refused["parameter"] == name, value
        assert refused["error"].startswith("Expected "), value
        # The same by POST.
        assert api.post("/services", 400, data={name: value}) == refused, value


def test_an_unknown_parameter_is_refused_with_those_there_are(api):
    for path in LISTS:
        refused = api.read(path, 400, pgae="2")
        assert refused["parameter"] == "pgae"
        assert "per_page" in refused["error"], path


def test_a_parameter_of_another_list_is_refused(api):
    assert api.read("/taxonomies", 400, minimal="true")["parameter"] == "minimal"
    assert api.read("/", 400, page="1")["parameter"] == "page"


def test_a_parameter_given_twice_is_refused(api):
    answer = api.client.get("/api/hsds/services?page=1&page=2")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "page")
    twice = {"data": '{"page": 1, "page": 2}', "content_type": "application/json"}
    assert api.post("/services", 400, **twice)["parameter"] == "page"


def test_a_filter_without_a_value_is_no_call_for_everything(api):
    for name in ("taxonomy_term_id", "organization_id", "modified_after", "page", "full"):
        assert api.read("/services", 400, **{name: ""})["parameter"] == name
    assert api.read("/services", search="")["total_items"] == 0


BODIES = [
    ("{", "application/json", 400),
    ("[]", "application/json", 400),
    ("[[1, 2]]", "application/json", 400),
    ('"search"', "application/json", 400),
    ("null", "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    ('{"page": [1]}', "application/json", 400),
    ('{"page": {"x": 1}}', "application/json", 400),
    ('{"page": 1.5}', "application/json", 400),
    ('{"page": NaN}', "application/json", 400),
    ('{"page": true}', "application/json", 400),
    ('{"page": null}', "application/json", 400),
    ('{"page": "1"}', "application/json", 400),
    (r'{"\ud800": "1"}', "application/json", 400),
    (r'{"language": "\ud800"}', "application/json", 400),
    ('{"search": 1}', "application/json", 400),
    ('{"full": "true"}', "application/json", 400),
    ('{"page": 1' + "0" * 5000 + "}", "application/json", 400),
    ("[" * 60_000, "application/json", 400),
    ("x", "multipart/form-data", 400),
    ("x", "multipart/form-data; boundary=é", 400),
    ("--b\r\nx", "multipart/form-data; boundary=b", 200),
    ("&".join(["a"] * 20_000), "application/x-www-form-urlencoded", 400),
    ("search=x", "text/plain", 415),
    ("<page/>", "application/xml", 415),
    ("x" * 70_000, "application/json", 413),
    ("search=" + "x" * 70_000, "application/x-www-form-urlencoded", 413),
]


def test_a_body_that_cannot_be_read_is_refused(api):
    for body, content_type, status in BODIES:
        answer = api.client.post("/api/hsds/services", body, content_type=content_type)
        assert answer.status_code == status, body[:40]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert ("error" in answer.json()) == (status != 200), body[:40]


def test_a_body_of_unknown_length_is_refused_and_gives_not_everything(api):
    answer = api.client.generic(
        "POST",
        "/api/hsds/services",
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
    )
    assert answer.status_code == 411


def test_an_address_that_cannot_be_read_is_no_error_of_ours(api):
    api.index()
    for raw in ("%ff=1", "search=%ff%00", "&&&", "=", "page", "%00", "a" * 5000):
        answer = api.client.get(f"/api/hsds/services?{raw}")
        assert answer.status_code in (200, 400), raw


@pytest.fixture
def indexed(api):
    api.index()
    return api


NAMES = sorted(WRONG)
ANY = st.one_of(
    st.text(max_size=30), st.integers(), st.booleans(), st.none(), st.floats(), st.just([1])
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sent=st.dictionaries(st.sampled_from([*NAMES, "other"]), ANY, max_size=4))
def test_whatever_is_sent_is_answered_or_refused_by_name(indexed, sent):
    body = json.dumps(sent)
    answer = indexed.client.post("/api/hsds/services", body, content_type="application/json")
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["parameter"] in sent
