"""Detects words that speech models invent over silence. The sound decides, never the words alone.

Whisper and its like were trained on films and their subtitles: over music, ringing and noise they
thank for watching. Measured with the packaged model: real words have a chance of no speech below
0.52 and a log probability above -1.0; sung syllables, which no model understands, 0.55 to 0.61 and
-1.1 to -4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.transcript import Confidence

# Phrases that callers hardly ever say; when they do, the sound confirms it.
_CREDITS = """
    thanksforwatching|thankyouforwatching|thankyouverymuchforwatching|thankyousomuchforwatching
    seeyouinthenextvideo|illseeyouinthenextvideo|seeyounexttime|pleasesubscribe|likeandsubscribe
    subscribetomychannel|dontforgettosubscribe|subtitlesby|amaraorg|transcribedby|captionsby
    graciasporver|graciasporverelvideo|subtitulos|nosvemosenelproximovideo|suscribete
    suscribansealcanal|mercidavoirregardé|soustitres|soustitrage|abonnezvous|untertitel
    vielendankfürszuschauen|vielendankfürsanschauen|dankefürszuschauen|bisspäterimnächstenvideo
    imauftragdes|grazieperaverguardato|graziepervisione|graziedellavisione|sottotitoli|iscrivetevi
    obrigadoporassistir|legendas|obrigadopelavisualização|inscrevasenocanal|bedanktvoorhetkijken
    ondertiteling|ondertitels|tvgelderland|dziękujęzauwagę|dziękujęzaobejrzenie|napisystworzone
    napisyprzez|zapraszamdosubskrypcji|субтитры|редакторсубтитров|спасибозапросмотр
    продолжениеследует|подписывайтесь|корректор|izlediğiniziçinteşekkür|altyazı
    aboneolmayıunutmayın|ご視聴ありがとうございました|ご覧いただきありがとうございます|最後までご視聴|チャンネル登録|字幕|谢谢观看|感谢观看|請不吝點贊|请不吝点赞
    点赞订阅|明镜与点点|多谢您收睇|시청해주셔서감사합니다|구독과좋아요|자막|다음영상에서만나요|شكراعلىالمشاهدة|شكرالمشاهدتكم|اشتركوافيالقناة
    ترجمةنانسي|תודהעלהצפייה|תודהשצפיתם|כתוביות|देखनेकेलिएधन्यवाद|सब्सक्राइबकरें
"""
# Phrases that callers do say, and that models also write over noise.
_FILLERS = """
    thankyou|thankyouverymuch|thankyousomuch|thanks|thankyouthankyou|bye|byebye|goodbye|you|okay
    ok|oh|so|hello|yeah|um|uh|hmm|mm|the|a|music|applause|gracias|muchasgracias|adiós|merci
    mercibeaucoup|aurevoir|danke|vielendank|dankeschön|tschüss|grazie|graziemille|ciao|obrigado
    obrigada|tchau|dankjewel|dankuwel|doei|dziękuję|dziękujębardzo|спасибо|большоеспасибо|пока
    teşekkürler|teşekkürederim|hoşçakal|ありがとうございました|ありがとうございます|うん|はい|谢谢|谢谢大家|謝謝|감사합니다|네|안녕히계세요
    شكرا|شكراجزيلا|תודה|תודהרבה|धन्यवाद|शुक्रिया
"""
CREDITS = tuple(phrase for line in _CREDITS.split() for phrase in line.split("|"))
FILLERS = frozenset(phrase for line in _FILLERS.split() for phrase in line.split("|"))
# A credit is a sentence of its own, perhaps with a name.
LONGEST_CREDIT = 80


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for some words in the sound; None where it was not computed. `voice` is a mean,
    0 to 1, `peak` its highest value.
    """

    voice: float | None = None
    peak: float | None = None
    logprob: float | None = None
    no_speech: float | None = None

    @property
    def is_noise(self) -> bool:
        """Returns whether the sound is noise, whatever the words are."""
        logprob, no_speech = self._model_confidence
        voiceless = self.voice is not None and self.voice < 0.15 and (self.peak or 0.0) < 0.35
        return (logprob < -1.0 and no_speech > 0.5) or (
            voiceless and (logprob < -0.8 or no_speech > 0.5)
        )

    @property
    def is_doubtful(self) -> bool:
        """Returns whether the evidence is too weak for a phrase that is never said on the
        telephone.
        """
        logprob, no_speech = self._model_confidence
        return (self.voice is not None and self.voice < 0.55) or no_speech > 0.3 or logprob < -0.9

    @property
    def is_faint(self) -> bool:
        """Returns whether the evidence is too weak for a phrase that people say and
        models invent.
        """
        logprob, no_speech = self._model_confidence
        return (self.voice is not None and self.voice < 0.35) or no_speech > 0.6 or logprob < -1.2

    @property
    def _model_confidence(self) -> tuple[float, float]:
        return self.logprob or 0.0, self.no_speech or 0.0


def evidence(
    voice: str | None, confidences: Sequence[Confidence], start_s: float, end_s: float
) -> Evidence:
    """Returns the evidence. `voice` has a digit for each tenth of a second (`Part.voice`); all
    times are in the part.
    """
    first = max(0, int(start_s * 10))
    digits = [
        int(digit) / 9 for digit in (voice or "")[first : max(first + 1, int(end_s * 10 + 0.999))]
    ]
    middle = (start_s + end_s) / 2
    confidence = next((each for each in confidences if each.start_s <= middle <= each.end_s), None)
    return Evidence(
        voice=sum(digits) / len(digits) if digits else None,
        peak=max(digits, default=None),
        logprob=confidence.logprob if confidence else None,
        no_speech=confidence.no_speech if confidence else None,
    )


def is_invented(text: str, sound: Evidence) -> bool:
    """Returns whether this sentence was invented."""
    if sound.is_noise:
        return True
    plain = "".join(filter(str.isalnum, text.casefold()))
    if len(plain) <= LONGEST_CREDIT and any(phrase in plain for phrase in CREDITS):
        return sound.is_doubtful
    return plain in FILLERS and sound.is_faint
