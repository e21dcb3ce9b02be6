"""A receipt that was asked again, for people."""

from __future__ import annotations

from search.provenance.receipt import Receipt
from search.provenance.recheck import Recheck
from search.show.terminal import Style, counted, safe

__all__ = ["recheck_lines", "taken_line", "total_of_recheck"]

_FIGURES = 10


def taken_line(receipt: Receipt, path: str) -> str:
    """`receipt of 31 articles: r.json`."""
    return f"receipt of {counted(len(receipt.entries), 'article')}: {safe(path)}"


def recheck_lines(recheck: Recheck, *, style: Style) -> list[str]:
    """A line for each article that is new, gone or changed; for figures only where no article explains them."""
    lines = [f"{one.change:<8} {safe(one.name)}" for one in recheck.articles]
    if not recheck.articles:
        lines += [
            f"{one.change:<8} {safe(one.name)}: {safe(_or_none(one.then))} then, {safe(_or_none(one.now))} now"
            for one in recheck.figures[:_FIGURES]
        ]
        if (more := len(recheck.figures) - _FIGURES) > 0:
            lines.append(style.paint("meta", f"… and {more:,} more"))
    return lines


def _or_none(value: str | None) -> str:
    return "none" if value is None else value


def total_of_recheck(recheck: Recheck) -> list[str]:
    """Whether the answer is the same; what of the corpus and of the program is not."""
    then, now = recheck.then, recheck.now
    query = f": {safe(then.asked.parsed or then.asked.query)}" if then.asked.query else ""
    many = counted(then.asked.total, then.asked.noun)
    when = f"{then.at:%Y-%m-%d %H:%M} UTC"
    if recheck.same:
        lines = [f"same: {many}, as on {when}{query}"]
    else:
        changes = [one.change for one in recheck.articles]
        told = [f"{changes.count(kind):,} {kind}" for kind in ("new", "gone", "changed") if kind in changes]
        if recheck.figures:
            told.append(counted(len(recheck.figures), "other figure"))
        lines = [f"changed: {', '.join(told)}, since {when} ({many} then){query}"]
    if recheck.versions:
        told = [f"{one.name} {safe(one.then or '')} then, {safe(one.now or '')} now" for one in recheck.versions]
        lines.append(f"another version: {'; '.join(told)}. What differs may come of that, and not of the articles")
    if not recheck.same_corpus:
        before, after = then.corpus.articles, now.corpus.articles
        many = f"{before:,} articles then, {after:,} now" if before != after else f"{before:,} articles, not the same"
        lines.append(f"another corpus: {many}" + ("; none that matters here" if recheck.same else ""))
    return lines
