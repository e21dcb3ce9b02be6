"""What gates of provenance share: an index of all the news."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import build
from tests.conftest import shared


@pytest.fixture(scope="session")
def news_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """../shared/data/news, with quotations."""
    source = shared("data", "news")
    index = tmp_path_factory.mktemp("news") / "index"
    build(index, [str(source)])
    return index
