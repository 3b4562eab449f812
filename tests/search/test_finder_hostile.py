"""The finder under any address, with evil words in it, and what it keeps to itself."""

import logging
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.search.builders import document, strand
from tests.search.page import words

ROOT = Path(__file__).resolve().parents[2]
YOUTH = strand("Youth team", population="minors", mode="individual", age_from=12, age_to=17)
ADULTS = strand("Adult team", population="adults", mode="group", age_from=18)

HOSTILE = [
    "?q=" + "a" * 10_000,
    "?q=" + "%C3%A9" * 2_000,
    "?" + "&".join(f"mode=m{n}" for n in range(1_000)),
    "?" + "&".join(f"q=w{n}" for n in range(1_000)),
    "?" + "&".join(f"x{n}=1" for n in range(1_200)),
    "?page=1000000000",
    "?page=-1",
    "?page=99999999999999999999999999",
    "?page=%00",
    "?q=%00&mode=%00&sort=%00",
    "?q=%E2%80%8B%E2%80%8B",
    "?q=%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D",
    "?q=%ED%A0%80",
    "?q=%FF",
    "?q=%",
    "?q=%22unbalanced&q=(",
    "?q=*&q=AND+OR+NOT&q=title_en:x&q=x~9&q=[a+TO+z]&q=%5C",
    "?q=group~&q=gr*p&q=/g.*/&q=%2Bgroup+-adult",
    "?population=%3Cscript%3E&mode=../../etc/passwd",
    "?sort=rating&sort=%27",
    "?&&&=&=x&q",
    "?q=" + "+".join(f"w{n}" for n in range(80)),
    "?q=" + "-".join("ab" for _ in range(60)),
    "?q=" + ".".join("a" for _ in range(90)),
    "?q=" + "1" * 150,
    "?near=" + "9" * 10_000 + "&sort=distance",
    "?near=%00%E2%80%AE%FF&near=*&near=(&sort=distance",
    "?" + "&".join(f"keep={n:022}&drop={n}" for n in range(600)),
    "?keep=%00&keep=../..&drop=%FF",
]


@pytest.mark.parametrize("querystring", HOSTILE)
def test_any_address_gets_a_page(visit, querystring):
    page = visit(querystring, document("one", YOUTH, ADULTS), document("two", ADULTS))
    assert 0 <= page.total <= 2


def test_what_was_left_out_of_an_address_is_said(visit):
    page = visit("?mode=dancing&page=x&sort=rating", document("one"))
    said = [words(e) for e in page.all(tag="p") if e.get("class") == "notice"]
    assert len(said) == 3
    assert "an option of “Delivery mode” that does not exist here" in said[0]


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_nothing_typed_or_written_becomes_markup(visit, public_site):
    evil = document(
        "evil",
        strand(EVIL, mode="group"),
        titles={"en": f"evil {EVIL}"},
        summaries={"en": EVIL},
        texts={"en": f"deep {EVIL}"},
        towns={EVIL: {}},
        parent_title={"en": EVIL},
    )
    visit("", evil)
    for typed in ("evil", "deep", EVIL, "<script>"):
        response = Client().get("/en/find/", {"q": [typed, EVIL], "mode": "group", "sort": EVIL})
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html


def test_what_was_searched_for_stands_in_no_title_log_or_cache(visit, caplog):
    with caplog.at_level(logging.DEBUG):
        page = visit("?q=canaryword", document("one"))
        Client().post("/en/find/?q=canaryword")
    assert "canaryword" not in page.one(tag="title")["text"]
    assert "canaryword" not in caplog.text
    response = Client().get("/en/find/?q=canaryword")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert not response.cookies


def test_only_looking_is_possible(visit):
    visit("", document("one"))
    assert Client().put("/en/find/").status_code == 405
    assert Client().delete("/en/find/").status_code == 405
    assert Client().head("/en/find/").status_code == 200


def test_a_first_visit_with_everything_stays_below_60_kb_uncompressed(visit, public_site):
    long = "A summary of two sentences, about as long as editors are asked to write. " * 3
    documents = [
        document(f"programme-{n}", YOUTH, ADULTS, summaries={"en": long}) for n in range(30)
    ]
    visit("", *documents)
    html = Client().get("/en/find/").content
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', html.decode())
    assert len(files) >= 4
    loaded = sum(len((ROOT / "site" / "static" / name).read_bytes()) for name in files)
    assert len(html) + loaded < 60_000
