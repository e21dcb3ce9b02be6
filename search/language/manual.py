"""The language by examples: the one table behind `.help query` and docs/query-language.md.

Each example is a query that finds something in the articles of `seeds`; a test says what.
"""

from __future__ import annotations

__all__ = ["MANUAL", "Example"]

Example = tuple[str, str]
"""A query, and what it finds."""

MANUAL: tuple[tuple[str, tuple[Example, ...]], ...] = (
    (
        "Words",
        (
            ("strike talks", "both words, in any form: striking, talked"),
            ("=negotiations", "this form and this spelling only"),
            ("Tarvensky", "a name, in every spelling that the archive prints; with = in this one"),
            ("Torvesh", "with accents or without: Törvesh as well"),
            ("14000", "numbers with separators or without: 14,000"),
            ("IT", "the acronym, not the word; US, WHO and others that are spelt like a word as well"),
            ("it river", "the word, not the acronym"),
        ),
    ),
    (
        "Phrases",
        (
            ('"water for power"', "these words in this order, as they stand; short words count"),
            ("“water for power”", "the same: quotation marks of any kind, as pasted"),
            ("all-out", "words joined by a hyphen are a phrase"),
            ('"talks dam"~4', "in this order, each at most 4 places after the one before"),
        ),
    ),
    (
        "All, any, none",
        (
            ("strike AND coal", "both; AND can be left out"),
            ("ceasefire OR truce", "one of the two, or both"),
            ("strike -rail", "the first without the second; -rail alone (in a shell behind --) all without it"),
            ("strike NOT (rail OR kitchen)", "without any of a group; -(rail OR kitchen) is the same"),
            ("(water OR power) deal", "parentheses group; OR binds less than words side by side"),
        ),
    ),
    (
        "Near each other",
        (
            ("talks NEAR/5 strike", "at most 5 places apart, in any order; near5 and w/5 are the same"),
            ("talks ADJ/5 strike", "the same in this order; also adj5, pre/5"),
            ('(ceasefire OR truce) NEAR/9 "border guards"', "groups and phrases can be near, too"),
            ("turbines SENT siding", "in one sentence, in any order; w/s and /s are the same"),
            ("strike SENT trains SENT freight", "all in one sentence"),
            ("strike PARA coal", "in one paragraph; w/p and /p are the same"),
        ),
    ),
    (
        "How often",
        (
            ("atleast3:strike", "at least 3 mentions of a word in any form, title and body together"),
            ('atleast2:"rail strike"', "at least 2 mentions of a phrase"),
            ("atleast4:(ceasefire OR truce)", "at least 4 mentions of one or the other"),
        ),
    ),
    (
        "Where in the article",
        (
            ("title:dam", "in the title"),
            ("body:dam -title:dam", "in the body, not in the title"),
            ("lead:ceasefire", "in the lead: the first paragraph, and those behind it up to 40 words"),
            ("lead:(turbines SENT siding) OR title:strike", "a field takes a group, with all that this page shows"),
        ),
    ),
    (
        "Patterns and similar spellings",
        (
            ("negotiat*", "words that begin so; * is any letters, also inside a word"),
            ("*fire", "words that end so"),
            ("tarv?nsky", "? is one letter"),
            ("ceasfire~", "spelt much like it: 1 letter more, less or other, 2 from 6 letters on"),
            ("ceasfire~1", "1 letter more, less or other"),
        ),
    ),
    (
        "Who said it",
        (
            ("speaker:orlec", "quotations of a speaker, by any part of the name"),
            ("quote:water", "words inside one quotation"),
            ("speaker:madrun quote:water", "one quotation of hers that has the word"),
            ("said:(speaker:madrun water) said:(speaker:tarvenskiy)", "one quotation, and another"),
            ("said:(-speaker:madrun) -speaker:madrun", "somebody else is quoted; she is not"),
            ("cue:told", "the verb or phrase that attributes it"),
            ("basis:pronoun speaker:madrun", "how the speaker was found"),
            ("confidence:>=.9 speaker:madrun", "how sure the speaker is; also <.7"),
        ),
    ),
    (
        "Which outlet, and when",
        (
            ('source:"kaldria today"', "an outlet, by any part of its name"),
            ("source:(northline OR halyard) dam", "one of several outlets"),
            ("source:lh", "by its initials, its host, or an alias of yours; with = under the name as printed only"),
            ('outlet:"the lisvar herald"', "the whole name as printed; its beginning with *"),
            ("section:country", "what articles state besides: any field that `onrecord info` lists"),
            ("author:askaal", "who wrote it"),
            ("date:2025-02", "a day, a month or a year"),
            ("date:2025-02-20..2025-03-01", "a span of days, both included; ..2024 and 2025.. are open"),
            ('date:"24 February 2025..1 March 2025"', 'in English; also yesterday, "last month", "past 7 days"'),
            ('date:"march to april 2025"', 'a span in English; also "3 to 5 march 2025", "march 2024 to may 2025"'),
            ("date:2025-Q1", 'a quarter; also "Q1 2025"'),
            ('date:"since march 2025"', "from its first day on; after march 2025 begins behind it"),
            ('date:"until february 2025"', "to its last day; before february 2025 ends before it"),
            ("date:22/03/2025", "in figures, if it can be one day only; 01/03/2025 is refused with both"),
            ("date:unknown", "articles that state no date"),
            ("id:strike-kitchen.txt", "one article"),
            ("generation:>0", "what came in after a commit, by its number"),
            ("path:guns*", "the beginning of a path; of an address with url:"),
        ),
    ),
)
