"""What a back end refuses."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Capabilities"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is refused with NotOnCluster, each in words, as `info` tells it; by the embedded engine nothing."""

    refused: tuple[str, ...] = ()
