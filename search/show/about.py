"""What `onrecord info` and the prompt's `.info` say of an index."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from search.api import Archive
from search.results import SCHEMA
from search.show.terminal import safe


def info_object(archive: Archive) -> dict[str, Any]:
    """The facts as one JSON object; sizes in bytes, dates in ISO 8601."""
    facts = archive.facts()
    return {
        "type": "info",
        "schema": SCHEMA,
        "index": str(archive.path),
        "articles": facts.articles,
        "quotations": facts.quotations,
        "sources": facts.sources,
        "first": facts.first.isoformat() if facts.first else None,
        "last": facts.last.isoformat() if facts.last else None,
        "undated": facts.undated,
        "size_bytes": facts.size_bytes,
        "generation": facts.generation,
    }


def info_lines(archive: Archive) -> list[str]:
    """The facts as aligned lines for people."""
    facts = archive.facts()
    span = f"{facts.first} to {facts.last}" if facts.first else "no article has a date"
    undated = f" ({facts.undated:,} without a date)" if facts.undated and facts.first else ""
    rows = {
        "index": nearest_path(archive.path),
        "articles": f"{facts.articles:,}",
        "quotations": f"{facts.quotations:,}",
        "sources": f"{facts.sources:,}",
        "dates": span + undated,
        "size": human_size(facts.size_bytes),
        "generation": str(facts.generation),
    }
    return [safe(f"{name:<12}{value}") for name, value in rows.items()]


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
