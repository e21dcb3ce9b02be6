"""The command that lists who is quoted."""

from __future__ import annotations

from typing import Any

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from search.answer.tally import Tally
from search.api import Archive
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.delivering import Limit, Output
from search.engine import Space
from search.results import SCHEMA
from search.show.reading_lines import sign_lines
from search.show.reason_lines import reason_lines
from search.show.speaker_lines import looked_for, speaker_lines, total_of_speakers
from search.show.terminal import screen_width

__all__ = ["list_speakers", "rule"]

_USUAL = 20
"""How many speakers are listed where nothing is said."""


def list_speakers(archive: Archive, query: str, *, within: Space, limit: Limit, output: Output) -> int:
    """Print or write the most quoted; 0 if there are any, 1 if not. `within` is where the query's words are looked
    for."""
    table = output.table("speakers")
    counted = archive.who_spoke(query or None, within=within)
    found = counted.speakers
    most = output.most(limit, usual=_USUAL)
    most = len(found) if most is None else most
    quoted = found or counted.described or counted.unknown
    why = archive.why_empty(query, space=within) if query and not quoted else []
    told = [total_of_speakers(counted, most), *reason_lines(why)]
    if query and not output.as_json:
        articles = archive.total(query)
        told[1:1] = [*looked_for(within, articles, other="--articles"), *sign_lines(archive.as_words(query))]
    if table is None:
        print_lines(speaker_lines(found[:most], width=screen_width(), style=style_for_stdout()))
        tell(*told)
    else:
        also = {"why": [reason.to_dict() for reason in why]} if why else {}
        summary = _summary(query, counted) | {"generation": archive.generation} | also
        written = output.deliver_all(table, list(enumerate(found[:most], 1)), summary)
        tell(*([] if output.as_json else told), *written)
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
