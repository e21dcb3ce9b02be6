"""Texts as hypothesis makes them, and sheets of them."""

from __future__ import annotations

from hypothesis import strategies as st

from indexer.article import Article, Quotation
from search.answer.places import Places
from search.repl.reader.sheet import Sheet, article_sheet

SIGNS = "ab éß漢、\u3000\u0301\u200d\xa0\xadש👩-"
texts = st.text(st.sampled_from(SIGNS), max_size=200)
bodies = st.lists(st.text(st.sampled_from(SIGNS + "\t\x1b"), max_size=60), max_size=12).map("\n".join)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """An article with matches and quotations anywhere in it."""
    body = draw(bodies)
    title = draw(st.text(st.sampled_from("ab é漢"), max_size=30))
    size = len(body)
    cuts = sorted(draw(st.sets(st.integers(0, size), max_size=8))) if size else []
    matches = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    spans = draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)), max_size=4))
    quotations = [
        Quotation(text=body[a:b], start=a, end=b, speaker=draw(st.sampled_from((None, "Ada Quill", "T. Orlec"))))
        for a, b in map(sorted, spans)
        if a < b
    ]
    article = Article(id="one", title=title, body=body, author=draw(st.sampled_from((None, "Ann"))))
    place = draw(st.none() | st.sampled_from(matches).map(lambda match: match[0])) if matches else None
    sheet = article_sheet(article, quotations, place=place, number=1, of=3)
    return sheet.with_places(Places(title=((0, 1),) if len(title) else (), body=matches))
