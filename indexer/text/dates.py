"""When an article was published: dates as people and programs write them.

Nothing is guessed. A day that could be two days (`03/04/2022`; with points the day comes first), a year of two digits
and a day that no calendar has are no dates. A time of day and its zone are dropped: the date is the
one printed, not the one it was in Greenwich.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache

from indexer.article import DateBasis, PublicationDate

# Nothing was printed before, and programs write 0001-01-01 for "no date".
_FIRST_YEAR = 1400
_LAST_YEAR = 2100  # 9999-12-31 is "no date" as well
_EPOCH = re.compile(r"1970-01-01[T ]00:00")
_LONGEST = 80

_MONTH_NAMES = (
    "january jan januar janvier enero gennaio janeiro januari января январь січня січень stycznia "
    "ocak ianuarie ledna leden ιανουαρίου tammikuuta tammikuu يناير",
    "february feb februar février fevrier febrero febbraio fevereiro februari февраля февраль лютого лютий lutego "
    "şubat februarie února únor φεβρουαρίου helmikuuta helmikuu فبراير",
    "march mar märz maerz mars marzo março marco maart марта март березня березень marca "
    "marts mart maret martie března březen μαρτίου maaliskuuta maaliskuu مارس",
    "april apr avril abril aprile апреля апрель квітня квітень kwietnia "
    "nisan aprilie dubna duben απριλίου huhtikuuta huhtikuu أبريل ابريل",
    "may mai mayo maggio maio mei мая май травня травень maja maj mayıs května květen μαΐου toukokuuta toukokuu مايو",
    "june jun juni juin junio giugno junho июня июнь червня червень czerwca "
    "haziran iunie června červen ιουνίου kesäkuuta kesäkuu يونيو",
    "july jul juli juillet julio luglio julho июля июль липня липень lipca "
    "temmuz iulie července červenec ιουλίου heinäkuuta heinäkuu يوليو",
    "august aug août aout agosto augustus августа август серпня серпень sierpnia "
    "augusti ağustos agustus srpna srpen αυγούστου elokuuta elokuu أغسطس",
    "september sept sep septembre septiembre settembre setembro сентября сентябрь вересня вересень września "
    "eylül septembrie září σεπτεμβρίου syyskuuta syyskuu سبتمبر",
    "october oct oktober octobre octubre ottobre outubro октября октябрь жовтня жовтень października "
    "ekim octombrie října říjen οκτωβρίου lokakuuta lokakuu أكتوبر",
    "november nov novembre noviembre novembro ноября ноябрь листопада листопад listopada "
    "kasım noiembrie listopadu νοεμβρίου marraskuuta marraskuu نوفمبر",
    "december dec dezember décembre decembre diciembre dicembre dezembro декабря декабрь грудня грудень grudnia "
    "desember aralık decembrie prosince prosinec δεκεμβρίου joulukuuta joulukuu ديسمبر",
)


def month_number(name: str) -> int | None:
    """The month that `name` is in any of our languages, 1 to 12, whatever its case."""
    return _MONTHS.get(_folded(name))


def _folded(name: str) -> str:
    """In small letters, with one i: Turkish writes ARALIK for aralık and EKİM for ekim."""
    return name.lower().replace("ı", "i").replace("i̇", "i")


_MONTHS = {_folded(name): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

_DAYS = (
    r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag"
    r"|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes"
    r"|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|venerd[ìi]|sabato"
    r"|domenica|segunda|ter[çc]a|quarta|quinta|sexta|(?:segunda|ter[çc]a|quarta|quinta|sexta)-feira|maandag|dinsdag"
    r"|woensdag|donderdag|vrijdag|zaterdag|zondag|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag"
    r"|mandag|tirsdag|lørdag|søndag|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar"
    r"|(?:maanantai|tiistai|torstai|perjantai|lauantai|sunnuntai)(?:na)?|keskiviikko(?:na)?"
    r"|luni|marți|miercuri|joi|vineri|sâmbătă|duminică|pondělí|úterý|středa|čtvrtek|pátek|neděle"
    r"|senin|selasa|rabu|kamis|jumat|sabtu|minggu"
    r"|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد"
)
_WEEKDAY = rf"(?:(?:{_DAYS})\.?[,،]?\s+)?"
_WEEKDAY_BEHIND = re.compile(rf"[,،]?\s+\(?(?:{_DAYS})\)?\.?\Z", re.IGNORECASE)
_PREFIX = re.compile(
    r"\A(?:(?:first |last )?(?:published|posted|updated|issued|released)(?: on| at)?|publiée?(?: le)?|mis à jour le"
    r"|veröffentlicht(?: am)?|stand|publicado(?: el| em)?|pubblicato(?: il)?|gepubliceerd(?: op)?|опубликовано"
    r"|publicerad|publisert|publiceret|julkaistu|yayınlanma|publicat|publikováno"
    r"|on|le|am|el)\s*:?\s+",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\A\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,5})?,\s+", re.IGNORECASE)
_EAST = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NAME = r"([^\W\d_]{3,12})\.?"
_TIME = (
    r"(?:\s*(?:[Tt,|@–-]|at\b|um\b|à\b|kl\.|klo\b|г\.|року\b)*\s*\d{1,2}[:.h]\d{2}.*"
    r"|\s+(?:at\s+)?\d{1,2}\s?[ap]\.?m\b.*)?"
)
_END = r"(?:\s*(?:г\.|года|року))?" + _TIME + r"\Z"

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:[T ,]\s*\d{1,2}:?\d{2}.*)?\Z")
_ISO_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}.*)?\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_DAY_FIRST = re.compile(
    _WEEKDAY
    + r"(\d{1,2})(?:st|nd|rd|th|\.|º|er)?(?:\s+|-)(?:of\s+|de\s+)?"
    + _NAME
    + r"(?:,?\s+|-)(?:de\s+)?(\d{4})"
    + _END,
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(_WEEKDAY + _NAME + r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _END, re.IGNORECASE)
_MONTH_ONLY = re.compile(_NAME + r",?\s+(?:de\s+)?(\d{4})\Z", re.IGNORECASE)
# ctime(3), and the same with a zone in front of the year.
_CTIME = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)\s+([a-z]{3})\s+(\d{1,2})\s+\d\d:\d\d:\d\d\s+(?:[A-Z]{2,5}\s+|[+-]\d{4}\s+)?(\d{4})\Z",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(?:(?<=\.) )?(\d{1,2})\2(?:(?<=\.) )?(\d{4})" + _TIME + r"\Z")

_AT = re.compile(
    r"(?:^|[\sTt,])(\d{1,2})(?:[:h]([0-5]\d)(?::[0-5]\d(?:[.,]\d+)?)?\s?([ap]\.?m\b)?|\s?([ap]\.?m\b))"
    r"\.?\s?(Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d(?!\d))?",
    re.IGNORECASE,
)
_AT_BASIC = re.compile(r"\dT(\d\d)([0-5]\d)(?:[0-5]\d)?(Z|[+-]\d\d:?\d\d)?\Z")

_IN_ADDRESS = (
    re.compile(r"(?<!\d)(\d{4})[/_.-](\d\d)[/_.-](\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d{4})/([a-z]{3})/(\d\d)(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![^\W_])(\d{4})(\d\d)(\d\d)(?![^\W_])"),
    re.compile(r"(?<!\d)(\d{4})[/-](\d\d)(?=/|\Z)"),
)


def read_date(text: str, *, basis: DateBasis = "stated") -> PublicationDate | None:
    """The one day, month or year that `text` as a whole names, or None."""
    text = text.strip()
    if len(text) > _LONGEST or _EPOCH.match(text):  # the beginning of time, for programs
        return None
    found = _read_date(text, basis)
    if found is None and (text[:1].isalpha() or _CLOCK.match(text)):
        found = timed(_read_date(_CLOCK.sub("", _PREFIX.sub("", text)), basis), text)
    return found


# The articles of one day come together, and spell it alike.
@lru_cache(maxsize=8192)
def _read_date(text: str, basis: DateBasis) -> PublicationDate | None:
    for form in (text, _WEEKDAY_BEHIND.sub("", text)):
        for read in (_iso, _named, _numeric, _eastern):
            parts = read(form)
            if parts is not None:
                return timed(_publication_date(*parts, basis=basis), text)
    return None


def timed(date: PublicationDate | None, text: str) -> PublicationDate | None:
    """A day with the time that `text` gives for it, if it has none yet."""
    if date is None or date.time or date.precision != "day":
        return date
    return replace(date, time=_time_of_day(text))


def _time_of_day(text: str) -> dt.time | None:
    """The time beside a day, to the minute; midnight is what programs write for none."""
    if found := _AT.search(text):
        hour, minute, half, other_half, zone = found.groups()
        half = half or other_half
    elif found := _AT_BASIC.search(text):
        hour, minute, zone = found.groups()
        half = None
    else:
        return None
    hours = int(hour) % 12 + 12 * half.lower().startswith("p") if half else int(hour)
    minutes = int(minute or 0)
    return dt.time(hours, minutes, tzinfo=_zone(zone)) if hours * 60 + minutes > 0 and hours < 24 else None


def _zone(zone: str | None) -> dt.timezone | None:
    if not zone:
        return None
    if zone.isalpha():
        return dt.UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if zone[0] == "-" else minutes)) if minutes < 24 * 60 else None


def of_epoch(number: int) -> PublicationDate | None:
    """The day, in Greenwich, of seconds or milliseconds since 1970; None for other numbers."""
    seconds = number // 1000 if number > 10**11 else number
    if (
        not 631_152_000 <= seconds < 4_102_444_800
    ):  # 1990 to 2100: before, it is nothing that a program wrote for a date
        return None
    day = dt.date(1970, 1, 1) + dt.timedelta(days=seconds // 86_400)
    return PublicationDate(day, day)


def date_in_address(address: str, *, basis: DateBasis) -> PublicationDate | None:
    """The day or month in a URL or a relative path (`/2022/02/26/`, `2022-02-26-kyiv.txt`).

    A bare year is too often something else. Two different days in one address are no date.
    """
    for pattern in _IN_ADDRESS:
        found: set[PublicationDate] = set()
        for year, month, *day in pattern.findall(address):
            number = int(month) if month.isdigit() else month_number(month) or 0
            date = _publication_date(int(year), number, int(day[0]) if day else None, basis=basis)
            if date is not None and 1900 <= date.first.year < 2100:
                found.add(date)
        if found:
            return found.pop() if len(found) == 1 else None
    return None


Parts = tuple[int, int | None, int | None]


def _iso(text: str) -> Parts | None:
    if found := _ISO.match(text):
        year, _, month, day = found.groups()
        return int(year), int(month), int(day) if day else None
    if found := _YEAR.match(text):
        return int(found[1]), None, None
    if found := _ISO_BASIC.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def _named(text: str) -> Parts | None:
    if found := _DAY_FIRST.match(text):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.match(text) or _CTIME.match(text):
        name, day, year = found.groups()
    elif found := _MONTH_ONLY.match(text):
        name, year = found.groups()
        day = None
    else:
        return None
    month = month_number(name)
    return None if month is None else (int(year), month, int(day) if day else None)


def _eastern(text: str) -> Parts | None:
    """2022年2月24日."""
    found = _EAST.match(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _numeric(text: str) -> Parts | None:
    """26/02/2022 and 02/26/2022 name one day, 03/04/2022 names two; with points the day comes first."""
    found = _NUMERIC.match(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." and second <= 12:
        return year, second, first
    if first == second or second > 12:
        return year, first, second
    return (year, second, first) if first > 12 else None


def _publication_date(year: int, month: int | None, day: int | None, *, basis: DateBasis) -> PublicationDate | None:
    if not _FIRST_YEAR <= year < _LAST_YEAR:
        return None
    text = f"{year:04}" + ("" if month is None else f"-{month:02}") + ("" if day is None else f"-{day:02}")
    try:
        return PublicationDate.parse(text, basis=basis)
    except ValueError:
        return None
