"""English."""

from shared.domain.callback_time.lexicon.english_talk import TALK
from shared.domain.callback_time.lexicon.entry import Lexicon, compounds, numbered

_TENS = numbered("twenty thirty forty fifty", 2)
_UNITS = numbered("zero one two three four five six seven eight nine")
_TENS_VALUES = {ten: value * 10 for ten, value in _TENS.items()}
_ORDINAL_UNITS = numbered("_ first second third fourth fifth sixth seventh eighth ninth")

NUMBERS = {
    **_UNITS,
    **numbered(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
    ),
    **_TENS_VALUES,
    **compounds(_TENS_VALUES, _UNITS, "{ten} {unit}"),
}
ORDINALS = {
    **_ORDINAL_UNITS,
    **numbered(
        "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth"
        " nineteenth twentieth",
        10,
    ),
    "thirtieth": 30,
    **compounds({"twenty": 20, "thirty": 30}, _ORDINAL_UNITS, "{ten} {unit}"),
}

_PLACES = (
    "you|you guys|you lot|they|the office|the shop|the store|the garage|the practice|your office"
)


def _said(starts: str, places: str, verbs: str) -> str:
    return "|".join(
        f"{start} {place} {verb}".strip()
        for start in starts.split("|")
        for place in places.split("|")
        for verb in verbs.split("|")
    )


_OPENS = _said(
    "as soon as|soon as|once|the minute|the moment|right when|when",
    _PLACES,
    "open|opens|open up|opens up|is open",
)
_CLOSES = _said("when|", _PLACES, "close|closes|shut|shuts|close up|shut up shop|closes up")

WORDS = {
    "": (
        "can answer|i can answer|can pick up|im|id|possibly|really|appreciate|appreciated|"
        "i'd appreciate|i'd appreciate it|"
        "a call tomorrow|kindly|honestly|actually just|simply|guess|think|feel free|ahead|"
        "go ahead|look forward|looking forward|to hearing from you|hear from you|hearing|"
        "from your team|your team|team|colleague|colleagues|one of your people|representative|"
        "rep|manager|specialist|technician|salesperson|somebody from your team|drop me a line|"
        "hit me up|check back|check in|circle back|follow up|follow up with me|reach|reach me|"
        "best to reach me|easiest|easy|ideal for me|better for me|more convenient|no problem|"
        "no worries|not a problem|sounds good|sounds great|sounds fine|sounds|that sounds good|"
        "that's fine|that's perfect|that's great|of course|absolutely|exactly that|gladly|"
        "awesome|brilliant|super|cool|nice|excellent|doable|possible|it's possible|up for|open|"
        "wide open|flexible|pretty flexible|mostly|generally|usually|pretty|quite|fairly|bit|"
        "a bit|just a bit|little|to me|with me|with you|on my end|on my side|name|pick up|answer|"
        "answer the phone|get a hold of me|get hold of me|catch me then|reconnect|resume|"
        "carry on|continue then|talk then|speak then|chat then|see you then|i'll be here|"
        "i'll be there|i will be there|i'll pick up|i'll answer|be around|i'm around|"
        "i'll be around|i'll be home|i'll be free|i'll be available|i'm usually free|"
        "should be fine|should be good|should work|ought to work|would be best|would be ideal|"
        "would be perfect|would be wonderful|would be good|would be fine|would be okay|"
        "would be nice|is perfect|is ideal|is best for me|is convenient|that would be|for a chat|"
        "for a call|for the call|for a quick call|quick|a quick call|quick chat|phone call|"
        "telephone|telephone me|voice|ma|sweetheart|love|pal|buddy|folks|guys|you guys|y'all|"
        "doctor|nurse|ideal|lovely|wonderful|convenient|preferable|best for me|suits best|"
        "works well|but|but only|and only|whenever you can|whenever you get a chance|"
        "whenever you have a chance|whenever you have time|when you have a moment|"
        "when you have time|whenever suits|whenever suits you|whenever works|when it suits you|"
        "at your convenience|we call|we call you|shall we call|i call you|works better|is better|"
        "would be better|is best|the|a|an|of|like|say|maybe|perhaps|probably|please|sharp|"
        "exactly|on the dot|dot|ish|ideally|just|then|ok|okay|well|uh|um|er|erm|hmm|ah|so|"
        "some time|sometime|any time|anytime|whenever|all day|all week|these days|before then|"
        "by then|until then|not now|not right now|can't talk at the moment|"
        "i can't talk at the moment|can't speak right now|can't speak now|"
        "can't speak at the moment|i can't speak right now|not a good time|now's not a good time|"
        "now is not a good time|this isn't a good time|it's not a good time|"
        "not a good time right now|i can't right now|can't right now|i can't talk now|"
        "i can't talk right now|can't talk right now|can't talk now|right now i can't|"
        "busy right now|busy now|busy at the moment|coming up|local time|my time|our time|"
        "over here|here|o clock time|if possible|if that works|if that's ok|if that's okay|"
        "if you can|if you could|if you like|when you can|when you get a chance|"
        "if that suits you|if it's no trouble|best|works|work|works for me|works best|work best|"
        "is fine|is good|is great|is ok|is okay|fine|good|great|perfect|fine by me|would be|"
        "would work|would suit|suits|suit|suits me|i guess|i think|i suppose|i'd say|let's say|"
        "let us say|shall we say|how about|what about|at some point|again|preferably|hopefully|"
        "if anything|would|will|could|can|should|shall|might|may i|do|does|let's|let|you|you'll|"
        "you'd|i|i'm|i am|i'd|i'll|i've|me|my|us|we|we'll|we're|we'd|it|it's|it'll|that|that's|"
        "that'll|be|is|are|to be|give|try|call|calls|calling|callback|call back|call me|"
        "call me back|call us|call us back|call you|call you back|phone|phone me|phone me back|"
        "ring|ring me|ring me back|ring back|reach out|get back to me|get back to us|"
        "get back to you|get back|get in touch|come back to me|contact me|dial me|try me|"
        "try me again|try again|buzz me|give me a call|give me a call back|give me a ring|"
        "give us a call|give us a ring|give me a buzz|give me a shout|a call|a ring|a callback|"
        "a call back|a phone call|speak|talk|talk to me|speak to me|chat|catch me|catch up|"
        "pick this up|want|want you|need|need you|like you to|would like|i would like|prefer|"
        "i'd prefer|i would prefer|to call|to ring|to phone|to talk|to speak|to chat|so please|"
        "yes|yeah|yep|yup|sure|alright|all right|right|thanks|thank you|cheers|see you|"
        "talk to you|speak to you|back|free|available|i'm free|i'm available|around then|"
        "happy with|happy|with|there|someone|somebody|anyone|he|she|they|him|her|them|his|have|"
        "has|had|have someone|get someone|have somebody|agent|the call|sometime around|works too|"
        "too|also|definitely|certainly|only|even|still|very|much|please do|set|schedule|book|"
        "schedule it|arrange|down|put me down|pencil me in|number|this number|on this number|"
        "what time|which day|what day|time zone|day works|what|looking|o'clock in|make|makes|"
        "meet|we could|today's call|i could|hello|hi|hey|bye|goodbye|let me see|let me think|"
        "you know|i mean to say|kind of|sort of|basically|hours of|sir|madam|ma'am|man|mate|dear|"
        "or so|thereabouts|give or take|the best time|best time|good time|a good time|"
        "any other time|everyone|business|office|your end|my end|our end|as well|once more|"
        "later that|on that|for me|for us|for you|at my number|on my cell|on my mobile|"
        "on my phone|my cell|my mobile|cell|mobile|from us|from you|from me|from them|"
        "from someone|from somebody|to finalize|to finalise|to discuss|to discuss it|"
        "to discuss this|to discuss that|to talk about it|to talk it over|to talk it through|"
        "to go over it|to go over this|to go through it|to confirm|to confirm it|to sort it out|"
        "to sort this out|to follow up|to continue|to finish|to finish up|to wrap up|"
        "to wrap this up|to close this|to decide|to set it up|to book|to book it|to arrange it|"
        "to arrange|to schedule|to check in|about it|about this|about that|on this|"
        "regarding this|with the details|with an answer|with news|with a quote|with the quote|"
        "with an update|home|i'm home|at home|at work|at the office|at my office|at my desk"
    ),
    "roughly": (
        "around|about|approximately|approx|roughly|circa|some|somewhere around|something like"
        "|close to|near|towards|toward|give or take a bit"
    ),
    "for": "for|for about|for around|for at least",
    "at": "i'll have the|i'll have|we'll have|we'll have the|i'll go for|"
    "i'll go for the|let's have|put me down for|pencil me in for|book me in for|"
    "mark me down for|"
    "let's go with|go with|we'll go with|let's go for|let's say at|i'll go with|"
    "i'll take|"
    "at|@",
    "in": "hold off for|hold off|hang on for|hang on|hang fire for|hang fire|hold on for|"
    "leave it for|leave it|give it|give it about|wait for|in|after about|in about|"
    "in around|in roughly|in like|in another|in maybe|in exactly",
    "on": "on",
    "and": "and|&|plus",
    "or": "or|and if not|otherwise|or maybe|or else|alternatively|or if not|if not",
    "to": "to",
    "thru": "through|thru",
    "this": "this|this coming|the coming|upcoming|this very",
    "coming": "coming",
    "next": "next|following|the following",
    "last": "last|the last",
    "past": "past|gone",
    "half past": "half passed",
    "quarter past": "quarter passed",
    "after": (
        "after|later than|any time after|anytime after|sometime after|some time after|right after"
        "|just after|shortly after|soon after|past the|once it's past"
    ),
    "from": (
        "give me until|give me till|give us until|give us till|"
        "let me have until|"
        "anywhere from|somewhere from|any time from|"
        "as long as it's not before|so long as it's not before|as long as it isn't before"
        "|so long as it isn't before|provided it's not before|just not before|only not before"
        "|but just not before|"
        "nothing before|none before|ain't free until|don't get in until|i won't be in until"
        "|not in before|not up before|not available before|not free before|never before|"
        "won't be home until|won't be back until|won't be free until|won't be available until"
        "|won't be there until|not back until|not in until|can't be reached until|starting"
        "|starting at|starting from|not before|but not before|any time but not before|no"
        " earlier than|not earlier than|no sooner than|not until|not till|busy until|busy till"
        "|tied up until|tied up till|in a meeting until|in meetings until|in a meeting till"
        "|in class until|in class till|out until|out till|away until|away till|at work until"
        "|working until|on a call until|on a plane until|driving until|unavailable until"
        "|can't talk until|can't until|not free until|not available until|not home until"
        "|from|as of|from about|from around|i'm back at|i'm back by|i'm back on"
        "|i'm back from|i'm back around|i am back at|i am back by|i am back on"
        "|i'll be back at|i'll be back by|i'll be back on|i'll be back around"
        "|i will be back at|i will be back by|i get back at|i get back by"
        "|be back at|be back by|i'm home at|i'm home by|i'm home from|home at"
        "|home by|i'm free from|i'm free at|any time from|anytime from|onwards from|at or after"
        "|i finish at|i get off at|i get off work at|i get home at|i'm off at|i'm out at"
        "|i'll be free from|i'll be home by|i'll be home at|i'm back|i am back|i'll be back"
        "|i'm done at|i'm done by|i'm free after|at the earliest|no earlier"
    ),
    "from in": "i'm back in|i am back in|i'll be back in|i will be back in|be back in|"
    "i get back in"
    "|i'll be free in|i'm free in|i'll be home in",
    "after next": "after this one|after that one",
    "then_on": "after that|any time after that|anytime after that|thereafter|from then on|"
    "from then onwards|after then",
    "onwards": "onwards|onward|or later|or after|and later|at the earliest|upwards"
    "|or any time after",
    "before": (
        "before|earlier than|prior to|any time before|anytime before|sometime before|just before"
        "|shortly before|right before|ahead of|but before"
    ),
    "by": (
        "maximum|max|but no later than|but not later than|no later than|"
        "as long as it's not after|so long as it's not after|as long as it isn't after"
        "|so long as it isn't after|provided it's not after|just not after|but just not after"
        "|as long as it's before|so long as it's before|"
        "nothing after|none after|never after|not any later than|not past|nothing past"
        "|nothing later than|"
        "by|no later than|not later than|not after|at the latest by|at latest by|free until"
        "|free till|available until|available till|here until|here till|in the office until"
        "|in the office till|at home until|at home till|home until|home till|reachable until"
        "|at my desk until|around until|around till|i leave at|i'm leaving at|before or at|by about"
        "|by around|awake until|up till"
    ),
    "up_to": "any time until|any time up to|any time up until|anytime until|anytime up to|up until"
    "|up to|any time till|anytime till",
    "or_earlier": "at the latest|or earlier|or before|or sooner|latest",
    "until": "till gone|until gone|till after|until after|till past|until past|until|till|til",
    "within": "within|within the next|in the next|inside|inside of|over the next|during the next",
    "between": "between|in between|somewhere between|any time between|anytime between",
    "now_on": "from now|from today|from this moment|hence",
    "time_word": "time",
    "not": (
        "don't make it|just don't make it|"
        "didn't|doesn't|"
        "instead of|"
        "forget|forget about|never mind|scrap|skip|nor's|nor is|nor|neither|"
        "nobody|no one|none of you|"
        "barring|save for|aside from|except for|excepting|with the exception of|"
        "not|except|but not|anything but|any day but|any time but|can't|cannot|can't do"
        "|cannot do"
        "|don't|don't call|don't call me|won't|never|isn't|other than|apart from|not on|not at"
        "|excluding|unless|please not|can't make|instead of|rather than|i can't do|i can't make"
        "|i can't on|can't on"
    ),
    "not lunch": "but lunch|but lunchtime|but the lunch hour|but my lunch break",
    "not_that": (
        "no use|is no use|'s no use|no use to me|is no use to me|is useless|"
        "no good to me|is no good to me|'s no good to me|'s no good|no good|"
        "is a no go|is a no no|is a non starter|is a nightmare|is not going to work|"
        "isn't going to work|'s out of the question|is out of the question|"
        "is tricky|tricky|'s tricky|is awkward|is hard|is difficult|is a stretch|"
        "is a bit of a stretch|is pushing it|"
        "is a bit early|is a bit late|'s a bit early|'s a bit late|a bit early|a bit late|"
        "a little early|a little late|is a little early|is a little late|bit early|bit late|"
        "too early|too late|is too soon|doesn't really work|does not really work|"
        "doesn't quite work|won't quite work|doesn't suit me|is awkward|is tricky|"
        "is difficult|is terrible for me|is rubbish for me|"
        "doesn't work|does not work|won't work|will not work|is no good|isn't good|is not good"
        "|is bad|is out|is too early|is too late|doesn't suit|doesn't work for me|isn't possible"
        "|is not possible|is impossible|won't do|is off|isn't great|isn't ideal|is taken"
        "|i can't make it"
    ),
    "today fortnight": "this day fortnight|today fortnight|a fortnight today|fortnight today",
    "today week": "this day week|a week today|week today",
    "on 1th": "on the first|for the first",
    "the 1th": "the first",
    "on 2th": "on the second|for the second",
    "the 2th": "the second",
    "on 3th": "on the third|for the third",
    "the 3th": "the third",
    "fix": (
        "oh shoot|oh darn|oh damn|oh blast|oh crap|oh bother|oh heck|oh dear no|"
        "ah shoot|shoot|did i say|oh wait no|ah sorry|"
        "push that to|push it to|push it back to|push that back to|move that to|"
        "move it to|move this to|shift it to|shift that to|change that to|"
        "change it to|switch it to|switch that to|bring it forward to|"
        "bring that forward to|put it back to|knock it back to|bump it to|"
        "bump that to|make it more like|let's make it|"
        "push us to|"
        "or you know what|or actually|no no wait|no let's|sorry i meant|sorry i mean|"
        "no i mean|no i meant|i should say|no scratch that|no sorry|no wait make it|"
        "ah wait|oh hang on|oh hold on|actually wait|hmm no|um no|er no|uh no|"
        "well no|well actually|"
        "tell you what|on second thought|on second thoughts|come to think of it|no hang on"
        "|hang on no|oh no|scrap that|forget that|oops|whoops|ah no|or no|no hold on|hold on no"
        "|wait a minute|wait a sec|hang on a sec|hang on a minute|hold on a sec|hold on a second"
        "|just a sec|make that one|i tell a lie|my mistake|no make it|no make that|no let's say"
        "|no not then|let me rephrase|actually make it|actually make that|on reflection"
        "|better still|better yet|even better|nah|or better|i take that back|excuse me|"
        "no wait|wait no|wait|actually|i mean|sorry|scratch that|make that|make it|correction"
        "|rather|no|nope|no no|or rather|better make it|better make that|no sorry|sorry no"
        "|no actually|actually no|let's make it|let's make that|let's do|instead|better|oh wait"
        "|hang on|hold on|strike that|i meant|change that to|change it to"
    ),
    "am": "ante meridiem",
    "pm": "post meridiem",
    "oclock": "o'clock|oclock|o clock|hundred hours|hundred",
    "half": "half|half a|half an|a half",
    "quarter": "quarter|a quarter",
    "quarter of": "quarter of|a quarter of",
    "few": "few|a few|several|couple few",
    "2": "twoish|couple|couple of|a couple|a couple of",
    "0": "oh|o",
    "min15": "quarter of an hour's|a quarter of an hour's|quarter of an hour's time|"
    "a quarter of an hour's time|"
    "quarter of an hour|a quarter of an hour|quarter hour",
    "min60": "an hour's time|one hour's time|hour's time|"
    "give it an hour|wait an hour|leave it an hour|give me an hour|"
    "give me an hour|an hour or so|about an hour",
    "min45": "three quarters of an hour|three quarter hour|three quarters of hour",
    "hour_half": "one and a half|an hour and a half",
    "minute": "minute|minutes|min|mins|minute's|minutes'",
    "hour": "hour|hours|hr|hrs|hour's|hours'",
    "day": "day|days|day's|days'",
    "bizday": "business day|business days|working day|working days|workday|workdays|weekday"
    "|weekdays",
    "week": "week|weeks|week's|weeks'",
    "next_week": "the coming week|this coming week|coming week",
    "fortnight": "fortnight|fortnight's|fortnights|fortnight time",
    "month": "month|months|month's|months'",
    "year": "year|years|year's",
    "second": "seconds|secs|sec",
    "ago": "ago|previous|last week|last month|last year",
    "today": "today|today's|todays|this day",
    "tomorrow": "tomorrow|tomorrow's|tomorrows|tmrw|tomorow|tmr|tomoz|tommorow|tommorrow|2moro"
    "|morrow",
    "overmorrow": "day after tomorrow|the day after tomorrow|overmorrow",
    "yesterday": "last night|last evening|yesterday|the other day|day before yesterday|"
    "the day before yesterday",
    "weekend": "weekend|weekends|the weekend",
    "tonight": "tonight|tonite",
    "first_thing": (
        f"{_OPENS}|"
        "as soon as you're open|once you're open|when you're open|as soon as you are open|"
        "once you open|soon as you open|the minute you open|the moment you open|"
        "when you first open|when you guys open|when the office opens|when your office opens|"
        "as you open|"
        "the first thing|"
        "first thing|opening time|when you open|as soon as you open|when you're open|start of"
        " business|start of the day|start of the business day|when you open up|you open"
        "|opening|you start|when you start|opening hours|the office opens|your office opens"
        "|when the office opens|we open|business opens|start of play"
    ),
    "closing": (
        f"{_CLOSES}|"
        "end of day|end of the day|end of business|close of business|end of business day|cob|eod"
        "|closing time|end of the business day|end of the workday|end of the working day|you close"
        "|when you close|closing|you're closing|you shut|you finish|the office closes"
        "|your office closes|you close up|you close for the day|the end of business|close of play"
        "|end of play|the shop closes|you guys close|you all close|we close|you leave for the day"
        "|your closing time"
    ),
    "in_hours": "business hours|office hours|working hours|opening hours only|"
    "during business hours"
    "|during office hours|during working hours|during the workday|during the work day",
    "end": "end|late",
    "early": "first half of|in the first half of|the first half of|first half|"
    "in the first half|the first half|the first half of|the first part of|"
    "early|beginning of|start of|first half of|beginning",
    "mid": "mid|middle of|mid way through|halfway through",
    "asap": (
        "as soon as you possibly can|soon as you possibly can|as soon as you can manage|"
        "as soon as humanly possible|as fast as you can|as quick as you can|"
        "the first chance|the first opportunity|the first chance you get|"
        "now|right now|right away|straight away|straightaway|immediately|asap|a s a p|as soon as"
        " possible|as soon as you can|soon|at once|first chance|at your earliest convenience"
        "|the sooner the better|as quickly as possible|as quickly as you can|at the earliest"
        " opportunity|first opportunity|as early as possible|as soon as you're able"
    ),
    "later": (
        "later|later on|in a bit|in a while|in a little while|in a little bit|some other time"
        "|another time|a bit later|a little later|at a later time"
    ),
    "morning": "morning|in the morning|mornings|forenoon|morning time|in the mornings",
    "early_morning": "early doors|early morning|early in the morning|bright and early",
    "late_morning": "towards the end of the morning|end of the morning|tail end of the morning|"
    "late morning|late in the morning|later in the morning",
    "mid_morning": "mid morning|midmorning|middle of the morning",
    "noon": "noon|midday|mid day|noontime|twelve noon|12 noon|noonish|high noon",
    "lunch": (
        "lunch|lunchtime|lunch time|over lunch|my lunch break|lunch break|my lunch|my lunch hour"
        "|lunch hour|during lunch|at lunch|around lunch|around lunchtime|during my lunch break"
    ),
    "afternoon": "afternoon|in the afternoon|afternoons|arvo|in the afternoons",
    "early_afternoon": "early afternoon|early in the afternoon",
    "mid_afternoon": "mid afternoon|midafternoon|middle of the afternoon",
    "late_afternoon": "towards the end of the day|toward the end of the day"
    "|near the end of the day|towards the end of day|towards the close of the day"
    "|towards close of business|late in the day|late on in the day|latish in the afternoon"
    "|later part of the afternoon|towards the end of the afternoon|end of the afternoon"
    "|tail end of the day|"
    "late afternoon|late in the afternoon|later in the afternoon",
    "evening": "evening|in the evening|evenings|eve|in the evenings",
    "early_evening": "early evening|early in the evening",
    "late_evening": "late evening|late in the evening",
    "night": "night|at night|in the night|nights",
    "midnight": "midnight|twelve midnight|12 midnight",
    "same_time": "same sort of time|same kind of time|same sort of hour|"
    "around the same time|about the same time|roughly the same time|"
    "at the same sort of time|the same sort of time|the same kind of time|"
    "same again time wise|exactly this time|"
    "same time|this time|the same time|same hour|the same hour|at this time",
    "day_before": ("the day before|day before|a day before|one day before|the eve of"),
    "day_after": (
        "the day after|day after|a day later|the following day after|a day after|one day after"
    ),
    "measure": (
        "percent|per cent|pounds|pound|quid|dollars|dollar|bucks|euros|euro|pence|"
        "cents|kilos|kilo|kilograms|grams|stone|miles|mile|kilometres|kilometers|"
        "metres|meters|feet|foot|inches|inch|litres|liters|gallons|degrees|tablets|"
        "pills|milligrams|bedrooms|bedroom|rooms|people|guests|kids|children|boxes|"
        "bags|tyres|tires|windows|doors|thousand|million|gigs|gigabytes|megabytes|"
        "volts|watts|amps|points|pages|copies|star|stars|floors|storeys"
    ),
    "until closing": (
        "till close|until close|til close|to close|till closing time|until you're closed"
    ),
    "min30": ("half an hour's time|half hour's time"),
    "tomorrow week": ("a week tomorrow|week tomorrow"),
    "unread": (
        "how long|how much|how many|how old|how far|what's the date|"
        ""
        "the later one|the earlier one|the first one|the second one|the latter|the former|"
        "either one|the last one|"
        ""
        "either side|either side of that|outside of that|outside those times|"
        "as soon as|soon as|so soon as|just as soon as|"
        "my wife is|my husband is|my partner is|my boss is|my mother is|my son is|my daughter is"
        "|my wife will be|my husband will be|of us|of you|of them|i work|i'm working"
        "|i am working|we work"
        "|working|easter"
        "|new year|holidays|the holidays|hanukkah|passover|ramadan|every|spring"
        "|summer|autumn|quarterly|daily|weekly|monthly|another day|hourly|fall|winter"
    ),
    "vague": (
        "on my day off|on my days off|my day off|my next day off|"
        "before that|around that|before then though|just before that|"
        "top of the hour|the top of the hour|smoko|knock off|knock-off|"
        "knocking off time|elevenses|tea break|coffee time|nap time|naptime|"
        "bath time|bathtime|school run|the school run|pick up time|pickup time|"
        "drop off time|halftime|half time|in a sec|in a jiffy|in a tick|in a mo|"
        ""
        "dinner|dinner time|dinnertime|tea time|teatime|breakfast|breakfast time|supper|suppertime"
        "|bedtime|home time|after work|before work|after school|before school"
        "|sunrise|sunset|sunup|sundown|dawn|dusk|first light|nightfall|twilight"
    ),
    "hol_christmas": "christmas|christmas day|xmas|xmas day",
    "hol_christmas_eve": "christmas eve|xmas eve",
    "hol_boxing": "boxing day|st stephen's day",
    "hol_new_year": "new year's day|new years day|new year's",
    "hol_new_year_eve": "new year's eve|new years eve",
    "hol_valentine": "valentine's day|valentines day",
    "hol_halloween": "halloween",
    "hol_july4": "independence day|fourth of july|the fourth of july",
    "hol_easter_monday": "easter monday",
    "hol_good_friday": "good friday",
    "hol_easter_sunday": "easter sunday",
    "hol_thanksgiving": "thanksgiving|thanksgiving day",
    "hol_labor": "labor day|labour day",
    "hol_memorial": "memorial day",
    "hol_mlk": "martin luther king day|mlk day",
    "id": (
        "suite|room|flat|apartment|apt|unit|floor|account|ending|ending in|ending with|extension"
        "|ext|reference|ref|order|invoice|code|pin|zip|gate|line|box|policy|ticket|case|channel"
        "|highway|route|interstate|bus|train|building|block|house|lot|page|chapter|version"
        "|digits|number is|order number|account number|invoice number|ticket number|case number"
        "|reference number|policy number|card|section|room number|street|avenue|row|platform"
        "|terminal|flight|model|size|option|press|ends in|ending on"
    ),
    "this week": "some time this week|one day this week",
    "11": "elevenish",
    "10": "tenish",
    "3": "threeish|three ish",
    "4": "fourish",
    "1": "oneish",
    "9": "nineish",
    "wd0": "monday|mondays|monday's|mon",
    "wd1": "tuesday|tuesdays|tuesday's|tue|tues",
    "wd2": "wednesday|wednesdays|wednesday's|wed|weds",
    "wd3": "thursday|thursdays|thursday's|thu|thur|thurs",
    "wd4": "friday|fridays|friday's|fri",
    "wd5": "saturday|saturdays|saturday's",
    "sat": "sat",
    "wd6": "sunday|sundays|sunday's|sun",
    "mo1": "january|jan",
    "mo2": "february|feb",
    "mo3": "march|mar",
    "mo4": "april|apr",
    "mo5": "may",
    "mo6": "june|jun",
    "mo7": "july|jul",
    "mo8": "august|aug",
    "mo9": "september|sep|sept",
    "mo10": "october|oct",
    "mo11": "november|nov",
    "mo12": "december|dec",
}

# Numbers as they sound: "at for thirty".
_SOUNDS_OF_NUMBERS = {"for": 4, "fore": 4, "to": 2, "too": 2, "ate": 8, "won": 1}

LEXICON = Lexicon(
    "en",
    WORDS,
    NUMBERS,
    ORDINALS,
    after_at=_SOUNDS_OF_NUMBERS,
    talk=TALK,
    adverbs="ly",
)
