"""Where the index is: what the user names, else the nearest one that is the user's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import IndexNotFound, UsageError
from indexer.store.files import MANIFEST

if TYPE_CHECKING:
    from indexer.cluster.target import Target

__all__ = ["INDEX_NAME", "INDEX_VARIABLE", "is_address", "locate_index", "locate_place"]

INDEX_NAME = ".onrecord"
INDEX_VARIABLE = "ONRECORD_INDEX"


def is_address(given: object) -> bool:
    """Whether the address of an archive on a cluster is given."""
    return isinstance(given, str) and given.lstrip().lower().startswith(("http://", "https://"))


def locate_place(given: Path | str | None = None) -> Path | Target:
    """The same for what is written to, which may be on a cluster."""
    named = given if given is not None else os.environ.get(INDEX_VARIABLE)
    if isinstance(named, str) and is_address(named):
        from indexer.cluster.target import target_of

        return target_of(named)
    return locate_index(Path(given) if given is not None else None)


def locate_index(given: Path | None = None) -> Path:
    """Where the index is: `given`, else ONRECORD_INDEX, else the nearest .onrecord here or above.

    What is found and not named may have been put there by anybody who can write to a folder above (/tmp, a shared
    drive): UsageError if it belongs to another user. IndexNotFound if there is none.
    """
    if given is not None:
        return given
    if named := os.environ.get(INDEX_VARIABLE):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        found = folder / INDEX_NAME
        if os.path.isdir(found):
            if not _is_ours(found):
                raise UsageError(
                    f"{found} belongs to another user",
                    hint=f"if you trust its owner, name it: -i {found}; for one of your own: -i {INDEX_NAME}",
                )
            return found
    raise IndexNotFound(
        f"there is no index in {here} or above it",
        hint="build one with: onrecord index FOLDER, or name it with -i DIR",
    )


def _is_ours(index: Path) -> bool:
    """Whether the folder, what leads to it if that is a link, and its manifest are the user's, as git asks of
    .git."""
    ours = {os.geteuid()}
    if ours == {0} and (behind := os.environ.get("SUDO_UID", "")).isdecimal():
        ours.add(int(behind))
    owners = {index.lstat().st_uid, index.stat().st_uid}
    manifest = index / MANIFEST
    if os.path.lexists(manifest):
        owners.add(manifest.lstat().st_uid)
    return owners <= ours
