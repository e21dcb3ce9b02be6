"""Three real nodes that all tests of the cluster share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tools.cluster.jars import NotRunnable, program
from tools.cluster.nodes import Cluster

VERSION = os.environ.get("OPENSEARCH", "3.8")
_QUICK = {
    **{
        f"cluster.fault_detection.{who}_check.{setting}": value
        for who in ("leader", "follower")
        for setting, value in (("interval", "500ms"), ("timeout", "3s"), ("retry_count", 2))
    },
    "cluster.publish.timeout": "5s",
    "cluster.follower_lag.timeout": "5s",
    "cluster.info.update.interval": "10s",
}
"""A node that hangs is left out after some seconds, by default after half a minute; a full disk is seen sooner."""


@pytest.fixture(scope="package")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Green when it is handed out; whoever kills a node starts it again and waits.

    Where no nodes can run the test is skipped, with what is lacking; with CLUSTER=needed it fails. CLUSTER=no leaves
    out what takes minutes of a machine.
    """
    asked = os.environ.get("CLUSTER")
    if asked == "no":
        pytest.skip("needs nodes of OpenSearch, and CLUSTER=no")
    try:
        program(VERSION)
    except NotRunnable as error:
        if asked == "needed":
            raise
        pytest.skip(str(error))
    with Cluster(tmp_path_factory.mktemp("cluster"), version=VERSION, settings=_QUICK) as started:
        yield started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The nodes take seconds to start."""
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
