"""Hindi, in its own letters and in Latin ones, with the English words that go with it."""

from shared.domain.callback_time.lexicon.english import WORDS as ENGLISH
from shared.domain.callback_time.lexicon.entry import Lexicon, merged, numbered
from shared.domain.callback_time.lexicon.hindi_talk import TALK

NUMBERS = {
    **numbered(
        "शून्य एक दो तीन चार पांच/पाँच छह/छः/छे/छ सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह/पन्द्रह"
        " सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस/बाइस तेईस/तेइस चौबीस पच्चीस छब्बीस सत्ताईस"
        " अट्ठाईस"
        ""
        ""
        ""
        ""
        ""
        ""
        ""
        ""
        " उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस"
    ),
    "चालीस": 40,
    "पैंतालीस": 45,
    "पचास": 50,
    "पचपन": 55,
    **numbered(
        "shunya ek do teen/tin char/chaar paanch/panch/paach chhe/chhah/che/chah/cheh saat/sat"
        " aath/ath nau/no das/dus gyarah/gyara barah/bara terah/tera chaudah/chauda"
        " pandrah/pandra solah/sola satrah/satra atharah/athara unnees/unnis bees/bis"
        " ikkees/ikkis baees/bais teis chaubees/chaubis pachees/pachchis"
    ),
    "tees": 30,
    "tis": 30,
    "paintees": 35,
    "chalis": 40,
    "chaalis": 40,
    "paintalis": 45,
    "pachas": 50,
    "pachpan": 55,
}
ORDINALS = {"पहली": 1, "पहले वाली": 1, "pehli": 1, "दूसरी": 2, "dusri": 2, "तीसरी": 3, "teesri": 3}

_FROM_ENGLISH = {
    key: ENGLISH[key]
    for key in (
        "minute", "hour", "day", "week", "month", "today", "tomorrow", "weekend", "noon", "asap",
        "wd0", "wd1", "wd2", "wd3", "wd4", "wd5", "wd6", "mo1", "mo2", "mo3", "mo4", "mo5", "mo6",
        "mo7", "mo8", "mo9", "mo10", "mo11", "mo12", "next", "oclock", "morning", "afternoon",
        "evening", "lunch", "this", "half",
    )
}  # fmt: skip

WORDS = merged(
    {
        "": (
            "कोशिश|कोशिश करें|कोशिश कीजिए|कोशिश कीजिएगा|कोशिश करना|ट्राई|ट्राई करें|"
            "ट्राई कीजिए|एक बार|एक बार फिर|बताइए|बताना|बुलाना|संपर्क|संपर्क करें|"
            "संपर्क कीजिए|मुझसे|हमसे|आपसे|मेरा|मेरी|आपका|आपकी|हमारा|इस नंबर पर|मोबाइल पर|"
            "मोबाइल|फोन पर|फ़ोन पर|लगाइए|लगाना|घुमा देना|मिलाइए|उपलब्ध|उपलब्ध रहूंगा|"
            "उपलब्ध रहूंगी|घर पर|घर|दफ्तर में|ऑफिस में|रहूँगा|रहूँगी|हूँगा|होऊंगा|सकती|"
            "सकें|पाएं|पाऊंगा|पाऊंगी|चाहता|चाहती|चाहूंगा|चाहूंगी|चाहेंगे|पसंद|बेहतर|"
            "बेहतर होगा|बेहतर रहेगा|बढ़िया|बढ़िया रहेगा|बहुत अच्छा|बहुत|सबसे अच्छा|उत्तम|"
            "सुविधाजनक|आराम से|बिल्कुल|ज़रूर|जरूर|पक्का|सही रहेगा|चलेगा|चल जाएगा|"
            "हो जाएगा|हो सके तो|हो सकेगा|लगता है|मेरे हिसाब से|मान लीजिए|कहिए|कहें|"
            "रख लीजिए|रख लें|रखिए|तय|तय करते हैं|नोट कर लीजिए|लिख लीजिए|अच्छा रहेगा|कोई|"
            "किसी|कोई भी|आपके यहां से|टीम|आसपास|के आसपास|के करीब|या उसके आसपास|सर|मैडम|"
            "भाई|नमस्ते|जी हां|जी हाँ|वैसे|बस|इतना|यह|ये|वह|वो|उस|उन|अपने|हमको|था|थी|थे|"
            "करते|करता|करती|करूंगा|जाए|जाएगा|गया|try|try kijiye|try karna|try karo|"
            "try karein|koshish|koshish karein|koshish kijiye|koshish karna|ek baar|"
            "ek baar phir|sampark|mujhse|humse|aapse|mera|meri|mere ko|aapka|aapki|"
            "is number par|is number pe|mobile par|mobile pe|mobile|phone par|phone pe|"
            "lagana|lagaiye|milaiye|uplabdh|ghar par|ghar pe|ghar|office mein hoon|"
            "rahoonga|rahoongi|sakein|sakega|paunga|paungi|chahta|chahti|chahunga|"
            "chahungi|pasand|behtar|behtar hoga|behtar rahega|badhiya|badiya|"
            "badhiya rahega|bahut|bahut accha|bahut achha|sabse accha|bilkul|zaroor|"
            "zarur|jaroor|pakka|sahi rahega|chalega|chal jayega|ho jayega|ho sake toh|"
            "lagta hai|mere hisaab se|maan lijiye|rakh lijiye|rakhiye|tay|"
            "note kar lijiye|likh lijiye|accha rahega|achha rahega|koi|kisi|koi bhi|"
            "aaspaas|aas paas|ke aaspaas|ke kareeb|ke karib|karib|sir|madam|bhai|namaste|"
            "ji haan|vaise|waise|bas|yeh|ye|woh|wo|us|apne|tha|thi|karte|karta|karti|"
            "karunga|jaye|jayega|great|fine|good|perfect|best|free hoon|available|"
            "available hoon|"
            "लेकिन|मगर|lekin|magar|जब समय मिले|jab time mile|jab samay mile|जब फुर्सत हो"
            "|हम कॉल करें|hum call karein|"
            "कृपया|प्लीज|लगभग|करीब|करीब करीब|मुझे|मुझको|हमें|फोन|फ़ोन|कॉल|काल|वापस|करना|करें|कीजिए"
            "|कीजिएगा|करिए|करिएगा|कर|दीजिए|दीजिएगा|दें|देना|लीजिए|लेना|करो|करियेगा|बात|हो|सकता"
            "|सकते|है|हैं"
            "|हूं|हूँ|होगा|होगी|रहेगा|ठीक|ठीक है|अच्छा|हां|हाँ|जी|धन्यवाद|शुक्रिया|तो|ही|भी|का"
            "|की|को|पर|वाले"
            "|वाली|वाला|मैं|आप|क्या|शायद|मतलब|यानी|फिर|फिर से|दोबारा|कभी भी|समय|वक्त|ठीक ठीक"
            "|सही|मेरे"
            "|हम|तक ही|मिल|पाएंगे|सकेंगे|बजे के लिए|के|दिन|कितने|किस दिन|कॉल बैक|चाहिए"
            "|रहूंगा|रहूंगी|फ्री|खाली"
            "|please|kripya|lagbhag|kareeb|mujhe|mujhko|humein|hume|phone|fon|call|callback"
            "|call back"
            "|wapas|vapas|karna|karen|karein|kijiye|kijiyega|kariye|kariyega|kar|dijiye"
            "|dijiyega|den"
            "|dena|lena|lijiye|karo|baat|ho|sakta|sakte|sakti|hai|hain|hoon|hun|hoga|hogi|rahega"
            "|theek|thik|theek hai|thik hai|accha|acha|achha|haan|han|ji|dhanyavaad|shukriya|toh"
            "|hi|bhi|ka|ki|ko|par|pe|wale|wali|wala|main|aap|kya|shayad|matlab|yaani|phir|phir se"
            "|fir se|dobara|kabhi bhi|samay|waqt|sahi|mere|hum|ke|din|kitne|chahiye"
            "|rahunga"
            "|rahungi|free|khali|ok|okay|thanks|yes|sir|madam|back|me|mera"
            "|around|about|karke|karna hai|ring|message"
        ),
        "at": "बजे पर",
        "post_in": "में|बाद में|mein|me in|men|मे|के अंदर अंदर",
        "in": "in|अगले ही",
        "and": "और|aur|and|व|एवं",
        "or": "या|या फिर|ya|ya phir|ya fir|or|अथवा",
        "se": "से|se",
        "tak": "तक|tak",
        "post_after": "के बाद|बाद|ke baad|baad|ke bad|के पश्चात|ke badh",
        "post_before": "से पहले|पहले|se pehle|pehle|se pahle|pahle|के पहले|ke pehle",
        "post_within": "के अंदर|के भीतर|ke andar|ke bhitar",
        "post_between": "के बीच|के बीच में|ke beech|ke bich|ke beech mein|के दरमियान|beech mein",
        "nahi": "नहीं|nahi|nahin",
        "day_after": "अगले दिन|उसके अगले दिन|उससे अगले दिन|agle din|uske agle din",
        "day_before": "एक दिन पहले|उससे एक दिन पहले|ek din pehle",
        "not": "के सिवा|ke alawa|ke siva|chhodkar|chhod kar|छोड़कर|मत|mat|के अलावा|को छोड़कर",
        "fix": "नहीं माफ कीजिए|अरे नहीं|are nahi|रुकिए नहीं|मेरा मतलब|mera matlab|माफ करना|"
        "maaf karna|maaf kijiye|"
        "नहीं नहीं|माफ कीजिए|सॉरी|मतलब नहीं|बल्कि|nahi nahi|sorry|balki|rukiye|रुकिए|actually",
        "am": "a m",
        "pm": "p m",
        "oclock": "बजे|baje|bje|बजकर ठीक",
        "baj_past": "बजकर|बज के|bajkar|baj kar|baj ke|bajke|बजके",
        "baj_to": "बजने में|bajne mein|bajne me",
        "sadhe": "साढ़े|साढे|sadhe|saadhe|sade|saade",
        "sava": "सवा|sava|sawa|savaa",
        "paune": "पौने|paune|pone|पौन|pauney",
        "derh": "डेढ़|डेढ|dedh|derh|ded",
        "dhai": "ढाई|dhai|dhaai",
        "amount=1.5 hour": "डेढ़ घंटे|डेढ़ घंटा|dedh ghante|dedh ghanta|derh ghante",
        "amount=2.5 hour": "ढाई घंटे|dhai ghante|dhaai ghante",
        "amount=1.25 hour": "सवा घंटे|sava ghante|सवा घंटा",
        "min45": "पौन घंटे|पौने घंटे|paune ghante|paun ghante|पौना घंटा",
        "min30": "आधे घंटे|आधा घंटा|आधे घंटा|aadhe ghante|adhe ghante|aadha ghanta|aadhe ghanta",
        "few": "कुछ|थोड़े|कई|kuch|kuchh|thode|kai",
        "minute": "मिनट|मिनटों|mint|minat",
        "hour": "घंटे|घंटा|घण्टे|घण्टा|घंटों|ghante|ghanta|ghanton",
        "day": "दिनों|दिन बाद का|dino|dinon",
        "2 or 3 day": "दो तीन दिन|do teen din",
        "1 or 2 day": "एक दो दिन|ek do din",
        "1 or 2": "एक दो|ek do",
        "2 or 3": "दो तीन|do teen",
        "day2": "दो दिन|do din",
        "3 day": "तीन दिन|teen din",
        "week": "हफ्ते|हफ्ता|सप्ताह|hafte|hafta|saptah|हफ़्ते|हफ़्ता",
        "month": "महीने|महीना|mahine|mahina",
        "year": "साल|saal",
        "this": "इस|is|इसी|isi",
        "next": "अगले|अगला|अगली|agle|agla|agli|आने वाले|aane wale",
        "last": "आखिरी|aakhri|aakhiri",
        "ago": "पिछले|पिछला|pichle|pichla|पहले का",
        "early": "शुरुआत|की शुरुआत में|के शुरू में|ki shuruaat mein|ke shuru mein|की शुरुआत|"
        "शुरुआत में|शुरू में|shuru mein|shuruaat mein",
        "end": "आखिर में|अंत में|aakhir mein|ant mein",
        "today": "आज|aaj|aaj hi|आज ही",
        "tomorrow": "कल|kal|kal hi",
        "overmorrow": "परसों|परसो|parson|parso",
        "yesterday": "बीते कल|beete kal",
        "weekend": "वीकेंड|सप्ताहांत|saptahant",
        "tonight": "आज रात|aaj raat|aaj rat",
        "morning": "सुबह|सवेरे|सुबह सुबह वाली|subah|subeh|savere|sawere|सुबह में|सुबह के|सुबह को",
        "early_morning": "सुबह सुबह|सुबह जल्दी|subah subah|subah jaldi|तड़के|जल्दी सुबह",
        "midday": "दोपहर|दोपहर में|dopahar|dopeher|dophar|दोपहर के|दोपहर को|dopahar mein|dopahar ke",
        "afternoon": "दोपहर बाद|दोपहर के बाद|dopahar ke baad|dopahar baad",
        "evening": "शाम|शाम में|shaam|sham|शाम के|शाम को|shaam ko|shaam ke",
        "night": "रात|रात में|raat|rat|रात के|रात को|raat ko",
        "midnight": "आधी रात|aadhi raat",
        "first_thing": "ऑफिस खुलते ही|office khulte hi|खुलते ही|khulte hi|खुलने",
        "closing": "बंद होने|दिन के अंत में|ऑफिस बंद होने|office band hone|band hone|दिन के आखिर में",
        "in_hours": "ऑफिस के समय में|ऑफिस के समय|office hours|ऑफिस टाइम में",
        "asap": "अभी|तुरंत|जल्द से जल्द|जितनी जल्दी हो सके|abhi|turant|jald se jald|jaldi se jaldi"
        "|jitni jaldi ho sake|फौरन|जल्दी|jaldi|jald",
        "later": "बाद में किसी समय|बाद में कभी|baad mein|baad me|baad mein kabhi|थोड़ी देर में"
        "|thodi der mein|थोड़ी देर बाद|thodi der baad|कभी और|बाद में कॉल",
        "same_time": "इसी समय|इसी वक्त|isi samay|isi waqt|isi time|same time",
        "unread": "दिवाली|होली|हर|har|roz|रोज|छुट्टी|chutti|खाने|khane|ईद",
        "id": "कमरा|कमरा नंबर|खाता|खाते|नंबर|number|account|room|flat|फ्लैट|मकान|मंजिल",
        "then_on": "उसके बाद|उसके बाद कभी भी|इसके बाद|uske baad|iske baad|"
        "uske baad kabhi bhi|उस के बाद|"
        "तब के बाद",
        "not_that": "बहुत जल्दी है|थोड़ा जल्दी है|बहुत देर है|bahut jaldi hai|bahut der hai|"
        "thoda jaldi hai|ठीक नहीं है|ठीक नहीं रहेगा|नहीं कर पाऊंगा|नहीं हो पाएगा|नहीं चलेगा|"
        "theek nahi|theek nahi rahega|nahi chalega|nahi ho payega|संभव नहीं|मुश्किल है|"
        "mushkil hai|बहुत जल्दी होगा",
        "early week next": "अगले हफ्ते की शुरुआत में|अगले हफ्ते की शुरुआत|"
        "अगले सप्ताह की शुरुआत में|"
        "agle hafte ki shuruaat mein",
        "wd0": "सोमवार|somvar|somwar|somvaar",
        "wd1": "मंगलवार|मंगल|mangalvar|mangalwar|mangal",
        "wd2": "बुधवार|बुध|budhvar|budhwar|budh",
        "wd3": "गुरुवार|बृहस्पतिवार|वीरवार|guruvar|guruwar|brihaspativar|veervar",
        "wd4": "शुक्रवार|shukravar|shukrawar|shukra",
        "wd5": "शनिवार|shanivar|shaniwar|शनि",
        "wd6": "रविवार|इतवार|ravivar|raviwar|itvar|itwar",
        "mo1": "जनवरी|janvari",
        "mo2": "फरवरी|farvari",
        "mo3": "मार्च",
        "mo4": "अप्रैल",
        "mo5": "मई",
        "mo6": "जून",
        "mo7": "जुलाई",
        "mo8": "अगस्त|agast",
        "mo9": "सितंबर|सितम्बर|sitambar",
        "mo10": "अक्टूबर|aktubar",
        "mo11": "नवंबर|नवम्बर|navambar",
        "mo12": "दिसंबर|दिसम्बर|disambar",
        "date_word": "तारीख|tareekh|tarikh|तारीख को|tareekh ko",
    },
    _FROM_ENGLISH,
)

LEXICON = Lexicon("hi", WORDS, NUMBERS, ORDINALS, talk=TALK)
