"""English."""

from shared.local.lexicons.lexicon import CallWords, FactWords, Lexicon, any_of

_V = r"(?:call|phone|ring|dial|contact|telephone|buzz)"
_NOT_A_NAME = (
    r"(?! (?:maybe|crazy|old[- ]fashioned|stupid|names|that(?!')|by|an?|the|mr|mrs|ms|dr|sir|ma'am"
    r"|silly|mad|pharaoh)\b)"
)
# A verb for calling whose object is the caller or left out.
_CONTACT = (
    r"(?:(?<!a )(?<!the )(?<!this )(?<!your )(?<!phone )(?:call|phone|ring|dial|telephone|contact)"
    r"(?: (?:me|us|him|his|her|them|back|again|when|at|on|around|after|before|tomorrow|later|today"
    r"|tonight|about)\b|(?=[.,!?]|$))"
    r"|(?:reach out|follow up|get back|check back|touch base|check in)(?! (?:to|with) (?!me|us))"
    r")(?!\w)"
)
# What is called that is no person at the other end of the line.
_NO_PERSON = (
    r"(?! (?:it|that|this|these|a|an|names?|in|off|out|for|into|upon|attention|shots|the"
    r" (?:police|cops|shots|vet|doctor|plumber|insurance|bank|manufacturer|airline|number on))\b)"
)
_A_THIRD = (
    r"(?<!a )(?<!the )(?<!this )(?<!your )(?<!phone )(?<!my )(?<!missed )(?<!last )(?<!first )"
    r"(?<!his )(?<!her )(?<!one )(?<!sales )(?<!house )(?<!on )"
    rf"(?:call|phone|ring|telephone|buzz){_NO_PERSON}\b"
)
_NOT_I = r"(?:(?!\b(?:i|we|i'll|we'll|i'd|we'd|not|don't|you're)\b)[^.?!])"
_ASKING = (
    r"\b(?:please|(?:can|could|would|will|might|can't|couldn't) (?!i\b|we\b)\w+|any"
    r" (?:way|chance)|possible|wondering if|hoping|for (?:you|someone|somebody) to"
    r"|(?:ask|have|get|tell|need|needs|want|like) (?:you|him|her|them|someone|somebody"
    r"|(?:the|your|an?) \w+|[a-z]+)(?: to)?) "
    rf"(?:{_NOT_I}{{0,40}}\b)?{_CONTACT}"
)
_TALK_AGAIN = (
    r"\b(?:let's|let us|can we|could we|shall we|we can|we could) (?:talk|speak|chat|connect|touch"
    r" base|catch up|discuss \w+)\b.{0,25}\b(?:later|again|tomorrow|next|\w+day|after|in"
    r" (?:an?|the|\d+)|at|morning|afternoon)\b"
)
_CALL_YOU = (
    r"(?:call|phone|ring|telephone|contact|get back to|get back in touch with|get in touch with|be"
    r" in touch with|reach out to|follow up with|circle back to|try|reach|buzz|return your call"
    r"|text or call) ?(?:you)?\b"
)

# What is done to a thing, which callers ask for by the verb: "fix my dishwasher".
_WORK = (
    r"(?:fix|repair|clean|install|replace|paint|mow|unclog|unblock|inspect|build|trim|prune|remove"
    r"|haul|wash|rewire|mount|insulate|seal|patch|tile|remodel|renovate|restore|groom|tow|translate"
    r"|move|assemble|sharpen|tune|shampoo|refinish|service)"
)
_WORK_ON = (
    rf"(?P<service>{_WORK} (?:my|our|the|an?|some)(?: [\w'-]+){{1,3}}?)(?=[.,;!?]|$| (?:for|in"
    rf"|at|on|to"
    r"|by|and|but|because|as|please|with|from|before|after|that|which|if|so|when|next|this|today"
    r"|tomorrow|soon|or)\b)"
)

CALLS = CallWords(
    asks=any_of(
        r"(?<!don't )(?<!not )\b(?:want|like|love|prefer|need|wish|hoping|hope) to be (?:called"
        r"|phoned|rung|contacted|telephoned)\b",
        r"\b(?:want|need|expect) (?:\w+ ){1,3}(?:calling|ringing|phoning) me\b",
        r"\b(?:grateful|great|good|nice|appreciate it|helpful|lovely|glad|kind) if (?:you|someone"
        r"|somebody|he|she|they|the \w+)\b.{0,25}\b(?:call|called|ring|rang|phone|phoned|got"
        r" back)\b",
        r"\b(?:get|find) me (?:on|at)\b(?! (?:the list|board))",
        r"\b(?:wait|waiting|wait here|stand by) (?:for|by) (?:your|his|her|a|the|their) (?:call"
        r"|ring|phone)\b",
        r"\b(?:have|get|ask|tell)\b.{0,60}\b(?:call|phone|ring|contact) me\b",
        _ASKING,
        r"\b(?:can|could|would|will|might|can't|couldn't|won't|wouldn't)(?! (?:i|we|it|that|this"
        rf"|there|not|also|always)\b)(?: [\w']+){{1,5}}? {_A_THIRD}",
        r"\b(?:could|can|would|will|maybe|so|and|then|get|have|let) (?!i\b|we\b|you\b)(?:[\w']+"
        r" ){1,3}?"
        r"give (?:me|us|him|her|them|my \w+|(?!you\b)\w+) a (?:quick |little )?(?:call|ring|buzz"
        r"|shout"
        r"|bell)\b",
        r"\b(?:someone|somebody|anyone|anybody|him|her|them|you guys|he|she|they) (?:to )?"
        r"(?:call|calls|ring|rings|phone|phones) (?:the|our|my) (?:house|home|office|shop|store"
        r"|cell"
        r"|mobile|landline|clinic|salon|main|wife|husband|daughter|son|mother|mom|mum|dad"
        r"|number)\b",
        r"\bhit me (?:back|up)\b",
        r"\byou (?:can|could|may) (?:just )?(?:call|phone|ring)(?=[.,!?]|$|"
        r" (?:me|us|then|back|at|on|after|any|again)\b)",
        r"\b(?:make sure|ensure|see that|see to it|hope)\b.{0,30}\b(?:calls?|phones?|rings?|gets?"
        r" back to|contacts?) (?:me|us)\b",
        r"\bthen (?:please )?(?:call|phone|ring)(?=[.,!?]|$| me\b)",
        r"[,;] (?:so |and |then |just |please |but |or )*(?:call|phone|ring)"
        r" (?:then|back|again|around|after|at|tomorrow|later|when)\b",
        r"\b(?:let|tell|update|inform|notify) (?:me|us|him|her)\b.{0,30}\b(?:by|over the|on the)"
        r" (?:phone|telephone)\b",
        rf"\b{_V} (?:me|us)\b{_NOT_A_NAME}",
        r"\b(?:try|reach|catch) me (?:again|back|at|on|after|before|in|tomorrow|later|then|any"
        r" ?time|between|around)\b",
        r"\b(?:give|giving|shoot|drop) (?:me|us) (?:a |another )?(?:quick |little )?"
        r"(?:call|ring|buzz|shout|bell|tinkle|holler|jingle|phone call)\b",
        r"\b(?:give|ring|call) (?:him|her|them|my (?:wife|husband|partner|son|daughter|mother|mom"
        r"|dad|father|boss|assistant|secretary|brother|sister))(?: a (?:call|ring|buzz|shout))\b",
        r"\b(?:like|need|want|get|have|request|requesting|appreciate|expect|schedule|arrange|set up"
        r"|for) (?:an? |the |another |my )?(?:(?!to\b)\w+ )?call ?-?back\b",
        r"^(?:\w+,? )?(?:an? )?call ?-?back,? please",
        r"\bget (?:back to|back in touch with|in touch with|a hold of|ahold of|hold of) (?:me"
        r"|us)\b",
        r"\b(?:follow up|reach out|circle back|come back|check back) (?:with|to) (?:me|us)\b",
        r"\breturn (?:my|our|the) call\b",
        r"\b(?:mind|try) (?:calling|phoning|ringing|giving) (?:me|us)\b|\bcall any ?time\b",
        _TALK_AGAIN,
        r"\b(?:appreciate|like|love|need|want|expect|waiting for|could do with) (?:a|your) (?:quick"
        r" |phone |return )?call\b",
        r"\b(?:like|love|need|hope|want|waiting) to hear (?:back )?from"
        r" (?:you|someone|somebody|a|the|your)\b",
        rf"\b(?:can|could|would|will|can't|couldn't) (?:you|someone|somebody|anyone|he|she"
        rf"|they)\b.{{0,20}}\b{_V} (?:back|again)\b",
        rf"^(?:(?:please|just|so|and|okay|ok|no|yes|bad time|sorry|then|maybe|now's not great)"
        rf",? ){{0,3}}{_V} (?:me )?(?:back|again)\b",
        rf"\b(?:please|just) {_V} (?:back|again)\b",
        r"\b(?:best|good|better|fine) (?:for|time for) (?:a|the|your) call\b",
        r"\b(?:can|could|would|will) (?:you|someone|somebody|he|she|they)\b.{0,20}\b(?:call|phone"
        r"|ring) (?:him|her|them|my \w+)\b(?! (?:over|in|down)\b)",
        r"\b(?:call|phone|ring) (?:him|her|them|my \w+) (?:tomorrow|tonight|today|later|after|at|on"
        r"|in the|around|back|instead)\b",
        r"\b(?:he|she|they) can (?:ring|call|phone)\b",
    ),
    calls_you=any_of(
        r"\b(?:have|get|ask)\b.{0,60}\b(?:call|phone|ring|contact) you\b",
        r"\b(?:call|phone|ring) you (?:on|at|back|when|once|as soon|tomorrow|today|later|tonight"
        r"|next|in the|in an?|by|after|before|about|with|monday|tuesday|wednesday|thursday|friday"
        r"|saturday|sunday|first thing)\b",
        r"\b(?!you\b)\w+ can (?:call|phone|ring|contact) you\b|\bcall ?-?back (?:queue|list)\b",
        r"\b(?:when(?! you (?:\w+ )?(?:call|phone|ring)\b)|what time|what day|which day|what works"
        r"|what suits|good time|best time)\b.{0,50}\b(?:call(?! us)|phone|talk|speak|ring)\b",
        r"\b(?:should|shall|can|could) (?:i|we|he|she|they)\b.{0,15}\b(?:call|phone|ring)"
        r" (?:him|her|them)\b",
        r"\b(?:will|'ll|'s going to|is going to|are going to)\b.{0,40}\b(?:be in touch|get in"
        r" touch|reach out|follow up with you)\b",
        r"\bfor (?:an?|the|our|one of our|someone|somebody)(?: \w+){0,3} to (?:call|phone|ring)"
        r"(?! us\b)",
        r"\b(?:will|'ll|is going to|are going to|'s going to) be"
        r" (?:calling|phoning|ringing|contacting) you\b",
        r"\bfor (?:an?|the|our|one of our|someone|somebody)(?: \w+){0,3} to (?:call|contact|phone"
        r"|ring|reach out to) you\b",
        r"\bexpect (?:a|our|his|her|their|my) (?:\w+ )?call\b",
        r"\bget (?:right |straight )?back to you\b",
        rf"\b(?:i|we|he|she|they|someone|somebody|\w+)(?:'ll| will| shall|'s going to|'re going to"
        rf"|'m going to| is going to| are going to| can have| should)\b(?!.*\bcall us\b).{{0,50}}"
        rf"\b{_CALL_YOU}(?<= you| all)",
        r"\b(?:i|we|he|she|they|someone|somebody|\w+)(?:'ll| will| is going to"
        r"|'s going to)\b.{0,30}\bgive you an? (?:\w+ )?(?:call|ring|buzz|bell|shout)",
        r"\b(?:have|get|ask) (?:someone|somebody|him|her|them|(?:the|our|my|an?|one of \w+) [\w"
        r" ]{1,25}?|\w+) (?:to )?(?:call|phone|ring|contact|reach out to|get back to) you\b",
        r"\blet me\b.{0,40}\b(?:call|ring|phone|get back to) you\b",
        r"\b(?:like|want)\b.{1,40}\b(?:call(?:ed)?|phone|ring|contact|get back to) you\b",
        r"\bif (?:i|we|he|she|they|someone|somebody|(?:the|our|my|a) \w+)(?: just)? (?:calls|phones"
        r"|rings|calls you back|gives you a (?:call|ring|bell|buzz))(?: you)?\b",
        r"\b(?:shall|should|can|could|will|have|get|want) (?!i\b|we\b|you\b)\w+ (?:to )?(?:just"
        r" )?(?:call"
        r"|phone|ring|give) (?:you|him|her|them)\b",
        r"\b(?:he|she|they|someone|somebody|(?:the|our|one of our|my) \w+(?:"
        r" \w+)?)\b.{0,25}\b(?:talk|speak"
        r"|go over|walk you|explain|discuss|do it|handle|reach you|get hold of"
        r" you)\b.{0,25}\b(?:by|over"
        r" the|on the) (?:phone|telephone)\b",
        r"\b(?:he|she|they|the \w+|one of \w+ \w+)\b.{0,20}\b(?:want|like|need|have)(?:s)? to"
        r" (?:(?:talk|speak) (?:to|with) you|(?:talk|go) (?:it|this|that|things) (?:through"
        r"|over))\b",
        r"\bwhen (?:can|could|should|would) (?:he|she|they|someone|the \w+) (?:reach|get hold of"
        r"|catch)"
        r" you\b|\b(?:gives?|giving) you a (?:call|ring|bell|buzz)\b",
        r"\b(?:can|could|may|shall|should|might|would it help if|if|do you want|want) (?:i|we|he"
        r"|she|they|us|me|someone|somebody|(?:the|our|my|a) \w+)\b.{0,30}"
        r"\b(?:(?:call|called|phone|ring|try) you|give you a (?:call|ring|bell|buzz))\b",
        r"\b(?:scheduled|booked|arranged|set up|put in) (?:an? |the |your )?(?:\w+ )?(?:call"
        r" ?-?back|phone call|call)\b",
        r"\byou(?:'ll| will| should) (?:get|receive|have|hear)\b.{0,20}\b(?:a call|call ?back|from"
        r" (?:us|him|her|them|someone))\b",
        r"\b(?:a|your) call ?-?back (?:for|on|at|tomorrow|is)\b",
    ),
    calls=any_of(
        _TALK_AGAIN,
        r"\b(?:i|we)(?:'ll| will|'m going to| am going to|'re going to| can| could| might|'d| would"
        r"|'ll just| should| need to| have to| want to| may)\b.{0,45}\b(?<!a )(?<!the )(?<!your )"
        r"(?<!this )(?:call|phone|ring|get back|give you|be in touch|reach out|try)\b"
        r"(?! me\b)(?! us\b)(?! for\b)(?! it\b)(?! to\b)(?! him\b)(?! her\b)(?! them\b)(?! my\b)"
        r"(?! the\b)(?! around\b)",
        r"\blet me\b.{0,60}\b(?:call|ring|phone|get back to) you\b|\b(?:and|then) (?:i"
        r" )?(?:call|get back to|ring) you\b",
        r"\b(?:he|she|they|someone|somebody|(?:our|the|my|an?) \w+)(?:'ll| will| can)\b.{0,30}"
        r"\b(?:call|phone|ring)(?="
        r" (?:then|back|later|tomorrow|today|on|at|around|after|before)\b|[.,!?]|$)",
        r"\b(?:can|shall|could|may) (?:i|we)\b.{0,20}\b(?:call|phone|ring) (?:you|back|again"
        r"|later)",
    ),
    agreed_before=any_of(
        r"\b(?:were|was) (?:all )?(?:supposed|meant|due|going|scheduled|booked) to (?:be )?(?:call"
        r"|ring|phone|rung|called|phoned)\b(?! you\b)",
        r"\b(?:was|were) (?:supposed|meant|due) to (?:get|have|receive) a (?:call|ring|callback)\b",
        r"\bshould(?:'ve| have) (?:called|rung|phoned|been called|been rung)\b",
    ),
    complains=any_of(
        r"\b(?:call|ring|phone|get back)\b.{0,30}\b(?:and|but) (?:(?:he|she|they|you|nobody)"
        r" )?(?:never did|never has|didn't|hasn't|haven't|no one did|nobody did|nothing)\b",
        r"\b(?:nobody|no one|no-one|you never|you didn't|you haven't|you still haven't|they"
        r" never|never)(?: ever)? (?:called|call|returned|got|did|rang)\b(?:.{0,8}\b(?:me back|us"
        r" back|back to me|my call|back)\b)?",
    ),
    refuses=any_of(
        r"\b(?:don't|do not|please not)(?: (?:ever|have to|need to|bother|want you to|want anyone"
        r" to|want|please|you|guys|even|any more|any))* (?:to )?(?:be )?(?:calls?|calling|called"
        r"|phon\w+|ring\w*|contact\w*|get back to)\b(?! (?:me )?(?:at (?:work|home|the office)"
        r"|on that|on the landline|before|until|today|this|in the))",
        r"\bnever (?:ever )?(?:call|phone|ring|contact) (?:me|us|here|this|again)\b",
        r"\brather (?:you|they|nobody|no one) (?:didn't|did"
        r" not|don't|not)\b(?:.{0,12}\b(?:call|phone|ring|contact)\b)?",
        r"\b(?:stop|stopped|quit) (?:calling|phoning|ringing|contacting)\b",
        r"\b(?:no need|needn't|not necessary|no reason|won't be necessary|isn't"
        r" necessary)\b.{0,25}\b(?:call|phone|ring)",
        r"\b(?:you|no one|nobody) (?:won't|needn't|wouldn't|doesn't|don't) (?:have to|need"
        r" to|must)?\b.{0,12}\bcall",
        r"\b(?:rather|prefer) not (?:\w+ ){0,3}(?:a )?(?:call|phone)",
        r"\b(?:off|from) (?:your|the) (?:call(?:ing)? )?list\b|\bdo not call list\b",
        r"\bno (?:more )?(?:call ?backs?|phone calls?|calls),? (?:please|needed|necessary)",
        r"\bcancel (?:the|my|that) (?:call ?back|call)\b",
        r"\bcall off (?:the|that|him|her|your)\b",
        r"\b(?:forget|skip|scratch) (?:about )?(?:the|that|my) (?:call|call ?back|phone call)\b",
        r"\bdon't (?:really )?(?:want|need) (?:a|the|any) (?:phone )?calls?\b",
    ),
    settles=any_of(
        r"\b(?:cancel|scratch|scrap|delete|remove|take (?:off|out|down))\b.{0,15}"
        r"\b(?:call ?back|return call|that call|the call)\b",
        r"\b(?:we|i|they|he|she)(?: just| really)? (?:don't|do not|can't|cannot|won't|aren't able"
        r" to|are not able to|never)(?: actually| usually)? (?:do |make |give |offer )?(?:any"
        r" )?(?:call ?backs?|calls?|call|phone|ring)\b(?! (?:unless|until|before))",
        r"\b(?:no need|won't need|don't need|needn't|no longer need|won't have to|not necessary)\b"
        r".{0,25}\b(?:call|calling|ring|phone)\b",
    ),
    wonders=any_of(
        r"\b(?:do|should|must|did) (?:i|we) (?:need to |have to |really )?\b(?:call|phone|ring)\b",
        r"\b(?:do|did|would|will) you (?:need|want|like) me to\b|\bam i supposed to\b",
        r"\bwho (?:do|should) i\b",
    ),
    negation=any_of(
        r"\b(?:not|don't|never|won't|doesn't|didn't|no need|no one|nobody|rather you didn't"
        r"|stop|without|wouldn't|needn't|no reason|instead of)\b"
        r"(?! (?:hesitate|forget|only|just)\b)(?! you (?:call|ring|give)\b)"
    ),
    breaks=any_of(
        r"(?<!quote)(?<!said)(?<!says)[,;:]|[.!?]|\b(?:but|so|then|and then|just)\b|\s-\s|—"
    ),
    reported=any_of(
        r"\b(?!you\b)\w+ (?:was|were) (?:to|supposed to|meant to|due to|going to) (?:\w+ )?(?:call"
        r"|ring|phone|give|get back)\b",
        r"(?<!\bi )\b(?:said|says),? (?:please |just )?(?:call|ring|phone) (?:me|us)\b",
        r"\bwhy (?:do|did|are|would)\b|\b(?:told|asked|says?|said|supposed|promised|tried|trying"
        r"|used|ask(?:ing)? me|asks me) (?:\w+ ){0,2}to (?:call|phone|ring|give)\b",
        r"\b(?:said|says|promised|thought|figured|supposed)\b.{0,15}\b\w+(?:'d| would| was going"
        r" to| were going to)\b",
        r"\b(?:quote|says|said|reads|read|goes|went|(?:was|were|'s|is|be|all) like|note|letter"
        r"|sign|email"
        r"|text|message|voicemail)\b[,:]?.{0,12} (?:please )?(?:call|ring|phone) (?:us|me)\b",
    ),
    song=any_of(
        r"\b(?:song|lyrics?|sings?|singing|sang|tune|movie|film|album|band|hold music|chorus)\b"
        r"|\bcall me maybe\b",
    ),
    cut_off=any_of(
        r"\b(?:if|should|in case)\b.{0,15}\b(?:get|gets|got|are|be|lose|drops?|goes|breaks|cuts?)"
        r"\b.{0,12}\b(?:cut off|disconnected|connection|line|call|dead|up|out|lost)\b",
        r"\b(?:if|when|in case|should)\b.{0,12}\b(?:this|that|it|we|i|you|(?:the|my) (?:line|call"
        r"|phone|connection|signal|battery|reception))\b.{0,14}\b(?:drops?|dropped|dies?|died"
        r"|vanish"
        r"|disappears?|disconnects?|hangs? up|cuts? out|cut off|lose you|loses? (?:signal|reception"
        r"|service)|goes? quiet)\b",
        r"\b(?:only|unless)\b.{0,10}\bif (?:there|something|anything)|\bif (?:there(?:'s| is| are)"
        r"|there"
        r" should be) (?:any |a )?(?:changes?|problems?|issues?)\b|\bif anything (?:changes|comes"
        r" up"
        r"|goes wrong)\b|\bif something (?:changes|comes up)\b",
        r"\b(?:only|never|rarely) (?:call|ring|phone) (?:you )?(?:if|when|in)\b"
        r"|\bonly ever call\b|\bwe (?:usually |always |normally )(?:call|ring)\b",
    ),
    offers=any_of(
        r"\?\s*$|^(?:\w+,? )?(?:would you|do you want|shall|should|can|could|may|want me|would"
        r" it)\b|\bif you(?:'d)? (?:want|like|prefer)\b|\b(?:is it|would it be|that|it's|is that)"
        r" (?:okay|ok|alright|all right|fine) if\b|\bif that's (?:okay|ok|alright|fine)\b"
    ),
    yes=any_of(
        r"^\W*+(?:(?:oh|um|uh|well|okay|ok|hm++|er|ah)\b\W*+)*(?:yes|yeah|yep|yup|sure|please"
        r"|absolutely|of course|great|perfect|fine|that works|works|that would|that'd|sounds|go"
        r" ahead|ok|okay|definitely|lovely|i'd like|brilliant|wonderful|alright|all right)\b",
        r"\b(?:works|is fine|is good|is perfect|sounds good|please do|'s (?:perfect|fine|good"
        r"|great)|would be (?:good|great|nice"
        r"|lovely|perfect)|that's fine)\b",
    ),
    no=any_of(
        r"^\W*+(?:(?:oh|um|uh|well|okay|ok|hm++|er|ah|please)\b\W*+)*+(?:no|nope|nah|not really"
        r"|i'm good"
        r"|i'm okay)\b(?!,? (?:problem|worries|worry|rush|hurry|bother))",
        r"\b(?:won't be necessary|instead|rather not|i'll just come|i'd rather you didn't)\b"
        r"|\bdon't (?:really )?(?:want|need) (?:a|the) call\b",
    ),
    declines=any_of(r"\bdon't (?:bother|worry)\b|\bno need\b|\bi'll be there anyway\b"),
    polite=any_of(r"\b(?:can't|couldn't|won't|wouldn't|why don't|why doesn't)\b(?!.*\bbecause\b)"),
    other_way=any_of(
        r"\b(?:e-?mails?|texts?|writing|messages?) only\b|\bonly (?:by )?(?:e-?mail|text)\b",
        r"\b(?:just|simply|rather|prefer|better|instead) (?:to )?(?:an? |by |me |send me |drop me"
        r" )*"
        r"(?:text|texts|e-?mail|message|sms|whatsapp)\b",
        r"\b(?:can|could|would|will) you (?:just )?(?:text|e-?mail|message|write)\b(?!.*\b(?:and"
        r"|then) (?:call|ring))",
        r"\b(?:text|e-?mail|message|sms|whatsapp)(?: me)?(?: it)? (?:is|would be|will do|'s|will"
        r" be)"
        r" ?(?:enough|fine|plenty|better|easier|good|great|best)?\b",
        r"\b(?:e-?mail|text|message) (?:me|it|is better)\b(?! (?:and|then) call)",
        r"\bi'll (?:just )?(?:write to|e-?mail|text|message) you\b",
        r"\bin writing\b",
    ),
    withdraws=any_of(
        r"\bsaves? you (?:a|the) (?:call|dime|trouble)\b|\bsaved you (?:a|the) (?:call|dime"
        r"|trouble)\b",
        r"\b(?:never ?mind|forget (?:it|about it|the call|i asked)|scratch that|scrap that|don't"
        r" bother|no"
        r" bother|not needed any ?more|no longer need|don't need (?:it|that|him|her|you) any ?more"
        r"|no need (?:for (?:him|her|them|you) )?to (?:call|ring|phone)|leave it|cancel that|i"
        r" take that back|cross it off|(?:skip|cancel|scratch|scrap|drop)"
        r" (?:the|that|my) call(?: ?-?back)?)\b",
        r"\b(?:i'll|i can|i will|we'll|i'm going to|i'm) (?:just |actually )?(?:drop|pop|swing|stop"
        r"|come|coming|go|head|stopping|dropping) (?:in|by|over|round|past)\b",
    ),
    transfers=any_of(
        r"\bjust (?:pulled|came|walked|come|got|popped|rung|called|phoned) (?:in|back|up"
        r"|through)\b",
        r"\bput(?:ting)? (?:him|her|them) on\b|\bshe's right here\b|\bhe's right here\b",
        r"\b(?:put|putting|connect|connecting|transfer|transferring|patch|patching) (?:you|me|her"
        r"|him) (?:straight |right )?(?:through|over|now|to)\b",
        r"\b(?:just|has|is|'s) (?:just )?(?:walked in|come in|come back|got back|arrived|freed up)",
    ),
    booked=any_of(
        r"\b(?:you're|you are|i've|i have|we've|we have|that's|i'll|i got|i've got)\b.{0,25}"
        r"\b(?:booked|scheduled|down for|all set for|confirmed for|got you|have you in|put you in"
        r"|put you down)\b",
        r"\b(?:appointment|visit|booking|reservation|table) (?:is|has been) (?:now"
        r" )?(?:booked|confirmed|set|scheduled|made)\b",
    ),
    greeting=any_of(
        r"\bleave (?:a|your|us)\b.{0,30}\b(?:message|name)|\bafter the (?:tone|beep)|\b(?:you've"
        r"|you have) reached\b|\b(?:can't|cannot|unable to) (?:take|answer|get to|come to)"
        r" (?:your|the) (?:call|phone)|\bat the (?:tone|beep)\b"
        r"|\bplease (?:record|leave) your\b",
    ),
    asks_when=any_of(
        r"\b(?:when|what time|what day|which day|what works|what suits|good time|best time"
        r"|how about|morning or|or tomorrow|today or)\b|\bwhat time\?",
    ),
    proposes=any_of(
        r"\b(?:would|how about|what about|does|is|could we|can we|shall we|let's|make it|say"
        r"|better|instead|it is|works|suits|prefer|then|rather)\b|\?",
    ),
    condition=any_of(r"\b(?:if|otherwise|or else|unless|in case)\b"),
    then=any_of(r"\bthen\b"),
    number_left=any_of(r"\bmy (?:\w+ )?number(?: is|'s)\b|\breach(?:ed)? (?:me )?(?:at|on)\b"),
    thanks=any_of(r"\b(?:thanks|thank you|appreciate you)\b[^,.]{0,25}$"),
)

FACTS = FactWords(
    name_is=(
        r"\bmy (?:full |first |last )?name is|\bmy name's|\bthe name's|\bthe name is|\bname is"
        r"|\bthis is|\bit's|\bit is|\byou're speaking (?:with|to)|\byou've got|\bspeaking with"
        r"|\bi'm|\bi am|\b(?:it's |it is )?under(?: the name)?(?: of)?|\bname's|\bput it under"
    ),
    here=r"(?:here|speaking|from|with|calling|again)\b",
    asks_name=(
        r"\b(?:name\W*$|your (?:full )?name|who(?:'s| is| am i)\b.{0,12}\b(?:calling|speaking"
        r"|this)|who do i"
        r" have|and you are|name (?:on|for) the|name\?|who(?:'s| is) this|who am i (?:talking"
        r"|speaking) (?:to|with)|who(?:m)? (?:should"
        r"|shall|"
        r"may) i|what name|under what name|name is it under|name please|what's the name|who are"
        r" you)"
    ),
    asks_first_name=r"\bfirst name\b",
    asks_last_name=r"\b(?:last name|surname|family name)\b",
    asks_spelling=r"\b(?:spell|spelled|spelt|spelling)\b",
    confirms=(
        r"\b(?:so that's|so it's|i have (?:you (?:down )?as|here)?|is this|is that|am i (?:speaking"
        r"|talking) (?:with|to)|you're|it's|do i have|did you say|your name is|that was|this is"
        r"|i see|i've got|and it's)"
    ),
    company_is=(
        r"\bwork (?:for|at)|\bcalling (?:from|for|on behalf of)|\bon behalf of|\bi"
        r" (?:own|run|represent|manage)|\bcompany is(?: called)?|\bcompany's called|\bbusiness is"
        r" called|\bi'm (?:with|from)|\bi am (?:with|from)|\bwe're (?:with|from)|\bit's for"
    ),
    asks_company=(
        r"\b(?:the|your|which|what|a) (?:company|business|organi[sz]ation|firm)\b|\bcalling from\b"
        r"|\bcompany name\b"
    ),
    asks_city=(
        r"\bwhere (?:are you|is (?:the|it|this|that|your)|do you|you|exactly|abouts|'s the)|\bwhat"
        r" (?:city|town|area)|\bwhich (?:city|town|area)|\bwhere's|\bwhere (?:from|to)\b"
        r"|\baddress\b|\bproperty\W*$|\bpostcode\b"
        r"|\bthe location\b|\bwhereabouts\b|\bare you here in town\b"
    ),
    wants=(
        r"(?<!\w)(?:someone|somebody|anyone|anybody) for {noun}",
        r"\b(?:interested in|inquir\w+ about|enquir\w+ about) (?:getting |buying |having )?{noun}",
        r"\b(?:quote|estimate|pricing|price|charge|cost) (?:me )?(?:for|on|of) {noun}",
        r"\b(?:looking for|in the market for|shopping for|looking to"
        r" (?:get|buy|book|rent|order)|ask about) {noun}",
        r"\b(?:book|schedule|order|arrange) {noun}",
        r"\b(?:like|want|need|hoping|looking|trying) to (?:get|have) (?=(?:\w+ ){2,4}\w+ed\b)"
        r"{noun}",
        r"\b(?:can|could|would) (?:you|someone|somebody|anyone|one of you)(?: guys| folks)?"
        rf" (?:please |also |come (?:out )?(?:and |to )?)*{_WORK_ON}",
        r"\b(?:need|want|get|send|looking for|have) (?:you|someone|somebody|an? \w+)(?: guys)? to"
        rf" (?:come (?:out )?(?:and |to )?)?{_WORK_ON}",
        r"\b(?P<service>(?:my|our|the) (?:\w+ ){1,3}?needs? (?:to be )?(?:\w{3,}ing|\w{3,}ed)\b)",
        r"\b(?:i|we|and|but i) (?:really |just |also )?(?:need|want|would like|'d like) (?:to"
        r" (?:book|get|buy|order|schedule|rent) )?{noun}",
    ),
    articles="an?|the|some|new|my",
    noun_ends=(
        "for|in|at|on|to|by|and|but|because|as|please|with|from|before|after|that|which|who|if|so"
        "|when|around|near|next|this|tomorrow|today|soon|my|i|we|or"
    ),
    no_service=(
        r"^(?:someone|somebody|anyone|anybody)(?!\w)|^(?:(?:an?|the|some|my|your) )?(?:to\b|you\b"
        r"|it\b|that\b|this\b|them\b|him\b|her\b|me\b"
        r"|us\b|your\b|call|help\b|receipt|minute|moment|second|address|store address|time|number"
        r"|someone|somebody|talk|speak|know|more\b|manager|supervisor|person|copy|refund|email"
        r"|e-mail|message|check|all\b|everything|nothing|answer|appointment|price|quote|word\b)"
    ),
    asks_other_number=(
        r"\b(?:order|invoice|account|policy|reference|ref|ticket|claim|confirmation|case|tracking"
        r"|serial|member(?:ship)?|card|licen[cs]e|parcel|shipment|booking|reservation|customer"
        r"|docket|file|meter|plate|registration) (?:number|no|id|code)\b|\b(?:the|your)"
        r" (?:reference|postcode|zip|vin)\b"
    ),
    other_number=(
        r"\b(?:order|invoice|account|policy|reference|ticket|claim|zip|confirmation|case|pro"
        r"|tracking|serial|member|card|your|license|licence|vin|unit) ?(?:number|no|id|code)?\b"
        r"[^.?!]{0,20}$"
    ),
    noises=(
        "yes|yeah|sure|oh|uh|um|er|erm|okay|ok|of course|well|it's|it is|i'm|my name is|the name's"
        "|that's|this is|hi|hello|so|right|uh huh|name's|it'd be|in|over in|we're in|i'm in|at|the"
        "|mr|mrs|ms|miss|dr|under"
    ),
    no_names=(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may"
        " june july august september october november december hi hello hey yes yeah no okay ok"
        " sorry thanks thank good great sure well oh not so just my the i it's i'm is there calling"
        " fine here unit mr mrs ms dr what who how and wrong number still also about because"
        " looking"
        " interested speaking perfect right please call me six seven but everything anything um"
        " uh erm"
        " er tell can could would do did does if when where why that this those these we you he she"
        " they our your his her their a an at in on of for from to as or one two three four five"
        " eight nine ten zero maybe let got get pool text yep yup nope hold wait hang morning"
        " afternoon evening ugh wow god christmas easter ha hm friend friends never all any some"
        " lovely wonderful brilliant like lost back more bye goodbye doctor ma'am sir its"
    ),
    letter_as=r"as in|for|like|as",
    at=r"at sign|at",
    signs={
        "dot": ".", "period": ".", "point": ".", "underscore": "_", "under score": "_",
        "dash": "-", "hyphen": "-", "minus": "-", "plus": "+",
    },
    together=r"all (?:one word|together|lower ?case|in one word)|one word|no spaces",
    corrects=r"\b(?:sorry|no|wait|actually|correction|i mean|not|rather|scratch that)\b",
)  # fmt: skip

LEXICON = Lexicon("en", CALLS, FACTS)
