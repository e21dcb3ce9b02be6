"""What a column can be changed to: near what it was, at random, or of another length or type."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from tests.torture.sealing import Values

Chance = random.Random
Change = Callable[[Chance, Values, dict[str, Values]], Values]


def _random(chance: Chance, values: Values, _: dict[str, Values]) -> Values:
    return np.frombuffer(chance.randbytes(values.nbytes), values.dtype)


def _few(chance: Chance, values: Values, _: dict[str, Values]) -> Values:
    """One to four other values: what is near, what is greatest, anything."""
    changed = values.copy()
    bits = 8 * values.itemsize
    for at in (chance.randrange(len(values)) for _ in range(chance.randint(1, 4)) if len(values)):
        near = (int(values[at]) + chance.choice([-1, 1, 2, 64])) % (1 << bits - 1)
        new = chance.choice([near, near, 0, (1 << bits - 1) - 1, chance.getrandbits(bits - 1)])
        changed[at] = new if values.dtype.kind == "i" or chance.random() < 0.5 else (1 << bits) - 1 - new
    return changed


def _filled(value: int) -> Change:
    return lambda chance, values, _: np.frombuffer(bytes([value]) * values.nbytes, values.dtype)


def _shuffled(chance: Chance, values: Values, _: dict[str, Values]) -> Values:
    return values[np.array(chance.sample(range(len(values)), len(values)), np.int64)]


def _ends_kept(chance: Chance, values: Values, _: dict[str, Values]) -> Values:
    """The first and the last as they were, which is what is looked at when a segment is opened."""
    changed = _random(chance, values, {}).copy()
    changed[:1], changed[-1:] = values[:1], values[-1:]
    return changed


def _moved(chance: Chance, values: Values, _: dict[str, Values]) -> Values:
    return (values.astype(np.uint64) + np.uint64(chance.choice([1, 2, 1 << 20, 1 << 31]))).astype(values.dtype)


def _wide(chance: Chance, values: Values, _: dict[str, Values]) -> Values:
    """As 64 bits, so that differences can wrap."""
    changed = values.astype(np.uint64)
    if len(changed):
        great = chance.choice([1 << 31, 1 << 33, 1 << 34, (1 << 63) + 5, (1 << 64) - 1])
        changed[chance.randrange(len(changed))] = great
    return changed


def _swapped(chance: Chance, values: Values, columns: dict[str, Values]) -> Values:
    """What another column has, as many as there were."""
    other = chance.choice(list(columns.values()))
    return np.resize(other, len(values)) if len(other) and chance.random() < 0.7 else other


CHANGES: dict[str, Change] = {
    "few": _few,
    "few others": _few,
    "random": _random,
    "random inside": _ends_kept,
    "0xff": _filled(0xFF),
    "0x7f": _filled(0x7F),
    "zeros": _filled(0),
    "ones": _filled(1),
    "shuffled": _shuffled,
    "reversed": lambda chance, values, _: values[::-1],
    "moved": _moved,
    "wide": _wide,
    "empty": lambda chance, values, _: values[:0],
    "halved": lambda chance, values, _: values[: len(values) // 2],
    "doubled": lambda chance, values, _: np.concatenate((values, values)),
    "retyped": lambda chance, values, _: values.view(np.uint8) if chance.random() < 0.5 else values.astype(np.int32),
    "swapped": _swapped,
}
