"""The dot commands that set how questions are asked and shown: each asks the last one again, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from indexer.analysis.tokenizer import folded
from indexer.errors import UsageError
from search.api import Copies, Match, Names
from search.engine import Sort
from search.language import Reading
from search.language.suggestions import suggestions
from search.repl.asking import ask
from search.repl.narrowing import told
from search.repl.registry import command
from search.repl.state import Layout, Reply, Settings, Turn
from search.show.terminal import counted, safe

__all__ = ["change", "differences"]

MOST = 1000
"""The largest page of answers."""

FIT = "fit"

_SORTS: tuple[Sort, ...] = get_args(Sort)
_MATCHES: tuple[Match, ...] = get_args(Match)
_LAYOUTS: tuple[Layout, ...] = get_args(Layout)


def change(turn: Turn, note: str, **settings: object) -> Reply:
    """The last question asked again with other settings; the settings alone where there is none."""
    before = turn.state.settings
    state = replace(turn.state, **settings)  # type: ignore[arg-type]
    if state.settings == before:
        return Reply(state=turn.state, notes=(note,))
    return _again(replace(turn, state=replace(state, undoable=(*turn.state.undoable, before))), note)


def _again(turn: Turn, note: str) -> Reply:
    if turn.state.question is None:
        return Reply(state=turn.state, notes=(note,))
    return ask(turn, turn.state.question, note=note)


def differences(before: Settings, after: Settings) -> str:
    """The settings in which two differ, as they are in the second: `sort: newest · not narrowed`."""
    old, new = _told(before), _told(after)
    return " · ".join(told for told, was in zip(new, old, strict=True) if told != was)


def _told(settings: Settings) -> list[str]:
    return [
        f"source: {safe(settings.source or 'all')}",
        f"sort: {settings.sort}",
        f"match: {settings.match}",
        f"exact: {_on(settings.names == 'exact')}",
        f"fold: {_on(settings.copies == 'folded')}",
        f"plain: {_on(settings.reading == 'words')}",
        f"view: {settings.layout}",
        f"limit: {settings.limit or FIT}",
        told(settings.narrowed) or "not narrowed",
    ]


@command(".undo", "the settings and narrowing before the last change")
def undo(turn: Turn, argument: str) -> Reply:
    """Takes the last change of a setting back, or the last `.only`, `.without` or `.drop`; then the one before."""
    state = turn.state
    if not state.undoable:
        return Reply(state=state, notes=("Nothing was changed.",))
    before = state.undoable[-1]
    undone = replace(state.under(before), undoable=state.undoable[:-1])
    return _again(replace(turn, state=undone), f"undone: {differences(state.settings, before)}")


@command(".source", "only this outlet from now on; - for all", usage="NAME|-", argument="source")
def source(turn: Turn, argument: str) -> Reply:
    """A filter that stays and shows in the toolbar: every query is asked with source:"NAME" added.

    Any part of the outlet's name will do. `.source -` takes the filter away, `.source` alone tells it.
    """
    name = " ".join(argument.replace('"', " ").split())
    if not name:
        told = f"source: {safe(turn.state.source)}" if turn.state.source else "source: all (no filter)"
        return Reply(state=turn.state, notes=(told,))
    if name == "-":
        return change(turn, "source: all", source=None)
    total = turn.archive.total(f'source:"{name}"') if folded(name) else 0
    if not total:
        if "," in name:
            parts = [part.strip() for part in name.split(",") if part.strip()]
            several = " OR ".join(f'"{part}"' if " " in part else part for part in parts)
            hint = f"one outlet is filtered by; in a query, source:({safe(several)})"
            raise UsageError(f"no article is from {safe(name)}", hint=hint)
        near = suggestions(name, turn.archive.sources(), least=0, most=2, parts=True)
        raise UsageError(
            f"no article is from {safe(name)}",
            hint=f"did you mean {safe(' or '.join(near))}? .sources lists them"
            if near
            else "no outlet is named here",
        )
    return change(turn, f"source: {safe(name)} ({counted(total, 'article')})", source=name)


@command(".sort", "the order of the answers", usage="|".join(_SORTS), choices=_SORTS)
def sort(turn: Turn, argument: str) -> Reply:
    """relevance puts the best first, newest and oldest go by date, with the undated last."""
    if not argument:
        return Reply(state=turn.state, notes=(f"sort: {turn.state.sort}",))
    order = _chosen(argument, _SORTS)
    return change(turn, f"sort: {order}", sort=order)


@command(".match", "whether all words must be there, or any", usage="|".join(_MATCHES), choices=_MATCHES)
def match(turn: Turn, argument: str) -> Reply:
    """How words that stand side by side in a query are joined: as AND (all) or as OR (any)."""
    if not argument:
        return Reply(state=turn.state, notes=(f"match: {turn.state.match}",))
    how = _chosen(argument, _MATCHES)
    return change(turn, f"match: {how}", match=how)


def _chosen(argument: str, choices: tuple[str, ...]) -> str:
    """The choice that begins with what was written."""
    found = [choice for choice in choices if choice.startswith(argument.lower())]
    if len(found) != 1:
        raise UsageError(f"{safe(argument)} is none of the choices", hint=f"one of: {', '.join(choices)}")
    return found[0]


@command(".exact", "names in the spelling of the query only, or in all", usage="on|off", choices=("on", "off"))
def exact(turn: Turn, argument: str) -> Reply:
    """on: a name is found as it is written in the query. off: in all its spellings, which the answer tells."""
    if argument:
        names: Names = "exact" if _chosen(argument, ("on", "off")) == "on" else "all"
        return change(turn, f"exact: {_on(names == 'exact')}", names=names)
    return Reply(state=turn.state, notes=(f"exact: {_on(turn.state.names == 'exact')}",))


@command(".fold", "copies of one text as one answer, or each", usage="on|off", choices=("on", "off"))
def fold(turn: Turn, argument: str) -> Reply:
    """Articles that print one text are one answer, the earliest that matches; with off each is an answer.

    `.copies N` lists those of answer N either way.
    """
    copies: Copies = turn.state.copies
    if argument:
        copies = "folded" if _chosen(argument, ("on", "off")) == "on" else "all"
        return change(turn, f"fold: {_on(copies == 'folded')}", copies=copies)
    return Reply(state=turn.state, notes=(f"fold: {_on(copies == 'folded')}",))


@command(".limit", "how many answers make a page", usage="N|fit", choices=(FIT,))
def limit(turn: Turn, argument: str) -> Reply:
    """Answers are shown in pages of N, `.next` shows the next. `fit`: as many as the screen has room for."""
    if not argument:
        return Reply(state=turn.state, notes=(f"limit: {turn.state.limit or FIT}",))
    if argument.lower() == FIT:
        return change(turn, f"limit: {FIT}", limit=None)
    if not (argument.isdecimal() and len(argument) < 10 and 1 <= int(argument) <= MOST):
        raise UsageError(f"{safe(argument)} is no size of a page", hint=f"a number from 1 to {MOST:,}, or {FIT}")
    return change(turn, f"limit: {int(argument)}", limit=int(argument))


@command(".plain", "queries as words and nothing else, or with operators", usage="on|off", choices=("on", "off"))
def plain(turn: Turn, argument: str) -> Reply:
    """on: nothing in a query is an operator or a field, whatever it looks like. off: the query language."""
    reading: Reading = turn.state.reading
    if argument:
        reading = "words" if _chosen(argument, ("on", "off")) == "on" else "query"
    return change(turn, f"plain: {_on(reading == 'words')}", reading=reading)


@command(".view", "answers as cards, or a line each", usage="|".join(_LAYOUTS), choices=_LAYOUTS)
def view(turn: Turn, argument: str) -> Reply:
    """cards have excerpts, a list has more answers. auto: a list where the terminal has fewer than 30 rows."""
    layout: Layout = _chosen(argument, _LAYOUTS) if argument else turn.state.layout  # type: ignore[assignment]
    return change(turn, f"view: {layout}", layout=layout)


def _on(holds: bool) -> str:
    return "on" if holds else "off"
