"""Hindi, in Devanagari and as it is written in Latin letters."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

# Vowel signs are no letters to `re`, so words end at a blank, a punctuation mark or the end of the
# text.
_END = r"(?=[\s,.!?।]|$)"
_CALL = r"(?:कॉल|काॅल|फोन|फ़ोन|call|phone|fone|रिंग|घंटी)"
_DO = (
    r"(?:कर(?:ें|ो|ना|िए|िएगा|ीजिए|वा|े|ूँ|ूं|ने|के|ते|ती|ता|दे|दो|दीजिए|दें|दीजिएगा| दे| दो|"
    r" दीजिए"
    r"| दें| दीजिएगा| सकते| सकती| सकता| लें| ले| लीजिए)?|कीजिए|कीजिएगा|किजिए|kar(?:o|na|iye|iyega"
    r"|en|"
    r"ein|e|do|dijiye| dijiye| do| de| sakte| sakti| sakta)?|kijiye|kijiyega|kijie|लगा|मार)"
)
_ME = (
    r"(?:मुझे|मुझको|हमें|हमको|मेरे को|मेरी (?:पत्नी|बीवी|माँ|बहन)(?: को)?|मेरे (?:पति|भाई"
    r"|बेटे)(?: को)?|उन्हें|उनको|mujhe|mujhko|hame|hamein|humko)"
)
_YOU = r"(?:आपको|आपसे|तुम्हें|तुमको|aapko|apko|tumhe|aapse)"

CALLS = CallWords(
    asks=any_of(
        r"(?:मुझसे|हमसे|mujhse|humse) (?:[^\s.,!?।]+ ){0,4}(?:संपर्क|सम्पर्क|sampark)|(?:फोन|फ़ोन"
        r"|कॉल|phone|call) (?:का|ka) (?:इंतज़ार|इंतजार|intezaar|intzaar)|(?:मुझे|mujhe)"
        r" (?:[^\s.,!?।]+ ){0,6}(?:मिस्ड कॉल|missed call|घंटी)",
        rf"{_ME} (?:[^\s.,!?।]+ ){{0,8}}(?:वापस |wapas )?{_CALL} (?:वापस )?{_DO}",
        rf"{_CALL} {_DO}[^.?!।]{{0,12}} {_ME}{_END}",
        rf"(?:कृपया|प्लीज़|प्लीज|please|kripya|kripaya) (?:[^\s.,!?।]+ ){{0,6}}{_CALL} {_DO}",
        rf"{_CALL} (?:बैक )?(?:back )?(?:करवा|karwa)",
        rf"(?:से|को|ko|se) (?:कहिए|कहना|बोलिए|बोलना|kahiye|boliye|kehna) (?:[^\s.,!?।]+ ){{0,4}}"
        rf"{_CALL}",
        r"(?:कल|बाद में|kal|baad mein) बात करते हैं",
    ),
    calls_you=any_of(
        rf"{_YOU} (?:[^\s.,!?।]+ ){{0,8}}(?:वापस |wapas )?{_CALL} (?:कर|kar|की|आए|लगा)",
        rf"{_CALL} (?:आपको|aapko)",
        r"(?:आपसे|aapse) (?:[^\s.,!?।]+ ){0,3}(?:संपर्क|सम्पर्क|sampark)",
        rf"(?:क्या )?(?:मैं|हम|वो|वे|main|hum|woh) (?:[^\s.,!?।]+ ){{0,5}}{_YOU} .{{0,20}}{_CALL}",
    ),
    calls=any_of(
        rf"(?:मैं|हम|main|hum) (?:[^\s.,!?।]+ ){{0,6}}(?:वापस |wapas )?{_CALL} (?:करता|करती|करूँगा"
        r"|करूंगा|करूँगी|करूंगी|करेंगे|कर लूँगा|कर लूंगा|कर लूँगी|कर लेता|कर लेती|karta|karti"
        r"|karunga|karungi|karenge|kar lunga)",
        rf"{_CALL} (?:करेंगे|करूँगा|करूंगा|करूँगी|karenge|karunga)",
    ),
    agreed_before=any_of(
        rf"{_CALL} (?:करना|करनी|karna|karni) (?:था|थी|tha|thi)",
        rf"{_CALL} (?:करने|karne) (?:वाले|वाला|वाली|wale|wala|wali) (?:थे|था|थी|the|tha|thi)",
    ),
    complains=any_of(
        rf"(?:किसी ने|kisi ne) (?:[^\s.,!?।]+ ){{0,3}}(?:नहीं|nahi) (?:किया|kiya)|{_CALL} नहीं आया"
    ),
    refuses=any_of(
        rf"{_CALL} (?:मत|ना|न|mat|na) (?:करो|करें|कीजिए|करना|करिए|kar|kij)",
        rf"{_CALL} (?:करने|karne) की (?:कोई )?(?:ज़रूरत|जरूरत|zaroorat|jarurat) (?:नहीं|nahi)",
        rf"{_CALL} (?:नहीं|nahi) (?:चाहिए|chahiye)|नंबर (?:लिस्ट से )?हटा",
    ),
    settles=any_of(
        r"हम (?:[^\s.,!?।]+ ){0,2}(?:कॉल|फोन|फ़ोन) नहीं करते",
        rf"{_CALL} (?:करने |karne )?(?:की |ki )?(?:अब |कोई )*(?:ज़रूरत|जरूरत|zaroorat|jarurat)"
        r" (?:नहीं|nahi)",
    ),
    wonders=any_of(
        rf"(?:मुझे|हमें|mujhe) (?:[^\s.,!?।]+ ){{0,3}}{_CALL} (?:करके|करना|karna|karke)"
        r"(?: [^\s.,!?।]+){0,2} (?:है|होगा|पड़ेगा|hai|hoga|padega)",
    ),
    negation=any_of(rf"(?<!\S)(?:नहीं|मत|ना|न|बिना|nahi|nahin|mat){_END}"),
    negated_behind=True,
    breaks=any_of(r"[,;:.!?।]|(?<!\S)(?:लेकिन|पर|मगर|तो|lekin|par|magar)(?=\s)"),
    reported=any_of(
        r"(?:बोले कि|बोला था|कहा था|कहा कि|बोले थे|कह रहे थे|वादा|kaha tha|bola tha|bole ki)"
        r"|(?:फोन|कॉल|फ़ोन) (?:किया था|आया था|की थी|kiya tha|aaya tha)"
    ),
    song=any_of(r"(?:गाना|गीत|फिल्म|gaana)"),
    cut_off=any_of(
        r"(?:अगर|यदि|agar) .{0,25}(?:कट|टूट|डिस्कनेक्ट|kat|cut)",
        rf"(?:देर हो|दिक्कत हो|ज़रूरत हो|समस्या हो).{{0,15}}{_CALL}",
    ),
    offers=any_of(r"\?\s*$|^(?:क्या|kya)\s"),
    yes=any_of(
        r"^\W*+(?:(?:अच्छा|अरे|accha|are),? )*(?:हाँ|हां|जी हाँ|जी हां|जी|ठीक है|ज़रूर|जरूर"
        r"|बिल्कुल"
        r"|बढ़िया|haan|han|ji|theek hai|thik hai|zaroor|bilkul|ok|okay|sahi|ओके|सही)" + _END,
        r"(?:ठीक रहेगा|ठीक है|चलेगा|theek rahega|chalega)",
    ),
    no=any_of(
        r"^\W*+(?:(?:अच्छा|अरे|जी|accha|are|ji),? )*(?:नहीं|ना|मत|nahi|nahin|na)"
        + _END
        + r"(?!,? (?:कोई बात|koi baat))",
        r"(?:ज़रूरत नहीं|जरूरत नहीं|zaroorat nahi|jarurat nahi)",
    ),
    other_way=any_of(
        r"(?:मैसेज|मेसेज|ईमेल|वॉट्सऐप|व्हाट्सएप|व्हाट्सऐप|एसएमएस|message|email|whatsapp|sms)"
        r"(?: [^\s.,!?।]+){0,3} (?:काफ़ी|काफी|भेज|कर दीजिए|कर दो|कर दें|ठीक|बेहतर|kaafi|kafi|bhej"
        r"|kar d)",
    ),
    withdraws=any_of(
        r"(?:रहने दीजिए|रहने दो|छोड़िए|छोड़ो|जाने दीजिए|अब ज़रूरत नहीं|rehne d|chhodiye|chhodo"
        r"|jaane d)",
        r"(?:मैं|main) (?:[^\s.,!?।]+ ){0,3}(?:खुद )?(?:आ जाऊँगा|आ जाऊंगा|आ जाऊँगी|आता हूँ|आती हूँ"
        r"|आऊँगा|aa jaunga|aata hun)",
    ),
    transfers=any_of(r"(?:ट्रांसफर|जोड़|कनेक्ट) (?:कर|रह)|(?:अभी|अभी-अभी) आ गए"),
    booked=any_of(
        r"(?:अपॉइंटमेंट|बुकिंग|टेबल|appointment|booking)(?: [^\s.,!?।]+){0,3} (?:बुक|पक्की|पक्का"
        r"|हो"
        r" गया|हो गई|कन्फर्म|fix|book|confirm|ho gay)",
    ),
    greeting=any_of(
        r"(?:संदेश|मैसेज) (?:छोड़|रिकॉर्ड|दें)|बीप के बाद|उपलब्ध नहीं हैं|beep ke baad|message"
        r" chhod"
    ),
    asks_when=any_of(
        r"(?:कब|कितने बजे|किस समय|किस दिन|कौन से दिन|सुबह या|kab|kitne baje|kis"
        r" din)"
    ),
    proposes=any_of(r"(?:बेहतर|अच्छा रहेगा|ठीक रहेगा|बजाय|better|behtar)|\?"),
    condition=any_of(r"(?<!\S)(?:अगर|यदि|वरना|नहीं तो|agar|warna)(?=\s)"),
    number_left=any_of(r"(?:मेरा (?:नंबर|फोन नंबर|मोबाइल)|mera number)"),
    thanks=any_of(r"(?:धन्यवाद|शुक्रिया|dhanyavaad|shukriya)[^,.।]{0,25}$"),
)

FACTS = FactWords(
    name_is=r"(?<!\S)(?:मेरा नाम|मैं|mera naam|main|नाम है|mera name|मेरा शुभ नाम)",
    name_ends=(r"(?= ?(?:है|हूँ|हूं|बोल|बात|के नाम|hai|hoon|hun|bol|baat|[.,।!?]|$))"),
    here=r"(?:बोल रहा|बोल रही|के नाम|बात कर|bol rah|ke naam)",
    asks_name=(
        r"(?:आपका (?:शुभ )?नाम|नाम बताइए|नाम क्या|कौन बोल|किसके नाम|शुभ नाम|aapka naam|naam kya"
        r"|kaun bol|naam bata)"
    ),
    asks_spelling=r"(?:स्पेलिंग|spelling)",
    confirms=r"(?:क्या आपका नाम|तो आपका नाम)",
    company_is=r"(?:मेरी कंपनी का नाम|कंपनी का नाम|meri company)",
    of_company=r"(?:से|की ओर से)",
    asks_company=r"(?:कंपनी|company)",
    lives_in=r"(?!)",
    near=r"(?!)",
    place_is=r"(?:^|\s){place} (?:में|मे|mein|me) (?:रह|rah)",
    asks_city=r"(?:कहाँ|कहां|किस शहर|कौन से शहर|पता क्या|kahan|kahaan|kis shahar)",
    other_number=r"(?:ऑर्डर|बिल|पॉलिसी|खाता|कार्ड)[^.?!।]{0,20}$",
    noises=("नमस्ते|नमस्कार|हाँ|हां|जी|जी हाँ|मैं|मेरा नाम|अच्छा|हम|हम लोग|haan|ji|mera naam|main|hum|वो"),
    no_names=(
        "है हूँ हूं हैं बोल रहा रही के से किससे किसको hai hoon hun bol rah कल आज बाहर घर हाँ हां"
        " नहीं जी क्या कब कहाँ कौन अभी मैं हम आप वो ये यह वह और पर तो भी ही"
        " ठीक अच्छा धन्यवाद नमस्ते नमस्कार खाना आपको मुझे आता आती दोपहर सुबह शाम गाड़ी नंबर घुटने"
        " तीन एक दो कुछ देखती देखता समझती लिख माफ़ी kal aaj ghar bahar haan nahi ji kya aap hum ek"
        " do teen bhi theek achha namaste khana aapko number"
    ),
    letter_as=r"से",
    at=r"एट|ऐट|at",
    signs={"डॉट": ".", "dot": ".", "अंडरस्कोर": "_", "underscore": "_", "डैश": "-", "dash": "-"},
    corrects=r"(?:नहीं|सॉरी|माफ़ कीजिए|गलत|sorry|nahi|galat)",
)

LEXICON = Lexicon("hi", CALLS, FACTS)
