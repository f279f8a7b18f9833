"""Portuguese words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

PORTUGUESE = PlaceWords(
    home=(
        r"\bvenho d[aeo]s?\b|\b(?:moro|moramos|mora|vivo|vivemos|resido|residimos|trabalho"
        r"|trabalhamos|mudei|mudamos|mudar"
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
        "pronto ponto fora ai ui eita ih o a os as um uma uns umas meu minha meus minhas teu tua"
        " seu sua nosso"
        " nossa este esta esse"
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
