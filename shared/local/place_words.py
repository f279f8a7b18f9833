"""The words with which callers say their town and their company, by language.

Recognised speech has no capitals, so a town or a company ends where one of `others` begins: words
that are part of neither.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """Sources of patterns for text in lower case, and lists of words, separated by blanks.

    `home`: before the town in which the caller lives or works. `present`: before a place at which
    the caller is, perhaps for a day only. `property`: what stands in the caller's town. `passing`:
    the place is not the caller's. `asks_town`: only a town answers. `firm_types`: kinds of
    companies, which are part of their names. `firm_links`: between a caller's name and their
    company; `firm_frames`: before the company, without a name.
    """

    home: str
    present: str
    property: str
    within: str
    origin: str
    asks_town: str
    passing: str
    begins: str
    joins: str
    firm_types: str
    firm_links: str
    firm_frames: str
    asks_firm: str
    others: str


ENGLISH = PlaceWords(
    home=(
        r"\b(?:live|lives|living|based|located|situated|reside|born and raised|settled)"
        r"(?: \w+){0,2}? (?:in|at|near|around|outside of|outside)|\b(?:moved|moving|move) (?:here"
        r" |out |over |down |up )?to(?! the)|\bcalling (?:you )?(?:from|out of)|\bwe're out of"
        r"|\bi'm (?:over |out |up |down )?here in|\b(?:over|out|up|down|here|right here) in"
        r"|\b(?:the |my |our )?address (?:is|would be)\b[^.?!]{0,40}\b(?:in|,)|\bfrom here in"
    ),
    present=r"\b(?:i'm|i am|we're|we are|it's|it is|that's|they're)(?: \w+)? (?:in|near|outside)",
    property=(
        r"house home place flat apartment condo office offices shop store restaurant warehouse"
        r" property building garage carport bedroom studio farm clinic salon cafe bakery branch"
        r" site yard cabin cottage basement duplex townhouse studio gym bar pub church school"
        r" location rental unit barn practice room street road avenue lane drive way boulevard"
        r" court block plant depot hotel bungalow semi terrace driveway roof"
    ),
    within=r"in|near|outside|around",
    origin=r"from",
    asks_town=(
        r"\b(?:what|which) (?:city|town|area|suburb|village|part of town)\b|\bwhere(?:abouts)?"
        r" (?:are"
        r" you(?! (?:staying|going|flying|at with))|do you live|in town)|\bwhereabouts\b|\bwhere"
        r" you"
        r" (?:at|based|located)\b|\bwhere(?:'s| is) (?:the (?:house|property|home|job|place|office"
        r"|shop)|that|home|this)\b|\bwhere would (?:that|this) be\b"
    ),
    passing=(
        r"\b(?:tomorrow|all day|all week|until|till|this week|next week|holiday|vacation|trip"
        r"|visiting|conference|meetings?|flying|weekend|tonight|monday|tuesday|wednesday|thursday"
        r"|friday|saturday|sunday|still in|stuck|used to|not in|his|her|brother|sister|son"
        r"|daughter|cousin|customers?|clients?|supplier|patient|airport|hospital|did|have you|was"
        r"|were|bought)\b"
    ),
    begins=(
        "san santa saint st new north south east west fort port lake mount el la las los upper"
        " lower great little old palm long grand green big cape glen kings queens market bury"
        " milton high stoke royal ann corpus baton coeur salt des"
    ),
    joins="of upon under by le la del de",
    firm_types=(
        "inc llc ltd limited company corp corporation logistics foods bakery bakers farm farms"
        " steel group services solutions consulting brothers sons daughters construction builders"
        " building motors electric electrical electronics systems transport transports trucking"
        " freight industries partners properties property realty estates design designs media labs"
        " lab studio studios roofing plumbing heating landscaping gardens catering events"
        " engineering bank dental dentistry orthodontics architects architecture law legal"
        " associates title escrow imports exports supply supplies hardware lumber furniture"
        " flooring tile interiors painting paving concrete masonry welding towing automotive auto"
        " tires tyres garage garages hotel hotels inn lodge restaurant grill diner cafe coffee"
        " brewing brewery bistro kitchen pizza deli market markets grocers grocery florist florists"
        " flowers nursery nurseries salon spa fitness gym yoga clinic medical health care pharmacy"
        " chemist optical opticians vet veterinary pets kennels school academy college nursing"
        " daycare preschool church ministries foundation trust charity insurance financial finance"
        " capital accounting accountants bookkeeping tax software tech technologies technology"
        " digital networks security printing print press graphics signs publishing books travel"
        " tours rentals rental storage moving movers removals cleaning cleaners laundry joinery"
        " carpentry cabinets glass windows doors fabrics textiles apparel clothing jewelers"
        " jewellers outfitters cycles bikes sports marine boats yachts aviation energy solar power"
        " gas oil recycling waste pest staffing recruitment marketing advertising productions"
        " photography films music records theatre wines spirits dairy meats seafood produce orchard"
        " orchards vineyards ranch stables mechanical machining fabrication tooling metals plastics"
        " packaging distribution distributors wholesale warehouse couriers delivery scaffolding"
        " surveyors lettings contracting contractors remodeling renovations homes repair repairs"
        " shop store center centre tire pediatrics orthopedics dermatology surgery chiropractic"
        " physio physiotherapy realtors brokers mortgage telecom wireless computers phones toys"
        " games tobacco vape liquor barbers beauty nails tattoo laundromat taxi taxis limo"
        " charters airport museum gallery arts crafts fabrication"
    ),
    firm_links=r"(?:over at|out at|here at|with|at|of|from|for)(?: the)?",
    firm_frames=(
        r"\b(?:work (?:for|at|with)|calling (?:from|for|on behalf of)|on behalf of|i (?:own|run"
        r"|represent|manage)|company(?:'s| is)? (?:called|named|name is)|business is"
        r" called|i'm with|i am with|we're with|this is|it's|here at|over at)(?: the)?"
    ),
    asks_firm=(
        r"\b(?:what|which)(?:'s| is)? (?:the |your )?(?:company|business|organi[sz]ation|firm|shop"
        r"|practice)\b|\b(?:company|business|firm)(?:'s)? name\b|\bname of (?:the|your) (?:company"
        r"|business|firm|shop|practice)\b|\b(?:where|who) are you (?:calling from|with)\b"
        r"|\bcalling from\b|\bwhat company\b"
    ),
    others=(
        "a an the this that these those my your our his her their its i you he she it we they me"
        " him us them who what which when where why how and but or so if because cause since"
        " although though while until till as than then at to for from with about over out off down"
        " near around between behind across after before during into onto through against without"
        " within is are was were be been being do does did have has had having can could will would"
        " shall should may might must not no yes yeah yep okay ok um uh er hmm just only also too"
        " very really quite maybe perhaps here there now today tomorrow tonight yesterday morning"
        " mornings afternoon evening night noon midnight week weekend month year monday tuesday"
        " wednesday thursday friday saturday sunday january february march april june july august"
        " september october november december first second third last next same all any some each"
        " every both few many much more most other another own such one two three four five six"
        " seven eight nine ten eleven twelve twenty thirty forty fifty hundred gonna gotta wanna"
        " let"
        " please thanks thank hi hello hey sorry well anyway actually basically right left i'm it's"
        " we're you're that's i've we've i'll we'll don't can't town city area neighborhood"
        " neighbourhood village county state country suburbs downtown uptown traffic bed pain"
        " trouble hurry rush touch person back case fact general particular charge class hospital"
        " meeting meetings session sessions sales accounting reception storage stock line order"
        " progress process service advance total cash full half part writing mind time transit real"
        " short long love luck need question reason stuff surgery therapy training transportation"
        " use view work home house office shop store apartment flat building kitchen bathroom"
        " basement garage garden yard bedroom attic cellar hall hallway floor stairs upstairs"
        " downstairs ceiling sink wall door window roof street road avenue corner block highway"
        " exit mile miles minutes minute hour hours man woman kid kids people family guy guys"
        " friend friends calling looking speaking trying asking wondering private personal nothing"
        " everything something anything someone somebody nobody myself like good great fine nice"
        " big small old mobile cell phone number email address account invoice price post lead"
        " page page mother father mom dad wife husband sorry bit lot kind sort thing reading normal"
        " call called said says got get getting been lives live living based located again still"
        " already soon later ago early late around call sir ma'am"
    ),
)

SPANISH = PlaceWords(
    home=(
        r"\b(?:vivo|vivimos|vive|resido|residimos|radico|radicamos|trabajo|trabajamos|estamos"
        r" ubicados|estoy ubicad[oa]|ubicad[oa]s?|nos mudamos|me mudé) (?:\w+ )?(?:en|a)\b"
        r"|\b(?:soy|somos) (?:de aquí de|de acá de|de aquí|de)\b|\b(?:llamo|llamamos|hablo|hablamos"
        r"|le hablo|te llamo|le llamo|marco) (?:de aquí de|de acá de|desde)\b|\b(?:aquí|acá|ahí"
        r"|allá)"
        r" (?:en|de)\b|\bdomicilio (?:es|está) en\b"
    ),
    present=r"\b(?:estoy|estamos|está|queda|es|sería) (?:\w+ )?(?:en|por)\b",
    property=(
        r"casa piso local oficina oficinas tienda restaurante almacén nave finca edificio"
        r" departamento apartamento chalet taller bodega negocio farmacia clínica bar hotel colegio"
        r" escuela obra terreno parcela sucursal calle avenida polígono plaza fábrica bodega"
        r" consultorio"
    ),
    within=r"en|cerca de|por",
    origin=r"de|desde",
    asks_town=(
        r"\b(?:qué|en qué|de qué|cuál) (?:ciudad|zona|pueblo|localidad|municipio|población|barrio"
        r"|colonia)\b|\b(?:de|desde) dónde (?:nos|me|es|llama|habla|son|eres)\b|\bdónde (?:vive"
        r"|viven|vives"
        r"|se encuentra|están ubicados|está ubicad[oa]|queda|está la|está el|se ubica|están)\b"
        r"|^\W*¿?(?:y )?dónde\W*$|\ben dónde\b|\b(?:son|es) (?:ustedes|usted)?(?: de)? ?aquí\b"
    ),
    passing=(
        r"\b(?:mañana|todo el día|toda la semana|hasta|esta semana|vacaciones|viaje|visitando"
        r"|reunión|congreso|aeropuerto|hospital|lunes|martes|miércoles|jueves|viernes|sábado"
        r"|domingo|hermano|hermana|hijo|hija|primo|prima|clientes?|proveedor|antes)\b"
    ),
    begins=(
        "san santa santo los las la el villa ciudad puerto nueva nuevo alcalá mar santiago palma"
        " jerez talavera punta cabo playa monte valle vila castro torre torres ponte miranda rivas"
        " pozuelo medina aranda"
    ),
    joins="de del la las los el y",
    firm_types=(
        "panadería pastelería transportes construcciones talleres taller flores floristería clínica"
        " farmacia restaurante bar cafetería hotel hostal inmobiliaria gestoría asesoría abogados"
        " bufete autoescuela academia colegio supermercado supermercados ferretería carpintería"
        " cristalería fontanería electricidad instalaciones reformas pinturas muebles tapicería"
        " textiles confecciones zapatería peluquería estética óptica joyería librería papelería"
        " imprenta viajes autocares bodegas bodega quesería carnicería frutas frutería pescadería"
        " cooperativa distribuciones distribuidora suministros logística mudanzas limpiezas"
        " seguridad sistemas informática soluciones servicios grupo hermanos hnos industrias"
        " metales"
        " aceros plásticos envases maquinaria repuestos refacciones llantas neumáticos autos"
        " automotriz constructora comercial comercializadora inversiones agropecuaria ganadería"
        " viveros vivero jardinería catering eventos producciones publicidad estudio arquitectos"
        " arquitectura ingeniería laboratorio laboratorios dental veterinaria gimnasio lavandería"
        " tintorería tortillería abarrotes taquería pizzería heladería alimentos lácteos granjas"
        " finca hacienda fundación asociación sociedad taxis grúas vidrios colchones refrigeración"
        " climatización cementos"
        " lácteos embotelladora maderas maderera ópticas funeraria residencia guardería cerrajería"
        " marmolería herrería"
    ),
    firm_links=r"(?:de parte de|de la empresa|de los|de las|de la|del|de|desde)",
    firm_frames=(
        r"\b(?:trabajo (?:en|para)|de la empresa|la empresa (?:es|se llama)|mi (?:empresa|negocio)"
        r" (?:es|se llama)|(?:llamo|llamamos|hablo|hablamos|le hablamos|le hablo|le llamo|te llamo)"
        r" (?:de parte de|de|desde|por parte de)|de parte de|represento a|somos|soy el dueño de|soy"
        r" la dueña de|tengo|aquí)(?: la| el| los| las)?"
    ),
    asks_firm=(
        r"\b(?:qué|cuál|de qué|con qué|para qué) (?:es (?:la|su) )?(?:empresa|compañía|negocio"
        r"|firma)\b|\b(?:nombre de (?:la|su)|cómo se llama (?:la|su)) (?:empresa|compañía|negocio)"
        r"|\bempresa\?|\bde dónde (?:nos|me) (?:llama|habla)"
    ),
    others=(
        "el la los las un una unos unas mi mis tu tus su sus nuestro nuestra este esta ese esa esto"
        " eso yo usted ustedes él ella ellos nosotros me te se le les lo nos que quien cual cuando"
        " donde dónde cómo como qué quién y e o u pero si sino porque pues aunque mientras hasta"
        " desde de del a al en con para por sin sobre entre hacia es está estoy estamos están son"
        " soy somos era fue ha han he hay había tengo tiene tenemos hace hacía quiero quería voy va"
        " no sí bueno vale claro ok eh este pues mire oiga ahora hoy mañana ayer tarde noche semana"
        " mes año lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril"
        " mayo junio julio agosto septiembre octubre noviembre diciembre primero segundo tercero"
        " mismo misma todo toda todos nada algo alguien nadie más menos muy mucho poco otro otra"
        " uno dos tres cuatro cinco seis siete ocho nueve diez veinte treinta casa piso local"
        " oficina tienda calle avenida centro zona barrio colonia pueblo ciudad provincia país"
        " cerca lejos junto frente lado esquina planta cocina baño puerta ventana aquí acá allí ahí"
        " allá también tampoco ya todavía siempre nunca gracias favor hola buenas buenos días"
        " tardes llamo llamaba quisiera necesito vivo persona particular familia señor señora don"
        " doña gente trabajo general efectivo línea cuanto cuenta nombre parte momento acuerdo"
        " verdad espera reunión trámite proceso obras alquiler venta cama vez veces pronto luego"
        " kilómetros minutos horas rato hija hijo mujer marido madre padre hermano hermana fuera"
        " dentro arriba abajo mero bien mal así igual fui iba vine tiempo"
    ),
)

GERMAN = PlaceWords(
    home=(
        r"\b(?:wohne|wohnen|wohn|lebe|leben|wohnhaft|ansässig|sitzen|sitze)(?: \w+){0,4}? (?:in"
        r"|bei)"
        r"\b|\b(?:gezogen|ziehen|umgezogen)(?: \w+)? nach\b|\bnach(?= [\w-]+ (?:um)?gezogen\b)"
        r"|\b(?:komme|kommen|komm|rufe|rufen|ruf"
        r"|melde mich|anrufe)(?: \w+)? aus\b|\bhier (?:in"
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
        "der die das den dem des ein eine einen einem einer eines mein meine meinem meinen meiner"
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

FRENCH = PlaceWords(
    home=(
        r"\b(?:(?:viens|vient|venons) d'(?:arriver|emménager)|emménagé|déménagé|j'habite|on habite"
        r"|nous habitons|habite|je vis|on vit|je réside|domiciliée? "
        r"|installée?s? )(?: ?\w+){0,2}?(?: à| a| sur| en| dans| près de)\b|\b(?:je viens|je vous"
        r" appelle|j'appelle|j'appelais|on vous appelle) de\b|\bici (?:à|sur)\b|\bmon adresse\b"
        r"[^.?!]{0,40}\bà\b|\b(?:je suis|on est|nous sommes) (?:de|basée?s? à|situés? à|installés?"
        r" à)\b|\bchez nous à\b|\bdu côté de\b"
    ),
    present=(
        r"\b(?:je suis|on est|nous sommes|c'est|j'suis)(?: \w+)? (?:à|sur|en|vers)\b"
        r"|\bj'habite\b(?! à\b)"
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
        "le la les un une des du de d' l' mon ma mes ton ta son sa ses notre nos votre vos leur ce"
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

ITALIAN = PlaceWords(
    home=(
        r"\b(?:abito|abitiamo|abita|vivo|viviamo|risiedo|residente|sto|stiamo|lavoro|lavoriamo"
        r"|ci troviamo|mi trovo|ci siamo trasferiti|sede)(?: \w+)? (?:a|ad|in)\b|\b(?:vengo|veniamo"
        r"|chiamo|chiamavo|telefono|la chiamo|vi chiamo) da\b|\bqui (?:a|ad|da|in)\b|\b(?:sono"
        r"|siamo)"
        r" (?:di|qui a|qua a)\b|\bindirizzo (?:è|sarebbe)\b[^.?!]{0,40}\b(?:a|ad)\b|\bqua a\b"
    ),
    present=r"\b(?:sono|siamo|è|si trova|sta|sarebbe)(?: \w+)? (?:a|ad|in|vicino a)\b",
    property=(
        r"casa appartamento ufficio negozio ristorante magazzino capannone locale officina studio"
        r" villa villetta palazzo cantiere albergo hotel bar farmacia clinica scuola panificio"
        r" laboratorio sede terreno cascina agriturismo via viale piazza corso azienda ditta garage"
    ),
    within=r"a|ad|in|vicino a",
    origin=r"da|di",
    asks_town=(
        r"\b(?:che|quale|in che|di che|in quale) (?:città|zona|paese|comune|quartiere)\b|\bdove"
        r" (?:si"
        r" trova|abita|abitate|sta|state|siete|vive|è la casa|è l'appartamento)\b|\bda dove\b|\bdi"
        r" dove\b|\bdi dov'è\b|\bdov'è\b|^\W*(?:e )?dove\W*$"
    ),
    passing=(
        r"\b(?:domani|tutto il giorno|tutta la settimana|fino|questa settimana|vacanza|ferie"
        r"|viaggio"
        r"|riunione|congresso|fiera|aeroporto|ospedale|lunedì|martedì|mercoledì|giovedì|venerdì"
        r"|sabato|domenica|fratello|sorella|figlio|figlia|cugino|cugina|clienti|cliente|fornitore"
        r"|prima|treno)\b"
    ),
    begins=(
        "san sant' santa santo reggio monte castel castello sesto borgo villa porto la l' forte"
        " torre"
        " acqui cinisello ascoli vibo massa campo civita colle marina nova pieve ponte rocca sasso"
        " terranova vico gioia palma cassano casale san'"
    ),
    joins="di del della dei al sul in in sull' a",
    firm_types=(
        "panificio pasticceria forno trasporti autotrasporti costruzioni edilizia impresa officina"
        " carrozzeria autofficina gommista concessionaria viaggi ristorante trattoria osteria"
        " pizzeria bar caffè gelateria hotel albergo agriturismo azienda cantine cantina vini"
        " frantoio caseificio salumificio macelleria pescheria ortofrutta alimentari supermercato"
        " farmacia clinica laboratorio ottica gioielleria libreria cartoleria tipografia grafica"
        " stampa editrice studio avvocati notaio immobiliare agenzia assicurazioni banca consulenza"
        " informatica sistemi soluzioni servizi gruppo fratelli figli società ditta arredamenti"
        " mobili mobilificio falegnameria serramenti infissi vetreria fabbro idraulica"
        " termoidraulica"
        " impianti elettrica elettronica meccanica metalli acciai plastica imballaggi tessuti"
        " tessile confezioni abbigliamento calzature pelletteria parrucchiere estetica palestra"
        " lavanderia pulizie sicurezza traslochi spedizioni logistica distribuzione ingrosso fiori"
        " vivai vivaio giardini scuola asilo fondazione associazione cooperativa catering eventi"
        " energia srl spa snc sas veterinaria dentistico marmi ceramiche"
    ),
    firm_links=(
        r"(?:per conto (?:della|dello|del|di)|della ditta|della|delle|dello|dell'|dei|degli|del"
        r"|dalla|dallo|dall'|dal|di|da|per)"
    ),
    firm_frames=(
        r"\b(?:lavoro (?:per|in|da|alla|al)|della ditta|della società|dell'azienda|la mia"
        r" (?:azienda"
        r"|ditta) (?:è|si chiama)|(?:chiamo|chiamavo|telefono|la chiamo|vi chiamo) (?:dalla|dallo"
        r"|dall'|dal|da|per conto di|per conto della|per)|rappresento|la ditta|qui è|siamo|sono"
        r" (?:il titolare|la titolare) (?:di|del|della|dell')|ho|qui|parla)(?: la| il| lo| l'| le|"
        r" i)?"
    ),
    asks_firm=(
        r"\b(?:che|quale|per quale|di quale|nome della|come si chiama (?:la|la sua)|da che) (?:è"
        r" (?:la|la sua) )?(?:azienda|ditta|società)\b|\b(?:ditta|azienda|società)\s*\?"
    ),
    others=(
        "il lo la i gli le un uno una l' mio mia miei mie tuo tua suo sua suoi nostro nostra vostro"
        " vostra questo questa quello quella io tu lui lei noi voi loro mi ti si ci vi ne che chi"
        " cui"
        " cosa come dove quando quanto perché e ed o ma però se quindi allora mentre poi anche non"
        " di a da in con su per tra fra del dello della dei degli delle al allo alla ai alle dal"
        " dalla nel nella sul sulla è sono sei siamo siete era ero ho hai ha abbiamo avete hanno"
        " aveva posso può vorrei volevo devo deve va vado faccio fa sì no beh mah eh ah oh ecco"
        " senta"
        " guardi bene va ok grazie prego buongiorno buonasera ciao salve pronto oggi domani ieri"
        " mattina mattino pomeriggio sera notte settimana mese anno lunedì martedì mercoledì"
        " giovedì"
        " venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto"
        " settembre"
        " ottobre novembre dicembre due tre quattro cinque sei sette otto nove dieci venti trenta"
        " primo secondo terzo qui qua lì là adesso ora già ancora sempre mai subito presto tardi"
        " molto poco troppo tutto tutta tutti niente nulla qualcosa qualcuno nessuno altro altra"
        " stesso casa appartamento ufficio negozio centro città zona paese quartiere via viale"
        " piazza vicino lontano davanti dietro sopra sotto piano cucina bagno porta finestra"
        " giardino signora signor dottore famiglia posto lavoro ferie treno macchina riunione"
        " galleria ritardo attesa linea contanti generale realtà persona privato affitto vendita"
        " minuti ore chilometri circa quasi proprio solo soltanto letto mare montagna campagna"
        " cioè ovvero anzi insomma telefono numero mail fattura ordine nome conto causa causa giro"
        " fondo mezzo fare chiedere"
    ),
)

PORTUGUESE = PlaceWords(
    home=(
        r"\bvenho d[aeo]s?\b|\b(?:moro|moramos|mora|vivo|vivemos|resido|residimos|trabalho"
        r"|trabalhamos|mudei|mudamos"
        r"|me mudei)(?: \w+)? (?:em|no|na|nos|nas|para|pra)\b|\b(?:sou|somos) (?:de|do|da|daqui de"
        r"|daqui d[ao]|aqui de|aqui d[ao])\b|\b(?:ligo|falo|estou a ligar|estou a falar|estou"
        r" ligando"
        r"|tô ligando|tô falando|estou falando) (?:aqui )?d[aeo]\b|\baqui (?:em|no|na|de)\b"
        r"|\b(?:morada|endereço) é\b[^.?!]{0,40}\b(?:em|no|na)\b|\bcá (?:em|no|na)\b"
    ),
    present=r"\b(?:estou|estamos|tô|fico|ficamos|fica|é|está)(?: \w+)? (?:em|no|na)\b",
    property=(
        r"casa apartamento escritório loja restaurante armazém oficina quinta moradia prédio"
        r" condomínio fábrica hotel bar farmácia clínica escola padaria obra terreno sítio fazenda"
        r" galpão sede filial rua avenida praça consultório andar"
    ),
    within=r"em|no|na|perto de",
    origin=r"de|do|da",
    asks_town=(
        r"\b(?:qual|que|em que|de que) (?:é a |a sua )?(?:cidade|zona|bairro|localidade|freguesia"
        r"|região)\b|\b(?:onde|aonde) (?:mora|moram|vive|vivem|fica|é que (?:mora|fica|vive|é)|está"
        r" localizad|é a casa|é o apartamento|é)\b|\bde onde (?:fala|é|liga|está)\b|\bdonde\b"
        r"|^\W*(?:e )?onde\W*$|\bmora onde\b|\bfica onde\b"
    ),
    passing=(
        r"\b(?:amanhã|o dia todo|dia inteiro|semana toda|até|esta semana|essa semana|férias|viagem"
        r"|viajando|visita|reunião|congresso|aeroporto|hospital|segunda|terça|quarta|quinta|sexta"
        r"|sábado|domingo|irmão|irmã|filho|filha|primo|prima|clientes?|fornecedor|antes)\b"
    ),
    begins=(
        "são santa santo vila porto rio nova novo ribeirão belo campo campina foz montes castelo"
        " ponte póvoa figueira caldas torres paços viana ponta angra praia juiz feira governador"
        " presidente volta duque cabo mogi taboão barra lagoa serra boa águas alto monte passo"
        " santana"
    ),
    joins="de do da dos das e d'",
    firm_types=(
        "padaria pastelaria confeitaria transportes transportadora construções construtora oficina"
        " garagem auto automóveis pneus restaurante lanchonete churrascaria pizzaria café hotel"
        " pousada quinta herdade adega vinhos lagar queijaria talho açougue peixaria frutaria"
        " mercado mercadinho mercearia minimercado supermercado farmácia clínica laboratório ótica"
        " óptica joalharia joalheria livraria papelaria gráfica tipografia editora estúdio"
        " escritório"
        " advogados imobiliária agência seguros corretora banco consultoria contabilidade"
        " informática"
        " sistemas soluções serviços grupo irmãos filhos sociedade móveis marcenaria carpintaria"
        " serralharia serralheria vidraçaria canalizações eletricidade instalações metalúrgica"
        " plásticos embalagens têxteis confecções malhas calçados boutique salão cabeleireiro"
        " estética"
        " academia ginásio lavandaria lavanderia limpezas segurança mudanças logística"
        " distribuidora"
        " distribuição comércio comercial atacado flores floricultura viveiros jardins escola"
        " colégio"
        " creche infantário fundação associação cooperativa eventos buffet produções publicidade"
        " arquitetura engenharia energia lda ltda veterinária pet materiais ferragens depósito"
        " viagens"
        " turismo indústria mármores cerâmica"
    ),
    firm_links=r"(?:da empresa|da parte da|da parte do|da|do|das|dos|de|na|no|pela)",
    firm_frames=(
        r"\b(?:trabalho (?:na|no|para|em)|da empresa|a (?:minha )?empresa (?:é|se chama|chama-se)"
        r"|(?:minha|a minha) empresa (?:é|se chama|chama-se)|(?:ligo|falo|estou a ligar|estou a"
        r" falar"
        r"|estou ligando|tô ligando|tô falando|estou falando|é) (?:aqui )?(?:da|do|das|dos)"
        r"|represento"
        r"|aqui é|daqui é|daqui fala|somos|sou (?:o )?(?:dono|dona|gerente) d[ao]|tenho|em nome"
        r" d[ao]"
        r"|aqui)(?: a| o| da| do| uma| um)?"
    ),
    asks_firm=(
        r"\b(?:qual|que|de que|de qual|nome da|como se chama a) (?:é (?:a|a sua|o nome da)"
        r" )?(?:sua )?"
        r"(?:empresa|firma)\b|\bempresa\s*\?"
    ),
    others=(
        "o a os as um uma uns umas meu minha meus minhas teu tua seu sua nosso nossa este esta esse"
        " essa isto isso aquele aquela eu tu você vocês ele ela eles elas nós me te se lhe lhes nos"
        " que quem qual quando onde como porque porquê e ou mas se então pois embora enquanto de do"
        " da dos das em no na nos nas a à ao aos às com para pra por pelo pela sem sobre entre até"
        " desde é são sou somos está estou estamos era foi tem tenho temos há faz quero queria vou"
        " vai"
        " pode posso não sim tá ok ah eh hum olha olhe bom bem obrigado obrigada hoje amanhã ontem"
        " manhã tarde noite semana mês ano segunda terça quarta quinta sexta sábado domingo janeiro"
        " fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro um dois"
        " três quatro cinco seis sete oito nove dez vinte trinta primeiro segundo terceiro aqui"
        " ali lá"
        " cá aí agora já ainda sempre nunca logo cedo muito pouco mais menos tudo toda todo todos"
        " nada algo alguém ninguém outro outra mesmo mesma casa apartamento escritório loja rua"
        " avenida praça centro cidade zona bairro aldeia país perto longe frente lado trás cima"
        " baixo"
        " andar cozinha porta janela jardim senhor senhora dona doutor família trabalho férias"
        " viagem"
        " reunião linha geral dinheiro pessoa particular aluguel venda minutos horas quilómetros"
        " quase só apenas também telefone número email fatura pedido nome conta causa verdade cama"
        " mar"
        " roça interior fundo meio fazer perguntar saber falar gente moça menina menino tempo rede"
        " tribunal engano cobrança atenção parte hora horas combinado reserva porta"
    ),
)

DUTCH = PlaceWords(
    home=(
        r"\b(?:woon|wonen|woont|werk|werken|zit|zitten|gevestigd|verhuisd)(?: \w+){0,2} (?:in|te"
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

PLACE_WORDS = {
    "en": ENGLISH, "es": SPANISH, "de": GERMAN, "fr": FRENCH, "it": ITALIAN, "pt": PORTUGUESE,
    "nl": DUTCH,
}  # fmt: skip
