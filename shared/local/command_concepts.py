"""Words of orders to the machine that hold in any order of words, for all languages of calls.

`command_topics` knows how sentences are built, which differs by language. Here is what orders have
in common: something that works on the call, and something that has to be written.
"""

from enum import StrEnum

from shared.local.lexicons.lexicon import Pattern, any_of


class Concept(StrEnum):
    """`MIND`: a machine that reads calls. `DEVICE`: one that may be another. `WHO`: somebody or
    something without a name. `WORKS`: what they do with the call. `WRITES`: a record is filled or
    changed. `CALLER`: the speaker as a third person. `MUST`: an obligation. `RECORD`: what is
    written of a call. `RULE`: a rule or an approval. `CALL`: the call itself.
    `CALL_RECORD`: what is written, and that it is of calls.
    """

    MIND = "mind"
    DEVICE = "device"
    WHO = "who"
    WORKS = "works"
    WRITES = "writes"
    CALLER = "caller"
    MUST = "must"
    RECORD = "record"
    RULE = "rule"
    CALL = "call"
    CALL_RECORD = "call record"


# Hebrew and Arabic write prepositions, conjunctions and articles together with the next word.
_HE, _AR = "[והבלכמש]{0,3}", "(?:[وف]?(?:لل|ب?ال|ل|ب)?)"
_DEVANAGARI = "[\u0900-\u0963]*"

_MIND = (
    r"(?:(?:the|an?|this|any|your|dear|hey|de|het) )a\.?i\.?|a\.i\.|artificial intelligence"
    r"|(?:large )?language model|(?:chat|voice|note)?bots?"
    r"|transcriber|note[ -]?tak(?:er|ing (?:thing|app|tool|software))|speech recogni\w+"
    r"|transcription|algorithms?|summari[sz]er|(?:digital|virtual|automatic) (?:assistant|secretary"
    r"|colleague|clerk|scribe)"
    r"|(?:(?:la|esa|esta|una|à|da|uma|querida|cara|chère|cette) |l')i\.?a\.?|i\.a\."
    r"|inteligencia artificial|modelo de lenguaje|transcriptor[a]?"
    r"|(?:reconocimiento|reconocedor) de voz|(?:asistente|secretari[oa]|señorita) "
    r"(?:virtual|digital|automátic[oa])"
    r"|(?:(?:die|der|eine|an|liebe|diese|dieser) )k\.?i\.?|k\.i\.|künstliche[nr]? intelligenz"
    r"|sprach(?:modell|erkennung|assistent\w*|computer)"
    r"|mitschreiber(?:in)?|protokollant(?:in)?"
    r"|(?:digitale|virtuelle|automatische)[nr]? (?:sekretärin|assistent\w*|kolleg\w+)"
    r"|intelligence artificielle|modèle de langage|transcripteur|reconnaissance vocale"
    r"|(?:assistante?|secrétaire) (?:virtuel|numérique|automatique)(?:le)?"
    r"|intelligenza artificiale|modello linguistico|trascrittore|riconoscimento vocale"
    r"|(?:assistente|segretari[oa]) (?:virtuale|digitale|automatic[oa])"
    r"|inteligência artificial|modelo de linguagem|transcritor|reconhecimento de voz"
    r"|(?:assistente|secretári[oa]|moç[ao]|menina) (?:virtual|digital|automátic[oa])"
    r"|kunstmatige intelligentie|taalmodel|spraakherkenning|notulist"
    r"|(?:digitale|virtuele|automatische) (?:secretaresse|assistent\w*|collega)"
    rf"|{_HE}(?:בינה ה?מלאכותית|צ'?אטבוט|בוט|תמלול|מתמלל[ת]?|זיהוי הדיבור|אלגוריתם)"
    rf"|{_AR}(?:ذكاء ال[إا]صطناعي|ذكاء [إا]صطناعي|نموذج اللغوي|روبوت الدردشة|تفريغ الصوتي"
    r"|خوارزمية)"
    r"|एआई|ए आई|आर्टिफिशियल इंटेलिजेंस|कृत्रिम बुद्धि\w*|चैटबॉट|बॉट"
)
_DEVICE = (
    r"systems?|programs?|machines?|computers?|computer lady|software|tools?|robots?|assistant"
    r"|apps?|thing"
    r"|recorder|gadget|device|platform"
    r"|sistemas?|programas?|máquinas?|ordenador(?:cito)?|computadora|robot(?:ito)?|asistente"
    r"|aplicación|aparato"
    r"|centralita|grabadora"
    r"|systeme?|programm|maschine|rechner|computerchen|roboter(?:chen)?|maschinchen|assistent\w*"
    r"|automaten?|ding|apparat|anlage"
    r"|anwendung"
    r"|systèmes?|programme|logiciels?|ordinateurs?|appli(?:cation)?|appareil|standard"
    r"|sistem[ai]|programm[ai]|macchin(?:a|e|etta|ina)|computerino|robottino|assistente"
    r"|applicazione|apparecchio|centralino"
    r"|computador(?:zinho)?|robô|robozinho|maquininha|aplicativo|aplicação|aparelho|gravador"
    r"|central"
    r"|systeem|programma|machine|computertje|robotje|assistent|automaat|apparaat|secretaresse"
    r"|centrale"
    rf"|{_HE}(?:מערכת|תוכנה|מכונה|מחשב(?:ון|ונת)?|רובוט|עוזר(?:ת)?|אפליקציה|מכשיר|מזכירה)"
    rf"|{_AR}(?:نظام|برنامج|[آا]لة|حاسوب|كمبيوتر|روبوت|مساعد|تطبيق|جهاز)"
    rf"|सिस्टम|सॉफ्टवेयर|सॉफ़्टवेयर|मशीन|कंप्यूटर|रोबोट|असिस्टेंट|प्रोग्राम|ऐप|sahayak|yantra"
)
# What works on this call; a machine that prints or washes does not.
_WORKS = (
    r"listen(?:s|ing)?|transcrib\w+|summari[sz]\w+|tak(?:es?|ing) notes|takes? (?:this|it) down"
    r"|typ(?:es?|ing) (?:this|it|up)|writ(?:es?|ing) (?:this|these|it|up|down|the notes)"
    r"|record(?:s|ing) (?:this|us|the call|calls)|reads? (?:this|along)|note[ -]?taking"
    r"|process(?:es|ing) (?:this|the call|calls)|mak(?:es?|ing) the notes"
    r"|(?:nos )?escuch\w+|transcrib\w+|resum[eai]\w*|tom[ae]n? (?:las )?notas?|anotand\w+|anota"
    r"|graba\w*|procesa\w*|apunta"
    r"|mitschreib\w*|mithör\w*|zuhör\w*|mitlies\w*|auswerte\w*|aufzeichn\w*|transkribier\w*"
    r"|zusammenfass\w*|protokollier\w*|mittipp\w*|abtipp\w*"
    r"|(?:nous )?écoute(?:nt|ra)?|transcri\w+|résum\w+|prend (?:les |des )?notes|enregistre"
    r"|(?:ci )?ascolt\w+|trascriv\w+|riassum\w+|prende (?:gli )?appunti|prende nota"
    r"|(?:nos )?escut\w+|transcrev\w+|toma (?:as )?notas?|grava\w*|(?:est)?á anotando|ouve"
    r"|meeluister\w*|luistert|meeschrijf\w*|uittyp\w*|samenvat\w*|opneemt|meetyp\w*"
    r"|(?:de )?notities maakt"
    rf"|{_HE}(?:מקשיב(?:ה)?|מקליט(?:ה)?|מתמלל(?:ת)?|מסכמ(?:ת)|מסכם|רושמ(?:ת)|רושם"
    r"|כותב(?:ת)? את (?:זה|השיחה|הסיכום))(?: לנו)?"
    rf"|(?:{_AR})(?:[يت]سمع\w*|[يت]ستمع|[يت]سجل المكالم\w+|[يت]كتب الملاحظات|[يت]لخص|[يت]فرغ"
    r"|[يت]دون)"
    r"|सुन (?:रहा|रही|रहे)|लिख(?:ता|ती|ते)|लिख (?:रहा|रही|रहे)|रिकॉर्ड कर"
    r"|sun (?:raha|rahi|rahe)|likh(?:ta|ti|te)|likh (?:raha|rahi|rahe)|record kar(?:ta|ti|te)?"
)
_WRITES = (
    r"put|write|writes it|writes that|note|enter|set|save|store|mark|record|register|replace|list"
    r"|log|fill|stick"
    r"|grade|rate|rank|flag|label|change|delete|erase|leave out|keep|skip|file|take (?:\w+ )?as"
    r"|carry"
    r"|(?:be|been|gets?|is|are) (?:recorded|noted|listed|saved|entered|marked|set|registered|put"
    r"|kept|removed|filed|logged|stored|written|shown|flagged|superseded)|(?:goes?|stays?) (?:in"
    r"|into|down)"
    r"|pon(?:ga|gan|er|go)?|anot(?:e|a|ar|ara|ase|en)|apunt(?:e|a|ar|ara|en)|escrib(?:a|e|ir|iera)"
    r"|registr(?:e|a|ar|ara|en)|guard(?:e|a|ar|en)|borr(?:e|a|ar|en)|cambi(?:e|a|ar|en)|marque"
    r"|marcar|sea (?:el|la)|(?:deje|dejar) constancia|conste|figur(?:e|ar|ara)|actualicen?"
    r"|registrado|cambiada"
    r"|schreib(?:s?t|en?)?|geschrieben|geschreven|écrira|scriverà|reinschreib\w*"
    r"|(?:ein)?(?:trags?t?|trägs?t|tragen|trage)|notier\w*"
    r"|vermerk\w*"
    r"|speicher\w*"
    r"|setzt?|setzen|(?:rein|ein|hin)(?:zu)?(?:setzen|schreiben|tragen)|streich\w*|lösch\w*"
    r"|änder\w*|ersetz\w*|führt|hinterleg\w*|einsortier\w*|einordn\w*|gehört|gilt|lautet"
    r"|bezeichn\w+"
    r"|met(?:te[zr]?|s|te)|note[rz]?|inscri\w+|écri(?:re|s|ve|vez|t)|enregistre[rz]?|garde[rz]?"
    r"|efface[rz]?|supprime[rz]?|enlève|remplac\w+|change[rz]?|indique[rz]?|raconte|apparaître"
    r"|mett(?:a|i|ere|ano)|scriv(?:a|i|ere|e)|segn(?:i|a|are|asse|i)|annot\w+"
    r"|salv(?:i|a|are|ato)|registr(?:i|are)|inser\w+|cancell\w+|sostitu\w+|spost\w+|risult\w+"
    r"|figur\w+"
    r"|coloc(?:a|ar|ar\w+)|coloque|ponha|põe|pôr|escrev(?:a|er|e)|regist(?:re|ar|asse|rar|rasse)"
    r"|salv(?:e|ar)|grav(?:e|ar)|apag\w+|risqu\w+|mude|mudar|troque|trocar|marque|constar"
    r"|atualiz\w+"
    r"|guardad[oa]"
    r"|zet|zetten|schrijft?|schrijven|noteert?|noteren|opslaan|op te slaan|bewa(?:ar|ren|ard)|vult?"
    r"|verander\w*|vervang\w*|wijzig\w*|omzetten|om te zetten|vermeld\w*|vergeet"
    rf"|{_HE}(?:[תינ]?רשו?ם|תרשמי|[תי]?כתוב|תכתבי|כותב(?:ת)|[תל]שמור|[תל]שנה|לשנות|[תל]מחוק|תמחק"
    r"|[תל]סמן|[תל]הופיע|להופיע|[תל]עדכן|[תל]הזין|להכניס|[תל]החליף)"
    r"|[وفلس]{0,2}(?:[يتا]?كتبي?|[يت]?سجلني|[يت]?سجل|تسجيل|[يتا]?حفظه?ا?|[يت]?غير|تغيير|[يت]?ضع"
    r"|[يت]?دون|[يتا]?مسح|[يتا]?حذف|حدثه?ا?|حدثي|عدله?ا?|[يتا]?ستبدل|[يت]?عدل|تحديث|[يت]?ظهر)"
    rf"|लिख(?:ो|े|ना| दे| दो| लो|िए|वाओ)?|दर्ज|नोट|सेव|रखे|रखो|बदल{_DEVANAGARI}|हटा{_DEVANAGARI}"
    rf"|मिटा{_DEVANAGARI}|डाल{_DEVANAGARI}|अपडेट|दिखाया जाए"
    r"|update|likh(?:o|e|a|na|iye|do| de| do| deti| deta)?|darj|save|badal\w*|hata\w*|mita\w*"
    r"|daal\w*"
)
_NOTICE = (
    r"(?:system|automated|automatic|service|admin) (?:notice|message|alert|announcement|update"
    r"|warning|information|note|prompt)"
    r"|(?:aviso|mensaje|nota|notificación|alerta|comunicado) (?:del?|automátic[oa](?: del?)?"
    r"|para (?:el|la)) ?(?:la )?(?:sistema|centralita|programa|servidor|registro)"
    r"|system-?(?:meldung|nachricht|hinweis|ansage|mitteilung|information|vermerk)"
    r"|(?:vermerk|hinweis|notiz|mitteilung|meldung|info) (?:für|fürs|an|ans|vom|des)"
    r"(?: (?:das|die|den|ein|unser))? ?(?:system|protokoll|programm|akte|datensatz|auswertung)s?"
    r"|(?:message|avis|alerte|annonce|note|notification)"
    r" (?:(?:automatique )?(?:du |de |d'|au |pour le )?(?:système|serveur|programme|standard))"
    r"|(?:avviso|messaggio|nota|notifica|comunicazione) (?:(?:automatic[ao] )?(?:del|di|dal|per il)"
    r" )(?:sistema|servizio per il registro|verbale|registro|servizio|programma|server)"
    r"(?: \w+){0,5}"
    r"|(?:aviso|mensagem|nota|notificação|alerta|comunicado) (?:automátic[oa] )?(?:do|de|para o)"
    r" (?:sistema|servidor|registo|registro|programa)"
    r"|(?:systeem|dienst)(?:melding|bericht|mededeling|notitie|waarschuwing)"
    r"|(?:melding|bericht|notitie) (?:van|voor|aan) (?:het )?systeem"
    r"|(?:הודעת|התראת|הערת|עדכון) (?:ה?מערכת)|(?:הודעה|התראה|הערה) (?:מ|ל|מאת )ה?מערכת"
    r"|(?:إشعار|اشعار|تنبيه|رسالة|ملاحظة|إعلان) (?:من |إلى )?(?:لل|ال)?نظام"
    r"|सिस्टम (?:की |का |के लिए )?(?:सूचना|संदेश|नोटिस|मैसेज|अलर्ट)"
    r"|system (?:ki |ka |ke liye )?(?:suchna|soochna|sandesh|notice|message|alert)"
)
_CALLER = (
    r"(?<!the )(?:customer|client|caller) (?:confirm(?:s|ed)|state[sd])|(?:the|this) caller|(?:the"
    r"|this) (?:customer|client) (?:on|who is on) (?:this|the) (?:call"
    r"|line)|the lead"
    r"|(?:el|la|este|esta) (?:llamante|cliente que llama|interlocutor[a]?)|quien llama"
    r"|(?:der|die|dem|den|des|dieser?) anrufer(?:in|s)?"
    r"|(?:l'|cet |cette )appelante?|(?:le|la|cette?) cliente? qui appelle"
    r"|(?:il|la|questo|questa) chiamante|il cliente che chiama"
    r"|(?:o|a|este|esta) (?:cliente que liga|chamador|autor da chamada)|quem (?:está a ligar|liga)"
    r"|de(?:ze)? beller"
    r"|המתקשר(?:ת)?|(?:ال|لل)متصلة?"
    r"|कॉल करने वाल(?:े|ा|ी)(?: को)?|call karne wal[eai](?: ko)?"
)
_MUST = (
    r"must|has to|have to|should|needs? to|is to|are to|ought to|could|would|wouldn't|may|can"
    r"|tiene que|debe|hay que|ha de|tendría que|debería"
    r"|muss|soll(?:te|en)?|möge|ist|zu (?:bezeichnen|führen|nennen)|gehört"
    r"|doit|devra|faut|faudra|convient|prière"
    r"|deve|va|dovrebbe|bisogna|devono"
    r"|tem que|tem de|deve|há que|devem"
    r"|moet|dient|hoort|zou"
    r"|צריך|צריכה|חייב|יש ל\w+|יהיה נחמד"
    r"|يجب|ينبغي|يرجى|لازم"
    r"|चाहिए|जाए|chahiye|jaye|jaaye"
)
_RECORD = (
    r"summar(?:y|ies)|transcripts?|call (?:logs?|notes?|records?|reports?)"
    r"|logs? of (?:this|the) call|(?:this|the) log|in the minutes|minutes of (?:this|the)"
    r"|resumen|resúmenes|transcripción|(?:registro|ficha|informe|parte) de (?:la|esta|cada) llamada"
    r"|ficha que se genere|acta"
    r"|zusammenfassung(?:en)?|transkript|mitschrift|gesprächs(?:notiz|protokoll|akte|bericht)"
    r"|anruf(?:notiz|protokoll|bericht)|auswertung|protokoll"
    r"|résumé|compte[ -]rendu|transcription|fiche (?:de l'|d')appel|synthèse"
    r"|riassunto|resoconto|trascrizione|verbale|scheda della (?:chiamata|telefonata)"
    r"|resumo|transcrição|ata|ficha da (?:chamada|ligação)|registo da chamada|registro da ligação"
    r"|cadastro automático"
    r"|samenvatting|verslag|transcript|notulen|gespreks(?:notitie|verslag)"
    rf"|{_HE}(?:סיכום(?: השיחה)?|תמלול|כרטיס השיחה|רישום השיחה|פרוטוקול|דוח השיחה)"
    rf"|{_AR}(?:ملخص|محضر|نص المكالمة|سجل المكالم\w+|تقرير المكالم\w+|سجل ال[إا]تصال)"
    r"|सारांश|समरी|ट्रांसक्रिप्ट|कॉल (?:का |की |के )?(?:रिकॉर्ड|नोट|नोट्स|रिपोर्ट|लॉग)|रिकॉर्ड में"
    r"|saransh|summary|transcript|call (?:ka |ki |ke )?(?:record|notes?|report|log)|record mein"
)
_WHO = (
    r"whoever|whatever|whichever|anyone who|anything that|somebody|someone"
    r"|quien(?:quiera que)?|el que|la que|alguien|lo que"
    r"|wer|was auch immer|jemand|derjenige,? der|wer auch immer"
    r"|celui qui|celle qui|quelqu'un|quiconque|ce qui"
    r"|chi|chiunque|colui che|qualcuno"
    r"|quem|alguém|aquele que"
    r"|wie|degene die|iemand"
    r"|מי|מישהו|מה"
    r"|من|أحد|شخص"
    r"|जो|कोई|jo|koi"
)
_CALL = (
    r"(?:this|the|our) (?:call|conversation|chat|exchange|recording)|(?:esta|la"
    r"|nuestra) (?:llamada|conversación)"
    r"|est[ae] charla|(?:diese[smn]?|des|dem|das) (?:anrufs?|gesprächs?|telefonats?)"
    r"|(?:cet|cette|l') ?(?:appel|conversation)|quest[ao] (?:chiamata|telefonata|conversazione)"
    r"|(?:esta|desta|nesta|da) (?:chamada|ligação|conversa)|dit gesprek"
    r"|השיחה(?: הזאת)?|(?:هذه )?(?:ال)?مكالمة|इस कॉल|is call|yah call"
)
_CALL_RECORD = (
    r"call (?:logs?|notes?|records?|reports?|summar(?:y|ies))|logs? of (?:this|the) call"
    r"|(?:registros?|fichas?|informes?|partes?|resúmenes|resumen) de (?:(?:la|esta"
    r"|cada) )?llamadas?"
    r"|(?:gesprächs|anruf)(?:notiz|protokoll|akte|bericht|zusammenfassung)(?:en?)?s?"
    r"|(?:rapport|fiche|compte[ -]rendu|résumé|note)s? (?:de (?:l'|cet )|d')?appels?"
    r"|(?:rapport[oi]|sched[ae]|report|resocont[oi]|not[ae]) (?:di|della|delle) "
    r"(?:chiamat[ae]|telefonat[ae])"
    r"|(?:relatórios?|fichas?|registr?os?|resumos?) (?:de|da|das) (?:chamadas?|ligaç(?:ão|ões))"
    r"|gespreks?(?:rapport(?:en)?|notitie|verslag(?:en)?)"
    rf"|{_HE}(?:דוח|סיכום|כרטיס|רישום|תיעוד) ה?שיחה"
    rf"|{_AR}(?:تقرير|ملخص|سجل|محضر) (?:ال)?مكالم\w+"
    r"|कॉल (?:का |की |के )?(?:रिपोर्ट|रिकॉर्ड|नोट्स?|लॉग)|call (?:ka |ki |ke )?(?:record|report"
    r"|notes)"
)
_RULE = (
    r"(?:data |privacy |company )?policy|policies|regulations?|gdpr|compliance"
    r"|política de|reglamento|normativa|ley de protección|protección de datos"
    r"|datenschutz\w*|vorschrift|richtlinie|laut (?:\w+ ){0,2}\w*ordnung|dsgvo"
    r"|règlement|politique de|rgpd"
    r"|regolamento|direttiva|gdpr|privacy"
    r"|lei (?:geral )?de proteção|regulamento|política de|lgpd"
    r"|beleid|avg|privacyverklaring|richtlijn|reglement"
    r"|מדיניות|תקנות|נוהל|הנהלים"
    r"|سياسة|لائحة|اللوائح|قانون حماية"
    r"|नीति|नियम|policy|niyam"
)


# "Schreiben Sie mir" asks for a letter.
_NOT_TO_ME = r"(?! (?:sie |u )?(?:mir|me|uns|us|mij|ons)\b(?! down| as| in\b))"


def _whole(words: str) -> Pattern:
    return any_of(rf"(?<![\w@.\-])(?:{words})(?![\w@]|-(?:me|moi|nos)\b)")


CONCEPTS: dict[Concept, Pattern] = {
    Concept.MIND: _whole(_MIND),
    Concept.DEVICE: _whole(_DEVICE),
    Concept.WHO: _whole(_WHO),
    Concept.WORKS: _whole(_WORKS),
    Concept.WRITES: _whole(rf"(?:{_WRITES})(?![\w@]){_NOT_TO_ME}"),
    Concept.CALLER: _whole(_CALLER),
    Concept.MUST: _whole(_MUST),
    Concept.RECORD: _whole(_RECORD),
    Concept.RULE: _whole(_RULE),
    Concept.CALL: _whole(_CALL),
    Concept.CALL_RECORD: _whole(_CALL_RECORD),
}
# "System notice, ..." begins a message; "I get a system message" mentions one.
NOTICE = any_of(
    r"^(?:(?:attention|achtung|atención|attenzione|atenção|let op|and|und|y|et|e|en)[,:!]? )?"
    rf"(?:this is an? |dies ist eine |esto es un )?(?:{_NOTICE}) ?[,:;.،-]"
)
# Announcements may also be an office's; what makes them orders is that something is to be written.
ANNOUNCED = any_of(
    r"^(?:this is an? |dies ist eine |esto es una? |ceci est une |questo è un |isto é uma "
    r"|dit is een )?"
    r"(?:automat(?:ed|ic) \w+|automatische[rs]? (?:ansage|nachricht|mitteilung|durchsage|melding"
    r"|mededeling)|(?:locución|mensaje|aviso|notificación) automátic[oa]|(?:annonce|message|avis)"
    r" automatique|(?:annuncio|messaggio|avviso) automatico|(?:mensagem|anúncio"
    r"|aviso) automátic[oa]"
    r"|הודעה אוטומטית|رسالة آلية|إعلان آلي|स्वचालित (?:संदेश|सूचना)) ?[,:;.،-]"
)
AMENDS = any_of(
    r"\b(?:amend\w*|updat\w+|modif\w+|anpass\w*|aktualisier\w*|adjust\w*|actuali[sz]\w+|corrig\w+"
    r"|aggiorn\w+|atualiz\w+|alter(?:e|em|ar)|aanpass\w*|bijwerk\w*|mettre à jour)\b"
    r"|לעדכן|לשנות|تحديث|تعديل|अपडेट|बदल"
)
# Something without a face is spoken to: "and you, little computer".
SPOKEN_TO = any_of(
    r"(?<!\w)(?:you|tú|tu|toi|vous|du|sie|jij|u|te|ti|você|lei|listen|oye|écoute|senti|ascolta|olha"
    r"|hör zu|luister|little|kleine[rs]?|petite?|piccol[ao]|pequen[ao]|pequeñ[ao]|ו?אתה|ו?את|و?أنت"
    r"|तुम|आप|सुनो|tum|suno|[أا]يها)[ ,]+(?:(?:da|there|dear|little|kleine[rs]?|liebe[rs]?|petite?"
    r"|piccol[ao]|pequen[ao]|pequeñ[ao]|lieve|[أا]يها|प्यारे) )*$"
)
OWN_CONTACT = any_of(
    r"(?<!\w)(?:my|our|mis?|nuestr[ao]|meine?|unsere?|mon|ma|mes|notre|mi[ao]|nostr[ao]|meu|minha"
    r"|noss[ao]|mijn|onze?)(?: \w+){0,2} (?:e-?mail|mail|phone|number|address|cell|correo|dirección"
    r"|n[uú]mero|tel[eé]fono|móvil|celular|mailadresse|adresse|nummer|telefon\w*|handy\w*"
    r"|numéro|téléphone|portable|indirizzo|cellulare|recapito|endereço|telefone|telemóvel|contato"
    r"|adres|mailadres|telefoon\w*)"
    r"|(?:מייל|מספר|טלפון|כתובת)\S* שלי|(?:بريدي|رقمي|هاتفي|[إا]يميلي|عنواني)"
    r"|(?:मेरा|मेरी|mera|meri) (?:\S+ ){0,2}(?:ईमेल|मेल|नंबर|फ़?ोन|पता|email|mail|number|phone)"
)
_FILLERS = (
    r"(?:and|so|now|okay|ok|then|well|right|a|one|something|thing|word|note|message|this|is|just"
    r"|also"
    r"|y|ahora|bueno|pues|esto|va|una|cosa|algo|nota|mensaje|es|también"
    r"|und|jetzt|nun|noch|was|etwas|mal|dann|das|ist|eine|nachricht|hinweis|auch|ach|also"
    r"|et|maintenant|bon|alors|puis|un|mot|chose|ceci|quelque|aussi|c'est"
    r"|e|adesso|ora|ecco|poi|qualcosa|questo|è|nota|messaggio|anche"
    r"|agora|bem|então|uma|coisa|isto|é|recado|mensagem|também"
    r"|en|nu|dan|iets|een|dit|bericht|ook|zo"
    r"|ו?עכשיו|משהו|דבר|זה|והודעה"
    r"|و?الآن|شيء|كلمة|هذا|هذه"
    r"|और|अब|एक|बात|यह|उस|aur|ab|ek|baat|yeh|us)"
)
# What follows is for something: "and now for the machine", "ועכשיו לרובוט".
TO_SOMETHING = any_of(
    rf"^(?:{_FILLERS}[ ,:]+){{0,6}}"
    r"(?:(?:for|to|at)(?: (?:the|any|that|this|your|whatever|whoever))?"
    r"|(?:para|a|al)(?: (?:la|el|los|esa|ese|quien))?|(?:an|für)(?: (?:die|das|den|alle"
    r"|diese[sn]?))?"
    r"|(?:pour|à|au|à l'attention (?:de|du))(?: ?(?:la|le|l'|ce|cette|celui))?"
    r"|(?:per|al|alla|a)(?: ?(?:il|la|l'|lo|chi))?|(?:para|pra|pro|ao|à)(?: (?:o|a|quem|esse"
    r"|essa))?"
    r"|(?:voor|aan)(?: (?:de|het|die|dat))?|(?=ו?ל)|(?=و?لل?))"
    r"(?: |(?<=')|(?=ו?ל)|(?=و?ل))"
)
# "Us robot ke liye": the preposition follows.
FOR_BEHIND = any_of(rf"^(?:{_FILLERS}[ ,:]+){{0,6}}\S+ (?:ke liye|के लिए|ko bata|को बता)")
# A machine that has to do something: "que la máquina ...", "may the system ...".
WISHED = any_of(
    r"^(?:(?:and|y|und|et|e|en|so|pues|alors|allora) )?(?:que|che|qu'|may|let|dass|soll|laat)"
    r"(?: ?(?:the|la|el|le|l'|il|o|a|die|das|der|de|het))? ?$"
)
TELLS = any_of(
    r"\b(?:tell|say to|telling|de?cir(?:le)?(?: a)?|dile(?: a)?|dices(?: a)?|le dices(?: a)?"
    r"|sag(?:en|st|t)?(?: zu)?|dire à|dis à|dites à|dire al?l?a?|dici al?l?a?|di'? al?l?a?"
    r"|dizer (?:à|ao)|diz(?:er)?(?: à| ao)?|digas?(?: à| ao)?|zeggen(?: tegen)?|zegt?(?: tegen)?)"
    r"(?: (?:the|that|this|it|any|la|el|esta?|der|dem|die|den|l|il|lo|o|a|de|het))?(?: |')$"
    r"|(?:להגיד|תגיד|אומרים|אומר) (?:ל|לה)?$|(?:تقول|قل|نقول|قول) (?:لل?)?$"
)
# The same where the verb follows: "machine ko bas bol do", "je de machine maar hoeft te zeggen".
TELLS_BEHIND = any_of(
    r"^(?: ko| को)(?: \S+){0,2} (?:bol|kah|बोल|कह|bata|बता)"
    r"|^(?: \w+){0,5} (?:te zeggen|zu sagen|sagt)\b"
)
DEAR = any_of(
    r"(?:dear|liebe[srn]?|querid[ao]|estimad[ao]|ch[eè]re?|car[oa]|prezad[ao]|beste|lieve"
    r"|יקר(?:ה)?|عزيزي|[أا]يها|[أا]يتها|يا|प्रिय|प्यारे|priya|pyare|hey|hello|hallo|ciao|olá|hola"
    r"|allô|אהלן|हेलो)"
    r"(?: (?:frau|herr|señor[a]?|madame|monsieur|mr|mrs))? $"
)
IF = any_of(
    r"(?:^|[ ,])(?:if|in case|should|when|si|s'il|falls|wenn|sofern|sollte|mocht|se|caso|als|indien"
    r"|quando|lorsque|dès qu|אם|إذا|لو|अगर|agar|जब|jab)(?![\w])"
)
# The machine as somebody's, or as the one who said something.
MENTIONED = any_of(
    r"\b(?:your|ihr[er]?n?|euer|eure|su|vuestr[ao]|votre|vos|il vostro|la vostra|vosso|vossa"
    r"|jullie|uw|आपके|आपका|आपकी|aapke|aapka) (?:\w+ )?$"
)
MENTIONED_BEHIND = any_of(r" (?:שלכם|שלך|שלכן|عندكم|لديكم)(?!\w)")
# Somebody wants such a machine.
_SEEKS = (
    r"\b(?:need|want|look(?:ing)? for|buy|sell|get|interested in|offer|have|use|using|suche?n?"
    r"|brauch\w*|verkauf\w*|hätt\w*|nutzen|haben|kauf\w*"
    r"|busc\w+|necesit\w+|compr\w+|vend\w+|quier\w+|tenemos|usamos"
    r"|cherch\w+|besoin|achet\w+|voudr\w+|avons|utilis\w+"
    r"|cerc\w+|vogli\w+|abbiamo|usiamo|procur\w+|precis\w+|quer\w+|temos"
    r"|zoek\w*|nodig|kopen|hebben|gebruik\w*)"
    r"|(?:מחפש|צריכ|רוצ)\S*|(?:نبحث عن|أبحث عن|نحتاج|أريد)"
)
SOUGHT = any_of(rf"(?:{_SEEKS})(?: \S+){{0,2}}[ ']$")
SOUGHT_BEFORE = any_of(rf"(?:{_SEEKS})(?: \S+){{0,2}}[ '](?:{_DEVICE}|{_MIND})(?!\w)")
SAID = any_of(
    r"\b(?:told|asked|said|answered|me dijo|hat (?:mir|gesagt)|m'a dit|mi ha detto|me disse"
    r"|zei|gezegd|कहा|بعثت|אמר(?:ה)? לי|قال)\b"
)
SENT = any_of(
    r"\b(?:send|sent|mail me|copy|envi\w+|copia|schick\w*|send\w*|kopie|envoy\w+|copie|mand\w+"
    r"|sped\w+|cópia|stur\w+|kopie)\b|שלח|תשלח|أرسل|ارسل|भेज|bhej"
)
