"""A send that is cut off, doubled, too late or refused by the disk: one referral, one receipt.

The servers that are killed here are public and staff servers of their own, as `./dev start` makes
them, on the running demonstration's data; the demonstration's own go on.
"""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core import signing

from config.run import server
from tests.canaries import processes_of
from tests.demonstration import (
    DEMONSTRATION,
    ROOT,
    Demonstration,
    free_ports,
    kill_group,
    wait_for,
)
from tests.referring import (
    PartnerReferrer,
    SelfReferrer,
    come_back,
    locator_of,
    receipt_on,
    sign_in,
    state_on,
)
from tests.visitor import ServerGone, Visitor

pytestmark = DEMONSTRATION
KILLS = 20
PARTNER_KILLS = 5
# Seconds, beyond the five that a send waits.
LOCKED_FURTHER = 3


class Server:
    """One role's web server on a port of its own, to be killed."""

    def __init__(self, running: Demonstration, role: str, **popen: Any) -> None:
        [port] = free_ports(1)
        self.base = f"http://localhost:{port}"
        self.output = running.temporary / f"server-{port}.log"
        names = {"public": "PORT", "staff": "STAFF_PORT"}
        with self.output.open("wb") as log:
            self.process = subprocess.Popen(
                # One worker starts in half the time of two, and dies as surely.
                [*server(port), "--workers", "1"],
                cwd=ROOT,
                env=running.environment(role, **{names[role]: str(port)}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **popen,
            )

    def ready(self) -> "Server":
        wait_for(self._answers, f"the server on {self.base}")
        return self

    def _answers(self) -> bool:
        try:
            return Visitor(self.base).get("/healthz").status == 200
        except ServerGone:
            return False

    def kill(self) -> None:
        kill_group(self.process)


@contextmanager
def servers(running: Demonstration, role: str) -> Iterator[Callable[[], Server]]:
    """Gives a function that gives a ready server. The next one warms up meanwhile."""
    waiting = [Server(running, role)]
    everyone = list(waiting)

    def take() -> Server:
        waiting.append(Server(running, role))
        everyone.append(waiting[-1])
        return waiting.pop(0).ready()

    try:
        yield take
    finally:
        for one in everyone:
            one.kill()


def send_and_kill(send: Callable[[], object], killed: Server, after: float) -> bool:
    """Send, and kill the server `after` seconds. Gives whether the answer was cut off."""
    timer = threading.Timer(after, killed.kill)
    timer.start()
    try:
        send()
    except ServerGone:
        return True
    finally:
        timer.join()
    return False


def submissions(running: Demonstration, receipt: str) -> int:
    locator = locator_of(running, receipt).hex
    sql = "SELECT count(*) FROM selfreferral_letter WHERE locator = ? AND kind = 'submission'"
    [(count,)] = running.rows(sql, locator)
    return int(str(count))


def collected(running: Demonstration, receipt: str) -> bool:
    """Whether the staff side has taken in what was sent under a receipt."""
    sql = "SELECT 1 FROM referrals_referral WHERE content_owner = ?"
    return bool(running.rows(sql, locator_of(running, receipt).hex))


def test_a_server_killed_at_random_moments_of_a_send_loses_and_doubles_nothing(
    demonstration: Demonstration,
):
    dice = random.Random(20261122)
    with servers(demonstration, "public") as take:
        person = SelfReferrer.at(demonstration)
        person.answer_all()
        began = time.monotonic()
        person.send()
        usual = time.monotonic() - began
        cut, receipts = 0, []
        for number in range(KILLS):
            person = SelfReferrer.at(demonstration)
            person.answer_all()
            doomed = take()
            person.visitor.base = doomed.base
            moment = usual * (number + dice.random()) / KILLS
            cut += send_and_kill(partial(person.send, follow=False), doomed, moment)

            person.visitor.base = demonstration.public
            answer = person.send()

            assert answer.status == 200, answer.brief
            receipts.append(receipt_on(answer))
            _, back = come_back(demonstration, receipts[-1])
            assert person.answers["words"]["words"] in back.text
            assert state_on(back.text) in ("submitted", "in-triage")
    assert cut >= KILLS // 4, f"Only {cut} of {KILLS} kills came before the answer."
    assert len(set(receipts)) == KILLS
    for receipt in receipts:
        assert submissions(demonstration, receipt) == 1


def test_a_staff_server_killed_while_a_partner_sends_loses_and_doubles_nothing(
    demonstration: Demonstration,
):
    dice = random.Random(7)
    thomas = sign_in(demonstration, "thomas")
    with servers(demonstration, "staff") as take:
        partner = PartnerReferrer.begin(thomas)
        partner.answer_all()
        began = time.monotonic()
        partner.send()
        usual = time.monotonic() - began
        for number in range(PARTNER_KILLS):
            partner = PartnerReferrer.begin(thomas)
            partner.answers["person"]["person_name"] = f"Robin {number} Sample"
            partner.answer_all()
            doomed = take()
            elsewhere = replace(partner, visitor=Visitor(doomed.base, dict(thomas.cookies)))
            moment = usual * (number + dice.random()) / PARTNER_KILLS
            send_and_kill(partial(elsewhere.send, follow=False), doomed, moment)

            answer = partner.send()

            assert answer.path == f"/portal/referrals/{partner.draft}/", answer.brief
            assert f"Robin {number} Sample" in answer.text
            counted = demonstration.rows(
                "SELECT count(*) FROM referrals_referral WHERE id = ?", UUID(partner.draft).hex
            )
            assert counted == [(1,)]
            assert partner.send().path == answer.path


def test_many_clicks_on_send_at_once_are_one_referral(demonstration: Demonstration):
    person = SelfReferrer.at(demonstration)
    person.answer_all()
    answers, gate = [], threading.Barrier(6)

    def click() -> None:
        again = Visitor(demonstration.public, cookies=dict(person.visitor.cookies))
        gate.wait()
        answers.append(again.post("/en/start/check/"))

    clicks = [threading.Thread(target=click) for _ in range(6)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert [answer.status for answer in answers] == [200] * 6
    [receipt] = {receipt_on(answer) for answer in answers}
    assert submissions(demonstration, receipt) == 1
    assert come_back(demonstration, receipt)[1].status == 200


def make_idle(running: Demonstration, person: SelfReferrer, seconds: float) -> None:
    """Make the cookie as old as if the person had left the page open for so long."""
    secret = (running.data / "keys/public/secret-key").read_text().strip()
    symbols, _, _ = person.visitor.cookies["__Host-receipt"].rpartition(":")[0].rpartition(":")

    class Then(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int(time.time() - seconds))

    person.visitor.cookies["__Host-receipt"] = Then(
        key=secret, salt="turnstone.receipt-cookie"
    ).sign(symbols)


def test_a_page_left_open_for_half_an_hour_keeps_the_text(demonstration: Demonstration):
    person = SelfReferrer.at(demonstration)
    for step in ("age", "limits", "conditions"):
        person.answer(step)
    make_idle(demonstration, person, 29 * 60)
    assert "Question" in person.visitor.get("/en/start/words/").text
    make_idle(demonstration, person, 31 * 60)
    person.answers["words"]["words"] = "A long text, written slowly, over half an hour."

    kept = person.answer("words")

    assert kept.status == 200
    assert "What you just wrote is kept" in kept.text
    for step in ("age", "limits", "conditions"):
        person.answer(step)
    assert "written slowly" in person.visitor.get("/en/start/words/").text


def test_a_send_after_half_an_hour_says_that_nothing_was_sent(demonstration: Demonstration):
    person = SelfReferrer.at(demonstration)
    person.answer_all()
    make_idle(demonstration, person, 31 * 60)

    answer = person.send()

    assert answer.status == 409
    assert "Nothing was sent" in answer.text


def test_a_message_after_half_an_hour_comes_back_to_be_copied(demonstration: Demonstration):
    person = SelfReferrer.at(demonstration)
    person.refer()
    make_idle(demonstration, person, 31 * 60)

    answer = person.visitor.post(
        "/en/receipt/write/",
        {"text": "Words that took long.", "kind": "message", "letter": "x"},
    )

    assert answer.status == 200
    assert "Your message was not sent" in answer.text
    assert "Words that took long." in answer.text


def test_a_database_that_stays_locked_is_said_and_the_next_send_works(
    demonstration: Demonstration,
):
    person = SelfReferrer.at(demonstration)
    person.answer_all()
    before = {path.name for path in processes_of(demonstration)}
    with closing(sqlite3.connect(demonstration.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = person.send()
        # For longer than the worker and the clock wait, whenever they began to.
        time.sleep(LOCKED_FURTHER)
        other.execute("ROLLBACK")

    assert "Traceback" not in answer.text
    assert "<main" in answer.text
    assert 'id="receipt"' not in answer.text
    assert "not sent" in answer.text or "Nothing was sent" in answer.text, answer.brief
    receipt = receipt_on(person.send())
    assert submissions(demonstration, receipt) == 1
    assert {path.name for path in processes_of(demonstration)} >= before
    wait_for(lambda: collected(demonstration, receipt), "the worker to collect the letter")


def test_a_full_disk_is_said_and_what_was_typed_is_kept(demonstration: Demonstration):
    def no_more() -> None:
        # Bytes: no file may be written beyond its first page, as if no room were left.
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    person = SelfReferrer.at(demonstration)
    person.answer_all()
    full = Server(demonstration, "public", preexec_fn=no_more)
    try:
        person.visitor.base = full.ready().base
        answer = person.send()
        person.visitor.base = demonstration.public
        assert "Traceback" not in answer.text
        assert "<main" in answer.text
        assert 'id="receipt"' not in answer.text
        assert submissions(demonstration, receipt_on(person.send())) == 1
    finally:
        full.kill()


def test_a_servers_process_that_dies_is_replaced(demonstration: Demonstration):
    one = Server(demonstration, "public").ready()
    try:
        children = Path(f"/proc/{one.process.pid}/task/{one.process.pid}/children")
        died = [int(pid) for pid in children.read_text().split()]
        for pid in died:
            os.kill(pid, signal.SIGKILL)
        one.ready()
        assert one.process.poll() is None
        assert not {int(pid) for pid in children.read_text().split()} & set(died)
    finally:
        one.kill()
