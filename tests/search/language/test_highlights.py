"""What of a query is to be marked in its answers."""

from __future__ import annotations

from search.language import Count, Highlights, Marks, Meeting, Nearness, Space, parse


def marks(query: str, space: Space = "articles") -> Highlights:
    return parse(query, space=space).highlights


def test_words_by_stem_and_verbatim_by_surface() -> None:
    """A word is marked in all its forms, an exact one only as it stands, a phrase only whole."""
    assert marks('Talks =Talks "the Peace talks"').text == Marks(
        stems=frozenset({"talk"}), surfaces=frozenset({"talks"}), phrases=(("the", "peace", "talks"),)
    )


def test_patterns_and_similar_spellings() -> None:
    """Patterns are marked as globs over surfaces, similar spellings with the edits they allow."""
    assert marks("Negotiat* zelen?ky ceasfire~").text == Marks(
        globs=("negotiat*", "zelen?ky"), fuzzy=(("ceasfire", 2),)
    )


def test_what_is_excluded_is_not_marked() -> None:
    """Nothing behind a minus or NOT is marked, however deep."""
    assert marks('a -b NOT (c "d e") -title:f').text == Marks(stems=frozenset({"a"}))


def test_each_field_has_its_own_marks() -> None:
    """A word asked for in the title is not to be marked in the body, nor the other way round."""
    found = marks("z title:b body:c quote:d speaker:E speaker:=f source:g date:2022")
    assert found == Highlights(
        text=Marks(stems=frozenset({"z"})),
        title=Marks(stems=frozenset({"b"})),
        body=Marks(stems=frozenset({"c"})),
        quote=Marks(stems=frozenset({"d"})),
        speaker=Marks(surfaces=frozenset({"e", "f"})),
    )


def test_function_words_are_marked_in_phrases_or_among_themselves() -> None:
    """ "The" and "of" light up every line beside words that say more; where nothing else is asked for they are it."""
    assert marks('the war of "the worlds" title:and').text == Marks(
        stems=frozenset({"war"}), phrases=(("the", "worlds"),)
    )
    assert marks("the war title:and").title == Marks()
    assert marks("to be").text == Marks(stems=frozenset({"to", "be"}))


def test_words_of_quotations() -> None:
    """Where quotations are asked for, words are marked in these; so are those of said:(…) over articles."""
    assert marks("war", "quotations") == Highlights(quote=Marks(stems=frozenset({"war"})))
    assert marks("said:(war speaker:x)") == Highlights(
        quote=Marks(stems=frozenset({"war"})), speaker=Marks(surfaces=frozenset({"x"}))
    )


def test_nearness_marks_know_their_distance() -> None:
    """Words near each other are to be marked only where they are; a loose phrase is an ordered nearness."""
    found = marks('a NEAR/5 (b OR "c d") "e f"~3').text
    assert found == Marks(
        near=(
            Nearness((Marks(stems=frozenset({"a"})), Marks(stems=frozenset({"b"}), phrases=(("c", "d"),))), 5, False),
            Nearness((Marks(surfaces=frozenset({"e"})), Marks(surfaces=frozenset({"f"}))), 3, True),
        )
    )


def test_words_of_one_sentence_and_counted_ones() -> None:
    """Their marks know what has to hold in the text before any of them is shown."""
    a, b = Marks(stems=frozenset({"a"})), Marks(stems=frozenset({"b"}), phrases=(("c", "d"),))
    assert marks('a SENT (b OR "c d")').text == Marks(meetings=(Meeting((a, b), "sentence"),))
    assert marks("a PARA a").text == Marks(meetings=(Meeting((a, a), "paragraph"),))
    assert marks("title:(atleast3:a)").title == Marks(counts=(Count(a, 3),))
    assert marks("lead:(a -b)") == Highlights(lead=a)
    assert marks("atleast2:a", "quotations") == Highlights(quote=Marks(counts=(Count(a, 2),)))


def test_no_marks_are_false() -> None:
    """Marks of nothing are false, so that a field without any can be passed over."""
    assert not marks("date:2022").text
    assert marks("peace").text
