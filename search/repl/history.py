"""The lines of earlier sessions, in a file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from search.saved_queries import state_folder

MOST_BYTES = 1_000_000
"""A history that has grown beyond this loses its older half when a session begins."""


def history_path() -> Path:
    """In the state folder, see `search.saved_queries`."""
    return state_folder() / "history"


def open_history() -> tuple[History, str]:
    """The history, and why it will not be kept after this session if it will not."""
    try:
        path = history_path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        if path.stat().st_size > MOST_BYTES:
            shorten(path)
    except (OSError, RuntimeError) as error:  # RuntimeError: there is no home
        return _Forgotten(), f"Lines are not kept after this session: {error}"
    return _Kept(str(path)), ""


def shorten(path: Path) -> None:
    """Keep the later half, from the beginning of an entry on; the file is replaced whole."""
    text = path.read_bytes()
    begin = text.find(b"\n# ", len(text) // 2)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text[begin:] if begin >= 0 else b"")
    part.replace(path)


def _worth_keeping(line: str, latest: list[str]) -> bool:
    """Not a line that begins with a space, as in a shell, and not the same line twice in a row."""
    return bool(line.strip()) and not line.startswith(" ") and latest[:1] != [line]


class _Forgotten(InMemoryHistory):
    def append_string(self, string: str) -> None:
        if _worth_keeping(string, self._loaded_strings):
            super().append_string(string)


class _Kept(FileHistory):
    def append_string(self, string: str) -> None:
        if _worth_keeping(string, self._loaded_strings):
            super().append_string(string)

    def store_string(self, string: str) -> None:
        """A full disk, or bytes that are no text, do not stop the session."""
        try:
            super().store_string(string)
        except (OSError, UnicodeError):
            return
