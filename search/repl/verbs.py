"""The dot commands. Each takes the turn and its argument and gives a reply; none of them changes anything."""

from __future__ import annotations

from dataclasses import replace

from indexer.analysis.tokenizer import folded
from indexer.article import Article, Quotation
from indexer.errors import UsageError
from search.engine import Space
from search.language.suggestions import begins, suggestions
from search.repl import help_text
from search.repl.asking import anew, answer, ask, ask_anew, asked_last, explained, put, spoken, why_empty
from search.repl.pager_setting import pager_command
from search.repl.registry import command
from search.repl.state import Question, Reply, ToRead, Turn
from search.results import Hit, QuoteHit
from search.show.about import info_lines
from search.show.cards import article_lines, line_of
from search.show.copy_lines import copy_lines, total_of_copies
from search.show.outlet_list import no_outlet, outlet_lines
from search.show.reading_lines import sign_lines
from search.show.speaker_lines import looked_for, speaker_lines, total_of_speakers
from search.show.terminal import counted, safe

_LISTED = 100  # how many speakers are listed when nothing narrows them down


@command(".help", "this list, or more on one topic", usage="[TOPIC]", aliases=(".h", ".?"), argument="topic")
def show_help(turn: Turn, argument: str) -> Reply:
    """The commands; `.help query` explains the query language, `.help keys` the keys, `.help open` one command."""
    return Reply(state=turn.state, lines=tuple(help_text.page(argument, turn.view.width)))


@command(
    ".show",
    "the whole article of an answer, its quotations marked",
    usage="N",
    aliases=(".open",),
    argument="answer",
)
def open_article(turn: Turn, argument: str) -> Reply:
    """Opens the article of the answer with this number to be read; `.3` is short for `.show 3`. An id does as well.

    It begins where the quotation stands, or the match; the headline stays on top. `q` goes back to the answers, `?`
    lists the keys: the next match, the next answer, copy, why a speaker is believed (`.help keys`).
    """
    article, quotations, hit = _article(turn, argument)
    reading = ToRead(article_id=article.id, number=hit.rank if hit else None)
    if turn.view.reads:
        return Reply(state=turn.state, reading=reading)
    width, style = turn.view.width, turn.view.style
    lines = article_lines(article, quotations, width=width, style=style)
    place = hit.place if hit else None
    start = line_of(article, quotations, place, width=width, style=style) if place else 0
    return Reply(state=turn.state, lines=tuple(lines), start=start, reading=reading)


def _article(turn: Turn, argument: str) -> tuple[Article, list[Quotation], Hit | QuoteHit | None]:
    """The article that is meant, and the answer that it is of."""
    wanted = argument.strip()
    if not wanted:
        raise UsageError("which answer?", hint="write its number: .show 1, .similar 1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
    hit = answer(turn, number)
    shown = turn.archive.show(hit.article.id if hit else wanted)
    if shown is not None:
        return *shown, hit
    if number:
        results = turn.state.results
        if results is None or not results.total:
            raise UsageError("there is no answer to open", hint="search for something first")
        raise UsageError(f"there is no answer {number}", hint=f"there are {results.rows:,}")
    near = safe(" or ".join(turn.archive.ids_like(wanted)))
    raise UsageError(f"there is no article {safe(wanted)}", hint=f"did you mean {near}?" if near else "")


@command(".similar", "articles like that of an answer", usage="N", aliases=(".more",), argument="answer")
def more_like(turn: Turn, argument: str) -> Reply:
    """Finds articles by the words that tell the one of answer N from others: `.similar 2`, or an article's id.

    The same text in another outlet is said to be so. `.next` and `.show N` go on from these answers.
    """
    wanted = argument.removeprefix("like ").strip()  # `.more like 2` is the old way to say it
    article, *_ = _article(turn, wanted)
    return ask_anew(turn, Question(text="", like=article.id))


@command(".copies", "which articles print the text of an answer", usage="N", argument="answer")
def list_copies(turn: Turn, argument: str) -> Reply:
    """Lists who printed the text of answer N, the first one first, and how the others differ: `.copies 2`.

    Excerpts, the same text below another top, and articles that share half of it are told as such.
    """
    article, *_ = _article(turn, argument)
    found = turn.archive.copies(article.id) or []
    lines = copy_lines(found, diff=False, width=turn.view.width, style=turn.view.style)
    return Reply(state=turn.state, lines=tuple(lines), notes=(total_of_copies(found),))


@command(".explain", "why an answer has its score", usage="N", argument="answer")
def explain(turn: Turn, argument: str) -> Reply:
    """What each word of the query adds to the score of answer N, and how near they stand: a tree that adds up."""
    wanted = argument.strip() or "1"
    if not (wanted.isdecimal() and len(wanted) < 10 and int(wanted)):
        raise UsageError(f"{safe(wanted)} is no number of an answer", hint="write .explain 1")
    lines = explained(turn, int(wanted))
    if not lines:
        total = turn.state.results.rows if turn.state.results else 0
        raise UsageError(f"there is no answer {wanted}", hint=f"there are {total:,}")
    return Reply(state=turn.state, lines=tuple(lines))


@command(".quotes", "quotations that answer the query, or the last one", usage="[QUERY]", argument="query")
def quotes(turn: Turn, argument: str) -> Reply:
    """Searches quotations: words are looked for in what was said. Without a query, the last one is asked again."""
    return _ask_in("quotations", turn, argument)


@command(".articles", "articles that answer the query, or the last one", usage="[QUERY]", argument="query")
def articles(turn: Turn, argument: str) -> Reply:
    """Searches articles, as a line without a dot does. Without a query, the last one is asked again."""
    return _ask_in("articles", turn, argument)


def _ask_in(space: Space, turn: Turn, argument: str) -> Reply:
    if argument:
        return ask_anew(turn, Question(text=argument, space=space))
    return ask(turn, Question(text=asked_last(turn).text, space=space))


@command(".pager", "what shows long outputs; off for the reader", usage="COMMAND|off", argument="free")
def pager(turn: Turn, argument: str) -> Reply:
    """Articles and long outputs are read in onrecord itself. `.pager less -R` gives them to a program instead,
    `.pager off` (or `builtin`) takes them back. ONRECORD_PAGER sets it for every session.
    """
    state = replace(turn.state, pager=argument.strip() or turn.state.pager)
    return Reply(
        state=state, notes=(f"pager: {safe(pager_command(state.pager)) or 'off, long outputs are read here'}",)
    )


@command(
    ".saved",
    "a name for a query, @NAME in others; - removes it",
    usage="[NAME [QUERY|-]]",
    aliases=(".save",),
    argument="free",
)
def save(turn: Turn, argument: str) -> Reply:
    """Saves a query under a name: `.saved sanctions embargo OR sanction*`, then `@sanctions date:2022 -oil`.

    Without a query the last one is saved, without a name the saved ones are listed. `.saved NAME -` removes one.
    They are yours in every index: a line each in one file of your state folder.
    """
    from search.commands import saved

    name, _, query = argument.partition(" ")
    if not name:
        lines, note = saved.listed()
        return Reply(state=turn.state, lines=tuple(lines), notes=(note,))
    if query.strip() == "-":
        return Reply(state=turn.state, notes=(saved.removed(name),))
    text = query.strip() or put(turn, asked_last(turn))[0]
    return Reply(state=turn.state, notes=(saved.saved(name, text),))


@command(".info", "what is in the index", aliases=(".i",))
def info(turn: Turn, argument: str) -> Reply:
    """Articles, quotations, outlets, dates, size and generation of the index."""
    return Reply(state=turn.state, lines=tuple(safe(line) for line in info_lines(turn.archive)))


@command(".sources", "the outlets and how many articles each has", usage="[TEXT]", argument="source")
def sources(turn: Turn, argument: str) -> Reply:
    """The outlets, the largest first; with TEXT those with words that begin so."""
    found = turn.archive.sources(argument)
    if not found:
        return Reply(state=turn.state, notes=(no_outlet(turn.archive, argument),))
    return Reply(state=turn.state, lines=tuple(outlet_lines(found)), notes=(counted(len(found), "outlet"),))


@command(".speakers", "who is quoted in what a query finds, or at all", usage="[QUERY]", argument="speaker")
def speakers(turn: Turn, argument: str) -> Reply:
    """Who is quoted, the most quoted first, all spellings of a name in one line: `.speakers brexit date:2017`.

    Without a query, in the whole archive. Where no quotation answers, the speakers with names that begin so are
    listed: `.speakers v zel`.
    """
    if argument:
        found = _who(turn, argument)
        return found if found.outcome == "matched" else _named(turn, argument, found)
    everybody = turn.archive.who_spoke().speakers
    if not everybody:
        return Reply(state=turn.state, notes=("No speaker is named in this index.",))
    note = counted(len(everybody), "speaker")
    if len(everybody) > _LISTED:
        note += f", the {_LISTED} most quoted shown · .speakers QUERY narrows them down"
    lines = speaker_lines(everybody[:_LISTED], width=turn.view.width, style=turn.view.style)
    return Reply(state=turn.state, lines=tuple(lines), notes=(note,))


def _named(turn: Turn, text: str, otherwise: Reply) -> Reply:
    """The speakers with names that begin so; `otherwise`, and names like it, if there are none."""
    everybody = turn.archive.who_spoke().speakers
    found = [person for person in everybody if any(begins(name, text) for name in person.spellings)]
    if not found or not folded(text):
        near = suggestions(text, [person.name for person in everybody], least=70, parts=True)
        told = (f"  near it: {safe(', '.join(near))}",) if near else ()
        return replace(otherwise, notes=(*otherwise.notes, *told))
    lines = speaker_lines(found, width=turn.view.width, style=turn.view.style)
    note = f"{counted(len(found), 'speaker')} with a name that begins so"
    return Reply(state=turn.state, lines=tuple(lines), notes=(note,))


@command(".who", "who is quoted in what a query finds, or the last one", usage="[articles] [QUERY]", argument="query")
def who(turn: Turn, argument: str) -> Reply:
    """The speakers of the quotations that a query finds, the most quoted first: `.who brexit date:2017`.

    Its words are looked for in what was said; `.who articles brexit` looks for them in the articles, and tells all
    who are quoted there. Without a query, of what the last one finds. `.quotes` shows the quotations themselves.
    """
    first, _, rest = argument.partition(" ")
    within: Space = "articles" if first == "articles" else "quotations"
    return _who(turn, (rest if within == "articles" else argument).strip(), within=within)


def _who(turn: Turn, text: str = "", *, within: Space = "quotations") -> Reply:
    """Of the last question, or of another; `within` is where its words are looked for."""
    asked = anew(turn) if text else turn
    question = Question(text=text or asked_last(turn).text, space=within)
    counted, understood = spoken(asked, question)
    lines = speaker_lines(counted.speakers[:_LISTED], width=turn.view.width, style=turn.view.style)
    found = bool(counted.speakers or counted.described or counted.unknown)
    note = f"{total_of_speakers(counted, _LISTED)}: {safe(understood)}"
    return Reply(
        state=turn.state,
        lines=tuple(lines),
        notes=(
            note,
            *looked_for(within, _articles(asked, question), other=f".who articles {safe(text)}".rstrip()),
            *(sign_lines(turn.archive.as_words(question.text)) if turn.state.reading == "query" else ()),
            *([] if found else why_empty(asked, question)),
        ),
        outcome="matched" if found else "nothing",
    )


def _articles(turn: Turn, question: Question) -> int:
    """How many articles a question finds, with the settings and the filter."""
    text, how = put(turn, question)
    return turn.archive.documents(text, **how)[0].total


@command(".quit", "leave (Ctrl-D)", aliases=(".exit", ".q"))
def leave(turn: Turn, argument: str) -> Reply:
    """Ends the session."""
    return Reply(state=turn.state, outcome="leave")
