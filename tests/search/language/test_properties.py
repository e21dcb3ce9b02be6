"""What holds for every text, whatever is in it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.errors import QuerySyntaxError
from search.language import Match, Space, as_words, lex, parse, render_error
from search.language.syntax import Exact, Pattern, Phrase, Word, walk
from tests.conftest import tries

TODAY = dt.date(2022, 4, 15)

PIECES = [
    *" \t\u00a0\u200b()\"'“”„‟«»「」『』＂‘’-–=~*?:.,;!/\\|&+@#^[]{}<>…_$%½²①ŁéЖ中\u0301\u00ad\ufeff\x00\ud800",
    "a", "peace", "Talks", "U.S.", "1,300", "don't", "cease-fire", "zelen?ky", "negotiat*", "ceasfire~", "~2", "..",
    " AND ", " OR ", " NOT ", " NEAR/3 ", " ADJ/2 ", " near5 ", " w/5 ", " NEAR ", " SENT ", " PARA ", " w/s ",
    "atleast2:", "atleast0:", "atleast3", "lead:(", "near5", "and", "ne",
    "title:", "body:", "quote:", "speaker:", "source:", "date:", "basis:", "cue:", "url:", "path:", "id:", "lang:",
    "said:(", "title:(", "date:(", "foo:", "sourse:", "sources: ", "2022", "2022-03", "2022-02-30", "2023..2022",
    '"last month"', "last 7 days", "unknown", "pronoun", "cue", "http://a.b/c?d=e", "10:30", '"stop the', 'bombing"',
    "(a OR b)", "-x", "=y", '"a b"~3',
]  # fmt: skip
SYNTAX = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
SPACED = st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join)
TEXT = st.one_of(
    st.text(max_size=40),
    SYNTAX,
    SPACED,
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join),
)


@given(TEXT)
def test_tokens_cover_the_text(text: str) -> None:
    """The tokens of any text stand side by side and, joined, are the text again."""
    at = 0
    for token in lex(text):
        assert token.text
        assert token.start == at
        at = token.end
        assert text[token.start : token.end] == token.text
    assert at == len(text)


@pytest.mark.slow
@given(TEXT, st.sampled_from(["articles", "quotations"]), st.sampled_from(["all", "any"]))
@example("(" * 10_000, "articles", "all")
@example("-(" * 10_000, "articles", "all")
@example("NOT " * 10_000 + "a", "articles", "all")
@example("a NEAR/2 b ADJ/2 " * 5_000 + "c", "articles", "all")
@example("title:" * 10_000, "articles", "all")
@example('"' * 10_001, "articles", "all")
@settings(deadline=None, max_examples=tries(200, 400))
def test_only_syntax_errors(text: str, space: Space, match: Match) -> None:
    """No text raises anything but QuerySyntaxError, whose place lies in the text and whose hint is not empty."""
    refused = None
    try:
        parse(text, space=space, match=match, today=TODAY)
    except QuerySyntaxError as error:
        refused = error
    if refused:
        assert refused.query == text
        assert 0 <= refused.position <= len(text)
        assert refused.length == 1 or refused.position + refused.length <= len(text)
        assert refused.message.isprintable()
        assert refused.hint.isprintable()
        assert len(refused.message) < 120
        assert len(render_error(refused).splitlines()) == 4


@pytest.mark.slow
@given(text=TEXT, match=st.sampled_from(["all", "any"]))
@example(text="0 \x1bA", match="all")
@settings(deadline=None, max_examples=tries(250, 600))
def test_the_normal_form_parses_to_itself(text: str, match: Match) -> None:
    """The normal form of any query has the same tree as the query, and is its own normal form."""
    try:
        parsed = parse(text, match=match, today=TODAY)
    except QuerySyntaxError:
        return
    again = parse(parsed.normal, today=TODAY)
    assert again.tree == parsed.tree
    assert again.normal == parsed.normal
    assert again.query == parsed.query
    assert again.highlights == parsed.highlights


@given(TEXT)
@settings(deadline=None)
def test_nodes_know_their_place(text: str) -> None:
    """Every node of a tree stands at a place of the text that is not empty."""
    try:
        tree = parse(text, today=TODAY).tree
    except QuerySyntaxError:
        return
    nodes = [tree]
    for node in nodes:
        assert 0 <= node.start < node.end <= len(text), node
        inner = getattr(node, "operand", None)
        nodes.extend(getattr(node, "operands", ()) if inner is None else (inner,))


SIGNS = [*"–—-−&+?!.,;:…'’‘“”„\"«»()[]{}<>|/\\^~*=@#$%_°§•🙂\u00a0\u200b", "--", "...", "?!", '""', "()", ":-)", ":("]
ON_WORDS = [*"–—&+?!.,;…'’‘“”„\"«»()[]{}<>/|^\\@#$%°§•🙂", "?!", "...", '?"', '."']
WORDS = ["peace", "Talks", "kyiv", "deal", "said", "Source", "date", "quote", "war", "13", "mp3"]


@st.composite
def running_texts(draw: st.DrawFn) -> str:
    """Words with signs on them and between them: nothing of it is a field with a value, or an operator."""
    pieces = []
    for word in draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=7)):
        # @peace alone asks for a saved query.
        before, behind = (
            draw(st.sampled_from(["", "", *ON_WORDS]).filter(lambda sign: sign != "@")),
            draw(st.sampled_from(["", "", *ON_WORDS, ":", "**x"])),
        )
        pieces += [f"{before}{word}{behind}", *draw(st.lists(st.sampled_from(SIGNS), max_size=2))]
    return " ".join(pieces)


@given(running_texts(), st.sampled_from(["all", "any"]))
@settings(deadline=None, max_examples=tries(300, 3000))
def test_running_text_is_read(text: str, match: Match) -> None:
    """No text of words and signs is refused, and each of its words is looked for."""
    parsed = parse(text, match=match, today=TODAY)
    looked_for = set()
    for node in walk(parsed.tree):
        if isinstance(node, Pattern):
            looked_for.add(node.glob.strip("?"))
        elif isinstance(node, Word | Exact | Phrase):
            looked_for.update(node.surfaces if isinstance(node, Phrase) else [node.surface])
    assert {word.lower() for word in WORDS if word in text} <= looked_for
    assert as_words(parsed.normal, saved=dict) == ()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50 + "a" + ")" * 50,
        "-(a (b OR " * 16 + "c" + "))" * 16,
        "title:(" + "(" * 49 + "a" + ")" * 50,
        "(a OR (b " * 25 + "c" + "))" * 25,
    ],
)
def test_nesting_to_the_limit_is_read(text: str) -> None:
    """Fifty levels of parentheses are read, shown and compiled without running out of stack."""
    parsed = parse(text)
    assert parse(parsed.normal).tree == parsed.tree
    assert parsed.query.normalize() is not None
