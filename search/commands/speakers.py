"""The command that lists who is quoted."""

from __future__ import annotations

from typing import Any

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from search.answer.tally import Tally
from search.api import Archive
from search.commands.console import print_lines, tell
from search.engine import Space
from search.results import SCHEMA
from search.show.formats import json_line
from search.show.reading_lines import sign_lines
from search.show.reason_lines import reason_lines
from search.show.speaker_lines import looked_for, speaker_lines, total_of_speakers
from search.show.terminal import Style

__all__ = ["list_speakers", "rule"]


def list_speakers(
    archive: Archive, query: str, *, within: Space, limit: int, as_json: bool, width: int, style: Style
) -> int:
    """Print the most quoted; 0 if there are any, 1 if not. `within` is where the query's words are looked for."""
    counted = archive.who_spoke(query or None, within=within)
    found = counted.speakers
    quoted = found or counted.described or counted.unknown
    why = archive.why_empty(query, space=within) if query and not quoted else []
    if as_json:
        print_lines(json_line(speaker.to_dict(rank)) for rank, speaker in enumerate(found[:limit], 1))
        told = {"why": [reason.to_dict() for reason in why]} if why else {}
        print_lines([json_line(_summary(query, counted) | {"generation": archive.generation} | told)])
    else:
        print_lines(speaker_lines(found[:limit], width=width, style=style))
        tell(total_of_speakers(counted, limit))
        if query:
            articles = archive.total(query)
            tell(*looked_for(within, articles, other="--articles"), *sign_lines(archive.as_words(query)))
        tell(*reason_lines(why))
    return EXIT_MATCHED if found else EXIT_NOTHING


def rule(archive: Archive, ruling: str, names: tuple[str, ...]) -> int:
    """Write down that names are one speaker's, or not; always 0."""
    from search.answer.rulings import add_ruling

    path = add_ruling(archive.path, ruling, names)
    said = "one speaker" if ruling == "one" else "different speakers"
    tell(f"{' and '.join(names)} are {said} from now on, by {path}")
    return EXIT_MATCHED


def _summary(query: str, counted: Tally) -> dict[str, Any]:
    return {
        "type": "summary",
        "schema": SCHEMA,
        "query": query,
        "total": len(counted.speakers),
        "described": counted.described,
        "unknown": counted.unknown,
    }
