"""XML of strangers: no entity is expanded, no document type read, nothing fetched."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from xml.etree import ElementTree
from xml.parsers import expat

from indexer.readers.document import Document, TooLarge

__all__ = ["NotXML", "parsed", "text_of"]

_MOST = 32 << 20
_DEEPEST = 200
_UNDEFINED = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,10});")


class NotXML(ValueError):
    """Why it cannot be read."""


def parsed(document: Document) -> ElementTree.Element:
    """The tree of a document. NotXML."""
    try:
        data = document.read(_MOST)
    except TooLarge as error:
        raise NotXML(str(error)) from error
    except OSError as error:
        raise NotXML(f"cannot be read: {error.strerror or error}") from error
    return tree_of(data)


def tree_of(data: bytes) -> ElementTree.Element:
    """The tree of some bytes; names are without their prefixes, which not all declare. NotXML."""
    try:
        return _tree(data)
    except expat.ExpatError as error:
        if error.code != _UNDEFINED:
            raise NotXML(f"not XML: {error}") from error
    try:  # HTML's names of characters, which feeds write as if they were XML's
        return _tree(_NAMED.sub(_numbered, data))
    except expat.ExpatError as error:
        raise NotXML(f"not XML: {error}") from error


def _tree(data: bytes) -> ElementTree.Element:
    builder = ElementTree.TreeBuilder()
    depth = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise NotXML("nested too deep")
        builder.start(_name(tag), {_name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(tag))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = parser.ExternalEntityRefHandler = _refuse
    parser.Parse(data, True)
    root: ElementTree.Element = builder.close()
    return root


def _refuse(*_: object) -> int:
    raise NotXML("it declares entities, which are not read")


def _name(tag: str) -> str:
    return tag.rpartition(":")[2]


def _numbered(found: re.Match[bytes]) -> bytes:
    point = name2codepoint.get(found[1].decode("ascii"))
    return found[0] if point is None or found[1] in (b"amp", b"lt", b"gt", b"quot", b"apos") else b"&#%d;" % point


def text_of(element: ElementTree.Element) -> str:
    """All the text in an element."""
    return "".join(element.itertext()).strip()
