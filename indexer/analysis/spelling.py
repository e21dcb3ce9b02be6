"""What the spellings of one name share: forms in which romanisations agree, and a key to look names up by.

`light` takes away what is only a habit of writing: the `h` of `kh`, `q` for `k`, `ou` for `u`, the `e` that stands
for an umlaut. `romanised` goes on to what also tells names apart: doubled letters, `y` and `i`, `w` and `v`, `-ev`
and `-ov`; names of speakers meet by it, see `indexer.analysis.name_keys`. `key` is what is left of that without
vowels: the names among which other spellings, and slips of the pen, are worth looking for. All take a surface, see
`indexer.analysis.tokenizer`; which words of a text are spellings of one name says `search.names.likeness`.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

__all__ = ["forget", "initial_sound", "key", "key_number", "light", "near_keys", "romanised"]

_C = "[b-df-hj-np-tv-z]"  # consonants but y


def _rules(*rules: tuple[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), one) for pattern, one in rules]


_LIGHT = _rules(
    (r"'", ""),
    (r"^abd[aeiou]l", "abdul"),
    (r"(?<=\w{3})[aeu]ddin[ei]?$", "uddin"),
    (r"(?<=\w{5})th$", "t"),
    (r"(?<=\w{4})(?<!i)ah$", "a"),  # Fallujah; not Mariah
    (r"^ye(?=[vkfgr]|lts)", "e"),  # Yevgeny, Yerevan, Yeltsin; not Yellen
    (r"tsch", "ch"),  # Gorbatschow
    (r"dzh|dj", "j"),
    (r"(?<=[kgd])h", ""),  # Kharkiv, Afghan, Riyadh
    (r"ck|q", "k"),
    (r"x(?!i)", "ks"),  # not the Chinese x
    (r"aeu", "au"),  # Schaeuble
    (r"(?<=[aeiou])y(?=e)", ""),  # Kaloyev
    (rf"(?<={_C})([aou])e(?={_C})(?![lrs]s?$|v)", r"\1"),  # Mueller; not Michael
    (r"ou|oo", "u"),
    (rf"(?<=[aeiouy])({_C}*)ee(?={_C}$)", r"\1i"),  # Kareem; not queen
    (r"(?:ij|iy|yi|yy|ii)$", "i"),
    (r"(?<=i)y(?=[aeou])", ""),  # Korniyenko
)
# Nothing that a rule changes is in most words; to see that at once is worth ten rules.
_HABITS = re.compile(
    r"'|^abd|ddin|th$|ah$|^ye|tsch|dzh|dj|[kgd]h|ck|q|x|[aou]e|[aeiou]ye|ou|oo|ee|iy|yi$|yy$|ij$|ii$",
)
_HEAVY = _rules(
    (r"(?<=\w\w)(?:[iy]?[eo]v|[eo]w|[eo]ff)$", "ov"),  # Gorbatschow
    (r"tch|tsh", "ch"),
    (r"sch", "sh"),
    (r"zh", "j"),
    (r"ph", "f"),
    (r"c(?![eihy])", "k"),
    (r"tz", "ts"),
    (r"w", "v"),
    (r"y", "i"),
    (r"(?<=[aeou])i(?=e)", ""),
    (rf"ai(?={_C})", "ei"),  # Hussain
    (r"(?:ie|ei|ij)$", "i"),
    (r"(.)\1+", r"\1"),
)
_NEEDED = ("", "t", "sch", "zh", "ph", "c", "tz", "w", "y", "ie", "ai", "", "")
"""What a name must have for each of these rules: to look for it is far cheaper than to try the rule."""
# First letters that the rules make of one another, as in Tschaikowsky and Chaikovsky, Dzhugashvili and Jugashvili.
_ALIKE = ("aeiy", "ckqtx", "djz", "fp", "ou", "vw")
_INITIALS: dict[str, str] = {
    one: letters[0] for letters in (*_ALIKE, *"bghlmnrs") for one in letters + letters.upper()
}
_SILENT = re.compile(r"[aeiouh]")
_REPEATED = re.compile(r"(.)\1+")
_CONSONANTS = "bcdfgjklmnprstvz"


@lru_cache(maxsize=65536)
def light(surface: str) -> str:
    """A surface without habits of writing."""
    if not _HABITS.search(surface):
        return surface
    for pattern, one in _LIGHT:
        surface = pattern.sub(one, surface)
    return surface


@lru_cache(maxsize=65536)
def romanised(surface: str) -> str:
    """The form that the romanisations of one name share; some other names share it as well."""
    form = light(surface)
    for needed, (pattern, one) in zip(_NEEDED, _HEAVY, strict=True):
        if needed in form:
            form = pattern.sub(one, form)
    return form


def initial_sound(name: str) -> str:
    """A letter for the first one of a name, the same for all names that share a form; "" of no name."""
    return _INITIALS.get(name[:1], name[:1])


@lru_cache(maxsize=65536)
def key(surface: str) -> str:
    """The consonants of a name, in order; "" if it has none."""
    return _REPEATED.sub(r"\1", _SILENT.sub("", romanised(surface)))


def forget() -> None:
    """Give up what was remembered of surfaces: who has seen a whole batch of them will not ask for these again."""
    for remembering in (light, romanised, key):
        remembering.cache_clear()


def near_keys(name_key: str) -> set[str]:
    """The keys that one slip makes of a key: two consonants swapped, one left out, too many, or wrong."""
    cuts = [(name_key[:n], name_key[n:]) for n in range(len(name_key) + 1)]
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    without = {head + tail[1:] for head, tail in cuts}
    more = {head + one + tail for head, tail in cuts for one in _CONSONANTS}
    wrong = {head + one + tail[1:] for head, tail in cuts for one in _CONSONANTS}
    # One more of the same, or a neighbour's, is no key: repeated letters are one.
    return {_REPEATED.sub(r"\1", near) for near in swapped | without} | more | wrong


def key_number(name_key: str) -> int:
    """A key as a number of 32 bits, as it is stored; keys that share one are told apart by the names themselves."""
    return zlib.crc32(name_key.encode("utf-8", "surrogatepass"))
