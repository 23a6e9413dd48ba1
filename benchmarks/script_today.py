"""The script one would write today to clean a crawl; kept as it is, to be measured against.

    python -m benchmarks.script_today IN.jsonl OUT.jsonl

Mojibake with ftfy, boilerplate with some sixty regular expressions a line, languages with seeded
langdetect, near-duplicates with datasketch, digests and JSON from the standard library. Nothing in it is
slow on purpose: patterns are compiled once, MinHash is updated in batches, one loop does it all. It keeps
no record of what it removed.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

import ftfy
from datasketch import MinHash, MinHashLSH
from langdetect import DetectorFactory, LangDetectException, detect

BOILERPLATE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\s*advertise?ment\s*$",
        r"^\s*(sponsored|promoted)( content| post)?\s*$",
        r"^\s*(anzeige|werbung|publicité|publicidad|reklama|реклама|广告)\s*$",
        r"^\s*share( this)?( article| story| page| post)?\s*$",
        r"^\s*share (on|via) (facebook|twitter|x|linkedin|whatsapp|email).*$",
        r"^\s*(tweet|pin it|email|print)( this)?( page| article)?\s*$",
        r"^\s*follow us( on .*)?$",
        r"^\s*like us on facebook.*$",
        r"^\s*(partager|compartir|teilen|поделиться)( .{0,30})?$",
        r"^\s*artikel teilen\s*$",
        r"^\s*分享.{0,10}$",
        r"^\s*(please )?(sign up|subscribe)( now| today| here)?( (for|to) .*)?$",
        r"^\s*click here( to .*)?$",
        r"^.*subscribe to our newsletter.*$",
        r"^.*sign up for our (free )?(daily |weekly )?newsletter.*$",
        r"^\s*newsletter( abonnieren)?\s*$",
        r"^\s*(s[’']abonner|suscríbete|подписаться)( .{0,40})?$",
        r"^\s*(read|learn|see|view|show) more\.*\s*$",
        r"^\s*(continue|keep) reading.*$",
        r"^\s*(leer|saber) más\s*$",
        r"^\s*(lire (aussi|la suite)|mehr zum thema|weiterlesen|читайте также|相关阅读)\s*:?\s*$",
        r"^\s*related( articles| stories| posts| content| topics)?\s*:?\s*$",
        r"^\s*you (may|might) also like.*$",
        r"^\s*more (from|in|on|stories).{0,40}$",
        r"^\s*(most (popular|read|viewed|commented)|trending( now)?)\s*$",
        r"^\s*(popular|recent|latest) (posts|articles|news|stories|comments)\s*$",
        r"^\s*skip to (main )?(content|navigation).*$",
        r"^\s*(zum inhalt springen|aller au contenu.*|saltar al contenido)\s*$",
        r"^\s*back to (the )?(top|home|homepage)\s*$",
        r"^\s*(返回顶部|наверх|nach oben|haut de page)\s*$",
        r"^\s*home\s*[|>»/].*$",
        r"^\s*you are here:?.*$",
        r"^(\s*[\w ]{2,20}\s*\|){2,}\s*[\w ]{2,20}\s*$",
        r"^\s*(next|previous|prev)( page| post| article)?\s*[»›>«]*\s*$",
        r"^\s*page \d+( of \d+)?\s*$",
        r"^\s*(menu|search|navigation|login|log in|sign in|register|my account)\s*$",
        r"^\s*(contact|about)( us)?\s*$",
        r"^\s*(faq|help|support|sitemap|site map|rss( feed)?)\s*$",
        r"^.*\bcookies?\b.*(accept|consent|policy|settings|experience).*$",
        r"^\s*(accept|reject|allow)( all)?( cookies)?\s*$",
        r"^\s*(privacy|cookie)( policy| notice| settings)?\s*$",
        r"^\s*terms( (of|and|&) (use|service|conditions))?\s*$",
        r"^\s*(impressum|datenschutz(erklärung)?|agb)\s*$",
        r"^\s*(mentions légales|politique de confidentialité)\s*$",
        r"^\s*(aviso legal|política de privacidad)\s*$",
        r"^.*all rights reserved\.?.*$",
        r"^.*(alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|все права защищены|版权所有).*$",
        r"^\s*(©|\(c\)|copyright)\s*(©)?\s*\d{4}.*$",
        r"^\s*powered by .{1,40}$",
        r"^\s*(photo|image|credit|picture)s?( credit| by)?\s*:.{0,80}$",
        r"^\s*foto:.{0,60}$",
        r"^\s*(getty images|reuters|associated press|afp)\s*$",
        r"^\s*(posted|published|updated|last (modified|updated))( by| on| at|:).{0,80}$",
        r"^\s*publié le .{0,60}$",
        r"^\s*by [A-Z][\w.’'-]+( [A-Z][\w.’'-]+){0,3}( \|.*)?$",
        r"^\s*责任编辑.{0,20}$",
        r"^\s*\d+ (comments?|replies|shares|likes|views|kommentare|commentaires|comentarios)\s*$",
        r"^\s*комментарии: \d+\s*$",
        r"^\s*(leave|post|write|add) a (comment|reply)\.?\s*$",
        r"^\s*\d+ min(ute)?s? read\s*$",
        r"^\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}( \d{1,2}:\d{2})?\s*$",
        r"^\s*print this (page|article)\s*$",
    )
]

THRESHOLD = 0.8
PERMUTATIONS = 128
WORD = re.compile(r"\w+")

DetectorFactory.seed = 0


def clean(text: str) -> str:
    """Repaired, without lines that a pattern knows."""
    text = ftfy.fix_text(text)
    lines = [line.rstrip() for line in text.split("\n")]
    lines = [line for line in lines if not any(pattern.match(line) for pattern in BOILERPLATE)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def language(text: str) -> str:
    """Of the first two thousand characters."""
    try:
        found: str = detect(text[:2000])
    except LangDetectException:
        return "und"
    return found


def signature(text: str) -> MinHash:
    """MinHash of word 5-grams."""
    words = WORD.findall(text.lower())
    shingles = {" ".join(words[start : start + 5]).encode() for start in range(max(1, len(words) - 4))}
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update_batch(shingles)
    return sketch


def main(source: str, target: str) -> None:
    """Read, clean, drop near-duplicates, write."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    with Path(source).open(encoding="utf-8") as rows, Path(target).open("w", encoding="utf-8") as out:
        for number, row in enumerate(rows):
            document = json.loads(row)
            text = clean(document["text"])
            document["lang"] = language(text)
            sketch = signature(text)
            if index.query(sketch):
                continue
            index.insert(str(number), sketch)
            document["text"] = text
            document["sha256"] = hashlib.sha256(text.encode()).hexdigest()
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
