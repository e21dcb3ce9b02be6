"""Without a terminal: each line of the input is a query or a dot command."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from indexer.errors import EXIT_ERROR, EXIT_INTERRUPTED, EXIT_MATCHED, EXIT_NOTHING
from search.api import Archive
from search.commands.batch_queries import bounded_lines
from search.language import MAX_LENGTH
from search.repl.conversation import Conversation
from search.repl.state import Outcome, Reply, View
from search.show.terminal import COLOUR, PLAIN, screen_width


def run_plain(archive: Archive, *, colour: bool) -> int:
    """Answers to stdout, all else to stderr, line by line.

    Ends with 2 if any line was an error, else with 1 if there were queries and none found anything, else with 0.
    """
    view = View(width=screen_width(), style=COLOUR if colour else PLAIN)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    outcomes: set[Outcome] = set()
    answered = False
    conversation = Conversation(archive)
    try:
        # None where it was closed before we began.
        for line in bounded_lines(sys.stdin, most=MAX_LENGTH) if sys.stdin else ():
            reply = conversation.answer(line, view)
            _show(reply, apart=answered)
            answered = answered or bool(reply.lines)
            outcomes.add(reply.outcome)
            if reply.outcome == "leave":
                break
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _silence(sys.stdout, sys.stderr)
    finally:
        conversation.close()
    return _exit_code(outcomes)


def _show(reply: Reply, *, apart: bool) -> None:
    """`apart`: with a blank line before the answer, as there is one between two answers of one query."""
    if reply.lines:
        print(*([""] if apart else []), *reply.lines, sep="\n")
        sys.stdout.flush()
    if reply.notes:
        print(*reply.notes, sep="\n", file=sys.stderr, flush=True)
    if reply.shown:
        reply.shown()


def _silence(*streams: TextIO) -> None:
    """Nobody reads any more; without this, Python would complain once again when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _exit_code(outcomes: set[Outcome]) -> int:
    if "error" in outcomes:
        return EXIT_ERROR
    return EXIT_NOTHING if "nothing" in outcomes and "matched" not in outcomes else EXIT_MATCHED
