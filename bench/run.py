"""One run: prepare the articles, build, ask, and what else is wanted."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from bench import machine
from bench.answers import measure_answers, measure_commands
from bench.building import Build, BuildFailed, Task, build, middle
from bench.copies import measure_copies, version_of_datasketch
from bench.corpus import Prepared, PreparedFile, spread, write_prepared
from bench.crawl import measure_crawl
from bench.growth import BESIDE, measure_growth
from bench.language import measure_language
from bench.peers import OURS, PEERS, STOCK, Opened, Unavailable, peer
from bench.pipeline import INDEX, CommandFailed, measure_one_shot, measure_pipeline, measure_quotes
from bench.provenance import measure_provenance
from bench.querying import STRETCH, Asking, agree, measure
from bench.questions import Question, Sampler
from bench.results import Comparison, Report
from bench.sides import headline_questions, measure_sides

Part = Literal["build", "ask", "answers", "stock", "quotes", "pipeline", "provenance", "pages", "shell", "growth"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Settings:
    """How much of everything.

    `stock_articles` is how many articles stock Whoosh is given (the same work takes it minutes), and
    onrecord beside it. `growth_base` articles are grown 16 times.
    """

    questions: int = 100
    rounds: int = 5
    stretch: int = STRETCH
    build_runs: int = 3
    stock_articles: int = 10_000
    stock_questions: int = 20
    crawled_pages: int = 2_000
    traced: int = 300
    traced_by_peer: int = 10
    counted: int = 100
    growth_base: int = 31_250
    process_runs: int = 15
    parts: frozenset[Part] = frozenset(PARTS) - {"growth"}
    peers: tuple[str, ...] = PEERS


QUICK = Settings(
    questions=4,
    rounds=2,
    build_runs=1,
    stock_articles=100,
    stock_questions=2,
    crawled_pages=20,
    traced=6,
    traced_by_peer=2,
    counted=2,
    growth_base=40,
    process_runs=1,
    parts=frozenset(PARTS),
)


@dataclass(slots=True)
class Run:
    """The articles, the workspace and the report as it fills."""

    articles: Sequence[Prepared]
    folder: Path
    settings: Settings
    report: Report
    engines: list[str] = field(default_factory=list)

    def go(self) -> Report:
        """Everything that the settings ask for."""
        self._look_for_peers()
        parts = self.settings.parts
        whole = write_prepared(self.articles, self.folder / "whole.prepared")
        sampled = Sampler(self.articles).questions(self.settings.questions)
        if parts & {"build", "ask", "answers", "shell"}:
            fast = [name for name in self.engines if name not in STOCK]
            runs = self.settings.build_runs if "build" in parts else 1
            self.report.main = self._compare(fast, whole, sampled, runs=runs)
        if "answers" in parts:
            self._answer(whole, sampled)
        if "stock" in parts:
            self.report.stock = self._compare_stock()
        self._surroundings(sampled)
        if "growth" in parts:
            self.report.growth = measure_growth(
                self.articles,
                self.folder,
                [name for name in self.engines if name in (OURS, BESIDE)],
                base=self.settings.growth_base,
                questions=self.settings.questions,
                rounds=self.settings.rounds,
                openings=min(self.settings.process_runs, 5),
                say=self._say,
            )
        return self.report

    def _say(self, what: str) -> None:
        print(what, file=sys.stderr, flush=True)

    def _look_for_peers(self) -> None:
        for name in dict.fromkeys((OURS, *self.settings.peers)):
            try:
                self.report.versions[name] = peer(name).version()
                self.engines.append(name)
            except Unavailable as reason:
                self.report.skipped[name] = str(reason)

    def _place(self, engine: str, articles: int) -> Path:
        return self.folder / f"{peer(engine).shares or engine}-{articles}"

    def _compare(
        self, engines: Sequence[str], text: PreparedFile, asked: dict[str, list[Question]], *, runs: int
    ) -> Comparison:
        """Build with every engine on one core (its index is the one that is asked) and on two, then ask."""
        questions = len(next(iter(asked.values())))
        found = Comparison(text.articles, text.text_bytes, questions, self.settings.rounds)
        tasks = [task for name in engines for task in self._tasks(name, text)]
        found.builds = self._build_in_turn(tasks, runs)
        ready = {build.engine for build in found.builds if build.cores == 1}
        if self.settings.parts & {"ask", "stock"} and OURS in ready:
            self._ask(found, [name for name in engines if (peer(name).shares or name) in ready], text.articles, asked)
        return found

    def _tasks(self, name: str, text: PreparedFile) -> list[Task]:
        if peer(name).shares:
            return []
        folder = self._place(name, text.articles)
        tasks = [Task(name, text, folder, 1)]
        if "build" in self.settings.parts and peer(name).parallel:
            tasks.append(Task(name, text, folder.with_name(folder.name + "-two"), 2))
        return tasks

    def _build_in_turn(self, tasks: Sequence[Task], runs: int) -> list[Build]:
        """Every task once, then every task again: what else the machine does hits all alike. Medians."""
        found: dict[Task, list[Build]] = {task: [] for task in tasks}
        for turn in range(runs):
            for task in [task for task in tasks if task in found]:
                text = task.prepared
                self._say(
                    f"building, run {turn + 1}: {task.engine}, {text.articles:,} articles, {task.cores} core(s)"
                )
                try:
                    found[task].append(build(task))
                except BuildFailed as reason:
                    self.report.skipped[f"{task.engine}, {task.cores} core(s)"] = str(reason)
                    del found[task]
        return [middle(builds) for builds in found.values()]

    def _ask(
        self, found: Comparison, engines: Sequence[str], articles: int, asked: dict[str, list[Question]]
    ) -> None:
        opened: dict[str, Opened] = {name: peer(name).open(self._place(name, articles)) for name in engines}
        found.segments = {name: engine.segments() for name, engine in opened.items()}
        for kind, questions in asked.items():
            self._say(f"asking: {kind}")
            able = {name: engine for name, engine in opened.items() if kind not in peer(name).cannot}
            timings = measure(able, questions, rounds=found.rounds, stretch=self.settings.stretch)
            found.asked[kind] = Asking(timings, agree(able, questions, reference=OURS))
        for engine in opened.values():
            engine.close()

    def _answer(self, text: PreparedFile, asked: dict[str, list[Question]]) -> None:
        """Ten answers with excerpts; onrecord's out of the index of the build with quotations."""
        index = self._with_quotations()
        if index is None:
            return
        self._say("answers with excerpts")
        names = [name for name in self.engines if name not in STOCK and not peer(name).shares and name != OURS]
        opened = {OURS: peer(OURS).open(index)} | {
            name: peer(name).open(self._place(name, text.articles)) for name in names
        }
        found = measure_answers(
            opened, asked, articles=text.articles, rounds=self.settings.rounds, stretch=self.settings.stretch
        )
        for engine in opened.values():
            engine.close()
        fts5 = self._place("FTS5", text.articles) / "archive.sqlite" if "FTS5" in names else None
        found.commands = measure_commands(index, fts5, asked["and2"][0].words, runs=self.settings.process_runs)
        self.report.answers = found

    def _with_quotations(self) -> Path | None:
        """The index of the build with quotations, which is built once if it is not there."""
        index = self.folder / INDEX
        if not index.exists():
            self._say("building with quotations, 2 cores")
            try:
                measure_pipeline(self.articles, self.folder, cores=2, runs=1)
            except BuildFailed as reason:
                self.report.skipped["build with quotations"] = str(reason)
                return None
        return index

    def _compare_stock(self) -> Comparison:
        """onrecord and stock Whoosh on the same part of the articles, with fewer questions."""
        some = spread(self.articles, self.settings.stock_articles)
        text = write_prepared(some, self.folder / "stock.prepared")
        asked = Sampler(some).questions(min(self.settings.questions, self.settings.stock_questions))
        stock = [name for name in self.engines if name in STOCK]
        return self._compare([OURS, *stock], text, asked, runs=1)

    def _surroundings(self, sampled: dict[str, list[Question]]) -> None:
        settings, report = self.settings, self.report
        if "quotes" in settings.parts:
            self._say("finding quotations")
            report.quotes = measure_quotes(spread(self.articles, 3000), runs=3)
        if "ask" in settings.parts:
            report.language = measure_language()
        if "pipeline" in settings.parts:
            self._say("building with quotations, 2 cores")
            try:
                runs = min(settings.build_runs, 2)
                report.pipeline = measure_pipeline(self.articles, self.folder, cores=2, runs=runs)
            except BuildFailed as reason:
                report.skipped["build with quotations"] = str(reason)
        if "provenance" in settings.parts:
            try:
                self._provenance()
            except BuildFailed as reason:
                report.skipped["provenance"] = str(reason)
        if "pages" in settings.parts:
            self._say("web pages out of a crawl, 2 cores")
            some = spread(self.articles, settings.crawled_pages)
            try:
                report.crawl = measure_crawl(some, self.folder, cores=2, runs=min(settings.build_runs, 2))
            except BuildFailed as reason:
                report.skipped["web pages out of a crawl"] = str(reason)
        if "shell" in settings.parts:
            self._say("the command, whole process")
            index = self._place(OURS, len(self.articles))
            try:
                words = sampled["and2"][0].words
                report.one_shot = measure_one_shot(index, len(self.articles), words, runs=settings.process_runs)
            except CommandFailed as reason:
                report.skipped["onrecord search"] = str(reason)

    def _provenance(self) -> None:
        """On the index of the build with quotations, which is built once if that part is left out."""
        settings, report, index = self.settings, self.report, self.folder / INDEX
        built = report.pipeline
        if built is None:
            self._say("building with quotations, 2 cores")
            built = measure_pipeline(self.articles, self.folder, cores=2, runs=1)
        self._say("copies of one text")
        datasketch = version_of_datasketch()
        if datasketch is None:
            report.skipped["datasketch"] = "it is not installed"
        else:
            report.versions["datasketch"] = datasketch
        report.copies = measure_copies(self.articles, index, built, installed=datasketch is not None)
        gc.collect()
        gc.freeze()  # what the bench holds is not walked through for an answer
        self._say("tracing quotations, verifying claims")
        report.provenance = measure_provenance(
            self.articles, index, questions=settings.traced, peer_questions=settings.traced_by_peer
        )
        self._say("timelines and facets")
        report.sides = measure_sides(index, headline_questions(index, settings.counted))
        gc.unfreeze()


def run(articles: Sequence[Prepared], folder: Path, settings: Settings, *, corpus: str, quick: bool) -> Report:
    """Measure, and give back all figures. `folder` is an empty one for the indexes."""
    report = Report(machine=machine.describe(), versions={}, corpus=corpus, quick=quick)
    return Run(articles, folder, settings, report).go()
