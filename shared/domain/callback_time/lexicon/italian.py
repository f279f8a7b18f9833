"""Italian."""

from shared.domain.callback_time.lexicon.entry import Lexicon, fused, numbered
from shared.domain.callback_time.lexicon.italian_talk import TALK

_UNITS = numbered("zero _ due tre quattro cinque sei sette otto nove")
_TEENS = numbered(
    "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove", 10
)
_STEMS = {"vent": 20, "trent": 30, "quarant": 40, "cinquant": 50}
_ENDS = {"vent": "i", "trent": "a", "quarant": "a", "cinquant": "a"}
_TENS = {f"{stem}{_ENDS[stem]}": value for stem, value in _STEMS.items()}
_FUSED = {
    (f"{stem}" if unit in {"uno", "otto"} else f"{stem}{_ENDS[stem]}") + unit: ten + value
    for stem, ten in _STEMS.items()
    for unit, value in {**_UNITS, "uno": 1, "tré": 3}.items()
    if value
}
NUMBERS = {**_UNITS, **_TEENS, **_TENS, **_FUSED, "ventun": 21, "l'una": 1}
NUMBERS |= {f"duemila{said}": 2000 + value for said, value in NUMBERS.items() if 20 <= value < 40}
ORDINALS = {"primo": 1, "secondo": 2, "terzo": 3}

_DAYS = {
    "today": "oggi",
    "tomorrow": "domani",
    "wd0": "lunedì",
    "wd1": "martedì",
    "wd2": "mercoledì",
    "wd3": "giovedì",
    "wd4": "venerdì",
}

WORDS = {
    "": (
        "posso rispondere|rispondere|riprovi|riprova|riprovate|riprovare|provi|provate|prova|"
        "provare|ritelefoni|"
        "telefonare|telefoni|telefonata|una telefonata|al telefono|telefono|"
        "per telefono|sul cellulare|cellulare|a questo numero|questo numero|"
        "richiamateci|richiamarci|richiamerà|richiamerete|che mi richiami|"
        "che mi richiamiate|mi richiamerebbe|mi richiamate|mi chiamate|chiamateci|"
        "chiamatemi|chiamarci|contattarmi|mi contatti|contattatemi|contattare|"
        "sentiamoci|sentiamo|sentire|risentiamoci|parlare|parliamo|"
        "potrebbe richiamarmi|potrei|posso|potrò|possiamo|vorremmo|volevo|avrei|ho|"
        "avrò|ho tempo|avrei tempo|tempo|sono libero|sono libera|sono disponibile|"
        "sono a casa|a casa|in ufficio|ci sono|sarò a casa|sarò disponibile|"
        "disponibili|perfettamente|ottimo|benissimo|eccellente|magnifico|fantastico|"
        "splendido|volentieri|d'accordo|certo|certamente|esatto|esattamente|giusto|"
        "ovviamente|naturalmente|sicuramente|andrebbe|andrebbe benissimo|"
        "andrebbe meglio|andrà bene|va benissimo|va meglio|va|mi andrebbe|"
        "mi andrebbe bene|sarebbe perfetto|sarebbe ottimo|sarebbe l'ideale|"
        "sarebbe meglio|sarebbe bello|mi è comodo|comodo|comoda|mi fa comodo|"
        "preferibile|preferirei|preferirebbe|direi|io direi|penso|credo|suppongo|"
        "mettiamo|facciamo così|fare|faccia|fa comodo|fissiamo|fissare|segnare|segni|"
        "la prego|prego|cortesemente|gentilmente|se non è un problema|"
        "se non le dispiace|buongiorno|buonasera giornata|arrivederci|ciao|salve|"
        "dottore|dottoressa|qualcuno|un collega|collega|un tecnico|tecnico|"
        "un operatore|operatore|da parte vostra|voi|lei|noi|io|ci|vi|ti|tu|suo|sua|"
        "mio|mia|nostro|proprio|davvero|abbastanza|piuttosto|all'incirca|"
        "grossomodo|possibilmente|probabilmente|eventualmente|semplicemente|"
        "giusto verso|quello|questo va bene|così|"
        "ma|ma solo|la richiamiamo|la richiamo|posso richiamarla|possiamo richiamarla"
        "|la chiamiamo|quando può|quando vuole|quando le è comodo|l'ideale|che ora è|"
        "non posso parlare adesso|non posso parlare ora|"
        "per favore|per piacere|circa|più o meno|il|la|i|gli|le|lo|l'|un|una|un'|uno|del|della"
        "|dello|dei|delle|d'|di|in punto|precise|esatte|mi|mi richiami|richiamami|richiamatemi"
        "|richiamare|richiamarmi|richiami|mi richiama|può|potete|potrebbe|potreste|puoi|chiamarmi"
        "|chiamami|mi chiami|chiamare|chiamata|una chiamata|telefonarmi|mi telefoni|sentirci|ci"
        " sentiamo|risentirci|va bene|bene|ok|okay|sì|si|grazie|grazie mille|perfetto|allora|"
        "quindi"
        "|diciamo|magari|forse|sarebbe|meglio se|preferirei|preferibilmente|preferisco|vorrei|se"
        " possibile|se può|se riesce|ehm|eh|beh|mah|sono|sarò|libero|libera|disponibile"
        "|raggiungibile|mi va bene|per me va bene|andrebbe bene|ideale|idealmente|di nuovo|ancora"
        "|ora locale|a che ora|che ora|che giorno|con|me|ne|ecco|senta|signora|signore"
        "|anche|solo|qualsiasi momento|in qualsiasi momento|facciamo|proprio|giorno|adesso non"
        "|adesso no|si può|è possibile|potremmo|orario|a|verso sera"
    ),
    "da": "da",
    "for": "per|per circa",
    "at": "alle|all'|alle ore|per le|per l'|verso le|verso l'|intorno alle|intorno all'|le ore"
    "|attorno alle|sulle|alle circa|le|l'ora",
    "roughly": "verso|intorno a|attorno a|circa alle",
    "in": "tra|fra|in|tra circa|fra circa|tra un|fra un|tra una|fra una|nel giro di",
    "on": "il|il giorno|per il|il",
    "y": "e",
    "minus": "meno",
    "or": "o|oppure|altrimenti|o magari|o se no",
    "this": "questo|questa|quest'|in questo",
    "next": "prossimo|prossima|successivo|seguente|che viene|entrante|prossimi",
    "last": "ultimo|ultima",
    "after": "dopo|dopo le|dopo l'|dopo il|passate le",
    "from": "mi dia fino a|mi dia fino alle|mi dia tempo fino a|mi lasci fino a|"
    "basta non prima delle|l'importante è che non sia prima delle"
    "|a patto che non sia prima delle|a condizione che non sia prima delle|"
    "non prima del|non prima dell'|non prima della|mai prima delle|mai prima di"
    "|ma non prima di|purché non prima delle|basta che non sia prima delle"
    "|che non sia prima delle|che non sia prima di|solo dopo le|solo dalle|niente prima delle|"
    "dalle|dall'|a partire dalle|a partire da|a partire dall'|da|non prima delle|non prima"
    " di|ma non prima delle|dal|sono occupato fino alle|occupata fino alle|occupato fino alle|in"
    " riunione fino alle|a partire dal",
    "onwards": "in poi|o più tardi|o dopo",
    "before": "prima delle|prima di|prima dell'|prima del|prima che|prima della",
    "by": "da adesso alle|da adesso a|da ora alle|da ora a|da qui alle|al massimo"
    "|ma non più tardi delle|ma non oltre le|ma non dopo le|ma non più tardi di|"
    "basta che non sia dopo le|basta non dopo le|purché non dopo le"
    "|l'importante è che non sia dopo le|purché non sia dopo le|purché sia prima delle"
    "|basta che sia prima delle|"
    "non dopo le|ma non dopo le|mai dopo le|che non sia dopo le|non oltre le|non oltre l'"
    "|al massimo alle|massimo alle|non più tardi di|non dopo l'|niente dopo le"
    "|al massimo entro le|"
    "entro|entro le|entro l'|entro il|al più tardi|al più tardi alle|non più tardi delle"
    "|entro e non oltre le",
    "until": "fino a|fino alle|fino all'|fino al",
    "thru": "fino alle|al",
    "within": "entro un|entro una|entro un'|nelle prossime|nei prossimi|entro le prossime",
    "between": "tra le|fra le|tra l'|fra l'|tra il|fra il",
    "not": "invece di|invece che|al posto di|anziché|"
    "lasci stare|lascia stare|lasciate stare|né|si dimentichi|dimentichi|neanche|nemmeno|"
    "salvo|ad eccezione di|a parte|fuorché|esclusa la|"
    "non|tranne|mai|eccetto|non il|ma non|non di",
    "not from": "escluso dalle|esclusa dalle|escluse dalle|escluso dall'",
    "not_that": "escluso|esclusa|esclusi|è complicato|complicato|è difficile|"
    "non è il momento|è un problema|"
    "mi è difficile|"
    "è troppo presto|è troppo tardi|troppo presto|troppo tardi|è un po' presto|"
    "è un po' tardi|mi viene male|mi viene proprio male|mi viene malissimo|"
    "mi è impossibile|è impossibile|non riesco|non ce la faccio|non mi torna|"
    "non va bene|non posso|non mi va bene|non è possibile",
    "20": "una ventina di|ventina di",
    "30": "una trentina di|trentina di",
    "15": "una quindicina di|quindicina di",
    "40": "una quarantina di|quarantina di",
    "fix": "spostiamo alle|spostiamola alle|spostiamolo alle|meglio facciamo|"
    "facciamo piuttosto|piuttosto|oddio no|ah aspetti|oh scusi|ehm no|no no|"
    "no guardi|ah mi scusi|a pensarci bene|"
    "ah no|eh no|oh no|ah no aspetti|ah scusi no|ah scusi|ah già|"
    "aspetta|no aspetta|aspetti no|mi scusi|scusa|scusate|no scusa|mi correggo|correzione"
    "|anzi no|ah no|mi sono sbagliato|mi sono sbagliata|mi sbaglio|o meglio|ops|no dai"
    "|ripensandoci|ora che ci penso|no facciamo|anzi facciamo|intendevo|no niente|un attimo no"
    "|ma no|meglio ancora|no meglio di no|mi perdoni|perdoni|volevo dire no|"
    "no|anzi|scusi|no scusi|no anzi|volevo dire|meglio|no aspetti|aspetti|cioè|pardon"
    "|no meglio",
    "half": "mezza|mezzo",
    "y half": "e mezza|e mezzo",
    "quarter": "un quarto|quarto",
    "y 45": "e tre quarti",
    "min15": "quarto d'oretta|quartino d'ora|un quarticello d'ora|quarto d'ora|un quarto d'ora",
    "min30": "mezz'oretta|una mezz'oretta|mezzoretta|una mezzoretta|mezz'ora buona"
    "|mezz'oretta buona|una mezzora|"
    "mezz'ora|mezzora|mezza ora|una mezz'ora",
    "min45": "tre quarti d'ora",
    "amount=1.5 hour": "un'ora e mezza|un'ora e mezzo|ora e mezza",
    "few": "qualche|alcune|alcuni|poche|pochi",
    "2": "un paio d'|paio d'|un paio di|paio di|un paio|un paio di|un paio d'",
    "minute": "minutino|minutini scarsi|minuto|minuti|minutini|min",
    "hour": "h|ora|ore",
    "1 hour": "oretta|un'oretta buona|una oretta|un'ora buona|un'oretta circa|un'oretta scarsa|"
    "un'ora|un'oretta|un oretta",
    "day": "giorno|giorni",
    "bizday": "giorni lavorativi|giorno lavorativo|giorni feriali|giorno feriale",
    "early": "nella prima metà di|nella prima metà della|la prima metà della|"
    "nella prima metà|prima metà|inizio|all'inizio di|all'inizio della|all'inizio del|"
    "agli inizi di|a inizio"
    "|ad inizio",
    "mid": "metà|a metà|a metà della",
    "end": "fine|alla fine di|alla fine della|alla fine del|a fine|verso fine",
    "week": "settimana|settimane",
    "month": "mese|mesi",
    "year": "anno|anni",
    "ago": "fa|scorso|scorsa|passato|passata",
    "today": "oggi|oggi stesso|in giornata",
    "tomorrow": "domani",
    "overmorrow": "dopodomani|dopo domani",
    "yesterday": "ieri|l'altro ieri|altroieri",
    "weekend": "fine settimana|weekend|week end",
    "tonight": "stanotte",
    "this evening": "stasera|questa sera|sta sera",
    "this morning": "stamattina|stamani|questa mattina|stamane",
    "tomorrow morning": "domattina|domani mattina",
    "first_thing": "non appena aprite|appena aprite|non appena apre|non appena aprono|"
    "appena aprono|"
    "non appena siete aperti|appena siete aperti|"
    "appena aprite|all'apertura|apertura|come prima cosa|aprite|in apertura"
    "|di prima mattina subito",
    "closing": "a fine giornata|fine giornata|chiusura|alla chiusura|chiudiate|chiudete|che"
    " chiudiate|della chiusura|la chiusura|fine della giornata|che chiudete",
    "in_hours": "in orario d'ufficio|orario d'ufficio|in orario di ufficio|orario di lavoro",
    "asap": "adesso|ora|subito|il prima possibile|appena possibile|al più presto|immediatamente"
    "|quanto prima|prima possibile|ora stesso|appena può|presto",
    "later": "più tardi|dopo|un'altra volta|in un altro momento|tra un po'|fra un po'|tra poco",
    "morning": "al mattino|"
    "di mattina|del mattino|della mattina|mattina|mattino|la mattina|al mattino"
    "|in mattinata|mattinata|nella mattinata",
    "early_morning": "di prima mattina|prima mattina|di buon'ora|presto la mattina"
    "|la mattina presto",
    "late_morning": "tarda mattinata|in tarda mattinata|a fine mattinata",
    "mid_morning": "a metà mattina|metà mattinata|a metà mattinata",
    "noon": "mezzogiorno|a mezzogiorno|mezzodì",
    "lunch": "ora di pranzo|all'ora di pranzo|a pranzo|pausa pranzo|in pausa pranzo"
    "|l'ora di pranzo",
    "afternoon": "al pomeriggio|"
    "di pomeriggio|del pomeriggio|pomeriggio|nel pomeriggio|il pomeriggio",
    "early_afternoon": "primo pomeriggio|nel primo pomeriggio",
    "mid_afternoon": "a metà pomeriggio|metà pomeriggio",
    "late_afternoon": "verso la fine della giornata|verso fine giornata"
    "|verso la fine del pomeriggio|a fine pomeriggio|fine pomeriggio|verso la fine del giorno|"
    "tardo pomeriggio|nel tardo pomeriggio",
    "evening": "alla sera|di sera|della sera|sera|la sera|in serata|serata",
    "night": "di notte|della notte|notte|la notte",
    "midnight": "mezzanotte|a mezzanotte",
    "same_time": "più o meno alla stessa ora|verso la stessa ora|stesso orario|"
    "allo stesso orario|lo stesso orario|a questa stessa ora|"
    "stessa ora|alla stessa ora|a quest'ora|la stessa ora",
    "two_day_before": "antivigilia di|antivigilia",
    "at 1": "è l'una|sono l'una",
    "day_before": (
        "il giorno prima|il giorno precedente|un giorno prima|la vigilia|il giorno prima di|"
        "il giorno prima del|il giorno prima della|"
        "giorno prima di|giorno prima del|la vigilia di|la vigilia del"
    ),
    "day_after": (
        "un giorno dopo|un giorno più tardi|il giorno seguente|il giorno successivo|l'indomani|"
        "giorno dopo|il giorno dopo|il giorno dopo di|il giorno dopo il|il giorno dopo la|"
        "il giorno successivo a|il giorno seguente a|all'indomani di"
    ),
    "vague": (
        "cena|l'ora di cena|ora di cena|pranzo|colazione|merenda|tramonto|alba|"
        "aperitivo|l'uscita di scuola|l'uscita da scuola|fine turno|tra un po'|"
        "fra un po'|tra poco|fra poco|tra un attimo|fra un attimo"
    ),
    "measure": (
        "per cento|euro|centesimi|chili|chilo|grammi|chilometri|metri|litri|gradi|"
        "pastiglie|compresse|camere|stanze|persone|figli|bambini|scatole|gomme|"
        "finestre|porte|mila|milioni|pagine|piani"
    ),
    "unread": "quanto tempo|quanto dura|quanto ci vuole|quanti|quante|quanto costa|"
    "quello dopo|quella dopo|ferie|vacanze|ogni|tutti i|tutte le|pasqua|",
    "hol_christmas": "natale|il giorno di natale",
    "hol_christmas_eve": "vigilia di natale|la vigilia di natale",
    "hol_boxing": "santo stefano",
    "hol_new_year": "capodanno",
    "hol_epiphany": "befana|epifania|l'epifania",
    "hol_easter_monday": "pasquetta|lunedì di pasqua",
    "hol_assumption": "ferragosto",
    "id": "stanza|camera|appartamento|interno|conto|conto che finisce con|che finisce con|codice"
    "|ordine|fattura|piano|scala|numero|linea|sala|pratica|riferimento",
    "then_on": "dopo di che|in seguito|dopo quando vuole|dopo quando volete|poi quando vuole|"
    "poi quando volete|dopodiché|dopo di allora|da lì in poi|dopo di quello",
    "10": "una decina di|decina di|una decina",
    "this week": "in settimana|durante la settimana|entro la settimana|nel corso della settimana",
    "or_earlier": "o prima|o anche prima",
    "within 1 hour": "nella prossima ora|entro la prossima ora",
    "wd0": "lunedì",
    "wd1": "martedì",
    "wd2": "mercoledì",
    "wd3": "giovedì",
    "wd4": "venerdì",
    "wd5": "sabato",
    "wd6": "domenica",
    "mo1": "gennaio",
    "mo2": "febbraio",
    "mo3": "marzo",
    "mo4": "aprile",
    "mo5": "maggio",
    "mo6": "giugno",
    "mo7": "luglio",
    "mo8": "agosto",
    "mo9": "settembre",
    "mo10": "ottobre",
    "mo11": "novembre",
    "mo12": "dicembre",
    **fused(_DAYS, {"week": "a otto|a otto giorni|in otto|a una settimana"}, joint=" "),
    **fused(_DAYS, {"in 2 week": "a quindici|a quindici giorni|in quindici"}, joint=" "),
}

LEXICON = Lexicon(
    "it",
    WORDS,
    NUMBERS,
    ORDINALS,
    after_at={"una": 1, "un'": 1, "un": 1},
    splits_elisions=True,
    talk=TALK,
    adverbs="mente",
)
