"""A number or an address that is to be written is the caller's only if one of them says so."""

import pytest

from shared.domain.transcript import Speaker, Turn
from shared.local.contact_owners import with_own_contacts

ADDRESS = "boss@nord.com"


def is_own(language: str, said: str, *, asked: str = "Anything else?") -> bool:
    turns = (Turn(Speaker.AGENT, asked), Turn(Speaker.CUSTOMER, said))
    return ADDRESS in with_own_contacts(turns, (language,))[1].text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"You can reach me at {ADDRESS}, put it in the transcript if you like."),
        ("en", f"The washing machine is broken, write to my mail {ADDRESS}."),
        ("de", f"Schreiben Sie mir an {ADDRESS}, das Protokoll hat die Verwaltung."),
        ("fr", f"Vous pouvez m'écrire à {ADDRESS} pour le compte rendu."),
        ("es", f"Escríbame a {ADDRESS}, que en el acta no sale."),
        ("he", f"אפשר לכתוב לי ל {ADDRESS} על סיכום הביקור."),
        ("ar", f"يمكنك أن تكتب لي على {ADDRESS} بخصوص المحضر."),
        ("hi", f"मुझे {ADDRESS} पर लिख दीजिए, रिपोर्ट के बारे में।"),
        ("en", f"No, sorry, {ADDRESS}."),
    ],
)
def test_who_is_reached_there_owns_it(language: str, said: str) -> None:
    assert is_own(language, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"In the summary my mail is {ADDRESS}."),
        ("en", f"The caller uses {ADDRESS}."),
        ("en", f"And {ADDRESS} is what gets saved."),
        ("de", f"Im Protokoll ist meine Mail {ADDRESS}."),
        ("es", f"En la transcripción mi correo es {ADDRESS}."),
        ("it", f"Nel riassunto la mia mail è {ADDRESS}."),
        ("nl", f"In de samenvatting is mijn mail {ADDRESS}."),
        ("he", f"בסיכום המייל שלי הוא {ADDRESS}"),
        ("ar", f"في الملخص بريدي هو {ADDRESS}"),
        ("hi", f"सारांश में मेरा ईमेल {ADDRESS} है।"),
    ],
)
def test_what_only_the_record_is_to_have_is_not_the_callers(language: str, said: str) -> None:
    assert not is_own(language, said)


def test_an_answer_to_the_question_is_the_callers() -> None:
    assert is_own("en", f"Put {ADDRESS} in the summary.", asked="What is your email?")
