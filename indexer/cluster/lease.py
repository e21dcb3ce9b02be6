"""The lock of an archive: a document that says who writes, and a lease that ends when nobody renews it.

A writer renews its lease in a thread. Who finds the lock taken watches it: as long as it is renewed the archive is
locked; when it is not, for as long as a lease lasts on the watcher's own clock, its holder is taken for dead. No two
clocks are compared. A holder on this machine whose process is gone is dead at once. Each holder has a higher number
(`token`) than the one before, and with it all it writes: what a dead one wrote comes too late.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indexer.cluster.client import Client
from indexer.cluster.indexes import lock_index, make_index
from indexer.errors import ClusterRefused, IndexLocked, OnRecordError

__all__ = ["LEASE_SECONDS", "Lease", "kept"]

LEASE_SECONDS = 90.0
"""More than the half minute for which a cluster waits for a node that hangs, and with it who writes there."""
_RENEWED = 6
"""So many times a lease is renewed before it would end."""
_LOOK = 0.25
"""Seconds between two looks at a lock that somebody has."""
_DOCUMENT = "writer"


class Lease:
    """Held from when it is made until it is closed. IndexLocked."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._index = lock_index(name)
        self._place = f"{','.join(client.urls)}: the archive {name}"
        self._kept: dict[str, Any] = {}
        self._mutex = threading.Lock()
        self._ended = threading.Event()
        self._lost = ""
        self._me = _myself()
        self._at: tuple[int, int] | None = None
        self._renewed = 0.0
        self.token = 0
        """Higher than that of every holder before."""
        self._acquire()
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)
        self._thread.start()

    @property
    def kept(self) -> Mapping[str, Any]:
        """What holders have left for one another."""
        return MappingProxyType(self._kept)

    def keep(self, **values: Any) -> None:
        """Leave something for the next holder, whatever becomes of this one."""
        with self._mutex:
            self._kept |= values
            self._write_mine()
        self.check()

    def check(self) -> None:
        """IndexLocked if the lease is lost: somebody else may write now."""
        if not self._lost and time.monotonic() - self._renewed > LEASE_SECONDS * (1 - 1 / _RENEWED):
            self._lost = "the cluster could not be reached for as long as its lock lasts"
        if self._lost:
            raise IndexLocked(
                f"{self._place} is no longer this writer's: {self._lost}",
                hint="what was committed is kept; run it again",
            )

    def close(self) -> None:
        """Give the lock back, if it is still held."""
        self._ended.set()
        self._thread.join()
        with self._mutex:
            if not self._lost:
                with suppress(OnRecordError):  # it ends by itself
                    self._write(None)

    def _acquire(self) -> None:
        fields = {"dynamic": "strict", "properties": {"lock": {"type": "object", "enabled": False}}}
        settings = {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"}
        if self._client.request("HEAD", f"/{self._index}", accept=(200, 404)).status == 404:
            make_index(self._client, self._index, {"settings": settings, "mappings": fields})
        seen: tuple[int, int] | None = None
        since = time.monotonic()
        while True:
            answer = self._client.request("GET", f"/{self._index}/_doc/{_DOCUMENT}", accept=(200, 404))
            lock = answer.get("_source", {}).get("lock", {})
            holder = lock.get("holder")
            if holder == self._me:  # the answer that it was written was lost
                self._at = answer["_seq_no"], answer["_primary_term"]
                return
            now = (answer["_seq_no"], answer["_primary_term"]) if answer.status == 200 else None
            if seen is not None and now != seen and holder is not None:
                raise self._locked(holder)
            if seen is None:
                seen = now
            alive = _is_alive(holder, self._me) if holder else False
            if alive:
                raise self._locked(holder)
            if not holder or alive is False or time.monotonic() - since > LEASE_SECONDS:
                self._at, self.token, self._kept = now, int(lock.get("token", 0)) + 1, dict(lock.get("kept", {}))
                try:
                    self._write(self._me)
                    return
                except ClusterRefused as error:
                    if error.status != 409:
                        raise
                    seen = None
                    since = time.monotonic()
            time.sleep(_LOOK)

    def _locked(self, holder: dict[str, Any]) -> IndexLocked:
        return IndexLocked(
            f"{self._place} is being written to by process {holder.get('pid')} on {holder.get('host')}",
            hint="wait until it is done; if it died, its lock ends by itself",
        )

    def _write(self, holder: dict[str, Any] | None) -> None:
        condition = (
            f"if_seq_no={self._at[0]}&if_primary_term={self._at[1]}" if self._at is not None else "op_type=create"
        )
        lock = {"holder": holder, "token": self.token, "kept": self._kept}
        begun = time.monotonic()
        answer = self._client.request("PUT", f"/{self._index}/_doc/{_DOCUMENT}?{condition}", {"lock": lock})
        self._at = answer["_seq_no"], answer["_primary_term"]
        self._renewed = begun

    def _renew(self) -> None:
        while not self._lost and not self._ended.wait(LEASE_SECONDS / _RENEWED):
            # Where it cannot be renewed, `check` knows how long ago it was.
            with self._mutex, suppress(OnRecordError):
                self._write_mine()

    def _write_mine(self) -> None:
        """Write the lock as its holder; it is lost where another one has written it."""
        while not self._lost:
            try:
                self._write(self._me)
                return
            except ClusterRefused as error:
                if error.status != 409:
                    raise
                if not self._is_mine():
                    self._lost = "another writer took over"

    def _is_mine(self) -> bool:
        """Whether the lock is as this writer wrote it: an answer that was lost is no other writer."""
        answer = self._client.request("GET", f"/{self._index}/_doc/{_DOCUMENT}", accept=(200, 404))
        if answer.get("_source", {}).get("lock", {}).get("holder") != self._me:
            return False
        self._at = answer["_seq_no"], answer["_primary_term"]
        return True


def kept(client: Client, name: str) -> dict[str, Any]:
    """What holders of the lock of an archive have left for one another, without taking it."""
    answer = client.request("GET", f"/{lock_index(name)}/_doc/{_DOCUMENT}", accept=(200, 404))
    found: dict[str, Any] = answer.get("_source", {}).get("lock", {}).get("kept", {})
    return found


def _myself() -> dict[str, Any]:
    return {
        "host": socket.gethostname(),
        "machine": _machine(),
        "pid": os.getpid(),
        "started": _started(os.getpid()),
        "nonce": secrets.token_hex(8),
    }


def _machine() -> str:
    """What tells this machine, as it runs now, from others; of a container, this container. Empty if that is not
    known."""
    try:
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process was started, in clock ticks, so that another one with its number is told apart; empty if there
    is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _is_alive(holder: dict[str, Any], me: dict[str, Any]) -> bool | None:
    """Whether the process that has a lock runs; None if that cannot be known from here."""
    if not me["machine"] or holder.get("machine") != me["machine"]:
        return None
    return bool(holder.get("started")) and _started(int(holder["pid"])) == holder["started"]
