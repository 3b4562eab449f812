"""People as commands name them."""

from django.core.management.base import CommandError

from portal.accounts.models import User


def person_called(username: str) -> User:
    """The person with this name, in any case. Raises CommandError that repeats the name."""
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandError(f"Nobody here is called {username}.")
    return user
