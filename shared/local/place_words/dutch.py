"""Dutch words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

DUTCH = PlaceWords(
    home=(
        r"\b(?:woon|wonen|woont|werk|werken|zit|zitten|gevestigd|verhuisd"
        r"|verhuizen)(?: \w+){0,2} (?:in|te"
        r"|naar)"
        r"\b|\b(?:kom|komen|bel|bellen)(?: \w+)? uit\b|\b(?:hier|daar) in\b"
    ),
    present=r"\b(?:ik ben|wij zijn|we zijn|is|staat|ligt|zijn)(?: \w+)? in\b",
    property=(
        r"huis woning appartement kantoor winkel restaurant magazijn pand bedrijf boerderij garage"
        r" praktijk flat zaak hotel café straat"
    ),
    within=r"in|bij|te",
    origin=r"uit",
    asks_town=(
        r"\bwelke (?:stad|plaats|gemeente)\b|\bwaar (?:woont|woon|zit|zitten|bent|is dat|staat)\b"
        r"|\bwaarvandaan\b"
    ),
    passing=(
        r"\b(?:morgen|hele dag|hele week|tot|deze week|vakantie|reis|vergadering|congres|ziekenhuis"
        r"|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|broer|zus|zoon|dochter|klant"
        r"|klanten|leverancier|vroeger)\b"
    ),
    begins="den de sint bergen capelle alphen krimpen nieuw oud hoek",
    joins="aan den op de ter bij",
    firm_types=(
        "bv nv bakkerij slagerij transport transporten bouw bouwbedrijf aannemersbedrijf garage"
        " autobedrijf installatie installatietechniek loodgieters schilders hoveniers bloemen"
        " kwekerij hotel restaurant café apotheek tandartsen praktijk advocaten notarissen"
        " makelaars"
        " makelaardij verzekeringen administratie accountants software systemen techniek groep"
        " gebroeders zonen meubels keukens mode textiel reizen taxi drukkerij logistiek"
        " verhuizingen"
        " schoonmaak catering evenementen school stichting"
    ),
    firm_links=r"(?:van het bedrijf|van de|van|bij|namens)",
    firm_frames=(
        r"\b(?:werk (?:bij|voor)|mijn bedrijf (?:is|heet)|ik bel (?:namens|voor|van)|namens|van de"
        r" firma)"
    ),
    asks_firm=r"\b(?:welk|naam van (?:het|uw)|hoe heet (?:het|uw)) bedrijf\b",
    others=(
        "de het een mijn uw je zijn haar ons onze dit dat deze die ik jij hij zij wij we u mij me"
        " hem"
        " hen ze en of maar want als dan toen omdat wie wat waar wanneer hoe niet geen ja nee wel"
        " ook"
        " nog al er hier daar in op aan bij met van voor naar uit om te tot tegen over onder door"
        " is"
        " ben bent was waren heb hebt heeft had kan kunt wil wilt moet zou vandaag morgen gisteren"
        " ochtend middag avond week maand jaar maandag dinsdag woensdag donderdag vrijdag zaterdag"
        " zondag nu straks even graag huis kantoor winkel stad dorp buurt straat eh uh nou goed"
        " dank"
        " bedankt"
    ),
)
