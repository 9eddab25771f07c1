"""Names that the gazetteer has beside those of GeoNames, and names that need care."""

# ruff: noqa: SIM905  words are listed as text

from __future__ import annotations

# dissolved countries: code of ISO 3166-3, name, country whose TAGS they share, other names
DISSOLVED = (
    ("SUHH", "Soviet Union", "RU", "USSR|U.S.S.R.|Union of Soviet Socialist Republics"),
    ("YUCS", "Yugoslavia", "", "SFRY"),
    ("CSHH", "Czechoslovakia", "CZ", "CSSR"),
    ("DDDE", "German Democratic Republic", "DE", "GDR|G.D.R.|East Germany"),
    ("YDYE", "Democratic Yemen", "YE", "South Yemen|PDRY|People's Democratic Republic of Yemen"),
    ("VDVN", "North Vietnam", "VN", "North Viet-Nam|DRV|Democratic Republic of Vietnam"),
    ("CSXX", "Serbia and Montenegro", "RS", "Serbia-Montenegro"),
)
# names of countries beside the one of GeoNames; an empty first name leaves that one out
COUNTRIES = {
    "AE": "UAE|U.A.E.",
    "AG": "Antigua",
    "AU": "Commonwealth of Australia",
    "BA": "Bosnia|Bosnia-Herzegovina|BiH",
    "BF": "Upper Volta",
    "BJ": "Dahomey",
    "BW": "Bechuanaland",
    "BY": "Byelorussia",
    "BZ": "British Honduras",
    "CD": "DRC|Zaire|Congo-Kinshasa|Congo (Kinshasa)|DROC|Belgian Congo|DR Congo|Democratic Republic of Congo",
    "CF": "Central African Empire",
    "CG": "Congo-Brazzaville|Congo|Congo (Brazzaville)|People's Republic of the Congo|Republic of Congo",
    "CI": "Cote d'Ivoire|Côte d'Ivoire",
    "CN": "PRC|P.R.C.|People's Republic of China|Mainland China|Red China|Communist China",
    "CV": "Cape Verde",
    "CZ": "Czech Republic",
    "DE": "FRG|F.R.G.|West Germany|Federal Republic of Germany",
    "EH": "Spanish Sahara",
    "FK": "Falklands",
    "FM": "Federated States of Micronesia",
    "GB": "Britain|Great Britain|UK|U.K.|England|Scotland|Wales|Northern Ireland",
    "GN": "Guinea-Conakry",
    "GQ": "Spanish Guinea",
    "GW": "Portuguese Guinea|Guinea Bissau",
    "IR": "Islamic Republic of Iran|Persia",
    "KG": "Kyrgyz Republic|Kirghizia",
    "KH": "Kampuchea|Khmer Republic|Democratic Kampuchea",
    "KN": "St. Kitts and Nevis|St. Kitts|St. Kitts-Nevis",
    "KP": "DPRK|D.P.R.K.|Democratic People's Republic of Korea",
    "KR": "ROK|R.O.K.|Republic of Korea|Korea",
    "KZ": "Kazakstan",
    "LA": "Lao PDR|LPDR",
    "LC": "St. Lucia",
    "LK": "Ceylon",
    "LS": "Basutoland",
    "LY": "Libyan Arab Republic|Libyan Jamahiriya",
    "MD": "Moldavia",
    "MG": "Malagasy Republic",
    "MK": "Macedonia|FYROM|Former Yugoslav Republic of Macedonia",
    "MM": "Burma",
    "MO": "Macau",
    "MV": "Maldive Islands",
    "MW": "Nyasaland",
    "NA": "South West Africa|South-West Africa|Southwest Africa",
    "NL": "Netherlands|Holland",
    "OM": "Muscat and Oman",
    "PS": "Palestine|Palestinian Territories",
    "RO": "Rumania|Roumania",
    "RU": "Russian Federation",
    "SA": "Kingdom of Saudi Arabia|KSA",
    "SH": "St. Helena",
    "SR": "Surinam",
    "SV": "Salvador",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland",
    "TH": "Siam",
    "TL": "East Timor|Timor-Leste|Portuguese Timor",
    "TR": "Turkiye",
    "TT": "Trinidad",
    "TW": "Republic of China|Formosa|Nationalist China",
    "TZ": "Tanganyika",
    "US": "United States of America|USA|U.S.A.|U.S.|US",
    "VA": "Vatican City|Holy See",
    "VC": "St. Vincent|St. Vincent and the Grenadines",
    "VN": "Viet-Nam|Viet Nam|South Vietnam|South Viet-Nam|Republic of Vietnam|SRV",
    "WS": "Western Samoa",
    "YE": "North Yemen|Yemen Arab Republic|YAR|Republic of Yemen",
    "ZA": "RSA|Republic of South Africa",
    "ZM": "Northern Rhodesia",
    "ZW": "Rhodesia|Southern Rhodesia|Zimbabwe-Rhodesia",
}
# former and usual names of cities, by country and GeoNames' name
FORMER = {
    "AM/Yerevan": "Erevan",
    "AZ/Baku": "Bakou",
    "BD/Dhaka": "Dacca",
    "BD/Chattogram": "Chittagong",
    "BO/La Paz": "La Paz",
    "CD/Kinshasa": "Leopoldville",
    "CD/Lubumbashi": "Elisabethville",
    "CD/Kisangani": "Stanleyville",
    "CF/Bangui": "Bangui",
    "CH/Bern": "Berne",
    "CN/Beijing": "Peking",
    "CN/Guangzhou": "Canton",
    "CN/Nanjing": "Nanking",
    "CN/Tianjin": "Tientsin",
    "CN/Chongqing": "Chungking",
    "CN/Shenyang": "Mukden",
    "CY/Nicosia": "Lefkosia",
    "DE/Köln": "Cologne",
    "DE/Nürnberg": "Nuremberg",
    "DZ/Algiers": "Alger",
    "EG/Alexandria": "Alexandria",
    "ET/Addis Ababa": "Addis",
    "ER/Asmara": "Asmera",
    "GE/Tbilisi": "Tiflis",
    "GM/Banjul": "Bathurst",
    "GQ/Malabo": "Santa Isabel",
    "GN/Conakry": "Konakry",
    "GW/Bissau": "Bissao",
    "ID/Jakarta": "Djakarta|Batavia",
    "ID/Surabaya": "Surabaja",
    "IL/Tel Aviv": "Tel Aviv-Jaffa",
    "IN/Mumbai": "Bombay",
    "IN/Chennai": "Madras",
    "IN/Kolkata": "Calcutta",
    "IN/Bengaluru": "Bangalore",
    "IN/Varanasi": "Benares",
    "IQ/Basrah": "Basra",
    "IQ/Erbil": "Arbil|Irbil",
    "IR/Mashhad": "Meshed",
    "IR/Isfahan": "Esfahan",
    "IR/Tehran": "Teheran",
    "KG/Bishkek": "Frunze",
    "KH/Phnom Penh": "Pnom Penh",
    "KP/Pyongyang": "P'yongyang",
    "KR/Busan": "Pusan",
    "KR/Incheon": "Inchon",
    "KR/Gwangju": "Kwangju",
    "KZ/Almaty": "Alma-Ata|Alma Ata",
    "KZ/Astana": "Akmola|Tselinograd|Nur-Sultan",
    "LB/Beirut": "Beyrouth",
    "LY/Benghazi": "Bengasi",
    "MD/Chisinau": "Kishinev",
    "MG/Antananarivo": "Tananarive",
    "MM/Yangon": "Rangoon",
    "MN/Ulan Bator": "Ulaanbaatar",
    "MX/Mexico City": "Mexico D.F.",
    "MZ/Maputo": "Lourenco Marques|Lourenço Marques",
    "MZ/Beira": "Beira",
    "NL/The Hague": "Den Haag",
    "NP/Kathmandu": "Katmandu",
    "PK/Karachi": "Karachi",
    "PT/Porto": "Oporto",
    "PL/Kraków": "Cracow",
    "RU/Saint Petersburg": "St. Petersburg|Leningrad|Petrograd",
    "RU/Yekaterinburg": "Sverdlovsk|Ekaterinburg",
    "RU/Nizhniy Novgorod": "Gorky|Nizhny Novgorod",
    "RU/Volgograd": "Stalingrad",
    "RU/Samara": "Kuibyshev|Kuybyshev",
    "SA/Jeddah": "Jidda|Jiddah",
    "SA/Mecca": "Makkah",
    "SA/Medina": "Madinah",
    "SY/Aleppo": "Halab",
    "SY/Homs": "Hims",
    "SD/Khartoum": "Khartum",
    "TD/N'Djamena": "Ndjamena|Fort Lamy|Fort-Lamy",
    "TJ/Dushanbe": "Dyushambe",
    "TM/Ashgabat": "Ashkhabad",
    "TR/İzmir": "Smyrna",
    "TZ/Dar es Salaam": "Dar-es-Salaam",
    "UA/Kyiv": "Kiev",
    "UA/Kharkiv": "Kharkov",
    "UA/Lviv": "Lvov|L'viv",
    "UA/Odesa": "Odessa",
    "UA/Dnipro": "Dnepropetrovsk|Dnipropetrovsk",
    "VN/Ho Chi Minh City": "Saigon|HCMC",
    "VN/Da Nang": "Danang",
    "YE/Sanaa": "Sana'a|Sana|San'a",
    "ZW/Harare": "Salisbury",
    "ES/Sevilla": "Seville",
    "IT/Turin": "Torino",
    "GR/Thessaloníki": "Salonika",
    "IE/Dublin": "Dublin",
    "BE/Antwerpen": "Antwerp",
    "DE/Hannover": "Hanover",
    "SE/Göteborg": "Gothenburg",
    "CV/Praia": "Praia",
    "MR/Nouakchott": "Nuakchott",
    "MA/Marrakesh": "Marrakech",
    "MA/Tangier": "Tangiers",
    "MA/Fes": "Fez",
    "IR/Qom": "Qum",
    "LK/Colombo": "Colombo",
    "BR/Brasília": "Brasilia",
    "US/New York City": "New York",
    "US/Washington": "Washington, D.C.",
    "IN/New Delhi": "Delhi",
    "CO/Bogotá": "Santa Fe de Bogota",
    "TN/Tunis": "Tunis",
    "AF/Kandahar": "Qandahar",
    "CN/Lhasa": "Lhasa",
    "CN/Ürümqi": "Urumchi",
    "KR/Seoul": "Seoul",
    "IL/Haifa": "Haifa",
}
# seats and capitals that GeoNames gives another capital for
CAPITALS = {
    "BO/La Paz",
    "MM/Yangon",
    "TZ/Dar es Salaam",
    "CI/Abidjan",
    "IL/Tel Aviv",
    "BJ/Cotonou",
    "BI/Bujumbura",
    "KZ/Astana",
    "NL/The Hague",
    "GQ/Malabo",
    "DE/Bonn",
    "ZA/Cape Town",
    "LK/Colombo",
    "NG/Lagos",
    "PK/Karachi",
    "KZ/Almaty",
    "MN/Ulan Bator",
    "YE/Aden",
    "BR/Rio de Janeiro",
}
# large cities of English-speaking countries whose names are hardly ever anything else
PLAIN = set(
    """New York City|Los Angeles|Chicago|Philadelphia|San Francisco|San Diego|Boston|Seattle|Atlanta|Miami|Detroit|
    New Orleans|Las Vegas|Baltimore|Minneapolis|Honolulu|Toronto|Montréal|Vancouver|Calgary|Winnipeg|Melbourne|
    Brisbane|Auckland|Edinburgh|Glasgow|Belfast|Liverpool|Manchester|Birmingham|Leeds|Sheffield|Quebec|Ottawa""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split("|")
)
# other names that are also words or names of people
WORDS = set(
    """Nice|Man|Van|Batman|Split|Orange|Reading|Mobile|Salvador|Santos|Victoria|León|Córdoba|Valencia|Florence|
    Nancy|Bello|Mary|Union|Central|Natal|Date|Salem|Cali|Mérida|Toledo|Kota|Ali|Thane|Banda|Cork|Essen|Halle|
    Tours|Lens|Bor|Hit|Hama|Zamora|Trujillo|Cartagena|Guadalupe|Bukhara|Serra|Bali|Sana|Hue|Huế|Buy|Most|Bang|
    Male|Malé|Hamilton|Stanley|Douglas|Georgetown|Kingston|Nassau|Santa Ana|Luxor|Minya|Arad|Ibarra|Soledad|Paz|
    Santa Fe|Colón|Durango|Morelos|Benito Juárez|Gustavo Adolfo Madero|Cuauhtémoc|Iztapalapa|Bauchi|Warri|Aba|
    Jos|Bari|Homs|Kan|Anda|Mataram|Sucre|Maradi|Obo|Bida|Arua|Ota|Oita|Ito|Kure|Saga|Nara|Chiba|Fuji|
    Bonn am Rhein|Miranda|Barcelona Centro|Gaya|Mira|Sari|Amol|Zahedan City|Guerrero|Antigua|Anaheim|Alexandria|
    Petersburg|Lincoln|Osasco|Ede|Iwo|Ife|Independencia|Pilar|Moreno|Quilmes|Merlo|Ramos|Castro|Rosario|
    Monterrey Centro|Maria|Angeles|Antipolo|Imus|Tema|Same|Sale|March|Sandton|Venda|Bath|Hull|Derby|Stanley|
    Victoria Falls|Paris Texas|Bergen|Constantine|Grenada|Erbil City|Trinidad|Salvador|Tripoli City""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
# parts of larger cities that GeoNames lists as cities, and names that only mislead
LEFT_OUT = set(
    """West End|Al Başrah al Qadīmah|Bronx|Brooklyn|Manhattan|Queens|Staten Island|The Bronx|Islington|Croydon|
    Barnet|Ealing|Enfield|Brent|Harrow|Camden|Hackney|Lewisham|Lambeth|Southwark|Wandsworth|South Boston|
    Washington Heights|East New York|Borough of Queens|City of London|South Dublin|Puente de Vallecas|Wilmington|
    San Fernando|San Pedro|San Miguel|Santa Cruz|San Juan del Norte|Delhi|Centro|Europe|Asia""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)

# common in film or on Wikipedia, and a name as well
NAMES = frozenset(
    """abbas barack barry bill bobby bryan charlie christ clinton darling diana eddie frank freddy fred george
    greenlee harry hasan hitler hussein jack jackie jesus jimmy joe johnny kelly khan laden lenin lincoln louis
    max mikhail mohammad mohammed moses muhammad napoleon obama pasha pete peter romeo saddam sam singh stalin
    steve tony vince victor""".split()
)
# words of telegrams that neither list has
TELEGRAPHESE = """advises advised affirms agreed agrees alleged amconsul asked asserted asserts assured believes
briefed called calls canvassed characterized cited claimed claims commented comments complained
conceded concluded concurred confided confirmed considers conveyed declined delegation demarche
demarched denied denies deplored described discussed emboff emboffs emphasized emphatically
expressed expects feels felt gives goes govt hopes indicated informed inquired insisted insists
intends interlocutor interlocutors interjected invited left maintained mentioned met noted notes
observed offered opined planned plans pointed praised predicted presented pressed promised proposed
protested quoted raised reacted reaffirmed recalled received recommended referred reiterated
rejected remarked remarks repeated replied replies reported reports requested requests responded
returned says seeks seemed sought spoke stated states stressed suggested suggests termed thanked
thinks thought told took understands underlined underscored urged urges views visited voiced
volunteered wants warned warns welcomed went wishes wondered wrote reftel reftels septel para
subpara depart departs arrive arrives bilaterals multilateral poloff econoff conoff missoff misoff
depoff deptoff pls dept mtg ref amb fonmin primin codel staffdel""".split()
