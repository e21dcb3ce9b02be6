"""What leaves the reader: a quotation to the clipboard of the terminal, an address to a browser."""

from __future__ import annotations

import base64
import webbrowser

__all__ = ["clipboard_sequence", "open_address"]

_MOST = 74_994  # bytes of base64 that terminals take


def clipboard_sequence(text: str) -> str:
    """The escape sequence (OSC 52) that puts a text into the clipboard of whoever sits before the terminal, however
    far away; empty for a text that is too long for it."""
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    return f"\x1b]52;c;{encoded}\x07" if len(encoded) <= _MOST else ""


def open_address(address: str) -> str:
    """Show an address of the web in a browser; what came of it. No shell reads it."""
    try:
        opened = webbrowser.open(address)
    except (webbrowser.Error, OSError):
        opened = False
    return f"opened {address}" if opened else f"there is no browser here: {address}"
