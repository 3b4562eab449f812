"""Referrals: staff see those to their programmes, referrers those of their organisation."""

from uuid import UUID

from portal.referrals import services
from tests.cast import cast_organisation, cast_person
from tests.portal.matrix.rows import SIGNED_IN, Outcome, Room, Row, World, behind_the_gate
from tests.portal.referrals.builders import Holder, make_door, make_draft, make_programme, take_in

_NONE = UUID("00000000-0000-4000-8000-000000000000")
_READERS = ("karel", "mona", "sofie")
_INTAKE = ("ines", "ilse")

#: Who opens what Petra sent to the programme of Ines, and who decides on it.
_OPENS = behind_the_gate(*_INTAKE, *_READERS, "petra")
_DECIDES = behind_the_gate(*_INTAKE, refuses=_READERS)
_WRITES = behind_the_gate(*_INTAKE, "petra", refuses=_READERS)
#: The same where somebody referred themself: there is no referrer.
_OPENS_SELF = behind_the_gate(*_INTAKE, *_READERS)
#: Where Ilse knows the person: she is told so on the page, and decides nothing.
_EXCLUDED = behind_the_gate("ines", refuses=("ilse", *_READERS))
#: What Thomas sent to the programme of Noor and Otto.
_OPENS_ELSEWHERE = behind_the_gate("noor", "otto", "thomas")
_DECIDES_ELSEWHERE = behind_the_gate("noor", "otto")
_PETRAS = behind_the_gate("petra")
#: What Petra may do at times, and now not.
_NOT_NOW = behind_the_gate(refuses=("petra",))
_NOBODY_S = behind_the_gate()

_DECISIONS = (
    ("referral_question", "get"),
    ("referral_question", "post"),
    ("referral_continue", "post"),
    ("referral_accept", "get"),
    ("referral_redirect", "get"),
    ("referral_redirect", "post"),
    ("referral_accept", "post"),
)
_DRAFT_PAGES = ("refer_tasks", "refer_programme", "refer_discard", "refer_step")


def _rows(
    case: str, referral: object, opens: dict[str, Outcome], decides: dict[str, Outcome]
) -> list[Row]:
    """The rows of one referral: opening it, saying that one knows the person, and each decision."""
    kwargs = {"referral_id": referral}
    # Whoever is kept from deciding by their role alone can still say that they know the person.
    says = {
        role: Outcome.OPEN if role in _READERS and outcome is Outcome.REFUSED else outcome
        for role, outcome in decides.items()
    }
    found = [
        Row(name="referral", case=case, kwargs=kwargs, outcomes=opens),
        Row(name="referral_conflict", case=case, method="post", kwargs=kwargs, outcomes=says),
    ]
    return found + [
        Row(
            name=name,
            case=case,
            method=method,
            kwargs=kwargs,
            outcomes=decides,
        )
        for name, method in _DECISIONS
    ]


def _message(case: str, referral: object, outcomes: dict[str, Outcome]) -> Row:
    return Row(
        name="referral_message",
        case=case,
        method="post",
        kwargs={"referral_id": referral},
        outcomes=outcomes,
    )


def _draft_rows(case: str, draft: object, outcomes: dict[str, Outcome]) -> list[Row]:
    kwargs = {"draft_id": draft, "name": "person"}
    return [
        *(Row(name=name, case=case, kwargs=kwargs, outcomes=outcomes) for name in _DRAFT_PAGES),
        Row(name="refer_check", case=case, kwargs=kwargs, outcomes=outcomes),
        # The last throws the draft away.
        *(
            Row(name=name, case=case, method="post", kwargs=kwargs, outcomes=outcomes)
            for name in ("refer_step", "refer_programme", "refer_check", "refer_discard")
        ),
    ]


def _send_on(case: str, referral: object, programme: str, outcomes: dict[str, Outcome]) -> Row:
    return Row(
        name="referral_send_on",
        case=case,
        method="post",
        kwargs={"referral_id": referral},
        data={"programme": programme},
        outcomes=outcomes,
    )


def _build() -> World:
    """Referrals in three places, and a draft of Petra's with a page still open."""
    here = make_programme(cast_organisation("iter"), "still-water-example", "Still Water")
    there = make_programme(
        cast_organisation("harbour-centre-example"), "far-pier-example", "Far Pier"
    )
    make_door(here)
    make_door(there)
    petra, thomas, ines = cast_person("petra"), cast_person("thomas"), cast_person("ines")

    def send(user, page):
        draft = make_draft(user, page)
        return services.submit_partner_referral(acting_user=user, draft_id=draft.id)

    excluded = send(petra, here)
    services.answer_conflict(acting_user=cast_person("ilse"), referral=excluded, knows_person=True)
    holder = Holder(here)
    holder.send()
    services.collect_letters()
    redirected = take_in(send(petra, here), ines)
    services.redirect_referral(
        acting_user=ines, referral=redirected, reason="area", programmes=[there.uuid]
    )
    return {
        "redirected_referral": redirected.pk,
        "petras_referral": take_in(send(petra, here), ines).pk,
        "self_referral": holder.referral.pk,
        "excluded_referral": excluded.pk,
        "thomas_referral": send(thomas, there).pk,
        "petras_draft": make_draft(petra, here, {}).id,
    }


ROOM = Room(
    rows=[
        Row(name="inbox", outcomes=behind_the_gate(*SIGNED_IN)),
        Row(name="refer", outcomes=behind_the_gate("petra", "thomas")),
        *_rows("made by Petra for Ines", "$petras_referral", _OPENS, _DECIDES),
        _message("made by Petra for Ines", "$petras_referral", _WRITES),
        *_rows("by a person for Ines", "$self_referral", _OPENS_SELF, _DECIDES),
        _message("by a person for Ines", "$self_referral", _DECIDES),
        *_rows("Ilse knows the person", "$excluded_referral", _OPENS, _EXCLUDED),
        *_rows("made by Thomas for Noor", "$thomas_referral", _OPENS_ELSEWHERE, _DECIDES_ELSEWHERE),
        *_rows("no such referral", _NONE, _NOBODY_S, _NOBODY_S),
        _message("no such referral", _NONE, _NOBODY_S),
        # Only a redirected referral can be sent on, and only to a programme that was suggested.
        _send_on("suggested", "$redirected_referral", "far-pier-example", _PETRAS),
        _send_on("not suggested", "$redirected_referral", "still-water-example", _NOT_NOW),
        _send_on("not redirected", "$petras_referral", "far-pier-example", _NOT_NOW),
        _send_on("no such programme", "$redirected_referral", "x", _NOBODY_S),
        _send_on("no such referral", _NONE, "far-pier-example", _NOBODY_S),
        *_draft_rows("begun by Petra", "$petras_draft", _PETRAS),
        *_draft_rows("no such draft", _NONE, _NOBODY_S),
    ],
    build=_build,
)
