"""What stands in a page but is no part of the article: ad marks, credits, share lines, teasers.

Only whole lines are taken, and only lines that stand alone: in hard-wrapped text a line that
says "source" is a piece of a sentence. What is taken is kept as an `Aside`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from indexer.article import Aside, AsideKind

LoneLine = Literal["phrase", "label"]

_LONGEST_LABEL = 200
_LONGEST_TEASER = 300
_SHORTEST_TEASER = 20

# Lines that are one of these and nothing else, case and closing marks aside.
_PHRASES = frozenset(
    """
    ad|ads|advert|advertisement|advertisements|advertising|advertisement - story continues below
    advertisement - continue reading below|skip advertisement|story continues below|story continues below advertisement
    article continues below|article continues below advertisement|sponsored|sponsored content|sponsored by|promoted content
    continue reading|continue reading the main story|continue reading below|read more|read more here|read also|also read
    more|see also|see more|show more|load more|loading|related|related article|related articles|related story
    related stories|related coverage|related content|related topics|related news|recommended|recommended stories
    recommended for you|you may also like|you might also like|more on this story|more stories|more news|most read
    most popular|trending|trending now|trending stories|editor's picks|editors' picks|top stories|read next|up next
    source|source link|image source|photo|photos|image|images|video|credit|caption|image caption|media caption|image copyright
    photo credit|getty images|enlarge this image|hide caption|toggle caption|view gallery|play video|watch video
    scroll down for video|autoplay|show thumbnails|show captions|open graphic
    share|shares|share this|share this article|share this story|share this post|share on facebook|share on twitter
    share on x|share on whatsapp|share via email|tweet|tweet this|pin it|copy link|facebook|twitter|whatsapp|telegram
    linkedin|pinterest|reddit|email|email *|print|print this article|follow us|follow us on twitter|follow us on facebook
    follow us on google news|join us on telegram|comments|leave a comment|leave a reply|post a comment|view comments
    subscribe|subscribe now|sign up|sign in|log in|newsletter|sign up for our newsletter|subscribe to our newsletter
    back to top|go back to top|go back to top. skip to: start of article|skip article header. skip to: start of article
    skip to content|skip to main content|all rights reserved|terms of use|privacy policy|cookie policy
    werbung|anzeige|quelle|weiterlesen|mehr zum thema|lesen sie auch|publicité|publicite|lire aussi|publicidad
    lea también|pubblicità|leggi anche|publicidade|leia também|реклама|источник|читайте также|джерело|читайте також
    """.strip().replace("\n", "|").replace("    ", "").split("|")
)

_NETWORK = r"(?:facebook|twitter|x|instagram|telegram|whatsapp|youtube|linkedin|reddit|pinterest|email|google news|tiktok)"
_LABELS = re.compile(
    r"""
      \[?\(?\s*(?:(?:featured\ |lead\ |file\ |cover\ |main\ )?(?:image|photo|photograph|picture|pic|video|graphic|illustration)
          (?:\ (?:credit|source|courtesy|copyright|caption|by))?s?|credit|credits|caption|foto|фото)\s*:\s*\S.*
    | \(\s*(?:featured\ |file\ )?(?:image|photo|photograph|picture|video|credit|source|getty|ap\ photo|afp\ photo)\b[^()]*\)
    | (?:featured|cover|header)\ (?:image|photo|picture)\ (?:adapted|courtesy|credit|by|from|via|source|taken|of)\b.*
    | (?:image|photo|picture)\ (?:courtesy|credit)\ .*
    | (?:read|also\ read|read\ also|read\ more|read\ next|see\ also|watch|watch\ also|related|trending|more|must\ read
          |recommended|don't\ miss|don’t\ miss|lire\ aussi|lesen\ sie\ auch|lea\ también|leggi\ anche|читайте\ также
          |читайте\ також)(?:\ (?:story|article|stories|articles|news))?\s*[:|]\s*\S.*
    | (?:follow|like|find|join)\ (?:us|\w+(?:\ \w+)?)\ (?:on|at)\ """
    + _NETWORK
    + r"""\b.{0,60}
    | share\ (?:this|the)\ (?:article|story|post|page|news)\b.{0,60}
    | (?:(?:share|tweet|email|print|post|save|copy\ link|pin)?\s*(?:on|to|via|by)?\s*"""
    + _NETWORK
    + r"""[\s,|•·/]*){2,}
    | [\d.,]+[km]?\ shares?\b.{0,60}
    | (?:click|tap)\ here\ (?:to|for)\b.{0,100}
    | (?:sign\ up|subscribe)\ (?:for|to|here|now|today)\b.{0,120}
    | (?:source|sources|via|quelle|источник|джерело)\s*:\s*\S.{0,80}
    | (?:©|copyright\ ©|copyright\ \(c\)|\(c\)\ copyright|copyright\ \d{4})\s*\S.*
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A label with a whole paragraph after it is a paragraph.
_SENTENCES = re.compile(r"[.!?][\"”’)]?\s+[\"“‘(]?[A-ZА-Я].*[.!?][\"”’)]?\s+[\"“‘(]?[A-ZА-Я]")

_OPENERS = " \t\xa0([*•>"
_FIRST_WORDS = """ad adve skip stor arti spon prom cont read also more see show load rela reco you most tren edit top up sour imag
    phot vide cred capt medi gett enla hide togg view play watc scro auto open shar twee pin copy face twit what tele link
    pint redd emai prin foll join comm leav post subs sign log news back go all term priv cook werb anze quel weit mehr
    lese publ lire lea pubb legg leia рекл исто чита джер feat lead file cove main pict pic grap illu foto фото head
    ap afp must don' don’ like find inst yout goog tikt x save clic tap via © (c) c) to on by""".split()
_GATE = frozenset(form for word in _FIRST_WORDS for form in (word, word.capitalize(), word.upper(), word.title()))
_DIGITS = frozenset("0123456789")

_SENTENCE_END = (".", "!", "?", ":", "…", "”", '"', "’", "'", "»", ")", "]", ";", "*", "_", "“")
_CUT_OFF = re.compile(r"[^\W_][,;:”’\"']?\s?(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))\Z")
_SPEECH = ('"', "“", "„", "«", "‘", "'", "—", "–", "-")


def lone_line(line: str) -> LoneLine | None:
    """What kind of no prose a line is, taken by itself: one of the known phrases, or a label with something after it."""
    line = line.strip()
    if not line or len(line) > _LONGEST_LABEL:
        return None
    if line.casefold().strip(" \t:.…»>|*[]()-—–") in _PHRASES:
        return "phrase"
    if _LABELS.fullmatch(line) and not _SENTENCES.search(line):
        return "label"
    return None


def may_hold_asides(text: str) -> bool:
    """False if no line of `text` can be an aside: a cheap look, to spare the close one."""
    tail = text[-80:].rstrip()
    if tail.endswith(("…", "...", "]", ")")) and _CUT_OFF.search(tail):
        return True
    return any(_may_be_lone(line) for line in text.split("\n"))


def mark(lines: Sequence[str]) -> dict[int, AsideKind]:
    """The lines that are asides, by number."""
    marks: dict[int, AsideKind] = {
        number: "boilerplate"
        for number, line in enumerate(lines)
        if _may_be_lone(line) and lone_line(line) is not None and _stands_alone(lines, number)
    }
    marks.update(dict.fromkeys(_teasers(lines, marks), "teaser"))
    return marks


def separate(lines: Sequence[str], marks: dict[int, AsideKind]) -> tuple[str, tuple[Aside, ...]]:
    """The body without the marked lines, and these with the place in the body where they stood.

    Paragraphs keep the line ends between them; a run of blank lines becomes one, and so does
    one on either side of an aside. Linear in the length of the lines.
    """
    kept: list[str] = []
    asides: list[Aside] = []
    length = 0
    waiting: list[int] = []
    blank = False
    for number, line in enumerate(lines):
        if not line or line.isspace():
            blank = True
            continue
        if number in marks:
            waiting.append(number)
            continue
        if kept:
            kept.append("\n\n" if blank else "\n")
            length += 2 if blank else 1
        else:
            line = line.lstrip()
        asides += [Aside(marks[n], lines[n].strip(), length) for n in waiting]
        waiting.clear()
        kept.append(line)
        length += len(line)
        blank = False
    if kept:
        last = kept[-1].rstrip()
        length -= len(kept[-1]) - len(last)
        kept[-1] = last
    asides += [Aside(marks[n], lines[n].strip(), length) for n in waiting]
    return "".join(kept), tuple(asides)


def _may_be_lone(line: str) -> bool:
    if len(line) > _LONGEST_LABEL + 40:
        return False
    start = line.lstrip(_OPENERS)[:4]
    if not start:
        return False
    return start in _GATE or start.split(" ")[0].rstrip(":|.") in _GATE or (start[0] in _DIGITS and "hare" in line)


def _stands_alone(lines: Sequence[str], number: int) -> bool:
    """Whether a line is a paragraph of its own and not a piece of one broken over lines."""
    if number and (before := lines[number - 1].rstrip()) and not before.endswith(_SENTENCE_END):
        if lone_line(before) is None:
            return False
    if number + 1 < len(lines) and (after := lines[number + 1].lstrip()):
        return not after[0].islower()
    return True


def _teasers(lines: Sequence[str], marks: dict[int, AsideKind]) -> list[int]:
    """The lines at the end that begin other articles: two or more in a row, each cut off with an ellipsis.

    The article before them has to have ended: its last line closes a sentence and is not cut off.
    """
    found: list[int] = []
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].strip()
        if not line or number in marks:
            continue
        if not _is_cut_off(line):
            ended = line.endswith(_SENTENCE_END) and not line.endswith(("…", "..."))
            return found if len(found) > 2 or (len(found) == 2 and ended) else []
        found.append(number)
    return []


def _is_cut_off(line: str) -> bool:
    return (
        _SHORTEST_TEASER <= len(line) <= _LONGEST_TEASER
        and not line.startswith(_SPEECH)
        and _CUT_OFF.search(line[-12:]) is not None
    )
