"""Sessions whose rows say nothing: the key is stored as a digest, the content sealed.

While somebody sets up an authenticator app its secret lies in the session, and so does the name
that they signed in with. Whoever reads the table can use none of it, and cannot write a session
of their own either: sealing needs a key of the staff zone.
"""

from hashlib import blake2b
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.vault.errors import InvalidTag, VaultError
from portal.vault.secrets import open_text, seal_text


class SessionStore(DatabaseSessionStore):
    """The session engine of the staff zone (SESSION_ENGINE = "portal.accounts.sessions")."""

    # The parent's own async methods would look for the bare key; these call the ones below.
    aload = SessionBase.aload
    aexists = SessionBase.aexists
    acreate = SessionBase.acreate
    asave = SessionBase.asave
    adelete = SessionBase.adelete

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = self.serializer().dumps(session_dict).decode("latin-1")
        return seal_text(text, purpose=self._purpose())

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The session, or an empty one where the row is not ours or its key was retired."""
        sealed = session_data if isinstance(session_data, str) else session_data.decode()
        try:
            text = open_text(sealed, purpose=self._purpose())
        except (InvalidTag, VaultError):
            return {}
        session: dict[str, Any] = self.serializer().loads(text.encode("latin-1"))
        return session

    def _purpose(self) -> str:
        return f"session {self._row_key()}"

    def _row_key(self, session_key: str | None = None) -> str:
        key = session_key or self._own_key()
        # 160 bits fill the column of 40 characters; the key itself is random, so no salt is needed.
        return blake2b(key.encode(), digest_size=20, person=b"ts-session-row").hexdigest()

    def _own_key(self) -> str:
        if self.session_key is None:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        return str(self.session_key)

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(
            session_key=self._row_key(), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=self._row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return Session(
            session_key=self._row_key(),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )

    def delete(self, session_key: str | None = None) -> None:
        if session_key or self.session_key:
            Session.objects.filter(session_key=self._row_key(session_key)).delete()
