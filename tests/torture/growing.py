"""Queries and archives that can be made as long as one likes, of every kind that there is."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path

from indexer.build import build

SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo ka le mi no pu ra".split()
FIRST = "Ada Tom Jana Omar Lena Ivo Mara Sven".split()
ENDS = ("ov", "sky", "skyy", "ski", "er", "in", "enko", "man")


def invented(number: int) -> str:
    """A word of its own for each number."""
    word = ""
    while number or len(word) < 6:
        number, which = divmod(number, len(SYLLABLES))
        word += SYLLABLES[which]
    return word


def archive(folder: Path, *, articles: int, chance: random.Random) -> Path:
    """An index of so many invented articles: frequent words and rare ones, names, quotations, dates, addresses."""
    records = folder / "articles.jsonl"
    with records.open("w", encoding="utf-8") as lines:
        for number in range(articles):
            lines.write(json.dumps(_record(number, chance)) + "\n")
    build(folder / "index", [str(records)])
    return folder / "index"


def _record(number: int, chance: random.Random) -> dict[str, str]:
    def some(many: int) -> str:
        return " ".join(invented(int(20_000 * chance.random() ** 4)) for _ in range(many)).capitalize()

    def name() -> str:
        return f"{chance.choice(FIRST)} {invented(chance.randrange(300)).capitalize()}{chance.choice(ENDS)}"

    paragraphs = []
    for _ in range(3):
        speaker = name()
        paragraphs.append(f"{some(15)}. “{some(12)},” said {speaker}. {some(10)}. {speaker} {some(9)}.")
    day = dt.date(2015, 1, 1) + dt.timedelta(chance.randrange(3000))
    outlet = f"The {invented(chance.randrange(200)).capitalize()} Post"
    return {
        "id": f"invented-{number}", "title": f"{name()} {some(6)}", "source": outlet, "date": day.isoformat(),
        "author": name(), "url": f"https://www.{outlet.split()[1].lower()}.example/{day:%Y/%m}/{number}",
        "text": "\n\n".join(paragraphs),
    }  # fmt: skip


Nth = Callable[[int], str]


def of(nth: Nth, joint: str = " ") -> Callable[[int], str]:
    """Queries made of clauses that are all different, joined."""

    def query(size: int) -> str:
        clauses, length, number = [], 0, 0
        while length < size:
            clauses.append(nth(number))
            length += len(clauses[-1]) + len(joint)
            number += 1
        return joint.join(clauses)

    return query


def again(piece: str, end: str = "") -> Callable[[int], str]:
    """Queries of one piece again and again."""
    return lambda size: piece * (size // len(piece)) + end


def _there(number: int) -> str:
    return invented(number % 20_000)


def _absent(number: int) -> str:
    return f"q{invented(number)}x"


def _name(number: int) -> str:
    return f"{invented(number % 300)}{ENDS[number // 300 % len(ENDS)]}"


def _date(number: int) -> str:
    return (dt.date(1900, 1, 1) + dt.timedelta(number)).isoformat()


QUERIES: dict[str, Callable[[int], str]] = {
    "words": of(_there),
    "absent words": of(_absent),
    "either": of(_there, " OR "),
    "absent either": of(_absent, " OR "),
    "both": of(_there, " AND "),
    "excluded": of(lambda n: f"-{_there(n)}"),
    "absent, excluded": of(lambda n: f"NOT {_absent(n)}"),
    "either excluded": lambda size: "-(" + of(_there, " OR ")(size) + ")",
    "one and many excluded": lambda size: "baba " + of(lambda n: f"-{_absent(n)}")(size),
    "exact": of(lambda n: f"={_there(n)}"),
    "exact either": of(lambda n: f"={_absent(n)}", " OR "),
    "fuzzy": of(lambda n: f"{_there(n)}~"),
    "fuzzy either": of(lambda n: f"{_absent(n)}~", " OR "),
    "fuzzy by two": of(lambda n: f"{_there(n)}~2", " OR "),
    "patterns": of(lambda n: f"{_there(n)}*"),
    "patterns either": of(lambda n: f"{_there(n)}*", " OR "),
    "short patterns": of(lambda n: f"{_there(n)[:2]}*", " OR "),
    "patterns inside": of(lambda n: f"{_there(n)[:2]}*{_there(n)[3:]}*", " OR "),
    "open patterns": of(lambda n: f"*{_there(n)[:4]}*", " OR "),
    "patterns of many gaps": of(lambda n: f"{_there(n)[:2]}*a*e*i*o*", " OR "),
    "absent patterns": of(lambda n: f"{_absent(n)}*", " OR "),
    "a long pattern": lambda size: "ab" + "?" * size + "c",
    "a long fuzzy word": lambda size: "a" * size + "~",
    "a long word": lambda size: "a" * size,
    "a long name": lambda size: "Zelen" + "sky" * (size // 3),
    "a long phrase": lambda size: '"' + of(_there)(size) + '"',
    "a long phrase of one word": lambda size: '"' + "baba " * (size // 5) + '"',
    "a long absent phrase": lambda size: '"' + of(_absent)(size) + '"',
    "a long loose phrase": lambda size: '"' + of(_there)(size) + '"~5',
    "a long loose phrase of one word": lambda size: '"' + "bababa " * (size // 7) + '"~250',
    "phrases": of(lambda n: f'"{_there(n)} {_there(n + 1)}"'),
    "phrases either": of(lambda n: f'"{_there(n)} {_there(n + 1)}"', " OR "),
    "absent phrases either": of(lambda n: f'"{_absent(n)} {_absent(n + 1)}"', " OR "),
    "frequent phrases either": of(lambda n: f'"{_there(n % 40)} {_there(n // 40)}"', " OR "),
    "loose phrases either": of(lambda n: f'"{_there(n)} {_there(n + 1)}"~9', " OR "),
    "frequent loose phrases either": of(lambda n: f'"{_there(n % 40)} {_there(n // 40)}"~99', " OR "),
    "NEAR": of(_there, " NEAR/5 "),
    "NEAR pairs": of(lambda n: f"({_there(n)} NEAR/9 {_there(n + 1)})"),
    "NEAR pairs either": of(lambda n: f"({_there(n)} NEAR/9 {_there(n + 1)})", " OR "),
    "frequent NEAR pairs either": of(lambda n: f"({_there(n % 40)} NEAR/99 {_there(n // 40)})", " OR "),
    "NEAR three either": of(lambda n: f"({_there(n % 40)} NEAR/99 {_there(n // 40)} NEAR/99 {_there(n)})", " OR "),
    "NEAR of alternatives": lambda size: (
        f"({of(_there, ' OR ')(size // 2)}) NEAR/5 ({of(_there, ' OR ')(size // 2)})"
    ),
    "NEAR of patterns": lambda size: f"({of(lambda n: _there(n)[:2] + '*', ' OR ')(size)}) NEAR/5 baba",
    "ADJ pairs either": of(lambda n: f"({_there(n)} ADJ/9 {_there(n + 1)})", " OR "),
    "ADJ three either": of(lambda n: f"({_there(n % 40)} ADJ/99 {_there(n // 40)} ADJ/99 {_there(n)})", " OR "),
    "SENT pairs either": of(lambda n: f"({_there(n)} SENT {_there(n + 1)})", " OR "),
    "frequent SENT pairs either": of(lambda n: f"({_there(n % 40)} SENT {_there(n // 40)})", " OR "),
    "SENT of eight": of(lambda n: "(" + " SENT ".join(_there(n * 8 % 80 + each) for each in range(8)) + ")", " OR "),
    "SENT of alternatives": lambda size: f"({of(_there, ' OR ')(size // 2)}) SENT ({of(_there, ' OR ')(size // 2)})",
    "PARA pairs": of(lambda n: f"({_there(n)} PARA {_there(n + 1)})"),
    "PARA pairs either": of(lambda n: f"({_there(n % 40)} PARA {_there(n // 40)})", " OR "),
    "counts": of(lambda n: f"atleast2:{_there(n)}"),
    "counts either": of(lambda n: f"atleast{n % 5 + 2}:{_there(n)}", " OR "),
    "high counts": of(lambda n: f"atleast1000:{_there(n)}", " OR "),
    "a count of many": lambda size: f"atleast2:({of(_there, ' OR ')(size)})",
    "groups": of(lambda n: f"({_there(n)})"),
    "groups of alternatives": of(lambda n: f"({_there(n)} OR {_there(n + 1)})"),
    "absent groups of alternatives": of(lambda n: f"({_absent(n)} OR {_absent(n + 1)})"),
    "groups of two either": of(lambda n: f"({_there(n)} {_there(n + 7)})", " OR "),
    "absent groups either": of(lambda n: f"({_absent(n)} {_there(n)})", " OR "),
    "nested": lambda size: "(" * 49 + of(_there, " OR ")(size) + ")" * 49,
    "nested by turns": of(lambda n: f"((({_there(n)} OR {_there(n + 1)}) {_there(n + 2)}) OR {_absent(n)})"),
    "opened only": again("("),
    "closed only": again(")"),
    "excluded groups": again("-("),
    "groups in capitals": lambda size: "(A " * (size // 4) + ")" * (size // 4) + " B",
    "titles": of(lambda n: f"title:{_there(n)}", " OR "),
    "leads": of(lambda n: f"lead:{_there(n)}", " OR "),
    "lead of many": lambda size: f"lead:({of(_there, ' OR ')(size)})",
    "bodies": of(lambda n: f"body:{_absent(n)}"),
    "quotations": of(lambda n: f"quote:{_there(n)}", " OR "),
    "said": of(lambda n: f"said:(speaker:{_name(n)} quote:{_there(n)})", " OR "),
    "speakers": of(lambda n: f"speaker:{_name(n)}", " OR "),
    "absent speakers": of(lambda n: f"speaker:{_absent(n)}", " OR "),
    "speakers together": of(lambda n: f"speaker:{_absent(n)}"),
    "a speaker of many names": lambda size: f"speaker:({of(_absent)(size)})",
    "a long speaker": lambda size: 'speaker:"' + of(_absent)(size) + '"',
    "cues": of(lambda n: f"cue:{_absent(n)}", " OR "),
    "sources": of(lambda n: f"source:{_there(n)}", " OR "),
    "absent sources": of(lambda n: f"source:{_absent(n)}", " OR "),
    "sources in a group": lambda size: f"source:({of(_absent, ' OR ')(size)})",
    "a long source": lambda size: 'source:"' + of(_absent)(size) + '"',
    "authors": of(lambda n: f"author:{_absent(n)}", " OR "),
    "addresses": of(lambda n: f"url:https://{_absent(n)}.example/a/b", " OR "),
    "a long address": lambda size: "url:https://www.bababa.example/" + "a/" * (size // 2),
    "bare addresses": of(lambda n: f"https://{_absent(n)}.example/"),
    "ids": of(lambda n: f"id:{_absent(n)}", " OR "),
    "paths": of(lambda n: f"path:{_absent(n)}/{n}", " OR "),
    "languages": of(lambda n: f"language:{_absent(n)}", " OR "),
    "dates": of(lambda n: f"date:{_date(n)}", " OR "),
    "dates together": of(lambda n: f"date:{_date(n)}"),
    "dates in a group": lambda size: f"date:({of(_date, ' OR ')(size)})",
    "spans": of(lambda n: f"date:{_date(n)}..{_date(n + 9)}", " OR "),
    "excluded dates": of(lambda n: f"-date:{_date(n)}"),
    "names": of(lambda n: _name(n).capitalize(), " OR "),
    "names together": of(lambda n: _name(n).capitalize()),
    "names near": of(lambda n: f"({_name(n)} NEAR/5 {_name(n + 1)})", " OR "),
    "slips of names": of(lambda n: f"{_name(n)}{'aeiou'[n % 5]}", " OR "),
    "one word": again("bababa "),
    "one absent word": again("xyzzyx "),
    "one absent word either": again("xyzzyx OR ", "xyzzyx"),
    "one phrase": again('"ba ce" '),
    "acronyms": of(lambda n: ("US", "WHO", "IT", "AIDS", "us", "aids")[n % 6] + " " + _there(n)),
    "shouted": lambda size: of(_there)(size).upper(),
    "shouted operators": lambda size: of(_there, " or ")(size).upper(),
    "function words": of(lambda n: ("the", "of", "who", "is")[n % 4] + " " + _there(n)),
    "numbers": of(lambda n: f"{n:,}", " OR "),
    "straight marks": again('"a'),
    "curly marks": again("“a” "),
    "curly marks left open": again("“a "),
    "guillemets": again("«a b» "),
    "single marks": again("'a b' "),
    "single marks left open": again(" 'a"),
    "single marks alone": again("' "),
    "doubled marks": again("''a b'' "),
    "marks of all kinds": again("“a ‘b «c 「d „e "),
    "combining marks": again("a\u0301\u0302\u0303"),
    "combining words": of(lambda n: "\u0301\u0302".join(_absent(n)), " OR "),
    "zero widths": again("a\u200b\u200d "),
    "surrogates": again("\ud800 a"),
    "ideographs": again("中文"),
    "ideographs apart": of(lambda n: chr(0x4E00 + n % 20_000), " OR "),
    "emoji": again("🙂 a "),
    "turned round": again("\u202ea \u202c"),
    "ligatures": again("ﬁﬂ "),
    "what grows when folded": again("ﷺ "),
    "nulls": again("\x00a "),
    "saved": lambda size: "@deep " * (size // 6),
    "saved, once": lambda size: "@long " + of(_there)(size),
    "saved that are not": of(lambda n: f"@{_absent(n)}"),
    "fields that are not": of(lambda n: f"{_absent(n)}:a"),
    "signs": again("|| && ! "),
    "questions": again("who is it? "),
    "tildes": again("~"),
    "stars": again("*a"),
    "dots": again("a.b."),
    "hyphens": lambda size: "-".join(["ba"] * (size // 3)),
    "apostrophes": again("a's'"),
}
