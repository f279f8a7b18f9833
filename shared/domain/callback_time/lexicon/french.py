"""French."""

from shared.domain.callback_time.lexicon.entry import Lexicon, compounds, numbered
from shared.domain.callback_time.lexicon.french_talk import TALK

_UNITS = numbered("zéro _ deux trois quatre cinq six sept huit neuf")
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50}
NUMBERS = {
    **_UNITS,
    **numbered("dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf", 10),
    **_TENS,
    **compounds(_TENS, _UNITS, "{ten} {unit}"),
    **compounds(_TENS, {"un": 1, "une": 1}, "{ten} et {unit}"),
    **compounds(_TENS, {"un": 1, "une": 1}, "{ten} {unit}"),
}
NUMBERS |= {
    f"deux mille {said}": 2000 + value for said, value in NUMBERS.items() if 20 <= value < 40
}
ORDINALS = {"premier": 1, "première": 1, "deuxième": 2, "second": 2, "troisième": 3, "quatrième": 4}

WORDS = {
    "": (
        "je peux répondre|je peux décrocher|peux répondre|peux décrocher|réessayez|réessayer|"
        "essayez|essayer|essayez de nouveau|retentez|rappelez|"
        "rappelle|rappeliez|me rappeliez|rappellerez|me rappellerez|rappellera|"
        "rappelait|que vous me rappeliez|d'un appel|appel|un appel|l'appel|"
        "téléphoner|téléphone|au téléphone|par téléphone|tél|sur mon portable|"
        "portable|mon portable|à ce numéro|ce numéro|m'appelle|m'appelez|m'appeliez|"
        "me joindre|joignez-moi|recontacter|me recontacter|recontactez-moi|"
        "contactez-moi|je pourrais|je peux|je pourrai|puis|puis-je|on pourrait|"
        "nous pourrions|nous|faudrait|il faudrait|faut|il faut|voudrais|je voudrais|"
        "j'aimerais|aimerais|souhaite|je souhaite|souhaiterais|préférerais|"
        "je préférerais|préférable|ce serait préférable|serait parfait|serait bien|"
        "serait mieux|serait idéal|sera parfait|sera très bien|irait|ça irait|ira|"
        "ça ira|va|ça va|me conviendrait|conviendrait|me conviendra|m'irait|"
        "m'arrangerait|arrangerait|arrange|arrangez|super|génial|excellent|"
        "impeccable|nickel|entendu|bien sûr|évidemment|exactement|tout à fait|"
        "volontiers|avec plaisir|merci beaucoup|merci bien|je vous remercie|remercie|"
        "je vous en prie|prie|bonne journée|au plaisir|je pense|pense|je crois|crois|"
        "je dirais|dirais|on va dire|mettons|admettons|éventuellement|probablement|"
        "normalement|justement|simplement|juste|vraiment|assez|plus ou moins|"
        "grosso modo|à peu de choses près|chez moi|à la maison|maison|au bureau|"
        "je suis là|là|ici|dispo|je suis dispo|je suis disponible|j'ai du temps|"
        "du temps|temps|moment|à ce moment-là|quelqu'un|un collègue|collègue|"
        "un conseiller|conseiller|technicien|un technicien|votre équipe|équipe|"
        "de votre part|m'a|mon|ma|mes|votre|vos|lui|il|elle|ils|nos|leur|se|te|tu|"
        "toi|si vous le voulez bien|si ça vous va|si cela vous convient|"
        "si vous êtes d'accord|cela|cela me va|cela me convient|noter|notez|prévoir|"
        "prévoyez|fixer|fixons|caler|on cale|convenir|dire|dites|faire|faites|fait|"
        "fera|"
        "mais|mais seulement|on vous rappelle|nous vous rappelons|je vous rappelle|rappelons"
        "|on vous appelle|peut-on vous rappeler|vous rappeler|quand vous voulez"
        "|quand vous pouvez|quand ça vous arrange|l'idéal|idéal|combien|"
        "je ne peux pas parler maintenant|je ne peux pas maintenant|"
        "s'il vous plaît|s'il te plaît|svp|environ|du|des|la|les|l'|d'|une|un|n'importe quand"
        "|pas maintenant|plutôt vers|rappelez-moi|rappelle-moi|rappeler|rappelez|rappel|"
        "me rappeler"
        "|me rappelez|on me rappelle|appelez-moi|appelle-moi|appeler|m'appeler|appelez|vous|je|moi"
        "|me|on|pouvez-vous|pourriez-vous|pouvez|pourriez|peut|pourrait|est|est-ce que|c'est|c'|ce"
        " serait|serait|bien|parfait|très bien|d'accord|oui|merci|ok|voilà|alors|donc|disons|peut"
        "-être|euh|hein|si possible|si vous pouvez|de préférence|préférablement|préfère|je préfère"
        "|j'|qu'|que|ça|ça me va|me va|me convient|convient|m'arrange|ça m'arrange|libre|"
        "disponible"
        "|joignable|suis|serai|je suis|je serai|sera|pile|précises|précise|tapantes|local|heure"
        " locale|de nouveau|à nouveau|encore|joindre|me joindre|contacter|me contacter|téléphoner"
        "|téléphonez-moi|un coup de fil|passez-moi|passer|vers les|dans le courant de|courant"
        "|quelle heure|à quelle heure|quel jour|avec|mieux|ce serait|ça serait|idéalement"
        "|monsieur|madame|bonjour|au revoir|aussi|seulement|tout|le mieux|par exemple"
        "|vers|aux alentours|aux alentours de|en"
    ),
    "de": "de",
    "for": "pour|pendant|durant",
    "at": "sur les coups de|sur le coup de|aux alentours des|autour de|à environ"
    "|dans les environs de|aux environs des|sur les|"
    "à|vers|aux environs de|aux alentours de",
    "roughly": "autour de|à peu près",
    "in": "dans|au bout de|dans environ|d'ici environ",
    "on": "le|au",
    "or": "ou|ou bien|sinon|ou alors",
    "y": "et",
    "minus": "moins|moins le|moins un",
    "this": "ce|cet|cette",
    "next": "prochain|prochaine|suivant|suivante|prochains|qui vient",
    "last": "dernier|dernière",
    "after": "après|passé|au-delà de|un peu après|juste après",
    "from": "laissez-moi jusqu'à|donnez-moi jusqu'à|laissez-moi jusqu'au|"
    "tant que ce n'est pas avant|du moment que ce n'est pas avant"
    "|à condition que ce ne soit pas avant|tant que c'est pas avant"
    "|du moment que c'est pas avant|pourvu que ce ne soit pas avant|"
    "pas avant le|pas avant la|surtout pas avant|jamais avant|pas plus tôt que"
    "|mais surtout pas avant|que ce ne soit pas avant|que ce soit pas avant|rien avant"
    "|seulement à partir de|seulement après|"
    "à partir de|à partir du|dès|pas avant|mais pas avant|à compter de|occupé"
    " jusqu'à|occupée jusqu'à|en réunion jusqu'à|pas libre avant|pas disponible avant",
    "onwards": "ou plus tard|ou après",
    "before": "avant|avant le|avant la|juste avant|avant que",
    "by": "de maintenant à|de maintenant jusqu'à|maximum|max|au maximum|mais pas plus tard que"
    "|pas plus tard que|mais pas après|"
    "pas après|"
    "tant que ce n'est pas après|du moment que ce n'est pas après"
    "|à condition que ce ne soit pas après|tant que c'est pas après"
    "|du moment que c'est pas après|tant que c'est avant|pourvu que ce soit avant|"
    "surtout pas après|mais pas après|jamais après|rien après|pas au-delà de"
    "|pas plus tard qu'à|au maximum à|maximum à|dernier délai|"
    "au plus tard|au plus tard à|au plus tard le|d'ici le|d'ici à|pas plus tard que"
    "|d'ici|d'ici la|pas après",
    "until": "jusqu'à|jusqu'au|jusque",
    "sous": "sous",
    "within 1 week": "sous huitaine|sous huit jours",
    "within 2 week": "sous quinzaine|sous quinze jours",
    "within": "d'ici une|d'ici un|dans les prochaines|dans les prochains|dans les",
    "between": "entre",
    "now_on": "à partir de maintenant",
    "not": "au lieu de|au lieu du|plutôt que|"
    "hormis|en dehors de|en dehors du|en dehors de la|à part|à l'exception de|"
    "à l'exception du|"
    "oubliez|oublie|laissez tomber|ni|pas|sauf|jamais|pas le|excepté|surtout pas",
    "not_that": "plus possible|plus dispo|plus disponible|plus là|"
    "exclu|exclus|c'est compliqué|est compliqué|compliqué|c'est difficile|"
    "est difficile|"
    "ça tombe mal|"
    "tombe mal|c'est chaud|"
    "c'est mort|c'est râpé|c'est foutu|"
    "c'est trop tôt|c'est trop tard|est trop tôt|est trop tard|c'est un peu tôt|"
    "c'est un peu tard|trop tôt|trop tard|ça ne m'arrange pas|"
    "ça ne m'arrange pas du tout|ne m'arrange pas du tout|ça m'arrange pas|"
    "ça ne me va pas|ça ne me convient pas|c'est impossible|ça va pas être possible|"
    "c'est compliqué|je ne peux pas|je peux pas|ça tombe mal|ça ne va pas être possible|"
    "ne me va pas|ne va pas|ça ne va pas|ne convient pas|n'est pas possible|pas"
    " possible|ce n'est pas possible|ne m'arrange pas",
    "today week": "d'aujourd'hui en huit|aujourd'hui en huit",
    "in 2 week": "en quinze",
    "20": "une vingtaine de|vingtaine de",
    "30": "une trentaine de|trentaine de",
    "15": "une quinzaine de|quinzaine de",
    "40": "une quarantaine de|quarantaine de",
    "fix": "décalons à|décalez à|décaler à|mettons-le à|mettez-le à|changez pour|"
    "plutôt disons|ah attendez|oh attendez|euh attendez|ah pardon|euh pardon|"
    "oups non|non non|ah si non|non disons plutôt|ou bien non|enfin|"
    "ah non là|ah mince non|mince non|ah mince|"
    "ah non|ah non pardon|attends|non attends|je me trompe|je me suis trompé"
    "|je me suis trompée|je voulais dire|ou mieux|mieux encore|euh non|oups|non mieux"
    "|non excusez-moi|non excusez moi|excusez moi|excuse-moi|ah zut|zut|minute|attendez non"
    "|attendez voir|je rectifie|rectification|correction|enfin plutôt|enfin pardon|ou non|oh non"
    "|oh pardon|non finalement|finalement|à la réflexion|en fait non|non en fait|non disons"
    "|mettez plutôt|mettons plutôt|disons plutôt|ou alors non|"
    "non|non pardon|pardon|plutôt|enfin non|je veux dire|non plutôt|attendez|non attendez"
    "|ou plutôt|excusez-moi|en fait",
    "heure": "petite heure|bonne heure|grosse heure|toute petite heure|bonnes heures"
    "|petites heures|grosses heures|"
    "heure|heures|h",
    "half": "demi|demie|une demi",
    "quarter": "quart|le quart|un quart",
    "min15": "un petit quart d'heure|un bon quart d'heure|bon quart d'heure|"
    "quart d'heure|un quart d'heure|petit quart d'heure",
    "min30": "une petite demi-heure|une bonne demi-heure|bonne demi-heure|grosse demi-heure|"
    "demi-heure|une demi-heure|demi heure|petite demi-heure",
    "min45": "trois petits quarts d'heure|trois bons quarts d'heure|trois quarts d'heure|"
    "trois quart d'heure",
    "y 45": "et trois quarts|trois quarts",
    "few": "quelques|plusieurs",
    "2": "une paire de|deux ou trois",
    "minute": "bonnes minutes|petite minute|minutes environ|grosses minutes|minutes à peu près"
    "|minutes à peine|"
    "minute|minutes|min|petites minutes",
    "day": "jour|jours",
    "week2": "quinze jours|quinzaine|une quinzaine",
    "bizday": "jour ouvré|jours ouvrés|jour ouvrable|jours ouvrables|jours de travail",
    "early": "en tout début de|dans la première moitié de|la première moitié de|"
    "dans la première moitié|en première partie de|début de|en début de|au début de|"
    "début|au début du|début du|courant de début",
    "mid": "milieu de|en milieu de|au milieu de|mi|milieu du",
    "end": "fin de|en fin de|à la fin de|fin|fin du|à la fin du|à la fin de la",
    "closing": "en fin de journée|fin de journée|la fin de la journée|à la fermeture|fermeture"
    "|vous fermez|vous fermiez|la fermeture|que vous fermiez|votre fermeture|ne fermiez|vous ne"
    " fermiez|que vous ne fermiez",
    "first_thing": "à l'ouverture|dès l'ouverture|l'ouverture|à la première heure|première heure"
    "|dès la première heure|quand vous ouvrez|vous ouvrez|en début de journée|dès que vous ouvrez"
    "|tout début de journée",
    "in_hours": "aux heures de bureau|pendant les heures de bureau|heures de bureau",
    "week": "semaine|semaines|en huit",
    "month": "mois",
    "year": "an|ans|année",
    "ago": "il y a|la semaine dernière|le mois dernier",
    "today": "auj|aujourd'hui|ce jour",
    "tomorrow": "demain",
    "overmorrow": "après-demain|après demain|surlendemain",
    "yesterday": "hier|avant-hier",
    "weekend": "week-end|weekend|week end",
    "tonight": "cette nuit",
    "asap": "le plus vite possible|le plus rapidement possible|au plus vite|"
    "aussi vite que possible|dès que possible|"
    "maintenant|tout de suite|dès que possible|au plus vite|immédiatement|le plus vite"
    " possible|le plus tôt possible|dès maintenant|de suite|rapidement|bientôt|au plus tôt"
    "|dans les plus brefs délais|dès que vous pouvez",
    "later": "plus tard|un peu plus tard|tout à l'heure|tantôt|une autre fois|à un autre moment",
    "morning": "matin|du matin|le matin|dans la matinée|matinée|au matin|en matinée|ce matin-là"
    "|de la matinée|la matinée",
    "early_morning": "tôt le matin|de bonne heure|tôt",
    "late_morning": "fin de matinée|en fin de matinée|en fin de la matinée",
    "mid_morning": "milieu de matinée|en milieu de matinée|au milieu de la matinée",
    "early_afternoon": "début d'après-midi|en début d'après-midi|début de l'après-midi|au début de"
    " l'après-midi",
    "mid_afternoon": "milieu d'après-midi|en milieu d'après-midi|milieu de l'après-midi",
    "late_afternoon": "vers la fin de journée|vers la fin de la journée|vers la fin d'après-midi"
    "|vers la fin de l'après-midi|sur la fin de journée|vers la fin du jour|"
    "fin d'après-midi|en fin d'après-midi|fin de l'après-midi|en fin de l'après"
    "-midi",
    "noon": "midi|à midi|ce midi",
    "lunch": "l'heure du déjeuner|à l'heure du déjeuner|la pause déjeuner|"
    "pendant la pause déjeuner"
    "|entre midi et deux",
    "afternoon": "après-midi|l'après-midi|de l'après-midi|dans l'après-midi|aprem|cet aprem"
    "|cours d'après-midi|au cours de l'après-midi",
    "evening": "soir|du soir|le soir|soirée|dans la soirée|en soirée|au soir",
    "early_evening": "début de soirée|en début de soirée",
    "late_evening": "fin de soirée|en fin de soirée",
    "night": "de la nuit|la nuit|nuit|dans la nuit",
    "midnight": "minuit|à minuit",
    "same_time": "à peu près la même heure|vers la même heure|aux mêmes heures|"
    "à cette même heure|même horaire|au même horaire|"
    "même heure|la même heure|à la même heure|cette heure-ci|à cette heure-ci",
    "two_day_before": "l'avant-veille de|l'avant-veille du|avant-veille de|avant-veille du",
    "day_before": (
        "la veille|le jour d'avant|le jour précédent|un jour plus tôt|un jour avant|"
        "la veille de|la veille du|la veille de la|le jour avant|le jour d'avant|"
        "un jour avant"
    ),
    "day_after": (
        "le lendemain|le jour d'après|le jour suivant|un jour plus tard|un jour après|"
        "le jour après|"
        "lendemain|le lendemain de|le lendemain du|le lendemain de la|le jour après|"
        "au lendemain de|au lendemain du|un jour après"
    ),
    "vague": (
        "un de ces quatre|un de ces quatre matins|"
        "dîner|le dîner|souper|petit-déjeuner|petit déjeuner|goûter|le goûter|"
        "l'heure du goûter|l'apéro|coucher du soleil|lever du soleil|la sieste|"
        "la sortie de l'école|la sortie des classes|la récré|la récréation|"
        "tout de suite après le travail|dans un instant|dans un petit moment"
    ),
    "measure": (
        "pour cent|euros|euro|centimes|kilos|kilo|grammes|kilomètres|mètres|litres|"
        "degrés|comprimés|pièces|personnes|enfants|cartons|pneus|fenêtres|portes|"
        "mille|millions|pages|étages"
    ),
    "unread": "combien de temps|combien|quel âge|pâques|vacances|chaque|tous les|toutes les",
    "hol_christmas": "noël|le jour de noël",
    "hol_christmas_eve": "veille de noël|la veille de noël|réveillon de noël",
    "hol_new_year": "jour de l'an|le jour de l'an|nouvel an",
    "hol_new_year_eve": "la saint-sylvestre|saint-sylvestre",
    "hol_easter_monday": "lundi de pâques",
    "hol_bastille": "fête nationale",
    "hol_all_saints": "toussaint|la toussaint",
    "id": "chambre|bureau numéro|appartement|compte|poste|porte|étage|facture|commande|référence"
    "|numéro de compte|se terminant par|qui finit par|finissant par|ligne|numéro|salle|code",
    "then_on": "après ça|après cela|par la suite|ensuite quand vous voulez|"
    "après quand vous voulez|"
    "à partir de là|passé cette heure|après jusqu'au soir",
    "10": "une dizaine de|dizaine de|une dizaine|une petite dizaine de",
    "this week": "dans la semaine|en cours de semaine|dans le courant de la semaine|"
    "courant de semaine|courant semaine|cette semaine n'importe quand",
    "next week": "dans la semaine qui vient",
    "or_earlier": "ou avant|ou plus tôt",
    "within 1 hour": "dans la prochaine heure|dans l'heure qui vient",
    "by closing": "d'ici la fin de la journée|avant la fin de la journée|d'ici ce soir fermeture",
    "wd0": "lundi|lundis",
    "wd1": "mardi|mardis",
    "wd2": "mercredi|mercredis",
    "wd3": "jeudi|jeudis",
    "wd4": "vendredi|vendredis",
    "wd5": "samedi|samedis",
    "wd6": "dimanche|dimanches",
    "mo1": "janvier",
    "mo2": "février",
    "mo3": "mars",
    "mo4": "avril",
    "mo5": "mai",
    "mo6": "juin",
    "mo7": "juillet",
    "mo8": "août",
    "mo9": "septembre",
    "mo10": "octobre",
    "mo11": "novembre",
    "mo12": "décembre",
}

LEXICON = Lexicon(
    "fr",
    WORDS,
    NUMBERS,
    ORDINALS,
    after_at={"une": 1, "un": 1, "dis": 10, "set": 7},
    splits_elisions=True,
    talk=TALK,
    adverbs="ment",
)
