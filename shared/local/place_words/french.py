"""French words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

FRENCH = PlaceWords(
    home=(
        r"\b(?:(?:viens|vient|venons) d'(?:arriver|emménager)|emménag(?:é|er)|déménag(?:é|er)"
        r"|j'habite|on habite"
        r"|nous habitons|habite|je vis|on vit|je réside|domiciliée? "
        r"|installée?s? )(?: ?\w+){0,2}?(?: à| a| sur| en| dans| près de)\b|\b(?:je viens|je vous"
        r" appelle|j'appelle|j'appelais|on vous appelle) de\b|\bici (?:à|sur)\b|\bmon adresse\b"
        r"[^.?!]{0,40}\bà\b|\b(?:je suis|on est|nous sommes) (?:de|basée?s? à|situés? à|installés?"
        r" à)\b|\bchez nous à\b|\bdu côté de\b"
    ),
    present=(
        r"\b(?:je suis|on est|nous sommes|c'est|j'suis)(?: \w+)? (?:à|sur|en|vers)\b"
        r"|\b(?:j'habite|on habite|nous habitons)\b(?! (?:à|au|en)\b)"
    ),
    property=(
        r"maison appartement appart bureau bureaux boutique magasin restaurant entrepôt local"
        r" atelier garage ferme immeuble pavillon villa chantier hôtel gîte studio cabinet usine"
        r" école crèche salon café boulangerie propriété terrain rue avenue boulevard chemin place"
        r" logement"
    ),
    within=r"à|sur|en|près de|vers",
    origin=r"de",
    asks_town=(
        r"\b(?:quelle|dans quelle) (?:ville|commune|zone|région)\b|\bquel (?:coin|secteur|quartier"
        r"|village)\b|\bvous (?:êtes|habitez|appelez d'|vous trouvez) où\b|\boù (?:êtes|habitez"
        r"|vous"
        r" (?:êtes|habitez)|est-ce que vous (?:êtes|habitez)|se (?:trouve|situe)|ça se|c'est)\b"
        r"|\bc'est où\b|\bd'où\b|\bvous êtes d(?:u coin|'ici)\b|^\W*(?:et )?où\W*$"
    ),
    passing=(
        r"\b(?:demain|toute la journée|toute la semaine|jusqu'à|jusqu'au|cette semaine|vacances"
        r"|déplacement|voyage|réunion|congrès|aéroport|hôpital|lundi|mardi|mercredi|jeudi|vendredi"
        r"|samedi|dimanche|frère|sœur|fils|fille|cousin|cousine|clients?|fournisseur|avant)\b"
    ),
    begins=(
        "saint sainte st la le les l' villeneuve château mont bourg neuilly aix clermont boulogne"
        " villefranche montigny pont fontenay bois chalon châlons trois rivière port grand petit"
        " saint-jean asnières"
    ),
    joins="sur en sous les le la de du des lès d' et au aux",
    firm_types=(
        "boulangerie pâtisserie optique taxi pompes funèbres ateliers atelier maison editions"
        " librairies pressings cordonnerie toitures toiture couverture menuiserie ébénisterie"
        " plomberie"
        " chauffage électricité maçonnerie peinture peintures carrelage serrurerie métallerie"
        " charpente construction constructions bâtiment travaux rénovation transports transport"
        " déménagements garage carrosserie pneus autos automobiles ambulances taxis restaurant"
        " brasserie café bistrot traiteur hôtel auberge gîte camping domaine château cave caves"
        " vignobles ferme fromagerie boucherie charcuterie poissonnerie épicerie primeur primeurs"
        " fleurs fleuriste jardinerie pépinières pépinière paysages paysagiste pharmacie cabinet"
        " clinique laboratoire dentaire optique opticiens vétérinaire coiffure salon institut"
        " esthétique pressing blanchisserie imprimerie éditions librairie papeterie agence"
        " immobilier"
        " immobilière notaires avocats assurances assurance banque conseil conseils consulting"
        " expertise comptable informatique systèmes solutions services groupe société sarl sas sa"
        " eurl frères fils établissements ets industries mécanique métaux plastiques emballages"
        " textiles confection bijouterie horlogerie meubles cuisines literie voyages autocars école"
        " crèche association fondation sécurité nettoyage propreté événements événementiel"
        " production"
        " productions studio architectes architecture ingénierie énergie solaire recyclage"
        " distribution logistique érablière"
    ),
    firm_links=(
        r"(?:de la part de|de la société|de l'entreprise|de chez|chez|de la|de l'|du|des|de|d'"
        r"|pour)"
    ),
    firm_frames=(
        r"\b(?:je travaille (?:chez|pour)|de la société|de l'entreprise|ma (?:société|boîte)"
        r" s'appelle|j'appelle (?:de la part de|de chez|de|pour)|je vous appelle (?:de la part de"
        r"|de"
        r" chez|de|pour)|je représente|pour le compte de|la société|ici|c'est|on est|je suis|nous"
        r" sommes|le gérant de|la gérante de|j'ai)(?: la| le| les| l')?"
    ),
    asks_firm=(
        r"\b(?:quelle|de quelle|pour quelle|nom de (?:la|votre)|comment s'appelle (?:la|votre))"
        r" (?:est (?:la|votre) )?(?:société|entreprise|boîte)\b|\bsociété\s*\?|\bquelle"
        r" entreprise\b"
    ),
    others=(
        "toi moi lui euh le la les un une des du de d' l' mon ma mes ton ta son sa ses notre nos"
        " votre vos leur ce"
        " cet cette ces je tu il elle on nous vous ils elles me te se lui y en qui que quoi dont où"
        " et ou mais donc or ni car si quand comme comment pourquoi parce puisque à au aux dans par"
        " pour sur sous avec sans chez vers près entre avant après pendant depuis est suis sommes"
        " êtes sont était étais ai as a avons avez ont avait j'ai c'est j'habite je'suis fait faire"
        " va vais peux peut pouvez veux voudrais ne pas plus non oui ouais bon ben bah euh ah oh"
        " alors voilà hein merci bonjour allô allo salut demain aujourd'hui hier matin midi soir"
        " nuit"
        " après-midi semaine mois an année lundi mardi mercredi jeudi vendredi samedi dimanche"
        " janvier février mars avril mai juin juillet août septembre octobre novembre décembre un"
        " deux trois quatre cinq six sept huit neuf dix vingt trente premier première deuxième"
        " troisième deuxième ici là là-bas maintenant encore toujours jamais déjà bientôt très trop"
        " peu beaucoup assez tout toute tous toutes même rien quelque quelqu'un personne autre"
        " maison appartement bureau boutique magasin centre ville quartier village campagne rue"
        " avenue place gare coin côté bout fond étage cuisine salle porte fenêtre jardin garage"
        " madame monsieur docteur famille retard vacances travail fait train particulier panne"
        " congé"
        " réunion déplacement ligne cours charge effet général attendant compte cause suite partir"
        " propos sujet peu heures minutes kilomètres juste derrière devant face pile urgence"
        " facture numéro téléphone rendez-vous commande devis l'appareil nord sud est ouest mer"
    ),
)
