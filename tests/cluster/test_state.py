"""The ledger of an archive on a cluster: what was written is read, and what was written in part is read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.cluster.bulk import Bulk
from indexer.cluster.state import State
from indexer.store import FileState
from tests.cluster.written import There
from tests.conftest import tries

_texts = st.text(st.characters(), min_size=1, max_size=6)
_ids = st.lists(_texts, max_size=7, unique=True).map(tuple)
_states = st.builds(
    FileState,
    stamp=_texts,
    articles=_ids,
    complete=st.booleans(),
    elsewhere=_ids,
    depth=st.integers(0, 9),
    told=st.lists(st.tuples(_texts, st.none() | st.integers(0, 5) | _texts), max_size=2).map(tuple),
    reached=st.none() | st.tuples(_texts, st.integers(0, 1 << 40), st.integers(0, 9)),
)


@pytest.fixture(scope="module")
def there(cluster: Any) -> Iterator[There]:
    with There(cluster.urls, "s-state") as archive:
        with archive.target.open_writer(create=True) as writer:
            writer.commit({})
        yield archive


def written(there: There, files: dict[str, FileState], withheld: dict[str, str]) -> State:
    state, bulk = State(there.client, there.indexes.state), Bulk(there.client, check=lambda: None)
    state.withhold(bulk, withheld)
    state.put_files(bulk, files)
    state.release(bulk, withheld)
    bulk.wait()
    bulk.close()
    return State(there.client, there.indexes.state)


@pytest.mark.slow
@settings(max_examples=tries(15, 200), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.dictionaries(_texts, _states, max_size=4), max_size=3), st.dictionaries(_texts, st.just("2022-03-01"))
)
def test_states_come_back_as_they_were(
    there: There, monkeypatch: pytest.MonkeyPatch, steps: list[dict[str, FileState]], withheld: dict[str, str]
) -> None:
    """Whatever ids and paths are, in the order in which files were read, in as many parts as it takes."""
    monkeypatch.setattr("indexer.cluster.state._PART", 3)
    for files in steps:
        state = written(there, files, withheld)
        assert list(state.files().items()) == list(files.items())
        assert state.withheld() == withheld
        backwards = dict(reversed(files.items()))
        assert list(written(there, backwards, {}).files().items()) == list(backwards.items())


@pytest.mark.slow
def test_a_state_of_which_a_part_is_missing_is_of_a_file_to_be_read(
    there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever part: the file has what the others say, and is read again."""
    monkeypatch.setattr("indexer.cluster.state._PART", 3)
    whole = FileState("stamp", tuple(f"a{nth}" for nth in range(8)))
    for part in range(3):
        written(there, {"file": whole}, {})
        query = {"query": {"bool": {"filter": [{"term": {"kind": "file"}}, {"term": {"part": part}}]}}}
        there.client.request("POST", f"/{there.indexes.state}/_delete_by_query?refresh=true", query)
        state = State(there.client, there.indexes.state).files()["file"]
        left = tuple(name for nth, name in enumerate(whole.articles) if nth // 3 != part)
        assert state == replace(whole, stamp="", articles=left, complete=False)
        assert written(there, {"file": whole}, {}).files() == {"file": whole}
        written(there, {}, {})
