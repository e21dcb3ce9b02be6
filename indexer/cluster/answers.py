"""What a node answers: whole and as it should be, or the error that it amounts to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import orjson

from indexer.cluster.settings import PREFIX
from indexer.errors import (
    ClusterBusy,
    ClusterDenied,
    ClusterError,
    ClusterFull,
    ClusterPartial,
    ClusterRefused,
    ClusterUnsuitable,
)

__all__ = ["BUSY", "Answer", "check_whole", "error_of", "read_answer", "refuse_unsuitable"]

BUSY = frozenset((429, 502, 503, 504))
"""What passes."""
_OLDEST = (2, 19)
_LONGEST_REASON = 400
_BLOCKS = ("cluster_block_exception", "index_create_block_exception")
_FULL = ("disk usage", "read-only-allow-delete", "create-index blocked")
"""What a block of indexes, or of new ones, says that is made when disks are full."""
_TITLE = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)
_WHOLE = re.compile(r"/(_search|_count|_refresh|_flush|_forcemerge|_delete_by_query|_search/point_in_time)(\?|$)")
"""What is only right if all shards took part. Of a document that is written a copy may fail: the others have it."""


class Answer(dict[str, Any]):
    """The JSON object that was answered; `status` is that of HTTP."""

    def __init__(self, content: Mapping[str, Any], status: int) -> None:
        super().__init__(content)
        self.status = status


def read_answer(
    url: str, path: str, status: int, headers: Mapping[str, str], data: bytes, accept: Collection[int]
) -> Answer:
    """An answer that was asked for; ClusterError for every other."""
    if 300 <= status < 400:
        where = headers.get("location", "elsewhere").partition("?")[0]
        raise ClusterUnsuitable(
            f"{url} sends on to {_clean(where)}", url=url, hint="name the address of the cluster itself"
        )
    content, is_json = _parsed(headers, data)
    if status in accept and is_json:
        answer = Answer(content, status)
        if _WHOLE.search(path):
            check_whole(answer, url)
        return answer
    if not is_json and status not in BUSY and status not in (401, 403, 413):
        raise _no_opensearch(url, status, data)
    raise error_of(url, status, content)


def _parsed(headers: Mapping[str, str], data: bytes) -> tuple[dict[str, Any], bool]:
    """An object, and whether it was answered: an answer without a body is an empty one unless it is said to be of
    another kind."""
    kind = headers.get("content-type", "application/json")
    if not data:
        return {}, "html" not in kind
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}, False
    return (content, True) if isinstance(content, dict) else ({}, False)


def _no_opensearch(url: str, status: int, data: bytes) -> ClusterUnsuitable:
    title = _TITLE.search(data)
    said = f" titled {_clean(title[1].decode('utf-8', 'replace'))!r}" if title else ""
    kind = f"a page of HTML{said}" if b"<html" in data[:2000].lower() else "no JSON"
    if b"plain HTTP request was sent to HTTPS port" in data:
        return ClusterUnsuitable(f"{url} speaks HTTPS and was asked by HTTP", url=url, hint="write https://")
    return ClusterUnsuitable(
        f"{url} is no OpenSearch: it answers {status} with {kind}",
        url=url,
        hint="name host and port of the cluster, not of a web page or of Dashboards; OpenSearch listens on 9200",
    )


def error_of(url: str, status: int, content: Mapping[str, Any], subject: str = "") -> ClusterError:
    """The error that a status and what came with it amount to. `subject` is what was asked for, in words."""
    kind, reason = _cause(content)
    told = f"{status}{f' {kind}' if kind else ''}{f': {reason}' if reason else ''}"
    about = f"{url}{f', {subject}' if subject else ''}"
    if kind in _BLOCKS and any(mark in reason for mark in _FULL):
        return ClusterFull(
            f"{about}: a disk of the cluster is full: {reason}",
            url=url,
            hint="make room on its nodes or add one; the block goes by itself, and what was committed is kept",
        )
    if status == 401:
        return ClusterDenied(
            f"{about}: not let in: {told}",
            url=url,
            hint=f"look at user and password, or key, in {PREFIX}... or the file of settings",
        )
    if status == 403 and kind in ("", "security_exception"):
        return ClusterDenied(
            f"{about}: not allowed: {told}",
            url=url,
            hint="give this user a role that may (docs/cluster.md lists what)",
        )
    if kind == "circuit_breaking_exception":
        return ClusterBusy(
            f"{about}: out of memory: {told}", url=url, hint="give its nodes more heap, or ask for less at once"
        )
    if status in BUSY:
        return ClusterBusy(
            f"{about}: busy: {told}", url=url, hint="look at its load and its log, and ask again later"
        )
    return ClusterRefused(
        f"{about}: refused: {told}", url=url, status=status, kind=kind, hint="the cluster's log has more of it"
    )


def _cause(content: Mapping[str, Any]) -> tuple[str, str]:
    """The kind of an exception and its reason, with what caused it; AWS tells a `message`."""
    error = content.get("error", content.get("message", content.get("Message", "")))
    if not isinstance(error, dict):
        return "", _clean(str(error or ""))
    roots = error.get("root_cause")
    root = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], dict) else error
    kind = str(root.get("type") or error.get("type") or "")
    reasons = [str(root.get("reason") or error.get("reason") or "")]
    cause = error.get("caused_by")
    while isinstance(cause, dict) and len(reasons) < 5:
        reasons.append(str(cause.get("reason") or cause.get("type") or ""))
        cause = cause.get("caused_by")
    return _clean(kind), _clean("; ".join(dict.fromkeys(filter(None, reasons))))


def _clean(text: str) -> str:
    """A line of what somebody else says."""
    line = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_REASON else f"{line[:_LONGEST_REASON]}…"


def check_whole(content: Mapping[str, Any], url: str) -> None:
    """ClusterPartial if a part of an answer is missing."""
    shards = content.get("_shards")
    failed = shards.get("failed", 0) if isinstance(shards, dict) else 0
    failures = (shards.get("failures") if isinstance(shards, dict) else None) or content.get("failures") or []
    if failed or failures:
        first = failures[0] if isinstance(failures, list) and failures and isinstance(failures[0], dict) else {}
        kind, reason = _cause({"error": first.get("reason") or first.get("cause") or {}})
        why = f": {kind}: {reason}" if kind else ""
        missing = (
            f"{failed} of its {shards.get('total', '?')} shards" if failed and isinstance(shards, dict) else "a part"
        )
        told = f"{missing} did not answer{why}"
    elif content.get("timed_out"):
        told = "it ran out of time"
    elif content.get("terminated_early"):
        told = "it ended early"
    else:
        return
    raise ClusterPartial(
        f"{url}: the answer is not whole: {told}", url=url, hint="ask again when all nodes of the cluster are there"
    )


def refuse_unsuitable(content: Mapping[str, Any], url: str) -> None:
    """ClusterUnsuitable unless a node says that it is OpenSearch of a version that is known to do."""
    version = content.get("version")
    version = version if isinstance(version, dict) else {}
    number = str(version.get("number", ""))
    if version.get("distribution") != "opensearch":
        other = "Elasticsearch" if "You Know, for Search" in str(content.get("tagline")) else "something else"
        raise ClusterUnsuitable(
            f"{url} is {other}{f' {_clean(number)}' if number else ''}, not OpenSearch",
            url=url,
            hint=f"onrecord needs OpenSearch {_OLDEST[0]}.{_OLDEST[1]} or newer",
        )
    parts = re.match(r"(\d+)\.(\d+)", number)
    if parts is None or (int(parts[1]), int(parts[2])) < _OLDEST:
        raise ClusterUnsuitable(
            f"{url} is OpenSearch {_clean(number) or 'of no version'}: too old",
            url=url,
            hint=f"onrecord needs {_OLDEST[0]}.{_OLDEST[1]} or newer; where that is what it is, switch off "
            "compatibility.override_main_response_version",
        )
