"""How a cluster is spoken to, and by whom: from the environment (`ONRECORD_CLUSTER_*`) and a file.

The file is TOML with the same names in small letters, for all clusters, or in a table for one of them::

    ca_file = "/etc/ssl/newsroom.pem"

    ["search.example.org:9200"]
    user = "desk"
    password = "..."

It is refused where others than its owner can read it. What the environment says goes before what the file says.
A secret is a `Secret`, which shows itself nowhere.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer.cluster.location import is_loopback
from indexer.errors import UsageError

__all__ = ["PREFIX", "Secret", "Settings", "read_settings"]

PREFIX = "ONRECORD_CLUSTER_"
_FILE = f"{PREFIX}FILE"
_WAYS = (("user", "password"), ("api_key",), ("sigv4",))
"""Ways of saying who asks: one of them, or none."""


class Secret:
    """A text that `repr`, `str` and formatting hide; `reveal` has it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> Any:
        raise TypeError("a secret is handed to no other process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a client goes by. Times are seconds."""

    user: str = ""
    password: Secret | None = None
    api_key: Secret | None = None
    """As OpenSearch gives it out: `ID:KEY` in base64, or any token that stands behind `ApiKey`."""
    sigv4: str = ""
    """Region of AWS, or `REGION/SERVICE` (es, aoss): requests are signed by botocore with its credentials."""
    ca_file: str = ""
    """Certificates that are trusted, instead of the system's."""
    certificate: str = ""
    key: str = ""
    key_password: Secret | None = None
    plain: bool = False
    """Whether secrets may be sent over http:// to another machine."""
    gzip: bool | None = None
    """Whether bodies are packed; None for where they leave this machine."""
    connect_seconds: float = 3.0
    silent_seconds: float = 3.0
    """A node that has not answered for so long is asked for a sign of life, for which it has as long again."""
    body_seconds: float = 15.0
    """How long the body of an answer may stop."""
    patience: float = 60.0
    """How long a request may take, with all that is tried again."""
    first_pause: float = 0.1
    longest_pause: float = 5.0
    first_bench: float = 0.25
    longest_bench: float = 30.0

    @property
    def has_secrets(self) -> bool:
        """Whether who listens to what is sent learns something."""
        return self.password is not None or self.api_key is not None


_SECRETS = frozenset(("password", "api_key", "key_password"))
_TYPES = {one.name: str(one.type) for one in fields(Settings)}
_STATED = frozenset(_TYPES) - {"body_seconds", "first_pause", "longest_pause", "first_bench", "longest_bench"}
"""What a user may say."""


def read_settings(urls: Sequence[str], environment: Mapping[str, str] | None = None) -> Settings:
    """The settings for the cluster at some URLs. UsageError, which shows no secret."""
    environment = os.environ if environment is None else environment
    told = _of_environment(environment)
    path = _settings_file(environment)
    kept = _of_file(path, urls) if path is not None else {}
    for way in _WAYS:
        if any(name in told for name in way):
            kept = {name: value for name, value in kept.items() if not any(name in one for one in _WAYS)}
    settings = Settings(**(kept | told))
    _check(settings, urls)
    return settings


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    told = {}
    for variable, text in environment.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or variable == _FILE or not text:
            continue
        if name not in _STATED:
            raise UsageError(f"{variable} is no setting", hint=_listed(PREFIX, upper=True))
        told[name] = _value(name, text, variable)
    return told


def _settings_file(environment: Mapping[str, str]) -> Path | None:
    """The file that is named, else the one in the user's folder of settings, if it is there."""
    if named := environment.get(_FILE):
        return Path(named)
    base = Path(environment.get("XDG_CONFIG_HOME", ""))
    if not base.is_absolute():
        base = Path(environment.get("HOME") or Path.home()) / ".config"
    path = base / "onrecord" / "cluster.toml"
    return path if path.exists() else None


def _of_file(path: Path, urls: Sequence[str]) -> dict[str, Any]:
    """What a file says of all clusters and, in a table named by the host of each URL, of this one."""
    try:
        with path.open("rb") as file:
            _refuse_shared(path, os.fstat(file.fileno()))
            content = tomllib.load(file)
    except OSError as error:
        raise UsageError(
            f"the settings of clusters cannot be read: {path}: {error.strerror}", hint=f"mend the path in {_FILE}"
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no text", hint="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        # The message has the place and no value: a password stands on such a line as often as not.
        raise UsageError(f"{path} cannot be read: {error}", hint='write name = "value", a line each') from None
    told = {name: value for name, value in content.items() if not isinstance(value, dict)}
    hosts = {
        split.hostname if short else split.netloc for one in urls for split in [urlsplit(one)] for short in (0, 1)
    }
    tables = [(name, table) for name, table in content.items() if isinstance(table, dict) and name in hosts]
    for _, table in tables:
        told |= table
    for name in told:
        if name not in _STATED:
            raise UsageError(f"{path}: {name} is no setting", hint=_listed("", upper=False))
    return {name: _value(name, value, f"{path}: {name}") for name, value in told.items()}


def _refuse_shared(path: Path, status: os.stat_result) -> None:
    if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(f"{path} has secrets and can be read by others", hint=f"chmod 600 {path}")


def _value(name: str, value: object, place: str) -> Any:
    """A setting as its type; the text of a secret is in no message."""
    kind = _TYPES[name]
    if "bool" in kind:
        if value in (True, "1", "yes", "true"):
            return True
        if value in (False, "0", "no", "false"):
            return False
        raise UsageError(f"{place} is neither yes nor no")
    if kind == "float":
        try:
            number = float(value) if isinstance(value, (str, int, float)) else 0.0
        except ValueError:
            number = 0.0
        if not 0 < number < 1e6:
            raise UsageError(f"{place} is no number of seconds")
        return number
    if not isinstance(value, str):
        raise UsageError(f"{place} is no text", hint="put it in quotation marks")
    if any(character in value for character in "\r\n\0"):
        raise UsageError(f"{place} has an end of line in it", hint="it may have come with the file it was read from")
    return Secret(value) if name in _SECRETS else value


def _listed(prefix: str, *, upper: bool) -> str:
    names = sorted(_STATED)
    return "there are " + ", ".join(prefix + (name.upper() if upper else name) for name in names)


def _check(settings: Settings, urls: Sequence[str]) -> None:
    """Refuse what contradicts itself, and secrets on a line that others hear. UsageError."""
    if bool(settings.user) != (settings.password is not None):
        missing = "user" if settings.password is not None else "password"
        raise UsageError(
            f"there is a {'password' if missing == 'user' else 'user'} for the cluster and no {missing}",
            hint=f"set {PREFIX}{missing.upper()}, or both in the file",
        )
    ways = [way[0] for way in _WAYS if getattr(settings, way[0])]
    if len(ways) > 1:
        raise UsageError(f"the cluster is to be asked by {' and by '.join(ways)}", hint="leave one of them")
    if settings.key and not settings.certificate:
        raise UsageError("there is a key for the cluster and no certificate", hint=f"set {PREFIX}CERTIFICATE")
    for name in ("ca_file", "certificate", "key"):
        path = getattr(settings, name)
        if path and not os.path.isfile(path):
            raise UsageError(f"{PREFIX}{name.upper()} names no file: {path}", hint="mend the path")
    if settings.key:
        _refuse_shared(Path(settings.key), os.stat(settings.key))
    heard = [url for url in urls if url.startswith("http:") and not is_loopback(url)]
    if heard and settings.has_secrets and not settings.plain:
        raise UsageError(
            f"{heard[0]} would be sent a password or key that others on the way can read",
            hint=f"write https://, or allow it with {PREFIX}PLAIN=yes",
        )
