"""The engines, one module each, behind one protocol.

A module is imported when its engine is asked for: a process that builds with one engine holds
nothing of the others.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from bench.peers.protocol import Asked, Opened, Peer, Unavailable

OURS = "onrecord"

_MADE_BY: dict[str, tuple[str, str, dict[str, Any]]] = {
    OURS: ("onrecord", "OnRecord", {}),
    "tantivy": ("tantivy", "Tantivy", {"total": True}),
    "tantivy (no total)": ("tantivy", "Tantivy", {"total": False}),
    "FTS5": ("fts5", "Fts5", {}),
    "Xapian": ("xapian", "Xapian", {}),
    "whoosh3": ("stock_whoosh", "PlainWhoosh", {}),
    "whoosh3 (our fields)": ("stock_whoosh", "SameFields", {}),
}
STOCK = ("whoosh3", "whoosh3 (our fields)")
"""The engines that are so slow that they are given fewer articles and fewer questions."""
PEERS = tuple(_MADE_BY)
"""The names of all engines; onrecord is the one that the others are compared to."""


@cache
def peer(name: str) -> Peer:
    """The engine of that name, installed or not."""
    module, kind, options = _MADE_BY[name]
    made: Peer = getattr(import_module(f"bench.peers.{module}"), kind)(**options)
    return made


__all__ = ["OURS", "PEERS", "STOCK", "Asked", "Opened", "Peer", "Unavailable", "peer"]
