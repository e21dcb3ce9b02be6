"""Full-text search for news archives: who said what, when, and in which outlet.

What is public, in one place::

    >>> import onrecord
    >>> onrecord.build(Path("index"), ["articles"])
    >>> with onrecord.open_archive("index") as archive:
    ...     for hit in archive.search("speaker:madrun water", space="quotations").hits:
    ...         print(hit.quote.speaker, hit.quote.text)

What can go wrong, each with a message, a hint and an exit code::

    OnRecordError               base
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
    └── UsageError              mend the arguments, or the command line
        └── NotOnCluster        ask otherwise, or ask a folder
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.article import Article, PublicationDate, Quotation
from indexer.errors import (
    ClusterBusy,
    ClusterDenied,
    ClusterError,
    ClusterFull,
    ClusterPartial,
    ClusterRefused,
    ClusterUnreachable,
    ClusterUnsuitable,
    IndexCorrupt,
    IndexLocked,
    IndexNotFound,
    IndexOutdated,
    NotOnCluster,
    OnRecordError,
    QuerySyntaxError,
    RecordRejected,
    UnknownField,
    UsageError,
    WorkerDied,
    WriterFailed,
)
from search import __version__
from search.api import Archive, open_archive
from search.results import Closest, Hit, QuoteHit, QuoteMatch, Results, Snippet

if TYPE_CHECKING:
    from indexer.build import BuildReport, build
    from indexer.quotes import find_quotes
    from search.provenance.carriers import Carrier, Trace
    from search.provenance.verdicts import Claim, Verdict

__all__ = [
    "Archive",
    "Article",
    "BuildReport",
    "Carrier",
    "Claim",
    "Closest",
    "ClusterBusy",
    "ClusterDenied",
    "ClusterError",
    "ClusterFull",
    "ClusterPartial",
    "ClusterRefused",
    "ClusterUnreachable",
    "ClusterUnsuitable",
    "Hit",
    "IndexCorrupt",
    "IndexLocked",
    "IndexNotFound",
    "IndexOutdated",
    "NotOnCluster",
    "OnRecordError",
    "PublicationDate",
    "QuerySyntaxError",
    "Quotation",
    "QuoteHit",
    "QuoteMatch",
    "RecordRejected",
    "Results",
    "Snippet",
    "Trace",
    "UnknownField",
    "UsageError",
    "Verdict",
    "WorkerDied",
    "WriterFailed",
    "__version__",
    "build",
    "find_quotes",
    "open_archive",
]


def __getattr__(name: str) -> Any:
    """What reads articles, or traces words, is loaded when it is first asked for: who searches does without."""
    if name in ("BuildReport", "build"):
        import indexer.build

        return getattr(indexer.build, name)
    if name == "find_quotes":
        from indexer.quotes import find_quotes

        return find_quotes
    if name in ("Carrier", "Trace"):
        import search.provenance.carriers

        return getattr(search.provenance.carriers, name)
    if name in ("Claim", "Verdict"):
        import search.provenance.verdicts

        return getattr(search.provenance.verdicts, name)
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
