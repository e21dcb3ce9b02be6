"""`python -m bench`: measure, print the tables, save the figures."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.building import ROOT
from bench.corpus import Prepared, generate, read_json_lines, spread
from bench.peers import PEERS
from bench.questions import TooPoor
from bench.run import PARTS, QUICK, Settings, run
from bench.tables import lines

NEWS = ROOT.parent / "shared" / "data" / "news"
QUICK_ARTICLES = 250


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--corpus", nargs="+", type=Path, default=[NEWS], help="JSON-lines files, or folders of them")
    parser.add_argument("--articles", type=int, help="take this many, at even distances")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=PEERS, metavar="NAME")
    parser.add_argument("--parts", nargs="+", choices=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--growth", action="store_true", help="also 1, 4 and 16 times the corpus, and opening it")
    parser.add_argument("--growth-base", type=int, help=f"articles to grow from ({Settings().growth_base:,})")
    parser.add_argument("--questions", type=int, help="questions of each kind")
    parser.add_argument("--rounds", type=int, help="how often each question is asked")
    parser.add_argument("--stretch", type=int, help="how many questions in a row before the next engine's turn")
    parser.add_argument("--build-runs", type=int, help="how often each index is built")
    parser.add_argument("--stock-articles", type=int, help="how many articles stock Whoosh gets")
    parser.add_argument("--json", type=Path, metavar="FILE", help="save every figure")
    parser.add_argument("--work", type=Path, metavar="DIR", help="build the indexes below DIR and keep them")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ARTICLES} made-up articles, a few seconds")
    return parser


def _settings(given: argparse.Namespace) -> Settings:
    settings = QUICK if given.quick else Settings()
    wanted = {
        name: getattr(given, name)
        for name in ("questions", "rounds", "stretch", "build_runs", "stock_articles", "growth_base")
        if getattr(given, name) is not None
    }
    parts = frozenset(given.parts) if given.parts else settings.parts
    if given.growth:
        parts |= {"growth"}
    return replace(settings, parts=parts, peers=tuple(given.peers), **wanted)


def _articles(given: argparse.Namespace) -> tuple[list[Prepared], str]:
    if given.quick:
        return list(generate(given.articles or QUICK_ARTICLES)), "made-up words"
    found = list(read_json_lines(given.corpus))
    if not found:
        raise SystemExit(f"there are no articles in {' '.join(map(str, given.corpus))}: name some with --corpus")
    name = ", ".join(place.name for place in given.corpus)
    return (spread(found, given.articles) if given.articles else found), name


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the bench."""
    given = _parser().parse_args(arguments)
    settings = _settings(given)
    articles, corpus = _articles(given)
    if given.work:
        given.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
        try:
            report = run(articles, given.work or Path(scratch), settings, corpus=corpus, quick=given.quick)
        except TooPoor as reason:
            raise SystemExit(f"these articles are no corpus to measure with: {reason}") from None
    for line in lines(report):
        print(line)
    if given.json:
        report.save(given.json)


if __name__ == "__main__":
    main()
