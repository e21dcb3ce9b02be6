"""Words that deny, in the languages that quotations are found in.

Left out are those that are common words of another of them: `mai` (never, and May), `ei` (not, and egg).
"""

from __future__ import annotations

from indexer.analysis.tokenizer import folded

__all__ = ["is_negation"]

_BY_LANGUAGE = (
    "no not never none nor neither nobody nothing nowhere without cannot aint arent cant couldnt darent didnt doesnt "
    "dont hadnt hasnt havent isnt mightnt mustnt neednt oughtnt shant shouldnt wasnt werent wont wouldnt",
    "nicht nichts nie niemals niemand niemanden niemandem nirgends weder "
    "keiner keine kein keinen keinem keines keinerlei",
    "ne pas jamais rien personne aucun aucune ni nul nulle sans",
    "nunca jamás nadie nada ningún ninguno ninguna tampoco",
    "não nunca jamais ninguém nenhum nenhuma nem tampouco sem",
    "non nessuno nessuna nessun niente nulla né senza",
    "niet nooit geen niemand niets nergens zonder",
    "ikke aldri aldrig ingen ingenting intet inget inte",
    "не ни нет никогда никто никого никому ничего ничто нельзя без нигде",
    "ні ніколи ніхто нікого нічого немає нема",
    "nie nigdy nikt nikogo nic żaden żadna bez",
    "不 没 沒 無 无 未 别 非",
)
_WORDS = frozenset(folded(" ".join(_BY_LANGUAGE)))  # without accents, as words are compared


def is_negation(word: str) -> bool:
    """Whether a word, as it is compared, denies."""
    return word in _WORDS
