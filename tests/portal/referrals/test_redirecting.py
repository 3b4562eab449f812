"""Somewhere else fits better: with a reason and a way on, and nothing passed on."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from portal.audit.errors import AuditError
from portal.audit.models import AuditEvent
from portal.referrals import drafts, services
from portal.referrals.conversation import read_conversation
from portal.referrals.models import PartnerDraft, Redirection, Referral
from portal.referrals.services import StepRefused, sending_on
from tests.portal.referrals.builders import ANSWERS, answer_page, fresh


def redirect(referral, user, **changes):
    services.redirect_referral(
        acting_user=user, referral=referral, **{"reason": "area", "programmes": [], **changes}
    )
    return fresh(referral)


def test_redirecting_names_a_reason_and_another_programme(in_triage, ines, elsewhere, logged):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid], message="Closer to home.")
    assert gone.state == "redirected"
    assert gone.redirection.reason == "area"
    assert [row.programme for row in gone.redirection.suggestions.all()] == [elsewhere.uuid]
    said = read_conversation(gone)[-1].content
    assert said["text"] == "Closer to home."
    assert said["programmes"] == [{"slug": "far-pier-example", "title": "Far Pier (example)"}]
    assert logged(gone.id)[-1] == ("ines", "intake", "referral.redirected")


def test_when_none_fits_a_help_line_is_named(in_triage, ines, helpline):
    gone = redirect(in_triage, ines, helpline=helpline.number)
    assert gone.redirection.none_fits
    assert (
        read_conversation(gone)[-1].content["helpline"] == "Listening Line (example), 0800 00 000"
    )


def test_a_redirection_leads_nowhere_without_programme_or_help_line(in_triage, ines):
    with pytest.raises(StepRefused):
        redirect(in_triage, ines)
    assert fresh(in_triage).state == "in-triage"
    assert not Redirection.objects.exists()


def test_a_redirection_needs_a_reason_of_the_table(in_triage, ines, elsewhere):
    for reason in ("", "because"):
        with pytest.raises(StepRefused):
            redirect(in_triage, ines, reason=reason, programmes=[elsewhere.uuid])


def test_the_programme_itself_is_no_other_programme(in_triage, ines, programme):
    with pytest.raises(StepRefused):
        redirect(in_triage, ines, programmes=[programme.uuid])


def test_a_help_line_that_the_directory_does_not_know_is_none(in_triage, ines, helpline):
    with pytest.raises(StepRefused):
        redirect(in_triage, ines, helpline="0800 99 999")


def test_a_closed_programme_is_not_suggested(in_triage, ines, elsewhere):
    elsewhere.status = "closed"
    elsewhere.save()
    with pytest.raises(StepRefused):
        redirect(in_triage, ines, programmes=[elsewhere.uuid])


def test_one_programme_that_closed_meanwhile_is_not_left_out_silently(
    in_triage, ines, elsewhere, programme
):
    with pytest.raises(StepRefused):
        redirect(in_triage, ines, programmes=[elsewhere.uuid, uuid4()])
    assert fresh(in_triage).state == "in-triage"


def test_nothing_reaches_the_other_programme_by_itself(in_triage, ines, elsewhere, noor):
    redirect(in_triage, ines, programmes=[elsewhere.uuid])
    assert Referral.objects.count() == 1
    with pytest.raises(PermissionDenied):
        services.read_referral(acting_user=noor, referral=in_triage)


def send_on(referral, user, programme):
    return services.start_sending_on(
        acting_user=user, referral=referral, programme=programme.uuid, draft_id=uuid4()
    )


def test_petra_sends_it_on_without_telling_it_again(in_triage, ines, petra, elsewhere, logged):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    draft = send_on(gone, petra, elsewhere)
    answers = drafts.open_draft(draft)
    assert answers["person"]["person_name"] == "Sam Example"
    # Another line on who is told what, and risk as it is now: both are asked anew.
    assert not {"reporting", "risk"} & set(answers)
    for step in ("reporting", "risk"):
        answer_page(petra, draft, step, ANSWERS[step])
    second = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert second.redirected_from == gone
    assert second.organisation != gone.organisation
    assert ("petra", "referrer", "referral.re-sent") in logged(gone.id)


def test_it_is_sent_on_to_the_same_programme_once(in_triage, ines, petra, elsewhere):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    # Two drafts, as two colleagues may have begun them.
    two = [
        drafts.start_draft(
            acting_user=petra,
            draft_id=uuid4(),
            organisation=gone.referring_organisation,
            programme=elsewhere.uuid,
            redirected_from=gone,
        )
        for _ in range(2)
    ]
    for draft in two:
        for step, given in ANSWERS.items():
            answer_page(petra, draft, step, given)
    services.submit_partner_referral(acting_user=petra, draft_id=two[0].id)
    with pytest.raises(StepRefused):
        services.submit_partner_referral(acting_user=petra, draft_id=two[1].id)


def test_sent_on_a_second_time_it_is_the_draft_that_was_begun(in_triage, ines, petra, elsewhere):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    first = send_on(gone, petra, elsewhere)
    events = AuditEvent.objects.count()
    assert send_on(gone, petra, elsewhere).id == first.id
    assert AuditEvent.objects.count() == events


def test_only_its_own_referrers_send_it_on_and_only_once_redirected(
    in_triage, ines, petra, thomas, elsewhere
):
    with pytest.raises(PermissionDenied):
        send_on(in_triage, petra, elsewhere)
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    for somebody in (thomas, ines):
        with pytest.raises(PermissionDenied):
            send_on(gone, somebody, elsewhere)


def test_it_is_sent_on_to_a_programme_that_was_suggested_and_to_no_other(
    in_triage, ines, petra, programme, elsewhere
):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    with pytest.raises(PermissionDenied):
        send_on(gone, petra, programme)
    assert not PartnerDraft.objects.exists()


def test_changed_to_a_programme_that_was_not_suggested_it_is_a_referral_of_its_own(
    in_triage, ines, petra, programme, elsewhere, logged
):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    draft = send_on(gone, petra, elsewhere)
    drafts.change_programme(acting_user=petra, draft=draft, programme=programme.uuid)
    assert drafts.open_draft(draft)["person"]["person_name"] == "Sam Example"
    for step in ("reporting", "risk"):
        answer_page(petra, draft, step, ANSWERS[step])
    sent = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert sent.redirected_from is None
    assert ("petra", "referrer", "referral.re-sent") not in logged(gone.id)


def test_changed_back_by_sending_on_once_more_it_sends_the_first_on_again(
    in_triage, ines, petra, programme, elsewhere
):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    draft = send_on(gone, petra, elsewhere)
    for wanted in (programme, elsewhere):
        drafts.change_programme(acting_user=petra, draft=draft, programme=wanted.uuid)
    draft.refresh_from_db()
    assert draft.redirected_from is None
    again = services.start_sending_on(
        acting_user=petra, referral=gone, programme=elsewhere.uuid, draft_id=draft.id
    )
    assert again == draft
    assert again.redirected_from == gone


def test_where_none_fits_there_is_nothing_to_send_on_to(
    in_triage, ines, petra, elsewhere, helpline
):
    gone = redirect(in_triage, ines, helpline=helpline.number)
    with pytest.raises(PermissionDenied):
        send_on(gone, petra, elsewhere)


def test_what_is_sent_on_is_in_the_log_before_it_is_opened(in_triage, ines, petra, elsewhere):
    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    send_on(gone, petra, elsewhere)
    last_two = AuditEvent.objects.order_by("-seq").values_list("action", flat=True)[:2]
    assert list(last_two) == ["referral.created", "referral.opened"]


def test_without_its_entry_in_the_log_nothing_is_sent_on(
    in_triage, ines, petra, elsewhere, monkeypatch
):
    def out_of_order(**entry):
        raise AuditError("The log takes nothing.")

    gone = redirect(in_triage, ines, programmes=[elsewhere.uuid])
    monkeypatch.setattr(sending_on, "record_event", out_of_order)
    with pytest.raises(AuditError):
        send_on(gone, petra, elsewhere)
    assert not PartnerDraft.objects.exists()
