"""Spanish."""

from shared.domain.callback_time.lexicon.entry import Lexicon, compounds, fused, numbered
from shared.domain.callback_time.lexicon.spanish_talk import TALK

_UNITS = numbered("cero _ dos tres cuatro cinco seis siete ocho nueve")
_TENS = {"treinta": 30, "cuarenta": 40, "cincuenta": 50}
_ONES = {"uno": 1, "una": 1, "un": 1}

NUMBERS = {
    **_UNITS,
    "uno": 1,
    "la una": 1,
    **numbered("diez _ doce trece catorce quince dieciséis diecisiete dieciocho diecinueve", 10),
    **numbered(
        "veinte veintiuno/veintiuna/veintiún veintidós veintitrés veinticuatro veinticinco"
        " veintiséis veintisiete veintiocho veintinueve",
        20,
    ),
    **_TENS,
    **compounds(_TENS, _UNITS | _ONES, "{ten} y {unit}"),
    "once": 11,
}
NUMBERS |= {f"dos mil {said}": 2000 + value for said, value in NUMBERS.items() if 20 <= value < 40}
ORDINALS = {"primero": 1, "primer": 1, "segundo": 2, "tercer": 3, "tercero": 3}

_DAYS = {
    "today": "hoy|de hoy",
    "wd0": "lunes|de lunes",
    "wd1": "martes|de martes",
    "wd2": "miércoles|de miércoles",
    "wd3": "jueves|de jueves",
    "wd4": "viernes|de viernes",
}

WORDS = {
    "": (
        "puedo contestar|puedo responder|puedo atender|puedo coger|contestar|sí|pueden|pueda|"
        "puedan|me pueden llamar|me puede llamar|pudieran|podríamos|"
        "podemos|me podría|me podrían|me gustaría|quería|necesito|necesitaría|"
        "intente|inténtelo|intenten|inténtenlo|vuelva|vuelvan|volver|"
        "vuelva a intentarlo|inténtelo de nuevo|pruebe|prueben|prueba|llamarme|"
        "llamarnos|llámenme|llámanos|llámeme|llámame|llamadme|que me llamen|"
        "que me llame|que me llamaran|una llamada|la llamada|telefonear|telefonéeme|"
        "marcar|márqueme|márcame|hablamos|hablemos|hablar con usted|comunicarse|"
        "comuníquese|contactar|contácteme|contáctenme|contacten|avíseme|atender|"
        "atenderle|yo puedo|puedo|podré|tengo tiempo|tengo un hueco|tengo libre|"
        "tengo disponible|tengo|estaré en casa|estoy en casa|en casa|"
        "estaré disponible|estoy disponible|disponibles|libres|excelente|estupendo|"
        "fenomenal|fantástico|magnífico|maravilloso|buenísimo|correcto|conforme|"
        "de acuerdo|por supuesto|desde luego|cómo no|exacto|eso|eso es|así|así que|"
        "esto|muy bien|me parece bien|me parece|parece|creo|creo que|supongo|diría|"
        "yo diría|pongamos|digamos que|quedamos|quedemos|queda|quedaría|"
        "sería perfecto|sería genial|sería mejor|estaría bien|estaría perfecto|"
        "me conviene|conviene|me encaja|encaja|funciona|me funciona|sirve|me sirve|"
        "preferible|preferible sería|preferiría|a poder ser|si no es molestia|"
        "si es tan amable|sea tan amable|tan amable|amable|hola|buenos días|buenas|"
        "adiós|hasta luego|señorita|don|doña|alguien|alguno|un compañero|el técnico|"
        "el encargado|el agente|de vuestra parte|de su parte|al teléfono|"
        "por teléfono|teléfono|al móvil|móvil|a este número|este número|"
        "en este número|mi número|también|igual|justo|justo a|exactamente|"
        "precisamente|casi|más bien|realmente|verdad|cierto|entonces sí|y ya está|"
        "nada más|como siempre|les|os|se|te|tú|su|sus|hacer|haga|hágalo|hacerlo|dé|"
        "deme|dejar|dejémoslo|apunte|anote|momento|un momento libre|"
        "pero|pero solo|le llamamos|llamamos|les llamamos|le llamo|podemos llamarle"
        "|le podemos llamar|cuando tenga un momento|cuando pueda ser|cuando le venga bien"
        "|ideal|lo ideal|sería ideal|mejor para mí|"
        "por favor|más o menos|aproximadamente|del|la|el|lo|las|los|tipo|cualquier hora|"
        "a cualquier"
        " hora|cuando quiera|cuando pueda|si puede|si es posible|en punto|una|un|uno|a|hora local"
        "|ahora no|ahora no puedo hablar|no puedo hablar ahora|ahora no puedo|llámeme|llámame"
        "|llámenme|me llama|me llame|llamar"
        "|llamarme|llame|llama|llamen|llamada|me llaman|puede|puedes|podría|podrías|podrían|me"
        "|quiero|quisiera|prefiero|mejor si|sería|estaría|está|está bien|bien|vale|ok|claro"
        "|gracias|muchas gracias|pues|bueno|entonces|digamos|quizás|quizá|tal vez|a ver|mire|oiga"
        "|devuélvame la llamada|devolver la llamada|me devuelve la llamada|devuélvanme la llamada"
        "|vuelva a llamar|vuelva a llamarme|vuélvame a llamar|volver a llamar|contactarme|de nuevo"
        "|otra vez|libre|disponible|estoy|estaré|estoy libre|estaré libre|me viene bien|viene bien"
        "|me va bien|va bien|perfecto|genial|sobre todo|preferiblemente|preferentemente|es|"
        "ser|para"
        "|con|eh|em|mismo|solo|solamente|usted|ustedes|yo|mi|le|nos|llamarnos|llámenos|hablar"
        "|hablamos|le parece|qué hora|a qué hora|qué día|señor|señora|al|en algún"
        " momento|algún momento|día"
    ),
    "de": "de",
    "for": "durante|por espacio de",
    "at": "a las|a la|a eso de las|a eso de la|sobre las|sobre la|como a las|como a la"
    "|hacia las|hacia la|tipo las|las|alrededor de las|alrededor de la|cerca de las|a partir las",
    "roughly": "sobre|alrededor de|unos|unas|como|hacia",
    "in": "en|dentro de|de aquí a|en unos|en unas|dentro de unos|dentro de unas",
    "within": "antes de que pasen|en el plazo de|en menos de|en las próximas|en los próximos"
    "|durante las próximas|durante los próximos",
    "on": "el|el día|el dia|para el|día",
    "y": "y|e|i",
    "or": "o|u|o si no|o bien",
    "minus": "menos",
    "para": "para las|para la",
    "this": "este|esta|esta misma|este mismo",
    "next": "próximo|próxima|que viene|siguiente|entrante|próximos",
    "last": "último|última",
    "after": "después de|después de las|después de la|después del|pasadas las|pasada la|tras"
    "|tras las"
    "|luego de las|luego de|más tarde de las",
    "from": "deme hasta|dame hasta|denme hasta|deme de plazo hasta|"
    "siempre que no sea antes de las|siempre que no sea antes de"
    "|mientras no sea antes de las|con tal de que no sea antes de las"
    "|con tal que no sea antes de las|siempre y cuando no sea antes de las"
    "|lo importante es que no sea antes de las|"
    "que no sea antes de|que no sea antes de las|que no sea antes de la"
    "|que no sea antes del|nunca antes de|nunca antes de las|no antes del|pero no antes de"
    "|pero no antes de la|de ahí en adelante desde las|no más temprano de las"
    "|no más temprano que las|no más pronto de las|"
    "a partir de|a partir de las|a partir de la|a partir del|desde|desde las|desde la|no"
    " antes de|no antes de las|no antes de la|pero no antes de las|ocupado hasta las|ocupada hasta"
    " las|hasta las no puedo|no puedo hasta las|estoy en una reunión hasta las",
    "onwards": "en adelante|o más tarde|o después|para adelante",
    "before": "antes de|antes de las|antes de la|antes del|antes de que",
    "by": "de aquí a las|de aquí a la|de ahora a las|de aquí al|máximo|como máximo"
    "|pero no más tarde de las|pero no más tarde de|pero no después de las|"
    "siempre que no sea después de las|mientras no sea después de las"
    "|con tal de que no sea después de las|siempre y cuando no sea después de las"
    "|siempre que sea antes de las|mientras sea antes de las|"
    "que no sea después de|que no sea después de las|que no sea después de la"
    "|que no sea más tarde de las|no después de|no después de las|no después de la"
    "|no después del|nunca después de las|que no pase de las|sin pasar de las|no más allá de las"
    "|no más tarde que las|máximo a las|como máximo a las|a las como máximo|"
    "a más tardar|a más tardar a las|como muy tarde|como muy tarde a las|para antes de las"
    "|no más tarde de las|no más tarde de",
    "until": "hasta|hasta las|hasta la|hasta el",
    "between": "entre|entre las|entre la|entre el",
    "thru": "hasta las",
    "no": "no",
    "not": "en vez de|en lugar de|en vez del|"
    "olvídese de|olvídate de|olvídense de|olvide|olvida|ni|descarte|"
    "quitando|exceptuando|aparte de|a excepción de|con excepción de|"
    "no puedo|nunca|excepto|menos el|salvo|no el|que no sea|cualquier día menos",
    "not_that": "tampoco|tampoco puedo|tampoco me va|excluido|excluidos|"
    "lo tengo complicado|es complicado|me es difícil|"
    "es difícil|es imposible|"
    "complicado|"
    "me pilla mal|imposible|"
    "demasiado pronto|demasiado temprano|demasiado tarde|muy pronto|muy temprano|"
    "me viene fatal|me viene mal|me viene muy mal|me va mal|me va fatal|es muy pronto|"
    "es muy temprano|es demasiado pronto|es demasiado temprano|es muy tarde|"
    "es demasiado tarde|me resulta imposible|es imposible|no me encaja|no me conviene|"
    "no me cuadra|me es imposible|imposible|lo tengo mal|no puedo|"
    "no me viene bien|no me va bien|no puede ser|no va bien|no viene bien|no me sirve",
    "min30": "media hora|media horita|una media hora|una media horita|media horilla",
    "fix": "pásemelo a|pasémoslo a|cámbiemelo a|cámbialo a|cámbielo a|muévalo a|"
    "mejor lo dejamos|mejor lo ponemos|no mire|ah espere|uy espere|ay espere|"
    "uy no espere|ah perdón|no no espere|bueno mejor|no a ver|en realidad|"
    "ay no perdón|ay no|ay perdón|uy no|uy perdón|no espera|espera|espere no|ah no"
    "|ah no perdón|me equivoqué|me equivoco|rectifico|corrección|quise decir|perdona|perdone"
    "|no no perdón|no mentira|mejor aún|o no|mejor pongamos|mejor digamos|pensándolo bien"
    "|ahora que lo pienso|disculpe no|no disculpe|un momento no|aguarde|no aguarde|mejor que sea"
    "|que sea mejor|"
    "no perdón|perdón|mejor|mejor dicho|digo|quiero decir|no mejor|bueno no|no espere"
    "|espere|no no|corrijo|o mejor",
    "oclock": "horas en punto",
    "am": "a. m.|de la mañanita",
    "half": "media|medio",
    "quarter": "cuarto|un cuarto",
    "min15": "cuarto de hora|un cuarto de hora",
    "min45": "tres cuartos de hora",
    "few": "unos pocos|unas pocas|algunos|algunas|varios|varias|un par o tres",
    "2": "un par|un par de|par de",
    "minute": "minutillo|minutillos|minuto|minutos|minutito|minutitos|min",
    "hour": "h|hs|hrs|hora|horas|horita|horitas",
    "day": "día|días",
    "week2": "quince días",
    "bizday": "día hábil|días hábiles|día laborable|días laborables|día de trabajo|día laboral"
    "|días laborales",
    "early": "la primera mitad de|en la primera mitad de|primera mitad de|"
    "en la primera mitad|la primera mitad|a principios de|principios de|comienzos de|"
    "a comienzos de|a primeros de|primeros de",
    "mid": "a mediados de|mediados de",
    "end": "a finales de|finales de|a fines de|fines de|final de|al final de|a final de|a última"
    " hora de|última hora de",
    "week": "semana|semanas",
    "month": "mes|meses",
    "year": "año|años",
    "ago": "pasado|pasada|hace",
    "today": "hoy|hoy mismo|el día de hoy",
    "tomorrow": "mañana|mañana mismo|el día de mañana",
    "overmorrow": "pasado mañana|pasado",
    "yesterday": "anoche|antenoche|ayer|anteayer|antier",
    "weekend": "fin de semana|el fin de semana|finde",
    "tonight": "esta noche",
    "this morning": "esta mañana|hoy por la mañana|hoy en la mañana",
    "first_thing": "nada más abrir|en cuanto abran|apenas abran|nada más abran|en abriendo|"
    "a primera hora|primera hora|al abrir|cuando abran|cuando abra|abran|en cuanto"
    " abran|a la apertura",
    "closing": "a última hora|última hora|final del día|fin del día|al final del día|al cierre"
    "|cierre|cierren|que cierren|cuando cierren|el cierre|la hora de cierre|cerrar",
    "in_hours": "en horario de oficina|horario de oficina|en horas de oficina|horario laboral",
    "asap": "ahora|ahora mismo|cuanto antes|lo antes posible|en seguida|enseguida|ya"
    "|inmediatamente|de inmediato|ya mismo|lo más pronto posible|en cuanto pueda|tan pronto como"
    " pueda|ahorita|ahorita mismo|pronto",
    "later": "más tarde|luego|al rato|después|en otro momento|en un rato|más adelante|otro día",
    "morning": "por la mañanita|mañanita|"
    "por la mañana|de la mañana|en la mañana|la mañana|las mañanas|por las mañanas"
    "|a la mañana|mañana por la mañana temprano",
    "tomorrow morning": "mañana por la mañana|mañana en la mañana|mañana a la mañana"
    "|mañana temprano",
    "early_morning": "tempranito|por la mañana tempranito|"
    "temprano por la mañana|temprano|temprano en la mañana|muy temprano",
    "mid_morning": "a media mañana|media mañana",
    "late_morning": "última hora de la mañana|a última hora de la mañana",
    "small_hours": "de la madrugada|madrugada|por la madrugada",
    "noon": "mediodía|al mediodía|a mediodía|del mediodía|medio día|al medio día|las doce del"
    " mediodía",
    "lunch": "la hora de comer|a la hora de comer|la hora del almuerzo|a la hora del almuerzo",
    "afternoon": "por la tarde|de la tarde|en la tarde|tarde|las tardes|la tarde|a la tarde|"
    "por las"
    " tardes",
    "early_afternoon": "a primera hora de la tarde|primera hora de la tarde",
    "mid_afternoon": "a media tarde|media tarde",
    "late_afternoon": "hacia el final del día|sobre el final del día|hacia el final de la tarde"
    "|al final de la tarde|a final de la tarde|hacia última hora|hacia el fin del día"
    "|ya al final de la tarde|"
    "a última hora de la tarde|última hora de la tarde",
    "night": "por la noche|de la noche|en la noche|noche|la noche|a la noche",
    "midnight": "medianoche|a medianoche|a la medianoche|media noche",
    "same_time": "más o menos a la misma hora|sobre la misma hora|al mismo tiempo|"
    "igual hora|a igual hora|"
    "misma hora|la misma hora|a la misma hora|esta hora|a esta hora|a esta misma hora",
    "two_day_before": "antevíspera de|la antevíspera de|la antevíspera",
    "day_before": (
        "el día anterior|el día antes|un día antes|día antes|la víspera|víspera|"
        "el día antes de|el día antes del|un día antes de|un día antes del|"
        "día antes de|día antes del|el día anterior a|el día anterior al|"
        "día anterior a|víspera de|la víspera de|el día de antes de|"
        "el día de antes del"
    ),
    "day_after": (
        "al día siguiente|el día siguiente|un día después|el día después|día después|"
        "el día de después|"
        "un día más tarde|el día después de|el día después del|un día después de|"
        "un día después del|"
        "el día siguiente a|el día siguiente al|al día siguiente de|"
        "al día siguiente del|el día de después de|el día de después del"
    ),
    "vague": (
        "comer|cenar|desayunar|merendar|la comida|la cena|el desayuno|la merienda|"
        "anochecer|el anochecer|amanecer|la siesta|un ratito|un rato|"
        "dentro de un rato|dentro de un ratito|en un ratito|en un rato|"
        "de aquí a un rato|al salir del trabajo|al salir"
    ),
    "morning or afternoon": (
        "mañana o tarde|mañana o la tarde|por la mañana o por la tarde|"
        "mañana o por la tarde|de mañana o de tarde"
    ),
    "measure": (
        "por ciento|euros|euro|pesos|peso|dólares|kilos|kilo|gramos|kilómetros|"
        "metros|litros|grados|pastillas|habitaciones|personas|hijos|hijas|niños|"
        "cajas|llantas|ruedas|ventanas|puertas|mil|millones|páginas|pisos"
    ),
    "unread": "cuánto tiempo|cuánto dura|cuánto tarda|cuánto tardan|cuántos|cuántas|"
    "cuánto cuesta|"
    "semana santa|vacaciones|cada|fiestas|todos los|todas las",
    "hol_christmas": "navidad|día de navidad|el día de navidad",
    "hol_christmas_eve": "nochebuena",
    "hol_new_year": "año nuevo|el día de año nuevo",
    "hol_new_year_eve": "nochevieja|fin de año",
    "hol_epiphany": "día de reyes|reyes",
    "id": "habitación|puerta|piso|cuenta|extensión|código|apartamento|sala|oficina número|pedido"
    "|factura|referencia|terminada en|termina en|línea|autobús|número de cuenta|despacho",
    "then_on": "después de eso|luego de eso|a partir de ahí|a partir de entonces|"
    "de ahí en adelante|"
    "después ya|a partir de ese momento|después cuando quiera|ya después",
    "10": "una decena de|decena de|unos diez",
    "this week": "algún día de esta semana|cualquier día de esta semana|entre semana esta|"
    "durante la semana|esta semana mismo|en la semana",
    "or_earlier": "o antes|o incluso antes",
    "within 1 hour": "en la próxima hora|en la siguiente hora|antes de una hora",
    "wd0": "lunes|los lunes",
    "wd1": "martes|los martes",
    "wd2": "miércoles",
    "wd3": "jueves",
    "wd4": "viernes",
    "wd5": "sábado|sábados",
    "wd6": "domingo|domingos",
    "mo1": "enero",
    "mo2": "febrero",
    "mo3": "marzo",
    "mo4": "abril",
    "mo5": "mayo",
    "mo6": "junio",
    "mo7": "julio",
    "mo8": "agosto",
    "mo9": "septiembre|setiembre",
    "mo10": "octubre",
    "mo11": "noviembre",
    "mo12": "diciembre",
    **fused(_DAYS, {"week": "en ocho|en ocho días|en una semana"}, joint=" "),
    **fused(_DAYS, {"in 2 week": "en quince|en quince días|en dos semanas"}, joint=" "),
}

LEXICON = Lexicon(
    "es", WORDS, NUMBERS, ORDINALS, after_at={"una": 1, "un": 1}, talk=TALK, adverbs="mente"
)
