"""French."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_ROOT = r"(?:r?appel|recontact|contact|téléphon|joind)"
_FILLERS = r"^\W*+(?:(?:euh|ah|oh|mais|ben|bah|bon|eh bien|alors|hein|écoutez)\b\W*+)*"
_VERB = (
    r"(?:r?appeler|recontacter|contacter|téléphoner|joindre|passer un coup de (?:fil|téléphone)"
    r"|donner un coup de fil)"
)
_FINITE = (
    r"(?:r?appell?(?:e|es|ez|ent|era|eras|erez|eront|erait|iez|eriez)|(?:re)?contact(?:e|ez|era"
    r"|erez|eront)|téléphon(?:e|ez|era|erez)|passe(?:z|ra)? un coup de fil)"
)

# What is done to a thing, which callers ask for by the verb: "réparer mon vélo".
_WORK = (
    r"(?:répar|nettoy|peindre|repeindre|install|remplac|tondre|débouch|mont|entreten|vérifi|constru"
    r"|tradui|rénov|isol|taill)"
)

CALLS = CallWords(
    asks=any_of(
        r"\b(?:me|m'|nous) (?:\w+ ){0,2}(?:passer?|passez|passe|donner?|donnez) un (?:petit"
        r" )?(?:coup de (?:fil|téléphone)|appel)\b|\bpassez-(?:moi|nous) un\b.{0,10}\b(?:coup"
        r"|appel)\b|\b(?:me|m'|nous) (?:téléphone|téléphonez|téléphonent|téléphoner|sonne[rz]?)\b"
        r"|\bj'attends? votre (?:appel|coup de fil|rappel)\b|\btenir au courant par téléphone\b"
        r"|\b(?:me|m'|nous) (?:re)?contacter\b|\bprendre contact avec (?:moi|nous)\b|\bpasse-moi"
        r" un coup de fil\b",
        r"\br?appel(?:ez|le|les|ons)-(?:moi|nous|le|la)\b(?! maître)|\b(?:re)?contactez-(?:moi"
        r"|nous)\b"
        r"|\btéléphonez-(?:moi|nous)\b|\bpassez-moi un coup de fil\b",
        rf"\b(?:me|m'|nous) ?{_VERB}\b",
        rf"\b(?:qu(?:e|'(?:il|elle|ils|elles|on))|pour qu\S+)\b.{{0,40}}\b(?:me|m'|nous)"
        rf" ?{_FINITE}",
        rf"\b(?:qu'(?:il|elle|on)|qu'un|que (?:quelqu'un|\w+ \w+|\w+)) (?:me |m'|nous ){_FINITE}",
        rf"\b(?:vous|tu|il|elle|on|quelqu'un) (?:me |m'|nous ){_FINITE}\b",
        r"\b(?:pouv|pourr|peut|voul|voudr)\w*(?:[- ]\w+)?(?:[- ]\w+){0,2} (?:l[ae']|lui) ?"
        r"(?:r?appeler|téléphoner)\b",
        r"\b(?:voudrais|veux|aimerais|souhaite|attends|besoin d'|demande) ?(?:\w+ )?(?:un rappel"
        r"|être r?appelée?|un appel|votre appel)\b",
        r"\b(?:joindre|joignable|me joindre)\b.{0,20}\b(?:à partir|après|demain|vers|au|ce soir)\b",
        r"\br?appelez (?:demain|plus tard|après|vers|à|lundi|mardi|mercredi|jeudi|vendredi|ce)\b",
        r"\b(?:pouv|pourr|peut|voul|voudr)\w*(?:[- ]\w+){0,4} (?:parler|expliquer|dire)(?:"
        r" \w+){0,3} (?:par|au)"
        r" téléphone\b|\b(?:que|si) (?:quelqu'un|le \w+|la \w+|il|elle|on) (?:pouvait|pourrait"
        r"|peut|puisse)"
        r" (?:me |m'|nous )\w*(?:appeler|contacter|joindre|téléphoner)\b",
        r"\bon (?:se )?(?:r?appelle|reparle)\b.{0,20}\b(?:demain|plus tard|lundi|mardi|mercredi"
        r"|jeudi|vendredi)\b",
    ),
    calls_you=any_of(
        r"\bvous fai(?:s|re|t|sons|sez|ra|rai) (?:r?appeler|recontacter|contacter)\b",
        r"\b(?:vous|te) (?:\w+ ){0,2}(?:passe(?:rai|ra|ront|rons|ns|nt|r)?|donne(?:rai|ra|r)?) un"
        r" (?:petit )?(?:coup de (?:fil|téléphone)|appel)\b|\b(?:vous|te) (?:téléphone(?:rai|ra"
        r"|rons|r)?|sonne(?:rai|ra)?)\b|\bje (?:te|vous) rappelle\b|\bprend\w* contact avec"
        r" vous\b",
        rf"\b(?:vous|te|t'|t’) ?(?:{_FINITE}|r?appellerons|r?appellerai|r?appelons|recontactons"
        rf"|recontacterons|recontacterai)",
        rf"\b(?:vous|te|t') ?{_VERB}\b",
        r"\b(?:peut|pourrait|préfère|veut|va|souhaite|pouvez|voudrait)\b.{0,30}\bvous (?:en |l'|le"
        r" )?(?:parler"
        r"|joindre|expliquer|dire|commenter)\b(?!.*\bmaintenant\b)|\b(?:par|au) téléphone (?:ça"
        r"|c'est|suffit)\b",
        r"\b(?:va|veut|voudrait|préfère|doit|aimerait|devra)\b.{0,20}\b(?:discuter|parler"
        r"|voir)\b.{0,20}"
        r"\bavec vous\b",
        r"\b(?:il faut|faudrait|faut) qu(?:e|')\b.{0,25}\bvous (?:r?appelle|contacte|joigne"
        r"|parle)\b",
        r"\b(?:vous (?:serez|allez être) (?:r?appelée?|recontactée?)|reviens vers vous|reviendra"
        r" vers"
        r" vous|revenons vers vous|reviendrons vers vous)\b",
    ),
    calls=any_of(
        r"\bje (?:vous |te |t'|les )?(?:r?appelle(?:rai)?|retéléphone)\b(?! (?:au sujet|pour|car"
        r"|parce|de la part|concernant|d'|à propos|depuis))",
        r"\bje (?:vais|préfère|peux) (?:vous |te |les )?r?appeler\b|\bnous (?:r?appellerons"
        r"|r?appelons)\b",
    ),
    agreed_before=any_of(
        r"\b(?:deviez|devait|devaient|alliez|allait|allaient) (?:me |m'|nous )(?:r?appeler"
        r"|téléphoner|(?:re)?contacter)\b",
        r"\b(?:auriez|aurait|auraient) dû (?:me |m'|nous )(?:r?appeler|téléphoner)\b",
    ),
    complains=any_of(
        r"\br?appel\w+\b.{0,40}\b(?:et|mais) (?:rien|toujours rien|personne|il ne l'a pas"
        r" fait)\b",
        r"\bpersonne ne? ?(?:m'|me|nous|ne m'|ne nous)? ?a r?appelée?\b",
    ),
    refuses=any_of(
        r"\bne (?:m'|me |nous |vous )?r?appel\w+ (?:plus|pas)\b|\bne (?:plus|pas) (?:m'|me"
        r" )?r?appeler\b|\barrêtez de m'appeler\b",
        r"\b(?:pas la peine|inutile|pas besoin|pas nécessaire)\b.{0,25}\br?appel",
    ),
    settles=any_of(
        r"\b(?:annul|supprim|ray|effac)\w+\b.{0,15}\b(?:rappel|appel)\b",
        r"\b(?:on|nous) (?:ne )?(?:rappelle|rappelons|appelle|appelons)\b.{0,10}\b(?:pas|jamais)\b",
        r"\b(?:pas la peine|inutile|pas besoin|plus besoin|pas nécessaire)\b.{0,25}"
        r"\br?appel",
    ),
    wonders=any_of(
        r"\b(?:lequel|laquelle|dont|d'où|duquel) je (?:vous |t'|te )?r?appelle\b",
        r"\b(?:faut[- ]il|il faut|je dois|dois-je|est-ce que je dois) (?:que je )?"
        r"(?:vous )?r?appel",
    ),
    negation=any_of(
        r"\b(?:ne|n'|pas|plus|jamais|sans|inutile|personne)(?:\b|(?<=n'))"
        r"(?! (?:hésitez|oubliez|tard))"
    ),
    negated_behind=True,
    breaks=any_of(r"[,;:.!?]|\b(?:mais|donc|alors|plutôt)\b"),
    reported=any_of(
        r"\b(?:a dit|ont dit|avait dit|m'a demandé|disait|avez dit|promis|devait|devaient|deviez)\b"
        r"|\bm'a(?:vait)? r?appelée?\b|\ballai(?:t|ent) (?:me|nous)\b|\bétai(?:t|ent) censée?s?\b",
    ),
    song=any_of(r"\b(?:chanson|chante|chantait|film|paroles)\b"),
    cut_off=any_of(
        r"\bsi (?:ça|on|nous|la ligne|la communication|jamais)\b.{0,25}\b(?:coup|coupe|coupée?s?"
        r"|perd)",
        r"\bseulement (?:si|s'il)\b|\buniquement (?:si|s'il)\b|\bs'il y a (?:un|du|des)"
        r" (?:changement"
        r"|problème|souci|empêchement)s?\b|\bsi (?:ça|quelque chose) change\b",
        r"\ben cas de (?:coupure|problème)\b|\bon (?:n'appelle|n'appelons) que\b"
        r"|\b(?:nous n'appelons|on appelle seulement)\b",
    ),
    offers=any_of(
        r"\?\s*$|^(?:voulez|souhaitez|est-ce qu|puis|désirez|préférez|avez-vous besoin"
        r"|vous avez besoin)|\bsi vous (?:voulez|préférez"
        r"|souhaitez)\b|\bvoulez-vous qu|\bvous préférez qu|\bavec vous\b"
    ),
    declines=any_of(r"\b(?:pas la peine|ne vous (?:embêtez|dérangez) pas|inutile|pas besoin)\b"),
    polite=any_of(
        r"\b(?:ne |n')?(?:pourr\w+|peut|pouvez)(?:[- ](?:il|elle|on|vous|tu))?"
        r" pas\b(?=.{0,30}\bappel)"
        r"(?!.*\bparce\b)"
    ),
    yes=any_of(
        _FILLERS + r"(?:oui|volontiers|d'accord|parfait|bien sûr|avec plaisir|ok|entendu|très bien"
        r"|ça marche|absolument|tout à fait|super|je veux bien|s'il vous plaît|exact\w*"
        r"|voilà)(?!\w)",
        r"\b(?:ça me va|me convient|ça marche|c'est parfait|pas de souci|pas de problème|aucun"
        r" problème)\b",
    ),
    no=any_of(
        r"\b(?:t'embête pas|t'inquiète pas|ne vous (?:embêtez|dérangez) pas|vous dérangez pas)\b",
        _FILLERS + r"(?:non|pas la peine|surtout pas)\b(?!,? (?:pas de souci|pas de problème))",
        r"\b(?:pas la peine|inutile|pas nécessaire|plutôt par|je préfère (?:pas|un mail|un sms))\b",
    ),
    other_way=any_of(
        r"\b(?:un |par |juste un |plutôt (?:un |par ))(?:sms|texto|mail|e-?mail|message|courriel"
        r"|whatsapp)\b.{0,20}\b(?:suffit|suffira|me va|plutôt|ira|c'est mieux)",
        r"\b(?:plutôt|préfère|préférerais|juste|simplement|envoyez-moi|m'envoyer|m'écrire)\b.{0,20}"
        r"\b(?:sms|texto|mail|e-?mail|message|courriel|whatsapp|écrit)\b",
        r"\b(?:écrivez-moi|envoyez-moi)\b(?! (?:donc )?(?:pour|à|sur la liste)\b)",
    ),
    withdraws=any_of(
        r"\b(?:laissez tomber|oubliez|laissez|tant pis|ce n'est plus la peine|plus nécessaire|ça"
        r" ira|(?:annule|supprime|enlève|enleve)[zr]? (?:le rappel|l'appel)"
        r"|plus besoin (?:du rappel|qu'(?:il|elle|on) me)"
        r"|c'est bon finalement)\b",
        r"\bje (?:passe|passerai|viens|viendrai|vais passer|repasse)\b(?!.*\bmatin je suis)",
    ),
    transfers=any_of(
        r"\bje vous (?:le |la )?(?:passe|transfère|mets en relation)\b|\bvient (?:juste"
        r" )?d'arriver\b",
    ),
    booked=any_of(
        r"\b(?:c'est noté|rendez-vous est (?:pris|confirmé|noté)|vous avez rendez-vous|c'est"
        r" réservé|je vous ai (?:mis|inscrit|réservé))\b"
    ),
    greeting=any_of(
        r"\blaissez (?:un|votre) message|\baprès le (?:bip|signal)|\bvous êtes bien (?:chez|sur)\b"
        r"|\bne pouvons pas (?:vous )?répondre"
    ),
    asks_when=any_of(
        r"\b(?:quand|quelle heure|quel jour|quel moment|ça vous arrange|le matin ou"
        r"|vous convient)\b"
    ),
    proposes=any_of(r"\b(?:plutôt|ça irait|préfère|disons|serait|vous va|conviendrait)\b|\?"),
    condition=any_of(r"\b(?:si|sinon|s'(?:il|elle|on)|au cas où)\b"),
    then=any_of(r"\b(?:alors|à ce moment-là)\b"),
    number_left=any_of(r"\bmon (?:numéro|portable|téléphone)\b.{0,12}(?:est|c'est)\b"),
    thanks=any_of(r"\bmerci\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\b(?:je m'appelle|mon nom est|je suis|c'est|ici|au nom d[e']|à l'appareil|mon nom c'est"
        r"|nom est)"
    ),
    here=r"(?:à l'appareil|à votre écoute)(?!\w)",
    asks_name=(
        r"\b(?:nom\W*$|votre nom|à quel nom|quel nom|c'est quel nom|qui est à l'appareil|vous êtes"
        r" (?:madame"
        r"|monsieur|\?)|vous vous appelez|nom et prénom|c'est de la part de qui|votre prénom et nom"
        r"|qui dois-je)"
    ),
    asks_first_name=r"\bprénom\b(?!.*nom)",
    asks_last_name=r"\bnom de famille\b",
    asks_spelling=r"\b(?:épel\w+|ça s'écrit)",
    confirms=r"\b(?:vous êtes|c'est bien|je parle à|j'ai ici|donc c'est|c'est donc|vous êtes bien)",
    company_is=(
        r"\b(?:je travaille (?:chez|pour)|de la société|de l'entreprise|ma société s'appelle"
        r"|j'appelle"
        r" de(?: la part de)?|je représente|pour le compte de|la société)"
    ),
    asks_company=r"\b(?:société|entreprise|quelle boîte)\b",
    asks_city=r"\boù\s*\?|\b(?:où (?:êtes|habitez|se trouve|est|ça)|vous habitez où|vous êtes où"
        r"|quelle"
        r" (?:ville|commune)|c'est où|votre adresse|dans quelle ville)\b",
    wants=(
        r"(?<!\w)(?:quelqu'un) pour {noun}",
        r"\b(?:intéressée? par) {noun}",
        r"\bdevis (?:pour|de) {noun}",
        r"\b(?:je cherche|nous cherchons|on cherche) {noun}",
        r"\b(?:réserver|commander) {noun}",
        rf"\b(?:pouvez|pourriez|peux|pourrais)-(?:vous|tu) (?={_WORK}){{noun}}",
        rf"\b(?:vous (?:pouvez|pourriez)|quelqu'un pour|quelqu'un qui puisse) (?={_WORK}){{noun}}",
        r"\b(?:j'ai besoin d'|il me faut|je voudrais|j'aimerais) ?{noun}",
    ),
    articles="une?|des|le|la|les|du",
    noun_ends="pour|en|à|et|avec|dans|car|mais|parce|qui|que|ou|chez|sur",
    no_service=(
        r"^(?:quelqu'un|être)(?!\w)|^(?:une? )?(?:rendez|savoir|renseignement|information|parler"
        r"|vous"
        r"|que\b|rappel)"
    ),
    asks_other_number=(
        r"numéro (?:de |d'|du |de l')(?!(?:votre |ton )?(?:téléphone|portable|mobile|fixe|contact"
        r"|appel|fille|fils|mari|femme))\w|\b(?:référence|immatriculation)\b"
    ),
    other_number=(
        r"\b(?:commande|facture|contrat|police|dossier|client|carte|votre|référence)"
        r"[^.?!]{0,20}$"
    ),
    noises=(
        "oui|euh|ah|bonjour|c'est|je m'appelle|mon nom est|je suis|alors|bien sûr|à|de|on habite à"
        "|j'habite à|sur|madame|monsieur|maître|le nom est"
    ),
    no_names=(
        "lundi mardi mercredi jeudi vendredi samedi dimanche bonjour bonsoir oui non merci allô"
        " allo"
        " je j'ai j'appelle vous nous on il elle c'est ce ça voilà euh ah oh bon ben alors très"
        " bien"
        " d'accord parfait super madame monsieur maître mon ma mes votre vos le la les un une des"
        " et"
        " ou mais donc pour par de du à au aux en dans sur est-ce qu'est quel quelle qui que quoi"
        " où"
        " quand comment pourquoi demain aujourd'hui si pas plus tout rien parce ici là hein enfin"
        " dès désolé désolée navrée pardon attendez dites allez entendu"
        " toi moi lui"
    ),
    letter_as=r"comme",
    at=r"arobase|arobas|at",
    signs={
        "point": ".", "tiret du bas": "_", "underscore": "_", "tiret bas": "_", "tiret": "-",
        "trait d'union": "-", "plus": "+",
    },
    together=r"tout attaché|en un seul mot|tout collé",
    corrects=r"\b(?:non|pardon|excusez|attendez|plutôt|erreur|je me trompe)\b",
)  # fmt: skip

LEXICON = Lexicon("fr", CALLS, FACTS)
