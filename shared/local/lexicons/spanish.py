"""Spanish."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_CALL = r"(?:llamar|marcar|telefonear|contactar|devolver la llamada)"
_FILLERS = r"^\W*+(?:(?:eh|ah|ay|pero|pues|bueno|bien|mmm|uy|hombre|mira|mire|a ver)\b\W*+)*"

# What is done to a thing, which callers ask for by the verb: "arreglar mi lavadora".
_WORK = (
    r"(?:limpi|arregl|repar|pint|instal|cambi|cort|pod|desatas|mont|revis|constru|traduc|tapiz"
    r"|impermeabiliz|reform)"
)

CALLS = CallWords(
    asks=any_of(
        r"(?<!no )\b(?:quiero|quisiera|querría|necesito|me gustaría) ser (?:re)?(?:llamad"
        r"|contactad)[oa]\b",
        r"\bme (?:puede|podría|pueden|podrían|quiere) (?:marcar|timbrar|hablar(?! (?:más|de|del"
        r"|sobre|en|un|claro)\b))\b|\bque (?:(?:él|ella|el \w+|la \w+) )?me (?:marque|hable"
        r"|timbre)n?\b",
        r"\b(?:dar|pegar|echar|hacer)(?:me|nos) (?:un|una) (?:toque|telefonazo|llamad\w+)\b"
        r"|\b(?:me|nos) (?:\w+ ){0,3}(?:dar|pegar|echar|hacer|dé|den|das?|pegue|eche) (?:un|una)"
        r" (?:toque|telefonazo|llamad\w+)\b|\bd[eé]n?me un (?:toque|telefonazo)\b",
        r"\b(?:espero|esperaré|quedo (?:a la espera de|pendiente de)) (?:su|tu|vuestra|una|la)"
        r" llamada\b|\b(?:póngase|pónganse|ponerse|se pongan|se ponga) en contacto (?:conmigo|con"
        r" nosotros)\b|\bcontacte[n]? conmigo\b",
        rf"\b(?:me|nos) (?:lo )?(?:puede[ns]?|podr[ií]an?|podr[ií]as|podéis|vuelv[ae]n?|quiere[ns]?"
        rf"|va[ns]? a|pod[ée]is|hace[ns]? el favor de)(?: \w+){{0,3}} {_CALL}",
        r"\b(?:ll[aá]m[aeá](?:d|n)?(?:me|nos)|ll[aá]m[ae]n?l[eao]|m[aá]rqu?[ae]n?me"
        r"|telefon[eé][ea]?n?me|devu[eé]lv[ae]n?me la llamada)\b(?! (?:la atención))",
        r"\b(?:llamar|marcar|telefonear|contactar|devolver)(?:me|nos)\b",
        r"\b(?:puede[ns]?|podr[ií]an?|podr[ií]as|podéis|pueda[ns]?)(?: \w+){0,3}"
        r" (?:llamar(?:l[eao]s?)?|devolver la llamada)\b",
        r"\bque (?:\w+ ){0,5}(?:me|nos|le|la|lo) (?:vuelvan? a llamar|llam(?:e|en|es|ara(?! yo)"
        r"|aran"
        r"|arais)|devuelva[n]?|devolviera[n]?|marquen|contacten?|dé un toque)",
        r"\b(?:me|nos) (?:llama[ns]?|llamáis|llamar[aá]n?|marca[ns]?|da[ns]? un toque|pega[ns]? un"
        r" toque)\b(?! la atención)",
        r"\b(?:hablamos|podemos hablar|hablemos)\b.{0,20}\b(?:luego|más tarde|mañana|el"
        r" \w+|después)\b",
        r"\b(?:quiero|quisiera|querría|necesito|espero|agradecería|pedir|solicitar) (?:\w+ )?"
        r"(?:una llamada|que me llam\w+)\b",
        r"\bvuelv[ae]n? a llamar\b(?!le|les|te)",
        r"\b(?:devuelv[ae]n?|devolver|devuelven|devuelvan)(?:me|nos)? la llamada\b",
        r"\b(?:que|agrade\w+ (?:\w+ )?si) (?:\w+ ){0,4}(?:me|nos|le|la|lo) (?:llam(?:e|en|es|a|an"
        r"|ara|aran)"
        r"|marqu?e[n]?"
        r"|marca[n]?|habl(?:e|en|ara)|telefone(?:e|en)|avis(?:e|en) por teléfono)\b(?! yo\b)",
        r"\b(?:puede[n]?|podr[ií]an?|pueda[n]?)(?: \w+){0,4} (?:hablar|hablarme|explicar\w*"
        r"|decir\w*|avisar\w*)"
        r"(?: \w+){0,3} por teléfono\b|\b(?:me|nos) (?:\w+ ){0,3}(?:hablar|avisar|decir|explicar)"
        r"(?: \w+){0,3} por teléfono\b",
        r"\b(?:me|nos) (?:habla[n]?|marca[n]?|hable[n]?|marque[n]?)(?= (?:mañana|luego|después|en"
        r"|a las|cuando"
        r"|por|más|el|al)\b)",
    ),
    calls_you=any_of(
        r"\b(?:le|les|te|os|la|lo) (?:\w+ ){0,3}(?:dar[áé]\w*|daremos|damos|doy|dan|dar|pego"
        r"|pegamos|hago|hacemos|dé|demos) (?:un|una) (?:toque|telefonazo|llamad\w+)\b|\b(?:dar"
        r"|hacer)(?:le|te|les|os) (?:un|una) (?:toque|telefonazo|llamad\w+)\b",
        r"\b(?:le|les|te|os|lo|la|los) (?:\w+ )?(?:llamo|llamamos|llamaremos|llamaré|llamará"
        r"|llamarán|llama|llaman|marco|marcamos|devolvemos la llamada|devolveremos la llamada"
        r"|devuelvo la llamada|vuelvo a llamar|volvemos a llamar|volveremos a llamar)\b",
        r"\b(?:le|les|te|os|lo|la) (?:puedo|podemos|puede|pueden|podría|podemos|va[n]? a|vamos a"
        r"|voy a|viene bien que) (?:\w+ ){0,2}llam",
        r"\b(?:va[ns]?|vamos|voy|puedo|podemos|pueden?|podría[ns]?|podríamos) (?:a )?(?:\w+"
        r" ){0,2}llamar(?:le|les|te|os|lo|la)\b",
        r"\bque (?:\w+ ){0,5}(?:le|les|te|os|la|lo) (?:llam(?:e|en|emos)|devolva?mos|devuelvan?)",
        r"\b(?:nos pondremos|me pondré|se pondrá|se pondrán|nos ponemos|me pongo) en contacto\b",
        r"\brecibirá una llamada\b",
        r"\b(?:le|te|les|os|la|lo) (?:\w+ )?(?:marca[n]?|marcará[n]?|marcaremos|llamará[n]?|llaman"
        r"|hablan"
        r"|hablará[n]?|hablaremos|telefonea[n]?|telefoneará[n]?|estamos? llamando|estoy llamando"
        r"|estaré"
        r" llamando|va[n]? a marcar|van a hablar)\b(?! (?:de|con) (?:usted|que))",
        r"\b(?:le|te) habla[n]?(?= (?:a las?|mañana|luego|después|en cuanto|el|cuando|por la|en la"
        r"|más))",
        r"\b(?:él|ella|el \w+|la \w+|el doctor|la doctora|un compañero|mi compañer[oa])(?:"
        r" \w+){0,3} (?:le|te|se"
        r" l[oa])? ?(?:llama|marca|telefonea|explica por teléfono)\b",
        r"\b(?:puede|podría|prefiere)(?: \w+){0,4} por teléfono\b(?!.*\bahora\b)",
    ),
    calls=any_of(
        r"\b(?:yo )?(?:(?:les|le|te|os) )?(?:vuelvo a llamar|llamaré|llamaremos|volveré a"
        r" llamar)\b",
        r"\b(?:luego|después|mañana|más tarde|ya) (?:(?:les|le|te|os) )?llamo\b"
        r"|\bllamo (?:yo|luego|después|mañana|más tarde|otra vez)\b|\byo (?:les |le |te |os )?llam",
        r"\bprefiero llamar yo\b|\bvoy a llamar(?:les|os)?\b",
    ),
    agreed_before=any_of(
        r"\b(?:me|nos) (?:iban?|ibais|ibas) a (?:volver a )?llamar\b"
        r"|\b(?:iban?|ibais|ibas) a llamar(?:me|nos)\b",
        r"\b(?:tenían?|teníais|debían?) (?:que )?(?:haberme llamado|llamar(?:me|nos))\b"
        r"|\b(?:quedaron|quedó|quedasteis) en (?:que )?(?:llamar(?:me|nos)|me llam\w+)\b",
    ),
    complains=any_of(
        r"\b(?:llam|marc)\w+\b.{0,40}\b(?:y|pero) (?:nada|nadie|no lo hizo|no me ha llamado"
        r"|no me llamó)\b",
        r"\b(?:nadie (?:me|nos) (?:ha )?llam|no me (?:han llamado|llamaron|ha llamado nadie))",
    ),
    refuses=any_of(
        r"\bno (?:hace falta|es necesario|necesito|quiero|tiene|tienen|hay necesidad)\b.{0,20}"
        r"\bllam",
        r"\b(?:no me (?:llame|llamen|llames|llaméis|vuelva|vuelvan)|deje[n]? de llamar"
        r"|quíteme de la lista|no vuelvan? a llamar)",
    ),
    settles=any_of(
        r"\b(?:anul|cancel|quit|borr|tach)\w+\b.{0,15}\b(?:llamada|devolución)\b",
        r"\bno (?:llamamos|podemos llamar|hacemos llamadas|devolvemos llamadas)\b",
        r"\bno (?:hace falta|es necesario|tengo que)\b.{0,20}\bllam",
    ),
    wonders=any_of(
        r"\b(?:desde|con|del?) (?:el |la )?que (?:le |les |te |os )?(?:estoy llamando|llamo)\b",
        r"\b(?:tengo|tendría|tenemos|hay|habría) que (?:volver a )?llamar\b|\bdebo llamar\b",
    ),
    negation=any_of(
        r"\b(?:no|nunca|jamás|sin|tampoco|nadie|en vez de)\b(?! (?:sé|deje|dude|olvide))"
    ),
    breaks=any_of(r"[,;:.!?¿¡]|\b(?:pero|sino|entonces|así que|mejor)\b"),
    reported=any_of(
        r"\b(?:diciendo|contando|dij(?:o|eron|iste)|dicho|decía|dice[n]? que|pidió|pidieron"
        r"|prometi\w+|(?:tenía|iba|debía|había)[ns]? (?:que|a|de)|quedaron en"
        r"|quedó en)\b",
        r"\b(?:cartel|nota|cartas?|mensaje) (?:que )?(?:dice|decía|pone|ponía)\b",
    ),
    song=any_of(r"\b(?:canción|cantaba|cantan|canta|letra|película)\b"),
    cut_off=any_of(
        r"\bsi (?:se (?:corta|cortara|cae|pierde)|nos cortan|perdemos)\b|\bpor si se corta\b",
        r"\bsolo llamamos\b|\b(?:si hay|si surge|si tiene|si hubiera|si"
        r" hubiese) (?:algún|alguna|cualquier)\b|\bsolo si\b|\bsi cambia algo\b|\bcualquier cosa\b",
    ),
    offers=any_of(
        r"\?\s*$|^¿|^(?:quiere|prefiere|le parece|desea|querés|quieres|necesita|necesitas)\b"
        r"|\b(?:si (?:quiere|quieres"
        r"|prefiere|le parece|gusta|querés))\b"
    ),
    declines=any_of(
        r"\b(?:no se moleste|no te preocupes|no se preocupe|no hace falta|dej[ae]|déjelo)\b"
    ),
    polite=any_of(
        r"\bno (?:me |nos |le )?(?:podr[ií]a[ns]?|puede[ns]?|podéis|podr[ií]ais|habría|será"
        r" posible|sería"
        r" posible)\b(?!.*\bporque\b)|\bpor qué no (?:me|nos)\b|\bno es que\b"
    ),
    yes=any_of(
        _FILLERS
        + r"(?:sí|si|quiero|dale|listo|sale|órale|ándele|hágale|claro|vale|por favor|perfecto"
        r"|de acuerdo|muy bien|genial|estupendo"
        r"|ok|okay|eso|exacto|venga|por supuesto|me parece bien|me va bien|encantad[oa])\b",
        r"\b(?:me va bien|me viene bien|sin problema|está bien|perfecto)\b",
    ),
    no=any_of(
        _FILLERS + r"(?:no|qué va|para nada|nada)\b(?!,? (?:pasa nada|hay problema|se preocupe))",
        r"\b(?:no hace falta|mejor (?:un |por |mándeme|envíeme|escríbame)|prefiero que no)\b",
    ),
    other_way=any_of(
        r"\b(?:con|un|por|basta con|mejor|prefiero|mándeme|envíeme|mande|envíe|mándame) (?:un |una"
        r" |por |el )*(?:mensaje|correo|email|e-mail|whatsapp|wasap|sms)\b(?!.*\by (?:me|luego)"
        r" llam)",
        r"\b(?:mándeme|envíeme|mándame|escríbame|escríbanme)(?:lo|la)?\b",
    ),
    withdraws=any_of(
        r"\b(?:déjelo|déjalo|olvídelo|olvídalo"
        r"|(?<!hora )(?<!hora me )(?<!día )(?<!día me )da igual(?! (?:la hora|el día|cuándo"
        r"|quién|a qué))|ya no hace falta|no se moleste|no te"
        r" molestes|no importa"
        r"|(?:cancel|anul|quit|borr)[ae](?:la|lo)?(?: (?:la|esa|mi) llamada)?)\b",
        r"\b(?:ya )?(?:paso|pasaré|me paso|voy|iré|me acerco|me acercaré) (?:yo )?(?:por"
        r"|esta|luego|mañana|a(?! \w+[aei]r(?:l[aeo]s?|me|se)?\b)|directamente)\b",
    ),
    transfers=any_of(
        r"\b(?:le|te|la|lo|les) (?:paso|pongo|comunico|transfiero) (?:con|ahora|ya)\b"
        r"|\bacaba de (?:llegar|entrar|volver)\b",
    ),
    booked=any_of(
        r"\b(?:tiene|queda|quedó|está|le he|queda la) (?:\w+ )?(?:cita|reservad|confirmad|agendad"
        r"|apuntad|reservado)\w*(?! (?:la llamada|que le llam))"
    ),
    greeting=any_of(
        r"\bdeje (?:su|un|el) mensaje|\bha llamado a\b|\bdespués de (?:la señal|oír la señal)"
        r"|\bno podemos atender"
    ),
    asks_when=any_of(
        r"\b(?:cuándo|qué hora|a qué hora|qué día|cuando le viene|le viene bien|por la"
        r" mañana o)\b"
    ),
    proposes=any_of(r"\b(?:mejor|qué tal|le parece|prefiero|podría ser|le viene|sería)\b|\?|¿"),
    condition=any_of(r"\b(?:si|si no|salvo que)\b"),
    then=any_of(r"\bentonces\b"),
    number_left=any_of(r"\bmi (?:número|teléfono|móvil)(?: \w+)? es\b"),
    thanks=any_of(r"\bgracias\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\b(?:me llamo|mi nombre es|soy|y yo|habla|le habla|al habla|le llama|(?<!el )nombre de"
        r"|a nombre de"
        r"|el nombre es|está a nombre de)"
    ),
    here=r"(?:al habla|al aparato)\b",
    asks_name=(
        r"\b(?:nombre\W*$|su nombre|tu nombre|a nombre de quién|a qué nombre|quién (?:habla"
        r"|llama|es)|(?:^|y |usted )se llama\W*$|cómo se"
        r" llama|con quién (?:hablo|tengo|estoy)|de parte de quién|nombre y apellidos?"
        r"|qué nombre|usted es\W*$)"
    ),
    asks_last_name=r"\bapellidos?\b(?!.*nombre)",
    asks_spelling=r"\b(?:deletre\w+|cómo se escribe)\b",
    confirms=r"\b(?:es usted|hablo con|entonces es|tengo aquí a|usted es|aquí me sale|es)",
    company_is=(
        r"\b(?:trabajo (?:en|para)|de la empresa|mi empresa es|la empresa (?:es|se llama)|llamo"
        r" (?:de|de parte de)|represento a)"
    ),
    asks_company=r"\b(?:empresa|compañía|negocio|qué firma)\b",
    asks_city=r"\bdónde\s*\?|\b(?:dónde (?:está|vive|viven|se encuentra|es|queda)|qué (?:ciudad"
        r"|zona|pueblo"
        r"|localidad)|de dónde|dirección)\b",
    wants=(
        r"(?<!\w)alguien para {noun}",
        r"\b(?:me interesan?|interesad[oa] en) {noun}",
        r"\bpresupuesto (?:para|de) {noun}",
        r"\b(?:busco|buscamos) {noun}",
        r"\b(?:reservar|contratar|pedir|agendar) {noun}",
        r"\b(?:necesito|necesitamos|quiero|queremos|quisiera) que (?:me |nos |alguien )?"
        rf"(?={_WORK}){{noun}}",
        rf"\b(?:puede|pueden|podría|podrían)(?: ustedes)? (?={_WORK}){{noun}}",
        r"\b(?:necesito|necesitamos|quiero|quisiera) {noun}",
    ),
    articles="una?|unos|unas|el|la|los|las",
    noun_ends="para|en|por|y|con|que|de|pero|o|porque",
    no_service=(
        r"^(?:alguien|a alguien|ser)(?!\w)|^(?:una? )?(?:que\b|cita\b|hablar|saber|preguntar|ayuda"
        r"|información|el\b|la\b"
        r"|lo\b)"
    ),
    asks_other_number=(
        r"número de (?!(?:su |tu )?(?:teléfono|móvil|celular|contacto|casa|mujer|marido|hij))\w"
        r"|\b(?:código|cédula|matrícula|referencia|dni|nie|póliza|expediente)\b"
    ),
    other_number=(
        r"\b(?:pedido|factura|póliza|cuenta|expediente|referencia|tarjeta|código|su) ?(?:número)?\b"
        r"[^.?!]{0,20}$"
    ),
    noises=(
        "sí|pues|eh|ah|con|cómo no|será|claro|bueno|soy|me llamo|mi nombre es|es|a nombre de|vale"
        "|en"
        "|de|vivo en"
        "|estoy en|estamos en|aquí en|la|el|señora|señor|don|doña"
    ),
    no_names=(
        "be ce efe ge hache jota ka ele eme ene eñe pe cu erre ese uve equis zeta"
        " soy habla lunes martes miércoles jueves viernes sábado domingo hola buenos buenas buen sí"
        " no gracias"
        " mire mira pues es eh ah claro vale bueno perfecto yo el la los las un una quería llamo"
        " llamaba para por que qué en de muy me le se su mi ahora mañana hoy a al con como cómo"
        " señor señora don doña genial estupendo ay uy anda nada todo será cómo"
    ),
    letter_as=r"de|como",
    at=r"arroba",
    signs={
        "punto": ".", "guion bajo": "_", "guión bajo": "_", "guion": "-", "guión": "-",
        "barra baja": "_", "más": "+",
    },
    together=r"todo (?:junto|seguido)",
    corrects=r"\b(?:no|perdón|perdone|digo|mejor dicho|espere|disculpe|miento)\b",
)  # fmt: skip

LEXICON = Lexicon("es", CALLS, FACTS)
