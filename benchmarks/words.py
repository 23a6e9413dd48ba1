"""Words, sentence forms and page furniture in six languages, written for `benchmarks.corpus`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """What the sentences of a language are made of.

    Attributes:
        weight: how often it comes, next to the others.
        names: of people.
        places: where things happen.
        things: what they are about.
        deeds: what is done, as the forms need it.
        times: when.
        forms: sentences with ``{name} {place} {thing} {other} {deed} {time} {number}``.
        titles: forms of headlines.
        join: between sentences.
    """

    weight: int
    names: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    deeds: tuple[str, ...]
    times: tuple[str, ...]
    forms: tuple[str, ...]
    titles: tuple[str, ...]
    join: str = " "

    def sentence(self, rng: random.Random) -> str:
        """One sentence."""
        return self._fill(rng.choice(self.forms), rng)

    def title(self, rng: random.Random) -> str:
        """One headline."""
        return self._fill(rng.choice(self.titles), rng)

    def _fill(self, form: str, rng: random.Random) -> str:
        made = form.format(
            name=rng.choice(self.names),
            place=rng.choice(self.places),
            thing=rng.choice(self.things),
            other=rng.choice(self.things),
            deed=rng.choice(self.deeds),
            time=rng.choice(self.times),
            number=rng.randint(2, 980),
        )
        return made[0].upper() + made[1:]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


LANGUAGES: Mapping[str, Words] = MappingProxyType(
    {
        "en": Words(
            8,
            _list("Mara Quill, Tobias Reed, Anneke Holt, Jonas Pell, Ida Thorne, Ruben Ash, Zoë Marlow, Otis Fenn"),
            _list(
                "the northern harbour, the old mill, the town hall, the ferry pier, the upper valley, the brick works, "
                "the market square, the reading room, the lighthouse, the rail yard, the lower lock, the chapel garden"
            ),
            _list(
                "rope, lantern, ledger, orchard, barge, kettle, compass, chimney, ladder, beehive, anchor, timetable, "
                "bridge, window, archive, millstone, telescope, letter, staircase, pump, gate, vineyard, bell, map, "
                "engine, footpath, granary, shutter, workshop, reservoir, quarry, harvest, choir, notebook, kiln, weir"
            ),
            _list(
                "repaired, counted, painted, carried, measured, borrowed, described, moved, opened, surveyed, cleaned, "
                "weighed, sketched, replaced, recorded, inspected, mended, sorted, hauled, lifted"
            ),
            _list(
                "before sunrise, after the second storm, in the spring, during the long frost, on a quiet Sunday, "
                "at the end of the season, twice a week, while the tide was out, since last autumn, by candlelight"
            ),
            (
                "{name} {deed} the {thing} near {place} {time}.",
                "Nobody at {place} remembered who had {deed} the {thing}, though the {other} was still there.",
                "It took {number} days until the {thing} was {deed} again, and the {other} had to wait.",
                "“The {thing} belongs to {place},” said {name}, who had {deed} it {time}.",
                "Because the {other} had been {deed} {time}, {name} asked for a new {thing}.",
                "There were {number} visitors at {place}, most of whom came to see the {thing} and not the {other}.",
                "A {thing} of this kind isn’t easily {deed}, and a {other} even less so.",
                "When {name} left {place}, the {thing} stood beside the {other} as it always had.",
                "The council’s report on the {thing} runs to {number} pages; the {other} fills two of them.",
                "Some say that {time} the {thing} at {place} can be heard from the {other}.",
            ),
            ("How the {thing} came to {place}", "{name} and the {thing}", "A {thing} {time}", "What the {other} knew"),
        ),
        "de": Words(
            3,
            _list("Grete Möhring, Jörg Tannhäuser, Käthe Brück, Emil Straßner, Lotte Überwasser, Hannes Kühl"),
            _list(
                "am alten Hafen, im Rathaus, an der Mühle, auf dem Markt, hinter der Brücke, in der Werkstatt, "
                "am Südufer, im Lesesaal, vor der Kirche, an der Schleuse"
            ),
            _list(
                "Leiter, Glocke, Brücke, Laterne, Pumpe, Treppe, Karte, Kiste, Tür, Schürze, Säge, Mütze, Schüssel, "
                "Uhr, Waage, Trommel, Geige, Mauer, Scheune, Quelle, Straße, Hütte, Fähre, Bühne"
            ),
            _list(
                "geprüft, gestrichen, gezählt, getragen, geöffnet, verkauft, gewogen, gezeichnet, ersetzt, gefunden, "
                "gelöst, verschoben, gewürdigt, übersehen"
            ),
            _list(
                "vor Sonnenaufgang, im Frühjahr, nach dem Sturm, während der großen Kälte, an einem Dienstag, "
                "seit dem Herbst, bei Ebbe, zweimal im Jahr"
            ),
            (
                "{name} hat die {thing} {time} {place} {deed}.",
                "Niemand wusste, wer die {thing} {deed} hatte, obwohl die {other} noch {place} stand.",
                "Erst nach {number} Tagen wurde die {thing} wieder {deed}, und die {other} musste warten.",
                "„Die {thing} gehört uns allen“, sagte {name}, als sie {time} {deed} wurde.",
                "Es kamen {number} Gäste, und die meisten wollten die {thing} sehen, nicht die {other}.",
                "Für eine {thing} dieser Größe braucht man {time} mehr Geduld als für jede {other}.",
            ),
            ("Wie die {thing} gefunden wurde", "{name} und die {thing}", "Eine {thing} für alle"),
        ),
        "fr": Words(
            3,
            _list("Élodie Crépin, Jérôme Vasseur, Hélène Bôlée, Noël Garçonnet, Zoé Lefèvre, François Maïs"),
            _list(
                "près du vieux port, à la mairie, derrière le moulin, sur la place du marché, au bord de l’écluse, "
                "dans l’atelier, à l’entrée de la vallée, sous le préau"
            ),
            _list(
                "échelle, lanterne, clé, brouette, horloge, barrière, fenêtre, étagère, poulie, carte, fontaine, "
                "charrette, cloche, forêt, rivière, grange, cheminée, pièce, récolte, école"
            ),
            _list("réparée, comptée, déplacée, mesurée, cachée, prêtée, nettoyée, pesée, dessinée, oubliée, repérée"),
            _list(
                "avant l’aube, au printemps, après l’orage, pendant le gel, un dimanche d’été, dès la fin de l’année, "
                "à marée basse, deux fois par mois"
            ),
            (
                "{name} a dit que la {thing} avait été {deed} {place} {time}.",
                "Personne ne sait pourquoi la {thing} fut {deed}, bien que la {other} soit restée {place}.",
                "Il a fallu {number} jours pour que la {thing} soit {deed}, et la {other} a dû attendre.",
                "« Cette {thing} est à nous », répétait {name} {time}, sans même regarder la {other}.",
                "Les {number} visiteurs venaient voir la {thing}, jamais la {other}, même {time}.",
                "À côté de la {other}, une {thing} déjà {deed} n’étonne plus grand monde.",
            ),
            ("La {thing} retrouvée {place}", "{name} et la {thing}", "Où est passée la {thing} ?"),
        ),
        "es": Words(
            3,
            _list("Íñigo Peñalver, Begoña Muñiz, Ramón Ibáñez, Lucía Ordóñez, Andrés Güell, Inés Cordón"),
            _list(
                "junto al puerto viejo, en la alcaldía, detrás del molino, en la plaza del mercado, al pie del faro, "
                "en el jardín de atrás, cerca de la estación"
            ),
            _list(
                "campana, escalera, linterna, puerta, montaña, cabaña, balanza, bomba, carreta, ventana, canción, "
                "máquina, brújula, guitarra, leña, caña, sábana, estación, página, chimenea"
            ),
            _list("reparada, pintada, contada, medida, vendida, olvidada, abierta, dibujada, pesada, llevada"),
            _list(
                "antes del amanecer, en primavera, después de la tormenta, durante el frío, un sábado de mañana, "
                "al final del año, dos veces al día"
            ),
            (
                "{name} contó que la {thing} fue {deed} {place} {time}.",
                "Nadie recordaba quién había dejado la {thing} así, aunque la {other} seguía {place}.",
                "Pasaron {number} días hasta que la {thing} quedó {deed}, y la {other} tuvo que esperar.",
                "—La {thing} no se toca —dijo {name} {time}, señalando la {other}.",
                "Llegaron {number} visitantes para ver la {thing}; la {other} no le interesó a ninguno.",
                "¿Por qué estaría la {thing} {deed} {place}, si la {other} todavía no lo está?",
            ),
            ("La {thing} que volvió", "{name} y la {thing}", "Una {thing} {place}"),
        ),
        "ru": Words(
            2,
            _list("Вера Лугова, Пётр Ольхин, Зоя Рябцева, Игорь Тихий, Нина Щукина, Фёдор Ясный"),
            _list(
                "у старой пристани, возле мельницы, на рыночной площади, за мостом, в читальном зале, у маяка, "
                "на южном берегу, перед часовней"
            ),
            _list(
                "лестница, лампа, лодка, карта, скамья, труба, дверь, башня, телега, мельница, плотина, тетрадь, "
                "кузница, пила, колокольня, ограда, песня, улица"
            ),
            _list("починена, забыта, покрашена, измерена, открыта, продана, найдена, перенесена, описана"),
            _list("до рассвета, весной, после бури, в сильный мороз, в воскресенье, с прошлой осени, дважды в месяц"),
            (
                "Старая {thing} {place} была {deed} ещё {time}, говорит {name}.",
                "Никто не помнит, почему {thing} была {deed}, хотя {other} до сих пор стоит {place}.",
                "Прошло {number} дней, пока {thing} снова не была {deed}, а {other} могла подождать.",
                "«Эта {thing} нужна всем», — сказал он {time}, и {other} осталась {place}.",
                "Пришло {number} гостей, и каждый хотел увидеть, где {thing}, а где {other}.",
            ),
            ("Как была {deed} {thing}", "{name} и {thing}", "Где теперь {thing}"),
        ),
        "zh": Words(
            1,
            _list("林晓舟, 沈若川, 周以宁, 何远帆, 顾清和"),
            _list("在旧码头, 在磨坊后面, 在市场旁边, 在灯塔下, 在图书室里, 在河的南岸, 在车站前"),
            _list("梯子, 灯笼, 账本, 木船, 水泵, 地图, 石桥, 钟楼, 果园, 窗户, 炉子, 马车, 信件, 琴, 水闸, 粮仓"),
            _list("修好, 搬走, 量过, 画下来, 打开, 卖掉, 称过, 找到, 记录, 清洗"),
            _list("天亮以前, 春天的时候, 暴风雨过后, 去年秋天, 星期天早上, 退潮的时候, 每个月两次"),
            (
                "{name}说，{time}有人{place}把{thing}{deed}了。",
                "没有人记得是谁把{thing}{deed}的，不过{other}一直{place}。",
                "过了{number}天，{thing}才又被{deed}，{other}只好再等一等。",
                "来了{number}位客人，大多数人只想看{thing}，不想看{other}。",
                "“这里的{thing}属于大家。”{name}{time}这样说，然后把{other}也{deed}了。",
            ),
            ("{thing}的故事", "{name}与{thing}", "{time}的{thing}"),
            "",
        ),
    }
)

BOILERPLATE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "Advertisement",
            "Share this article",
            "Click here to subscribe to our newsletter",
            "Sign up for our free daily newsletter",
            "Read more",
            "Related articles",
            "Skip to main content",
            "Home | News | Sport | Weather | Contact",
            "Accept all cookies",
            "Follow us on Facebook and Twitter",
            "Terms of use",
            "Privacy policy",
            "Back to top",
            "Print this page",
            "Leave a comment",
            "© {year} {name} Media. All rights reserved.",
            "Copyright {year} by {name}",
            "Posted by {name} on {day}/{month}/{year}",
            "By {name} | Updated {day}.{month}.{year} at 10:{minute}",
            "{number} comments",
            "Photo: {name}",
            "{minute} min read",
            "Page 2 of {number}",
        ),
        "de": (
            "Anzeige",
            "Artikel teilen",
            "Newsletter abonnieren",
            "Zum Inhalt springen",
            "Impressum",
            "Datenschutzerklärung",
            "Mehr zum Thema",
            "Alle Rechte vorbehalten.",
            "© {year} {name} Verlag",
            "Foto: {name}",
            "{number} Kommentare",
        ),
        "fr": (
            "Publicité",
            "Partager cet article",
            "Lire aussi",
            "Aller au contenu principal",
            "Mentions légales",
            "Tous droits réservés.",
            "S’abonner à la newsletter",
            "© {year} {name}",
            "Publié le {day}/{month}/{year} par {name}",
            "{number} commentaires",
        ),
        "es": (
            "Publicidad",
            "Compartir",
            "Leer más",
            "Aviso legal",
            "Política de privacidad",
            "Todos los derechos reservados.",
            "Suscríbete a nuestro boletín",
            "© {year} {name}",
            "{number} comentarios",
        ),
        "ru": (
            "Реклама",
            "Поделиться",
            "Читайте также",
            "Все права защищены.",
            "Подписаться на рассылку",
            "© {year} {name}",
            "Комментарии: {number}",
        ),
        "zh": ("广告", "分享到微信", "相关阅读", "版权所有", "返回顶部", "© {year} {name}", "责任编辑：{name}"),
    }
)
