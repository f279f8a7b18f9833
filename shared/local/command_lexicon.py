"""The words by which callers give orders to the machine that reads a call, by language."""

from shared.local.command_words import command_words

SPACED_SCRIPTS = {
    "en": command_words(
        discards=(
            r"\b(?:ignore|disregard|forget|override|bypass) (?:all|everything|anything|whatever)\b"
            r".{0,20}\b(?:above|before|previous|prior|earlier|so far|i said|was said)\b"
            r"|\b(?:ignore|disregard|override|bypass"
            r"|forget(?= (?:all|any|your|previous|prior|earlier)))"
            r" (?:(?:all|any|everything|the|your|these|of|previous|prior|above|earlier|other"
            r"|whole|entire|system) ?)*(?:instructions?|prompts?|rules|conversation|transcript"
            r"|guidelines|programming|messages)\b"
        ),
        minds=(
            r"ai|a\.i\.|a i|artificial intelligence|(?:large )?language model|llm|chat ?bot|gpt"
            r"|(?:\w+ )?bot"
        ),
        machines=(
            r"system|assistant|robot|computer|machine|model|transcriber|software|recorder|program"
        ),
        to=r"(?:for|to|at) (?:the|any|your|whatever|an|a)|to",
        calls=(
            r"attention|dear|listen|(?:hey|hello|hi|okay|ok)(?= (?:\w+ )?(?!assistant)\w)"
            r"|(?:note|message|instruction|memo|command|order)s? (?:to|for)(?: the)?"
        ),
        doubts=(
            r"if you(?:'re| are) an?|(?:to|for|at) (?:any|whatever|whichever)"
        ),
        makers=r"i(?:'m| am) (?:the|your|its) (?:developer|programmer|creator)",
        works=(
            r"(?:that|which|who|whoever)?(?:'s|'re)? ?(?:is |are )?(?:\w+ )?(?:recording"
            r"|listening|reading"
            r"|writing|transcribing|summari[sz]ing|evaluating|processing|analy[sz]ing|records"
            r"|listens|reads|writes|transcribes|summari[sz]es|evaluates|processes|analy[sz]es"
            r"|taking notes|takes notes)\b"
        ),
        headings=(
            r"(?:system|assistant|developer|admin|administrator)(?: (?:prompt|message|override"
            r"|note|instructions?|command))?"
        ),
        roles=(
            r"\bfrom (?:now|here) on,? you\b|\bforget what(?:ever)? you(?:'ve| have|'re| were)?"
            r" (?:been )?told\b|\b(?:pretend|act)(?: that| like| as if| as though)? i(?:'ve| have"
            r"|'d| had)? (?:asked|said|wanted|requested)\b|\boverride code\b|\bnew task for you\b"
            r"|\brecord should (?:read|say)\b|\b(?:begin|end)"
            r" (?:of )?(?:\w+ )?(?:command|instructions?|prompt|record)\b|\b(?:the|your) summary"
            r" (?:must"
            r"|should|has to|needs to)\b|\bwhen you summari[sz]e\b|\b(?:open|close) quotes?\b"
            r"|\bgpt\b|"
            r"(?:^|[.,:] )(?:new|updated) instructions?\b|\b(?:your )?new rules?(?: is| are)?:"
            r"|\byour new (?:rules?|role|task|job|instructions)\b"
            r"|\byou(?:'re| are) now (?:in (?:\w+ )?mode|an? (?:\w+ )?(?:bot|ai|model|system)|my"
            r" assistant)\b|\bas an ai\b(?!,? i\b| \w+,? i\b)"
            r"|\b(?:developer|debug|admin|god|jailbreak) mode\b"
            r"|\b(?:order|command|request|instruction)s? (?:of|from) (?:the|your|my) (?:developer"
            r"|admin\w*|programmer|creator|system)\b|\bai(?: note ?taker| scribe| assistant)?,?"
            r" (?:please )?(?:set|mark|put|note|log|schedule|write|save)\b|\b(?:repeat|say)"
            r" (?:this |it )?after me\b"
            r"|\bneeded ?(?:=|:|equals)? ?true\b|\bend of (?:the )?transcript\b"
            r"|\b(?:set|mark|change|write|put|output|return|fill|enter)\b.{0,25}\b(?:callback(?:"
            r"[ _]?(?:time|field))?|lead|name field|phone field|record|priority|flag)\b.{0,12}"
            r"\b(?:to|as|true|=|equals)\b"
        ),
        signs=(
            r"\bcurly (?:brace|bracket)|\b(?:open|close|opening|closing|square) (?:square"
            r" )?(?:brace|bracket"
            r"|tag)s?\b"
        ),
        colon=r"colon",
        equals=r"equals|is equal to",
        writes=(
            r"set|mark|change|write|put|record|output|return|save|fill|enter|log|note|print"
            r"|register|replace|add|update|switch|store"
        ),
        prints=r"output|print|transcribe|display",
        following=r"following|exactly|the word \w+",
        that=r"none",
        customers=(
            r"that (?:the|this|your) (?:customer|client|caller|guest is|user)"
            r"|this call as"
        ),
        fields=r"name|number|phone|e-?mail|address|callback|time|company|city|lead|priority|field",
        inside=r"in(?:to)? (?:the|your)",
        records=r"notes|summary|transcript|reports?|records?|log|database|crm|minutes",
        reads=(
            r"\b(?:let me|i'll|i will|i'm going to|can i|shall i|may i)(?: just)? read (?:you |it"
            r" |this"
            r" |out |to you )*(?:the |an? |this |his |their |my \w+'s )?(?:e-?mail|text|message"
            r"|letter"
            r"|note|website|web page|post|ad)\b|\bread (?:it |this )?(?:out )?(?:to you )?word"
            r" for word\b"
        ),
    ),
    "es": command_words(
        discards=(
            r"\b(?:ignor|olvid|descart|omit|salt)(?:a|e|en|as|es|ar)(?:te)?\b(?: \w+){0,3}"
            r" (?:instrucciones|indicaciones|reglas|órdenes|conversación)\b"
            r"|\bolv[ií]d[ae](?:te)?(?: de)? todo lo (?:anterior|dicho|que te)\b"
            r"|\bignor[ae] todo lo\b|\bno tengas en cuenta (?:lo anterior|nada)\b"
        ),
        minds=r"ia|i\.a\.|inteligencia artificial|modelo de lenguaje|chatbot|bot",
        machines=(
            r"sistema|asistente|robot|computadora|ordenador|máquina|modelo|programa|grabadora"
            r"|inteligencia"
        ),
        to=r"(?:para|a)(?: (?:la|el|los|un|una))?|al",
        calls=(
            r"atención|querid[ao]|oye|escucha|hola(?= (?:robot|máquina|ia|inteligencia|modelo))"
            r"|(?:nota|mensaje|instrucción|orden|aviso)(?:es)? (?:para|a|al)(?: (?:la|el))?"
        ),
        doubts=r"si (?:eres|es usted) (?:un|una)|(?:para|a) (?:cualquier|todo)",
        makers=r"soy (?:el|la|tu) (?:programador|desarrollador)a?",
        works=(
            r"que (?:\w+ )?(?:graba\w*|grabando|escucha\w*|escuchando|lee|leyendo|escribe"
            r"|escribiendo|transcribe\w*|resume\w*|analiza\w*|procesa\w*|apunta\w*)\b"
        ),
        headings=(
            r"(?:(?:mensaje|orden|nota|aviso) (?:de|del) )?(?:sistema|asistente)"
        ),
        roles=(
            r"\bpermiso de tu jefe\b|\bde ahora en adelante,? (?:\w+ ){0,2}(?:llámame|eres"
            r"|obedece\w*|haz)"
            r"|\b(?:a partir de|desde) ahora (?:\w+ ){0,2}(?:obedeces|respondes|haces|eres"
            r"|escribes)\b|\b(?:haz como si|finge que|haga como si)\b|\bborra todo lo (?:anterior"
            r"|dicho)\b|\ben (?:el|tu) resumen,? (?:pon|di|escribe)\b|"
            r"(?:^|[.,:] )nuevas? (?:instrucción|instrucciones|regla|reglas)\b"
            r"|\bahora eres\b|\beres (?:un|una) (?:nuevo |nueva )?(?:asistente|robot|ia|bot)\b"
            r"|\bmodo (?:desarrollador|administrador|depuración)\b"
            r"|\borden(?:es)? (?:del|de) (?:desarrollador|administrador|programador|sistema)\b"
            r"|\brepit[ae] conmigo\b|\b(?:pon|ponga|programa|programe|marca|marque|registra"
            r"|registre|establece|establezca|fija) (?:\w+ ){0,3}(?:mi nombre como"
            r"|el callback|lead)\b"
        ),
        signs=r"\b(?:abre|cierra|abro|cierro) (?:llaves?|corchetes?|comillas)\b",
        colon=r"dos puntos",
        equals=r"igual a",
        writes=(
            r"pon|ponga|programa|programe|marca|marque|registra|registre|establece|fija|apunta"
            r"|apunte|anota|anote|escribe|escriba|añade|añada|cambia|cambie|guarda|guarde|graba"
            r"|indica|indique|borra|borre"
        ),
        prints=r"imprime|imprima|muestra|muestre|transcribe|activa",
        following=r"lo siguiente|la palabra \w+",
        that=r"verdadero|falso|nulo",
        customers=(
            r"que (?:el|la|este|esta) (?:cliente|clienta|usuario|usuaria)"
            r"|esta llamada como"
        ),
        fields=(
            r"nombre|número|teléfono|correo|llamada|hora|empresa|ciudad|campo|registro|prioridad"
        ),
        inside=r"en (?:el|la|las|los|tu|tus|su|sus)",
        records=r"notas|resumen|transcripción|informe|registro|ficha|acta",
        reads=(
            r"\b(?:le|te) leo (?:el|la|un|una|este|esta) (?:correo|mensaje|carta|nota|texto|página"
            r"|anuncio)\b|\b(?:se|te) lo leo\b(?!.{0,15}(?:número|teléfono))"
        ),
    ),
    "de": command_words(
        discards=(
            r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|überschreibe\w*) (?:\w+ ){0,4}"
            r"(?:anweisung(?:en)?|befehle?|regeln|anleitungen|instruktionen|vorgaben|gespräch)\b"
            r"|\b(?:vergiss|vergessen sie|ignorier\w*)(?: sie)? alles,? (?:was|vorherige|bisherige"
            r"|davor|oben)\b"
        ),
        minds=(
            r"ki|k\.i\.|künstliche[nr]? intelligenz|sprachmodell|chatbot|bot|sprachassistent(?:en)?"
        ),
        machines=(
            r"system|assistenten?|roboter|computer|rechner|maschine|modell|programm|software"
            r"|automaten?|anlage"
        ),
        to=r"(?:für|an) (?:die|das|den|diese[ns]?)|an",
        calls=(
            r"achtung|liebe[rs]?|hör zu|hey|hallo(?= (?:roboter|ki|maschine|computer|k|modell))"
            r"|(?:hinweis|notiz|nachricht|befehl|anweisung) (?:an|für)(?: (?:die|das|den))?"
        ),
        doubts=r"(?:falls|wenn) (?:du|sie) (?:eine?|ein)|(?:für|an) (?:jeden|jede|alle)",
        makers=r"ich bin (?:der|die|dein) (?:entwickler|programmierer)(?:in)?",
        works=(
            r",? ?(?:der|die|das) (?:\w+ ){0,3}(?:aufnimmt|aufzeichnet|zuhört|mithört|mitliest"
            r"|liest"
            r"|mitschreibt|schreibt|auswertet|zusammenfasst|transkribiert|verarbeitet"
            r"|protokolliert)\b"
        ),
        headings=(
            r"(?:system|assistent)(?:nachricht|anweisung|meldung|befehl|ansage|hinweis|info\w*)?"
        ),
        roles=(
            r"\bprompt:|\bende des prompts\b|\b(?:ab jetzt|von jetzt an|ab sofort) (?:\w+ )?(?:du"
            r"|gehorchst|antwortest)\b"
            r"|\b(?:tu|tun sie) so,? als\b|\blösche? alles (?:davor|bisherige|vorherige|oben)\b"
            r"|\bschreibe? in (?:die|deine) zusammenfassung\b|"
            r"(?:^|[.,:] )neue anweisung(?:en)?\b|\bneue regeln?:|\bdu bist (?:jetzt|nun|ab"
            r" jetzt)\b"
            r"|\b(?:entwickler|admin|debug)-?modus\b"
            r"|\b(?:befehl|anweisung) (?:des|vom) (?:entwicklers?|administrators?|systems?)\b"
            r"|\bsystem(?:meldung|nachricht|befehl|anweisung)\b"
            r"|\bsprechen sie (?:mir )?(?:mal |bitte )?(?:das )?nach\b|\bsprich mir nach\b"
            r"|\b(?:trage|trag|setze|setz|markiere|speichere|notiere|tragen sie|setzen sie)\b"
            r".{0,20}\b(?:als (?:rückruf|name|firma|telefon|nummer|kunde)\w*|callback|lead"
            r"|meinen namen als|rückruf auf)\b"
        ),
        signs=(
            r"\bgeschweifte\w*\b|\bklammer (?:auf|zu)\b|\banführungszeichen\b"
            r"|\bmarkier\w* diesen anruf\b"
        ),
        colon=r"doppelpunkt",
        equals=r"gleich|ist gleich",
        writes=(
            r"trage?|tragen sie|setze?|setzen sie|markiere?n?|speichere?|notiere?n?|schreibe?n?"
            r"|ändere?|ändern sie|füge?|erfasse?n?|lösche?|vermerken?"
        ),
        prints=r"gib aus|geben sie aus|drucke?|zeige?",
        following=r"folgendes|das wort \w+",
        that=r"wahr|falsch",
        customers=(
            r"(?:dass|das) (?:der|die|diese[r]?) (?:kundin|kunde|anrufer|anruferin|nutzer)"
            r"|diesen anruf als"
        ),
        fields=(
            r"namen?|nummer|telefon\w*|handy\w*|e-?mail|mail|rückruf\w*|uhrzeit|zeit|firma|ort"
            r"|stadt|feld|priorität"
        ),
        inside=r"in (?:die|das|den|der|dem|deine[mnr]?|ihre[mnr]?)|im",
        records=r"notizen|zusammenfassung|protokoll|bericht|akte|transkript",
        reads=(
            r"\bles(?:e)? (?:ihnen|dir|euch)(?: (?:mal|das|kurz|jetzt))* (?:die|eine|den"
            r"|diese[nm]?)"
            r" (?:mail|nachricht|brief|sms|zettel|text|anzeige)\b|\bwörtlich vor\b"
        ),
    ),
    "fr": command_words(
        discards=(
            r"\b(?:ignor\w+|oubli\w+|écart\w+) (?:\w+ ){0,3}(?:instructions|consignes|règles"
            r"|directives|conversation)\b"
            r"|\bne (?:tiens|tenez) pas compte de (?:ce qui précède|tout|la conversation)\b"
            r"|\boubli(?:e|ez) tout ce (?:qui précède|qu['e] ?(?:on|ils) (?:t|v))"
        ),
        minds=r"ia|i\.a\.|intelligence artificielle|modèle de langage|chatbot|bot",
        machines=(
            r"systèmes?|assistante?|robots?|ordinateurs?|machines?|modèle|programmes?|logiciels?"
            r"|enregistreur"
        ),
        to=r"(?:pour|à|au|aux)(?: (?:la|le|les|l'|votre|un))?",
        calls=(
            r"attention|ch[eè]re?|écoute|(?:hé|hey|ô|bonjour|salut)(?= (?:robot|machine|ia|modèle"
            r"|l'|intelligence|ordinateur))|(?:note|message|consigne|ordre|instruction)s?"
            r" (?:pour|à|au)(?: (?:la|le|l'))?"
        ),
        doubts=(
            r"si (?:vous êtes|tu es|t'es) une?|(?:pour|à) (?:tout|toute|tous les|toutes les"
            r"|n'importe quel)"
        ),
        makers=r"je suis (?:le|la|ton) (?:développeu(?:r|se)|programmeu(?:r|se))",
        works=(
            r"qui (?:\w+ )?(?:écoute\w*|enregistre\w*|lit|lisent|écrit|note|transcri\w+|résume\w*"
            r"|analyse\w*|traite\w*)\b"
        ),
        headings=(
            r"(?:(?:message|ordre|note) (?:du |de |d')?)?(?:système|assistant)"
        ),
        roles=(
            r"\bà partir de maintenant,? (?:tu|vous) (?:n'ob|ob|es|êtes|répond|écri)|\bfai(?:s"
            r"|tes) comme si j|\befface[zr]? tout ce qui précède\b|\bdans (?:le|ton) résumé,?"
            r" (?:écris|mets|dis)\b|"
            r"(?:^|[.,:] )nouvelles? (?:instructions?|consignes?|règles?)(?= |:|,|$)"
            r"|\b(?:tu es|t'es) (?:maintenant|désormais)\b|\b(?:en )?mode (?:développeur"
            r"|administrateur|debug)\b|\bordre (?:du|de l') ?(?:développeur|administrateur"
            r"|système)\b"
            r"|\bl'intelligence artificielle qui\b|\bà l'(?:ia|i\.a\.|intelligence artificielle)\b"
            r"|\b(?:pour|à) l'(?:ia|assistant)[ ,:]|\brép[éè]te(?:z)? après moi\b"
            r"|\b(?:mets|mettez|note|notez|enregistre\w*|programme\w*|fixe\w*)\b.{0,20}\b(?:"
            r"callback|mon nom comme|lead)\b|\b(?:inscri[st]|inscrivez|mets|mettez|écri[st]"
            r"|écrivez) (?:comme|en) (?:nom|numéro|téléphone|rappel)\b"
        ),
        signs=(
            r"\baccolades?\b|\bcrochets? (?:ouvrant|fermant)s?\b|\b(?:ouvre|ferme)\w* les?"
            r" guillemets\b"
        ),
        colon=r"deux[ -]points",
        equals=r"égale?",
        writes=(
            r"mets|mettez|note|notez|enregistrez?|programmez?|fixez?|inscri[st]|inscrivez|écri[st]"
            r"|écrivez|indiquez?|marquez?|changez?|remplacez?|ajoutez?|supprimez?|effacez?"
        ),
        prints=r"affichez?|imprimez?|transcri[st]|transcrivez",
        following=r"ce qui suit|le mot \w+",
        that=r"vrai|faux",
        customers=(
            r"que (?:le client|la cliente|l'appelante?|l'usager)"
            r"|cet appel comme"
        ),
        fields=(
            r"nom|numéro|téléphone|mail|e-?mail|adresse|rappel|heure|société|entreprise|ville"
            r"|champ|priorité"
        ),
        inside=r"dans (?:le|la|les|tes|ton|ta|vos|votre)",
        records=r"notes|résumé|compte rendu|transcription|rapport|fiche",
        reads=(
            r"\bje (?:vous|te) lis (?:le|la|un|une|ce|cette|son|leur) (?:mail|message|lettre"
            r"|courrier"
            r"|sms|texto|annonce)\b|\bmot pour mot\b"
        ),
    ),
    "it": command_words(
        discards=(
            r"\b(?:ignor\w+|dimentic\w+|scart\w+|trascur\w+) (?:\w+ ){0,3}(?:istruzioni|regole"
            r"|indicazioni|conversazione|comandi|ordini)\b"
            r"|\bdimentic\w+ tutto (?:quello|ciò|quanto)\b"
            r"|\bnon tenere conto di (?:quanto|quello|ciò)\b|\bignora (?:tutto )?il resto\b"
        ),
        minds=r"ia|i\.a\.|intelligenza artificiale|modello linguistico|chatbot|bot",
        machines=(
            r"sistema|assistente|robot|computer|macchina|modello|programma|software|registratore"
        ),
        to=r"(?:per|a|al|alla)(?: (?:la|il|lo|l'))?|all'|per l'",
        calls=(
            r"attenzione|car[ao]|ehi|senti|(?:ciao|salve)(?= (?:robot|macchina|ia|computer|modello"
            r"|intelligenza))|(?:nota|messaggio|istruzione|ordine|comando)"
            r" (?:per|a|all'|al|alla)(?: ?(?:l'|il|la|lo))?"
        ),
        doubts=r"se (?:sei|lei è|è) (?:un|una)|(?:per|a) (?:qualsiasi|qualunque|ogni)",
        makers=r"sono (?:lo|il|la|il tuo) (?:sviluppat|programmat)\w+",
        works=(
            r"che (?:\w+ )?(?:ascolt\w+|registr\w+|legg\w+|scriv\w+|trascriv\w+|riassum\w+"
            r"|analizz\w+|elabor\w+)\b"
        ),
        headings=(
            r"(?:(?:messaggio|ordine|nota) (?:di|del) )?(?:sistema|assistente)"
        ),
        roles=(
            r"\b(?:da adesso|d'ora in poi|da ora),? (?:\w+ )?(?:obbedisci|rispondi|sei|scrivi)\b"
            r"|\b(?:fai|faccia) finta che\b|\bcancella tutto (?:quello|ciò)\b|\bnel (?:tuo"
            r" )?riassunto,? (?:scrivi|metti|di'?)(?!\w)|"
            r"(?:^|[.,:] )nuov[ae] (?:istruzion|regol)[eai](?=[ :,]|$)"
            r"|\b(?:adesso|ora|da adesso) sei (?:un|una|il|la|in)\b"
            r"|\bmodalità (?:sviluppatore|amministratore|debug)\b"
            r"|\bordine (?:del|dello|dell') ?(?:sviluppatore|amministratore|sistema)\b"
            r"|\b(?:messaggio|ordine) di sistema\b|\bripet[ai] (?:con|dopo di) me\b"
            r"|\b(?:stampa|stampi) questo:"
            r"|\b(?:fissa|imposta|segna|metti|inserisci|programma|registra|scrivi)\b.{0,20}\b(?:"
            r"callback|il mio nome come|lead|nella scheda)\b"
        ),
        signs=(
            r"\b(?:parentesi )?graff[ae]\b|\bparentesi quadr[ae]\b|\b(?:apri|chiudi) (?:le"
            r" )?virgolette\b"
        ),
        colon=r"due punti",
        equals=r"uguale",
        writes=(
            r"fissa|imposta|segna|metti|metta|inserisci|programma|registra|scrivi|scriva|annota"
            r"|cambia|aggiungi|salva|indica|cancella"
        ),
        prints=r"stampa|stampi|mostra|trascrivi",
        following=r"quanto segue|quello che segue|la parola \w+",
        that=r"vero|falso|nullo",
        customers=(
            r"che (?:il|la|questo|questa) (?:cliente|utente|chiamante)"
            r"|questa chiamata come"
        ),
        fields=(
            r"nome|numero|telefono|mail|e-?mail|indirizzo|richiamata|orario|ora|azienda|ditta"
            r"|città|campo|scheda|priorità"
        ),
        inside=r"nel(?:la|le|l')?(?: (?:tuo|tua|tue|suo|sua))?|negli(?: tuoi)?",
        records=r"note|riassunto|verbale|trascrizione|rapporto|scheda|appunti|relazione",
        reads=(
            r"\b(?:le|ti) leggo (?:il|la|un|una|questo|questa) (?:mail|messaggio|lettera|biglietto"
            r"|testo|annuncio)\b|\bparola per parola\b"
        ),
    ),
    "pt": command_words(
        discards=(
            r"\b(?:ignor\w+|esqueç\w+|esquece|desconsider\w+) (?:\w+ ){0,3}(?:instruções|regras"
            r"|ordens|conversa|comandos|orientações)\b"
            r"|\besque(?:ce|ça) tudo (?:o )?que (?:te|lhe)\b|\bignor[ae] tudo o que\b"
        ),
        minds=r"ia|i\.a\.|inteligência artificial|modelo de linguagem|chatbot|bot",
        machines=r"sistema|assistente|robô|robot|computador|máquina|modelo|programa|gravador",
        to=(
            r"(?:para|pra|pro|à|ao|a)(?: (?:a|o|um|uma))?"
        ),
        calls=(
            r"atenção|car[ao]|querid[ao]|escuta|ô|ó|oh|ei|(?:olá|oi)(?= (?:robô|máquina|ia"
            r"|computador|modelo|inteligência))|(?:nota|mensagem|instrução|aviso|ordem)"
            r" (?:para|à|ao|pra|pro)(?: (?:a|o))?"
        ),
        doubts=(
            r"se (?:você|tu|o senhor|a senhora) (?:for|fores|é|és) (?:um|uma)|(?:para|pra|a)"
            r" qualquer"
        ),
        makers=r"(?:eu )?sou (?:o|a|seu|teu) (?:desenvolvedor|programador)a?",
        works=(
            r"que (?:\w+ )?(?:grav\w+|ouv\w+|escut\w+|l[êe]|lendo|escrev\w+|transcrev\w+|resum\w+"
            r"|analis\w+|process\w+|anot\w+)\b"
        ),
        headings=(
            r"(?:(?:mensagem|ordem|nota) (?:de|do) )?(?:sistema|assistente)"
        ),
        roles=(
            r"\b(?:a partir de agora|de agora em diante),? (?:\w+ ){0,2}(?:obedece|responde|é"
            r"|escreve)(?!\w)|\b(?:fin(?:ge|ja)|faz de conta|faça de conta) que eu\b"
            r"|\b(?:apag(?:ue|a)) tudo (?:o )?que\b|\bno"
            r" (?:seu |teu )?resumo,? (?:escrev\w+|põe|coloque|diga)(?!\w)|"
            r"(?:^|[.,:] )novas? (?:instrução|instruções|regra|regras)\b"
            r"|\bagora (?:você é|és) (?:um|uma|o meu|meu)\b"
            r"|\bmodo (?:desenvolvedor|administrador|programador)\b"
            r"|\bordem (?:do|da|de) (?:administrador|desenvolvedor|programador|sistema)\b"
            r"|\bse você for um robô\b|\brep(?:ete|ita) comigo\b"
            r"|\b(?:marque|marca|defina|agende|coloque|registre|registe|ponha"
            r"|escreva)\b.{0,20}\b(?:"
            r"callback|meu nome como|lead)\b"
        ),
        signs=r"\b(?:abre|fecha|abra|feche) (?:chaves?|colchetes?|aspas)\b",
        colon=r"dois pontos",
        equals=r"igual a",
        writes=(
            r"marque|marca|defina|agende|coloque|registre|registra|registe|ponha|põe|bota|escreva"
            r"|escreve|anote|anota|cadastre|cadastra|troque|troca|mude|muda|adicione|salve|grave"
            r"|apague"
        ),
        prints=r"imprim[ae]|mostr[ae]|transcrev[ae]",
        following=r"o seguinte|a palavra \w+",
        that=r"verdadeiro|falso",
        customers=(
            r"que (?:o|a|este|esta) (?:cliente|utente|usuário|usuária)"
            r"|esta chamada como"
        ),
        fields=(
            r"nome|número|telefone|telemóvel|e-?mail|endereço|retorno|hora|horário|empresa|cidade"
            r"|campo|prioridade"
        ),
        inside=r"n[oa]s?(?: (?:teu|tua|seu|sua)s?)?",
        records=r"notas|resumo|relatório|transcrição|registo|registro|ficha|ata",
        reads=(
            r"\b(?:leio-lhe|vou-lhe ler|vou te ler|vou ler|deixa eu ler) (?:o|a|um|uma|este|esta"
            r"|esse"
            r"|essa) (?:e-?mail|mensagem|carta|bilhete|texto|anúncio)\b|\bpalavra por palavra\b"
        ),
    ),
    "nl": command_words(
        discards=(
            r"\b(?:negeer|vergeet|sla) (?:\w+ ){0,4}(?:instructies|opdrachten|regels|aanwijzingen"
            r"|gesprek)\b|\bvergeet alles wat (?:ze|men|er) "
        ),
        minds=r"ai|a\.i\.|kunstmatige intelligentie|taalmodel|chatbot|bot",
        machines=r"systeem|assistent|robot|computer|machine|model|programma|software",
        to=r"(?:voor|aan) (?:de|het|een)|aan",
        calls=(
            r"let op|attentie|beste|luister|hé|hallo(?= (?:ai|robot|computer|machine|model))"
            r"|(?:notitie|bericht|opmerking|instructie|opdracht) (?:aan|voor)(?: (?:de|het))?"
        ),
        doubts=r"als (?:je|u) een|(?:voor|aan) (?:elke|ieder|iedere)",
        makers=r"ik ben (?:de|je) (?:ontwikkelaar|programmeur|beheerder)",
        works=(
            r"(?:die|dat|dit) (?:\w+ ){0,2}(?:opneemt|luistert|meeluistert|leest|schrijft|uitwerkt"
            r"|samenvat|verwerkt|noteert)\b"
        ),
        headings=r"(?:systeem|assistent)(?:bericht|melding|opdracht)?",
        roles=(
            r"\bvanaf nu (?:\w+ )?(?:je|u) |\bdoe alsof ik\b|\bwis alles\b|\bschrijf in de"
            r" samenvatting\b|"
            r"(?:^|[.,:] )nieuwe instructies?\b|\b(?:je bent nu|u bent vanaf nu)\b"
            r"|\b(?:ontwikkelaars|beheerders)-?modus\b|\bzeg (?:me|mij) na\b"
            r"|\bopdracht van de (?:ontwikkelaar|beheerder)\b"
            r"|\b(?:plan|zet|noteer|markeer|registreer|vul)\b.{0,25}\b(?:terugbelafspraak|callback"
            r"|mijn naam als|lead)\b"
        ),
        signs=r"\baccolades?\b|\bhaakjes? (?:openen|sluiten|open|sluit)\b|\baanhalingstekens?\b",
        colon=r"dubbele ?punt",
        equals=r"is gelijk aan|gelijk aan",
        writes=r"plan|zet|noteer|markeer|registreer|vul|schrijf|wijzig|verander|voeg|sla",
        prints=r"print|toon",
        following=r"het volgende|het woord \w+",
        that=r"onwaar",
        customers=r"dat (?:de|deze) (?:klant|beller|gebruiker)",
        fields=r"naam|nummer|telefoon\w*|e-?mail|mail|adres|terugbel\w*|tijd|bedrijf|plaats|veld",
        inside=r"in (?:de|het|je|uw)",
        records=r"notities|samenvatting|verslag|transcript|dossier",
        reads=(
            r"\blees\b.{0,20}\b(?:mail|bericht|brief|tekst|letterlijk)\b|\b(?:mail|bericht|brief)"
            r"\b.{0,20}\bvoorlezen\b"
        ),
    ),
}  # fmt: skip
