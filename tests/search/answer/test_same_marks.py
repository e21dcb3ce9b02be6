"""What is marked and which passages are shown is what the reference says, which looks at every token of a text.

2,000 queries over 3,000 articles of ../shared/data/news with TORTURE=full, a part of them else.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from bench.corpus import read_json_lines, spread
from indexer.analysis import tokenizer
from indexer.article import Article
from indexer.errors import QuerySyntaxError
from indexer.quotes import find_quotes
from indexer.store import IndexWriter, open_index
from search.answer.highlights import Marker
from search.answer.ranking import best
from search.answer.snippets import snippets
from search.api import Archive
from search.language import Parsed
from tests.conftest import FULL, shared
from tests.search.answer import reference_highlights, reference_snippets
from tests.search.answer.asking import Asker, Stored

ARTICLES, QUERIES = (3_000, 2_000) if FULL else (400, 290)
ODD = [
    ("de", "Die Straße nach Łódź", "Der Präsident sagte: „Wir fahren nach Lodz.“ Die Straßen sind lang, Herr Müller!"),
    ("fr", "L’accord d’Évian", "L’accord n’est pas signé. Aujourd'hui, l'État et l’ETAT — c’est « moi ». L'Été fut long."),
    ("ru", "Москва и Киев", "Президент сказал: «Мы едем в Москву». Российские войска в Киеве. Й и Ё. U.S. и США."),
    ("zh", "中国经济", "中国经济增长。记者：中国 经济, 2022年。The U.S. said 中国 is there."),
    ("el", "Η Αθήνα", "Ο πρωθυπουργός της Ελλάδας είπε ότι η Αθήνα… Οι λόγοι ΤΟΥ ΛΟΓΟΥ."),
    ("ko", "서울", "서울의 대통령은 말했다. 서울에서 만났다."),
    ("en", "TELL US WHAT THE U.S. WANTS", "Tell us. THE US AND THE U.N. WANT IT. N.A.T.O. is Nato, a.k.a. NATO's. U.S.Army D.C"),
    ("en", "1,300 of 5.93", "It cost 1,300 or 1300 or 1,300.50; 12,345,678km and 1.5bn. In 24.02.2022 some 1980s cars, 3rd."),
    ("en", "soft\u00adhyphen", "The minis\u00adter’s co\u0301py of cafe\u0301 ﬁnance ＵＳ ①② Kelvin K. minister\u200bs _under_score_ snake_case"),
    ("en", "x" * 900, "peace," * 300 + " peace talks. " + "talks-peace/" * 100),
    ("en", "a a a", "a peace a talks a " * 80 + "peace\ntalks. Peace-talks; “peace talks” peace, (talks) peace 's talks"),
    ("en", "Dying, lying, skies", "The skies over the sky. Dying men die; ties tied, tying; vying to vie. Stability is stable. Hoping, hope, hop."),
]  # fmt: skip
ABOUT_ODD = [
    "lodz", "straße", "strasse", '"nach łódź"', "l'accord", "accord", "etat", "été", "москва", "киев", "москв*", "us", "US", "U.S.",
    '"the us"', '"US wants"', "nato", "na*o", "nat*", "*nato", '"peace talks" OR peace OR talks', "peace NEAR/4 talks", "want NEAR/3 nato", "1300", "1,300", "1300.50", "12345678", "5.93", "19*", "3rd",
    "minister", "copy", "café", "finance", "kelvin", "score", "peace talks", '"peace talks"', "peace ADJ/1 talks",
    "peace NEAR/1 talks", "a", '"a peace a"', "peace SENT talks", "sky", "die", "tie", "vie", "stable", "hope", "中国", '"中国 经济"',
    "αθήνα", "λόγος", "서울", "u.n.", "who", "it", "want it", "d.c.", "army", "minist*r", "fina~", "mnister~", "pe*", "*eace", "lead:peace",
    "atleast3:peace", "title:us", "a NEAR/3 talks", "moscow", "kiev", "trump~2", '"soft hyphen"', "snake", "2022",
]  # fmt: skip


@pytest.fixture(scope="module")
def articles() -> list[Stored]:
    some = spread(list(read_json_lines([shared("data", "news")])), ARTICLES)
    read = [Article(id=one.id, title=one.title, body=one.body, language="en") for one in some]
    odd = [
        Article(id=f"odd {at}", title=title, body=body, language=code) for at, (code, title, body) in enumerate(ODD)
    ]
    return [(article, find_quotes(article.body)) for article in (*read, *odd)]


@pytest.fixture(scope="module")
def archive(articles: list[Stored], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path: Path = tmp_path_factory.mktemp("same marks")
    with IndexWriter(path) as writer:
        for article, quotations in articles:
            writer.put(article, quotations)
        writer.commit({})
    with Archive(open_index(path)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _tokens_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference looks at all tokens of an article for each query."""
    remembered = lru_cache(20_000)(lambda text: tuple(tokenizer.tokens(text)))
    monkeypatch.setattr(reference_highlights, "tokens", remembered)


class Compared:
    """One query's marks and passages in an article, both ways."""

    def __init__(self, archive: Archive, parsed: Parsed) -> None:
        self._marker = Marker(parsed.highlights, archive._index)
        self._reference = reference_highlights.Marker(parsed.highlights, archive._index)

    def differences(self, stored: Stored) -> list[str]:
        article, quotations = stored
        found = []
        for field, text, beside in (("title", article.title, article.body), ("body", article.body, article.title)):
            how = {"language": article.language, "beside": beside}
            ours = [tuple(match) for match in self._marker.matches(field, text, **how)]
            theirs = [(one.start, one.end, one.clause) for one in self._reference.matches(field, text, **how)]
            if ours != theirs:
                found.append(f"{field} of {article.id}: {_told(text, ours, theirs)}")
        for quotation in quotations:
            how = {"language": article.language}
            if self._marker.spans("quote", quotation.text, **how) != self._reference.spans(
                "quote", quotation.text, **how
            ):
                found.append(f"quotation of {article.id}: {quotation.text}")
        ours, theirs = (
            snippets(article, self._marker, passages=2),
            reference_snippets.snippets(article, self._reference, passages=2),
        )
        if ours != theirs:
            found.append(f"excerpts of {article.id}: {ours} {theirs}")
        return found


def _told(text: str, ours: list[tuple[int, ...]], theirs: list[tuple[int, ...]]) -> str:
    more = [text[max(a - 20, 0) : b + 20] for a, b, _ in sorted(set(ours) - set(theirs))]
    fewer = [text[max(a - 20, 0) : b + 20] for a, b, _ in sorted(set(theirs) - set(ours))]
    return f"too many {more}, too few {fewer}"


def compared(archive: Archive, articles: list[Stored], queries: Iterator[str], chance: random.Random) -> Counter[str]:
    """Compare the ten best of each query, and as many others."""
    counts: Counter[str] = Counter()
    for query in queries:
        try:
            parsed = archive.read(query)
        except QuerySyntaxError:
            counts["refused"] += 1
            continue
        both = Compared(archive, parsed)
        answers = best(archive._searcher, parsed, limit=10).docs.tolist()
        counts["answered"] += bool(answers)
        for doc in [*answers, *(chance.randrange(len(articles)) for _ in range(5))]:
            assert not (found := both.differences(articles[doc])), (query, found)
            counts["texts"] += 1
    return counts


@pytest.mark.slow
def test_same_as_the_reference(archive: Archive, articles: list[Stored]) -> None:
    """Queries of all kinds made of the articles' own words."""
    chance = random.Random(17)
    counts = compared(archive, articles, Asker(articles, chance).queries(QUERIES), chance)
    assert counts["refused"] < QUERIES / 10
    assert counts["answered"] > QUERIES / 2


@pytest.mark.slow
def test_odd_texts(archive: Archive, articles: list[Stored]) -> None:
    """Other alphabets, acronyms, numbers, marks, texts without spaces: every query against every one of them."""
    odd = [stored for stored in articles if stored[0].id.startswith("odd ")]
    for query in ABOUT_ODD:
        both = Compared(archive, archive.read(query))
        for stored in odd:
            assert not (found := both.differences(stored)), (query, found)
