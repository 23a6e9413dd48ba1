"""The slots of phrases: what may stand for a number, a name, a date.

Every slot is a pattern for a line in the form of `folding.plain`: quotes, dashes and spaces are plain,
full-width signs are narrow, Greek has no accents. Case does not count but where a slot says so itself.
"""

from __future__ import annotations

import re

from cleanse.linerules.folding import plain

_NETWORKS = (
    "facebook", "face book", "fb", "twitter", "x", "instagram", "insta", "youtube", "you tube", "linkedin", "linked in",
    "pinterest", "reddit", "tumblr", "tiktok", "snapchat", "flipboard", "threads", "bluesky", "mastodon", "google",
    "google plus", "google +", "google+", "google news", "whatsapp", "whats app", "telegram", "viber", "skype", "messenger",
    "facebook messenger", "wechat", "weixin", "weibo", "sina weibo", "qq", "qzone", "douban", "line", "kakaotalk",
    "kakaostory", "naver", "band", "zalo", "signal", "threema", "xing", "vk", "vkontakte", "odnoklassniki", "ok",
    "livejournal", "pocket", "instapaper", "evernote", "digg", "delicious", "del.icio.us", "stumbleupon", "buffer",
    "diaspora", "nk", "wykop", "meneame", "hyves", "tuenti", "hatena", "mixi", "myspace", "yammer", "sms", "rss",
    "e-mail", "email", "mail", "gmail", "outlook", "yahoo", "courriel", "mel", "correo", "correo electrónico", "e-posta",
    "eposta", "e-post", "epost", "sähköposti", "sähköpostilla", "e-mailem", "mailem", "e-pocta", "poczta",
    "ВКонтакте", "вк", "Одноклассники", "Одноклассниках", "фейсбук", "фейсбуке", "твиттер", "твиттере", "телеграм",
    "телеграме", "вайбер", "ватсап", "инстаграм", "электронная почта", "почта", "пошта", "мой мир", "жж", "дзен",
    "微信", "微博", "新浪微博", "腾讯微博", "朋友圈", "微信朋友圈", "QQ空间", "QQ好友", "人人网", "豆瓣", "邮件", "電郵",
    "フェイスブック", "ツイッター", "メール", "ライン", "はてなブックマーク", "はてブ", "카카오톡", "카카오스토리", "페이스북", "트위터",
    "네이버", "네이버 블로그", "밴드", "라인", "인스타그램", "유튜브", "이메일", "메일", "فيسبوك", "فيس بوك", "تويتر", "واتساب",
    "واتس اب", "انستغرام", "تلغرام", "تيليجرام", "يوتيوب", "لينكد إن", "البريد الإلكتروني", "فیسبوک", "توییتر", "تلگرام",
    "واتس‌اپ", "اینستاگرام", "ایمیل", "פייסבוק", "טוויטר", "ווטסאפ", "וואטסאפ", "אינסטגרם", "טלגרם", "מייל", "אימייל",
    "फेसबुक", "ट्विटर", "व्हाट्सएप", "व्हाट्सऐप", "टेलीग्राम", "इंस्टाग्राम", "ईमेल",
)  # fmt: skip

NETWORKS = dict.fromkeys(sorted({plain(name).lower() for name in _NETWORKS}, key=lambda name: (-len(name), name)))
"""What ``{network}`` takes."""

_INNER = r"""[^\s,;:!?|()\[\]{}<>/"]"""

_CAPITAL = (
    "(?-i:[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮIĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏƠƯȘȚẠ-ỹ"
    "Α-ΫЀ-ЯҐҒҖҚҢҮҰҲҺӘӨԱ-Ֆ\u05d0-\u05ea\u0620-\u06d5\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u1780-\u17ff\u3040-\u9fff"
    "\uac00-\ud7a3])"
)
"""A capital, or a letter of a script that has none; Vietnamese letters stand in pairs and are taken whole."""

_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|º|°|ª)?"
_MONTH = r"[^\W\d_][^\s\d,;:!?|()\[\]{}<>/\"]{1,14}"
_YEAR = r"\d{4}"

SLOTS: dict[str, str] = {
    "number": r"\d{1,4}(?:[., ']?\d{3}){0,3}(?:[.,]\d{1,2})?"
    r"(?: ?(?:k|m|mio|mln|млн|тыс|tys|mil|tsd|rb|lakh|万|萬|千|億|亿|만|천|억|हजार|लाख)\.?)?\+?",
    "network": "(?:" + "|".join(map(re.escape, NETWORKS)) + ")",
    "name": rf"{_CAPITAL}{_INNER}{{0,19}}(?: {_INNER}{{1,20}}){{0,3}}",
    "site": rf"(?:{_INNER}{{1,20}}(?: {_INNER}{{1,20}}){{0,4}}|{_INNER}{{21,40}})",
    "date": "(?:"
    r"\d{1,4}(?:\. ?|/|-)\d{1,2}(?:\. ?|/|-)\d{1,4}\.?"
    r"|\d{2,4}[年년] ?\d{1,2}[月월] ?\d{1,2}[日일号]?(?: ?\([月火水木金土日월화수목금토일]\))?"
    r"|\d{1,2}[月월] ?\d{1,2}[日일]"
    rf"|(?:[^\W\d_][^\s\d,;:!?|]{{1,13}},? )?(?:(?:the|den|le|el|ngay|ngày) )?{_DAY}(?:[ -]|\. | (?:de|of|di) )"
    rf"{_MONTH},?(?:[ -]| (?:de|del) ){_YEAR}(?: ?(?:г|р|g|r)\.?)?"
    rf"|(?:[^\W\d_][^\s\d,;:!?|]{{1,13}},? )?{_MONTH} {_DAY},? {_YEAR}"
    r")",
    "time": r"(?:[上下]午 ?|오[전후] ?)?\d{1,2}[:.h시時]\d\d(?:[:.]\d\d|[분分])?(?: ?[ap]\.?m\.?)?"
    r"(?: ?\(?(?:uhr|hrs|hod\.?|gmt|utc|bst|e[sd]t|ce?s?t|ist|p[sd]t|msk|мск)\)?)?",
    "year": r"(?:1[3489]|2[05])\d\d(?: ?- ?(?:\d{4}|\d\d))?",
    "url": r"(?:https?://|www\.)[^\s<>]{2,120}|[\w-]{1,40}(?:\.[\w-]{2,20}){1,3}(?:/[^\s<>]{0,80})?",
    "email": r"[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{2,20}){1,3}",
    "phone": r"\+?[\d(][\d ()./-]{5,22}\d",
    "rest": r".{1,120}",
}
"""Patterns by the name of the slot."""

OPEN = frozenset({"name", "site", "rest"})
"""Slots that take any words: a phrase needs words of its own beside them."""
