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


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


UNIT_WORDS = {subject: any_of(*words.split()) for subject, words in _UNITS.items()}
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

COUNT = any_of(
    rf"how many (?:\w+ (?:and|or) )?(?:\w+ ){{0,2}}?(?:{_ANY_UNIT})",
    rf"how many (?:(?:of (?:them|the callers)|have|had|did|were|are|has) )?(?:{_SAID})",
    "how often",
    rf"(?:number|count|total) of (?:the |all )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"count (?:the |all |every )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"wie ?viele (?:\w+ (?:und|oder) )?(?:\w+ ){{0,2}}?(?:{_ANY_UNIT})",
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
# What of these says only that it is a count or a list: the words between may be looked for.
COUNT_HEAD = any_of(
    "how many", "how often", "(?:number|count|total) of", "count", "wie ?viele", "wie oft",
    "(?:anzahl|zahl) (?:der|von|aller)", "cuant[oa]s veces", "cuant[oa]s",
    "(?:numero|cantidad) de", "combien (?:de |d'|d )", "combien", "(?:nombre|total) (?:de|d'|des)",
)  # fmt: skip
LIST_HEAD = any_of(
    "waiting", "wartet", "esperan?", "attend(?:ent)?", "samtliche[rn]?", "finde", "nenne",
    "alles", "bat", "enumera", "muestra", "trouve", "debemos", "tenemos", "tengo", "debo",
    "devons", "dois", "faut",
)  # fmt: skip
TOP = any_of(
    r"top(?: \d{1,3})?",
    "most (?:common|frequent|popular|often|calls|asked)",
    "(?:call(?:s|ed)?|calling) (?:us )?(?:the )?most",
    "haufigste[nrsm]?", "am haufigsten", "am meisten", "die meisten",
    "mas (?:frecuentes?|comunes?|veces|llamadas|solicitad[oa]s?)", "llam(?:a|an|o|aron) mas",
    "principales",
    "les? plus (?:frequente?s?|courante?s?|souvent|demandee?s?|d'appels)", "principa(?:ux|les)",
    "appellent? le plus",
)  # fmt: skip
LIST = any_of(
    rf"which (?:\w+ )?(?:{_ANY_UNIT})",
    rf"what (?:{_ANY_UNIT})",
    r"(?:list|show|find|give)(?: me| us)?(?: (?:all|every|each|the))+",
    rf"(?:list|show) (?:me )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"(?:all|every|each) (?:the |of the )?(?:\w+ )?(?:{_ANY_UNIT})",
    rf"who (?:(?:all|else|has|have|had|is|are|was|were) )?(?:{_SAID}|waiting)",
    rf"who (?:(?:did|does|do|has|have|had)(?: not|n't) |never )(?:{_SAID})",
    rf"wer (?:{_SAID})",
    rf"quien(?:es)? no (?:ha |han )?(?:{_SAID})",
    rf"qui (?:ne |n')(?:a |ont )?(?:pas |jamais )?(?:{_SAID})",
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
OF_PEOPLE = re.compile(rf"{UNIT_WORDS[Subject.CALLERS].pattern}|^\W*(?:who|wer|quien(?:es)?|qui)\b")
# "Calls to the voicemail of last week".
BEGINS_WITH_UNIT = re.compile(rf"\W*(?:the |die |las |los |les )?(?:{_ANY_UNIT})\b")
SUMMARY = any_of(
    "summar(?:y|ies|i[sz]e|i[sz]ed|i[sz]ing)", "sum up", "recap", "overview",
    "zusammenfass(?:en|ung|ungen)", "fass(?:e|t)? (?:\\w+ ){0,6}zusammen", "uberblick",
    "resum(?:en|enes|ir|e|a|eme|eme las|elas)", "resumeme", "resumer?z?", "resume[rz]?", "synthese",
)  # fmt: skip
TIMELINE = any_of(
    "history", "timeline", "time line", "everything (?:about|from|with)",
    "verlauf", "historie", "chronik", "vorgeschichte",
    "historial", "cronologia", "historique", "chronologie",
)  # fmt: skip
CALLBACK = any_of(
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
NUMBER = any_of(
    "how (?:much|many|long|old|far|big|often|high|large)",
    "what (?:time|number|price|date|percentage)",
    "when", "cost", "price", "wie ?viele?[ln]?", "wie (?:lange|teuer|hoch|oft|alt|gross)", "wann",
    "kostet", "preis", "um wie ?viel uhr", "welche (?:nummer|uhrzeit)", "cuant[oa]s?", "cuando",
    "cuesta", "precio", "que (?:hora|numero|fecha)", "combien", "quand", "coute", "prix",
    "quel(?:le)? (?:heure|numero|date|prix)",
)  # fmt: skip

STATES: tuple[tuple[re.Pattern[str], tuple[CallbackState, ...]], ...] = (
    (
        any_of("overdue", "uberfallige?[rn]?", "atrasad[oa]s?", "vencid[oa]s?", "en retard"),
        (CallbackState.OVERDUE,),
    ),
    (
        any_of(
            "ambiguous", "unclear", "mehrdeutige?[rn]?", "unklare?[rn]?", "ambigu[oa]s?",
            "ambigue?s?",
        ),
        (CallbackState.AMBIGUOUS,),
    ),
    (
        any_of(
            "done", "completed", "finished", "erledigte?[rn]?", "hech[oa]s?", "completad[oa]s?",
            "realizad[oa]s?", "faits?", "faites?", "termine(?:e?s)?",
        ),
        (CallbackState.DONE,),
    ),
    (
        any_of("cancell?ed", "abgesagte?[rn]?", "cancelad[oa]s?", "annule(?:e?s)?"),
        (CallbackState.CANCELLED,),
    ),
    (
        any_of("open", "pending", "offene?[rn]?", "pendientes?", "en attente", "abiert[oa]s?"),
        tuple(sorted(OPEN_STATES)),
    ),
)  # fmt: skip
DIRECTIONS = (
    (
        any_of("inbound", "incoming", "eingehende?[rn]?", "entrantes?"),
        "inbound",
    ),
    (
        any_of("outbound", "outgoing", "ausgehende?[rn]?", "salientes?", "sortante?s?"),
        "outbound",
    ),
)
OUTCOMES = (
    (
        any_of("voice ?mails?", "answering machines?", "mailbox", "anrufbeantworter",
                "buzon(?: de voz)?",
                "messagerie", "repondeurs?"),
        CallOutcome.VOICEMAIL,
    ),
    (
        any_of("transferred", "transfers?", "weitergeleitete?[rn]?", "transferid[oa]s?",
                "transferee?s?"),
        CallOutcome.TRANSFERRED,
    ),
    (
        any_of("busy", "besetzt", "ocupad[oa]s?", "occupee?s?"),
        CallOutcome.BUSY,
    ),
    (
        any_of("(?:not answered|unanswered|no answer)", "nicht angenommen(?:e[rn]?)?",
                "no contestad[oa]s?", "sin (?:respuesta|contestar)", "sans reponse",
                "manquee?s?"),
        CallOutcome.NO_ANSWER,
    ),
)  # fmt: skip
STATUSES = (
    (any_of("failed", "fehlgeschlagene?[rn]?", "fallid[oa]s?", "echouee?s?"), CallStatus.FAILED),
)
# Whose words are asked for; of callers, those of customers.
AGENTS_SAY = any_of(
    r"(?:agents?|assistants?) (?:\w+ )?"
    r"(?:say|says|said|mention(?:s|ed)?|promise[sd]?|offer(?:s|ed)?|told)",
    r"(?:agent(?:en|in|innen)?|mitarbeiter(?:in|innen)?) (?:\w+ )?"
    r"(?:sagt?e?n?|erwahnt?e?n?|versprach(?:en)?)",
    r"agentes? (?:\w+ )?(?:dij(?:o|eron)|mencion\w+|promet\w+)",
    r"agents? (?:\w+ )?(?:dit|disent|ont dit|promet\w*)",
)  # fmt: skip
_WHICH = "(?:which|what|busiest|welche[nmrs]?|que|cuales|quel(?:le)?s?)"
GROUPINGS = (
    (any_of(rf"{_WHICH} (?:days?|tage?n?|dias?|jours?)"), Grouping.DAY),
    (any_of(rf"{_WHICH} (?:weeks?|wochen?|semanas?|semaines?)"), Grouping.WEEK),
    (any_of(rf"{_WHICH} (?:months?|monate?n?|mes(?:es)?|mois)"), Grouping.MONTH),
    (
        any_of("agents?", "assistants?", "mitarbeiter(?:in|innen|n)?", "agenten", "agentes?"),
        Grouping.AGENT,
    ),
    (
        any_of("cit(?:y|ies)", "towns?", "stadte?n?", "orte?n?", "ciudad(?:es)?", "villes?"),
        Grouping.CITY,
    ),
    (
        any_of("services?", "requests?", "wishes", "topics?", "reasons?", "issues?", "problems?",
                "anliegen", "themen", "leistung(?:en)?", "grunde?n?", "probleme",
                "servicios?", "motivos?", "temas?", "problemas?",
                "motifs?", "sujets?", "problemes?", "demandes"),
        Grouping.SERVICE,
    ),
    (
        any_of("languages?", "sprachen?", "idiomas?", "langues?"),
        Grouping.LANGUAGE,
    ),
    (
        any_of("outcomes?", "endings?", "ausgange?n?", "ergebnisse?n?", "resultados?",
                "resultats?"),
        Grouping.OUTCOME,
    ),
    (
        any_of("callers?", "customers?", "numbers?", "anrufer(?:in)?(?:nen|n)?",
                "kund(?:e|en|innen)", "nummern?", "clientes?", "numeros?", "clients?",
                "appelants?"),
        Grouping.CALLER,
    ),
)  # fmt: skip
# What was just counted or listed is to be listed.
WHICH_ONES = any_of(
    "which(?: ones| calls| callers)?(?: exactly)?(?: (?:are|were) (?:they|those|these))?",
    "who(?: exactly)?(?: (?:are|were) (?:they|those|these))?",
    "(?:show|list|name|give)(?: me)? (?:them|those|these)(?: all| to me)?",
    "welche(?: anrufe| anrufer)?(?: genau)?(?: (?:sind|waren) (?:es|das|sie))?",
    "wer(?: genau)?(?: (?:sind|waren|ist|war) (?:sie|das|es))?",
    "(?:zeige?|liste|nenne)(?: mir)? (?:sie|die)(?: auf| alle)*(?: auf)?",
    "(?:cuales|que llamadas)(?: (?:son|fueron|eran))?", "quienes(?: (?:son|fueron|eran))?",
    "(?:muestra|lista|ensena|enumera|di)(?:me)?l[ao]s",
    "lesquel(?:le)?s(?: (?:sont-ce|exactement))?", "quels appels",
    "qui (?:sont|etaient)[- ](?:ils|elles|ce)", "qui est[- ]ce", "qui",
    "(?:montre|liste|donne)[sz]?-(?:les|moi)(?:-moi|-les)?",
)  # fmt: skip
# "And which ones, please?"
AROUND_WHICH_ONES = re.compile(
    r"^(?:(?:and|ok|und|y|et) )|(?:,? (?:please|bitte|por favor|s'il (?:te|vous) plait))$"
)
AND_ALSO = any_of("and", "und", "y", "et", "what about", "how about", "was ist mit", "que hay de",
                   "et pour", "und was")  # fmt: skip
# Further words that say what is wanted of the calls, and are not looked for in them.
ASIDE = frozenset(
    """
    about regarding concerning related mention mentions back call calls called
    receive received came come happened
    bekommen erhalten eingegangen kamen gekommen stattgefunden
    hemos recibido recibimos hubo tuvimos entrado entraron
    avons recu recus recues arrives
    thema bezuglich betreffend wegen wunscht zuruck
    acerca respecto relacionadas relacionados tema
    propos concernant sujet theme
    """.split()  # noqa: SIM905
)

# Said of a count without changing it.
FILLERS = any_of(
    "in (?:total|all|sum)", "all in all", "so far", "altogether", "overall", "all told", "to date",
    "(?:until|till|up to|up till|as of) (?:now|today)", "exactly", "currently", "right now",
    "in the end", "actually", "precisely",
    "insgesamt", "gesamt", "bisher", "bislang", "bis (?:jetzt|heute|dato)", "alles in allem",
    "im ganzen", "in summe", "genau", "derzeit", "eigentlich", "zusammengenommen", "uberhaupt",
    "en total", "hasta (?:ahora|hoy|la fecha|el momento|este momento)", "en conjunto", "por ahora",
    "exactamente", "actualmente", "en resumidas cuentas", "en suma",
    "au total", "jusqu'(?:ici|a present|a maintenant|a aujourd'hui|alors)", "en tout",
    "a ce jour", "exactement", "actuellement", "pour l'instant", "dans l'ensemble",
)  # fmt: skip
# Words of two letters that say nothing. Another one, such as "AC", may be what is asked about.
SHORT_ASIDE = frozenset("eu ci ca on re ll ve ok hi so da ja ob zu va ti pm am go".split())  # noqa: SIM905
# Of callbacks: that they have a time, which the days of a question say already.
DUE = any_of(
    "due", "scheduled", "planned", "fallige?[rn]?", "geplante?[rn]?", "anstehende?[rn]?",
    "programad[oa]s?", "previst[oa]s?", "prevue?s?", "programmee?s?",
)  # fmt: skip
# Distinct callers are what is counted.
DISTINCT = any_of(
    "different", "distinct", "unique", "separate", "verschiedene[rn]?", "unterschiedliche[rn]?",
    "distint[oa]s", "diferentes", "unic[oa]s", "differente?s", "distinct[e]?s", "uniques",
)  # fmt: skip
OR = any_of("and ?/ ?or", "or", "und ?/ ?oder", "oder", "y ?/ ?o", "o", "u", "et ?/ ?ou", "ou")
EITHER = any_of(
    "either", "both", "entweder", "sowohl", "beide[ns]?", "o bien", "ambos", "ou bien", "a la fois"
)
# What is mentioned has to be named: "mention C++" names nothing that is looked for.
MENTIONED = any_of(
    "mention(?:ed|ing|s)?", "contain(?:ed|ing|s)?", "includ(?:ed?|ing|es)", "about",
    "erwahn(?:t|te|ten|en)", "enthalt(?:en)?", "mencion(?:o|aron|an|a)", "contien(?:e|en|t|nent)",
    "mentionn(?:e|ent|es|ait)",
)  # fmt: skip
AND = any_of("and", "und", "y", "e", "et", "&")
BUT = any_of("but", "aber", "sondern", "pero", "sino", "mais")
NEGATION = any_of(
    r"not", r"\w+n['’]t", "cannot", "(?:do|did|does|has|have|had|was|were|is|are)nt", "never",
    "no(?:ne|body|thing)?", "without", "neither", "nor", "except(?:ing)?", "exclud(?:ing|ed?)",
    "other than", "apart from",
    "nicht", "kein(?:e[nmrs]?)?", "ohne", "nie(?:mals|mand)?", "nichts", "weder", "ausser",
    "ausgenommen",
    "sin", "nunca", "jamas", "nadie", "nada", "ningun[ao]?s?", "excepto", "salvo", "tampoco",
    "menos", "ni",
    r"ne", r"n['’]", "pas", "sans", "aucune?s?", "jamais", "personne", "rien", "sauf", "hormis",
    "excepte",
)  # fmt: skip
# "Did not ask for", "erwähnen keine": what follows was not said, whatever people want or have.
NOT_SAID = any_of(
    r"(?:(?:do|does|did|has|have|had) not|\w+n['’]t|never) (?:even )?"
    r"(?:ask|mention|talk|speak|spoke|discuss|contain|include|request|say)(?:ed|s)?"
    r"(?: for| about)?",
    r"without (?:any |a )?mention(?:ing)?(?: of)?", r"(?:with )?no mention of",
    r"erwahn(?:en|te|ten|t) (?:nicht|kein(?:e[nmrs]?)?)", r"fragt?e?n? nicht nach",
    r"(?:sprechen|sprachen|reden) nicht uber", r"enthalt(?:en)? (?:nicht|kein(?:e[nmrs]?)?)",
    r"(?:haben|hatten|hat) (?:nicht|kein(?:e[nmrs]?)?)(?=.* (?:erwahnt|gefragt|verlangt)\b)",
    r"ohne erwahnung (?:von|der|des|eine[rs])",
    r"no (?:han )?(?:mencion(?:an|aron|o|a|ado)|pid(?:en|ieron|io)|pedido|habl(?:an|aron)(?: de)?"
    r"|hablado(?: de)?|pregunt(?:an|aron|ado)(?: por)?|contienen|incluyen|solicit(?:an|aron|ado))",
    r"sin mencionar",
    r"ne (?:mentionne|demande|contien|parle|di)(?:nt|nent|sent|t)?(?: pas| jamais) ?(?:d['’]|de )?",
    r"n['’] ?(?:a|ont) (?:pas|jamais) (?:demande|mentionne|parle|dit) ?(?:d['’]|de )?",
    r"sans (?:mentionner|mention de|parler de|demander) ?(?:d['’]|de )?",
)  # fmt: skip
_A_CALLBACK = (
    r"(?:a |any |an |eine[nrm]? |um |einen |una |ninguna |la |un |d['’] ?un |de |d['’] ?)*"
    r"(?:call-?backs?|ruckruf(?:e|en|s|bitte|bitten|wunsch|wunsche)?"
    r"|devoluci(?:on|ones)(?: de (?:la )?llamadas?)?|rappels?)"
)
_NO = r"(?:no|without|kein(?:e[nmr]?)?|ohne|sin|sans|pas de|pas d['’]|aucun|ningun[ao]?)"
# "But not a warranty": the verb is that of the words before.
BUT_NOT_SAID = re.compile(
    r"(?:(?<=\bbut )|(?<=\band )|(?<=\baber )|(?<=\bund )|(?<=\bjedoch )|(?<=\bpero )|(?<=\by )"
    r"|(?<=\bmais )|(?<=\bet ))"
    r"(?:not|no|nicht|kein(?:e[nmrs]?)?|pas)\b(?: (?:for|about|nach|uber|por|pour|d['’]|de))?"
)
# The call led to no callback.
NO_CALLBACK = any_of(
    rf"(?:n['’] ?ont |n['’] ?a |ne )?{_NO} {_A_CALLBACK}",
    rf"(?:not|\w+n['’]t|never) (?:have|had|ask(?:ed)? for|request(?:ed)?|want(?:ed)?|need(?:ed)?)"
    rf" {_A_CALLBACK}",
    r"(?:not|\w+n['’]t|never) (?:ask(?:ed)?|want(?:ed)?|need(?:ed)?) to be called back",
    rf"nicht (?:nach |um )?{_A_CALLBACK}(?: gebeten| gefragt| verlangt)?",
    r"no (?:tienen?|tuvieron|hay|han pedido|pid(?:en|ieron|io)|solicit\w+|qu(?:ier|er|is)\w+"
    r"|necesit\w+)"
    rf" {_A_CALLBACK}",
    r"no (?:pid(?:en|ieron|io)|han pedido|quier\w+|quisieron) que (?:les?|los?|las?) "
    r"(?:llam(?:en|aran|asen|e)|devuelvan la llamada)(?: de vuelta)?",
    rf"n['’] ?(?:ont|a) (?:pas|jamais) (?:demande|voulu|souhaite|eu) {_A_CALLBACK}",
    rf"ne (?:veulent|voulai(?:en)?t|veut|demand(?:ent|ai(?:en)?t|e)|souhait(?:ent|ai(?:en)?t"
    rf"|e)) pas"
    rf" {_A_CALLBACK}",
    r"n['’] ?(?:ont|a) pas (?:demande|voulu|souhaite)(?: a)? etre rappelee?s?",
)  # fmt: skip
# The call led to a callback, of whatever state.
_CALLS_OR_CALLERS = f"{_UNITS[Subject.CALLS]} {_UNITS[Subject.CALLERS]}".replace(" ", "|")
WITH_CALLBACK = re.compile(
    rf"\b(?P<unit>{_CALLS_OR_CALLERS}) (?:that |which |who |die |que |qui )?(?:had|have|has|got"
    r"|led to|with|hatten|haben|mit|fuhrten zu|tuvieron|tienen|con|ont(?: eu)?|avaient|avec)"
    rf" {_A_CALLBACK}\b"
)
# The callback is still open.
NOT_CALLED_BACK = any_of(
    r"(?:not|\w+n['’]t) (?:yet )?(?:been )?(?:called|rung) back(?: yet)?",
    "(?:noch )?nicht zuruckgerufen",
    "(?:aun|todavia) no (?:les? |los |las )?(?:hemos |han |se ha )?"
    "(?:devuelto (?:la |una )?llamada|llamado de vuelta)",
    r"(?:n['’] ?ont |n['’] ?a )?pas (?:encore )?(?:ete )?rappelee?s?",
)  # fmt: skip
_MORE = (
    "more|less|fewer|longer|shorter|greater|higher|lower|earlier|later|older|newer|bigger|smaller"
    "|mehr|weniger|langer|kurzer|grosser|kleiner|alter|neuer|spater|fruher"
)
# What is said of calls that no filter reads: lengths, comparisons, shares, and counts of each.
NOT_READ = any_of(
    rf"(?:{_MORE}) (?:than|als) (?:an? |eine? |one )?\w+(?: \w+)?",
    r"(?:at (?:least|most)|mindestens|hochstens|al menos|como (?:minimo|maximo)|por lo menos"
    r"|au (?:moins|plus)) (?:an? |une? |una? |eine? )?\w+(?: \w+)?",
    r"(?:over|under|above|below|exceed(?:s|ing|ed)?|exactly|uber|unter|superan?|durent|dur(?:an"
    r"|aron)"
    r"|lasted|last(?:ing|s)?) (?:an? |one |eine? |una? |une? |\d+ )(?:full )?"
    r"(?:seconds?|minutes?|hours?|sekunden?|minuten?|stunden?|segundos?|minutos?|horas?|secondes?"
    r"|heures?)",
    r"mas (?:\w+ )?(?:de|que) (?:una? )?\w+(?: \w+)?", r"menos de (?:una? )?\w+(?: \w+)?",
    r"plus (?:\w+ )?(?:de|d'|qu'|que) ?(?:une? )?\w+(?: \w+)?",
    r"moins (?:\w+ )?(?:de|d'|que) ?(?:une? )?\w+(?: \w+)?",
    r"\d+ (?:seconds?|minutes?|hours?|sekunden?|minuten?|stunden?|segundos?|minutos?|horas?"
    r"|secondes?|heures?)(?: long| lang)?",
    "longest", "shortest", "langste[nrs]?", "kurzeste[nrs]?", "twice", "more than once", "zweimal",
    "mehrmals", "mehrfach", "dos veces", "deux fois", "plusieurs fois", "several times",
    "repeatedly", "(?:more|less) often", "haufiger", "ofter", "mas a menudo", "plus souvent",
    "on average", "average", "durchschnittlich", "im durchschnitt", "en promedio", "de media",
    "en moyenne", "per ?cent(?:age)?", "prozent", "por ciento", "porcentaje", "pour ?cent(?:age)?",
    r"(?:per|each|every|pro|jede[rnms]?|cada|chaque|por|par) (?:day|week|month|hour|year|agent"
    r"|caller|customer|tag|woche|monat|stunde|jahr|anrufer|kunde|dia|semana|mes|hora|ano|agente"
    r"|cliente"
    r"|jour|semaine|mois|heure|an|appelant|client)",
    rf"(?:only|nur|solo|solamente|seulement|uniquement) (?:{_SAID}|about|uber|sobre)",
    rf"(?:{_SAID}|about|uber|sobre) (?:only|nur|solo|solamente|seulement|uniquement)",
    "(?:by|per|nach|por|par) (?:direction|richtung|direccion|status|estado|statut|length|duration)",
    "taglich", "wochentlich", "daily", "weekly", "compared (?:to|with)", "versus", r"vs\.?",
    "im vergleich", "en comparacion", "par rapport",
    r"(?<!not )answered", r"(?<!nicht )(?:angenommen|beantwortet)", r"(?<!no )contestad[oa]s?",
    "missed", "verpasste[nrs]?", "perdid[oa]s?",
    rf"(?:new|newest|recent|latest|neuen?|neueste[nr]?|nuev[oa]s|recientes|nouve(?:aux|lles)"
    rf"|recents?) (?:{_ANY_UNIT})",
)  # fmt: skip
