"""English words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

ENGLISH = PlaceWords(
    home=(
        r"\b(?:live|lives|living|based|located|situated|reside|born and raised|settled)"
        r"(?: \w+){0,2}? (?:in|at|near|around|outside of|outside)|\b(?:moved|moving|move) (?:here"
        r" |out |over |down |up )?to(?! the)|\bcalling (?:you )?(?:from|out of)|\bwe're out of"
        r"|\bi'm (?:over |out |up |down )?here in|\b(?:over|out|up|down|here|right here) in"
        r"|\b(?:the |my |our )?address (?:is|would be)\b[^.?!]{0,40}\b(?:in|,)|\bfrom here in"
    ),
    present=r"\b(?:i'm|i am|we're|we are|it's|it is|that's|they're)(?: \w+)? (?:in|near|outside)",
    property=(
        r"house home place flat apartment condo office offices shop store restaurant warehouse"
        r" property building garage carport bedroom studio farm clinic salon cafe bakery branch"
        r" site yard cabin cottage basement duplex townhouse studio gym bar pub church school"
        r" location rental unit barn practice room street road avenue lane drive way boulevard"
        r" court block plant depot hotel bungalow semi terrace driveway roof"
    ),
    within=r"in|near|outside|around",
    origin=r"from",
    asks_town=(
        r"\b(?:what|which) (?:city|town|area|suburb|village|part of town)\b|\bwhere(?:abouts)?"
        r" (?:are"
        r" you(?! (?:staying|going|flying|at with))|do you live|in town)|\bwhereabouts\b|\bwhere"
        r" you"
        r" (?:at|based|located)\b|\bwhere(?:'s| is) (?:the (?:house|property|home|job|place|office"
        r"|shop)|that|home|this)\b|\bwhere would (?:that|this) be\b"
    ),
    passing=(
        r"\b(?:tomorrow|all day|all week|until|till|this week|next week|holiday|vacation|trip"
        r"|visiting|conference|meetings?|flying|weekend|tonight|monday|tuesday|wednesday|thursday"
        r"|friday|saturday|sunday|still in|stuck|used to|not in|his|her|brother|sister|son"
        r"|daughter|cousin|customers?|clients?|supplier|patient|airport|hospital|did|have you|was"
        r"|were|bought)\b"
    ),
    begins=(
        "san santa saint st new north south east west fort port lake mount el la las los upper"
        " lower great little old palm long grand green big cape glen kings queens market bury"
        " milton high stoke royal ann corpus baton coeur salt des"
    ),
    joins="of upon under by le la del de",
    firm_types=(
        "inc llc ltd limited company corp corporation logistics foods bakery bakers farm farms"
        " steel group services solutions consulting brothers sons daughters construction builders"
        " building motors electric electrical electronics systems transport transports trucking"
        " freight industries partners properties property realty estates design designs media labs"
        " lab studio studios roofing plumbing heating landscaping gardens catering events"
        " engineering bank dental dentistry orthodontics architects architecture law legal"
        " associates title escrow imports exports supply supplies hardware lumber furniture"
        " flooring tile interiors painting paving concrete masonry welding towing automotive auto"
        " tires tyres garage garages hotel hotels inn lodge restaurant grill diner cafe coffee"
        " brewing brewery bistro kitchen pizza deli market markets grocers grocery florist florists"
        " flowers nursery nurseries salon spa fitness gym yoga clinic medical health care pharmacy"
        " chemist optical opticians vet veterinary pets kennels school academy college nursing"
        " daycare preschool church ministries foundation trust charity insurance financial finance"
        " capital accounting accountants bookkeeping tax software tech technologies technology"
        " digital networks security printing print press graphics signs publishing books travel"
        " tours rentals rental storage moving movers removals cleaning cleaners laundry joinery"
        " carpentry cabinets glass windows doors fabrics textiles apparel clothing jewelers"
        " jewellers outfitters cycles bikes sports marine boats yachts aviation energy solar power"
        " gas oil recycling waste pest staffing recruitment marketing advertising productions"
        " photography films music records theatre wines spirits dairy meats seafood produce orchard"
        " orchards vineyards ranch stables mechanical machining fabrication tooling metals plastics"
        " packaging distribution distributors wholesale warehouse couriers delivery scaffolding"
        " surveyors lettings contracting contractors remodeling renovations homes repair repairs"
        " shop store center centre tire pediatrics orthopedics dermatology surgery chiropractic"
        " physio physiotherapy realtors brokers mortgage telecom wireless computers phones toys"
        " games tobacco vape liquor barbers beauty nails tattoo laundromat taxi taxis limo"
        " charters airport museum gallery arts crafts fabrication"
    ),
    firm_links=r"(?:over at|out at|here at|with|at|of|from|for)(?: the)?",
    firm_frames=(
        r"\b(?:work (?:for|at|with)|calling (?:from|for|on behalf of)|on behalf of|i (?:own|run"
        r"|represent|manage)|company(?:'s| is)? (?:called|named|name is)|business is"
        r" called|i'm with|i am with|we're with|this is|it's|here at|over at)(?: the)?"
    ),
    asks_firm=(
        r"\b(?:what|which)(?:'s| is)? (?:the |your )?(?:company|business|organi[sz]ation|firm|shop"
        r"|practice)\b|\b(?:company|business|firm)(?:'s)? name\b|\bname of (?:the|your) (?:company"
        r"|business|firm|shop|practice)\b|\b(?:where|who) are you (?:calling from|with)\b"
        r"|\bcalling from\b|\bwhat company\b"
    ),
    others=(
        "erm uhm a an the this that these those my your our his her their its i you he she it we"
        " they me"
        " him us them who what which when where why how and but or so if because cause since"
        " although though while until till as than then at to for from with about over out off down"
        " near around between behind across after before during into onto through against without"
        " within is are was were be been being do does did have has had having can could will would"
        " shall should may might must not no yes yeah yep okay ok um uh er hmm just only also too"
        " very really quite maybe perhaps here there now today tomorrow tonight yesterday morning"
        " mornings afternoon evening night noon midnight week weekend month year monday tuesday"
        " wednesday thursday friday saturday sunday january february march april june july august"
        " september october november december first second third last next same all any some each"
        " every both few many much more most other another own such one two three four five six"
        " seven eight nine ten eleven twelve twenty thirty forty fifty hundred gonna gotta wanna"
        " let"
        " please thanks thank hi hello hey sorry well anyway actually basically right left i'm it's"
        " we're you're that's i've we've i'll we'll don't can't town city area neighborhood"
        " neighbourhood village county state country suburbs downtown uptown traffic bed pain"
        " trouble hurry rush touch person back case fact general particular charge class hospital"
        " meeting meetings session sessions sales accounting reception storage stock line order"
        " progress process service advance total cash full half part writing mind time transit real"
        " short long love luck need question reason stuff surgery therapy training transportation"
        " use view work home house office shop store apartment flat building kitchen bathroom"
        " basement garage garden yard bedroom attic cellar hall hallway floor stairs upstairs"
        " downstairs ceiling sink wall door window roof street road avenue corner block highway"
        " exit mile miles minutes minute hour hours man woman kid kids people family guy guys"
        " friend friends calling looking speaking trying asking wondering private personal nothing"
        " everything something anything someone somebody nobody myself like good great fine nice"
        " big small old mobile cell phone number email address account invoice price post lead"
        " page page mother father mom dad wife husband sorry bit lot kind sort thing reading normal"
        " call called said says got get getting been lives live living based located again still"
        " already soon later ago early late around call sir ma'am"
    ),
)
