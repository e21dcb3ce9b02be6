"""Long and deep queries: refused or read, in time that grows with their length alone."""

from __future__ import annotations

import pytest

from indexer.errors import QuerySyntaxError
from search.language import parse, render_error

LENGTH = 6_000  # code points; time that grows with the square of it would be a quarter of a minute

REPEATED = [
    "a ", "a OR ", "a AND ", "NOT ", "-", "-a ", "(", ")", "(a) ", "-(", "title:", "title:a ", "title:(", "said:(",
    "quote:a b speaker:c ", "(quote:a OR speaker:b) -title:c ", "a NEAR/2 ", "a NEAR/2 b ADJ/2 ", "date:2022 ",
    '"', '"a" ', '"a b" ', '"a b"~3 ', '"a', "“", "“a", "“a” ＂", "„a ", "'", "'a ", "' ", "' x' ", "'a'", "a' ",
    "‘a ",
    "!", ".", "a.", "a!", "a?", "a? ", "who a? ", "*", "a*", "a*b", "?", "~", "a~", "abc~ ", "=", "=a ", "near5 ",
    "http://", "http://a ", "url:x(a",
    "url:", "path:a ", "foo: ", "foo:", "foo::", "a:", "1,111", "5.5", "..", "2022..",
    "a (", "a? ! ", "a – ", "@a ", "a: ", "said: “", "&#39;", "A AND ", "AND ", "f**k ", "= ", "() ", "(a? ",
    "\u0301", "a\u0301", "\u200b", "a\u200b", "\ud800", "\x00", "½", "中",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", REPEATED)
@pytest.mark.parametrize("end", ["", 'a "”)'])
def test_repetition(piece: str, end: str) -> None:
    """Whatever is repeated thousands of times is read or refused, and shown; a quadratic reader would not end."""
    text = piece * (LENGTH // len(piece)) + end
    refused = None
    try:
        parse(text)
    except QuerySyntaxError as error:
        refused = error
    if refused:
        assert max(map(len, render_error(refused).splitlines())) < 200


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["(", "-(", "NOT (", "title:((", "a OR (b "])
def test_ten_thousand_parentheses(opening: str) -> None:
    """Ten thousand parentheses in each other are refused at the first that is too deep, closed or not."""
    for text in (opening * 10_000, opening * 10_000 + "x" + ")" * opening.count("(") * 10_000):
        with pytest.raises(QuerySyntaxError) as caught:
            parse(text)
        assert caught.value.position < 1_000
