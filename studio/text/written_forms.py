"""Tables of written forms and what is said for them: abbreviations, units, currencies, symbols."""

from __future__ import annotations

from studio.text.tables import word_set, words

MONTHS = words(
    "january february march april may june july august september october november december"
)
MONTH_ABBREVIATIONS = {
    **{month[:3]: month for month in MONTHS},
    "sept": "september",
}
WEEKDAYS = {
    "mon": "monday",
    "tue": "tuesday",
    "tues": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "thur": "thursday",
    "thurs": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}

# Before a full stop, whatever stands around them.
ABBREVIATIONS = {
    "mr": "mister",
    "mrs": "missus",
    "ms": "miz",
    "messrs": "messers",
    "prof": "professor",
    "rev": "reverend",
    "gen": "general",
    "col": "colonel",
    "maj": "major",
    "capt": "captain",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "cpl": "corporal",
    "pvt": "private",
    "adm": "admiral",
    "cmdr": "commander",
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
    "pres": "president",
    "supt": "superintendent",
    "hon": "honorable",
    "mt": "mount",
    "jr": "junior",
    "sr": "senior",
    "inc": "incorporated",
    "ltd": "limited",
    "co": "company",
    "corp": "corporation",
    "bros": "brothers",
    "ave": "avenue",
    "blvd": "boulevard",
    "rd": "road",
    "hwy": "highway",
    "apt": "apartment",
    "dept": "department",
    "est": "established",
    "approx": "approximately",
    "vs": "versus",
    "viz": "namely",
    "cf": "compare",
    "etc": "et cetera",
    "vol": "volume",
    "vols": "volumes",
    "ch": "chapter",
    "chap": "chapter",
    "fig": "figure",
    "figs": "figures",
    "eq": "equation",
    "ed": "edition",
    "tel": "telephone",
    "ext": "extension",
    "max": "maximum",
    "min": "minimum",
    "tsp": "teaspoon",
    "tbsp": "tablespoon",
    "misc": "miscellaneous",
    "e.g": "for example",
    "i.e": "that is",
    "ph.d": "P H D",
    "a.k.a": "A K A",
}
# Said so only before a number: "p. 12", "No. 5".
BEFORE_NUMBER = {
    "p": "page",
    "pp": "pages",
    "pg": "page",
    "pgs": "pages",
    "no": "number",
    "nos": "numbers",
    "sec": "section",
    "art": "article",
    "op": "opus",
    "ca": "circa",
    "c": "circa",
    "v": "version",
}
# Words which are abbreviations also without a full stop.
BARE_ABBREVIATIONS = {
    "mr": "mister",
    "mrs": "missus",
    "ms": "miz",
    "dr": "doctor",
    "vs": "versus",
    "etc": "et cetera",
    "jr": "junior",
    "sgt": "sergeant",
    "lt": "lieutenant",
}

# Symbol → (one, several). "in" and "m" need a number before them, as all of these do.
UNITS: dict[str, tuple[str, str]] = {
    "mm": ("millimeter", "millimeters"),
    "cm": ("centimeter", "centimeters"),
    "m": ("meter", "meters"),
    "km": ("kilometer", "kilometers"),
    "nm": ("nanometer", "nanometers"),
    "in": ("inch", "inches"),
    "ft": ("foot", "feet"),
    "yd": ("yard", "yards"),
    "yds": ("yard", "yards"),
    "mi": ("mile", "miles"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "kgs": ("kilogram", "kilograms"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "cl": ("centiliter", "centiliters"),
    "l": ("liter", "liters"),
    "L": ("liter", "liters"),
    "gal": ("gallon", "gallons"),
    "qt": ("quart", "quarts"),
    "pt": ("point", "points"),
    "pts": ("point", "points"),
    "ms": ("millisecond", "milliseconds"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "yr": ("year", "years"),
    "yrs": ("year", "years"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "kB": ("kilobyte", "kilobytes"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "V": ("volt", "volts"),
    "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "mAh": ("milliamp hour", "milliamp hours"),
    "dB": ("decibel", "decibels"),
    "cal": ("calorie", "calories"),
    "kcal": ("kilocalorie", "kilocalories"),
    "tsp": ("teaspoon", "teaspoons"),
    "tbsp": ("tablespoon", "tablespoons"),
    "mph": ("mile per hour", "miles per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "fps": ("frame per second", "frames per second"),
    "bpm": ("beat per minute", "beats per minute"),
    "m²": ("square meter", "square meters"),
    "km²": ("square kilometer", "square kilometers"),
    "m2": ("square meter", "square meters"),
    "km2": ("square kilometer", "square kilometers"),
    "m³": ("cubic meter", "cubic meters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "°C": ("degree celsius", "degrees celsius"),
    "°F": ("degree fahrenheit", "degrees fahrenheit"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
    "‰": ("per mille", "per mille"),
    "¢": ("cent", "cents"),
    "x": ("times", "times"),
}
BRITISH_SPELLINGS = {"meter": "metre", "liter": "litre"}
# Units that are also words or letters: only directly behind the number or before a full stop.
UNITS_CLOSE_ONLY = word_set("in m g s h l L B V W x cal min pt")

# Symbol → (one, several, hundredth, hundredths).
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "", ""),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₩": ("won", "won", "", ""),
    "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₿": ("bitcoin", "bitcoins", "", ""),
}
CURRENCY_CODES = {
    "USD": "U S dollars",
    "GBP": "British pounds",
    "EUR": "euros",
    "JPY": "yen",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
    "CHF": "Swiss francs",
    "CNY": "yuan",
    "INR": "rupees",
}
MAGNITUDES = {
    "k": "thousand",
    "K": "thousand",
    "m": "million",
    "M": "million",
    "mn": "million",
    "bn": "billion",
    "b": "billion",
    "B": "billion",
    "tn": "trillion",
    "T": "trillion",
}

SYMBOLS = {
    "&": "and",
    "@": "at",
    "+": "plus",
    "=": "equals",
    "×": "times",
    "÷": "divided by",
    "<": "less than",
    ">": "greater than",
    "≤": "less than or equal to",
    "≥": "greater than or equal to",
    "≈": "approximately",
    "≠": "not equal to",
    "±": "plus or minus",
    "%": "percent",
    "°": "degrees",
    "§": "section",
    "©": "copyright",
    "€": "euros",
    "£": "pounds",
    "$": "dollars",
}
IN_ADDRESSES = {
    ".": "dot",
    "/": "slash",
    "@": "at",
    "-": "dash",
    "_": "underscore",
    ":": "colon",
    "?": "question mark",
    "=": "equals",
    "&": "and",
    "#": "hash",
    "~": "tilde",
    "+": "plus",
    "%": "percent",
}
SLASHED = {
    "and/or": "and or",
    "he/she": "he or she",
    "she/he": "she or he",
    "his/her": "his or her",
    "him/her": "him or her",
    "s/he": "she or he",
    "w/": "with",
    "w/o": "without",
    "b/c": "because",
    "n/a": "not applicable",
}
SPOKEN_DATES = {"24/7": "twenty four seven", "9/11": "nine eleven", "7/7": "seven seven"}
FRACTION_CHARACTERS = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}

# Before a Roman numeral: said as a cardinal after these …
COUNTED_BY_ROMAN = word_set(
    "chapter part volume book act scene section article appendix war type phase stage class level "
    "title group grade page figure table bowl olympiad mark mk version episode season step tier "
    "generation gen factor"
)
# … and as an ordinal after these and after the names of rulers.
RULERS = word_set(
    "king queen pope emperor empress tsar czar prince princess duke earl henry edward george "
    "william elizabeth charles james richard mary john paul pius louis philip philippe napoleon "
    "frederick wilhelm nicholas alexander catherine peter ivan leopold ferdinand francis albert "
    "victor umberto benedict gregory leo innocent clement urban boniface robert david alfonso "
    "carlos juan felipe gustav gustaf christian harald haakon olaf margaret ramses ramesses "
    "thutmose ptolemy cleopatra constantine justinian theodosius stephen otto rudolf maximilian "
    "joseph franz malcolm"
)
