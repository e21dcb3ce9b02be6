"""Bytes to text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

# UTF-32 first: its little-endian mark begins with the one of UTF-16.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16  # bytes that the detection looks at


class UndecodableError(ValueError):
    """The bytes are no text in any encoding that is known here."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and whether that had to be guessed."""

    text: str
    encoding: str
    guessed: bool = False


def marked_encoding(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark at the start of `data` names, and the length of the mark."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return None


def decode(data: bytes) -> Decoded:
    """Decode a whole file: by its mark, as UTF-8, else as the encoding that its letters speak for.

    UTF-8 with a few broken bytes (a file cut off, or glued together) stays UTF-8, with U+FFFD in their place.
    UndecodableError for what is no text.
    """
    marked = marked_encoding(data)
    if marked is not None:
        encoding, skip = marked
        return Decoded(data[skip:].decode(encoding, errors="replace"), encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)
    if "\0" in text:
        return _guess(data)
    return Decoded(text, "utf-8")


def _guess(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _unmarked_utf16(data)
    damaged = data.decode("utf-8", errors="replace")
    broken = damaged.count("\ufffd")
    sound = sum(1 for char in damaged[:_SAMPLE] if char > "\x7f") - broken
    if sound > 4 * broken:
        return Decoded(damaged, "utf-8", guessed=True)
    best = from_bytes(sample).best()
    encoding = best.encoding if best is not None else "cp1252"
    if encoding in ("latin_1", "ascii", "iso8859_1"):
        encoding = "cp1252"
    try:
        return Decoded(data.decode(encoding), encoding, guessed=True)
    except (UnicodeDecodeError, LookupError) as error:
        raise UndecodableError("its encoding is not known") from error


def _unmarked_utf16(data: bytes) -> Decoded:
    """UTF-16 that lost its mark has a zero in every second byte of Latin text; anything else with zeros is no text."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if half and zeros.count(0) > half * 0.4 and sample.count(0) - zeros.count(0) < half * 0.05:
            return Decoded(data.decode(encoding, errors="replace"), encoding, guessed=True)
    raise UndecodableError("it is no text: it holds zero bytes")
