"""Words by which the machine that reads a call is named, addressed and described, by language."""

# Machines that are mentioned for other reasons as well.
DEVICES = {
    "en": (
        r"systems?|robots?|computers?|machines?|software|programs?|assistant|platform|recorder"
        r"|app"
        r"|gadget|gizmo|contraption|(?:electronic )?ear|eavesdropper|stenographer|tape|listener"
    ),
    "es": (
        r"sistemas?|robot(?:s|ito)?|ordenador|computadora|máquin(?:a|ita)s?|programas?|asistente"
        r"|plataforma|grabadora|aplicación"
        r"|cacharro|aparato|oído|chisme|trasto|cinta|taquígraf[oa]"
    ),
    "de": (
        r"systeme?|roboter(?:chen)?|computer|rechner|maschine(?:n|chen)?|programme?|software"
        r"|assistent(?:en|in)?|plattform|automat(?:en)?|apparat|anlage"
        r"|ding|kasten|ohr|lauscher|stenograf(?:in|en)?|band"
    ),
    "fr": (
        r"systèmes?|robots?|ordinateurs?|machines?|programmes?|logiciels?|assistante?|plateforme"
        r"|enregistreur|appli(?:cation)?"
        r"|oreille|appareil|bidule|bande|sténo(?:graphe)?|mouchard"
    ),
    "it": (
        r"sistem[ai]|robot(?:tino)?|computer|macchin(?:a|e|etta|ina)|programm[ai]|software"
        r"|assistente|piattaforma|registratore|applicazione"
        r"|aggeggio|orecchio|nastro|marchingegno|stenograf[oa]"
    ),
    "pt": (
        r"sistemas?|robô(?:s|zinho)?|robozinho|robot|computador(?:zinho)?|máquin(?:a|inha)s?"
        r"|programas?|assistente|plataforma|gravador|aplicativo|aplicação"
        r"|ouvido|aparelho|geringonça|fita|estenógraf[oa]"
    ),
    "nl": (
        r"system?en?|systeem|robot(?:s|je)?|computers?|machines?|programma's|programma|software"
        r"|assistent|platform|app"
        r"|oor|apparaat|ding|band|stenograaf"
    ),
    "pl": (
        r"system(?:u|ie)?|robo(?:t|cie|cik)\w*|komputer(?:ze|ku)?|maszyn[aoy]|program(?:ie)?"
        r"|asysten\w+|platform[ao]"
        r"|urządzenie|ucho|taśm[ay]"
    ),
}
# Machines that are mentioned for hardly any other reason.
MINDS = {
    "en": (
        r"a\.?i\.?|artificial intelligence|(?:large )?language model|llm|(?:chat|voice|note)?bots?"
        r"|transcriber|note ?-?taker|speech (?:recogni[sz]er|recognition|analytics|model)"
        r"|transcription (?:engine|software|tool|service|system)|algorithms?|auto-?summari[sz]er"
        r"|summari[sz]er"
        r"|auto-?correct(?:or)?|electronic ear"
    ),
    "es": (
        r"i\.?a\.?|inteligencia artificial|modelo de (?:lenguaje|voz)|(?:chat)?bot"
        r"|transcriptor|reconocedor|reconocimiento de voz|algoritmos?|resumidor"
        r"|corrector automático|oído electrónico"
    ),
    "de": (
        r"k\.?i\.?|künstliche[nr]? intelligenz|sprach(?:modell|erkennung|assistent(?:in|en)?"
        r"|analyse|computer)|(?:chat)?bots?|algorithm(?:us|en)|transkriptions?\w*|mitschreib\w+"
        r"|protokollant(?:in)?"
        r"|automatische[rn]? (?:auswertung|protokollierung)"
    ),
    "fr": (
        r"i\.?a\.?|intelligence artificielle|modèle de langage|(?:chat)?bot|transcripteur"
        r"|reconnaissance vocale|algorithmes?"
        r"|correcteur automatique|oreille électronique"
    ),
    "it": (
        r"i\.?a\.?|intelligenza artificiale|modello linguistico|(?:chat)?bot|trascrittore"
        r"|riconoscimento vocale|algoritm[oi]"
        r"|correttore automatico|orecchio elettronico"
    ),
    "pt": (
        r"i\.?a\.?|inteligência artificial|modelo de linguagem|(?:chat)?bot|transcritor"
        r"|reconhecimento de voz|algoritmos?"
        r"|corretor automático|ouvido eletr[ôó]nico"
    ),
    "nl": (
        r"a\.?i\.?|kunstmatige intelligentie|taalmodel|(?:chat)?bot|spraakherkenning|algoritmes?"
        r"|notulist"
        r"|elektronisch oor"
    ),
    "pl": (
        r"sztuczn\w+ inteligencj\w+|model\w* językow\w+|(?:chat)?bot|algorytm\w*"
        r"|rozpoznawani\w+ mowy"
    ),
}
TO = {
    "en": (
        r"(?:to|for|at|of|hey|dear|hello|okay|ok) (?:the|any|your|whatever|whichever|that|our"
        r"|my)?"
    ),
    "es": (
        r"(?:para|a(?= (?:la|los|las|tu|su|vuestr))|al|oye|hola|querid[ao]|de cara a)"
        r" ?(?:la|el|los|las|tu|su|sus|vuestr[ao])?"
    ),
    "de": r"(?:für|an|liebe[rs]?|hallo|hey) (?:die|das|den|eure|ihre|ihren|deine)?",
    "fr": (
        r"(?:pour|à l'attention (?:de|du)|à|aux?|ch[eè]re?|bonjour)"
        r" ?(?:la|le|les|l'|vos|votre|ton|ta)?"
    ),
    "it": r"(?:per|al?|alla|ai|car[ao]|gentile|egregi[ao]|ehi) ?(?:la|il|lo|l'|vostr[ao])?",
    "pt": (
        r"(?:para|pra|pro|aos?|à|ô|ó|oi|car[ao]|querid[ao]|senhor) ?(?:a|o|as|os|vossa|seu|sua"
        r"|teu|tua)?"
    ),
    "nl": r"(?:voor|aan|beste|lieve|hallo|hé) (?:de|het|jullie|uw|je)?",
    "pl": r"(?:dla|do|drog[ai]|kochan[ay]|hej|uwaga) ?(?:tego|tej|naszego|naszej)?",
}
# What works on a call: the verbs of its relative clause.
WORKS = {
    "en": (
        r"(?:is |are |'s |'re |will |be |gets? |\w+ly |it is that )*(?:listen|record|transcrib|typ"
        r"|tak(?:es?|ing) (?:notes|this down|it all)|summari[sz]|analy[sz]|evaluat|process"
        r"|fill(?:s|ing)? in|writ(?:es?|ing)|jot|not(?:es|ing) (?:this|everything|it)|pars"
        r"|scor(?:es|ing)|compil|read(?:s|ing) (?:this|along)|draft|document"
        r"|eavesdrop|overhear|suck|sort|grad(?:e|es|ing)|mark(?:s|ing)|label|hears|on (?:the"
        r"|this) line)\w*"
    ),
    "es": (
        r"(?:\w+ )?(?:escuch|grab|transcrib|resum|analiz|proces|redact|tom[ae]n? nota|apunt|anot"
        r"|teclea|rellen|le[ae] est)\w*"
        r"|(?:\w+ )?(?:oye|chupa|evalú|corrig|punt[úu]|clasific|está en la línea)\w*"
    ),
    "de": (
        r"(?:\w+ ){0,4}(?:mithört|zuhört|mitschreibt|mittippt|aufzeichnet|aufnimmt|auswertet"
        r"|zusammenfasst|verarbeitet|transkribiert|protokolliert|verfasst|ausfüllt|abtippt)"
        r"|(?:\w+ ){0,4}(?:mithorcht|lauscht|liest|sortiert|einsortiert|sortieren|auswerten"
        r"|mithören|lesen|verarbeiten|bewerten|transkribieren)"
    ),
    "fr": (
        r"(?:\w+ )?(?:écout|enregistr|transcri|résum|analys|trait|rédig|dépouill|tap|rempli"
        r"|prend(?:s|ra)? (?:des |les )?notes?)\w*"
        r"|(?:\w+ )?(?:entend|épi|not(?:e|era) |corrig|class|est en ligne)\w*"
    ),
    "it": (
        r"(?:\w+ )?(?:ascolt|registr|trascriv|riassum|analizz|elabor|redig|compil|prend\w+ (?:nota"
        r"|appunti)|annot)\w*"
        r"|(?:\w+ )?(?:sent|spi|corregg|valut|class|è in linea)\w*"
    ),
    "pt": (
        r"(?:\w+ )?(?:escut|ouv|grav|transcrev|resum|analis|process|redig|apont|anot|trat|preench"
        r"|tom[ae] nota)\w*"
        r"|(?:\w+ )?(?:corrig|chup|avali|classific|(?:es)?tá na linha)\w*"
    ),
    "nl": (
        r"(?:\w+ ){0,4}(?:meeluistert|luistert|opneemt|uitwerkt|samenvat|verwerkt|meeschrijft"
        r"|meetypt|noteert|uittypt|invult|opstelt)"
        r"|(?:\w+ ){0,4}(?:afluistert|beoordeelt|sorteert|hoort|verwerken|lezen)"
    ),
    "pl": (
        r"(?:\w+ )?(?:słucha|nagrywa|zapisuje|spisuje|streszcza|analizuje|przetwarza|notuje"
        r"|opracowuje)"
    ),
}
WHO = {
    "en": (
        r"whoever|whatever|whichever|anyone who|anything that|the (?:one|thing|person) (?:who"
        r"|that)"
        r"|anybody(?:'s)?|anyone(?:'s)?|somebody(?:'s)?|everyone who|all who"
    ),
    "es": (
        r"quien(?:quiera)?(?: que)?|lo que|el que|la que|aquel que"
        r"|todos los que|alguien que"
    ),
    "de": (
        r"wer(?: (?:auch|immer))*|was(?: auch)? immer|derjenige,? der|diejenigen?,? die"
        r"|alle,? die|jede[rn]?,? der"
    ),
    "fr": (
        r"celui qui|celle qui|ceux qui|quiconque|la personne qui|ce qui"
        r"|tous ceux qui|quelqu'un qui"
    ),
    "it": (
        r"chi(?:unque)?|colui che|quello che|la persona che"
        r"|tutti quelli che|qualcuno che"
    ),
    "pt": (
        r"quem(?: quer que)?|aquele que|o que|a pessoa que"
        r"|todos os que|alguém que"
    ),
    "nl": (
        r"wie(?: dan ook)?|degene die|diegene die|wat er ook"
        r"|iedereen die|allen die"
    ),
    "pl": r"ktokolwiek|kto|cokolwiek|ten,? kto|ta,? która",
}
THAT = {
    "en": r",? ?(?:that|which|who|whoever)(?:'s| is| are)?",
    "es": r",? ?(?:que|quien)",
    "de": r",? ?(?:der|die|das|welche[rs]?)",
    "fr": r",? ?qui",
    "it": r",? ?che",
    "pt": r",? ?que",
    "nl": r",? ?(?:die|dat)",
    "pl": r",? ?(?:co|któr[yaeą])",
}
YOU = {
    "en": r"you (?:there|who|that|lot who)",
    "es": r"(?:tú|usted|ustedes|vosotros) que",
    "de": r"(?:du|dich|dir|ihr|sie),? (?:der|die|das)(?: (?:du|ihr|sie))?",
    "fr": r"(?:toi|vous) qui",
    "it": r"(?:tu|voi|lei|te) che",
    "pt": r"(?:tu|você|vocês|ti) que",
    "nl": r"(?:jij|jou|u|jullie) die",
    "pl": r"(?:ty|wy),? (?:co|któr[yaze]\w*)",
}
# What makes the words depend on a machine: "if a program processes this".
IF = r"if|in case|should|si|falls|wenn|sofern|sollte|se|caso|als|indien|jeśli"
OBLIGED = (
    r"must|has to|have to|should|needs to|is to|tiene que|debe|muss|soll|sollte|doit|devra"
    r"|deve|tem que|tem de|moet|musi"
)
STORES = (
    r"(?:save|store|record|note|log|write|put|list|enter|register|guardar|anotar|poner|registrar"
    r"|escribir|aufschreiben|speichern|eintragen|vermerken|notieren|führen|enregistrer|noter"
    r"|inscrire"
    r"|mettre|écrire|salvare|registrare|scrivere|segnare|mettere|salvar|anotar|escrever|colocar"
    r"|opslaan|noteren|schrijven|zapisać|wpisać)"
)
COMMANDERS = (
    r"(?:administrator|owner|developer|supervisor) of (?:this|the) (?:phone )?(?:line|system"
    r"|assistant)"
    r"|administrator dieser (?:leitung|anlage)|administrador[a]? de esta (?:línea|llamada)"
    r"|administrat(?:eur|rice) de cette (?:ligne|plateforme)|amministrat(?:ore|rice) di questa "
    r"linea"
    r"|administrador[a]? desta linha|beheerder van deze (?:lijn|telefoon)"
)
