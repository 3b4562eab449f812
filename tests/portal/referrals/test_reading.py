"""Opening a referral: each sees their own part, and the log sees them."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from portal.audit.models import AuditEvent
from portal.referrals import services
from portal.referrals.models import SealedAnswer
from portal.vault.errors import KeyNotHeld


@pytest.mark.parametrize("name", ["ines", "ilse", "karel", "mona", "sofie"])
def test_the_programmes_people_read_all_of_it(name, sent, person, logged):
    opened = services.read_referral(acting_user=person(name), referral=sent)
    assert opened.answers["person_name"] == "Sam Example"
    assert opened.answers["risk"] == "Threats last summer."
    assert opened.answers["report_to"] == ["referrer"]
    assert logged(sent.id)[-1] == (name, "intake", "referral.opened")


def test_petra_reads_what_she_sent_except_risk_and_safety(sent, petra, logged):
    opened = services.read_referral(acting_user=petra, referral=sent)
    assert opened.answers["person_name"] == "Sam Example"
    staff_only = set(
        SealedAnswer.objects.filter(compartment="staff").values_list("field", flat=True)
    )
    assert staff_only
    assert not staff_only & set(opened.answers)
    assert logged(sent.id)[-1] == ("petra", "referrer", "referral.opened")


@pytest.mark.parametrize("name", ["thomas", "noor", "vera", "edit", "admin", "omar"])
def test_nobody_else_reads_it(name, sent, person):
    before = AuditEvent.objects.filter(action="referral.opened").count()
    with pytest.raises(PermissionDenied):
        services.read_referral(acting_user=person(name), referral=sent)
    assert AuditEvent.objects.filter(action="referral.opened").count() == before


def test_the_public_process_opens_nothing(sent, petra, as_public):
    from portal.referrals.conversation import shared_secret

    with as_public(), pytest.raises(KeyNotHeld):
        shared_secret(sent)


def test_an_answer_under_another_fields_name_is_shown_as_damaged(sent, ines):
    row = SealedAnswer.objects.get(field="purpose")
    SealedAnswer.objects.filter(field="legal_ground").update(sealed=row.sealed)
    opened = services.read_referral(acting_user=ines, referral=sent)
    assert opened.damaged
    assert "legal_ground" not in opened.answers
    assert opened.answers["purpose"] == "To offer treatment."


def test_staff_read_what_a_person_sent_who_referred_themself(collected, ines):
    opened = services.read_referral(acting_user=ines, referral=collected.referral)
    assert opened.submission["words"] == "I want to stop before it gets worse."
    assert opened.submission["contact"] == {"channel": "receipt"}


def test_before_the_question_on_conflict_only_who_it_is_about_is_opened(sent, ines, last_logged):
    opened = services.read_identity(acting_user=ines, referral=sent)
    assert opened.answers == {"person_name": "Sam Example", "born_on": "1990-04-02", "age": None}
    assert opened.conversation == []
    entry = last_logged()
    assert entry.action == "referral.opened"
    assert json.loads(entry.details) == {"compartments": ["shared"], "identity": True}
