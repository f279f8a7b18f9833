"""What German speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

_EN = "(e|st|t|en|est|et|ten|n|)"

WORDS = f"""
draus tschüssi tschö
dankbar verbunden liebenswürdig umstände mühe stören störe sozusagen quasi eventuell
gegebenenfalls nochmal nochmals wissen schauen hören nämlich halt eben echt klasse toll spitze
dufte cool supi prima probieren versuchen probierens versuchens duschen dusche ehesten eh'sten
hausmeister
meister
berater beraterin sachbearbeiter
sachbearbeiterin steuerberater anwalt anwältin
lehrer lehrerin
verkäufer verkäuferin tierarzt
kundendienst zentrale verwaltung leider schade traurig müde krank gestresst
nervös aufgeregt vorsichtig dringend dringlich eilig wichtig schwierig einfach leicht schwer
schlimm blöd dumm komisch seltsam lustig nett freundlich höflich herzlich ehrlich offen sicher
unsicher klar deutlich laut leise schnell langsam kurz lang ziemlich total absolut furchtbar
schrecklich wahnsinnig irre riesig winzig jung alt neu kaputt verzweifelt verwirrt neugierig
zufrieden unzufrieden glücklich froh gerade ebenso sowieso ohnehin jedenfalls immerhin wenigstens
mindestens höchstens meinetwegen selbstverständlich natürlich ner nem nen 'ner 'nem 'nen
seien amal soweit gleichwohl klingelns rufens meldens sagens schauens machens probierens \
versuchens gebens tuns könntens wollens könnens würdens
ich du er sie es s wir ihr mich dich ihn uns euch mir dir ihm ihnen sich 's mein meine meinen \
meinem
meiner meines dein deine deinen deinem deiner unser unsere unseren unserem unserer euer eure euren
sein seine seinen seinem seiner ihre ihren ihrem ihrer man jemand jemanden jemandem irgendjemand
irgendwer irgendwen einer etwas was wer wen wem welche welcher welches welchen welchem alles das
dies der die den dem des ein eine einen einem eines aber denn weil da dass daß damit sowie also
somit mit bei beim zu zum zur an auf aus durch über unter wegen vom per via hinsichtlich bezüglich
ruf{_EN} ruft anruf{_EN} anrufe anzurufen zurückruf{_EN} zurückrufen zurückzurufen zurückgerufen
angerufen durchrufen durchzurufen anklingel{_EN} durchklingeln durchzuklingeln klingel{_EN}
bimmel{_EN} anbimmeln telefonier{_EN} kontaktier{_EN} kontaktieren meld{_EN} melden zurückmelden
rückmelden erreich{_EN} erreichen erreichst sprech{_EN} sprichst spricht reden rede red redet
unterhalten quatschen plaudern versuch{_EN} versuchen probier{_EN} probieren besprechen klären
abklären schreiben schreibt antworten rangehen abheben drangehen hinterlassen verbinden
weiterleiten bitt{_EN} bitte bitten bitteschön bittschön danke dank dankbar verbunden lieb liebe
nett nette netterweise freundlich freundlicherweise freundlichst herzlich herzlichen herzlichst
schönen schöne freundlichkeit güte gnädigst höflichst gütig gefälligst kann kannst könnt können
könnte könntest könnten könntet gekonnt möchte möchtest möchten möcht mag magst mögen darf darfst
dürfen dürfte dürften dürft will willst wollen wollte wollten wollt soll sollst sollen sollte
sollten sollt muss müssen musst müsste müssten würde würdest würden würdet würd werde wirst wird
werden werdet wär wäre wären wärst wäret bin bist ist sind seid hab habe hast hat haben habt hätte
hätten hättest hättet hätt gehabt tu tun tut täte täten tät tätest täts gebe gib gibt gebt geben
gäbe lass lasst lassen lässt ließe mache mach macht machen machst machbar einrichten einzurichten
einrichtbar hinbekommen hinkriegen kriegen kriegt krieg bekommen bekomme bekäme nehmen nimm nehme
halten halte legen lege stelle stellen setzen setze trage tragen eintragen vormerken notieren
notiere merken merk aufschreiben schreib buchen bestätigen bestätige vereinbaren vereinbart
ausmachen ausgemacht festhalten festmachen fixieren planen eingeplant einplanen vorschlagen
vorschlag schlage hoffe hoffen hoffentlich wünsche wünschen wünschte wunsch freue freuen freut freu
brauche brauchen bräuchte bräuchten bevorzuge bevorzugen bevorzugt favorisiere denke denk denken
glaube glaub glauben finde find finden schätze schätz vermute vermutlich vermuten wüsste weiß
wissen sage sag sagen sagt sehe seh sehen schau schauen schaun schaue gucke gucken hör hören hörn
höre guck passt passen passe passend passte gepasst klappt klappen klappte ginge geht gehen gehts
gings gänge funktioniert funktionieren läuft taugt reicht reichen genügt genügen recht ja jawohl jo
joa jup jap jep okay okey ok gut gute guten guter gutes schön schönes super toll prima klasse
spitze perfekt ideal idealerweise optimal optimalerweise wunderbar hervorragend ausgezeichnet
herrlich fein großartig bestens genial cool fantastisch günstig bequem praktisch angenehm einfach
leicht möglich möglicherweise richtig genau exakt stimmt klar freilich natürlich selbstverständlich
sicher sicherlich bestimmt gewiss durchaus tatsächlich wirklich ehrlich ehrlichkeit eigentlich
grundsätzlich prinzipiell normalerweise meistens meist gewöhnlich üblicherweise generell vielleicht
eventuell evtl womöglich wahrscheinlich wohl vielleichts am'besten vorzugsweise gern gerne äh ähm
öh öhm hm hmm mhm mh tja na naja nun nu ach achso oh och ah aha so sodass halt eben eh mal einmal
nochmal nochmals erneut wieder wiederum auch nur bloß schon sogar ganz sehr ziemlich relativ echt
bisschen bissl bisserl bissel kurz kurzes kurzen circa quasi sozusagen jedenfalls sowieso ohnehin
übrigens überhaupt irgendwie irgendwo irgendwann wann wie wo warum wieso wozu hier dort drüben
daheim zuhause zurück herum hin her dran drauf ran rein rüber hallo servus grüß grüße grüezi moin
hi hey tag tach ade tschüss tschüs tschau ciao pfiat wiederhören wiederschauen wiedersehen
auf'wiedersehen herr frau herrn fräulein doktor dame damen herren chef chefin kollege kollegin
kollegen kolleginnen mitarbeiter mitarbeiterin berater beraterin techniker technikerin
sachbearbeiter sachbearbeiterin vertreter verkäufer verkäuferin meister sekretärin sekretär
sekretariat assistentin assistent leiter leiterin geschäftsführer geschäftsführerin inhaber
inhaberin steuerberater anwalt anwältin handwerker monteur hausmeister vermieter mieter team
abteilung kundendienst kundenservice service empfang zentrale buchhaltung vertrieb verwaltung leute
mann gattin gatte ehemann ehefrau freund freundin partner partnerin lebensgefährte lebensgefährtin
mutter vater mama papa mutti vati oma opa bruder schwester schwager schwägerin tante onkel cousin
cousine nachbar nachbarin bekannter bekannte verwandte familie sohn tochter mensch kumpel schatz
liebes haus hause büro firma laden geschäft werkstatt praxis kanzlei betrieb unternehmen auto handy
mobil mobilnummer mobiltelefon smartphone festnetz festnetznummer telefon telefonnummer hörer
apparat mailbox anrufbeantworter sms whatsapp mail email strippe anruf rückruf rückrufe telefonat
telefongespräch gespräch rückmeldung klingeln terminvorschlag zeitpunkt zeitfenster gelegenheit
möglichkeit lust frei freie freien verfügbar erreichbar anwesend abkömmlich ungestört entspannt
flexibel problem probleme frage fragen anliegen sache sachen ding grund angebot vertrag
versicherung auftrag lieferung reparatur heizung info infos information informationen auskunft
angelegenheit unterlagen punkt schlag pünktlich
lehrerin lehrer kalender einzige einziges schreibtisch verschieben anklingeln soll sollen ans rum
aus luft rentner rentnerin reinschauen müsste sitze sitz werktags möglichkeit danach
vorher davor zuvor
persönlich neue neuen neuer dieselbe immer halt drüber nachdenken kaputt urlaub unterwegs da
mehr
dazwischenschieben reinschieben reinquetschen tochter sohn rangehen leer angerufen verpasst
reicht völlig voll furchtbar lücke beerdigung autobahn buchhaltung sensationell ruhiger
autobahn flugzeug zug
beide festes hochzeit vermieter steuerberater klingelt geklingelt verspätung
erwischen übrigens
stattdessen lärm baustelle tierarzt hund buchhaltung erklären krankenhaus nehme
seit
küche rückerstattung
"""

THINGS = """
arbeit job schule uni universität kurs vorlesung unterricht schicht dienst pause besprechung
meeting training sport fitnessstudio kirche kita kindergarten einkaufen einkauf
"""

PHRASES = """
wenns (geht|passt|möglich ist|ginge|möglich wäre)
da (ich|wir|er|sie|mein|meine|mein mann|meine frau)
(und |)(dann|danach) (bin|hab|habe|muss|fahr|fahre|geh|gehe) ich
(wenn|falls|sofern|sollte|insofern|soweit) (es |das |dies |ihnen das |ihnen es |dir das |euch das \
|'s |)(möglich|ginge|geht|gehen würde|gehen sollte|ging|machbar|passt|passen würde|passen sollte|\
passte|recht|klappt|klappen würde|klappen sollte|machbar wäre|möglich wäre|möglich ist|ginge sich \
aus|sich ausgeht|sich einrichten lässt|sich einrichten ließe|einzurichten ist|einzurichten wäre|\
machbar ist|recht ist|recht wäre|okay ist|ok ist|okay wäre|in ordnung ist|in ordnung wäre|keine \
umstände macht|keine umstände machen würde|nicht zu viel verlangt ist|nicht zu viel ist|nicht \
stört|nicht zu viel mühe macht|nicht zu viele umstände macht|kein problem ist|kein problem wäre|\
kein aufwand ist|nicht zu spät ist|nicht zu früh ist|erlaubt ist|nötig|nötig ist|gewünscht|\
gewünscht ist|sein kann|sein muss|denn geht|hinhaut|hinhauen würde|so passt|so geht|genehm ist|\
genehm wäre)
(wenn|falls|sofern|sollte) (es|das|das so|'s) (ihnen|dir|euch|für sie|für dich|bei ihnen|bei euch|\
bei dir) (nichts ausmacht|nichts ausmachen würde|keine umstände macht|recht ist|recht wäre|passt|\
passen würde|passt so|geht|ginge|nicht zu viel ist|möglich ist|möglich wäre|okay ist|genehm ist|\
in ordnung ist|nichts macht|klappt|klappen würde|ausgeht|reinpasst|keine mühe macht|gut passt|\
besser passt|lieber ist|konveniert)
(wenn|falls|sofern) (sie|du|ihr|er|jemand|man) (können|könnten|kannst|könntest|könnt|könnte|kann|\
mögen|möchten|möchtest|wollen|willst|wollt|möchte|will|zeit haben|zeit hätten|zeit hast|zeit hat|\
zeit findet|zeit finden|einen moment haben|einen augenblick haben|kurz zeit haben|gelegenheit \
haben|so nett wären|so lieb wären|so freundlich wären|so nett sind|so freundlich sind|so gut \
wären|so nett wärst|so lieb wärst|es einrichten können|es einrichten könnten|das einrichten \
können|das einrichten könnten|das machen könnten|das hinkriegen|das hinbekommen|das schaffen|es \
schaffen|nichts dagegen haben|frei ist|frei sind|da ist|da sind|verfügbar ist|mich anrufen|mich \
anrufen könnten|mich zurückrufen|mich zurückrufen könnten|mich anrufen würden|mich zurückrufen \
würden|anrufen würden|anrufen könnten|zurückrufen könnten|sich melden würden|sich melden könnten|\
einverstanden sind|damit leben können)
(wann|wenn|wie|sobald) (immer |)(sie|du|ihr|er|jemand) (wollen|möchten|mögen|willst|können|kannst|\
könnt|wollt|möchte|zeit haben|zeit hast|zeit hat|lust haben|dazu kommen|einen moment haben|frei \
sind|einen augenblick zeit haben|mal zeit haben|gerade zeit haben|es einrichten können)
(wann|wenn|wie) (es|'s) (immer |)(ihnen|dir|euch|ihm) (passt|recht ist|am besten passt|am \
liebsten ist|beliebt|gut passt|besser passt|genehm ist|ausgeht)
(wenn|falls) ich (bitten darf|bitten dürfte|fragen darf|so sagen darf)
(wann|wenn) (auch |)immer
(es |das |)(eilt|pressiert|drängt|brennt)( ja| aber| mir| ja auch| wirklich| überhaupt| gar|) \
nicht( so| sehr| so sehr| besonders|)
(es |das |)(ist |hat |)(ja |mir |wirklich |aber |)(nicht|gar nicht|überhaupt nicht|nicht so|nicht \
sehr|nichts|nicht besonders|nicht wirklich) (eilig|dringend|dringendes|wichtig|schlimm|wild|\
tragisch|lebenswichtig|so eilig|so dringend|pressant)
(keine|ohne|keinerlei) (eile|hektik|hetze|hast|panik|sorge|ursache|umstände|umstand|not|\
dringlichkeit|präferenz|vorlieben|besondere eile|große eile|ahnung)
kein (problem|ding|stress|thema|druck|zeitdruck|notfall|grund zur eile)
(nichts|gar nichts|wirklich nichts) (eiliges|dringendes|wichtiges|wildes|schlimmes|besonderes)
(macht|machen) (sie |dir |euch |ihnen |es ihnen |ihnen das |das |)(sich |ihnen |dir |euch |\
)(nichts|keine umstände|keinen stress|keine sorgen|keinen kopf|nichts aus)( aus|)
(das |es |)(ist|wäre) (mir|uns) (egal|gleich|wurscht|wurst|einerlei)
(mir|uns) (ist|ist es|ist das|wäre) (egal|gleich|wurscht|wurst|einerlei|recht)
(nicht|bitte nicht) (vergessen|hetzen|stressen|böse sein)
(zu viel|zuviel|zu|viel) verlangt( sein|)
(etwas|was|nichts) ausmachen
(wäre|wär|wär's|wäre es|es|schön|super|toll|nett|lieb|klasse|gut|prima|wunderbar|dankbar|\
freundlich|ideal|perfekt|freuen|fein|recht|passen|gern|großartig|liebsten|besten|top|spitze|\
möglich) (wenn|falls|dass) (sie|du|ihr|er|jemand|man|mich|s|wir|das|es|der|die|ein|mir|einer|mein|\
ihr|ihre|unser|ihr kollege)
(fragen|schauen|sehen|wissen|gucken|fragen sie|klären|überlegen|weiß nicht) ob (sie|du|ihr|er|\
jemand|man|mich|das|es|wir|ich|der|die)
(nicht|nicht wahr|gell|gelle|oder nicht|oder so|oder so ungefähr|oder wie|nicht vielleicht)
(könnten|könntest|kannst|können|würden|würdest|möchten|wollen) (sie|du|ihr|s') nicht
zu hause
nach (belieben|gelegenheit)
(in|mit|bei|auf|im|am|an) (ordnung|ruhe|aller ruhe|gottes namen|der regel|der arbeit|dem büro|\
büro|zu hause|hause|haus|handy|dem handy|der firma|belieben|gelegenheit|gern|festnetz|der nummer|\
dieser nummer|diese nummer|meinem handy|meiner nummer|meinem büro|meinem festnetz|der pause|\
meiner pause|meine pause|home office|homeoffice|geschäft)
(unter|auf) (dieser|der|meiner|derselben|der gleichen|meiner privaten|meiner mobil) (nummer|\
mobilnummer|handynummer|festnetznummer|leitung)
(da|dann|das|es|jetzt) (habe|hab|hätte|ist|wäre|mache|hat) (ich|er|sie|meine|wir) (pause|\
mittagspause|zeit|frei|luft|meine pause|dienstfrei|feierabend)
(ich|wir|er|sie) (arbeite|arbeiten|arbeitet) (nachts|tagsüber|schicht|im schichtdienst|von zu \
hause|zu hause|im büro|in schichten|wochentags|ganztags|halbtags)
(irgendwann|irgendwann mal|bei gelegenheit|nach belieben|je nachdem|so oder so|mehr oder weniger|\
über den daumen|sage ich mal|sag ich mal|sagen wir mal|würde ich sagen|würd ich sagen|ehrlich \
gesagt|unter uns|wie gesagt|wie besprochen|wie vereinbart|wie immer|wie gewohnt|alles klar|alles \
gut|geht klar|passt schon|passt so|von mir aus|meinetwegen|meinerseits|ihrerseits|von meiner \
seite|auf jeden fall|in jedem fall|jederzeit|den ganzen tag|egal wann|ganz egal wann|ganz egal|\
egal|vielen lieben dank|vielen dank|besten dank|herzlichen dank|tausend dank|danke schön|danke \
sehr|danke ihnen|im voraus|schon mal|schönen tag noch|schönen tag|schönen abend|schönen abend \
noch|schönes wochenende|guten morgen|guten tag|guten abend|grüß gott|gott sei dank|auf \
wiederhören|auf wiedersehen|bis dahin|bis dann|was weiß ich|weiß nicht|keine ahnung|weißt du|\
wissen sie|wissen s'|schauen sie|schauen s'|hören sie|hörn s'|schaun s'|sehen sie|mal sehen|mal \
schauen|mal gucken|lassen sie mich überlegen|lass mich überlegen|lassen sie mich kurz überlegen|\
sind sie so gut|sind sie so nett|seien sie so gut|seien sie so nett|seien sie so lieb|sei so lieb|\
sei so gut|sei so nett|tun sie mir den gefallen|entschuldigen sie die störung|entschuldigung für \
die störung|tut mir leid|tut mir sehr leid|die störung|den gefallen|einen gefallen|guten|zur not|\
zum beispiel|im prinzip|im grunde|an sich|und zwar|und so|ist gut|ist recht)
(kunde|kundin|seit jahren kunde|seit jahren kundin|schon lange kunde)( bei ihnen| von ihnen|)
ich (kann|könnte) (jetzt|gerade|im moment|momentan|grad|gerade jetzt|jetzt gerade) (leider |\
)(nicht|schlecht|nicht sprechen|nicht reden|nicht telefonieren|schlecht sprechen|schlecht reden)
(jetzt|gerade|im moment|momentan|grad|gerade jetzt|jetzt gerade) (kann ich|ist es|ist|passt es|\
geht es|geht's) (leider |gerade |)(nicht|schlecht|ungünstig|nicht so gut)
(ob|ob wohl) (sie|du|ihr|er|jemand|man|mich|mir|wir|ich|einer|der|die|das|es)( mich| wohl| \
vielleicht| bitte| mir|)
(bin|wäre|bin ich|ich bin|ist er|ist sie) (ich |)(soweit|so weit|bereit|startklar)
(einer|eine|jemand) (von ihnen|von euch|ihrer kollegen|von ihren leuten|aus ihrem team)
(kümmert|kümmern) (sich |)(um |)(das|alles|sowas|so etwas|darum)
hauptsache (es passt|es geht|jemand ruft an)
nach (möglichkeit|belieben|bedarf|wunsch|absprache)
an meinem freien tag
(mein|meinem) freier tag
(das |)(ist |)(der |)mein freier tag
(habe|hab|hätte|hätt) (ich |)(kurz |mal |eben |)(eine minute|eine minute zeit|kurz luft|luft|ein \
minütchen)
wie (sieht's|sieht es|schaut's|schaut es|wär's|wäre es) (mit|am|)
(es muss|muss es|es müsste|müsste es)
verschieben wir( das| es|)( auf|)
(den|der|dem|des)
(habe|hab|hätte) (ich |)nichts (vor|geplant|anderes vor)
nichts geplant
so früh wie möglich
wer auch immer
(wenn|sobald|wann immer) (sie|du) (kurz |mal |)(zeit|luft|eine minute|einen moment) (haben|hast)
(im laufe|im verlauf|während) (des|der)
(wenn|falls) (jemand|wer|einer|bei ihnen jemand) (zeit hat|frei ist|da ist|verfügbar ist)
null null
für (uns |)(beide|alle|zwei)
(da|dann) (fängt|beginnt) (meine|die) (pause|mittagspause)( an|)
machen wir was( festes|)( aus|)
(den|die|das) nehme ich
(wenn|falls) (er|sie|es) (könnte|kann|können|geht|ginge)
(am|neben dem|beim) telefon
gibt es (jemand|jemanden)( der| die|)
den rest des tages
(wenn|falls|sofern) (sie|du) (kurz |mal |)(eine|zwei) (minute|minuten) (haben|hätten|hast)
(an irgendeinem|irgendein|an einem beliebigen) tag
(im laufe|während) des tages
(die uhrzeit|die zeit) (ist |)(mir |)(egal|gleich|wurscht)
(ich |)(hab|habe|bin im|bin dann im|bin in|bin in den) (urlaub|ferien)
"""

SIGNS = Signs(
    calls=r"""
    erklaren erklart anbieten anklingeln verschieben anzubieten (zuruck|an|durch)?(zu)?rufen
    ruf (an|zuruck)?ruft ruckruf \w*klingeln \w*klingelt melden meldet erreichen kontaktieren
    kontaktiert probieren versuchen probier versuch telefonieren durchzurufen sprechen
    anzurufen einplanen vereinbaren
    """,
    suits=r"""
    ehesten
    konnte konnten konntest konnt kann konnen ginge ging wurde wurden
    es\smusste? musste?\ses passt passen passend gut super perfekt ideal gerne? lieber
    liebsten bitte besten besser frei erreichbar verfugbar klappt ginge recht prima optimal
    wunderbar
    """,
    free="pause mittagspause freigehalten zuruck luft erreichbar frei verfugbar zeit sprechen",
    places="telefon zuhause daheim hause schreibtisch buro",
    busy="""
    zahnarzt augenarzt hausarzt optiker
    vorstellungsgespräch bewerbungsgespräch fahrstunde fahrstunden beerdigung trauung
    prüfung prüfungen klausur besichtigung untersuchung op operation elternabend
    elternsprechtag gottesdienst messe training probe physio krankengymnastik kurs seminar
    verhandlung gericht frisör friseurtermin zahnarzttermin arzttermin flug abflug schicht
    frühschicht spätschicht nachtschicht labor wartezimmer kundschaft
    unterwegs weg schlafe geschlafen autobahn zug flugzeug auto krankengymnastik reha
    besprechung unterricht arbeite arbeiten meeting beschaftigt besetzt termin
    """,
    states="""
    lieferung paket paketbote spediteur handwerker monteure normalerweise immer jeden
    gewohnlich
    seit wollte sollte gesprochen warte war kam rief fange beginne laden geschaft termin
    termins
    """,
    haves="hab habe haben kommt kommen hatte",
    reports="gesagt versprochen sagte meinte",
    because=r"""
    da\s(ich|wir|er|sie|mein\S*)
    (und\s)?(dann|danach)\s(bin|hab|habe|muss|fahr|fahre|geh|gehe)\s?.* weil denn
    """,
    so="also deshalb darum deswegen drum",
    but="aber",
    conditions=r"""
    ausser es\ssei falls solange bevor ehe sofern je
    """,
    events="wahrend nachdem sowie",
    cases="wenn sobald",
    topics="wegen uber bezuglich betreffend hinsichtlich zum zur mit",
    titles="""
    heisse heiss name tochter sohn frau mann mutter vater bruder schwester chef chefin freund
    freundin nachbar nachbarin herr herrn doktor dr kollege kollegin kollegen
    """,
    visits="vorbeikommen vorbeikomme bringen bringe abholen abhole liefern besuchen",
    since="seit",
    lasting="warte wartet haenge hang hange leitung warteschleife",
    past=r"""
    war waren hatte hatten wurde wurden fiel ging bestellt bekommen
    ge(?!.*ruf)\w{3,}t (ab|an|auf|aus|ein|vor|weg|zu|kaputt)ge(?!.*ruf)\w{3,}(t|en)
    """,
    negations=r"nicht kein\w* nie",
    refused=r"""
    (anruf|ruckruf)( \w+){0,6}? nichts
    (anruf|ruckruf|termin|telefonat)( \w+){0,6}? (erledigt|schenken|bleiben)
    hat sich (\w+ )?erledigt
    verzicht\w* auf
    (keiner|niemand) (\w+ ){0,6}?{call}
    {call} (\w+ ){0,3}?(keiner|niemand)
    (brauch\w*|muss\w*) (\w+ ){0,8}?(nicht|nichts|kein\w*|niemand) (mehr )?(\w+ ){0,3}?\w*(ruf|
    meld)\w*
    (kein\w*|niemand) (\w+ ){0,3}?(anruf\w*|ruckruf\w*|anzurufen|telefonat)
    (anruf|ruckruf|gesprach|telefonat|termin) (\w+ ){0,8}?(nicht (mehr )?(notig|notwendig|
    erforderlich)|sparen|absagen|stornieren|streichen|entfall\w*|vergessen|hinfallig|uberflussig|
    bringt nichts)
    (streich\w*|stornier\w*|cancel\w*) (\w+ ){0,3}?(anruf|ruckruf|termin)
    nicht (mehr )?(\w+ ){0,5}?angerufen
    nicht mehr (\w+ ){0,5}?{call}
    hor\w* (\w+ )?auf
    """,
    agreed=r"""
    sollte (\w+ ){0,6}?klingeln
    (sie|er|jemand|man|ihr|du|kolleg\w+|chef\w*|herr \w+|frau \w+) (wollt|sollt)e?(n|t|
    st)? (\w+ ){0,8}?\w*(ruf|meld)\w*
    (wollt|sollt)e?(n|t|st)? (sie|er|jemand|man|ihr|du) (\w+ ){0,8}?\w*(ruf|meld)\w*
    (hatte|hatten) (\w+ ){0,8}?(\w*rufen|melden|angerufen|gemeldet) (sollen|werden sollen|wollen|
    mussen)
    """,
    notices=r"""
    (seite|website|webseite|internet|homepage|google|tur|schild|netz|anrufbeantworter|
    ansage) (\w+ ){0,2}?(steht|stand|heisst|sagt|sagte)
    (steht|stand|heisst) (\w+ ){0,3}?(internet|google|homepage|webseite|website|seite|tur|schild)
    laut (internet|google|ihrer|der|website|webseite|homepage|schild|ansage)
    """,
    talks=r"gesprach telefonat anruf besprechung unterhaltung dauer\w* reden sprechen",
    before_length=r"""
    (reden|sprechen|telefonieren|habe?|hatte)( nur| noch)*
    (gesprach|telefonat|anruf|termin|besprechung|unterhaltung|beratung) von( etwa| ca| circa| rund|
     vielleicht)?
    (dauert|dauere|dauerte|gedauert|braucht)( nur| etwa| hochstens| maximal| vielleicht| keine|
     kaum| bloss| ja| so| circa)*
    (telefonat|gesprach|anruf)( so| vielleicht| hochstens| nur| etwa)*
    (warte|warten|wartet|hange|sitze|stehe|stehen)( hier| jetzt| ja)*( schon| bereits| seit)+
    """,
    after_length=r"""
    (gesprach|telefonat|pause|anruf|gedauert|gebraucht|gewartet|dauer|fahrt|reden|unterhaltung|
    warteschleife)
    """,
    waits=r"in binnen innerhalb nach gib geben brauche alle noch",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
