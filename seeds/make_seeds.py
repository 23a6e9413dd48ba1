"""Make the seeds that an editor or a checkout could spoil: legacy encodings, compressed files, control characters.

    python seeds/make_seeds.py [FOLDER]     writes below FOLDER, by default the corpus beside this script

What it makes is committed too; running it again gives the same text (compressed bytes may differ between builds of
zlib, what they hold does not). All texts were written for this project.
"""

import gzip
import io
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def packed(data: bytes) -> bytes:
    """``data`` as a gzip file without a name and with time 0, so that it is the same every day."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(data)
    return out.getvalue()


def garbled(text: str) -> str:
    """UTF-8 read as windows-1252; the five bytes it leaves open become the C1 controls that browsers make of them."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode("utf-8")
    )


# --- legacy encodings --------------------------------------------------------------------------------------------

WEIGHTS = """\
The woman who weighs the wind

Ingrith Solloway has no garden, no car and, as she puts it, “no patience with thermometers”. What she has is a flat roof above a chandler’s shop, and on it eleven small kites that are never taken down. Each pulls at a spring balance – the kind that anglers use – and each balance moves a pencil across a drum of paper. At six in the evening she changes the paper. She has done so since she was nineteen; she’s seventy-four now.

“People ask what it’s for,” she says. “I tell them it’s a diary, only the wind keeps it.”

The drums fill a whole wall of the attic: 20,075 of them, give or take a week lost to pleurisy. Nobody looked at them until last year, when a student from the harbour college came up the ladder with a laptop and stayed until midnight. He had been searching for the great squall of 1971, which every old sailor remembers and no weather station wrote down. It was there, on drum 4,612 – a single pencil stroke that ran off the edge.

Since then the college has photographed the drums at a rate of fifty a day. The first results, which aren’t yet printed, suggest that the sea breeze now sets in about forty minutes earlier than it did when she began…

There’s talk of a museum. Miss Solloway would rather have a second roof, further out along the mole, where the chimneys don’t “chew the air before I get it”, and somebody with young knees to climb up to it. Two of the college’s students have put their names down; one is said to be afraid of heights.

She isn’t surprised. “The washing dries sooner,” she says. “I could’ve told them that for nothing.” A new pencil costs her £0.60, a balance £4; the kites she sews herself, from old umbrellas.
"""

FOIRE = """\
La foire aux horloges de Brévelay

Partager

Deux fois par an, quand les jours et les nuits s’égalent, le bourg de Brévelay arrête toutes ses horloges. C’est le signal de la foire : pendant quarante-huit heures, on n’y connaît plus l’heure qu’à l’œil, au soleil ou à l’estomac, et près de deux cents horlogers venus de toute la région dressent leurs tréteaux sous les tilleuls.

« Au début, les visiteurs regardent leur poignet sans arrêt », raconte Aurélien Pouldergat, qui tient l’auberge. « Le second jour, ils n’y pensent plus… et ils restent dîner. »

Publicité

On vient ici pour une roue, une aiguille, un ressort introuvable ; on en repart souvent avec une pendule dont on n’avait nul besoin. Les prix vont de 2 € pour une clé dépareillée à 3 800 € pour un régulateur de gare. Le marchandage est permis, le mensonge aussi, à condition qu’il soit beau.

Le dimanche soir, à l’instant où le soleil touche le clocher, le plus jeune apprenti remet en marche l’horloge de l’église. Il a droit à trois coups ; s’il se trompe, le bourg vivra six mois avec son erreur. En 1987, Brévelay eut ainsi vingt minutes d’avance jusqu’à l’automne, et personne, paraît-il, n’a manqué un train.

Il y a aussi ceux qui n’achètent rien. Un ancien chef de gare s’installe chaque année sur le même banc, une montre arrêtée dans chaque poche, et explique aux enfants pourquoi les deux disent vrai deux fois par jour. On lui apporte du cidre ; on le laisse parler.

Lire aussi : Le dernier fondeur de cloches cherche un héritier

Tous droits réservés
"""

FLISACY = """\
Flisacy wracają na Ochlę

Udostępnij

Po raz pierwszy od siedemdziesięciu lat z tartaku w Zarzeczynie wypłynęła tratwa. Sześć pni świerkowych, związanych brzozową witką, spłynęło w niedzielę Ochlą aż do mostu w Dąbrówce Górnej, a na brzegu czekało kilkuset mieszkańców z termosami, trąbkami i chlebem ze smalcem.

Pomysł wyszedł od miejscowego nauczyciela, który znalazł w piwnicy szkoły dziennik ostatniego retmana. "Było tam wszystko: jak wiązać, jak sterować i ile wódki wolno wypić przed Kamiennym Progiem" - mówi Wawrzyniec Łękota. "Tego ostatniego postanowiliśmy nie sprawdzać".

Reklama

Spław trwał pięć godzin. Tratwa dwa razy utknęła na mieliźnie i raz zahaczyła o żerdź, którą rybacy zapomnieli wyciągnąć. Nikt nie wpadł do wody, choć wójt, zaproszony na pokład w lakierkach, był tego bliski.

Drewno posłuży do odbudowy wieży strażackiej, spalonej w zeszłym roku od pioruna. Za rok flisacy chcą popłynąć dalej, do ujścia rzeki, a młodzież z technikum buduje już drugą tratwę, krótszą i - jak zapewnia - znacznie szybszą.

Najstarszy uczestnik spływu, osiemdziesięcioczteroletni Świętosław Gąsior, pamięta jeszcze prawdziwe tratwy. Jako chłopiec nosił flisakom mleko i zsiadał dopiero za drugim zakrętem, skąd wracał pieszo przez łąki. "Woda jest ta sama, tylko ludzie głośniejsi" - stwierdził, po czym poprosił, żeby dać mu potrzymać wiosło. Trzymał je do samego końca, a przy moście nie chciał oddać.

W szkole powstaje teraz mały słownik gwary flisackiej. Uczniowie zebrali już sto czterdzieści słów, między innymi siedem różnych określeń na kogoś, kto boi się wody.

(PAP)

Czytaj także: Źródło pod lipą znów bije

Wszelkie prawa zastrzeżone
"""

PEKARNYA = """\
Пекарня на колёсах приехала в Верхние Ключи

15.02.2017 09:40

Поделиться

Каждый четверг, ровно в семь утра, на площади перед бывшей школой в Верхних Ключах останавливается старый автобус без сидений. Вместо них внутри стоят печь, стол и два мешка муки. Через сорок минут над посёлком поднимается запах ржаного хлеба, а ещё через десять у дверей собирается очередь.

Автобус придумала Агриппина Лаптева, которая двадцать лет проработала на хлебозаводе и осталась без места, когда завод закрыли. "Везти хлеб за сто километров глупо, он приезжает усталый, - говорит она. - А печь не устаёт, её и вожу".

Реклама

Дрова для печи приносят покупатели: одно полено даёт скидку в пять рублей. Зимой, когда дорогу заносит, впереди автобуса идёт трактор, и тракторист получает первую буханку бесплатно. За две зимы пекарня не пропустила ни одного четверга, хотя однажды хлеб пришлось печь прямо на мосту, потому что дальше проехать было нельзя.

По субботам Лаптева учит печь всех желающих. Первый урок всегда один и тот же: нужно полчаса просидеть рядом с тестом и ничего с ним не делать. Выдерживают не все, зато те, кто выдержал, приходят снова и приводят соседей. Осенью шестеро учеников сложили собственную печь во дворе библиотеки, и теперь книги там пахнут тмином.

Летом маршрут станет длиннее. Ещё три деревни попросили включить их в расписание, и одна из них, Сухой Лог, уже построила навес, под которым можно ждать в дождь.

Читайте также: В Сухом Логу нашли колодец, которого нет на карте

Подпишитесь на нашу рассылку
"""

FAROS = """\
Ο φάρος της Αλμυρόπετρας ανάβει ξανά

Κοινοποίηση

Ύστερα από είκοσι έξι χρόνια σιωπής, ο παλιός φάρος της Αλμυρόπετρας άναψε το βράδυ του Σαββάτου. Οι κάτοικοι του νησιού ανέβηκαν με φανάρια το μονοπάτι ως τον γκρεμό και, όταν η πρώτη δέσμη φωτός πέρασε πάνω από τα σπίτια, οι καμπάνες χτύπησαν χωρίς να το έχει ζητήσει κανείς.

Η επισκευή κράτησε τρία καλοκαίρια. Τον φακό, σπασμένο σε τέσσερα κομμάτια, τον κόλλησε μια συντηρήτρια που συνήθως δουλεύει με αρχαία αγγεία. «Το γυαλί είναι πιο ειλικρινές από τον πηλό», λέει η Ευανθία Καλαμιώτη. «Αν κάνεις λάθος, το βλέπουν τα πλοία».

Διαφήμιση

Ο φάρος δεν χρειάζεται πια φύλακα, όμως ο δήμος αποφάσισε να ορίσει έναν, με μισθό συμβολικό. Θα κοιμάται εκεί τις νύχτες με ομίχλη, θα καθαρίζει τα τζάμια από το αλάτι και θα γράφει στο ημερολόγιο ό,τι περνά από το στενό. Για τη θέση έκαναν αίτηση εννέα άνθρωποι, οι περισσότεροι συνταξιούχοι ναυτικοί και μία δασκάλα.

Οι ψαράδες ήταν στην αρχή επιφυλακτικοί. Είχαν συνηθίσει να μπαίνουν στο λιμάνι με οδηγό το φως της ταβέρνας, που δεν σβήνει ποτέ πριν από τις δύο, και φοβήθηκαν ότι θα τα μπερδέψουν. Τελικά βρέθηκε λύση: η ταβέρνα έβαλε κόκκινο λαμπτήρα, ο φάρος κράτησε τον λευκό, και ο ταβερνιάρης υποσχέθηκε να μην ανάβει τίποτε άλλο όταν φυσά νοτιάς.

Το ημερολόγιο θα είναι ανοιχτό για όλους. Όποιος ανεβαίνει ως εκεί μπορεί να προσθέσει μια γραμμή. Στην πρώτη σελίδα γράφτηκε ήδη: «Θάλασσα ήρεμη, ένα καΐκι, δύο δελφίνια».

Διαβάστε επίσης: Το τελευταίο ξυλουργείο του λιμανιού

Ακολουθήστε μας στο Facebook
"""

EKI = """\
山あいの駅に小さな図書室が誕生

シェアする

県北部の無人駅、白樫沢駅の待合室に、今月から小さな図書室が開かれている。棚に並ぶのは住民が持ち寄ったおよそ九百冊の本で、貸出カードも返却期限もない。読みかけのまま列車に乗り、次の駅の箱に返してもよい決まりだ。

きっかけは、去年の冬に大雪で列車が止まったことだった。待合室で一晩を過ごした高校生たちが、かばんの中の文庫本を交換し合い、翌朝そのまま置いて帰ったという。世話役の一人で元国語教師の梨木はつえさんは、「返しに来た子が、また別の本を置いていく。それを見て、棚を作らなければと思いました」と話す。

スポンサーリンク

棚は近くの製材所が端材で作り、ストーブの薪は商店会が交代で運ぶ。鉄道会社も協力的で、夜の最終列車のあと一時間は明かりを消さずにおくことにした。

本にはそれぞれ細い紙が一枚はさんである。読み終えた人が日付と一言を書きこむためのもので、「三章で降りる駅を忘れた」「犬が出てくるので祖父に勧めた」といった短い言葉が並ぶ。書いた人どうしが顔を合わせることはほとんどないが、同じ本をめぐって何か月も会話が続くこともある。いちばん長い紙は、すでに裏側まで文字で埋まった。

冬のあいだは窓に内側から障子を立て、隙間風を防ぐ。建具は閉店した旅館から譲り受けたもので、よく見ると古い落書きが残っている。消さずに使うことにしたのは、それも読み物のうちだからだという。

利用者は一日に二十人ほどで、そのうち半分は列車に乗らない。「駅は人が通り過ぎるところだと思っていましたが、座るところでもあったのですね」と梨木さんは笑う。来月からは、月に一度、列車の到着に合わせた朗読会も始まる。

関連記事：廃校の音楽室でピアノが鳴った日

この記事をシェア

無断転載を禁じます
"""

SHIQIAO = """\
古镇石桥修复完工，老船工重新上岗

2018年05月09日 10:32　来源：柳溪晚报

分享到：

经过十四个月的修复，柳溪古镇的三孔石桥昨天重新开放。上午九点，六条乌篷船依次从桥洞下穿过，船头站着的多是年过七旬的老船工，岸上的居民敲起了锣鼓。

这座石桥建于三百多年前，前年汛期时中间的桥墩下沉了将近二十厘米。施工队没有使用水泥，而是按照旧法，用糯米浆拌石灰填缝，再用铁扣把石块连在一起。负责修复的工匠沈禾生说：“水泥太硬，桥会疼。石灰软一些，石头之间还能商量。”

广告

桥修好以后，镇上决定恢复停了十一年的水上早市。每逢农历初一、十五，菜农可以把船停在桥边卖菜，不收摊位费，只要求中午以前把河面打扫干净。

家住桥头的梅阿婆今年八十六岁，她在桥上站了很久，用手摸着一块颜色略浅的新石头。“这一块是新的，我认得出来，”她说，“不过再过一百年，就没有人认得出来了。”

早市恢复的头一天，来了四十多条船。卖菱角的、卖豆腐的、修雨伞的挤在一起，孩子们趴在桥栏上数船。一位从外地赶来的画家原本只想住两天，结果住了半个月，他说自己画了二十几张速写，没有一张画得出摇橹的声音。镇上的茶馆为此提前到凌晨四点开门，老板娘说，几十年前她的祖母也是这个时候生炉子的。

学校也跟着忙了起来。五年级的学生正在给每一座桥写“履历”，内容包括名字、年龄、受过什么伤、谁给它治过。写得最好的那几篇将刻在木牌上，立在桥头。老师要求学生先去问家里的老人，再去查书，因为书上写的和老人讲的常常不一样，而两样都值得记下来。

今年秋天，镇上还打算把另外两座小桥也检查一遍。沈禾生已经去看过，他用竹竿敲了敲桥墩，听了一会儿，说其中一座“只是有点咳嗽”，另一座却要早点动手，最好赶在明年雨季以前。

（责任编辑：柳小满）

相关阅读：柳溪古镇将禁止机动船进入

版权所有，未经许可不得转载
"""

KNOFLIKY = """\
Muzeum knoflíků otevřelo v bývalé celnici

Sdílet

V městečku Horní Třešňovice otevřeli v sobotu muzeum, jaké prý nemá nikde v okolí obdobu. V osmi místnostech staré celnice visí na plátně, leží v zásuvkách a stojí ve sklenicích více než čtyřicet tisíc knoflíků – perleťových, rohovinových, porcelánových i takových, které někdo vyřezal z pecky od švestky.

Sbírku založila před šedesáti lety švadlena Květoslava Žďárská. „Zákaznice mi nosily staré kabáty a já z nich nikdy nevyhodila ani knoflíček,“ vypráví. „Látka se rozpadne, ale knoflík si pamatuje.“

Reklama

Nejcennější kus je zároveň nejmenší: skleněný knoflík o průměru čtyř milimetrů, který přišívali na rukavičky pro panenky. Návštěvník si ho může prohlédnout lupou, půjčuje se u pokladny spolu s klíčem od skříňky.

Obec doufá, že muzeum přiláká výletníky, kteří dosud jen projížděli. Vlak tu staví čtyřikrát denně a přednosta stanice slíbil, že o víkendech počká, dokud poslední host nedojde od celnice k nástupišti.

Vstupné je dobrovolné. Kdo nemá drobné, může zaplatit knoflíkem.

Čtěte také: Hodinář, který opravuje čas zadarmo

Všechna práva vyhrazena
"""

HAMAM = """\
Eski hamam kasabanın ilk tiyatrosu oldu

Paylaş

Yukarı Çamlıdere'de otuz yıldır kapalı duran taş hamam, geçen cuma akşamı perdelerini açtı. Sıcaklık bölümündeki göbek taşı sahneye, kurnaların önü de seyirci sıralarına dönüştü. İlk oyunu yüz kırk kişi izledi; dışarıda kalanlar kubbedeki cam gözlerden içeriyi görmeye çalıştı.

Fikrin sahibi, ilçede edebiyat öğretmenliği yapan Şükran Yağızel. “Burada fısıldadığınız bir söz en arkadaki seyirciye kadar gidiyor,” diyor. “Mikrofona para vermedik, ama oyuncular öksürmemeyi öğrenmek zorunda kaldı.”

Reklam

Onarım sırasında külhanda eski bir defter bulundu. Hamamcı, borcunu ödemeyenlerin adlarını tek tek yazmış, bazılarının yanına da “sesi güzel” diye not düşmüş. Tiyatronun ilk oyunu işte bu defterden doğdu: borçlular sahneye çıkıp birer türkü söylüyor, seyirci de kimin borcunun silineceğine karar veriyor.

Kışın salonu ısıtmak için külhan yeniden yakılacak. Belediye odun yardımı yapacağını açıkladı, ancak izleyicilerden de evlerinden birer minder getirmeleri isteniyor; çünkü mermer, oyun ne kadar güzel olursa olsun, soğuk.

İlginizi çekebilir: Dağ köyünün gezici kütüphanesi

Bültenimize abone olun

Tüm hakları saklıdır
"""

# --- pages and files to be packed --------------------------------------------------------------------------------

WANDERWEG = """\
<!DOCTYPE html>
<html lang="de">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<title>Ein Weg nur für Barfüßige – Oberauer Nachrichten</title>
<script>var anzeigen = 3; if (anzeigen > 2) { document.title += ""; }</script>
</head>
<body>
<div class="kopf"><a href="/">Startseite</a> <a href="/orte">Orte</a> <a href="/wetter">Wetter</a> <a href="/abo">Abo</a></div>
<div class="cookie">Wir verwenden Cookies, um Ihnen den bestmöglichen Dienst zu bieten. <button>Verstanden</button></div>
<article>
<h1>Ein Weg nur für Barfüßige</h1>
<p class="zeile">Von Tilmann Röckenfeld, 21. Mai 2016</p>
<p>Am Ortsrand von Oberau beginnt seit Pfingsten ein Weg, den man nur ohne Schuhe betreten darf. Er führt über Moos, Kiesel, Rindenmulch und an zwei Stellen durch den Bach, ist gut drei Kilometer lang und endet – wie könnte es anders sein – an einem Wirtshaus, in dem Handtücher bereitliegen.</p>
<p>„Anfangs haben die Leute geflucht“, sagt der Förster, der den Weg angelegt hat. „Nach zweihundert Metern werden sie still, und nach einem Kilometer fangen sie an zu grüßen.“ Die Schuhe fahren derweil auf einem Anhänger voraus. Verwechslungen kommen vor; zwei Wanderer haben sich auf diese Weise kennengelernt.</p>
<div class="anzeige">Anzeige</div>
<p>Für Kinder gibt es eine kürzere Runde mit Tannenzapfen, die als besonders schwierig gilt. Wer sie schafft, bekommt am Ende ein Stück Kuchen für 0 €. Hunde dürfen mit, müssen aber, so steht es auf der Tafel, „ebenfalls barfuß“ gehen.</p>
</article>
<aside><h3>Mehr zum Thema</h3><ul><li><a href="/1">Bachlauf wird verlegt</a></li><li><a href="/2">Der letzte Schuster hört auf</a></li></ul></aside>
<footer>© 2016 Oberauer Nachrichten | Impressum | Datenschutz</footer>
</body>
</html>
"""

RENDEIRAS = """\
<!DOCTYPE html>
<html lang="pt">
<head>
<meta charset="utf-8">
<title>Rendeiras de Ponta da Areia ensinam rapazes | Diário da Enseada</title>
<style>.menu a { padding: 4px } .publicidade { background: #eee }</style>
</head>
<body>
<nav class="menu"><a href="/">Início</a> <a href="/cidade">Cidade</a> <a href="/cultura">Cultura</a> <a href="/assine">Assine já</a></nav>
<div class="cookies"><p>Usamos cookies para melhorar a sua experiência. Ao continuar, você aceita a nossa política de privacidade.</p></div>
<article>
<h1>Rendeiras de Ponta da Areia ensinam rapazes</h1>
<p class="autor">Por Belmira Quintão, 17/08/2020 às 15h20</p>
<p>Durante quatro gerações, a renda de bilros foi em Ponta da Areia um ofício de mulheres. Desde junho já não é: onze rapazes, quase todos filhos de pescadores, sentam-se duas vezes por semana diante das almofadas e aprendem a cruzar os fios com as avós dos amigos.</p>
<p>“No começo, eles apertavam o ponto como quem conserta rede”, conta dona Celestina Varejão, de oitenta e um anos. “Depois descobriram que a mão não precisa de força, precisa de paciência. Alguns têm mais do que as minhas netas.”</p>
<div class="publicidade">Publicidade</div>
<p>A associação passou a aceitar rapazes porque estava a ponto de fechar: das sessenta rendeiras que havia em 1990 restavam nove. As peças são vendidas na feira de domingo, e metade do valor fica com quem as fez. Uma toalha grande leva quatro meses de trabalho.</p>
<p>Em dezembro haverá uma exposição na antiga alfândega. O ponto inventado por um dos alunos, que imita a espuma na areia, já tem nome e já foi copiado na vila ao lado.</p>
</article>
<section class="veja"><h3>Veja também</h3><ul><li><a href="/r">Farol terá visitas à noite</a></li></ul></section>
<p class="boletim">Receba as notícias no seu e-mail. <a href="/b">Inscreva-se</a></p>
<footer>© 2020 Diário da Enseada. Todos os direitos reservados.</footer>
<script>contar("pt", 17);</script>
</body>
</html>
"""

CHANGES = """\
# Changes to the harbour tables

Newest first. Dates are those of publication, not of the survey.

## 7.2

- High water at Orrasay is given to the minute again.
- The rule for summer time follows the mainland:

  ```text
  last Sunday of March    +1 h
  last Sunday of October  -1 h
  ```

- `tides --copyright` prints the notice of the chart office; it used to print nothing.

## 7.1

| port         | old offset | new offset |
|--------------|-----------:|-----------:|
| Saltby Haven |     -0 h 7 |     -0 h 9 |
| Vey mouth    |     +0 h 4 |     +0 h 4 |
| Dunmere lock |     +1 h 2 |     +0 h 58 |

1. Neap tables are printed on their own page.
2. The page numbers are right.

## 7.0

> Whoever sails by these tables does so with his eyes open.

The survey of that summer moved three buoys and found a fourth that nobody had laid. It is shown on the sheet with a
question mark, and masters are asked to report whether it is there.

The preface was dropped by mistake and is back, in the words of its author:\x20\x20
*Look over the side.*
"""

JARDIM = """\
Horta no telhado alimenta escola de Vila Sorrel

Partilhar

A escola básica de Vila Sorrel deixou de comprar alface. Há um ano que todas as saladas do refeitório vêm do telhado do ginásio, onde os alunos cultivam setecentos metros quadrados de terra trazida, balde a balde, pelas escadas de incêndio.

A ideia nasceu de uma goteira. Ao impermeabilizar a cobertura, o engenheiro da câmara observou que ela aguentaria meio metro de solo, e a professora de ciências, Filomena Barreirão, não esperou que ele mudasse de opinião. «Pedi-lhe que escrevesse aquilo num papel e assinasse», recorda.

Publicidade

Cada turma cuida de um canteiro e responde pelas suas pragas. Os mais novos tratam das minhocas; os mais velhos fazem as contas da água, que é recolhida da chuva e nunca chega a setembro. No ano passado faltaram duas semanas, e a escola aprendeu a gostar de favas secas.

O excedente é vendido à porta, às sextas-feiras, por um preço que os alunos decidem em assembleia. A última discussão, sobre o valor de um molho de salsa, durou uma hora e quarenta minutos e acabou empatada.

Leia também: O autocarro que virou estufa

Siga-nos nas redes sociais
"""

GAZETTE_ROWS = """\
{"id":"gz-1","text":"Le bac de l'île aux Aulnes ne passera pas lundi. La chaîne sera changée, ce qui n'avait pas été fait depuis 1996. Un canot assurera la traversée des piétons entre huit heures et midi.\\n\\nLire aussi : La chaîne, une histoire de famille","meta":{"n":1.0}}
{"text":"Nobody has claimed the eleven hats that were handed in after the regatta. They hang on the railing of the harbour office, in the order in which they were found, and may be tried on.\\n\\nLeave a comment","id":"gz-2","meta":{"n":12345678901234567890}}
{"id":"gz-3","meta":{"n":3,"ok":false},"text":"В порту Солёная Губа открыли читальню для моряков. В ней двести книг, самовар и одно правило: книгу можно увезти в море, но вернуть её должен тот, кто её дочитал."}
{"id":"gz-4","text":"The lock at Dunmere will stay open all night on the second of October, as it has every year since the eels were counted. Crews are asked to put out their lamps while they wait.","meta":null}
{"id":"gz-5","text":"The lock at Dunmere will stay open all night on the second of October, as it has every year since the eels were counted. Crews are asked to put out their lamps while they wait.","meta":{"copy":true}}
"""

# --- damaged text ------------------------------------------------------------------------------------------------

BAKERY = [
    "The café that forgot its prices",
    "When the blackboard of the Café Brûlot in Vey was stolen one night in May, the owner couldn’t remember what she had been charging. So she asked her guests. “They wrote it on napkins,” says Zoë Fairlamb, “and most of them wrote too much.”",
    "“I’ve left it at that,” she says. There is no list of prices any more, and no till either, only a cigar box by the door. Takings in the first summer were a sixth higher than the year before, though somebody put in a button and somebody else a tooth.",
    "A crème brûlée costs whatever you think it’s worth – on average 3.40 – and the naïve assumption that students pay least has turned out to be wrong. It’s the men in ties who look over their shoulder before they drop their coins.",
    "Economists from the college have sat in the corner for a week with a notebook. They found that people pay more when it rains, less when they’re in pairs, and nothing at all if the box is moved six feet from the door…",
    "Miss Fairlamb gave them coffee and a slice of her mother’s gâteau. They left, she says, exactly what it had cost in April.",
]

DOUBLE = [
    "Une école sans cloche",
    "À l’école de Sainte-Mélisse, la cloche n’a pas sonné depuis la rentrée. Elle n’est pas cassée : les élèves ont demandé qu’on la taise, pour voir. « Le premier jour, tout le monde était en retard, même moi », avoue le directeur, Loïc Kermabon.",
    "Puis quelque chose s’est mis en place. Les plus petits ont pris l’habitude de regarder l’ombre du platane, les grands se préviennent d’un signe de tête, et les leçons s’achèvent quand elles sont finies – parfois plus tôt, souvent plus tard.",
    "Les parents étaient inquiets. Une réunion très animée s’est tenue en octobre ; elle a duré trois heures, personne n’ayant su dire à quel moment il convenait de l’arrêter.",
    "La cloche, elle, a été prêtée au village voisin, dont l’église n’en avait plus.",
]

LONE = """\
Skating on the upper lake to begin at noon

The ice on the upper lake at Hathersett has reached eighteen centimetres, the warden reported on Friday, and the flag at the boat house was changed from red to green for the first time in six years.Â

He drilled forty holes before breakfast, each marked with a birch twig, and measured every one of them twice. "Ice is like a family," he said. "You judge it by its weakest member."Â

Skaters may use the western half, as far as the line of barrels. The mouth of the stream is closed, and so is the narrow strip below the dam, where the water moves all winter.Â Dogs are allowed on the ice, horses are not.

A stall will sell soup and hire out skates at two crowns an hour. Those who bring their own are asked to show them first, since the blades of 1950, which are still to be found in many a shed, cut grooves in which children fall.Â

The brass band has offered to play, if its valves don't freeze. In the hard winter of six years ago, only the drum was heard after the second march.Â
"""

TERMINAL = (
    "Night log of the signal cabin at Corrow junction\n"
    "\n"
    "\x1b[32m22:10\x1b[0m The goods train from Ostrel passed on time with thirty-one wag\u00adons, the last without a lamp. "
    "Rang Vey and had it stopped.\n"
    "\x1b[32m22:48\x1b[0m Points six are stiff again. Oiled them and left a note for the day man, who will say that he "
    "has oiled them\u200b already.\n"
    "\x1b[31;1m23:05\x1b[0m Failure of the block instrument. Worked by tele\u00adphone until 23:40, with a written order for "
    "each train as the rule\u200b book demands.\n"
    "\n"
    "\ufeffThe mail ran eleven minutes late. Her driver leaned out and called some\u00adthing, but the wind took it.\n"
    "\x1b[32m00:15\x1b[0m Fox on the down line, walking as if it had a ticket.\x00\n"
    "\x1b[32m01:30\x1b[0m Nothing.\x07\n"
    "\x1b[32m02:00\x1b[0m Nothing, and a little rain. The kettle is the only thing that works without orders in this "
    "\u2060cabin.\n"
    "\n"
    "\x1b[32m03:20\x1b[0m The milk train came through with both doors of the third van open. Sent word ahead; "
    "the churns were counted at Tellingford and none\x00 was missing.\x0b\n"
    "\x1b[32m04:55\x1b[0m First light. Hung up the lamps, wound the clock, and wrote this fair. The book is left on the "
    "desk, open, with the pen\u200b beside it and the ink well stop\u00adpered.\n"
    "\x1b[1mEnd of log.\x1b[0m\n"
)

LIST_MAIL = """\
From: Petra Oyelaran-Stubbs <petra@ammel-rowers.example>
To: rowers@ammel-rowers.example
Date: Thu, 12 Sep 2019 21:14:03 +0200
Subject: [rowers] Re: The new eight

Hello all,

Hal wrote:

> I have measured the boat house twice now. She is
> 17.6 metres long, and the shed is 17.4.
>
>> Could she go in at a slant?
>
> Only without the rudder, and then the door won't shut.

Then we have three choices, and I should like to hear from everybody before Sunday:

  1. We knock a hole in the back wall. Corin says it isn't holding anything up.
  2. We hang her under the bridge, where the old four used to be, and ask the council afterwards.
  3. We send her back. I mention this only for completeness.

For the first we would need two bags of lime and a free Saturday. I can bring the bags.

As for the name: there have been nineteen suggestions, and eleven of them were "Petra". Thank you, but no.

See you at the steps, six o'clock, with dry socks.

Petra

--
Ammel Rowers, founded 1911
The boat house is the green one.

You are receiving this message because you subscribed to the rowers list.
To unsubscribe from this list, write to rowers-leave@ammel-rowers.example
"""

OLD_MAC = """\
Letter found in the drawer of a writing machine

Dear Ludo,

You asked how we spend the evenings here. We wind things. There is the clock in the hall, which loses a minute a day, the clock on the landing, which gains one, and the musical box of Aunt Sidonie, which plays the first half of a waltz and then thinks better of it. By the time we have been round the whole house it is nine, and your sister lights the lamp.

The orchard has done well. We picked eleven baskets of the small red ones that nobody knows the name of, and I have written to the growers' association to ask. They have answered that it can't exist, and enclosed a form.

The dog is well. He has learned to open the larder, and we have learned to let him; he takes only the rinds and shuts the door behind him, which is more than can be said of Bertram.

Come before the road goes. If you bring a newspaper, bring an old one, so that we know how everything turned out.

Your loving
Wilhelmina

P.S. The piano tuner has been. He asked to be remembered to you, and wept a little over the low notes.
"""

BAD_BYTES = """\
The keeper of the swing bridge retires

After forty-four years and, by his own count, some 96,000 openings, Tobias Ferrâtre handed over the key of the swing bridge at Vey on Friday. The key weighs two kilos and opens nothing: it only releases the brake, and the rest is done by walking in a circle.

“I must have gone round the earth once and a bit,” said Mr Ferrâtre, who is sixty-six, “and always to the left.” His wife has noticed that he still peels potatoes that way.

The bridge will be turned by a motor from the first of May. The town’s boatmen have asked that the old capstan be left in place, in case the current fails, and that somebody be paid to remember how it’s used. A retired miller has come forward, and a girl of twelve.

On his last day Mr Ferrâtre opened the bridge for a coal barge, two rowing eights and a swan. The swan, he said, hadn’t asked, but it seemed the right thing to do; it went through without hurry, in the middle of the channel, as the rules of the canal demand.

What he’ll miss, he says, isn’t the bridge but the waiting. While it stands open nobody in Vey can go anywhere, so people talk: two marriages and one lawsuit are known to have begun at the barrier. With the motor the whole business will take ninety seconds, which isn’t long enough to ask after anybody’s mother.

He means to spend the summer at his sister’s in the hills, where there isn’t a river for thirty miles. After that he’ll see. He has kept the cap, and a spare brake pin.
"""


def damaged() -> bytes:
    """UTF-8 with two bytes that are none: a cp1252 letter, and an apostrophe that lost its last byte."""
    data = BAD_BYTES.encode("utf-8")
    data = data.replace("Ferrâtre, who".encode(), b"Ferr\xe2tre, who", 1)
    return data.replace("hadn’t".encode(), b"hadn\x92t", 1)


def seeds() -> dict[str, bytes]:
    """Name below ``corpus`` -> the bytes of the file."""
    mixed = [garbled(text) if index in (1, 3, 4) else text for index, text in enumerate(BAKERY)]
    mixed[0] = garbled(BAKERY[0])
    twice = [garbled(garbled(text)) for text in DOUBLE]
    return {
        "chinese/shiqiao-gbk.txt": SHIQIAO.encode("gbk"),
        "czech/knofliky-utf16.txt": b"\xff\xfe" + KNOFLIKY.encode("utf-16-le"),
        "docs/changes.md.gz": packed(CHANGES.encode("utf-8")),
        "french/foire-cp1252.txt": FOIRE.encode("cp1252"),
        "german/barfuss-cp1252.html": WANDERWEG.encode("cp1252"),
        "greek/faros-cp1253.txt": FAROS.encode("cp1253"),
        "japanese/eki-sjis.txt": EKI.encode("shift_jis"),
        "legacy/swing-bridge-bad-bytes.txt": damaged(),
        "legacy/wind-cp1252.txt": WEIGHTS.encode("cp1252"),
        "mail/rowers-crlf.txt": LIST_MAIL.replace("\n", "\r\n").encode("utf-8"),
        "mail/wilhelmina-mac.txt": OLD_MAC.replace("\n", "\r").encode("utf-8"),
        "mojibake/blackboard.txt": ("\n\n".join(mixed) + "\n").encode("utf-8"),
        "mojibake/sans-cloche-twice.txt": ("\n\n".join(twice) + "\n").encode("utf-8"),
        "mojibake/skating.txt": LONE.encode("utf-8"),
        "noise/signal-cabin.txt": TERMINAL.encode("utf-8"),
        "polish/flisacy-iso8859-2.txt": FLISACY.encode("iso8859-2"),
        "portuguese/horta.txt.gz": packed(JARDIM.encode("utf-8")),
        "portuguese/rendeiras.html.gz": packed(RENDEIRAS.encode("utf-8")),
        "russian/pekarnya-koi8-r.txt": PEKARNYA.encode("koi8-r"),
        "turkish/hamam-bom.txt": b"\xef\xbb\xbf" + HAMAM.encode("utf-8"),
        "wire/gazette.jsonl.gz": packed(GAZETTE_ROWS.encode("utf-8")),
    }


def main() -> None:
    """Write every seed of this script below the folder named on the command line."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus"
    for name, data in sorted(seeds().items()):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
