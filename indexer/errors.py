"""The errors of onrecord: one class for each thing a user can do about it.

::

    OnRecordError               base: message, hint, exit code
    ├── QuerySyntaxError        mend the query at `position`
    │   └── UnknownField        use one of the fields that exist
    ├── IndexNotFound           build one, or say where it is
    ├── IndexLocked             wait for the other writer
    ├── IndexOutdated           rebuild, or upgrade onrecord
    ├── IndexCorrupt            restore or rebuild the named file
    ├── WriterFailed            open a new writer: this one was interrupted
    ├── WorkerDied              look at the file that the message names
    ├── RecordRejected          mend the record at `path`, line `line`
    ├── ClusterError            look at the cluster at `url`
    │   ├── ClusterUnreachable  start its nodes, mend the address or the certificate
    │   ├── ClusterDenied       give the right password, key or role
    │   ├── ClusterUnsuitable   name an OpenSearch of the right version
    │   ├── ClusterBusy         ask later, or give it more memory
    │   ├── ClusterFull         make room on its disks
    │   ├── ClusterPartial      ask again when all its shards are there
    │   └── ClusterRefused      mend what was asked: `status`, `kind`
    └── UsageError              mend the command line
        └── NotOnCluster        ask otherwise, or ask a folder
"""

from __future__ import annotations

EXIT_MATCHED = 0
EXIT_NOTHING = 1
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130

__all__ = [
    "EXIT_ERROR",
    "EXIT_INTERRUPTED",
    "EXIT_MATCHED",
    "EXIT_NOTHING",
    "IndexCorrupt",
    "IndexLocked",
    "IndexNotFound",
    "IndexOutdated",
    "NotOnCluster",
    "OnRecordError",
    "QuerySyntaxError",
    "RecordRejected",
    "UnknownField",
    "UsageError",
    "WorkerDied",
    "WriterFailed",
]


class OnRecordError(Exception):
    """Something a user can mend.

    `message` says what is wrong, `hint` what to do about it, `exit_code` how a command ends.
    """

    exit_code = EXIT_ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class QuerySyntaxError(OnRecordError):
    """A query that cannot be read: `position` and `length` are code points into `query`."""

    def __init__(self, message: str, *, query: str, position: int, length: int = 1, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.position = position
        self.length = length


class UnknownField(QuerySyntaxError):
    """A field that no article and no quotation has."""


class IndexNotFound(OnRecordError):
    """There is no index at the place that was named or searched."""


class IndexLocked(OnRecordError):
    """Another process is writing to the index; the message names it."""


class IndexOutdated(OnRecordError):
    """The index was written with a schema that this version cannot read."""


class IndexCorrupt(OnRecordError):
    """A file of the index is damaged; the message names it."""


class WriterFailed(OnRecordError):
    """An earlier call of a writer ended in the middle; what it holds may be in part, what was committed is kept."""


class WorkerDied(OnRecordError):
    """A worker process ended; the message names the file that it was on."""


class RecordRejected(OnRecordError):
    """A record that cannot become an article: `path` and, in a file of many, the 1-based `line`."""

    def __init__(self, message: str, *, path: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.line = line

    @property
    def place(self) -> str:
        """`path:line`, or `path` for a file of one record."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


class UsageError(OnRecordError):
    """A command line that cannot be carried out as it stands."""


class NotOnCluster(UsageError):
    """A clause that an index in a folder answers and a cluster cannot exactly; `construct` names its kind."""

    def __init__(self, construct: str, *, hint: str) -> None:
        super().__init__(f"A cluster cannot answer {construct}.", hint=hint)
        self.construct = construct


class ClusterError(OnRecordError):
    """A cluster, at `url` (without secrets), that did not do what it was asked."""

    def __init__(self, message: str, *, url: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.url = url


class ClusterUnreachable(ClusterError):
    """No node gives an answer; the message says of each why. With `sent`, what was asked may have been done."""

    def __init__(self, message: str, *, url: str, sent: bool, hint: str = "") -> None:
        super().__init__(message, url=url, hint=hint)
        self.sent = sent


class ClusterDenied(ClusterError):
    """The cluster does not let this user in, or not do this."""


class ClusterUnsuitable(ClusterError):
    """What answers is no OpenSearch, or one of a version that cannot do what is asked."""


class ClusterBusy(ClusterError):
    """The cluster refuses for want of memory, threads or an elected manager, for as long as it was waited for."""


class ClusterFull(ClusterError):
    """The cluster takes nothing, because a disk is full."""


class ClusterPartial(ClusterError):
    """A part of the answer is missing: it is not given out."""


class ClusterRefused(ClusterError):
    """What was asked is refused: `status` of HTTP, `kind` of OpenSearch's exception (empty if it has none)."""

    def __init__(self, message: str, *, url: str, status: int, kind: str, hint: str = "") -> None:
        super().__init__(message, url=url, hint=hint)
        self.status = status
        self.kind = kind
