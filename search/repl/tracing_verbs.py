"""The dot commands that say where words come from: .trace, .verify."""

from __future__ import annotations

import shlex
from dataclasses import replace

from indexer.errors import UsageError
from search.repl import pages
from search.repl.asking import answer
from search.repl.registry import command
from search.repl.state import Reply, Turn, Words
from search.results import QuoteHit, QuoteMatch
from search.show.terminal import counted, safe

_SPEAKER = "--speaker"


@command(".trace", "who carried these words, in the order of time", usage="N|WORDS", argument="free")
def trace(turn: Turn, argument: str) -> Reply:
    """Every article that carries some words or a variant of them: `.trace 3` for the third quotation of the last
    answer, `.trace there is no offer on the table` for words.

    Words that differ are shown between - and +.
    """
    from search.show.trace_lines import trace_lines, trace_notes

    if not argument:
        raise UsageError("which words?", hint="write them, or the number of a quotation of the last answer: .trace 1")
    words = _meant(turn, argument)
    found = turn.archive.trace(words)
    width, style = turn.view.width, turn.view.style
    lines = trace_lines(found, found.carriers, width=width, style=style, extent="around") if found.carriers else []
    return Reply(
        state=replace(turn.state, words=Words(verb="trace", text=words)),
        lines=tuple(lines),
        notes=tuple(trace_notes(found, shown=len(found.carriers))),
        outcome="matched" if found.carriers else "nothing",
    )


@command(".verify", "whether these words were said, and by whom", usage="N|WORDS [--speaker NAME]", argument="free")
def verify(turn: Turn, argument: str) -> Reply:
    """The verdict on a claim: exact, near (which words differ), partial, said by somebody else, or not found.

    `.verify there is no offer on the table --speaker orlec`; `.verify 3` for the third quotation of the last answer,
    with its speaker.
    """
    from search.show.verdict_lines import verdict_lines

    words, behind, speaker = argument.partition(_SPEAKER)
    if not words.strip() or (behind and not speaker.strip()):
        raise UsageError("which words, and who?", hint=".verify there is no offer on the table --speaker orlec")
    named = " ".join(_unquoted(speaker).split()) or None
    quoted = _quotation(turn, words)
    claim = quoted.text if quoted else _unquoted(words)
    claimed = named or (quoted.speaker if quoted else None)
    verdict = turn.archive.verify(claim, speaker=claimed)
    lines = verdict_lines(verdict, width=turn.view.width, style=turn.view.style)
    found = verdict.outcome != "not-found"
    state = replace(turn.state, words=Words(verb="verify", text=claim, speaker=claimed))
    return Reply(state=state, lines=tuple(lines), outcome="matched" if found else "nothing")


def _meant(turn: Turn, argument: str) -> str:
    quoted = _quotation(turn, argument)
    return quoted.text if quoted else _unquoted(argument)


def _quotation(turn: Turn, argument: str) -> QuoteMatch | None:
    """The quotation of that number in the last answer; None if the argument is no number. UsageError if there are
    fewer."""
    wanted = argument.strip()
    if not (wanted.isdecimal() and len(wanted) < 4):
        return None
    number, results = int(wanted), turn.state.results
    if results is None:
        raise UsageError("there is no answer with quotations", hint="search for something first, as .quotes QUERY")
    if turn.state.question is not None and turn.state.question.space == "quotations":
        hit = answer(turn, number)
        if isinstance(hit, QuoteHit):
            return hit.quote
        raise UsageError(f"there is no quotation {number}", hint=f"there are {results.total:,}")
    if pages.layout_of(turn.state, turn.view) == "list":
        raise UsageError("a list shows no quotations", hint=".view cards, or .quotes for the quotations alone")
    shown = [quote for hit in results.hits if not isinstance(hit, QuoteHit) for quote in hit.quotes]
    if not 1 <= number <= len(shown):
        raise UsageError(
            f"there is no quotation {number} in this answer",
            hint=f"it has {counted(len(shown), 'quotation')}; .quotes {safe(results.query)} finds more",
        )
    return shown[number - 1]


def _unquoted(words: str) -> str:
    """Words without the marks that somebody put around all of them, as for a shell."""
    text = words.strip()
    try:
        parts = shlex.split(text) if text[:1] in ("'", '"') else []
    except ValueError:
        parts = []
    return parts[0] if len(parts) == 1 else text
