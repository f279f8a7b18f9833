"""What Spanish speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

_AR = "(o|as|a|amos|áis|an|ás|á|e|es|emos|éis|en|é|aría|arías|aríamos|arían|ará|arás|arán|aremos|\
ar|ando|ara|aras|aran|áramos|ase|asen|arme|arnos|arle|arles|arlo|arla|arte|eme|enme|enos|ennos|\
ame|anos|adme|adnos|enlo|elo|alo|aros|ele|eles|ale)"
_ER = "(o|es|e|emos|éis|en|és|é|a|as|amos|an|ería|erías|eríamos|erían|erá|erás|erán|eremos|er|\
iendo|iera|ieras|ieran|iéramos|iese|iesen|erme|ernos|erle|erles|erlo|erla|erte|ame|anme|anos)"

WORDS = f"""
anda porfa hala fenómeno mija
agradecido agradecida agradecería agradeceria agradecemos amabilidad molestia molestar fíjese
mire oiga oye vera verá pues entonces nomás ahorita ratito sería serían usted ustedes
estupendamente perlas
agente
asesor asesora licenciado
profesor profesora director
directora
veterinario encargado encargada
responsable técnico técnica triste cansado cansada enfermo
enferma nervioso nerviosa preocupado preocupada urgente urgentemente importante difícil fácil
malo mala peor raro rara tonto tonta simpático simpática amable sincero sincera seguro segura
claro clara fuerte débil rápido rápida lento lenta corto corta joven viejo vieja nuevo nueva roto
rota desesperado desesperada confundido confundida contento contenta feliz apenado apenada
lástima pena bastante demasiado súper harto tantito poquito también encima
buenamente lujo perlas cine maravilla
yo tú tu tus ti usted ustedes vos vosotros nosotros nosotras él ella ellos ellas ello me te se le
les lo la los las nos os mi mis mío mía míos mías tuyo suyo suya su sus nuestro nuestra nuestros
nuestras vuestro vuestra conmigo contigo consigo alguien alguno alguna quién quien quienes cual
cuál cuáles cualquiera algo todo que qué esto eso aquello ese esa esos esas aquel aquella el un una
unos unas uno al del a de en con por para sobre según hacia ante acerca respecto cerca y e o u pero
aunque sino pues porque como cómo donde dónde llam{_AR} contact{_AR} telefone{_AR} marc{_AR}
intent{_AR} habl{_AR} convers{_AR} charl{_AR} comunic{_AR} comuniqu(e|en|eme|enme|ese|ense|enos)
márqu(eme|enme|enos) busqu(e|en|enme|eme) localiz{_AR} ubic{_AR} avis{_AR} molest{_AR} import{_AR}
esper{_AR} dese{_AR} necesit{_AR} agend{_AR} apunt{_AR} anot{_AR} program{_AR}
agradec(er|ería|eríamos|emos|e|ido|ida) agradezco confirm{_AR} prob{_AR}
prueb(e|en|a|an|o|eme|enme) acept{_AR} arregl{_AR} consult{_AR} trat{_AR} coment{_AR} explic{_AR}
pregunt{_AR} ayud{_AR} atend{_ER} atiend(e|en|a|an|o) respond{_ER} contest{_AR} dispon{_ER}
dispongo pill{_AR} mand{_AR} envi{_AR} escrib(ir|a|an|e|en|irme|ame) pas{_AR}
ech(e|en|ar|arme|a|ame|eme|enme) peg(ue|ar|arme|a|ame|ueme|uenme) toc(a|aría) tom(e|en|a|ar) dar
dan da das des dé den dame denme deme dando daría darían darme darnos darle daros dale doy dadme
hacer haga hagan haces hacen haría harían hacerme hágame háganme hacerlo hagamos poder puedo puedes
puede podemos podéis pueden podría podrías podríamos podríais podrían podrá podrás podremos podrán
pueda puedas puedan podamos pudiera pudieras pudieran pudiese pudiesen pudiendo querer quiero
quieres quiere queremos quieren querría querrían quería queríamos querían quisiera quisiéramos
quisieran ser es son soy somos sea sean será serán sería serían siendo fuera fuese era estar estoy
estás está estamos están esté estén estaré estará estaremos estarán estaría estarían estaba estando
tener tengo tienes tiene tenemos tienen tenga tengan tendré tendrá tendremos tendría tendrían
tuviera tuviese tenía haber hay haya habrá habría hubiera he has ha hemos han
iría irían venir vendría venga bien deber debo debe debería deberían decir digo
dice dicen diga dígame díganme digamos diría saber sé sabe saben sabes sepa ver veo ve ven vea
veamos verá mire mira miren oye oiga oigan escuche escucha fíjese fíjate creo creemos cree pienso
piensa pensaba suponemos supongo imagino parece parecería pareciera prefier(o|e|en|a|an|es)
preferimos preferiría preferir(íamos|ían|) prefería convien(e|en) convendría conviniera encaj{_AR}
sirv(e|en|iera|a) servir serviría acomod{_AR} funcion{_AR} apetece gust{_AR} encant{_AR} qued{_AR}
quedar suel(o|e|en) vale valdría bast{_AR} favor gracias mil muchísimas muchas mucho mucha
muchos muy muchísimo poquito poco tan tanto tantito amable amables gentil gentileza amabilidad
bondad cortesía cordial saludo saludos hola buenas buenos buen bueno buena adiós chao chau
perfecto perfectamente genial estupendo fenomenal excelente fantástico maravilloso bárbaro joya
chévere padre guay listo sale órale ándale ok okay okey sí sip claro clarísimo correcto exacto
exactamente efectivamente justo justamente cierto seguro seguramente supuesto obvio obviamente
tranquilo tranquila tranquilamente problema problemas eh em ah ay oh uy mmm mm
hum entonces así quizás quizá acaso posiblemente probablemente ojalá simplemente solo sólo
solamente únicamente también además incluso todavía tal tipo mismo misma mismito realmente verdad
sinceramente honestamente básicamente generalmente normalmente preferentemente preferiblemente
preferible idealmente ideal posible conveniente cómodo cómoda fácil sencillo disponible disponibles
disponibilidad libre libres localizable hueco huequito momentito oportunidad
ocasión caso manera forma modo cosa cosas tema asunto consulta duda pregunta presupuesto contrato
póliza reserva pago recibo información datos detalles servicio oferta llamada llamadas llamadita
telefonazo toque telefonema teléfono telefónico telefónica móvil celular cel fijo número
contestador mensaje whatsapp correo voz señor señora señorita señores don doña sr sra joven
caballero amigo amiga amigos chico chica compañero compañera compañeros colega jefe jefa encargado
encargada gerente director directora responsable asesor asesora agente técnico técnica comercial
secretaria secretario recepción departamento administración ventas soporte equipo empresa tienda
local taller almacén negocio esposa esposo mujer marido novio novia pareja madre mamá papá hermano
hermana abuelo abuela tío tía primo prima vecino vecina suegro suegra familia persona gente chaval
hombre hijo hija casa casita hogar oficina domicilio coche cariño cielo guapa guapo maja majo mano
cuate pana che aquí acá ahí allí allá
gran inmenso enorme
profesora profesor agenda único única cuadra ofrecer hueco mesa escritorio dejamos dejáramos
dejamos dejarlo lo dejo dejen tempranito tarde jubilado jubilada reunión otra verle coger cojo
teléfono técnico después luego
algún
antes pasadas pasada encima
persona nuevo nueva telefonazo pegue turno guardia cambiado número oye pensarlo personalmente
hacerle hacerte cogerá cogerán atenderá hija hijo batería
trabaja facturación fatal entierro autopista
carretera autopista avión tren
descanso empieza coincidimos proveedor
cierto
pendiente obras ruido cambio contabilidad departamento veterinario perro hospital fuera quedo
reembolso cocina inundado
"""

THINGS = """
trabajo trabajar curro chamba clase clases escuela colegio cole universidad uni reunión turno
descanso pausa gimnasio gym misa iglesia compra compras entrenamiento siesta
"""

PHRASES = """
(hecho|trato hecho)
(y |)(luego|después) (ya |)(estoy|tengo|me voy|salgo|trabajo)
si (no |)(le|te|les|os|lo|) (importa|importara|importase|molesta|molestara|molestase|parece|\
parece mal|parece bien|pareciera|viene bien|viniera bien|viene mal|va bien|va mal|es molestia|\
supone molestia|supone problema|causa molestia|es mucha molestia|es inconveniente|es posible|es \
problema|es mucho pedir|queda bien|acomoda|conviene|sirve|apetece|cuadra|encaja|es mucho problema|\
es un problema|es ningún problema|incomoda)
si (no |)(es|fuera|fuese|sería|resulta|hay|hubiera|hubiese|supone|causa) (posible|tan amable|tan \
amables|usted tan amable|mucha molestia|molestia|una molestia|demasiada molestia|mucho pedir|\
mucho problema|problema|un problema|ningún problema|inconveniente|ningún inconveniente|mucha \
molestia|amable|tan gentil|tan bueno|tan buena|necesario|factible|conveniente|mucho lío|ningún \
problema)
si (puede|puedes|pueden|podéis|pudiera|pudieras|pudieran|pudiese|pudieran|podría|podrían|se puede|\
se pudiera|quiere|quieres|quieren|queréis|gusta|gustan|prefiere|prefieres|prefieren|tiene tiempo|\
tienes tiempo|tienen tiempo|tiene un momento|tienen un momento|tienes un momento|tiene un hueco|\
le parece|lo desea|desea|acaso|da tiempo|hace falta|dios quiere|todo va bien|me hace el favor|me \
hacen el favor|me haces el favor|es que|está usted libre|está usted disponible|están libres|están \
disponibles)( ser|)
(puede|podría|pudiera|a poder) ser( posible|)
(no |sin |ninguna |)(hay |tengo |tenemos |corre |es |)(ninguna |)(prisa|urgencia|apuro)( ninguna| \
alguna| de nada|)
(no hay|no tengo|sin) (ninguna |ningún |)(prisa|apuro|problema|inconveniente|preferencia|urgencia|\
afán)
no (es|hay|corre) (urgente|prisa|nada urgente|tan urgente|ninguna urgencia|muy urgente|problema|\
cuidado)
no (me|nos) (importa|corre prisa|molesta|urge|preocupa|da igual)
no (se preocupe|se preocupen|te preocupes|pasa nada|importa|se apure|te apures|se moleste|faltaba \
más|urge|quiero molestar|queremos molestar|quisiera molestar|quiero ser pesado|lo dude|duden|dude|\
sé|olvide|se olvide|se olviden|te olvides|hace falta|hace falta que corra)
(le|te|les|os) (importa|importaría|molesta|molestaría|parece|va|viene|parecería|vendría|iría)( \
bien|)( si| que|)( me| nos|)
(me|nos) (da|dan) (igual|lo mismo)
(da|es) (igual|lo mismo)
(cuando|a la hora que|el día que) (quiera|quieras|quieran|queráis|pueda|puedas|puedan|podáis|\
guste|gusten|gustes|le venga bien|les venga bien|te venga bien|os venga bien|tenga tiempo|tengan \
tiempo|tengas tiempo|tenga un rato|tengan un rato|tenga un momento|tengan un momento|tengas un \
momento|tenga un hueco|tengan un hueco|le parezca|les parezca|te parezca|le convenga|les convenga|\
prefiera|prefieran|prefieras|sea posible|se pueda|le apetezca|le vaya bien|les vaya bien|te vaya \
bien|mejor le parezca|mejor le venga|le sea cómodo|les sea cómodo|deseen|desee|esté libre|estén \
libres)
(me|nos) (hace|haría|hagan|haga|harían|hacen|haces|harías) (el|un|usted el) (favor|favorcito)( de|)
(haga|hágame|háganme|hazme|hacerme|hacer) (el|un) favor( de|)
(tenga|tengan|ten|tendría|tendrían) la (bondad|amabilidad|gentileza)( de|)
(sería|es|serían|sea|sean|fuera|fuese) (usted |)tan (amable|amables|gentil|gentiles|bueno|buena)( \
de|)
(buenos|buen) (días|día)
buenas (tardes|noches)
(que tenga|que tengan|que pase|que pasen|tenga|pase|feliz) (un|una|) (buen|buena|feliz|lindo|) \
(día|tarde|noche)
(muchas |muchísimas |mil |)gracias( de antemano| por todo| por llamar| por su ayuda|)
(de nada|de antemano|de verdad|de hecho|de todas formas|de todos modos|de todas maneras|en fin|en \
principio|en realidad|en general|en absoluto|en todo caso|en cualquier caso|por cierto|por \
ejemplo|por lo menos|por lo general|por mí|por si|por si acaso|por la cara|al menos|a lo mejor|o \
sea|es decir|a ver si|ya sabe|ya sabes|ya ve|cómo no|qué va|qué tal|qué tal si|cómo está|cómo le \
va|si acaso|más que nada|sobre todo|claro que sí|por supuesto que sí|desde luego que sí|sin \
problema|sin problemas|sin falta|sin compromiso|sin más|faltaría más|dios mediante|con mucho \
gusto|con gusto|con calma|con tranquilidad|con toda tranquilidad|con confianza|a su conveniencia|\
a su disposición|según le convenga|lo que prefiera|lo que prefieran|lo que le venga bien|lo que \
quiera|cuando sea|sea cuando sea|a cualquier hora|cualquier momento|en cualquier momento|\
cualquier día|cualquier hora me va bien|en algún momento|en algún momentito|un momentito|un \
momento|un ratito libre|rato libre|tiempo libre)
vuelv(a|an|e|as|o|en|ame|anme|eme) a (llamar|llamarme|llamarnos|llamarle|intentar|intentarlo|\
marcar|marcarme|contactar|contactarme|hablar|telefonear|probar|comunicarse)
volv(er|iera|ieran|ería|erme) a (llamar|llamarme|llamarnos|llamarle|intentar|intentarlo|marcar|\
marcarme|contactar|contactarme|hablar|telefonear|probar|comunicarse)
devuelv(a|an|ame|anme|as|en|eme|enme|o) (la|mi|una|esa) llamada
devolv(er|erme|iera|ieran|ería) (la|mi|una|esa) llamada
(regresar|regresarme|regrese|regresen|regrésame|regréseme|regrésenme|retornar|retorne|retornen) \
(la|mi|una|esa) (llamada|llamadita)
devolverme la llamada
(por|en) (las|los) (mañanitas)
(es|son) (cuando|la hora en que|el rato que|el momento en que) (estoy|tengo|puedo|salgo a)( libre|\
 mi descanso| descanso| un descanso| un hueco|)
(ahora|en este momento|ahorita|justo ahora) (no puedo|no puedo hablar|no puedo atender|no me \
viene bien|estoy ocupado|estoy ocupada|estoy conduciendo|estoy trabajando)
(estoy|estaré|estamos|estaremos|estará|está) (en|por) (casa|la casa|la oficina|el trabajo|mi casa)
(en|a|desde) (mi|la|el|su|nuestra) (casa|oficina|trabajo|número|móvil|celular|despacho|tienda)
(todo el|toda la) (día|tarde|mañana) (estoy|estaré) (libre|disponible|en casa)
(llevo|hace) (muchos|varios|unos|tantos|no sé cuántos|bastantes) (años) (de|siendo|como|con) \
(cliente|clienta|ustedes|vosotros)
soy (cliente|clienta)( suyo| de siempre| de toda la vida| habitual|)
a (su|tu) (nombre|disposición|gusto)
trabajo (de lunes a viernes|de noche|de día|desde casa|por las noches|por las mañanas|los fines \
de semana)
(voy|va|vamos|van|vas) a (estar|poder|tener|ver|quedar|llamar)( libre| disponible| en casa| aquí| \
allí| tiempo|)
(va|vaya|iría|viene|venga|vendría|va a venir|queda|quede|quedaría) (bien|mejor|muy bien|perfecto|\
genial|estupendo|fenomenal|de perlas|de maravilla|estupendamente|fenomenal|perfectamente)( a mí| \
a nosotros|)
sin (más|duda|ninguna duda|excusas|agobios|líos)
(qué|cómo) (le|te|les) (va|viene|parece|queda|vendría|vendría bien)
no (podría|podrían|podrías|podríais|puede|pueden|puedes|podéis|podrá|podrán|pudiera|pudieran|\
sería posible|habría manera de|habría posibilidad de|habría forma de|me haría el favor|me harían \
el favor|le importaría|les importaría|te importaría)( usted| ustedes|)( llamarme| llamarnos| \
llamar| darme| marcarme|)
no (me|nos) (corre|urge|hace falta) (prisa|ninguna prisa|nada)( ninguna|)
(se encarga|se ocupa|lleva) (de |)(eso|todo eso|todo|esas cosas|esto|estas cosas)
(uno|una|alguno|alguna) de (ustedes|vosotros|sus compañeros|los compañeros|tus compañeros)
(siempre que|mientras|siempre y cuando) (pueda|puedan|sea posible|les venga bien|le venga bien|se \
pueda|quiera|quieran)
(viene|va|vendría|iría|queda|viene a mí) (de|como) (lujo|perlas|cine|maravilla|anillo al dedo|\
miedo|fábula)
cuando buenamente (pueda|puedan|puedas|podáis|quieran|quiera)
(en |)mi día (libre|de descanso)( que es|)
(tengo|tendré|tendría) (un minuto|un minutito|un momento|un rato|un ratito)
(lo |)(dejamos|dejáramos|dejemos|dejarlo|dejarlo mejor|pasamos|aplazamos|pospongamos) para
tiene que ser
tendría que ser
(a |)la hora que sea
nada más
que (luego|después|tengo|estoy|luego tengo|después tengo|ahora tengo)
(es|ya|puesto|dado) que
no tengo nada (que hacer|planeado|previsto|puesto)
(al|en el) (nuevo|otro)
(a|en|durante) (esa|aquella|dicha) hora( ya|)
hasta entonces
(a lo largo|en el transcurso|en el curso|durante el transcurso) de( la| el| toda la|)
si (hay|tienen|tenéis|tiene) (a |)alguien (libre|disponible)
(puedo|podría) hacerle un hueco
(trabaja|trabajo|trabajamos) (de noche|por las noches|de día|por las mañanas|de mañana|por la \
noche|a turnos|en turnos)
para los (dos|tres)
(que |)(es|será) cuando (empieza|empiezo|tengo|hago|salgo a|me toca) (mi |el |al |)(descanso|\
pausa|recreo|comida|rato libre|)
(soy|somos|estoy) todo (suyo|tuyo|suya)
a ver si (coincidimos|podemos|hay suerte)
en cambio
me (lo|la) quedo
(si|cuando) (puede|pueden|puedes|pudiera)( él| ella|)
(hay|tienen) alguien que
(al|junto al|cerca del|pendiente del) teléfono
(si|cuando) (tiene|tienen|tienes|tuviera) (un|unos) (minuto|minutos|minutito|momento|rato|ratito)
(cualquier|algún) día
(durante|en el transcurso de|a lo largo de|en) (el|todo el) día
(me|nos) (da igual|da lo mismo|es indiferente) (la hora|el momento|cuándo|a qué hora|qué hora)
(la hora|el momento) (me |nos |)(da igual|da lo mismo|es lo de menos)
si (podés|podes|pudieras|pudieses)
que (antes|primero) (estoy|tengo|voy|ando|trabajo)
(estoy|estaré) de (vacaciones|descanso)
(una|dos|tres|cuatro|cinco) horas? (menos|más)
"""

SIGNS = Signs(
    calls=r"""
    explicar explicara explique ofrecer dejamos dejaramos dejemos dejarlo toque
    llam(ar(?!on)|e|ase|ad|en)\w* devolv\w+ contact\w+ telefone\w+
    llam(ar|e|en|a|as|es|an|ad|ame|eme|adme|enme|arme|arnos|enos|anos|ada|adita|ara|aran)
    (re)?marc(ar|e|en|ame|eme|arme) contact(ar|en|e|enme|eme|arme|arnos)
    comuni(car|que|quen|quese|quense)\w* intent\w+ localiz\w+ devolver\w* devuelv\w+ timbrazo
    agend\w+ programar\w*
    """,
    callers=r"les te le\sllamaba yo",
    suits=r"""
    pudiera pudieran podria podrian puede pueden podia podian pudiese importaria
    (me|le|nos)\s(viene|iria|va|vendria).* viene\s(bien|genial|perfecto|estupendo)
    tiene\sque\sser tendria\sque\sser cuadra cuadraria bien mejor perfecto genial ideal libre
    disponible favor vale prefer\w+ prefiero conviene encaja estupendo fenomenal hablar
    hablamos
    """,
    free=r"""
    descanso recreo (soy|estoy)\stodo\s.* vuelvo volvere regreso libres? disponibles? localizables?
    desocupad[oa]
    """,
    places="pendiente telefono casa oficina mesa escritorio despacho",
    busy="""
    dentista oculista
    entrevista entrevistas clase clases entierro funeral boda examen exámenes vuelo
    inspección operación cirugía fiesta partido ensayo misa juicio audiencia turno revisión
    ecografía radiografía curso conferencia ceremonia graduación concierto cine bautizo
    comunión notario
    fuera durmiendo dormido autopista carretera tren avion ocupad[oa] trabajando reunid[oa]
    reunion conduciendo clase trabajo liad[oa]
    """,
    states="""
    entrega reparto normalmente siempre suelo solemos
    debia esperando vino llamo llamaron salgo acabo termino empiezo cita citas consulta tienda
    """,
    haves="tengo tenemos viene vienen hay",
    reports="dijeron dijo prometieron quedaron",
    because=r"""
    (y\s)?(luego|despues)\s(ya\s)?(estoy|tengo|me\svoy|salgo|trabajo)
    que\s(luego|despues|tengo|estoy)\S* que\s(antes|primero).* que\s(luego|despues|ahora)\stengo
    ya\sque es\sque
    puesto\sque dado\sque porque puesto dado
    """,
    so="asi entonces",
    but="pero",
    conditions="""
    salvo excepto menos si conforme segun siempre
    """,
    events="cuando mientras",
    cases="apenas tras al nomas",
    topics="sobre con acerca respecto por para",
    titles="""
    llamo llama nombre hija hijo mujer esposa marido esposo madre padre hermano hermana jefe
    jefa socio socia amigo amiga companero companera senor senora senorita don dona doctor
    doctora sr sra licenciado ingeniero
    """,
    visits="venir vengo traer llevar llevo entregar",
    lasting="llamando marcando tratando linea llevo llevamos esperando intentando",
    past=r"""
    era eran fue fueron estaba estaban estuvo habia tenia tenian quedo rompio pidio dijo
    llego llegaron vino pedi compre \w{3,}(aron|ieron|aba|aban) salio perdio recibio vendio
    abrio subio cayo
    (he|ha|han|hemos|se\sha)\s\w{2,}(ado|ido|sto|to)
    """,
    negations="no nunca ni",
    refused=r"""
    llamada( \w+){0,6}? sobra
    no (es|son|sera) (\w+ )?(preciso|necesari\w)
    quit\w* (la|esa|mi) (llamada|cita)
    ya no (me |nos )?{call}
    da igual lo de
    nadie (\w+ ){0,3}?{call}
    no (hace|hara|es|sera) (ya )?(falta|necesario|preciso) (que |lo de )?(\w+ ){0,3}?{call}
    no (tiene\w*|hay|deben?|necesit\w*|quiero|queremos) (que )?(\w+ ){0,3}?{call}
    no (se|os|te) molest\w* (en|con)
    (anul\w*|cancel\w*|suspend\w*|olvid\w*) (de )?(la|esa|mi) (llamada|cita)
    (dejen?|deje|deja|paren?) de {call}
    no (vale la pena|tiene sentido|sirve)
    """,
    agreed=r"""
    (iban?|ibais|ibas) a (\w+ )?{call}
    (tenian?|tenias|tendrian?) que (haber\w* )?(\w+ )?({call}|llamado)
    (debian?|debieron|deberian?) (de )?(haber\w* )?(\w+ )?({call}|llamado)
    (quedaron|quedo|quedasteis|quedaste) (en|de) (que )?(\w+ )?{call}
    """,
    notices=r"""
    (pagina|web|sitio|internet|google|puerta|cartel|contestador) (\w+ ){0,2}?(pone|dice|decia|
    ponia|aparece|sale)
    (pone|dice|aparece) en (la|su|el|internet|google)
    segun (internet|google|su|la|el)
    """,
    talks=r"llamada charla conversacion dura son",
    before_length=r"""
    (hablar|hablo|tengo|tenemos)( solo| unos)*
    (llamada|charla|conversacion|reunion|cita|consulta|entrevista) de( unos| unas| como| solo)*
    (dura|duro|durara|tardo|tardaron|llevo|llevamos|llevaba|son|seran)( solo| unos| mas de| como|
     apenas| ya| nada mas)*
    """,
    after_length=r"""
    (de )?(charla|llamada|conversacion|descanso|reunion|espera)(?! (me|nos))
    nada mas
    esperando
    """,
    waits=r"en dentro tras deme dame denme espere espera cada despues",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
