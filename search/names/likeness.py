"""Whether two surfaces are spellings of one name: by sound, by a list, or one a slip of the pen for the other.

Three grounds, each surer than guessing by distance:

- *sound*: both have one romanised form, and differ in little besides habits of writing (`Qassem`, `Kasem`);
- *vowels*: long names that differ in one vowel sound of those that romanisations confuse (`Yanukovich`,
  `Yanukovych`);
- *slip*: a rare spelling of a name that is much more frequent, with two letters swapped, one left out, one too
  many or one wrong (`Minneaplois`). How sure that is depends on the length, and on where the slip is: what differs
  in the first letter or the ending is another name (`Hernandez`, `Fernandez`; `Venezuela`, `Venezuelan`).
"""

from __future__ import annotations

from collections.abc import Callable

from indexer.analysis.spelling import light, romanised

__all__ = ["SHORTEST", "is_slip", "sound_alike"]

SHORTEST = 5
"""Letters; in shorter names one more or less makes another name (Li, Lee; Bush, Busch)."""
_VOWELS = frozenset("aeiouy")
_CONFUSED = frozenset(map(frozenset, ("ae", "ou", "ei", "iy")))  # vowels that romanisations spell either way
_CONFUSED_FROM = 7  # letters
_CONFUSED_SOUNDS = ("q", "kh", "gh", "dh")  # shorter ones, if they have these of Arabic and its neighbours
_RARE = 5
"""How many times as frequent as a slip the name is that it stands for."""
_SURE_SLIP = 8  # letters from which a slip needs no witness
_VOWEL_SLIP, _LETTER_SLIP = 6, 7  # letters from which one wrong may be a slip at all
_RARE_ALONE = 3  # most often that a slip of fewer letters is written


def sound_alike(one: str, other: str) -> bool:
    """Whether two surfaces are spellings of one name, however often the archive writes each."""
    if not _comparable(one, other):
        return False
    if romanised(one) == romanised(other) and _differ_little(one, other):
        return True
    return _vowels_confused(one, other)


def is_slip(one: str, other: str, *, counts: tuple[int, int], together: Callable[[], bool]) -> bool:
    """Whether the rarer of two surfaces is a slip of the pen for the other.

    `counts` says how often the archive writes each; `together` whether articles that have the rarer one have the
    other as well, and is asked only where that decides.
    """
    if max(counts) < _RARE or min(counts) * _RARE > max(counts) or not _comparable(one, other):
        return False
    rare, frequent = (one, other) if counts[0] <= counts[1] else (other, one)
    sure = _slip(rare, frequent)
    return sure is True or (sure is False and min(counts) <= _RARE_ALONE and together())


def _comparable(one: str, other: str) -> bool:
    return one != other and min(len(one), len(other)) >= SHORTEST and not _inflected(one, other)


def _inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long in (short + "s", short + "'s", short + "es")


def _differ_little(one: str, other: str) -> bool:
    """Whether what is left between two names that sound alike is too little to make other names of them."""
    length = min(len(one), len(other))
    one, other = light(one), light(other)
    prefix, mine, its, _ = _difference(one, other)
    if not mine and not its:
        return True
    if length >= _SURE_SLIP:
        return _edits(mine, its) <= 3
    if length > 6:
        return _edits(mine, its) <= 2
    if len(mine) > 1 or len(its) > 1 or not prefix:
        return False
    if not mine or not its:
        extra = mine or its
        return extra in _VOWELS or extra == "s" or (length == 6 and extra in (one[prefix - 1], other[prefix - 1]))
    if {mine, its} == {"i", "y"}:
        return _beside_vowel(one, other, prefix)
    return {mine, its} == {"c", "k"} or (length == 6 and {mine, its} <= set("aei"))


def _beside_vowel(one: str, other: str, place: int) -> bool:
    """Whether a letter is the last, or has a vowel beside it: Natalya, Kelli; not Smyth."""
    return place + 1 >= min(len(one), len(other)) or bool({one[place - 1], one[place + 1]} & _VOWELS)


def _vowels_confused(one: str, other: str) -> bool:
    foreign = any(sound in one and sound in other for sound in _CONFUSED_SOUNDS)
    if min(len(one), len(other)) < (SHORTEST if foreign else _CONFUSED_FROM):
        return False
    one, other = light(one), light(other)
    prefix, mine, its, suffix = _difference(one, other)
    if len(mine) != 1 or len(its) != 1 or suffix == 0 or frozenset((mine, its)) not in _CONFUSED:
        return False
    if suffix == 1 and one.endswith("n"):  # Parisian, Parisien
        return False
    return prefix > 1 or (prefix == 1 and {mine, its} == {"o", "u"})  # not Paterson, Peterson


def _slip(rare: str, frequent: str) -> bool | None:
    """Whether the rare one is a slip for the other: True for sure, False if they must also be met together."""
    prefix, wrong, right, suffix = _difference(rare, frequent)
    if prefix == 0 or len(wrong) > 2 or len(right) > 2:
        return None
    length = min(len(rare), len(frequent))
    if len(wrong) == len(right) == 2:
        return length > SHORTEST if wrong == right[::-1] and suffix else None
    if len(wrong) == 2 or len(right) == 2 or suffix == 0 or (suffix == 1 and "n" in (wrong, right)):
        return None
    if wrong and right:
        least = _VOWEL_SLIP if {wrong, right} <= _VOWELS else _LETTER_SLIP
        return None if suffix == 1 or length < least else length > _SURE_SLIP
    return length >= _SURE_SLIP


def _difference(one: str, other: str) -> tuple[int, str, str, int]:
    """How many letters are the same in front, what differs in each, how many are the same behind."""
    most = min(len(one), len(other))
    prefix = 0
    while prefix < most and one[prefix] == other[prefix]:
        prefix += 1
    suffix = 0
    while suffix < most - prefix and one[-1 - suffix] == other[-1 - suffix]:
        suffix += 1
    return prefix, one[prefix : len(one) - suffix], other[prefix : len(other) - suffix], suffix


def _edits(one: str, other: str) -> int:
    """The Levenshtein distance of two short strings."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, its in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != its))
    return row[-1]
