"""What code says in an answer, in the language of the question: counts, lists, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.domain.answers.answer import Note
from shared.domain.answers.plans import Measure, Plan, Subject, Term

_NOUNS: Mapping[str, Mapping[Subject, tuple[str, str]]] = {
    "en": {
        Subject.CALLS: ("call", "calls"),
        Subject.CALLERS: ("caller", "callers"),
        Subject.CALLBACKS: ("callback", "callbacks"),
        Subject.LEADS: ("lead", "leads"),
    },
    "de": {
        Subject.CALLS: ("Anruf", "Anrufe"),
        Subject.CALLERS: ("Anrufer", "Anrufer"),
        Subject.CALLBACKS: ("Rückruf", "Rückrufe"),
        Subject.LEADS: ("Interessent", "Interessenten"),
    },
    "es": {
        Subject.CALLS: ("llamada", "llamadas"),
        Subject.CALLERS: ("persona que llamó", "personas que llamaron"),
        Subject.CALLBACKS: ("devolución de llamada", "devoluciones de llamada"),
        Subject.LEADS: ("interesado", "interesados"),
    },
    "fr": {
        Subject.CALLS: ("appel", "appels"),
        Subject.CALLERS: ("appelant", "appelants"),
        Subject.CALLBACKS: ("rappel", "rappels"),
        Subject.LEADS: ("prospect", "prospects"),
    },
}
_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "in_calls": "in {count} {noun}",
        "with_words": "with {words} in a passage of the transcript",
        "by_customer": ", said by a customer",
        "by_agent": ", said by an agent",
        "with_words_alone": "with {words}",
        "or": " or ",
        "without": "without {words} in any passage",
        "no_callback": "without a callback",
        "callback": "with a callback",
        "average": "{length} on average, in {calls}",
        "total": "{length} in all, in {calls}",
        "unknown_length": "{calls} without a known length: not included.",
        ">": "longer than {length}",
        ">=": "at least {length} long",
        "<": "shorter than {length}",
        "<=": "at most {length} long",
        "least": "with at least {count} calls each",
        "difference": "Difference: {difference}.",
        "ungrouped": "{calls} in none of these groups.",
        "not_understood": "Not understood: {parts}.",
        "period": "{first} to {last} ({zone})",
        "day": "{first} ({zone})",
        "shown": "The first {shown} of {count} are listed.",
        "uncertain": "{count} open callbacks have no certain time and are not among them.",
        Note.NO_SHARED_WORD: "No passage shares a word with your question.",
        Note.NOTHING_FOUND: "Nothing was found in the calls of this scope.",
        Note.NOTHING_PROVED: "The model wrote nothing that the calls prove.",
        Note.NOT_ANSWERED: "The calls that were read do not answer this question.",
        Note.NO_MODEL: "These passages come closest; without a hosted model no answer is written.",
        Note.STORED_SUMMARIES: "These are the stored summaries; without a hosted model none is"
        " written over all of them.",
        Note.UNKNOWN_CALLER: "No caller with this name or number is known.",
        Note.NOT_COUNTED: "Nothing was counted, because a part of the question was not"
        " understood. Ask without it.",
    },
    "de": {
        "in_calls": "in {count} {noun}",
        "with_words": "mit {words} in einer Stelle des Transkripts",
        "by_customer": ", von Kunden gesagt",
        "by_agent": ", von Agenten gesagt",
        "with_words_alone": "mit {words}",
        "or": " oder ",
        "without": "ohne {words} in irgendeiner Stelle",
        "no_callback": "ohne Rückruf",
        "callback": "mit Rückruf",
        "average": "durchschnittlich {length}, bei {calls}",
        "total": "insgesamt {length}, bei {calls}",
        "unknown_length": "{calls} ohne bekannte Länge: nicht dabei.",
        ">": "länger als {length}",
        ">=": "mindestens {length} lang",
        "<": "kürzer als {length}",
        "<=": "höchstens {length} lang",
        "least": "mit je mindestens {count} Anrufen",
        "difference": "Unterschied: {difference}.",
        "ungrouped": "{calls} in keiner dieser Gruppen.",
        "not_understood": "Nicht verstanden: {parts}.",
        "period": "{first} bis {last} ({zone})",
        "day": "{first} ({zone})",
        "shown": "Aufgeführt sind die ersten {shown} von {count}.",
        "uncertain": "{count} offene Rückrufe haben keine sichere Zeit und sind nicht dabei.",
        Note.NO_SHARED_WORD: "Keine Stelle hat ein Wort mit Ihrer Frage gemeinsam.",
        Note.NOTHING_FOUND: "In den Anrufen dieses Bereichs wurde nichts gefunden.",
        Note.NOTHING_PROVED: "Das Modell hat nichts geschrieben, was die Anrufe belegen.",
        Note.NOT_ANSWERED: "Die gelesenen Anrufe beantworten diese Frage nicht.",
        Note.NO_MODEL: "Diese Stellen kommen der Frage am nächsten; ohne gehostetes Modell wird"
        " keine Antwort geschrieben.",
        Note.STORED_SUMMARIES: "Dies sind die gespeicherten Zusammenfassungen; ohne gehostetes"
        " Modell wird keine gemeinsame geschrieben.",
        Note.UNKNOWN_CALLER: "Niemand mit diesem Namen oder dieser Nummer ist bekannt.",
        Note.NOT_COUNTED: "Es wurde nichts gezählt, weil ein Teil der Frage nicht verstanden"
        " wurde. Fragen Sie ohne ihn.",
    },
    "es": {
        "in_calls": "en {count} {noun}",
        "with_words": "con {words} en un pasaje de la transcripción",
        "by_customer": ", dicho por un cliente",
        "by_agent": ", dicho por un agente",
        "with_words_alone": "con {words}",
        "or": " o ",
        "without": "sin {words} en ningún pasaje",
        "no_callback": "sin devolución de llamada",
        "callback": "con devolución de llamada",
        "average": "{length} de media, en {calls}",
        "total": "{length} en total, en {calls}",
        "unknown_length": "{calls} sin duración conocida: no incluidas.",
        ">": "de más de {length}",
        ">=": "de al menos {length}",
        "<": "de menos de {length}",
        "<=": "de como máximo {length}",
        "least": "con al menos {count} llamadas cada una",
        "difference": "Diferencia: {difference}.",
        "ungrouped": "{calls} en ninguno de estos grupos.",
        "not_understood": "No se entendió: {parts}.",
        "period": "{first} a {last} ({zone})",
        "day": "{first} ({zone})",
        "shown": "Se muestran {shown} de {count}.",
        "uncertain": "{count} devoluciones abiertas no tienen hora segura y no están incluidas.",
        Note.NO_SHARED_WORD: "Ningún pasaje comparte una palabra con su pregunta.",
        Note.NOTHING_FOUND: "No se encontró nada en las llamadas de este ámbito.",
        Note.NOTHING_PROVED: "El modelo no escribió nada que las llamadas demuestren.",
        Note.NOT_ANSWERED: "Las llamadas leídas no responden a esta pregunta.",
        Note.NO_MODEL: "Estos pasajes son los más cercanos; sin un modelo alojado no se escribe"
        " ninguna respuesta.",
        Note.STORED_SUMMARIES: "Estos son los resúmenes guardados; sin un modelo alojado no se"
        " escribe uno común.",
        Note.UNKNOWN_CALLER: "No se conoce a nadie con este nombre o número.",
        Note.NOT_COUNTED: "No se contó nada, porque una parte de la pregunta no se entendió."
        " Pregunte sin ella.",
    },
    "fr": {
        "in_calls": "dans {count} {noun}",
        "with_words": "avec {words} dans un passage de la transcription",
        "by_customer": ", dit par un client",
        "by_agent": ", dit par un agent",
        "with_words_alone": "avec {words}",
        "or": " ou ",
        "without": "sans {words} dans aucun passage",
        "no_callback": "sans rappel",
        "callback": "avec rappel",
        "average": "{length} en moyenne, pour {calls}",
        "total": "{length} au total, pour {calls}",
        "unknown_length": "{calls} sans durée connue : non compris.",
        ">": "de plus de {length}",
        ">=": "d'au moins {length}",
        "<": "de moins de {length}",
        "<=": "d'au plus {length}",
        "least": "avec au moins {count} appels chacun",
        "difference": "Différence : {difference}.",
        "ungrouped": "{calls} dans aucun de ces groupes.",
        "not_understood": "Non compris : {parts}.",
        "period": "du {first} au {last} ({zone})",
        "day": "{first} ({zone})",
        "shown": "Les {shown} premiers sur {count} sont affichés.",
        "uncertain": "{count} rappels ouverts n'ont pas d'heure certaine et n'y figurent pas.",
        Note.NO_SHARED_WORD: "Aucun passage ne partage un mot avec votre question.",
        Note.NOTHING_FOUND: "Rien n'a été trouvé dans les appels de ce périmètre.",
        Note.NOTHING_PROVED: "Le modèle n'a rien écrit que les appels prouvent.",
        Note.NOT_ANSWERED: "Les appels lus ne répondent pas à cette question.",
        Note.NO_MODEL: "Ces passages sont les plus proches ; sans modèle hébergé, aucune réponse"
        " n'est rédigée.",
        Note.STORED_SUMMARIES: "Voici les résumés enregistrés ; sans modèle hébergé, aucun résumé"
        " commun n'est rédigé.",
        Note.UNKNOWN_CALLER: "Personne de ce nom ou de ce numéro n'est connu.",
        Note.NOT_COUNTED: "Rien n'a été compté, car une partie de la question n'a pas été"
        " comprise. Posez-la sans cette partie.",
    },
}


def note_text(note: Note, language: str) -> str:
    return _TEXTS.get(language, _TEXTS["en"])[note]


def noun(subject: Subject, count: int, language: str) -> str:
    one, several = _NOUNS.get(language, _NOUNS["en"])[subject]
    return one if count == 1 else several


def words_of(plan: Plan) -> list[str]:
    """Returns the words that were counted, as they are shown: `refund…` stands for its forms,
    `boiler… or heating…` for one of both, `-refund…` for none.
    """
    shown = list(map(_shown_term, plan.terms))
    if plan.alternatives:
        either = (" + ".join(map(_shown_term, each)) for each in plan.alternatives)
        shown.append(_TEXTS.get(plan.language, _TEXTS["en"])["or"].join(either))
    return shown + [f"-{_shown_term(term)}" for term in plan.absent]


def _shown_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' if term.is_phrase else min(term.words, key=len) + "…"


def counted(plan: Plan, count: int, calls: int | None = None) -> str:
    """Says how many there are, and how they were counted."""
    texts = _TEXTS.get(plan.language, _TEXTS["en"])
    said = f"{count} {noun(plan.subject, count, plan.language)}"
    if calls is not None and calls != count:
        said += " " + texts["in_calls"].format(
            count=calls, noun=noun(Subject.CALLS, calls, plan.language)
        )
    return _with_conditions(plan, said)


def measured(plan: Plan, measure: Measure, seconds: float, calls: int) -> str:
    """Says how long calls are, and which were measured."""
    texts = _TEXTS.get(plan.language, _TEXTS["en"])
    said = texts[measure].format(length=length_of(seconds), calls=_calls(calls, plan.language))
    return _with_conditions(plan, said)


def length_of(seconds: float) -> str:
    """Returns a length in the units that all four languages share."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def _calls(count: int, language: str) -> str:
    return f"{count} {noun(Subject.CALLS, count, language)}"


def _with_conditions(plan: Plan, said: str) -> str:
    texts, pieces = _TEXTS.get(plan.language, _TEXTS["en"]), [said]
    who = texts.get(f"by_{plan.speaker}", "") if plan.subject is not Subject.LEADS else ""
    if wanted := words_of(replace(plan, absent=())):
        # Leads are looked up by their own fields.
        key = "with_words_alone" if plan.subject is Subject.LEADS else "with_words"
        pieces.append(texts[key].format(words=" + ".join(wanted)) + who)
    if plan.absent:
        absent = texts["or"].join(map(_shown_term, plan.absent))
        pieces.append(texts["without"].format(words=absent) + who)
    if plan.without_callback:
        pieces.append(texts["no_callback"])
    if plan.with_callback:
        pieces.append(texts["callback"])
    pieces += [
        texts[each.comparison].format(length=length_of(each.seconds)) for each in plan.lengths
    ]
    if plan.least_calls:
        pieces.append(texts["least"].format(count=plan.least_calls))
    if period := plan.period:
        days = texts["day" if period.first == period.last else "period"]
        pieces.append(
            days.format(
                first=period.first.isoformat(), last=period.last.isoformat(), zone=period.zone
            )
        )
    pieces += [str(each) for each in (plan.direction, plan.outcome, plan.status) if each]
    return ", ".join(pieces) + "."


def without_length(count: int, language: str) -> str:
    texts = _TEXTS.get(language, _TEXTS["en"])
    return texts["unknown_length"].format(calls=_calls(count, language))


def ungrouped(count: int, language: str) -> str:
    texts = _TEXTS.get(language, _TEXTS["en"])
    return texts["ungrouped"].format(calls=_calls(count, language))


def difference(value: int, language: str) -> str:
    return _TEXTS.get(language, _TEXTS["en"])["difference"].format(difference=f"{value:+d}")


def shown_of(shown: int, count: int, language: str) -> str:
    return _TEXTS.get(language, _TEXTS["en"])["shown"].format(shown=shown, count=count)


def uncertain_callbacks(count: int, language: str) -> str:
    return _TEXTS.get(language, _TEXTS["en"])["uncertain"].format(count=count)


def not_understood(parts: Sequence[str], language: str) -> str:
    shown = ", ".join(f"“{part}”" for part in parts)
    return _TEXTS.get(language, _TEXTS["en"])["not_understood"].format(parts=shown)
