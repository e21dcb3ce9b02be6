"""Who has an article: the file read last of those that state it; what files no longer state goes back, or is gone."""

from __future__ import annotations

from pathlib import Path

from indexer.ledger import Ledger
from indexer.store import FileState
from indexer.store.manifest import Manifest, read_ledger, write_ledger


def taken_over(articles: int) -> Ledger:
    """A file whose every article another file states later."""
    ids = tuple(Counted(f"x{number}") for number in range(articles))
    ledger = Ledger({"a": FileState("1", ids)})
    for article in ids:
        ledger.take(article, "b")
    ledger.put("b", FileState("2", ids))
    return ledger


def test_what_is_taken_over_is_stated_elsewhere_and_goes_back() -> None:
    """A file knows what it states although another has it; when that file is gone, it has it again, to be read."""
    ledger = taken_over(3)
    states = ledger.states()
    assert (states["a"].articles, states["a"].elsewhere) == ((), ("x0", "x1", "x2"))
    assert ledger.owners("a") == {"b": 3}
    ledger.forget("b")
    assert ledger.settle() == ([], {"a": {"x0", "x1", "x2"}})
    assert ledger.states() == {"a": FileState("1", ("x0", "x1", "x2"), complete=False)}


def test_what_no_file_states_is_gone_once_that_is_settled() -> None:
    """Until then a commit has it, and the file is to be read again; a file that states it later takes it over."""
    ledger = Ledger({"a": FileState("1", ("x", "y"))})
    ledger.put("a", FileState("2", ("x",)))
    assert ledger.states() == {"a": FileState("2", ("x", "y"), complete=False)}
    ledger.take("y", "b")
    ledger.put("b", FileState("3", ("y",)))
    assert ledger.settle() == ([], {})
    ledger.put("b", FileState("4", ()))
    assert ledger.settle() == (["y"], {})
    assert ledger.states() == {"a": FileState("2", ("x",)), "b": FileState("4", ())}


def test_the_heir_is_who_was_read_last_and_the_pipe_comes_last() -> None:
    """Among several files that state an id; what a pipe said cannot be read again, so it does not decide."""
    ledger = Ledger({key: FileState(key, ("x",)) for key in ("a", "b", "-")})
    for key in ("b", "-", "c"):
        ledger.take("x", key)
    ledger.put("c", FileState("c", ("x",)))
    ledger.forget("c")
    assert ledger.settle() == ([], {"b": {"x"}})
    ledger.forget("b")
    assert ledger.settle() == ([], {"a": {"x"}})
    ledger.forget("a")
    assert ledger.settle() == ([], {})
    assert ledger.states()["-"].articles == ("x",)


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    """The files in their order, whatever they state."""
    states = {"b": FileState("2", ("x",), elsewhere=("y",), depth=3), "a": FileState("1", (), complete=False)}
    read = read_ledger(tmp_path, Manifest(ledger=write_ledger(tmp_path / "2.ledger", states)))
    assert list(read.items()) == list(states.items())


class Counted(str):
    """An id that counts how often one of them is looked up or compared."""

    __slots__ = ()
    looks = 0

    def __hash__(self) -> int:
        Counted.looks += 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        Counted.looks += 1
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        Counted.looks += 1
        return super().__ne__(other)


def test_taking_over_a_file_of_many_records_is_linear() -> None:
    """A file that is renamed costs twice as much with twice the records."""
    looks = []
    for articles in (500, 1000):
        Counted.looks = 0
        taken_over(articles).states()
        looks.append(Counted.looks)
    assert looks[1] < looks[0] * 2.3
