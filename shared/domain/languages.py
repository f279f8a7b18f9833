"""Languages by ISO 639 code. Other systems name them in English ("english", as Whisper does), or by
a tag ("en-US").
"""

import re

NAMES = """
afrikaans af, albanian sq, amharic am, arabic ar, armenian hy, assamese as, azerbaijani az,
bashkir ba, basque eu, belarusian be, bengali bn, bosnian bs, breton br, bulgarian bg, burmese my,
cantonese yue, castilian es, catalan ca, chinese zh, croatian hr, czech cs, danish da, dutch nl,
english en, estonian et, faroese fo, finnish fi, flemish nl, french fr, galician gl, georgian ka,
german de, greek el, gujarati gu, haitian ht, haitian creole ht, hausa ha, hawaiian haw, hebrew
he, hindi hi, hungarian hu, icelandic is, indonesian id, italian it, japanese ja, javanese jw,
kannada kn, kazakh kk, khmer km, korean ko, lao lo, latin la, latvian lv, letzeburgesch lb,
lingala ln, lithuanian lt, luxembourgish lb, macedonian mk, malagasy mg, malay ms, malayalam ml,
maltese mt, mandarin zh, maori mi, marathi mr, moldavian ro, moldovan ro, mongolian mn, myanmar
my, nepali ne, norwegian no, nynorsk nn, occitan oc, panjabi pa, pashto ps, persian fa, polish pl,
portuguese pt, punjabi pa, pushto ps, romanian ro, russian ru, sanskrit sa, serbian sr, shona sn,
sindhi sd, sinhala si, sinhalese si, slovak sk, slovenian sl, somali so, spanish es, sundanese su,
swahili sw, swedish sv, tagalog tl, tajik tg, tamil ta, tatar tt, telugu te, thai th, tibetan bo,
turkish tr, turkmen tk, ukrainian uk, urdu ur, uzbek uz, valencian ca, vietnamese vi, welsh cy,
yiddish yi, yoruba yo
"""
CODES = {" ".join(name): code for *name, code in map(str.split, NAMES.split(","))}


def iso_code(language: str | None) -> str | None:
    """Returns the code for a name or a tag (`english`, `en`, `en-US`); None for other values."""
    word = (language or "").strip().lower()
    if word in CODES:
        return CODES[word]
    code = word.split("-")[0].split("_")[0]
    return code if code in CODES.values() else None


_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,8}")


def primary_language(tag: str | None) -> str | None:
    """Returns the language of a name or a BCP 47 tag; None for other values, because the result is
    passed to models and vendors as a code.
    """
    word = (tag or "").strip()
    if code := CODES.get(word.lower()):
        return code
    found = _TAG.fullmatch(word)
    return found[1].lower() if found else None
