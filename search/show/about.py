"""What `onrecord info` and the prompt's `.info` say of an index."""

from __future__ import annotations

import os
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from indexer.store import Place
from search.api import Archive
from search.results import SCHEMA
from search.show.terminal import counted, safe


def info_object(archive: Archive) -> dict[str, Any]:
    """The statistics as one JSON object; sizes in bytes, dates in ISO 8601."""
    statistics = archive.statistics()
    return {
        "type": "info",
        "schema": SCHEMA,
        "index": str(archive.place),
        "articles": statistics.articles,
        "quotations": statistics.quotations,
        "sources": statistics.sources,
        "first": statistics.first.isoformat() if statistics.first else None,
        "last": statistics.last.isoformat() if statistics.last else None,
        "undated": statistics.undated,
        "size_bytes": statistics.size_bytes,
        "generation": statistics.generation,
        "refused": list(archive.capabilities.refused),
        "fields": {name: {"articles": one.articles, "values": one.values} for name, one in archive.fields().items()},
    }


def info_lines(archive: Archive) -> list[str]:
    """The statistics as aligned lines for people."""
    statistics = archive.statistics()
    span = f"{statistics.first} to {statistics.last}" if statistics.first else "no article has a date"
    undated = f" ({statistics.undated:,} without a date)" if statistics.undated and statistics.first else ""
    rows = {
        "index": nearest_place(archive.place),
        "articles": f"{statistics.articles:,}",
        "quotations": f"{statistics.quotations:,}",
        "sources": f"{statistics.sources:,}",
        "dates": span + undated,
        "size": human_size(statistics.size_bytes),
        "generation": str(statistics.generation),
    }
    fields = [
        f"{name}: in {counted(one.articles, 'article')}, {counted(one.values, 'value')}"
        for name, one in archive.fields().items()
    ]
    lines = [f"{name:<12}{value}" for name, value in rows.items()]
    for name, values in (("fields", fields), ("refused", archive.capabilities.refused)):
        lines += map("{:<12}{}".format, chain((name,), repeat("")), values)
    return [safe(line) for line in lines]


def nearest_place(place: Place) -> str:
    """The path of a folder as `nearest_path` has it, or an address."""
    return nearest_path(place) if isinstance(place, Path) else str(place)


def nearest_path(path: Path) -> str:
    """Relative to this folder for what is in it, absolute for the rest."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith("..") else str(path.absolute())


def human_size(size: float) -> str:
    """Bytes as people read them, in decimal units."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
