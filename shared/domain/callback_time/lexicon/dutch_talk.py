"""What Dutch speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

WORDS = """
 tandarts
monteur
adviseur
directeur
directrice dierenarts
baas chef jongen
meisje helaas jammer verdrietig moe ziek zenuwachtig bezorgd dringend belangrijk moeilijk
makkelijk slecht slechter raar gek dom grappig aardig vriendelijk eerlijk zeker duidelijk sterk
zwak snel langzaam kort lang jong oud nieuw kapot wanhopig verward tevreden blij gelukkig
behoorlijk nogal erg heel zeer best vooral ook nog toch sowieso natuurlijk vanzelfsprekend
ofzo eet eten drink lunch
dankbaar erkentelijk moeite storen stoort eventueel nogmaals nog eens zeg eens kijk luister
eigenlijk gewoon echt leuk top prima fijn tof super hartstikke ontzettend alvast effe effen
eventjes even
ik jij je u hij zij ze wij we jullie het 't mij me jou hem haar ons hen hun mijn m'n jouw uw zijn
z'n onze zich mezelf iemand iedereen iets wat wie welk welke alles dat dit die deze de een 'n er
daar hier waar hoe waarom wanneer want maar omdat dus en ook dan met bij voor aan op uit door via
naar van bel bell(en|t) belt gebeld terugbel(len|t|) terugbellen terug te opbellen opbelt
telefoneren telefoneer bereik(en|t|baar|) spreek(t|) spreken praat praten contact contacteren
contacteer contactopname opnemen neem neemt nemen probeer probeert proberen laat laten geef geeft
geven vraag vragen antwoorden opneem oppakken langskomen kan kunt kunnen kun kon konden zou zouden
zal zullen zult wil wilt willen wilde wou mag mogen moet moeten hoef hoeft hoeven wordt word worden
ben bent is wees heb hebt heeft hebben had hadden doe doet doen graag liefst liever ga
gaat gaan kom weet weten denk denkt denken dacht vind vindt vinden hoop hopen hopelijk wens wensen
zeg zegt zeggen zie ziet zien kijk kijken luister hoor horen afspreken plannen plan inplannen
noteer noteren opschrijven bevestig bevestigen regelen schikt schikken past passen uitkomt uitkomen
lukt lukken werkt werken schelen scheelt maakt maken alsjeblieft alstublieft aub ajb dank dankje
bedankt dankjewel dankuwel bedanken dankbaar vriendelijk vriendelijke vriendelijkheid lief aardig
beleefd fijn fijne prettig ja jawel jazeker jep joh oké oke okay ok goed goede goeie mooi prima top
perfect uitstekend geweldig super fantastisch heerlijk leuk ideaal handig handigste makkelijk
gemakkelijk gemakkelijkst beste best mogelijk mogelijkheid misschien wellicht eventueel
waarschijnlijk zeker natuurlijk uiteraard vanzelfsprekend inderdaad precies exact juist klopt
duidelijk eigenlijk gewoon echt heel erg zeer wel eens even eventjes ff weer opnieuw nogmaals
alleen slechts toch zo zoiets eh uh uhm ehm hm hmm nou tja ach ah oh och hè he afijn enfin hallo
hoi hey hi dag goedendag doei doeg groet groeten groetjes meneer mevrouw mijnheer dame heer
juffrouw dokter collega collega's medewerker adviseur monteur technicus vertegenwoordiger chef baas
manager directeur directrice secretaresse assistent assistente receptie balie afdeling team bedrijf
winkel kantoor zaak werkplaats praktijk thuis huis auto man vrouw echtgenoot echtgenote partner
vriend vriendin moeder vader mama papa ma pa oma opa broer zus zusje oom tante neef nicht buurman
buurvrouw buur familie gezin zoon dochter mensen persoon jongen meisje lieverd schat telefoon
telefonisch mobiel mobiele mobieltje gsm voicemail bericht berichtje mail sms whatsapp telefoontje
belletje vast vaste gesprek terugbelverzoek tijdstip momentje vrij vrije beschikbaar aanwezig
gelegenheid probleem problemen offerte contract verzekering levering reparatie informatie info
kwestie aanbod aanbieding onderwerp stipt klokslag
prijs stellen altijd auto trein dokter tandarts ziekenhuis weer kapot verwarming zit nog eens eind
ergens loop moet zei kom langs zeg maar goedemiddag goedemorgen
snelweg vliegtuig trein
dochter zoon trouwens
lawaai dierenarts hond boekhouding uitleggen ziekenhuis weg gewerkt neem plek eerstvolgende buiten
sinds
"""

THINGS = """
werk school les lessen college dienst pauze vergadering training sport sportschool kerk opvang
boodschappen
"""

PHRASES = """
(en |)(daarna|dan) (ben|heb|moet|ga) ik
(als|indien|mocht|wanneer) (het|dat|'t) (kan|kon|zou kunnen|mag|mogelijk is|mogelijk zou zijn|\
lukt|zou lukken|lukken|past|zou passen|schikt|uitkomt|uitkomt voor u|u uitkomt|jou uitkomt|u \
schikt|u past|je past|jullie uitkomt|jullie schikt|u lukt|niet te veel moeite is|niet te veel \
gevraagd is|geen moeite is|geen probleem is|geen bezwaar is|u niets uitmaakt|je niets uitmaakt|u \
niet stoort|niet stoort|goed is|goed is voor u|oké is|ok is|handig is|kan natuurlijk|even kan|zo \
uitkomt|effe kan|niet erg is|je uitkomt|zou mogen|beter is|nodig is)
(als|indien|mocht|wanneer|zodra) (u|je|jij|jullie|hij|zij|ze|iemand|ik) (kan|kunt|kon|kunnen|wil|\
wilt|willen|tijd heeft|tijd hebt|tijd hebben|even tijd heeft|even tijd hebt|zo vriendelijk wilt \
zijn|zo vriendelijk zou willen zijn|zo goed wilt zijn|zo vriendelijk bent|het niet erg vindt|het \
niet erg vinden|er geen bezwaar tegen heeft|een moment heeft|een momentje heeft|een minuutje \
heeft|gelegenheid heeft|gelegenheid hebt|mag|vragen mag|zo vrij mag zijn|er is|beschikbaar is|\
vrij is|wilt bellen|kunt bellen|zou kunnen bellen|zou kunnen|zou willen|zou willen bellen|mij \
kunt bellen|mij zou kunnen bellen|mij kan bellen|me kunt bellen|me kan bellen|terug kunt bellen|\
terug kan bellen)
(indien|zo|als|liefst zo) mogelijk
(wanneer|hoe laat) (u|je|jij|jullie|het|hij) (maar |ook |)(wilt|wil|willen|kunt|kan|kunnen|\
uitkomt|schikt|past|u uitkomt|u schikt|jullie uitkomt|jou uitkomt|je uitkomt|tijd heeft|tijd hebt|\
tijd hebben|zin heeft)( maar| ook|)
(geen|er is geen|ik heb geen|zonder|geen enkele) (haast|spoed|probleem|bezwaar|moeite|punt|\
voorkeur|zorgen|stress|dank|urgentie|gedoe)( bij|)
(het|dat|er) (heeft|is) (geen|niet|echt geen|helemaal niet|niet zo|absoluut geen) (haast|spoed|\
dringend|urgent|belangrijk|erg|zo dringend|zo erg)
(niet|niets|niet zo|niet echt) (dringend|urgent|belangrijk|dringends|erg|vergeten|zo erg)
(het|dat) maakt (mij|me|ons) (niet|niets|niks|niet veel|weinig) uit
(maakt|maak) (niet|niets|niks|u geen zorgen|je geen zorgen)( uit|)
(zou|kunt|kan|wilt|wil|zouden|kunnen) (u|je|jij|jullie|ze) (niet|misschien|alstublieft|zo \
vriendelijk willen zijn|zo goed willen zijn)
(is|zou|was) (het|dat) (mogelijk|mogelijk zijn|goed|oké|misschien mogelijk|te veel gevraagd|\
haalbaar)( om| dat| als|)
(fijn|mooi|leuk|prettig|lief|aardig|super|top|blij|goed|handig|dankbaar|ideaal|graag hebben|het \
fijn vinden|het prettig vinden|waarderen|vragen|kijken|weten|benieuwd) (als|of) (u|je|jullie|\
iemand|ze|hij|het|ik|we|er|zij)
(goede|goeden|prettige|fijne) (morgen|middag|avond|dag|weekend)
goede(morgen|middag|navond|ndag)
(op|in|aan|van|naar|thuis|met) (mijn|het|de|m'n|dit|hetzelfde) (werk|kantoor|zaak|nummer|mobiel|\
gsm|mobiele nummer|telefoon|huis|vaste nummer|lijn|winkel)
(heb|heeft|is|dan heb ik|dan is|want dan heb ik|in|tijdens) (ik |)(mijn |m'n |de |)(pauze|\
lunchpauze|vrij|even pauze)
(ik|wij|we) (werk|werken|ben|zijn) (overdag|thuis|'s nachts|in ploegen|de hele dag thuis|de hele \
dag|in de nacht|doordeweeks)
(hartelijk|heel erg|vriendelijk|alvast|erg|zeer) (dank|bedankt)
(dank|bedankt) (u|je|voor|jullie)( wel| alvast| hartelijk| zeer|)
(bij voorkeur|in principe|in ieder geval|in elk geval|om het even|het liefst|op een gegeven \
moment|op enig moment|ooit eens|een keer|een keertje|wat mij betreft|van mijn kant|voor mijn part|\
maakt niet uit|geeft niet|geeft niks|let wel|zeg maar|laten we zeggen|laat ik zeggen|zullen we \
zeggen|even denken|even kijken|weet je|weet u|of zo|of zoiets|ergens|als u begrijpt|tot dan|tot \
ziens|tot horens|tot straks dan|het spijt me|sorry voor het storen|sorry dat ik stoor|neem me \
niet kwalijk|neemt u me niet kwalijk|de hele dag|op elk moment|elk moment|te allen tijde|een \
belletje|een telefoontje|contact opnemen|neem contact op|contact met mij opnemen|mij te bellen|al \
jaren klant|klant bij jullie|al lang klant)
(ik|we) (kan|kunnen) (nu|op dit moment|nu even|momenteel) (niet|niet praten|niet bellen|niet \
spreken)
op prijs stellen
het op prijs stellen
(na|in|tijdens) overleg
(ik |)heb (ik |)(een minuutje|even|een momentje)
(het moet|moet het|het moest|moet dat)( zijn| worden|)
wat (dacht|denkt|vindt) (u|je|jij|jullie) van
tussen de middag
(die|dat|deze) neem ik
(als|indien) (hij|zij|ze) (kan|kunnen|zou kunnen)
(bij|naast) de telefoon
is er iemand( die|)
(een willekeurige|welke) dag( dan ook|)
(in de loop van|gedurende) de dag
(de tijd|het tijdstip) maakt (mij |me |)niet uit
(ik |)(ben|heb) (dan |)(met |)(vakantie|verlof)
"""

SIGNS = Signs(
    calls=r"""
    uitleggen (terug|op)?(te)?bel(len|t|)? terugbel\w* (terug)?gebeld telefoneren telefoneer
    contact\w*
    bereik(en|t|)? probeer(t)? proberen opnemen telefoontje belletje spreken
    """,
    callers="ik",
    suits=r"""
    kunt kan zou zouden kunnen kon konden lukt mogelijk
    het\smoet.* moet\shet.* uitkomen altijd goed prima past uit uitkomt graag liever liefst
    beste ideaal vrij beschikbaar bereikbaar schikt alsjeblieft alstublieft fijn perfect oke
    """,
    free="pauze terug bereikbaar vrij beschikbaar tijd aanwezig",
    places="telefoon thuis kantoor bureau",
    busy="""
    tandarts opticien huisarts
    sollicitatie sollicitatiegesprek rijles les lessen begrafenis uitvaart bruiloft examen
    examens tentamen vlucht bezichtiging keuring operatie feest wedstrijd repetitie mis
    zitting dienst nachtdienst echo cursus conferentie ceremonie concert bioscoop doop
    zwemles training fysio
    weg buiten slaap snelweg trein vliegtuig auto vergadering les werk werken bezig bezet
    bespreking onderweg school training college
    """,
    states="""
    levering bezorging pakket normaal altijd meestal was kwam winkel afspraak eindig begin
    start
    """,
    haves="heb hebben komt",
    reports="gezegd beloofd zei",
    because=r"(en\s)?(daarna|dan)\s(ben|heb|moet|ga)\sik omdat want",
    so="dus daarom",
    but="maar",
    conditions="""
    behalve tenzij indien zolang totdat voordat mits mocht
    """,
    events="wanneer terwijl",
    cases="als zodra nadat",
    topics="over met voor inzake betreffende",
    titles="""
    heet naam dochter zoon vrouw man moeder vader broer zus baas collega vriend vriendin
    meneer mevrouw mijnheer dokter dhr mevr
    """,
    visits="langskomen brengen breng ophalen bezorgen afhalen",
    since="sinds",
    lasting="wacht wachten wachtrij",
    past=r"""
    was waren had hadden kwam kwamen ging zou besteld
    ge(?!.*bel)\w{3,}(d|t|en) (af|op|uit|aan|in|mis)ge(?!.*bel)\w{3,}(d|t|en)
    """,
    negations="niet geen nooit",
    refused=r"""
    {call} (\w+ ){0,6}?vergeten
    overbodig|zinloos|onnodig
    niemand (\w+ ){0,5}?{call}
    bespaar \w+ de moeite
    hoe(f|ft|ven|fde) (\w+ ){0,8}?(niet|niemand|geen|nooit)
    niet (meer )?(nodig|de moeite waard) (\w+ ){0,6}?{call}
    (annule\w+|schrap\w*|cancel\w*|afzeg\w*|afbel\w*)
    laat (\w+ ){0,8}?zitten
    laat (dat|die) (\w+ )?({call}|afspraak|gesprek)
    stop\w* met {call}
    niet (\w+ ){0,5}?gebeld (worden|te worden)
    geen zin om (\w+ ){0,6}?{call}
    """,
    agreed=r"""
    (jullie|iemand|hij|ze|zij|er|collega) zou(den)? (?!.{0,80}(kunnen|willen|
    mogen))(\w+ ){0,8}?({call}|gebeld)
    zou(den)? (jullie|iemand|hij|ze|zij|er|ik) (?!.{0,80}(kunnen|willen|mogen))(\w+ ){0,8}?({call}|
    gebeld)
    had(den)? (\w+ ){0,8}?(moeten|zullen) (bellen|terugbellen)
    had(den)? (\w+ ){0,8}?gebeld moeten
    """,
    notices=r"""
    (site|website|internet|pagina|google|deur|bordje|bandje|antwoordapparaat) (\w+ ){0,2}?(staat|
    stond|zegt|zei)
    (staat|stond) (\w+ ){0,3}?(op|in) (de|jullie|internet|google|uw)
    volgens (internet|google|de site|de website|jullie|uw)
    """,
    talks=r"gesprek\w* telefoontje belletje praatje duurt duren bellen praten kletsen",
    before_length=r"""
    (praten|spreken|heb|hebben)( maar| nog)*
    (gesprek|gesprekje|telefoontje|belletje|afspraak|overleg|praatje) van( ongeveer| zo n)*
    (duurt|duurde|duren|kost|kostte)( maar| hooguit| hoogstens| ongeveer| zo n| slechts|
     niet langer dan| maximaal)*
    (wacht|sta|hang|zit|wachten) (hier )?al
    """,
    after_length=r"""
    (gesprek\w*|durend\w*|pauze|praten|kletsen|wachttijd|gewacht|geduurd)
    """,
    waits=r"over in binnen na geef elke nog wacht(?!\sal)",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
