"""What Hindi speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

WORDS = """
मैं मैंने मुझे मुझको मुझसे मेरा मेरी मेरे हम हमें हमको हमारा हमारी हमारे तुम तुम्हें आप आपको आपसे
आपका आपकी आपके वह वो उसे उसको उनको उन्हें उसका उसकी उनका उनकी यह ये इसे कोई किसी कुछ कौन क्या क्यों
कैसे कहाँ कौनसा लेकिन मगर क्योंकि तो भी ही ने को का की के साथ लिए बारे कॉल फोन फ़ोन कर करना करें
करे करो करिए करिएगा कीजिए कीजिएगा कीजिये कीजियेगा करूँ करते करता करती करवा करवाना करवाइए दीजिए दे
देना दें दीजिएगा दीजिये देंगे दूँगा ले लेना लें लीजिए लीजिएगा लगा लगाना लगाइए लगाइएगा लगाएं मिला
मिलाना मिलाइए मिलाएं बात बातचीत बोलना संपर्क घंटी मिस सकते सकता सकती सकें सकेंगे पाएंगे पाए पाएं
चाहता चाहती चाहते चाहिए चाहूँगा चाहूंगा चाहूँगी पसंद कोशिश है हैं हूँ हूं हो होगा होगी होंगे होऊँगा
रहूँगा रहूंगा रहूँगी रहेगा रहेगी रहेंगे रहे रहता जाए जाएगा जाइए पाऊँगा मिल मिलेगा मिलूँगा मिलूंगा
उपलब्ध खाली फ्री फुर्सत आज़ाद मौजूद कृपया प्लीज़ प्लीज धन्यवाद शुक्रिया मेहरबानी नमस्ते नमस्कार
हैलो हेलो जी हाँ हां ठीक अच्छा अच्छी अच्छे बढ़िया बेहतर सही बिल्कुल बिलकुल ज़रूर जरूर शायद बस सिर्फ
केवल थोड़ा थोड़ी ज़रा जरा वैसे मतलब यानी यार भाई भैया दीदी साहब सर मैडम जनाब अरे हम्म उम्म अं ओके
चलो चलिए देखिए देखो सुनिए सुनो सोचता सोचती लगता दोबारा वापस वापिस सुविधा सुविधाजनक सुविधानुसार आसान
संभव मुमकिन पत्नी पति बीवी बॉस मैनेजर माँ पिता पापा मम्मी बहन दोस्त कर्मचारी एजेंट तकनीशियन घर ऑफिस
दफ्तर दुकान मोबाइल टेलीफोन यहाँ वहाँ पर main mujhe mujhko mera meri mere hum humein hamein hamara
hamari aap aapko aapka aapki tum wo woh use unko unhe koi kisi kuch kya kyun kaise lekin magar toh
bhi hi ko ka ki ke saath liye baare call phone fon kar karna karen kare karo kariye kariyega kijiye
kijiyega kijie karun karta karti karwa karwana dena dijiye dijiyega lena lijiye lijiyega laga
lagana lagaiye lagaiyega mila milaiye baat baatcheet bolna sampark ghanti miss sakte sakta sakti
saken payenge chahta chahti chahte chahiye chahunga pasand koshish hai hain hun hoon ho hoga hogi
honge rahunga rahungi rahega rahe jaye jayega milega milunga khali free fursat available kripya
please plz dhanyavaad dhanyawad shukriya meherbani namaste namaskar hello ji haan han theek thik
accha acha achha badhiya behtar sahi bilkul zaroor zarur shayad bas sirf kewal thoda thodi zara
jara waise matlab yaani yaar bhai bhaiya didi sahab sir madam are arre hmm ok okay chalo chaliye
dekhiye suniye suno sochta lagta dobara wapas wapis suvidha aasan sambhav mumkin patni pati biwi
boss manager ghar office daftar dukaan dukan mobile yahan wahan
गाड़ी चला रहा रही हूं ट्रेन नेटवर्क खराब हीटर मेहरबानी बड़ी gaadi chala raha rahi train network
kharab kijiye lo lena रिपोर्ट
बेटी बेटा कैसा कैसे वैसे नाम रास्ते raste
विभाग अकाउंट शोर बाहर कुत्ता डॉक्टर वही सही चुका
"""

THINGS = """
काम स्कूल कॉलेज क्लास मीटिंग ब्रेक शिफ्ट पूजा जिम kaam school college class meeting break shift
puja gym
"""

PHRASES = """
(अगर|यदि) (आपको |)(कोई |)(संभव हो|हो सके|हो सके तो|मुमकिन हो|आप चाहें|आप कर सकें|आप कर सकते हैं|\
तकलीफ न हो|दिक्कत न हो|परेशानी न हो|एतराज न हो|आपत्ति न हो|बुरा न लगे|बुरा न मानें|ठीक लगे|ठीक हो|\
समय हो|टाइम हो|आप फ्री हों|कोई दिक्कत न हो|सुविधा हो|ऐतराज न हो)( तो|)
(agar|yadi) (aapko |)(koi |)(sambhav ho|ho sake|mumkin ho|aap chahen|aap kar saken|aap kar sakte \
hain|takleef na ho|dikkat na ho|pareshani na ho|etraaz na ho|bura na lage|bura na maanen|theek \
lage|theek ho|samay ho|time ho|aap free hon|suvidha ho)( toh| to|)
(हो सके|संभव हो|हो सके तो|अगर हो सके|जब भी हो सके|ho sake|ho sake to|ho sake toh)( तो| to| toh|)
(कोई|koi) (जल्दी|जल्दबाजी|दिक्कत|परेशानी|बात|समस्या|jaldi|jaldbazi|dikkat|pareshani|baat|problem) \
(नहीं|नहीं है|nahi|nahin|nahi hai|nahin hai)
(जल्दी|जल्दबाजी|ज़रूरी|जरूरी|अर्जेंट|jaldi|zaroori|urgent) (नहीं|नहीं है|nahi|nahi hai|nahin|\
nahin hai)
(जब|जब भी) (आप |आपको |)(चाहें|समय मिले|फुर्सत हो|सुविधा हो|ठीक लगे|हो सके|समय हो|टाइम मिले|फ्री \
हों)
(jab|jab bhi) (aap |aapko |)(chahen|samay mile|fursat ho|suvidha ho|theek lage|ho sake|samay ho|\
time mile|free hon)
(कभी भी|किसी भी समय|किसी समय|kabhi bhi|kisi bhi samay|kisi bhi time|kisi samay|बहुत धन्यवाद|बहुत \
शुक्रिया|bahut dhanyavaad|bahut shukriya|आपकी मेहरबानी होगी|aapki meherbani hogi|माफ कीजिए परेशान \
करने के लिए|घर पर|ऑफिस में|ghar par|ghar pe|office mein|office me|मेरे नंबर पर|इस नंबर पर|mere \
number par|is number par|मोबाइल पर|mobile par|कोई बात नहीं|आपकी सुविधा से|आप की सुविधा से|aapki \
suvidha se|चिंता मत कीजिए|chinta mat kijiye|पता नहीं|pata nahi)
मुझे (बस |)(थोड़ा समय|थोड़ा टाइम) दीजिए
बड़ी मेहरबानी होगी
कैसा रहेगा
पूरे दिन
पूरा दिन
"""

SIGNS = Signs(
    calls="""
    समझा समझाए कॉल काल फोन फ़ोन घंटी संपर्क call callback phone fon ring sampark ghanti बात
    baat
    """,
    suits="""
    ठीक सही अच्छा बेहतर बढ़िया फ्री खाली theek thik sahi accha acha achha behtar badhiya free
    khali please कृपया प्लीज
    """,
    free="खाली फ्री उपलब्ध free khali available",
    places="ऑफिस घर ghar office",
    busy="बाहर मीटिंग क्लास काम व्यस्त बिजी meeting class kaam busy school स्कूल",
    states="दुकान अपॉइंटमेंट appointment",
    because="क्योंकि kyunki kyonki",
    so="इसलिए तो isliye toh",
    but="लेकिन मगर lekin magar",
    conditions="जब अगर यदि जैसे jab agar yadi jaise",
    topics="बारे baare",
    titles="""
    नाम naam बेटी बेटा पत्नी पति beti beta patni pati श्री श्रीमती डॉक्टर mr mrs shri
    """,
    negations="नहीं मत न nahi nahin mat",
    refused=r"""
    (नहीं|nahi|nahin) (चाहिए|chahiye)
    (rehne|रहने) (dijiye|दीजिए|do|दो)
    (ज़रूरत|ज़रुरत|zaroorat|zarurat|jarurat|fayda|फायदा|मतलब) (नहीं|nahi|nahin)
    (रद्द|cancel|कैंसल|कैंसिल) (कर|kar)[^\s]*
    (मत|mat) (कर|कीजि|kar|kij)[^\s]*
    (बंद|band) (कर|कीजि|kar|kij)[^\s]*
    """,
    agreed=r"""
    (तय|tay) (था|tha|हुआ|hua)
    (करना|करनी|karna|karni) (था|थी|tha|thi)
    (करने|karne) (वाले|वाला|वाली|wale|wala|wali) (थे|था|थी|the|tha|thi)
    (चाहिए|chahiye) (था|थी|tha|thi)
    """,
    notices=r"""
    (वेबसाइट|साइट|website|site|google|गूगल|internet|इंटरनेट|दरवाज़े|board|बोर्ड) (पर|par|pe|mein|
    में)
    """,
    talks=r"बात call कॉल baat",
    before_length="",
    after_length=r"""
    (बात|baat)
    (की|ki|का|ka) (बात[^\s]*|call|कॉल|baat|kaam|काम|break|ब्रेक|meeting|मीटिंग)
    (लग|lag)[^\s]*
    (से|se) (इंतज़ार|intezar|wait|line|लाइन|hold|होल्ड)
    """,
    waits=r"har हर",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
