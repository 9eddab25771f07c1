"""Each case of docs/hostile-input.md ends as the page says, with nothing lost and nothing written elsewhere."""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from warehouse.checks import run_checks
from warehouse.export import documents, export_documents
from warehouse.lake import Lake
from warehouse.query import status

pytestmark = pytest.mark.campaign

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "hostile-input.md").read_text(encoding="utf-8")
STATED = dict(re.findall(r"^\| `([\w-]+)` \| .* \| (.+) \|$", PAGE, re.MULTILINE))
MOST_MEMORY = 3 << 29
LARGE = 64 << 20

spec = importlib.util.spec_from_file_location("hostile_material", HERE / "material.py")
assert spec is not None
assert spec.loader is not None
material = importlib.util.module_from_spec(spec)
spec.loader.exec_module(material)


def everything(top, but):
    """Files under a folder, links not followed, each with what tells a change of it."""
    found = {}
    for folder, below, files in os.walk(top):
        below[:] = [name for name in below if Path(folder, name) != but]
        for name in files:
            about = Path(folder, name).lstat()
            found[folder, name] = (about.st_size, about.st_mtime_ns, about.st_ino)
    return found


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, telegram):
    """A lake that has taken in all cases, the folder of their sources, and the most memory that took."""
    top = tmp_path_factory.mktemp("hostile")
    sources = top / "a" / "b" / "c" / "sources"
    for name, make in material.MAKERS.items():
        (sources / name).mkdir(parents=True)
        make(sources / name, telegram)
    before = everything(top, top / "lake")
    done = subprocess.run(
        [sys.executable, HERE / "ingest.py", top / "lake", sources],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=top,
    )
    assert done.returncode == 0, done.stderr
    assert everything(top, top / "lake") == before
    assert not Path("/escaped.txt").exists()
    with Lake.open(top / "lake", read_only=True) as lake:
        yield lake, sources, int(done.stdout)


def test_the_page_names_every_case():
    assert list(STATED) == list(material.MAKERS)


@pytest.mark.parametrize("name", STATED)
def test_a_case_ends_as_stated(hostile, name):
    lake, sources, _ = hostile
    rows = lake.connection.execute(
        """
        SELECT CASE d.outcome WHEN 'quarantined' THEN q.reason WHEN 'duplicate' THEN 'duplicates' ELSE d.outcome END
        FROM deliveries d LEFT JOIN quarantine q USING (document_id)
        WHERE starts_with(d.source, ?)
        """,
        [f"{sources}/{name}/"],
    ).fetchall()
    found = Counter(word for (word,) in rows)
    stated = re.findall(r"(\d+|some) (\w+)", STATED[name])
    assert found == {word: found[word] or 1 if number == "some" else int(number) for number, word in stated}


def test_memory_is_bounded(hostile):
    print(f"peak memory {hostile[2] >> 20} MB")
    assert hostile[2] < MOST_MEMORY


def test_the_ledger_adds_up_and_the_checks_pass(hostile):
    lake = hostile[0]
    about = status(lake)
    (run,) = about.runs
    assert run["documents"] == run["parsed"] + run["quarantined"] + run["duplicates"]
    assert (about.documents, about.unaccounted) == (about.parsed + about.quarantined, 0)
    assert not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]


def test_bytes_come_out_as_they_went_in(hostile, tmp_path):
    lake, sources, _ = hostile
    out = tmp_path / "a" / "b" / "out"
    out.mkdir(parents=True)
    export_documents(lake, out)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != out] == []
    exported = {hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()}
    assert exported >= {document.document_id for document in documents(lake) if document.raw}
    plain = [path for path in sources.rglob("*.txt") if path.is_file() and path.stat().st_size < LARGE]
    plain = [path for path in plain if path.parent.name != "long-line"]
    assert len(plain) > 20
    assert exported >= {hashlib.sha256(path.read_bytes()).hexdigest() for path in plain}


def test_partitions_lie_inside_the_lake(hostile):
    lake, sources, _ = hostile
    place = sources.parents[3] / "lake"
    strange = re.compile(r"[^\w=.%+ -]")
    assert not [path for path in place.rglob("*") if strange.search(path.name) or path.is_symlink()]
    ids = [row[0] for row in lake.connection.execute("SELECT cable_id FROM cables").fetchall()]
    assert not [cable_id for cable_id in ids if not re.fullmatch(r"[\w-]{1,60}", cable_id)]
