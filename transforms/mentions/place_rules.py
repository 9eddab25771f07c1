"""The rules that decide whether a name is a place, and which one, in the order in which they are tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """Signs that a name is not a place (`place` is ""), or that it is a certain one.

    Signs are words in capitals separated by `|`: directly `before` or `after` the name, or `near`, anywhere in the
    passage if no word of `far` is. All signs given must be present. `names` are the names that the rule is about
    (default: all); `cities` limits it to cities. `value` has the places in `example`.
    """

    name: str
    note: str
    example: str
    value: tuple[str, ...]
    names: str = ""
    before: str = ""
    after: str = ""
    near: str = ""
    far: str = ""
    place: str = ""
    cities: bool = False


RULES = (
    PlaceRule(
        "post",
        "the name of an embassy or consulate is a post, not its city",
        "Embassy Tokyo and ConGen Lagos report from Japan.",
        ("JP",),
        before="EMBASSY|AMEMBASSY|AMEMB|CONSULATE|AMCONSUL|CONGEN|CONSULATE GENERAL|USMISSION|USINT|USLO|AIT|USUN|USEU",
    ),
    PlaceRule(
        "treaty or institution",
        "a treaty, club or newspaper called after a city",
        "The Paris Club, the Vienna Convention and the Washington Post are not in Geneva.",
        ("2660646",),
        after="CLUB|CONVENTION|CONVENTIONS|ACCORD|ACCORDS|PACT|PROTOCOL|PROTOCOLS|DECLARATION|PROCESS|PRINCIPLES|CONSENSUS"
        "|TREATY|POST|TIMES|HERALD|TRIBUNE|UNIVERSITY|STOCK EXCHANGE",
        cities=True,
    ),
    PlaceRule(
        "company",
        "a company called after a place",
        "Kuwait Airways flies from Kuwait.",
        ("KW",),
        after="AIRWAYS|AIRLINES|AIR LINES|AIRLINE|STEEL|PETROLEUM COMPANY|OIL COMPANY|TELECOM",
    ),
    PlaceRule(
        "treaty of",
        "a treaty called after the city where it was signed",
        "The Treaty of Rome was praised in Rome.",
        ("3169070",),
        before="TREATY OF|PEACE OF|CONGRESS OF|PACT OF|COUNCIL OF",
    ),
    PlaceRule(
        "organisation",
        "a bank, university, broadcaster or airline called after a place",
        "The Bank of England, Radio Moscow and Air France mentioned France.",
        ("FR",),
        before="BANK OF|UNIVERSITY OF|COLLEGE OF|RADIO|AIR|PRINCE OF|PRINCESS OF|DUKE OF|ARCHBISHOP OF|BISHOP OF",
    ),
    PlaceRule(
        "water",
        "a river, lake, gulf or canal called after a country",
        "Fishing in Lake Chad and on the Niger River concerns Niger.",
        ("NE",),
        after="RIVER|VALLEY|DELTA|CANAL|BASIN|STRAIT|STRAITS|SEA|BAY",
    ),
    PlaceRule(
        "lake or gulf",
        "a lake, gulf or mountain called after a country",
        "The Gulf of Guinea borders Nigeria.",
        ("NG",),
        before="LAKE|GULF OF|SEA OF|BAY OF|MOUNT|STRAIT OF|STRAITS OF|RIVER",
    ),
    PlaceRule(
        "New England",
        "a region or state called after another place",
        "New England imports from Mexico, New Mexico does not.",
        ("MX",),
        names="ENGLAND|MEXICO|JERSEY|SOUTH WALES|WALES|BRITAIN|LONDON|CALEDONIA|DELHI",
        before="NEW|NEW SOUTH",
    ),
    PlaceRule(
        "Georgia, the state, after its city",
        "after a city of the U.S. state and a comma",
        "He flew from Augusta, Georgia, to Moscow.",
        ("524901",),
        names="GEORGIA",
        before="ATLANTA|SAVANNAH|AUGUSTA|MACON|ATHENS|COLUMBUS|ALBANY|STATE OF",
    ),
    PlaceRule(
        "Georgia, the state, by its cities",
        "in a passage about the U.S. state that does not speak of the Caucasus",
        "Peach growers of Georgia met in Savannah.",
        (),
        names="GEORGIA",
        near="SAVANNAH|GOVERNOR|PEACHES|PEANUTS|STATE OF GEORGIA",
        far="TBILISI|GEORGIAN|GEORGIANS|RUSSIA|ABKHAZIA|OSSETIA|CAUCASUS|BATUMI|SUKHUMI|ARMENIA|AZERBAIJAN",
    ),
    PlaceRule(
        "turkey, the bird",
        "words of the kitchen beside it",
        "Thanksgiving turkey dinners: FROZEN TURKEY SHIPMENT left Turkey.",
        ("TR",),
        names="TURKEY",
        before="THANKSGIVING|FROZEN|ROAST|COLD|CHRISTMAS|CHICKEN AND",
    ),
    PlaceRule(
        "turkey on the plate",
        "words of the kitchen after it",
        "Turkey meat from Turkey is cheap.",
        ("TR",),
        names="TURKEY",
        after="MEAT|DINNER|DINNERS|SANDWICH|SANDWICHES|FARM|FARMS|FARMERS|POULTRY|BREAST",
    ),
    PlaceRule(
        "Lagos in Portugal",
        "in a passage about Portugal that does not speak of Nigeria; the town is not in the gazetteer",
        "The Algarve towns of Faro and Lagos belong to Portugal.",
        ("PT",),
        names="LAGOS",
        near="ALGARVE|PORTUGAL|PORTUGUESE|LISBON",
        far="NIGERIA|NIGERIAN|NIGERIANS|ABUJA|IBADAN|KADUNA|FMG|GON",
    ),
    PlaceRule(
        "Congo of Kinshasa",
        "in a passage about the Democratic Republic that does not speak of Brazzaville",
        "Kinshasa radio says the Congo has won.",
        ("2314302", "CD"),
        names="CONGO",
        near="KINSHASA|DRC|ZAIRE|LUBUMBASHI|KATANGA|LEOPOLDVILLE|DEMOCRATIC REPUBLIC|GDRC|MONUC|KIVU|KABILA",
        far="BRAZZAVILLE",
        place="CD",
    ),
    PlaceRule(
        "Korea of Pyongyang",
        "in a passage about the North that does not speak of the South",
        "The DPRK delegation said Korea would test again.",
        ("KP", "KP"),
        names="KOREA",
        near="DPRK|PYONGYANG",
        far="ROK|SEOUL|SOUTH KOREA|SOUTH KOREAN|ROKG",
        place="KP",
    ),
    PlaceRule(
        "Guinea in Oceania",
        "New Guinea is the other one",
        "They sailed to New Guinea.",
        ("PG",),
        names="GUINEA",
        before="NEW",
        place="PG",
    ),
    PlaceRule("guinea pig", "the animals", "Guinea pigs are not welcome.", (), names="GUINEA", after="PIG|PIGS|FOWL"),
    PlaceRule(
        "Washington as the Department",
        "the readers of the telegram, not the city",
        "Washington agencies may wish to note that he flew to Washington.",
        ("4140963",),
        names="WASHINGTON",
        after="AGENCIES|AGENCY|READERS|READER|CONSUMERS|ADDRESSEES|GUIDANCE|MAY|SHOULD|PLEASE|CONSIDERATION|APPROVAL|CLEARANCE"
        "|INSTRUCTIONS|ACTION|END USERS|VISITORS|OFFICIALS|POLICYMAKERS",
    ),
)
