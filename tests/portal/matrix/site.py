"""What stands around the rooms: health, leaving, language, and the doors that are bricked up."""

from tests.portal.matrix.rows import SIGNED_IN, Outcome, Room, Row, behind_the_gate, to_all

ROOM = Room(
    rows=[
        Row(name="healthz", outcomes=to_all(Outcome.OPEN)),
        Row(name="ready", outcomes=to_all(Outcome.OPEN)),
        Row(name="exit", outcomes=to_all(Outcome.OPEN)),
        Row(name="set_language", method="post", outcomes=to_all(Outcome.OPEN)),
        Row(name="back_door", outcomes=to_all(Outcome.SIGN_IN)),
        Row(name="staff_home", outcomes=behind_the_gate(*SIGNED_IN)),
        # No such picture: hidden from those inside, unknown to those outside. Providers, whose
        # entries have no pictures, are not asked which one.
        Row(
            name="media/images/<path:path>",
            kwargs={"path": "no-such-picture.png"},
            outcomes=behind_the_gate(refuses=("pieter",)),
        ),
    ],
)
