"""The reader between two lines of the prompt: what it opens, and what is left on the screen of the prompt."""

from __future__ import annotations

from collections.abc import Sequence

from prompt_toolkit import PromptSession

from indexer.errors import OnRecordError
from search.answer.places import Places
from search.repl.reader.application import Reader, Screen
from search.repl.reader.opening import Opened, open_number, open_reading
from search.repl.reader.sheet import lines_sheet
from search.repl.state import ToRead, Turn
from search.show.terminal import COLOUR, safe

__all__ = ["read_article", "read_lines"]


def read_article(reading: ToRead, turn: Turn, prompt: PromptSession[str]) -> list[str]:
    """Until the way back to the answers; what was copied, to be seen there."""
    try:
        first = open_reading(turn, reading)
    except (OnRecordError, OSError) as error:
        return [safe(f"The article cannot be read: {error}")]
    if first is None:
        return ["That article is not there any more."]
    screen = Screen(input=prompt.input, output=prompt.output, colour=turn.view.style is COLOUR)
    _, copied = Reader(first, screen, other=lambda number: open_number(turn, number)).run()
    return [f"copied: {text}" for text in copied]


def read_lines(lines: Sequence[str], prompt: PromptSession[str], *, colour: bool) -> Sequence[str]:
    """Until the way back; those that were in sight last."""
    screen = Screen(input=prompt.input, output=prompt.output, colour=colour)
    last, _ = Reader(Opened(lines_sheet(lines), Places), screen).run()
    rows = last.rows
    return lines[rows[0].paragraph : rows[-1].paragraph + 1]
