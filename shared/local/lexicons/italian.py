"""Italian."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_FILLERS = r"^\W*+(?:(?:eh|ah|oh|beh|be'|allora|ecco|mah|ma|guardi|senta|bene)\b\W*+)*"
_CALL = r"(?:ri)?(?:chiam|contatt|telefon)"

# What is done to a thing, which callers ask for by the verb: "riparare la lavatrice".
_WORK = (
    r"(?:ripar|pul|aggiust|imbianc|installa|sostitu|tagli|stas|mont|controll|costru|tradu"
    r"|ristruttur|verifica)"
)

CALLS = CallWords(
    asks=any_of(
        r"\b(?:mi|ci) (?:\w+ ){0,3}(?:fac\w+|fa|fate|fare|dia|dà|date|dare|fai) (?:uno|un|una)"
        r" (?:squillo|colpo di telefono|telefonata|chiamata)\b|\b(?:farmi|darmi|fammi|dammi|fatemi"
        r"|datemi|farci) (?:uno|un|una) (?:squillo|colpo|telefonata|chiamata)\b|\baspetto (?:una"
        r" )?(?:sua|vostra|la sua|la vostra) (?:chiamata|telefonata)\b|\bmettersi in contatto con"
        r" me\b|\bsi metta in contatto\b|\b(?:ricontattarmi|mi ricontatt\w+)\b",
        rf"\b(?:mi|ci) (?:può|puoi|potete|possono|potrebbe|potreste|potrebbero|fa|fate|faccia|fai"
        rf"|deve|devono|dovrebbe)(?: \w+){{0,3}} {_CALL}\w*are\b",
        rf"\b(?:può|puoi|potete|possono|potrebbe|potreste|faccia|fatemi|mi faccia)(?: \w+){{0,3}}"
        rf" {_CALL}(?:armi|arci|arlo|arla|are)\b",
        rf"\b(?:farmi|fammi|mi faccia|fatemi) {_CALL}are\b",
        rf"\b(?:mi|ci) {_CALL}(?:i|ino|ate|a|ano|asse|assero|erà|eranno|erete"
        rf"|erebbe)\b(?! (?:la|il|in camera)\b)",
        rf"\b{_CALL}(?:ami|atemi|ateci|imi|armi|arci|atelo|atela)\b",
        r"\b(?:la|lo|gli) (?:può|puoi|potete) (?:ri)?chiamare\b|\b(?:chiami|richiami|chiamate)"
        r" (?:mia|mio|lui|lei|me|noi)\b|\bla (?:ri)?chiama (?:lui|lei|il \w+|la \w+)\b|\bmi"
        r" fa(?:te|ccia|i)?"
        r" (?:ri)?chiamare\b|\bfar(?:mi|ci) (?:ri)?chiamare\b|\b(?:può|potrebbe|potete)(?:"
        r" \w+){0,3}"
        r" (?:parlarmi|spiegarmi|dirmi)(?: \w+){0,3} (?:per|al) telefono\b",
        r"\b(?:vorrei|voglio|aspetto|chiedo|attendo|gradirei) (?:\w+ )?(?:essere (?:ri)?(?:chiamat"
        r"|contattat)\w|una"
        r" (?:telefonata|richiamata|chiamata))\b",
        r"\b(?:ci )?(?:sentiamo|risentiamo|possiamo sentirci)\b.{0,20}\b(?:domani|dopo|più"
        r" tardi|lunedì|martedì|mercoledì|giovedì|venerdì)\b",
        r"\b(?:ri)?chiami (?:domani|dopo|più tardi|pure|verso|alle|lunedì|di nuovo)\b"
        r"|\bfarsi sentire\b|\bsi faccia sentire\b|\bmi dia un colpo di telefono\b",
    ),
    calls_you=any_of(
        r"\b(?:posso|possiamo|potrei) far(?:la|ti|vi) (?:ri)?(?:chiamare|contattare|sentire)\b",
        r"\b(?:la|ti|vi) (?:ri)?sent(?:o|iamo)\b(?= (?:io |noi )?(?:domani|dopo|più tardi|appena"
        r"|quando|nel|in"
        r" mattinata|stasera|oggi|alle|verso|entro|lunedì|martedì|mercoledì|giovedì|venerdì)\b)",
        r"\b(?:la|ti|vi|le) (?:può|possono|potrebbe|posso|possiamo) (?:\w+ )?(?:sentire|contattare"
        r"|parlare"
        r"|spiegare)(?: \w+){0,3}(?: per| al)? telefono\b|\b(?:la|ti) (?:può|possono) sentire\b"
        r"|\b(?:la|ti|vi) (?:facciamo|faccio|farei|faremo) (?:ri)?(?:chiamare|contattare|sentire)\b"
        r"|\b(?:la|ti) (?:chiamerà|richiamerà|contatterà|sentirà)\b",
        r"\b(?:deve|dovrebbe|vuole) sentirla\b",
        r"\b(?:faccio|facciamo|faremo|farò) (?:dare|fare) (?:un|uno|una) (?:colpo di telefono"
        r"|squillo|telefonata|chiamata)\b",
        r"\b(?:le|ti|vi) (?:\w+ ){0,3}(?:faccio|facciamo|farà|farò|faremo|fa|fare|do|diamo|darà)"
        r" (?:uno|un|una) (?:squillo|colpo di telefono|telefonata|chiamata)\b|\b(?:ti|la|vi)"
        r" ri(?:sento|sentiamo)\b|\bsi far(?:à|anno) viv[oai]\b|\b(?:farle|farti|darle) (?:uno|un"
        r"|una) (?:squillo|telefonata|chiamata)\b",
        rf"\b(?:la|ti|vi|le|lo) (?:\w+ )?{_CALL}(?:o|iamo|erò|eremo|erà|eranno|a|ano|i|ino)\b",
        rf"\b(?:la|ti|vi|le) (?:posso|possiamo|può|possono|faccio|facciamo|potrei|potremmo|devo)"
        rf"(?: \w+){{0,3}} {_CALL}are\b",
        rf"\b(?:posso|possiamo|può|potrei|potremmo|devo|dobbiamo)(?: \w+){{0,3}}"
        rf" {_CALL}(?:arla|arti|arvi|arlo)\b",
        r"\b(?:ci|mi|si) (?:faremo|farò|farà|faranno|facciamo|faccio) (?:sentire|vivi|vivo|viva)\b",
        r"\briceverà una (?:telefonata|chiamata)\b|\bfaccio (?:ri)?chiamare\b|\bla facciamo"
        r" (?:ri)?chiamare\b",
    ),
    calls=any_of(
        rf"\b(?:(?:la|vi|ti) )?(?:ri)?chiam(?:o|erò|eremo|iamo) (?:io|noi|dopo|più"
        rf" tardi|domani|oggi|stasera|nel)\b|\b(?:ri)?chiamerò\b|\b{_CALL}eremo\b",
        r"\b(?:vi|la) (?:ri)?chiamo\b(?! (?:perché|per|da|dalla|dal|in merito|riguardo|a proposito"
        r"|a nome))",
    ),
    agreed_before=any_of(
        r"\b(?:dovevate|dovevano|doveva|dovevi|(?:avreste|avrebbe|avrebbero) dovuto)\b.{0,20}"
        r"\b(?:ri)?(?:chiamar|telefonar|contattar)(?:mi|ci|e)\b",
    ),
    complains=any_of(
        r"\b(?:ri)?chiam\w+\b.{0,40}\b(?:e|ma) (?:niente|nessuno|non l'ha fatto|non ha"
        r" chiamato)\b",
        r"\b(?:nessuno|non) (?:mi |ci )?ha (?:mai )?(?:ri)?chiamato(?: nessuno)?\b",
    ),
    refuses=any_of(
        r"\bnon (?:mi |ci )?(?:ri)?(?:chiamate|chiami|chiamatemi|chiamarmi|chiamino)\b"
        r"|\bsmett\w+ di chiamar\w+\b|\btolga(?:mi)? dalla lista\b",
        r"\bnon (?:c'è bisogno|serve|occorre|è necessario|voglio)\b.{0,25}\b(?:ri)?chiam",
        r"\bnon mi faccia (?:ri)?chiamare\b",
    ),
    settles=any_of(
        r"\b(?:annull|cancell|elimin|tolg)\w+\b.{0,15}\b(?:chiamata|richiamata|richiamo"
        r"|telefonata)\b",
        r"\bnon (?:chiamiamo|richiamiamo|facciamo telefonate|possiamo chiamare)\b",
        r"\bnon (?:c'è (?:più )?bisogno|serve|occorre|è necessario)\b.{0,25}\b(?:ri)?chiam",
    ),
    wonders=any_of(
        r"\b(?:da cui|dal quale|dalla quale|con cui) (?:la |vi |ti )?(?:sto )?chiam",
        r"\b(?:devo|dobbiamo|bisogna|dovrei) (?:ri)?(?:chiamare|telefonare)\b",
    ),
    negation=any_of(r"\b(?:non|mai|senza|nessuno|né)\b(?! (?:esiti|si preoccupi|dimentichi))"),
    breaks=any_of(r"[,;:.!?]|\b(?:ma|però|quindi|allora|meglio)\b"),
    reported=any_of(
        r"\b(?:ha detto|hanno detto|aveva detto|m'ha detto|promesso|diceva|dovevate|doveva|dovevano"
        r"|mi ha chiesto di)\b",
    ),
    song=any_of(r"\b(?:canzone|cantava|canta|film|ritornello)\b"),
    cut_off=any_of(
        r"\b(?:se|qualora|nel caso)\b.{0,15}\b(?:cade|cadesse|cadiamo|interrompe|perde|stacca"
        r"|salta)\w*\b",
        r"\bchiamiamo solo se\b|\bsolo se (?:c'è|ci sono|cambia)\b|\bse (?:c'è|ci sono|dovesse"
        r" esserci)"
        r" (?:un |dei |qualche )?(?:cambiament\w|problem\w|novità)\b|\bse cambia qualcosa\b",
    ),
    offers=any_of(
        r"\?\s*$|^(?:vuole|preferisce|desidera|posso|possiamo|ha bisogno|le serve)\b"
        r"|\bse (?:vuole|preferisce|le va"
        r"|vuoi"
        r"|crede)\b|\bvuole che\b"
    ),
    declines=any_of(r"\b(?:non si disturbi|non serve|non c'è bisogno|non occorre|lasci stare)\b"),
    polite=any_of(
        r"\bnon è che\b|\bnon (?:mi |ci )?(?:può|puoi|potete|potrebbe|potreste|potrebbero)\b"
        r"(?!.*\bperché\b)|\bperché non mi\b"
    ),
    yes=any_of(
        _FILLERS + r"(?:sì|si|certo|va bene|va benissimo|volentieri|perfetto|d'accordo|per"
        r" favore|grazie|ok|okay|benissimo|ottimo|esatto|magari|come no)(?!\w)",
        r"\b(?:mi va bene|va bene|va benissimo|per me è perfetto)\b",
    ),
    no=any_of(
        r"\b(?:lascia stare|lasci stare|lasci perdere)\b",
        _FILLERS + r"(?:no|per carità|non serve|non c'è bisogno|non occorre)\b"
        r"(?!,? (?:problem|si preoccupi))",
        r"\b(?:non serve|non c'è bisogno|non occorre|preferisco di no|piuttosto)\b",
    ),
    other_way=any_of(
        r"\b(?:basta|meglio|preferisco|mi mandi|mandi|mi scriva|bastano|solo|sufficiente|mandatemi)"
        r" (?:pure )?(?:un |una |via |per )*(?:messaggio|messaggino|sms|mail|e-?mail|whatsapp"
        r"|messaggi)\b",
        r"\b(?:messaggio|mail|e-?mail|sms|whatsapp) (?:basta|va bene|è sufficiente|è meglio)\b"
        r"|\b(?:mi|ci) scriva(?:no)?\b(?! (?:pure )?(?:per|alle|dalle)\b)|\bscrivetemi\b"
        r"|\bmi mandi\b",
    ),
    withdraws=any_of(
        r"\b(?:annull|cancell)\w+ (?:la|quella) (?:chiamata|telefonata|richiamata)\b"
        r"|\b(?:lasci stare|lasci perdere|lascia perdere|non importa|fa niente|non serve più|non"
        r" c'è più bisogno|non"
        r" occorre più|si dimentichi)\b",
        r"\b(?:passo|vengo|verrò|passerò) (?:io|direttamente|stasera|domani|oggi|a|di persona"
        r"|in)\b",
    ),
    transfers=any_of(
        r"\b(?:la|le|te lo|gliela|glielo|ti) (?:passo|metto in contatto|trasferisco)\b"
        r"|\bè appena (?:arrivat|rientrat)"
    ),
    booked=any_of(
        r"\b(?:è|ho|abbiamo|l'ho|le ho) (?:\w+ )?(?:prenotat\w|fissat\w|confermat\w|segnat\w)\b"
        r"|\bappuntamento è\b",
    ),
    greeting=any_of(
        r"\blasciate un messaggio|\blasci un messaggio|\bdopo il (?:segnale|bip)|\brisponde la"
        r" segreteria\b|\bnon possiamo rispondere"
    ),
    asks_when=any_of(
        r"\b(?:quando|che ora|a che ora|che giorno|mattina o|le va bene|in che"
        r" orario)\b"
    ),
    proposes=any_of(r"\b(?:meglio|facciamo|preferirei|piuttosto|andrebbe|sarebbe|le va)\b|\?"),
    condition=any_of(r"\b(?:se|altrimenti|sennò|casomai)\b"),
    then=any_of(r"\ballora\b"),
    number_left=any_of(r"\bil mio (?:numero|cellulare|telefono) è\b"),
    thanks=any_of(r"\bgrazie\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\b(?:mi chiamo|il mio nome è|sono|a nome(?: di)?|parla|qui è|il nome è|nome è|al"
        r" telefono)"
    ),
    here=r"(?:al telefono|all'apparecchio)(?!\w)",
    asks_name=(
        r"\b(?:nome\W*$|il suo nome|a che nome|nome e cognome|chi parla|come si chiama"
        r"|con chi parlo|lei è\W*$"
        r"|a nome di chi|mi dice il nome|che nome|il nome)"
    ),
    asks_first_name=r"\b(?:nome di battesimo|e il nome)\b",
    asks_last_name=r"\bcognome\b(?<!nome e cognome)",
    asks_spelling=r"\b(?:lettera per lettera|come si scrive|spelling|sillab\w+)\b",
    confirms=r"\b(?:lei è|parlo con|quindi è|ho qui|qui vedo|è|dunque)",
    company_is=(
        r"\b(?:lavoro (?:per|in|da|alla)|della ditta|della società|dell'azienda|la mia azienda è"
        r"|chiamo (?:da|dalla|per conto di|per)|rappresento|la ditta)"
    ),
    asks_company=r"\b(?:azienda|ditta|società)\b",
    asks_city=r"\bdove\s*\?|\b(?:dove (?:abita|si trova|è|siete|vive|sta|abitate)|di dov|che"
        r" (?:città|zona"
        r"|paese)|quale città|indirizzo|da dove)\b",
    wants=(
        r"(?<!\w)(?:qualcuno) per {noun}",
        r"\b(?:interessat\w a) {noun}",
        r"\bpreventivo (?:per|di) {noun}",
        r"\b(?:cerco|cerchiamo) {noun}",
        r"\b(?:prenotare|ordinare) {noun}",
        rf"\b(?:può|potete|potreste|potrebbe)(?: venire a)? (?={_WORK}){{noun}}",
        rf"\b(?:qualcuno che|mi serve che|voglio che|vorrei che) (?:mi |ci )?(?={_WORK}){{noun}}",
        r"\b(?:mi serve|mi servono|ho bisogno di|vorrei|abbiamo bisogno di) {noun}",
    ),
    articles="una?|un'|il|la|lo|i|gli|le|dei|delle",
    noun_ends="per|in|e|con|che|di|ma|perché|o|a",
    no_service=(
        r"^(?:qualcuno|essere)(?!\w)|^(?:una? )?(?:sapere|parlare|informazion|appuntamento|che\b"
        r"|aiuto"
        r"|chieder)"
    ),
    asks_other_number=(
        r"numero (?:di |d'|del |della |dell')(?!(?:suo |sua |tuo )?(?:telefono|cellulare|casa"
        r"|recapito)|suo|sua|tuo)\w|\b(?:codice|targa|riferimento)\b"
    ),
    other_number=r"\b(?:ordine|fattura|polizza|pratica|cliente|conto|tessera|codice"
        r"|suo)[^.?!]{0,20}$",
    noises=(
        "sì|eh|ah|certo|mi chiamo|sono|è|il mio nome è|allora|buongiorno|a|abito a|siamo a|di|a"
        " nome|signora|signor|la signora|il signor"
    ),
    no_names=(
        "chiamo lunedì martedì mercoledì giovedì venerdì sabato domenica buongiorno buonasera"
        " buona salve"
        " ciao sì no grazie senta guardi pronto scusi ecco allora bene perfetto certo va io lei noi"
        " voi il la lo le gli un una e ma o per di da a in con su che chi cosa come dove quando"
        " perché quanto domani oggi signora signor dottore eh ah oh beh mi ci si vi non ho abbiamo"
        " siamo sono è tutto niente molto più ottimo benissimo esatto volevo posso"
    ),
    letter_as=r"come|di",
    at=r"chiocciola|chiocciolina|at",
    signs={
        "punto": ".", "trattino basso": "_", "underscore": "_", "trattino": "-", "meno": "-",
        "più": "+",
    },
    together=r"tutto (?:attaccato|unito)|tutta una parola",
    corrects=r"\b(?:no|scusi|anzi|pardon|aspetti|sbagliato|mi correggo|volevo dire)\b",
)  # fmt: skip

LEXICON = Lexicon("it", CALLS, FACTS)
