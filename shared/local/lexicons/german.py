"""German."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_FILLERS = r"^\W*+(?:(?:äh|ähm|hm|aber|also|na|ach|oh|tja|nun|gut)\b\W*+)*"

# What is done to a thing, which callers ask for by the verb: "mein Fahrrad reparieren".
_WORK = (
    r"(?:reparier|reinig|streich|mäh|montier|einbau|austausch|wart|putz|installier|verleg|schneid"
    r"|liefer|prüf|erneuer|renovier|tapezier|abdicht|übersetz)"
)

CALLS = CallWords(
    asks=any_of(
        r"(?<!nicht )\b(?:an|zurück)gerufen werden\b.{0,10}\b(?:möchte|will|wollen|würde|muss)\b"
        r"|\b(?:möchte|will|wollen|würde|muss)\b(?! nicht)(?: (?!nicht\b)\w+){0,7} (?:an"
        r"|zurück)gerufen"
        r" werden\b",
        r"\b(?:warte|erwarte|freue mich)\b.{0,20}\b(?:ihren|einen|seinen|auf (?:ihren|einen))"
        r" (?:an|rück)ruf\b|\b(?:sich|dich)(?: \w+){0,3} bei (?:mir|uns)(?: \w+){0,3} (?:melden"
        r"|meldet|meldest)\b|\bmelde[nt]? sie sich\b|\b(?:mich|uns|mir)\b.{0,40}\b(?:anklingeln"
        r"|durchklingeln|antelefonieren|durchrufen|durchzurufen|kontaktieren|anzuklingeln)\b"
        r"|\bgeben sie (?:mir|uns)\b.{0,20}\btelefonisch\b|\bklingeln sie\b.{0,15}\bdurch\b",
        r"\bruf(?:en|t|e|)(?: sie)?(?: doch| bitte| dann)* (?:mich|uns)\b.*\b(?:an|zurück)\b",
        r"(?<!ich )(?<!wir )(?<!er )(?<!mann )(?<!frau )(?<!sohn )(?<!tochter )\bruf(?:en"
        r"|t)? (?:sie )?(?:sie|ihn|ihm|meine[nr]?"
        r" \w+)\b.*\ban\b(?<!ruf sie an)",
        r"\b(?:mich|uns|mir)\b.{0,60}\b(?:zurückrufen|anrufen|zurückruft|anruft|zurückrufst"
        r"|anzurufen|zurückzurufen|anriefe)\b",
        r"\b(?:um|einen|ihren|auf)(?: \w+){0,2} rückruf\b|\bmelden sie sich\b|\bmeld dich\b"
        r"|\bmich\b.{0,40}\berreichen\b|\bbei mir melden\b|\bmeldet (?:er|sie) sich\b",
        r"\bkönnen wir\b.{0,40}\b(?:telefonieren|sprechen)\b|\btelefonisch melden\b",
        r"\b(?:kann|könnte|können|könnten|kannst|würde|würden)\b(?! ich\b| wir\b).{0,40}"
        r"\b(?:zurückrufen|anrufen)\b",
        r"\b(?:mein|meine)\w* (?:mann|frau|chef|kollege|kollegin|sohn|tochter)\b.{0,30}\banrufen\b",
        r"\brufen sie (?:\w+ ){0,5}(?:noch ?mal|wieder|zurück)\b",
        r"\b(?:einmal |kurz )?durchklingeln\b",
        r"\b(?:kann|könnte|soll|sollte|möchte|mag|dass|ob|wenn)\b(?! ich\b| wir\b).{0,40}\b(?:mich"
        r"|uns|mir|meine[nr]?"
        r" \w+)\b.{0,40}\b(?:anruft|zurückruft|anrufen|zurückrufen|anrufe|bescheid (?:gibt|geben"
        r"|sagt|sagen))"
        r"\b(?!.*\b(?:per mail|schriftlich))",
        r"\b(?:soll|der|die|er|jemand|chef|meister|kollege)\b.{0,30}\b(?:mich|uns) (?:kurz |mal "
        r"|bitte |dann"
        r" )*(?:an|zurück)rufen\b",
        r"\b(?:kann|könnte|soll|sollte|würde)\b.{0,15}\bsich\b.{0,30}\bmelden\b",
        r"\btelefonisch,? bitte\b|\b(?:bescheid|auskunft)\b.{0,20}\btelefonisch\b",
    ),
    calls_you=any_of(
        r"\bruft (?:er|sie|jemand|(?:der|die|ein|eine|herr|frau) \w+)\b(?: \w+){0,4} zurück\b"
        r"|^(?:er|sie|(?:der|die|herr|frau) \w+) ruft\b(?: \w+){0,4} zurück\b",
        r"\b(?:ruft|rufe|rufen) (?:er|sie|ich|wir|(?:der|die|unser|unsere|herr|frau) \w+)(?:"
        r" \w+){0,2}?"
        r" (?:sie|ihre? \w+)\b.{0,40}\b(?:an|zurück)\b",
        r"\b(?:klingel\w*|ruf\w*)\b.{0,40}\bbei (?:dir|ihnen)\b.{0,30}\bdurch\b",
        r"\b(?:klingel\w*|ruf\w*)\b.{0,15}\b(?:bei ihnen )?(?:durch)\b|\bsie hören von uns\b"
        r"|\bkontaktier\w*\b.{0,10}\b(?:sie|dich)\b|\b(?:melde|melden|meldet)\b.{0,12}\b(?:mich"
        r"|uns|sich)\b.{0,30}\b(?:morgen|heute|nachher|montag|dienstag|mittwoch|donnerstag|freitag"
        r"|nächste|sobald|gleich)\b",
        r"\b(?:wird|werden|werde)\b.{0,40}\b(?:sie|dich|ihnen)\b.{0,40}\b(?:anrufen|zurückrufen"
        r"|melden)\b",
        r"\b(?:rufe|ruft|ruf)\b.{0,20}\b(?:sie|dich)\b.{0,40}\b(?:an|zurück)\b"
        r"|\b(?:wir|kollegen)\b.{0,20}\brufen\b.{0,20}\b(?:sie|dich)\b.{0,40}\b(?:an|zurück)\b"
        r"|\brufen wir (?:sie|dich)\b|\bmeld(?:e|en|et) (?:mich|uns|sich|wir uns|ich mich)\b"
        r".{0,40}\b(?:bei )?ihnen\b",
        r"\b(?:soll(?:en|te|ten)?|darf|dürfen|dürfte|kann|können|könnte|könnten|möchten|wollen)\b"
        r".{0,40}\b(?:sie|dich|ihnen)\b.{0,40}\b(?:anrufen|zurückrufen|melden)\b",
        r"\b(?:meldet|melden) sich\b.{0,30}\bbei ihnen\b|\bdass (?:er|sie|wir|ich|\w+ \w+) (?:sie"
        r"|dich)\b.{0,30}\b(?:anruft|zurückruft|anrufen|zurückrufen|anrufe)\b",
        r"\bsie bekommen (?:einen )?(?:an|rück)ruf\b",
        r"\b(?:will|möchte|muss|müsste|sollte)\b.{0,25}\bmit ihnen (?:mal )?(?:reden|sprechen"
        r"|besprechen"
        r"|durchgehen)\b",
        r"\bwann\b.{0,30}\b(?:sie|dich)\b.{0,20}\b(?:erreichen|anrufen|zurückrufen)\b|\b(?:kann"
        r"|könnte|darf)"
        r" (?:er|sie|der \w+|die \w+|herr \w+|frau \w+)\b.{0,20}\b(?:sie"
        r"|dich)\b.{0,20}\berreichen\b",
        r"\b(?:ich|wir|er|der \w+|die \w+|herr \w+|frau \w+|kollege|kollegin)\b.{0,20}\b(?:ruf"
        r"|rufe|ruft|rufen)"
        r"\b.{0,12}\b(?:sie|dich|ihnen)\b",
        r"\b(?:er|sie|der \w+|die \w+|das|ihnen)\b.{0,30}\b(?:telefonisch|am"
        r" telefon)\b.{0,25}\b(?:erklär\w*"
        r"|besprech\w*|sag\w*|durchgeh\w*|klär\w*|mach\w*)\b|\b(?:wollen|können) wir das"
        r" telefonisch\b",
        r"\b(?:sie|ihnen)\b.{0,40}\b(?:an|zurück)(?:zu)?rufen\b",
        r"\b(?:gebe|geben|gibt)\b.{0,30}\bihnen\b.{0,30}\b(?:telefonisch )?bescheid\b",
    ),
    calls=any_of(
        r"\bich (?:rufe|ruf|melde|werde)\b.{0,40}\b(?:an|zurück|selbst|mich|anrufen|zurückrufen"
        r"|melden)\b",
        r"\b(?:rufe|ruf|melde) ich\b.{0,40}\b(?:an|zurück|mich|wieder)\b|\brufe (?:sie|dich)?\b"
        r".{0,30}\bwieder an\b",
        r"\b(?:wir|er|sie) (?:rufen|ruft|melden|meldet)\b.{0,40}\b(?:an|zurück|uns|sich)\b",
    ),
    agreed_before=any_of(
        r"\b(?:wollte[nt]?|sollte[nt]?)\b (?:sie |ihr |er )?(?:mich|uns|sich)\b.{0,60}\b(?:anrufen"
        r"|zurückrufen|melden)\b",
        r"\b(?:hätten?|hatten?) (?:mich|uns|sich)\b.{0,60}\b(?:anrufen|zurückrufen|melden)"
        r" (?:sollen|wollen|müssen)\b",
    ),
    complains=any_of(
        r"\b(?:an|zurück)rufen\b.{0,10}\b(?:hat|haben) (?:er|sie|es)? ?(?:aber )?(?:nicht"
        r"|nie)\b|\b(?:an|zurück)rufen\b.{0,15}\b(?:aber )?(?:nichts|passiert ist nichts)\b",
        r"\b(?:niemand|keiner)\b.{0,20}\b(?:angerufen|zurückgerufen|gemeldet)\b",
    ),
    refuses=any_of(
        r"\b(?:nicht|keinen|kein|keine|nie)\b.{0,25}\b(?:an|zurück)(?:zu)?rufen\b|\bkeinen rückruf"
        r"|\bkeine anrufe\b",
        r"\brufen sie (?:mich|uns)\b.{0,20}\b(?:nicht|nie)\b",
        r"\b(?:an|zurück)rufen braucht?\b.{0,15}\bnicht\b|\b(?:den|rückruf"
        r"|anruf)\b.{0,15}\bbrauch\w*\b.{0,15}"
        r"\bnicht(?: mehr)?\b",
    ),
    settles=any_of(
        r"\b(?:rück|an)ruf\b.{0,20}\b(?:streich|stornier|lösch)\w*\b"
        r"|\b(?:streich|stornier|lösch)\w*\b.{0,20}\b(?:rück|an)ruf\b",
        r"\bwir (?:rufen|telefonieren)\b.{0,15}\b(?:nicht|niemanden)\b|\brückrufe (?:machen"
        r"|bieten) wir\b.{0,10}\bnicht\b",
        r"\b(?:nicht|kein|keinen|gar nicht)\b.{0,25}\b(?:an|zurück)(?:zu)?rufen\b",
        r"\bbrauche ich sie\b.{0,15}\bnicht\b",
        r"\b(?:rückruf|anruf)\b.{0,20}\b(?:erledigt|unnötig|nicht (?:mehr )?nötig|hinfällig"
        r"|sparen)\b"
        r"|\b(?:erledigt|erübrigt)\b.{0,20}\b(?:rückruf|anruf)\b",
    ),
    wonders=any_of(
        r"\b(?:von|mit|unter) (?:der|dem) (?:aus )?ich (?:sie |gerade |jetzt )*(?:an)?ruf",
        r"\b(?:muss|soll|müsste|sollte|müssen) (?:ich|wir)\b.{0,30}\banrufen\b",
    ),
    negation=any_of(r"\b(?:nicht|kein|keine|keinen|nie|niemals|ohne)\b(?! (?:wahr|vergessen))"),
    negated_behind=True,
    breaks=any_of(r"[,;:.!?]|\b(?:aber|sondern|dann)\b"),
    reported=any_of(
        r"\b(?:gesagt|sagte|sagten|meinte|hieß es|versprochen|stand drauf|stand drin)\b"
        r"|\b(?:wollten?|sollten?) (?:mich|uns)\b(?!.{0,40}\b(?:bitte|vielleicht|am besten)\b)"
        r"|\b(?:wenn|falls|sobald|bevor|ehe)(?: sie)? *$",
    ),
    song=any_of(r"\b(?:lied|song|gesungen|singt|schlager|film)\b"),
    cut_off=any_of(
        r"\b(?:falls|wenn|sollte|sollten)\b.{0,25}\b(?:unterbrochen|getrennt|abbricht|abbrechen"
        r"|abreißt|weg (?:bin|sind)|verbindung|leitung)\b",
        r"\bwir rufen nur an\b|\bnur (?:wenn|falls)\b|\b(?:falls|wenn)\b.{0,15}\b(?:was|etwas"
        r"|irgendwas)\b"
        r".{0,10}\b(?:ändert|ändern|dazwischenkommt|ist)\b",
        r"\bwenn\b.{0,25}\b(?:weg bin|weg sind|tunnel|funkloch|akku)\b",
    ),
    offers=any_of(
        r"\?\s*$|^(?:soll|sollen|darf|dürfen|möchten|wollen|kann|können|brauchen)\b"
        r"|\bwenn sie (?:wollen"
        r"|möchten"
        r"|mögen)\b|\bwenn's recht ist\b|\b(?:soll|sollen) (?:er|sie|wir|ich|der \w+|die \w+) sie\b"
        r"|^wann (?:kann|könnte|darf)\b|\bmit ihnen (?:mal )?(?:reden"
        r"|sprechen|besprechen)\b"
    ),
    declines=any_of(r"\b(?:nicht nötig|braucht(?:'s| es| er| sie)? nicht|brauchen sie nicht)\b"),
    polite=any_of(
        r"\b(?:könnten?|kann|können|würden?|möchten?)\b.{0,25}\bnicht\b.{0,25}\b(?:an"
        r"|zurück)rufen\b"
        r"(?!.*\bweil\b)|\bwarum (?:ruft|rufen)\b"
    ),
    yes=any_of(
        _FILLERS + r"(?:ja|gern|gerne|bitte|klar|passt|okay|ok|genau|natürlich|sehr gut|super"
        r"|prima|perfekt|in ordnung|einverstanden|jawohl|alles klar|wunderbar)\b",
        r"\b(?:passt mir|das passt|wäre gut|wäre super|ist gut|ist recht)\b",
    ),
    no=any_of(
        _FILLERS
        + r"(?:nein|nee|nö|ne|lieber nicht|nicht nötig)\b(?!,? (?:kein problem|alles gut))",
        r"\b(?:nicht nötig|nicht notwendig|braucht(?:'s| es)? nicht|stattdessen)\b",
    ),
    other_way=any_of(
        r"\b(?:sms|e-?mail|mail|nachricht|whatsapp)\b.{0,20}\b(?:reicht|genügt|wäre|ist|lieber"
        r"|besser|schicken|schreiben)\b",
        r"\b(?:lieber|besser|einfach|per|nur)\b.{0,20}\b(?:sms|e-?mail|mail|nachricht|whatsapp"
        r"|schriftlich)\b",
        r"\b(?:schreiben|schicken) sie mir\b",
    ),
    withdraws=any_of(
        r"\b(?:vergessen sie(?:'s| es| das)|hat sich erledigt|nicht mehr nötig"
        r"|(?<!uhrzeit ist )(?<!zeit ist )(?<!tag ist )(?<!nummer ist )(?<!ganz )egal(?! (?:wann"
        r"|um|welche|an welchem|wer|ob))|lassen sie(?:'s"
        r"| es| mal)|schon gut|erledigt)\b",
        r"\b(?:anruf|rückruf)\b.{0,40}\b(?:nicht mehr|streichen|sparen|hinfällig|unnötig)\b"
        r"|\b(?:streichen|stornieren) sie den (?:anruf|rückruf)\b",
        r"\bich (?:komme|komm|schaue|fahre)\b.{0,25}\b(?:vorbei|rein|selbst|hin)\b",
        r"\bkomme ich\b.{0,25}\bvorbei\b",
    ),
    transfers=any_of(
        r"\b(?:verbinde|stelle)\b.{0,25}\b(?:sie|durch)\b"
        r"|\b(?:kommt|ist) gerade (?:rein|herein|zurück)",
    ),
    booked=any_of(
        r"\btermin\b.{0,40}\b(?:eingetragen|gebucht|vereinbart|bestätigt|notiert|steht)\b",
        r"\b(?:habe|hab|haben)\b.{0,25}\b(?:eingetragen|gebucht|reserviert)\b",
    ),
    greeting=any_of(
        r"\bhinterlassen sie|\bnach dem (?:ton|signal|piep)|\bsie sind verbunden mit\b"
        r"|\b(?:nicht|derzeit) erreichbar\b|\bsprechen sie\b.{0,20}\bnach"
    ),
    asks_when=any_of(
        r"\b(?:wann|um wie ?viel uhr|welche uhrzeit|welcher tag|vormittags oder|passt es"
        r" ihnen|zu welcher zeit)\b"
    ),
    proposes=any_of(r"\b(?:passt|lieber|wie wäre|besser|ginge|geht|oder|sagen wir)\b|\?"),
    condition=any_of(r"\b(?:wenn|falls|sonst|ansonsten)\b"),
    then=any_of(r"\bdann\b"),
    number_left=any_of(r"\bmeine (?:\w+)?nummer (?:ist|lautet)\b|\berreichen sie mich\b"),
    thanks=any_of(r"\bdanke\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\b(?:ich heiße|mein name ist|hier spricht|(?:hier|da) ist(?: die| der)?|ich bin|name ist"
        r"|sie sprechen mit"
        r"|auf den namen|spricht|bin die|bin der|es spricht)"
    ),
    here=r"(?:hier|am apparat|ist mein name|mein name)\b",
    asks_name=(
        r"\b(?:ihr(?:en)? name|wie (?:heißen|war ihr name|ist ihr name)"
        r"|mit wem spreche|auf welchen"
        r" namen|wer (?:spricht|ist (?:da|dran|am apparat))|ihren namen|und sie sind|der name|wie"
        r" war (?:der|ihr) name"
        r"|welchen namen)"
    ),
    asks_first_name=r"\bvorname\b",
    asks_last_name=r"\b(?:nachname|familienname)\b",
    asks_spelling=r"\b(?:buchstabier\w+|wie schreibt)\b",
    confirms=r"\b(?:das ist also|sie sind|spreche ich mit|also|ich habe hier|das war|sie heißen)",
    company_is=(
        r"\b(?:arbeite (?:bei|für)|von der firma|firma heißt|meine firma ist|im auftrag von|ich"
        r" rufe (?:von|für)|firma)"
    ),
    asks_company=r"\b(?:firma|unternehmen|betrieb)\b",
    asks_city=r"\bwo\s*\?|\b(?:wo (?:wohnen|ist|sind|steht|befindet|sitzen|genau)|welche[rn]?"
        r" (?:stadt|ort)"
        r"|in welcher stadt|adresse|von wo|aus welcher)\b",
    wants=(
        r"(?<!\w)(?:jemanden|jemand|wen) für {noun}",
        r"\b(?:interessier\w+ (?:mich|uns) für) {noun}",
        r"\b(?:angebot|kostenvoranschlag) (?:für|über) {noun}",
        r"\b(?:ich suche|suchen|suche) {noun}",
        r"\b(?:buchen) {noun}",
        r"\b(?:können|könnten|könnt|kann|könnte) (?:sie|ihr|jemand|einer)(?: \w+)? (?P<service>"
        rf"(?:meine?[nrs]?|unsere?[nrs]?|den|die|das) (?:\w+ ){{1,3}}{_WORK}en)\b",
        rf"\bjemand(?:en)?,? (?:der|die) (?:mir |uns )?(?P<service>(?:\w+ ){{1,4}}{_WORK}t)\b",
        r"\b(?:brauche|brauchen|möchte|bräuchte|hätten? gern|hätten? gerne) {noun}",
    ),
    articles="eine?n?|einer|die|der|das|neue[nrs]?",
    noun_ends=(
        "für|in|am|und|bitte|um|aber|auf|mit|bei|weil|wegen|oder|zu|bestellen|buchen|gemacht"
        "|gehabt"
    ),
    no_service=(
        r"^(?:jemanden|jemand|wen)(?!\w)|(?:an|zurück)gerufen|^(?:gerne?|bitte|nicht|heute|morgen)"
        r"(?: (?:heute|morgen|gerne?|noch|nicht))*$|^(?:eine?n? )?(?:sie\b|termin|hilfe|auskunft"
        r"|rückruf"
        r"|das\b|es\b|mal\b|nur\b"
        r"|wissen)"
    ),
    asks_other_number=(
        r"\b(?!telefon|handy|mobil|ruf|rück|festnetz|durchwahl|privat|dienst|büro)\w{3,}nummer\b"
        r"|\b(?:aktenzeichen|kennzeichen|postleitzahl)\b"
    ),
    other_number=(
        r"\b(?:bestell|rechnungs|kunden|vertrags|versicherungs|auftrags|konto|ihre) ?-?(?:nummer)\b"
        r"[^.?!]{0,20}$|\bf $"
    ),
    noises=(
        "ja|äh|ähm|also|gerne|klar|mein name ist|ich heiße|hier ist|hier|das ist|ich bin|in|aus|wir"
        " wohnen in|ich wohne in|guten tag|hallo|frau|herr|der|die|doktor"
    ),
    no_names=(
        "montag dienstag mittwoch donnerstag freitag samstag sonntag guten guter gute tag morgen"
        " abend hallo ja nein danke bitte ich wir sie es das die der dem den ein eine also na gut"
        " so moment mein meine ihr ihre frau herr doktor und oder aber was wie wo wer wann warum"
        " hier dort da dann jetzt nur noch schon moin grüß gott servus tschüss super prima klar"
        " genau natürlich okay ok mit für von bei aus in am im um auf zu nach äh ähm oh ach"
        " wunderbar freut herrn man kein keine mir mich ihnen termin name praxis firma nummer haus"
        " wohnung büro stadt ordnung stimmt richtig entschuldigung verzeihung handy mail"
        " mailadresse"
    ),
    letter_as=r"wie|für",
    at=r"ät|at|klammeraffe|ett",
    signs={
        "punkt": ".", "unterstrich": "_", "bindestrich": "-", "minus": "-", "strich": "-",
        "dot": ".", "plus": "+",
    },
    together=r"(?:alles )?zusammen(?:geschrieben)?|in einem wort",
    corrects=r"\b(?:nein|nee|moment|entschuldigung|falsch|korrektur|verzeihung|quatsch|sorry"
        r"|sondern)\b",
)  # fmt: skip

LEXICON = Lexicon("de", CALLS, FACTS)
