"""German words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

GERMAN = PlaceWords(
    home=(
        r"\b(?:wohne|wohnen|wohn|lebe|leben|wohnhaft|ansässig|sitzen|sitze)(?: \w+){0,4}? (?:in"
        r"|bei)"
        r"\b|\b(?:gezogen|ziehen|umgezogen)(?: \w+)? nach\b|\bnach(?= [\w-]+ (?:um)?gezogen\b)"
        r"|\b(?:komme|kommen|komm|rufe|rufen|ruf"
        r"|melde mich|anrufe)(?: \w+)? aus\b|\b(?:hier|bei (?:mir|uns)) (?:in"
        r"|aus)\b|\b(?:drüben|draußen|oben|unten) in\b|\badresse (?:ist|wäre)\b[^.?!]{0,40}\bin\b"
    ),
    present=r"\b(?:ich bin|wir sind|bin|sind|ist|liegt|steht|wäre)(?: \w+){0,2} in\b",
    property=(
        r"haus wohnung büro laden geschäft werkstatt praxis restaurant lager halle betrieb hof"
        r" garten garage keller dach filiale baustelle hotel café bäckerei firma grundstück"
        r" ferienwohnung eigentumswohnung altbau neubau straße gasse allee weg platz gaststätte"
        r" kanzlei heizung"
    ),
    within=r"in|bei|nähe",
    origin=r"aus",
    asks_town=(
        r"\b(?:welche[rmn]? (?:stadt|ort|gegend|gemeinde|stadtteil))\b|\bwo (?:wohnen|wohnst|sind"
        r" sie|ist das|wäre das|sitzen|steht|liegt|befindet|genau)\b|\b(?:von wo|woher|aus welcher"
        r" ecke)\b|^\W*(?:und )?wo\W*$|\bsie von hier\b"
    ),
    passing=(
        r"\b(?:morgen|ganzen tag|ganze woche|bis|diese woche|nächste woche|urlaub|unterwegs"
        r"|dienstreise|besuch|messe|sitzung|sitzungen|tagung|termin|flughafen|krankenhaus|montag"
        r"|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|bruder|schwester|sohn|tochter"
        r"|kunden?|lieferant|früher|heute)\b"
    ),
    begins="bad sankt st neu alt groß klein ober unter hohen markt burg frankfurt rothenburg weil",
    joins="am an im der ob in bei a",
    firm_types=(
        "gmbh ag kg ohg autohaus gartenbau gerüstbau treuhand bäckerei konditorei metzgerei"
        " fleischerei brauerei gasthof gasthaus hotel pension restaurant café apotheke praxis"
        " kanzlei rechtsanwälte steuerberatung versicherungen versicherung immobilien"
        " hausverwaltung"
        " verlag druckerei werbung agentur medien software systeme systemhaus edv technik"
        " haustechnik elektrotechnik elektro sanitär heizungsbau maschinenbau metallbau stahlbau"
        " holzbau hochbau tiefbau bau bauunternehmen bauunternehmung dachdeckerei zimmerei"
        " schreinerei tischlerei malerbetrieb maler fliesen glaserei glas fenster küchen möbel"
        " möbelhaus raumausstattung optik juwelier schuhe mode textil reinigung gebäudereinigung"
        " wäscherei spedition logistik transporte transport umzüge reisen busreisen taxi fahrschule"
        " kindergarten kita schule akademie stiftung verein weingut winzer landwirtschaft hof"
        " gärtnerei blumen floristik landschaftsbau baumschule catering partyservice"
        " veranstaltungen"
        " events fotografie studio kosmetik friseur fitness sport fahrräder zweirad reifen"
        " werkstatt"
        " kfz motoren pumpen werkzeuge werkzeugbau kunststoff verpackung handel großhandel"
        " vertrieb consulting beratung gebrüder söhne partner energie solar entsorgung pflegedienst"
    ),
    firm_links=r"(?:von der firma|von der|von dem|vom|von|bei der|bei|der firma|firma|aus der|für)",
    firm_frames=(
        r"\b(?:arbeite (?:bei|für)|von der firma|firma heißt|firma|im auftrag von|rufe (?:von|für)"
        r"|hier ist|hier spricht|hier|wir sind|ich bin von|ich leite|inhaber von|unsere firma ist)"
        r"(?: der| die| dem| das)?"
    ),
    asks_firm=(
        r"\b(?:welche[rs]?|für welche|von welcher|name der|wie heißt (?:die|ihre)) (?:firma"
        r"|unternehmen|betrieb)\b|\bfirmenname\b|\b(?:von welcher|welche) firma\b|\bfirma\?"
    ),
    others=(
        "fertig der die das den dem des ein eine einen einem einer eines mein meine meinem meinen"
        " meiner"
        " ihr ihre ihrem sein seine unser unsere unserem dieser diese dieses ich du er sie es wir"
        " mich mir dich dir uns euch ihm ihn ihnen sich und oder aber denn weil dass wenn ob als"
        " wie wo was wer wann warum so da dann doch noch nur auch schon mal ja nein nee nicht kein"
        " keine in im an am auf aus bei mit nach von vom zu zum zur für um über unter vor hinter"
        " neben zwischen durch gegen ohne bis seit ist sind bin war waren wird werden hat habe"
        " haben hab kann können könnte muss müssen soll will möchte bräuchte geht ging kommt komme"
        " heute morgen gestern abend früh mittag nachmittag vormittag nacht woche monat jahr montag"
        " dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni"
        " juli august september oktober november dezember eins zwei drei vier fünf sechs sieben"
        " acht"
        " neun zehn elf zwölf zwanzig dreißig erste ersten zweite zweiten dritte dritten vierten"
        " hier dort drüben oben unten hinten vorne links rechts jetzt gleich gerade eben immer nie"
        " wieder etwa fast ganz sehr viel wenig mehr alle alles etwas nichts jemand niemand äh ähm"
        " hm also na gut okay ok bitte danke hallo tag guten haus wohnung büro laden geschäft"
        " keller"
        " küche bad flur garten garage straße ecke nähe stadt ort dorf land gegend rente urlaub"
        " ordnung arbeit bar ruhe kürze zukunft familie mann frau herr kind kinder leute nummer"
        " rechnung termin firma betrieb privat bekannt richtig genau stimmt tschüss wiederhören"
        " welche welcher euro stock erdgeschoss miete eigentum zimmer deutschland meine oder ach"
        " rufe ruf anruf wegen paar bisschen sitzungen montage"
    ),
)
