"""What stands in a page but is no part of the article: ad marks, credits, share lines, teasers.

Only whole lines are taken, and only lines that stand alone: in hard-wrapped text a line that
says "source" is a piece of a sentence. What is taken is kept as an `Aside`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from indexer.article import Aside, AsideKind

LoneLine = Literal["phrase", "label"]

_LONGEST_LABEL = 200
_LONGEST_TEASER = 300
_SHORTEST_TEASER = 20

# Lines that say one of these and nothing else; case and closing marks do not count.
_PHRASES = frozenset(
    phrase.strip()
    for phrase in """
    ad, ads, advert, advertisement, advertisements, advertising, skip advertisement, sponsored, sponsored content
    sponsored by, promoted content, advertisement - story continues below, advertisement - continue reading below
    story continues below, story continues below advertisement, article continues below
    article continues below advertisement, continue reading, continue reading below, continue reading the main story
    read more, read more here, read also, also read, read next, up next, see also, see more, show more, load more
    loading, related, related article, related articles, related story, related stories, related coverage
    related content, related topics, related news, recommended, recommended stories, recommended for you
    you may also like, you might also like, more on this story, more stories, more news, most read, most popular
    trending, trending now, trending stories, editor's picks, editors' picks, editor’s picks, editors’ picks
    top stories, source, source link, image source, photo, photos, image, images, video, credit, caption
    image caption
    media caption, image copyright, photo credit, getty images, enlarge this image, hide caption, toggle caption
    view gallery, play video, watch video, scroll down for video, autoplay, show thumbnails, show captions
    open graphic
    share, shares, share this, share this article, share this story, share this post, share on facebook
    share on twitter, share on x, share on whatsapp, share via email, tweet, tweet this, pin it, copy link
    facebook, twitter, whatsapp, telegram, linkedin, pinterest, reddit, email, print, print this article
    follow us, follow us on twitter, follow us on facebook, follow us on google news, join us on telegram
    comments, leave a comment, leave a reply, post a comment, view comments, subscribe, subscribe now, sign up
    sign in, log in, newsletter, sign up for our newsletter, subscribe to our newsletter, back to top, go back to top
    go back to top. skip to: start of article, skip article header. skip to: start of article, skip to content
    skip to main content, all rights reserved, terms of use, privacy policy, cookie policy
    werbung, anzeige, quelle, weiterlesen, mehr zum thema, lesen sie auch, publicité, lire aussi, publicidad
    lea también, lea además, le puede interesar, te puede interesar, también te puede interesar, le recomendamos
    más información, noticias relacionadas, síguenos en, pour lire la suite, à lire aussi, lire la suite, lire plus
    pour accéder en illimité, auch interessant, mehr dazu, mehr zum thema, das könnte sie auch interessieren
    leia mais, veja também, saiba mais, ti potrebbe interessare, leggi tutto, lees ook, lees meer, czytaj także
    czytaj też, czytaj więcej, zobacz też, zobacz także, les også, läs mer, läs också, læs også
    pubblicità, leggi anche, publicidade, leia também, реклама, источник, читайте также, джерело
    читайте також
    """.replace("\n", ",").split(",")
    if phrase.strip()
)
_AROUND_PHRASE = " \t\xa0:.…»>|*•[]()-—–"

_NETWORK = (
    r"(?:facebook|twitter|x|instagram|telegram|whatsapp|youtube|linkedin|reddit|pinterest|email|google news|tiktok)"
)
_PICTURE = r"(?:image|photo|photograph|picture|pic|video|graphic|illustration|foto|фото)s?"
# Of a case-folded line. What these begin with has to stand in _LABEL_STARTS as well.
_LABELS = re.compile(
    rf"""
      [\[(]?(?:(?:featured|feature|lead|file|cover|main|header)\ )?{_PICTURE}
          (?:\ (?:credits?|source|courtesy|copyright|caption|by))?\s*:\s*\S.*
    | (?:credits?|caption)\s*:\s*\S.*
    | \((?:(?:featured|file)\ )?(?:{_PICTURE}|credit|source|getty|ap\ photo|afp\ photo|reuters\ photo)
          \s*(?:[:/|]|by\b|courtesy\b|credit\b|via\b)[^()]*\)
    | (?:featured|cover|header)\ {_PICTURE}\ (?:adapted|courtesy|credit|by|from|via|source|taken|of)\b.*
    | {_PICTURE}\ (?:courtesy|credit)\ .*
    | (?:read|also\ read|read\ also|read\ more|read\ next|see\ also|watch|watch\ also|related|trending|more|must\ read
          |recommended|don['’]t\ miss|lire\ aussi|lesen\ sie\ auch|lea\ también|leggi\ anche|читайте\ также
          |читайте\ також)(?:\ (?:story|article|stories|articles|news))?\s*[:|]\s*\S.*
    | (?:follow|like|find|join)\ (?:us|\w+(?:\ \w+)?)\ (?:on|at)\ {_NETWORK}\b.{{0,60}}
    | share\ this\ (?:article|story|post|page|video)\b.{{0,60}}
    | (?:share|tweet|print|post|save|copy\ link)?\s*(?:on|to|via|by)?\s*{_NETWORK}(?:[\s,|•·/]+{_NETWORK})+
    | (?:click|tap)\ here\ (?:to|for)\b.{{0,100}}
    | (?:sign\ up|subscribe)\ (?:for|to|here|now|today)\b.{{0,120}}
    | (?:source|sources|via|quelle|источник|джерело)\s*:\s*\S.{{0,80}}
    | (?:©|copyright\ ?(?:©|\(c\))|\(c\)|copyright(?=\ \d{{4}}\b))\s*\S.*
    """,
    re.VERBOSE,
)
_LABEL_STARTS = (
    "feat lead file cove main head imag phot pict pic vide grap illu foto фото cred capt getty ap|ph afp|p reut read"
    " also see|a watc rela tren more must reco don't don’t lire lese lea|t legg чита foll like find join shar twee "
    "prin"
    " post save copy face twit inst tele what yout link redd pint emai goog tikt x|fa clic tap|h sign subs sour quel"
    " исто джер via: via|: ©|19 ©|20 c)|2 c)|c"
)
# A label with more than a sentence after it is a paragraph.
_SENTENCES = re.compile(r"[.!?][\"”’)]?\s+[\"“‘(]?[A-ZА-Я].*[.!?][\"”’)]?\s+[\"“‘(]?[A-ZА-Я]")

_OPENERS = " \t\xa0([*•>"
_WIDTH = 4


def _gate() -> frozenset[str]:
    """The first four characters, in any usual case, of all that can be a lone line: one look in a set for a line."""
    starts = {start.replace("|", " ")[:_WIDTH] for start in _LABEL_STARTS.split()}
    for phrase in _PHRASES:
        starts |= {phrase[:_WIDTH], (phrase + ":")[:_WIDTH], (phrase + ".")[:_WIDTH], (phrase + " ")[:_WIDTH]}
    starts |= {f"©{year}"[:_WIDTH] for year in (*range(190, 200), *range(200, 210))}
    return frozenset(form for start in starts for form in (start, start.capitalize(), start.upper(), start.title()))


_GATE = _gate()

_BLANK_START = re.compile(r"\A(?:[^\S\n]*\n)+")
_BLANK_RUN = re.compile(r"\n(?:[^\S\n]*\n)+")
# A run that is not one empty line already; it is looked for first, because most texts have none.
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]+\n|\n[^\S\n]*\n)")
_SENTENCE_END = (".", "!", "?", ":", "…", "”", '"', "’", "'", "»", ")", "]", ";", "*", "_", "“")
_CUT_OFF = re.compile(r"[^\W_][,;:”’\"']?\s?(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))\Z")
_SPEECH = ('"', "“", "„", "«", "‘", "'", "—", "–", "-")


def lone_line(line: str) -> LoneLine | None:
    """What kind of no prose a line is by itself: one of the known phrases, or a label with something after it."""
    line = line.strip()
    if not line or len(line) > _LONGEST_LABEL:
        return None
    folded = line.lower()
    if folded.strip(_AROUND_PHRASE) in _PHRASES:
        return "phrase"
    if _LABELS.fullmatch(folded) and not _SENTENCES.search(line):
        return "label"
    return None


def may_hold_asides(text: str) -> bool:
    """False if no line of `text` can be an aside: a cheap look, to spare the close one."""
    tail = text[-80:].rstrip()
    if tail.endswith(("…", "...", "]", ")")) and _CUT_OFF.search(tail):
        return True
    # A slice and a look in a set for each line: the one loop over lines that every text goes through.
    for line in [line for line in text.split("\n") if line.lstrip(_OPENERS)[:_WIDTH] in _GATE]:
        if lone_line(line) is not None:
            return True
    return False


def mark(lines: Sequence[str]) -> dict[int, AsideKind]:
    """The lines that are asides, by number."""
    marks: dict[int, AsideKind] = {
        number: "boilerplate"
        for number in [n for n, line in enumerate(lines) if line.lstrip(_OPENERS)[:_WIDTH] in _GATE]
        if lone_line(lines[number]) is not None and _stands_alone(lines, number)
    }
    marks.update(dict.fromkeys(_teasers(lines, marks), "teaser"))
    return marks


def separate(lines: Sequence[str], marks: Mapping[int, AsideKind]) -> tuple[str, tuple[Aside, ...]]:
    """The body without the marked lines, and these with the place in the body where they stood.

    Paragraphs keep the line ends between them; a run of blank lines becomes one, and so does
    one on either side of an aside. Linear in the length of the lines.
    """
    kept: list[str] = []
    asides: list[Aside] = []
    length = start = 0
    waiting: list[int] = []
    blank = False
    for number in (*sorted(marks), len(lines)):
        run = "\n".join(lines[start:number])
        text = _BLANK_START.sub("", run, count=1).rstrip()
        blank = blank or (number > start and not lines[start].strip())
        if text:
            text = one_blank_line(text if kept else text.lstrip())
            gap = "" if not kept else "\n\n" if blank else "\n"
            length += len(gap)
            asides += [Aside(marks[n], lines[n].strip(), length) for n in waiting]
            waiting.clear()
            kept += (gap, text)
            length += len(text)
            blank = not lines[number - 1].strip()
        waiting.append(number)
        start = number + 1
    asides += [Aside(marks[n], lines[n].strip(), length) for n in waiting[:-1]]
    return "".join(kept), tuple(asides)


def one_blank_line(text: str) -> str:
    """Make every run of blank lines one blank line."""
    return _BLANK_RUN.sub("\n\n", text) if _BLANK_LINES.search(text) else text


def _stands_alone(lines: Sequence[str], number: int) -> bool:
    """Whether a line is a paragraph of its own and not a piece of one broken over lines."""
    before = lines[number - 1].rstrip() if number else ""
    goes_on = lines[number].lstrip()[0].islower() or not before.endswith(_SENTENCE_END)
    if before and goes_on and lone_line(before) is None:
        return False
    if number + 1 < len(lines) and (after := lines[number + 1].lstrip()):
        return not after[0].islower()
    return True


def _teasers(lines: Sequence[str], marks: Mapping[int, AsideKind]) -> list[int]:
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
