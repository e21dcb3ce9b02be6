"""Bytes to text."""

from __future__ import annotations

import codecs
import re
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
# The ones that news texts are found in. Among all that there are, the detection takes Western text for Baltic DOS.
_CANDIDATES = [
    *("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "cp1257", "gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
# Letters of Central Europe, inside a word, as Windows-1252 shows them; Western words have none of these.
_CENTRAL = re.compile(r"[^\W\d_][³¹¾¿ºšžŸþð±¶µ¼](?=[^\W\d_])")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"


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
    if b"\0" in data:
        return _unmarked_utf16(data)
    if len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 50:
        raise UndecodableError("it is no text: it is full of control characters")
    damaged = data.decode("utf-8", errors="replace")
    broken = damaged.count("\ufffd")
    sound = len(damaged) - len(damaged.encode("ascii", "ignore")) - broken
    if sound > 4 * broken:
        return Decoded(damaged, "utf-8", guessed=True)
    encoding = _detected(sample)
    return Decoded(data.decode(encoding, errors="replace"), encoding, guessed=True)


def _detected(sample: bytes) -> str:
    found = list(from_bytes(sample, cp_isolation=_CANDIDATES))
    if not found:
        return "cp1252"
    # The least mess comes first; what resembles no language gives way to what does.
    best = next((match for match in found if match.coherence > 0 and match.chaos < 0.1), found[0])
    western = sample.decode("cp1252", errors="replace")
    if str(best) == western:
        return "cp1252"
    if best.encoding not in ("cp1250", "iso8859_2"):
        return best.encoding
    if _is_turkish(western):
        return "cp1254"
    return best.encoding if _is_central(western) else "cp1252"


def _is_turkish(western: str) -> bool:
    """Whether a text decoded as Windows-1252 has the three letters that are ğ, ş and ı, and none of Iceland's."""
    return {"ð", "þ", "ý"} <= set(western) and not set("áíæ") & set(western)


def _is_central(western: str) -> bool:
    """Whether a text decoded as Windows-1252 shows that it should not be: its detection takes à for ŕ, è for č."""
    # Hungarian has no such letter; its ő comes out as an õ, which Portuguese has beside ã.
    return _CENTRAL.search(western) is not None or ("õ" in western and "ã" not in western)


_FEWEST_ZEROS = 4


def _unmarked_utf16(data: bytes) -> Decoded:
    """UTF-16 that lost its mark has zeros only in every second byte; anything else with zeros is no text."""
    for encoding, zeros, others in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        # Spaces and full stops give the zeros in text of any script; a few zeros prove nothing.
        count = zeros.count(0)
        if len(data) % 2 == 0 and count >= _FEWEST_ZEROS and count * 20 > len(zeros) and others.count(0) == 0:
            try:
                return Decoded(data.decode(encoding), encoding, guessed=True)
            except UnicodeDecodeError:
                continue
    raise UndecodableError("it is no text: it holds zero bytes")
