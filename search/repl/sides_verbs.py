"""The dot commands of time and sides: how the answer to a query lies in time, divides, and compares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexer.errors import UsageError
from search.provenance.buckets import UNITS
from search.provenance.receipt import write_receipt
from search.provenance.receipt_file import read_receipt
from search.repl.asking import query_of
from search.repl.registry import command
from search.repl.state import Outcome, Reply, Turn
from search.results import Asked
from search.show.name_lines import name_lines
from search.show.reading_lines import sign_lines
from search.show.receipt_lines import recheck_lines, taken_line, total_of_recheck
from search.show.silence_lines import silence_lines, total_of_silence
from search.show.terminal import safe
from search.show.timeline_lines import not_drawn, timeline_lines, total_of_timeline
from search.show.versus_lines import total_of_versus, versus_lines


@command(".timeline", "how the last answer lies in time", usage="[UNIT] [QUERY]", choices=UNITS)
def show_timeline(turn: Turn, argument: str) -> Reply:
    """Numbers by day, week, month or year, with their share of the archive and a bar; bursts are marked.

    `.timeline week` of the last query, `.timeline month rail strike` of another. Without a unit, the finest in which
    the buckets are few.
    """
    word, _, rest = argument.partition(" ")
    unit = next((unit for unit in UNITS if unit == word.lower()), None)
    text, how = query_of(turn, rest if unit else argument)
    found = turn.archive.timeline(text, by=unit, **how)
    width, style = turn.view.width, turn.view.style
    lines = timeline_lines(found, measure="documents", scale="number", width=width, style=style)
    return counted_reply(turn, found.asked, lines, total_of_timeline(found), *not_drawn(found))


@command(".silent", "outlets that did not write of it", usage="[QUERY]", argument="query")
def show_silent(turn: Turn, argument: str) -> Reply:
    """Outlets that have articles in the days of the answer, but none that is in it.

    With the number of these articles, and how many of them one would expect in the answer: few say nothing.
    """
    text, how = query_of(turn, argument)
    found = turn.archive.silent(text, **{name: value for name, value in how.items() if name != "space"})
    return counted_reply(turn, found.asked, silence_lines(found, width=turn.view.width), total_of_silence(found))


@command(".versus", "two queries side by side", usage="A | B [| TOPIC]", argument="query")
def show_versus(turn: Turn, argument: str) -> Reply:
    """Articles, quotations, words, outlets, dates and telling words of each, with their shares of the archive.

    `.versus speaker:orlec | speaker:madrun`; with a third part, of what is on that: `… | dam`.
    """
    parts = [part.strip() for part in argument.split("|")]
    if len(parts) not in (2, 3) or not all(parts):
        raise UsageError("two queries are compared", hint="write a bar between them: .versus A | B, or A | B | TOPIC")
    one, other, *topic = parts
    state = turn.state
    found = turn.archive.versus(
        one, other, on=topic[0] if topic else None, match=state.match, names=state.names, source=state.source
    )
    total = max(side.asked.total for side in found.sides)
    lines = versus_lines(found, width=turn.view.width, style=turn.view.style)
    return Reply(
        state=state,
        lines=tuple(lines),
        notes=(total_of_versus(found),),
        outcome="matched" if total else "nothing",
    )


@command(".receipt", "write a receipt of the last answer, or ask one again", usage="FILE", argument="free")
def show_receipt(turn: Turn, argument: str) -> Reply:
    """Writes the last query, trace or verdict and its whole answer to a file: ids and digests, no texts.

    A file that is there already is a receipt to be asked again: what is new, gone or changed since?
    """
    path = Path(argument.strip()).expanduser()
    if not argument.strip():
        raise UsageError("which file?", hint="name a new one, or a receipt to be asked again: .receipt strike.json")
    if path.exists():
        checked = turn.archive.recheck(read_receipt(path))
        lines = recheck_lines(checked, style=turn.view.style)
        outcome: Outcome = "matched" if checked.same else "nothing"
        return Reply(state=turn.state, lines=tuple(lines), notes=tuple(total_of_recheck(checked)), outcome=outcome)
    verb, text, options = _kept(turn)
    taken = turn.archive.receipt(verb, text, options=options)
    write_receipt(taken, path)
    return Reply(state=turn.state, notes=(taken_line(taken, str(path)), f"  {verb}: {safe(text)}"))


@command(".report", "a page on the last answer, or on the words traced last", usage="FILE", argument="free")
def write_report(turn: Turn, argument: str) -> Reply:
    """Writes a page to look at to a file: `.report strike.html` on the last query.

    After `.trace` or `.verify` it is on who printed those words. A page that is there is replaced.
    """
    from search.commands.reports import write_page

    if not argument.strip():
        raise UsageError("which file?", hint="name one: .report strike.html")
    file, words = Path(argument.strip()).expanduser(), turn.state.words
    if words is not None:
        found = turn.archive.report(trace=words.text)
    else:
        text, how = query_of(turn, "")
        how.pop("space")
        found = turn.archive.report(text, **how)
    write_page(found, file)
    outcome: Outcome = "matched" if found.matched else "nothing"
    return Reply(state=turn.state, notes=(f"report: {safe(str(file))}",), outcome=outcome)


def _kept(turn: Turn) -> tuple[str, str, dict[str, Any]]:
    """The last query, trace or verdict: the verb, the text and the options of its receipt."""
    words = turn.state.words
    if words is not None:
        return words.verb, words.text, {"speaker": words.speaker} if words.speaker else {}
    text, how = query_of(turn, "")
    verb = "search" if how.pop("space") == "articles" else "quotes"
    return verb, text, how | {"copies": turn.state.copies}


def counted_reply(turn: Turn, asked: Asked, lines: list[str], *notes: str) -> Reply:
    return Reply(
        state=turn.state,
        lines=tuple(lines),
        notes=(*notes, *name_lines(asked), *sign_lines(turn.archive.as_words(asked.query))),
        outcome="matched" if asked.total else "nothing",
    )
