"""`onrecord verify`: one claim, the claims of a file, the quotations of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indexer.errors import EXIT_ERROR, EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import Archive
from search.commands.batch_queries import lines_of
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.extract import text_of
from search.commands.receipts import keep_receipt
from search.provenance.claims import MOST_BYTES, UnreadableClaim, read_claims
from search.provenance.verdicts import EXIT_CODES, OUTCOMES, Outcome, Verdict, worst
from search.results import SCHEMA
from search.show.formats import error_object, json_line
from search.show.terminal import screen_width
from search.show.verdict_lines import tally_of_verdicts, verdict_lines

__all__ = ["verify_claim", "verify_document", "verify_file"]


def verify_claim(
    archive: Archive,
    words: str,
    speaker: str | None,
    *,
    as_json: bool,
    accept: str | None,
    receipt_file: Path | None,
    with_text: bool,
) -> int:
    """Print the verdict on one claim; its exit code."""
    verdict = archive.verify(words, speaker=speaker)
    options = {"speaker": speaker} if speaker else {}
    kept = keep_receipt(archive, "verify", words, options, file=receipt_file, with_text=with_text)
    _print(verdict, as_json=as_json)
    tell(*kept)
    return _code([verdict.outcome], accept)


def verify_file(archive: Archive, file: Path, *, as_json: bool, accept: str | None) -> int:
    """Print a verdict on each claim of a file; the worst exit code, 2 if a claim could not be read."""
    outcomes: list[Outcome] = []
    wrong = 0
    for claim in read_claims(lines_of(file, most=MOST_BYTES, what="claims")):
        try:
            if isinstance(claim, UnreadableClaim):
                raise UsageError(claim.reason, hint=claim.hint)
            verdict = archive.verify(claim)
        except UsageError as error:
            wrong += 1
            named = {"line": claim.line} if isinstance(claim, UnreadableClaim) else {"id": claim.id}
            tell(f"{file}:{claim.line if isinstance(claim, UnreadableClaim) else claim.id}: {error}")
            if as_json:
                print_lines([json_line(error_object(error) | named)])
        else:
            outcomes.append(verdict.outcome)
            _print(verdict, as_json=as_json)
    _sum_up(archive, outcomes, as_json=as_json)
    return EXIT_ERROR if wrong else _code(outcomes, accept)


def verify_document(archive: Archive, file: Path, *, as_json: bool, accept: str | None) -> int:
    """Print a verdict on each quotation of a text; the worst exit code."""
    outcomes: list[Outcome] = []
    for verdict in archive.verify_document(text_of(file)):
        outcomes.append(verdict.outcome)
        _print(verdict, as_json=as_json)
    _sum_up(archive, outcomes, as_json=as_json)
    return _code(outcomes, accept)


def _print(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        print_lines([json_line(verdict.to_dict())])
    else:
        print_lines(verdict_lines(verdict, width=screen_width(), style=style_for_stdout()))


def _sum_up(archive: Archive, outcomes: list[Outcome], *, as_json: bool) -> None:
    if as_json:
        counts = Counter(outcomes)
        summary: dict[str, Any] = {"type": "summary", "schema": SCHEMA, "total": len(outcomes)}
        summary |= {outcome: counts[outcome] for outcome in OUTCOMES}
        print_lines([json_line(summary | {"generation": archive.generation})])
    else:
        tell(tally_of_verdicts(outcomes))


def _code(outcomes: Sequence[Outcome], accept: str | None) -> int:
    if not outcomes:  # nothing was verified
        return EXIT_NOTHING
    passed = [outcome for outcome in outcomes if not (accept == "near" and outcome == "near")]
    return EXIT_CODES[worst(passed)] if passed else EXIT_MATCHED
