"""The commands as pages of the manual, made of their help: roff with the macros of man(7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

__all__ = ["manual_pages", "write_manual"]

_ESCAPED = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
_KEPT_LINES = "\b"  # click's mark of a paragraph whose lines are kept as they are
_CODES = (
    ("0", "something matched; for index: all is in"),
    ("1", "nothing matched; for index: some records were rejected"),
    ("2", "an error"),
    ("130", "interrupted"),
)
_VARIABLES = (
    ("ONRECORD_INDEX", "The index, where no -i names one."),
    ("NO_COLOR, FORCE_COLOR", "No colour; colour also where no terminal is."),
    ("XDG_STATE_HOME", "Saved queries and the lines that were typed at the prompt are below it."),
)


def manual_pages(command: click.Group, *, name: str, version: str) -> dict[str, str]:
    """A page for the command and one for each of its subcommands, by the names of their files."""
    context = click.Context(command, info_name=name, **command.context_settings)
    pages = {f"{name}.1": _page(command, context, version)}
    for verb in command.list_commands(context):
        found = command.get_command(context, verb)
        if found is not None and not found.hidden:
            inner = click.Context(found, info_name=verb, parent=context)
            pages[f"{name}-{verb}.1"] = _page(found, inner, version)
    return pages


def write_manual(folder: Path) -> None:
    """Write the pages of `onrecord` into a folder, in which there are no others then."""
    from search import __version__
    from search.commands.cli import cli

    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.1"):
        old.unlink()
    for name, page in manual_pages(cli, name="onrecord", version=__version__).items():
        (folder / name).write_text(page, "ascii")


def _page(command: click.Command, context: click.Context, version: str) -> str:
    return "\n".join((*_head(command, context, version), *_rest(command, context))) + "\n"


def _head(command: click.Command, context: click.Context, version: str) -> Iterator[str]:
    name = context.command_path.replace(" ", "-")
    paragraphs = (command.help or "").strip().split("\n\n")
    yield f'.TH "{escaped(name.upper())}" "1" "" "{escaped(f"onrecord {version}")}" "User commands"'
    yield ".SH NAME"
    yield f"{escaped(name)} \\- {escaped(' '.join(paragraphs[0].split()).rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield rf"\fB{escaped(context.command_path)}\fR {escaped(' '.join(command.collect_usage_pieces(context)))}"
    yield ".SH DESCRIPTION"
    for paragraph in paragraphs:
        yield from _paragraph(paragraph)


def _paragraph(text: str) -> Iterator[str]:
    lines = text.split("\n")
    if lines[0].strip() == _KEPT_LINES.strip() or lines[0].startswith(_KEPT_LINES):
        yield from (".PP", ".RS 2", ".nf")
        yield from (_line(line.removeprefix("  ")) for line in lines[1:])
        yield from (".fi", ".RE")
    else:
        yield from (".PP", _line(" ".join(text.split())))


def _rest(command: click.Command, context: click.Context) -> Iterator[str]:
    yield ".SH OPTIONS"
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context)):
            yield from _term(*record)
    if isinstance(command, click.Group):
        yield ".SH COMMANDS"
        for verb in command.list_commands(context):
            found = command.get_command(context, verb)
            if found is not None and not found.hidden:
                yield from _term(f"{context.command_path}-{verb}(1)", found.get_short_help_str(200))
        yield ".SH ENVIRONMENT"
        for name, what in _VARIABLES:
            yield from _term(name, what)
        yield ".SH EXIT STATUS"
        for code, what in _CODES:
            yield from _term(code, what)
    else:
        yield ".SH SEE ALSO"
        yield rf"\fB{escaped(context.find_root().command_path)}\fR(1)"


def _term(term: str, what: str) -> Iterator[str]:
    yield from (".TP", rf"\fB{escaped(term)}\fR", _line(" ".join(what.split())))


def _line(text: str) -> str:
    """A line of text, which is no request even if it begins like one."""
    made = escaped(text)
    return rf"\&{made}" if made.startswith(".") else made


def escaped(text: str) -> str:
    """Text as roff prints it: hyphens and quotation marks as they are typed, all else than ASCII by its number."""
    made = "".join(_ESCAPED.get(one, one) for one in text)
    return re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", made)
