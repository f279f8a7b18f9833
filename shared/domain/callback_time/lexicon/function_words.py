"""The words that hold a sentence together, and those of agreeing, thanking and hesitating.

A statement made of these and of a time is about the call. Any other word without a meaning for the
time, a noun or a verb, can be what happens then: "my daughter turns eleven on Friday". A language
without a list has no such words.
"""

FUNCTION_WORDS = {
    "en": """
a an the this that these those there here it it's it'd it'll its that's that'd that'll there's
here's i i'm i'd i'll i've im id me my mine you you'd you'll you're your yours yourself u ya he he'd
he'll him his she she'd she'll her we we'd we'll we're us our they they'd they'll them their someone
somebody anyone anybody everyone something anything who who'll which what whatever whichever what's
whenever wherever anywhere how how's how'd when where why of to with into onto over about for re on
in at as like than up down round around out back off by through along across and but or so then if
because cos cause though am is are be being been would will could should can may might must shall
ought gonna gotta do does don't doing have having had need needs needing want wanting wants say
saying let lets let's make makes making try put pop set pencil squeeze fit note take give go going
get getting got call ring phone see know think thinking thought believe suppose guess reckon imagine
figure wonder wondering hope hoping hopefully wish mind prefer preferably ask asking liked love aim
aiming plan plans look looks looking sound sounds seem seems feel shoot not no any some all both
either lot lots bit little more most much many very quite pretty fairly rather really just simply
only even also too still again anyway anyways maybe perhaps possibly probably presumably likely
ideally generally usually normally mostly typically nearly exactly precisely approximately roughly
sharp prompt promptly dot sometime anytime ish kinda sorta yes yeah yep yup yah aye sure surely okay
ok okey k alright righty right certainly definitely absolutely indeed course well oh ooh ah er erm
err um umm uh uhh uhm hm hmm mm hello hi hey hiya good bye goodbye cheerio ta thanks thank please
pls plz kindly sorry afraid excuse mate luv dear darling sir madam ma'am man dude buddy bud pal
folks guys fine great grand perfect lovely brilliant excellent awesome cool nice wonderful fantastic
fabulous amazing superb smashing marvellous terrific splendid sweet handy convenient suitable ideal
doable feasible possible workable best better decent safest safe safer easier easiest easy simple
quieter happy glad pleased delighted grateful able keen ready flexible free available reachable slot
slots gap window chance moment option options time asap personally speaking straight suit suits
suited work works everything hit sort elevenish rest last late next hear super ping touch swing grab
thereabouts side nicely person morning gimme
""",
    "de": """
ein eine einen einem einer eines 'ner 'nem nem nen ner der die das den dem des dies diese dieser
dieses dieselbe ich du er sie es s 's wir ihr mich dich ihn uns euch mir dir ihm ihnen sich mein
meine meinen meinem meiner dein deine deinen unser unsere unseren euer eure ihre ihren ihrem ihrer
sein seine man jemand jemanden etwas was wer wen wem welche welcher welches alles beide mehr an am
auf aus durch über unter von vom bei beim zu zum zur mit per ab in im für rum ran ans rein her hin
dran und aber oder also so dann denn weil da damit sowie somit dass wie wo wann bin bist ist sind
seid wär wäre wären hab habe hast haben habt hätte hätten hätt kann kannst könnt können könnte
könntest könnten möchte möchten möcht mag mögen darf dürfen dürfte will wollen wollt soll sollen
sollte sollten muss müssen müsste würde würden würd werde tun tu tut täte gebe gib gibt geben lass
lassen mache mach macht machen halte halten lege legen nehme nimm nehmen setzen setze trage tragen
eintragen vormerken notieren notiere schreib einplanen planen vorschlagen hoffe hoffen hoffentlich
wünsche freue brauche bräuchte bevorzuge denke denk glaube glaub finde find schätze vermutlich sage
sag sagen sehen schau schauen passt passen passend klappt ginge geht gehen gehts ging's gänge
funktioniert reicht genügt recht melde melden ja jawohl jo joa jup jap okay okey ok gut gute gutes
schön super toll prima klasse spitze perfekt ideal idealerweise optimal wunderbar hervorragend
ausgezeichnet herrlich fein großartig bestens genial cool fantastisch günstig bequem praktisch
angenehm einfach leicht möglich möglicherweise richtig genau exakt stimmt klar freilich natürlich
selbstverständlich sicher sicherlich bestimmt gewiss durchaus tatsächlich wirklich ehrlich
eigentlich grundsätzlich prinzipiell vielleicht eventuell womöglich wahrscheinlich wohl vorzugsweise
gern gerne lieber liebsten besten ehesten äh ähm öh hm hmm mhm tja na naja nun nu ach achso oh ah
aha halt eben eh mal einmal nochmal nochmals noch erneut wieder auch nur bloß schon sogar ganz sehr
ziemlich relativ echt bisschen kurz circa quasi sozusagen jedenfalls sowieso ohnehin überhaupt
irgendwie irgendwo irgendwann hier dort doch punkt schlag pünktlich ruhiger völlig total danke dank
bitte nett lieb freundlich hallo servus hi frei freie verfügbar erreichbar flexibel zeit zeitfenster
zeitpunkt gelegenheit möglichkeit lücke amal erst einzige sitze klingelns jederzeit herum draus
erwischen knapp hören sensationell ungestört entspannt leider stattdessen egal ungefähr gegen sagens
schauens machens probier probieren probiere versuch versuchen versuche nachdenken
""",
    "es": """
un una unos unas uno el la los las lo al del de a en con por para que qué como cómo cuando cuándo
donde dónde quien quién cual cuál cualquier cualquiera este esta esto ese esa eso aquel aquí ahí
allí yo tú usted ustedes él ella ellos nosotros me te se nos le les mi mis tu tus su sus nuestro y e
o u pero pues entonces así si sí porque también además sino es son soy ser sea sería serían estoy
está están estaría estaré esté he ha han haya hay habría tengo tiene tienen tendrá tendría tendré
tenga tenemos puedo puede pueden podría podrían podemos poder pueda puedan pudiera quiero quiere
quisiera querría quería debe debería necesito vendría viene venga va vaya vamos voy irá iría queda
quedamos quedaría hace hacer haría haga hacemos ponga pongamos poner pon ponme apunte apúnteme anote
déjeme deje deja déjelo dé deme dame dar da diga digamos decir diría digo prefiero prefiere
preferiría creo cree pienso parece supongo espero ojalá ver veamos mire mira pruebe prueba probar
intente intenten inténtelo márqueme bien bueno buena vale claro perfecto perfecta genial estupendo
estupenda estupendamente fenomenal fantástico ideal idealmente mejor posible posiblemente
preferiblemente preferentemente preferencia quizá quizás tal vez acaso probablemente seguramente
seguro exacto exactamente justo justamente normalmente generalmente realmente sinceramente amable
gracias favor hola buenas buenos perdón adiós encantado encantada eh ah oh ay uy ajá hum mmm mm ya
aún todavía solo sólo solamente simplemente muy más menos poco poquito mucho algo nada todo toda
todos bastante casi otra otro tipo libre disponible hueco rato ratito momento momentito hora horario
tranquilo tranquila cambio único única dale pasadas pasaditas punto ahorita joven señor señora
señorita cerca sobre alrededor número sitio práctico cómodo fácil próximo puntual siempre anda
écheme eche telefonazo encima
""",
    "fr": """
un une des le la les l' du de d' au aux à en dans par pour avec sur sous chez vers que qu' qui quoi
quel quelle quels quelles comment quand où ce c' cet cette ces ça cela ceci je j' tu il elle on nous
vous ils elles me m' te t' se s' moi toi lui leur leurs mon ma mes ton ta tes son sa ses notre nos
votre vos y n' ne et ou mais donc alors ainsi si car parce aussi puis est sont suis es être soit
sera serai serait seraient étant ai a as avons avez ont aura aurai aurais aurait aurez avoir ait
peux peut pouvez peuvent pourrait pourriez pourrais puisse pouvoir veux veut voulez voudrais
voudrait vouloir dois doit devrait faut faudra faudrait va vais vas allez irait ira aller fait faire
faites fera ferait dites dis dit disons dire dirais diriez prends prendre prenez mets mettre mettez
mettons note notez noter fixons fixer donnez donner donne caser laissez préfère préfères préférerais
préférerait pense penses crois croyez trouve espère suppose imagine voyons voir essayez essaie
essayer convient conviendrait arrange arrangerait marche marcherait colle oui ouais ok okay bien bon
bonne d'accord accord entendu parfait parfaite parfaitement super génial géniale impeccable nickel
idéal idéale idéalement mieux meilleur possible éventuellement préférence peut-être sûrement
probablement normalement généralement sincèrement franchement exactement précisément précises
précise juste pile environ merci svp stp plaît gentil gentille bonjour bonsoir salut allô monsieur
madame mademoiselle pardon désolé désolée euh heu ben bah bof hein ah oh eh hum voilà enfin bref
genre encore toujours même déjà très trop plus moins peu assez vraiment seulement simplement
uniquement tout toute tous toutes quelque chose rien libre dispo disponible créneau moment instant
temps heure possibilité occasion pratique tranquille tranquillement là ici là-bas prochain pensais
partons écoutez formidable parle proche fin début contre surtout plutôt
""",
    "it": """
un uno una un' il lo la i gli le l' di del dello della dell' dei delle a al allo alla all' ai alle
da dal dalla dall' in nel nella nell' con col su sul sulla per tra fra che chi cosa come quando dove
quale quali quanto questo questa quello quella quel quell' ciò qui qua lì là io tu lui lei noi voi
loro mi me ti te si ci vi ne mio mia miei mie tuo tua suo sua suoi nostro nostra vostro vostra e ed
o oppure ma però quindi allora dunque così se perché anche poi invece è sono sei sia sarà sarebbe
sarebbero siamo essere ho ha hanno abbiamo abbia avrei avrebbe avrò avrà avere posso può possono
potrebbe potrebbero potrei possiamo potere voglio vuole vorrei vorrebbe devo deve dovrebbe serve va
vado vada andrebbe andare fa fare faccio facciamo faccia farei metta mettiamo mettere metti segni
segna segnare fissiamo fissare dia dai dare dica dico dire direi diciamo preferisco preferirei
preferisce penso pensare credo crede spero suppongo vedo vediamo vedere guardi guarda senta provi
provare prova trova trovi riesce riesco infilarla vanno sì bene bello buono buona ok okay okey certo
certamente perfetto perfetta ottimo ottima splendido magnifico fantastico benissimo ideale
idealmente meglio migliore possibile possibilmente preferibilmente preferenza magari forse
probabilmente eventualmente normalmente generalmente sinceramente esattamente precisamente esatte
esatto precise preciso giusto puntuale circa verso grazie prego favore gentile gentilmente
cortesemente cortesia salve ciao buongiorno buonasera signora signore signorina scusi scusa scusate
eh ehm beh boh mah ah oh uh mm hmm insomma ecco tipo vero ancora già sempre solo soltanto
semplicemente proprio davvero molto tanto poco po' più meno abbastanza quasi tutto tutta qualcosa
qualsiasi qualunque uguale altra altro l'altra momento attimo ora orario tempo buco spazio libero
libera disponibile tranquilla tranquillo comodo comoda unico l'unico pomeriggio realtà ultimo
l'ultimo dopo passate punto intorno attorno ormai prossimo
""",
    "pt": """
um uma uns umas o a os as ao aos à às do da dos das de no na nos nas num numa em com por pelo pela
para pra pro que quê quem qual quais como quando onde este esta isto esse essa isso aquele aquela
nesse neste nessa nesta disso aqui aí ali lá cá eu tu você vocês ele ela eles nós gente me te se lhe
lhes mim meu minha meus minhas teu tua seu sua seus nosso nossa e ou mas porém então assim porque
pois também é são sou ser seja sejam será seria seriam for fosse estou está estão tô tá tamos estar
esteja estaria estarei tenho tem têm temos tenha ter teria terei tiver há haver haveria posso pode
podem podemos poder poderia podia puder pudesse podiam quero quer queria quiser devo deve devia
deveria preciso precisa consigo consegue conseguir vou vai vamos ir irá fica ficar ficaria ficava
ficasse faz fazer faça faria fazemos põe ponha coloca coloque colocar anota anote anotar marca
marque marcar encaixar dá dar dê daria dava deixa deixe deixar diga digo dizer diria digamos dizemos
prefiro prefere preferir preferia acho acha penso pensar pensando creio espero suponho vejo veja ver
vê olha olhe tenta tente tentar calhava calha convinha convém serve sim bem bom boa ok okay claro
certo certinho perfeito ótimo ótima óptimo excelente maravilha maravilhoso maravilhosa fantástico
ideal idealmente melhor possível possivelmente preferencialmente preferência talvez provavelmente
eventualmente normalmente geralmente sinceramente exatamente exactamente justamente precisamente
pontual ponto obrigado obrigada favor gentileza gentil simpático olá oi oie alô tchau senhor senhora
moço moça desculpa desculpe amigo querida eh hã hum hmm ah oh ai ui né tipo enfim só apenas somente
simplesmente ainda já mesmo muito muita mais menos pouco pouquinho bastante tanto quase tudo todo
toda qualquer alguma algum outra outro vez vezes jeito livre disponível horário hora tempo tempinho
momento chance oportunidade tranquilo tranquila tranquilamente prático cômodo cómodo fácil único
única perto volta redor cerca passadas período lotada manhãzinha antes até chama chame chamem
próximo fico ligava importasse
""",
    "nl": """
de het een 'n 't dit dat deze die er daar hier ik jij je u hij zij ze wij we jullie mij me jou hem
haar ons hen hun mijn m'n jouw uw zijn z'n onze zich iemand iedereen iets wat wie welk welke alles
waar hoe waarom wanneer van bij voor aan op uit door via naar met om te in tot over en of maar want
omdat dus dan als ook zo ben bent is wees was heb hebt heeft hebben zou zouden kan kunt kunnen kun
kon konden zal zullen zult wil wilt willen mag mogen moet moeten hoef hoeft doe doet doen ga gaat
gaan maak maakt maken zet zetten neem neemt nemen geef geeft geven laat laten zeg zegt zeggen vraag
denk denken vind vinden hoop hopen hopelijk wens zie zien kijk kijken noteer noteren plan plannen
inplannen afspreken schikt schikken past passen uitkomt uitkomen lukt lukken werkt probeer proberen
komt graag liefst liever beste best ja jawel jazeker jep oké oke okay ok goed goede mooi prima top
perfect uitstekend geweldig super fantastisch heerlijk leuk fijn fijne ideaal handig handigste
makkelijk gemakkelijk gemakkelijkst mogelijk misschien wellicht eventueel waarschijnlijk zeker
natuurlijk uiteraard inderdaad precies exact juist klopt duidelijk eigenlijk gewoon echt heel erg
zeer wel eens even eventjes ff effe weer opnieuw nogmaals nog alleen slechts toch eh uh uhm ehm hm
hmm nou tja ach ah oh och hè afijn enfin hallo hoi hey hi dag meneer mevrouw dank bedankt dankjewel
alstublieft alsjeblieft aub vriendelijk lief aardig prettig vrij beschikbaar tijdstip momentje
gelegenheid stipt klokslag rond ergens ofzo altijd plek eerstvolgende trouwens zit keer keertje
zoiets
""",
}
