"""What may come next: commands and their arguments, fields, operators, and values of fields.

Everything is looked up in memory, in microseconds; what needs the index is read in the background
(vocabulary.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from indexer.article import BASES
from search.language.fields import FIELDS, find_field, info_of
from search.language.lexer import QUOTES, Kind, Token, lex
from search.repl.help_text import TOPICS
from search.repl.registry import COMMANDS, Command, listed
from search.repl.state import State
from search.repl.vocabulary import Names, Vocabulary, saved_names
from search.show.terminal import clipped, counted, safe

_FIELDS = (Kind.FIELD, Kind.UNKNOWN_FIELD)  # one that is not of the language may be of the archive
MOST = 40
"""The most names that are offered at once."""

OPERATORS = {
    "AND": "both sides",
    "OR": "either side",
    "NOT": "without what follows",
    "NEAR/5": "within five words, any order",
    "ADJ/5": "within five words, in order",
}
DATES = ("today", "yesterday", '"last week"', '"last month"', '"last year"', "unknown")


class LineCompleter(Completer):
    """Completes a line; `state` and `vocabulary` are asked anew for every key."""

    def __init__(self, *, state: Callable[[], State], vocabulary: Callable[[], Vocabulary]) -> None:
        self._state = state
        self._vocabulary = vocabulary

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        line = document.text_before_cursor.lstrip()
        asked = complete_event.completion_requested
        if not line.startswith("."):
            return self._in_query(line, asked=asked)
        word, space, argument = line.partition(" ")
        if not space:
            return _commands(word)
        command = _meant(word)
        return self._arguments(command, argument.lstrip(), asked=asked) if command else ()

    def _arguments(self, command: Command, text: str, *, asked: bool) -> Iterator[Completion]:
        vocabulary = self._vocabulary()
        if command.choices:
            yield from _words(command.choices, text)
        elif command.argument == "query":
            yield from self._in_query(text, asked=asked)
        elif command.argument == "source":
            if command.name == ".source" and not text and self._state().source:
                yield Completion("-", display_meta="all outlets")
            yield from _names(vocabulary.sources, text, quoted=False, noun="article", back=len(text))
        elif command.argument == "speaker":
            yield from _names(vocabulary.speakers, text, quoted=False, noun="quotation", back=len(text))
        elif command.argument == "topic":
            yield from _words((*TOPICS, *(name[1:] for name in COMMANDS)), text)
        elif command.argument == "answer":
            yield from _answers(self._state(), text)

    def _in_query(self, text: str, *, asked: bool) -> Iterator[Completion]:
        tokens = lex(text)
        last = tokens[-1] if tokens else Token(Kind.SPACE, "", 0)
        before = tokens[-2].kind if len(tokens) > 1 else Kind.SPACE
        if last.kind in _FIELDS:
            yield from self._values(last, "")
        elif before in _FIELDS and last.kind in (Kind.WORD, Kind.VALUE, Kind.OPEN_QUOTE, Kind.OPERATOR):
            yield from self._values(tokens[-2], last.text)
        elif last.kind is Kind.SAVED or last.text == "@":
            yield from _saved(last.text)
        elif last.kind in (Kind.WORD, Kind.OPERATOR) and before is not Kind.EXACT:
            # A menu at the first letter of every word would be a nuisance.
            if asked or len(last.text) > 1:
                yield from _clauses(last.text, self._vocabulary().stated)
        elif asked and last.kind in (Kind.SPACE, Kind.OPEN, Kind.MINUS):
            yield from _clauses("", self._vocabulary().stated)

    def _values(self, field: Token, text: str) -> Iterator[Completion]:
        info = find_field(field.text[:-1])
        name = info.name if info else field.text[:-1].lower()
        bare = text[1:] if text[:1] in QUOTES else text
        if name in ("source", "outlet"):
            yield from _names(self._vocabulary().sources, bare, quoted=True, noun="article", back=len(text))
        elif name == "speaker":
            yield from _names(self._vocabulary().speakers, bare, quoted=True, noun="quotation", back=len(text))
        elif stated := self._vocabulary().stated.get(name):
            yield from _names(stated, bare, quoted=True, noun="article", back=len(text))
        elif name == "basis":
            yield from _words(BASES, text)
        elif name == "date":
            for value in DATES:
                if value.strip('"').startswith(bare.lower()):
                    yield Completion(value, start_position=-len(text))


def _commands(word: str) -> Iterator[Completion]:
    for command in listed():
        if command.name.startswith(word.lower()):
            yield Completion(
                command.name, start_position=-len(word), display=command.heading, display_meta=command.summary
            )


def _meant(word: str) -> Command | None:
    """The command that the finished word calls, by its name, an alias or an unambiguous beginning."""
    word = word.lower()
    exact = [known for known in COMMANDS.values() if word in (known.name, *known.aliases)]
    found = exact or [known for known in COMMANDS.values() if known.name.startswith(word)]
    return found[0] if len(found) == 1 else None


def _words(choices: Iterable[str], text: str) -> Iterator[Completion]:
    for choice in choices:
        if choice.startswith(text.lower()):
            yield Completion(choice, start_position=-len(text))


def _clauses(text: str, stated: Iterable[str]) -> Iterator[Completion]:
    """Fields that begin so, those of the archive too, and operators if it is in upper case as they are."""
    for info in (*FIELDS.values(), *map(info_of, stated)):
        if info.name.startswith(text.lower()):
            yield Completion(f"{info.name}:", start_position=-len(text), display_meta=info.about)
    for operator, about in OPERATORS.items():
        if operator.startswith(text):
            yield Completion(operator, start_position=-len(text), display_meta=about)


def _saved(text: str) -> Iterator[Completion]:
    for name, query in saved_names().items():
        if f"@{name}".startswith(text.lower()):
            yield Completion(f"@{name}", start_position=-len(text), display_meta=clipped(safe(query), 40))


def _names(names: Names, text: str, *, quoted: bool, noun: str, back: int) -> Iterator[Completion]:
    for name in names.beginning(text, most=MOST):
        count = names.counts[name]
        shown = safe(name)
        yield Completion(
            as_value(shown) if quoted else shown,
            start_position=-back,
            display=clipped(shown, 40),
            display_meta=counted(count, noun),
        )


def as_value(name: str) -> str:
    """The name as the value of a field: in quotation marks unless it is a single word to our own lexer."""
    bare = " ".join(name.replace('"', " ").split())
    kinds = [token.kind for token in lex(f"source:{bare}")]
    return bare if kinds == [Kind.FIELD, Kind.WORD] and bare.isalnum() else f'"{bare}"'


def _answers(state: State, text: str) -> Iterator[Completion]:
    for hit in state.results.hits if state.results else ():
        if str(hit.rank).startswith(text):
            title = clipped(safe(hit.article.title or hit.article.id), 60)
            yield Completion(str(hit.rank), start_position=-len(text), display_meta=title)
