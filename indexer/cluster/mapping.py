"""The index of articles in a cluster: its settings, its fields, and what says by which version it was written.

Terms come analysed (`indexer.cluster.cells`), so that both engines have the same ones. Places are in one field and
weights in another: `text` has the tokens of title and body where they stand, `rank` each distinct one once with twice
its weight as its frequency, `term|6`, so that BM25 with twice K1 comes out as that of an index in a folder;
`title_rank` and `body_rank` have those of one of them, `opening` the places of the lead. The weights of a text are
filled up to as much for each of its words: what Lucene takes for its length is in proportion to it.
"""

from __future__ import annotations

from typing import Any

from indexer.cluster.cells import GAP, HOLE
from indexer.schema import K1, SCHEMA_VERSION, B

__all__ = ["ANALYSIS_VERSION", "META", "TEMPLATE_PATTERN", "WEIGHT_SCALE", "article_index", "meta", "template"]

ANALYSIS_VERSION = 1
"""Goes up when a text becomes other terms, or they are written otherwise."""
META = "onrecord"
"""Under this name `_meta` has what `meta` says."""
TEMPLATE_PATTERN = "onrecord-*-articles"
WEIGHT_SCALE = 2
"""Weights are multiples of a half; frequencies are whole numbers."""

_INNER_RESULTS = 10_000
"""Quotations of one article that an answer can have."""
_NESTED = 100_000
"""Quotations that one article can have."""


def meta(identity: str) -> dict[str, Any]:
    """What an index says of itself; compared before anything is read or written."""
    return {META: {"schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION, "identity": identity}}


def template(*, shards: int = 1, replicas: int = 1) -> dict[str, Any]:
    """The body of `PUT _index_template/onrecord`."""
    return {
        "index_patterns": [TEMPLATE_PATTERN],
        "template": article_index(shards=shards, replicas=replicas),
        "_meta": {META: {"schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION}},
    }


def article_index(*, identity: str = "", shards: int = 1, replicas: int = 1) -> dict[str, Any]:
    """The body that an index of articles is made with; `identity` is left out in a template."""
    mappings = {"_meta": meta(identity)} if identity else {}
    return {
        "settings": {
            "index.number_of_shards": shards,
            "index.number_of_replicas": replicas,
            "index.codec": "best_compression",
            "index.max_inner_result_window": _INNER_RESULTS,
            "index.mapping.nested_objects.limit": _NESTED,
            "index.similarity": {
                "weights": {"type": "BM25", "k1": K1 * WEIGHT_SCALE, "b": B},
                "names": {"type": "BM25", "k1": K1, "b": B},
            },
            "index.analysis": _ANALYSIS,
        },
        "mappings": mappings | {"dynamic": "strict", "_source": {"excludes": _UNKEPT}, "properties": _ARTICLE},
    }


_ANALYSIS = {
    "tokenizer": {"cells": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": 30_000}},
    "filter": {
        "apart": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^/]+)", "^=([^/]+)$"]},
        "joined": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^/]+)"]},
        "holes": {"type": "stop", "stopwords": [HOLE]},
        "weight": {"type": "delimited_term_freq", "delimiter": "|"},
    },
    "analyzer": {
        "placed": {"tokenizer": "cells", "filter": ["apart"]},
        "asked": {"tokenizer": "cells", "filter": ["joined", "holes"]},
        "weighed": {"tokenizer": "cells", "filter": ["weight"]},
        "plain": {"tokenizer": "cells"},
    },
}
_PLACED = {"type": "text", "analyzer": "placed", "search_analyzer": "asked", "norms": False}
_WEIGHED = {
    "type": "text", "analyzer": "weighed", "search_analyzer": "asked", "index_options": "freqs",
    "similarity": "weights",
}  # fmt: skip
_NAME = {"type": "text", "analyzer": "plain", "search_analyzer": "asked", "similarity": "names"}
_VALUE = {"type": "keyword"}
_LOOKED_UP = {"type": "keyword", "doc_values": False}
_NUMBER = {"type": "integer"}
_DAY = {"type": "date", "format": "strict_date"}

_QUOTATION = {
    "n": _NUMBER,
    "spoken": _LOOKED_UP,
    "quote": _PLACED,
    "rank": _WEIGHED,
    "speaker": _NAME,
    "speaker_key": _NAME,
    "cue": _NAME,
    "basis": _VALUE,
    "confidence": _VALUE,
    "verbatim": _VALUE,
    "speaker_name": _VALUE,
    "speaker_group": _VALUE,
}
_ARTICLE = {
    "id": _VALUE,
    "path": _VALUE,
    "url": _VALUE,
    "host": _VALUE,
    "language": _VALUE,
    "spoken": _VALUE,
    "outlet": _VALUE,
    "source_name": _VALUE,
    "author_name": _VALUE,
    "stated": _VALUE,
    "date": _DAY,
    "date_last": _DAY,
    "minute": _NUMBER,
    "date_basis": _VALUE,
    "generation": _NUMBER,
    "quotations": _NUMBER,
    "digest": _VALUE,
    "lead": _VALUE,
    "family": _VALUE,
    "copied": {"type": "boolean", "doc_values": False},
    "body_words": _NUMBER,
    "samples": _VALUE,
    "text": {**_PLACED, "position_increment_gap": GAP},
    "title": _PLACED,
    "opening": _PLACED,
    "rank": _WEIGHED,
    "title_rank": _WEIGHED,
    "body_rank": _WEIGHED,
    "author": _NAME,
    "source": _NAME,
    "quotes": {"type": "nested", "properties": _QUOTATION},
    "record": {"type": "object", "enabled": False},
}
_UNKEPT = ["text", "title", "opening", "rank", "title_rank", "body_rank", "author", "source", "samples", "quotes"]
"""What is only looked up: all of it follows from the record."""
