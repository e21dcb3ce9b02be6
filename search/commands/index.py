"""The `index` command as a user sees it: where the index goes, the progress bar, the account at the end."""

from __future__ import annotations

import errno
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from indexer.article import Article
from indexer.build import MEMORY, BuildReport, Progress, build, rejected_by_place
from indexer.errors import EXIT_INTERRUPTED, EXIT_MATCHED, EXIT_NOTHING, IndexNotFound, OnRecordError, UsageError
from indexer.readers.keys import FIELDS
from indexer.readers.source import Noted, Passed, Rejected, Told, printable
from search.commands.console import print_lines, standard_input, tell
from search.location import INDEX_NAME, locate_index
from search.results import SCHEMA
from search.show.about import human_size, nearest_path
from search.show.formats import json_line
from search.show.terminal import safe

_SHOWN_REJECTS = 20
_SHOWN_OWNERS = 5
_SHOWN_KINDS = 12


def index_paths(
    given: Path | None,
    paths: Sequence[str],
    *,
    prune: bool,
    as_json: bool,
    workers: int | None = None,
    memory: int = MEMORY,
    keys: Mapping[str, str] | None = None,
    guess_dates: bool = False,
    report_to: Path | None = None,
) -> int:
    """Build or update, and say what was done; 0 all in, 1 some records rejected, 2 nothing that could be read, 130
    interrupted."""
    for path in paths:
        if path != "-" and not prune and _is_nothing(path):
            raise UsageError(f"there is no file or folder {path}", hint="nothing was indexed; check the path")
    if "-" in paths:
        standard_input()
    index = _place(given)
    try:
        with _progress() as on_progress, _reporting(report_to) as on_made:
            report = build(
                index, paths, prune=prune, workers=workers, memory=memory, keys=keys or {}, guess_dates=guess_dates,
                on_made=on_made, on_progress=on_progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        tell(f"Interrupted. {_kept(index)}")
        return EXIT_INTERRUPTED
    except OSError as error:
        raise _stopped(index, error) from error
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


def _place(given: Path | None) -> Path:
    """The index to write to: the one that a search would find, else a new one in this folder."""
    try:
        return locate_index(given)
    except IndexNotFound:
        return Path.cwd() / INDEX_NAME


def _is_nothing(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # that it cannot be looked at is told with what is rejected
        pass
    return False


def _stopped(index: Path, error: OSError) -> OnRecordError:
    """An error of the system that ended a build, with what is kept."""
    place = error.filename or index
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OnRecordError(f"no space is left for {place}: {error.strerror}", hint=f"make room. {_kept(index)}")
    hint = f"check the path, its permissions and the disk. {_kept(index)}"
    return OnRecordError(f"{place}: {error.strerror or error}", hint=hint)


def _kept(index: Path) -> str:
    from indexer.store import open_index

    try:
        with open_index(index) as opened:
            statistics = opened.statistics()
    except (IndexNotFound, OSError):
        return "Nothing was committed yet."
    kept = f"{statistics.articles:,} articles, generation {statistics.generation}"
    return f"What was committed is kept: {kept}; run it again to go on."


def _account(index: Path, report: BuildReport) -> str:
    counts = ", ".join(
        f"{count:,} {what}"
        for what, count in (
            ("added", report.added),
            ("updated", report.updated),
            ("unchanged", report.unchanged),
            ("removed", report.removed),
            ("rejected", len(report.rejected)),
            *([("passed over", sum(item.count for item in report.passed))] if report.passed else []),
        )
    )
    return f"{counts} in {report.seconds:.1f} s ({human_size(report.bytes_read)} read) — {nearest_path(index)}"


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


def _report_object(index: Path, report: BuildReport) -> dict[str, object]:
    return {
        "type": "index",
        "schema": SCHEMA,
        "index": str(index),
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
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
    shown: int = 0


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """A bar over the bytes on a terminal's stderr; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    bar = click.progressbar(length=1, label="Indexing", file=sys.stderr, show_pos=False, item_show_func=_counted)
    state = _Bar()
    with bar:

        def tell(progress: Progress) -> None:
            bar.length = max(progress.bytes, 1)
            bar.update(progress.bytes_done - state.shown, progress)
            if progress.bytes_done == state.shown:  # inside a file: only the count of articles has moved
                bar.current_item = progress
                bar.render_progress()
            state.shown = progress.bytes_done

        yield tell


def _counted(progress: object) -> str:
    return f"{progress.articles:,} articles" if isinstance(progress, Progress) else ""
