"""From files to a committed index: what changed since last time is read again, the rest is left alone.

Which file has which article is the business of `indexer.ledger`. When a file changes, the articles that it no longer
has are removed, if it was read whole; when a file is gone, its articles stay until a build with `prune`. Where two
folders hold files of the same name, so that their ids would be the same by accident, the second gets its folder's
name in front.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from indexer.article import Article
from indexer.ledger import Ledger
from indexer.quotes import find_quotes
from indexer.readers import Made, Noted, Passed, Reached, Rejected, SourceFile, discover, iter_articles, tables_for
from indexer.readers.keys import Keys
from indexer.readers.meter import Meter
from indexer.readers.source import NOTE, Told, ToldRow, printable, summed_up, told_again, told_row
from indexer.readers.warc import body_digest
from indexer.store import FileState
from indexer.store.copies.together import processes
from indexer.store.protocol import ArchiveWriter, Place
from indexer.store.statistics import PIPE
from indexer.store.stored_form import digest
from indexer.store.writer import open_writer
from indexer.workers import garbage
from indexer.workers.extraction import extraction
from indexer.workers.intake import INTERPRETER, LEAST, Intake
from indexer.workers.progress import Progress, Teller
from indexer.workers.worker import FindQuotes

PIPELINE_VERSION = 2
"""Raised when reading or extraction changes, so that files that did not change are read again."""

COMMIT_SECONDS = 10.0
"""How long a build works before what it has is committed for the first time: who looks whether it works may end it
soon. Later there is little to lose beside what is kept, and a commit costs more: each pause is twice as long as the
one before, up to `_LONGEST_PAUSE` times the first."""
_LONGEST_PAUSE = 6

MEMORY = 1 << 30
"""Bytes that a build may take, all processes together, by default."""

UNREAD_DATE = "state dates as 2025-03-09, here or in a metadata.csv; told of the first such article"
UNREAD_LABELS = "they are in its body; label them Source, Date, Title, Author; told of the first such article"
FUTURE_DATE = "it is kept as stated; told of the first such article"
_UNIX_EPOCH = 719_163  # as an ordinal
_MOST_TOLD = 1000
"""A file of which more is to be told is read again."""
_NO_KEYS: Keys = {}
_SLOW = frozenset((".html", ".htm", ".xhtml", ".pdf", ".mhtml", ".mht"))


@dataclass(slots=True)
class BuildReport:
    """What a build did, in articles. `rejected` says for each record why, `passed` for each file, or member of one,
    that holds no article why.

    `withheld` counts those that files state and that were deleted by hand (`indexer.store.takedowns`). `kept` counts
    those that were not seen again in files that were not read whole. `later` says how many articles of the files that
    were looked at are as another file has them, which was read later, by that file.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    withheld: int = 0
    kept: int = 0
    later: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    bytes_read: int = 0
    generation: int = 0
    seconds: float = 0.0

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


def build(
    index: Place,
    paths: Sequence[str],
    *,
    prune: bool = False,
    find: FindQuotes | None = find_quotes,
    workers: int | None = None,
    memory: int = MEMORY,
    keys: Keys = _NO_KEYS,
    guess_dates: bool = False,
    on_made: Callable[[Told], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Bring the index at `index` up to date with the files at `paths`; it is made if it is not there. One on a
    cluster is named by an `indexer.cluster.target.Target`.

    `find` None leaves quotations out; `workers` processes (default: the cores) find and invert, in about
    `memory` bytes altogether. `keys` says what the fields of an article are called in JSON and tables, where they
    are called otherwise than is known: {"date": "publish_date"}; with `guess_dates` a page that states no date gets
    the best guess. Files that were read without such wishes are read again. `on_made` is called with all that
    reading gives. Raises IndexLocked, IndexOutdated, IndexCorrupt, or WorkerDied, which names the file. A
    KeyboardInterrupt leaves the last commit.
    """
    begun = time.monotonic()
    report = BuildReport()
    files: list[SourceFile] = []
    for found in discover(paths):
        if isinstance(found, SourceFile):
            files.append(found)
            continue
        on_made(found)
        (report.rejected if isinstance(found, Rejected) else report.passed).append(found)  # type: ignore[arg-type]
    if workers is None:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    own = max(memory - INTERPRETER, LEAST)
    with garbage.seldom(), open_writer(index, memory=own) as writer, ExitStack() as stack:
        if not writer.generation:
            writer.commit({})  # whatever happens from here on, there is an index that opens
        stack.enter_context(extraction(max(workers, 1)))
        stack.enter_context(processes(workers))
        teller = Teller(len(files), sum(map(_size, files)), on_progress, generation=writer.generation)
        intake = Intake(
            writer, find, workers=workers, memory=memory, stack=stack,
            on_outcome=report.count, read=lambda: teller.bytes_read, on_wait=teller.wait,
        )  # fmt: skip
        teller.unfinished = intake.unfinished
        run = _Build(writer, intake, report, teller, files, keys, guess_dates, on_made, ahead=2 * workers)
        run.read()
        if prune:
            run.prune([os.path.realpath(path) for path in paths if path != "-"])
        run.finish()
    report.seconds = time.monotonic() - begun
    return report


Begun = tuple[Meter, Iterator[Made]]
"""The reading of a file, and what follows how far it is."""


class _Build:
    """One run over some files."""

    def __init__(
        self,
        writer: ArchiveWriter,
        intake: Intake,
        report: BuildReport,
        teller: Teller,
        files: list[SourceFile],
        keys: Keys,
        guess_dates: bool,
        on_made: Callable[[Told], None],
        *,
        ahead: int,
    ) -> None:
        """So many slow files are begun `ahead` of the one that is read."""
        self._writer = writer
        self._intake = intake
        self._report = report
        self._teller = teller
        self._files = files
        self._keys = keys
        self._guess_dates = guess_dates
        self._wishes = f";{json.dumps([dict(keys), guess_dates], sort_keys=True)}" if keys or guess_dates else ""
        self._on_made = on_made
        self._ahead = ahead
        self._ledger = Ledger(writer.ledger())
        self._withheld = writer.withheld().keys()
        self._held_back: set[str] = set()
        self._linked: dict[str, SourceFile] = {}
        self._divided: set[str] = set()
        """Files that may state what others have, to be told."""
        self._committed, self._pause = time.monotonic(), COMMIT_SECONDS

    def read(self) -> None:
        """Read what has changed. Pages are begun ahead, since they are taken apart elsewhere."""
        begun: deque[tuple[SourceFile, str, str, Begun]] = deque()

        def finish(most: int) -> None:
            while len(begun) > most:
                file, key, stamp, made = begun.popleft()
                self._read(file, key, stamp, made)
                self._teller.finished(_size(file), skipped=False)

        for file in self._files:
            self._teller.look()
            slow = file.path.suffix.lower() in _SLOW
            if not slow:
                finish(0)
            key = _key(file)
            known = self._ledger.get(key)
            stamp = self._stamp(file, known)
            if known and known.complete and stamp and known.stamp == stamp:
                self._count_again(known)
                self._tell_again(known.told, file)
                if known.elsewhere:
                    self._divided.add(key)
            else:
                begun.append((file, key, stamp, self._begin(file, known, stamp)))
                finish(self._ahead if slow else 0)
                continue
            self._teller.finished(_size(file), skipped=True)
        finish(0)
        self._teller.tell()

    def _stamp(self, file: SourceFile, known: FileState | None) -> str:
        """See `_stamp`; with what was wished for in reading it, now, or if nothing is, then."""
        stamp = _stamp(file)
        if not stamp or self._wishes:
            return stamp and stamp + self._wishes
        before = known.reached[0] if known and known.reached else known.stamp if known else ""
        return before if before.startswith(f"{stamp};") else stamp

    def _begin(self, file: SourceFile, known: FileState | None, stamp: str) -> Begun:
        """What a file holds; of one whose reading was interrupted, from where it was."""
        meter = Meter()
        if known is None or known.reached is None or not _goes_on(known, stamp):
            start = Reached(0, 0)
            return meter, iter_articles(file, self._keys, guess_dates=self._guess_dates, reached=start, meter=meter)
        self._count_again(known)
        self._tell_again(known.told, file)
        return meter, iter_articles(
            file,
            self._keys,
            guess_dates=self._guess_dates,
            reached=Reached(*known.reached[1:]),
            stated=frozenset(known.stated),
            captures=partial(self._captures, known.stated),
            meter=meter,
        )

    def _captures(self, articles: Iterable[str]) -> dict[tuple[str, str], str]:
        """The first of some articles that has an address and a text, by these."""
        found: dict[tuple[str, str], str] = {}
        for article in self._writer.articles(articles):
            if article.url:
                found.setdefault((article.url, body_digest(article.body)), article.id)
        return found

    def _count_again(self, known: FileState) -> None:
        """What a file states that is not read."""
        self._report.unchanged += len(known.articles)
        if self._withheld and (withheld := self._withheld & set(known.stated)):
            self._held_back |= withheld
            self._report.unchanged -= len(withheld.intersection(known.articles))

    def _tell_again(self, rows: Iterable[ToldRow], file: SourceFile) -> None:
        """What was told of a file when it was read."""
        for item in told_again(rows, file):
            self._tell_of(item)

    def _tell_of(self, item: Rejected | Passed | Noted) -> None:
        self._on_made(item)
        match item:
            case Rejected():
                self._report.rejected.append(item)
            case Passed():
                self._report.passed.append(item)
            case Noted():
                self._report.notes.append(item)

    def prune(self, places: Sequence[str]) -> None:
        """Drop what files state that are gone from these places. A file that cannot be looked for is not gone."""
        beginnings = tuple(os.path.join(place, "") for place in places)
        unknown: dict[str, OSError] = {}
        for key in self._ledger.files():
            if key == PIPE or not (key in places or key.startswith(beginnings)):
                continue
            try:
                os.stat(key)
            except (FileNotFoundError, NotADirectoryError):
                self._ledger.forget(key)
            except OSError as error:
                unknown.setdefault(os.path.dirname(key), error)
        hint = "whether its files are gone cannot be known, so what was read of them is kept"
        self._report.rejected += [replace(Rejected.unreadable(at, error), hint=hint) for at, error in unknown.items()]

    def finish(self) -> None:
        """Settle what files no longer state, and commit."""
        while True:
            gone, passed = self._ledger.settle()
            self._report.removed += self._intake.remove(gone)
            for key, articles in passed.items():
                self._read_again(key, articles)
            if not passed:
                break
        self._commit()
        self._report.withheld = len(self._held_back)
        for key in self._divided:
            if key != PIPE and os.path.lexists(key):
                self._report.later += self._ledger.owners(key)

    def _read_again(self, key: str, articles: set[str]) -> None:
        """Read a file for the text of articles that are its own again."""
        file = self._linked.get(key)
        state = self._ledger.get(key)
        if file is None and state is not None and state.depth:
            path = Path(key)
            file = SourceFile.of(path, root=path.parents[state.depth - 1])
        if file is not None:
            stamp = self._stamp(file, state)
            self._read(file, key, stamp, self._begin(file, None, stamp), only=articles)
            self._teller.meter = None
        else:
            reason = f"states articles that another file stated until now, the first {min(articles)!r}"
            self._report.rejected.append(Rejected(printable(key), None, reason, "index the folder that links to it"))

    def _read(self, file: SourceFile, key: str, stamp: str, begun: Begun, *, only: Set[str] | None = None) -> None:
        """Read a file. Of one that has not changed since it was read, what others took over since is theirs, and
        `only` some of its articles may be wanted."""
        before = self._ledger.get(key)
        earlier = dict.fromkeys(before.stated if before else ())
        again = before is not None and before.stamp == stamp != ""
        resumed = before is not None and _goes_on(before, stamp)
        depth = self._depth(file, key)
        found: dict[str, None] = dict(earlier) if resumed else {}
        told: list[ToldRow] = list(before.told) if resumed and before else []
        reached, told_by_then = before.reached if resumed and before else None, tuple(told)
        whole, lasting, unread = not file.is_stdin, True, False
        whole &= not any(row[0] == "" and row[5] is None for row in told)
        doubted = {str(row[4]) for row in told if row[0] == NOTE}
        self._divided.add(key)
        self._teller.meter, made = begun
        for item in made:
            if isinstance(item, Reached):
                reached, told_by_then = (stamp, item.offset, item.records), tuple(told)
            elif isinstance(item, Article):
                self._on_made(item)
                for note in _doubts(item, file):
                    if note.hint not in doubted:
                        doubted.add(note.hint)
                        self._tell_of(note)
                        told.append(told_row(note, file))
                article = self._called(item, file, key)
                found[article.id] = None
                wanted = self._ledger.has(article.id, key) if only is None else article.id in only
                if wanted or not (again and article.id in earlier):
                    self._put(article, key)
            else:
                self._tell_of(item)
                told.append(told_row(item, file))
                if isinstance(item, Passed):
                    unread |= item.unread
                    lasting &= not item.hint.startswith("pip install")
                elif isinstance(item, Rejected):
                    stated = self._named(item.id, file, key) if item.id else ""
                    if stated in earlier:
                        found[stated] = None
                    whole &= item.id is not None
            self._teller.look()
            # Where reading can go on there, it is committed at such a place: what is stated is what lies before.
            if self._is_due() and (reached is None or isinstance(item, Reached)):
                # Without a stamp, the next run takes over from other files what this one has not come to.
                fresh = resumed or not earlier
                so_far = FileState(
                    stamp if again else "",
                    tuple(earlier | found),
                    complete=False,
                    depth=depth,
                    told=summed_up(told_by_then) if fresh else (),
                    reached=reached if fresh else None,
                )
                self._ledger.put(key, so_far)
                self._commit()
        # What came from a pipe, or may be in what could not be read, is not gone.
        if not whole:
            self._report.kept += 0 if file.is_stdin else len(earlier.keys() - found.keys())
            found |= earlier
        self._report.bytes_read += _size(file)
        if unread and not found and before is None:
            return
        if unread and earlier:  # it was something else when it was read
            found |= earlier
        rows = summed_up(told)
        # What could not be read at all is tried again; a bad record costs no reading of the whole file.
        lasting &= whole and len(rows) <= _MOST_TOLD and (bool(found) or not any(row[0] == "" for row in rows))
        self._ledger.put(key, FileState(stamp, tuple(found), complete=lasting, depth=depth, told=rows))

    def _put(self, article: Article, key: str) -> None:
        if article.id in self._withheld:
            self._held_back.add(article.id)
        else:
            self._intake.put(article)
        former = self._ledger.take(article.id, key)
        if former is not None:
            self._divided.add(former)
        self._teller.articles += 1

    def _called(self, article: Article, file: SourceFile, key: str) -> Article:
        """The article under the id that it has in the index."""
        if file.is_stdin and _by_path(article.id, file):
            # Each pipe begins with line 1 again: its articles are named by what they say.
            return replace(article, id=f"stdin-{digest({'title': article.title, 'body': article.body})}")
        called = self._named(article.id, file, key)
        return article if called == article.id else replace(article, id=called)

    def _named(self, article: str, file: SourceFile, key: str) -> str:
        """The id that an article has that calls itself so: with the folder in front if it is another's by
        accident."""
        if not _by_path(article, file) or not self._ledger.is_others(article, key):
            return article
        longer = f"{file.root.name}/{article}"
        return key + article.removeprefix(file.name) if self._ledger.is_others(longer, key) else longer

    def _depth(self, file: SourceFile, key: str) -> int:
        """See FileState; a file that was reached by a link is kept for this run."""
        if file.is_stdin:
            return 0
        inside = file.path.relative_to(file.root)
        if key == os.path.join(os.path.realpath(file.root), inside):
            return len(inside.parts)
        self._linked[key] = file
        return 0

    def _is_due(self) -> bool:
        return time.monotonic() - self._committed > self._pause

    def _commit(self) -> None:
        teller = self._teller
        teller.saving = teller.articles
        teller.tell()
        self._intake.settle()
        self._report.generation = self._writer.commit(self._ledger.states())
        teller.saving, teller.kept, teller.generation = None, teller.articles, self._report.generation
        self._committed = time.monotonic()
        self._pause = min(2 * self._pause, _LONGEST_PAUSE * COMMIT_SECONDS)
        teller.tell()


def _doubts(article: Article, file: SourceFile) -> Iterator[Noted]:
    """What is to be told of what an article states: a date that cannot be read or is to come, labels not known."""
    where = printable(file.path)
    if "unread_labels" in article.extra:
        labels = printable(str(article.extra["unread_labels"]))[:60]
        yield Noted(where, f"{article.id} begins with lines labelled {labels}, which are not known", UNREAD_LABELS)
    if "unread_date" in article.extra:
        stated = printable(str(article.extra["unread_date"]))[:40]
        yield Noted(
            where, f"no one day can be read from the date {stated!r}, so {article.id} is undated", UNREAD_DATE
        )
    elif article.date and article.date.first.toordinal() > time.time() // 86_400 + _UNIX_EPOCH + 1:
        yield Noted(where, f"{article.id} is dated {article.date}, which is yet to come", FUTURE_DATE)


def _goes_on(known: FileState, stamp: str) -> bool:
    """Whether the reading of a file was interrupted, and goes on where it was."""
    return not known.complete and known.reached is not None and known.reached[0] == stamp != ""


def _key(file: SourceFile) -> str:
    """What the ledger knows a file by, from whichever folder it is reached."""
    return PIPE if file.is_stdin else os.path.realpath(file.path)


def _size(file: SourceFile) -> int:
    try:
        return 0 if file.is_stdin else file.path.stat().st_size
    except OSError:
        return 0


def _stamp(file: SourceFile) -> str:
    """Changes when the file does, or the tables beside it; empty where a file must always be read."""
    if file.is_stdin:
        return ""
    parts = [str(PIPELINE_VERSION)]
    for path in (file.path, *tables_for(file)):
        try:
            status = path.stat()
        except OSError:
            return ""
        # Size and modification time can be those of another text: tools set them. The rest is the system's own.
        parts.append(f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}")
    return ":".join(parts)


def _by_path(article: str, file: SourceFile) -> bool:
    return article == file.name or article.startswith((f"{file.name}#", f"{file.name}/"))


def rejected_by_place(rejected: Iterable[Rejected]) -> list[Rejected]:
    """In the order of path and line."""
    return sorted(rejected, key=lambda item: (item.path, item.line or 0))
