"""Dutch."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_FILLERS = r"^\W*+(?:(?:eh|uh|nou|ah|oh|o|tja|hm|even|goed|joh|ach|och|maar|welnee)\b\W*+)*"
_CALL = r"(?:(?:terug|op)?(?:te )?(?:bellen|telefoneren)|terug te bellen|contact op(?: te)? nemen)"

CALLS = CallWords(
    asks=any_of(
        r"\b(?:mij|me|ons) (?:\w+ ){0,4}(?:een )?(?:belletje|telefoontje|seintje|ringetje)\b"
        r"|\b(?:wacht op|verwacht) (?:uw|je|een|jullie) (?:telefoontje|belletje|oproep)\b"
        r"|\bcontact (?:met (?:mij|me|ons) )?(?:opnemen|op te nemen)\b|\bneemt? (?:u )?(?:even"
        r" )?contact (?:met (?:mij|me|ons) )?op\b",
        r"\b(?:bel|belt|bellen) (?:u |jij |je )?(?:me|mij|ons|haar|hem|mijn \w+)\b",
        rf"\b(?:me|mij|ons)\b.{{0,50}}\b{_CALL}\b|\b(?:me|mij|ons)\b.{{0,40}}\b(?:terugbelt|belt"
        rf"|opbelt|terugbellen)\b",
        r"\b(?:kan|kunt|kunnen|kun|zou|zouden|wil|wilt|wil je|mag)\b(?! ik\b| we\b| wij\b)"
        r".{0,40}\b(?:terugbellen|bellen|opbellen)\b",
        r"(?<!niet )\b(?:terug|op)?gebeld (?:wil|wilt|zou willen|moet|graag)\b",
        r"\b(?:graag|wil|verwacht|vraag|om) (?:\w+ ){0,3}(?:teruggebeld|een telefoontje|een"
        r" belletje|gebeld worden|een terugbelverzoek)\b",
        r"\b(?:geef|geeft|geven) (?:u )?(?:me|mij|ons) een (?:belletje|telefoontje|seintje)\b",
        r"\b(?:laat|laten) (?:\w+ ){1,3}(?:mij|me|ons) (?:\w+ ){0,5}(?:bellen|terugbellen)\b"
        r"|\bbel (?:maar |dan |even )*(?:terug|later|morgen|maandag|om|na)\b"
        r"|\bbelt u (?:maar |dan |even )*(?:terug|later|morgen|om|na)\b",
        r"\b(?:bereiken|bereikbaar)\b.{0,20}\b(?:op|na|morgen|vanaf|om)\b",
        r"\b(?:neem|neemt|nemen)\b.{0,20}\b(?:contact )(?:met (?:mij|me|ons) )?op\b",
        r"\b(?:we|wij) (?:spreken|bellen) elkaar\b",
    ),
    calls_you=any_of(
        r"\b(?:u|je) (?:\w+ ){0,4}(?:een )?(?:belletje|telefoontje|seintje|ringetje)\b|\bu hoort"
        r" (?:van|nog van) (?:ons|mij|hem|haar)\b",
        r"\b(?:bel|belt|bellen) (?:ik |we |wij )?(?:u|je|jou|jullie)\b(?! (?:me|mij|ons|even\b|maar"
        r"|terug\?))",
        r"\b(?:u|je|jou|jullie)\b.{0,50}\b(?:terugbellen|bellen|opbellen)\b"
        r"|\b(?:dat|of) (?:\w+ ){1,3}(?:u|je) .{0,30}\b(?:terugbelt|belt|bel)\b",
        r"\bdan belt (?:hij|ze|zij|de \w+|mijn \w+|meneer \w+|mevrouw \w+)\b(?! (?:me|mij|ons)\b)",
        r"\b(?:neem|neemt|nemen)\b.{0,30}\bcontact met (?:u|je)\b|\b(?:u|je) (?:hoort|wordt"
        r" (?:terug)?gebeld)\b",
    ),
    calls=any_of(
        r"\b(?:ik|we|wij) (?:bel|bellen)\b.{0,40}(?:\bterug|\bop|\bweer|\bnog|\blater|\bzelf"
        r"|\bmorgen|\bvanmiddag|[.,!?]|$)",
        r"\b(?:bel|bellen) (?:ik|we|wij)\b(?:.{0,30}\b(?:terug|weer|nog|later|zelf|morgen"
        r"|vanmiddag|even)\b)?",
    ),
    agreed_before=any_of(
        r"\b(?:jullie|u|iemand|hij|zij|ze|er) zou(?:den)? (?:me|mij|ons)\b"
        r"(?!.{0,60}\b(?:kunnen|willen|mogen)\b).{0,60}\b(?:terug)?(?:bellen|opbellen)\b",
        r"\bhad(?:den)? (?:me|mij|ons)\b.{0,60}\b(?:moeten|zullen) (?:terug)?bellen\b",
    ),
    complains=any_of(r"\bniemand\b.{0,25}\b(?:teruggebeld|gebeld)\b"),
    refuses=any_of(
        r"\bbel(?:t|len)?(?: u)? (?:me|mij|ons)\b.{0,15}\b(?:niet|nooit)\b|\bniet meer bellen\b"
        r"|\bniet (?:meer )?(?:gebeld|terugbellen)\b|\bstop met bellen\b|\bvan de (?:bel)?lijst\b",
        r"\bhoeft? (?:u |je )?(?:me |mij )?niet (?:terug)?(?:te )?bellen\b"
        r"|\bniet terug te bellen\b",
    ),
    settles=any_of(
        r"\b(?:wij|we) bellen (?:nooit|niet)\b",
        r"\b(?:hoef|hoeven|hoeft)\b.{0,25}\bniet\b.{0,15}\b(?:terug)?(?:te )?bellen\b"
        r"|\bniet (?:terug )?te bellen\b",
    ),
    wonders=any_of(r"\b(?:moet|moeten) (?:ik|we|wij)\b.{0,25}\bbellen\b"),
    negation=any_of(r"\b(?:niet|geen|nooit|zonder|niemand)\b(?! (?:waar|vergeten))"),
    negated_behind=True,
    breaks=any_of(r"[,;:.!?]|\b(?:maar|dus|dan)\b"),
    reported=any_of(
        r"\b(?:gezegd|zei|zeiden|zou iemand|beloofd|gevraagd|zouden|heeft gezegd|stond op)\b"
    ),
    song=any_of(r"\b(?:liedje|lied|nummer van|zingt|zong|film)\b"),
    cut_off=any_of(
        r"\b(?:als|mocht|indien)\b.{0,25}\b(?:verbroken|wegvall\w+|wegvalt|verbinding|verbreekt"
        r"|uitvalt)\b",
        r"\b(?:we|wij) bellen alleen (?:als|bij)\b",
    ),
    offers=any_of(r"\?\s*$|^(?:zal|zullen|wilt|wil|mag|kan|kunnen)\b"),
    yes=any_of(
        _FILLERS + r"(?:ja|graag|prima|oké|ok|okay|goed|natuurlijk|zeker|tuurlijk|perfect|fijn"
        r"|uitstekend|alstublieft|alsjeblieft|top|klopt|jazeker|is goed|lijkt me goed)\b",
        r"\b(?:dat is goed|is prima|is goed|past (?:me|mij)|komt goed uit|geen probleem|schikt)\b",
    ),
    no=any_of(
        _FILLERS + r"(?:nee|neen|liever niet|hoeft niet|niet nodig)\b(?!,? (?:geen probleem|hoor,"
        r" geen))",
        r"\b(?:hoeft niet|niet nodig|liever (?:een|per|niet)|in plaats daarvan)\b",
    ),
    other_way=any_of(
        r"\b(?:appje|app|sms|sms'je|mail|mailtje|e-?mail|bericht|berichtje|whatsapp)\b.{0,20}"
        r"\b(?:genoeg|voldoende|volstaat|liever|beter|prima|handiger)\b",
        r"\b(?:liever|gewoon|alleen|beter|stuur|stuurt|mail|app)\b.{0,20}\b(?:appje|app|sms|mail"
        r"|mailtje|e-?mail|bericht|berichtje|whatsapp)\b",
        r"\b(?:mail|app|stuur|schrijf) (?:u )?(?:me|mij)\b(?! (?:\w+ ){0,3}(?:op|in)\b)",
    ),
    withdraws=any_of(
        r"\b(?:laat maar|vergeet het|hoeft niet meer|niet meer nodig|maakt niet uit|laat dat"
        r" maar)\b",
        r"\b(?:ik kom|kom ik)\b.{0,30}\b(?:langs|binnen|zelf|even)\b",
    ),
    transfers=any_of(r"\bverbind\b.{0,20}\b(?:u|je|door)\b|\b(?:komt|is) net (?:binnen|terug)\b"),
    booked=any_of(
        r"\bafspraak\b.{0,30}\b(?:staat|genoteerd|gemaakt|ingepland|bevestigd)\b"
        r"|\b(?:heb|hebben) u\b.{0,20}\b(?:ingepland|ingeschreven|genoteerd)\b",
    ),
    greeting=any_of(
        r"\bspreek (?:een|uw) (?:bericht|boodschap)|\bna de (?:piep|toon)|\bu bent verbonden met\b"
        r"|\bniet te woord staan"
    ),
    asks_when=any_of(
        r"\b(?:wanneer|hoe laat|welke dag|welk tijdstip|schikt|ochtend of|komt het"
        r" uit)\b"
    ),
    proposes=any_of(r"\b(?:liever|beter|past|schikt|zullen we|kan ook|of)\b|\?"),
    condition=any_of(r"\b(?:als|anders|indien|mocht)\b"),
    then=any_of(r"\bdan\b"),
    number_left=any_of(r"\bmijn (?:nummer|mobiel|telefoonnummer) is\b"),
    thanks=any_of(r"\b(?:bedankt|dank)\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\b(?:ik heet|mijn naam is|u spreekt met|met|ik ben|op naam van|naam is|spreekt met|hier)"
    ),
    here=r"(?:hier|aan de lijn|aan de telefoon)\b",
    asks_name=(
        r"\b(?:uw naam|je naam|de naam|met wie spreek|op welke naam|wie (?:bent|spreek)|hoe heet"
        r"|wat"
        r" is uw naam|uw voor- en achternaam|naam\?)"
    ),
    asks_first_name=r"\bvoornaam\b",
    asks_last_name=r"\bachternaam\b",
    asks_spelling=r"\b(?:spel\w*|hoe schrijf)\b",
    confirms=r"\b(?:u bent|spreek ik met|dat is dus|ik heb hier|dus|bent u|dat is)",
    company_is=(
        r"\b(?:werk (?:bij|voor)|van het bedrijf|mijn bedrijf (?:is|heet)|ik bel (?:namens|voor"
        r"|van)"
        r"|namens|van de firma)"
    ),
    asks_company=r"\b(?:bedrijf|firma|organisatie)\b",
    asks_city=r"\bwaar(?: is dat)?\s*\?|\b(?:waar (?:woont|is|zit|staat|bent|woon|zitten)|welke"
        r" (?:stadt?|plaats|gemeente)"
        r"|adres|waarvandaan|welke stad)\b",
    wants=(
        r"(?<!\w)(?:iemand) voor {noun}",
        r"\b(?:geïnteresseerd in) {noun}",
        r"\bofferte (?:voor|van) {noun}",
        r"\b(?:ik zoek|wij zoeken|op zoek naar) {noun}",
        r"\b(?:reserveren|bestellen) {noun}",
        r"\b(?:kunt u|kunnen jullie|kan iemand|kun je) (?P<service>(?:mijn|onze|de|het) (?:\w+ "
        r"){1,3}"
        r"(?:repareren|schoonmaken|schilderen|maaien|installeren|vervangen|snoeien|controleren))\b",
        r"\b(?:ik heb|nodig|wil graag|ik wil) {noun}",
    ),
    articles="een|de|het|nieuwe",
    noun_ends="voor|in|en|met|dat|die|maar|omdat|of|nodig|bij|van|te",
    no_service=(
        r"^(?:iemand|niet)(?!\w)|teruggebeld|^(?:graag )?(?:morgen|vandaag)\b|^(?:een |de |het "
        r")?(?:weten|spreken|informatie|afspraak|vraag|brief"
        r"|dat\b|graag"
        r"|lekkage)"
    ),
    asks_other_number=r"\b(?!telefoon|mobiel|huis)\w{3,}nummer\b|\b(?:kenteken|postcode)\b",
    other_number=r"\b(?:bestel|order|factuur|polis|klant|rekening|dossier|uw)"
        r" ?-?(?:nummer)?\b[^.?!]{0,20}$",
    noises=(
        "ja|eh|uh|nou|met|ik ben|mijn naam is|ik heet|het is|dat is|in|uit|ik woon in|wij wonen in"
        "|goedemorgen|goedemiddag|dag|hallo|mevrouw|meneer|de heer"
    ),
    no_names=(
        "woon maandag dinsdag woensdag donderdag vrijdag zaterdag zondag goedemorgen goedemiddag"
        " goedenavond goedendag dag hallo hoi ja nee dank bedankt ik wij we u je jij hij zij ze het"
        " de een dat dit die en of maar dus want als met van voor bij in uit op aan naar om te wat"
        " wie waar wanneer hoe waarom morgen vandaag mevrouw meneer eh uh o oh ah nou prima fijn"
        " mooi goed oké ok graag even mijn uw hier daar dan nu nog al ook niet geen jullie mag kan"
        " fabriek tot sorry momentje"
    ),
    letter_as=r"van|als in|zoals",
    at=r"apenstaartje|apestaartje|at",
    signs={
        "punt": ".", "liggend streepje": "_", "laag streepje": "_", "underscore": "_",
        "streepje": "-", "koppelteken": "-", "dot": ".", "plus": "+",
    },
    together=r"aan elkaar|aan één stuk",
    corrects=r"\b(?:nee|sorry|wacht|pardon|ik bedoel|fout|verkeerd)\b",
)  # fmt: skip

LEXICON = Lexicon("nl", CALLS, FACTS)
