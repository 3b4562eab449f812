"""Nothing that stands in an address or a form brings out a stack trace or an answer of 500."""

import socket

import pytest

from portal.selfreferral.receipts import make_receipt
from tests.demonstration import DEMONSTRATION, Demonstration
from tests.visitor import Answer

pytestmark = DEMONSTRATION

NASTY_QUERIES = (
    "q=%00",
    "q=%ff%fe",
    "q=%",
    "q=%E2%80%AE%F0%9F%98%80",
    "q=" + "a" * 5000,
    "q=" + "%22" * 100,
    "q=%22",
    "q=*%20AND%20NOT%20(",
    "q=mode:group%5B1%20TO%20*%5D~9999^0",
    "q=a%27%3B%20DROP%20TABLE%20accounts_user%3B--",
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "q=%22%20onfocus%3Dalert(1)%20autofocus%20x%3D%22",
    "q=%7B%7B7*7%7D%7D%25s%25(x)s",
    "q[]=1&q[a]=2",
    "q=a&q=b&q=c",
    "page=0",
    "page=-1",
    "page=99999999999999999999999999",
    "page=one",
    "page=1&page=2",
    "page=%D9%A1",
    "page=1e3",
    "sort=",
    "sort=password",
    "sort=-pk&sort=title",
    "population=",
    "population=nobody",
    "population=minors&population=minors&population=%00",
    "mode=group%00",
    "mode=GROUP",
    "age=12",
    "age=-1",
    "age=12-17,18-25",
    "area=../../../etc/passwd",
    "language=" + "x" * 3000,
    "availability=open;evidence=pioneering",
    "__proto__=1&constructor=2",
    "=&==&&&",
    "&".join(f"mode=m{number}" for number in range(400)),
    "&".join(f"x{number}=1" for number in range(1200)),
    "unknown=1",
    "%71=minors",
    "q=%C0%AE",
)


def assert_clear(answer: Answer) -> None:
    """A page of ours, for a person, without anything of Python's."""
    assert answer.status < 500, answer.brief
    assert "Traceback" not in answer.text
    assert "<main" in answer.text
    assert "<html lang=" in answer.text


@pytest.mark.parametrize("query", NASTY_QUERIES, ids=lambda query: query[:40])
def test_the_finder_answers_any_query_string(demonstration: Demonstration, query: str):
    answer = demonstration.visitor().get(f"/en/find/?{query}")

    assert_clear(answer)
    assert answer.status in (200, 400)
    assert "<script>alert" not in answer.text
    assert '" onfocus' not in answer.text


@pytest.mark.parametrize("raw", [b"q=\xe9", b"q=<b>", b"q=a\x7f", b"q=\xf0\x9f\x98\x80"], ids=repr)
def test_bytes_that_no_browser_sends_are_answered_too(demonstration: Demonstration, raw: bytes):
    with socket.create_connection(("127.0.0.1", demonstration.port), timeout=10) as link:
        link.sendall(
            b"GET /en/find/?" + raw + b" HTTP/1.1\r\n"
            b"Host: localhost:%d\r\nConnection: close\r\n\r\n" % demonstration.port
        )
        first = link.makefile("rb").readline()

    assert first.split()[1] in (b"200", b"400")


def test_a_query_that_asks_for_nothing_known_still_lists_programmes(demonstration: Demonstration):
    answer = demonstration.visitor().get("/en/find/?mode=nothing-like-it&page=minus&unknown=1")

    assert answer.status == 200
    assert 'data-programme="' in answer.text


@pytest.mark.parametrize(
    "typed",
    ["", " ", "x", "0" * 25, "%00", "é" * 25, "A" * 5000, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAB"],
    ids=repr,
)
def test_a_wrong_receipt_is_a_sentence_at_its_field(demonstration: Demonstration, typed: str):
    answer = demonstration.visitor().post("/en/receipt/", {"receipt": typed})

    assert_clear(answer)
    assert "There is a problem" in answer.text
    assert "__Host-receipt" not in " ".join(answer.cookies)


def test_a_receipt_that_was_never_used_reads_like_a_wrong_one(demonstration: Demonstration):
    right_form = make_receipt().in_groups
    wrong_form = right_form[:-1] + ("0" if right_form[-1] != "0" else "1")

    answers = [
        demonstration.visitor().post("/en/receipt/", {"receipt": typed})
        for typed in (right_form, wrong_form)
    ]

    pages = [
        answer.text.replace(typed, "")
        for answer, typed in zip(answers, (right_form, wrong_form), strict=True)
    ]
    assert pages[0] == pages[1]
    assert answers[0].status == answers[1].status
    assert [len(answer.cookies) for answer in answers] == [0, 0]


@pytest.mark.parametrize("body", [b"%", b"programme=%00", b"\xff\xfe", b"a=1&" * 11_000, b""])
@pytest.mark.parametrize(
    "path", ["/en/start/", "/en/start/age/", "/en/start/check/", "/en/receipt/write/"]
)
def test_a_form_with_rubbish_in_it_gets_a_page(demonstration: Demonstration, path, body):
    assert_clear(demonstration.visitor().ask("POST", path, body))


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "a:b:c", "%00", "A" * 3000, "0:0:0"],
)
def test_a_forged_cookie_is_no_receipt(demonstration: Demonstration, cookie: str):
    visitor = demonstration.visitor()
    visitor.cookies["__Host-receipt"] = cookie

    for path in ("/en/receipt/", "/en/start/check/", "/en/start/sent/", "/en/start/age/"):
        answer = visitor.get(path)
        assert answer.status < 500
        assert 'id="receipt"' not in answer.text or "<output" not in answer.text
