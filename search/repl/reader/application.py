"""The reader at a terminal: its keys, and its screen, which is another than that of the prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Thread
from typing import Literal

from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.styles import Style

from indexer.errors import OnRecordError
from search.answer.places import Places
from search.repl.endings import Ended
from search.repl.reader.copying import clipboard_sequence, open_address
from search.repl.reader.drawing import LOOK, LOOK_PLAIN, drawn, filled, head_rows, key_rows, status, why_rows
from search.repl.reader.opening import Opened
from search.repl.reader.screenful import Screenful, opened
from search.repl.reader.sheet import Sheet
from search.show.citations import citation
from search.show.links import web_address

__all__ = ["Reader", "Screen"]

_LONG = 200_000  # code points of a body in which matches are looked for while it is read already
_WHEEL = "\x1b[?1007h"  # the wheel of a mouse as arrow keys; what is marked with the mouse stays the terminal's


@dataclass(frozen=True, slots=True)
class Screen:
    """The terminal that is read at."""

    input: Input
    output: Output
    colour: bool


class Reader:
    """One sitting: from the opening of a text until the way back."""

    def __init__(
        self, first: Opened, screen: Screen, *, other: Callable[[int], Opened | None] = lambda number: None
    ) -> None:
        """`other` opens the answer of another number."""
        self._screen = screen
        self._other = other
        self._copied: dict[str, None] = {}
        self._panel: Literal["", "why", "keys"] = ""
        self._pending: Opened | None = None
        self._arrived: Places | None = None
        self._typing = False
        self._words = Buffer(multiline=False, accept_handler=self._sought)
        self._app: Application[None] = Application(
            layout=self._layout(),
            key_bindings=self._keys(),
            style=Style.from_dict(LOOK if screen.colour else LOOK_PLAIN),
            color_depth=None if screen.colour else ColorDepth.DEPTH_1_BIT,
            full_screen=True,
            input=screen.input,
            output=screen.output,
        )
        self._app.ttimeoutlen = 0.05  # seconds until Esc is no beginning of another key
        self._now = self._begun(first)

    def run(self) -> tuple[Screenful, list[str]]:
        """Until the way back; what was in sight last, and what was copied."""
        self._screen.output.write_raw(_WHEEL)
        try:
            self._app.run()
        except Ended:
            self._app.renderer.erase()  # if it was too early for prompt_toolkit to have thought of its end
            raise
        return self._now, list(self._copied)

    def _begun(self, one: Opened) -> Screenful:
        """A text as it is opened. In a long one the matches are looked for while it is read already."""
        self._pending = self._arrived = None
        columns, rows = self._size(one.sheet)
        if len(one.sheet.text) <= _LONG:
            return opened(one.sheet.with_places(one.find()), columns, rows)
        self._pending = one
        Thread(target=self._find, args=(one,), daemon=True).start()
        return opened(one.sheet, columns, rows)

    def _find(self, one: Opened) -> None:
        """In a thread of its own."""
        places = one.find()
        if self._pending is one:
            self._arrived = places
            self._app.invalidate()

    def _size(self, sheet: Sheet) -> tuple[int, int]:
        """The columns, and the rows between the head and the line below."""
        size = self._screen.output.get_size()
        return max(size.columns, 1), max(size.rows - len(sheet.head) - 1, 1)

    def _fit(self) -> None:
        """Take in what has changed meanwhile: the size of the screen, matches that were found, what is covered."""
        if self._pending is not None and self._arrived is not None:
            self._now = self._now.with_sheet(self._pending.sheet.with_places(self._arrived))
            self._pending = self._arrived = None
        self._now = self._now.sized(*self._size(self._now.sheet))
        if self._now.chosen is None and self._panel == "why":
            self._panel = ""
        covered = len(why_rows(self._now)) if self._panel == "why" else 0
        if covered != self._now.covered:
            self._now = self._now.covering(covered)

    def _layout(self) -> Layout:
        typing = Condition(lambda: self._typing)
        text = Window(FormattedTextControl(self._text, focusable=True, show_cursor=False), wrap_lines=False)
        asking = VSplit([Window(FormattedTextControl("/"), width=1), Window(BufferControl(self._words))], height=1)
        below = Window(FormattedTextControl(self._status), height=1)
        return Layout(
            HSplit([text, ConditionalContainer(asking, typing), ConditionalContainer(below, ~typing)]), text
        )

    def _text(self) -> StyleAndTextTuples:
        self._fit()
        now = self._now
        below = why_rows(now)[: now.covered] if self._panel == "why" else []
        rows = key_rows(now.flow.width)[: now.height] if self._panel == "keys" else drawn(now)
        rows += [[] for _ in range(now.height - len(rows) - len(below))]
        pieces: StyleAndTextTuples = []
        for row in [*head_rows(now), *rows, *below]:
            pieces += [*row, ("", "\n")]
        return pieces[:-1]

    def _status(self) -> StyleAndTextTuples:
        if self._panel == "keys":
            return [("class:status", filled(" any key goes back", self._now.flow.width))]
        return [("class:status", status(self._now, pending=self._pending is not None))]

    def _say(self, message: str) -> None:
        self._now = replace(self._now, message=message)

    def _sought(self, words: Buffer) -> bool:
        """Enter, behind the words that are to be looked for."""
        self._now = self._now.seeking(words.text)
        self._end_typing()
        return False

    def _end_typing(self) -> None:
        self._typing = False
        self._app.layout.focus_last()

    def _turn_to(self, by: Literal[1, -1]) -> None:
        sheet = self._now.sheet
        if sheet.number is None:
            self._say("this was not opened from an answer")
        elif not 1 <= sheet.number + by <= sheet.of:
            self._say(f"this is the {'last' if by > 0 else 'first'} hit")
        else:
            try:
                one = self._other(sheet.number + by)
            except OnRecordError as error:
                self._say(error.message)
            except OSError as error:
                self._say(f"the index cannot be read: {error}")
            else:
                self._panel = ""
                if one is None:
                    self._say("that hit is not there any more")
                else:
                    self._now = self._begun(one)

    def _copy(self) -> None:
        article = self._now.sheet.article
        if article is None:
            self._say("there is no quotation to copy")
            return
        self._now = self._now.choosing()
        if self._now.chosen is not None:
            text = citation(article, self._now.sheet.quotations[self._now.chosen])
            self._copied[text] = None
            sequence = clipboard_sequence(text)
            self._screen.output.write_raw(sequence)
            self._say(f"copied: {text}" if sequence else f"too long to copy, printed on the way back: {text}")

    def _explain(self) -> None:
        if self._now.sheet.article is None:
            self._now = self._now.scrolled(1)
            return
        if self._panel == "why":
            self._panel = ""
            return
        self._now = self._now.choosing()
        self._panel = "why" if self._now.chosen is not None else ""

    def _open_address(self) -> None:
        article = self._now.sheet.article
        url = article.url if article is not None else None
        address = web_address(url)
        if address is None:
            self._say("its address is none of the web" if url else "there is no address here")
        else:  # in a browser that may want the terminal
            run_in_terminal(lambda: self._say(open_address(address)))

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        typing = Condition(lambda: self._typing)
        helped = Condition(lambda: self._panel == "keys")
        reading = ~typing & ~helped

        def on(*names: str, scrolls: bool = False) -> Callable[[Callable[[], None]], None]:
            """What one of these keys does while a text is read; what scrolls uncovers."""

            def add(action: Callable[[], None]) -> None:
                def act(_: KeyPressEvent) -> None:
                    self._fit()
                    self._say("")
                    if scrolls:
                        self._panel = ""
                    action()

                for name in names:
                    keys.add(name, filter=reading, eager=True)(act)

            return add

        def turns(change: Callable[[Screenful], Screenful]) -> Callable[[], None]:
            def action() -> None:
                self._now = change(self._now)

            return action

        on("down", "j", scrolls=True)(turns(lambda now: now.scrolled(1)))
        on("up", "k", scrolls=True)(turns(lambda now: now.scrolled(-1)))
        on(" ", "pagedown", scrolls=True)(turns(lambda now: now.paged(1)))
        on("b", "pageup", scrolls=True)(turns(lambda now: now.paged(-1)))
        on("g", "home", scrolls=True)(turns(Screenful.at_top))
        on("G", "end", scrolls=True)(turns(Screenful.at_end))
        on("n")(turns(lambda now: now.to_match(1)))
        on("N")(turns(lambda now: now.to_match(-1)))
        on("tab")(turns(lambda now: now.to_quotation(1)))
        on("s-tab")(turns(lambda now: now.to_quotation(-1)))
        on("]")(lambda: self._turn_to(1))
        on("[")(lambda: self._turn_to(-1))
        on("c")(self._copy)
        on("e", "enter")(self._explain)
        on("o")(self._open_address)

        @keys.add("/", filter=reading, eager=True)
        def _(event: KeyPressEvent) -> None:
            self._panel, self._typing = "", True
            event.app.layout.focus(self._words)

        @keys.add("?", filter=reading, eager=True)
        def _(event: KeyPressEvent) -> None:
            self._panel = "keys"

        @keys.add(Keys.Any, filter=helped, eager=True)
        def _(event: KeyPressEvent) -> None:
            self._panel = ""

        for name in ("q", "c-c", "c-d", "<sigint>"):

            @keys.add(name, filter=reading, eager=True)
            def _(event: KeyPressEvent) -> None:
                event.app.exit()

        @keys.add("escape", filter=reading, eager=True)
        def _(event: KeyPressEvent) -> None:
            """What is open over the text is closed first."""
            if self._panel:
                self._panel = ""
            else:
                event.app.exit()

        for name in ("escape", "c-c", "c-d", "<sigint>"):

            @keys.add(name, filter=typing, eager=True)
            def _(event: KeyPressEvent) -> None:
                self._words.reset()
                self._end_typing()

        @keys.add(Keys.BracketedPaste, filter=typing, eager=True)
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text(" ".join(event.data.splitlines()))

        @keys.add("c-z", eager=True)
        def _(event: KeyPressEvent) -> None:
            event.app.suspend_to_background()

        return keys
