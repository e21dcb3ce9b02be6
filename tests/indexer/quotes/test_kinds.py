"""The kinds of prose in which speakers are easily mistaken, a table each: a text, and who says each quotation.

The words of a text are this project's own. `None` is nobody; a name in capitals of the place it stands for is no
speaker. A quotation that must not be found has no entry.
"""

from __future__ import annotations

import pytest

from indexer.quotes import find_quotes

Said = tuple[str | None, ...]
PARAGRAPHS, LINES = "\n\n", "\n"

JUNK: list[tuple[str, Said]] = [
    (
        "Velmouth baker Evelin Moreau, 44, opened the shop in May. “We sold out by noon,” she said.",
        ("Evelin Moreau",),
    ),
    ("The Grammy-winning singer Ada Moreau is back. “I wrote it in a week,” she said.", ("Ada Moreau",)),
    ("US-born Julie Okafor moved to Velm in 2010. “I never looked back,” she said.", ("Julie Okafor",)),
    ("Labour MP Ada Okafor said: “The bill will fail in the autumn.”", ("Ada Okafor",)),
    ("Velm College professor Ada Stone said: “The dam is older than the town itself.”", ("Ada Stone",)),
    ("Photographer: Daniel Orm/Herald. “The market will recover by the spring,” said Tom Hale.", ("Tom Hale",)),
    ("She wrote on Instagram: “I am home at last, and so is the dog.”", (None,)),
    ("Ada Moreau wrote on Twitter: “I am home at last, and so is the dog.”", ("Ada Moreau",)),
    ("Email us at letters@velmherald.example. “We read all of them with care,” said Ada Moreau.", ("Ada Moreau",)),
    ("Expenses of the port rose. They are offset by “significant gains from the sale of ships”.", ()),
    ("Ada Moreau picked up her second Tony Award. “You came when I needed you,” she said.", ("Ada Moreau",)),
    ("Twenty-nine people were hurt in what Mayor Bill Moreau described as “an intentional act”.", ("Bill Moreau",)),
    ("During World War Two, posters told people that “careless talk costs lives”.", (None,)),
    (
        "Briton Tom Hale was hurt. Rosie Moreau, his mother, read a letter. “He was kind,” she said.",
        ("Rosie Moreau",),
    ),
    ("Striker Karl Moreau is back on the pitch. “I feel young again,” Moreau said.", ("Karl Moreau",)),
]

BESIDE: list[tuple[str, Said]] = [
    ("Ada Moreau left the room. The note said, “I will be back before the rain.”", ("The note",)),
    ("A 1970 evaluation said Okafor “works best when he is left alone”.", ("A 1970 evaluation",)),
    ("Tom Hale agreed. “We open in May,” said the director, Peter Lindquist.", ("Peter Lindquist",)),
    ("According to the mayor, Jonas Ferrand, “nobody was told of the flood in time”.", ("Jonas Ferrand",)),
    ("Ada Moreau praised Okafor, whom she called “the best engineer of the valley”.", ("Ada Moreau",)),
    ("Tom Okafor was lashed by Ada Moreau for “a year of promises that he never kept”.", ("Ada Moreau",)),
    ("“We were late and we knew it,” Okafor admitted, according to the Velm Herald.", ("Okafor",)),
    ("Ada Moreau was asked. “The road stays shut until spring,” the Velm governor said.", ("the Velm governor",)),
    ("“The talks go on as planned,” said a Moreau administration official.", ("a Moreau administration official",)),
    ("“We can lend to local firms,” said Bank of Velm's Kimura. “We can also trade.”", ("Kimura", "Kimura")),
    ("Tom Hale has died. His family said it would be “a small and private ceremony”.", ("His family",)),
    ("“The staff will return when it is safe,” the governor’s office said.", ("the governor's office",)),
    ("Okafor's lawyers said the letter was “a joke among friends and nothing more”.", ("Okafor's lawyers",)),
    ("As an emergency room doctor in Velm wrote, “we need to name the causes first.”", ("an emergency room doctor",)),
    ("“That reminds us of the stakes,” said Larry Moreau of the nonpartisan Velm Institute.", ("Larry Moreau",)),
    ("Tom Hale spoke too. “Our leaders are weak and tired,” Moreau's statement reads.", ("Moreau",)),
    ("“They are playing for second,” said Velm political analyst Jon Orm. Nobody won.", ("Jon Orm",)),
    (
        "A senior White House official said that it was “general and of no weight”.",
        ("A senior White House official",),
    ),
    (
        "“It needs a lot of money,” says Martin Orm from weekly newspaper Die Zeit. “And here is one who has it.”",
        ("Martin Orm", "Martin Orm"),
    ),
    ("“We lent it to them gladly,” said a bank spokeswoman in a statement.", ("a bank spokeswoman",)),
    (
        "“We pulled it off in the end,” the source said in a reference to Georges Okafor. “It is too bad for him.”",
        ("the source", "the source"),
    ),
    ("“He is a well known figure in the U.S.” said David Orm, an adviser in Velm.", ("David Orm",)),
]

SIGNED: list[tuple[str, Said]] = [
    ("“The river keeps its own calendar.” — Ada Moreau, poet\n\n“No dam is for ever.”", ("Ada Moreau", None)),
    ("“The river keeps its own calendar.”\n– Institute of Rivers\n\nTom Hale went home.", ("Institute of Rivers",)),
    ("“Nobody told us that the bridge was shut” (Jonas Ferrand, mayor). The town agreed.", ("Jonas Ferrand",)),
    ("“The mill was all we ever had.” — Tom Hale\n\n“It was cold.” — Ada Stone", ("Tom Hale", "Ada Stone")),
    ("“We shall rebuild every house.” ~ Ada Moreau, mayor of Velm\n", ("Ada Moreau",)),
    ("“We shall rebuild every house.”\n\n— Ada Moreau\n\nThat is what she wrote.", ("Ada Moreau",)),
    ("“A town is what it remembers” (Ada Moreau, historian)\n\n“Bread first.”", ("Ada Moreau", None)),
    ("From Chairwoman Ada Moreau:\n\n“The board met on Monday and voted to close the mill.”", ("Ada Moreau",)),
    ("“The gates were never tested.” - Tom Hale, engineer\n", ("Tom Hale",)),
    ("“The gates were never tested.” —Tom Hale\n\nAda Stone disagreed: “They were.”", ("Tom Hale", "Ada Stone")),
]

TURNS: list[tuple[str, Said]] = [
    (
        PARAGRAPHS.join(
            (
                "[00:00] HOST: Good evening to all of you at home.",
                "[00:12] TOM HALE: Thank you for the invitation.",
                "[00:20] HOST: How was the journey here?",
                "[01:02:03] TOM HALE: It was long and it was wet.",
                "HOST [01:04]: I thank you for that.",
            )
        ),
        ("HOST", "TOM HALE", "HOST", "TOM HALE", "HOST"),
    ),
    (
        PARAGRAPHS.join(
            (
                "ADA MOREAU, ANCHOR: Good evening to all of you at home.",
                "TOM HALE (ph): Thank you for the invitation.",
                "ADA MOREAU: How was the journey here?",
                "TOM HALE: It was long and it was wet.",
                "ADA MOREAU: I thank you for that.",
            )
        ),
        ("ADA MOREAU", "TOM HALE", "ADA MOREAU", "TOM HALE", "ADA MOREAU"),
    ),
    (
        PARAGRAPHS.join(
            (
                "ADA MOREAU (voice-over): The mill has been shut since May.",
                "TOM HALE, MAYOR OF VELM: We want it back.",
                "ADA MOREAU: Who would run it?",
                "TOM HALE: The town would, and gladly.",
                "ADA MOREAU: I thank you for that.",
            )
        ),
        ("ADA MOREAU", "TOM HALE", "ADA MOREAU", "TOM HALE", "ADA MOREAU"),
    ),
    (
        PARAGRAPHS.join(
            (
                "TOM HALE (through translator): We left the house at night.",
                "ADA MOREAU: What did you take along?",
                "TOM HALE (through translator): The dog.",
                "ADA MOREAU: And the rest of it?",
                "TOM HALE: I thank you for that.",
            )
        ),
        ("TOM HALE", "ADA MOREAU", "TOM HALE", "ADA MOREAU", "TOM HALE"),
    ),
    (
        PARAGRAPHS.join(
            (
                "MOREAU: What do you think of it?",
                "HALE: Not much, if you ask me.",
                "MOREAU: And why is that so?",
                "HALE: Because it rains.",
                "MOREAU: I thank you for that.",
            )
        ),
        ("MOREAU", "HALE", "MOREAU", "HALE", "MOREAU"),
    ),
    (
        PARAGRAPHS.join(
            (
                "Tom Hale is the mayor.",
                "Q. When did you first hear of the flood?",
                "A. On the radio, at five.",
                "Q. And then?",
                "A. Then I rang the bells.",
            )
        ),
        (None, "Tom Hale", None, "Tom Hale"),
    ),
    (
        PARAGRAPHS.join(
            (
                "Velm Herald: What will you do now?",
                "Ada Moreau: Sleep, and then sleep again.",
                "Velm Herald: And after?",
                "Ada Moreau: I shall write it all down.",
                "Velm Herald: I thank you for that.",
            )
        ),
        ("Velm Herald", "Ada Moreau", "Velm Herald", "Ada Moreau", "Velm Herald"),
    ),
    (
        PARAGRAPHS.join(
            (
                "[18:04:57]",
                "MOREAU: The gates were shut.",
                "HALE: They were not, I was there.",
                "[18:05:10]",
                "MOREAU: Who shut them?",
                "HALE: The wind did.",
                "MOREAU: I thank you for that.",
            )
        ),
        ("MOREAU", "HALE", "MOREAU", "HALE", "MOREAU"),
    ),
    (
        PARAGRAPHS.join(
            (
                "ADA MOREAU (Velm) (Lab): We begin in Velm.",
                "TOM HALE, BYLINE: It rained all day here.",
                "MOREAU: And tonight?",
                "HALE: It will rain on.",
                "ADA MOREAU: I thank you for that.",
            )
        ),
        ("ADA MOREAU", "TOM HALE", "ADA MOREAU", "TOM HALE", "ADA MOREAU"),
    ),
    (
        PARAGRAPHS.join(
            (
                "Moreau: Why did you leave?",
                "Hale: I was tired of it.",
                "Moreau: Of what, of us?",
                "Hale: Of the rain.",
                "Moreau: I thank you for that.",
            )
        ),
        ("Moreau", "Hale", "Moreau", "Hale", "Moreau"),
    ),
    (
        LINES.join(
            (
                "Ada Moreau: Did you see the boat?",
                "Tom Hale: I saw two of them.",
                "Ada Moreau: Which one sank?",
                "Tom Hale: The old one did.",
                "Ada Moreau: I thank you for that.",
            )
        ),
        ("Ada Moreau", "Tom Hale", "Ada Moreau", "Tom Hale", "Ada Moreau"),
    ),
]

PRONOUNS: list[tuple[str, Said]] = [
    (
        "Ada Moreau opened a conference hosted by minister Gordon Okafor. She told the hall: “We are late.”",
        ("Ada Moreau",),
    ),
    (
        "Tom Hale came to the conference of minister Gordon Okafor. He told reporters: “We are late.”",
        ("Tom Hale",),
    ),
    (
        "Tom Hale, who has been in court before, was seen by Peter Orm in Velm. He told the station that he had been "
        "threatened after meeting Karl Stone. “I will not hide,” he said.",
        ("Tom Hale",),
    ),
    (
        "Tom Hale spoke for an hour about Karl Orm. “We have to act,” he said. He also praised “a fine town”.",
        ("Tom Hale", "Tom Hale"),
    ),
    (
        "Karl Orm is named in the file. A harbour spokesman told reporters on Monday that the gates were shut. “We "
        "had no choice at all,” he said.",
        ("A harbour spokesman",),
    ),
    (
        "Peter Orm has not answered the letter, Tom Hale said. “I doubt that he will ever answer,” he said.",
        ("Tom Hale",),
    ),
    (
        "Tom Hale told Peter Orm that the mill would close. “It is the end of an age,” he said.",
        ("Tom Hale",),
    ),
    (
        "When Tom Hale was asked by Peter Orm about the flood, he said: “Nobody slept that night.”",
        ("Tom Hale",),
    ),
    (
        "Ada Moreau met Julie Okafor in Velm. “The plan is sound,” she said, and left with Okafor's notes.",
        ("Ada Moreau",),
    ),
    (
        "Moreau's advice earned her the trust of the town, where she said that the dam was “a bridge to nowhere”. "
        "Ada Moreau is an engineer.",
        ("Ada Moreau",),
    ),
    (
        "Ada Moreau runs the mill. Her brother is Tom Hale. “I bought it from him,” she said.",
        ("Ada Moreau",),
    ),
]

MARKS: list[tuple[str, Said]] = [
    ("Ada Moreau said: \"The mill will open again in May.'' Nobody asked why.", ("Ada Moreau",)),
    ("Ada Moreau said: “The mill will open again in May.’’ Nobody asked why.", ("Ada Moreau",)),
    ("“We open in May,” said Ada Moreau. “And then we sell.”", ("Ada Moreau", "Ada Moreau")),
    ("Rena “Red” Valder said: “I never liked the name that they gave me.”", ("Valder",)),
    ("“The first day was cold.\n\n“The second day was colder,” said Ada Moreau.", ("Ada Moreau",)),
    ("Ada Moreau said, ‘The mill will open again in May, and not a day before that.’", ("Ada Moreau",)),
    ("«The mill will open again in May», said Ada Moreau on Monday.", ("Ada Moreau",)),
    ("Her novel, called “The Old Mill of Velm”, sold well. Ada Moreau was pleased.", ()),
    ("Director Paul Orm made three films (“Slow Water,” “The Weir,” “Rain Again”).", ()),
    ("OLED stands for “organic light-emitting diode”, said nobody at the fair.", ()),
    ("Tom Hale said on the “Ada Moreau Show” that it was “a scandal without an end”.", ("Tom Hale",)),
]

NAMES: list[tuple[str, Said]] = [
    ("Minister for Indigenous Affairs Ken Moreau said: “We listened to every elder.”", ("Ken Moreau",)),
    ("“It is all about courage,” Mr. King added. Tom King is a teacher.", ("Tom King",)),
    ("“It is so, and it will stay so,” said Mrs. May. Theresa May is a judge.", ("Theresa May",)),
    ("Will Okafor, the coach, said: “We will win on Sunday, believe me.”", ("Will Okafor",)),
    ("Judge Ada King said: “The court has heard enough of this.”", ("Ada King",)),
    ("Pope Francis said: “Leave the door open for those who come late.”", ("Francis",)),
    ("Bishop Tom Hale of Velm said: “We shall ring the bells at noon.”", ("Tom Hale",)),
    ("Secretary of State John Okafor said: “There is no deal on the table.”", ("John Okafor",)),
    ("Sheriff's Lieutenant Jeff Hale said: “We found the boat by the weir.”", ("Jeff Hale",)),
    ("Grace King, of Velm, said: “My mother sold bread on this square.”", ("Grace King",)),
]

ABROAD: list[tuple[str, str, Said]] = [
    ("de", "„Wir öffnen im Mai wieder“, sagte Bürgermeister Jonas Ferrand am Montag in Velm.", ("Jonas Ferrand",)),
    ("de", "Der Direktor sagte: „Am Abend war das Wasser schon im Keller des Rathauses.“", ("Der Direktor",)),
    ("de", "„Das war ein langer Weg“, erklärte Ada Moreau. „Nun sind wir endlich am Ziel.“", ("Ada Moreau",) * 2),
    ("fr", "« Nous n’avons rien vu venir », a déclaré Ada Moreau lundi à Velm.", ("Ada Moreau",)),
    ("fr", "« Nous n’avons rien vu », a répondu Jonas Ferrand. « La pluie a tout pris. »", ("Jonas Ferrand",) * 2),
    ("fr", "Selon le maire, Jonas Ferrand, « personne n’a été averti de la crue à temps ».", ("Jonas Ferrand",)),
    ("es", "«No vimos venir el agua», dijo Ada Moreau el lunes en la plaza de Velm.", ("Ada Moreau",)),
    ("es", "Ada Moreau afirmó: “La escuela abrirá de nuevo en mayo, pase lo que pase”.", ("Ada Moreau",)),
    ("es", "“El puente no es seguro”, aseguró el alcalde, Jonas Ferrand, a los periodistas.", ("Jonas Ferrand",)),
    ("pt", "“Não vimos a água chegar”, disse Ada Moreau na segunda-feira em Velm.", ("Ada Moreau",)),
    ("pt", "Segundo Jonas Ferrand, “ninguém foi avisado da cheia a tempo pela câmara”.", ("Jonas Ferrand",)),
    ("pt", "“A escola abre em maio”, afirmou o presidente da câmara, Jonas Ferrand.", ("Jonas Ferrand",)),
    ("it", "«Non abbiamo visto arrivare l’acqua», ha detto Ada Moreau lunedì a Velm.", ("Ada Moreau",)),
    ("it", "Ada Moreau ha dichiarato: «La scuola riaprirà a maggio, qualunque cosa accada».", ("Ada Moreau",)),
    ("nl", "“We hebben het water niet zien komen”, zei Ada Moreau maandag in Velm.", ("Ada Moreau",)),
    ("nl", "En dat zij, Ada, naar haar zus liep en haar handen pakte en zei: “Wat is het water hoog.”", ("Ada",)),
    ("de", "Dann ging er, Jonas Ferrand, zum Fluss und sagte: „Das Wasser ist hoch.“", ("Jonas Ferrand",)),
    ("nl", "Volgens burgemeester Jonas Ferrand is de brug “al jaren niet meer veilig genoeg”.", ("Jonas Ferrand",)),
    ("no", "«Vi så ikke vannet komme», sa Ada Moreau mandag i Velm.", ("Ada Moreau",)),
    ("no", "– Skolen åpner igjen i mai, sier ordfører Jonas Ferrand til avisen.", ("Jonas Ferrand",)),
    ("fr", "— Rien n’est prêt pour l’hiver, a répondu Ada Moreau au journal.", ("Ada Moreau",)),
    ("es", "—La escuela no está lista para el invierno —dijo Ada Moreau al periódico.", ("Ada Moreau",)),
    ("sv", "– Skolan öppnar igen i maj, säger borgmästare Jonas Ferrand till tidningen.", ("Jonas Ferrand",)),
    ("de", "– Milch, Brot und Käse\n– Karten, Kerzen und ein Seil, sagen wir", ()),
    ("sv", "”Vi såg inte vattnet komma”, sade Ada Moreau i måndags i Velm.", ("Ada Moreau",)),
    ("da", "”Vi så ikke vandet komme”, sagde Ada Moreau mandag i Velm.", ("Ada Moreau",)),
    ("ru", "Его удивил пункт, согласно которому «мост будет закрыт до самой весны».", (None,)),
    ("ru", "По словам Ивана Мороза, «мост закрыт до весны, и никто не знает почему».", ("Иван Мороз",)),
    ("ru", "По словам Анны Морозовой, «мост закрыт до весны, и никто не знает почему».", ("Анна Морозова",)),
    ("ru", "По словам Петра Петровского, «мост закрыт до весны, и никто не знает почему».", ("Петр Петровский",)),
    ("uk", "За словами Йонаса Ферранда, «міст закрито до весни, і ніхто не знає чому».", ("Йонас Ферранд",)),
    ("ru", "«Мост закрыт до весны», — сказала Анна Морозова в понедельник.", ("Анна Морозова",)),
    ("pl", "„Most jest zamknięty do wiosny”, powiedziała Ada Moreau w poniedziałek.", ("Ada Moreau",)),
    ("cs", "„Most je zavřený do jara,“ řekla Ada Moreau v pondělí.", ("Ada Moreau",)),
    (
        "es",
        "P. ¿Cuándo supo usted de la crecida?\nR. A las cinco, por radio.\nP. ¿Y qué hizo?\nR. Tocar las campanas.",
        (None, None, None, None),
    ),
    (
        "de",
        "Moreau: Wann kam das Wasser?\n\nHale: In der Nacht.\n\nMoreau: Und was taten Sie?\n\nHale: Läuten!"
        "\n\nMoreau: Danke Ihnen!",
        ("Moreau", "Hale", "Moreau", "Hale", "Moreau"),
    ),
    ("fi", "”Emme nähneet veden tulevan”, sanoi Ada Moreau maanantaina Velmissä.", (None,)),
    ("hu", "„Nem láttuk jönni a vizet” – mondta Ada Moreau hétfőn Velmben.", (None,)),
    ("tr", "“Suyun geldiğini görmedik”, dedi Ada Moreau pazartesi günü Velm’de.", (None,)),
]

ENGLISH = {
    "junk names": JUNK,
    "the subject beside the verb": BESIDE,
    "behind a closed quotation": SIGNED,
    "turns": TURNS,
    "pronouns": PRONOUNS,
    "marks": MARKS,
    "names": NAMES,
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(text, said, id=f"{kind}-{at}")
        for kind, rows in ENGLISH.items()
        for at, (text, said) in enumerate(rows)
    ],
)
def test_who_says_it(text: str, said: Said) -> None:
    """In English, which the text alone tells."""
    assert tuple(quote.speaker for quote in find_quotes(text)) == said


@pytest.mark.parametrize(
    ("language", "text", "said"), ABROAD, ids=[f"{row[0]}-{at}" for at, row in enumerate(ABROAD)]
)
def test_who_says_it_abroad(language: str, text: str, said: Said) -> None:
    """In another language, which the source states; of a language without a grammar here nobody is named."""
    assert tuple(quote.speaker for quote in find_quotes(text, language=language)) == said


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("tr", 'Başkan Selin Aydoğan dün "Bu köprü bitecek" dedi.', ["Bu köprü bitecek"]),
        ("tr", '"Henüz belli değil" diyen sözcü, "Bekliyoruz." diye ekledi.', ["Henüz belli değil", "Bekliyoruz."]),
        ("hu", 'A polgármester azt mondta: "A gát tartani fog."', ["A gát tartani fog."]),
        ("fi", 'Pormestari sanoi: "Pato kestää kevääseen", ja lähti.', ["Pato kestää kevääseen"]),
        ("tr", 'Belediyenin "Mavi Köprü" projesi ve "hız" tartışması sürüyor.', []),
    ],
)
def test_words_between_straight_marks_in_a_language_without_a_grammar(
    language: str, text: str, found: list[str]
) -> None:
    """They are quotations without speakers, unless they are a name or a single word."""
    quotes = find_quotes(text, language=language)
    assert [one.text for one in quotes] == found
    assert all(one.speaker is None for one in quotes)
