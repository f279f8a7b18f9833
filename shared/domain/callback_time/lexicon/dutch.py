"""Dutch."""

from shared.domain.callback_time.lexicon.dutch_talk import TALK
from shared.domain.callback_time.lexicon.entry import (
    Lexicon,
    compounds,
    fused,
    merged,
    numbered,
)

_UNITS = numbered("nul een/één twee drie vier vijf zes zeven acht negen")
_TENS = {"twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50}
_TEENS = numbered(
    "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien", 10
)
_SMALL = {word: value for word, value in _UNITS.items() if word != "een"}
NUMBERS = {
    **_SMALL,
    **_TEENS,
    **_TENS,
    **compounds(_TENS, _UNITS, "{unit}en{ten}"),
    **compounds(_TENS, _UNITS, "{unit}ën{ten}"),
}
NUMBERS |= {
    f"tweeduizend {said}": 2000 + value for said, value in NUMBERS.items() if 20 <= value < 40
}
ORDINALS = {
    "eerste": 1,
    "tweede": 2,
    "derde": 3,
    "vierde": 4,
    "vijfde": 5,
    "zesde": 6,
    "zevende": 7,
    "achtste": 8,
    "negende": 9,
    **{f"{word}de": value for word, value in _TEENS.items()},
    **{f"{word}ste": value for word, value in NUMBERS.items() if 20 <= value <= 31},
}

_DAYS = {
    "wd0": "maandag",
    "wd1": "dinsdag",
    "wd2": "woensdag",
    "wd3": "donderdag",
    "wd4": "vrijdag",
    "wd5": "zaterdag",
    "wd6": "zondag",
}
_PARTS = {
    "morning": "ochtend|morgen|ochtends|voormiddag",
    "afternoon": "middag|namiddag",
    "evening": "avond",
    "night": "nacht",
}

WORDS = merged(
    {
        "": (
            "probeer|probeert u|probeer het|probeert u het|proberen|nog eens|"
            "nog een keer|nogmaals|opnieuw proberen|bellen we|belt|belt u mij|"
            "belt u mij terug|belt u me terug|gebeld|gebeld worden|worden|terugbelt|"
            "belletje|een belletje|belafspraak|telefoneren|telefoon|telefonisch|"
            "aan de lijn|op mijn mobiel|mobiel|op dit nummer|dit nummer|mijn nummer|"
            "contact met mij|contact met me|contacteer|contacteren|contacteer mij|"
            "bereiken|mij bereiken|me bereiken|ben ik|ben ik bereikbaar|ben ik thuis|"
            "ik ben thuis|thuis|op kantoor|ik ben er|er ben ik|heb|heb ik|heb ik tijd|"
            "ik heb|ik heb tijd|zou fijn zijn|zou mooi zijn|zou goed zijn|"
            "zou perfect zijn|zou prettig zijn|zou ideaal zijn|zou kunnen|zou lukken|"
            "zou me uitkomen|zou beter zijn|zijn|fijn|mooi|prettig|uitstekend|geweldig|"
            "top|super|helemaal goed|is goed|is prima|is perfect|is het best|"
            "vind ik prima|vind ik goed|dat is goed|dat is prima|dat kan|kan ook|kan wel|"
            "kan dat|dat komt goed uit|komt mij goed uit|komt me goed uit|komt uit|"
            "past mij|past me|past prima|schikt mij|schikt me|akkoord|afgesproken|"
            "natuurlijk|zeker|uiteraard|inderdaad|precies dan|juist|klopt|dank u wel|"
            "dank je wel|hartelijk dank|goedendag|goedemorgen|tot dan|tot ziens|"
            "tot horens|denk|denk ik|ik denk|ik zou zeggen|zeggen|zullen we zeggen|"
            "laten we|doen|doen we|laten we doen|afspreken|spreken|spreken we af|noteren|"
            "noteer|inplannen|plannen|zet|zetten|als u wilt|als je wilt|als dat kan|"
            "als dat mogelijk is|zou willen|ik zou willen|ik wil graag|graag zou ik|"
            "mogelijk|eventueel|waarschijnlijk|hopelijk|het makkelijkst|makkelijk|handig|"
            "het handigst|gewoon|eigenlijk wel|min of meer|op elk moment|elk moment|"
            "op ieder moment|wanneer dan ook|iemand van jullie|een collega|collega|"
            "monteur|een medewerker|medewerker|adviseur|van u|van jullie|jullie|jou|jouw|"
            "uw|hem|haar|hij|zij|we|wij|mijn|of zo|voorkeur heb ik|"
            "maar|maar alleen|wij bellen u|bellen we|bellen wij|zullen we|we bellen u"
            "|kunnen we u|wanneer het u uitkomt|als u tijd heeft|ideaal|zal ik|bel ik u|"
            "ik kan nu niet praten|ik kan nu niet|"
            "alstublieft|alsjeblieft|graag|ongeveer|zo ongeveer|de|het|een|van de|precies|"
            "stipt|bel"
            "|bel me|bel mij|bel me terug|bel mij terug|belt u|belt u me|terug|terugbellen|bellen"
            "|terug te bellen|teruggebeld|u|je|jij|ik|me|mij|ons|mag u|mag je|mogen jullie|kunt u|"
            "kun je|kan u|kunt|kan|zou"
            "|zou je|zou u|willen|wilt u|wil je|wil|mag|is|dat|het is|ben|zal|goed|prima|oké|ok|ja"
            "|bedankt|dank u|dank je|dan|dus|misschien|liefst|het liefst|bij voorkeur|voorkeur"
            "|zeg maar|laten we zeggen|eh|uh|nou|even|eens|weer|opnieuw|nog|als het kan|indien"
            " mogelijk|komt uit|komt goed uit|komt het goed uit|schikt|past|uitkomt|lukt"
            "|beschikbaar"
            "|bereikbaar|vrij|lokale tijd|hoe laat|welke dag|met|er|iemand|contact"
            "|contact opnemen|neem contact op|een telefoontje|telefoontje|ook|alleen|zo rond"
            "|nu niet"
            "|op een moment|ergens|wanneer u wilt|best|perfect|graag wel|tijd|tijdstip|meneer"
            "|mevrouw|hallo|dag hoor|moment|ja hoor|wel|naar|aan de telefoon"
        ),
        "at": "om|tegen",
        "roughly": "rond|omstreeks|zo tegen|circa|een uur of|rond een uur of|rond de klok van",
        "in": "in|over ongeveer|over zo'n",
        "in about_hour": "over een uur of|binnen een uur of|na een uur of",
        "in about_day": "over een dag of|binnen een dag of",
        "in about_week": "over een week of",
        "over": "over",
        "on": "op|de",
        "and": "en",
        "or": "of|of anders|anders",
        "this": "deze|dit|aanstaande|komende",
        "next": "volgende|volgend|aankomende|eerstvolgende",
        "last": "laatste",
        "after": "na|later dan|pas na",
        "van": "van",
        "from": "vanaf|niet voor|niet eerder dan|maar niet voor|pas om|pas vanaf|bezet tot|in"
        " een vergadering tot|in gesprek tot|in vergadering tot",
        "onwards": "of later|of daarna",
        "voor": "voor",
        "before": "vóór|voordat|eerder dan|nog voor",
        "by": "nu tot|van nu tot|vanaf nu tot|maximaal|maar niet later dan|niet later dan"
        "|maar niet na|"
        "uiterlijk om|ten laatste om|uiterlijk tegen|op zijn laatst|op z'n laatst|"
        "uiterlijk|uiterlijk om|uiterlijk op|niet later dan|ten laatste|tegen uiterlijk",
        "until": "tot|tot en met|t/m",
        "within": "binnen|binnen de|in de komende|de komende",
        "between": "tussen",
        "now_on": "vanaf nu",
        "not": "in plaats van|in de plaats van|"
        "uitgezonderd|met uitzondering van|op uitzondering van|buiten de|"
        "vergeet|laat maar zitten|niet|behalve|geen|nooit|niet op|liever niet",
        "not_that": "is lastig|lastig|is moeilijk|moeilijk|wordt lastig|"
        "is te vroeg|is te laat|te vroeg|te laat|is een beetje vroeg|komt slecht uit|"
        "komt niet uit|lukt niet|kan ik niet|gaat niet|schikt niet|past niet|"
        "komt me niet uit|is onmogelijk|is niet handig|komt helemaal niet uit|"
        "kan niet|lukt niet|komt niet uit|schikt niet|past niet|gaat niet|kan ik niet",
        "fix": "zet maar op|verzet maar naar|maak er maar|maak er|maak daar|"
        "doe dan maar|doe toch maar|ach wacht|oh wacht|o wacht|eh nee|uh nee|"
        "nee nee|nee toch|laten we zeggen|"
        "o nee|oh nee|ach nee|o nee wacht|ik bedoel|"
        "wacht|wacht even|nee wacht|nee sorry|sorry nee|ach nee|oh nee|of nee|of liever"
        "|correctie|ik bedoel|ik bedoelde|beter nog|toch liever|liever toch|bij nader inzien"
        "|of beter|of beter gezegd|excuseer|pardon|momentje|even wachten|nee hoor|neen|"
        "nee|nee sorry|sorry|of nee|ik bedoel|beter|nee liever|wacht|nee wacht|of liever"
        "|liever|doe maar|nee doe maar|eigenlijk",
        "heure": "uur|u",
        "hour": "uren|uurtje",
        "half": "half|halve",
        "halb": "half",
        "quarter": "kwart",
        "min15": "kwartier|een kwartier|kwartiertje|een kwartiertje",
        "min30": "half uur|een half uur|halfuur|een halfuur|half uurtje|een half uurtje|halfuurtje",
        "min45": "drie kwartier",
        "hour_half": "anderhalf uur|anderhalf uurtje",
        "amount=2.5 hour": "tweeënhalf uur|twee en een half uur",
        "few": "paar|een paar|enkele|enige",
        "minute": "minuut|minuten|min|minuutjes|minuutje",
        "day": "dag|dagen",
        "bizday": "werkdag|werkdagen",
        "early": "in de eerste helft van|de eerste helft van|in de eerste helft|eerste helft|"
        "begin|begin van|aan het begin van|begin van de",
        "mid": "midden|halverwege|midden in|medio",
        "end": "eind|einde|eind van|aan het eind van|einde van|aan het einde van|laat op|later"
        "|eind van de|aan het eind van de",
        "week": "week|weken",
        "month": "maand|maanden",
        "year": "jaar|jaren",
        "ago": "geleden|vorige|afgelopen",
        "today": "vandaag|vandaag nog",
        "tomorrow": "morgen",
        "overmorrow": "overmorgen",
        "yesterday": "gisteren|eergisteren",
        "weekend": "weekend|weekeinde|in het weekend",
        "tonight": "vannacht",
        "this morning": "vanochtend|vanmorgen|vandaag in de ochtend",
        "this afternoon": "vanmiddag|vandaag in de middag",
        "this evening": "vanavond|hedenavond",
        "tomorrow morning": "morgenochtend|morgenvroeg|morgen vroeg|morgen ochtend|morgen in de"
        " ochtend|morgen in de voormiddag|morgenvoormiddag",
        "tomorrow afternoon": "morgenmiddag|morgennamiddag|morgen middag|morgen in de middag",
        "tomorrow evening": "morgenavond|morgen avond",
        "overmorrow morning": "overmorgenochtend",
        "overmorrow afternoon": "overmorgenmiddag",
        "first_thing": "zodra jullie open zijn|zodra u open bent|als jullie opengaan|"
        "zodra jullie opengaan|"
        "als u opengaat|bij opening|zodra u opengaat|meteen als jullie open zijn|"
        "bij opening|als eerste|meteen 's ochtends|zodra u opengaat|zodra jullie"
        " opengaan|jullie opengaan|u opengaat|openingstijd|opening|jullie open gaan|u opent",
        "closing": "einde van de dag|eind van de dag|aan het eind van de dag|sluitingstijd"
        "|sluiting|jullie sluiten|u sluit|jullie dichtgaan|u dichtgaat|einde werkdag|eind werkdag"
        "|jullie dicht gaan|aan het einde van de dag|de sluiting",
        "in_hours": "tijdens kantooruren|kantooruren|onder kantooruren|tijdens kantoortijd"
        "|binnen kantoortijd",
        "asap": "nu|meteen|direct|zo snel mogelijk|zo spoedig mogelijk|onmiddellijk|nu meteen|zsm"
        "|gelijk|zo gauw mogelijk|spoedig|gauw|zo vroeg mogelijk",
        "later": "straks|een andere keer|later op|wat later|iets later|een andere dag|op een ander"
        " moment",
        "morning": "'s ochtends|'s morgens|ochtend|in de ochtend|de ochtend|voormiddag|in de"
        " voormiddag|'s voormiddags|ochtends|morgens",
        "early_morning": "vroeg in de ochtend|vroege ochtend|in alle vroegte",
        "late_morning": "laat in de ochtend|late ochtend|einde van de ochtend|eind van de ochtend"
        "|aan het eind van de ochtend",
        "noon": "twaalf uur 's middags|middaguur|het middaguur",
        "lunch": "tussen de middag|"
        "lunch|lunchtijd|tijdens de lunch|lunchpauze|in de lunchpauze|rond de lunch",
        "afternoon": "'s middags|middag|in de middag|de middag|namiddag|in de namiddag|middags"
        "|'s namiddags",
        "early_afternoon": "vroeg in de middag|begin van de middag|begin van de namiddag|vroege"
        " middag|aan het begin van de middag",
        "late_afternoon": "laat in de middag|eind van de middag|einde van de middag|aan het eind"
        " van de middag|late namiddag|late middag",
        "evening": "'s avonds|avond|in de avond|de avond|avonds",
        "early_evening": "vroeg in de avond|begin van de avond",
        "night": "'s nachts|nacht|in de nacht|nachts",
        "midnight": "middernacht",
        "same_time": "ongeveer dezelfde tijd|rond dezelfde tijd|hetzelfde uur|"
        "op hetzelfde uur|zelfde uur|om dezelfde tijd|"
        "zelfde tijd|dezelfde tijd|op dezelfde tijd|zelfde tijdstip|hetzelfde"
        " tijdstip|rond deze tijd|om deze tijd|deze tijd",
        "day_before": (
            "de dag ervoor|de dag daarvoor|een dag eerder|een dag ervoor|de dag voor|"
            "dag voor|een dag voor|de dag vóór"
        ),
        "day_after": (
            "de dag erna|de dag daarna|de dag erop|een dag later|een dag erna|een dag daarna|"
            "de dag na|dag na|een dag na"
        ),
        "vague": (
            "avondeten|het avondeten|ontbijt|het ontbijt|middageten|lunchtijd|"
            "etenstijd|koffietijd|bedtijd|zonsondergang|zonsopgang|schooltijd|"
            "na schooltijd|over een tijdje|over een poosje|straks|zo meteen|zometeen"
        ),
        "measure": (
            "procent|euro|cent|kilo|gram|kilometer|meter|liter|graden|tabletten|"
            "pillen|kamers|personen|mensen|kinderen|dozen|banden|ramen|deuren|"
            "duizend|miljoen|bladzijden|verdiepingen"
        ),
        "unread": "hoe lang|hoeveel|hoe oud|hoe ver|"
        "pasen|pinksteren|vakantie|elke|iedere|feestdagen|",
        "hol_christmas": "eerste kerstdag|kerst|kerstmis",
        "hol_boxing": "tweede kerstdag",
        "hol_christmas_eve": "kerstavond",
        "hol_new_year": "nieuwjaarsdag|nieuwjaar",
        "hol_new_year_eve": "oudejaarsdag|oudjaar|oudejaarsavond",
        "hol_king_nl": "koningsdag",
        "hol_easter_monday": "tweede paasdag|paasmaandag",
        "hol_good_friday": "goede vrijdag",
        "hol_whit_monday": "tweede pinksterdag",
        "id": "kamer|rekening|toestel|huisnummer|verdieping|factuur|bestelling|klantnummer"
        "|rekeningnummer|eindigend op|die eindigt op|eindigt op|lijn|spoor|nummer|referentie|code"
        "|appartement",
        "then_on": "daarna|daarna altijd|nadien|erna|vanaf dan|vanaf dat moment|"
        "daarna wanneer u wilt",
        "1": "enen",
        "2": "tweeën",
        "3": "drieën",
        "4": "vieren",
        "5": "vijven",
        "6": "zessen",
        "7": "zevenen",
        "8": "achten",
        "9": "negenen",
        "10": "tienen",
        "11": "elven",
        "12": "twaalven",
        "mid_afternoon": "halverwege de middag|midden op de middag",
        "this week": "ergens deze week|in de loop van de week|door de week deze",
        "wd0": "maandags|ma",
        "wd1": "dinsdags",
        "wd2": "woensdags",
        "wd3": "donderdags",
        "wd4": "vrijdags",
        "wd5": "zaterdags",
        "wd6": "zondags",
        "mo1": "januari",
        "mo2": "februari",
        "mo3": "maart",
        "mo4": "april",
        "mo5": "mei",
        "mo6": "juni",
        "mo7": "juli",
        "mo8": "augustus",
        "mo9": "september",
        "mo10": "oktober",
        "mo11": "november",
        "mo12": "december",
    },
    _DAYS,
    fused(_DAYS, _PARTS),
)
WORDS["half"] = "halve"

LEXICON = Lexicon("nl", WORDS, NUMBERS, ORDINALS, after_at={"een": 1}, talk=TALK)
