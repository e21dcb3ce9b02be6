"""Bytes of any encoding that news texts come in become the text that they were."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.encoding import UndecodableError, decode

SAMPLES = {
    "en": "The board said on Monday that talks would go on. “We won’t give in,” she added – and left the café.",
    "fr": "Le président a déclaré lundi que les négociations se poursuivraient à Genève. « Jamais », a-t-il dit.",
    "de": "Der Präsident erklärte am Montag, die Gespräche würden in Zürich fortgeführt, und schloß die Sitzung.",
    "es": "El presidente dijo el lunes que las negociaciones continuarán mañana en Logroño. «Nunca», añadió.",
    "pl": "Prezydent oświadczył w poniedziałek, że rozmowy będą kontynuowane za tydzień w Łodzi, i dodał, że wróci.",
    "cs": "Prezident v pondělí řekl, že rozhovory budou příští týden pokračovat. Žlutý kůň podmínky nezměnil.",
    "hu": "Az elnök hétfőn azt mondta, hogy a tárgyalások jövő héten folytatódnak a fővárosban.",
    "tr": "Cumhurbaşkanı pazartesi günü görüşmelerin gelecek hafta başkentte süreceğini ve şartların aynı olduğu.",
    "it": "Il presidente ha detto lunedì che i colloqui continueranno perché la città è più sicura, e così sarà.",
    "ru": "Президент заявил в понедельник, что переговоры о прекращении огня продолжатся на следующей неделе.",
    "uk": "Президент заявив у понеділок, що переговори про припинення вогню триватимуть. Її слова підтвердили.",
    "el": "Ο πρόεδρος δήλωσε τη Δευτέρα ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα στην πρωτεύουσα.",
    "ar": "قال الرئيس يوم الاثنين إن المحادثات ستستمر الأسبوع المقبل في العاصمة، وأضاف أن الشروط لم تتغير.",
    "ja": "大統領は月曜日、来週も協議を続けると述べた。我々は譲らないと付け加えた。",
    "zh": "总统星期一表示，谈判将于下周继续进行。他补充说，我们不会让步，条件没有改变。",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("en", "cp1252"), ("fr", "latin-1"), ("fr", "cp1252"), ("de", "latin-1"), ("es", "latin-1"), ("pl", "cp1250"),
        ("cs", "cp1250"), ("hu", "cp1250"), ("it", "latin-1"), ("tr", "cp1254"),
        ("pl", "iso8859-2"), ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "iso8859-5"), ("ru", "cp866"), ("uk",
        "cp1251"),
        ("uk", "koi8-u"), ("el", "cp1253"), ("ar", "cp1256"), ("ja", "euc-jp"), ("zh", "gbk"), ("zh", "gb18030"),
        ("ru", "utf-16-le"), ("en", "utf-16-be"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 50])
def test_detected(language: str, encoding: str, times: int) -> None:
    """A text without a mark that is no UTF-8 is decoded by what its letters speak for, and said to be guessed."""
    text = "\n".join([SAMPLES[language]] * times)
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.guessed


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_utf8(language: str, encoding: str) -> None:
    """UTF-8 with or without a mark, and UTF-16 and UTF-32 with one, are certain, and the mark is no text."""
    decoded = decode(SAMPLES[language].encode(encoding))
    assert decoded.text == SAMPLES[language]
    assert not decoded.guessed


def test_big_endian_mark() -> None:
    """The mark says which byte comes first."""
    assert decode(codecs.BOM_UTF16_BE + "Orlo".encode("utf-16-be")).text == "Orlo"


def test_latin1_is_windows_1252() -> None:
    """What calls itself Latin-1 has the quotation marks of Windows-1252."""
    assert decode(b"She said \x93no\x94 and left\x85").text == "She said “no” and left…"


def test_damaged_utf8_stays_utf8() -> None:
    """A cut through a letter costs that letter, not the encoding of all the others."""
    decoded = decode(SAMPLES["ru"].encode() + "я".encode()[:1])
    assert decoded.text == SAMPLES["ru"] + "\ufffd"
    assert decoded.encoding == "utf-8"
    assert decoded.guessed


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", b"a\0b", bytes(range(256)), b"\x01\x02\x03\xff" * 50]
)
def test_what_is_no_text(data: bytes) -> None:
    """A picture, or anything full of zeros and control characters, is refused and not shown as letters."""
    with pytest.raises(UndecodableError):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give a text that can be written as UTF-8 again, or UndecodableError, and nothing else."""
    with contextlib.suppress(UndecodableError):
        decode(data).text.encode()
