"""The lines of *Addresses*."""

import json

from tests.contract.lines import Line, holds
from tests.demonstration import Demonstration
from tests.referring import SelfReferrer, sign_in
from tests.visitor import Answer, field_value, tags

SECTION = "Addresses"
LANGUAGES = ("nl", "fr", "en")


def both(running: Demonstration, path: str) -> list[Answer]:
    return [running.visitor(staff=staff).get(path, follow=False) for staff in (False, True)]


def in_each_language(running: Demonstration, line: Line) -> None:
    """The address answers in three languages, on the public site only, without a cookie."""
    [template] = line.codes(1)
    path = template.replace("{slug}", "iter").replace("{level}", "not-rated")
    titles = set()
    for language in LANGUAGES:
        answer = running.visitor().get(path.replace("{lang}", language), follow=False)
        assert answer.status == 200, f"{answer.url}: {answer.status}"
        assert tags(answer.text, "html", lang=language)
        assert answer.cookies == []
        titles.add(answer.text.split("<h1", 1)[1].split("</h1>", 1)[0])
    if "{slug}" not in template:
        assert len(titles) == len(LANGUAGES), titles
    assert running.visitor(staff=True).get(path.replace("{lang}", "en")).status == 404
    assert running.visitor().get(path.replace("{lang}", "xx")).status == 404


@holds(SECTION, "both | `/healthz`")
def healthz(line: Line, running: Demonstration) -> None:
    assert [answer.text for answer in both(running, "/healthz")] == ["ok\n"] * 2


@holds(SECTION, "both | `/ready`")
def ready(line: Line, running: Demonstration) -> None:
    for answer in both(running, "/ready"):
        assert answer.status == 200, answer.brief
        parts = json.loads(answer.text)
        assert set(parts) == {"database", "search engine", "worker", "clock", "keys"}
        assert all(part["ok"] for part in parts.values()), parts


@holds(SECTION, "both | `/exit/`")
def leave(line: Line, running: Demonstration) -> None:
    person = SelfReferrer.at(running)
    person.answer("age")
    assert person.visitor.cookies
    answer = person.visitor.get("/exit/", follow=False)
    assert answer.status == 302
    assert "localhost" not in answer.headers["Location"]
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert person.visitor.cookies == {}
    staff = running.visitor(staff=True)
    staff.cookies["__Host-staff"] = "x"
    assert staff.get("/exit/", follow=False).status == 302
    assert staff.cookies == {}


@holds(SECTION, "public | `/`")
def root(line: Line, running: Demonstration) -> None:
    for language in LANGUAGES:
        visitor = running.visitor()
        visitor.headers["Accept-Language"] = f"{language},en;q=0.1"
        answer = visitor.get("/", follow=False)
        assert answer.headers["Location"] == f"/{language}/"
        assert answer.cookies == []


@holds(
    SECTION,
    *(
        f"public | `/{{lang}}/{path}`"
        for path in (
            *("", "find/", "programmes/{slug}/", "ratings/", "emergency/", "start/", "receipt/"),
            *("find/map/", "choose/", "list/", "compare/"),
            *("ratings/{level}/", "programmes/{slug}/suggest/", "accuracy/"),
        )
    ),
)
def public_page(line: Line, running: Demonstration) -> None:
    in_each_language(running, line)


@holds(SECTION, "public | `/{lang}/keep/`")
def kept_by_link(line: Line, running: Demonstration) -> None:
    for template in line.codes(1):
        for language in LANGUAGES:
            path = template.replace("{lang}", language)
            answer = running.visitor().get(f"{path}?link=guess", follow=False)
            assert (answer.status, answer.cookies) == (404, [])
            assert answer.headers["Cache-Control"] == "no-store"


@holds(SECTION, "public | `/sitemap.xml`, `/robots.txt`")
def for_crawlers(line: Line, running: Demonstration) -> None:
    index = running.visitor().get("/sitemap.xml")
    assert (index.status, "sitemap-programmes.xml" in index.text) == (200, True)
    programmes = running.visitor().get("/sitemap-programmes.xml").text
    assert "/nl/programmes/iter/" in programmes
    assert "/start/" not in programmes
    assert "Disallow: /*/receipt/" in running.visitor().get("/robots.txt").text


@holds(SECTION, "public | `/{lang}/changes.atom`")
def feed(line: Line, running: Demonstration) -> None:
    for language in ("nl", "fr", "en"):
        answer = running.visitor().get(f"/{language}/changes.atom")
        assert (answer.status, f"/{language}/programmes/iter/" in answer.text) == (200, True)


@holds(SECTION, "public | `/api/hsds/`")
def hsds(line: Line, running: Demonstration) -> None:
    assert json.loads(running.visitor().get("/api/hsds/").text)["version"] == "3.0"
    for name in (code for code in line.codes(2) if "/" not in code):
        answer = running.visitor().get(f"/api/hsds/{name}")
        assert (answer.status, answer.path, answer.cookies) == (200, f"/api/hsds/{name}", [])
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        page = json.loads(answer.text)
        assert page["total_items"] > 0
        one = running.visitor().get(f"/api/hsds/{name}/{page['contents'][0]['id']}")
        assert json.loads(one.text)["id"] == page["contents"][0]["id"]
    found = json.loads(running.visitor().get("/api/hsds/services?search=iter").text)
    assert "I.T.E.R. outpatient clinic" in [service["name"] for service in found["contents"]]
    assert running.visitor(staff=True).get("/api/hsds/").status == 404


@holds(SECTION, "public | `/api/hsds/openapi.json`")
def openapi(line: Line, running: Demonstration) -> None:
    document = json.loads(running.visitor().get("/api/hsds/openapi.json").text)
    assert {"/services", "/services/{id}"} <= set(document["paths"])


@holds(SECTION, "public | `/{lang}/find/export.csv`")
def exports(line: Line, running: Demonstration) -> None:
    for path in line.codes(1):
        for language in LANGUAGES:
            address = path.replace("{lang}", language)
            answer = running.visitor().get(f"{address}?mode=circle", follow=False)
            assert (answer.status, answer.cookies) == (200, []), answer.url
        assert running.visitor(staff=True).get(address).status == 404
    found = json.loads(answer.text) if path.endswith("json") else {}
    assert "cosa" in str(found["services"])


@holds(
    SECTION,
    "staff | `/portal/`",
    *(
        f"staff | `/admin/{path}`"
        for path in (
            *("", "exchange/", "entries/", "approvals/", "translations/"),
            "reports/quality-report/",
        )
    ),
)
def behind_the_door(line: Line, running: Demonstration) -> None:
    paths = line.codes(1)
    own = {"/portal/": "ilse", "/admin/entries/": "pieter"}
    inside = sign_in(running, own.get(paths[0], "edit"))
    for path in paths:
        assert running.visitor(staff=True).get(path).path == "/accounts/login/"
        assert inside.get(path).path == path
        assert running.visitor().get(path).status == 404


@holds(SECTION, "staff | `/accounts/login/`")
def login(line: Line, running: Demonstration) -> None:
    page = running.visitor(staff=True).get("/accounts/login/")
    assert page.status == 200
    assert field_value(page.text, "csrfmiddlewaretoken")
    assert running.visitor().get("/accounts/login/").status == 404
