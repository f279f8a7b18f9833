"""The words by which a call addresses the machine that reads it, by language.

Five signs of an order to the machine: it is told to discard what it knows, it is addressed, it
gets a new role, a record is dictated to it sign by sign, or it has to write about "the customer",
who is the speaker.
"""

import re
from dataclasses import dataclass

from shared.local.lexicons.lexicon import Pattern, any_of

# "System message:" begins a clause; in "an alarm system, please" it ends one.
_CLAUSE = r"(?:(?:^|[.,;:!?¿¡…-])\s*|\b(?:okay|ok|so|now|and|hey|y|e|und|et|en|ora|pues|então) )"
_BEGINS = r"(?:^|[.:!?]\s+|\b(?:okay|ok|so|now|and|hey|y|e|und|et|en|ora|pues|então) )"
_THIS = r"this is|that's|and|c'est|esto es|das ist|und|es|ceci est|questo è|isso é|dit is|y|et|e"
# "Hello, the machine is broken" addresses no machine.
_NO_ARTICLE = (
    r"(?:(?!(?:the|my|your|our|an?|this|that|el|la|mi|su|una?|der|die|das|mein|meine|eine?|le|ma"
    r"|mon|votre|notre|il|lo|mio|mia|o|os|meu|minha|de|het|mijn)\b)\w+ )?"
)
_IF = r"if|si|s'|falls|wenn|se|als"
_SAYS = (
    r"tell|say|write|dis|dites|di|dile|diga|sag|sage|sagen|schreib|scrivi|digli|dille|diz|diga|zeg"
    r"|schrijf"
)
# "Put me in your notes" is no order.
_NO_CALLER = r"(?!(?:me|us|my|him|her|mich|uns|mir|moi|nous|io|mim)\b)"
_MINE = r"(?:(?:o|a|el|la|le|il|den|die) )?(?:my|mi|meu|minha|mon|ma|mio|mia|mein\w*|mijn)\b"
_ALSO = r"(?:and|also|plus|oh|y|también|und|auch|et|aussi|e|anche|também|en|ook)\b"
_NAMED = r"siri|alexa|cortana|google|chat ?gpt|copilot|gemini"
_SIGNS = (
    rf"\b(?:hey|hé|hi|ok|okay|oye|dis|ehi|ei|oi|hallo|hello),? (?:{_NAMED})\b|^(?:{_NAMED}),? \w+"
    r"|\bcaller name\b|\bjson\b"
    # A transcript within the transcript, and its end.
    r"|(?:^|[.!?;…] )(?:agent|customer|caller|client|operator|agente|cliente|operador[a]?|operatore"
    r"|kund(?:e|in)|anrufer(?:in)?|berater(?:in)?|appelant[e]?|opérat(?:eur|rice)|atendente|utente"
    r"|klant|beller|medewerker)(?: ?:|,? (?:colon|dos puntos|doppelpunkt|deux[ -]points|due punti"
    r"|dois pontos|dubbele ?punt)\b)"
    r"|(?:^|[.!?;…] )(?:new|nueva|neue[rs]?|nouvelle?|nuova|nova|nieuwe?) (?:transcri\w+|trascri\w+"
    r"|transkript\w*)"
    r"|\b(?:less than|menor que|kleiner als|inférieur à|minore di|kleiner dan),? \w+,? (?:greater"
    r" than|mayor que|größer als|supérieur à|maggiore di|maior que|groter dan)\b"
    r"|\bxml\b|\bcallback[ _]?needed\b|\bprompt injection\b|[{}]"
    # Tags of prompts; transcribers write others, such as <unk>.
    r"|<\|?/?(?:system|assistant|user|developer|instructions?|prompt|transcript|summary|context"
    r"|tool|callback|lead|output|im_start|im_end|inst|sys)\b"
)

# "Whoever writes the summary has to change the name": a rule for the one that writes it.
_WRITER = r"who(?:ever)?|quien|el que|la que|wer|celui qui|celle qui|qui|chi|quem|wie"
_MUST = (
    r"must|has to|have to|needs? to|should|(?:is|are) (?:obliged|required|supposed) to|tiene que"
    r"|debe|está obligad[oa] a|muss|müssen|soll|sollen|hat|ist verpflichtet|doit|est obligée? d"
    r"|deve|è obbligat[oa] a|è tenut[oa] a|tem que|tem de|é obrigad[oa] a|moet|hoort"
)
_TO_WRITE = (
    r"put|change|write|set|mark|replace|record|note|log|enter|poner|cambiar|anotar|registrar"
    r"|marcar|escribir|apuntar|(?:ein)?tragen|setzen|ändern|schreiben|notieren|ersetzen|mettre"
    r"|changer|noter|inscrire|écrire|remplacer|indiquer|mettere|cambiare|segnare|scrivere"
    r"|sostituire|trocar|mudar|colocar|botar|pôr|escrever|substituir|zetten|veranderen|schrijven"
)

# What the other speaker cannot do was no wish if one of both calls it a joke.
DECLINES = re.compile(
    r"\b(?:(?:can't|cannot|(?:not able|unable) to) (?:help|do (?:that|this)|take|process|say that"
    r"|repeat"
    r"|carry out|follow)|can only help|not something i can"
    r"|no puedo (?:hacer (?:eso|ese|esa)|ayudar|añadir|procesar|repetir|anotar)|solo puedo ayudar"
    r"|(?:das|damit) kann ich (?:leider )?nicht|ne peux pas (?:faire|traiter|exécuter|répéter)"
    r"|ne suis pas en mesure|non posso (?:farlo|eseguir|ripeter|aiutar)\w*"
    r"|não (?:posso|consigo) (?:fazer|repetir|ajudar|registrar)|só consigo ajudar"
    r"|dat kan ik (?:helaas )?niet)\b"
)
JOKES = re.compile(
    r"\b(?:kidding|jok(?:e|ing)|prank|worth a (?:shot|try)|bet me|dared me|having a laugh"
    r"|ha(?:ha)+|owes me"
    r"|broma|jaja\w*|es un juego|por probar|scherz|spaß|witzig|experiment|bestanden|je rigole"
    r"|blague"
    r"|pour rire|plaisant\w+|scherz\w+|ahah\w*|provarci|ci ho provato|giochi|brincadeir\w+"
    r"|brincando"
    r"|kkk+|grapje|geintje)\b|\b(?:ja,? ja|ah,? ah)\b|^ha[,.!]"
)


# What the other speaker did not understand was not meant for them if its speaker waves it away.
PUZZLED = re.compile(
    r"\W*(?:(?:um|uh|äh|euh|eh),? )?(?:(?:i'm )?sorry|pardon(?: me)?|what(?: was that|'s that)?|huh"
    r"|excuse me|come again|who's that|i don't follow|(?:sorry,? )?was that for me|wie(?: bitte)?"
    r"|bitte|was reden sie da|wie meinen|perdón|perdone|disculpe|cómo(?: dice)?|oiga|qué|a quién"
    r"|hein|comment|je vous demande pardon|je ne comprends pas(?:,? \w+)?|prego|come(?:,? scusi)?"
    r"|scusi|eh|non ho capito|como|desculpe|oi|hã|falou comigo|wat zegt u|wablief)\W*"
)
DISMISSES = re.compile(
    r"\W*(?:(?:oh|ach|ah|no|nein|non),? )*(?:never ?mind|nothing|no matter|forget it|not you|nada"
    r"(?! de)|a nadie|no me haga caso|nichts|schon gut|vergessen sie(?:'s| es)|rien|ce n'est rien"
    r"|laisse[zr] tomber|niente|nulla|lasci (?:stare|perdere)|esquece|deixa (?:pra lá|estar)|niks"
    r"|laat maar)\b"
)
# Behind a wish for a note, this is a wish of its own: "put that in my file and call me".
REQUESTS = re.compile(
    r"[,;]? (?:and|und|y|et|e|en) (?:(?:then|please|bitte|por favor|poi|dann|puis|depois|dan) )?"
    r"(?=(?:call|ring|phone) (?:me|us)\b|(?:have|tell|get|ask) (?:\w+ ){1,3}(?:call|ring|phone)\b"
    r"|llám[ae]\w*me\b|rufen sie\b|rufe? (?:mich|uns)\b|(?:r?appele[zr]|r?appelle)[- ]moi\b"
    r"|mi (?:ri)?chiam\w+|(?:ri)?chiam\w*mi\b|me lig(?:a|ue)\b|lig(?:a|ue)-me\b"
    r"|bel (?:me|mij|ons)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandWords:
    """`orders`: signs each of which makes an order of a sentence. `notes`: something is to be put
    into notes, which is no evidence either. `writes`: a field is to be set, which callers ask for
    as well, so that it counts only after an order. `reads`: what somebody else wrote is read aloud.
    """

    orders: Pattern
    notes: Pattern
    writes: Pattern
    reads: Pattern


def command_words(
    *,
    discards: str,
    minds: str,
    machines: str,
    to: str,
    calls: str,
    doubts: str,
    makers: str,
    works: str,
    headings: str,
    roles: str,
    signs: str,
    colon: str,
    equals: str,
    writes: str,
    prints: str,
    following: str,
    that: str,
    customers: str,
    fields: str,
    inside: str,
    records: str,
    reads: str,
) -> CommandWords:
    """`minds` are named in no other sense ("language model"), `machines` have other senses too;
    `to` and `calls` precede the one that is addressed, `doubts` one that is asked what it is;
    `works` is what only a machine does here; `makers` claim to command it; `records` are what it
    writes.
    """
    any_mind, before = rf"(?:{minds}|{machines})", r"(?: |(?<=')|(?<=' ))(?:\w+ )?"
    return CommandWords(
        orders=any_of(
            discards,
            rf"(?<!\w)(?:{calls})(?:,? |(?<=')){_NO_ARTICLE}{any_mind}(?!\w)",
            rf"{_CLAUSE}(?:{_THIS} )?(?:{to}){before}(?:{minds})(?=\s*[.,:;]|\s*$| (?:{works}))",
            rf"(?<!\w)(?:{to}){before}{any_mind},? (?:{works})",
            rf"{_CLAUSE}{any_mind},? (?:{works})",
            rf"{_CLAUSE}(?:{headings})(?: \w+){{0,2}}\s*:",
            rf"{_BEGINS}(?:{headings}),",
            roles,
            signs,
            rf"(?<!\w)(?:{doubts}) (?:\w+ )?{any_mind}(?!\w).{{0,40}}(?<!\w)(?:{writes})(?!\w)",
            rf"(?<!\w)(?:{makers})(?!\w).{{0,40}}(?<!\w)(?:{writes}|{prints})(?!\w)",
            rf"(?<!\w)(?:{prints}) (?:\w+ )?(?:{following})(?!\w)",
            rf"(?<!\w)(?:{colon}),? (?:true|false|null|{that})(?!\w)",
            rf"(?<!\w)(?:{fields}|true|false),? (?:{colon})(?!\w)",
            rf"(?<!\w)(?:{fields}),? (?:{equals}) .{{1,60}} (?:{fields}),? (?:{equals})(?!\w)",
            rf"(?<!\w)(?<!ich )(?<!ik )(?<!i'll )(?:{writes})(?:,? \w+){{0,4}},? (?:{customers})"
            r"(?!\w)",
            rf"(?<!\w)(?:{_IF})(?!\w).{{0,25}}(?<!\w)(?:{minds})(?!\w).{{0,60}}"
            rf"(?<!\w)(?:{writes}|{_SAYS})(?!\w)",
            rf"(?<!\w)(?:{_WRITER})(?: \w+){{1,4}} (?:{records})(?!\w).{{0,30}}(?<!\w)(?:{_MUST})"
            rf"(?!\w).{{0,60}}(?<!\w)(?:{_TO_WRITE})(?!\w)",
            _SIGNS,
        ),
        notes=any_of(
            rf"(?<!\w)(?:{writes}|{_SAYS})(?: {_NO_CALLER}\w+){{0,3}} (?:{inside})"
            rf" (?:{records})(?!\w)"
            rf"(?! {_MINE})",
            rf"(?<!\w)(?:{inside}) (?:{records}),? (?:\w+ ){{0,2}}(?:{writes}|{_SAYS})(?!\w)",
        ),
        writes=any_of(
            rf"^{_ALSO}.{{0,20}}(?<!\w)(?:{writes})(?!\w).{{0,50}}(?<!\w)(?:{fields})(?!\w)"
        ),
        reads=any_of(reads),
    )


def joined_words(orders: str, writes: str) -> CommandWords:
    """For scripts in which words join, so that the patterns are written as a whole."""
    return CommandWords(
        orders=any_of(orders, _SIGNS), notes=any_of(), writes=any_of(writes), reads=any_of()
    )
