"""One article at the shell: whole, or from where a query matches in it."""

from __future__ import annotations

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import Archive
from search.commands.console import print_lines, tell
from search.results import QuoteMatch
from search.show.cards import article_lines, explained_lines, line_of, lines_from
from search.show.formats import article_object, json_line
from search.show.terminal import Style, counted, safe

__all__ = ["cite_article", "no_such_article", "show_article"]


def show_article(
    archive: Archive, article_id: str, *, at: str | None, explain: bool, as_json: bool, width: int, style: Style
) -> int:
    """Print the article, with `at` from the paragraph on in which that query first matches; the exit code.

    QuerySyntaxError if `at` cannot be read.
    """
    shown = archive.show(article_id)
    if shown is None:
        return no_such_article(archive, article_id)
    place = None
    if at is not None:
        hit = archive.find_in(article_id, at)
        if hit is None:
            tell(f"Nothing in {safe(article_id)} matches: {safe(at)}")
            return EXIT_NOTHING
        place = hit.place
    if as_json:
        found = {} if at is None else {"at": place or 0}
        print_lines([json_line(article_object(*shown, disputed=archive.disputed) | found)])
        return EXIT_MATCHED
    lines = article_lines(*shown, width=width, style=style)
    if place:
        lines = lines_from(lines, line_of(*shown, place, width=width, style=style))
    if explain:
        lines += explained_lines(shown[1], width=width, style=style, disputed=archive.disputed)
    print_lines(lines)
    return EXIT_MATCHED


def cite_article(archive: Archive, article_id: str, *, style: str, nth: int | None) -> int:
    """Print the citation of the article, or of its `nth` quotation, from 1; the exit code. UsageError without one."""
    from search.show.citations import citation

    shown = archive.show(article_id)
    if shown is None:
        return no_such_article(archive, article_id)
    article, quotations = shown
    if nth is None:
        print_lines([citation(article, style=style)])
        return EXIT_MATCHED
    if nth > len(quotations):
        raise UsageError(
            f"there is no quotation {nth} in {article_id}",
            hint=f"it has {counted(len(quotations), 'quotation')}: onrecord show {article_id} --explain",
        )
    said = QuoteMatch.of(quotations[nth - 1], disputed=archive.disputed(quotations[nth - 1]))
    print_lines([citation(article, said, style=style)])
    return EXIT_MATCHED


def no_such_article(archive: Archive, article_id: str) -> int:
    """Say so, with the ids that are much like it; the exit code."""
    tell(f"There is no article {article_id!r}.")
    if near := archive.ids_like(article_id):
        tell(f"Near it: {', '.join(near)}")
    return EXIT_NOTHING
