"""What the database itself refuses, whoever writes."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.referrals.models import ConflictAnswer, Redirection, Referral
from tests.portal.referrals.builders import fresh


def refused(referral, **changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**changes)


def test_a_state_outside_the_table(sent):
    refused(sent, state="lost", due_on=None)
    refused(sent, state="draft", due_on=None)


def test_redirected_without_a_redirection(in_triage):
    refused(in_triage, state="redirected", due_on=None)


def test_a_redirection_without_redirected(in_triage, ines, elsewhere):
    redirection = Redirection.objects.create(
        reason="area",
        first_programme=elsewhere.uuid,
        decided_by=ines,
        decided_on=timezone.localdate(),
    )
    refused(in_triage, redirection=redirection)


def test_an_answer_awaited_without_a_day(sent):
    refused(sent, due_on=None)


def test_a_day_where_no_answer_is_awaited(in_triage):
    refused(in_triage, state="accepted")


def test_a_partners_referral_without_its_referrer(sent):
    refused(sent, referring_organisation=None)
    refused(sent, created_by=None)


def test_a_self_referral_with_a_referrer(collected, petra):
    refused(collected.referral, created_by=petra)
    refused(collected.referral, redirected_from=uuid4())


def test_an_erased_referral_that_goes_on(sent):
    refused(sent, erased_on=timezone.localdate())


def test_a_referral_redirected_from_itself(sent):
    refused(sent, redirected_from=sent.pk)


def test_two_referrals_with_one_content(sent, collected):
    refused(sent, content_owner=fresh(collected.referral).content_owner)


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": "because", "first_programme": uuid4()},
        {"reason": "area"},
        {"reason": "area", "none_fits": True},
        {"reason": "area", "none_fits": True, "helpline": "1712", "first_programme": uuid4()},
    ],
    ids=["no reason of the table", "no way on", "none fits and no line", "both"],
)
def test_a_redirection_without_reason_or_way_on(fields, ines):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirection.objects.create(decided_by=ines, decided_on=timezone.localdate(), **fields)


def test_two_answers_on_one_conflict(sent, ines):
    first = ConflictAnswer(referral=sent, user=ines, knows_person=False, on=timezone.localdate())
    first.save()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_no_name_of_a_record_says_anything(sent, in_triage, ines):
    from django.apps import apps

    for model in apps.get_app_config("referrals").get_models():
        for row in model._default_manager.all():
            assert "Sam" not in str(row)
            assert "Still Water" not in str(row)
            assert "petra" not in str(row)
