"""Words for the record of a call, its fields and how they are filled, by language."""

# What is written of a call, and of hardly anything else that callers speak of.
RECORDS = {
    "en": (
        r"summar(?:y|ies)|transcript(?:ion)?s?|write-?up|recap"
        r"|(?:call|conversation|meeting) (?:notes?|log|records?|report|data|card)"
        r"|(?:recorded|logged) (?:conversation|call)s?|records? of (?:this|the|our) \w+"
        r"|(?:task|to-?do|follow-up|callback) (?:list|queue)"
    ),
    "es": (
        r"resúmen(?:es)?|resumen|transcripci(?:ón|ones)|parte de la llamada"
        r"|registro de (?:la|esta) (?:llamada|conversación)|informe de la llamada"
        r"|lista de tareas"
    ),
    "de": (
        r"(?:gesprächs?|anruf)?(?:zusammenfassung(?:en)?|protokolle?s?|auswertung|notiz(?:en)?"
        r"|vermerk|mitschrift)|transkripte?|mitschrift"
        r"|(?:bewertung|auswertung|aufzeichnung) (?:dieses|des) (?:gesprächs?|anrufs?|telefonats)"
        r"|aufgabenliste|ticket-?notiz"
    ),
    "fr": (
        r"résumés?|compte[- ]rendus?|comptes?[- ]rendus?|transcriptions?|synthèse|procès[- ]verbal"
        r"|récapitulatif"
        r"|liste de tâches"
    ),
    "it": (
        r"riassunt[oi]|trascrizion[ei]|resocont[oi]|verbal[ei]|sintesi|riepilog(?:o|hi)"
        r"|lista delle attività"
    ),
    "pt": (
        r"resumos?|transcriç(?:ão|ões)|ata|relato|síntese"
        r"|lista de tarefas"
    ),
    "nl": (
        r"samenvatting(?:en)?|verslag(?:en|je)?|transcript(?:ie)?s?|notulen"
        r"|takenlijst"
    ),
    "pl": r"podsumowani\w+|streszczeni\w+|transkrypcj\w+|zapis(?:ie|u)?(?: rozmowy)?",
}
# What is written of other things as well.
PAPERS = {
    "en": (
        r"notes|reports?|(?:the|your|this|that|call|customer) (?:\w+ )?(?:records?|log)"
        r"|analysis|evaluation|output|result|crm|database"
    ),
    "es": (r"notas|registros?|informe|ficha|análisis|evaluación|resultado"),
    "de": (r"bericht|akte|notizen|analyse|bewertung|ergebnis|datensatz|kundenkarte|karteikarte"),
    "fr": (r"notes|rapport|fiche|dossier|analyse|évaluation|résultat"),
    "it": (
        r"(?:le|tue|sue|nelle|delle) note|appunti|rapporto|scheda|relazione|analisi|valutazione"
        r"|risultato"
    ),
    "pt": (r"notas|relatório|ficha|regist(?:r)?o|análise|avaliação|resultado"),
    "nl": (r"notities|rapport|dossier|kaart|analyse|beoordeling|resultaat|registratie"),
    "pl": r"notat(?:ce|kach|ki|ka)|raport\w*|kart(?:a|cie|otece)|analiz\w+",
}
CONVERSATIONS = {
    "en": (
        r"(?:this|each|every|the whole) (?:call|conversation|recording|dialogue|dialog|chat"
        r"|exchange)"
        r"|(?:this|the) (?:interaction|session)"
    ),
    "es": (
        r"(?:est[ae]|cada|de la|del) (?:llamada|conversación|grabación|charla|diálogo)"
        r"|esta interacción"
    ),
    "de": (
        r"(?:diese[sm]?|des|dem) (?:gesprächs?|anrufs?|telefonats?|dialogs?|dialog)"
        r"|diese[rs]? interaktion"
    ),
    "fr": (
        r"(?:ce|cet|cette|chaque) (?:appel|conversation|enregistrement|échange|dialogue|entretien)"
        r"|cette interaction"
    ),
    "it": (
        r"(?:quest[ao]|al|del) (?:chiamata|conversazione|telefonata|registrazione|dialogo"
        r"|colloquio|scambio)"
        r"|quest[ao] interazione"
    ),
    "pt": (
        r"(?:esta|desta|nesta|cada|deste|neste|este|no) (?:chamada|ligação|conversa|gravação"
        r"|diálogo|papo)"
        r"|esta interação"
    ),
    "nl": r"(?:dit|elk) (?:gesprek|telefoontje)",
    "pl": r"(?:tej|tę|ta) rozmow\w+",
}
LABELS = {
    "en": (
        r"annotation|labell?(?:ed|er)?|tag|caption|headline|title|answer key|ground truth"
        r"|model answer|metadata|subject line"
    ),
    "es": r"etiqueta|título|solucionario|rótulo|encabezado",
    "de": r"etikett|musterlösung|überschrift|bildunterschrift|schlagwort|annotation",
    "fr": r"étiquette|corrigé|légende|titre|annotation",
    "it": r"etichetta|titolo|didascalia|annotazione",
    "pt": r"etiqueta|gabarito|legenda|título|rótulo",
    "nl": r"etiket|label|titel|antwoordmodel",
    "pl": r"etykiet\w+|tytuł",
}
CALLS = {
    "en": r"calls?|conversations?|recordings?|talks?",
    "es": r"llamadas?|conversaci(?:ón|ones)|grabaci(?:ón|ones)",
    "de": r"gespräche?s?|anrufe?s?|aufnahmen?|telefonate?s?",
    "fr": r"appels?|conversations?|enregistrements?",
    "it": r"chiamat[ae]|conversazion[ei]|registrazion[ei]|telefonat[ae]",
    "pt": r"chamadas?|ligaç(?:ão|ões)|conversas?|gravaç(?:ão|ões)",
    "nl": r"gesprek(?:ken)?|opnames?|telefoontjes?",
    "pl": r"rozm(?:owa|owy|ów|owę)|nagra(?:nia|nie|ń)|połącze\w+",
}
AT = {
    "en": (
        r"(?:in|into|for|on|as for|regarding|concerning|within)"
        r" (?:the|your|this|that|any|its|all|every|each)"
    ),
    "es": r"(?:en|para|de cara a|dentro de|sobre|al)(?: (?:el|la|los|tu|su|vuestro|este|esta))?",
    "de": (
        r"(?:im|ins|fürs|zum|zur|beim|in|für|bei|auf)(?: (?:die|der|das|dem|den|deine[mnr]?"
        r"|ihre[mnr]?|eure[mnr]?|diese[mnr]?))?"
    ),
    "fr": r"(?:dans|pour|sur|au|en)(?: (?:le|la|les|ton|votre|vos|ce|cette))?",
    "it": r"(?:n?el(?:la|lo|l')?|per|sul(?:la)?|dentro)(?: (?:il|la|lo|l'|tuo|suo|vostro))?",
    "pt": r"(?:n[oa]s?|para|pro|pra|em)(?: (?:o|a|seu|teu|vosso))?",
    "nl": r"(?:in|voor|bij|op)(?: (?:de|het|je|uw|jullie|dit))?",
    "pl": r"(?:w|do|na)",
}
CALLBACKS = {
    "en": r"call ?-?back",
    "es": r"(?:rellamada|devolución|callback|llamada pendiente|llamada de vuelta)",
    "de": r"rückruf\w*",
    "fr": r"rappels?|demande d'appel",
    "it": r"richiam(?:o|ata|are)|ricontatto",
    "pt": r"retorno|ligação de volta|contacto|devolução",
    "nl": r"terugbel\w*",
    "pl": r"oddzwonieni\w+",
}
FIELDS = {
    "en": (
        r"call ?-?back (?:entry|entries|time|field|flag|request|status)|no call ?-?back"
        r"|(?:name|phone|number|priority|urgency|status|time) (?:box|field|column|slot|line|entry)"
        r"|(?:contact|caller|customer|client|patient)'s (?:name|number|phone|rating)"
        r"|requested time|star rating|(?:five|ten) stars|fields?"
        r"|my name (?:as|to be)|(?:describe|list|show|register|record|save|present) me as|only "
        r"valid request"
    ),
    "es": (
        r"campos?|casillas?|prioridad|como (?:nombre|hora|teléfono|número)|callback"
        r"|llamada (?:pendiente|de vuelta)|(?:nombre|número|teléfono) del (?:cliente|contacto)"
        r"|cinco estrellas"
        r"|mi nombre como|sin (?:devolución|rellamada|callback)|única petición válida"
    ),
    "de": (
        r"felder|feld|rückruf(?:e|s|zeit|zeitpunkt|wunsch|wünsche|feld|eintrag)?|priorität"
        r"|als (?:name|uhrzeit|nummer|telefon|rückrufzeit|firma)|fünf sterne"
        r"|meinen namen als|mich als \w*kund\w+|(?:keinen?|kein) rückruf"
    ),
    "fr": (
        r"champs?|rubriques?|cases?|rappels?|priorité|(?:comme|sous le) nom|numéro à rappeler"
        r"|demande d'appel|cinq étoiles|valeur"
        r"|mon nom comme|seule demande valable|pas de rappel"
    ),
    "it": (
        r"camp[oi]|voc[ei]|casell[ae]|priorità|come (?:nome|nominativo|orario|numero)|richiamo"
        r"|richiamat[ae]|nominativo|recapito|cinque stelle"
        r"|(?:il )?mio nome come|nessun richiamo|unica richiesta valida"
    ),
    "pt": (
        r"campos?|prioridade|como (?:nome|horário|telefone)|retorno|ligação de volta"
        r"|o meu contacto|nome do cliente|cinco estrelas"
        r"|(?:o )?meu nome como|sem retorno|único pedido válido"
    ),
    "nl": (
        r"velden|veld|prioriteit|terugbel\w*|als (?:naam|tijd|nummer)|vijf sterren"
        r"|mijn naam als|geen terugbel\w*"
    ),
    "pl": r"pol(?:e|u|a)|priorytet|oddzwonieni\w+|jako (?:nazwisko|imię|numer)",
}
VALUES = (
    r"yes|no|true|false|none|null|needed|required|wanted|sí|si|verdadero|falso|ja|nein|wahr|falsch"
    r"|oui|non|vrai|faux|sì|vero|sim|não|verdadeiro|nee|nessun[oa]?|ningun[oa]|keiner?"
)
IS = (
    r"(?: ?[:,=-] ?| equals | is | es | ist | auf | est | è | é | a | igual a | égale? | uguale? "
    r"| )"
)
PAIRED = (
    r"time|hour|name|number|phone|priority|nombre|hora|número|teléfono|prioridad|uhrzeit|zeit"
    r"|name|nummer|telefon|priorität|nom|heure|numéro|téléphone|priorité|nome|ora|ore|orario"
    r"|numero|telefono|priorità|nominativo|horário|telefone|prioridade|naam|tijd|prioriteit"
    r"|recapito"
)
NUMBERS = (
    r"one|two|three|four|uno|dos|tres|due|tre|quattro|eins|zwei|drei|un|deux|trois|um|dois|três"
    r"|een|twee|drie|\d"
)
DIRECTIVES = {
    "en": (
        r"(?:^|[.,;:!?…\"] ?|\b(?:please|and|then|just|now|also|so|you|must|should|to|kindly|ahead"
        r"|could|would|go) (?:please |just |kindly |also )?)(?:put|write|list|enter|mark|set|change"
        r"|replace|switch|leave out|file|record|note|register|state|add|turn|swap|drop|omit|skip"
        r"|log|reflect|show|include|type|fill in|rename|print|output|make it|treat|rate|score"
        r"|flag|pretend|act)\b(?! (?:me|us) (?:in|down|on|through)\b)"
        r"|\b(?:must|should|shall|has to|have to|needs? to|ought to|(?:is|are) to)"
        r" (?:\w+ )?(?:be|appear|say|state|show|read|contain|mention|include|have|close|end|list"
        r"|leave|come out)\b"
        r"|\bbelongs? (?:in|to|there)|\bwhat goes (?:in|into)\b|\bbe so kind\b|\bmake it look\b"
        r"|\bcomes? out (?:with|as)\b|\bgoes down as\b"
        r"|\b(?:strike|scratch) (?:the|that|this|everything|what)\b|\b(?:should|must) go with\b"
        r"|\brate (?:this|the) (?:interaction|call|conversation)\b|\b(?:create|add) an? (?:item"
        r"|entry|task)\b|\b(?:ignore|disregard) the agent\b"
    ),
    "es": (
        r"\b(?:pon(?:ga|gan|dría|er|gas|lo|galo)?|anot[ae]\w*|apunt[ae]\w*|escrib[ae]\w*"
        r"|registr[ae]"
        r"\w*|marc[ae](?:r|n)?|consten?|figuren?|aparezcan?|cambi[ae]r?|sustituy\w+|añad[ae]\w*"
        r"|indi(?:ca|que|car)|inclu(?:ye|ya|ir)|conste|dej[ae] constancia|rellen[ae]|haz|haga"
        r"|reserv[ae]\w*|califi\w+|valor[ae])\b"
        r"|\b(?:debe|deben|tiene que|tienen que|hay que|ha de|han de)\b"
        r"|\b(?:póng\w+)\b"
    ),
    "de": (
        r"(?<!\bich )\b(?:schreib|notier|trag|vermerk|setz|mach|änder|ersetz|füg|stell|lass"
        r"|speicher|markier"
        r"|bewert|streich|führ)(?:e|en|t)?\b(?! ich\b)"
        r"|\b(?:ein|nach|um)(?:zu)?(?:trag|setz|schreib|getrag|gesetz)\w*\b|\bzu (?:setzen"
        r"|vermerken"
        r"|notieren|schreiben|führen|streichen|ändern|speichern|bewerten)\b"
        r"|\b(?:muss|müssen|soll|sollen|hat|haben) .{0,60}\b(?:stehen|heißen|lauten|erscheinen"
        r"|auftauchen|enthalten|vermerkt|notiert|eingetragen)\b|\bgehört\b|\bgilt\b|\bgelten\b"
        r"|\bsei so (?:nett|gut|lieb)\b|\bseien sie so (?:nett|gut)\b"
        r"|\bmöge\b|\bhinschreib\w*\b"
        r"|\baufschreiben\b|\beintragen\b|\bvermerken\b"
    ),
    "fr": (
        r"\b(?:mets|mettez|mettre|notez|inscri(?:s|t|vez|re)|écri(?:s|vez|re)|indiqu(?:e|ez|er)"
        r"|marqu(?:e|ez|er)|chang(?:e|ez|er)|remplac(?:e|ez|er)|ajout(?:e|ez|er)|retir(?:e|ez|er)"
        r"|figurer?|tap(?:e|ez|er)|enregistr(?:e|ez|er)|mention(?:ne|nez|ner)|apparaî(?:t|tre)"
        r"|apparaisse|rempli(?:s|ssez|r)|consign(?:e|ez|er)|compt(?:e|ez) comme|supprim(?:e|ez|er)"
        r"|fai(?:s|tes) (?:comme|figurer|apparaître))\b"
        r"|\b(?:doit|doivent|il faut|est prié|sont priés|est tenu|devra|devront)\b"
        r"|\breti(?:endra|ens|enez)\b|\bbaptise\w*"
        r"|\binscriv\w+\b"
    ),
    "it": (
        r"\b(?:scriv(?:i|a|ete|ere|esse)|mett(?:i|a|ete|ere|er\w+)|segn(?:a|i|are)|annot(?:a|i|are)"
        r"|inseri(?:sci|sca|re|sc\w+)|riport(?:a|i|are)|registr(?:a|i|are)|cambi(?:a|are)"
        r"|sostitui\w+|aggiung\w+|spost(?:a|i|are|asse)|indic(?:a|hi|are)|compil(?:a|i|are)"
        r"|cancell(?:a|i|are)|figur(?:a|i|are)|risult(?:i|are)|appai[ao]\w*|oscur\w+|fissa|fissi"
        r"|valut(?:a|i))\b|\b(?:deve|devono|bisogna|occorre|è tenut[oa]|va|vanno) \w+"
    ),
    "pt": (
        r"\b(?:escrev(?:e|a|am|er)|põe|ponham?|coloc(?:a|ar)|coloquem?|bot(?:a|e|ar)|anot(?:a|e|ar)"
        r"|apont(?:a|e|ar)|regist(?:a|e|ar|ra|re|rar)|marqu(?:e|em)|tro(?:ca|que|car)|mud(?:a|e|ar)"
        r"|acrescent(?:a|e|ar)|adicion(?:a|e|ar)|inclu(?:a|ir)|conste|constar|inser(?:e|ir)|insira"
        r"|preench(?:a|e|er)|indi(?:ca|que|car)|apag(?:a|ue|ar)|sair|saia|aparecer|apareça|execute"
        r"|avalie|considere)\b"
        r"|\b(?:deve|devem|tem que|têm que|tem de|há que|é para)\b"
        r"|\b(?:col(?:a|e)|sobrescrev\w*)\b"
    ),
    "nl": (
        r"(?<!\bik )\b(?:schrijf|zet|noteer|vermeld|verander|wijzig|vervang|voeg|vul|markeer"
        r"|registreer|laat"
        r"|maak|beoordeel)\b(?! (?:ik|u|je) )|\b(?:moet|moeten|dient|dienen|hoort|horen|mag)\b"
    ),
    "pl": (
        r"\b(?:wpisz\w*|wpisać|zapisz\w*|zapisać|zanotuj\w*|zaznacz\w*|zmień\w*|ustaw\w*"
        r"|dodaj\w*|napisz\w*|usuń\w*|oznacz\w*)\b|\b(?:ma się znaleźć|ma być|musi|trzeba"
        r"|należy|powinn\w+)\b"
    ),
}
AUTHORITIES = (
    r"policy|policies|compliance|quality (?:control|assurance)|regulations?|gdpr|test case"
    r"|acceptance (?:suite|test)|calibration|maintenance|vendor support|already (?:approved|signed"
    r" off|cleared|authori[sz]ed)|authori[sz]ation|protocol (?:number|requires)|audit"
    r"|control de calidad|normativa|reglamento|política|prueba|autorizado|autorización|auditoría"
    r"|vorschrift|verordnung|\w+verordnung|richtlinie|qualitäts\w+|\w*kalibrierung|wartung|prüffall"
    r"|testfall|genehmigt|freigegeben|consigne|règlement|contrôle qualité|politique|audit"
    r"|autorisé|validé|calibrage|calibration|regolamento|direttiva|controllo qualità|collaudo"
    r"|autorizzato|per ragioni di|verifica|controlo de qualidade|controle de qualidade|regulamento"
    r"|política|teste|autorizad[oa]|auditoria|rotina|protocol|beleid|voorschrift|kwaliteits\w+"
    r"|richtlijn|goedgekeurd"
)
PRETENCES = (
    r"as (?:if|though) (?:i|he|she|they|the|you)|pretend|let's (?:play|say|pretend|imagine)"
    r"|imagine|suppose that|you're no longer|you are no longer|once upon a time|make believe"
    r"|legend has it|cuenta la leyenda|die sage geht|la légende (?:dit|raconte)|narra la leggenda"
    r"|reza a lenda|como si|imagin(?:emos|a|e) que|supongamos|juguemos a|érase una vez|había "
    r"una vez"
    r"|haz de cuenta"
    r"|als (?:ob|hätte|wäre|wären|hätten)|stell dir vor|stellen wir uns vor|tu so|es war einmal"
    r"|comme si|imaginons|supposons|faisons semblant|il était une fois|jouons à"
    r"|come se|fingi\w*|facciamo (?:finta|che)|immagin(?:a|iamo) che|c'era una volta|giochiamo a"
    r"|como se|imagin(?:a|e|emos) que|faz(?:er)? de conta|vamos fingir|era uma vez"
    r"|alsof|stel je voor|doen we alsof|er was eens"
)
CALLERS = (
    r"the (?:lady|gentleman|customer|caller|client|patient|subscriber|user|person calling)"
    r"|(?:el|la|este|esta) (?:señora?|client[ea]|usuari[oa]|paciente|abonad[oa]|llamante"
    r"|interlocutor[a]?)"
    r"|(?:der|die|dieser?|dieses|des|dem|den) (?:kund(?:e|in|en)|anrufer(?:in|s)?|teilnehmer(?:s"
    r"|in)?"
    r"|patient(?:in|en)?|gesprächspartner(?:s|in)?|nutzer(?:s|in)?)"
    r"|(?:le|la|l'|cet|cette) ?(?:client[e]?|appelant[e]?|abonné[e]?|patient[e]?|usager)"
    r"|(?:il|la|questo|questa) (?:signora?|cliente|chiamante|utente|paziente|abbonat[oa])"
    r"|(?:o|a|este|esta) (?:senhora?|cliente|utente|paciente|chamador|usuári[oa]|interlocutor[a]?)"
    r"|(?:(?<=: )|(?<=, ))(?:cliente|clienta|anrufer(?:in)?|kund(?:e|in)|cliente|caller|customer"
    r"|klant)"
    r"|de (?:klant|beller|patiënt|gebruiker)|(?:klient|pacjent|rozmówc|abonent)\w*"
)
OVERWRITES = (
    r"overwr(?:ite|ote)|überschreib\w*|sobr?e?scri[bv]\w*|sobrescrev\w*|écrase[zr]?|sovrascriv\w*"
    r"|overschrijf|nadpisz"
)
ENCODINGS = (
    r"pig latin|decode|decipher|decrypt|unscramble|backwards?|rot ?(?:13|thirteen)|base ?(?:64"
    r"|sixty[- ]four)"
    r"|morse|every (?:second|other|first) (?:letter|word)"
    r"|descifr\w+|decodific\w+|descodific\w+|al revés|una de cada dos letras"
    r"|entschlüssel\w*|dekodier\w*|rückwärts|jeden zweiten buchstaben"
    r"|décod(?:e|ez|er)|déchiffr(?:e|ez|er)|à l'envers|à rebours"
    r"|decifr\w+|al contrario|a rovescio|alla rovescia"
    r"|de trás (?:pra|para a) frente|ao contrário|ontcijfer\w*|achterstevoren"
)
RECITALS = (
    r"(?:let me|i'll|i) read (?:you|this|out)|(?:says?|said) (?:you|to) (?:just )?(?:go|say)"
    r"|(?:told|taught|asked|dared) me (?:to say|one|this)|you just (?:go|say)"
    r"|le leo|te leo|me (?:dijo|dijeron|enseñó) que (?:dijera|diga)|(?:basta|hay que) con decir"
    r"|ich lese|soll ich (?:sagen|vorlesen|ausrichten)|man (?:sagt|muss) (?:einfach|nur) sagen"
    r"|je (?:vous )?lis|m'a (?:dit|appris|demandé) (?:de|à) dire|suffit de dire"
    r"|le leggo|ti leggo|mi ha (?:detto|insegnato) (?:di|a) dire|basta dire"
    r"|leio-lhe|vou(?:-lhe)? ler|mand(?:ou|aram)(?: eu)? (?:dizer|falar)|é só (?:dizer|falar)"
    r"|ik lees|moest ik (?:zeggen|voorlezen)|je hoeft alleen maar te zeggen"
)
