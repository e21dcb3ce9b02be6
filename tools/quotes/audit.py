"""Count the kinds of error on annotated articles, and how far the confidence can be trusted.

python -m tools.quotes.audit ../shared/data/quotes/polnear-dev.jsonl.gz
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from indexer.article import Quotation
from indexer.quotes.speakers import find_quotes
from tools.quotes.train import articles, same_person


def _same_run(quote: Quotation, gold: dict[str, Any]) -> bool:
    """Whether more than half of what either covers is covered by both."""
    common = min(quote.end, gold["end"]) - max(quote.start, gold["start"])
    return bool(2 * common >= max(quote.end, gold["end"]) - min(quote.start, gold["start"]))


def audit(data: list[dict[str, Any]]) -> tuple[Counter[str], dict[str, list[bool]]]:
    """The number of each outcome, and for each stretch of confidence which speakers were right."""
    outcomes: Counter[str] = Counter()
    levels: dict[str, list[bool]] = {}
    for article in data:
        found = find_quotes(article["text"])
        matched: set[int] = set()
        for gold in article["quotes"]:
            if len(gold["text"].split()) < 2:
                continue
            index = next((at for at, quote in enumerate(found) if _same_run(quote, gold)), None)
            if index is None:
                inside = any(quote.start <= gold["start"] and gold["end"] <= quote.end for quote in found)
                outcomes["quotation: part of a longer one" if inside else "quotation: missed"] += 1
                continue
            matched.add(index)
            outcome = _speaker_outcome(found[index], gold)
            outcomes[outcome] += 1
            if gold["speaker"] and found[index].speaker:
                level = f"{int(found[index].confidence * 10) / 10:.1f}"
                levels.setdefault(level, []).append(outcome == "speaker: right")
        for at, quote in enumerate(found):
            if at not in matched and len(quote.text.split()) > 1:
                near = any(quote.start < one["end"] and one["start"] < quote.end for one in article["not_quotes"])
                outcomes["stray: title, scare quote" if near else "stray: other"] += 1
    return outcomes, levels


def _speaker_outcome(quote: Quotation, gold: dict[str, Any]) -> str:
    """Right, or what kind of wrong."""
    if gold["speaker_type"] == "none":
        return "speaker: nobody is annotated"
    if not gold["speaker"]:
        return f"speaker: unknown to the annotation ({gold['speaker_type']})"
    if quote.speaker is None:
        return f"speaker: none given ({gold['speaker_type']})"
    if same_person(quote.speaker, gold["speaker"]):
        return "speaker: right"
    return f"speaker: wrong ({gold['speaker_type']}, found by {quote.basis})"


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    outcomes, levels = audit(list(articles(parser.parse_args().articles)))
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:6d}  {outcome}")
    print("\nconfidence  quotations  right")
    for level, right in sorted(levels.items()):
        print(f"{level:>10}  {len(right):10d}  {sum(right) / len(right):.2f}")


if __name__ == "__main__":
    main()
