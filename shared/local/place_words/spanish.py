"""Spanish words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

SPANISH = PlaceWords(
    home=(
        r"\b(?:vivo|vivimos|vive|resido|residimos|radico|radicamos|trabajo|trabajamos|estamos"
        r" ubicados|estoy ubicad[oa]|ubicad[oa]s?|nos mudamos|me mudé|mudar(?:me"
        r"|nos)) (?:\w+ )?(?:en|a)\b"
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
        "punto fuera será serán uy el la los las un una unos unas mi mis tu tus su sus nuestro"
        " nuestra"
        " este"
        " esta ese esa esto"
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
