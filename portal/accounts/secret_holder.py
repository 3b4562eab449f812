"""The vault's way to our sealed secrets, for when its key rotates."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from portal.vault.secrets import SecretHolder, reseal_text, sealed_prefix

PURPOSE = "second-factor"
# Where allauth keeps what it passes through the adapter's `encrypt`.
_SEALED = ("secret", "seed")


def count_uses(key_id: str) -> int:
    """How many second factors lie under the key `key_id`."""
    prefix = sealed_prefix(key_id)
    under = Q()
    for name in _SEALED:
        under |= Q(**{f"data__{name}__startswith": prefix})
    return Authenticator.objects.filter(under).count()


def reseal() -> int:
    """Put every sealed secret under the current key; returns how many factors changed."""
    factors = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    return sum(_reseal(number) for number in list(factors.values_list("pk", flat=True)))


@transaction.atomic
def _reseal(number: int) -> bool:
    # Locked, for somebody may be using up a recovery code in the same row.
    factor = Authenticator.objects.select_for_update().filter(pk=number).first()
    if factor is None:
        return False
    fresh = {
        name: reseal_text(text, purpose=PURPOSE)
        for name, text in factor.data.items()
        if name in _SEALED
    }
    if all(factor.data[name] == text for name, text in fresh.items()):
        return False
    factor.data = {**factor.data, **fresh}
    factor.save(update_fields=["data"])
    return True


HOLDER = SecretHolder(name="second factors", count_uses=count_uses, reseal=reseal)
