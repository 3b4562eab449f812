"""Petra sends a referral: whole, sealed, once."""

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.roles import Role
from portal.accounts.services import end_membership, grant_membership
from portal.referrals import drafts, services
from portal.referrals.models import DraftAnswers, PartnerDraft, Referral, SealedAnswer
from portal.referrals.services import StepRefused
from portal.referrals.states import GUARDS, Guard
from portal.referrals.steps import STEPS
from portal.selfreferral.models import Door
from portal.vault.compartments import Compartment
from portal.vault.errors import InvalidTag, KeyNotHeld, NoContentKey
from portal.vault.services import unwrap_with_portal_key
from tests.cast import cast_organisation
from tests.portal.referrals.builders import ANSWERS, make_draft


def test_a_sent_referral_reaches_the_keeper_of_the_programme(sent, programme, petra, ines):
    assert sent.state == "submitted"
    assert sent.organisation == ines.memberships.get().organisation
    assert sent.referring_organisation == petra.memberships.get().organisation
    assert sent.shown["title"] == "Still Water (example)"
    assert sent.shown["told"][0]["text"] == "Presence, every three months."
    assert sent.due_on > sent.received_on


def test_every_field_is_sealed_in_the_compartment_of_those_who_may_read_it(sent):
    compartments = dict(SealedAnswer.objects.values_list("field", "compartment"))
    expected = {
        name: "staff" if step.name == "risk" else "shared"
        for step in STEPS
        for name in step.form.base_fields
    }
    assert compartments == expected


def test_nothing_that_petra_wrote_stands_in_the_snapshot(sent):
    shown = json.dumps(sent.shown)
    for page in ANSWERS.values():
        for value in page.values():
            if isinstance(value, str) and " " in value:
                assert value not in shown


def test_the_draft_and_its_key_are_gone_after_sending(sent):
    assert not PartnerDraft.objects.exists()
    assert not DraftAnswers.objects.exists()
    with pytest.raises(NoContentKey):
        unwrap_with_portal_key(owner=sent.id, compartment=Compartment.STAFF)


def test_sending_is_logged(sent, logged):
    assert ("petra", "referrer", "referral.submitted") in logged(sent.id)


def test_sent_twice_it_is_one_referral(sent, petra):
    again = services.submit_partner_referral(acting_user=petra, draft_id=sent.id)
    assert again == sent
    assert Referral.objects.count() == 1


def test_begun_twice_it_is_one_draft(programme, petra):
    draft_id = uuid4()
    organisation = petra.memberships.get().organisation
    for _ in range(2):
        drafts.start_draft(
            acting_user=petra,
            draft_id=draft_id,
            organisation=organisation,
            programme=programme.uuid,
        )
    assert PartnerDraft.objects.count() == 1


def test_begun_again_for_another_programme_it_agrees_to_nothing_yet(programme, elsewhere, petra):
    draft = make_draft(petra, programme)
    drafts.start_draft(
        acting_user=petra,
        draft_id=draft.id,
        organisation=draft.referring_organisation,
        programme=elsewhere.uuid,
    )
    answers = drafts.open_draft(draft)
    assert answers["programme"] == {"programme": str(elsewhere.uuid)}
    assert "reporting" not in answers
    assert answers["risk"]["risk"] == "Threats last summer."


def test_begun_again_for_another_organisation_it_is_for_that_one(programme, petra):
    draft = make_draft(petra, programme)
    other = cast_organisation("house-of-justice-example")
    grant_membership(acting_user=None, user=petra, role=Role.REFERRER, organisation=other)
    assert draft.referring_organisation != other
    again = drafts.start_draft(
        acting_user=petra, draft_id=draft.id, organisation=other, programme=programme.uuid
    )
    assert again.referring_organisation == other
    assert "reporting" not in drafts.open_draft(draft)


def test_begun_again_for_the_same_nothing_is_asked_again(programme, petra, logged):
    draft = make_draft(petra, programme)
    before = logged(draft.id)
    drafts.start_draft(
        acting_user=petra,
        draft_id=draft.id,
        organisation=draft.referring_organisation,
        programme=programme.uuid,
    )
    assert "reporting" in drafts.open_draft(draft)
    assert logged(draft.id) == before


def test_a_sent_referral_is_not_begun_again(sent, programme, petra):
    with pytest.raises(drafts.AlreadySent):
        drafts.start_draft(
            acting_user=petra,
            draft_id=sent.id,
            organisation=sent.referring_organisation,
            programme=programme.uuid,
        )


def test_a_draft_with_pages_open_is_refused_with_every_reason(programme, ines, ilse, petra, logged):
    draft = make_draft(petra, programme, {"reason": ANSWERS["reason"]})
    with pytest.raises(StepRefused) as refusal:
        services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    reasons = [str(reason) for reason in refusal.value.reasons]
    for guard in (Guard.SAFE_CONTACT, Guard.REPORTING_LINE, Guard.LAWFUL_BASIS):
        assert str(GUARDS[guard].refusal) in reasons
    assert any("Risk and safety" in reason for reason in reasons)
    assert not Referral.objects.exists()
    assert ("petra", "referrer", "referral.refused") in logged(draft.id)


def test_a_closed_door_keeps_what_was_written(programme, ines, petra):
    draft = make_draft(petra, programme)
    Door.objects.update(partner_open=False)
    with pytest.raises(StepRefused, match="refused"):
        services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert drafts.open_draft(draft)["risk"]["risk"] == "Threats last summer."


def test_thomas_cannot_send_petras_draft(programme, petra, thomas):
    draft = make_draft(petra, programme)
    with pytest.raises(PartnerDraft.DoesNotExist):
        services.submit_partner_referral(acting_user=thomas, draft_id=draft.id)


def test_thomas_cannot_refer_for_petras_organisation(programme, petra, thomas):
    with pytest.raises(PermissionDenied):
        drafts.start_draft(
            acting_user=thomas,
            draft_id=uuid4(),
            organisation=petra.memberships.get().organisation,
            programme=programme.uuid,
        )


@pytest.mark.parametrize("kind", ["draft", "referral"])
def test_an_id_tells_thomas_nothing_of_what_petra_holds(kind, sent, programme, petra, thomas):
    theirs = make_draft(petra, programme).id if kind == "draft" else sent.id
    begun = drafts.start_draft(
        acting_user=thomas,
        draft_id=theirs,
        organisation=thomas.memberships.get().organisation,
        programme=programme.uuid,
    )
    assert begun.id != theirs
    assert begun.created_by == thomas


def test_petra_cannot_send_once_she_left(programme, petra):
    draft = make_draft(petra, programme)
    end_membership(acting_user=None, membership=petra.memberships.get())
    with pytest.raises(PermissionDenied):
        services.submit_partner_referral(acting_user=petra, draft_id=draft.id)


def test_what_petra_writes_is_sealed_between_the_pages(programme, petra):
    draft = make_draft(petra, programme)
    stored = b"".join(bytes(page.sealed) for page in draft.pages.all())
    assert b"Threats" not in stored
    assert drafts.open_draft(draft)["person"]["born_on"] == "1990-04-02"


def test_the_public_process_cannot_open_a_draft(programme, petra, as_public):
    draft = make_draft(petra, programme)
    with as_public(), pytest.raises(KeyNotHeld):
        drafts.open_draft(draft)


def test_an_earlier_wording_cannot_be_put_back(programme, petra):
    draft = make_draft(petra, programme)
    page = draft.pages.get(step="risk")
    earlier = bytes(page.sealed)
    form = STEPS[-1].form({**ANSWERS["risk"], "risk": "Nothing known."})
    assert form.is_valid()
    drafts.save_page(acting_user=petra, draft=draft, step="risk", answers=form.answers())
    draft.pages.filter(step="risk").update(sealed=earlier)
    with pytest.raises(InvalidTag):
        drafts.open_draft(draft)


def test_every_page_of_a_draft_is_logged(programme, petra, logged):
    draft = make_draft(petra, programme)
    actions = [action for _who, _role, action in logged(draft.id)]
    assert actions == ["referral.created"] + ["referral.edited"] * len(STEPS)


def test_a_draft_thrown_away_takes_its_key_along(programme, petra, last_logged):
    draft = make_draft(petra, programme)
    drafts.discard_draft(acting_user=petra, draft=draft)
    assert not DraftAnswers.objects.exists()
    with pytest.raises(NoContentKey):
        unwrap_with_portal_key(owner=draft.id, compartment=Compartment.STAFF)


def test_after_a_draft_was_thrown_away_the_same_form_begins_another(programme, petra):
    draft = make_draft(petra, programme)
    gone = draft.id
    drafts.discard_draft(acting_user=petra, draft=draft)
    again = drafts.start_draft(
        acting_user=petra,
        draft_id=gone,
        organisation=petra.memberships.get().organisation,
        programme=programme.uuid,
    )
    assert again.id != gone
    assert drafts.open_draft(again) == {"programme": {"programme": str(programme.uuid)}}


def test_another_programme_asks_anew_who_is_told_what(programme, elsewhere, petra):
    draft = make_draft(petra, programme)
    drafts.change_programme(acting_user=petra, draft=draft, programme=elsewhere.uuid)
    answers = drafts.open_draft(draft)
    assert "reporting" not in answers
    assert answers["programme"] == {"programme": str(elsewhere.uuid)}
