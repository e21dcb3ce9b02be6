"""A conversation with an archive: a line in, a reply out. The prompt and the pipe hold the same one."""

from __future__ import annotations

from dataclasses import replace

from indexer.errors import OnRecordError, UsageError
from search.api import Archive, open_archive
from search.language import refuse_longer
from search.repl import (
    export_verbs,
    narrowing_verbs,
    new_verbs,
    page_verbs,
    registry,
    settings_verbs,
    sides_verbs,
    tracing_verbs,
    verbs,
)
from search.repl.asking import ask_anew
from search.repl.notes import error_lines, wrapped
from search.repl.state import Question, Reply, State, Turn, View

_COMMANDS = (
    verbs, page_verbs, narrowing_verbs, settings_verbs, sides_verbs, tracing_verbs, new_verbs, export_verbs,
)  # fmt: skip
"""Loaded, so that their commands are in the registry."""
_BY_ITSELF = {"help": ".help", "?": ".help", "exit": ".quit", "quit": ".quit"}
"""What a line at a terminal means that is one word of other prompts; in a pipe it is a query like any other."""


class Conversation:
    """Keeps the state from line to line, and the newest generation of the archive.

    The archive that it begins with stays the caller's; those that it opens later it closes.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.state = State()
        self._own: Archive | None = None

    def close(self) -> None:
        if self._own is not None:
            self._own.close()
            self._own = None

    def answer(self, line: str, view: View) -> Reply:
        """The reply to one line; whatever a user can mend comes back as notes. KeyboardInterrupt passes."""
        text = " ".join(line.split())
        if not text:
            return Reply(state=self.state)
        renewed: tuple[str, ...] = ()
        try:
            refuse_longer(line.rstrip("\r\n"))  # as it came: the pipe cuts what is longer
            renewed = self._renewed()
            reply = _reply(text, Turn(archive=self.archive, state=self.state, view=view))
        except OnRecordError as error:
            reply = Reply(state=self.state, notes=tuple(error_lines(error, width=view.width)), outcome="error")
        except OSError as error:
            reply = Reply(state=self.state, notes=(f"The index cannot be read: {error}",), outcome="error")
        self.state = reply.state
        notes = [part for note in (*renewed, *reply.notes) for part in wrapped(note, view.width)]
        return replace(reply, notes=tuple(notes))

    def _renewed(self) -> tuple[str, ...]:
        """Turn to the newest generation, if that is another one, and say so."""
        try:
            if self.archive.is_newest():
                return ()
            newest = open_archive(self.archive.place)
        except (OnRecordError, OSError):
            # It is being rebuilt or has gone; what is open still answers.
            return ()
        self.close()
        self.archive = self._own = newest
        return (f"The index has changed: this is generation {newest.generation}.",)


def _reply(text: str, turn: Turn) -> Reply:
    if turn.view.rows is not None and (name := _BY_ITSELF.get(text.lower())):
        reply = registry.find(name).run(turn, "")
        word = f'; to search for the word: "{text}"' if text.isalpha() else ""
        return replace(reply, notes=(*reply.notes, f"  The command is {name}{word}."))
    if not text.startswith("."):
        return _searched(text, turn)
    word, _, argument = text.partition(" ")
    if word[1:].isdecimal():
        return verbs.open_article(turn, word[1:])
    command = registry.find(word)
    if argument and not command.usage:
        raise UsageError(f"{command.name} takes nothing more", hint=f"{command.name} alone: {command.summary}")
    return command.run(turn, argument)


def _searched(text: str, turn: Turn) -> Reply:
    reply = ask_anew(turn, Question(text=text))
    if text.isdecimal() and len(text) < 4:
        return replace(reply, notes=(*reply.notes, f"  A number alone is a query; .{text} opens an answer."))
    return reply
