"""A stream of bytes becomes lines with their numbers, whatever it is cut into and whatever happens to it."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import lines
from indexer.readers.lines import Lost, iter_lines


class Dripping:
    """A stream that gives a few bytes at a time, as a slow pipe does."""

    def __init__(self, data: bytes, size: int) -> None:
        self._stream = io.BytesIO(data)
        self._size = size

    def read1(self, size: int = -1, /) -> bytes:
        return self._stream.read(min(size, self._size))


class Failing(Dripping):
    """A stream that ends in an error of the disk."""

    def read1(self, size: int = -1, /) -> bytes:
        data = super().read1(size)
        if not data:
            raise OSError(5, "Input/output error")
        return data


TEXT = "eins\nzwei\r\n\r\ndrei\rvier\n  \nfünf „sechs“"
EXPECTED = [(1, "eins"), (2, "zwei"), (4, "drei"), (5, "vier"), (7, "fünf „sechs“")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 20])
def test_lines_and_numbers(encoding: str, zipped: bool, size: int) -> None:
    """LF, CR LF and CR end lines; blank lines count and are not given; however the stream is cut, zipped or
    encoded."""
    data = TEXT.encode(encoding)
    found = iter_lines(Dripping(gzip.compress(data) if zipped else data, size))
    assert [(number, line.decode().strip()) for number, line in found if isinstance(line, bytes)] == EXPECTED


@given(
    st.lists(
        st.sampled_from([b"a", b"bc", b"\n", b"\r", b"\r\n", b" ", b"\n" * 20, b" \r\n" * 9, b"\r\t" * 20]),
        max_size=30,
    ).map(b"".join),
    st.sampled_from([1, 2, 3, 4, 5, 1000]),
)
def test_cuts_make_no_difference(data: bytes, size: int) -> None:
    """The lines of a stream are the lines of its bytes taken whole."""
    whole = [(n, line.strip()) for n, line in enumerate(data.splitlines(), 1) if line.strip()]
    assert [(n, line.strip()) for n, line in iter_lines(Dripping(data, size)) if isinstance(line, bytes)] == whole


def test_truncated_gzip_gives_what_it_has() -> None:
    """Of a gzip stream that is cut off, all whole lines come first, then the line at which the rest was lost."""
    written = b"".join(b"line %d of the file\n" % n for n in range(5000))
    found = list(iter_lines(io.BytesIO(gzip.compress(written)[:-4000])))  # type: ignore[arg-type]  # has read1
    number, last = found[-1]
    assert isinstance(last, Lost)
    assert "ends too early" in last.reason
    assert number == len(found)
    assert [line for _, line in found[:-1]] == written.splitlines(keepends=True)[: len(found) - 1]
    assert len(found) > 100


def test_damaged_gzip() -> None:
    """A gzip stream with other bytes in its middle, or rubbish after it, is reported and does not raise."""
    data = bytearray(gzip.compress(b"a line\n" * 50_000, 1))
    data[len(data) // 2 : len(data) // 2 + 8] = b"\xff" * 8
    assert isinstance(list(iter_lines(io.BytesIO(bytes(data))))[-1][1], Lost)  # type: ignore[arg-type]
    *good, (number, last) = iter_lines(io.BytesIO(gzip.compress(b"a line\n") + b"rubbish"))  # type: ignore[arg-type]
    assert good == [(1, b"a line\n")]
    assert number == 2
    assert isinstance(last, Lost)


def test_an_error_of_the_disk_is_reported() -> None:
    """A read that fails in the middle is a Lost after the lines before it."""
    *good, (_, last) = iter_lines(Failing(b"one\ntwo\nthr", 4))
    assert good == [(1, b"one\n"), (2, b"two\n")]
    assert isinstance(last, Lost)
    assert "Input/output error" in last.reason


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_too_long_is_passed_over(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line over the limit is reported with its number, and the lines around it are read."""
    monkeypatch.setattr(lines, "MAX_LINE", 1000)
    found = list(iter_lines(Dripping(b"one\n" + b"x" * 5000 + end, 64)))
    assert [number for number, _ in found] == [1, 2]
    assert isinstance(found[1][1], Lost)
    found = list(iter_lines(Dripping(b"one\n" + b"x" * 5000 + b"\nthree\n", 64)))
    assert [(n, isinstance(line, Lost)) for n, line in found] == [(1, False), (2, True), (3, False)]


def test_empty() -> None:
    """Nothing, or nothing but blanks or a mark, has no lines."""
    for data in (b"", b"\n \n", "\ufeff".encode(), b"\n"):
        assert list(iter_lines(Dripping(data, 3))) == []


def test_blank_lines_are_not_looked_at_one_by_one() -> None:
    """A gigabyte of line ends is a megabyte zipped: what is done in Python goes by the lines that are not blank."""
    for blank in (b"\n", b"\r\n", b" \t\n"):
        chunk = b"one\n" + blank * 100_000 + b"two\n" + blank * 100_000
        assert len(list(lines._with_blanks_counted(chunk))) < 10
        assert [number for number, _ in iter_lines(Dripping(chunk, 1 << 20))] == [1, 100_002]
