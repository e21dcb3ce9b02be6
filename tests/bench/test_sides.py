"""The bench of whole answers: that it runs and asks the same of the same archive. Nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.sides import headline_questions, main, measure_sides


def test_whole_answers_are_timed_beside_the_search(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each way of counting has a row, and no cost is below nothing."""
    questions = headline_questions(seeds_index, 6)
    assert questions == headline_questions(seeds_index, 6)
    assert len(questions) == 6
    costs = measure_sides(seeds_index, questions)
    assert [cost.name for cost in costs.beside][:1] == ["timeline"]
    assert all(0 <= cost.median_ms <= cost.p99_ms for cost in costs.beside)
    main([str(seeds_index)])
    assert "facets" in capsys.readouterr().out
