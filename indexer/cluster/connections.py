"""Connections to a node: kept open, trusted by the settings, and known to who watches over them."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from indexer.cluster.settings import PREFIX, Settings
from indexer.errors import UsageError

__all__ = ["pool_of", "trust"]

_KEPT_OPEN = 16
"""Connections to a node that are kept for the next request."""


def trust(settings: Settings) -> ssl.SSLContext:
    """What certificates are believed and shown. UsageError if a file is none."""
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
    except (ssl.SSLError, OSError):
        raise UsageError(
            f"{settings.ca_file} has no certificates", hint=f"{PREFIX}CA_FILE names certificates in PEM"
        ) from None
    if settings.certificate:
        password = settings.key_password.reveal() if settings.key_password is not None else ""
        try:
            # A password is always given: without one, OpenSSL would ask for it at the terminal.
            context.load_cert_chain(settings.certificate, settings.key or None, password)
        except (ssl.SSLError, OSError):
            raise UsageError(
                f"{settings.certificate} and its key cannot be used",
                hint=f"both are PEM and belong together; the password of a locked key stands in {PREFIX}KEY_PASSWORD",
            ) from None
    return context


def pool_of(
    url: str, settings: Settings, context: ssl.SSLContext, note: Callable[[Any], None]
) -> urllib3.HTTPConnectionPool:
    """The connections to a node. `note` is told which one a thread uses, before it connects or sends."""
    if url.startswith("http:"):
        pool = urllib3.connection_from_url(url, maxsize=_KEPT_OPEN)
        pool.ConnectionCls = _noted(HTTPConnection, note, settings.body_seconds)
    else:
        pool = urllib3.connection_from_url(url, maxsize=_KEPT_OPEN, ssl_context=context)
        pool.ConnectionCls = _noted(HTTPSConnection, note, settings.body_seconds)
    return pool


def _noted(base: type[HTTPConnection], note: Callable[[Any], None], body_seconds: float) -> Any:
    class Noted(base):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            note(self)
            super().connect()

        def request(self, *args: Any, **kwargs: Any) -> None:
            note(self)
            super().request(*args, **kwargs)

        def getresponse(self) -> Any:
            response = super().getresponse()
            if self.sock is not None:
                self.sock.settimeout(body_seconds)
            return response

    return Noted
