"""Phrases with their labels written by hand: tag, phrase, label.

All are said on Wednesday 18 November 2026 at 10:30 in New York to a team that works Monday to
Friday from 9 to 17. Several quotes are parted by ` / `. A label is a kind and its values: `instant
+1 10:00` is ten o'clock tomorrow, `window +2 14:00-16:00`, `day +2`, `delay 30` (minutes from the
call), `ambiguous`, `past`, `none`.
"""

ROWS = {
    "en": """
coverage | when I'm home | ambiguous
coverage | if I'm free | ambiguous
busy | I'm busy from two to three | ambiguous
busy | in a meeting from two to three | ambiguous
busy | I work from nine to five | ambiguous
busy | I have an appointment at three | ambiguous
busy | don't call me tomorrow at ten | ambiguous
busy | I'm not free tomorrow | ambiguous
busy | I'm free for an hour | ambiguous
busy | I won't be home until two | window +0 14:00-17:00
busy | I can't talk right now, call me at three | instant +0 15:00
busy | three of us | ambiguous
verb | call me back at nine in the morning | instant +1 09:00
verb | call me back at two | instant +0 14:00
verb | call me back at eleven | instant +0 11:00
verb | back in 18 hours | delay 1080
verb | back in fifteen | delay 15
verb | get back to me at four | instant +0 16:00
verb | ring me back tomorrow at ten | instant +1 10:00
verb | call back in an hour | delay 60
verb | I'm back at four | window +0 16:00-17:00
verb | I'll be back at two on Friday | window +2 14:00-17:00
verb | call us back Monday at eleven | instant +5 11:00
verb | phone me back at half past three | instant +0 15:30
coverage | once the kids are in bed | ambiguous
coverage | tomorrow at ten, unless it rains | ambiguous
coverage | when my husband is home | ambiguous
coverage | after the school run | ambiguous
coverage | 3pm tmr | instant +1 15:00
coverage | a quarter of five | instant +0 16:45
coverage | in a fortnight's time at noon | instant +14 12:00
coverage | half an hour before you close | instant +0 16:30
coverage | an hour before closing tomorrow | instant +1 16:00
coverage | ten minutes after you open on Monday | instant +5 09:10
coverage | 2026-12-01 at three | instant +13 15:00
coverage | 20261201T150000Z | instant +13 10:00
coverage | 20261201T150000 | instant +13 15:00
coverage | Thu, 19 Nov 2026 14:30:00 -0500 | instant +1 14:30
coverage | Thu, 19 Nov 2026 19:30:00 GMT | instant +1 14:30
coverage | two hours before noon tomorrow | instant +1 10:00
turns | Call me back Thursday. / What time? / At three. | instant +1 15:00
turns | At three. / Today or tomorrow? / Tomorrow. | instant +1 15:00
turns | Friday. / Morning or afternoon? / Afternoon, around two. | instant +2 14:00
turns | How about Tuesday at three? / Yes, that works. | instant +6 15:00
turns | How about Tuesday at three? / No, four. | instant +6 16:00
turns | In the morning? / Better at two in the afternoon. | instant +0 14:00
turns | tomorrow / at ten | instant +1 10:00
turns | tomorrow at three / make it four | instant +1 16:00
turns | Monday at ten / actually Tuesday | instant +6 10:00
turns | Thursday / Friday at ten | ambiguous
turns | tomorrow at ten / at eleven | ambiguous
turns | Call me tomorrow. / Would ten suit you? / Ten is fine. | instant +1 10:00
corrections | at three, no, four | instant +0 16:00
corrections | not Monday, Tuesday at ten | instant +6 10:00
corrections | tomorrow at three, no wait, four | instant +1 16:00
corrections | Friday, actually make that Thursday | day +1
corrections | eight p m, no, nine | instant +0 21:00
corrections | Tuesday doesn't work, Thursday at ten | instant +1 10:00
corrections | I can't do Friday, Monday at two | instant +5 14:00
corrections | Friday at two, not Monday | instant +2 14:00
corrections | anything but Friday | ambiguous
corrections | any day except Monday | ambiguous
limits | tomorrow afternoon before three | window +1 12:00-15:00
limits | tomorrow before you close | window +1 09:00-17:00
limits | Saturday afternoon | ambiguous
limits | in 1.5 hours | delay 90
limits | in 2.5 hours | delay 150
limits | the third Thursday of January | day +64
limits | the last Friday of the month at three | instant +9 15:00
limits | the first Monday in December at nine | instant +19 09:00
limits | the second Tuesday of next month at ten | instant +20 10:00
limits | Boxing Day at eleven | instant +38 11:00
limits | Christmas Eve at ten | instant +36 10:00
limits | New Year's Eve at noon | instant +43 12:00
limits | after three | window +0 15:00-17:00
limits | before noon | window +0 10:30-12:00
limits | before noon tomorrow | window +1 09:00-12:00
limits | tomorrow after two but before four | window +1 14:00-16:00
limits | any time after ten tomorrow | window +1 10:00-17:00
limits | between two and four tomorrow | window +1 14:00-16:00
limits | Friday from ten to twelve | window +2 10:00-12:00
limits | 2-4pm | window +0 14:00-16:00
limits | three onwards | window +0 15:00-17:00
limits | no earlier than two | window +0 14:00-17:00
limits | no later than noon tomorrow | window +0 10:30-+1 12:00
limits | tomorrow by noon | window +1 09:00-12:00
limits | after six | ambiguous
limits | tomorrow at eight | ambiguous
limits | until five | ambiguous
days | tomorrow | day +1
days | Friday | day +2
days | the day after tomorrow | day +2
days | on the 24th | day +6
days | Tuesday the 24th | day +6
days | Friday the 24th | ambiguous
days | December 3rd | day +15
days | in two business days at ten | instant +2 10:00
days | next week | window +5 09:00-+9 17:00
days | a week on Tuesday at ten | instant +13 10:00
days | Thursday week at ten | instant +8 10:00
days | two weeks from Monday at ten | instant +19 10:00
days | Tuesday of next week at four | instant +6 16:00
days | 30 February at ten | ambiguous
days | Monday or Tuesday | ambiguous
days | 12/1 at ten | ambiguous
parts | tomorrow morning | window +1 09:00-12:00
parts | this afternoon | window +0 12:00-17:00
parts | late tomorrow afternoon | window +1 16:00-17:00
parts | Friday morning | window +2 09:00-12:00
parts | tomorrow evening | ambiguous
parts | first thing tomorrow | instant +1 09:00
parts | end of day | instant +0 17:00
parts | tomorrow at six in the evening | instant +1 18:00
parts | nine tonight | instant +0 21:00
zones | nine a.m. in Berlin | instant +1 03:00
zones | tomorrow 3pm SGT | instant +1 02:00
zones | tomorrow 3pm JST | ambiguous
zones | tomorrow 10 am HKT | instant +0 21:00
zones | Friday at noon MSK | instant +2 04:00
zones | Friday nine a m AEST | instant +1 18:00
zones | three p m Pacific | instant +0 18:00
zones | tomorrow at ten in the morning Central European time | instant +1 04:00
zones | tomorrow at ten Central European time | ambiguous
zones | three p m Lilliput time | ambiguous
zones | three p m your time | ambiguous
numbers | suite nine thirty | ambiguous
numbers | account ending four thirty | ambiguous
numbers | at tennis | ambiguous
numbers | room two fifteen | ambiguous
numbers | order number ten thirty | ambiguous
past | yesterday at three | past
past | an hour ago | past
past | today at nine a.m. | past
past | last Tuesday | past
past | 2020-01-01T10:00:00Z | past
none | later | none
none | call me back | none
none | when you can | none
none | please | none
delays | in half an hour | delay 30
delays | in an hour and a half | delay 90
delays | in twenty minutes | delay 20
delays | in two hours and fifteen minutes | delay 135
delays | two hours from now | delay 120
delays | in a few hours | ambiguous
delays | within two hours | window +0 10:30-12:30
""",
    "es": """
coverage | cuando esté en casa | ambiguous
coverage | si estoy libre | ambiguous
coverage | mañana a las diez si puedo | ambiguous
verb | Sí, a las once | instant +0 11:00
busy | estoy ocupado de dos a tres | ambiguous
busy | tengo una cita a las tres | ambiguous
days | mañana a las diez | instant +1 10:00
days | pasado mañana a las tres de la tarde | instant +2 15:00
days | el viernes a las dos | instant +2 14:00
days | el próximo martes a las cuatro de la tarde | instant +6 16:00
days | el 24 de noviembre a las once | instant +6 11:00
days | el lunes que viene | day +5
days | la semana que viene | window +5 09:00-+9 17:00
days | el tercer jueves de enero | day +64
days | el lunes o el martes | ambiguous
delays | en media hora | delay 30
delays | dentro de una hora y media | delay 90
delays | en veinte minutos | delay 20
delays | en un par de horas | delay 120
delays | dentro de tres cuartos de hora | delay 45
limits | antes de las doce | window +0 10:30-12:00
limits | mañana después de las tres | window +1 15:00-17:00
limits | entre las dos y las cuatro | window +0 14:00-16:00
limits | mañana de diez a doce | window +1 10:00-12:00
limits | a partir de las tres | window +0 15:00-17:00
limits | hasta el viernes | window +0 10:30-+2 17:00
limits | de lunes a viernes | window +0 10:30-+2 17:00
parts | mañana por la mañana | window +1 09:00-12:00
parts | esta tarde | window +0 12:00-17:00
parts | el viernes por la tarde | window +2 12:00-17:00
parts | el lunes a primera hora | instant +5 09:00
parts | a mediodía | instant +0 12:00
corrections | a las tres, no, a las cuatro | instant +0 16:00
corrections | no el lunes, el martes a las diez | instant +6 10:00
corrections | el jueves, perdón, el viernes a las dos | instant +2 14:00
turns | Llámeme el jueves. / ¿A qué hora? / A las tres. | instant +1 15:00
turns | A las tres. / ¿Hoy o mañana? / Mañana. | instant +1 15:00
verb | llámeme mañana a las nueve y media por favor | instant +1 09:30
coverage | cuando los niños estén dormidos | ambiguous
coverage | mañana a las diez si no llueve | ambiguous
past | ayer a las tres | past
none | más tarde | none
""",
    "de": """
coverage | wenn ich zu Hause bin | ambiguous
coverage | morgen um zehn wenn ich kann | ambiguous
busy | ich bin von zwei bis drei beschäftigt | ambiguous
busy | Montag geht nicht, Dienstag um zehn | instant +6 10:00
days | morgen um zehn | instant +1 10:00
days | übermorgen um halb vier | instant +2 15:30
days | am Freitag um zwei | instant +2 14:00
days | nächsten Dienstag um 14 Uhr | instant +6 14:00
days | am 24. November um elf | instant +6 11:00
days | nächste Woche Mittwoch um zehn | instant +7 10:00
days | nächste Woche | window +5 09:00-+9 17:00
days | am Montag | day +5
days | Montag oder Dienstag | ambiguous
delays | in einer halben Stunde | delay 30
delays | in anderthalb Stunden | delay 90
delays | in zwanzig Minuten | delay 20
delays | in zwei Stunden | delay 120
delays | in einer Viertelstunde | delay 15
limits | vor zwölf Uhr | window +0 10:30-12:00
limits | morgen nach 15 Uhr | window +1 15:00-17:00
limits | zwischen zwei und vier | window +0 14:00-16:00
limits | morgen von zehn bis zwölf | window +1 10:00-12:00
limits | ab 14 Uhr | window +0 14:00-17:00
limits | bis Freitag | window +0 10:30-+2 17:00
limits | eine halbe Stunde vor Feierabend | instant +0 16:30
parts | morgen früh | window +1 09:00-12:00
parts | heute Nachmittag | window +0 12:00-17:00
parts | am Freitagnachmittag | window +2 12:00-17:00
parts | morgen Vormittag um zehn | instant +1 10:00
parts | heute Abend um acht | instant +0 20:00
corrections | um drei, nein, um vier | instant +0 16:00
corrections | nicht am Montag, Dienstag um zehn | instant +6 10:00
corrections | Donnerstag passt nicht, Freitag um zwei | instant +2 14:00
turns | Rufen Sie mich am Donnerstag an. / Um wie viel Uhr? / Um drei. | instant +1 15:00
turns | Um drei. / Heute oder morgen? / Morgen. | instant +1 15:00
verb | rufen Sie mich bitte morgen um zehn zurück | instant +1 10:00
coverage | wenn die Kinder im Bett sind | ambiguous
coverage | morgen um zehn falls es regnet | ambiguous
past | gestern um drei | past
none | später | none
""",
    "fr": """
coverage | quand je suis là | ambiguous
coverage | demain à dix heures si je peux | ambiguous
busy | je suis occupé de 14h à 15h | ambiguous
busy | pendant une heure | ambiguous
days | demain à dix heures | instant +1 10:00
days | après-demain à quinze heures trente | instant +2 15:30
days | vendredi à deux heures | instant +2 14:00
days | lundi prochain à 10h | instant +5 10:00
days | le 24 novembre à onze heures | instant +6 11:00
days | la semaine prochaine | window +5 09:00-+9 17:00
days | lundi | day +5
days | lundi ou mardi | ambiguous
delays | dans une demi-heure | delay 30
delays | dans une heure et demie | delay 90
delays | dans vingt minutes | delay 20
delays | dans trois quarts d'heure | delay 45
delays | dans deux heures | delay 120
limits | avant midi | window +0 10:30-12:00
limits | demain après 15h | window +1 15:00-17:00
limits | entre 14h et 16h | window +0 14:00-16:00
limits | demain de dix heures à midi | window +1 10:00-12:00
limits | à partir de 15h | window +0 15:00-17:00
limits | d'ici vendredi | window +0 10:30-+2 17:00
parts | demain matin | window +1 09:00-12:00
parts | cet après-midi | window +0 12:00-17:00
parts | vendredi après-midi | window +2 12:00-17:00
parts | ce soir à huit heures | instant +0 20:00
parts | midi et demi | instant +0 12:30
corrections | à trois heures, non, à quatre heures | instant +0 16:00
corrections | pas lundi, mardi à dix heures | instant +6 10:00
turns | Rappelez-moi jeudi. / À quelle heure ? / À trois heures. | instant +1 15:00
turns | À trois heures. / Aujourd'hui ou demain ? / Demain. | instant +1 15:00
verb | rappelez-moi demain vers onze heures s'il vous plaît | instant +1 11:00
coverage | quand les enfants seront couchés | ambiguous
past | hier à trois heures | past
none | plus tard | none
""",
    "it": """
coverage | quando sono a casa | ambiguous
coverage | domani alle dieci se sono a casa | ambiguous
busy | sono occupato dalle due alle tre | ambiguous
days | domani alle dieci | instant +1 10:00
days | dopodomani alle tre e mezza del pomeriggio | instant +2 15:30
days | venerdì alle due | instant +2 14:00
days | lunedì prossimo alle nove | instant +5 09:00
days | il 24 novembre alle undici | instant +6 11:00
days | la prossima settimana | window +5 09:00-+9 17:00
days | lunedì | day +5
days | lunedì o martedì | ambiguous
delays | fra mezz'ora | delay 30
delays | tra un'ora e mezza | delay 90
delays | tra venti minuti | delay 20
delays | tra due ore | delay 120
delays | tra tre quarti d'ora | delay 45
limits | prima di mezzogiorno | window +0 10:30-12:00
limits | domani dopo le tre | window +1 15:00-17:00
limits | tra le due e le quattro | window +0 14:00-16:00
limits | domani dalle dieci alle dodici | window +1 10:00-12:00
limits | dalle tre in poi | window +0 15:00-17:00
limits | entro venerdì | window +0 10:30-+2 17:00
parts | domani mattina | window +1 09:00-12:00
parts | oggi pomeriggio | window +0 12:00-17:00
parts | venerdì pomeriggio | window +2 12:00-17:00
parts | stasera alle otto | instant +0 20:00
corrections | alle tre, no, alle quattro | instant +0 16:00
corrections | non lunedì, martedì alle dieci | instant +6 10:00
corrections | alle tre, anzi alle quattro | instant +0 16:00
turns | Mi richiami giovedì. / A che ora? / Alle tre. | instant +1 15:00
turns | Alle tre. / Oggi o domani? / Domani. | instant +1 15:00
verb | mi richiami domani alle undici per favore | instant +1 11:00
coverage | quando i bambini dormono | ambiguous
past | ieri alle tre | past
none | più tardi | none
""",
    "pt": """
coverage | se eu estiver livre | ambiguous
busy | estou ocupado das duas às três | ambiguous
days | amanhã às dez | instant +1 10:00
days | depois de amanhã às três e meia da tarde | instant +2 15:30
days | sexta-feira às duas | instant +2 14:00
days | na próxima terça às 14h | instant +6 14:00
days | no dia 24 de novembro às onze | instant +6 11:00
days | semana que vem | window +5 09:00-+9 17:00
days | segunda-feira | day +5
days | segunda ou terça | ambiguous
delays | em meia hora | delay 30
delays | daqui a uma hora e meia | delay 90
delays | daqui a vinte minutos | delay 20
delays | daqui a duas horas | delay 120
limits | antes do meio-dia | window +0 10:30-12:00
limits | amanhã depois das três | window +1 15:00-17:00
limits | entre as duas e as quatro | window +0 14:00-16:00
limits | amanhã das dez às doze | window +1 10:00-12:00
limits | a partir das três | window +0 15:00-17:00
limits | até sexta | window +0 10:30-+2 17:00
parts | amanhã de manhã | window +1 09:00-12:00
parts | hoje à tarde | window +0 12:00-17:00
parts | sexta à tarde | window +2 12:00-17:00
parts | hoje à noite às oito | instant +0 20:00
corrections | às três, não, às quatro | instant +0 16:00
corrections | não segunda, terça às dez | instant +6 10:00
turns | Me ligue na quinta. / A que horas? / Às três. | instant +1 15:00
turns | Às três. / Hoje ou amanhã? / Amanhã. | instant +1 15:00
verb | me ligue amanhã às onze por favor | instant +1 11:00
coverage | quando as crianças dormirem | ambiguous
past | ontem às três | past
none | mais tarde | none
""",
    "nl": """
coverage | als ik thuis ben | ambiguous
busy | ik ben bezet van twee tot drie | ambiguous
days | morgen om tien uur | instant +1 10:00
days | overmorgen om half vier | instant +2 15:30
days | vrijdag om twee uur | instant +2 14:00
days | volgende week maandag om negen uur | instant +5 09:00
days | 24 november om elf uur | instant +6 11:00
days | volgende week | window +5 09:00-+9 17:00
days | maandag | day +5
days | maandag of dinsdag | ambiguous
delays | over een half uur | delay 30
delays | over anderhalf uur | delay 90
delays | over twintig minuten | delay 20
delays | over twee uur | delay 120
delays | over een kwartier | delay 15
limits | voor twaalf uur | window +0 10:30-12:00
limits | morgen na drie uur | window +1 15:00-17:00
limits | tussen twee en vier | window +0 14:00-16:00
limits | morgen van tien tot twaalf | window +1 10:00-12:00
limits | vanaf drie uur | window +0 15:00-17:00
limits | uiterlijk vrijdag | window +0 10:30-+2 17:00
parts | morgenochtend | window +1 09:00-12:00
parts | vanmiddag | window +0 12:00-17:00
parts | vrijdagmiddag | window +2 12:00-17:00
parts | vanavond om acht uur | instant +0 20:00
corrections | om drie uur, nee, vier uur | instant +0 16:00
corrections | niet maandag, dinsdag om tien uur | instant +6 10:00
turns | Bel me donderdag terug. / Hoe laat? / Om drie uur. | instant +1 15:00
turns | Om drie uur. / Vandaag of morgen? / Morgen. | instant +1 15:00
verb | bel me morgen om elf uur terug alstublieft | instant +1 11:00
coverage | als de kinderen in bed liggen | ambiguous
past | gisteren om drie uur | past
none | later | none
""",
    "he": """
coverage | כשאני בבית | ambiguous
busy | אני עסוק משתיים עד שלוש | ambiguous
days | מחר בשעה עשר | instant +1 10:00
days | מחרתיים בשלוש וחצי | instant +2 15:30
days | ביום שישי בשתיים | instant +2 14:00
days | מחר באחת עשרה | instant +1 11:00
days | ביום שלישי הבא בעשר | instant +6 10:00
days | ב-24 בנובמבר באחת עשרה | instant +6 11:00
days | בשבוע הבא | window +5 09:00-+9 17:00
days | ביום שני | day +5
delays | בעוד חצי שעה | delay 30
delays | בעוד שעה וחצי | delay 90
delays | בעוד עשרים דקות | delay 20
delays | בעוד שעתיים | delay 120
delays | בעוד רבע שעה | delay 15
limits | לפני שתים עשרה | window +0 10:30-12:00
limits | מחר אחרי שלוש | window +1 15:00-17:00
limits | בין שתיים לארבע | window +0 14:00-16:00
limits | מחר מעשר עד שתים עשרה | window +1 10:00-12:00
limits | עד יום שישי | window +0 10:30-+2 17:00
parts | מחר בבוקר | window +1 09:00-12:00
parts | היום אחר הצהריים | window +0 12:00-17:00
parts | הערב בשמונה | instant +0 20:00
corrections | בשלוש, לא, בארבע | instant +0 16:00
turns | תתקשרו אליי ביום חמישי. / באיזו שעה? / בשלוש. | instant +1 15:00
turns | בשלוש. / היום או מחר? / מחר. | instant +1 15:00
verb | תתקשרו אליי מחר באחת עשרה בבקשה | instant +1 11:00
coverage | כשהילדים ישנים | ambiguous
past | אתמול בשלוש | past
none | מאוחר יותר | none
""",
    "ar": """
coverage | إذا كنت في البيت | ambiguous
busy | أنا مشغول من الثانية إلى الثالثة | ambiguous
days | غدا الساعة العاشرة صباحا | instant +1 10:00
days | بعد غد الساعة الثالثة والنصف | instant +2 15:30
days | يوم الجمعة الساعة الثانية | instant +2 14:00
days | يوم الاثنين القادم الساعة التاسعة صباحا | instant +5 09:00
days | غدا الساعة الحادية عشرة | instant +1 11:00
days | الأسبوع القادم | window +5 09:00-+9 17:00
days | يوم الاثنين | day +5
days | الاثنين أو الثلاثاء | ambiguous
delays | بعد نصف ساعة | delay 30
delays | بعد ساعة ونصف | delay 90
delays | بعد عشرين دقيقة | delay 20
delays | بعد ساعتين | delay 120
delays | بعد ثلاث ساعات | delay 180
limits | قبل الثانية عشرة | window +0 10:30-12:00
limits | غدا بعد الثالثة | window +1 15:00-17:00
limits | بين الثانية والرابعة | window +0 14:00-16:00
limits | من الثانية إلى الرابعة | window +0 14:00-16:00
parts | غدا صباحا | window +1 09:00-12:00
parts | اليوم بعد الظهر | window +0 12:00-17:00
parts | اليوم الساعة الثامنة مساء | instant +0 20:00
corrections | الساعة الثالثة، لا، الساعة الرابعة | instant +0 16:00
turns | اتصل بي يوم الخميس. / في أي ساعة؟ / الساعة الثالثة. | instant +1 15:00
turns | الساعة الثالثة. / اليوم أم غدا؟ / غدا. | instant +1 15:00
verb | اتصل بي غدا الساعة الحادية عشرة من فضلك | instant +1 11:00
coverage | عندما ينام الأطفال | ambiguous
past | أمس الساعة الثالثة | past
none | لاحقا | none
""",
    "hi": """
coverage | agar main ghar par hoon | ambiguous
days | कल सुबह दस बजे | instant +1 10:00
days | परसों साढ़े तीन बजे | instant +2 15:30
days | शुक्रवार को दोपहर दो बजे | instant +2 14:00
days | अगले सोमवार को सुबह नौ बजे | instant +5 09:00
days | अगले हफ्ते | window +5 09:00-+9 17:00
days | सोमवार को | day +5
delays | आधे घंटे में | delay 30
delays | डेढ़ घंटे में | delay 90
delays | बीस मिनट में | delay 20
delays | दो घंटे बाद | delay 120
limits | बारह बजे से पहले | window +0 10:30-12:00
limits | कल तीन बजे के बाद | window +1 15:00-17:00
limits | दो से चार बजे के बीच | window +0 14:00-16:00
limits | शुक्रवार तक | window +0 10:30-+2 17:00
parts | कल सुबह | window +1 09:00-12:00
parts | आज शाम सात बजे | instant +0 19:00
corrections | तीन बजे, नहीं, चार बजे | instant +0 16:00
turns | गुरुवार को कॉल कीजिए। / कितने बजे? / तीन बजे। | instant +1 15:00
turns | तीन बजे। / आज या कल? / कल। | instant +1 15:00
coverage | जब बच्चे सो जाएँ | ambiguous
none | बाद में | none
days | kal subah das baje | instant +1 10:00
days | parson sadhe teen baje | instant +2 15:30
days | shukravar ko dopahar do baje | instant +2 14:00
days | agle somvar subah nau baje | instant +5 09:00
days | agle hafte | window +5 09:00-+9 17:00
delays | aadhe ghante mein | delay 30
delays | dedh ghante mein | delay 90
delays | bees minute mein | delay 20
delays | do ghante baad | delay 120
limits | barah baje se pehle | window +0 10:30-12:00
limits | kal teen baje ke baad | window +1 15:00-17:00
limits | do se char baje ke beech | window +0 14:00-16:00
limits | shukravar tak | window +0 10:30-+2 17:00
parts | kal subah | window +1 09:00-12:00
parts | aaj shaam saat baje | instant +0 19:00
verb | kal subah gyarah baje call kijiye | instant +1 11:00
corrections | teen baje, nahi, char baje | instant +0 16:00
coverage | jab bacche so jayen | ambiguous
""",
    "ru": """
unread | завтра в три часа | ambiguous
unread | перезвоните мне в пятницу в десять утра | ambiguous
unread | через полчаса | ambiguous
""",
    "tr": """
unread | yarın saat üçte | ambiguous
unread | cuma günü saat onda arayın | ambiguous
unread | yarım saat sonra | ambiguous
""",
    "ja": """
unread | 明日の午後3時 | ambiguous
unread | 金曜日の十時に電話してください | ambiguous
unread | 30分後 | ambiguous
""",
}
