"""Who cites what, which cables form threads, and what is missing."""

from collections import Counter, defaultdict
from statistics import fmean, median


def known(both):
    """Citations of cables of the lake by others."""
    return {(one, other) for one, other in both.edges if other in both.cables and one != other}


def days(both, one, other):
    """Days from the cited cable to the citing one."""
    citing, cited = both.cables[one]["date"], both.cables.get(other, {}).get("date")
    return (citing - cited).days if citing and cited else None


def test_reference_edges(both):
    both.agree(
        "reference_edges",
        "cable_id cited_cable_id is_in_lake lag_days",
        ((one, other, other in both.cables, days(both, one, other)) for one, other in both.edges),
    )


def test_reference_lag(both):
    posts = defaultdict(list)
    for one, other in both.edges:
        lag = days(both, one, other)
        if lag is not None:
            posts[both.cables[one]["post"]].append(lag)
    computed = []
    for post, lags in posts.items():
        usual = sorted(lag for lag in lags if lag >= 0)
        middle = float(median(usual)) if usual else None
        computed.append((post, len(usual), middle, ninth(usual), max(usual, default=None), len(lags) - len(usual)))
    both.agree("reference_lag", "post references median_days p90_days longest_days later", computed)


def ninth(numbers):
    """The value below which nine tenths lie, in proportion between two."""
    if not numbers:
        return None
    place = 0.9 * (len(numbers) - 1)
    low = int(place)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)


def test_reference_hubs(both):
    citing = defaultdict(set)
    for one, other in known(both):
        citing[other].add(one)
    sizes = sorted(map(len, citing.values()), reverse=True)
    computed = []
    for name, others in citing.items():
        posts = {both.cables[one]["post"] for one in others} - {None}
        last = max((both.cables[one]["date"] for one in others if both.cables[one]["date"]), default=None)
        computed.append((name, len(others), len(posts), last, sizes.index(len(others)) + 1))
    both.agree("reference_hubs", "cable_id citations posts last_cited rank", computed)


def test_missing_references(both):
    citing = defaultdict(set)
    for row in both.tables["references"]:
        if row["kind"] == "cable" and row["target"] and row["target"] not in both.cables:
            citing[row["target"]].add(row["cable_id"])
    held = defaultdict(dict)
    for row in both.cables.values():
        if row["serial"] is not None and row["date"] and row["post"]:
            serials = held[f"{row['year'] % 100:02}{row['post']}"]
            serials[row["serial"]] = min(serials.get(row["serial"], row["date"]), row["date"])
    computed = []
    for name, others in citing.items():
        dates = [both.cables[one]["date"] for one in others if both.cables[one]["date"]]
        stem = name.rstrip("0123456789")
        before, after, between = neighbours(held[stem], int(name[len(stem) :] or 0))
        first, last = min(dates, default=None), max(dates, default=None)
        computed.append((name, len(others), first, last, min(others), before, after, between))
    both.agree(
        "missing_references",
        "cable_id citations first_cited last_cited example_citing after_date before_date estimated_date",
        computed,
    )


def neighbours(serials, serial):
    """Dates of the next lower and next higher serial, and the day between them in proportion."""
    low = max((one for one in serials if one < serial), default=None)
    high = min((one for one in serials if one > serial), default=None)
    first, last = serials.get(low), serials.get(high)
    if first is None or last is None:
        return first, last, None
    away = (last - first).days * (serial - low) / (high - low)
    whole = int(abs(away) + 0.5) * (1 if away >= 0 else -1)
    return first, last, first.fromordinal(first.toordinal() + whole)


def roots(edges):
    """The connected part of each node, by union and find."""
    parent: dict[str, str] = {}

    def root(node):
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges:
        parent[root(one)] = root(other)
    return {node: root(node) for node in list(parent)}


def members(both):
    """The ids of each thread in order, by its first."""
    parts = defaultdict(list)
    for node, root in roots(known(both)).items():
        parts[root].append(node)

    def order(name):
        date = both.cables[name]["date"]
        return date is None, date and date.isoformat(), name

    return {min(nodes, key=order): sorted(nodes, key=order) for nodes in parts.values()}


def levels(edges):
    """Fewest citations that lead from each node to one that cites nothing."""
    back, cites = defaultdict(set), Counter()
    for one, other in edges:
        back[other].add(one)
        cites[one] += 1
    nodes = {node for edge in edges for node in edge}
    found = {node: 0 for node in nodes if not cites[node]}
    rim = list(found)
    while rim:
        rim = [node for node in {near for one in rim for near in back[one]} if node not in found]
        step = max(found.values()) + 1
        found |= dict.fromkeys(rim, step)
    return found


def test_thread_members(both):
    edges = known(both)
    cites, cited = Counter(one for one, _ in edges), Counter(other for _, other in edges)
    level = levels(edges)
    both.agree(
        "thread_members",
        "thread_id ordinal cable_id level cites cited_by",
        (
            (first, number, name, level.get(name), cites[name], cited[name])
            for first, names in members(both).items()
            for number, name in enumerate(names, 1)
        ),
    )


def test_threads(both):
    edges = known(both)
    level, cites = levels(edges), Counter(one for one, _ in edges)
    computed = []
    for first, names in members(both).items():
        rows = [both.cables[name] for name in names]
        dates = [row["date"] for row in rows if row["date"]]
        span = (max(dates) - min(dates)).days if dates else None
        depth = max((level[name] for name in names if name in level), default=None)
        posts = {row["post"] for row in rows} - {None}
        computed.append((first, len(names), len(posts), sum(cites[name] for name in names), depth, span))
    both.agree("threads", "thread_id cables posts references depth span_days", computed)


def tags_of(both, but=()):
    found = defaultdict(set)
    for row in both.tables["tags"]:
        if row["kind"] not in but:
            found[row["cable_id"]].add(row["tag"])
    return found


def test_tag_cooccurrence(both):
    alone, pairs = Counter(), Counter()
    for tags in tags_of(both, but=("person",)).values():
        alone.update(tags)
        pairs.update((one, other) for one in tags for other in tags if one < other)
    total = len(both.cables)
    both.agree(
        "tag_cooccurrence",
        "tag_a tag_b cables lift jaccard",
        (
            (a, b, number, number * total / (alone[a] * alone[b]), number / (alone[a] + alone[b] - number))
            for (a, b), number in pairs.items()
            if number > 1
        ),
    )


def test_tag_overlap_of_references(both):
    tags, posts = tags_of(both), defaultdict(list)
    for one, other in known(both):
        if tags[one] and tags[other]:
            common, either = tags[one] & tags[other], tags[one] | tags[other]
            posts[both.cables[one]["post"]].append((bool(common), len(common) / len(either)))
    both.agree(
        "tag_overlap_of_references",
        "post references with_common_tag mean_jaccard",
        (
            (post, len(pairs), fmean(common for common, _ in pairs), fmean(overlap for _, overlap in pairs))
            for post, pairs in posts.items()
        ),
    )
