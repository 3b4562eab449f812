"""A word in every field of the partner's form, and in every message, stands nowhere in clear."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django import forms
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.utils import timezone

from portal.referrals import services, tasks
from portal.referrals.models import Notice, PartnerDraft
from portal.referrals.states import Actor
from portal.referrals.steps import STEPS
from tests.canaries import make_canary, unwrapped
from tests.portal.referrals.builders import ANSWERS, fresh, make_draft, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def with_canaries() -> tuple[dict[str, dict[str, object]], list[str]]:
    """The answers with a canary in every field that takes words, and the canaries."""
    answers = {step: dict(page) for step, page in ANSWERS.items()}
    words = []
    for step in STEPS:
        for name, field in step.form.base_fields.items():
            if type(field).__mro__[0].__name__ in ("ShortText", "LongText"):
                word = make_canary()
                # Digits as well: where a telephone number is asked, a word alone is refused.
                answers[step.name][name] = f"before {word} after 020 7946 0123"
                words.append(word)
    return answers, words


def free_text_fields() -> int:
    return sum(
        isinstance(field, forms.CharField) and not isinstance(field, forms.ChoiceField)
        for step in STEPS
        for field in step.form.base_fields.values()
    )


def places(words: list[str]) -> list[str]:
    """Where in the database one of `words` stands, wrapped or not: files, or tables on a server."""
    stored = files() if connection.vendor == "sqlite" else tables()
    found = []
    for place, content in stored:
        views = [view.lower() for view in unwrapped(content, 1)]
        found += [place for word in words if any(word.encode() in view for view in views)]
    return found


def files() -> Iterator[tuple[str, bytes]]:
    path = Path(connection.settings_dict["NAME"])
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if file.exists():
            yield file.name, file.read_bytes()


def tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
            yield table, b"\n".join(row[0].encode() for row in cursor.fetchall())


def test_nothing_of_the_partners_form_stands_in_the_database(
    programme, elsewhere, ines, ilse, petra
):
    answers, words = with_canaries()
    assert len(words) == free_text_fields() > 10
    draft = make_draft(petra, programme, answers)
    assert not places(words), "while it is a draft"
    sent = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    spoken = [make_canary() for _ in range(4)]
    take_in(sent, ines)
    services.ask_question(
        acting_user=ines,
        referral=sent,
        question=spoken[0],
        answer_by=timezone.localdate() + dt.timedelta(days=3),
        uuid=uuid4(),
    )
    services.send_message(
        acting_user=petra, referral=sent, text=spoken[1], uuid=uuid4(), role=Actor.REFERRER
    )
    services.send_message(
        acting_user=ines, referral=sent, text=spoken[2], uuid=uuid4(), role=Actor.INTAKE
    )
    services.redirect_referral(
        acting_user=ines,
        referral=sent,
        reason="area",
        programmes=[elsewhere.uuid],
        message=spoken[3],
    )
    tasks.enqueue_notices_if_due()
    opened = services.read_referral(acting_user=ines, referral=fresh(sent))
    assert all(word in str(opened) for word in (*words, *spoken))
    assert not places([*words, *spoken])
    assert not [m for m in mail.outbox for w in (*words, *spoken) if w in f"{m.subject}{m.body}"]
    assert not Session.objects.exists()
    assert not PartnerDraft.objects.exists()


def test_a_word_that_does_stand_there_is_found(ines):
    planted = make_canary()
    ines.first_name = planted
    ines.save(update_fields=["first_name"])
    assert places([planted])


def test_a_session_between_two_pages_holds_no_answer(programme, signed_in, petra):
    client = signed_in("petra")
    draft = make_draft(petra, programme, {})
    word = make_canary()
    page = {**ANSWERS["reason"], "reason": word}
    answer = client.post(f"/portal/refer/{draft.id}/reason/", page)
    assert answer.status_code == 302
    assert word in client.get(f"/portal/refer/{draft.id}/reason/").content.decode()
    assert word not in str(dict(client.session))
    assert not places([word])
    assert not Notice.objects.exists()
