"""The words by which a question is routed, in four languages. Texts are folded: in lower case and
without accents.
"""

import re
from collections.abc import Mapping

from shared.domain.answers.plans import Grouping, Subject
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.statuses import CallOutcome, CallStatus

LANGUAGES = ("en", "de", "es", "fr")

# Function words: by them the language of a question is known, and nothing is found by them.
STOP_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        """
        a an the and or but if of to in on at by for from with about into over under between out up
        is are was were be been being am do does did done has have had having will would can could
        shall should may might must not no any some all every each most more than as so that this
        these those there here it its he she him her his hers they them their i me my we us our you
        your what which who whom whose when where why how many much often list show tell give find
        please also just only ever get got gets
        """.split()  # noqa: SIM905
    ),
    "de": frozenset(
        """
        der die das den dem des ein eine einen einem einer eines und oder aber wenn von vom zu zum
        zur in im an am auf bei fur aus mit uber nach vor unter zwischen um ist sind war waren wird
        werden wurde wurden sein hat haben hatte hatten kann konnen konnte soll sollen sollte muss
        mussen mochte mochten will wollen wollte wollten darf nicht kein keine keinen alle allen
        jeder jede jedes jeden mehr als wie so dass es er sie ihn ihm ihr ihnen ihre ihren ich mir
        mich mein wir uns unser was welche welcher welches welchen wer wen wem wessen wann wo warum
        wieso viele viel oft liste zeig zeige zeigen sag nenne bitte auch nur noch schon man sich
        gibt gab es
        """.split()  # noqa: SIM905
    ),
    "es": frozenset(
        """
        el la los las lo un una unos unas y o u pero si de del a al en con por para sobre desde
        hasta entre es son era eran fue fueron ser sido estar esta estan estaba ha han habia hay
        haber hizo hace puede pueden podria debe no ni todo todos toda todas cada mas que como su
        sus se le les me mi nos nuestro te tu usted ustedes yo ella ellos ellas cual cuales cuanto
        cuanta cuantos cuantas quien quienes cuando donde porque lista muestra muestrame dime dame
        tambien solo ya muy
        """.split()  # noqa: SIM905
    ),
    "fr": frozenset(
        """
        le la les l un une des du de d et ou mais si a au aux en dans sur sous avec pour par sans
        chez entre est sont etait etaient ete etre suis ai as ont avait avaient avoir fait font peut
        peuvent pourrait doit ne n pas ni tout tous toute toutes chaque plus que qu qui quoi quel
        quelle quels quelles ce c cet cette ces se s il elle ils elles lui leur leurs je j me m mon
        ma mes nous notre vous votre combien quand ou comment pourquoi liste montre moi donne dis
        aussi seulement y t
        """.split()  # noqa: SIM905
    ),
}

_UNITS: Mapping[Subject, str] = {
    Subject.CALLERS: (
        "callers? customers? clients? people persons?"
        " anrufer(?:in)?(?:nen|n)? kund(?:e|en|in|innen) leute personen"
        " clientes? llamantes? personas?"
        " clients? appelants? personnes? gens"
    ),
    Subject.CALLS: (
        "calls? conversations? recordings? times"
        " anruf(?:e|en|s)? gesprach(?:e|en|s)? telefonat(?:e|en|s)? male?"
        " llamadas? conversaci(?:on|ones) veces"
        " appels? conversations? fois"
    ),
    Subject.CALLBACKS: (
        "callbacks? call-backs? ruckruf(?:e|en|s)? ruckrufbitten rappels? devoluciones"
    ),
    Subject.LEADS: "leads? prospects? interessent(?:en|innen)? prospectos? interesados?",
}


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


UNIT_WORDS = {subject: _any_of(*words.split()) for subject, words in _UNITS.items()}
_ANY_UNIT = "|".join(words.replace(" ", "|") for words in _UNITS.values())
_SAID = (
    "ask(?:ed|ing|s)?|want(?:ed|ing|s)?|mention(?:ed|ing|s)?|said|say|says|talk(?:ed|ing|s)?|spoke"
    "|speak(?:ing|s)?|complain(?:ed|ing|s)?|report(?:ed|ing|s)?|need(?:ed|ing|s)?|call(?:ed|ing)?"
    "|request(?:ed|ing|s)?|inquir(?:ed|e|ing)|enquir(?:ed|e|ing)|wish(?:ed|es)?|discuss(?:ed|ing)?"
    "|go|goes|went|gone|end(?:ed|s)?|land(?:ed|et|eten)?|describ(?:ed|e|ing)"
    "|contain(?:ing|s)?|includ(?:e|es|ing)"
    "|frag(?:t|te|ten|en)|gefragt|wollt?e?n?|mochte?n?|erwahn(?:t|te|ten|en)|erwahnung|sagt?e?n?"
    "|gesagt|sprach(?:en)?|gesprochen|sprechen|beschwer(?:t|te|ten|en)|melde(?:t|te|ten|n)"
    "|gemeldet|braucht?e?n?|verlang(?:t|te|ten|en)|bat(?:en)?|gebeten|bitte[tn]|anrief(?:en)?"
    "|angerufen|rief(?:en)?|ruft|rufen|gingen|wunsch(?:t|te|ten|en)|gewunscht|geht|ging|gehen"
    "|pid(?:io|ieron|en|e)|pedido|quier(?:e|en)|quis(?:o|ieron)|queri(?:a|an)"
    "|mencion(?:o|aron|an|a)"
    "|mencionado|dij(?:o|eron)|dice[n]?|dicho|habl(?:o|aron|an|a)|hablado|quej(?:o|aron|an|a)"
    "|necesit(?:o|aron|an|a|aba|aban)|llam(?:o|aron|an|a|ado)|solicit(?:o|aron|an|a|ado)"
    "|pregunt(?:o|aron|an|a|ado)|tratan?"
    "|demand(?:e|ent|es|ait|aient|er)|veu(?:t|lent)|voul(?:u|ait|aient)|mentionn(?:e|ent|es|ait)"
    "|dit|disent|parl(?:e|ent|es|ait|aient|er)|plain(?:t|draient|gnent)|plaignait|besoin"
    "|appel(?:e|ent|ait|aient|er)|souhait(?:e|ent|ait|aient)|reclam(?:e|ent|ait)|concern(?:e|ent)"
)
# What callers do in every call, and so says nothing of a particular one.
SAYING = re.compile(rf"(?:{_SAID})")

COUNT = _any_of(
    rf"how many (?:\w+ ){{0,2}}?(?:{_ANY_UNIT})",
    rf"how many (?:(?:of (?:them|the callers)|have|had|did|were|are|has) )?(?:{_SAID})",
    "how often",
    rf"(?:number|count|total) of (?:the |all )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"count (?:the |all |every )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"wie ?viele (?:\w+ ){{0,2}}?(?:{_ANY_UNIT})",
    rf"wie ?viele (?:haben |hatten )?(?:{_SAID})",
    "wie oft",
    rf"(?:anzahl|zahl) (?:der|von|aller) (?:\w+ )?(?:{_ANY_UNIT})",
    rf"cuant[oa]s (?:\w+ ){{0,1}}?(?:{_ANY_UNIT})",
    rf"cuant[oa]s (?:han )?(?:{_SAID})",
    "cuantas veces",
    rf"(?:numero|cantidad) de (?:\w+ )?(?:{_ANY_UNIT})",
    rf"combien (?:de |d'|d )(?:\w+ ){{0,1}}?(?:{_ANY_UNIT})",
    rf"combien (?:ont )?(?:{_SAID})",
    rf"(?:nombre|total) (?:de|d'|des) ?(?:\w+ )?(?:{_ANY_UNIT})",
)
TOP = _any_of(
    r"top(?: \d{1,3})?",
    "most (?:common|frequent|popular|often|calls|asked)",
    "(?:call(?:s|ed)?|calling) (?:us )?(?:the )?most",
    "haufigste[nrsm]?", "am haufigsten", "am meisten", "die meisten",
    "mas (?:frecuentes?|comunes?|veces|llamadas|solicitad[oa]s?)", "llam(?:a|an|o|aron) mas",
    "principales",
    "les? plus (?:frequente?s?|courante?s?|souvent|demandee?s?|d'appels)", "principa(?:ux|les)",
    "appellent? le plus",
)  # fmt: skip
LIST = _any_of(
    rf"which (?:\w+ )?(?:{_ANY_UNIT})",
    rf"what (?:{_ANY_UNIT})",
    r"(?:list|show|find|give)(?: me| us)?(?: (?:all|every|each|the))+",
    rf"(?:list|show) (?:me )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"(?:all|every|each) (?:the |of the )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"who (?:(?:all|else|has|have|had|is|are|was|were) )?(?:{_SAID}|waiting)",
    "who (?:do|must|should|can) (?:i|we) call",
    "whom (?:do|must|should|can) (?:i|we) call",
    rf"welche[rsn]? (?:\w+ )?(?:{_ANY_UNIT})",
    r"(?:liste|zeige?|nenne|finde)(?: mir| uns)?(?: (?:alle[rn]?|jeden?|samtliche))",
    rf"(?:alle[rn]?|jede[rn]?|samtliche[rn]?) (?:\w+ )?(?:{_ANY_UNIT})",
    r"wer (?:(?:alles|hat|mochte|will|wollte|wartet|bittet|bat|soll|muss) ?)+",
    r"wen (?:\w+ )?(?:muss|mussen|soll|sollen|sollten)",
    rf"(?:que|cuales) (?:\w+ )?(?:{_ANY_UNIT})",
    r"(?:lista|muestra(?:me)?|dame|enumera)(?: (?:todos?|todas?|las?|los))+",
    rf"(?:todas?|todos?) (?:las |los )?(?:{_ANY_UNIT})",
    rf"quien(?:es)? (?:(?:ha|han|esta|estan) )?(?:{_SAID}|espera(?:n)?)",
    r"a quien(?:es)? (?:hay|debemos|tenemos|tengo|debo)",
    rf"quel(?:le)?s? (?:\w+ )?(?:{_ANY_UNIT})",
    r"(?:liste|montre|donne|trouve)(?:[ -]moi)?(?: (?:tous|toutes|les))+",
    rf"(?:tous|toutes) (?:les )?(?:{_ANY_UNIT})",
    rf"qui (?:(?:a|ont|est|sont|s'est) )?(?:{_SAID}|attend(?:ent)?)",
    r"qui (?:devons|dois|doit|faut)",
)  # fmt: skip
# "Calls to the voicemail of last week".
BEGINS_WITH_UNIT = re.compile(rf"\W*(?:the |die |las |los |les )?(?:{_ANY_UNIT})\b")
SUMMARY = _any_of(
    "summar(?:y|ies|i[sz]e|i[sz]ed|i[sz]ing)", "sum up", "recap", "overview",
    "zusammenfass(?:en|ung|ungen)", "fass(?:e|t)? (?:\\w+ ){0,6}zusammen", "uberblick",
    "resum(?:en|enes|ir|e|a|eme|eme las|elas)", "resumeme", "resumer?z?", "resume[rz]?", "synthese",
)  # fmt: skip
TIMELINE = _any_of(
    "history", "timeline", "time line", "everything (?:about|from|with)",
    "verlauf", "historie", "chronik", "vorgeschichte",
    "historial", "cronologia", "historique", "chronologie",
)  # fmt: skip
CALLBACK = _any_of(
    r"call(?:ed|ing|s)? (?:\w+ ){0,3}?back", "callbacks?", "call-backs?",
    r"r[iau]ng(?:ing)? (?:\w+ ){0,3}?back", "return(?:ed)? (?:the |their |a )?calls?",
    "ruckruf(?:e|en|s|bitte|bitten)?", "zuruck ?(?:zu)?ruf(?:en|e|t)?", "zuruckgerufen",
    "ruf(?:e|en|t)? (?:\\w+ ){0,4}zuruck",
    r"devolv?(?:er|ver|uelv\w+|ieron)? (?:le |les )?(?:la |una |las )?llamadas?",
    "devuelv\\w+ (?:la |una |las )?llamadas?", "devoluci(?:on|ones) de (?:la )?llamadas?",
    "(?:le|les|lo|la|los|las|nos) llam(?:en|emos|e)", "llam(?:ar|en|emos) de vuelta",
    "(?:vuelva\\w*|volver) a llamar(?:le|les|los)?", "devuelvan la llamada",
    "rappel(?:er?|ee?s?|ez|s|le|lent|les)?",
)  # fmt: skip

# Questions whose answer has a number in it.
NUMBER = _any_of(
    "how (?:much|many|long|old|far|big|often|high|large)",
    "what (?:time|number|price|date|percentage)",
    "when", "cost", "price", "wie ?viele?[ln]?", "wie (?:lange|teuer|hoch|oft|alt|gross)", "wann",
    "kostet", "preis", "um wie ?viel uhr", "welche (?:nummer|uhrzeit)", "cuant[oa]s?", "cuando",
    "cuesta", "precio", "que (?:hora|numero|fecha)", "combien", "quand", "coute", "prix",
    "quel(?:le)? (?:heure|numero|date|prix)",
)  # fmt: skip

STATES: tuple[tuple[re.Pattern[str], tuple[CallbackState, ...]], ...] = (
    (
        _any_of("overdue", "uberfallige?[rn]?", "atrasad[oa]s?", "vencid[oa]s?", "en retard"),
        (CallbackState.OVERDUE,),
    ),
    (
        _any_of(
            "ambiguous", "unclear", "mehrdeutige?[rn]?", "unklare?[rn]?", "ambigu[oa]s?",
            "ambigue?s?",
        ),
        (CallbackState.AMBIGUOUS,),
    ),
    (
        _any_of(
            "done", "completed", "finished", "erledigte?[rn]?", "hech[oa]s?", "completad[oa]s?",
            "realizad[oa]s?", "faits?", "faites?", "termine(?:e?s)?",
        ),
        (CallbackState.DONE,),
    ),
    (
        _any_of("cancell?ed", "abgesagte?[rn]?", "cancelad[oa]s?", "annule(?:e?s)?"),
        (CallbackState.CANCELLED,),
    ),
    (
        _any_of("open", "pending", "offene?[rn]?", "pendientes?", "en attente", "abiert[oa]s?"),
        tuple(sorted(OPEN_STATES)),
    ),
)  # fmt: skip
DIRECTIONS = (
    (
        _any_of("inbound", "incoming", "eingehende?[rn]?", "entrantes?"),
        "inbound",
    ),
    (
        _any_of("outbound", "outgoing", "ausgehende?[rn]?", "salientes?", "sortante?s?"),
        "outbound",
    ),
)
OUTCOMES = (
    (
        _any_of("voice ?mails?", "answering machines?", "mailbox", "anrufbeantworter",
                "buzon(?: de voz)?",
                "messagerie", "repondeurs?"),
        CallOutcome.VOICEMAIL,
    ),
    (
        _any_of("transferred", "transfers?", "weitergeleitete?[rn]?", "transferid[oa]s?",
                "transferee?s?"),
        CallOutcome.TRANSFERRED,
    ),
    (
        _any_of("busy", "besetzt", "ocupad[oa]s?", "occupee?s?"),
        CallOutcome.BUSY,
    ),
    (
        _any_of("(?:not answered|unanswered|no answer)", "nicht angenommen(?:e[rn]?)?",
                "no contestad[oa]s?", "sin (?:respuesta|contestar)", "sans reponse",
                "manquee?s?"),
        CallOutcome.NO_ANSWER,
    ),
)  # fmt: skip
STATUSES = (
    (_any_of("failed", "fehlgeschlagene?[rn]?", "fallid[oa]s?", "echouee?s?"), CallStatus.FAILED),
)
# Whose words are asked for; of callers, those of customers.
AGENTS_SAY = _any_of(
    r"(?:agents?|assistants?) (?:\w+ )?"
    r"(?:say|says|said|mention(?:s|ed)?|promise[sd]?|offer(?:s|ed)?|told)",
    r"(?:agent(?:en|in|innen)?|mitarbeiter(?:in|innen)?) (?:\w+ )?"
    r"(?:sagt?e?n?|erwahnt?e?n?|versprach(?:en)?)",
    r"agentes? (?:\w+ )?(?:dij(?:o|eron)|mencion\w+|promet\w+)",
    r"agents? (?:\w+ )?(?:dit|disent|ont dit|promet\w*)",
)  # fmt: skip
GROUPINGS = (
    (
        _any_of("agents?", "assistants?", "mitarbeiter(?:in|innen|n)?", "agenten", "agentes?"),
        Grouping.AGENT,
    ),
    (
        _any_of("cit(?:y|ies)", "towns?", "stadte?n?", "orte?n?", "ciudad(?:es)?", "villes?"),
        Grouping.CITY,
    ),
    (
        _any_of("services?", "requests?", "wishes", "topics?", "reasons?", "issues?", "problems?",
                "anliegen", "themen", "leistung(?:en)?", "grunde?n?", "probleme",
                "servicios?", "motivos?", "temas?", "problemas?",
                "motifs?", "sujets?", "problemes?", "demandes"),
        Grouping.SERVICE,
    ),
    (
        _any_of("languages?", "sprachen?", "idiomas?", "langues?"),
        Grouping.LANGUAGE,
    ),
    (
        _any_of("outcomes?", "endings?", "ausgange?n?", "ergebnisse?n?", "resultados?",
                "resultats?"),
        Grouping.OUTCOME,
    ),
    (
        _any_of("callers?", "customers?", "numbers?", "anrufer(?:in)?(?:nen|n)?",
                "kund(?:e|en|innen)", "nummern?", "clientes?", "numeros?", "clients?",
                "appelants?"),
        Grouping.CALLER,
    ),
)  # fmt: skip
# Words around a name or an ellipsis, which are part of no name.
# What was just counted is to be listed.
WHICH_ONES = _any_of(
    "which(?: ones)?(?: (?:are|were) (?:they|those))?", "who(?: (?:are|were) they)?",
    "(?:show|list|name)(?: me)? (?:them|those)(?: all)?",
    "welche(?: (?:sind|waren) (?:es|das))?", "wer(?: (?:sind|waren) (?:sie|das))?",
    "(?:zeige?|liste|nenne)(?: mir)? (?:sie|die)(?: auf| alle)?",
    "cuales(?: (?:son|fueron))?", "quienes(?: (?:son|fueron))?",
    "(?:muestra|lista|ensena|di)(?:me)?l[ao]s",
    "lesquel(?:le)?s", "qui (?:sont|etaient)-(?:ils|elles)",
    "(?:montre|liste|donne)-(?:les|moi)(?:-moi|-les)?",
)  # fmt: skip
AND_ALSO = _any_of("and", "und", "y", "et", "what about", "how about", "was ist mit", "que hay de",
                   "et pour", "und was")  # fmt: skip
# Further words that say what is wanted of the calls, and are not looked for in them.
ASIDE = frozenset(
    """
    about regarding concerning related mention mentions back call calls called
    thema bezuglich betreffend wegen wunscht zuruck
    acerca respecto relacionadas relacionados tema
    propos concernant sujet theme
    """.split()  # noqa: SIM905
)
