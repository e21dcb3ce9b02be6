"""What `.help` prints: the commands from their registry, the fields of the language, and the examples of its
manual."""

from __future__ import annotations

import textwrap

from indexer.errors import UsageError
from search.language.columns import columns
from search.language.fields import FIELDS
from search.language.manual import MANUAL
from search.repl import registry
from search.repl.reader.key_table import READING_KEYS
from search.show.terminal import safe

TOPICS = ("query", "keys")

_KEYS = (
    ("Tab", "complete; again for the next"),
    ("Right, Ctrl-E", "take the grey suggestion"),
    ("Up, Down", "earlier and later lines"),
    ("Ctrl-R", "search in the earlier lines"),
    ("Page Down, Page Up", "on an empty line: .next and .prev"),
    ("Ctrl-C", "clear the line; stop a search; leave what is read"),
    ("Ctrl-D", "on an empty line: leave"),
    ("Ctrl-L", "clear the screen"),
)


def page(topic: str, width: int) -> list[str]:
    """The lines of a topic, of a command, or without one the list of commands. UsageError if there is none such."""
    wanted = topic.strip().lower()
    if not wanted:
        return _commands(width)
    if wanted == "query":
        return _query(width)
    if wanted == "keys":
        return [*_rows(_KEYS, width), "", "While something is read:", *_rows(READING_KEYS, width)]
    try:
        found = registry.find(wanted if wanted.startswith(".") else f".{wanted}")
    except UsageError as error:
        raise UsageError(f"there is no help on {safe(wanted)}", hint=f".help, {_topics()}; {error.hint}") from None
    also = [f"Also: {', '.join(found.aliases)}"] if found.aliases else []
    return [found.heading, "", *_wrapped(found.details, width), *also]


def _topics() -> str:
    return ", ".join(f".help {topic}" for topic in TOPICS)


def _commands(width: int) -> list[str]:
    rows = [(known.heading, known.summary) for known in registry.listed()]
    return [
        *_wrapped("A line is a query and finds articles; a line that begins with a dot is a command.", width),
        "",
        *_rows(rows, width),
        "",
        *_wrapped(
            "Commands can be shortened: .lim 20 for .limit 20, .3 for .show 3. "
            "More: .help query, .help keys, .help COMMAND. "
            "A line that begins with a space is kept out of the history.",
            width,
        ),
    ]


def _query(width: int) -> list[str]:
    fields = [(f"{info.name}:", info.about) for info in FIELDS.values()]
    sections = [line for title, rows in MANUAL for line in (f"{title}:", *_rows(rows, width), "")]
    return [
        *sections,
        *_wrapped(
            "Operators are upper case: AND OR NOT NEAR/n ADJ/n SENT PARA. Words side by side are joined by AND.",
            width,
        ),
        "",
        "Fields:",
        *_rows(fields, width),
    ]


def _rows(rows: tuple[tuple[str, str], ...] | list[tuple[str, str]], width: int) -> list[str]:
    """Two columns; where the terminal is too narrow for them, the second under the first."""
    first = max(columns(left) for left, _ in rows) + 2
    room = min(width, 100) - 2 - first
    lines: list[str] = []
    for left, right in rows:
        if room >= 24:
            told = textwrap.wrap(right, room)
            lines.append(f"  {left:<{first}}{told[0]}")
            lines += [" " * (first + 2) + rest for rest in told[1:]]
        else:
            lines += [*_wrapped(left, width), *("    " + line for line in textwrap.wrap(right, max(width - 4, 8)))]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    paragraphs = text.split("\n\n")
    lines: list[str] = []
    for paragraph in paragraphs:
        if lines:
            lines.append("")
        lines += textwrap.wrap(paragraph, max(min(width, 100), 8))
    return lines
