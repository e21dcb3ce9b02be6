"""Who says a quotation. First version: a speech verb ties a run to a name in the same sentence."""

from __future__ import annotations

import re

from indexer.article import Quotation
from indexer.quotes.marks import Run, find_runs

_VERB = (
    r"(?:said|says|told|added|adds|wrote|writes|tweeted|explained|explains|asked|asks|noted|notes|continued|stated|"
    r"states|declared|replied|responded|argued|argues|insisted|announced|claimed|warned|concluded|called|recalled|"
    r"acknowledged|stressed|emphasized|emphasised|vowed|admitted|remarked|joked|answered)"
)
_NAME = (
    r"(?:[A-Z][\w.’'-]*\s+(?:of\s+|for\s+)?){0,6}?"
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s+(?:[A-Z]\.|de|van|von|der|al|bin|[A-ZÀ-Þ][\w’'-]+)){0,3})"
)
_AFTER = re.compile(rf"\s*[,—–-]?\s*(?:(?P<verb>{_VERB})\s+{_NAME}|{_NAME.replace('name', 'subject')}\s+"
                    rf"(?:also\s+|has\s+)?(?P<cue>{_VERB}))")
_BEFORE = re.compile(rf"{_NAME}(?:,[^,\n]{{0,80}},)?\s+(?:also\s+|has\s+)?(?P<cue>{_VERB})[^.!?\n\"“”]{{0,80}}\Z")


def find_quotes(text: str) -> list[Quotation]:
    """The quotations of an article, in order, each with its speaker where the text names one."""
    return [_attribute(text, run, number) for number, run in enumerate(find_runs(text))]


def _attribute(text: str, run: Run, number: int) -> Quotation:
    words = text[run.start : run.end]
    speaker = cue = None
    after = _AFTER.match(text, run.outer_end, run.outer_end + 200)
    if after:
        speaker, cue = after["name"] or after["subject"], after["verb"] or after["cue"]
    else:
        before = _BEFORE.search(text[max(0, run.outer_start - 200) : run.outer_start])
        if before:
            speaker, cue = before["name"], before["cue"]
    return Quotation(
        text=words,
        start=run.start,
        end=run.end,
        speaker=speaker,
        cue=cue,
        basis="cue" if speaker else "unknown",
        confidence=0.8 if speaker else 0.0,
        rule="verb-and-name" if speaker else "",
        evidence=f"{cue} {speaker}" if speaker else "",
        utterance=number,
    )
