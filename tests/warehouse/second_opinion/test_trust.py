"""How far to trust what was read."""

import ast
from collections import Counter, defaultdict
from pathlib import Path

from warehouse.views import views

STATES = ("ok", "repaired", "absent", "unparsed", "disagrees")


def test_every_view_has_a_second_computation():
    tests = {
        node.name
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert [view.name for view in views() if f"test_{view.name}" not in tests] == []


def test_field_quality(both):
    seen = defaultdict(set)
    for row in both.tables["findings"]:
        if row["cable_id"] in both.cables:
            seen[row["field"], row["cable_id"]].add(row["status"])
    fields = defaultdict(list)
    for (field, name), states in seen.items():
        fields[field, both.cables[name]["format"]].append(states)
    computed = []
    for key, cables in fields.items():
        read = sum(bool(states & {"ok", "repaired"}) for states in cables)
        present = sum(bool(states & {"ok", "repaired", "unparsed"}) for states in cables)
        numbers = [sum(state in states for states in cables) for state in STATES]
        computed.append((*key, len(cables), *numbers, read / present if present else None))
    both.agree("field_quality", f"field format cables {' '.join(STATES)} read_share", computed)


def test_findings_by_rule(both):
    fired, totals = defaultdict(list), Counter(row["field"] for row in both.tables["findings"])
    for row in both.tables["findings"]:
        fired[row["field"], row["rule"] or "", row["status"]].append(row["cable_id"])
    both.agree(
        "findings_by_rule",
        "field rule status findings cables share example",
        ((*key, len(names), len(set(names)), len(names) / totals[key[0]], min(names)) for key, names in fired.items()),
    )


def test_unknown_codes(both):
    tags, posts, indicators = (
        {row[column] for row in both.tables[table]}
        for table, column in (("tag_codes", "tag"), ("posts", "post"), ("routing_indicators", "routing_indicator"))
    )
    unknown = defaultdict(set)
    for row in both.tables["tags"]:
        if row["kind"] not in ("person", "free") and row["tag"] not in tags:
            unknown["tag", row["tag"]].add(row["cable_id"])
    for row in both.cables.values():
        if row["post"] and row["post"] not in posts:
            unknown["post", row["post"]].add(row["cable_id"])
    for row in (*both.tables["addressees"], *both.cables.values()):
        code = row["routing_indicator"]
        if code and code not in indicators:
            unknown["routing_indicator", code].add(row["cable_id"])
    both.agree(
        "unknown_codes",
        "code_kind code cables example",
        ((*key, len(names), min(names)) for key, names in unknown.items()),
    )


def test_quarantine_reasons(both):
    reasons = defaultdict(list)
    for row in both.tables["quarantine"]:
        reasons[row["stage"], row["reason"]].append(row)
    both.agree(
        "quarantine_reasons",
        "stage reason waiting settled replayed documents example_source",
        (
            (
                *key,
                sum(row["replayed_at"] is None and row["settled_at"] is None for row in rows),
                sum(row["replayed_at"] is None and row["settled_at"] is not None for row in rows),
                sum(row["replayed_at"] is not None for row in rows),
                len(rows),
                min(row["source"] for row in rows),
            )
            for key, rows in reasons.items()
        ),
    )


def test_witness_disagreements(both):
    # what a finding quotes of the text is in its column raw, which is not read into memory here
    both.agree(
        "witness_disagreements",
        "field rule cable_id date post detail format",
        (
            (row["field"], row["rule"], name, cable["date"], cable["post"], row["detail"], cable["format"])
            for row in both.tables["findings"]
            for name, cable in [(row["cable_id"], both.cables.get(row["cable_id"]))]
            if cable and row["status"] == "disagrees"
        ),
    )


def test_text_losses(both):
    both.agree(
        "text_losses",
        "rule cable_id date post quality detail format",
        (
            (row["rule"], name, cable["date"], cable["post"], cable["quality"], row["detail"], cable["format"])
            for row in both.tables["findings"]
            for name, cable in [(row["cable_id"], both.cables.get(row["cable_id"]))]
            if cable and row["field"] == "text_loss"
        ),
    )


def test_run_alarms(both):
    # one run: only the measures themselves can be held, the bands are in tests/warehouse/test_run_alarms.py
    (run,) = [row for row in both.tables["runs"] if row["sources"] and row["parsed"] + row["quarantined"]]
    new = run["parsed"] + run["quarantined"]
    cables, tagged = both.cables, {row["cable_id"] for row in both.tables["tags"]}
    filled = {name: sum(bool(row[name]) for row in cables.values()) for name in ("classification", "subject", "signer")}
    counts = {
        "cables with a DTG": sum(row["dtg"] is not None for row in cables.values()),
        "cables with TAGS": sum(name in tagged for name in cables),
        **{f"cables with a {name}": number for name, number in filled.items()},
    }
    shares = [(measure, number / len(cables), False) for measure, number in counts.items()]
    shares.append(("quality", sum(row["quality"] for row in cables.values()) / len(cables), False))
    measures = [("new documents", float(new), False), ("quarantine rate", run["quarantined"] / new, False)]
    both.agree("run_alarms", "measure value is_alarm", measures + shares)
