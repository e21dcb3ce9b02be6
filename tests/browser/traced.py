"""Articles that carry one quotation: whole, cut, with a negation gone, as a copy, and one that does not."""

from __future__ import annotations

import random
from dataclasses import replace

from indexer.article import PublicationDate
from tests.search.provenance.archives import Told, told

QUOTE = "We are not taking the brakes off the river before the summer"
FIRST = 201
"""The number of the first of these articles: its id is `r201`."""


def carriers() -> list[Told]:
    """Five outlets, one of them unnamed; two articles of one outlet on one day; the last has it not."""
    cut, turned = QUOTE.removesuffix(" before the summer"), QUOTE.replace("not", "now")
    rows = [
        ("Harbour Post", "2025-03-01", QUOTE, "Ada Quill", "one"),
        ("Skerry Times", "2025-03-02", cut, None, "two"),
        ("Skerry Times", "2025-03-02", turned, "Quill", "three"),
        (None, None, QUOTE, None, "one"),
        ("Outlet number 3", "2025-03-05", QUOTE, "Ada Quill", "one"),
        ("Halyard", "2025-03-02", "", None, "one"),
    ]
    found = []
    for number, (source, date, words, speaker, text) in enumerate(rows, FIRST):
        prose = random.Random(text).choices(
            "river brake sluice weir lock gate barge mill ford bank pier eddy".split(), k=70
        )
        prose = [f"{word}{nth % 9}" for nth, word in enumerate(prose)] + ["river", "brakes", "summer"]
        said = [(words, speaker)] if words else []
        article, quotations = told(number, prose, source=source, said=said, url=f"https://example.org/{number}")
        stated = PublicationDate.parse(date) if date else None
        found.append((replace(article, title=f"River {number}", date=stated), quotations))
    return found
