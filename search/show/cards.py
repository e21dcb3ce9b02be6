"""Answers as cards of lines: one look for the commands and the prompt, in colour or plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from indexer.article import Article, Quotation
from search.answer.snippets import PASSAGE_WIDTH, cut_around
from search.language.columns import columns
from search.results import Hit, Mark, QuoteHit, QuoteMatch, Results, Snippet
from search.show.attributions import attribution, who_speaks, within
from search.show.copy_lines import copies_line
from search.show.name_lines import name_lines
from search.show.reading_lines import reading_lines
from search.show.terminal import Style, clipped, counted, marked_lines, safe

UNDATED = "undated"
NO_SOURCE = "source unknown"
_BORDERS = "\n.!?…:;\"'”’»)]"  # what stands between sentences
_LONG_QUOTE = 2 * PASSAGE_WIDTH  # code points
_QUOTES_SHOWN = 3  # beside those that stand in the excerpts; the JSON has them all
_COPIED, _SAME = 0.25, 0.95  # parts of a text that another shares
_READABLE = 100  # the longest line, in columns, that is set on a wide terminal


def card(hit: Hit | QuoteHit, *, width: int, style: Style) -> list[str]:
    """The lines of one answer, of whichever kind."""
    if isinstance(hit, Hit):
        return hit_card(hit, width=width, style=style)
    return quote_card(hit, width=width, style=style)


def hit_card(hit: Hit, *, width: int, style: Style) -> list[str]:
    """Number and title, outlet and date, the excerpts, the quotations that match."""
    indent = " " * _indent(width, hit.rank)
    room = _room(width, indent)
    title_marks = next((snippet.marks for snippet in hit.snippets if snippet.field == "title"), ())
    lines = _titled(f"{hit.rank:>{max(len(indent) - 1, 1)}}", _title(hit.article), title_marks, room, indent, style)
    lines += [indent + line for line in _meta(hit.article, room, style)]
    if folded := copies_line(hit, room):
        lines.append(indent + style.paint("meta", folded))
    if hit.shared is not None and hit.shared >= _COPIED:
        how = "the same text" if hit.shared > _SAME else f"{hit.shared:.0%} of its text is the same"
        lines.append(indent + style.paint("meta", how))
    shown: list[Mark] = []
    for snippet in hit.snippets:
        # The lead says nothing on why the article matches: the quotations do.
        if snippet.field == "body" and (snippet.marks or not hit.quotes):
            excerpt = snippet.start, snippet.start + len(snippet.text)
            shown.append(excerpt)
            lines += [indent + line for line in _excerpt(snippet, hit.article.body, room, style)]
            named = who_speaks(hit.quotes, hit.unmatched, excerpt=excerpt, width=room)
            lines += [indent + style.paint("speaker", line) for line in named]
    others = [quote for quote in hit.quotes if not within(quote, shown)]
    for quote in others[:_QUOTES_SHOWN]:
        lines += [indent + line for line in quote_lines(_shortened(quote), width=room, style=style)]
    if (more := len(others) - _QUOTES_SHOWN) > 0:
        lines.append(indent + style.paint("meta", f"… and {more} more quotation{'s' * (more > 1)}"))
    return lines


def _excerpt(snippet: Snippet, body: str, room: int, style: Style) -> list[str]:
    """The excerpt's lines, an ellipsis where it was cut inside a sentence."""
    end = snippet.start + len(snippet.text)
    lead, rest = body[: snippet.start].rstrip(" \t"), body[end:].lstrip(" \t")
    before = "… " if lead and lead[-1] not in _BORDERS else ""
    after = " …" if rest and rest[0] != "\n" and snippet.text[-1] not in _BORDERS else ""
    marks = [(start + len(before), end + len(before)) for start, end in snippet.marks]
    return _paragraphs(before + snippet.text + after, marks, room, style)


def _paragraphs(text: str, marks: Sequence[Mark], room: int, style: Style) -> list[str]:
    """The lines of a text of which the paragraphs stay apart."""
    lines = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
        if paragraph.strip():
            lines += marked_lines(paragraph, inside, width=room, style=style)
        start = end + 1
    return lines


def _shortened(quote: QuoteMatch) -> QuoteMatch:
    """A quotation of many sentences as an excerpt of it, around its first match; `.quotes` shows it whole."""
    size = len(quote.text)
    if size <= _LONG_QUOTE:
        return quote
    first, last = (quote.marks[0][0], quote.marks[-1][1]) if quote.marks else (0, 0)
    start, end = cut_around(quote.text, 0, size, first, last)
    before, after = "… " * (start > 0), " …" * (end < size)
    shift = len(before) - start
    marks = tuple((a + shift, b + shift) for a, b in quote.marks if start <= a and b <= end)
    return replace(quote, text=f"{before}{quote.text[start:end].rstrip()}{after}", marks=marks)


def quote_card(hit: QuoteHit, *, width: int, style: Style) -> list[str]:
    """Number and quotation, who said it, outlet and date, the article's title."""
    indent = " " * _indent(width, hit.rank)
    room = _room(width, indent)
    lines = [indent + line for line in quote_lines(hit.quote, width=room, style=style)]
    lines[0] = f"{hit.rank:>{max(len(indent) - 1, 1)}} " + lines[0][len(indent) :]
    lines += [indent + line for line in _meta(hit.article, room, style, named=True)]
    if hit.article.title:
        lines.append(indent + style.paint("meta", clipped(safe(hit.article.title), room)))
    if folded := copies_line(hit, room):
        lines.append(indent + style.paint("meta", folded))
    return lines


def quote_lines(quote: QuoteMatch, *, width: int, style: Style) -> list[str]:
    """The quotation between marks, and its speaker."""
    shifted = [(start + 1, end + 1) for start, end in quote.marks]
    lines = marked_lines(f"“{quote.text}”", shifted, width=width, style=style)
    named = clipped(attribution(quote), width)
    if columns(quote.text) + 3 + columns(named) <= width and len(lines) == 1:
        return [f"{lines[0]} {style.paint('speaker', named)}"]
    return [*lines, style.paint("speaker", named)]


def article_lines(article: Article, quotations: Sequence[Quotation], *, width: int, style: Style) -> list[str]:
    """The whole article, its quotations marked; what was kept out of the body stands apart at the end."""
    room = _room(width, "")
    lines = [style.paint("title", line) for line in marked_lines(_title(article), (), width=room, style=style)]
    lines += _meta(article, room, style)
    # Never cut: an address is there to be copied.
    lines += [style.paint("meta", safe(value)) for value in (article.author, article.url) if value]
    marks: list[Mark] = sorted((quotation.start, quotation.end) for quotation in quotations)
    start = 0
    for paragraph in article.body.split("\n"):
        end = start + len(paragraph)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
        if paragraph.strip():
            lines += ["", *marked_lines(paragraph, _apart(inside), width=room, style=style)]
        start = end + 1
    if article.asides:
        lines += ["", style.paint("meta", "Not part of the article:")]
        for aside in article.asides:
            for line in aside.text.split("\n"):
                lines += [f"  {part}" for part in marked_lines(line, (), width=max(room - 2, 1), style=style)]
    return lines


def line_of(article: Article, quotations: Sequence[Quotation], place: int, *, width: int, style: Style) -> int:
    """The number, from 0, of the line of `article_lines` in which an offset of the body stands."""
    # Lines are broken one after the other: a text that ends there breaks as the whole one does.
    end = next((at for at in range(place, len(article.body)) if article.body[at].isspace()), len(article.body))
    before = replace(article, body=article.body[:end], asides=())
    return len(article_lines(before, quotations, width=width, style=style)) - 1


def lines_from(lines: Sequence[str], first: int) -> list[str]:
    """What stands above an article, and it from the paragraph on that line `first` is in."""
    head = lines.index("") if "" in lines else len(lines)
    start = max((at for at in range(head, first) if not lines[at]), default=head)
    return [*lines[:head], *(["", "…"] if start > head else []), *lines[start:]]


def explained_lines(
    quotations: Sequence[Quotation],
    *,
    width: int,
    style: Style,
    disputed: Callable[[Quotation], tuple[str, ...]] = lambda _: (),
) -> list[str]:
    """For each quotation who said it and why that is believed: basis, rule, cue, evidence, confidence; and who is
    `disputed` to have said it."""
    lines: list[str] = []
    room = _room(width, "    ")
    for number, quotation in enumerate(quotations, 1):
        match = QuoteMatch.of(quotation, disputed=disputed(quotation))
        first, *rest = quote_lines(match, width=room, style=style)
        lines += ["", f"{number:>3} {first}", *(f"    {line}" for line in rest)]
        lines += [f"    {line}" for line in why_lines(quotation, match, width=room, style=style)]
    return lines


def why_lines(quotation: Quotation, match: QuoteMatch, *, width: int, style: Style) -> list[str]:
    """Why its speaker is believed to be the one: basis, offsets, rule, confidence; and the words that show it."""
    facts = [f"basis {quotation.basis}", f"offsets {quotation.start}-{quotation.end}"]
    if quotation.rule:
        facts.append(f"rule {quotation.rule}")
    if quotation.speaker:
        facts.append(f"confidence {match.confidence:.2f}")
    lines = marked_lines(" · ".join(facts), (), width=width, style=style)
    if quotation.evidence:
        evidence = marked_lines(f"evidence: {quotation.evidence}", (), width=width, style=style)
        lines += [style.paint("meta", line) for line in evidence]
    return lines


def _apart(spans: list[Mark]) -> list[Mark]:
    """The spans without those that lie in an earlier one: marks do not nest on a terminal."""
    kept: list[Mark] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def total_line(results: Results, *, noun: str, shown: int | None = None) -> str:
    """`1-10 of 42 articles (3.1 ms): security guarantees`, the query as it was understood.

    Where copies are folded: `1-10 of 38 texts in 42 articles, 35 independent texts`. So many are `shown`, by default
    those that the results have.
    """
    many = counted(results.total, noun)
    rows = many
    if results.folded and results.texts < results.total:
        rows = many = f"{counted(results.texts, 'text')} in {many}"
    shown = len(results.hits) if shown is None else shown
    first, last = results.offset + 1, results.offset + shown
    span = many if shown == results.rows else f"{first}{f'-{last}' if last > first else ''} of {rows}"
    if results.independent < results.texts:
        span, many = (f"{each}, {counted(results.independent, 'independent text')}" for each in (span, many))
    return f"{span if shown else many} ({results.took_ms:.1f} ms): {safe(results.parsed)}"


def variant_lines(results: Results) -> list[str]:
    """What the words of a query were taken for: names in other spellings too, acronyms, operators, signs."""
    return [*name_lines(results), *reading_lines(results)]


def _indent(width: int, rank: int) -> int:
    return max(len(str(rank)) + 1, 4) if width >= 40 else len(str(rank)) + 1


def _room(width: int, indent: str) -> int:
    return max(min(width, _READABLE) - len(indent), 8)


def _title(article: Article) -> str:
    return article.title or f"[{article.id}]"


def _titled(number: str, title: str, marks: Sequence[Mark], room: int, indent: str, style: Style) -> list[str]:
    # A match ends by switching its own attributes off, and boldness is one that the title shares.
    resumed = style.match[1] + style.title[0]
    first, *rest = (
        style.paint("title", line.replace(style.match[1], resumed) if style.title[0] else line)
        for line in marked_lines(title, marks, width=room, style=style) or [""]
    )
    return [f"{number} {first}", *(indent + line for line in rest)]


def _meta(article: Article, room: int, style: Style, *, named: bool = False) -> list[str]:
    """Outlet, date and id; the id only where the title does not stand for it, or it is to be `named` in any case."""
    parts = [article.source or NO_SOURCE, str(article.date or UNDATED)]
    if article.title or named:
        parts.append(article.id)
    return [style.paint("meta", line) for line in marked_lines(" · ".join(parts), (), width=room, style=style)]
