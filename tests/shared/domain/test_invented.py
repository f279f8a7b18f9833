"""What models write where nobody speaks is dropped for what the sound says, not for its words."""

from dataclasses import replace

import pytest

from shared.domain.invented import Evidence, evidence, is_invented
from shared.domain.part_times import merge
from shared.domain.transcript import Confidence, Segment, Speaker, Transcript, Turn
from tests.shared.domain.test_part_times import part, plan, said

# As measured: the packaged model on a voice, on hold music, and on a singer.
VOICE = Evidence(voice=0.81, peak=0.99, logprob=-0.61, no_speech=0.15)
MUSIC = Evidence(voice=0.0, peak=0.18)
SINGER = Evidence(voice=0.52, peak=0.81, logprob=-1.16, no_speech=0.58)
LANGUAGES = {
    "en": ("Thank you for watching.", "Thank you."),
    "es": ("¡Gracias por ver el video!", "Gracias."),
    "fr": ("Sous-titres réalisés par la communauté d'Amara.org", "Merci beaucoup."),
    "de": ("Untertitel im Auftrag des ZDF, 2021", "Vielen Dank."),
    "it": ("Sottotitoli creati dalla comunità Amara.org", "Grazie."),
    "pt": ("Obrigado por assistir!", "Tchau."),
    "nl": ("Bedankt voor het kijken!", "Dank je wel."),
    "pl": ("Dziękuję za uwagę.", "Dziękuję."),
    "ru": ("Субтитры сделал DimaTorzok", "Спасибо."),
    "tr": ("İzlediğiniz için teşekkür ederim.", "Teşekkürler."),
    "ja": ("ご視聴ありがとうございました。", "ありがとうございました。"),
    "zh": ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", "谢谢大家。"),
    "ko": ("시청해주셔서 감사합니다.", "감사합니다."),
    "ar": ("شكراً على المشاهدة", "شكرا"),
    "he": ("תודה על הצפייה", "תודה רבה."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_stock_phrases_are_dropped_over_music_and_kept_where_a_voice_is(language: str) -> None:
    for phrase in LANGUAGES[language]:
        assert is_invented(phrase, MUSIC)
        assert not is_invented(phrase, VOICE)
        assert not is_invented(phrase, Evidence())


def test_whatever_a_model_writes_over_what_it_does_not_understand_is_dropped() -> None:
    assert is_invented("When it gets back air inwards", SINGER)
    assert not is_invented("My boiler is leaking.", VOICE)


@pytest.mark.parametrize(
    "sound",
    [
        # Asterisk's prompts: a short word, a muffled one, one of which the model is not sure.
        Evidence(voice=0.19, peak=0.72, logprob=-0.72, no_speech=0.09),
        Evidence(voice=0.78, peak=0.98, logprob=-0.99, no_speech=0.14),
        Evidence(voice=0.90, peak=0.98, logprob=-0.74, no_speech=0.51),
        # A detector that finds no voice is not enough against words that mean something.
        MUSIC,
    ],
)
def test_words_that_mean_something_need_more_against_them(sound: Evidence) -> None:
    assert not is_invented("Added.", sound)


def test_evidence_is_that_of_the_words_own_time() -> None:
    confidences = (Confidence(0, 1, -0.2, 0.1), Confidence(1, 2, -2.0, 0.9))
    found = evidence("0000099999", confidences, 0.5, 0.9)
    assert (found.voice, found.logprob, found.no_speech) == (1.0, -0.2, 0.1)
    assert evidence("0000099999", confidences, 0.0, 0.4).voice == 0.0
    assert evidence("", (), 3.0, 4.0) == Evidence()
    assert evidence("09", (), 5.0, 5.0) == Evidence()


def test_an_invented_sentence_goes_and_the_real_one_beside_it_stays() -> None:
    cut = replace(part((0, 10)), voice="9" * 20 + "0" * 80)
    real, invented = said("My boiler leaks. Thank you.", 0.1), said("Thank you for watching.", 6.0)
    segments = (
        Segment("My boiler leaks. Thank you.", 0, 2),
        Segment("Thank you for watching.", 6, 8),
    )
    merged = merge(plan(cut), [(cut, Transcript((), "en", real.words + invented.words, segments))])
    assert [turn.text for turn in merged.transcript.turns] == ["My boiler leaks. Thank you."]
    assert [segment.text for segment in merged.transcript.segments] == [
        "My boiler leaks. Thank you."
    ]
    assert merged.dropped_words == 4


def test_text_without_word_times_is_judged_sentence_by_sentence() -> None:
    cut = replace(part((0, 10)), voice="0" * 100)
    merged = merge(plan(cut), [(cut, Transcript((Turn(Speaker.UNKNOWN, "Thank you."),), "en"))])
    assert (merged.transcript.turns, merged.dropped_words) == ((), 2)
    heard = replace(cut, voice="9" * 100)
    assert merge(
        plan(heard), [(heard, Transcript((Turn(Speaker.UNKNOWN, "Thank you."),), "en"))]
    ).transcript.turns


def test_a_models_own_doubts_are_not_stored_with_a_call() -> None:
    cut = part((0, 10))
    transcript = replace(said("My boiler leaks."), confidences=(Confidence(0, 1, -0.2, 0.1),))
    assert merge(plan(cut), [(cut, transcript)]).transcript.confidences == ()
