"""Three real nodes that all tests of the cluster share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tools.cluster.jars import NotRunnable, program
from tools.cluster.nodes import Cluster

VERSION = os.environ.get("OPENSEARCH", "3.8")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Green when it is handed out; whoever kills a node starts it again and waits.

    Where no node can run the test is skipped, or fails where CLUSTER=needed.
    """
    try:
        program(VERSION)
    except NotRunnable as error:
        if os.environ.get("CLUSTER") == "needed":
            raise
        pytest.skip(str(error))
    with Cluster(tmp_path_factory.mktemp("cluster"), version=VERSION) as started:
        yield started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The nodes take seconds to start."""
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
