"""Who asks: the headers of a request that say so."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Protocol

from indexer.cluster.settings import Settings
from indexer.errors import UsageError

__all__ = ["Signer", "signer_of"]


class Signer(Protocol):
    """Gives the headers that go with a request."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]: ...


class _Fixed:
    """The same header for every request."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return {"Authorization": self._value}


class _SigV4:
    """Signature version 4 of AWS, made by botocore with the credentials that it finds."""

    def __init__(self, region: str, service: str) -> None:
        try:
            from botocore.session import Session
        except ImportError:
            raise UsageError(
                "requests are to be signed for AWS, and botocore is not installed", hint="pip install botocore"
            ) from None
        self._region, self._service = region, service
        self._credentials = Session().get_credentials()
        if self._credentials is None:
            raise UsageError(
                "requests are to be signed for AWS, and botocore finds no credentials",
                hint="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
            )

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        request: Any = AWSRequest(method=method, url=url, data=body, headers=dict(headers))
        # The name of botocore's own header: aoss refuses a body without it.
        request.headers["X-Amz-Content-SHA256"] = SigV4Auth(None, self._service, self._region).payload(request)
        # Frozen anew for each request: those of a role end, and botocore fetches others.
        SigV4Auth(self._credentials.get_frozen_credentials(), self._service, self._region).add_auth(request)
        return dict(request.headers.items())


def signer_of(settings: Settings) -> Signer | None:
    """Who asks by these settings; None for nobody. UsageError where that cannot be said."""
    if settings.password is not None:
        pair = f"{settings.user}:{settings.password.reveal()}".encode()
        return _Fixed(f"Basic {base64.b64encode(pair).decode('ascii')}")
    if settings.api_key is not None:
        key = settings.api_key.reveal()
        if not key.isascii():
            raise UsageError("the API key of the cluster has characters that no key has", hint="copy it once more")
        return _Fixed(f"ApiKey {key}")
    if settings.sigv4:
        region, _, service = settings.sigv4.partition("/")
        return _SigV4(region, service or "es")
    return None
