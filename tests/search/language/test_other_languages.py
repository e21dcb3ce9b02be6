"""Words of languages that are written otherwise than English are found: what is elided, stretched, not spaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.store import IndexWriter
from search.api import Archive, open_archive

TEXTS = {
    "fr": "L'accord d'État sur l’univers maritime tient jusqu'ici. L'assemblée n'a pas voté aujourd'hui.",
    "it": "Il governo dell'Italia e quello dell’isola hanno firmato l'intesa all'alba. Nell'acqua nulla.",
    "zh": "維爾姆港務局長林美華星期一表示，渡輪公司要修理坡道。",
    "cn": "维尔姆港务局局长林美华星期一表示，渡轮公司要修理坡道。",
    "ja": "港湾局はフェリー会社に命じた。林さんは「待てない」と述べた。",
    "th": "ท่าเรือสั่งให้บริษัทเรือข้ามฟากซ่อมทางลาด",
    "ar": "أمر المـيـنـاء شركة العبّارات بإصلاح المنحدرات",
    "ko": "항만청은 여객선 회사에 경사로를 고치라고 명령했다.",
    "ru": "Портовое управление приказало паромной компании починить пандусы.",
    "de": "Die Hafenbehörde ließ die Fährgesellschaft die Rampen reparieren.",
    "el": "Η λιμενική αρχή διέταξε την εταιρεία να επισκευάσει τις ράμπες.",
    "tr": "Liman idaresi feribot şirketine rampaları onarmasını emretti.",
    "en": "Rock'n'roll at O'Brien's: all's well, don't ask. D'Souza said it's the ferry's ramp.",
}
FOUND = [
    ("fr", "accord"), ("fr", "état"), ("fr", "etat"), ("fr", "univers"), ("fr", '"univers maritime"'),
    ("fr", "assemblée"),
    ("fr", "l'accord"), ("fr", "d'état"), ("fr", "jusqu'ici"), ("fr", "ici"), ("fr", "aujourd'hui"), ("fr", "ACCORD"),
    ("it", "italia"), ("it", "dell'italia"), ("it", "isola"), ("it", "intesa"), ("it", "alba"), ("it", "acqua"),
    ("it", "governo"), ("it", '"dell\'isola hanno firmato"'),
    ("zh", "港務局"), ("zh", "林美華"), ("zh", "渡輪公司"), ("zh", "坡道"),
    ("zh", "港務"), ("zh", "維爾姆"), ("zh", "星期一"),
    ("cn", "港务局"), ("cn", "林美华"), ("cn", "渡轮公司"), ("cn", "局长"), ("cn", "维尔姆"),
    ("ja", "港湾局"), ("ja", "フェリー"), ("ja", "フェリー会社"), ("ja", "林"), ("ja", "命じた"), ("ja", "待てない"),
    ("th", "ท่าเรือ"), ("th", "บริษัท"), ("th", "ทางลาด"), ("th", "ซ่อม"),
    ("ar", "الميناء"), ("ar", "العبارات"), ("ar", "شركة"), ("ar", "المنحدرات"), ("ar", "المـيناء"),
    ("ko", "항만청은"), ("ko", "여객선"), ("ko", "회사에"),
    ("ru", "управление"), ("ru", "ПАРОМНОЙ"), ("ru", "пандусы"), ("ru", "Портовое"),
    ("de", "Hafenbehörde"), ("de", "hafenbehorde"), ("de", "Fährgesellschaft"), ("de", "ließ"),
    ("el", "λιμενική"), ("el", "αρχη"), ("el", "ράμπες"),
    ("tr", "şirketine"), ("tr", "sirketine"), ("tr", "rampaları"), ("tr", "emretti"),
    ("en", "o'brien"), ("en", "rock'n'roll"), ("en", "d'souza"), ("en", "don't"), ("en", "ferry"),
]  # fmt: skip
NOT_FOUND = [
    ("zh", "務港"),
    ("zh", "局港"),
    ("ja", "会フェ"),
    ("th", "อเรื"),
    ("en", "'s"),
    ("fr", "ccord"),
    ("it", "taliadell"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path: Path = tmp_path_factory.mktemp("languages") / "index"
    with IndexWriter(path) as writer:
        for name, text in TEXTS.items():
            writer.put(Article(id=name, body=text, language=name), [])
        writer.commit({})
    with open_archive(path) as opened:
        yield opened


@pytest.mark.parametrize(("name", "query"), FOUND)
def test_a_word_in_a_text_is_found(archive: Archive, name: str, query: str) -> None:
    """In the article of its language, and its letters are marked."""
    hits = archive.search(query).hits
    assert name in {hit.article.id for hit in hits}


@pytest.mark.parametrize(("name", "query"), NOT_FOUND)
def test_what_is_no_word_of_it_is_not(archive: Archive, name: str, query: str) -> None:
    """Characters in another order, or the middle of a word of a script that has spaces."""
    assert name not in {hit.article.id for hit in archive.search(query).hits}
