"""The way to the servers: who is asked, how long is waited, and what their troubles mean.

No message here quotes what was asked, nor an address with a password in it.
"""

import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import ConnectionTimeout, NodeConfig, SerializationError, TransportError
from elastic_transport.client_utils import url_to_node_config
from elasticsearch import ApiError, Elasticsearch, NotFoundError, UnsupportedProductError

from search.engines.address import Address
from search.engines.base import EngineAway, IndexUnavailable

log = logging.getLogger(__name__)

#: Seconds that a visitor's search may take in all.
PATIENCE = 0.8
#: Seconds that the worker waits for one answer.
WRITING_PATIENCE = 60.0


def connect(address: Address) -> Elasticsearch:
    """A client of the cluster; nothing is asked yet.

    A server that refuses the connection costs no time, so another one is tried; one that is slow
    has used the visitor's time already.
    """
    return Elasticsearch(
        [_node(server) for server in address.servers],
        request_timeout=PATIENCE,
        max_retries=max(1, len(address.servers) - 1),
        retry_on_timeout=False,
        retry_on_status=(),
    )


def _node(server: str) -> NodeConfig:
    node = url_to_node_config(server)
    if node.scheme == "https":
        # The machine's own certificates, and what SSL_CERT_FILE adds.
        return node.replace(ssl_context=ssl.create_default_context())
    return node


class Patience:
    """What is left of the time for one answer, which may take several requests."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds. Raises :class:`EngineAway` when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise EngineAway(SLOW)
        return left


SLOW = "Elasticsearch does not answer in time"


@contextmanager
def understood() -> Iterator[None]:
    """Turn the client's errors into the engine's."""
    try:
        yield
    except NotFoundError as error:
        raise IndexUnavailable("the index is not there") from error
    except UnsupportedProductError as error:
        raise EngineAway("what answers is not Elasticsearch") from error
    except ApiError as error:
        raise EngineAway(f"Elasticsearch answers with status {error.meta.status}") from error
    except ConnectionTimeout as error:
        raise EngineAway(SLOW) from error
    except SerializationError as error:
        raise EngineAway("what answers is not Elasticsearch") from error
    except TransportError as error:
        raise EngineAway("Elasticsearch cannot be reached") from error


@contextmanager
def well_formed() -> Iterator[None]:
    """Where an answer is taken apart: one of another shape is the engine's trouble.

    For little else than that, since a mistake of our own in it passes for one of the server's.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        log.warning("an answer of Elasticsearch is not understood", exc_info=True)
        raise EngineAway("Elasticsearch answers in a way that is not understood") from error
