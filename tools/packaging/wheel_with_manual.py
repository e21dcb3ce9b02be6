"""What builds the wheel: setuptools, and before it the pages of the manual, made of the help of the commands.

To ask the commands for their help they are imported, so what they need is needed to build as well. Where that is not
there (a build without isolation), the wheel has no pages, and that is told.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 - the hooks that stay as they are

Settings = dict[str, Any] | None
_PAGES = Path("build", "man")


def _needed() -> list[str]:
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    return list(project["dependencies"])


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """setuptools', and what the commands need."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_needed()]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """The same."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *_needed()]


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """The name of the wheel."""
    _make_pages()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """The name of the wheel of an editable installation."""
    _make_pages()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def _make_pages() -> None:
    sys.path.insert(0, str(Path.cwd()))
    try:
        from search.show.manual_pages import write_manual

        write_manual(_PAGES)
    except ImportError as error:
        print(f"the pages of the manual are left out: {error}", file=sys.stderr)
