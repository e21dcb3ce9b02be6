"""Queries about places, on whole arrays, against the same queries stepped through by a plain Whoosh searcher."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.build import build
from indexer.store import Index, open_index
from search.engine import count, matching
from search.language import parse
from tests.conftest import SEEDS, searcher
from tests.search.engine.comparing import by_engine, by_searcher, keys_of

QUERIES = [
    "turbines SENT siding",
    "the SENT of SENT and",
    "the SENT the",
    '(water OR power) PARA "of the"',
    "strik* SENT trains",
    "(talks NEAR/5 strike) SENT the",
    "soldiers NEAR/9 trains NEAR/9 the",
    "the NEAR/4 of NEAR/4 the",
    "(the NEAR/4 of) ADJ/5 dam",
    "atleast3:strike",
    "atleast9:the",
    'atleast2:("rail strike" OR strike)',
    "atleast2:(the NEAR/3 of)",
    "lead:strike",
    "lead:(the SENT dam)",
    "lead:(atleast3:the -dam)",
    "title:(rail SENT strike)",
    "strike (the SENT of) -(rail SENT strike)",
    "quote:(water SENT power)",
]


@pytest.fixture(scope="module", params=["one segment", "a segment for each article"])
def index(
    request: pytest.FixtureRequest, seeds_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    path = seeds_index
    if request.param != "one segment":
        path = tmp_path_factory.mktemp("apart") / "index"
        for seed in sorted(SEEDS.iterdir()):
            build(path, [str(seed)])
    with open_index(path) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("space", ["articles", "quotations"])
def test_the_arrays_find_what_the_steps_find(index: Index, query: str, space: Any) -> None:
    """The same documents with the same scores, in either space."""
    tree = parse(query, space=space).query
    found = by_engine(index, tree, space)
    assert found == pytest.approx(by_searcher(index, tree, space), rel=1e-4)
    if space == "articles":
        assert found


@pytest.mark.parametrize("query", QUERIES)
def test_a_part_of_a_conjunction_is_only_asked_of_its_candidates(index: Index, query: str) -> None:
    """Beside a rarer word the answer is what both find alone."""
    tree, beside = parse(query).query, parse("dam").query
    both = matching(searcher(index), parse(f"dam ({query})").query)
    assert set(both.tolist()) == set(matching(searcher(index), tree).tolist()) & set(
        matching(searcher(index), beside).tolist()
    )
    assert count(searcher(index), tree) == len(by_engine(index, tree, "articles")) <= len(keys_of(index, "articles"))
