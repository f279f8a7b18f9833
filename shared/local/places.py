"""Knows the names of towns, from the area codes of their countries and from a list."""

import json
from functools import cache
from pathlib import Path

_TOWNS = Path(__file__).with_name("towns.json")
# Towns of countries whose area codes name whole provinces, and large towns under the names that
# other languages give them.
_ALSO = {
    "": (
        "amsterdam|athens|barcelona|basel|berlin|bern|bremen|brussels|cologne|copenhagen|dresden"
        "|dublin|düsseldorf|edinburgh|essen|frankfurt|geneva|glasgow|haifa|hamburg|hannover"
        "|helsinki|jerusalem|köln|leipzig|lima|lisbon|liverpool|london|lyon|madrid|malmö|manchester"
        "|marseille|melbourne|mexico city|milan|montreal|munich|málaga|münchen|nuremberg|nürnberg"
        "|oslo|oxford|paris|prague|rome|sevilla|sheffield|stockholm|stuttgart|sydney|tel aviv"
        "|toronto|valencia|vancouver|vienna|warsaw|wien|zaragoza|zurich|zürich|new york|los angeles"
        "|chicago|miami|houston|boston"
    ),
    "en": (
        "bronx|brooklyn|manhattan|queens|staten island|long island|birmingham|leeds|bristol|belfast"
        "|cardiff|brisbane|perth|adelaide|hobart|canberra|darwin|geelong|wollongong|parramatta"
        "|bondi|fremantle|auckland|wellington|christchurch|hamilton|dunedin|tauranga|johannesburg"
        "|pretoria|durban|cape town|croydon|wimbledon|hackney|islington|camden|greenwich|ealing"
        "|brixton|clapham|richmond|kingston|bromley|watford|slough|salford|stockport|bolton|oldham"
        "|wigan|rochdale|solihull|walsall|dudley|gateshead|sunderland|cork|limerick|galway"
        "|waterford|st louis|st paul|st petersburg|ann arbor|boulder|newark|portland|austin"
    ),
    "es": (
        "alcalá de henares|alcobendas|alcorcón|algeciras|alicante|almería|aranjuez|arganda|arrecife"
        "|avilés|ávila|badajoz|badalona|barakaldo|benidorm|bilbao|burgos|cáceres|cádiz|cartagena"
        "|castellón|castelldefels|ceuta|chiclana|ciudad real|collado villalba|córdoba|cornellà"
        "|coslada|cuenca|donostia|dos hermanas|elche|elda|estepona|ferrol|fuengirola|fuenlabrada"
        "|gandía|gerona|getafe|getxo|gijón|girona|granada|granollers|guadalajara|huelva|huesca"
        "|ibiza|irún|jaén|jerez|jerez de la frontera|la coruña|la línea|las palmas|las rozas"
        "|leganés|león|lérida|linares|lleida|logroño|lorca|lugo|majadahonda|manresa|marbella"
        "|mataró|melilla|mérida|mijas|molina de segura|mollet|móstoles|motril|murcia|orense"
        "|orihuela"
        "|ourense|oviedo|palencia|palma|palma de mallorca|pamplona|parla|pinto|ponferrada"
        "|pontevedra|pozuelo|pozuelo de alarcón|reus|rivas|rivas vaciamadrid|roquetas|rubí|sabadell"
        "|sagunto|salamanca|san fernando|san sebastián|san sebastián de los reyes|sant cugat"
        "|santa coloma|santa cruz|santa cruz de tenerife|santander|santiago|santiago de compostela"
        "|segovia|sitges|soria|talavera|talavera de la reina|tarragona|telde|terrassa|teruel|toledo"
        "|torrejón|torrejón de ardoz|torrelavega|torremolinos|torrent|torrevieja|tres cantos"
        "|valdemoro|valladolid|vélez málaga|vic|vigo|vilanova|vitoria|zamora|xàtiva"
        "|ciudad de méxico|guadalajara|monterrey|puebla|tijuana|león|juárez|ciudad juárez|zapopan"
        "|tlaquepaque|tonalá|mérida|cancún|querétaro|toluca|metepec|morelia|cuernavaca|acapulco"
        "|veracruz|xalapa|oaxaca|tuxtla|villahermosa|saltillo|torreón|durango|chihuahua|hermosillo"
        "|culiacán|mazatlán|mexicali|ensenada|la paz|tepic|colima|aguascalientes|zacatecas"
        "|san luis potosí|pachuca|tlaxcala|coyoacán|iztapalapa|xochimilco|tlalpan|ecatepec"
        "|nezahualcóyotl|naucalpan|tlalnepantla|bogotá|medellín|cali|barranquilla|cartagena"
        "|bucaramanga|pereira|manizales|cúcuta|ibagué|santa marta|villavicencio|envigado|itagüí"
        "|bello|soacha|chía|zipaquirá|buenos aires|córdoba|rosario|mendoza|la plata|mar del plata"
        "|tucumán|salta|quilmes|morón|lanús|avellaneda|santiago|valparaíso|viña del mar|concepción"
        "|antofagasta|temuco|rancagua|lima|callao|arequipa|trujillo|cusco|chiclayo|piura|quito"
        "|guayaquil|cuenca|caracas|maracaibo|montevideo|asunción|san josé|panamá"
    ),
    "it": (
        "roma|milano|napoli|torino|palermo|genova|bologna|firenze|bari|catania|venezia|mestre"
        "|verona"
        "|messina|padova|trieste|taranto|brescia|parma|prato|modena|reggio calabria|reggio emilia"
        "|perugia|livorno|ravenna|cagliari|foggia|rimini|salerno|ferrara|sassari|latina"
        "|giugliano|monza|siracusa|pescara|bergamo|forlì|trento|vicenza|terni|bolzano|novara"
        "|piacenza|ancona|andria|arezzo|udine|cesena|lecce|pesaro|barletta|alessandria|la spezia"
        "|pistoia|pisa|catanzaro|guidonia|lucca|brindisi|torre del greco|treviso|busto arsizio"
        "|como|marsala|grosseto|sesto san giovanni|sesto fiorentino|pozzuoli|varese|fiumicino"
        "|casoria|asti|cinisello balsamo|caserta|gela|aprilia|ragusa|pavia|cremona|carpi|quartu"
        "|lamezia terme|altamura|imola|l'aquila|massa|trapani|viterbo|cosenza|potenza|castellammare"
        "|afragola|vittoria|crotone|pomezia|vigevano|carrara|viareggio|fano|savona|matera|olbia"
        "|legnano|acerra|marano|benevento|molfetta|agrigento|faenza|cerignola|moncalieri|foligno"
        "|manfredonia|tivoli|cuneo|trani|bisceglie|bitonto|bagheria|anzio|portici|modica|sanremo"
        "|teramo|siena|gallarate|velletri|ercolano|civitavecchia|aversa|rho|mantova|lecco|lodi"
        "|rovigo|belluno|gorizia|pordenone|aosta|biella|vercelli|verbania|imperia|macerata|fermo"
        "|ascoli piceno|rieti|frosinone|isernia|campobasso|avellino|nuoro|oristano|enna"
        "|caltanissetta|scandicci|empoli|rovereto|merano|bassano del grappa|conegliano|mira"
        "|chioggia|jesolo|riccione|cattolica|formigine|sassuolo|lugo|cervia|collegno|rivoli"
        "|nichelino|settimo torinese|casalecchio di reno|san lazzaro|saronno|desio|seregno|lissone"
        "|rozzano|cologno monzese|paderno dugnano|segrate|lugano|bellinzona|locarno|mendrisio|soave"
    ),
    "fr": (
        "villeurbanne|vénissieux|caluire|bron|pessac|mérignac|talence|bègles|lorient|vannes|rezé"
        "|saint-herblain|saint-nazaire|aix|aix-en-provence|aubagne|la ciotat|antibes|cannes|grasse"
        "|boulogne|boulogne-billancourt|montreuil|saint-denis|argenteuil|nanterre|créteil|vitry"
        "|colombes|asnières|courbevoie|rueil|aubervilliers|champigny|versailles|ivry|levallois"
        "|issy|neuilly|antony|noisy|clichy|sarcelles|meaux|évry|cergy|pontoise|melun|chelles"
        "|vincennes|saint-ouen|pantin|bobigny|massy|palaiseau|sartrouville|poissy|roubaix"
        "|tourcoing|villeneuve-d'ascq|schiltigheim|illkirch|québec|lévis|sherbrooke|trois-rivières"
        "|gatineau|longueuil|laval|brossard|terrebonne|saguenay|bruxelles|anvers|gand|liège|namur"
        "|charleroi|mons|tournai|wavre|ixelles|uccle|schaerbeek|genève|lausanne|fribourg|neuchâtel"
        "|sion|nyon|vevey|montreux|carouge|la rochelle|le havre|le mans|clermont|clermont-ferrand"
        "|saint-étienne|échirolles|chambéry|annecy|annemasse|thonon|villefranche|blagnac|colomiers"
        "|tournefeuille|muret|dunkerque|calais"
    ),
    "pt": (
        "lisboa|amadora|almada|odivelas|loures|oeiras|cascais|sintra|seixal|barreiro|setúbal"
        "|queluz|cacém|matosinhos|gaia|vila nova de gaia|gondomar|maia|valongo|póvoa de varzim"
        "|guimarães|famalicão|barcelos|viana do castelo|aveiro|ílhavo|viseu|leiria|caldas da rainha"
        "|torres vedras|santarém|tomar|évora|beja|faro|portimão|lagos|loulé|olhão|tavira|albufeira"
        "|funchal|ponta delgada|figueira da foz|covilhã|castelo branco|guarda|são paulo"
        "|rio de janeiro|brasília|guarulhos|osasco|santo andré|são bernardo|são caetano|diadema"
        "|mauá"
        "|barueri|cotia|niterói|são gonçalo|duque de caxias|nova iguaçu|petrópolis|belo horizonte"
        "|contagem|betim|curitiba|porto alegre|canoas|florianópolis|joinville|blumenau|salvador"
        "|recife|olinda|jaboatão|fortaleza|natal|joão pessoa|maceió|aracaju|manaus|belém|goiânia"
        "|campo grande|cuiabá|vitória|vila velha|sorocaba|jundiaí|santos|são vicente|guarujá"
    ),
    "nl": "den haag|den bosch|utrecht|haarlem|eindhoven|groningen|tilburg|almere|breda|nijmegen",
}
# Names of towns that are above all names of countries and states.
_NO_TOWNS = frozenset(
    (
        "norway", "sweden", "denmark", "france", "germany", "italy", "spain", "portugal", "poland",
        "mexico", "canada", "cuba", "brazil", "china", "japan", "india", "egypt", "peru", "chile",
        "lebanon", "jamaica", "panama", "holland", "wales", "scotland", "ireland", "england",
        "california", "nevada", "texas", "florida", "ohio", "iowa", "alabama", "arizona",
        "colorado", "oregon", "virginia", "indiana", "wyoming", "delaware", "maryland", "kansas",
        "michigan", "minnesota", "wisconsin", "pennsylvania", "tennessee", "argentina", "colombia",
        "portal",
    )
)  # fmt: skip
CITIES = frozenset(_ALSO[""].split("|"))


@cache
def towns_of(language: str) -> frozenset[str]:
    """Returns the names of towns where the language is spoken, in lower case."""
    of_area_codes = json.loads(_TOWNS.read_text(encoding="utf-8"))
    named = f"{of_area_codes.get(language, '')}|{_ALSO.get(language, '')}".split("|")
    return CITIES.union(name for name in named if name and name not in _NO_TOWNS)
