"""Names of time zones, by abbreviation and by place."""

ZONES: dict[str, str] = {
    "America/New_York": (
        "eastern|eastern standard|eastern daylight|est|edt|et|new york|boston|miami|atlanta"
        "|washington|philadelphia|florida|east coast|nyc|detroit"
    ),
    "America/Toronto": "toronto|montreal|ottawa",
    "America/Halifax": "halifax|atlantic standard|atlantic daylight|adt",
    "America/St_Johns": "newfoundland|nst|ndt",
    "America/Chicago": (
        "central|central standard|central daylight|cst|cdt|ct|chicago|texas|dallas|houston|austin"
        "|minneapolis"
    ),
    "America/Denver": "mountain|mountain standard|mountain daylight|mst|mdt|mt|denver|colorado",
    "America/Phoenix": "arizona|phoenix",
    "America/Los_Angeles": (
        "pacific|pacific standard|pacific daylight|pst|pdt|pt|california|los angeles|seattle"
        "|san francisco|west coast|la|las vegas|san diego|portland"
    ),
    "America/Vancouver": "vancouver",
    "America/Anchorage": "alaska|akst|akdt",
    "Pacific/Honolulu": "hawaii|hawaiian|hst|honolulu",
    "America/Mexico_City": "mexico city|mexico",
    "America/Bogota": "bogota|colombia",
    "America/Lima": "lima|peru",
    "America/Santiago": "santiago|chile",
    "America/Argentina/Buenos_Aires": "buenos aires|argentina|art",
    "America/Sao_Paulo": "sao paulo|rio|rio de janeiro|brasilia|brt|brasil|brazil",
    "Europe/London": "london|uk|british|bst|england|scotland|edinburgh|londres|londra|londen",
    "Europe/Dublin": "dublin|ireland|irish",
    "Europe/Lisbon": "lisbon|lisboa|portugal|west|wet",
    "Europe/Berlin": (
        "german|berlin|deutscher|cet|cest|mez|mesz|central european|munich|munchen|frankfurt"
        "|hamburg|germany|mitteleuropaischer|koln"
    ),
    "Europe/Vienna": "vienna|wien|austria",
    "Europe/Zurich": "zurich|geneva|swiss|geneve",
    "Europe/Madrid": "madrid|spanish|barcelona|spain",
    "Europe/Paris": "paris|french|france",
    "Europe/Rome": "rome|roma|milan|milano|italy",
    "Europe/Amsterdam": "amsterdam|dutch|netherlands|rotterdam",
    "Europe/Brussels": "brussels|bruxelles|brussel|belgium",
    "Europe/Stockholm": "stockholm|sweden",
    "Europe/Athens": "athens|greece|eet|eest|eastern european",
    "Europe/Istanbul": "istanbul|turkey|trt",
    "Europe/Moscow": "moscow|msk|moscow standard",
    "Asia/Jerusalem": "israel|jerusalem|tel aviv|idt",
    "Asia/Dubai": "dubai|gst|abu dhabi|gulf standard",
    "Asia/Riyadh": "riyadh|saudi",
    "Africa/Cairo": "cairo|egypt",
    "Africa/Johannesburg": "johannesburg|sast|south africa|cape town",
    "Africa/Lagos": "lagos|nigeria|wat",
    "Africa/Nairobi": "nairobi|eat|kenya",
    "Asia/Karachi": "karachi|pkt|pakistan",
    "Asia/Kolkata": "india|mumbai|delhi|new delhi|bangalore|indian|indian standard|kolkata|chennai",
    "Asia/Bangkok": "bangkok|ict|thailand",
    "Asia/Jakarta": "jakarta|wib",
    "Asia/Singapore": "singapore|sgt",
    "Asia/Manila": "manila|pht|philippines",
    "Asia/Hong_Kong": "hong kong|hkt",
    "Asia/Shanghai": "shanghai|beijing|china|china standard",
    "Asia/Taipei": "taipei|taiwan",
    "Asia/Seoul": "seoul|kst|korea",
    "Asia/Tokyo": "tokyo|japan|jst|japanese",
    "Australia/Sydney": (
        "sydney|aedt|melbourne|canberra|australian eastern|australian eastern daylight"
    ),
    "Australia/Brisbane": "brisbane|aest|queensland|australian eastern standard",
    "Australia/Adelaide": "adelaide|acdt",
    "Australia/Darwin": "darwin|acst",
    "Australia/Perth": "perth|awst",
    "Pacific/Auckland": "auckland|nzst|nzdt|new zealand",
    "UTC": "utc|gmt|zulu|coordinated universal|greenwich mean|greenwich",
    # Shared by three countries; the caller's and the office's zones decide.
    "Asia/Kolkata|Asia/Jerusalem|Europe/Dublin": "ist",
    "?": "your|their|his|her",
}
ZONE_PHRASES = {
    tuple(name.split()): zone for zone, names in ZONES.items() for name in names.split("|")
}
# These have no other meaning; every other name needs a clock time before it or "time" after it.
ZONE_LETTERS = frozenset(
    (
        "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "utc", "gmt", "bst",
        "cest", "mez", "mesz", "aest", "aedt", "acst", "acdt", "awst", "sgt", "jst",
        "hkt", "msk", "kst", "nzst", "nzdt", "pkt", "sast", "akst", "akdt", "hst",
        "brt", "wib", "trt", "eest",
    )
)  # fmt: skip
