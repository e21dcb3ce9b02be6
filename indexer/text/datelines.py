"""Datelines: `KYIV, March 1 (Reuters) —`, the first words of a report, which state where it is from.

A dateline stays in the body. It can state an outlet, and a date if it has a year.
"""

from __future__ import annotations

import re

from indexer.article import PublicationDate
from indexer.text.dates import read_date

_LONGEST_DATELINE = 160

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = rf"(?P<day>{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?P<year>,?\s\d{{4}})?"
_PLACE = r"(?P<place>[A-Z][\w.'’/ -]{1,40}(?:,\s[A-Z][\w.'’ -]{1,30}){0,2}?)"
_DASH = r"\s?(?:[—–-]{1,2})\s?(?=\S)"
_DATELINES = (
    # KYIV, March 1 (Reuters) — and (Reuters) -
    re.compile(rf"{_PLACE}?(?:,?\s{_DAY})?\s?\((?P<agency>[^()\n]{{2,40}})\){_DASH}"),
    # MOSCOW, March 1. /TASS/.
    re.compile(rf"{_PLACE}(?:,\s{_DAY})\.?\s/(?P<agency>[^/\n]{{2,40}})/\."),
    # KYIV, March 1 —
    re.compile(rf"(?=[A-Z]{{3}}){_PLACE},\s{_DAY}{_DASH}(?P<agency>)"),
)
# An outlet in a dateline is believed if it is one of these or says that it is one.
_AGENCIES = frozenset(
    name.strip()
    for name in """
    reuters, ap, associated press, the associated press, afp, agence france-presse, upi, united press international
    cnn, bbc, xinhua, tass, itar-tass, ria novosti, ria, sputnik, interfax, interfax-ukraine, ukrinform, unian
    bloomberg, ani, pti, ians, dpa, efe, ansa, kyodo, yonhap, anadolu, aa, npr, rfe/rl, rferl, voa, dw, cbs, nbc, cbc
    aap, pa, pa media, apa, apf, belga, cna, irna, tasnim, isna, fars, wafa, sana, bernama, antara, lusa, agerpres
    pap, čtk, tanjug, hina, bta, thomson reuters foundation, the conversation, the hill, politico, axios, propublica
    """.replace("\n", ",").split(",")
    if name.strip()
)
_OUTLET_WORD = re.compile(
    r"\b(?:News|Agency|Press|Times|Post|Tribune|Herald|Journal|Radio|Gazette|Daily|Courier|Telegraph|Guardian|Observer"
    r"|Chronicle|Wire)\b"
)
# What papers are called in other languages, as a word or the end of one, and the articles that many begin with.
_PAPER = re.compile(
    r"(?:\b|(?<=\w))(?:zeitung|kurier|anzeiger|bote|blatt|blad|post|nachrichten|rundschau|presse|spiegel|avis(?:en)?"
    r"|tidning(?:en)?|krant|courant|sanomat|lehti|postası|gazetesi|haber|gazeta|gazette|kurir|dziennik|noviny)\b"
    r"|\b(?:diario|periódico|jornal|diário|folha|correio|correo|gaceta|heraldo|giornale|corriere|gazzetta|journal|courrier"
    r"|dépêche|tribune|écho|газета|известия|вести|новости|вісті|новини)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:The|Der|Die|Das|Le|La|Les|L['’]|El|Los|Las|O|A|Os|As|Il|Lo|De|Het) ?(?=[^\W\d_a-z])")
_PLACES = frozenset(
    "the hague|the bronx|la paz|la plata|la coruña|la habana|la rioja|la rochelle|la spezia|la valletta|las palmas"
    "|las vegas|los angeles|los ángeles|el paso|el cairo|el salvador|le havre|le mans|les cayes|l'aquila|l’aquila"
    "|de bilt|a coruña|o porto".split("|")
)


def is_outlet(name: str) -> bool:
    """Whether a name says by its last word that it is a paper's or an agency's, and no place's."""
    last = name.split()[-1]
    return name.casefold() in _AGENCIES or _OUTLET_WORD.fullmatch(last) is not None or _PAPER.search(name) is not None


def may_be_outlet(name: str) -> bool:
    """Whether a name begins with an article as those of many papers do, and of few places and headlines."""
    return _ARTICLE.match(name) is not None and name.casefold() not in _PLACES


def dateline(line: str) -> tuple[str | None, PublicationDate | None]:
    """The outlet and the date that `KYIV, March 1, 2022 (Reuters) —` states; a day without a year is no date."""
    found = match_dateline(line)
    if not found:
        return None, None
    agency = found["agency"].strip()
    # The whole form, with a place and a day, is believed of any outlet; a bracket alone only of one that is known.
    whole = bool(found["place"] and found["day"]) and agency[:1].isupper() and not any(map(str.isdigit, agency))
    known = agency.casefold() in _AGENCIES or _OUTLET_WORD.search(agency) is not None
    date = read_date(f"{found['day']} {found['year'].strip(', ')}") if found["day"] and found["year"] else None
    return (agency if whole or known else None), date


def match_dateline(line: str) -> re.Match[str] | None:
    """The dateline that `line` begins with: its `place`, `day`, `year` and `agency`, where it has them."""
    line = line[:_LONGEST_DATELINE]
    # Each form has one of these; most first lines have none.
    if "-" not in line and "—" not in line and "–" not in line and "/" not in line:
        return None
    return next((found for form in _DATELINES if (found := form.match(line))), None)
