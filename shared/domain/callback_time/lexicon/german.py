"""German."""

from shared.domain.callback_time.lexicon.entry import (
    Lexicon,
    compounds,
    fused,
    merged,
    numbered,
)
from shared.domain.callback_time.lexicon.german_talk import TALK

_UNITS = numbered("null _ zwei/zwo drei vier fünf/fuenf sechs sieben acht neun")
_TENS = {"zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50}
_TEENS = numbered(
    "zehn elf zwölf/zwoelf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10
)
NUMBERS = {
    **_UNITS,
    "eins": 1,
    **_TEENS,
    **_TENS,
    **compounds(_TENS, {"ein": 1, **_UNITS}, "{unit}und{ten}"),
}
_STEMS = {
    "erst": 1,
    "zweit": 2,
    "dritt": 3,
    "viert": 4,
    "fünft": 5,
    "sechst": 6,
    "siebt": 7,
    "siebent": 7,
    "acht": 8,
    "neunt": 9,
    **{f"{word}t": value for word, value in _TEENS.items()},
    **{f"{word}st": value for word, value in NUMBERS.items() if 20 <= value <= 31},
}
# "Um elfe".
NUMBERS |= numbered("viere fünfe sechse siebene _ neune zehne elfe zwölfe", 4)
NUMBERS |= {
    f"zweitausend{said}": 2000 + value for said, value in NUMBERS.items() if 20 <= value < 40
}
ORDINALS = {f"{stem}{end}": value for stem, value in _STEMS.items() for end in ("en", "er", "es")}
ORDINALS |= {f"{stem}e": value for stem, value in _STEMS.items() if stem != "acht"}

_DAYS = {
    "wd0": "montag",
    "wd1": "dienstag",
    "wd2": "mittwoch",
    "wd3": "donnerstag",
    "wd4": "freitag",
    "wd5": "samstag",
    "wd6": "sonntag",
}
_PARTS = {
    "morning": "früh|morgen|vormittag|vormittags|morgens",
    "noon": "mittag|mittags",
    "afternoon": "nachmittag|nachmittags",
    "evening": "abend|abends",
    "night": "nacht",
}

WORDS = merged(
    {
        "": (
            "versuchen|versuchen sie|versuchen sie es|versuch|versuch es|versuchs|"
            "probieren|probieren sie|probieren sie es|einmal|noch einmal|nochmal|"
            "nochmals|noch mal|erneut|es noch einmal|anzurufen|zurückzurufen|"
            "durchklingeln|klingeln|klingeln sie durch|rückruf|ein rückruf|einen rückruf|"
            "einen anruf|anruf|der anruf|erreichen|zu erreichen|mich erreichen|"
            "erreichen sie mich|bin ich|bin da|ich bin da|bin zu hause|zu hause|daheim|"
            "verfügbar|zeit habe ich|habe ich zeit|da habe ich zeit|hätte|hätte ich|"
            "hätte ich zeit|ich hätte|freuen|würde mich freuen|freue|würde mir passen|"
            "würde passen|würde gehen|ginge|ginge es|das ginge|das geht|das passt|"
            "das passt gut|das wäre|wäre gut|wäre super|wäre toll|wäre schön|"
            "wäre perfekt|wäre ideal|wäre mir recht|recht|mir recht|toll|schön|perfekt|"
            "wunderbar|hervorragend|ausgezeichnet|genau so|richtig|stimmt|abgemacht|"
            "machen wir|machen wir das|machen|sagen|würde ich sagen|ich würde sagen|"
            "denke|denke ich|ich denke|glaube|glaube ich|vorschlagen|ich schlage vor|"
            "vorzugsweise|bevorzugt|bevorzuge|optimal|günstig|am günstigsten|"
            "am einfachsten|bequem|sehr gut|gut wäre|gut passen|gut|besten|"
            "selbstverständlich|natürlich|freilich|sicher|gewiss|danke schön|dankeschön|"
            "guten tag|tag zusammen|auf wiederhören|wiederhören|herr|frau|jemanden|"
            "jemand von ihnen|ein kollege|kollege|kollegin|mitarbeiter|techniker|berater|"
            "uns anrufen|mich anrufen|mich zurückrufen|mich zurückzurufen|"
            "unter dieser nummer|auf dem handy|handy|am telefon|telefon|telefonisch|"
            "unser gespräch|gespräch|beim|da|dort|hier|dafür|davon|meine|mein|meiner|uns|"
            "euch|du|dir|dich|ihre|ihren|durch|weiter|eigentlich|vermutlich|"
            "wahrscheinlich|hoffentlich|ehrlich gesagt|kurz|ganz|ziemlich|relativ|"
            "mehr oder weniger|so ungefähr|um die uhrzeit|einen termin|termin vormerken|"
            "vormerken|eintragen|notieren|merken|"
            "aber|aber nur|ideal|rufen wir|rufen wir sie|sollen wir|sollen wir sie"
            "|wir rufen sie|darf ich|dürfen wir|wenn sie zeit haben|wenn es ihnen passt"
            "|am besten wäre|wie viel|um wie viel|passt ihnen|passt es ihnen|ihnen|"
            "ich kann gerade nicht|ich kann jetzt nicht sprechen|kann gerade nicht sprechen|"
            "bitte|circa|ca|so|punkt|genau|vielleicht|der|die|das|dem|des|eine|einer|einem|einen"
            "|ein|irgendwann|jederzeit|wieder|gern|gerne|noch|ortszeit|jetzt nicht|gerade nicht"
            "|rufen|rufen sie mich|rufen sie|ruf mich|ruf|zurück|zurückrufen|zurückgerufen"
            "|anrufen|anruf|rückruf|angerufen|an|mich|mir|sie|ich|ihr|uns|wir|können|könnten"
            "|könnte|kannst|könntest|würde|würden|wäre|ist|es|passt|passt es|passt mir|geht|gut"
            "|am besten|am liebsten|lieber|besser wäre|ja|okay|ok|danke|vielen dank|dann|also"
            "|na|äh|ähm|hm|mal|doch|möglich|wenn möglich|wenn es geht|sagen wir|sagen wir mal"
            "|einfach|melden|melden sie sich|melde dich|sich|bei|sehr|super|prima|zeit|bin"
            "|habe|hab|haben|frei|erreichbar|zu erreichen|wieviel|welche|welcher|soll"
            "|sollen|werden|wird|möchte|schon|zu|zum|zur|telefonieren|sprechen|hallo|tschüss"
            "|auch|nur|eben|halt|bis dann|gegen mittag rum|rum|herum|uhrzeit|auf|jemand|will|kann"
            "|in ordnung|einverstanden|klar|gewünscht|etwas|irgendwie|wohl"
        ),
        "for": "für",
        "at": "um",
        "roughly": "knapp|knappe|rund|zirka|gut|gegen|etwa|ungefähr|so gegen|so um|circa um|rund",
        "on": "den|am",
        "in": "im|in|nach etwa",
        "and": "und",
        "or": "oder|sonst|ansonsten|oder aber",
        "thru": "bis zu",
        "this": "diese|diesen|dieser|dieses|kommenden|kommende|kommender|diesem",
        "next": "nächste|nächsten|nächster|nächstes|nächstem|naechste|naechsten|darauf folgenden"
        "|darauffolgenden|folgenden",
        "last": "letzten|letzte|letzter",
        "after next": "übernächste|übernächsten|übernächster",
        "after": "nach|nach dem|nach der",
        "from": "geben sie mir bis|gib mir bis|lassen sie mir bis|"
        "solange es nicht vor|hauptsache nicht vor|solange das nicht vor"
        "|sofern es nicht vor|es darf nur nicht vor|nur nicht früher als|"
        "nicht früher als|nicht eher als|nicht vor dem|nicht vor der|keinesfalls vor"
        "|auf keinen fall vor|bloß nicht vor|bitte nicht vor|nur nicht vor|aber bitte nicht vor"
        "|aber erst ab|aber erst nach|aber erst um|erst|"
        "ab|nicht vor|von|frühestens|frühestens um|ab dem|erst ab|erst um|erst nach"
        "|aber nicht vor|bin beschäftigt bis|beschäftigt bis|in einer besprechung bis",
        "onwards": "oder später|aufwärts",
        "before": "vor|vor dem|vor der|bevor|noch vor",
        "by": "jetzt bis|ab jetzt bis|von jetzt bis|ab sofort bis|maximal|aber nicht später als"
        "|nicht später als|aber nicht nach|aber spätestens|"
        "spätestens bis|bis spätestens|bis spätestens um|spätestens bis um|"
        "bis allerspätestens|allerspätestens|bis maximal|"
        "solange es nicht nach|hauptsache nicht nach|sofern es nicht nach"
        "|es darf nur nicht nach|solange es vor|hauptsache vor|"
        "nicht nach|bitte nicht nach|aber nicht nach|auf keinen fall nach|keinesfalls nach"
        "|nicht nach dem|allerspätestens|allerspätestens um|längstens bis|maximal bis|"
        "spätestens|spätestens um|bis spätestens|bis spätestens um|spätestens am|bis"
        " spätestens am|nicht später als|bis zum|bis zu",
        "until": "bis|bis um|bis am",
        "within": "innerhalb|innerhalb von|binnen|in den nächsten|innerhalb der nächsten"
        "|innerhalb einer",
        "between": "zwischen",
        "now_on": "ab jetzt",
        "not": "nimmer|"
        "statt|anstatt|anstelle von|"
        "vergessen sie|vergiss|weder|streichen sie|"
        "bis auf die|mit ausnahme von|mit ausnahme der|ausgenommen|abgesehen von|"
        "nicht|außer|kein|keine|nie|nicht am|nur nicht|bloß nicht",
        "not_that": "ist schwierig|schwierig|ist ungünstig|ist blöd|ist es blöd|ist ganz schlecht|"
        "ist etwas schwierig|ist knapp|schlecht|"
        "ist mir zu früh|ist mir zu spät|ist zu früh|ist zu spät|zu früh|zu spät|"
        "passt gar nicht|passt mir gar nicht|passt mir leider gar nicht|"
        "passt leider gar nicht|passt mir leider nicht|passt mir überhaupt nicht|"
        "ist unmöglich|ist ungünstig|ist ganz schlecht|geht bei mir nicht|geht gar nicht|"
        "schaffe ich nicht|ist mir etwas zu früh|ist etwas früh|ist ein bisschen früh|"
        "kann ich nicht|kann ich leider nicht|da kann ich nicht|da kann ich leider nicht|"
        "bin ich nicht da|"
        "passt nicht|geht nicht|passt mir nicht|ist schlecht|passt leider nicht"
        "|geht leider nicht|klappt nicht",
        "today in 1 week": "heute in acht tagen|heute über acht tage|heute in 8 tagen"
        "|heute in einer woche|heut in acht tagen",
        "today in 2 week": "heute in vierzehn tagen|heute in zwei wochen|heute in 14 tagen"
        "|heut in vierzehn tagen",
        "tomorrow in 1 week": "morgen in acht tagen|morgen in einer woche|morgen über acht tage"
        "|morgen in 8 tagen",
        "tomorrow in 2 week": "morgen in vierzehn tagen|morgen in zwei wochen|morgen in 14 tagen",
        "fix": "verschieben wir auf|verschieben wir das auf|schieben wir das auf|"
        "legen wir das auf|machen wir lieber|nehmen wir lieber|nehmen wir doch|"
        "sagen wir doch|sagen wir lieber|ach quatsch|ach nein doch|nein halt|"
        "nein pardon|äh nee|ähm nein|hm nein|ach stimmt nein|moment nein|"
        "ach moment|nein verzeihung|"
        "ach wissen sie|ach wissen sie was|nein doch lieber|ach lieber|"
        "moment mal|warte|warte mal|warten s'|stopp|stop|halt nein|oder nein|oder besser"
        "|ach was|ach halt|vielmehr|verzeihung|pardon|sorry|ich korrigiere|korrektur"
        "|ich korrigiere mich|äh nein|nein moment|nein warten sie|nein warte|moment nein"
        "|oder doch lieber|oder doch|doch eher|eher|lieber doch nicht|nein doch|nein besser"
        "|wobei nein|nö|ach ne|ach nee|oder lieber|oder sagen wir besser|ich meinte"
        "|streichen sie das|vergessen sie das|da fällt mir ein|wenn ich es mir recht überlege|"
        "nein|ne|nee|doch lieber|lieber doch|ach nein|quatsch|moment|warten sie|ich meine"
        "|beziehungsweise|besser|sondern|nein lieber|entschuldigung|doch besser",
        "oclock": "h|uhr",
        "half": "halben|halbe|halber",
        "halb": "halb",
        "viertel": "viertel",
        "dreiviertel": "dreiviertel|drei viertel",
        "min15": "viertelstündchen|guten viertelstunde|knappen viertelstunde|gute viertelstunde"
        "|knappe viertelstunde|"
        "viertelstunde|viertel stunde",
        "min30": "halbes stündchen|halben stündchen|gute halbe stunde|guten halben stunde"
        "|knappe halbe stunde|knappen halben stunde|kleinen halben stunde|halbstündchen|"
        "halbe stunde|halben stunde|halbstunde",
        "min45": "dreiviertelstunde|dreiviertel stunde",
        "hour_half": "anderthalb|eineinhalb",
        "amount=2.5": "zweieinhalb",
        "amount=3.5": "dreieinhalb",
        "few": "paar|ein paar|einigen|einige|wenigen|mehreren",
        "minute": "minuten|minute|min|minütchen",
        "hour": "stündchen|gute stunde|knappe stunde|guten stunde|knappen stunde|kleine stunde"
        "|kleinen stunde|guten stunden|knappen stunden|"
        "stunde|stunden|std",
        "day": "tag|tage|tagen",
        "bizday": "werktag|werktage|werktagen|arbeitstag|arbeitstage|arbeitstagen",
        "next_week": "kommende woche|kommenden woche|kommender woche",
        "early": "in der ersten hälfte|erste hälfte|erste wochenhälfte|"
        "in der ersten wochenhälfte|anfang|am anfang|zu beginn|beginn|früh am",
        "mid": "mitte",
        "end": "ende|am ende|gegen ende|spät am",
        "week": "woche|wochen",
        "month": "monat|monate|monaten|monats",
        "year": "jahr|jahre|jahren|jahres",
        "ago": "vergangenen|vergangene|letzten monat|letzte woche|letztes jahr",
        "today": "heutigen|heute|heut|heutigen",
        "morgen": "morgen",
        "overmorrow": "übermorgen|uebermorgen",
        "yesterday": "gestern|vorgestern",
        "weekend": "wochenende|am wochenende|wochenend",
        "tonight": "heute nacht",
        "first_thing": "als allererstes|als erstes|gleich als erstes|gleich als allererstes|"
        "als aller erstes|"
        "sobald sie offen haben|sobald sie aufmachen|sobald sie öffnen|"
        "sobald sie geöffnet haben|wenn sie aufmachen|gleich wenn sie aufmachen|"
        "gleich wenn sie öffnen|sobald offen ist|"
        "gleich früh|als erstes|gleich in der früh|gleich morgens|zu"
        " geschäftsbeginn|geschäftsbeginn|wenn sie öffnen|sobald sie öffnen|sie öffnen"
        "|sie aufmachen|wenn sie aufmachen|zu dienstbeginn|bei öffnung",
        "closing": "ende des tages|tagesende|feierabend|zum feierabend|geschäftsschluss|kurz vor"
        " feierabend|sie schließen|sie zumachen|ladenschluss|dienstschluss|büroschluss"
        "|kurz vor geschäftsschluss|geschäftsende",
        "in_hours": "während der geschäftszeiten|zu den geschäftszeiten|während der bürozeiten"
        "|zu den bürozeiten",
        "asap": "jetzt|sofort|gleich|so bald wie möglich|so schnell wie möglich|baldmöglichst"
        "|möglichst bald|umgehend|schnellstmöglich|bald|jetzt gleich|sobald wie möglich"
        "|sobald es geht",
        "later": "irgendwann später|"
        "später|später am|nachher|ein andermal|etwas später|ein bisschen später"
        "|irgendwann später",
        "morning": "vormittags|"
        "am morgen|vormittag|vormittags|am vormittag|früh|in der früh|morgens|frueh"
        "|vormittag über|des morgens",
        "early_morning": "frühmorgens|am frühen morgen|frühen morgen|in aller früh",
        "late_morning": "am späten vormittag|späten vormittag|später vormittag",
        "noon": "mittag|mittags|am mittag|zu mittag|zwölf uhr mittags",
        "lunch": "um die mittagszeit|zur mittagszeit|mittagszeit|"
        "in der mittagspause|mittagspause|mittagszeit|zur mittagszeit|über mittag",
        "afternoon": "nachmittag|nachmittags|am nachmittag",
        "early_afternoon": "am frühen nachmittag|frühen nachmittag",
        "late_afternoon": "gegen ende des tages|gegen ende des nachmittags|gegen tagesende"
        "|ende des nachmittags|am ende des nachmittags|"
        "spätnachmittag|am späten nachmittag|späten nachmittag|am spätnachmittag",
        "evening": "abend|abends|am abend",
        "early_evening": "am frühen abend|frühen abend|vorabend",
        "late_evening": "am späten abend|späten abend",
        "night": "nacht|nachts|in der nacht",
        "midnight": "mitternacht|um mitternacht",
        "same_time": "ungefähr dieselbe zeit|ungefähr die gleiche zeit|"
        "etwa um dieselbe zeit|selbe uhrzeit|gleiche zeit|"
        "die gleiche zeit|die gleiche uhrzeit|um die selbe zeit|"
        "zur gleichen stunde|"
        "um die zeit|um diese zeit|um diese uhrzeit|um die uhrzeit|"
        "dieselbe uhrzeit|derselben uhrzeit|um dieselbe uhrzeit|zur selben uhrzeit|"
        "gleiche uhrzeit|um die gleiche uhrzeit|zur gleichen uhrzeit|zur gleichen zeit|"
        "um die gleiche zeit|um dieselbe zeit|dieselbe zeit|selbe zeit|zur selben zeit|"
        "selbe zeit|gleiche zeit|zur selben zeit|zur gleichen zeit|um diese zeit"
        "|gleichen uhrzeit|zur gleichen uhrzeit|um dieselbe zeit|dieselbe zeit|selber zeit",
        "after first_thing": "nachdem sie aufmachen|nachdem sie öffnen|nachdem ihr aufmacht|"
        "nachdem sie aufgemacht haben|nachdem sie geöffnet haben",
        "day_before": (
            "am tag davor|am tag zuvor|tags zuvor|am vortag|vortag von|einen tag vorher|"
            "einen tag davor|einen tag früher|am vorabend von|am tag vor|den tag vor|"
            "der tag vor|tag vor|tags vor|einen tag vor"
        ),
        "in 1 or 2": "in ein oder zwei|in einer oder zwei|in ein bis zwei|in einer bis zwei",
        "day_after": (
            "der tag drauf|der tag darauf|den tag drauf|den tag darauf|tag drauf|tag darauf|"
            "der tag danach|den tag danach|tags drauf|der folgetag|einen tag darauf|am tag danach|"
            "am tag darauf|am tag drauf|tags darauf|einen tag später|ein tag später|"
            "einen tag danach|einen tag drauf|am nächsten tag danach|am folgetag|am tag nach|"
            "den tag nach|der tag nach|tag nach|tags nach|einen tag nach"
        ),
        "vague": (
            "mittagessen|abendessen|abendbrot|frühstück|kaffeezeit|feierabendzeit|"
            "schulschluss|dienstschluss|schichtende|sonnenuntergang|sonnenaufgang|"
            "dämmerung|gleich|bald mal|vesper|brotzeit"
        ),
        "measure": (
            "prozent|euro|cent|franken|kilo|gramm|kilometer|meter|zentimeter|liter|"
            "grad|tabletten|zimmer|personen|leute|kinder|kisten|reifen|fenster|türen|"
            "tausend|million|millionen|quadratmeter|stockwerke|stock"
        ),
        "unread": "wie lange|wie viel kostet|wie viele|wie alt|wie weit|"
        "ostern|pfingsten|urlaub|feiertagen|feiertage|jeden|jede|",
        "hol_christmas": "erster weihnachtstag|ersten weihnachtstag|weihnachten",
        "hol_boxing": "zweiter weihnachtstag|zweiten weihnachtstag",
        "hol_christmas_eve": "heiligabend|heiliger abend|heilig abend",
        "hol_new_year": "neujahr|neujahrstag",
        "hol_new_year_eve": "silvester",
        "hol_easter_monday": "ostermontag",
        "hol_good_friday": "karfreitag",
        "hol_whit_monday": "pfingstmontag",
        "hol_german_unity": "tag der deutschen einheit",
        "id": "zimmer|raum|konto|kontonummer|durchwahl|wohnung|stock|rechnung|bestellung|"
        "hausnummer"
        "|kundennummer|endet auf|endend auf|linie|gleis|nummer|referenz|aktenzeichen",
        "then_on": "danach|anschließend|hinterher|danach jederzeit|ab da|ab dann|nachher dann|"
        "danach dann",
        "mid_afternoon": "mitten am nachmittag|mitten nachmittags|so mitten am nachmittag",
        "this week": "irgendwann diese woche|in der woche noch|noch diese woche|"
        "im laufe der woche|"
        "unter der woche diese",
        "or_earlier": "oder vorher|oder früher|oder davor",
        "aufzu": "auf|zu",
        "within 1 hour": "innerhalb der nächsten stunde|in der nächsten stunde",
        "tomorrow": "morgigen|morgiger",
        "12": "punkt zwölf",
        "wd5": "sonnabend|sonnabends|samstags",
        "wd0": "montags|mo",
        "wd1": "dienstags",
        "wd2": "mittwochs",
        "wd3": "donnerstags",
        "wd4": "freitags",
        "wd6": "sonntags",
        "mo1": "januar|jänner",
        "mo2": "februar|feber",
        "mo3": "märz|maerz",
        "mo4": "april",
        "mo5": "mai",
        "mo6": "juni",
        "mo7": "juli",
        "mo8": "august",
        "mo9": "september",
        "mo10": "oktober",
        "mo11": "november",
        "mo12": "dezember",
    },
    _DAYS,
    fused(_DAYS, _PARTS),
    {
        "tomorrow morning": "morgen früh|morgen vormittag|morgen vormittags|morgen frueh"
        "|morgen in der früh|morgen morgen",
    },
)

LEXICON = Lexicon(
    "de",
    WORDS,
    NUMBERS,
    ORDINALS,
    after_at={"ein": 1, "eine": 1, "einer": 1, "einem": 1},
    talk=TALK,
    adverbs="erweise",
)
