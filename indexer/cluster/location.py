"""Where an archive on a cluster is: `https://HOST:PORT,https://OTHER:PORT/NAME`, read and written."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from indexer.errors import UsageError

__all__ = ["DEFAULT_NAME", "Location", "is_address", "is_loopback"]

DEFAULT_NAME = "archive"
_LONGEST_NAME = 128
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_HOST = re.compile(r"[A-Za-z0-9._-]+")
_FORM = "write https://HOST:9200/NAME, several nodes as https://A:9200,https://B:9200/NAME"


def is_address(given: str) -> bool:
    """Whether an archive is named by the URL of a cluster, and not by a folder."""
    return given.lstrip().lower().startswith(("https://", "http://"))


def is_loopback(url: str) -> bool:
    """Whether what is sent to a URL stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Location:
    """The nodes of a cluster, each as `https://HOST:PORT`, and the name that an archive has there."""

    urls: tuple[str, ...]
    name: str = DEFAULT_NAME

    def __str__(self) -> str:
        return f"{','.join(self.urls)}/{self.name}"

    @classmethod
    def read(cls, address: str) -> Location:
        """The archive at an address. UsageError, which never repeats what may be a password."""
        parts = [part.strip() for part in address.strip().split(",")]
        _refuse_secrets(parts)
        urls: list[str] = []
        for number, part in enumerate(parts, 1):
            url, path = _node(part, number, len(parts))
            if path and number < len(parts):
                raise UsageError(
                    f"{part} is not the last address and has a name behind it: /{path}",
                    hint="the name stands once, behind the last one: https://A:9200,https://B:9200/NAME",
                )
            if url not in urls:
                urls.append(url)
        name = path or DEFAULT_NAME
        if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
            lower = name.lower()
            better = f"; write /{lower}" if _NAME.fullmatch(lower) and len(lower) <= _LONGEST_NAME else ""
            raise UsageError(
                f"{name} is no name of an archive on a cluster",
                hint=f"small letters, digits, - and _, at most {_LONGEST_NAME} of them{better}",
            )
        return cls(tuple(urls), name)


def _refuse_secrets(parts: list[str]) -> None:
    """A password in an address is seen by all users of a machine (`ps`) and stays in the history of the shell. One
    that has a comma in it is cut in two by it: what has an @ anywhere is not shown."""
    for part in parts:
        if "@" in part:
            host = part.rpartition("@")[2]
            shown = host if _HOST.fullmatch(host.partition("/")[0].partition(":")[0]) else "HOST"
            raise UsageError(
                f"a user or password stands in the address, before @{shown}: others can see it there",
                hint="change that password if others use this machine, and give the new one in "
                "ONRECORD_CLUSTER_USER and ONRECORD_CLUSTER_PASSWORD, or in a file (docs/cluster.md)",
            )


def _node(part: str, number: int, count: int) -> tuple[str, str]:
    """`https://HOST:PORT` of one address, and what is behind it."""
    place = f"address {number} of {count}, {part}" if count > 1 else part
    if not part:
        raise UsageError(f"address {number} of {count} is empty", hint=_FORM)
    if not is_address(part):
        raise UsageError(f"{place}, does not begin with https:// or http://", hint=f"write https://{part}")
    try:
        split = urlsplit(part)
        port = split.port
    except ValueError as error:
        raise UsageError(f"{place}: {error}", hint=_FORM) from None
    if split.query or split.fragment or "?" in part or "#" in part:
        raise UsageError(f"{place} has a ? or #", hint=_FORM)
    path = split.path.strip("/")
    if "/" in path:
        raise UsageError(f"{place} has more than a name behind its host: /{path}", hint=_FORM)
    return f"{split.scheme}://{_host(split, place)}{'' if port is None else f':{port}'}", path


def _host(split: SplitResult, place: str) -> str:
    """The host as it is looked up: in small letters, other scripts by their ASCII form."""
    host = split.hostname or ""
    if "[" in split.netloc:
        try:
            return f"[{ipaddress.IPv6Address(host.partition('%')[0])}]"
        except ValueError:
            raise UsageError(f"{place}: {host} is no address", hint=_FORM) from None
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host):
        raise UsageError(f"{place} has no host" if not host else f"{place}: {host} is no name of a host", hint=_FORM)
    return ascii_host
