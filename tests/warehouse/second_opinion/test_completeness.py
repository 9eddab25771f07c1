"""What the collection holds of what there was."""

from collections import Counter, defaultdict
from statistics import median

from tests.warehouse.second_opinion.test_headline import month


def test_serial_coverage(both):
    used = defaultdict(set)
    for row in both.cables.values():
        if row["serial"] and row["post"] and row["year"] is not None:
            used[row["post"], row["year"]].add(row["serial"])
    computed = []
    for place, serials in used.items():
        kept = believed(sorted(serials))
        share = len(kept) / max(kept)
        computed.append((*place, len(kept), min(serials), max(kept), share, len(serials) - len(kept)))
    both.agree("serial_coverage", "post year serials lowest_serial highest_serial coverage wild_serials", computed)


def believed(serials):
    """Serials below the first leap that is too high."""
    for place in range(10, len(serials)):
        above = len(serials) - place
        if serials[place] > 3 * serials[place - 1] + 100 and above <= max(1, len(serials) / 50):
            return serials[:place]
    return serials


def test_gaps(both):
    days = defaultdict(dict)
    for name, row in sorted(both.cables.items(), reverse=True):
        if row["post"] and row["date"]:
            days[row["post"]][row["date"]] = name
    computed = []
    for post, names in days.items():
        dates = sorted(names)
        steps = [(later - earlier).days for earlier, later in zip(dates, dates[1:], strict=False)]
        for earlier, later, step in zip(dates, dates[1:], steps, strict=False):
            if step > 30:
                first, last = earlier.fromordinal(earlier.toordinal() + 1), later.fromordinal(later.toordinal() - 1)
                computed.append((post, first, last, step - 1, float(median(steps)), names[earlier], names[later]))
    both.agree("gaps", "post first_day last_day days usual_days cable_before cable_after", computed)


def test_availability(both):
    written = {row["cable_id"] for row in both.tables["texts"] if (row["body"] or "").strip()}
    counted = Counter()
    for name, row in both.cables.items():
        kind = "none" if name not in written else "partial" if row["is_partial"] else "whole"
        counted[month(row["date"]), row["classification"], kind, bool(row["redactions"]) and kind != "none"] += 1
    totals = defaultdict(Counter)
    for (one, level, kind, is_redacted), number in counted.items():
        totals[one, level][kind] += number
        totals[one, level]["redacted"] += number * is_redacted
    both.agree(
        "availability",
        "month classification cables whole partial no_text redacted",
        (
            (*key, n["whole"] + n["partial"] + n["none"], n["whole"], n["partial"], n["none"], n["redacted"])
            for key, n in totals.items()
        ),
    )


def test_shared_ids(both):
    versions = defaultdict(list)
    for row in both.tables["cable_versions"]:
        if row["date"]:
            versions[row["cable_id"]].append((row["date"], row["subject"]))
    computed = []
    for name, rows in versions.items():
        dates = {date for date, _ in rows}
        subjects = {subject.upper() for _, subject in rows if subject is not None}
        if len(dates) > 1:
            computed.append((name, len(rows), len(dates), len(subjects), min(dates), max(dates)))
    both.agree("shared_ids", "cable_id documents days subjects first_date last_date", computed)
