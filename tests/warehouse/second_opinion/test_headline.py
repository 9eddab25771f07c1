"""How often codes, levels and topics occur."""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from math import sqrt

import polars as pl


def month(date):
    return date.replace(day=1) if date else None


def months_from(first, last):
    found = [month(first)]
    while found[-1] < month(last):
        found.append(month(found[-1] + dt.timedelta(days=31)))
    return found


def test_tag_frequencies(both):
    cables, tags = pl.DataFrame(both.tables["cables"], infer_schema_length=None), both.tables["tags"]
    day, total = pl.col("date"), cables.height
    first, last = day.min().alias("first"), day.max().alias("last")
    counted = (
        pl.DataFrame(tags, infer_schema_length=None).unique(["cable_id", "tag"])
        .join(cables.select("cable_id", "date"), on="cable_id").group_by("tag")
        .agg(pl.len().alias("cables"), (pl.len() / total).alias("share"), first, last)
        .with_columns(pl.col("cables").rank("min", descending=True).alias("rank"))
    )  # fmt: skip
    both.agree("tag_frequencies", "tag cables share first_date last_date rank", (
        (tag, number, share, first, last, int(rank)) for tag, number, share, first, last, rank in counted.rows()
    ))  # fmt: skip


def test_classification_counts(both):
    counted = Counter(
        (month(row["date"]), row["post"], row["classification"], ", ".join(sorted(row["handling"] or [])))
        for row in both.cables.values()
    )
    both.agree(
        "classification_counts",
        "month post classification handling cables",
        ((*key, number) for key, number in counted.items()),
    )


def about_tags(both):
    """The cables about each subject code and field of TAGS."""
    codes = {row["tag"]: row for row in both.tables["tag_codes"]}
    about = defaultdict(set)
    for row in both.tables["tags"]:
        code = codes.get(row["tag"], {"kind": row["kind"], "subject_field": None})
        if code["kind"] == "subject":
            about["tag", row["tag"]].add(row["cable_id"])
            if code["subject_field"]:
                about["field", code["subject_field"]].add(row["cable_id"])
    return about


def about_texts(both):
    """The cables placed in each topic of the texts."""
    about = defaultdict(set)
    for row in both.tables["cable_topics"]:
        if row["topic_id"]:
            about["text", str(row["topic_id"])].add(row["cable_id"])
    return about


def timelines(both, about):
    dated = {name: row["date"] for name, row in both.cables.items() if row["date"]}
    traffic = Counter(map(month, dated.values()))
    months = months_from(min(dated.values()), max(dated.values()))
    for topic, cables in about.items():
        counts = Counter(month(dated[name]) for name in cables & dated.keys())
        if not counts:
            continue
        shares = [counts[one] / traffic[one] if traffic[one] else None for one in months]
        for number, one in enumerate(months):
            last = [counts[other] for other in months[max(0, number - 11) : number + 1]]
            score = distance(shares[max(0, number - 24) : number], shares[number], traffic[one])
            burst = score is not None and score >= 3.5 and counts[one] >= 5
            yield *topic, one, counts[one], shares[number], statistics.fmean(last), score, burst


TIMELINE = "topic_kind topic month cables share moving_average z_score is_burst"


def test_topic_timelines(both):
    both.agree("topic_timelines", TIMELINE, timelines(both, about_tags(both)))


def test_text_topic_timelines(both):
    both.agree("text_topic_timelines", TIMELINE, timelines(both, about_texts(both)))
    names = {str(row["topic_id"]): row["topic_name"] for row in both.tables["text_topics"]}
    shown = both.connection.execute("SELECT DISTINCT topic, topic_name FROM text_topic_timelines").fetchall()
    assert dict(shown) == names


def test_all_topic_timelines(both):
    both.agree("all_topic_timelines", TIMELINE, timelines(both, about_tags(both) | about_texts(both)))


def test_the_main_topic_comes_first(both):
    placed = defaultdict(list)
    for row in both.tables["cable_topics"]:
        placed[row["cable_id"]].append((row["ordinal"], row["weight"]))
    assert placed.keys() == both.cables.keys()
    for rows in placed.values():
        weights = [weight for _, weight in sorted(rows)]
        assert [ordinal for ordinal, _ in sorted(rows)] == list(range(1, len(rows) + 1))
        assert weights == [None] or (weights == sorted(weights, reverse=True) and sum(weights) < 1.01)


def distance(before, share, traffic):
    """Robust standard deviations from the median of the months before."""
    before = [one for one in before if one is not None]
    if len(before) < 6 or share is None:
        return None
    usual = statistics.median(before)
    deviation = statistics.median(abs(one - usual) for one in before)
    return (share - usual) / max(1.4826 * deviation, sqrt(max(usual * traffic, 1)) / traffic)


def test_totals_reconcile_across_views(both):
    total = len(both.cables)
    for sql in (
        "SELECT sum(cables) FROM classification_counts",
        "SELECT sum(cables) FROM post_activity",
        "SELECT sum(cables) FROM redactions_by_post",
        "SELECT sum(cables) FROM precedence_by_month",
        "SELECT sum(cables) FROM availability",
        "SELECT sum(whole + partial + no_text) FROM availability",
        "SELECT count(*) FROM cable_versions WHERE is_current",
    ):
        assert both.connection.execute(sql).fetchone() == (total,), sql
    for one, other in (
        ("SELECT sum(cables) FROM threads", "SELECT count(*) FROM thread_members"),
        ('SELECT sum("references") FROM threads', "SELECT sum(cited_by) FROM thread_members"),
        ("SELECT sum(citations) FROM reference_hubs",
         "SELECT count(*) FROM reference_edges WHERE is_in_lake AND cable_id <> cited_cable_id"),
        ("SELECT sum(citations) FROM missing_references", "SELECT count(*) FROM reference_edges WHERE NOT is_in_lake"),
        ("SELECT sum(protected_mentions) FROM redactions_by_post", "SELECT sum(mentions) FROM protected_mentions"),
        ("SELECT sum(disagrees) FROM field_quality",
         "SELECT count(DISTINCT (cable_id, field)) FROM witness_disagreements"),
        ("SELECT coalesce(sum(documents), 0) FROM quarantine_reasons", "SELECT count(*) FROM quarantine"),
    ):  # fmt: skip
        assert both.connection.execute(one).fetchone() == both.connection.execute(other).fetchone(), one
