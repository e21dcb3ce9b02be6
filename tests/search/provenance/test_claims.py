"""Claims out of a file, in any of its forms."""

from __future__ import annotations

import pytest

from search.provenance.claims import MOST_BYTES, UnreadableClaim, read_claims
from search.provenance.verdicts import Claim


def read(text: str) -> list[tuple[str, str | None, str]]:
    """What is read of a file without faults."""
    found = []
    for one in read_claims(line.encode() for line in text.splitlines(keepends=True)):
        assert isinstance(one, Claim)
        found.append((one.text, one.speaker, one.id))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We sail.\n\nWe moor.\n", [("We sail.", None, "1"), ("We moor.", None, "3")]),
        ("We sail.\tAda Quill\r\n", [("We sail.", "Ada Quill", "1")]),
        ('{"claim": "We sail."}\n{"id": 7, "claim": "We moor.", "speaker": "Quill"}\n',
         [("We sail.", None, "1"), ("We moor.", "Quill", "7")]),
        ('id,speaker,claim\na,Quill,"We sail, and\nmoor"\n,,We row\n',
         [("We sail, and\nmoor", "Quill", "a"), ("We row", None, "4")]),
        ("\ufeffWe sail.\n", [("We sail.", None, "1")]),
        ("We claim, he said\n", [("We claim, he said", None, "1")]),
        ("", []),
    ],
    ids=["lines", "tab", "json", "csv", "mark", "comma", "empty"],
)  # fmt: skip
def test_forms(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    """Lines, tabs, JSON and tables; who is not named has the number of the line."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe", b"{", b"{}", b'{"claim": 3}', b'{"claim": "x", "speaker": []}', b'{"claim": "x", "id": true}',
        b"\tAda Quill", b"x" * (MOST_BYTES + 1), b"[" * 9 + b"\xff", b'{"a":' * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_claim_is_told_and_the_rest_is_read(line: bytes) -> None:
    """With its line and a mend."""
    one, other = read_claims([line + b"\n", b"We sail.\n"])
    assert isinstance(one, UnreadableClaim)
    assert (one.line, bool(one.reason), bool(one.hint)) == (1, True, True)
    assert isinstance(other, Claim)
    assert other.text == "We sail."
