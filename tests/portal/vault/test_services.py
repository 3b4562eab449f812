"""A referral's content keys: made by inserts alone, opened by who may, destroyed for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from portal.vault.compartments import Compartment
from portal.vault.errors import ContentKeysExist, InvalidTag, KeyNotHeld, NoContentKey
from portal.vault.keyring import load_key_ring
from portal.vault.models import ContentKey, KeyWrap
from portal.vault.sealing import new_key, open_sealed, seal
from portal.vault.services import (
    create_content_keys,
    destroy_keys,
    unwrap_with_portal_key,
    unwrap_with_receipt_key,
)

pytestmark = pytest.mark.django_db

SHARED, STAFF, VICTIM = Compartment.SHARED, Compartment.STAFF, Compartment.VICTIM_SUPPORT


@contextmanager
def only_inserts_and_reads() -> Iterator[None]:
    """The database itself refuses UPDATE and DELETE, as it does to the public role."""
    import sqlite3

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE ROLE only_inserts NOLOGIN")
            cursor.execute(
                "GRANT SELECT, INSERT ON vault_contentkey, vault_keywrap TO only_inserts"
            )
            cursor.execute("SET ROLE only_inserts")
        else:
            refused = (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
            connection.connection.set_authorizer(
                lambda action, *_: sqlite3.SQLITE_DENY if action in refused else sqlite3.SQLITE_OK
            )
        try:
            yield
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("RESET ROLE")
            else:
                connection.connection.set_authorizer(None)


def test_each_compartment_gets_a_key_of_its_own(keys, owner):
    made = create_content_keys(owner=owner, compartments=[SHARED, STAFF, VICTIM])
    assert len({secret.key for secret in made.values()}) == 3
    for compartment in (SHARED, STAFF, VICTIM):
        assert unwrap_with_portal_key(owner=owner, compartment=compartment) == made[compartment]


def test_two_referrals_have_different_keys(keys):
    one, other = (
        create_content_keys(owner=uuid4(), compartments=[SHARED])[SHARED] for _ in range(2)
    )
    assert one.key != other.key


def test_the_receipt_opens_the_shared_key(keys, owner):
    receipt_key = new_key()
    made = create_content_keys(owner=owner, compartments=[SHARED, STAFF], receipt_key=receipt_key)
    opened = unwrap_with_receipt_key(owner=owner, compartment=SHARED, receipt_key=receipt_key)
    assert opened == made[SHARED]
    with pytest.raises(NoContentKey):
        unwrap_with_receipt_key(owner=owner, compartment=STAFF, receipt_key=receipt_key)


def test_another_receipt_opens_nothing(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED], receipt_key=new_key())
    with pytest.raises(InvalidTag):
        unwrap_with_receipt_key(owner=owner, compartment=SHARED, receipt_key=new_key())


def test_the_public_role_seals_and_cannot_open(keys, owner, public_role):
    made = create_content_keys(owner=owner, compartments=[SHARED], receipt_key=new_key())
    assert seal(made[SHARED], field="words", version=1, plaintext=b"help")
    with pytest.raises(KeyNotHeld, match="public process does not hold"):
        unwrap_with_portal_key(owner=owner, compartment=SHARED)


def test_what_the_public_role_sealed_the_staff_opens(keys, owner, settings):
    settings.ROLE = "public"
    made = create_content_keys(owner=owner, compartments=[SHARED], receipt_key=new_key())
    sealed = seal(made[SHARED], field="words", version=1, plaintext=b"help")
    settings.ROLE = "staff"
    secret = unwrap_with_portal_key(owner=owner, compartment=SHARED)
    assert open_sealed(secret, field="words", version=1, sealed=sealed) == b"help"


def test_the_public_role_cannot_make_the_staffs_keys(owner, public_role):
    with pytest.raises(KeyNotHeld):
        create_content_keys(owner=owner, compartments=[SHARED, STAFF])
    assert not ContentKey.objects.exists()


def test_a_key_planted_for_the_staff_is_not_believed(keys, owner):
    """A public process that was taken over may insert rows; it cannot make one that opens."""
    planted = ContentKey.objects.create(owner=owner, compartment=STAFF.value)
    ring = load_key_ring(role="public")
    from portal.vault.wraps import WrapContext

    context = WrapContext(
        content_key_id=planted.id, owner=owner, compartment=STAFF, key_id=ring.recipient_id
    )
    wrapped = b"\x01" + ring.recipients[ring.recipient_id].encrypt(b"k" * 32, info=context.info())
    KeyWrap.objects.create(
        content_key=planted, recipient="portal", key_id=ring.recipient_id, wrapped=wrapped
    )
    with pytest.raises(InvalidTag):
        unwrap_with_portal_key(owner=owner, compartment=STAFF)


def test_a_second_wrap_for_the_portal_cannot_be_slipped_in(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED])
    content_key = ContentKey.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyWrap.objects.create(
            content_key=content_key, recipient="portal", key_id="0002-00000000", wrapped=b"x"
        )


def test_making_keys_takes_inserts_only(keys, owner, public_role):
    with only_inserts_and_reads():
        create_content_keys(owner=owner, compartments=[SHARED], receipt_key=new_key())
        assert KeyWrap.objects.filter(content_key__owner=owner).count() == 2


def test_the_guard_of_the_test_above_refuses_the_rest(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED])
    with transaction.atomic(), only_inserts_and_reads():
        with pytest.raises(DatabaseError), transaction.atomic():
            KeyWrap.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            ContentKey.objects.update(created_on=timezone.localdate())


def test_no_time_finer_than_a_day_is_stored():
    kinds = {
        field.get_internal_type() for model in (ContentKey, KeyWrap) for field in _fields(model)
    }
    assert "DateField" in kinds
    assert not kinds & {"DateTimeField", "TimeField"}


def _fields(model):
    return model._meta.get_fields(include_hidden=True)


def test_nothing_in_the_rows_comes_from_a_clock_or_counter():
    assert {ContentKey._meta.pk.get_internal_type(), KeyWrap._meta.pk.get_internal_type()} == {
        "UUIDField"
    }
    assert ContentKey().id.version == KeyWrap().id.version == 4


def test_keys_are_made_once(keys, owner):
    first = create_content_keys(owner=owner, compartments=[SHARED])[SHARED]
    with pytest.raises(ContentKeysExist):
        create_content_keys(owner=owner, compartments=[STAFF, SHARED])
    assert unwrap_with_portal_key(owner=owner, compartment=SHARED) == first
    with pytest.raises(NoContentKey):
        unwrap_with_portal_key(owner=owner, compartment=STAFF)


def test_other_compartments_can_follow_later(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED])
    create_content_keys(owner=owner, compartments=[STAFF, VICTIM])
    assert ContentKey.objects.filter(owner=owner).count() == 3


def test_a_receipt_without_the_shared_compartment_is_refused(keys, owner):
    with pytest.raises(ValueError, match="shared compartment only"):
        create_content_keys(owner=owner, compartments=[STAFF], receipt_key=new_key())
    with pytest.raises(ValueError, match="at least one"):
        create_content_keys(owner=owner, compartments=[])


@pytest.mark.parametrize("column", ["owner", "compartment", "id", "key_id", "wrapped"])
def test_a_wrap_moved_in_the_table_does_not_open(keys, owner, column):
    create_content_keys(owner=owner, compartments=[SHARED])
    other = uuid4()
    create_content_keys(owner=other, compartments=[SHARED])
    mine, theirs = (KeyWrap.objects.get(content_key__owner=one) for one in (owner, other))
    if column == "owner":
        ContentKey.objects.filter(id=theirs.content_key_id).update(owner=uuid4())
        ContentKey.objects.filter(id=mine.content_key_id).update(owner=other)
        asked = other, SHARED
    elif column == "compartment":
        ContentKey.objects.filter(id=mine.content_key_id).update(compartment=STAFF.value)
        asked = owner, STAFF
    elif column == "id":
        KeyWrap.objects.filter(id=mine.id).delete()
        KeyWrap.objects.filter(id=theirs.id).update(content_key=mine.content_key)
        asked = owner, SHARED
    elif column == "key_id":
        from portal.vault.keymaking import add_key

        KeyWrap.objects.update(key_id=add_key(folder=keys, kind="recipient"))
        asked = owner, SHARED
    else:
        KeyWrap.objects.filter(id=mine.id).update(wrapped=bytes(theirs.wrapped))
        asked = owner, SHARED
    with pytest.raises(InvalidTag):
        unwrap_with_portal_key(owner=asked[0], compartment=asked[1])


def test_no_key_is_said_to_be_no_key(keys, owner):
    with pytest.raises(NoContentKey):
        unwrap_with_portal_key(owner=owner, compartment=SHARED)


def test_destroyed_keys_open_for_nobody(keys, owner):
    receipt_key = new_key()
    create_content_keys(owner=owner, compartments=[SHARED, STAFF], receipt_key=receipt_key)
    kept = uuid4()
    create_content_keys(owner=kept, compartments=[SHARED])
    assert destroy_keys(owner=owner) == 3
    assert not KeyWrap.objects.filter(content_key__owner=owner).exists()
    for compartment in (SHARED, STAFF):
        with pytest.raises(NoContentKey):
            unwrap_with_portal_key(owner=owner, compartment=compartment)
    with pytest.raises(NoContentKey):
        unwrap_with_receipt_key(owner=owner, compartment=SHARED, receipt_key=receipt_key)
    assert unwrap_with_portal_key(owner=kept, compartment=SHARED)


def test_destroying_twice_changes_nothing(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED])
    destroy_keys(owner=owner)
    assert destroy_keys(owner=owner) == 0


def test_nobody_can_make_new_keys_for_an_erased_referral(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED])
    destroy_keys(owner=owner)
    with pytest.raises(ContentKeysExist):
        create_content_keys(owner=owner, compartments=[SHARED])


def test_a_wrap_slipped_in_after_erasure_is_not_used(keys, owner):
    create_content_keys(owner=owner, compartments=[SHARED])
    (wrap,) = KeyWrap.objects.all()
    destroy_keys(owner=owner)
    wrap.save(force_insert=True)
    with pytest.raises(NoContentKey):
        unwrap_with_portal_key(owner=owner, compartment=SHARED)
