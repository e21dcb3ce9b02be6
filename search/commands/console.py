"""Manners at the shell: exit codes, streams, colour, closed pipes, and how errors are shown."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import BinaryIO, TextIO

import click

from indexer.errors import (
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_MATCHED,
    OnRecordError,
    QuerySyntaxError,
    UsageError,
)
from search.show.formats import error_object, json_line
from search.show.terminal import COLOUR, PLAIN, Style, safe


class PipeClosed(Exception):
    """Nobody reads on. Not a BrokenPipeError, since click ends the process with 1 on that."""


def colours(stream: TextIO) -> bool:
    """NO_COLOR (no-color.org) wins, then FORCE_COLOR, then whether the stream is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def style_for_stdout() -> Style:
    """Colour where stdout is a terminal that wants it."""
    return COLOUR if colours(sys.stdout) else PLAIN


def print_lines(lines: Iterable[str]) -> None:
    """Lines to stdout as UTF-8; a character that cannot be encoded becomes a question mark. Raises PipeClosed."""
    try:
        for line in lines:
            sys.stdout.write(line)
            sys.stdout.write("\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise PipeClosed from error


def print_pieces(pieces: Iterable[bytes]) -> None:
    """Bytes to stdout as they come, so that who reads on has the first at once. Raises PipeClosed."""
    try:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise PipeClosed from error


def tell(*lines: str) -> None:
    """Lines to stderr, where all is told that is no result; nothing in them is obeyed by the terminal."""
    for line in lines:
        for part in line.split("\n"):
            click.echo(safe(part), err=True)


def agreed(question: str) -> bool:
    """Whether a person says yes, on stderr; whoever just presses Enter does not."""
    return click.confirm(safe(question), err=True)


def standard_input() -> BinaryIO:
    """What is piped in. UsageError if it is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed", hint="pipe something in, or name a file")
    return sys.stdin.buffer


def show_error(error: OnRecordError) -> None:
    """An error on stderr: the place in the query where there is one, what is wrong, the mend."""
    if isinstance(error, QuerySyntaxError):
        from search.language import render_error

        tell(render_error(error))
        return
    tell(f"onrecord: {error.message}")
    if error.hint:
        tell(f"  {error.hint}")


def run_guarded(cli: click.Command, arguments: Sequence[str]) -> int:
    """Run the commands and give the exit code; no traceback without --debug, quiet on a closed pipe."""
    debug, as_json = "--debug" in arguments, _asks_for_json(arguments)
    try:
        _prepare_streams()
        code = cli.main(list(arguments), prog_name="onrecord", standalone_mode=False)
        sys.stdout.flush()
    except (PipeClosed, BrokenPipeError):
        # The reader has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_MATCHED
    except (KeyboardInterrupt, click.Abort):
        tell("Interrupted.")
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(file=shown)
        tell(shown.getvalue().rstrip("\n"))
        _explain_option(error, arguments)
        return EXIT_ERROR
    except OnRecordError as error:
        if debug:
            _print_traceback()
        if as_json:
            print_lines([json_line(error_object(error))])
        show_error(error)
        return error.exit_code
    except OSError as error:
        if debug:
            _print_traceback()
        where = f"{error.filename}: " if error.filename else ""
        tell(f"onrecord: {where}{error.strerror or error}")
        tell("  check the path, its permissions and the space on the disk")
        return EXIT_ERROR
    except Exception as error:  # the one boundary where nothing may pass: a user gets a sentence
        if debug:
            _print_traceback()
        tell(f"onrecord failed: {type(error).__name__}: {error}")
        tell("  this is a fault of onrecord; --debug shows where")
        return EXIT_ERROR
    return code if isinstance(code, int) else EXIT_MATCHED


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether an error is an object too, on stdout where the answer would be."""
    named = any(pair == ("--format", "jsonl") for pair in pairwise(arguments))
    return named or "--json" in arguments or "--format=jsonl" in arguments


def _print_traceback() -> None:
    import traceback  # for --debug alone

    tell(traceback.format_exc().rstrip("\n"))


def _prepare_streams() -> None:
    """UTF-8, whatever the locale; nowhere, where a stream was closed before we began."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - until the end of the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _explain_option(error: click.ClickException, arguments: Sequence[str]) -> None:
    """A query such as `talks -nato` looks like an option to the shell's rules; say how to write it."""
    asked = bool(arguments) and arguments[0] in ("search", "quotes")
    if asked and any(re.match(r"-(?:[@(\"“]|\w*[^\W\d_]\w)", word) for word in arguments[1:]):
        tell(f"A query with a minus goes in quotes, after --: onrecord {arguments[0]} -- 'talks -nato'")
