"""The keys that differ from the usual ones of a command line."""

from __future__ import annotations

from prompt_toolkit.application import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys


@Condition
def _empty_line() -> bool:
    return not get_app().current_buffer.text


def key_bindings() -> KeyBindings:
    """Ctrl-C clears what is typed (on an empty line the loop hears of it); Page Down and Up turn the answers.

    What is pasted stays one line.
    """
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER)

    @keys.add("c-c", filter=typing)
    @keys.add("<sigint>", filter=typing)
    def _(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt())

    @keys.add("pagedown", filter=typing & _empty_line)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=".next")

    @keys.add("pageup", filter=typing & _empty_line)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=".prev")

    @keys.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ".join(event.data.splitlines()))

    return keys
