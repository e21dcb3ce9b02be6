"""`.new`: what came in since a query was last asked for what is new, here or with `--new` at the shell."""

from __future__ import annotations

from dataclasses import replace

from search.answer.last_asked import last_asked, question_of
from search.repl.asking import anew, ask, asked_last, put
from search.repl.registry import command
from search.repl.state import Question, Reply, Turn


@command(".new", "what is new since it was last asked for", usage="[QUERY]", argument="query")
def show_new(turn: Turn, argument: str) -> Reply:
    """What came in, or was changed, since `.new` last showed the answer to this query to its end: `.new @rail`.

    The first time that is the whole answer. `onrecord search @rail --new` at the shell asks the same.
    """
    text, archive = argument.strip(), turn.archive
    question = Question(text=text) if text else replace(asked_last(turn), since=None, new=None)
    turn = anew(turn) if text else turn
    query, how = put(turn, question)
    asked = question_of(
        query, space=question.space, match=how["match"], reading="query", names=how["names"], source=how["source"]
    )
    generation = archive.generation
    last = last_asked(asked, identity=archive.identity, path=archive.path, generation=generation)
    reply = ask(turn, replace(question, since=last.generation, new=(asked, generation)))
    return replace(reply, notes=(*reply.notes, last.told))
