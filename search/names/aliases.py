"""Aliases: which names of outlets are one, and which are not, as the user says.

They belong to the user, not to an index, in one readable file beside the saved queries, a line each:
`NYT = The New York Times | nytimes.com`, `ABC News != ABC Australia`. Any editor does; comments and the order of the
lines are kept. Names of speakers have their own rulings, in the index (`search.answer.rulings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis.outlet_names import whole_name
from indexer.errors import UsageError
from search.saved_queries import alone, replace_whole, state_folder

__all__ = ["Aliases", "add_alias", "alias_path", "aliases", "remove_alias"]

_HEADING = "# Names of outlets: NYT = The New York Times | nytimes.com (one), ABC News != ABC Australia (two)\n"
_MEND = "write NAME = OTHER | OTHER, or NAME != OTHER"


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names that are one outlet's, and names that are not, each group as it was written."""

    one: tuple[tuple[str, ...], ...] = ()
    two: tuple[tuple[str, ...], ...] = ()

    def others(self, name: str) -> list[str]:
        """All names that are said to be one with this one, whose case and marks do not matter."""
        groups = [{whole_name(each): each for each in group} for group in self.one]
        reached = {name}
        while wider := [group for group in groups if group.keys() & reached and not group.keys() <= reached]:
            reached |= {each for group in wider for each in group}
        return [printed for group in groups for each, printed in group.items() if each in reached and each != name]

    def differ(self, name: str, other: str) -> bool:
        """Whether two names are said to be of two outlets."""
        return any({name, other} <= set(map(whole_name, group)) for group in self.two)


def alias_path() -> Path:
    return state_folder() / "outlets"


def aliases() -> Aliases:
    """Those of the user. UsageError for a line that is none."""
    rows = [(kind, names) for _, kind, names in _lines(_text())]
    return Aliases(
        tuple(names for kind, names in rows if kind == "="), tuple(names for kind, names in rows if kind == "!=")
    )


def add_alias(line: str) -> None:
    """Write one more; a line about the same first name, of the same kind, goes. UsageError if it is none."""
    kind, names = _read(line) or ("", ())
    if not kind:
        raise UsageError(f"{line!r} is no alias", hint=_MEND)
    with alone(alias_path()):
        kept = _without(whole_name(names[0]), kind)
        replace_whole(alias_path(), f"{kept or _HEADING}{names[0]} {kind} {' | '.join(names[1:])}\n")


def remove_alias(name: str) -> None:
    """Remove the lines that begin with a name. UsageError if there is none."""
    with alone(alias_path()):
        kept = _without(whole_name(name))
        if kept == _text():
            raise UsageError(f"there is no alias {name}", hint="onrecord alias lists them")
        replace_whole(alias_path(), kept)


def _without(name: str, *kinds: str) -> str:
    """The text of the file without the lines that begin with a name, folded."""
    text = _text()
    gone = {
        number for number, kind, names in _lines(text) if whole_name(names[0]) == name and kind in (kinds or kind)
    }
    return "".join(f"{line}\n" for number, line in enumerate(text.splitlines(), 1) if number not in gone)


def _text() -> str:
    path = alias_path()
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no text", hint="save it as UTF-8, or remove it") from None


def _lines(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The aliases of the file: the line, `=` or `!=`, the names."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            read = _read(line)
            if read is None:
                raise UsageError(f"{alias_path()}, line {number} is no alias", hint=f"{_MEND}, or remove the line")
            yield number, *read


def _read(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The kind and the names of a line; None for what is no alias."""
    first, mark, rest = line.partition("=")
    kind = "!=" if first.endswith("!") else "="
    names = tuple(" ".join(part.split()) for part in (first.removesuffix("!"), *rest.split("|")))
    sound = mark and not any("=" in name for name in names) and all(map(whole_name, names))
    return (kind, names) if sound and len(set(map(whole_name, names))) > 1 else None
