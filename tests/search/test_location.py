"""Whose index is used when none is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import IndexNotFound, UsageError
from search.location import locate_index

ME = os.geteuid()


@pytest.fixture
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index in the folder above this one."""
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    monkeypatch.delenv("ONRECORD_INDEX", raising=False)
    monkeypatch.delenv("SUDO_UID", raising=False)
    index = tmp_path / ".onrecord"
    index.mkdir()
    (index / "manifest.json").write_text("{}")
    return index


def test_an_index_of_the_user_is_found_above(above: Path) -> None:
    assert locate_index() == above


def test_that_of_another_user_is_refused_with_the_mend(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who can write to a folder above cannot make others use what was put there; to name it is the user's word."""
    monkeypatch.setattr(os, "geteuid", lambda: ME + 1)
    with pytest.raises(UsageError, match="belongs to another user") as refused:
        locate_index()
    assert f"-i {above}" in refused.value.hint
    assert locate_index(above) == above
    monkeypatch.setenv("ONRECORD_INDEX", str(above))
    assert locate_index() == above


def test_an_empty_folder_of_another_user_is_refused_too(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build would write there."""
    (above / "manifest.json").unlink()
    monkeypatch.setattr(os, "geteuid", lambda: ME + 1)
    with pytest.raises(UsageError, match="belongs to another user"):
        locate_index()


@pytest.mark.parametrize("what", ["folder", "link", "manifest"])
def test_the_link_the_folder_and_the_manifest_are_looked_at(
    what: str, above: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them that is another's is enough."""
    if ME != 0:
        pytest.skip("needs to give files away")
    if what == "link":
        above.rename(above.with_name("elsewhere"))
        above.symlink_to(above.with_name("elsewhere"))
        assert locate_index() == above
    os.chown(above / "manifest.json" if what == "manifest" else above, 65534, 65534, follow_symlinks=False)
    with pytest.raises(UsageError, match="belongs to another user"):
        locate_index()
    monkeypatch.setenv("SUDO_UID", "65534")
    assert locate_index() == above


def test_sudo_speaks_for_who_called_it_and_only_as_root(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SUDO_UID is believed of root alone: anybody can set it."""
    monkeypatch.setenv("SUDO_UID", str(ME))
    monkeypatch.setattr(os, "geteuid", lambda: ME + 1)
    with pytest.raises(UsageError):
        locate_index()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert locate_index() == above
    monkeypatch.setenv("SUDO_UID", "-1 or so")
    if ME != 0:
        with pytest.raises(UsageError):
            locate_index()


def test_a_file_of_that_name_is_no_index(above: Path) -> None:
    """Nor is a link that leads nowhere."""
    (above / "manifest.json").unlink()
    above.rmdir()
    above.write_text("")
    with pytest.raises(IndexNotFound):
        locate_index()
    above.unlink()
    above.symlink_to("nowhere")
    with pytest.raises(IndexNotFound):
        locate_index()
