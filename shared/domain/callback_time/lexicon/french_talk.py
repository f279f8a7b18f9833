"""What French speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

_ER = "(e|es|ez|ons|ent|er|erai|eras|era|erons|erez|eront|erais|erait|erions|eriez|eraient|ais|\
ait|ions|iez|aient|ant)"
_RE = "(s||t|ons|ez|ent|re|rai|ra|rons|rez|ront|rais|rait|rions|riez|raient|e|es|iez|ait|ais|ant)"

WORDS = f"""
dac
reconnaissant reconnaissante remercie remercierais gentillesse amabilité dérangement déranger
voyez écoutez écoute bref voilà quoi hein bah ben bon alors donc sympa gentil gentille volontiers
éventuellement idéalement carrément impec nickel
kiné
conseiller conseillère
comptable avocat agent professeur
prof directeur directrice vétérinaire
femme responsable chef gérant gérante technicien
technicienne propriétaire triste fatigué fatiguée malade nerveux nerveuse
inquiet inquiète urgent urgente important importante difficile facile mauvais mauvaise pire
bizarre bête drôle aimable sincère sûr sûre clair claire fort forte faible rapide lent lente
court courte jeune vieux vieille neuf neuve cassé cassée désespéré désespérée perdu perdue
content contente heureux heureuse désolé désolée dommage hélas assez trop vraiment surtout aussi
encore même quand-même tellement adorable
obligeance gérer gère
je tu il elle on nous vous ils elles me te se lui leur leurs la les un une des du de au aux en y
moi toi soi eux mon ma mes ton ta tes son sa ses notre nos votre vos mien mienne vôtre nôtre ce cet
cette ces ceci cela ça celui celle ceux qui que quoi dont où quel quelle quels quelles lequel
quelqu'un quelque chose chacun tout toute tous même certains et ou mais donc or car puisque
parce comme comment combien pourquoi avec pour par chez sur sous vers selon dans à parmi concernant
suivant envers
appel(er|ez|lerez|lera|lez|ons|iez|ait|ais|le|les|lent|lerait|leriez|lerais|lerai|lerons)
rappel(er|ez|lerez|lera|lez|ons|iez|ait|ais|le|les|lent|lerait|leriez|lerais|lerai|lerons|ant)
téléphon{_ER} contact{_ER} recontact{_ER} essay{_ER} réessay{_ER} retent{_ER} tent{_ER} parl{_ER}
discut{_ER} bavard{_ER} pass{_ER} laiss{_ER} donn{_ER} redonn{_ER} aim{_ER} souhait{_ER} désir{_ER}
préf(ère|ères|èrent|érez|érerais|érerait|érerions|érer|érons) désol(é|ée|és) demand{_ER}
propos{_ER} pens{_ER} arrang{_ER} dérang{_ER} embêt{_ER} ennuy{_ER} gên{_ER} not{_ER}
fix{_ER} cal{_ER} program{_ER} programm{_ER} plac{_ER} réserv{_ER} confirm{_ER} convenir convient
conviendrait conviendra convienne conviennent convenu joign(ez|ent|e|iez|ons|ais) joindre joint
joignable joignables rejoindre attraper répond{_RE} réponse vois voit voir voyez voyons verrons
entend{_RE} attend'ais écout{_ER} écoutez dis dit dites dire disons dirais dirait diriez parl(é|és)
pourr(ai|a|as|ons|ez|ont|ais|ait|ions|iez|aient) peux peut pouvons pouvez peuvent pouvoir puisse
puissiez puissent pouvait pouviez pouvais veux veut voulons voulez veulent voulais vouliez voulait
vouloir voudr(ais|ait|ions|iez|aient|a|ez) veuillez veuille dois doit devez devrais devrait faut
faudrait faudra falloir suis es est sommes êtes sont être étais était étaient serai sera serons
serez seront serais serait serions seriez seraient soit soyez soient serait-ce étant ai as avons
avez ont avoir aurai aura aurez aurais aurait auriez aurions auraient aie ayez ait avais avait
aviez fais fait faites font faire ferai fera ferez ferais ferait feriez fasse fassiez ira irait
irai iraient aille allez allons sais sait savez savoir sache saurais sauriez crois croit croyez
croire trouve trouver trouvez mets met mettez mettre mettons remettre mettrais tiens tenez tenir
oui ouais ouaip ok okay d'accord accord entendu compris certes certainement évidemment bien sûr
absolument exactement exact parfaitement parfait parfaite volontiers plaisir super génial top
nickel impec impeccable excellent extra formidable magnifique merveilleux chouette cool idéal
idéale idéalement bon bonne bons bonnes mieux meilleur meilleure très beaucoup peu assez tant
tellement vraiment simplement seulement juste justement surtout aussi également encore environ
quasiment éventuellement probablement sûrement peut-être normalement généralement
habituellement franchement honnêtement sincèrement apparemment merci mille grand svp stp prie
gentil gentille aimable gentillesse amabilité bonté grâce remercie remercier remercions
reconnaissant reconnaissante excuse excusez excuses pardonnez bonjour bonsoir salut coucou allô
allo revoir ciao bisous euh heu hein ben bah beh bof hum hmm ah oh eh hé ho là voilà voici alors
genre bref regardez disponible disponibles dispo dispos disponibilité disponibilités libre libres
présent présente possible possibles possibilité envisageable faisable pratique commode facile
simple souci soucis problème problèmes importe grave idée façon manière cas coup coups fil sonnerie
numéro téléphone tél portable mobile fixe message répondeur mail sms whatsapp appel appels rappel
rappels conversation discussion échange créneau créneaux moment maison domicile bureau bureaux
magasin boutique atelier agence chantier usine cabinet local voiture ici là-bas femme mari épouse
époux conjoint conjointe copain copine compagnon compagne mère père maman papa frère soeur sœur
tante oncle cousin cousine voisin voisine ami amie amis collègue collègues patron patronne chef
cheffe directeur directrice responsable gérant gérante assistant assistante secrétaire comptable
avocat conseiller conseillère technicien technicienne commercial commerciale agent équipe service
société entreprise boîte standard accueil personne gens gars monsieur madame mademoiselle messieurs
mesdames mr mme docteur maître grand-mère grand-père famille fille fils dossier devis contrat
assurance livraison question questions renseignement renseignements information infos sujet propos
demande projet affaire pile précises précise tapantes tapante
prof professeur enseignante agenda seul créneau ait remet remettons remettre reporter reportons
partons retraite retraité retraitée ferai ferais auriez gardez partir filer kiné gens repos ça
fuit genre vite aurai
regarde partout gerais fuit
personne nouveau nouvelle déplacement garde réfléchir toujours prévu panne vacances embarquer
caser fille décrochera déchargé batterie
enterrement autoroute facturation surchargé tranquille
autoroute avion train route
deux-là mariage propriétaire comptable retard débauche fixons chose porte
fait
bruit travaux véto vétérinaire chien comptabilité expliquer hôpital dehors prends contre
depuis
inondée cuisine remboursement doute sans
"""

THINGS = """
travail boulot taf job école fac cours classe réunion réu pause repas sieste gym sport messe
courses entraînement garde
"""

PHRASES = """
(et |)(après|ensuite) (je suis|j'ai|je|on)
si (ça|cela) (ne |)(vous |te |lui |leur |)(dérange|dérangeait|gêne|gênait|embête|embêtait|ennuie|\
ennuyait|va|allait|convient|convenait|arrange|arrangeait|pose|posait|plaît|plaisait|irait|dit|\
semble|importune)( pas| pas trop| bien| aussi| pas de problème| problème|)
si (ça|cela) (va|convient|marche|joue|roule|passe|colle|le fait|pose pas de problème|ne pose pas \
de problème|ne pose pas problème|dérange pas|gêne pas|embête pas|ennuie pas|est possible|était \
possible|peut se faire|se peut|peut aller)( pour vous| pour toi| pour eux|)
si (c'est|c'était|ce n'est|ce n'était|ce n'est pas|c'est pas|c'était pas|il est|il était) (pas |\
)(possible|trop demander|trop vous demander|trop demandé|un problème|un dérangement|trop \
compliqué|compliqué|un souci|gênant|embêtant|faisable|envisageable|bon|bon pour vous|ok|ok pour \
vous|d'accord|mieux|plus pratique|plus simple|nécessaire|pas possible)
si (possible|besoin|jamais|nécessaire|oui|dieu veut|tout va bien)
si (vous|tu|on|il|elle|ils|elles|quelqu'un) (pouvez|pouviez|peux|pouvais|peut|pouvait|peuvent|\
pouvaient|pourriez|voulez|voulez bien|vouliez|vouliez bien|veux|veut|veut bien|le voulez|le \
voulez bien|le veux bien|préférez|préfères|préfère|avez le temps|as le temps|a le temps|avez un \
moment|avez une minute|avez un créneau|avez deux minutes|as un moment|êtes d'accord|es d'accord|\
êtes disponible|êtes disponibles|êtes libre|es libre|est libre|est disponible|est là|est dispo|\
êtes dispo|y arrivez|n'y voyez pas d'inconvénient|n'y voyez aucun inconvénient|souhaitez|le \
souhaitez|aviez|auriez)( bien|)
(ça|cela) (ne |)(vous|te) (dérange|dérangerait|gêne|gênerait|ennuie|ennuierait|embête|\
embêterait)( pas|)( de| si|)
(est-ce que |)(ça|cela) (vous|te) (va|irait|convient|conviendrait|dérange|dérangerait|arrange|\
arrangerait)( si| que|)
s'il (vous|te) plaît
(je|on|nous|vous|il|elle) (ne |n'|)(suis|est|sommes|êtes|suis vraiment) pas (pressé|pressée|\
pressés|difficile|contrariant|contrariante|exigeant|regardant|à cheval là-dessus|du tout pressé|\
du tout pressée|à l'heure près|à ça près)
(il |)(n'y |y |)a (pas|aucune|aucun|pas de|pas le|nulle|rien qui) (urgence|d'urgence|le feu|feu|\
presse|de souci|souci|de problème|problème|de presse|inconvénient|d'inconvénient|mal|péril en la \
demeure|de mal)
(ce |c'|cela |ça |)(n'est |est |ne |n'|)pas (urgent|pressé|pressant|bien grave|grave|très urgent|\
si urgent|vraiment urgent|important|un problème|un souci|trop urgent|du tout urgent|super urgent)
(rien|pas|aucun|aucune|sans) (de |d'|)(urgent|pressé|pressant|pressée|urgence|souci|soucis|\
problème|problèmes|presse|préférence|faute|précipitation|inconvénient|grave|hâte)
(ça|cela|rien) (ne |)presse( pas|)
ne (vous|t') (inquiétez|inquiète|pressez|dérangez|en faites) pas
(je|on|nous) (ne |)(bouge|bougerai|bougeons|sors|pars) pas( de chez moi| de la maison| de là| \
d'ici| de chez nous| du bureau| aujourd'hui|)
(ne |n')(hésitez|oubliez|hésite|oublie|vous gênez) pas( à|)
(peu |n'|)importe (l'heure|quand|quelle heure|quel moment|le moment|lequel|laquelle)
peu importe
(quand|lorsque|dès que) (vous|tu|il|elle|ils|elles|on) (voulez|veux|veut|veulent|pouvez|peux|peut|\
peuvent|voudrez|pourrez|souhaitez|le souhaitez|avez le temps|aurez le temps|as le temps|avez un \
moment|aurez un moment|aurez une minute|avez une minute|avez un créneau|préférez|êtes libre|êtes \
disponible|êtes dispo|serez disponible|serez libre|serait disponible|sera disponible|sera libre|\
est disponible|est libre)
quand (ça|cela) (vous|te|lui|leur) (arrange|va|convient|chante|dit|arrangera|conviendra|ira)( le \
mieux|)
(quand|comme|où) (bon vous semble|vous le sentez|vous le souhaitez|ça vous chante|vous voudrez \
bien)
(ça|cela) m'est égal
(je|on|nous) (suis|est|sommes|serai|sera|serais) (à|au|chez|en) (la maison|bureau|moi|nous|pause|\
télétravail|maison|domicile|travail|boulot)
(à|depuis|de|sur|dans|vers) (la|ma|mon|le|notre|l') (maison|bureau|portable|fixe|mobile|boutique|\
magasin|ligne directe|même numéro|atelier)
(c'est|ce sera|ce serait|je serai en|je suis en|je prends|pendant|dans) (ma|mon|ma petite|la|sa|\
notre) (pause|pause café|pause déjeuner|pause de midi|moment libre|heure de pause)
(il|ce|ça|cela) (serait|serait-il|est|sera|vous serait)( il| t il| tu|) (possible|faisable|\
envisageable)( de| que| pour vous de|)
(auriez|aurais|ayez|avez) (vous|tu|)( la|) (gentillesse|amabilité|bonté|obligeance)( de|)
(un|de|en) (tout|autre part|effet|fait|principe|général|gros|plus|revanche|attendant|vous \
remerciant)
(d'|par |)(avance|exemple|hasard|ailleurs|contre)
(tout à fait|bien entendu|comme convenu|comme prévu|comme d'habitude|comme vous voulez|comme vous \
préférez|comme ça|c'est bon|c'est parfait|c'est noté|c'est gentil|ça marche|ça roule|ça joue|pas \
de souci|pas de soucis|pas de problème|pas de quoi|pas mal|sans souci|sans problème|sans faute|y \
a pas de mal|il n'y a pas de mal|à la limite|à la rigueur|au cas où|au fait|au besoin|au plaisir|\
à vrai dire|à mon avis|d'après moi|en ce qui me concerne|pour ma part|de mon côté|de votre côté|\
de préférence|en espérant|bonne fin de journée|bonne journée|bonne soirée|bonne après-midi|un de \
ces jours|un jour ou l'autre|à un moment ou un autre|à un moment donné|à l'occasion|à votre \
convenance|à votre guise|à toute heure|à n'importe quelle heure|n'importe quand|n'importe quel \
jour|toute la journée|quand même|tout simplement|on va dire|je sais pas|je ne sais pas|je sais \
pas moi|n'est-ce pas|est-ce que|est-ce qu'|qu'est-ce que|qu'en pensez-vous|y a-t-il moyen|y a \
moyen|y aurait moyen|s'il y a moyen|il y a moyen|il y aurait moyen|y aurait-il moyen)( de|)
(client|cliente|abonné|abonnée|chez vous) (chez vous |)depuis (des|de nombreuses|longtemps|\
plusieurs|toujours)( années|)
je travaille (la nuit|le jour|de nuit|de jour|à la maison|de chez moi|en semaine|le week-end)
(passez|passer|donnez|donner|passe|donne|filer|passiez|donniez|passera|passerez)( moi| nous| lui|\
)( un| un petit|) coup de (fil|téléphone|bigo)
coup de (fil|téléphone)
(je|j') (ne |n'|)(peux|ai) pas (parler|le temps|discuter|répondre)( là| maintenant| tout de suite|\
 pour l'instant| en ce moment|)
(en ce moment|pour l'instant|là) je (ne |)(peux|suis) pas( parler| disponible|)
(j|t|m|l|d|c|qu|n|puisqu)'
ne
s'il (est|était|sera) (libre|disponible|là|dispo|possible|au bureau|d'accord)
(vous|tu|on|ils) (ne |)(pourriez|pouvez|pourrais|peux|pourrait|voulez|voudriez|voudrais|peut) \
pas( me| nous| m'| plutôt|)
(ne |)(pourriez|pouvez|voudriez|pourrait|peut) (vous|on|il|elle) pas( me| nous| plutôt|)
(un|une|l'un|l'une|quelqu'un) (d'entre vous|de vos collègues|de chez vous|de votre équipe|de vous)
s'occupe (de |)(tout |)(ça|cela|tout|ces choses|ça d'habitude)
(du moment|tant|à condition) que (ça vous va|ça vous convient|ça vous arrange|c'est possible|\
c'est bon pour vous)
(pendant |)mon jour (de repos|de congé|libre|off)
(j'|)(ai|aurai|aurais) (une minute|une petite minute|un moment|un instant|un petit moment)
il (faut|faudrait) que ce soit
(on |)(remet|reporte|décale|repousse) (ça |)(à|au|pour)
(c'est |)le seul (créneau|moment|jour) (que j'ai|où je peux|)( c'est|)
(en |)(télétravail)
(je |)(n'ai|ai) rien (de prévu|à faire|prévu)
n'(a|ai|ont) qu'à
sur le (nouveau|nouvel|même|autre)( numéro|)
(à|vers) (cette heure-là|cette heure là|cette heure|ce moment-là)
(jusque-là|jusque là|d'ici là)
(dans le courant|au cours|en cours|dans le cours|au courant) de( la| l'|)
(en|au) (cours|courant) (d'|de )
(si|au cas où) (quelqu'un est|vous avez quelqu'un|il y a quelqu'un) (de |)(libre|disponible|dispo)
pour (nous|vous) (deux|trois|tous)
(c'est |)(là|à ce moment-là) que (commence|commencent) (ma|mes) pauses?
(je suis|on est) tout(e|) à vous
plus possible
(et |)si on (disait|dit|faisait|prenait|partait sur)
par contre
je (le |la |)prends
s'il (peut|pouvait|pourrait|veut bien)
si elle (peut|pouvait|veut bien)
(près|à côté) du téléphone
y a-t-il (quelqu'un|une personne)( qui|)
y a t il quelqu'un( qui|)
(si|quand) (vous avez|tu as|vous aviez) (une|deux|cinq) (minute|minutes|petite minute)
sans doute
(n'importe quel|un) jour
(dans|pendant|au cours de|en cours de) la journée
(dans|au cours de) le courant de la journée
(peu importe|n'importe) (l'heure|à quelle heure|quand)
l'heure (m'est égale|n'a pas d'importance|importe peu)
(je suis|je serai|on est|on sera) en (vacances|congé|congés)
une heure de (moins|plus)
"""

SIGNS = Signs(
    calls=r"""
    expliquer explique expliquez rappel\w* proposer proposez remet reporte decale
    (r?appel)(ait|aient|iez|assent|le)\w* (re)?telephon\w+ contact\w+ joind\w+
    (r?appel)(er|ez|lerez|lera|lez|lent|lerait|leriez|le|les|lerons)
    (re)?telephon(er|ez|e|era|iez) (re)?contact(er|ez|e|iez) joindre joignez joigne
    (re)?essa(yer|yez|ye) (re)?tent(er|ez) rappel coup fil biper programmer caler fixer
    """,
    callers=r"j' vous\srappelle t'",
    suits=r"""
    pourrait pourriez pourraient peut peuvent pouvez pouvait pouviez irait
    il\s(faut|faudrait)\sque\sce\ssoit bien mieux parfait ideal super top libre
    dispo(nible)?s? plait convient conviendrait arrange arrangerait prefere prefererais parler
    possible impeccable
    """,
    free=r"pause .*tout.*a\svous rentre rentrerai reviens libres? dispo(nible)?s? joignables?",
    places="telephone maison domicile bureau",
    busy="""
    dentiste ophtalmo opticien
    entretien entretiens leçon leçons enterrement obsèques mariage examen examens vol visite
    inspection opération fête match répétition messe audience procès service permis radio
    échographie stage conférence cérémonie concert cinéma baptême communion oral piscine
    danse
    dehors dormais absent absente autoroute route train avion voiture kine rendez reunion
    occupe(e)? cours travaille travail conduis conduire pris(e)?
    """,
    states="""
    livraison livreur d'habitude normalement toujours
    devait venu venue finis termine sors commence rendez rdv magasin boutique
    consultation
    """,
    haves="ai j'ai avons vient viennent",
    reports="dit promis",
    because=r"(et\s)?(apres|ensuite)\s(je|j'|on)\s?\S* parce car puisque",
    so="donc alors",
    but="mais",
    conditions="""
    sauf excepte si s' tant selon sinon tandis
    """,
    events="quand lorsque lorsqu' pendant",
    cases="des aussitot",
    topics="pour sur concernant avec de",
    titles="""
    nom prenom fille fils femme mari mere pere frere soeur patron patronne ami amie voisin
    voisine m'appelle monsieur madame mademoiselle m mme docteur maitre collegue
    """,
    visits="venir viens apporter amener livrer",
    since="depuis",
    lasting="attends attendais patiente",
    past=r"""
    etait etaient avait avaient devait devaient fut
    (est|sont|suis|s'est|n'est)\s(venu|passe|arrive|parti|tombe|reste|sorti|rentre|casse)\w*
    (a|ai|ont|avons|avez|n'a|m'a|l'a|j'ai|vous\sai|l'ai)\s(?!dit|promis|rendez)\w{2,}(e|ee|es|i|is|u|us|it|er|ez)
    (a|ai|ont|avons|avez)\sappel\w*
    """,
    negations="ne n' pas jamais",
    refused=r"""
    (plus|pas) besoin d[ue]
    appel( \w+){0,6}? (inutile|superflu\w*)
    personne (n |ne )?(\w+ ){0,5}?{call}
    me passe de
    (pas|plus|aucun) (la peine|besoin|necessaire|utile|oblige\w?) (de|d|que|qu) (\w+ ){0,3}?{call}
    inutile (de|d|que|qu) (\w+ ){0,3}?{call}
    (annul\w*|supprim\w*|decommand\w*) (\w+ ){0,3}?(appel|rappel|rendez)
    (arret\w*|cess\w*) (de|d) (\w+ )?{call}
    (veux|voudrais|souhaite|voulons) (pas|plus) (\w+ ){0,3}?({call}|appele\w*)
    (avez|ai|as|a) (plus|pas) (besoin de|a) (\w+ ){0,2}?{call}
    """,
    agreed=r"""
    (devi(ez|ons)|devai(t|ent|s)|auri(ez|ons) du|aurai(t|ent|s) du|alli(ez|ons)|allai(t|
    ent)) (\w+ ){0,2}?({call}|appele\w*|rappele\w*)
    etai(t|ent|s) cense\w* (\w+ ){0,2}?{call}
    etiez cense\w* (\w+ ){0,2}?{call}
    """,
    notices=r"""
    (site|internet|page|google|porte|repondeur|affiche) (\w+ ){0,3}?(marque|ecrit|indique|dit|
    affiche)
    (marque|ecrit|indique|affiche) (\w+ )?(sur|a) (votre|le|la|internet|google)
    (d apres|selon) (internet|google|votre|le site|la page)
    """,
    talks=r"appel conversation discussion coup echange prend prendra dure durera suffi\w*",
    before_length=r"""
    (parler|discuter)( juste| seulement)*
    (j ai|on a) (juste |seulement )?
    (appel|conversation|discussion|entretien|rendez vous|rdv|coup de fil|echange)( de| d)( environ)?
    (dure|durera|prend|prendra|mis|met)( que| seulement| environ| a peine| moins de| plus de)*
    (ca|cela) fait( deja| bien| plus de)*
    """,
    after_length=r"""
    (de |d )?(appel|conversation|discussion|pause|entretien)
    que j (attends|attend|essaie|patiente)
    (d |de )?attente
    suffi\w+
    """,
    waits=r"dans d'ici apres donnez donne laissez laisse attendez attends toutes",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
