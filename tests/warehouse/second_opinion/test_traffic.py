"""Who writes, to whom, when, how urgently, and about which country."""

from collections import Counter, defaultdict
from statistics import fmean

from tests.warehouse.second_opinion.test_headline import month


def share(values):
    """Share of what is known that is true."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def test_post_activity(both):
    posts = defaultdict(list)
    for row in both.cables.values():
        posts[row["post"]].append(row)
    secret = ("CONFIDENTIAL", "SECRET", "TOP SECRET")
    computed = []
    for post, rows in posts.items():
        dates = [row["date"] for row in rows if row["date"]]
        months = Counter(map(month, dates))
        busiest = min(months, key=lambda one: (-months[one], one)) if months else None
        classified = share(row["classification"] and row["classification"] in secret for row in rows)
        urgent = share(row["precedence"] and row["precedence"][0] in "OZ" for row in rows)
        first, last = min(dates, default=None), max(dates, default=None)
        computed.append((post, len(rows), first, last, len(months) or None, busiest, classified, urgent))
    both.agree(
        "post_activity",
        "post cables first_date last_date active_months busiest_month classified_share urgent_share",
        computed,
    )


def test_precedence_by_month(both):
    counted = Counter(
        (month(row["date"]), row["precedence"][:1] if row["precedence"] is not None else None)
        for row in both.cables.values()
    )
    totals = Counter()
    for (one, _), number in counted.items():
        totals[one] += number
    both.agree(
        "precedence_by_month",
        "month precedence cables share",
        ((*key, number, number / totals[key[0]]) for key, number in counted.items()),
    )


def test_traffic_between_posts(both):
    pairs = defaultdict(dict)
    for row in both.tables["addressees"]:
        sender = both.cables[row["cable_id"]]["post"]
        if row["post"] and sender and row["role"] in ("action", "info"):
            cables = pairs[sender, row["post"]]
            cables[row["cable_id"]] = cables.get(row["cable_id"], False) or row["role"] == "action"
    computed = []
    for pair, cables in pairs.items():
        dates = [both.cables[name]["date"] for name in cables if both.cables[name]["date"]]
        computed.append((*pair, len(cables), sum(cables.values()), min(dates, default=None), max(dates, default=None)))
    both.agree("traffic_between_posts", "from_post to_post cables for_action first_date last_date", computed)


def test_filing_by_hour(both):
    longitude = {row["post"]: row["longitude"] for row in both.tables["posts"]}
    counted = Counter()
    for row in both.cables.values():
        stated = row["created_at"] if row["created_precision"] in ("hour", "minute") else None
        moment = row["dtg"] or stated
        if moment:
            counted[row["post"], moment.hour] += 1
    computed = []
    for (post, hour), number in counted.items():
        east = longitude.get(post)
        computed.append((post, hour, None if east is None else int(hour + away(east / 15)) % 24, number))
    both.agree("filing_by_hour", "post hour_utc hour_local cables", computed)


def away(number):
    """Rounded, halves away from zero."""
    return int(abs(number) + 0.5) * (1 if number >= 0 else -1)


def test_country_attention(both):
    computed = [(code, one, *values) for (code, one), values in attention(both, "tags", "tag_codes", "tag").items()]
    both.agree("country_attention", "country month cables weight share attention", computed)


def test_attention_by_text(both):
    tagged = attention(both, "tags", "tag_codes", "tag")
    computed = [
        (*at, *values, *(tagged[at][2:] if at in tagged else (None, None)))
        for at, values in attention(both, "place_mentions", "places", "place_id").items()
    ]
    assert computed
    names = "country month cables weight share attention share_by_tags attention_by_tags"
    both.agree("attention_by_text", names, computed)


def test_places_mentioned(both):
    cables, mentions, dates = defaultdict(set), Counter(), defaultdict(list)
    for row in both.tables["place_mentions"]:
        cables[row["place_id"]].add(row["cable_id"])
        mentions[row["place_id"]] += 1
        date = both.cables[row["cable_id"]]["date"]
        dates[row["place_id"]] += [date] if date else []
    places = {row["place_id"]: row for row in both.tables["places"]}
    computed = [
        (
            place,
            places[place]["name"],
            places[place]["country"],
            len(ids),
            mentions[place],
            len(ids) / len(both.cables),
            max(dates[place], default=None),
            1 + sum(len(other) > len(ids) for other in cables.values()),
        )
        for place, ids in cables.items()
    ]
    assert computed
    both.agree("places_mentioned", "place_id place_name country cables mentions share last_date rank", computed)


def test_people_mentioned(both):
    cables, titles = defaultdict(set), defaultdict(Counter)
    mentions = Counter()
    for row in both.tables["person_mentions"]:
        person = row["name"].upper()
        cables[person].add(row["cable_id"])
        mentions[person] += 1
        if row["title"]:
            titles[person][row["title"].upper()] += 1
    computed = [
        (
            person,
            min(titles[person], key=lambda title: (-titles[person][title], title), default=None),
            len(ids),
            mentions[person],
            1 + sum(len(other) > len(ids) for other in cables.values()),
        )
        for person, ids in cables.items()
    ]
    assert computed
    both.agree("people_mentioned", "person title cables mentions rank", computed)


def attention(both, children, dimension, key):
    """Cables, weight, share and attention by country and month, from the rows of a table that lead to countries."""
    country = {row[key]: row["country"] for row in both.tables[dimension] if row["country"]}
    named = defaultdict(set)
    for row in both.tables[children]:
        if row[key] in country and both.cables[row["cable_id"]]["date"]:
            named[row["cable_id"]].add(country[row[key]])
    cables, weights, months = Counter(), Counter(), Counter()
    for name, countries in named.items():
        one = month(both.cables[name]["date"])
        months[one] += 1
        for code in countries:
            cables[code, one] += 1
            weights[code, one] += 1 / len(countries)
    computed = {}
    for code in {code for code, _ in cables}:
        shares = {one: weights[code, one] / total for one, total in months.items()}
        usual = fmean(shares.values())
        for one, part in shares.items():
            computed[code, one] = (cables[code, one], float(weights[code, one]), part, 100 * part / usual)
    return computed
