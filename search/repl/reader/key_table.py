"""The keys of the reader, as its help lists them."""

__all__ = ["READING_KEYS"]

READING_KEYS = (
    ("n, N", "the next match, the one before"),
    ("], [", "the next hit, the one before"),
    ("/", "find words; n and N go over them"),
    ("/ Enter", "the matches of the query again"),
    ("Tab, Shift-Tab", "next quotation, the one before"),
    ("e, Enter", "why its speaker is believed"),
    ("c", "copy it with its citation"),
    ("o", "open the address in a browser"),
    ("Space, b", "a screenful on, back (Page keys)"),
    ("j, k", "a row on, back (arrows, wheel)"),
    ("g, G", "the beginning, the end (Home, End)"),
    ("q", "back to the answers (Esc, Ctrl-C)"),
)
