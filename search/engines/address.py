"""Where Elasticsearch is: the reading of ``ELASTICSEARCH_URL``."""

from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_ALIAS = "turnstone"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """The servers of one cluster, as URLs, and the alias that names the index there."""

    servers: tuple[str, ...]
    alias: str = DEFAULT_ALIAS

    @classmethod
    def read(cls, text: str) -> "Address":
        """Read ``https://user:password@host:9200/alias``, several of them with commas between.

        The path of the last one that has a path is the alias. Raises ``ValueError`` with a
        sentence that quotes nothing of the text, since there may be a password in it.
        """
        servers, alias = [], ""
        for part in text.split(","):
            try:
                url = urlsplit(part.strip())
                port = url.port or (443 if url.scheme == "https" else 9200)
            except ValueError:
                raise ValueError("it is no address with a port") from None
            if url.scheme not in ("http", "https") or not url.hostname:
                raise ValueError("each server is http:// or https:// and a host name")
            alias = url.path.strip("/") or alias
            host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
            login, at, _ = url.netloc.rpartition("@")
            servers.append(f"{url.scheme}://{login}{at}{host}:{port}")
        alias = alias or DEFAULT_ALIAS
        letters = alias.replace("-", "")
        if not (letters.isascii() and letters.isalnum() and alias == alias.lower()):
            raise ValueError("the path, which names the index, is small letters and hyphens")
        return cls(tuple(servers), alias)

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read what is searched for."""
        urls = map(urlsplit, self.servers)
        return all(url.scheme == "https" or url.hostname in _LOOPBACK for url in urls)
