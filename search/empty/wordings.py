"""What of a query are words as somebody may have printed them, and what says where they are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis.tokenizer import folded
from search.language.emphasis import FUNCTION_WORDS
from search.language.fields import info_of
from search.language.syntax import And, Exact, Field, Node, Not, Phrase, Said, Word, children

__all__ = ["Wanted", "Wording", "wanted"]

_PHRASE = 4  # words of a phrase
_RUNNING = 6  # words that stand outside of marks
_ALONE = 3  # phrases of several that are looked for one by one

_Part = Word | Exact | Phrase
_Placed = tuple[_Part, bool]
"""Words, and whether they are looked for in titles alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words in a row, as they were typed; `beside` are words of the query that are none of them."""

    text: str
    in_title: bool = False
    beside: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The ways to read what was pasted, and the `clauses` that hold beside each of them."""

    wordings: tuple[Wording, ...]
    clauses: tuple[Node, ...]


def wanted(tree: Node, text: str) -> Wanted | None:
    """The wordings of a query that was typed as `text`; None if it has none: of few words any text has some.

    All its phrases are one, and each of several; all words side by side are, without marks or around these:
    `Quill said: “…”`.
    """
    running: list[_Placed] = []
    alternatives: list[_Placed] = []
    clauses: list[Node] = []
    for operand in _operands(tree):
        parts = list(_parts(operand))
        if isinstance(_bare(operand), _Part):
            running += parts
        elif phrases := [part for part in parts if _is_long(part)]:
            alternatives += phrases
        else:
            clauses.append(operand)
    phrases = [part for part in running if _is_long(part)]
    wordings = [_wording(phrases, text, running)] if phrases else []
    if len(phrases) < len(running) and sum(len(_surfaces(part)) for part, _ in running) >= _RUNNING:
        wordings.append(_wording(running, text, running))
    singly = [*(phrases if len(phrases) > 1 else []), *alternatives]
    singly.sort(key=lambda part: -len(_surfaces(part[0])))
    wordings += [_wording([part], text, running) for part in singly[:_ALONE]]
    return Wanted(wordings=tuple(wordings), clauses=tuple(clauses)) if wordings else None


def _operands(tree: Node) -> Iterator[Node]:
    """What has to hold, side by side; what one quotation has to have as well."""
    if isinstance(tree, And | Said):
        for child in children(tree):
            yield from _operands(child)
    else:
        yield tree


def _bare(node: Node) -> Node:
    """What a field of text is asked for."""
    return node.operand if isinstance(node, Field) and info_of(node.name).kind == "text" else node


def _parts(node: Node, *, in_title: bool = False) -> Iterator[_Placed]:
    """The words and phrases that are looked for in texts."""
    if isinstance(node, _Part):
        yield node, in_title
    elif not isinstance(node, Not) and not (isinstance(node, Field) and info_of(node.name).kind != "text"):
        within = in_title or (isinstance(node, Field) and node.name == "title")
        for child in children(node):
            yield from _parts(child, in_title=within)


def _surfaces(part: _Part) -> Sequence[str]:
    return part.surfaces if isinstance(part, Phrase) else (part.surface,)


def _is_long(part: _Placed) -> bool:
    return len(_surfaces(part[0])) >= _PHRASE


def _wording(parts: Sequence[_Placed], text: str, running: Sequence[_Placed]) -> Wording:
    """Some parts in a row; `beside` them are the others of those that run, save function words."""
    others = [part for part, _ in running if all(part is not own for own, _ in parts)]
    return Wording(
        text=" ".join(_typed(part, text) for part, _ in parts),
        in_title=all(in_title for _, in_title in parts),
        beside=tuple(part for part in others if not (isinstance(part, Word) and part.surface in FUNCTION_WORDS)),
    )


def _typed(part: _Part, text: str) -> str:
    """A part as it was typed; if it came from elsewhere, a saved query, as it was understood."""
    typed, read = text[part.start : part.end], " ".join(_surfaces(part))
    return typed if folded(typed) == folded(read) else read
