"""Portuguese."""

from shared.domain.callback_time.lexicon.entry import Lexicon, compounds, fused, numbered
from shared.domain.callback_time.lexicon.portuguese_talk import TALK

_UNITS = numbered("zero _ dois/duas três quatro cinco seis sete oito nove")
_TENS = {"vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50}
NUMBERS = {
    **_UNITS,
    **numbered(
        "dez onze doze treze quatorze/catorze quinze dezesseis/dezasseis dezessete/dezassete"
        " dezoito dezenove/dezanove",
        10,
    ),
    **_TENS,
    **compounds(_TENS, {**_UNITS, "um": 1, "uma": 1}, "{ten} e {unit}"),
}
NUMBERS |= {
    f"dois mil e {said}": 2000 + value for said, value in NUMBERS.items() if 20 <= value < 40
}
ORDINALS = {"primeiro": 1, "primeira": 1, "segundo": 2, "terceiro": 3}

_DAYS = {
    "today": "hoje|de hoje",
    "tomorrow": "amanhã|de amanhã",
    "wd0": "segunda|de segunda|segunda-feira|de segunda-feira",
    "wd1": "terça|de terça|terça-feira|de terça-feira",
    "wd2": "quarta|de quarta|quarta-feira|de quarta-feira",
    "wd3": "quinta|de quinta|quinta-feira|de quinta-feira",
    "wd4": "sexta|de sexta|sexta-feira|de sexta-feira",
}

WORDS = {
    "": (
        "posso atender|consigo atender|atender|tente|tentem|tentar|tenta|tente novamente|"
        "tentar novamente|tente ligar|"
        "liguem-me|me liguem|me ligar|me ligarem|ligarem|me ligasse|me ligassem|"
        "ligará|me liga de volta|me retornem|retornem|retornarem|me contatar|"
        "contatar|contate|entre em contato|entrar em contato|contato|contacto|"
        "telefonar|telefone|telefona|telefonema|uma ligação|a ligação|por telefone|"
        "no telefone|no celular|celular|telemóvel|neste número|este número|me chamar|"
        "me chame|chame|posso|poderia ser|podemos|poderíamos|gostaria que|"
        "gostaria de|preciso|precisava|precisaria|tenho|tenho tempo|tenho um tempo|"
        "terei|tempo|estou livre|estarei livre|estou disponível|estarei disponível|"
        "disponíveis|em casa|estou em casa|no escritório|seria ótimo|seria bom|"
        "seria perfeito|seria melhor|seria ideal|ficaria|ficaria bom|ficaria melhor|"
        "fica ótimo|fica melhor|está ótimo|está perfeito|está bem|tudo bem|beleza|"
        "combinado|excelente|maravilha|legal|fantástico|certo|certinho|com certeza|"
        "exato|exatamente|isso|isso mesmo|assim|por gentileza|gentileza|"
        "por favor mesmo|agradeço|eu agradeceria|obrigadão|valeu|bom dia|até logo|"
        "tchau|moço|moça|doutor|doutora|alguém|um colega|colega|um técnico|técnico|"
        "atendente|da sua parte|da parte de vocês|vocês poderiam|vocês conseguem|"
        "consegue|conseguem|consigo|dá para|dá pra|daria|daria para|serve|"
        "serve para mim|convém|me convém|é melhor|é bom|acho|eu acho|acho que|creio|"
        "suponho|diria|eu diria|vamos dizer|vamos marcar|marcar|marque|marca|vamos|"
        "combinar|anote|anotar|se for possível|se não for incômodo|"
        "se não se importar|preferível|preferiria|mais fácil|fácil|melhor horário|"
        "horário|o horário|um horário|realmente|mesmo|simplesmente|provavelmente|"
        "normalmente|meio que|ali|aqui|te|lhe|seu|sua|nosso|nossa|ele|ela|fazer|"
        "faça|"
        "mas|mas só|ligamos|podemos ligar|retornamos|te ligo|lhe ligamos|ligo|quando der"
        "|quando quiser|o ideal|ideal|melhor dia|qual o melhor dia|"
        "não posso falar agora|não dá agora|"
        "por favor|se faz favor|mais ou menos|aproximadamente|o|os|da|dos|um|uma|em"
        " ponto|me|me liga|me ligue|me liguem|ligue-me|liga-me|ligar|ligar-me|me ligar|ligue|liga"
        "|liguem|ligação|retornar|retorne|retorna|me retorne|retornar a ligação|de volta|volte a"
        " ligar|voltar a ligar|chamar|pode|pode ser|poderia|podem|podia|você|vocês|eu|quero"
        "|queria|gostaria|prefiro|de preferência|preferencialmente|seria|está|está bom|bom|ótimo"
        "|perfeito|tá|tá bom|ok|sim|claro|obrigado|obrigada|muito obrigado|então|digamos|talvez"
        "|se possível|se puder|se der|ser|livre|disponível|estou|estarei|vou estar|fico|fica"
        "|fica bom|fica bem|para mim|pra mim|hora local|agora não|agora não posso|qualquer hora|a"
        " qualquer hora|quando puder|que horas|a que horas|qual dia|com|também|só|apenas|né"
        "|eh|hum|aí|lá|de novo|novamente|outra vez|falar|conversar|nos|senhor|senhora|olha|olá"
        "|lá pelas|dá|pro|em algum momento|sem falta|meu|minha|melhor se"
    ),
    "de": "de",
    "das": "das",
    "del": "do",
    "for": "durante|por",
    "at": "às|à|as|lá pelas|pelas|pela|por volta das|por volta da|por volta de|perto das"
    "|cerca das|ali pelas|umas",
    "roughly": "cerca de|uns|umas|aproximadamente",
    "in": "em|daqui a|dentro de|daqui|daqui a uns|em uns|em umas|daqui a umas|daí a",
    "on": "no|na|no dia|dia|ao|em o dia",
    "y": "e|i",
    "minus": "menos",
    "pra": "para|pra",
    "para": "para o|para as|para a|pras",
    "or": "ou|ou então|senão|ou senão",
    "this": "este|esta|essa|esse|nesta|neste|nessa|nesse|desta|deste|dessa",
    "next": "próximo|próxima|que vem|seguinte|próximos|próximas",
    "last": "último|última",
    "after": "depois de|depois das|depois da|depois do|após|após as|após o|passadas as|passado o",
    "from": "me dá até|me dê até|me deem até|me dá até as|me dá até às|"
    "contanto que não seja antes das|o importante é que não seja antes das"
    "|desde que não seja antes de|basta que não seja antes das|só não antes das|"
    "que não seja antes das|que não seja antes de|que não seja antes da|nunca antes das"
    "|nunca antes de|não antes da|não antes do|mas não antes de|só depois das|só a partir das"
    "|só depois da|nada antes das|desde que não seja antes das|nunca antes da|"
    "a partir de|a partir das|a partir da|a partir do|desde|desde as|não antes das|não"
    " antes de|mas não antes das|ocupado até as|ocupada até as|em reunião até as|em reunião até às"
    "|ocupado até às|ocupada até às",
    "onwards": "em diante|ou mais tarde|ou depois|em frente",
    "before": "antes de|antes das|antes da|antes do|antes que",
    "by": "de agora até as|de agora até|de agora às|daqui até as|daqui até|no máximo"
    "|mas não depois das|mas não mais tarde que as|mas não passe das|mas até as|"
    "contanto que não seja depois das|o importante é que não seja depois das"
    "|desde que não seja depois das|desde que não seja depois de|basta que não seja depois das"
    "|só não depois das|desde que seja antes das|contanto que seja antes das|"
    "não depois das|não depois de|não depois da|que não seja depois das|nunca depois das"
    "|mas não depois das|não mais tarde que as|não mais tarde do que às|nada depois das"
    "|não passe das|sem passar das|o máximo às|máximo às|máximo até as|máximo até às|"
    "até|até às|até as|até à|até a|até o|até ao|no máximo até|o mais tardar|o mais tardar às"
    "|no máximo às|no mais tardar|até no máximo",
    "thru": "às|até às",
    "within": "nas próximas|nos próximos|no prazo de|em menos de",
    "between": "entre|entre as|entre a|entre o",
    "no": "não",
    "not": "em vez de|ao invés de|em lugar de|"
    "esquece|esqueça|nem|esqueçam|deixa pra lá|"
    "à exceção de|com exceção de|fora o|fora a|salvo|"
    "exceto|menos na|menos no|nunca|não posso|não pode ser|menos|tirando",
    "not_that": "excluído|excluída|é complicado|complicado|é difícil|está ruim|está difícil|"
    "fica complicado|"
    "fica difícil|"
    "já não dá|já não posso|já não consigo|já não vai dar|"
    "é muito cedo|é muito tarde|é cedo demais|é tarde demais|muito cedo|muito tarde|"
    "fica ruim|fica ruim para mim|fica ruim pra mim|fica difícil|não fica bom|"
    "é impossível|não dá para mim|não dá pra mim|não vai dar|não me dá jeito|não rola|"
    "fica complicado|é meio cedo|"
    "não dá|não posso|não consigo|não pode ser|não serve|não me serve|não é possível",
    "20": "uns vinte|uma vintena de|coisa de vinte",
    "fix": "passa para as|muda para as|mude para as|passe para as|põe antes|"
    "ponha antes|é melhor|melhor então|ah espera|ah desculpe|ai espera|ops não|"
    "não não espera|hum não|quero dizer não|espera lá|"
    "pera|pera aí|perai|espera aí|espere|espere aí|não pera|não peraí|opa|ops|minto"
    "|me enganei|enganei-me|ah não|ai não|ai desculpe|corrijo|corrigindo|não minto|não desculpa"
    "|perdão|não perdão|melhor ainda|pensando bem|pensando melhor|ou não|não não desculpe"
    "|não espere|quero dizer|queria dizer|quis dizer|não melhor|opa não|na realidade|retifico"
    "|afinal|afinal não|não digo|não faz assim|"
    "não desculpe|desculpe|desculpa|aliás|ou melhor|melhor|quer dizer|não espera|espera"
    "|digo|não aliás|não não|peraí|na verdade",
    "half": "meia",
    "quarter": "um quarto|quarto",
    "min15": "um quarto de hora|quarto de hora",
    "min30": "uma meia horinha|meia horita|meia hora boa|meia hora|meia horinha",
    "min45": "três quartos de hora",
    "few": "alguns|algumas|poucos|poucas|vários|várias|uns poucos",
    "2": "um par de|umas duas",
    "minute": "minuto|minutos|minutinhos|min",
    "hour": "h|hora|horas|horinha",
    "oclock": "h",
    "day": "dia|dias",
    "bizday": "dia útil|dias úteis",
    "early": "na primeira metade da|na primeira metade de|a primeira metade da|"
    "na primeira metade|primeira metade|início de|no início de|começo de|no começo de|"
    "início da|no início da|começo da|no"
    " começo da|início do|no início do|princípio de|no princípio de",
    "mid": "meio de|meados de|em meados de|no meio de|meio da|no meio da|no meio do",
    "end": "fim de|no fim de|final de|no final de|fim da|no fim da|final da|no final da|"
    "no final do"
    "|final do|fim do|no fim do",
    "week": "semana|semanas",
    "month": "mês|meses",
    "year": "ano|anos",
    "ago": "passado|passada|atrás|há",
    "today": "hoje|hoje mesmo",
    "tomorrow": "amanhã|amanhã mesmo",
    "overmorrow": "depois de amanhã|depois d'amanhã",
    "yesterday": "ontem|anteontem",
    "weekend": "fim de semana|final de semana|fins de semana",
    "this morning": "hoje de manhã|esta manhã|hoje pela manhã",
    "first_thing": "assim que abrir|assim que vocês abrirem|logo que abrir|logo que abrirem"
    "|quando abrir|ao abrir|mal abram|assim que abram|quando vocês abrirem|na hora que abrir"
    "|na hora que abrirem|no abrir|logo na abertura|"
    "logo cedo na abertura|na abertura|abertura|quando abrirem|assim que abrirem"
    "|abrirem|primeira coisa|na primeira hora|à primeira hora",
    "closing": "fim do dia|no fim do dia|final do dia|no final do dia|fechamento|no fechamento"
    "|fecharem|de fechar|fechar|ao final do dia|fim do expediente|no fim do expediente|final do"
    " expediente|de fecharem|vocês fecharem|o fecho|de vocês fecharem|do fechamento|encerramento",
    "in_hours": "horário comercial|em horário comercial|no horário comercial|horário de expediente",
    "asap": "agora|agora mesmo|já|imediatamente|o quanto antes|o mais rápido possível|assim que"
    " possível|o mais breve possível|logo que possível|quanto antes|o mais cedo possível|logo",
    "later": "mais tarde|depois|outra hora|em outro momento|daqui a pouco|noutra altura",
    "morning": "da manhã|de manhã|pela manhã|manhã|na parte da manhã|na manhã|a parte da manhã"
    "|de manhãzinha",
    "early_morning": "de manhã cedo|cedo|bem cedo|logo cedo|cedinho|manhã cedo",
    "mid_morning": "meio da manhã|no meio da manhã",
    "late_morning": "fim da manhã|no fim da manhã|final da manhã|no final da manhã",
    "small_hours": "da madrugada|de madrugada|madrugada",
    "noon": "meio-dia|ao meio-dia|o meio-dia|meio dia|ao meio dia",
    "lunch": "hora do almoço|na hora do almoço|horário de almoço|no horário de almoço|à hora de"
    " almoço|hora de almoço",
    "afternoon": "da tarde|de tarde|à tarde|tarde|na parte da tarde|pela tarde|na tarde|a tarde"
    "|na parte da tarde",
    "early_afternoon": "início da tarde|no início da tarde|começo da tarde|no começo da tarde",
    "mid_afternoon": "meio da tarde|no meio da tarde",
    "late_afternoon": "lá para o fim do dia|para o fim do dia|mais para o fim do dia"
    "|mais pro fim do dia|lá pro fim do dia|pro fim do dia|mais para o final do dia"
    "|mais pro final do dia|pelo fim da tarde|lá para o fim da tarde|"
    "fim da tarde|no fim da tarde|final da tarde|no final da tarde|fim de tarde"
    "|ao fim da tarde|ao final da tarde",
    "night": "da noite|de noite|à noite|noite|a noite|na noite",
    "this night": "hoje à noite|esta noite|hoje de noite",
    "midnight": "meia-noite|à meia-noite|meia noite|a meia noite",
    "same_time": "mais ou menos à mesma hora|pela mesma hora|a mesma hora|"
    "no mesmo horário de hoje|à mesma hora de hoje|a esta hora|"
    "nesse horário|neste horário|a essa hora amanhã|essa mesma hora|"
    "nesse mesmo horário|neste mesmo horário|mesmo horário|no mesmo horário|"
    "nesta mesma hora|nessa mesma hora|a essa mesma hora|"
    "mesma hora|à mesma hora|na mesma hora|nesse mesmo horário|no mesmo horário"
    "|a esta hora|a esta mesma hora|mesmo horário",
    "two_day_before": "antevéspera de|na antevéspera de|antevéspera do|na antevéspera do|"
    "antevéspera",
    "day_before": (
        "no dia anterior|o dia anterior|um dia antes|o dia antes|dia antes|na véspera|"
        "dia antes de|dia antes do|dia antes da|o dia antes de|o dia antes do|"
        "o dia antes da|um dia antes de|um dia antes do|um dia antes da|véspera de|"
        "véspera do|véspera da|na véspera de|na véspera do|na véspera da"
    ),
    "day_after": (
        "no dia seguinte|o dia seguinte|um dia depois|o dia depois|dia depois|um dia mais tarde|"
        "no dia a seguir|o dia a seguir|no dia a seguir a|no dia a seguir ao|dia depois de|"
        "dia depois do|dia depois da|o dia depois de|o dia depois do|"
        "o dia depois da|no dia depois de|no dia depois do|no dia depois da|"
        "no dia seguinte a|no dia seguinte ao|no dia seguinte à|um dia depois de|"
        "um dia depois do|um dia depois da|o dia seguinte ao|o dia seguinte à"
    ),
    "vague": (
        "almoço|jantar|o jantar|a janta|janta|café da manhã|o café da manhã|"
        "pequeno-almoço|lanche|o lanche|pôr do sol|nascer do sol|a saída da escola|"
        "daqui a pouco|daqui a pouquinho|daqui a bocado|daqui a um bocado|já já|"
        "logo logo"
    ),
    "measure": (
        "por cento|euros|euro|reais|real|centavos|quilos|quilo|gramas|quilômetros|"
        "quilómetros|metros|litros|graus|comprimidos|quartos|pessoas|filhos|filhas|"
        "crianças|caixas|pneus|janelas|portas|mil|milhões|páginas|andares"
    ),
    "unread": "quanto tempo|quanto dura|quanto demora|quantos|quantas|quanto custa|"
    "páscoa|férias|carnaval|feriado|todo|toda|todos os|todas as|cada|",
    "hol_christmas": "natal|dia de natal|no natal",
    "hol_christmas_eve": "véspera de natal|na véspera de natal",
    "hol_new_year": "ano novo|dia de ano novo",
    "hol_new_year_eve": "véspera de ano novo|réveillon",
    "id": "sala|quarto número|apartamento|conta|ramal|código|pedido|fatura|andar|conta terminada"
    " em|terminada em|que termina em|número|linha|bloco|protocolo|referência",
    "then_on": "depois disso|depois disso qualquer hora|a partir daí|daí em diante|"
    "depois quando quiser|depois quando quiserem|dali em diante|a seguir quando quiser",
    "this week": "em algum momento esta semana|durante a semana|no decorrer da semana|"
    "algum dia desta semana|algum dia dessa semana",
    "from 1 thru": "da uma às|da uma as|da uma até às|da uma até as|de uma às",
    "or_earlier": "ou antes",
    "within 1 hour": "na próxima hora",
    "wd0": "segunda-feira|segunda|segundas",
    "wd1": "terça-feira|terça|terças",
    "wd2": "quarta-feira|quarta|quartas",
    "wd3": "quinta-feira|quinta|quintas",
    "wd4": "sexta-feira|sexta|sextas",
    "wd5": "sábado|sábados",
    "wd6": "domingo|domingos",
    "mo1": "janeiro",
    "mo2": "fevereiro",
    "mo3": "março",
    "mo4": "abril",
    "mo5": "maio",
    "mo6": "junho",
    "mo7": "julho",
    "mo8": "agosto",
    "mo9": "setembro",
    "mo10": "outubro",
    "mo11": "novembro",
    "mo12": "dezembro",
    **fused(_DAYS, {"week": "a oito|a oito dias|a uma semana"}, joint=" "),
    **fused(_DAYS, {"in 2 week": "a quinze|a quinze dias|a duas semanas"}, joint=" "),
}

LEXICON = Lexicon(
    "pt", WORDS, NUMBERS, ORDINALS, after_at={"uma": 1, "um": 1}, talk=TALK, adverbs="mente"
)
