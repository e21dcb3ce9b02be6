"""Numbers that some documents have none of come back as they were; what cannot be is damage."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import IndexCorrupt
from indexer.schema import NO_DATE
from indexer.store.columns import Columns, ColumnsWriter
from indexer.store.optional import read_dates, read_numbers, write_dates, write_numbers

MOST = (1 << 31) - 1


@given(st.lists(st.integers(NO_DATE, MOST)), st.sampled_from([NO_DATE, -1, 0]))
def test_numbers_come_back(numbers: list[int], none: int) -> None:
    """Whatever they are, from none to the greatest, and in few bytes where they are near each other."""
    numbers = [max(number, none) for number in numbers]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        writer = ColumnsWriter(path)
        writer.close(write_numbers(writer, "x", np.array(numbers, np.int32), none=none))
        assert read_numbers(Columns(path), "x", len(numbers), none=none).tolist() == numbers


def test_days_of_one_century_take_two_bytes(tmp_path: Path) -> None:
    """And days, months and years, dated or not, are what they were."""
    first = np.array([738_000, NO_DATE, 738_000 + 36_000, 738_100], np.int32)
    last = np.array([738_000, NO_DATE, 738_000 + 36_364, 738_130], np.int32)
    minute = np.array([-300, NO_DATE, 1700, NO_DATE], np.int32)
    dates = {"date": first, "date_last": last, "minute": minute}
    writer = ColumnsWriter(tmp_path / "file")
    writer.close(write_dates(writer, dates))
    columns = Columns(tmp_path / "file")
    assert columns.entries["articles.date"].type == "uint16"
    found = read_dates(columns, 4)
    assert {name: found[name].tolist() for name in found} == {name: dates[name].tolist() for name in dates}


@pytest.mark.parametrize("origin", [MOST - NO_DATE, 1 << 62])
def test_a_number_that_is_too_great_is_damage(tmp_path: Path, origin: int) -> None:
    """No reader goes on with what has wrapped around."""
    writer = ColumnsWriter(tmp_path / "file")
    writer.close(write_numbers(writer, "x", np.array([1, 2]), none=NO_DATE) | {"x.origin": origin})
    with pytest.raises(IndexCorrupt, match="too great"):
        read_numbers(Columns(tmp_path / "file"), "x", 2, none=NO_DATE)
