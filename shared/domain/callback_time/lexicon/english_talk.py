"""What English speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

WORDS = """
innit
mechanic
teacher
supervisor
vet
chief afraid alone annoyed
anxious apologetic apologies awful awfully awkward bad badly bit busy-ish careful certain cheeky
clear close clumsy confused curious daft decent desperate desperately different direct dreadful
dreadfully early-ish eager elderly embarrassing exhausted extra fairly familiar fantastic
favourite favorite forgetful frantic frustrated funny gentle genuine gladly gorgeous gutted handy
hard hassled honest horrible huge hungry ill impatient important impressed interested jolly
kindly lazy left-handed lonely loud lucky mad massive mild muddled nervous nosy odd old patient
personal picky pleasant poorly poor posh private proper proud puzzled quick quickly quieter
quietly rather ready reasonable relieved rude rushed sad sensible serious shy sick silly simple
slow slowly smart sore sorry special steady stiff strange strong stressed stupid sudden sunny
terrible terribly thrilled tight tiny tired touch tough tricky-ish trusty unsure upset urgent
urgently vague valid warm weak weird well-behaved wet wild wise wonderful worried worse worst
wrong young yours truly
afraid awfully suits tops run feet
swing fella bell physio go on nearly honest pain grand ta cheers physical therapy shattered
knackered sorted lush brill champion smashing dandy peachy whatnot mates dunno reckon figured
gracious bother bothered trouble troubled straight straightaway straightforward direct directly
deal(s|ing) handle(s|) handling manages somebody's someone's whoever's
i i'm i'd i'll i've i'ma im ive id me my mine myself we us our ours you your yours u ya ye
yourself he him his himself she her hers they them their theirs it its itself who whom whose which
that this'll that'd that'll that's it'd it'll it's there there's here here's where what whatever
whichever whoever someone somebody anyone anybody everyone everybody something anything a
an the some any both either all lot lots bit little of with into onto over about for regarding
concerning re as like be am is are being have having has had do does did doing done will would
could should can shall might may must ought gonna gotta wanna needa lemme gimme going want wanting
wants wanted wish wishing wishes hoping hope hoped hopefully wonder wondering wondered need
needing needs needed likes liked love loved appreciate(d|) prefer(s|red|ably|) expect(ing|)
suggest(ing|) propose(d|) ask(ing|ed|) request(ing|ed|) mind minding suppose guess reckon reckoned
figure imagine believe think(ing|) know see say saying said tell telling call(s|ing|er|ers|)
callback(s|) ring(s|ing|) phone(s|ing|) dial(s|ing|) buzz(es|ing|) bell tinkle shout holler ping
bleep text(s|ing|) message(s|) email contact(s|ing|) reach(es|ing|) reachable try(ing|) tries
give(s|) giving catch(es|ing|) get(s|ting|) got gotten speak(s|ing|) talk(s|ing|) chat(s|ting|)
touch grab hear(ing|) follow connect(ing|) reconnect hook respond(ing|) reply
answer(s|ing|) pick(s|) check circle drop hit holla discuss discussing sort sorted arrange(d|)
book(ed|ing|) schedule(d|) set pencil pop put jot note noted mark confirm(ed|ing|) let lets let's
make makes making keep help helping manage fit squeeze slot plan plans aim aiming shoot free
freed available availability around open home house office desk place car garden kitchen
shop store site warehouse workshop studio clinic hotel airport yard farm wife husband partner
missus hubby spouse boyfriend girlfriend fiance fiancee mother father mum mom mam dad mummy daddy
brother sister parents grandma grandpa grandmother grandfather granddad nan nana aunt auntie uncle
cousin niece nephew neighbour neighbor friend mate flatmate roommate boss manager supervisor owner
director secretary assistant colleague colleagues coworker accountant lawyer solicitor plumber
electrician mechanic builder engineer technician doctor nurse landlord tenant agent rep
representative operator team staff people person guy guys lady gentleman bloke chap lad lads lass
fella folks family company firm business department reception receptionist sales support service
accounts billing headquarters branch mobile cell cellphone landline telephone number voicemail
handset zoom skype video whatsapp facetime teams mr mrs ms miss sir madam ma'am mister luv darling
dear hun hon honey sweetheart sweetie pet duck pal buddy bud bro dude man chief guv hello hi hey
hiya howdy good bye goodbye cheerio ta thanks thank thankyou thx cheers please pls plz kindly
excuse welcome regards bless god gosh goodness heavens lord jeez geez blimey yes yeah yep yup yah
aye sure surely okay ok okey k alright alrighty right righto righty certainly definitely
absolutely indeed exactly precisely totally completely entirely really truly honestly frankly
literally basically essentially obviously clearly course naturally maybe perhaps possibly probably
presumably likely ideally preferably generally usually normally mostly typically ordinarily ish
kinda sorta so well then oh ooh ah aha aw eh er erm err um umm uh uhh uhm hm hmm mm mmm mhm huh
hmmm phew just simply only even also too still again anyway anyways anyhow though because cos
cause coz but plus besides very quite pretty fairly super extra much many most somewhat slightly
bloody damn flipping fine great grand perfect lovely brilliant excellent awesome cool nice
wonderful fantastic fabulous amazing superb smashing marvellous marvelous terrific splendid sweet
ace tops magic handy convenient suitable ideal doable feasible possible workable best decent smart
wise helpful useful kind polite generous easier easiest safe safest simple simplest trouble bother
problem problems issue worries worry hassle fuss favour favor pleasure chance opportunity suit
suits suiting suited work fits fitted sounds sound seem seems looks look looking feel
feels happy glad pleased delighted grateful thankful obliged willing able keen ready flexible
fussy easy up down in back round through along across thing things stuff matter reason question
questions query enquiry inquiry quote estimate bill contract claim delivery parcel package
installation repair boiler heating insurance mortgage loan payment refund booking reservation
subscription renewal details info information update news decision offer proposal options timing
sometime whenever wherever however btw fyi lol haha tho bout 'bout sharp dot exact
on prompt promptly bang moment approximately order invoice how you've we've they've who'll he'll
she'll they'll those these been customer customers client clients member patient
he's she's
anywhere
teacher desk calendar diary only slot offer offering asap looking elevenish retired
physio partout anywhere
personally promptly think push early-doors
dead missed rang shout pick daughter son squeeze
sensible reasonable fine-by-me nicely whatsoever generally mornings catch offer leave left
motorway
motorway freeway road plane
more write wedding yours decide
roadworks noise parcel cuppa vet hospital asleep otherwise-
refund flooded
"""

THINGS = """
work school college uni university class lesson shift break job gym church mosque court practice \
practise football rehearsal  lunch-break errands shopping yoga nursery kindergarten
daycare traffic
"""

PHRASES = """
if (he|she|somebody|someone|anybody|anyone)('s| is) (in|up|around|there) that (early|late)
if (you|they)('re| are) (in|up|open|around|there) that (early|late)
(get|be) (there|here)
(come|pop|nip) (in|by|round|over)
if (he|she|they|you|someone|somebody|anyone|anybody)('s|'re|)
if (it|that) suits( you| him| her| them|)
(good|kind|nice|so kind|so good) enough to
or (it's|it'll be|it is) too late
(and |)then (i'm|i've|i have|i am|i'll be|i've got|i need to|i must|i gotta|i go|i have \
to|we're|we've)
(cos|because) then (i'm|i've|i have|i am|i'll be|i've got|we're|we've|it's)
(have|has|had|spare|got) (me |him |)(two|five|ten|a couple of|a few|a|couple of) \
(minutes|minute|mins)
if (you'd|he'd|she'd|they'd|someone'd|somebody'd|you'll|one of you|any of you)( please| kindly|)
if (you|u|ya|it|that|he|she|they) (don't|do not|wouldn't|would not|won't|didn't|doesn't) mind
if (you|u) (wouldn't|don't) (mind|object) (calling|ringing|phoning) (me|us|back|me back)
if (it's|it is|it isn't|it's not|it is not|that's|that's not|that isn't|it wouldn't be|it's no|\
that's no|it is no|there's no|it ain't) (trouble|bother|problem|too much trouble|too much bother|\
too much to ask|too much hassle|hassle|a problem|a bother|any trouble|any bother|inconvenient|an \
inconvenience|a hassle|imposition|an imposition|too inconvenient|too early for you|too late for \
you)
if (it's|it is|that's|that is|it'd be|that would be|it would be|that'd be|it was|that was|it \
were) (ok|okay|alright|all right|fine|good|possible|at all possible|convenient|doable|cool|not a \
problem|easier|easy|easiest|okay with you|ok with you|alright with you|all right with you|fine \
with you|fine by you|good for you|okay for you|convenient for you|feasible|allowed|handy|suitable|\
better|better for you|easier for you)
if (that|it|this) (works|suits|would work|would suit|could work|fits|is possible|sounds good|\
helps|works out|suits you|works for you|works for you guys|works for everyone|would suit you|fits \
in|fits your schedule|can be done|can be arranged|could be arranged|makes sense)
if (possible|at all possible|poss|convenient|need be|necessary|needed|any|available|you please|\
i may|i might ask|all goes well|nothing comes up|anything|memory serves)
if (you|he|she|they|someone|somebody|anyone|anybody) (can|could|would|will|may|please|might|like|\
want|wish|prefer|have time|have a minute|have a moment|have a second|get time|get a chance|get a \
minute|get a moment|can manage|can manage it|could manage|can make it|could possibly|can possibly|\
would be so kind|would be so good|would be kind enough|have the time|has a minute|has time|has a \
moment|gets a chance|wants|wants to|want to|need to|don't mind me asking)
if (the boss|the manager|your colleague|my wife|my husband) (is|'s) (free|around|available|in|\
about|there)
if (he's|she's|they're|you're|he is|she is|they are|you are|someone's|somebody's|anyone's|\
anybody's) (free|around|available|in|about|able|not busy|not too busy|there|able to|up for it|\
okay with that|ok with that|happy with that|happy to|willing|so inclined)
(i'm|i am|we're|we are|he's|she's|they're) (not|not too|not that|not really|not overly|not all \
that) (fussed|fussy|bothered|picky|particular|worried|concerned|in a hurry|in a rush|in any hurry|\
in any rush)
(i|we|he|she|they) (don't|do not|doesn't|won't) (mind|mind really|really mind|mind at all|mind \
when|mind which|mind what time|care|really care|want to be a bother|want to be a pain|want to \
bother you|want to impose|want to rush you|wish to be a nuisance|mean to be a pain|mean to rush \
you|think so|know|really know)
(no|not any|not a|not in a|not in any|isn't any|isn't a|isn't in a|never a) (rush|hurry|urgency|\
emergency|pressure|stress|panic|particular time|specific time|fixed time|set time|particular \
reason|problem|bother|trouble|big deal|biggie|hassle|fuss|matter|complaints|objection|objections|\
trouble at all)
nothing (urgent|pressing|special|in particular|important|serious|fancy)
(not|isn't|not that|not very|not really|not so|not too|not terribly|not super|not at all|isn't \
very|isn't that|isn't really) (urgent|pressing|important|time sensitive|critical|serious)
(don't|do not|please don't|no need to) (worry|rush|hurry|worry about it|stress|panic|mention it|\
hesitate|hesitate to call|be shy|forget|forget me|let me down|miss it|be late|keep me waiting|\
leave me hanging)
no need to (hurry|rush|worry|call straight away|call immediately|call right away|call back right \
away|leave a message)
(you|ye) (couldn't|wouldn't|don't) (possibly|mind|happen to|happen to have|just|call|ring|phone|\
try|give|buzz|get|ask|be able to)
(you|he|she|they|someone|somebody) wouldn't (mind|be able to|be able|object)
(you|we|i|they|he|she) couldn't
couldn't (you|i|we|he|they|someone|somebody)
wouldn't (it|that|you|mind)( be|)
won't you
can't you
why (don't|not|doesn't) (you|we|i|he|she|someone|somebody|)
why not
i can't wait
can't complain
whenever (you|he|she|they|someone|somebody|anyone) (can|like|likes|want|wants|wish|please|is free|\
are free|is around|are around|is available|are available|get a chance|gets a chance|get a minute|\
get a sec|have a minute|have a sec|have a moment|has a minute|has a moment|have time|has time|get \
round to it|get around to it|feel like it|fancy)
whenever (you're|he's|she's|they're|someone's|somebody's|anyone's) (free|around|available|able|\
ready|in|not busy)
when (you|he|she|they|someone|somebody|anyone) (can|could|have time|has time|have a minute|has a \
minute|have a moment|have a sec|have a second|has a moment|get a chance|gets a chance|get a \
minute|get a moment|get a sec|like|want|please|get round to it|get around to it)
when (you're|he's|she's|they're|someone's|somebody's|it's|it is) (free|available|able|around|\
convenient|not busy|ready)
when(ever|) (it's|it is|that's) (convenient|easiest|best|good|okay|easier|quiet|quieter)( for you|\
 for them| for him|)
when (is|would be|'s|are) (good|best|you free|you available|a good time|convenient|it convenient)
(at|in|on) (my|your|our|his|her|the|their|) (home|office|work|desk|house|shop|store|site|\
workplace|mum's|mom's|parents|workshop|mobile|cell|phone|landline|number)
(at|on|from) (my|your|our|his|her|their) (end|side|place)
(at|on|from) (my|your|our|his|her|their) (end|side|place)
i work (days|nights|weekdays|weekends|shifts|from home|full time|part time|in an office)
(that's|it's|which is|that is) when (i'm|i am|i have|i've got|i take|i get|my|he's|she's|he is|\
she is|we're|they're)
(at|at some|some|sometime|at any|any) (point|stage|time|old time)( or other| or another|)
(any|whatever|whichever) (time|day|hour) (is|you like|works|suits|you want|you can|suits you|\
works for you|that suits|that works|you please|at all|really|'s fine|is fine|is good|would do)
time to (talk|chat|speak|call)
(in|with) regards? to
(give|drop) (me|us|him|her|them|my wife|my husband) a (call|ring|bell|buzz|shout|tinkle|bell back|\
ring back|call back|line|holler|text|ping)
(as|like) (i|we|you) (said|say|mentioned|was saying)
(you|do you|y'|ya) (know|see)( what i mean|)
(let|lemme) (me|'s|) (think|see|check|have a look|look)
(sorry|apologies|forgive me) (to bother you|for bothering you|to be a pain|to be a nuisance|about \
that|about this|for the trouble|for the inconvenience|to trouble you|for the short notice|to keep \
you)
(excuse|pardon) me
(thanks|cheers|ta) (a lot|a million|so much|very much|again|ever so much|in advance|a bunch|mate|\
love)
(have|has|having) (a|) (good|nice|great|lovely) (day|one|evening|weekend|afternoon|week)
good (morning|afternoon|evening|day)( sir| madam| to you| there|)( and|)
(as|whatever) (suits|works|convenient|necessary|needed|appropriate)( you|)
(i|we) (don't|do not) have (a|any) (preference|preferences|particular preference)
no (preference|preferences)( really|)
as (a|an) (matter of fact|favour|favor)
what (do you think|would you say|if)
how (does|would|'s|is|about|would it be) (that|it|you|we) (sound|suit|work|be|suit you|work for \
you|do)( for you|)
how (would|does|'d|'s)( that| it|)
you (guys|all|lot|lads|folks)
(the|my) (only|best) time (i|we) (have|can|'ve got|can do|could do)( is|)
(be|get) (called|rung|phoned|contacted|reached|called back|rung back)
day (off|works|suits)
do (that|it|so)
on the (dot|nose|button|spot)
bang on
(that|it) (is|'s) (all|it|about it)
one more thing
first of all
at (all|least|last|your end|my end)
after all
before i forget
by the way
by all means
from what i (know|remember|recall)
from my (side|end|point of view)
in (case|fact|general|principle|theory|person|touch|advance|other words)
(wonder|wondering|see|check|ask|know|appreciate|appreciate it|love it|like it|nice|great|grateful|\
good|lovely|better|best|prefer it|obliged|super|brilliant|ideal|perfect|mind|chance|possible|okay|\
ok|alright|fine|helpful|happy|wonderful|fantastic|amazing|grand|awesome|excellent|kind|thankful|\
glad|delighted|cool|convenient|trouble|handy|easier|easiest|preferable) (if|whether) (you|he|she|\
they|someone|somebody|anyone|i|we|it|that|you'd|he'd|she'd|they'd|we'd|the|a|your|my|one)
if (you|he|she|they|someone|somebody|anyone) (could|can|would|might)( please| just| possibly| \
maybe|)
if (you'd|he'd|she'd|they'd|you'll|someone'd|you would) (like|prefer|rather|be so kind|be so good|\
mind|please|be able|be able to|ring|call|phone|try|give|be)
by my (shift|break|phone|desk)
(take|taking|took) (my|a|his|her) (break|lunch|lunch break|call)
(take|taking) (the|your|a|my|his|calls|phone) call(s|)
looking after (the|my|our) (kids|baby|children|grandkids)
(kids|children|baby) (are|is|'ll be|will be) (asleep|napping|in bed|at school|away)
(tea|coffee|cigarette|smoke|lunch) break
one of (you|your|us|them|the|my|our)( guys| people| lot| team| colleagues| agents| advisers| \
advisors| engineers| lads|)
i hate to (ask|bother you|be a pain|trouble you|be a nuisance|nag|impose)
(as|so) long as (that's|it's|that is|it is) (ok|okay|alright|all right|fine|good|convenient|\
possible|not a problem|no trouble|no bother)( with you| for you| by you|)
provided (that's|it's|that is|it is) (ok|okay|alright|all right|fine|convenient|possible)
(looks after|takes care of|sorts out|sees to) (all |)(that|this|it|those things|everything|these \
things)( for us|)
can't you (call|ring|try|phone)( me|)
(give|allow|gimme) (me|us) (time|a chance|a moment|a minute) to
to (get|drive|walk) (home|back|there|to the office)
in back to back meetings
back to back
(leave|left|give|hold off|wait|put it off|push it|move it) (it |)(until|till|to)
(works|work|working|do|does|is on|am on|on) (nights|days|mornings|evenings|earlies|lates)
(is|it's|that's|which is) (my|his|her) day off
between (you and me|us|ourselves)
(is|that's|it's) when i'm (at my desk|free|around|in|available|home|at home)
(the|my) only (slot|time|window|gap|free slot)( i have| i've got| that i have| available| left|)
as (i|i'm|i've|i'll|i've got|we|we've|we're|he's|she's|my|it's)
(physio|therapy|gym) first
better than before
(on |)(the|this|that|my) (new|other) (one|number|line|phone)
(i've |i have |)(got |)(nothing on|nothing planned|no plans)
(at|around|by) that (time|point|hour)
(my|the) (office|work|home|direct) line
(if|provided) (you've|you have|you've got|there's|there is) (someone|somebody|anyone|anybody) \
(free|available|about|around)
(till|until) (then|that)
(have|has|needs|need|had|got|ought) to be
(it|that) (has|needs|needed) to be
do nicely
i (can|could) offer( you|)
offer you
for (both|the two|all|the three) of us
more like( a| the|)
all yours
(which|that|it) is when (my break|my lunch|it) (starts|begins|is)
(that's|which is) when (my|our) (break|lunch|shift) (starts|begins|ends)
(by|next to|near|beside) the (phone|telephone)
i'll take (it|that|that one|the slot)
(if|when) (he|she|they|you) (can|could|could manage)
for the rest of (the day|the week|today)
if (you've|you have|you've got|you had) (a|one) (minute|moment|second|sec|mo)
(any|some|one) day
(during|throughout|over the course of) the day
(the |)(time|hour) (doesn't|does not) matter( to me|)
(i|we) (don't|do not) (care|mind) (what|which) (time|hour)( it is|)
if your (free|around|available|about|in|able|not busy)
(i'm|i am|we're|i'll be) (on|away on) (holiday|holidays|vacation|leave|annual leave)( then|)
"""

SIGNS = Signs(
    calls=r"""
    word a\sword a\schat a\squick\sword
    telephone telephoning
    explain explains i\s(can|could)\soffer.* offer\syou catch\sme offering rings bell call
    ring phone buzz dial contact reach try speak chat calling ringing phoning shout callback
    touch holler give schedule book pencil arrange connect
    """,
    callers=r"i'm i\sam am i\swas was been for i've\sbeen my the his her",
    suits=r"""
    (leave|left|wait|hold\soff|put\sit\soff).* (have|has|needs|need|had|got|ought)\sto\sbe
    could shall let's lets works suits? fine good best better perfect great ideal free
    available please okay ok talk prefer preferably convenient easier easiest grand lovely
    """,
    free=r"""
    break gap breather a\sgap (have|spare)\s.*(minutes?|mins) all\syours cleared back free
    available reachable awake contactable
    """,
    places=r"by\sthe\sphone next\sto\sthe\sphone desk office \S+.*\saround home",
    busy="""
    dentist dentist's hygienist optician optician's barber's hairdresser's
    interview interviews interview's lesson lessons lesson's funeral funeral's wedding
    wedding's exam exams flight flights viewing viewings inspection test tests surgery
    surgery's operation haircut mot party match matches rehearsal mass hearing trial
    deadline shift shifts checkup scan xray physio session sessions course conference
    webinar ceremony graduation recital concert theatre cinema christening baptism wake
    burial graveside kickoff swim swimming gymnastics ballet judo karate scouts brownies
    assembly tournament practice audition
    out asleep dormant sleeping motorway highway road train plane bus freeway busy driving
    tied meeting meetings stuck engaged working teaching class occupied unavailable
    """,
    states="""
    normally usually always
    been spoke waiting came rang called finish finishes start starts appointment appointments
    delivery booking reservation shop store
    """,
    haves="i've have got we've there's comes coming",
    visits=r"""
    (get|be)\s(there|here) (come|pop|nip)\s(in|by|round|over)
    bring bringing collect collecting deliver delivering delivers visit visiting come pop nip
    """,
    reports="left went paid landed lands said told promised",
    because=r"""
    (and\s)?then\s(i|we)\S*.* cos\sthen\s\S+ because\sthen\s\S+
    as\si\S* as\si've\sgot as\swe\S* as\s(she|he|it)'s as\smy because cause cos coz since
    """,
    so="so",
    but="but",
    conditions="""
    unless except whenever if provided providing assuming depending till
    whichever supposing moment minute second day
    """,
    events=r"if\s(he|she|they|you|someone|somebody|anyone|anybody)\S* when while",
    cases="once",
    topics="about regarding concerning re discuss with over",
    titles="""
    someone somebody anyone team department name name's names daughter son wife husband
    partner mother father mum mom dad brother sister boss manager friend secretary assistant
    colleague neighbour mr mrs ms miss doctor dr mister missus named
    """,
    lasting="hold waiting queue queuing queueing",
    past=r"""
    was wasn't were weren't had did didn't got made took broke sent bought met ordered
    (?!need|call|phon|contact|schedul|telephon|agree|speed)\w{3,}ed
    """,
    negations=r"not no never \w+n't cannot",
    refused=r"""
    (drop|cancel|scrap|skip|ditch|kill|lose) (the|my|that) (\w+ ){0,3}?o'clock
    (do|manage) without (the|a|your|that) (\w+ ){0,2}?{call}
    (kill|bin|remove|pull|lose) ((the|my|that) )?([^\s]+ ){0,3}?(call|callback|ring)
    (pointless|useless|unnecessary) (to )?{call}
    (nobody|no one) (\w+ ){0,4}?({call}|rang|rings)
    no need (to|for you to|for anyone to|for anybody to|for a) (bother |be )?{call}
    (don't|doesn't|didn't|do not|does not|won't) (really |actually )?(have|need) (to|you to|
    anyone to|any) (bother |be )?{call}
    (needn't|need not|shouldn't|should not) (bother )?(with )?(\w+ )?{call}
    no (use|point|sense|reason) (in |to )?(you |anyone )?{call}
    (not|no|don't) bother( with|) (the |a |that |my |any )?{call}
    (don't|do not|doesn't) (need|want) (the|a|that|any|my|to be|you to|anyone to|
    another) (\w+ ){0,2}?({call}|called|rung)
    no longer (need|want|require|needs|wants)
    (cancel|call off|skip|scrap|drop|delete|forget about|forget) ((the|my|that|this|your|
    a) )?([^\s]+ ){0,3}?(call|callback|ring|appointment)
    (stop|quit) {call}
    (call|callback)( \w+){0,5} (is off|is cancelled|is canceled|isn't needed|is no longer|
    not needed|isn't necessary)
    (so |want )no (call|callback)
    """,
    agreed=r"""
    (call|callback) (\w+ ){0,3}?(never|didn't|did not) (happen|come|came|materiali)\w*
    (was|were|wasn't|weren't) (all )?(supposed|meant|due|going|scheduled|expected) to (be |
    get )?(a )?({call}|called|rung|phoned)
    (was|were) (supposed|meant|due) (\w+ )?to
    (should|ought to)( have|'ve) (called|rung|phoned|been called|been rung|had a call)
    """,
    notices=r"""
    (website|site|webpage|page|google|internet|facebook|maps|sign|door|recording|answerphone|
    machine|online) (\w+ ){0,3}?(says?|said|states?|lists?|shows?|has|had|reads?)
    (says?|said|written|posted|listed) (\w+ )?(on|in|at) (the|your) (\w+ )?(website|site|page|door|
    sign|window|internet|recording|answerphone)
    according to (the|your|google|\w+'s)
    """,
    talks=r"chat call talk conversation discussion explain takes? last be it's|takes? long",
    before_length=r"""
    (speak|talk|chat|have|got|borrow|spare)( \w+){0,2}
    want( only| just)?
    (call|chat|talk|conversation|discussion|meeting|appointment|job|wait|visit) (of|lasting|
    for)( about| around| maybe| roughly| like| only)?
    (takes?|took|taking|lasts?|lasted)( only| just| about| around| maybe| less than| at most|
     more than| up to| like)*
    (it's|be|that's) (only|just)( a)?
    been (waiting|on hold|holding|queuing|standing|sitting|here)( here| on)?( for| about)*
    """,
    after_length=r"""
    (long )?(quick )?(phone )?(chat|call|talk|conversation|discussion|meeting|job|drive|walk|break|
    thing|consultation|appointment|slot|presentation|visit)(?! (me|us|back|him|her))
    to explain
    """,
    waits=r"in within after give gimme allow need wait leave hold every another now hence",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
