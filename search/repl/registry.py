"""The dot commands by name: one decorator puts a function in, and the help and the completion read it out."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.errors import UsageError
from search.language.suggestions import suggestions
from search.repl.state import Reply, Turn
from search.show.terminal import safe

Run = Callable[[Turn, str], Reply]
Argument = Literal["none", "query", "source", "speaker", "answer", "topic", "free"]
"""What a command takes, as far as completion is concerned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`usage` is how its argument is written, `choices` the values it may have if these are few."""

    name: str
    summary: str
    run: Run
    usage: str = ""
    aliases: tuple[str, ...] = ()
    argument: Argument = "none"
    choices: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.name} {self.usage}".rstrip()

    @property
    def details(self) -> str:
        """The paragraph of `.help COMMAND`."""
        return inspect.getdoc(self.run) or ""


COMMANDS: dict[str, Command] = {}
"""In the order in which their modules were loaded; `listed` is that of the help."""

_ROOMS = (
    "verbs", "page_verbs", "new_verbs", "narrowing_verbs", "export_verbs",
    "settings_verbs", "pager_setting", "sides_verbs", "tracing_verbs",
)  # fmt: skip
"""The modules of commands, in the order in which these are listed; others come behind them."""


def command(
    name: str,
    summary: str,
    *,
    usage: str = "",
    aliases: tuple[str, ...] = (),
    argument: Argument = "none",
    choices: tuple[str, ...] = (),
) -> Callable[[Run], Run]:
    """Register the function below as a dot command; its docstring is its help."""

    def register(run: Run) -> Run:
        COMMANDS[name] = Command(
            name=name, summary=summary, run=run, usage=usage, aliases=aliases, argument=argument, choices=choices
        )
        return run

    return register


def listed() -> list[Command]:
    """All commands in the order in which they are listed: the way out last."""
    rooms = {name: place for place, name in enumerate(_ROOMS)}
    return sorted(
        COMMANDS.values(),
        key=lambda known: (known.name == ".quit", rooms.get(known.run.__module__.rpartition(".")[2], len(rooms))),
    )


def find(word: str) -> Command:
    """The command of that name, alias or unambiguous beginning. UsageError with what may have been meant."""
    word = word.lower()
    names = {name: known for known in COMMANDS.values() for name in (known.name, *known.aliases)}
    if word in names:
        return names[word]
    begun = {known.name: known for name, known in names.items() if name.startswith(word)}
    if len(begun) == 1:
        return next(iter(begun.values()))
    if begun and word != ".":
        raise UsageError(f"{safe(word)} may be {_either(sorted(begun))}", hint="write one letter more")
    likely = [name[1:] for name in names if len(name) > 2] if word != "." else []
    near = [f".{name}" for name in suggestions(word[1:], likely, most=2)]
    hint = f"did you mean {_either(near)}?" if near else ".help lists the commands"
    raise UsageError(f"there is no command {safe(word)}", hint=hint)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
