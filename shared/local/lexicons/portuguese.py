"""Portuguese, of Portugal and of Brazil."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_FILLERS = r"^\W*+(?:(?:ah|eh|é|oi|mas|bem|bom|olhe|então|pois|hum|ai)\b\W*+)*"
_CALL = r"(?:ligar|telefonar|contactar|contatar|chamar|retornar)"
_FINITE = (
    r"(?:lig(?:a|am|ue|uem|ará|arão|as|ava)|telefon(?:a|e|em|am)|contact(?:e|em|a)"
    r"|retorn(?:e|em|a))"
)

# What is done to a thing, which callers ask for by the verb: "consertar a máquina".
_WORK = (
    r"(?:limp|consert|arranj|repar|pint|instal|troc|cort|pod|desentup|mont|revis|constru|traduz"
    r"|reform)"
)

CALLS = CallWords(
    asks=any_of(
        r"\b(?:quero|queria|preciso|espero)\b(?! (?:não|saber)).{1,25}"
        r"\bme (?:lig|telefon|retorn)\w+",
        r"\b(?:me|nos) (?:\w+ ){0,2}(?:dar|dá|dê|deem|dão|fazer|faça|fazem) (?:um|uma) (?:ligad\w+"
        r"|ligaç\w+|toque|telefonema|chamada|apitadela|alô)\b|\b(?:dar-me|dê-me|fazer-me|faça-me)"
        r" (?:um|uma) (?:ligad\w+|ligaç\w+|toque|telefonema|chamada|apitadela)\b|\b(?:aguardo"
        r"|espero|fico à espera d[ea]|fico no aguardo d[ea]) (?:o |a |um |uma )?(?:seu |sua |vosso"
        r" |vossa )?(?:retorno|ligação|chamada|telefonema|contac?to)\b|\b(?:entr\w+|entrar) em"
        r" contac?to (?:comigo|conosco|connosco)\b",
        rf"\b(?:me|nos) {_CALL}\b|\b{_CALL}-(?:me|nos)\b|\b{_CALL} (?:de volta )?(?:para|pra)"
        rf" (?:mim"
        rf"|nós|a gente|(?:a )?minha|(?:o )?meu)\b",
        r"\b(?:ligue|liguem|liga|telefone|telefonem|contacte|contate|retorne)-?(?: )?(?:me|nos)"
        r"\b|\bme (?:liga|ligue|liguem|ligam|ligas|telefone|retorne|retornem)\b|\bme dá uma"
        r" ligada\b"
        r"|\bdê-me uma ligadela\b|\bme dê um toque\b",
        r"\b(?:ligue|liguem|liga) (?:de volta|(?:para|pra) (?:mim|nós|a gente|ele|ela|(?:a )?minha"
        r"|(?:o )?meu))\b",
        rf"\b(?:pode[m]?|podes|poderia[m]?|podia[m]?|consegue[m]?|dá para|tem como)(?: \w+){{0,4}}"
        rf" (?:(?:me|lhe) )?{_CALL}(?:-me|-lhe|-nos)?\b(?! (?:para o|a luz|a tv|o))",
        rf"\bque (?:\w+ ){{0,5}}(?:me|nos) {_FINITE}\b|\b(?:alguém|ele|ela|vocês?) (?:me|nos)"
        rf" {_FINITE}\b",
        r"\b(?:pede|peça|peçam|pedir)\b.{0,30}\b(?:ligar|ligue|ligarem)\b",
        r"\b(?:quero|queria|gostaria|espero|preciso|aguardo)(?! marcar| agendar) (?:(?!marcar"
        r"|agendar)\w+ )"
        r"{0,3}(?:uma (?:chamada|ligação)|que me liguem?|um retorno|ser contactad\w)\b",
        r"\b(?:falamos|a gente (?:se )?fala|podemos falar)\b.{0,20}\b(?:amanhã|depois|mais"
        r" tarde|segunda|terça|quarta|quinta|sexta)\b",
        r"\b(?:que|se) (?:ele|ela|alguém|o \w+|a \w+|um \w+)(?: \w+)? (?:ligue|telefone|ligasse"
        r"|telefonasse)\b(?! (?:o|a) (?:luz|tv|computador|máquina))|\bele que (?:me )?ligue\b"
        r"|\bque ela (?:me"
        r" )?ligue\b",
        r"\b(?:me )?(?:retornem|retorne|retorna|retornar)(?: (?:a|minha|essa|esta) (?:ligação"
        r"|chamada))?\b"
        r"(?! (?:o|a) (?:produto|carro|mercadoria))",
        r"\b(?:pode[m]?|podia[m]?|poderia[m]?|consegue[m]?) (?:\w+ ){0,3}(?:falar|explicar|dizer)"
        r" (?:\w+ ){0,3}(?:por|pelo) telefone\b",
        r"\b(?:volte|voltem|volta) a ligar\b|\bligue (?:amanhã|depois|mais tarde|às|na|segunda"
        r"|terça)\b",
    ),
    calls_you=any_of(
        r"\b(?:lhe|te) (?:\w+ ){0,2}(?:dou|damos|dará|darei|dá|dar|faço|fazemos) (?:um|uma)"
        r" (?:ligad\w+|ligaç\w+|toque|telefonema|chamada|apitadela)\b|\b(?:dou|damos|faço"
        r"|fazemos)-lhe (?:um|uma) (?:toque|telefonema|chamada|ligação|apitadela)\b|\b(?:vai|vou"
        r"|vamos|vão) (?:te|lhe) (?:ligar|telefonar|retornar|contac?tar)\b|\bque lhe"
        r" (?:telefone[m]?|ligue[m]?)\b",
        r"\b(?:ligo|ligamos|ligaremos|ligarei|ligará|ligarão|telefono|telefonamos|contactamos"
        r"|retornamos|retorno)(?:-lhe|-te|-vos| (?:de volta )?(?:para|pra) (?:(?:o |a )?senhora?"
        r"|você|ti))\b",
        r"\b(?:lhe|te|vos) (?:\w+ )?(?:ligo|ligamos|ligue|liguem|liga|ligam|ligará|ligaremos"
        r"|telefone|ligar|contactamos|retorno|retornamos)\b",
        rf"\b(?:posso|podemos|pode|vou|vamos|vai|vão|poderia|quer que)(?: \w+){{0,5}}"
        rf" (?:{_CALL}|ligue[m]?|liguemos)(?:-lhe|-te| (?:de volta )?(?:para|pra)"
        rf" (?:(?:o |a )?senhora?|você))\b",
        r"\b(?:quer|prefere|deseja) que\b.{0,30}\blig(?:ue|uem|uemos)\b",
        r"\b(?:entraremos|entra|entrarei|entrará|entramos|entro) em contac?to\b"
        r"|\breceberá uma (?:chamada|ligação)\b",
        r"\b(?:liga|ligam|ligará|telefona|telefonam|telefonará|contacta|contactam)-(?:lhe|te)\b",
        r"\b(?:ele|ela|o \w+|a \w+|alguém|eles|a gente|nós|eu)(?: \w+){0,3} (?:te |lhe )?(?:liga"
        r"|ligam|ligará"
        r"|ligamos|ligo|retorna|retornamos|retorno|telefona|telefonam|dá uma ligada|dou uma"
        r" ligada)\b"
        r"(?! (?:porque|por causa|para saber|sobre|se |a luz|o ))",
        r"\b(?:que|quer que) (?:ele|ela|alguém|o \w+|a \w+)(?: \w+)? (?:te |lhe )?(?:ligue"
        r"|telefone|contacte"
        r"|a contacte|o contacte)\b",
        r"\b(?:pode|podia|poderia|consegue|vai|prefere)(?: \w+){0,4} (?:falar|explicar|atender"
        r"|resolver)"
        r"(?: \w+){0,4} (?:por|pelo) telefone\b",
    ),
    calls=any_of(
        r"\b(?:eu )?(?:ligo|ligarei|telefono|volto a ligar|torno a ligar|retorno)\b(?! (?:porque"
        r"|por"
        r" causa|para saber|a|da|sobre|em nome))",
        r"\beu (?:mesm[oa] )?(?:vou )?ligar?\b|\bvou (?:vos )?ligar\b|\b(?:a gente|nós)"
        r" (?:liga|ligamos)\b|\b(?:vou|vamos) (?:te |lhe )?ligar\b",
    ),
    agreed_before=any_of(
        r"\b(?:iam?|deviam?|ficaram de|ficou de|ficaste de|eram? (?:pra|para))(?:-me)?"
        r"(?: me| nos| ter| ter-me)*\b.{0,15}\b(?:ligar|telefonar|retornar|ligado)\b",
        r"\bdeveriam? (?:me )?ter(?:-me)? (?:me )?ligado\b",
    ),
    complains=any_of(
        r"\b(?:lig|telefon|retorn)\w+\b.{0,40}\b(?:e|mas) (?:nada|ninguém|não ligou|não"
        r" ligaram)\b",
        r"\bninguém (?:me |nos )?(?:ligou|retornou|telefonou)\b",
    ),
    refuses=any_of(
        r"\bnão (?:me |nos )?(?:ligue[m]?|telefone[m]?|liga|ligar)(?: (?:mais|para|pra))?\b"
        r"|\b(?:pare[m]?|parar|parem) de (?:me )?ligar\b|\btire(?:-me| meu nome)? da lista\b",
        r"\bnão (?:é preciso|precisa[m]?|é necessário|há necessidade|quero|preciso)\b.{0,25}\blig",
    ),
    settles=any_of(
        r"\b(?:anul|cancel|apag|desmarc|risc)\w+\b.{0,15}\b(?:chamada|ligação|retorno"
        r"|telefonema)\b",
        r"\b(?:nós )?não (?:ligamos|telefonamos|fazemos (?:chamadas|ligações))\b",
        r"\b(?:já )?não (?:é preciso|precisa|é necessário|preciso|vou precisar)\b.{0,25}\blig",
    ),
    wonders=any_of(
        r"\b(?:do qual|da qual|de que|com que|de onde) (?:lhe |te )?(?:estou a ligar|estou ligando"
        r"|ligo)\b",
        r"\b(?:preciso (?:de )?|tenho (?:de|que) |devo |é preciso )(?:voltar a )?(?:ligar"
        r"|telefonar)\b",
    ),
    negation=any_of(
        r"\b(?:escusam?|não|nunca|sem|ninguém|nem|jamais)\b(?! (?:hesite|esqueça|se esqueça))"
    ),
    breaks=any_of(r"[,;:.!?]|\b(?:mas|então|porém|senão)\b"),
    reported=any_of(
        r"\b(?:disse|disseram|dizia|prometeu|prometeram|falou|falaram|pediu para|ficaram de|ficou"
        r" de)\b"
    ),
    song=any_of(r"\b(?:canção|música|canta|cantava|filme|letra)\b"),
    cut_off=any_of(
        r"\b(?:se|caso)\b.{0,20}\b(?:cair|cai|cortar|interromper|desligar|perder)\b",
        r"\bsó (?:ligamos|telefonamos|ligo|liga|se liga) se\b|\bsó se (?:houver|tiver)\b"
        r"|\bse (?:houver|tiver|mudar|surgir) (?:alguma |algum |qualquer )?(?:mudança|alteração"
        r"|coisa"
        r"|problema)\b",
    ),
    offers=any_of(
        r"\?\s*$|^(?:quer|prefere|deseja|posso|podemos|precisa)\b|\b(?:se quiser|se preferir"
        r"|se lhe der"
        r" jeito"
        r"|pode ser)\b|\b(?:quer|queria|posso pedir(?:-lhe)?) que\b"
    ),
    declines=any_of(
        r"\b(?:não se incomode|não precisa|deixe estar|não é preciso|não vale a pena)\b"
    ),
    polite=any_of(
        r"\bnão (?:me |nos |lhe )?(?:pode|podem|poderia|poderiam|podia|podiam|dá para|tem como"
        r"|consegue|conseguiria|seria possível)\b(?!.*\bporque\b)|\bnão é que\b|\bpor que não\b"
    ),
    yes=any_of(
        _FILLERS
        + r"(?:sim|quero|queria|agradecia|se faz favor|claro|pode|pode ser|por favor|está bem"
        r"|tá bom|tá|ok|perfeito|ótimo"
        r"|com certeza|combinado|isso|certo|agradeço|muito bem|obrigad\w)\b",
        r"\b(?:está ótimo|pode ser|está bem|fica bem|tudo bem|por mim tudo bem|é ótimo)\b",
    ),
    no=any_of(
        r"\b(?:não vale a pena|deixe estar|deixa estar|não se incomode)\b",
        _FILLERS + r"(?:não|nem pensar)\b(?!,? (?:há problema|tem problema|faz mal|se preocupe))",
        r"\b(?:não é preciso|não precisa|não é necessário|prefiro que não|em vez disso)\b",
    ),
    other_way=any_of(
        r"\b(?:basta|prefiro|melhor|mande|manda|envie|só|pode mandar|mandar|chega|mandem)(?:-me)?"
        r" (?:me )?(?:uma? |por |pelo )*(?:mensagem|sms|email|e-?mail|whatsapp|zap)\b",
        r"\b(?:mensagem|email|e-?mail|sms|whatsapp) (?:basta|chega|é suficiente|está bom|é"
        r" melhor)\b"
        r"|\b(?:escreva-me|me escreva|mande-me|envie-me|me mande|me envie)\b",
    ),
    withdraws=any_of(
        r"\b(?:cancel|anul|tir)[ae] (?:(?:a|essa) (?:chamada|ligação)|(?:o|esse) retorno)\b"
        r"|\bescusa[m]? de (?:me |lhe )?(?:lig|telefon)\w+|\b(?:deixe estar|deixa estar|deixa pra"
        r" lá|esqueça|esquece (?:isso|lá)|não é mais preciso"
        r"|já não é"
        r" preciso|não importa)\b",
        r"\b(?:passo|vou|venho) (?:aí|lá|pessoalmente|por aí)\b",
    ),
    transfers=any_of(
        r"\b(?:vou|estou a|já) (?:lhe )?(?:passar|passo|transferir|transfiro)\b|\bacabou de"
        r" (?:chegar"
        r"|entrar)\b"
    ),
    booked=any_of(
        r"\b(?:fica|ficou|está|tem) (?:\w+ )?(?:marcad\w|agendad\w|reservad\w|confirmad\w)\b"
        r"|\b(?:marquei|agendei)\b",
    ),
    greeting=any_of(
        r"\bdeixe (?:a )?(?:sua |uma )?mensagem|\bapós o (?:sinal|bip)|\bnão podemos atender\b"
        r"|\b(?:você|o senhor) ligou para\b"
    ),
    asks_when=any_of(
        r"\b(?:quando|que horas|a que horas|que dia|qual horário|melhor horário|manhã"
        r" ou)\b"
    ),
    proposes=any_of(r"\b(?:melhor|que tal|prefiro|pode ser|seria|dava|talvez)\b|\?"),
    condition=any_of(r"\b(?:se|senão|caso)\b"),
    then=any_of(r"\bentão\b"),
    number_left=any_of(r"\b(?:o )?meu (?:número|telemóvel|telefone|celular) é\b"),
    thanks=any_of(r"\bobrigad[oa]\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\b(?:chamo-me|me chamo|(?:o )?meu nome é|aqui é(?: a| o)?|sou(?: a| o)?|fala(?: a| o)?"
        r"|daqui(?: fala)?(?: a| o)?|quem fala é(?: a| o)?|em nome d[eao]|é (?:a|o))"
    ),
    here=r"(?:a falar|aqui)\b",
    asks_name=(
        r"\b(?:nome\W*$|o seu nome|seu nome|em que nome|em nome de quem|quem fala|como se chama"
        r"|qual (?:é"
        r" )?o"
        r" nome|com quem (?:falo|estou)|que nome|nome completo|o nome)"
    ),
    asks_last_name=r"\b(?:sobrenome|apelido)\b",
    asks_spelling=r"\b(?:soletr\w+|como se escreve)\b",
    confirms=r"\b(?:é (?:a|o)|falo com(?: a| o)?|então é|tenho aqui|você é(?: a| o)?|aqui consta)",
    company_is=(
        r"\b(?:trabalho (?:na|no|para|em)|da empresa|a minha empresa é|minha empresa se chama|ligo"
        r" d[ao]|falo d[ao]|represento|a empresa)"
    ),
    asks_company=r"\b(?:empresa|firma)\b",
    asks_city=r"\bonde\s*\?|\b(?:onde (?:mora|fica|está|é|vive|estão|moram)|de onde|que (?:cidade"
        r"|zona|bairro)"
        r"|qual cidade|endereço|morada)\b",
    wants=(
        r"(?<!\w)(?:alguém) para {noun}",
        r"\b(?:interessad\w em) {noun}",
        r"\borçamento (?:para|de) {noun}",
        r"\b(?:procuro|estou à procura de|busco) {noun}",
        r"\b(?:reservar|encomendar|marcar|agendar) {noun}",
        rf"\b(?:preciso|precisamos|precisava|quero|queria) (?:mandar |que (?:me |nos )?)?"
        rf"(?={_WORK}){{noun}}",
        rf"\b(?:pode|podem|poderia|poderiam|alguém que) (?:vir |me )?(?={_WORK}){{noun}}",
        r"\b(?:preciso de|precisamos de|queria|gostaria de|quero) {noun}",
    ),
    articles="uma?|uns|umas|o|a|os|as",
    noun_ends="para|em|e|com|que|de|mas|porque|ou|na|no",
    no_service=(
        r"^(?:alguém|ser)(?!\w)|^(?:uma? )?(?:saber|falar|informaç|consulta|que\b|ajuda|perguntar"
        r"|marcar)"
    ),
    asks_other_number=(
        r"número (?:de |do |da )(?!(?:seu |sua |teu |tua )|telefone|telemóvel|celular|contac?to"
        r"|casa)\w|\b(?:código|cpf|matrícula|protocolo|referência|nif)\b"
    ),
    other_number=r"\b(?:encomenda|pedido|fatura|apólice|processo|cliente|conta|cartão|código"
        r"|seu)[^.?!]{0,20}$",
    noises=(
        "sim|ah|é|é a|é o|sou|sou a|sou o|chamo-me|me chamo|meu nome é|o meu nome é|claro|olhe|bom"
        " dia|em|no|na|moro em|aqui é a|aqui é o|dona|senhor|senhora|a|o|de"
    ),
    no_names=(
        "sou fala moro moramos segunda terça quarta quinta sexta sábado domingo bom boa bons olá"
        " oi sim não obrigado"
        " obrigada olhe então é eu você ele ela nós o a os as um uma e mas ou de da do em no na"
        " para"
        " por com que quem qual onde quando como porque amanhã hoje senhor senhora dona ai ah ok"
        " claro perfeito ótimo pois boas daqui preciso tenho queria já meu minha isso isto tudo"
        " nada"
        " muito mais desculpe combinado"
    ),
    letter_as=r"de|como",
    at=r"arroba",
    signs={
        "ponto": ".", "underline": "_", "underscore": "_", "traço": "-", "hífen": "-",
        "sublinhado": "_", "mais": "+",
    },
    together=r"tudo junto|tudo pegado",
    corrects=r"\b(?:não|desculpe|perdão|aliás|espere|digo|enganei-me|quer dizer)\b",
)  # fmt: skip

LEXICON = Lexicon("pt", CALLS, FACTS)
