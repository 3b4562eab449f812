"""Mail says that there is something, and nothing else; and it is sent by the worker."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from portal.accounts.services import end_membership
from portal.referrals import notices, services, tasks
from portal.referrals.models import Notice, Referral
from portal.referrals.states import Actor
from portal.selfreferral import letters
from tests.portal.referrals.builders import ANSWERS, take_in


def names() -> set[str]:
    return set(Notice.objects.values_list("user__username", flat=True))


def forget() -> None:
    Notice.objects.all().delete()


def test_the_intake_is_told_of_a_new_referral_and_nobody_else(sent):
    assert names() == {"ines", "ilse"}


def test_the_intake_is_told_of_a_self_referral(collected):
    assert names() == {"ines", "ilse"}


def test_petra_is_told_of_each_step(sent, ines):
    forget()
    take_in(sent, ines)
    assert names() == {"petra"}


def test_petra_is_told_that_they_go_on_without_her_answer(asked, ines):
    Referral.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    forget()
    services.go_on_without_answer(acting_user=ines, referral=asked)
    assert names() == {"petra"}


def test_nobody_is_told_of_a_step_on_a_self_referral(collected, ines):
    forget()
    take_in(collected.referral, ines)
    assert names() == set()


def test_when_petra_left_her_colleagues_are_told(sent, ines, petra, person):
    from portal.accounts.roles import Role
    from portal.accounts.services import grant_membership

    colleague = person("thomas")
    grant_membership(
        acting_user=None,
        user=colleague,
        role=Role.REFERRER,
        organisation=sent.referring_organisation,
    )
    end_membership(acting_user=None, membership=petra.memberships.get())
    forget()
    take_in(sent, ines)
    assert names() == {"thomas"}


def test_colleagues_hear_that_somebody_knows_the_person(sent, ines):
    forget()
    services.answer_conflict(acting_user=ines, referral=sent, knows_person=True)
    assert names() == {"ilse"}


def test_colleagues_hear_once_that_somebody_knows_the_person(in_triage, ines):
    services.answer_conflict(acting_user=ines, referral=in_triage, knows_person=True)
    forget()
    services.answer_conflict(acting_user=ines, referral=in_triage, knows_person=True)
    assert names() == set()


def test_when_a_reader_knows_the_person_nobody_need_take_over(sent, karel):
    forget()
    services.answer_conflict(acting_user=karel, referral=sent, knows_person=True)
    assert names() == set()


def test_who_knows_the_person_hears_nothing_more_of_the_referral(in_triage, ilse, petra):
    services.answer_conflict(acting_user=ilse, referral=in_triage, knows_person=True)
    forget()
    services.send_message(
        acting_user=petra, referral=in_triage, text="News.", uuid=uuid4(), role=Actor.REFERRER
    )
    assert names() == {"ines"}


def test_many_events_are_one_mail(in_triage, petra):
    forget()
    for text in ("One", "Two", "Three"):
        services.send_message(
            acting_user=petra, referral=in_triage, text=text, uuid=uuid4(), role=Actor.REFERRER
        )
    assert tasks.enqueue_notices_if_due() == 2
    assert sorted(message.to for message in mail.outbox) == [
        ["ilse@example.org"],
        ["ines@example.org"],
    ]
    assert tasks.enqueue_notices_if_due() == 0


def test_a_mail_holds_no_content_name_programme_or_referrer(sent, petra, programme):
    tasks.enqueue_notices_if_due()
    text = "".join(f"{message.subject}{message.body}" for message in mail.outbox)
    secrets = [
        str(sent.id),
        sent.reference,
        "Still Water",
        programme.slug,
        sent.referring_organisation.name,
        petra.username,
        *(
            str(value)
            for page in ANSWERS.values()
            for value in page.values()
            if len(str(value)) > 3
        ),
    ]
    assert text
    assert not [secret for secret in secrets if secret in text]


def test_a_mail_server_that_is_away_keeps_the_notice(sent, ines, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(OSError, match=r"."):
        notices.send_notice(public_id=ines.public_id)
    assert "ines" in names()


def test_task_arguments_are_opaque_ids(sent, ines):
    tasks.enqueue_notices_if_due()
    result = tasks.send_notice.enqueue(str(ines.public_id))
    assert (result.args, result.kwargs) == ([str(ines.public_id)], {})


def test_the_clock_enqueues_a_collection_only_when_something_waits(holder):
    assert not tasks.enqueue_collection_if_due()
    holder.send()
    assert tasks.enqueue_collection_if_due()
    assert holder.referral.state == "submitted"
    holder.write(letters.Kind.ERASURE)
    assert tasks.enqueue_collection_if_due()
