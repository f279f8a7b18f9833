"""Words by which callers and agents settle, drop or replace a call back, in all languages."""

import re

# Thanks for an offer accept it, unless a word of refusal comes before.
THANKS = re.compile(
    r"\W*+(?:thank|gracias|danke|merci|grazie|obrigad|bedankt|dank|תודה|شكر|धन्यवाद|शुक्रिया)"
)

# Words for dropping a matter, unlike "I'll come by".
DROPPED = re.compile(
    r"\b(?:never ?mind|forget (?:it|about it|the call)|scratch that|scrap that"
    r"|cancel\w*|annul\w+|anul[ae]\w*|streichen|needn't|cross it off"
    r"|déj[ea]lo|olvíd[ea]lo"
    r"|vergessen sie|erledigt|laissez tomber|oubliez|lasci[ao]? (?:stare|perdere)|non c'è più"
    r" bisogno|ya no hace falta|nicht mehr nötig|plus (?:besoin|la peine)|já não é preciso"
    r"|no longer need|any ?more|deix[ae] (?:estar"
    r"|pra lá)|esqueça|esquece (?:isso|lá))\b"
)
# What is booked instead of a call; "c'est noté" may note the call itself.
VISIT = re.compile(
    r"\b(?:appointments?|visit|booking|reservation|table|room|slot|termin|tisch|zimmer|besuch"
    r"|reserviert|rendez-vous|réserv\w+|cita|visita|mesa|reserva\w*|habitación|appuntamento"
    r"|prenotat\w|tavolo|camera|consulta|quarto|afspraak|tafel|kamer|see you|come in|estimate)\b"
)

# "No, you get a text half an hour before".
WRITTEN = re.compile(
    r"\b(?:sms|e-?mail|mail|text|mensaje|correo|message|messaggio|mensagem|nachricht|whatsapp)\b"
)
# "No problem" refuses nothing.
WELCOME = re.compile(r"\b(?:proble|preoc|souci|sorge|inqui|worr|trouble|bother)")
# "Which number?", but not "at what time, and is this number still right?".
ASKS_NUMBER = re.compile(
    r"\b(?:(?:what|which|best|your) (?:\w+ )?number|qu[eé] número"
    r"|quel (?:est )?(?:le |votre )?numéro|welche (?:telefon)?nummer|che numero"
    r"|qual (?:é )?(?:o )?(?:seu )?número|welk nummer)\b"
)
# A call that did not come was one of this team: "the other shop was supposed to call me" is none.
OF_TEAM = re.compile(
    r"\b(?:[Yy]ou(?:r \w+)?|[Ss]ome(?:one|body)|Sie|Ihr\w*|[Jj]emand|[Uu]stedes|[Aa]lguien|ibais"
    r"|teníais"
    r"|quedasteis|[Qq]uelqu'un|[Oo]n|[Vv]otre|deviez|alliez|auriez|[Qq]ualcuno|[Vv]ostro"
    r"|dovevate|dovevi"
    r"|avreste|[Vv]ocês|[Aa]lguém|[Vv]osso|[Jj]ullie|[Uu]w?|[Ii]emand|aap)\b|הייתם|היית|מישהו"
    r"|كنتم|كنت|تتصل|आप"
    r"|(?:^|[,.] )(?:(?:[Mm]e|[Nn]os|[Jj]á|[Yy]a) )?(?:[Ii]ban|[Tt]enían|[Dd]ebían|[Qq]uedaron"
    r"|[Dd]eviam"
    r"|[Ff]icaram)\b(?!.*\b(?:los|las|os|as|pessoal|gente) d)"
)
