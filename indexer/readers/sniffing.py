"""What kind of document bytes are: their content decides, and their name where it says nothing.

A name ends in what a program once gave it: exports of databases are called `.TXT` and are HTML, feeds `.xml`, lines
of
JSON `.json`. `kind_of` looks at the first bytes; it never fails and never reads more.
"""

from __future__ import annotations

import re

from indexer.readers.encoding import UndecodableError, decode

__all__ = ["ASSETS", "kind_of"]

_MAGIC = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"WARC/", "warc"),
    (b"WEBVTT", "subtitles"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"), (b"SQLite format 3\x00", "sqlite"), (b"PAR1", "parquet"), (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"II*\x00", "picture"), (b"MM\x00*", "picture"),
    (b"ID3", "sound"), (b"OggS", "sound"), (b"RIFF", "film"), (b"\x1aE\xdf\xa3", "film"), (b"\x7fELF", "program"),
    (b"MZ\x90", "program"), (b"wOFF", "font"), (b"wOF2", "font"),
)  # fmt: skip
ASSETS = {
    suffix: kind
    for kind, suffixes in {
        "picture": ".jpg .jpeg .png .gif .webp .svg .ico .bmp .tif .tiff .avif .heic",
        "sound": ".mp3 .m4a .wav .ogg .flac .aac",
        "film": ".mp4 .mov .avi .mkv .webm .mpg .mpeg .m4v",
        "font": ".woff .woff2 .ttf .otf .eot",
        "script": ".js .mjs .css .scss .map .py .pyc .r .ipynb .sh .bat .ps1",
        "program": ".exe .dll .so .dylib .jar .class .o .apk .deb .dmg .iso .bin",
        "database": ".sqlite .sqlite3 .db .mdb .accdb .feather .arrow .rds .rdata .sav .dta .pkl .npy .npz .h5",
    }.items()
    for suffix in suffixes.split()
}
"""What is no document of news, by the end of its name; it is passed over without being opened."""

_TEXTS = frozenset((".txt", ".text", ".md", ".markdown", ".rst", ".asc", ""))
_TABLES = {".csv": "csv", ".tsv": "csv", ".tab": "csv"}
_SAVED = frozenset((".log", ".srt", ".vtt", ".eml", ".mht", ".mhtml", ".rtf", ".doc"))
_JSON = frozenset((".json", ".jsonl", ".ndjson", ".jl", ".geojson"))
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,8}(?:<!doctype\s+html|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(rb"<(?:head|body|meta|title|div|p|span|table|script)[\s>/]", re.IGNORECASE)
_XML = re.compile(
    rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE[^>\[]{0,400}(?:\[.{0,4000}?\])?>\s*)?(?:<!--.{0,2000}?-->\s*){0,8}<(?:[\w-]+:)?([\w-]+)",
    re.DOTALL,
)
_ROOTS = {
    "rss": "feed", "feed": "feed", "RDF": "feed", "nitf": "newsml", "NewsML": "newsml", "newsItem": "newsml",
    "newsMessage": "newsml", "newsitem": "newsml", "html": "html", "urlset": "sitemap",
    "sitemapindex": "sitemap", "opml": "opml",
    "NETSCAPE-Bookmark-file-1": "bookmarks",
}  # fmt: skip
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_KEYS = re.compile(
    rb"^(From|Subject|Date|MIME-Version|Message-ID|Received|Return-Path|Content-Type|To):",
    re.IGNORECASE | re.MULTILINE,
)
_MBOX = re.compile(rb"\AFrom \S+ .{6,60}\d{4}\r?\n[A-Za-z-]+: ")
_SRT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\d+\s*\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d:\d\d")
_TAR = slice(257, 262)
_CSV_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?[^\r\n]{0,4000}")
_COLUMNS = re.compile(
    rb"\b(?:title|headline|text|body|content|url|link|publish_date|date|source|author)\b", re.IGNORECASE
)


def kind_of(head: bytes, suffix: str) -> str:
    """The kind of a document that begins with `head` and has a name that ends in `suffix`; "" for what is unknown."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[_TAR] == b"ustar":
        return "tar"
    text = _as_text(head)
    if text is None:  # what is called a text and is none is refused as one
        return "json" if suffix in _JSON else "text" if suffix in _TEXTS and suffix else ASSETS.get(suffix, "")
    return _of_text(text, suffix)


def _as_text(head: bytes) -> bytes | None:
    """The beginning in UTF-8, if it is text."""
    if b"\0" not in head and head.isascii():
        controls = len(head) - len(
            head.translate(None, bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b\x1a"))
        )
        return head if controls <= len(head) // 50 else None
    try:
        return decode(head[:-3] if len(head) > 64 else head).text.encode("utf-8", "replace")
    except UndecodableError:
        return None


def _of_text(head: bytes, suffix: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "text" if suffix in _TEXTS or suffix in _JSON else "empty"
    if start.startswith(b"<"):
        if b"NETSCAPE-Bookmark-file" in start[:200]:
            return "bookmarks"
        if _HTML.match(start) or (suffix in (".html", ".htm", ".xhtml", ".shtml", ".php", ".aspx")):
            return "html"
        if found := _XML.match(start):
            return _ROOTS.get(found[1].decode("ascii", "replace"), "html" if len(_TAGS.findall(start)) > 5 else "xml")
    if suffix in (".html", ".htm", ".xhtml", ".shtml") and _TAGS.search(start):
        return "html"
    if _SRT.match(head):
        return "subtitles"
    if _MBOX.match(head):
        return "mbox"
    if (suffix in (".eml", ".mht", ".mhtml") and _MAIL.match(start.replace(b"\r\n", b"\n"))) or _is_mail(start):
        return "mail"
    if suffix in _TABLES:
        return "csv"
    if start[:1] in (b"{", b"[") and (suffix in _JSON or re.match(rb'\{\s*"|\[\s*\{\s*"|\[\s*\]|\{\s*\}', start)):
        return "json"
    if suffix in _JSON:
        return "json"
    if suffix in _TEXTS or suffix in _SAVED:
        if suffix != ".md" and _is_table(head):
            return "csv"
        return "text"
    return "other text"


def _is_mail(start: bytes) -> bool:
    found = _MAIL.match(start.replace(b"\r\n", b"\n"))
    if not found:
        return False
    keys = {key.lower() for key in _MAIL_KEYS.findall(found[0])}
    return (
        b"from" in keys
        and len(keys & {b"subject", b"date", b"to"}) >= 1
        and len(keys & {b"mime-version", b"message-id", b"received", b"return-path", b"content-type"}) >= 1
    )


def _is_table(head: bytes) -> bool:
    """Whether a first line names columns of articles, with as many separators as the next has at least."""
    first = _CSV_HEAD.match(head)
    line = first[0] if first else b""
    for separator in (b"\t", b",", b";"):
        cells = line.split(separator)
        if len(cells) >= 3 and all(0 < len(cell) < 40 for cell in cells):
            return len(_COLUMNS.findall(line)) >= 3
    return False
