"""Signs of damage that a run sees in the lake's ledger and files; each is a line with its meaning and what to do.

Measures outside their usual band are in the view run_alarms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.plan import Plan, utc_now
from pipeline.report import Sign
from warehouse.catch_up import Published, Snapshot
from warehouse.lake import NAME, Lake
from warehouse.search_index import indexed_snapshot

_CLOCKS_DIFFER = dt.timedelta(minutes=1)  # between machines that write to one lake
_RUNS = 20  # the number of runs that define what is usual, as in the view run_alarms
_COMPARED = 200  # documents whose bytes are in memory at a time
_LEAST_RUNS = 6  # by then, a feed of working days has had its first days without documents


def before(lake: Lake) -> tuple[Sign, ...]:
    """Signs visible before a run changes anything: a restored catalog, a clock that was set back."""
    return (*_restored(lake), *_set_back(lake))


def _restored(lake: Lake) -> list[Sign]:
    now = Snapshot.newest(lake)
    published = Published.read(lake.place.warehouse).snapshot
    indexed = indexed_snapshot(lake.place)
    shown = max(published.number if published else 0, indexed or 0)
    if shown <= now.number and (published is None or not _was_replaced(lake, published)):
        return []
    return [
        Sign(
            f"the catalog (snapshot {now.number}) is older than what was published from it (snapshot {shown}): it was "
            "restored from an older backup; restore a newer one, or ingest every source since that backup again"
        )
    ]


def _was_replaced(lake: Lake, shown: Snapshot) -> bool:
    """Whether the lake has a different snapshot with this number."""
    rows = lake.connection.execute(
        f"SELECT snapshot_time FROM ducklake_snapshots('{NAME}') WHERE snapshot_id = ?",  # noqa: S608 (a name)
        [shown.number],
    ).fetchall()
    return bool(rows) and rows[0][0] != shown.time


def _set_back(lake: Lake) -> list[Sign]:
    rows = lake.connection.execute("SELECT finished_at FROM runs ORDER BY rowid DESC LIMIT 1").fetchall()
    now = utc_now()
    if not rows or rows[0][0] is None or now >= rows[0][0] - _CLOCKS_DIFFER:
        return []
    return [
        Sign(
            f"the clock was set back: it is {now:%Y-%m-%d %H:%M} UTC, and the last run ended at "
            f"{rows[0][0]:%Y-%m-%d %H:%M}; set the clock, since times of arrival decide which copy of a cable is newer"
        )
    ]


def after(lake: Lake, plan: Plan, known: Mapping[str, tuple[str, int]]) -> tuple[Sign, ...]:
    """Signs in the sources of a committed run; `known` is what the lake knew about them before it."""
    feed = _feed(lake, plan.run_id)
    if silent := _silent(feed):
        return silent
    return (*_shrunk(feed), *_fewer(lake, plan, known), *_cut_off(lake, plan, known))


class _Feed(NamedTuple):
    """What a run brought from its sources, and what earlier runs brought from the same ones.

    `runs` counts those compared. `longest_gap` is the longest time between two runs that brought something new, None if
    there were too few; `last_new` is when the last of them started.
    """

    new: int
    documents: int
    started_at: dt.datetime
    runs: int
    fewest_new: int
    usual_new: float
    fewest_documents: int
    previous: dt.datetime
    longest_gap: dt.timedelta | None
    last_new: dt.datetime | None


def _feed(lake: Lake, run_id: str) -> _Feed:
    (row,) = lake.connection.execute(
        f"""
        WITH same AS (
            SELECT r.*, r.parsed + r.quarantined AS new, r.rowid < this.rowid AS is_earlier, r.rowid AS row_number
            FROM runs r, (SELECT *, rowid FROM runs WHERE run_id = $run) this
            WHERE r.sources = this.sources
        ), earlier AS (
            FROM same WHERE is_earlier ORDER BY row_number DESC LIMIT {_RUNS}
        ), news AS (
            SELECT started_at, started_at - lag(started_at) OVER (ORDER BY started_at) AS gap FROM same
            WHERE new > 0 AND is_earlier ORDER BY started_at DESC LIMIT {_RUNS + 1}
        )
        SELECT this.new, this.documents, this.started_at,
            count(e.run_id), min(e.new), median(e.new), min(e.documents), max(e.started_at),
            (SELECT if(count(gap) >= {_LEAST_RUNS - 1}, max(gap), NULL) FROM news), (SELECT max(started_at) FROM news)
        FROM same this LEFT JOIN earlier e ON true
        WHERE this.run_id = $run
        GROUP BY ALL
        """,  # noqa: S608 (numbers)
        {"run": run_id},
    ).fetchall()
    return _Feed(*row)


def _silent(feed: _Feed) -> tuple[Sign, ...]:
    """The run found nothing new although all recent runs did, or the silence is now twice as long as ever before."""
    if feed.new or not feed.runs:
        return ()
    advice = "see whether the feed still delivers, and to this place"
    if feed.runs >= _LEAST_RUNS and feed.fewest_new > 0:
        return (Sign(f"no new document, usually {feed.usual_new:,.0f} a run: the feed is silent; {advice}"),)
    # reported once: by the first run for which it has lasted this long
    longest, last = feed.longest_gap, feed.last_new
    if longest and last and feed.started_at - last > 2 * longest >= feed.previous - last:
        return (Sign(f"no new document since {last:%Y-%m-%d %H:%M} UTC: the feed is silent; {advice}"),)
    return ()


def _shrunk(feed: _Feed) -> list[Sign]:
    if feed.runs < _LEAST_RUNS or feed.documents >= feed.fewest_documents / 2:
        return []
    return [
        Sign(
            f"the sources hold {feed.documents:,} documents, and never fewer than {feed.fewest_documents:,} in the "
            f"last {feed.runs} runs: files may have been removed; the lake keeps what it has: see whether the source "
            "is whole"
        )
    ]


def _fewer(lake: Lake, plan: Plan, known: Mapping[str, tuple[str, int]]) -> list[Sign]:
    """Files of several documents that hold fewer than when last read, and nothing new that can be read."""
    held = {file.name: known[file.name][1] for file in plan.files if known.get(file.name, ("", 0))[1] > 1}
    if not held:
        return []
    rows = lake.connection.execute(
        """
        SELECT source, count(*) FILTER (outcome <> 'kept') AS documents FROM deliveries
        WHERE run_id = ? AND source IN ?
        GROUP BY source HAVING count(*) FILTER (outcome = 'parsed') = 0 ORDER BY source
        """,
        [plan.run_id, list(held)],
    ).fetchall()
    return [
        Sign(
            f"a file that held {held[source]:,} documents now holds {documents:,} and nothing new: it is cut off; "
            "have it delivered again: the lake keeps what it has",
            source,
        )
        for source, documents in rows
        if documents < held[source]
    ]


def _cut_off(lake: Lake, plan: Plan, known: Mapping[str, tuple[str, int]]) -> list[Sign]:
    """Documents of the run that are only the beginning of what the same place gave before."""
    sources = [file.name for file in plan.files if file.name in known]
    if not sources:
        return []
    pairs = lake.connection.execute(
        """
        SELECT n.source || if(n.member = '', '', ':' || n.member) AS place, n.document_id, o.document_id
        FROM documents n JOIN documents o
            ON o.source = n.source AND o.member = n.member AND o.position = n.position AND o.bytes > n.bytes
        WHERE n.run_id = ? AND o.run_id <> n.run_id AND n.position > 0 AND n.source IN ?
            AND (n.bytes > 0 OR n.document_id IN (SELECT document_id FROM quarantine WHERE reason = 'empty'))
        ORDER BY ALL
        """,
        [plan.run_id, sources],
    ).fetchall()
    signs: dict[str, Sign] = {}
    for begin in range(0, len(pairs), _COMPARED):
        portion = pairs[begin : begin + _COMPARED]
        ids = {document_id for pair in portion for document_id in pair[1:]}
        query = "SELECT document_id, coalesce(raw, ''::BLOB) FROM documents WHERE document_id IN ?"
        raw: dict[str, bytes] = dict(lake.connection.execute(query, [list(ids)]).fetchall())
        for place, new, old in portion:
            if place not in signs and raw[old].startswith(raw[new]):
                signs[place] = Sign(_cut(len(raw[new]), len(raw[old])), place)
    return list(signs.values())


def _cut(now: int, before: int) -> str:
    return (
        f"a document is now only the first {now:,} of {before:,} bytes that it had: it is cut off; have it delivered "
        "again: the lake keeps the whole one too"
    )
