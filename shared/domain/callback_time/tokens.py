"""Splits a text into words, numbers and times that are written in digits."""

import re

# Vowel signs and points belong to the letters before them.
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0903\u093a-\u094f])"
WORD = re.compile(rf"[@&]|{_LETTER}++(?:['’״\"]{_LETTER}++)*+'?|\d+")

TOKEN = re.compile(
    rf"""
    (?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}(?:[T\ ]\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?
      \ ?(?:Z\b|[+-]\d{{2}}:?\d{{2}}\b)?)?)
  | (?P<basic_iso>\b20\d{{6}}T\d{{4}}(?:\d{{2}})?(?:Z\b|[+-]\d{{4}}\b)?)
  | (?P<date>\b\d{{4}}[/.]\d{{1,2}}[/.]\d{{1,2}}\b
      |\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:20)?\d{{2}}\b|\b\d{{1,2}}/\d{{1,2}}\b
      |\b\d{{1,2}}\.\d{{1,2}}\.(?!\d)|\b\d{{1,2}}\ \d{{1,2}}\ 20\d{{2}}\b)
  | (?P<rfc_offset>(?<=\d{{2}}:\d{{2}}\ )[+-]\d{{4}}\b)
  | (?P<fraction>\b\d{{1,2}}[.,]\d(?=\ ?[^\W\d]{{3}})|\b\d{{1,2}}[.,][27]5(?=\ ?[^\W\d]{{3}}))
  | (?P<phone>(?<!\w)\+?\(?\d(?:[ ().-]{{0,2}}\d){{6,}}\b)
  | (?P<offset>\b(?:UTC|GMT)\ ?[+-]\ ?\d{{1,2}}(?::?\d{{2}})?\b)
  | (?P<clock>\b\d{{1,2}}(?::\d{{2}}:\d{{2}}(?!\d)|[:.]\d{{2}}(?!\d)|\ ?[hH]\ ?\d{{2}}\b))
  | (?P<ordinal>\b\d{{1,2}}(?:st|nd|rd|th)\b)
  | (?P<dotted_day>\b\d{{1,2}}\.(?=\ [^\W\d]))
  | (?P<marked_day>\b\d{{1,2}}(?:er|º|°|ª|e(?=\ [^\W\d])))
  | (?P<number>\d+)
  | (?P<meridiem>(?<![^\W\d])[aApP]\.\ ?[mM]\b\.?|(?<=\d)[aApP]\b(?!\.?\ ?[mM]\b))
  | (?P<word>{WORD.pattern})
  | (?P<dash>[-–—](?=\s?\d))
  | (?P<comma>[.,;!?،؟।]|[-–—](?=\s))
    """,
    re.VERBOSE,
)
# Digits of other scripts, each of which is one character like ours.
DIGITS = {zero + value: str(value) for zero in (0x0660, 0x06F0, 0x0966) for value in range(10)}
