"""The language of a text is told by its function words, or not at all."""

from __future__ import annotations

import pytest

from indexer.text.languages import language_of

TEXTS = {
    "en": "The harbour board said on Monday that it would wait for the ferry company to repair the ramps.",
    "de": "Die Hafenbehörde teilte am Montag mit, dass sie auf die Reparatur der Rampen nicht länger warten wird.",
    "fr": "La direction du port a dit lundi qu'elle n'attendrait pas que la compagnie répare les rampes.",
    "es": "La autoridad del puerto dijo que no va a esperar más a que la compañía repare las rampas.",
    "pt": "A autoridade do porto disse na segunda-feira que não vai esperar que a companhia repare as rampas.",
    "it": "L'autorità del porto ha detto lunedì che non aspetterà più la riparazione delle rampe.",
    "nl": "De havendienst zei maandag dat het niet langer op de reparatie van de hellingen wil wachten.",
    "no": "Havnestyret sa på mandag at de ikke vil vente på at fergeselskapet reparerer rampene etter jul.",
    "da": "Havnen sagde mandag, at den ikke vil vente på, at rederiet reparerer ramperne efter jul, og nu af sted.",
    "sv": "Hamnstyrelsen sade på måndagen att den inte kommer att vänta på att rederiet lagar ramperna.",
    "fi": "Satama ilmoitti maanantaina, että se ei enää odota eikä ole tyytyväinen, mutta yhtiö on hiljaa.",
    "pl": "Zarząd portu powiedział w poniedziałek, że nie będzie już czekać na naprawę ramp przez spółkę.",
    "cs": "Správa přístavu v pondělí uvedla, že na opravu ramp už nebude čekat a že se to týká i lodí.",
    "hu": "A kikötő hétfőn azt mondta, hogy nem vár tovább a rámpák javítására, és ez már így lesz.",
    "ro": "Autoritatea portului a spus luni că nu mai așteaptă ca firma să repare rampele din port.",
    "tr": "Liman idaresi rampaların onarımı için daha fazla beklemeyeceğini, bunun çok olduğunu söyledi.",
    "ru": "Управление порта сообщило, что не будет ждать, пока компания починит пандусы, и это уже решено.",
    "uk": "Управління порту повідомило, що не чекатиме, доки компанія полагодить пандуси, і це вже вирішено.",
    "el": "Η αρχή του λιμανιού είπε τη Δευτέρα ότι δεν θα περιμένει την εταιρεία να φτιάξει τις ράμπες.",
    "ar": "قالت سلطة الميناء يوم الاثنين إن الشركة لن تنتظر بعد هذا اليوم من أن تصلح المنحدرات في الميناء على ما قال",
    "ja": "港湾局は月曜日、フェリー会社に傾斜路を直すよう命じた。",
    "zh": "港务局星期一表示，渡轮公司要修理坡道。",
    "ko": "항만청은 월요일에 여객선 회사에 경사로를 고치라고 명령했다.",
    "th": "ท่าเรือสั่งให้บริษัทเรือข้ามฟากซ่อมทางลาด",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_tells_its_language(language: str) -> None:
    """One of fifteen words is enough."""
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text", ["", "1,300 5.93", "Shr 53 cts vs 73 cts Net 12.6 mln", "Ada Moreau", "Okafor Velm Reuters"]
)
def test_what_does_not_tell_is_of_no_language(text: str) -> None:
    """No guess."""
    assert language_of(text) is None


def test_a_foreign_headline_does_not_decide() -> None:
    """An English article stays English behind a quotation of a sentence in another language."""
    assert language_of(TEXTS["fr"] + "\n\n" + 12 * (TEXTS["en"] + " ")) == "en"
