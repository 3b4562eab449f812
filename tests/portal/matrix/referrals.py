"""Referrals: staff see those to their programmes, referrers those of their organisation."""

from uuid import UUID

from tests.portal.matrix.rows import SIGNED_IN, Room, Row, behind_the_gate

_NONE = UUID("00000000-0000-4000-8000-000000000000")
_NOBODY_S = behind_the_gate()

ROOM = Room(
    rows=[
        Row(name="inbox", outcomes=behind_the_gate(*SIGNED_IN)),
        Row(name="refer", outcomes=behind_the_gate("petra", "thomas")),
        *(
            Row(
                name=name,
                case="no such referral",
                method=method,
                kwargs={"referral_id": _NONE},
                outcomes=_NOBODY_S,
            )
            for name, method in (
                ("referral", "get"),
                ("referral_conflict", "post"),
                ("referral_question", "get"),
                ("referral_continue", "post"),
                ("referral_accept", "get"),
                ("referral_redirect", "get"),
                ("referral_message", "post"),
                ("referral_send_on", "post"),
            )
        ),
        *(
            Row(
                name=name,
                case="no such draft",
                method=method,
                kwargs={"draft_id": _NONE, "name": "person"},
                outcomes=_NOBODY_S,
            )
            for name, method in (
                ("refer_tasks", "get"),
                ("refer_programme", "get"),
                ("refer_discard", "post"),
                ("refer_step", "get"),
            )
        ),
        Row(
            name="refer_check",
            case="no such draft: leads to the referral it may have become, which is hidden",
            kwargs={"draft_id": _NONE},
            outcomes=behind_the_gate("petra", "thomas"),
        ),
    ],
)
