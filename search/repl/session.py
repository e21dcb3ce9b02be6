"""The prompt at a terminal: reads a line, shows the reply, and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style as PromptStyle
from prompt_toolkit.utils import is_dumb_terminal

from indexer.errors import EXIT_MATCHED
from search import __version__
from search.api import Archive
from search.repl.completion import LineCompleter
from search.repl.conversation import Conversation
from search.repl.endings import orderly_end
from search.repl.history import open_history
from search.repl.interrupts import interrupts
from search.repl.keys import key_bindings
from search.repl.lexing import LineLexer
from search.repl.pager_setting import pager_command
from search.repl.paging import page, rows
from search.repl.state import Reply, ToRead, Turn, View
from search.repl.toolbar import toolbar
from search.repl.vocabulary import Refresher
from search.show.terminal import COLOUR, PLAIN, safe

_MENU_ROWS = 6  # kept free below the line for completions, on a terminal that has them to spare
_NARROW = 40  # columns

_LOOK = {
    "prompt": "bold",
    "query.phrase": "ansigreen",
    "query.open": "ansired",
    "query.field": "ansicyan",
    "query.value": "ansigreen",
    "query.operator": "ansiyellow bold",
    "query.wrong": "ansired underline",
    "query.command": "ansimagenta",
    "bottom-toolbar": "reverse",
    "auto-suggestion": "ansibrightblack",
}
_LOOK_PLAIN = {
    "prompt": "bold",
    "query.wrong": "underline",
    "bottom-toolbar": "reverse",
    "auto-suggestion": "underline",
}


@dataclass(frozen=True, slots=True)
class _Size:
    rows: int
    columns: int

    @property
    def menu(self) -> int:
        """The rows that completions may take."""
        return min(_MENU_ROWS, self.rows // 4)

    @property
    def room(self) -> int:
        """The rows that stay in sight above the line, the menu and the toolbar."""
        return max(self.rows - self.menu - 2, 1)


class Session:
    """One sitting at a terminal."""

    def __init__(self, archive: Archive, *, colour: bool) -> None:
        self._colour = colour
        self._conversation = Conversation(archive)
        self._refresher = Refresher(archive.place, arrived=self._redraw)
        history, self._warning = open_history()
        self._prompt: PromptSession[str] = PromptSession(
            self._message,
            history=history,
            auto_suggest=AutoSuggestFromHistory(),
            completer=LineCompleter(
                state=lambda: self._conversation.state, vocabulary=lambda: self._refresher.vocabulary
            ),
            complete_while_typing=True,
            lexer=LineLexer(lambda: self._refresher.vocabulary.stated),
            key_bindings=key_bindings(),
            bottom_toolbar=self._toolbar,
            style=PromptStyle.from_dict(_LOOK if colour else _LOOK_PLAIN),
            color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
            enable_suspend=True,
        )
        self._prompt.app.before_render += self._fit_menu

    def run(self) -> int:
        """Until Ctrl-D or `.quit`; the exit code."""
        self._refresher.refresh()
        print(f"onrecord {__version__} · .help for help, Ctrl-D to leave")
        if self._warning:
            print(safe(self._warning))
        try:
            with interrupts("ignored"):
                while self._turn():
                    pass
        finally:
            self._conversation.close()
        return EXIT_MATCHED

    def _turn(self) -> bool:
        """One line and its reply; False when it was the last."""
        try:
            line = self._prompt.prompt()
        except EOFError:
            return False
        except KeyboardInterrupt:
            print("Ctrl-D or .quit leaves.")
            return True
        try:
            with interrupts("raised"):
                return self._answer(line)
        except KeyboardInterrupt:
            print("\nCancelled.")
            return True

    def _answer(self, line: str) -> bool:
        size = self._size()
        style = COLOUR if self._colour else PLAIN
        view = View(width=size.columns, rows=size.room, style=style, reads=self._reads())
        reply = self._conversation.answer(line, view)
        if self._conversation.archive.generation != self._refresher.vocabulary.generation:
            self._refresher.refresh()
        if reply.reading is not None and not reply.lines:
            turn = Turn(archive=self._conversation.archive, state=self._conversation.state, view=view)
            self._read(reply.reading, turn)
        self._show(reply, size)
        return reply.outcome != "leave"

    def _reads(self) -> bool:
        """Whether long outputs are for the reader: on a terminal that can have it, if there is no other pager."""
        return not is_dumb_terminal() and not pager_command(self._conversation.state.pager)

    def _read(self, reading: ToRead, turn: Turn) -> None:
        from search.repl.reader.sitting import read_article

        with interrupts("ignored"):
            told = read_article(reading, turn, self._prompt)
        print(*told, sep="\n", end="\n" if told else "")

    def _show(self, reply: Reply, size: _Size) -> None:
        notes = ["", *reply.notes] if reply.lines and reply.notes else reply.notes
        # Answers are as many as there is room for; where there is none for the first, it is better seen than read.
        room = size.rows - 2 if reply.outcome == "matched" else max(size.room - len(notes), size.room // 2)
        lines: Sequence[str] = reply.lines
        if rows(lines, size.columns) > room:
            if command := pager_command(self._conversation.state.pager):
                page(command, lines, screen=size.rows, start=reply.start)
                lines = ()
            elif self._reads():
                from search.repl.reader.sitting import read_lines

                with interrupts("ignored"):
                    lines = read_lines(lines, self._prompt, colour=self._colour)
        print(*lines, *notes, sep="\n", end="\n" if lines or notes else "")
        if reply.shown:
            reply.shown()

    def _size(self) -> _Size:
        size = self._prompt.output.get_size()
        return _Size(max(size.rows, 1), max(size.columns, 1))

    def _fit_menu(self, _: object) -> None:
        """A terminal can become too small for the menu while a line is typed."""
        self._prompt.reserve_space_for_menu = self._size().menu

    def _message(self) -> StyleAndTextTuples:
        return [("class:prompt", "onrecord> " if self._size().columns >= _NARROW else "> ")]

    def _toolbar(self) -> str:
        archive, articles = self._conversation.archive, self._refresher.vocabulary.articles
        return toolbar(
            self._conversation.state,
            path=archive.path,
            generation=archive.generation,
            articles=articles,
            width=self._size().columns,
        )

    def _redraw(self) -> None:
        """Called from the thread that reads the vocabulary."""
        self._prompt.app.invalidate()


def run_session(archive: Archive, *, colour: bool) -> int:
    """The prompt until its end; the exit code."""
    with orderly_end():
        return Session(archive, colour=colour).run()
