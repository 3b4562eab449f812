"""The link checker tells what answers from what does not, and calls no machine that is private."""

import time

import pytest

from directory.quality.addresses import is_public, resolve_name
from directory.quality.links import HEADERS, Outcome, Reach, check_link
from tests.directory.quality.servers import dripping, loopback, server

# fmt: off
PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
    "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1", "100::1", "2001::1",
    "2001:0:53aa:64c:0:fbff:80ff:fffe", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "2002:a00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
    "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "localhost", "127.1",
    "0x7f000001", "2130706433", "8.8.8.8/32",
]
# fmt: on
PUBLIC = ["8.8.8.8", "193.190.1.1", "100.63.255.255", "172.32.0.1", "2606:4700::1", "2a02:2c8::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "0", "[::1]"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]"),
    ],
)
def test_no_writing_of_this_machine_is_called(host: str) -> None:
    # Such as it is asked for in earnest: whatever the system's resolver makes of it.
    assert check_link(f"http://{host}/").outcome in (Outcome.NOT_PUBLIC, Outcome.NO_NAME)


def test_a_name_with_one_private_address_among_others_is_refused() -> None:
    with server({"/": (200, {})}) as seen:
        reach = loopback(seen.port, answers=[["127.0.0.1", "10.0.0.1"]])
        assert check_link(f"http://h.example:{seen.port}/", reach=reach).outcome == "not-public"
        assert seen.requests == []


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/", "file:///etc/passwd", "http://", "javascript:alert(1)", "x"),
        *("http://[::1", "http://example.org:22/", "http://example.org:8080/"),
    ],
)
def test_only_web_addresses_on_their_usual_ports_are_called(url: str) -> None:
    assert check_link(url).outcome == Outcome.NO_ADDRESS


@pytest.mark.parametrize(
    "onward",
    [
        *("http://10.0.0.1/", "http://169.254.169.254/latest/", "//[::1]/", "http://0x0a000001/"),
        *("file:///etc/passwd", "http://h.example:22/"),
    ],
)
def test_a_redirect_to_a_private_place_is_refused(onward: str) -> None:
    def resolve(host: str, port: int, seconds: float) -> list[str]:
        return ["127.0.0.1"] if host == "h.example" else resolve_name(host, port, seconds)

    def may_call(address: str) -> bool:
        # All others by the very rule that holds in earnest.
        return address == "127.0.0.1" or is_public(address)

    with server({"/": (302, {"Location": onward})}) as seen:
        reach = Reach(resolve, may_call, (seen.port, 80))
        answer = check_link(f"http://h.example:{seen.port}/", reach=reach)
    assert answer.outcome in (Outcome.NOT_PUBLIC, Outcome.NO_ADDRESS)
    assert [method for method, _path, _headers in seen.requests] == ["HEAD"]


def test_a_name_that_changes_its_answer_leads_nowhere_else() -> None:
    # No resolver but this one knows the name, and each hop asks it once. Calling 127.0.0.2 would
    # end the test with an error of its own.
    for answers, methods in (
        ([["127.0.0.1"], ["127.0.0.2"]], ["HEAD"]),
        ([["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]], ["HEAD", "GET"]),
    ):
        with server({"/": (405, {}), "GET /": (302, {"Location": "/on"})}) as seen:
            reach = loopback(seen.port, answers=answers)
            answer = check_link(f"http://h.example:{seen.port}/", reach=reach)
        assert answer.outcome == Outcome.NOT_PUBLIC
        assert [method for method, _path, _headers in seen.requests] == methods


def test_what_answers_is_told_from_what_does_not() -> None:
    pages: dict[str, tuple[int, dict[str, str]]] = {
        "/fine": (200, {}),
        "/moved": (301, {"Location": "/fine?q=1"}),
        "/fine?q=1": (200, {}),
        "HEAD /no-head": (501, {}),
        "/no-head": (200, {}),
        "/robots": (403, {}),
        "/busy": (429, {}),
        "/gone": (410, {}),
        "/broken": (500, {}),
        "/loop": (302, {"Location": "/loop"}),
        "/nowhere": (302, {}),
        "/caf%C3%A9": (200, {}),
        "/long": (200, {f"X-{number}": "x" * 9000 for number in range(10)}),
    }
    with server(pages) as seen:
        wanted = {
            "/fine": ("fine", 200),
            "/moved": ("fine", 200),
            "/no-head": ("fine", 200),
            "/robots": ("fine", 403),
            "/busy": ("fine", 429),
            "/gone": ("gone", 410),
            "/not-there": ("gone", 404),
            "/broken": ("trouble", 500),
            "/loop": ("loop", 302),
            "/nowhere": ("fine", 302),
            "/café": ("fine", 200),
            "/long": ("garbled", None),
            "/fine\r\nX-Evil: 1": ("gone", 404),
        }
        reach = loopback(seen.port)
        got = {}
        for path in wanted:
            answer = check_link(f"http://h.example:{seen.port}{path}", reach=reach)
            got[path] = (str(answer.outcome), answer.status)
    assert got == wanted
    assert len([path for _method, path, _headers in seen.requests if path == "/loop"]) == 6
    for _method, _path, headers in seen.requests:
        assert set(headers) == {"Host", "Accept-Encoding", *HEADERS}
        assert headers["User-Agent"] == "Turnstone link check"
        assert headers["Host"] == f"h.example:{seen.port}"


def test_what_is_not_there_and_what_is_slow_ends_in_time() -> None:
    began = time.monotonic()
    with dripping() as port:
        answer = check_link(f"http://h.example:{port}/", reach=loopback(port), seconds=0.4)
        assert answer.outcome == Outcome.TOO_SLOW
        tls = check_link(f"https://h.example:{port}/", reach=loopback(port), seconds=0.4)
        assert tls.outcome in (Outcome.TOO_SLOW, Outcome.UNREACHABLE)
    gone = check_link(f"http://h.example:{port}/", reach=loopback(port), seconds=0.4)
    assert gone.outcome == Outcome.UNREACHABLE
    assert time.monotonic() - began < 3
