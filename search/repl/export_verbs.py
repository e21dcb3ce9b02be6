"""The dot commands that take an answer out of the prompt: into a file, or as a citation."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import UsageError
from search.repl.asking import answer, every
from search.repl.registry import command
from search.repl.state import Reply, Turn
from search.results import QuoteHit
from search.show.citations import STYLES, citation
from search.show.terminal import safe


@command(".export", "write the whole last answer to a file", usage="FILE [!]", argument="free")
def export(turn: Turn, argument: str) -> Reply:
    """Writes all answers to the last question, in their order: `.export march.xlsx`.

    The ending says the format: .csv, .tsv, .xlsx, .jsonl, .ris, .bib or .md. A file that is there is left alone, but
    with ` !` behind its name replaced.
    """
    from search.commands.delivering import Output

    name = argument.strip()
    if not name:
        raise UsageError("which file?", hint="name one: .export answers.csv")
    question = turn.state.question
    if question is None:
        raise UsageError("there is no answer to write", hint="search for something first")
    force = name.endswith(" !")
    name = name.removesuffix("!").rstrip() if force else name
    output = Output(file=Path(name).expanduser(), force=force, replaced_by=f".export {name} ! replaces it")
    table = output.table(question.space)
    assert table is not None
    assert output.format is not None
    passages = 2 if output.format.needs_excerpts(table) else 0
    hits, results, many = every(turn, question, passages=passages)
    told = output.deliver_answers(table, hits, results, rows=many)
    return Reply(state=turn.state, notes=tuple(map(safe, told)), outcome="matched" if many else "nothing")


@command(".cite", "an answer as a citation, to be pasted", usage=f"N [{'|'.join(STYLES)}]", argument="answer")
def cite(turn: Turn, argument: str) -> Reply:
    """Cites the article of answer N, or its quotation where quotations are listed: `.cite 3`, `.cite 3 mla`.

    An article's id does as well. Without a style it is that of Chicago.
    """
    wanted, _, style = argument.strip().rpartition(" ")
    if style.lower() not in STYLES:
        if wanted.isdecimal():
            raise UsageError(f"there is no style {safe(style)}", hint=f"one of: {', '.join(STYLES)}")
        wanted, style = argument.strip(), "chicago"
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
    hit = answer(turn, number)
    if hit is not None:
        article, said = hit.article, hit.quote if isinstance(hit, QuoteHit) else None
    else:
        shown = turn.archive.show(wanted) if wanted else None
        if shown is None:
            raise UsageError(
                f"there is no answer {safe(wanted)}" if wanted else "which answer?",
                hint="write its number, or the id of an article: .cite 1",
            )
        article, said = shown[0], None
    return Reply(state=turn.state, lines=(citation(article, said, style=style.lower()),))
