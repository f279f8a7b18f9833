"""What Portuguese speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

_AR = "(o|as|a|amos|am|e|es|emos|em|ar|ares|armos|arem|ando|arei|ará|aremos|arão|aria|arias|\
aríamos|ariam|asse|asses|ássemos|assem|ava|ávamos|avam)"
_ER = "(o|es|e|emos|em|a|as|amos|am|er|eres|ermos|erem|endo|erei|erá|eremos|erão|eria|eríamos|\
eriam|esse|essem|êssemos|ia|íamos|iam)"

WORDS = f"""
falou
agradecido agradecida agradecia agradeceria agradecíamos gentileza amabilidade incómodo incomodar
olhe olha veja sabe pronto portanto então tipo assim beleza joia tranquilo fofa querida querido
jeitinho jeito
corretor corretora consultor consultora contador
contabilista advogado advogada professor professora diretor diretora
vendedor vendedora veterinário
responsável gerente técnico técnica dona
proprietário moça moço triste cansado cansada doente nervoso nervosa preocupado
preocupada urgente importante difícil fácil ruim mau pior estranho estranha bobo simpático
simpática gentil sincero seguro segura claro clara forte fraco rápido rápida lento curto jovem
velho velha novo nova quebrado quebrada desesperado desesperada confuso confusa contente feliz
chateado chateada pena infelizmente bastante demais mesmo também ainda principalmente
viu ó ih uh eita nossa opa tchau coloca bota
eu tu te ti você vocês vc vcs ocê cê nós a gente ele ela eles elas me mim comigo contigo consigo
conosco connosco lhe lhes o os as nos vos lo la los las no na meu minha meus minhas teu tua teus
tuas seu sua seus suas nosso nossa nossos nossas vosso vossa dele dela deles delas alguém algo tudo
quem qual quais quanto quanta que quê isto isso aquilo essa aquele aquela esse aquelas um uma uns
umas ao aos à do da dos das num numa em com para pra pro pros por pelo pela pelos pelas sobre perto
lá cá aqui ali aí e ou mas porém pois porque como onde então daí também lig{_AR} telefon{_AR}
cham{_AR} contat{_AR} contact{_AR} retorn(e|em|ar|ares|arem|aria|ariam|asse|assem|aram|ando)
tent{_AR} fal{_AR} convers{_AR} bat(er|e|em) papo marc{_AR} marqu(e|em|emos) agend{_AR} combin{_AR}
anot{_AR} confirm{_AR} esper(o|a|amos|ando|ava|aria|e|em) aguard{_AR} precis{_AR} gost{_AR}
desej{_AR} import{_AR} incomod{_AR} atrapalh{_AR} aceit{_AR} ajud{_AR} cheg'ar deix{_AR} pass{_AR}
mand{_AR} coloc{_AR} pens{_AR} ach{_AR} us{_AR} acert{_AR} arranj{_AR} avis{_AR} pergunt{_AR}
adiant{_AR} atend{_ER} respond{_ER} resolv{_ER} receb{_ER}
consegu(ir|e|em|es|isse|issem|ia|iam|irem|irmos|iria|iriam) consig(o|a|am) tent prefir(o|a|am)
prefer(e|es|em|imos|ia|ir|iria|ível|ência|encialmente) agradec(er|e|emos|ia|eria|eríamos|ida|ido)
agradeço sugir(o|a) sugere suger(ir|iria) suponho dar dá dão dás dê deem dou dando daria dariam
desse dessem der derem faz fazer faça façam fazem faria fariam fizesse fizessem fizer fazendo
façamos poder posso pode podes podemos podem poderia poderias poderíamos poderiam podia podias
podíamos podiam possa possam possas pudesse pudessem puder puderem poderá poderão poderei quero
quer queres queremos querem queria querias queríamos queriam quiser quiserem querer quisesse
quisessem ser sou é somos são será serão seria seriam fosse fossem seja sejam era sendo estar estou
está estamos estão tô tá tamos tão estarei estará estaremos estarão estaria esteja estejam estiver
estiverem estivesse ter tenho tem temos têm terei terá teremos teria teriam tenha tenham tiver
tiverem tivesse tinha haver haveria houver haja vou vai vão vamos vá irei irá iria indo dizer digo
diz diga digam dizem dizia sei sabe sabem saber ver vejo veja vê vejam vemos ouve olha olhe escuta
escute devo deve devem deveria creio penso imagino parece pareceria cabe caberia convém conviria
calha calhava calhar dava serve serviria servir encaixa encaixaria funciona funcionaria fica ficam
ficaria ficava ficar fico ficarei ficarem favor faz'favor gentileza obséquio bondade amabilidade
amável gentil simpático simpática obrigado obrigada obrigadinho brigado brigada agradecido
agradecida grato grata valeu abraço abraços olá oi oie alô bom boa tchau adeus senhor senhora
senhores senhoras sr sra dona menina moço moça doutor doutora amigo amiga querido querida mano cara
rapaz pessoal galera pá sim ok okay claro certo certinho certeza beleza blz joia jóia tranquilo
tranquila tranquilamente perfeito perfeitamente ótimo ótima óptimo óptima excelente maravilha
maravilhoso fantástico bacana legal show massa fixe porreiro bem bons boas bonito lindo top ideal
idealmente exato exatamente exactamente justamente precisamente mesmo mesma própria próprio
realmente sinceramente honestamente francamente basicamente geralmente normalmente habitualmente
provavelmente possivelmente eventualmente talvez quiçá porventura possível possíveis viável
conveniente fácil simples prático cômodo cómodo sossegado sossegada eh hã hum hmm ah oh ai ui uai
bah tchê né ora assim tipo enfim digamos só apenas somente simplesmente ainda de'novo novamente
muito muita muitos muitas pouco pouquinho bastante tanto mais'ou'menos quase livre livres
disponível disponíveis disponibilidade desocupado desocupada tempinho tempo chance oportunidade
jeito maneira forma modo caso coisa coisas assunto questão dúvida problema problemas incômodo
incómodo favorzinho ligação ligações ligadinha chamada chamadas telefonema retorno toque telefone
celular telemóvel fixo número mensagem zap whatsapp email contato contacto voz casa escritório loja
serviço empresa firma estúdio armazém carro consultório esposa esposo mulher marido namorado
namorada noivo noiva companheiro companheira mãe pai papai mamãe irmão irmã avô avó tio tia primo
prima vizinho vizinha sogro sogra família pessoa cunhado cunhada chefe patrão patroa gerente
diretor diretora director responsável encarregado secretário secretária assistente contador
contabilista advogado advogada técnico técnica atendente consultor consultora vendedor vendedora
corretor corretora equipe equipa colega colegas departamento suporte recepção receção atendimento
setor filho filha orçamento contrato seguro entrega reserva pagamento boleto informação informações
proposta consulta instalação conserto manutenção reparação horário horários
professora professor agenda único única mesa ficasse oferecer mais pela período aposentado
aposentada deixar vamos manhãzinha técnico
disso
antes passadas
pessoalmente novo nova plantão férias viajando marcado pensar mudei quebrado continua dê nesse
neste mesmo horário
encaixar filha filho bateria atende
velório estrada intervalo lotada financeiro
estrada avião trem carro
casamento proprietário contador atrasado campainha tocando encontrar
aliás
barulho obra veterinário cachorro contabilidade explicar hospital fora direito perto
cozinha alagou reembolso
"""

THINGS = """
trabalho serviço aula aulas escola faculdade colégio curso expediente turno intervalo pausa folga
academia ginásio missa culto igreja compras treino reunião
"""

PHRASES = """
(fechado|fechou)
(e |)(depois|aí) (já |)(estou|tô|tenho|saio|vou)
se (não |)(se |lhe |te |vos |)(importar|importarem|importa|importasse|importassem|incomodar|\
incomodarem|incomoda|incomodasse|incomodo|atrapalhar|atrapalho|atrapalha|for incômodo|for \
incómodo|for incomodar|for problema|for pedir demais|for pedir muito|for muito incômodo|for muito \
incómodo|for muita maçada|for maçada|fosse incómodo|fosse incômodo|fosse pedir muito|for um \
problema|for abuso|for muito trabalho|der trabalho|der muito trabalho|for transtorno|causar \
transtorno|houver problema|houver inconveniente|tiver problema|fizer diferença|levar a mal)( de| \
em|)
se (você|vocês|o senhor|a senhora|ele|ela|alguém) (estiver|estiverem) (livre|livres|disponível|\
disponíveis)
se (for|fosse|der|desse|puder|pudesse|puderem|pudessem|puderes|pudesses|possível|quiser|quiserem|\
quiseres|quisesse|conseguir|conseguirem|conseguisse|conseguissem|conseguires|tiver tempo|tiverem \
tempo|tivesse tempo|tiver um tempinho|tiver um minuto|tiver um minutinho|tiver disponibilidade|\
tiver como|tivesse como|houver possibilidade|houver disponibilidade|preferir|preferirem|faz favor|\
fazem favor|fizer o favor|deus quiser|tudo correr bem|der certo|estiver bem|estiver bom|ficar bem|\
ficar bom|fica bem|ficar melhor|calhar|calhasse|achar melhor|acharem melhor|necessário|precisar|\
necessitar|lhe der jeito|der jeito|desse jeito|lhe convier|convier|tiver oportunidade|concordar|\
concordarem|servir)( possível| ser| viável| o caso| conveniente| bom| melhor| tranquilo| ok| \
gentil| preciso| necessário| para você| para vocês| pra você| pra vocês| para si|)
(não |nenhuma |sem |)(há |tem |tenho |temos |estou com |tô com |)(nenhuma |qualquer |)(pressa|\
urgência)( nenhuma| alguma|)
(não|nada|nem) (é urgente|urgente|é nada urgente|é tão urgente|tem problema|há problema|faz mal|\
se preocupe|se preocupem|te preocupes|precisa correr|precisa ter pressa|quero incomodar|queria \
incomodar|quero atrapalhar|importa|me importa|me importo|faz diferença|é preciso correr|tem \
urgência|se incomode|hesite|hesitem|esqueça|se esqueça|esqueçam|se esqueçam|sei|sei bem|sei ao \
certo|tenho preferência|tem pressa|há pressa|corre pressa|de especial|é problema)( não| nenhum| \
nenhuma|)
(não é|não era|não está|não tem|não há) (nada |)(urgente|de urgente|urgência nenhuma|com pressa|\
pressa)
(sem|nenhum|nenhuma|qualquer) (problema|problemas|pressa|stress|estresse|compromisso|falta|dúvida|\
preocupação|crise|urgência)
(não|você não|o senhor não|a senhora não|vocês não|será que não) (poderia|poderiam|podia|podiam|\
quer|gostaria|daria para|dava para|teria como|se importa|se importaria|se importam|se importava)( \
de|)
(será|seria) (que |)(possível|que|que dá|que daria|que dava|que pode|que podem|que poderia|que \
tem como|incômodo|muito incômodo|pedir muito|pedir demais)( para| pra| de|)
(é|era|fosse|for) possível
(tem|teria|há|haveria|dá) (como|jeito|possibilidade|hipótese|alguma possibilidade|alguma hipótese|\
chance|para|pra)( de|)
(por|se|faz) (favor|gentileza|favorzinho|obséquio|faz favor)
(se|faça|faz|fazer|faria|fazia|façam|fazem|me faz|me faça|faz-me|faça-me) (o|um|a|esse|me o|me \
um) (favor|gentileza|obséquio|favorzinho)( de|)
(tenha|tenham|teria|ter|tem) a (bondade|gentileza|amabilidade)( de|)
(bom|boa) (dia|tarde|noite|semana|fim de semana)
(muito|muitíssimo|mil|desde já) (obrigado|obrigada|obrigados|agradecido|agradecida|agradeço|vezes \
obrigado)
desde já
(pra|para|por) (mim|nós|gente|a gente|você|vocês|si|o senhor|a senhora)( tanto faz| é igual| é \
indiferente| está bom| tá bom| fica bom| serve|)
tanto (faz|me faz)( para mim| pra mim|)
(quando|a hora que|no dia que|o dia que|na hora que|assim que|sempre que) (quiser|quiserem|\
quiseres|puder|puderem|puderes|der|desse|for melhor|for possível|for conveniente|for bom|lhe der \
jeito|vos der jeito|te der jeito|der jeito|tiver tempo|tiverem tempo|tiver um tempo|tiver um \
tempinho|tiver um minuto|tiver um minutinho|tiverem um minuto|preferir|preferirem|achar melhor|\
acharem melhor|ficar melhor|ficar bom|convier|lhe convier|tiver disponibilidade|estiver livre|\
estiverem livres|estiver disponível|conseguir|conseguirem|calhar|entender|lhe apetecer|bem \
entender|sentir vontade)( para você| para vocês| pra você| pra vocês| para si| pra si|)
(estou|tô|vou estar|estarei|fico|ficarei|está|estamos|vai estar) (em casa|no escritório|no \
trabalho|na loja|no serviço|livre|disponível|de folga|de pausa|no intervalo|no meu intervalo|aqui|\
por aqui|à espera|esperando)
(é|seria|vai ser) (o|a|no|na) (meu|minha|nosso) (intervalo|pausa|folga|hora livre|momento livre)
(no|do|ao|pelo|pro|para o|na|da|à|pela|pra|para a) (meu|minha|nosso|nossa) (celular|telemóvel|\
telefone|número|fixo|casa|escritório|trabalho|loja|empresa|esposa|marido|mulher|mãe|chefe)
(no|do|neste|nesse|este|esse|pelo|para este|pra esse|mesmo) (mesmo |)(número|telefone|celular|\
telemóvel)
(de|em|por|a|com|sem|ao|na|no) (preferência|princípio|geral|regra|qualquer jeito|qualquer forma|\
qualquer maneira|todo jeito|toda forma|fato|facto|verdade|nada|todo caso|todo o caso|todas as \
formas|exemplo|acaso|calma|certeza|prazer|todo prazer|jeito|boa|meu lado|minha parte|\
tranquilidade|seu dispor|vosso dispor)
(qualquer|a qualquer|em qualquer|qualquer que seja o|num|em algum|algum) (hora|horário|momento|\
dia|altura|momento desses|dia desses)
(um dia desses|dia desses|a qualquer altura|em qualquer altura|numa altura qualquer|em alguma \
altura|ou assim|ou coisa assim|ou por aí|por aí|mais coisa menos coisa|sei lá|quem sabe|vamos ver|\
deixa eu ver|deixa ver|deixe ver|deixe-me ver|vejamos|ora bem|ora bolas|tá certo|tá bem|tá ótimo|\
tá joia|está certo|está tudo bem|tudo certo|tudo bem|tudo bom|pode ser|podia ser|poderia ser|pode \
ser assim|que tal|que tal se|o que acha|o que acham|o que você acha|como é que é|como preferir|\
como quiser|como queiram|o dia todo|o dia inteiro|todo o dia|a tarde toda|a manhã toda|cliente de \
vocês|cliente há anos|cliente vosso|cliente há muitos anos|cliente antigo|cliente antiga|na boa|é \
que|é só|sou todo ouvidos|a gente se fala|a gente conversa|nos falamos|falamos então|fico no \
aguardo|fico à espera|fico aguardando|estou no aguardo|no aguardo|desculpe incomodar|desculpa \
incomodar|desculpe o incômodo|desculpe o incómodo|desculpa o incômodo|desculpe estar a incomodar|\
perdão pelo incômodo|lamento incomodar|não saio daqui|não saio de casa|não vou sair|não arredo pé|\
não vou a lado nenhum)
(dar|dá|dê|deem|dando|dessem|desse|daria|dava|davam|dariam|dão|dás)( me| lhe| nos|) (uma ligada|\
uma ligadinha|um toque|um telefonema|uma ligação|uma chamada|um retorno|um alô|uma apitadela|um \
sinal|retorno|uma palavrinha)( de volta|)
entr(e|em|ar|arem|asse|assem|aria|a|ando) em (contato|contacto)
(ficar|estar) em (contato|contacto)
volt(e|em|ar|arem|asse|a|am|aria) a (ligar|chamar|contactar|tentar|telefonar|contatar)
torn(e|em|ar|a) a (ligar|chamar|contactar|tentar|telefonar|contatar)
(trabalho|trabalhamos) (de noite|de dia|de casa|de segunda a sexta|à noite|durante a semana|em \
casa|por turnos|em turnos)
(agora|neste momento|nesse momento|no momento|de momento) (não posso|não posso falar|não consigo|\
não consigo falar|não dá|não dá jeito|estou ocupado|estou ocupada|estou trabalhando|estou \
dirigindo|estou a conduzir)
não (consegue|conseguem|consegues|conseguiria|conseguiriam|conseguia|conseguiam|pode|podem|podes|\
poderá|poderão)( me| nos| o senhor| a senhora|)( ligar| dar| retornar| chamar| telefonar|)
(você|vocês|o senhor|a senhora|tu|alguém) não (consegue|conseguem|pode|podem|quer|querem|\
conseguiria|conseguiriam|poderia|poderiam|podia|podiam|tem como|têm como)
(um|uma|algum|alguma|alguém) (de vocês|dos seus colegas|da sua equipe|da equipe|da vossa equipa)
(cuida|trata|se ocupa|resolve) (de |disso|)(tudo|isso|disso|essas coisas|dessas coisas)( tudo|)
(na |)minha folga
(eu |)(tenho|teria|terei) (um minutinho|um minuto|um tempinho|um momento)
(vamos |)(deixar|deixamos|passar|jogar|adiar) (para|pra)
(tem|tinha|precisa|precisaria) (que |)(de |)ser
no período da
que (depois|tenho|estou|depois tenho|já tenho)
não tenho nada (marcado|para fazer|pra fazer|planejado)
assim que (tiver|tiverem|puder|puderem|der) (um minuto|um minutinho|um tempo|tempo|um momento|)
no (novo|outro|mesmo)( número|)
(a|nessa|nesta|por) (essa|nessa|esta) hora
(a essa|nessa|nesta) (hora|altura)( já|)
até (lá|então)
(ao longo|no decorrer|no decurso|no transcorrer|durante o decorrer) d(a|o|e)
(se|caso) (tiver|tiverem|houver|tenham) alguém (livre|disponível)
por volta d(o|a|as|e)
(trabalha|trabalho|trabalhamos) (de noite|à noite|de dia|de manhã|à tarde|por turnos)
para (nós|vocês|os) (dois|duas|três)
(é |)quando (começa|tenho|faço) (meu|o meu|minha) (intervalo|pausa|folga|almoço)
sou tod(o|a) (seu|sua)
não mais
fico com (esse|este|essa)
(se|quando) (puder|pudesse|conseguir)
perto do (telefone|telemóvel)
tem alguém que
(se|quando) (tiver|tiverem|tem) (um|uns) (minuto|minutinho|minutos|momento)
qualquer dia
(ao longo|no decorrer|durante|no correr) do dia
durante o dia
(a hora|o horário) (tanto faz|não importa|é indiferente)
tanto faz (a hora|o horário|a que horas)
(estou|vou estar|estarei) de (férias|folga)
(é|são|fica|ficam) (uma|duas|três|quatro|cinco) horas? a (menos|mais)
"""

SIGNS = Signs(
    calls=r"""
    explicar explique oferecer deixar ficasse lig(ass|ar(?!am)|ue|a(?!ram|va|do))\w* retorn\w+
    telefon\w+ contat\w+ contact\w+
    lig(ar|arem|ares|ue|uem|a|ando|armos|asse|assem|aria|ariam|uei-me|acao)
    (re)?telefon(ar|e|em|ema|asse) contat(ar|e|em|o) contact(ar|e|em|o) retorn(ar|e|em|o)
    tent(ar|e|em|a) cham(ar|em) agend\w+ marcar toque liga-me ligue-me ligada ligadinha falar
    """,
    callers="estou to estava vou de",
    suits=r"""
    podia podiam poderiam pudesse pudessem consegue conseguia conseguiria dava
    (tem|teria)\sque\sser precisa\sser tem\sde\sser bem melhor perfeito otimo ideal livres?
    disponivel favor prefiro preferia serve convem pode poderia funciona otima excelente bom
    boa
    """,
    free=r"""
    pausa intervalo sou\stod.* deixei volto voltarei livres? disponivel disponiveis desocupad[oa]
    """,
    places=r"telefone casa escritorio mesa \w+\sna\sloja",
    busy="""
    dentista oculista
    entrevista entrevistas aula aulas enterro velório funeral casamento exame exames prova
    provas voo vistoria operação cirurgia festa jogo ensaio missa audiência julgamento turno
    plantão ultrassom curso palestra cerimônia formatura show cinema batizado autoescola
    fora dormindo estrada trem aviao carro fisioterapia reuniao ocupad[oa] aula trabalhando
    trabalho dirigindo conduzir
    """,
    states=r"""
    entrega normalmente sempre costumo costumamos
    devia ficou esperando veio ligou saio acabo termino largo comeco consulta compromisso loja
    hora\s marcada
    """,
    haves="tenho temos vem tem",
    reports="disseram disse prometeram",
    because=r"""
    (e\s)?(depois|ai)\s(ja\s)?(estou|to|tenho|saio|vou) que\s(depois|tenho|estou)\S*
    que\s(depois|ja)\stenho porque pois
    """,
    so="entao portanto dai",
    but="mas",
    conditions="exceto salvo menos tirando se caso conforme",
    events="quando enquanto",
    cases="assim logo mal",
    topics="sobre com por pra para",
    titles="""
    chamo nome filha filho esposa marido mulher mae pai irmao irma chefe amigo amiga socio
    senhor senhora sr sra dona seu doutor doutora dr dra
    """,
    visits="vir venho trazer entregar levar",
    lasting="ligando linha espera esperando aguardando tentando aguardo",
    past=r"""
    era eram foi foram estava estavam tinha tinham devia deviam chegou
    (?!estou)\w{3,}ou \w{3,}(aram|eram|iram) quebrou veio
    """,
    negations="nao nunca",
    refused=r"""
    (ja )?nao (preciso|precisamos) da
    ninguem (\w+ ){0,4}?{call}
    esquec\w* (a|o) (ligacao|chamada)
    (chamada|ligacao) (\w+ ){0,6}?(ja nao|desnecessari\w)
    nao (precisa\w*|(e|é) (mais )?(preciso|necessario)|ha necessidade|vale a pena|adianta|
    faz sentido|quero que|queremos|tem que|tem de|compensa) (mais )?(de )?(\w+ ){0,3}?{call}
    (cancel\w*|desmar\w*|anul\w*) (a |o |aquela |minha )*(ligacao|chamada|retorno|contato|
    telefonema)
    (pare|parem|deixem?) de (\w+ )?{call}
    escusa\w* de (\w+ )?{call}
    """,
    agreed=r"""
    (devi|deveri)(a|am) (\w+ ){0,2}?({call}|ligado)
    (ficaram|ficou|ficaste) de (\w+ )?{call}
    (ia|iam) (\w+ )?{call}
    (era|eram) (pra|para) (\w+ ){0,2}?({call}|ligado)
    """,
    notices=r"""
    (site|internet|pagina|google|porta|placa|gravacao) (\w+ ){0,2}?(diz|dizia|esta|consta|aparece|
    fala)
    (diz|escrito|consta) (no|na) (site|internet|pagina|google|porta|placa|vosso|seu)
    segundo (a|o) (internet|site|google|pagina)
    """,
    talks=r"ligacao chamada conversa papo dura demora leva",
    before_length=r"""
    (falar|conversar|tenho|temos)( so)?
    (ligacao|chamada|conversa|reuniao|consulta|papo|entrevista) de( uns| umas| cerca de)?
    (demora|demorou|dura|durou|leva|levou)( so| uns| cerca de| apenas| mais de| menos de|
     no maximo)*
    """,
    after_length=r"""
    de (conversa|chamada|ligacao|papo|pausa|intervalo|espera)
    """,
    waits=r"daqui em dentro apos depois me\sda de-me espere cada a",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
