"""The encodings of the columns, each against the plain lists that it stands for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import IndexCorrupt
from indexer.store import delta, packing
from indexer.store.codes import BLOCK, Codes, CodesWriter, write_codes
from indexer.store.columns import Columns, ColumnsWriter
from indexer.store.frame_of_reference import FrameOfReference, write_frame_of_reference

DOCS = st.one_of(
    st.sets(st.integers(0, 40), min_size=1),
    st.sets(st.integers(0, 3000), min_size=1, max_size=300),
    st.sets(st.integers(0, 1 << 22), min_size=1, max_size=60),
    st.integers(1, 2000).map(lambda top: set(range(top))),
    st.integers(1, 900).map(lambda top: set(range(0, 300 * top, 300))),
)


@pytest.mark.slow
@given(st.lists(DOCS.map(sorted), max_size=6))
def test_gapped_documents_come_back(lists: list[list[int]]) -> None:
    """Whatever the documents of some terms are, sparse or dense, packing and unpacking gives them again."""
    counts = np.array([len(each) for each in lists], np.int64)
    docs = np.array([doc for each in lists for doc in each], np.uint32)
    packed, sizes, bits = delta.pack(docs, counts)
    assert len(packed) == sizes.sum()
    ends = np.cumsum(sizes)
    for each, end, size, unit in zip(lists, ends.tolist(), sizes.tolist(), bits.tolist(), strict=True):
        assert delta.unpack(packed[end - size : end], unit).tolist() == each
        assert size <= max(each[-1] // 8 + 1, 1), "no longer than a bitmap"


@given(DOCS.map(sorted), st.sets(st.integers(1, 2000), max_size=5))
def test_gapped_documents_in_parts(docs: list[int], cuts: set[int]) -> None:
    """One list is packed alike whether its documents come at once or in parts."""
    whole = np.array(docs, np.uint32)
    parts = np.split(whole, sorted(cut for cut in cuts if cut < len(docs)))
    packed, size, bits = delta.pack_one(parts)
    expected = delta.pack(whole, np.array([len(docs)]))
    assert np.concatenate(packed).tolist() == expected[0].tolist()
    assert ([size], [bits]) == (expected[1].tolist(), expected[2].tolist())


@given(st.binary(max_size=600), st.sampled_from(delta.BITS))
def test_any_bytes_unpack_to_ascending_documents(content: bytes, bits: int) -> None:
    """Damaged gaps give document numbers in order, none negative, no more than there are units."""
    docs = delta.unpack(np.frombuffer(content, np.uint8), bits).tolist()
    assert docs == sorted(set(docs))
    assert all(doc >= 0 for doc in docs)
    assert len(docs) <= len(content) * 8 // bits


NEAR = st.one_of(st.integers(0, 300), st.integers(250, 260), st.integers(0, 1 << 18), st.integers(0, 1 << 40))


@pytest.mark.slow
@given(st.one_of(st.lists(st.integers(0, 1 << 32), max_size=300), st.lists(NEAR, min_size=100, max_size=300)))
def test_stepped_numbers_come_back(tmp_path_factory: pytest.TempPathFactory, values: list[int]) -> None:
    """One value, a stretch, some places and all of a stepped column are those that were written."""
    path = tmp_path_factory.mktemp("stepped") / "columns"
    writer = ColumnsWriter(path)
    write_frame_of_reference(writer, "x", np.array(values, np.int64))
    writer.close({})
    read = FrameOfReference(Columns(path), "x", len(values))
    assert read.every().tolist() == values
    assert [read[place] for place in range(len(values))] == values
    for low in range(0, len(values), 31):
        for high in (low, low + 1, low + 64, len(values)):
            assert read.between(low, high).tolist() == values[low:high]
    places = np.arange(0, len(values), 3)
    assert read.take(places).tolist() == values[::3]


def _codes(path: Path, parts: list[list[list[int]]]) -> Codes:
    columns = ColumnsWriter(path)
    writers = []
    for part in parts:
        writer = CodesWriter(columns)
        for piece in part:
            writer.append(np.array(piece, np.uint8))
        writers.append(writer)
    write_codes(columns, "x", writers)
    columns.close({})
    return Codes(Columns(path), "x")


CODE = st.one_of(st.integers(0, 2), st.integers(0, 255))


@pytest.mark.slow
@given(st.lists(st.lists(st.lists(CODE, max_size=200), max_size=4), min_size=1, max_size=2))
def test_codes_come_back(tmp_path_factory: pytest.TempPathFactory, parts: list[list[list[int]]]) -> None:
    """Codes written in pieces, of two writers from a new block on, are read in any stretch and by block."""
    read = _codes(tmp_path_factory.mktemp("codes") / "columns", parts)
    whole: list[int] = []
    for part in parts:
        whole += [code for piece in part for code in piece]
        whole += [0] * (-len(whole) % BLOCK)
    assert read.blocks * BLOCK == len(whole)
    for low in range(0, len(whole), 57):
        for high in (low, low + 1, low + 130, len(whole)):
            assert read.between(low, min(high, len(whole))).tolist() == whole[low:high]
    blocks = np.arange(read.blocks).repeat(2)
    assert read.of_blocks(blocks).tolist() == [whole[at * BLOCK : at * BLOCK + BLOCK] for at in blocks.tolist()]
    assert read.counts().tolist() == np.bincount(whole, minlength=256).tolist()


def test_codes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """A block that names more long codes than there are is IndexCorrupt with the name of the file."""
    columns = ColumnsWriter(tmp_path / "columns")
    columns.add("x", np.full(32, 255, np.uint8))
    columns.add("x.long", np.zeros(5, np.uint8))
    write_frame_of_reference(columns, "x.long_starts", np.array([0, 5]))
    columns.close({})
    with pytest.raises(IndexCorrupt, match="columns"):
        Codes(Columns(tmp_path / "columns"), "x").between(0, 128)


@given(st.lists(st.integers(0, (1 << 32) - 1), max_size=50))
def test_numbers_of_whole_bytes_come_back(values: list[int]) -> None:
    """Numbers take as many bytes as the greatest needs, three as well as four."""
    for shift in (0, 8, 16, 24):
        numbers = np.array(values, np.int64) >> shift
        size = packing.number_bytes(int(numbers.max(initial=0)))
        assert 1 << (8 * size) > numbers.max(initial=0)
        if size < 4:
            packed = packing.pack_numbers(numbers, size)
            assert len(packed) == size * len(numbers)
            assert packing.unpack_numbers(packed, size, 0, len(numbers)).tolist() == numbers.tolist()
