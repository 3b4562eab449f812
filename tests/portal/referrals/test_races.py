"""Two people at once, each with a connection of their own: one thing happens."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from portal.audit.models import AuditEvent
from portal.referrals import services
from portal.referrals.models import Message, Redirection, Referral
from portal.referrals.services import StepRefused
from portal.referrals.states import Actor
from portal.selfreferral import letters
from tests.portal.referrals.builders import fresh, make_draft, say_no, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in a thread of its own, all starting together. Gives results or refusals."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait(10)
            results[place] = acts[place]()
        except Exception as trouble:
            results[place] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: list[Any]) -> list[Any]:
    others = [
        one for one in results if isinstance(one, Exception) and not isinstance(one, StepRefused)
    ]
    assert not others
    return [one for one in results if isinstance(one, StepRefused)]


def test_accepted_and_redirected_at_once_is_one_of_them(in_triage, ines, ilse, elsewhere):
    say_no(in_triage, ilse)
    results = at_once(
        lambda: services.accept_referral(acting_user=ines, referral=in_triage),
        lambda: services.redirect_referral(
            acting_user=ilse, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
        ),
    )
    assert len(refusals(results)) == 1
    ended = fresh(in_triage)
    assert ended.state in ("accepted", "redirected")
    assert Redirection.objects.count() == (ended.state == "redirected")
    decided = AuditEvent.objects.filter(action__in=["referral.accepted", "referral.redirected"])
    assert decided.count() == 1


def test_both_taking_it_in_at_once_is_one_triage(sent, ines, ilse):
    for user in (ines, ilse):
        services.answer_conflict(acting_user=user, referral=sent, knows_person=False)
    results = at_once(
        *(
            lambda user=user: services.take_into_triage(acting_user=user, referral=sent)
            for user in (ines, ilse)
        )
    )
    assert len(refusals(results)) == 1
    assert AuditEvent.objects.filter(action="referral.triaged").count() == 1


def test_a_double_click_on_send_is_one_referral(programme, ines, ilse, petra):
    draft = make_draft(petra, programme)
    results = at_once(
        *(
            lambda: services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
            for _ in range(4)
        )
    )
    assert not refusals(results)
    assert {one.pk for one in results} == {draft.id}
    assert Referral.objects.count() == 1
    assert AuditEvent.objects.filter(action="referral.submitted").count() == 1


def test_a_message_sent_at_once_from_two_windows_is_one(in_triage, petra):
    uuid = uuid4()
    results = at_once(
        *(
            lambda: services.send_message(
                acting_user=petra, referral=in_triage, text="Once.", uuid=uuid, role=Actor.REFERRER
            )
            for _ in range(3)
        )
    )
    assert not refusals(results)
    assert Message.objects.count() == 1


def test_a_withdrawal_and_an_acceptance_at_once_both_leave_it_whole(collected, ines):
    referral = take_in(collected.referral, ines)
    collected.write(letters.Kind.WITHDRAWAL)
    results = at_once(
        services.collect_letters,
        lambda: services.accept_referral(acting_user=ines, referral=referral),
    )
    assert results[0] == 1
    refusals(results)
    # Whichever came first, in the end the person's word counts.
    assert fresh(referral).state == "withdrawn"


def test_letters_collected_by_two_workers_at_once_are_taken_in_once(holder):
    holder.send()
    results = at_once(services.collect_letters, services.collect_letters)
    assert not refusals(results)
    assert sorted(results) == [0, 1]
    assert Referral.objects.count() == 1
