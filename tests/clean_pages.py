"""Clean documents of many kinds and scripts, written for the tests: none of their lines is furniture."""

from __future__ import annotations

from collections.abc import Callable

PARAGRAPHS = {
    "en": "The ferry turned back at noon, because the ice was too thick for its bow. Nobody sailed again until the spring.",
    "de": "Die Fähre kehrte mittags um, weil das Eis für ihren Bug zu dick war. Bis zum Frühjahr fuhr niemand mehr hinaus.",
    "fr": "Le bac fit demi-tour à midi, car la glace était trop épaisse pour sa proue. Personne ne repartit avant le printemps.",
    "es": "El transbordador dio la vuelta al mediodía, porque el hielo era demasiado grueso. Nadie zarpó hasta la primavera.",
    "pt": "A balsa voltou ao meio-dia, porque o gelo era grosso demais para a proa. Ninguém partiu até a primavera seguinte.",
    "it": "Il traghetto tornò indietro a mezzogiorno, perché il ghiaccio era troppo spesso. Nessuno salpò fino a primavera.",
    "nl": "De veerboot keerde om twaalf uur om, omdat het ijs te dik was voor de boeg. Tot de lente voer er niemand meer uit.",
    "pl": "Prom zawrócił w południe, bo lód był zbyt gruby dla jego dziobu. Do wiosny nikt już nie wypłynął na morze.",
    "sv": "Färjan vände mitt på dagen, eftersom isen var för tjock för stäven. Ingen seglade ut igen förrän till våren.",
    "fi": "Lautta kääntyi takaisin keskipäivällä, koska jää oli liian paksua. Kukaan ei lähtenyt merelle ennen kevättä.",
    "ru": "Паром повернул назад в полдень, потому что лёд был слишком толстым. До весны никто больше не вышел в море.",
    "uk": "Пором повернув назад опівдні, бо крига була надто товстою. До весни ніхто більше не вийшов у море.",
    "el": "Το πλοίο γύρισε πίσω το μεσημέρι, γιατί ο πάγος ήταν πολύ παχύς. Κανείς δεν σάλπαρε ξανά ως την άνοιξη.",
    "tr": "Feribot öğlen geri döndü, çünkü buz pruvası için fazla kalındı. İlkbahara kadar kimse bir daha denize açılmadı.",
    "ar": "عادت العبّارة عند الظهر لأن الجليد كان أسمك من أن يشقه مقدمها. ولم يبحر أحد بعد ذلك حتى حل الربيع.",
    "he": "המעבורת חזרה בצהריים, כי הקרח היה עבה מדי בשביל החרטום שלה. איש לא הפליג שוב עד שהגיע האביב.",
    "hi": "नाव दोपहर में लौट आई, क्योंकि बर्फ़ उसके लिए बहुत मोटी थी। वसंत आने तक कोई फिर समुद्र में नहीं गया।",
    "zh": "渡船中午就掉头回来了，因为冰层太厚，船头破不开。直到第二年春天，再也没有人出海捕鱼。",
    "ja": "氷が厚すぎて船首が進まなかったので、渡し船は正午に引き返した。春が来るまで、もう誰も海へは出なかった。",
    "ko": "얼음이 뱃머리보다 두꺼워서 나룻배는 정오에 되돌아왔다. 봄이 올 때까지 아무도 다시 바다로 나가지 않았다.",
    "vi": "Chiếc phà quay lại vào buổi trưa, vì lớp băng quá dày so với mũi phà. Không ai ra khơi nữa cho đến mùa xuân.",
    "id": "Feri itu berbalik arah pada tengah hari, karena esnya terlalu tebal. Tidak ada yang melaut lagi sampai musim semi.",
}
"""A paragraph of prose in each language."""


def book(text: str) -> str:
    return f"1\n\n{text}\n\n{text}\n\n2\n\n{text}\n\n* * *\n\n{text}\n"


def paper(text: str) -> str:
    return (
        f"Ice and Ferries\n\nA. Stone, K. Brand\n\nAbstract\n\n{text}\n\n1 Introduction\n\n{text} [1]\n\n2 Method\n\n{text}\n\n"
        "References\n\n[1] Stone, A. (2004). Ice in harbours. Journal of Ferries, 3(2), pp. 11-19.\n"
        "[2] Brand, K. (2011). On bows. Salt Press. doi:10.1000/182\n[3] Reed, O. (1998). Winters. Salt Press, p. 4.\n"
    )


def markdown(text: str) -> str:
    return (
        f"# Harbour\n\n{text}\n\n## Share\n\n{text}\n\n- Print\n- Contact\n- News\n- Sports\n\n## Comments\n\n```\nshare\nprint\n"
        f"follow us on facebook\n```\n\n{text}\n\n| Share | Print | Menu |\n|---|---|---|\n| Home | News | Sports |\n\n{text}\n"
    )


def code(text: str) -> str:
    return (
        f"{text}\n\n    share = Share()\n    share\n    print\n    Advertisement\n    def menu():\n        return home\n\n{text}\n\n"
        "class Menu:\n    home = 1\n    news = 2\n\ndef share(menu):\n    return menu.home;\n"
    )


def poem(text: str) -> str:
    first, _, _ = text.partition(" ")
    stanza = f"{first} on the ice of the bay,\nsalt in the rope and the sail,\nnobody left it today,\nnobody wrote of the gale.\n"
    return f"Winter\n\n{stanza}\n{stanza.replace('bay', 'quay')}\n{stanza.replace('gale', 'hail')}"


def recipe(text: str) -> str:
    return (
        f"{text}\n\n200 g flour\n3 eggs\n1/2 cup of milk\n2 tbsp sugar\n100 ml water\n1 pinch of salt\n\n"
        f"1. Stir it all.\n2. Bake it for an hour.\n3. Share it.\n\n{text}\n"
    )


def minutes(text: str) -> str:
    return f"{text}\n\n1.1 Welcome\n\n{text}\n\n1.2 News\n\n{text}\n\n1.3 Contact with the harbour office\n\n{text}\n\n2.1 Archive\n\n{text}\n"


def dialogue(text: str) -> str:
    return f"{text}\n\nADA: Who shut the gate?\nKARL: I did, last night.\nADA: Nobody told me of it.\nKARL: You never asked.\n\n{text}\n"


def results(text: str) -> str:
    return (
        f"{text}\n\nHarbour United - Salt Town 2-1\nIce Rovers - North Quay 0-0\nOld Bridge - Ferry Side 3-2\n\n"
        "Salt Town: Stone, Brand, Reed, Lobo, Marchais, Horn, Vale, Bay, Field, Wood, Hill.\n\n"
        f"{text}\n"
    )


def questions(text: str) -> str:
    return f"{text}\n\nQ: When does it sail?\n\n{text}\n\nQ: What does it cost?\n\n{text}\n\nQ: Who may print a ticket?\n\n{text}\n"


KINDS: tuple[Callable[[str], str], ...] = (
    book, paper, markdown, code, poem, recipe, minutes, dialogue, results, questions,
)  # fmt: skip
"""Each makes a document of its kind out of a paragraph."""
