"""A partner's answers must fit together, and fit the programme; danger is said at once."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.referrals import services
from portal.referrals.models import Referral
from portal.referrals.partner_forms import PersonForm
from portal.referrals.services import StepRefused
from tests.portal.referrals.builders import ANSWERS, make_draft


def answers(**changes):
    """All answers, some of them changed: `answers(risk={"danger_now": "yes"})`."""
    return {step: {**given, **changes.get(step, {})} for step, given in ANSWERS.items()}


def born(years: int) -> str:
    today = timezone.localdate()
    return today.replace(year=today.year - years, day=1).isoformat()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"person": {"born_on": born(14)}}, "not for somebody of 14 years"),
        ({"person": {"born_on": "", "age": "14"}}, "not for somebody of 14 years"),
        (
            {"basis": {"lawful_basis": "consent"}, "agreement": {"person_knows": "not-yet"}},
            "the person's consent as lawful basis",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_kept(programme, petra, changes, sentence):
    draft = make_draft(petra, programme, answers(**changes))
    with pytest.raises(StepRefused) as refusal:
        services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert sentence in " ".join(map(str, refusal.value.reasons))
    assert not Referral.objects.exists()
    assert draft.pages.count() == len(ANSWERS) + 1


def test_consent_that_was_given_is_a_lawful_basis(programme, petra):
    draft = make_draft(petra, programme, answers(basis={"lawful_basis": "consent"}))
    assert services.submit_partner_referral(acting_user=petra, draft_id=draft.id)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("age", {"born_on": "1990-04-02", "age": "12"}),
        ("contact_at", {"contact_route": "phone", "contact_at": "ring the mother"}),
    ],
)
def test_a_page_that_contradicts_itself_says_so_at_the_field(field, changes):
    form = PersonForm({**ANSWERS["person"], **changes})
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_danger_is_answered_on_the_day_itself(programme, ines, ilse, petra):
    draft = make_draft(petra, programme, answers(risk={"danger_now": "yes"}))
    sent = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert sent.due_on == sent.received_on == timezone.localdate()
    calm = make_draft(petra, programme)
    assert services.submit_partner_referral(acting_user=petra, draft_id=calm.id).due_on > (
        timezone.localdate() + dt.timedelta(days=1)
    )


def test_whoever_reports_danger_is_told_to_call_before_and_after_sending(
    programme, ines, ilse, petra, signed_in
):
    draft = make_draft(petra, programme, answers(risk={"danger_now": "yes"}))
    client = signed_in("petra")
    address = f"/portal/refer/{draft.id}/check/"
    for page in (client.get(address), client.post(address, follow=True)):
        assert "Call 112" in page.content.decode()
    calm = make_draft(petra, programme)
    page = client.get(f"/portal/refer/{calm.id}/check/").content.decode()
    assert "somebody is in danger now." not in page
