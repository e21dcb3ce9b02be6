"""The keys of the reader, as its help lists them."""

__all__ = ["READING_KEYS"]

READING_KEYS = (
    ("n, N", "the next match, the one before"),
    ("], [", "the next hit, the one before, at its match"),
    ("/", "look for words in the text; n and N go over them; / and Enter: the query's again"),
    ("Tab, Shift-Tab", "the next quotation, the one before"),
    ("e, Enter", "why the speaker of a quotation is believed"),
    ("c", "copy a quotation with its citation"),
    ("o", "open the address in a browser"),
    ("Space, b", "a screenful on, back; also Page Down, Page Up"),
    ("j, k", "a row on, back; also the arrows and the mouse wheel"),
    ("g, G", "the beginning, the end; also Home, End"),
    ("q", "back to the results; also Esc, Ctrl-C, Ctrl-D"),
)
