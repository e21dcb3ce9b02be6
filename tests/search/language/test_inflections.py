"""A word is found in the forms that the article's own language gives it, and in no other article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.article import Article, Quotation
from indexer.store import IndexWriter
from search.api import Archive, open_archive

TEXTS = {
    "de": "Die Männer sahen alte Häuser. „Wir öffnen die Straßen“, sagte die Ministerin den Wählern.",
    "de-at": "Zwei Männer warten im Hafen.",
    "fr": "Les élections régionales ont été déclarées nulles, les premières depuis les gouvernements anciens.",
    "es": "Las naciones pidieron elecciones y los presidentes declararon millones.",
    "pt": "As nações pediram eleições; os alemães e as políticas custam milhões. Houve declarações.",
    "it": "I governi hanno chiuso i porti dopo le elezioni e le dichiarazioni.",
    "nl": "De regeringen lieten de huizen staan na de verkiezingen; de mannen zwegen.",
    "nb": "Havnene og regjeringen ventet på valget.",
    "sv": "Hamnarna stängdes av regeringen inför väljarna.",
    "da": "Havnen og regeringen ventede.",
    "fi": "Satamassa oli hiljaista hallituksen mukaan.",
    "ru": "В новом порту министры российских правительств молчали после выборов.",
    "el": "Τα λιμάνια έμειναν κλειστά.",
    "ar": "أغلقت الموانئ وقال الوزير إن الميناء مغلق",
    "tr": "Limanı hükümetin kapattı.",
    "hu": "A kikötőben a kormányok vártak.",
    "ro": "Guvernul a închis porturile.",
    "en": "The manner of the ports is a house rule; Mann wrote it, die hard as nations may.",
}
FOUND = [
    ("de", "Mann"), ("de-at", "Mann"), ("de", "mannes"), ("de", "Haus"), ("de", "Straße"), ("de", "strasse"),
    ("de", "Minister"), ("de", "Wähler"), ("de", "haus NEAR/2 alt"), ("de", "title:x OR haus"),
    ("de", "mann SENT haus"), ("de", "lead:(mann)"), ("de", "atleast1:haus"),
    ("de", "quote:straße"), ("fr", "élection"), ("fr", "déclaré"), ("fr", "premier"), ("fr", "gouvernement"),
    ("fr", "régional"), ("es", "nación"), ("es", "elección"), ("es", "presidente"), ("es", "millón"), ("pt", "nação"),
    ("pt", "eleição"), ("pt", "milhão"), ("pt", "alemão"), ("pt", "política"), ("pt", "declaração"),
    ("it", "governo"), ("it", "porto"), ("it", "elezione"), ("it", "dichiarazione"), ("nl", "regering"),
    ("nl", "huis"), ("nl", "verkiezing"), ("nl", "man"), ("nb", "havn"), ("nb", "regjering"), ("nb", "valg"),
    ("sv", "hamn"), ("sv", "regering"), ("sv", "väljare"), ("da", "havn"), ("da", "regering"), ("fi", "satama"),
    ("ru", "порт"), ("ru", "министр"), ("ru", "новый"), ("ru", "российский"), ("ru", "правительство"),
    ("ru", "выборы"), ("el", "λιμάνι"), ("ar", "ميناء"), ("tr", "liman"), ("tr", "hükümet"), ("hu", "kikötő"),
    ("hu", "kormány"), ("ro", "guvern"),
]  # fmt: skip
NOT_FOUND = [
    ("en", "haus"), ("en", "porto"), ("de", '"mann"'), ("de", "=mann"), ("sv", "havn"),
    ("de", "quote:mann"), ("de", "-mann haus"),
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Two segments, one of which has no German."""
    path: Path = tmp_path_factory.mktemp("inflections") / "index"
    for names in (["en", "fr", "da"], [name for name in TEXTS if name not in ("en", "fr", "da")]):
        with IndexWriter(path) as writer:
            for name in names:
                body = TEXTS[name]
                start, end = body.find("„") + 1, body.find("“")
                said = [Quotation(text=body[start:end], start=start, end=end)] if end > 0 else []
                writer.put(Article(id=name, body=body, language=name), said)
            writer.commit({})
    with open_archive(path) as opened:
        yield opened


@pytest.mark.parametrize(("name", "query"), FOUND)
def test_a_form_of_its_language_is_found(archive: Archive, name: str, query: str) -> None:
    """And marked, in the article of that language."""
    hits = {hit.article.id: hit for hit in archive.search(query, limit=30).hits}
    assert name in hits
    assert any(part.marks for part in (*hits[name].snippets, *hits[name].quotes))


@pytest.mark.parametrize(("name", "query"), NOT_FOUND)
def test_what_is_another_word_there_is_not(archive: Archive, name: str, query: str) -> None:
    """A form counts in its own language only, and neither a phrase nor `=` is widened."""
    assert name not in {hit.article.id for hit in archive.search(query, limit=30).hits}


def test_a_form_is_marked_in_its_language_only(archive: Archive) -> None:
    """`manner` is no Mann in the English article, which has a Mann as well."""
    for hit in archive.search("mann", limit=30).hits:
        text = "".join(part.text[start:end] for part in hit.snippets for start, end in part.marks)
        assert ("Männer" in text) == hit.article.id.startswith("de")
        assert "manner" not in text


def test_quotations_are_searched_in_their_language(archive: Archive) -> None:
    """The space of quotations has the same forms."""
    (hit,) = archive.search("straße", space="quotations").hits
    assert hit.quote.marks


def test_the_score_is_explained(archive: Archive) -> None:
    """`show --explain` adds up what the forms weigh."""
    explained = archive.explain("mann haus")
    assert explained is not None
    hit, tree = explained
    assert tree.value == pytest.approx(hit.score, rel=1e-5)
