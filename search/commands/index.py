"""The `index` command as a user sees it: where the index goes, the progress bar, the account at the end."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.article import Article
from indexer.build import MEMORY, BuildReport, build, rejected_by_place
from indexer.errors import EXIT_INTERRUPTED, EXIT_MATCHED, EXIT_NOTHING, IndexNotFound, OnRecordError, UsageError
from indexer.readers.keys import FIELDS
from indexer.readers.source import Noted, Passed, Rejected, Told, printable
from indexer.workers.progress import Progress
from search.commands.console import print_lines, standard_input, tell
from search.location import INDEX_NAME, locate_place
from search.results import SCHEMA
from search.show.about import human_size, nearest_path
from search.show.formats import json_line
from search.show.progress_line import Pace, progress_line
from search.show.terminal import counted, safe

if TYPE_CHECKING:
    from indexer.cluster.target import Target

_SHOWN_REJECTS = 20
_SHOWN_OWNERS = 5
_SHOWN_KINDS = 12


def index_paths(
    given: Path | str | None,
    paths: Sequence[str],
    *,
    prune: bool,
    as_json: bool,
    workers: int | None = None,
    memory: int = MEMORY,
    keys: Mapping[str, str] | None = None,
    guess_dates: bool = False,
    report_to: Path | None = None,
    shards: int | None = None,
    replicas: int | None = None,
    rebuild: bool = False,
) -> int:
    """Build or update, and say what was done; 0 all in, 1 some records rejected, 2 nothing that could be read, 130
    interrupted."""
    for path in paths:
        if path != "-" and not prune and _is_nothing(path):
            raise UsageError(f"there is no file or folder {path}", hint="nothing was indexed; check the path")
    if "-" in paths:
        standard_input()
    index = _place(given, shards=shards, replicas=replicas, rebuild=rebuild)
    with _progress() as bar:
        try:
            with _reporting(report_to) as on_made:
                report = build(
                    index, paths, prune=prune, workers=workers, memory=memory, keys=keys or {},
                    guess_dates=guess_dates, on_made=on_made, on_progress=bar.tell,
                )  # fmt: skip
        except KeyboardInterrupt:
            bar.close()
            tell(f"Interrupted. {_kept(index, bar.last)}")
            return EXIT_INTERRUPTED
        except OSError as error:
            raise _stopped(index, bar.last, error) from error
    if as_json:
        print_lines([json_line(_report_object(index, report))])
    else:
        _print_rejected(report)
        _print_unsettled(report)
        _print_passed(report)
        print_lines([safe(_account(index, report))])
    if _is_in_vain(report):
        raise UsageError("nothing of it could be read", hint="onrecord index reads what docs/formats.md lists")
    return EXIT_NOTHING if report.rejected else EXIT_MATCHED


def _is_in_vain(report: BuildReport) -> bool:
    """Whether there was something to read, and none of it is an article, now or since an earlier run."""
    articles = report.added + report.updated + report.unchanged + report.kept + report.removed
    return bool(report.passed) and not articles and not report.rejected and not report.later


@contextmanager
def _reporting(path: Path | None) -> Iterator[Callable[[Told], None]]:
    """Writes a line for all that reading gives: an article, what was rejected, what was passed over, a note."""
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", hint="name another file for --report"
        ) from error
    with file:
        yield lambda made: print(json_line(_made_object(made)), file=file)


def _made_object(made: Told) -> dict[str, object]:
    match made:
        case Article():
            return {"type": "article", "path": made.path, "id": made.id}
        case Rejected():
            return {
                "type": "rejected",
                "path": made.path,
                "line": made.line,
                "reason": made.reason,
                "hint": made.hint,
            }
        case Passed():
            return {
                "type": "passed",
                "path": made.path,
                "kind": made.kind,
                "reason": made.reason,
                "hint": made.hint,
                "count": made.count,
            }
        case Noted():
            return {"type": "note", "path": made.path, "reason": made.reason, "hint": made.hint}


def _print_passed(report: BuildReport) -> None:
    """What holds no article, by kind: `passed over: 12 .docx (…), 9 front page`."""
    for note in report.notes[:_SHOWN_REJECTS]:
        tell(f"note {note.path}: {note.reason}" + (f" ({note.hint})" if note.hint else ""))
    kinds: Counter[tuple[str, str]] = Counter()
    for item in report.passed:
        kinds[item.kind, item.hint or item.reason] += item.count
    if kinds:
        shown = [f"{count:,} {kind} ({why})" for (kind, why), count in kinds.most_common(_SHOWN_KINDS)]
        more = f", and of {len(kinds) - _SHOWN_KINDS:,} kinds more" if len(kinds) > _SHOWN_KINDS else ""
        tell(f"passed over: {', '.join(shown)}{more}; --report FILE lists them")


def mapped(maps: Sequence[str]) -> dict[str, str]:
    """What `--map date=published` says, several times: our field, and what it is called. UsageError."""
    found: dict[str, str] = {}
    for one in maps:
        name, mark, key = one.partition("=")
        if name not in (*FIELDS, "text") or not mark or not key:
            raise UsageError(
                f"--map {one} names no field", hint=f"fields are {', '.join((*FIELDS, 'text'))}: --map date=published"
            )
        found[name] = key
    return found


def _place(given: Path | str | None, *, shards: int | None, replicas: int | None, rebuild: bool) -> Path | Target:
    """The index to write to: the one that a search would find, else a new one in this folder."""
    try:
        found = locate_place(given)
    except IndexNotFound:
        found = Path.cwd() / INDEX_NAME
    divided = shards is not None or replicas is not None
    if isinstance(found, Path):
        if divided or rebuild:
            option = "--rebuild" if rebuild else "--shards and --replicas"
            raise UsageError(
                f"{option} is for an archive on a cluster",
                hint=f"name one with -i https://HOST:9200/NAME, not {found}",
            )
        return found
    return found.divided(shards=shards, replicas=replicas, rebuild=rebuild)


def _is_nothing(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # that it cannot be looked at is told with what is rejected
        pass
    return False


def _stopped(index: Path | Target, last: Progress | None, error: OSError) -> OnRecordError:
    """An error of the system that ended a build, with what is kept."""
    place = error.filename or index
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OnRecordError(
            f"no space is left for {place}: {error.strerror}", hint=f"make room. {_kept(index, last)}"
        )
    hint = f"check the path, its permissions and the disk. {_kept(index, last)}"
    return OnRecordError(f"{place}: {error.strerror or error}", hint=hint)


def _kept(index: Path | Target, last: Progress | None) -> str:
    """What is in the index of a run that did not come to its end, of which this was told last."""
    standing = _standing(index)
    if standing is None:
        return "Nothing was committed yet."
    articles, generation = standing
    kept = last.kept if last is not None else 0
    if last is not None and last.saving is not None and generation > last.generation:
        kept = last.saving  # it was interrupted behind the rename that commits
    whole = f"{counted(articles, 'article')} in all, generation {generation}"
    if not kept:
        return f"Nothing of this run was committed yet; what was there before is kept: {whole}."
    return (
        f"What was committed is kept: {counted(kept, 'article')} of this run, {whole}; run it again to go on there."
    )


def _standing(index: Path | Target) -> tuple[int, int] | None:
    """How many articles the last commit has, and its generation; None if there is none, or that cannot be told."""
    if not isinstance(index, Path):
        with suppress(OnRecordError):
            return index.standing()
        return None
    from indexer.store import open_index

    try:
        with open_index(index) as opened:
            statistics = opened.statistics()
    except (IndexNotFound, OSError):
        return None
    return statistics.articles, statistics.generation


def _account(index: Path | Target, report: BuildReport) -> str:
    place = nearest_path(index) if isinstance(index, Path) else index
    counts = ", ".join(
        f"{count:,} {what}"
        for what, count in (
            ("added", report.added),
            ("updated", report.updated),
            ("unchanged", report.unchanged),
            ("removed", report.removed),
            *([("withheld", report.withheld)] if report.withheld else []),
            ("rejected", len(report.rejected)),
            *([("passed over", sum(item.count for item in report.passed))] if report.passed else []),
        )
    )
    return f"{counts} in {report.seconds:.1f} s ({human_size(report.bytes_read)} read) — {place}"


def _print_rejected(report: BuildReport) -> None:
    ordered = rejected_by_place(report.rejected)
    for item in ordered[:_SHOWN_REJECTS]:
        tell(f"rejected {item.place}: {item.reason}" + (f" ({item.hint})" if item.hint else ""))
    if len(ordered) > _SHOWN_REJECTS:
        tell(f"… and {len(ordered) - _SHOWN_REJECTS:,} more; --json lists them all")


def _print_unsettled(report: BuildReport) -> None:
    """What is not as the files that were looked at state it, and the mend."""
    if report.kept:
        kept = "1 article is" if report.kept == 1 else f"{report.kept:,} articles are"
        tell(f"{kept} kept that may be in what could not be read; mend that, and index it again")
    for owner, count in report.later.most_common(_SHOWN_OWNERS):
        name = "standard input" if owner == "-" else printable(nearest_path(Path(owner)))
        what, them = ("1 article is", "it") if count == 1 else (f"{count:,} articles are", "them")
        mend = "touch the file whose text you want, and index it again"
        tell(f"{what} as {name} has {them}, which was read later ({mend})")
    if len(report.later) > _SHOWN_OWNERS:
        tell(f"… and so of {len(report.later) - _SHOWN_OWNERS:,} more files; --json lists them all")


def _report_object(index: Path | Target, report: BuildReport) -> dict[str, object]:
    return {
        "type": "index",
        "schema": SCHEMA,
        "index": str(index),
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "withheld": report.withheld,
        "kept": report.kept,
        "later": [{"path": printable(path), "articles": count} for path, count in report.later.most_common()],
        "rejected": [
            {"path": item.path, "line": item.line, "reason": item.reason, "hint": item.hint}
            for item in rejected_by_place(report.rejected)
        ],
        "passed": [_made_object(item) for item in report.passed],
        "notes": [_made_object(item) for item in report.notes],
        "bytes_read": report.bytes_read,
        "seconds": round(report.seconds, 3),
        "generation": report.generation,
    }


@dataclass(slots=True)
class _Bar:
    """The last that was told; on a terminal's stderr that is shown, in one line, which is gone in the end."""

    shown: bool
    last: Progress | None = None
    _begun: float = field(default_factory=time.monotonic)
    _pace: Pace = field(default_factory=Pace)
    _width: int = 0

    def tell(self, progress: Progress) -> None:
        self.last = progress
        if self.shown:
            rate = self._pace.rate(progress, time.monotonic() - self._begun)
            self._draw(progress_line(progress, rate, width=_columns() - 1))

    def close(self) -> None:
        """Leave an empty line, and forget that it was shown."""
        if self._width:
            self._draw("")
        self.shown = False

    def _draw(self, line: str) -> None:
        # Blanks and no escape sequences: every terminal knows them.
        sys.stderr.write(f"\r{line}{' ' * (min(self._width, _columns() - 1) - len(line))}{'' if line else chr(13)}")
        sys.stderr.flush()
        self._width = len(line)


def _columns() -> int:
    """Of the terminal behind stderr: stdout may be piped."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


@contextmanager
def _progress() -> Iterator[_Bar]:
    """A bar over the bytes on a terminal's stderr; nothing elsewhere."""
    bar = _Bar(shown=sys.stderr.isatty() and os.environ.get("TERM") != "dumb")
    try:
        yield bar
    finally:
        bar.close()
