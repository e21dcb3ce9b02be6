"""Why an answer is empty, as values: JSON has them as they are, `search.show.reason_lines` says them in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as with_default
from typing import Any, Literal

__all__ = ["Kind", "Noun", "Reason"]

Noun = Literal["article", "quotation"]

Kind = Literal[
    "absent",  # no document has any of `clauses`
    "no_such_word",  # nor is a word spelt much like it
    "no_word_fits",  # a pattern
    "similar_words",  # `near` are words of the archive that `value` may be a slip for
    "no_such_value",  # of `field` there is no `value`; `near` are values like it, as clauses
    "outside",  # `count` documents have the clause, and none of them can be an answer
    "every_article_dated",
    "no_article_dated",
    "dated_less_exactly",  # `count` articles, by a month or a year that has the day asked for
    "nearest_dates",  # `first` before the days asked for, `last` after them
    "dates_of_archive",  # `first` to `last`; `count` articles have none
    "address_begins",  # no article is from the address; `count` from one that begins as the clause says
    "no_address_of_site",
    "no_addresses",
    "wider",  # `count` documents have the clause, which asks for less; `how` says in what
    "found_apart",  # each part of the clause, or each clause, is found in some document
    "found_in_several_quotations",  # each part of the clause is found, not in one quotation
    "a_quotation_for_each",  # `count` articles
    "without",  # `count` documents are found if the clause is left out
    "not_looked_at",  # `count` words and clauses of a long query
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that was found out: `kind` says which, and which of the others are set.

    `noun` names the documents. `clauses` are queries in normal form, to be asked as they stand.
    """

    kind: Kind
    noun: Noun = "article"
    clauses: tuple[str, ...] = ()
    count: int = 0
    how: str = ""
    field: str = ""
    value: str = ""
    near: Mapping[str, int] = with_default(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None

    def to_dict(self) -> dict[str, Any]:
        """What is set, ready for JSON."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: str(value) if isinstance(value, dt.date) else value for name, value in told.items() if value}
