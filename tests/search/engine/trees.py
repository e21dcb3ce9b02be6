"""Hypothesis strategies: small corpora, and query trees of every class over given words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st
from whoosh import query
from whoosh.query import spans

from indexer.analysis.tokenizer import stem, surfaces
from indexer.article import Article, PublicationDate, Quotation
from search.engine import InArticle, InQuotation

TEXT = """
    peace talks talk talked talking truce ceasefire cease fire the of and said minister ministers Kyiv Moscow
    negotiate negotiations negotiators 1,300 5.93 Łódź don't Zelensky Zelenskyy war wars Russia Russia's U.S. a
"""
WORDS = tuple(TEXT.split())
SPEAKERS = ("Volodymyr Zelensky", "Zelensky", "Sergei Lavrov", "Ursula von der Leyen", None)
SOURCES = ("Anadolu Agency", "Agency", "The Kyiv Post", None)
DATES = ("2022", "2022-02", "2022-02-24", "2022-03-01", "2021-12-31", "2023", None)
CUES = ("said", "told", None)
FIRST_DAY = dt.date(2021, 12, 1).toordinal()

phrases = st.lists(st.sampled_from(WORDS), min_size=0, max_size=14).map(" ".join)
said = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@st.composite
def articles(draw: st.DrawFn, number: int) -> tuple[Article, list[Quotation]]:
    """One article of few words, with up to three quotations in it."""
    body, quotations = draw(phrases), []
    for _ in range(draw(st.integers(0, 3))):
        text = draw(said)
        body += " “"
        speaker, cue = draw(st.sampled_from(SPEAKERS)), draw(st.sampled_from(CUES))
        start = len(body)
        quotations.append(Quotation(text=text, start=start, end=start + len(text), speaker=speaker, cue=cue))
        body += text + "” " + draw(phrases)
    date = draw(st.sampled_from(DATES))
    article = Article(
        id=f"a{number}",
        title=draw(phrases),
        body=body,
        source=draw(st.sampled_from(SOURCES)),
        date=PublicationDate.parse(date) if date else None,
        url=draw(st.sampled_from(("https://a.example/1", "https://a.example/2", "https://b.example/", None))),
        path=f"{number % 3}.txt",
        language=draw(st.sampled_from(("en", "de", None))),
    )
    return article, quotations


def corpora(*, least: int = 1, most: int = 12) -> st.SearchStrategy[list[tuple[Article, list[Quotation]]]]:
    """Up to `most` articles."""
    sizes = st.integers(least, most)
    return sizes.flatmap(lambda size: st.tuples(*(articles(number) for number in range(size)))).map(list)


BOOSTS = st.sampled_from((1.0, 1.0, 1.0, 2.0, 0.5))


def terms_of(fields: Sequence[str], words: Sequence[str]) -> st.SearchStrategy[query.Query]:
    """Terms of these fields: stems of the words in stemmed fields, surfaces elsewhere."""

    def term(field: str, word: str, boost: float) -> query.Query:
        surface = (surfaces(word) or ["x"])[0]
        return query.Term(field, stem(surface) if field in STEMMED else surface, boost)

    return st.builds(term, st.sampled_from(fields), st.sampled_from(words), BOOSTS)


SHORT = ("source", "speaker", "cue")
STEMMED = ("text", "title", "body", "quote")
WORDED = ("words", "title_words", "body_words", "quote_words")


TEXTS = ("text", "text", "words", "title", "title_words", "body", "body_words", "source")


def article_trees(words: Sequence[str] = WORDS, fields: Sequence[str] = TEXTS) -> st.SearchStrategy[query.Query]:
    """Queries of every class over articles, quotation clauses included."""
    exact = st.builds(
        query.Term,
        st.sampled_from(("language", "path", "date_basis", "url")),
        st.sampled_from(("en", "1.txt", "none", "stated", "https://b.example/")),
    )
    inner = st.recursive(_leaves(("quote", "quote_words", "speaker"), words), _compounds, max_leaves=4)
    return st.recursive(
        st.one_of(_leaves(fields, words), exact, _ranges(), st.builds(InQuotation, inner)), _compounds, max_leaves=6
    )


def quotation_trees(words: Sequence[str] = WORDS) -> st.SearchStrategy[query.Query]:
    """Queries of every class over quotations, article clauses included."""
    fields = ("quote", "quote_words", "speaker", "cue")
    inner = st.recursive(st.one_of(_leaves(("text", "words", "source"), words), _ranges()), _compounds, max_leaves=4)
    basis = st.builds(query.Term, st.just("basis"), st.sampled_from(("unknown", "cue")))
    return st.recursive(
        st.one_of(_leaves(fields, words), basis, st.builds(InArticle, inner)), _compounds, max_leaves=5
    )


def _leaves(fields: Sequence[str], words: Sequence[str]) -> st.SearchStrategy[query.Query]:
    return st.one_of(
        terms_of(fields, words),
        terms_of(fields, words),
        _phrases(fields, words),
        _near(fields, words),
        _patterns(fields, words),
        st.just(query.Every()),
        # Whoosh reads every posting of the field for this: not in the large ones.
        st.builds(query.Every, st.sampled_from([name for name in fields if words is WORDS or name in SHORT])),
        st.just(query.NullQuery),
    )


def _phrases(fields: Sequence[str], words: Sequence[str]) -> st.SearchStrategy[query.Query]:
    worded = [field for field in fields if field not in STEMMED]
    folded = st.lists(st.sampled_from(words).map(lambda word: (surfaces(word) or ["x"])[0]), min_size=1, max_size=4)
    return st.builds(query.Phrase, st.sampled_from(worded), folded, st.sampled_from((1, 1, 2, 4)), BOOSTS)


def _near(fields: Sequence[str], words: Sequence[str]) -> st.SearchStrategy[query.Query]:
    def of_field(field: str) -> st.SearchStrategy[query.Query]:
        term = terms_of((field,), words)
        either = st.builds(query.Or, st.lists(term, min_size=2, max_size=3))
        member = st.one_of(term, term, either)
        options = (st.integers(1, 6), st.booleans())
        flat = st.builds(spans.SpanNear2, st.lists(member, min_size=2, max_size=4), *options)
        two = st.builds(spans.SpanNear, member, member, *options)
        return st.one_of(flat, two, st.builds(spans.SpanNear2, st.tuples(st.one_of(flat, two), member), *options))

    return st.sampled_from(list(fields)).flatmap(of_field)


def _patterns(fields: Sequence[str], words: Sequence[str]) -> st.SearchStrategy[query.Query]:
    field = st.sampled_from(fields)
    folded = st.sampled_from(words).map(lambda word: (surfaces(word) or ["x"])[0])
    cut = st.tuples(folded, st.integers(1, 4)).map(lambda pair: pair[0][: pair[1]])
    constant = st.booleans()
    ordered = st.tuples(folded, folded).map(sorted)
    return st.one_of(
        st.builds(query.Prefix, field, cut, BOOSTS, constant),
        st.builds(query.Wildcard, field, cut.map(lambda start: f"{start[:1]}*{start[-1:]}?*"), BOOSTS, constant),
        st.builds(query.Wildcard, field, folded.map(lambda word: "?" + word[1:]), BOOSTS, constant),
        st.builds(lambda f, w, b, d, p, c: query.FuzzyTerm(f, w, b, d, min(p, len(w)), c),
                  field, folded, BOOSTS, st.integers(1, 2), st.integers(0, 2), constant),
        st.builds(lambda f, ends, *rest: query.TermRange(f, *ends, *rest),
                  field, ordered, st.booleans(), st.booleans(), BOOSTS, constant),
        st.builds(lambda f, w, b: query.TermRange(f, w, None, boost=b), field, folded, BOOSTS),
    )  # fmt: skip


def _ranges() -> st.SearchStrategy[query.Query]:
    day = st.integers(FIRST_DAY, FIRST_DAY + 800)
    name = st.sampled_from(("date", "date_last"))
    both = st.tuples(day, day).map(sorted)
    return st.one_of(
        st.builds(lambda f, ends, a, b, boost: query.NumericRange(f, *ends, a, b, boost),
                  name, both, st.just(False), st.just(False), BOOSTS),
        st.builds(lambda f, d: query.NumericRange(f, d, None), name, day),
        st.builds(lambda f, d: query.NumericRange(f, None, d, False, True), name, day),
        st.builds(query.Term, name, day),
        st.builds(query.Every, name),
    )  # fmt: skip


def _compounds(child: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    some = st.lists(child, min_size=2, max_size=4)
    return st.one_of(
        st.builds(query.And, some, BOOSTS),
        st.builds(lambda scored, other: query.And([scored, query.Not(other)]), child, child),
        st.builds(query.Or, some, BOOSTS),
        st.builds(query.Or, some, BOOSTS),
        st.builds(query.DisjunctionMax, some, BOOSTS),
        st.builds(query.AndNot, child, child),
        st.builds(query.AndMaybe, child, child),
        st.builds(query.Require, child, child),
        st.builds(query.ConstantScoreQuery, child, st.sampled_from((1.0, 2.5))),
        st.builds(query.Not, child),
    )
