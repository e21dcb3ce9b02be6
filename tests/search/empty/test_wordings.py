"""What of a query may have been printed, and what holds beside it."""

from __future__ import annotations

import pytest

from search.empty.wordings import wanted
from search.language import parse
from search.language.normal import normal_form

LONG = "stop the bombing of the bridge"


@pytest.mark.parametrize(
    ("query", "wordings", "clauses"),
    [
        (f"“{LONG}”", [f"“{LONG}”"], []),
        (f'"{LONG}" source:northline -rail', [f'"{LONG}"'], ["source:northline", "-rail"]),
        (LONG, [LONG], []),
        (f'Quill said “{LONG}”', [f"“{LONG}”", f"Quill said “{LONG}”"], []),
        (
            '“stop the bombing now” she said “or we all go home”',
            ["“stop the bombing now” “or we all go home”", "“stop the bombing now” she said “or we all go home”",
             "“or we all go home”", "“stop the bombing now”"],
            [],
        ),
        (f'quote:"{LONG}" speaker:quill', [f'"{LONG}"'], ["speaker:quill"]),
        (f'said:("{LONG}" speaker:quill)', [f'"{LONG}"'], ["speaker:quill"]),
        (f'"{LONG}" OR "nobody moves a single gun"', [f'"{LONG}"', '"nobody moves a single gun"'], []),
        (f'"{LONG}" date:2025 author:"ines kolb of the harbour post"', [f'"{LONG}"'],
         ["date:2025", 'author:"ines kolb of the harbour post"']),
        (f'(rail OR strike) "{LONG}"', [f'"{LONG}"'], ["rail OR strike"]),
    ],
)  # fmt: skip
def test_words_and_clauses(query: str, wordings: list[str], clauses: list[str]) -> None:
    """Phrases, all words in order if there are others beside, phrases one by one; filters are clauses."""
    found = wanted(parse(query).tree, query)
    assert found is not None
    assert [one.text for one in found.wordings] == wordings
    assert [normal_form(clause) for clause in found.clauses] == clauses


@pytest.mark.parametrize(
    "query",
    [
        "rail strike",
        '"peace talks"',
        "stop the bombing of",
        'source:"the new york times company" strike',
        f'strike -"{LONG}"',
        "aa* bb* cc* dd* ee* ff* gg*",
        "date:2025",
        'speaker:"the minister of the water"',
    ],
)
def test_few_words_and_values_are_no_wording(query: str) -> None:
    """What is too short to be near to anything, and names, which are not looked for in texts."""
    assert wanted(parse(query).tree, query) is None


def test_a_title_is_looked_for_in_titles() -> None:
    """title:"…" alone; with words beside it, everywhere."""
    title, both = (wanted(parse(query).tree, query) for query in (f'title:"{LONG}"', f'title:"{LONG}" "{LONG}"'))
    assert title is not None
    assert [one.in_title for one in title.wordings] == [True]
    assert both is not None
    assert not both.wordings[0].in_title


def test_words_of_a_saved_query_are_as_they_were_understood() -> None:
    """They stand nowhere in what was typed."""
    tree = parse("@bridge rail", saved=lambda: {"bridge": f'"{LONG.upper()}"'}).tree
    found = wanted(tree, "@bridge rail")
    assert found is not None
    assert found.wordings[0].text == LONG
