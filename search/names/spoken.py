"""The spellings of a speaker's name that an answer met under the one that was asked for.

`speaker:zelensky` finds the name in whichever spelling it is printed; what was printed is told under the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from indexer.analysis.name_keys import name_key
from indexer.analysis.tokenizer import tokens
from search.engine.seam import BackEnd
from search.language import Node
from search.language.syntax import Field, Phrase, Word, is_included, walk

__all__ = ["speaker_spellings"]


def speaker_spellings(searcher: BackEnd, tree: Node, speakers: Collection[str]) -> dict[str, dict[str, int]]:
    """For `speaker:WORD` of a query the other spellings among the speakers shown.

    Each with the number of quotations by speakers whose name is printed so, most first; no entry where there is none.
    """
    asked = {name_key(word): word for word in _asked(tree)}
    if not asked:
        return {}
    found: dict[str, dict[str, int]] = {}
    for speaker in speakers:
        for token in tokens(speaker, capitals="folded"):
            word = asked.get(name_key(token.surface))
            if word is not None and token.surface.removesuffix("'s") not in asked.values():
                counts = found.setdefault(f"speaker:{word}", {})
                counts[speaker[token.start : token.end]] = searcher.frequency(
                    "speaker", token.surface, space="quotations"
                )
    return {word: dict(sorted(counts.items(), key=lambda each: -each[1])) for word, counts in found.items()}


def _asked(tree: Node) -> Iterator[str]:
    """The words that stand behind speaker: and are not excluded."""
    for field in walk(tree, into=is_included):
        if isinstance(field, Field) and field.name == "speaker":
            for node in walk(field.operand, into=is_included):
                if isinstance(node, Word):
                    yield node.surface
                elif isinstance(node, Phrase):
                    yield from node.surfaces
