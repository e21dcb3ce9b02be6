"""Why a node gives no answer: what went wrong on the line, in words, with the mend."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from indexer.cluster.nodes import Wait
from indexer.cluster.settings import PREFIX
from indexer.errors import ClusterUnreachable

__all__ = ["Fault", "fault_of", "unreachable"]

_EXPIRED = (9, 10)
_OTHER_HOST = (62, 64)
"""X509_V_ERR_CERT_NOT_YET_VALID, _HAS_EXPIRED; _HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH."""
_GREETING_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Fault:
    """`sent`: what was asked may have been done. `lasts`: it does not help to ask again."""

    why: str
    hint: str
    sent: bool = False
    lasts: bool = False


_CUT = Fault("it cut the connection", "look at its log", sent=True)
_WANTS_CERTIFICATE = Fault(
    "it wants a certificate", f"name one in {PREFIX}CERTIFICATE and its key in {PREFIX}KEY", lasts=True
)


def fault_of(error: HTTPError, wait: Wait) -> Fault:
    """What an error of urllib3 means."""
    reason = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
    if wait.ended == "late" or (isinstance(error, ReadTimeoutError) and time.monotonic() >= wait.until):
        return Fault("no answer in the time that it was waited for", f"raise {PREFIX}PATIENCE, or ask for less", True)
    if wait.ended == "silent" or isinstance(error, ReadTimeoutError):
        return Fault("it takes connections and does not answer", "restart that node, or leave it out", True)
    if isinstance(error, NameResolutionError):
        return Fault("its name is not known", "mend the name in the address", lasts=True)
    if isinstance(error, NewConnectionError):
        return _not_connected(error)
    if isinstance(error, ConnectTimeoutError):
        return Fault("no connection in time", "look at the address, and whether a firewall is between")
    if reason is not None:
        return _untrusted(reason)
    if isinstance(error, DecodeError):
        return Fault("its answer cannot be unpacked", "look at what is between it and here", True)
    return _CUT


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what it was made of and what it came from, all the way down."""
    left: list[BaseException] = [error]
    for _ in range(20):
        if not left:
            return
        one = left.pop()
        yield one
        left += [part for part in (one.__cause__, one.__context__, *one.args) if isinstance(part, BaseException)]


def _not_connected(error: NewConnectionError) -> Fault:
    causes = [cause for cause in _causes(error) if isinstance(cause, OSError) and cause.errno]
    if any(cause.errno == errno.ECONNREFUSED for cause in causes):
        return Fault("connection refused", "start the node, or mend host and port: OpenSearch listens on 9200")
    return Fault(
        causes[0].strerror.lower() if causes and causes[0].strerror else "no connection", "look at the address"
    )


def _untrusted(reason: ssl.SSLError) -> Fault:
    """What of a certificate, or of the talk about it, does not do."""
    if isinstance(reason, ssl.SSLCertVerificationError):
        if reason.verify_code in _EXPIRED:
            return Fault(
                "its certificate has expired or is not valid yet",
                "renew it; look at this machine's clock",
                lasts=True,
            )
        if reason.verify_code in _OTHER_HOST:
            return Fault("its certificate is for another host", "name the host that it is for", lasts=True)
        return Fault(
            f"its certificate is not trusted ({reason.verify_message})",
            f"name the file of the authority that signed it in {PREFIX}CA_FILE",
            lasts=True,
        )
    said = str(reason)
    if "CERTIFICATE_REQUIRED" in said or "HANDSHAKE_FAILURE" in said:
        return Fault(
            "it wants a certificate", f"name one in {PREFIX}CERTIFICATE and its key in {PREFIX}KEY", lasts=True
        )
    if any(mark in said for mark in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")):
        return Fault("it speaks HTTP and was asked by HTTPS", "write http://, or have it speak HTTPS", lasts=True)
    if "ALERT" in said:
        return Fault(
            "it refuses this machine's certificate",
            f"name another in {PREFIX}CERTIFICATE and {PREFIX}KEY",
            lasts=True,
        )
    return _CUT


def _looked_into(url: str, fault: Fault) -> Fault:
    """Why a connection broke off, if that is because the two speak differently: not all servers say so."""
    if fault is not _CUT:
        return fault
    greeted = _greeted(url)
    if url.startswith("http:") and greeted:
        return Fault("it speaks HTTPS and was asked by HTTP", f"write https://{urlsplit(url).netloc}", lasts=True)
    return _WANTS_CERTIFICATE if greeted == "for a certificate" else fault


def _greeted(url: str) -> Literal["by TLS", "for a certificate", ""]:
    """What a port answers to a greeting of TLS that shows no certificate. Nothing is sent but that."""
    split = urlsplit(url)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        address = split.hostname, split.port or (443 if split.scheme == "https" else 80)
        with (
            socket.create_connection(address, timeout=_GREETING_SECONDS) as plain,
            context.wrap_socket(plain) as line,
        ):
            with suppress(TimeoutError):
                line.recv(1)  # what it thinks of who shows no certificate, it says after the greeting
            return "by TLS"
    except ssl.SSLError as error:
        return "for a certificate" if _asks_for_certificate(error) else ""
    except OSError:
        return ""


def _asks_for_certificate(error: ssl.SSLError) -> bool:
    return any(mark in str(error) for mark in ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE"))


def unreachable(faults: Mapping[str, Fault]) -> ClusterUnreachable:
    """No node gave an answer: why, of each."""
    faults = {url: _looked_into(url, fault) for url, fault in faults.items()}
    hints = list(dict.fromkeys(fault.hint for fault in faults.values()))
    told = "; ".join(f"{url}: {fault.why}" for url, fault in faults.items())
    return ClusterUnreachable(
        f"the cluster cannot be reached: {told}",
        url=",".join(faults),
        sent=any(fault.sent for fault in faults.values()),
        hint="; ".join(hints),
    )
