"""The few words of the local rules' own in titles and summaries, in the languages of calls."""

from dataclasses import dataclass
from typing import Final

from shared.domain.languages import primary_language
from shared.domain.transcript import Speaker


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """`about` and `call_back` have a place for a name, `about` one for what the person wants."""

    about: str
    call_back: str
    asks_for_call: str
    agent: str
    customer: str
    unknown: str
    outcome: str
    empty: tuple[str, str]
    no_speech: tuple[str, str]

    def speaker(self, speaker: Speaker) -> str:
        return {
            Speaker.AGENT: self.agent,
            Speaker.CUSTOMER: self.customer,
            Speaker.UNKNOWN: self.unknown,
        }[speaker]


ENGLISH: Final = SummaryWords(
    about="{about} for {name}",
    call_back="Callback for {name}",
    asks_for_call="Callback requested",
    agent="Agent",
    customer="Customer",
    unknown="Unknown",
    outcome="Outcome",
    empty=("Empty call", "Nothing was said, or nothing could be understood."),
    no_speech=("No speech", "No speech in this call, or none that could be understood."),
)
_WORDS: Final = {
    "de": SummaryWords(
        about="{about} für {name}",
        call_back="Rückruf für {name}",
        asks_for_call="Bitte um Rückruf",
        agent="Agent",
        customer="Anrufer",
        unknown="Unbekannt",
        outcome="Ergebnis",
        empty=("Leerer Anruf", "Es wurde nichts gesagt, oder es war nichts zu verstehen."),
        no_speech=("Nichts gesprochen", "In diesem Anruf war nichts Gesprochenes zu verstehen."),
    ),
    "es": SummaryWords(
        about="{about} para {name}",
        call_back="Devolver la llamada a {name}",
        asks_for_call="Pide que le llamen",
        agent="Agente",
        customer="Cliente",
        unknown="Desconocido",
        outcome="Resultado",
        empty=("Llamada vacía", "No se dijo nada, o no se entendió nada."),
        no_speech=("Sin voz", "En esta llamada no se entendió ninguna voz."),
    ),
    "fr": SummaryWords(
        about="{about} pour {name}",
        call_back="Rappeler {name}",
        asks_for_call="Rappel demandé",
        agent="Agent",
        customer="Client",
        unknown="Inconnu",
        outcome="Résultat",
        empty=("Appel vide", "Rien n'a été dit, ou rien n'a été compris."),
        no_speech=("Aucune parole", "Aucune parole n'a été comprise dans cet appel."),
    ),
    "it": SummaryWords(
        about="{about} per {name}",
        call_back="Richiamare {name}",
        asks_for_call="Chiede di essere richiamato",
        agent="Agente",
        customer="Cliente",
        unknown="Sconosciuto",
        outcome="Esito",
        empty=("Chiamata vuota", "Non è stato detto nulla, o nulla era comprensibile."),
        no_speech=("Nessuna voce", "In questa chiamata non si è capita nessuna voce."),
    ),
    "pt": SummaryWords(
        about="{about} para {name}",
        call_back="Ligar de volta para {name}",
        asks_for_call="Pede que lhe liguem",
        agent="Agente",
        customer="Cliente",
        unknown="Desconhecido",
        outcome="Resultado",
        empty=("Chamada vazia", "Nada foi dito, ou nada se entendeu."),
        no_speech=("Sem fala", "Nesta chamada não se entendeu nenhuma fala."),
    ),
    "nl": SummaryWords(
        about="{about} voor {name}",
        call_back="{name} terugbellen",
        asks_for_call="Verzoek om terug te bellen",
        agent="Agent",
        customer="Klant",
        unknown="Onbekend",
        outcome="Resultaat",
        empty=("Leeg gesprek", "Er werd niets gezegd, of niets was te verstaan."),
        no_speech=("Geen spraak", "In dit gesprek was geen spraak te verstaan."),
    ),
}


def words_in(language: str | None) -> SummaryWords:
    """Returns the words in a language; English ones for any other."""
    return _WORDS.get(primary_language(language) or "", ENGLISH)
